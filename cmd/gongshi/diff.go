package main

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"gongshi/generator"
	"gongshi/generator/catalog"
	"gongshi/generator/change"
)

func (c *command) diffCommand() *cobra.Command {
	var content, format, audience string
	cmd := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: c.say("比较目录的两个版本，列出变更", "compare two states of the catalogue"),
		Long: c.say(`比较目录的两个版本：新增、移除、移动、调整等级、修改文字的风险点和措施，按地址列出。
OLD 和 NEW 可以是内容目录、已生成的网站、它的 data/catalogue.json，或 git 版本。
比较 git 版本要在 git 仓库中，内容目录由 --content 指明。html 是可以直接发布的变更公告。`,
			`diff compares two states of the catalogue: risk points and controls that were added,
removed, moved, regraded or reworded, by their addresses. OLD and NEW are content
folders, built sites, their data/catalogue.json, or git revisions of the folder that
--content names. The form html is a notice of the changes, fit to be published.`),
		Example: "  gongshi diff public/data/catalogue.json content\n  gongshi diff v1 HEAD --format html > notice.html",
		Args:    c.args(2, 2, "请写明两个版本，例如 gongshi diff 旧文件夹 新文件夹", "name two states, for example gongshi diff OLD NEW"),
		RunE: func(cmd *cobra.Command, args []string) error {
			view, err := c.viewFor(audience)
			if err != nil {
				return err
			}
			var states [2]*change.Snapshot
			for i, name := range args {
				if states[i], err = c.snapshot(cmd.Context(), name, content, view); err != nil {
					return err
				}
			}
			changes := change.Compare(states[0], states[1])
			switch format {
			case "text":
				err = change.Text(c.stdout, changes, c.lang)
			case "json":
				err = change.JSON(c.stdout, changes)
			case "markdown":
				err = change.Markdown(c.stdout, changes, c.lang)
			case "html":
				err = change.Notice(c.stdout, changes, c.lang)
			default:
				return usageError{c.sayf("没有格式%q；可用 text、json、markdown、html", "there is no format %q; use text, json, markdown or html", format)}
			}
			fmt.Fprintln(c.stderr, change.Summary(changes, c.lang))
			return err
		},
	}
	c.contentFlag(cmd, &content)
	cmd.Flags().StringVar(&format, "format", "text", c.say("结果的格式：text、json、markdown 或 html", "form of the result: text, json, markdown or html"))
	cmd.Flags().StringVar(&audience, "audience", catalog.AudiencePublic, c.say("公开范围：public 公众版，internal 内部版", "for whom: public or internal"))
	return cmd
}

// viewFor is the view of an audience, drafts included for the inside.
func (c *command) viewFor(audience string) (catalog.View, error) {
	if audience != catalog.AudiencePublic && audience != catalog.AudienceInternal {
		return catalog.View{}, usageError{c.sayf("--audience 不能是%q；可用 public、internal", "--audience cannot be %q; use public or internal", audience)}
	}
	return catalog.View{Audience: audience, Drafts: audience == catalog.AudienceInternal}, nil
}

// snapshot reads a state of the catalogue: a content folder, a built site, its
// catalogue.json, or a git revision of the content folder.
func (c *command) snapshot(ctx context.Context, name, content string, view catalog.View) (*change.Snapshot, error) {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		fsys, err := c.revision(ctx, name, content)
		if err != nil {
			return nil, err
		}
		return generator.Snapshot(ctx, fsys, view, 0)
	case err != nil:
		return nil, fmt.Errorf("diff: %w", err)
	case !info.IsDir():
		return readCatalogue(name)
	}
	if published := filepath.Join(name, "data", "catalogue.json"); exists(published) {
		return readCatalogue(published)
	}
	if !exists(filepath.Join(name, "site.toml")) {
		return nil, usageError{c.sayf("%s 里没有 site.toml，也没有 data/catalogue.json，不是内容目录或网站", "%s holds neither site.toml nor data/catalogue.json: it is no content folder and no site", name)}
	}
	return generator.Snapshot(ctx, os.DirFS(name), view, 0)
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

func readCatalogue(name string) (*change.Snapshot, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	s, err := change.Read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return s, nil
}

// revision is the content folder as it is in a git revision. The program git packs
// it; the work tree is not touched.
func (c *command) revision(ctx context.Context, rev, content string) (fs.FS, error) {
	none := usageError{c.sayf("没有文件、文件夹或 git 版本 %s（内容目录 %s）", "there is no file, folder or git revision %s (of the content folder %s)", rev, content)}
	if strings.HasPrefix(rev, "-") || !exists(content) {
		return nil, none
	}
	git := func(dir string, args ...string) ([]byte, error) {
		return exec.CommandContext(ctx, "git", append([]string{"-C", dir}, args...)...).Output()
	}
	place, err := git(content, "rev-parse", "--show-toplevel", "--show-prefix")
	if errors.Is(err, exec.ErrNotFound) {
		return nil, fmt.Errorf("%s", c.sayf("%s 不是文件或文件夹；要比较 git 版本，先安装 git", "%s is no file or folder; to compare git revisions, install git", rev))
	}
	if err != nil {
		return nil, none
	}
	top, prefix, _ := strings.Cut(strings.TrimSuffix(string(place), "\n"), "\n")
	tree := rev + "^{tree}"
	if prefix = strings.TrimSuffix(prefix, "/"); prefix != "" {
		tree = rev + ":" + prefix
	}
	// Below its top a repository packs only what lies in the folder one stands in, and
	// looks for that folder in the tree, which is that folder already.
	packed, err := git(top, "archive", "--format=zip", tree)
	if err != nil {
		return nil, none
	}
	archive, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return nil, fmt.Errorf("git revision %s: %w", rev, err)
	}
	return archive, nil
}

// previous reads the state that a build is compared with, and what that told of
// earlier changes.
func (c *command) previous(ctx context.Context, f buildFlags) (*generator.Previous, error) {
	if f.previous == "" {
		return nil, nil
	}
	state, err := c.snapshot(ctx, f.previous, f.content, catalog.View{Audience: f.audience, Drafts: f.drafts})
	if err != nil {
		return nil, err
	}
	previous := &generator.Previous{Snapshot: state}
	for _, name := range []string{filepath.Join(f.previous, "data", "changes.json"), filepath.Join(filepath.Dir(f.previous), "changes.json")} {
		data, err := os.ReadFile(name)
		if err != nil {
			continue // a first comparison has none
		}
		if previous.Log, err = generator.ReadLog(bytes.NewReader(data)); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		break
	}
	return previous, nil
}
