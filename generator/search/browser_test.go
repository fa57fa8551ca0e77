package search

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/BurntSushi/toml"
	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/css"
	"github.com/tdewolff/minify/v2/js"

	"gongshi/generator/chrome"
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
<link rel="stylesheet" href="assets/style.css">{{template "scripts" .}}</head><body>{{template "main" .}}</body></html>
{{define "grade"}}{{.Label}}{{end}}{{define "link"}}<a href="{{.Href}}">{{.Text}}</a>{{end}}`))
	template.Must(page.Parse(source))
	type grade struct {
		Label, Tone string
		Grade       any
		N           int
	}
	var out bytes.Buffer
	err = page.Execute(&out, map[string]any{
		"Heading": "搜索", "Version": version, "Code": "assets/search.js", "Sounds": "assets/search-sound.js",
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
	small := minify.New()
	small.Add("text/javascript", &js.Minifier{Version: 2015})
	small.AddFunc("text/css", css.Minify)
	for to, a := range map[string]struct{ from, kind string }{
		"assets/search.js":       {"assets/search.js", "text/javascript"},
		"assets/search-sound.js": {"assets/search-sound.js", "text/javascript"},
		"assets/style.css":       {"assets/style/*.css", "text/css"},
	} {
		names, err := filepath.Glob(filepath.Join(themeDir, a.from))
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: %d files, %v", a.from, len(names), err)
		}
		var all []byte
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, data...)
		}
		if all, err = small.Bytes(a.kind, all); err != nil {
			t.Fatal(err)
		}
		extra[to] = &fstest.MapFile{Data: all}
	}
	writeFiles(t, dir, extra)
}

// settled holds once the page shows an answer.
const settled = `(e => !!e && e.getAttribute('data-state') === 'done')(document.getElementById('results'))`

type pageAnswer struct {
	Total   int
	Exact   bool
	Counted bool // the numbers of the facets are exact
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
func ask(t testing.TB, b *chrome.Browser, queries []string, options string) []pageAnswer {
	t.Helper()
	data, err := json.Marshal(queries)
	if err != nil {
		t.Fatal(err)
	}
	return chrome.Eval[[]pageAnswer](b, fmt.Sprintf(`(async () => { const out = []; for (const q of %s) { const r = await gongshi.search(q, %s);
out.push({total: r.total, exact: r.exact, counted: r.counted, sound: r.sound, similar: r.similar, alone: r.alone, facets: r.facets, urls: r.hits.map(h => h.url)}); } return out; })()`, data, options))
}

// compareFacets compares what the page counts by facet with what the reader does: of all
// records, of those with a pair of characters, which the lists tell without the texts, and
// of those with longer pieces, whose candidates have to be read; and with filters, which
// leave the numbers of their own facet alone.
func compareFacets(t *testing.T, b *chrome.Browser, x *Index, pieces []string) {
	t.Helper()
	queries := append([]string{"", "审批", "制度", "-审批", "-采购审批"}, pieces...)
	for _, filters := range []map[string][]string{nil, {"grade": {"一级"}}, {"grade": {"一级", "三级"}, "level": {"middle"}}} {
		data, err := json.Marshal(filters)
		if err != nil {
			t.Fatal(err)
		}
		answers := ask(t, b, queries, fmt.Sprintf("{limit: 0, facets: true, filters: %s}", data))
		for i, q := range queries {
			want, err := x.Search(Request{Query: q, Facets: true, Filters: filters})
			if err != nil {
				t.Fatal(err)
			}
			if len(answers[i].Sound) > 0 {
				continue
			}
			if !answers[i].Exact || !answers[i].Counted {
				if len(pieces) < 10 {
					continue // so many records are not read for a number
				}
				t.Errorf("%q %v: the numbers are not exact", q, filters)
			}
			if q == "" && filters == nil && want.Total != x.Records() || answers[i].Total != want.Total {
				t.Errorf("%q %v: the page counts %d, the reader %d of %d", q, filters, answers[i].Total, want.Total, x.Records())
			}
			for name, list := range want.Facets {
				got, counted := map[string]int{}, map[string]int{}
				for _, v := range answers[i].Facets[name] {
					if v.N > 0 {
						got[v.Value] = v.N
					}
				}
				for _, v := range list {
					counted[v.Value] = v.N
				}
				if !maps.Equal(got, counted) {
					t.Errorf("%q %v: the page counts by %s %v, the reader %v", q, filters, name, got, counted)
				}
			}
		}
	}
}

// mostCompared is up to how many hits are compared one by one: to show a hit, its
// text has to be loaded.
const mostCompared = 1000

// The page's script finds exactly the records that contain a text, from a disk and
// from a server, and agrees with the reader in number and order.
func TestPlainSearchInBrowser(t *testing.T) {
	b := chrome.Start(t)
	for _, c := range []struct {
		name       string
		n, perUnit int
		bundle     int
		few        int
		queries    int
	}{
		{"one bundle", 250, 60, 1 << 30, 0, 150},
		{"small", 2000, 100, -1, 0, 200},
		{"vacant numbers", 2000, 70, -1, -1, 100},
		{"medium", 10_000, 300, -1, 0, 50},
		{"long lists", 70_000, 500, -1, 0, 8},
	} {
		t.Run(c.name, func(t *testing.T) {
			catalogue, units := fakeSite(c.n, c.perUnit)
			files, info := publish(t, segments(catalogue, units), Options{BundleBytes: c.bundle, FewRecords: c.few})
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
			for _, address := range []string{chrome.FileURL(filepath.Join(dir, "search.html")), server.URL + "/search.html"} {
				b.Open(address)
				b.Wait(settled)
				answers := ask(t, b, queries, fmt.Sprintf("{limit: %d}", mostCompared))
				for i, q := range queries {
					got, want := answers[i], containing(records, q)
					if q == "監督檢查" {
						want = containing(records, "监督检查")
					}
					if len(got.Sound) > 0 && len(want) == 0 {
						continue
					}
					sorted := slices.Sorted(slices.Values(got.URLs))
					if got.Exact && got.Total != len(want) || len(want) <= mostCompared && (!got.Exact || !slices.Equal(sorted, want)) {
						t.Errorf("%q: total %d exact %v, hits %d, want %d", q, got.Total, got.Exact, len(got.URLs), len(want))
					}
				}
				compareFacets(t, b, x, queries[:c.queries/4])
				first := ask(t, b, queries, "{limit: 10}")
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
				if trouble := b.Trouble(); len(trouble) > 0 {
					t.Errorf("console: %v", trouble)
				}
			}
		})
	}
}
