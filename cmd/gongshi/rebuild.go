package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"gongshi/generator"
	"gongshi/generator/diag"
)

// rebuilder keeps the preview up with the content. What an editor sees of a change, the
// pages of what was written, is made at once; the whole site follows, and is begun again
// where the content changes meanwhile.
type rebuilder struct {
	c       *command
	content string
	p       *preview
	build   func(context.Context) (*generator.Report, error)
	again   chan struct{} // holds one while a build is due
	told    map[told]bool // the findings after the build before; of the goroutine that builds

	mu      sync.Mutex
	desk    *generator.Desk // of the last build
	changed []string        // since that began
	cancel  context.CancelFunc
}

func newRebuilder(c *command, content string, p *preview) *rebuilder {
	flags := buildFlags{content: content, out: p.dir, cache: filepath.Join(filepath.Dir(p.dir), "cache"), drafts: true, session: new(generator.Session)}
	return &rebuilder{c: c, content: content, p: p, again: make(chan struct{}, 1),
		build: func(ctx context.Context) (*generator.Report, error) { return c.build(ctx, flags, nil) }}
}

// change takes notice of changed files: it redoes what it can at once and has the site
// built.
func (r *rebuilder) change(paths []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, path := range paths {
		name, err := filepath.Rel(r.content, path)
		if path == "" || err != nil {
			name = "." // anything may have changed
		}
		if name = filepath.ToSlash(name); !slices.Contains(r.changed, name) {
			r.changed = append(r.changed, name)
		}
	}
	if r.desk != nil {
		if redone, ok, err := r.desk.Redo(r.changed); ok && err == nil {
			r.p.draft(redone.Pages, r.state(redone.Findings))
		}
	}
	if r.cancel != nil {
		r.cancel()
	}
	select {
	case r.again <- struct{}{}:
	default:
	}
}

// run builds whenever a build is due, until the context ends.
func (r *rebuilder) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-r.again:
			r.rebuild(ctx)
		}
	}
}

// rebuild builds once and tells how it went, unless the content changed meanwhile.
func (r *rebuilder) rebuild(ctx context.Context) {
	r.mu.Lock()
	building, cancel := context.WithCancel(ctx)
	defer cancel()
	r.cancel = cancel
	before := r.changed
	r.changed = nil
	r.mu.Unlock()

	start := time.Now()
	report, err := r.build(building)
	if !r.take(building, report, err, before) || err != nil {
		return
	}
	// An edit that is made meanwhile does not wait for what is printed.
	var text strings.Builder
	news := r.news(report.Findings)
	r.c.printFindings(&text, news.fresh)
	if news.known > 0 {
		fmt.Fprintln(&text, r.c.sayf("（另有 %d 个问题与上次相同）", "(%d more findings are those of last time)", news.known))
	}
	fmt.Fprint(r.c.stderr, text.String())
	fmt.Fprintln(r.c.stderr, r.c.closing(report, time.Since(start)))
}

// told is what is the same of a finding wherever its line has moved to.
type told struct{ file, rule, message string }

// newly are the findings to be told now: errors, and what was not there after the build
// before. Known is how many others there are.
type newly struct {
	fresh diag.List
	known int
}

func (r *rebuilder) news(findings diag.List) (n newly) {
	now := make(map[told]bool, len(findings))
	for _, f := range findings {
		t := told{f.File, f.Rule, f.Message.Zh}
		if now[t] = true; f.Severity == diag.Error || !r.told[t] {
			n.fresh.Add(f)
		} else {
			n.known++
		}
	}
	r.told = now
	return n
}

// take takes up what a build has made, and shows it, unless the content changed
// meanwhile.
func (r *rebuilder) take(building context.Context, report *generator.Report, err error, before []string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cancel = nil
	if r.changed != nil || building.Err() != nil {
		// Another build is due. What this one would have taken up is not yet done.
		for _, name := range before {
			if !slices.Contains(r.changed, name) {
				r.changed = append(r.changed, name)
			}
		}
		if err == nil && !report.Failed(false) {
			r.p.replaced()
		}
		return false
	}
	c := r.c
	if err != nil {
		fmt.Fprintf(c.stderr, "gongshi: %s\n", c.explain(err))
		r.p.update(previewState{Title: c.say("生成失败", "the build failed"), Text: c.explain(err)})
		return true
	}
	if report.Desk() != nil {
		r.desk = report.Desk()
	}
	state := r.state(report.Findings)
	state.Built = !report.Failed(false)
	r.p.update(state)
	return true
}

// state shows findings.
func (r *rebuilder) state(findings diag.List) previewState {
	s := previewState{Close: r.c.say("关闭", "close")}
	if len(findings) > 0 {
		s.Title, s.List = r.c.summary(findings), r.c.previewFindings(findings)
	}
	return s
}
