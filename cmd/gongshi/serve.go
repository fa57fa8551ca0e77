package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"
	"github.com/spf13/cobra"

	"gongshi/generator/format"
)

// settle is how long the content must be quiet before it is looked at again: editors
// write a file in several steps.
const settle = 25 * time.Millisecond

func (c *command) serveCommand() *cobra.Command {
	var content, addr string
	cmd := &cobra.Command{
		Use:   "serve",
		Short: c.say("预览：内容一改，网页自动更新", "preview the site and rebuild it on every change"),
		Long: c.say(`在本机预览网站。内容一有改动就重新生成并刷新网页；内容有错时，
网页保持上一次的样子，并在下方列出问题。草稿也会显示。按 Ctrl+C 结束。`,
			`serve shows the site on this machine, rebuilds it on every change and reloads the
page. While the content has errors the last good site stays, with the findings
below it. Drafts are shown. Ctrl+C ends it.`),
		Example: "  gongshi serve --content content",
		Args:    c.noArgs(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
			defer stop()
			return c.serve(ctx, content, addr)
		},
	}
	c.contentFlag(cmd, &content)
	cmd.Flags().StringVar(&addr, "addr", "127.0.0.1:8080", c.say("监听的地址和端口", "address and port to listen on"))
	return cmd
}

// serve builds, watches and serves until the context ends.
func (c *command) serve(ctx context.Context, content, addr string) error {
	if _, err := c.openContent(content); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		if errors.Is(err, syscall.EADDRINUSE) {
			err = errors.New(c.say("已有程序在用这个端口", "another program is using the port"))
		}
		return fmt.Errorf("%s", c.sayf("不能监听 %s：%v\n    办法: 用 --addr 换一个端口，例如 --addr 127.0.0.1:8081", "cannot listen on %s: %v\n    hint: choose another port with --addr, for example --addr 127.0.0.1:8081", addr, err))
	}
	temp, err := os.MkdirTemp("", "gongshi-preview-")
	if err != nil {
		return errors.Join(fmt.Errorf("preview: %w", err), listener.Close())
	}
	defer os.RemoveAll(temp)

	p := newPreview(filepath.Join(temp, "site"), content, c)
	watcher, err := watch(content)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer watcher.Close()
	r := newRebuilder(c, content, p)
	r.rebuild(ctx)
	go r.run(ctx)

	server := &http.Server{Handler: p, ReadHeaderTimeout: 10 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	fmt.Fprintln(c.stderr, c.sayf("预览地址：http://%s/（按 Ctrl+C 结束）", "preview: http://%s/ (Ctrl+C ends it)", listener.Addr()))

	go follow(ctx, watcher, content, r.change)
	select {
	case err = <-failed:
		return fmt.Errorf("preview: %w", err)
	case <-ctx.Done():
	}
	p.close()
	closing, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if server.Shutdown(closing) != nil {
		server.Close()
	}
	return nil
}

// watch follows a folder and all folders below it, and the one above, in which the folder
// may be replaced.
func watch(root string) (*fsnotify.Watcher, error) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, fmt.Errorf("watch: %w", err)
	}
	if err := addContent(w, root); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	_ = w.Add(filepath.Dir(filepath.Clean(root))) // which one may not be allowed to read
	return w, nil
}

// addContent follows the content, which may be a link, and its theme, whose name may begin
// with a full stop.
func addContent(w *fsnotify.Watcher, root string) error {
	if err := addFolders(w, root+string(filepath.Separator)); err != nil {
		return err
	}
	data, _ := os.ReadFile(filepath.Join(root, "site.toml")) // where there is none the build says so
	if theme := format.Key(data, "theme"); theme != "" && filepath.IsLocal(theme) {
		return addFolders(w, filepath.Join(root, theme))
	}
	return nil
}

func addFolders(w *fsnotify.Watcher, root string) error {
	return filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return nil // gone again, or not a folder
		}
		if path != root && strings.HasPrefix(d.Name(), ".") {
			return filepath.SkipDir
		}
		if err := w.Add(path); err != nil {
			return fmt.Errorf("watch %s: %w", path, err)
		}
		return nil
	})
}

// news gathers what a watcher tells until it is asked for.
type news struct {
	root    string
	mu      sync.Mutex
	created []string
	changed map[string]bool // files and folders; empty too where it is not known what
	some    chan struct{}   // holds one while there is news
}

// listen takes all that the watcher tells until it is closed. It does nothing else:
// a watcher that wants to tell an error holds a lock that adding folders needs.
func (n *news) listen(w *fsnotify.Watcher) {
	for {
		select {
		case e, open := <-w.Events:
			if !open {
				return
			}
			if e.Op != fsnotify.Chmod && n.within(e.Name) {
				n.tell(e)
			}
		case _, open := <-w.Errors:
			if !open {
				return
			}
			n.tell(fsnotify.Event{}) // events may be lost: build again
		}
	}
}

// within reports whether a file is the root or below it: the folder above is followed too.
func (n *news) within(name string) bool {
	rel, err := filepath.Rel(n.root, name)
	return err != nil || rel == "." || filepath.IsLocal(rel)
}

func (n *news) tell(e fsnotify.Event) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if e.Has(fsnotify.Create) {
		n.created = append(n.created, e.Name)
	}
	if n.changed == nil {
		n.changed = map[string]bool{}
	}
	n.changed[e.Name] = true
	select {
	case n.some <- struct{}{}:
	default:
	}
}

// takeCreated returns the files and folders that were created since it was last called.
func (n *news) takeCreated() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	created := n.created
	n.created = nil
	return created
}

// takeChanged returns the files and folders that changed since it was last called, with
// an empty name among them where some are not known.
func (n *news) takeChanged() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	changed := slices.Sorted(maps.Keys(n.changed))
	n.changed = nil
	return changed
}

// follow tells what has changed once what the watcher follows has been quiet for a
// moment, until the context ends.
func follow(ctx context.Context, w *fsnotify.Watcher, root string, change func(paths []string)) {
	n := news{root: root, some: make(chan struct{}, 1)}
	go n.listen(w)
	quiet := time.NewTimer(time.Hour)
	quiet.Stop()
	var created []string
	for {
		select {
		case <-ctx.Done():
			return
		case <-n.some:
			for _, path := range n.takeCreated() {
				_ = addFolders(w, path) // a file, or gone again: nothing to follow
				created = append(created, path)
			}
			quiet.Reset(settle)
		case <-quiet.C:
			for _, path := range created {
				_ = addFolders(w, path) // one that took the place of another may have lost its watch
			}
			created = nil
			changed := n.takeChanged()
			if slices.ContainsFunc(changed, func(name string) bool {
				return filepath.Base(name) == "site.toml" || filepath.Clean(name) == filepath.Clean(root)
			}) {
				_ = addContent(w, root) // it may have been away, or have another theme
			}
			change(changed)
		}
	}
}
