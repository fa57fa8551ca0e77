package main

import (
	"bytes"
	"context"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gongshi/generator"
	"gongshi/generator/diag"
)

// An editor sees at once what became of a file, page and findings, while the build of
// the whole site is still under way; a build that is overtaken is given up.
func TestServeShowsAtOnce(t *testing.T) {
	content := t.TempDir()
	lay(t, content, map[string]string{"site.toml": "title = \"公示\"\n", "a/unit.toml": "name = \"甲单位\"\n", "a/p.md": goodPosition, "b/unit.toml": "name = \"乙单位\"\n", "b/p.md": goodPosition})
	var out said
	c := &command{lang: "zh", stdout: &out, stderr: &out}
	p := newPreview(filepath.Join(t.TempDir(), "site"), content, c)
	r := newRebuilder(c, content, p)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	r.rebuild(ctx)

	build, blocked, begun, given := r.build, make(chan struct{}), make(chan struct{}, 10), make(chan struct{}, 10)
	r.build = func(ctx context.Context) (*generator.Report, error) {
		begun <- struct{}{}
		select {
		case <-blocked:
		case <-ctx.Done():
			given <- struct{}{}
			return nil, ctx.Err()
		}
		return build(ctx)
	}
	go r.run(ctx)
	page := func(path string) string {
		w := httptest.NewRecorder()
		p.ServeHTTP(w, httptest.NewRequest("GET", "http://127.0.0.1"+path, nil))
		return w.Body.String()
	}
	edit := func(name, text string) {
		t.Helper()
		file := filepath.Join(content, filepath.FromSlash(name))
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		r.change([]string{file})
	}

	wrong := func(s previewState) bool {
		return slices.ContainsFunc(s.List, func(f previewFinding) bool { return strings.Contains(f.Text, "unknown-grade") })
	}

	first, _, _ := p.now()
	edit("a/p.md", strings.Replace(goodPosition, `"岗"`, `"新岗"`, 1))
	now, _, _ := p.now()
	if !strings.Contains(page("/a/p.html"), "<h1>新岗</h1>") || !strings.Contains(page("/a/"), "新岗") || strings.Contains(page("/b/p.html"), "新岗") {
		t.Error("the page that was edited is not shown at once")
	}
	if now.Build != first.Build+1 || !slices.Equal(now.Only, []string{"/a/index.html", "/a/p.html"}) {
		t.Errorf("%+v", now)
	}
	<-begun

	edit("b/p.md", strings.Replace(goodPosition, "一级", "九级", 1))
	<-given
	if now, _, _ = p.now(); now.Build != first.Build+1 || !wrong(now) {
		t.Errorf("the finding is not told at once: %+v", now)
	}
	if !strings.Contains(page("/a/p.html"), "新岗") {
		t.Error("the page that was edited first is gone")
	}
	edit("b/p.md", strings.Replace(goodPosition, `"岗"`, `"乙岗"`, 1))
	if now, _, _ = p.now(); wrong(now) || !slices.Equal(now.Only, []string{"/b/index.html", "/b/p.html"}) {
		t.Errorf("%+v", now)
	}

	// What only a build can tell is left to it.
	lay(t, content, map[string]string{"c/unit.toml": "name = \"丙单位\"\n"})
	r.change([]string{filepath.Join(content, "c"), filepath.Join(content, "c", "unit.toml")})
	if state, _, _ := p.now(); state.Build != now.Build {
		t.Errorf("%+v", state)
	}
	close(blocked)
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		if s, _, _ := p.now(); s.Build > now.Build {
			if !slices.Contains(s.Known, "/a/p.html") || !slices.Contains(s.Known, "/b/p.html") || slices.Contains(s.Known, "/index.html") {
				t.Errorf("%+v", s)
			}
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the site is not built: " + out.String())
		}
	}
	for path, want := range map[string]string{"/a/p.html": "<h1>新岗</h1>", "/b/p.html": "<h1>乙岗</h1>", "/c/": "丙单位"} {
		if !strings.Contains(page(path), want) {
			t.Errorf("%s does not show %s", path, want)
		}
	}
	built, err := os.ReadFile(filepath.Join(p.dir, "a", "p.html"))
	if err != nil || !bytes.Contains(built, []byte("新岗")) {
		t.Error("the site on disk is not that of the content")
	}
}

// A build may read an edit before serve is told of it. Open pages show the edit all the
// same, though the draft of it says nothing that the site on disk does not say already.
func TestServeTellsOfAnEditThatABuildWasQuickerToRead(t *testing.T) {
	content := t.TempDir()
	lay(t, content, map[string]string{"site.toml": "title = \"公示\"\n", "a/unit.toml": "name = \"甲单位\"\n", "a/p.md": goodPosition})
	var out said
	c := &command{lang: "zh", stdout: &out, stderr: &out}
	p := newPreview(filepath.Join(t.TempDir(), "site"), content, c)
	r := newRebuilder(c, content, p)
	r.rebuild(t.Context())
	shown, _, _ := p.now()

	file, build := filepath.Join(content, "a", "p.md"), r.build
	if err := os.WriteFile(file, []byte(strings.Replace(goodPosition, `"岗"`, `"新岗"`, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	r.build = func(ctx context.Context) (*generator.Report, error) {
		report, err := build(ctx)
		r.change([]string{file})
		return report, err
	}
	r.rebuild(t.Context())
	r.build = build
	told, _, _ := p.now()
	if told.Build != shown.Build+1 || told.Only != nil || slices.Contains(told.Known, "/a/p.html") {
		t.Errorf("pages of build %d are told %+v", shown.Build, told)
	}
	r.rebuild(t.Context())
	if now, _, _ := p.now(); now.Build != told.Build+1 || !slices.Contains(now.Known, "/a/p.html") {
		t.Errorf("%+v", now)
	}
}

// Of many findings an editor is told the errors, and what the last edit has added.
func TestServeTellsWhatIsNew(t *testing.T) {
	finding := func(file string, line int, rule string, s diag.Severity) diag.Finding {
		return diag.Finding{Position: diag.Position{File: file, Line: line}, Rule: rule, Severity: s, Message: diag.Textf("话", "words")}
	}
	r := &rebuilder{}
	for _, build := range []struct {
		findings, fresh diag.List
	}{
		{diag.List{finding("a", 1, "x", diag.Warning), finding("a", 2, "y", diag.Note)}, diag.List{finding("a", 1, "x", diag.Warning), finding("a", 2, "y", diag.Note)}},
		{diag.List{finding("a", 5, "x", diag.Warning), finding("b", 2, "y", diag.Note)}, diag.List{finding("b", 2, "y", diag.Note)}},
		{diag.List{finding("a", 5, "x", diag.Error), finding("b", 2, "y", diag.Note)}, diag.List{finding("a", 5, "x", diag.Error)}},
		{diag.List{finding("a", 5, "x", diag.Error)}, diag.List{finding("a", 5, "x", diag.Error)}},
		{nil, nil},
		{diag.List{finding("b", 2, "y", diag.Note)}, diag.List{finding("b", 2, "y", diag.Note)}},
	} {
		got := r.news(build.findings)
		if !slices.Equal(got.fresh, build.fresh) || got.known != len(build.findings)-len(build.fresh) {
			t.Errorf("of %v are told %v, known %d", build.findings, got.fresh, got.known)
		}
	}
}
