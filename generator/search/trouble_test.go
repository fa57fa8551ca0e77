package search

import (
	"bytes"
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

// first writes a site that has nothing but the search, whose page runs a script before its
// own, and returns the page.
func first(t *testing.T, files fstest.MapFS, info Info, script string) string {
	t.Helper()
	dir := t.TempDir()
	site(t, dir, files, info)
	page := filepath.Join(dir, "search.html")
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	data = bytes.Replace(data, []byte("<script"), []byte(`<script src="assets/first.js"></script><script`), 1)
	writeFiles(t, dir, fstest.MapFS{"search.html": {Data: data}, "assets/first.js": {Data: []byte(script)}})
	return page
}

// A page whose scripts may not store anything searches all the same.
func TestForbiddenStorageInBrowser(t *testing.T) {
	catalogue, units := fakeSite(200, 100)
	files, info := publish(t, segments(catalogue, units), Options{})
	page := first(t, files, info, `['localStorage', 'sessionStorage', 'indexedDB', 'caches'].forEach(n => Object.defineProperty(window, n, {get() { throw new Error('forbidden'); }}));
history.pushState = history.replaceState = () => { throw new Error('forbidden'); };`)
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

// of2016 makes of Chromium what Safari 10 was: it takes away what came later, and some
// of what typed arrays should do.
const of2016 = `
['URL', 'URLSearchParams', 'fetch', 'IntersectionObserver', 'ResizeObserver', 'AbortController', 'queueMicrotask', 'structuredClone', 'requestIdleCallback',
  'BigInt', 'WeakRef', 'TextDecoder', 'TextEncoder'].forEach(function (n) { delete window[n]; });
[[Array.prototype, ['includes', 'flat', 'flatMap', 'at', 'findLast', 'findLastIndex', 'toSorted', 'toReversed', 'with']],
 [String.prototype, ['padStart', 'padEnd', 'trimStart', 'trimEnd', 'matchAll', 'replaceAll', 'at', 'isWellFormed']],
 [Object, ['values', 'entries', 'fromEntries', 'hasOwn', 'getOwnPropertyDescriptors', 'groupBy']],
 [Promise.prototype, ['finally']], [Promise, ['allSettled', 'any', 'withResolvers', 'try']],
 [NodeList.prototype, ['forEach', 'entries', 'keys', 'values']],
 [Element.prototype, ['append', 'prepend', 'before', 'after', 'replaceWith', 'replaceChildren', 'toggleAttribute', 'getAttributeNames']]].forEach(function (x) {
  x[1].forEach(function (n) { delete x[0][n]; });
});
var typed = Object.getPrototypeOf(Uint8Array.prototype), slice = typed.slice, sort = typed.sort;
delete typed.includes;
delete typed.at;
typed.slice = function () {
  if (!arguments.length) throw new TypeError('Expected at least one argument');
  return slice.apply(this, arguments);
};
typed.sort = function (f) {
  if (this.length < 2) return undefined;
  return sort.call(this, f);
};`

// A browser of 2016 searches, reads the address and shows what it asks for.
func TestOldBrowserInBrowser(t *testing.T) {
	b := chrome.Start(t)
	for name, bundle := range map[string]int{"one bundle": 1 << 30, "blocks": -1} {
		t.Run(name, func(t *testing.T) {
			catalogue, units := fakeSite(2000, 100)
			files, info := publish(t, segments(catalogue, units), Options{BundleBytes: bundle})
			x, err := Open(files)
			if err != nil {
				t.Fatal(err)
			}
			page := first(t, files, info, of2016)
			asked := map[string]Request{
				"?q=%E9%87%87%E8%B4%AD":                                                      {Query: "采购"},
				"?q=%E5%AE%A1%E6%89%B9+%E5%88%B6%E5%BA%A6&grade=":                            {Query: "审批 制度"},
				"?page=2&q=%E9%98%B2&grade=%E4%B8%80%E7%BA%A7&x&grade=%E4%BA%8C%E7%BA%A7&=1": {Query: "防", Filters: map[string][]string{"grade": {"一级", "二级"}}, Offset: 10},
				"?q=%E5%AE%A1%E6%89%B9+-%E5%88%B6%E5%BA%A6":                                  {Query: "审批 -制度"},
				"?q=100%":   {Query: "100%"},
				"?q=caigou": {Query: "caigou"},
			}
			for _, u := range units[:8] { // some have one title or none that has the word
				asked["?q=%E5%AE%A1%E6%89%B9&unit="+u.ID] = Request{Query: "审批", Filters: map[string][]string{"unit": {u.ID}}}
			}
			for address, want := range asked {
				b.Open(chrome.FileURL(page) + address)
				b.Wait(settled)
				want.Limit = 10
				res, err := x.Search(want)
				if err != nil {
					t.Fatal(err)
				}
				if want.Query != "100%" && len(res.Hits) == 0 {
					t.Errorf("%s: the reader finds nothing", address)
				}
				if got := chrome.Eval[string](b, `document.getElementById('search-q').value`); got != want.Query {
					t.Errorf("%s: asks for %q, want %q", address, got, want.Query)
				}
				got := chrome.Eval[[]string](b, `[].map.call(document.querySelectorAll('#results > li'), e => decodeURIComponent(e.querySelector('a').getAttribute('href')))`)
				slices.Sort(got)
				if !slices.Equal(got, urls(res.Hits)) {
					t.Errorf("%s: shows\n %v\nwant %v", address, got, urls(res.Hits))
				}
			}
			if trouble := b.Trouble(); len(trouble) > 0 {
				t.Errorf("console: %v", trouble)
			}
		})
	}
}

// A browser without promises says that it is too old, and leaves the indexes.
func TestTooOldInBrowser(t *testing.T) {
	catalogue, units := fakeSite(200, 100)
	files, info := publish(t, segments(catalogue, units), Options{})
	b := chrome.Start(t)
	b.Open(chrome.FileURL(first(t, files, info, `var kept = Promise; delete window.Promise; addEventListener('load', () => { window.Promise = kept; });`)) + "?q=%E9%87%87%E8%B4%AD")
	b.Wait(settled)
	if said := chrome.Eval[string](b, `document.getElementById('search-status').textContent`); !strings.Contains(said, "太旧") {
		t.Errorf("the page says %q", said)
	}
	if !chrome.Eval[bool](b, `document.getElementById('indexes').offsetHeight > 0`) {
		t.Error("the indexes are hidden")
	}
	if trouble := b.Trouble(); len(trouble) > 0 {
		t.Errorf("console: %v", trouble)
	}
}
