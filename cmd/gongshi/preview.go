package main

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html"
	"net"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"gongshi/generator/diag"
)

//go:embed preview
var previewFiles embed.FS

// previewState is what pages are told after each build.
type previewState struct {
	Build int64            `json:"build"`           // counts the builds that succeeded, of single pages too; pages reload when it changes
	Only  []string         `json:"only,omitempty"`  // the pages that this build made
	Known []string         `json:"known,omitempty"` // pages that are as the build before made them
	Title string           `json:"title"`
	Text  string           `json:"text"` // why the build failed
	List  []previewFinding `json:"list,omitempty"`
	Close string           `json:"close"`
	Built bool             `json:"-"` // whether the site on disk is that of this build
}

// previewFinding is a finding as pages show it.
type previewFinding struct {
	Place string `json:"place"` // FILE:LINE
	URL   string `json:"url"`   // of the line, on this server
	Text  string `json:"text"`
	Hint  string `json:"hint,omitempty"`
}

// mostFindings is how many findings the panel of a page lists; its title counts all.
const mostFindings = 200

// previewFindings makes the list for the page's panel, errors first.
func (c *command) previewFindings(findings diag.List) []previewFinding {
	var out []previewFinding
	var shown diag.List
	for _, severity := range []diag.Severity{diag.Error, diag.Warning, diag.Note} {
		for _, f := range findings {
			if f.Severity == severity && len(shown) < mostFindings {
				shown = append(shown, f)
			}
		}
	}
	for _, f := range shown {
		line := max(f.Line, 1)
		u := url.URL{Path: "/_gongshi/source", RawQuery: url.Values{"file": {f.File}}.Encode(), Fragment: fmt.Sprintf("L%d", line)}
		out = append(out, previewFinding{fmt.Sprintf("%s:%d", f.File, line), u.String(), fmt.Sprintf("%s: %s [%s]", f.Severity.In(c.lang), f.Message.In(c.lang), f.Rule), f.Hint.In(c.lang)})
	}
	return out
}

// preview serves a folder of one's own desk: the site as last built, with a
// script in each page that reloads it and shows findings.
type preview struct {
	dir     string
	content string // whose files the panel's links show
	c       *command

	mu      sync.Mutex
	state   previewState
	drafts  map[string][]byte // pages made since the site was, by path
	changed chan struct{}     // closed and replaced at each update
	ended   bool
}

func newPreview(dir, content string, c *command) *preview {
	// No number is that of a build of a preview that ended: its pages may still be open.
	return &preview{dir: dir, content: content, c: c, changed: make(chan struct{}), state: previewState{Build: time.Now().UnixMilli()}}
}

// draft shows pages ahead of the site that they will be of.
func (p *preview) draft(pages map[string][]byte, s previewState) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s.Build = p.state.Build
	for name, data := range pages {
		if old, err := p.read(name); err != nil || !bytes.Equal(old, data) {
			s.Only = append(s.Only, "/"+name)
		}
		if p.drafts == nil {
			p.drafts = map[string][]byte{}
		}
		p.drafts[name] = data
	}
	if s.Only != nil {
		slices.Sort(s.Only)
		s.Build++
	}
	p.tell(s)
}

// update tells all open pages how a build went.
func (p *preview) update(s previewState) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s.Build = p.state.Build
	if s.Built {
		drafts := p.drafts
		p.drafts = nil
		for name, data := range drafts {
			if now, err := p.read(name); err == nil && bytes.Equal(now, data) {
				s.Known = append(s.Known, "/"+name)
			}
		}
		s.Build++
	}
	p.tell(s)
}

// replaced tells all open pages that the site on disk is another, of which no more is to
// be said: it may show already what a draft is yet to be compared with.
func (p *preview) replaced() {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.state
	s.Only, s.Known = nil, nil
	s.Build++
	p.tell(s)
}

// read reads a page of the site, or what takes its place.
func (p *preview) read(name string) ([]byte, error) {
	if data, ok := p.drafts[name]; ok {
		return data, nil
	}
	return os.ReadFile(filepath.Join(p.dir, filepath.FromSlash(name)))
}

func (p *preview) tell(s previewState) {
	p.state = s
	close(p.changed)
	p.changed = make(chan struct{})
}

// close ends the connections of open pages.
func (p *preview) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended = true
	close(p.changed)
	p.changed = make(chan struct{})
}

func (p *preview) now() (s previewState, changed <-chan struct{}, ended bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.state, p.changed, p.ended
}

func (p *preview) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !isOwnHost(r.Host) {
		// Another site's page may point its own name at this address.
		http.Error(w, "forbidden host", http.StatusForbidden)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	// The index is a script, which a page from elsewhere could load and listen to: it
	// would learn what is not published yet.
	w.Header().Set("Cross-Origin-Resource-Policy", "same-origin")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	switch r.URL.Path {
	case "/_gongshi/events":
		p.events(w, r)
	case "/_gongshi/source":
		p.source(w, r)
	case "/_gongshi/preview.js", "/_gongshi/preview.css":
		http.ServeFileFS(w, r, previewFiles, "preview/"+path.Base(r.URL.Path))
	default:
		p.page(w, r)
	}
}

// isOwnHost accepts addresses and localhost, and no other names.
func isOwnHost(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	return host == "localhost" || net.ParseIP(strings.Trim(host, "[]")) != nil
}

// events sends the state now and after each build.
func (p *preview) events(w http.ResponseWriter, r *http.Request) {
	flusher, ok := w.(http.Flusher)
	if !ok {
		http.Error(w, "streaming is not supported", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	for {
		s, changed, ended := p.now()
		if ended {
			return
		}
		data, err := json.Marshal(s)
		if err != nil {
			return
		}
		fmt.Fprintf(w, "data: %s\n\n", data)
		flusher.Flush()
		select {
		case <-changed:
		case <-r.Context().Done():
			return
		}
	}
}

// page serves a file of the site. HTML is given the preview's script.
func (p *preview) page(w http.ResponseWriter, r *http.Request) {
	name := path.Clean("/" + r.URL.Path)
	if strings.HasSuffix(r.URL.Path, "/") {
		name = path.Join(name, "index.html")
	}
	// The site is opened after the build is known: a page that a build replaces meanwhile
	// says that it is of the one before, and is loaded again.
	build, data := p.drafted(strings.TrimPrefix(name, "/"))
	root, err := os.OpenRoot(p.dir)
	if err != nil {
		p.placeholder(w, build)
		return
	}
	defer root.Close()
	local := filepath.FromSlash(strings.TrimPrefix(name, "/"))
	if strings.ContainsRune(local, 0) {
		http.NotFound(w, r)
		return
	}
	if info, err := root.Stat(local); err == nil && info.IsDir() {
		http.Redirect(w, r, (&url.URL{Path: name + "/"}).String(), http.StatusFound)
		return
	}
	if path.Ext(name) != ".html" {
		http.ServeFileFS(w, r, root.FS(), strings.TrimPrefix(name, "/"))
		return
	}
	status := http.StatusOK
	if data == nil {
		data, err = root.ReadFile(local)
	}
	if err != nil {
		status = http.StatusNotFound
		if data, err = root.ReadFile("404.html"); err != nil {
			http.NotFound(w, r)
			return
		}
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(withPreview(data, build))
}

// drafted returns the number of the last build, and a page if it was made since the
// site was.
func (p *preview) drafted(name string) (build int64, page []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.state.Build, p.drafts[name]
}

// source shows a file of the content with its lines numbered, so that a finding can
// lead to its line.
func (p *preview) source(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Query().Get("file")
	root, err := os.OpenRoot(p.content)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	defer root.Close()
	data, err := root.ReadFile(filepath.FromSlash(name))
	if ext := path.Ext(name); err != nil || ext != ".md" && ext != ".toml" {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'")
	fmt.Fprintf(w, `<!doctype html><html lang="%s"><head><meta charset="utf-8"><title>%s</title><link rel="stylesheet" href="/_gongshi/preview.css"></head><body class="gongshi-source"><h1>%s</h1><ol>`,
		p.c.say("zh-Hans", "en"), html.EscapeString(name), html.EscapeString(name))
	for i, line := range strings.Split(strings.TrimRight(string(data), "\n"), "\n") {
		fmt.Fprintf(w, "<li id=\"L%d\"><code>%s</code></li>", i+1, html.EscapeString(line))
	}
	fmt.Fprint(w, "</ol></body></html>")
}

// previewTags are what a page needs to follow the builds after the one it is of.
func previewTags(build int64) string {
	return fmt.Sprintf(`<link rel="stylesheet" href="/_gongshi/preview.css"><script src="/_gongshi/preview.js" data-build="%d" defer></script>`, build)
}

// withPreview adds the preview's script to a page of a build and lets it ask this server
// for changes, where the page's own policy does not.
func withPreview(page []byte, build int64) []byte {
	tags := previewTags(build)
	if !bytes.Contains(page, []byte("connect-src")) {
		page = bytes.Replace(page, []byte("default-src 'none'"), []byte("default-src 'none'; connect-src 'self'"), 1)
	}
	if i := bytes.Index(page, []byte("</head>")); i >= 0 {
		return append(page[:i:i], append([]byte(tags), page[i:]...)...)
	}
	return append(page[:len(page):len(page)], tags...)
}

// placeholder stands in until there is a site to show.
func (p *preview) placeholder(w http.ResponseWriter, build int64) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	title := p.c.say("还没有可以显示的网站", "no site to show yet")
	text := p.c.say("内容有错误，改正后会自动显示。问题列在下方。", "The content has errors, listed below. The site appears once they are mended.")
	fmt.Fprintf(w, `<!doctype html><html lang="%s"><head><meta charset="utf-8"><title>%s</title>%s</head><body><h1>%s</h1><p>%s</p></body></html>`,
		p.c.say("zh-Hans", "en"), html.EscapeString(title), previewTags(build), html.EscapeString(title), html.EscapeString(text))
}
