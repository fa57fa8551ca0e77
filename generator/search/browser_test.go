package search

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html/template"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/BurntSushi/toml"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

const themeDir = "../../themes/default"

// searchPage renders the theme's search page as a site would, in a frame of its own.
func searchPage(t testing.TB, version string) []byte {
	t.Helper()
	text := map[string]string{}
	for _, name := range []string{"zh-Hans.toml", "search.zh-Hans.toml"} {
		var tables map[string]map[string]string
		if _, err := toml.DecodeFile(filepath.Join(themeDir, "i18n", name), &tables); err != nil {
			t.Fatal(err)
		}
		for table, entries := range tables {
			for key, s := range entries {
				text[table+"."+key] = s
			}
		}
	}
	layout, err := os.ReadFile(filepath.Join(themeDir, "layouts/search.html"))
	if err != nil {
		t.Fatal(err)
	}
	source := string(layout)
	for key, s := range text {
		source = strings.ReplaceAll(source, `{{t "`+key+`"}}`, template.HTMLEscapeString(s))
	}
	if i := strings.Index(source, `{{t "`); i >= 0 {
		t.Fatalf("no words for %s", source[i:min(i+40, len(source))])
	}
	page := template.Must(template.New("page").Parse(`<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self' file:; style-src 'self' file:; img-src 'self' data: file:; base-uri 'none'; form-action 'self' file:; require-trusted-types-for 'script'">
<meta name="viewport" content="width=device-width"><title>搜索</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="assets/search.css">{{template "scripts" .}}</head><body>{{template "main" .}}</body></html>
{{define "grade"}}{{.Label}}{{end}}{{define "link"}}<a href="{{.Href}}">{{.Text}}</a>{{end}}`))
	template.Must(page.Parse(source))
	type grade struct {
		Label, Tone string
		Grade       any
		N           int
	}
	var out bytes.Buffer
	err = page.Execute(&out, map[string]any{
		"Heading": "搜索", "Version": version, "Code": "assets/search.js",
		"Schemes": []map[string]any{{"Name": "三级", "Page": "scheme/x.html", "Grades": []grade{{Label: "一级", Tone: "tone-b3261e"}}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// site writes a site that has nothing but the search and returns its folder.
func site(t testing.TB, dir string, files fstest.MapFS, info Info) {
	t.Helper()
	writeFiles(t, dir, files)
	extra := fstest.MapFS{"search.html": {Data: searchPage(t, info.Version)}}
	for to, from := range map[string]string{"assets/search.js": "assets/search.js", "assets/search.css": "assets/css/50-search.css"} {
		data, err := os.ReadFile(filepath.Join(themeDir, from))
		if err != nil {
			t.Fatal(err)
		}
		extra[to] = &fstest.MapFile{Data: data}
	}
	writeFiles(t, dir, extra)
}

// browser starts Chromium. Every exception and console error fails the test.
type browser struct {
	ctx      context.Context
	mu       sync.Mutex
	problems []string
}

func startBrowser(t testing.TB) *browser {
	t.Helper()
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath("/usr/bin/chromium"), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.WindowSize(1200, 900))
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	b := &browser{ctx: ctx}
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("the browser tests need Chromium: %v", err)
	}
	err := chromedp.Listen(ctx, func(ev any) {
		b.mu.Lock()
		defer b.mu.Unlock()
		switch ev := ev.(type) {
		case *runtime.EventExceptionThrown:
			text := ev.ExceptionDetails.Text
			if e := ev.ExceptionDetails.Exception; e != nil {
				text += " " + e.Description
			}
			b.problems = append(b.problems, text)
		case *log.EventEntryAdded:
			if ev.Entry.Level == log.EntryLevelError {
				b.problems = append(b.problems, ev.Entry.Text+" "+ev.Entry.URL)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// trouble returns what went wrong since it was last called.
func (b *browser) trouble() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := b.problems
	b.problems = nil
	return out
}

func (b *browser) run(t testing.TB, actions ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(b.ctx, actions...); err != nil {
		t.Fatal(err)
	}
}

// eval evaluates an expression, which may be a promise, into out.
func (b *browser) eval(t testing.TB, expression string, out any) {
	t.Helper()
	data, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]byte](expression, chromedp.EvalAwaitPromise))
	if err == nil {
		err = json.Unmarshal(data, out)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// settled waits until the page shows an answer.
var settled = chromedp.Poll[chromedp.Void](`(e => e && e.getAttribute('data-state') === 'done')(document.getElementById('results'))`)

func fileURL(path string) string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(path)}).String()
}

type pageAnswer struct {
	Total   int
	Exact   bool
	Sound   []string
	Similar []string
	Alone   []struct {
		Term  string
		Total int
	}
	URLs   []string
	Facets map[string][]struct {
		Value string
		N     int
	}
}

// ask puts queries to the page's script.
func (b *browser) ask(t testing.TB, queries []string, options string) []pageAnswer {
	t.Helper()
	data, err := json.Marshal(queries)
	if err != nil {
		t.Fatal(err)
	}
	var out []pageAnswer
	b.eval(t, fmt.Sprintf(`(async () => { const out = []; for (const q of %s) { const r = await gongshi.search(q, %s);
out.push({total: r.total, exact: r.exact, sound: r.sound, similar: r.similar, alone: r.alone, facets: r.facets, urls: r.hits.map(h => h.url)}); } return out; })()`, data, options), &out)
	return out
}

// The page's script finds exactly the records that contain a text, from a disk and
// from a server, and agrees with the reader in number and order.
func TestPageAgainstPlainSearch(t *testing.T) {
	b := startBrowser(t)
	for _, c := range []struct {
		name       string
		n, perUnit int
		bundle     int
		queries    int
	}{
		{"one bundle", 250, 60, 1 << 30, 150},
		{"small", 2000, 100, -1, 500},
		{"medium", 10_000, 300, -1, 300},
		{"long lists", 70_000, 500, -1, 60},
	} {
		t.Run(c.name, func(t *testing.T) {
			if testing.Short() && c.n > 10_000 {
				t.Skip("long")
			}
			catalogue, units := fakeSite(c.n, c.perUnit)
			files, info := publish(t, segments(catalogue, units), Options{BundleBytes: c.bundle})
			dir := filepath.Join(t.TempDir(), "公示 目录#1 100%")
			site(t, dir, files, info)
			server := httptest.NewServer(http.FileServer(http.Dir(dir)))
			defer server.Close()
			x, err := Open(files)
			if err != nil {
				t.Fatal(err)
			}
			records := plain(units)
			rng := rand.New(rand.NewPCG(3, 4))
			queries := append(substrings(rng, records, c.queries), "审批", "制度", "一级", "防", "oa", "42号", "，", "(2011)", "監督檢查", "不存在的词", "采购")
			for _, address := range []string{fileURL(filepath.Join(dir, "search.html")), server.URL + "/search.html"} {
				b.run(t, chromedp.Navigate(address), settled)
				answers := b.ask(t, queries, fmt.Sprintf("{limit: %d}", c.n))
				for i, q := range queries {
					got, want := answers[i], containing(records, q)
					if q == "監督檢查" {
						want = containing(records, "监督检查")
					}
					if len(got.Sound) > 0 && len(want) == 0 {
						continue
					}
					sorted := slices.Sorted(slices.Values(got.URLs))
					if got.Total != len(want) || !got.Exact || !slices.Equal(sorted, want) {
						t.Errorf("%q: total %d exact %v, hits %d, want %d", q, got.Total, got.Exact, len(got.URLs), len(want))
					}
				}
				first := b.ask(t, queries, "{limit: 10}")
				for i, q := range queries {
					res, err := x.Search(Request{Query: q, Limit: 10})
					if err != nil {
						t.Fatal(err)
					}
					var want []string
					for _, h := range res.Hits {
						want = append(want, h.URL)
					}
					if len(first[i].Sound) == 0 && !slices.Equal(first[i].URLs, want) && len(want) > 0 {
						t.Errorf("%q: first page\n got %v\nwant %v", q, first[i].URLs, want)
					}
					if first[i].Exact && first[i].Total != res.Total {
						t.Errorf("%q: says exactly %d, want %d", q, first[i].Total, res.Total)
					}
				}
				if trouble := b.trouble(); len(trouble) > 0 {
					t.Errorf("console: %v", trouble)
				}
			}
		})
	}
}
