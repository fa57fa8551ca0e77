package search

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"gongshi/generator/chrome"
)

// oddQueries are what readers paste and attackers try.
var oddQueries = []string{
	strings.Repeat("采购审批", 2500), strings.Repeat("a", 10_000), strings.Repeat("采 ", 5000), strings.Repeat("-x ", 3000),
	`.*[`, `(?:`, `\`, `^$`, `a{1,}`, `[^`, `<script>alert(1)</script>`, `"`, `"""`, `-`, `--`, `-"`, `岗位:`, `:`, `岗位:"`, `不存在:词`,
	"😀", "👨‍👩‍👧", "采😀购", "e\u0301", "采\u0301购", "\u202e采购\u202c", "\u200b", "采\u200d购", "\ufeff采购",
	"，。、；", "!!!", "　", " \t\n", "\x00", "采\x00购", "𠀀", "ﬁ", "㊣", "Ⅷ", "__proto__", "constructor", "toString", "hasOwnProperty",
}

// Whatever is asked, the page answers and complains of nothing, and agrees with the
// reader.
func TestOddQueriesInBrowser(t *testing.T) {
	catalogue, units := fakeSite(600, 100)
	for name, bundle := range map[string]int{"bundle": 1 << 30, "parts": -1} {
		t.Run(name, func(t *testing.T) {
			files, info := publish(t, segments(catalogue, units), Options{BundleBytes: bundle})
			dir := t.TempDir()
			site(t, dir, files, info)
			x, err := Open(files)
			if err != nil {
				t.Fatal(err)
			}
			b := chrome.Start(t)
			page := chrome.FileURL(filepath.Join(dir, "search.html"))
			b.Open(page)
			b.Wait(settled)
			answers := ask(t, b, oddQueries, "{limit: 10}")
			for i, q := range oddQueries {
				res, err := x.Search(Request{Query: q, Limit: 10})
				if err != nil {
					t.Fatal(err)
				}
				if answers[i].Exact && len(answers[i].Sound) == 0 && answers[i].Total != res.Total {
					t.Errorf("%.40q: the page finds %d, the reader %d", q, answers[i].Total, res.Total)
				}
			}
			lone := chrome.Eval[int](b, `gongshi.search('\ud800采\udc00', {limit: 10}).then(r => r.total)`)
			if lone != 0 {
				t.Errorf("lone surrogates are found %d times", lone)
			}
			for _, q := range oddQueries {
				if len(q) > 2000 {
					continue // longer than an address may be
				}
				b.Open(page + "?q=" + url.QueryEscape(q))
				b.Wait(settled)
			}
			if trouble := b.Trouble(); len(trouble) > 0 {
				t.Errorf("console: %v", trouble)
			}
		})
	}
}

// An index that is not whole is said to be so, in a sentence that names the file,
// and the indexes by unit stay on the page.
func TestBrokenIndexInBrowser(t *testing.T) {
	catalogue, units := fakeSite(3000, 100)
	whole, info := publish(t, segments(catalogue, units), Options{BundleBytes: -1})
	_, other := fakeSite(50, 10)
	others, _ := publish(t, segments(catalogue, other), Options{BundleBytes: -1})
	rng := rand.New(rand.NewPCG(8, 8))
	query := substrings(rng, plain(units), 1)[0]
	folder := func(prefix string) []string {
		var names []string
		for name := range whole {
			if strings.HasPrefix(name, prefix) {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		return names
	}
	remove := func(names ...string) func(fstest.MapFS) {
		return func(files fstest.MapFS) {
			for _, name := range names {
				delete(files, name)
			}
		}
	}
	cut := func(names ...string) func(fstest.MapFS) {
		return func(files fstest.MapFS) {
			for _, name := range names {
				data := files[name].Data
				files[name] = &fstest.MapFile{Data: data[:len(data)/2]}
			}
		}
	}
	b := chrome.Start(t)
	for _, c := range []struct {
		name string
		harm func(fstest.MapFS)
		want string
	}{
		{"no root", remove("search/root.js"), "缺少文件 search/root.js"},
		{"no index", func(files fstest.MapFS) { clear(files) }, "缺少文件 search/root.js"},
		{"no lists", remove(folder("search/g/")...), "缺少文件 search/g/"},
		{"no texts", remove(folder("search/d/")...), "缺少文件 search/d/"},
		{"the root cut short", cut("search/root.js"), "search/root.js"},
		{"lists cut short", cut(folder("search/g/")...), "search/g/"},
		{"texts cut short", cut(folder("search/d/")...), "search/d/"},
		{"the root of another build", func(files fstest.MapFS) { files["search/root.js"] = others["search/root.js"] }, "不是同一次发布"},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := fstest.MapFS{}
			for name, file := range whole {
				files[name] = file
			}
			c.harm(files)
			dir := t.TempDir()
			site(t, dir, files, info)
			b.Open(chrome.FileURL(filepath.Join(dir, "search.html")) + "?q=" + url.QueryEscape(query))
			b.Wait(settled)
			if said := chrome.Eval[string](b, `document.getElementById('search-status').textContent`); !strings.Contains(said, c.want) {
				t.Errorf("the page says %q, want %q", said, c.want)
			}
			if !chrome.Eval[bool](b, `document.getElementById('indexes').offsetHeight > 0`) {
				t.Error("the indexes are hidden")
			}
			for _, trouble := range b.Trouble() {
				if !strings.Contains(trouble, "ERR_FILE_NOT_FOUND") && !strings.Contains(trouble, "SyntaxError") {
					t.Error(trouble)
				}
			}
		})
	}
}

// A page whose scripts may not store anything searches all the same.
func TestForbiddenStorageInBrowser(t *testing.T) {
	catalogue, units := fakeSite(200, 100)
	files, info := publish(t, segments(catalogue, units), Options{})
	dir := t.TempDir()
	site(t, dir, files, info)
	page := filepath.Join(dir, "search.html")
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	forbid := "<script src=\"assets/forbid.js\"></script>"
	if err := os.WriteFile(page, []byte(strings.Replace(string(data), "<script", forbid+"<script", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	script := `['localStorage', 'sessionStorage', 'indexedDB', 'caches'].forEach(n => Object.defineProperty(window, n, {get() { throw new Error('forbidden'); }}));
history.pushState = history.replaceState = () => { throw new Error('forbidden'); };`
	if err := os.WriteFile(filepath.Join(dir, "assets", "forbid.js"), []byte(script), 0o644); err != nil {
		t.Fatal(err)
	}
	b := chrome.Start(t)
	b.Open(chrome.FileURL(page))
	query, err := json.Marshal("采购")
	if err != nil {
		t.Fatal(err)
	}
	total := chrome.Eval[int](b, fmt.Sprintf(`gongshi.search(%s, {}).then(r => r.total)`, query))
	if want := len(containing(plain(units), "采购")); total != want {
		t.Errorf("finds %d, want %d", total, want)
	}
	chrome.Eval[int](b, `(i => { i.value = '采购'; i.form.dispatchEvent(new Event('submit', {cancelable: true, bubbles: true})); return 0; })(document.getElementById('search-q'))`)
	b.Wait(`document.getElementById('results').getAttribute('data-total') === '` + fmt.Sprint(total) + `'`)
	if trouble := b.Trouble(); len(trouble) > 0 {
		t.Errorf("console: %v", trouble)
	}
}
