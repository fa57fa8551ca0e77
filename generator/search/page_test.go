package search

import (
	"encoding/json"
	"fmt"
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

	"gongshi/generator/catalog"
	"gongshi/generator/chrome"
)

// officePage publishes the site written by hand and returns the address of its page, in
// one bundle or in parts, and its folder.
func officePage(t *testing.T, bundle int) (address, dir string) {
	t.Helper()
	files, info := publish(t, segments(fakeRegister, officeSite()), Options{BundleBytes: bundle})
	return pageOf(t, files, info)
}

func pageOf(t *testing.T, files fstest.MapFS, info Info) (address, dir string) {
	t.Helper()
	dir = t.TempDir()
	site(t, dir, files, info)
	return chrome.FileURL(filepath.Join(dir, "search.html")), dir
}

// openPage opens a page and waits for what it answers to its address.
func openPage(b *chrome.Browser, address string) {
	b.Open(address)
	b.Wait(settled)
}

// asking is the address with parts of a query: name, value, name, value.
func asking(address string, parts ...string) string {
	var q []string
	for i := 0; i+1 < len(parts); i += 2 {
		q = append(q, parts[i]+"="+url.QueryEscape(parts[i+1]))
	}
	return address + "?" + strings.Join(q, "&")
}

// said is the text of an element as it is shown.
func said(b *chrome.Browser, selector string) string {
	return chrome.Eval[string](b, `(e => e ? e.innerText.trim() : '')(document.querySelector(`+"`"+selector+"`"+`))`)
}

func shows(b *chrome.Browser, selector string) bool {
	return chrome.Eval[bool](b, `(e => !!e && e.offsetHeight > 0)(document.querySelector(`+"`"+selector+"`"+`))`)
}

// typeIn puts a text into the box, and waits for the answer.
func typeIn(b *chrome.Browser, text string) {
	chrome.Eval[int](b, `(i => { i.value = "`+text+`"; document.getElementById('results').setAttribute('data-state', ''); i.form.dispatchEvent(new Event('submit', {cancelable: true, bubbles: true})); return 0; })(document.getElementById('search-q'))`)
	b.Wait(settled)
}

// The indexes are on the page whenever there are no hits, and the filters whenever they
// are of use.
func TestIndexesWithoutHitsInBrowser(t *testing.T) {
	address, _ := officePage(t, -1)
	b := chrome.Start(t)
	b.Size(1280, 900)
	want := func(when string, indexes, filters bool) {
		t.Helper()
		if got := shows(b, "#indexes"); got != indexes {
			t.Errorf("%s: the indexes are shown: %v", when, got)
		}
		if got := shows(b, "#search-filters"); got != filters {
			t.Errorf("%s: the filters are shown: %v", when, got)
		}
	}
	openPage(b, address)
	want("nothing asked", true, false)
	chrome.Eval[int](b, `document.documentElement.classList.add('asked');0`) // as the script of the head does
	typeIn(b, "采购")
	want("hits", false, true)
	typeIn(b, "火星")
	want("no hits", true, false)
	typeIn(b, "重置")
	want("one hit, of which nothing can be left out", false, false)
	typeIn(b, "")
	want("the box is empty", true, false)
	openPage(b, asking(address, "q", "采购", "status", "draft"))
	want("no hits in the range", true, true)
	openPage(b, asking(address, "q", "采购", "page", "999"))
	want("a page behind the last", false, true)
	if got := chrome.Eval[string](b, `location.search`); strings.Contains(got, "page") {
		t.Errorf("the address says %s", got)
	}
	if trouble := b.Trouble(); len(trouble) > 0 {
		t.Errorf("console: %v", trouble)
	}
}

// On paper, where neither box nor filters are, a line tells what was searched.
func TestAskedOnPaperInBrowser(t *testing.T) {
	address, _ := officePage(t, -1)
	b := chrome.Start(t)
	openPage(b, asking(address, "q", "采购", "unit", "caizhengju", "grade", "1", "grade", "二级"))
	if shows(b, "#search-asked") {
		t.Error("the line is shown on a screen")
	}
	b.Print()
	if got, want := said(b, "#search-asked"), "查找：采购；单位：某市财政局；风险等级：一级、二级"; got != want {
		t.Errorf("paper says %q, want %q", got, want)
	}
	catalogue, units := fakeSite(250, 60)
	files, info := publish(t, segments(catalogue, units), Options{})
	address, _ = pageOf(t, files, info)
	openPage(b, asking(address, "q", "审批"))
	if got := said(b, "#search-asked"); !strings.HasPrefix(got, "查找：审批；第 1 页，共 ") {
		t.Errorf("paper says %q", got)
	}
}

// The keyboard comes to things in the order in which they are seen: to the hits before
// the filters beside them, and to the filters above the hits before these.
func TestOrderOfFocusInBrowser(t *testing.T) {
	address, _ := officePage(t, -1)
	b := chrome.Start(t)
	const before = `(document.querySelector('#results a').compareDocumentPosition(document.querySelector('#search-filters summary')) & 4) > 0`
	const beside = `document.querySelector('#results').getBoundingClientRect().right < document.querySelector('#search-filters').getBoundingClientRect().left`
	const above = `document.querySelector('#results').getBoundingClientRect().top > document.querySelector('#search-filters summary').getBoundingClientRect().top`
	b.Size(1280, 900)
	openPage(b, asking(address, "q", "采购"))
	b.Wait(`!!document.querySelector('#search-facets input')`)
	if !chrome.Eval[bool](b, before) || !chrome.Eval[bool](b, beside) {
		t.Error("on a wide screen the filters are not beside and after the hits")
	}
	b.Size(390, 800)
	b.Wait(`!(` + before + `)`) // as a window that is made narrow
	openPage(b, asking(address, "q", "采购"))
	if chrome.Eval[bool](b, before) || !chrome.Eval[bool](b, above) || !shows(b, "#search-filters") {
		t.Error("on a phone the filters are not above and before the hits")
	}
}

// Of units and positions those that are called just so are offered first, then those whose
// names begin so, all of them within the filters.
func TestPlacesInBrowser(t *testing.T) {
	job := func(id, name string) catalog.Position {
		return catalog.Position{ID: id, Name: name, Risks: []catalog.RiskPoint{{ID: "r", Title: "决策", Grade: "一级", Manifestation: "不按规定决策。"}}}
	}
	unit := func(id, name string, positions ...catalog.Position) *catalog.Unit {
		u := &catalog.Unit{ID: id, Name: name, Scheme: fakeScheme, Positions: positions}
		u.Publication.Status = catalog.StatusPublished
		for i := range u.Positions {
			u.Positions[i].URL = catalog.PositionPage(id, u.Positions[i].ID)
		}
		return u
	}
	units := []*catalog.Unit{
		unit("caizhengju", "某市财政局", job("fu1", "副局长"), job("fu2", "常务副局长"), job("zhang", "局长"), job("zhuli", "局长助理"), job("mishu", "办公室主任")),
		unit("youzhengju", "某市邮政局", job("fu", "副局长"), job("zhang", "局长")),
	}
	for name, bundle := range map[string]int{"one bundle": 1 << 30, "blocks": -1} {
		t.Run(name, func(t *testing.T) {
			files, info := publish(t, segments(fakeRegister, units), Options{BundleBytes: bundle})
			address, _ := pageOf(t, files, info)
			b := chrome.Start(t)
			const offered = `[].filter.call(document.querySelectorAll('#search-places li'), e => !e.hidden).map(e => e.querySelector('a').getAttribute('href')).join(' ')`
			for _, c := range []struct{ asked, want string }{
				{asking(address, "q", "局长"), "caizhengju/zhang.html youzhengju/zhang.html caizhengju/zhuli.html caizhengju/fu1.html"},
				{asking(address, "q", "局长", "unit", "youzhengju"), "youzhengju/zhang.html youzhengju/fu.html"},
				{asking(address, "q", "局长 -助理", "unit", "caizhengju"), "caizhengju/zhang.html caizhengju/fu1.html caizhengju/fu2.html"},
				{asking(address, "q", "局长 助理"), "caizhengju/zhuli.html"},
				{asking(address, "q", "邮政"), "youzhengju/index.html"},
			} {
				openPage(b, c.asked)
				if got := chrome.Eval[string](b, offered); got != c.want {
					t.Errorf("%s: offers %s, want %s", c.asked, got, c.want)
				}
			}
			openPage(b, asking(address, "q", "局长"))
			if got := said(b, "#search-places button"); got != "另外 2 项" {
				t.Errorf("of six names four are shown, and it says %q", got)
			}
			chrome.Eval[int](b, `document.querySelector('#search-places button').click();0`)
			if got := chrome.Eval[string](b, offered); strings.Count(got, ".html") != 6 || shows(b, "#search-places button") {
				t.Errorf("all that are offered: %s", got)
			}
			if trouble := b.Trouble(); len(trouble) > 0 {
				t.Errorf("console: %v", trouble)
			}
		})
	}
}

// A page answers what the reader in Go does, of a site written by hand.
func TestQueriesInBrowser(t *testing.T) {
	for name, bundle := range map[string]int{"one bundle": 1 << 30, "blocks": -1} {
		t.Run(name, func(t *testing.T) {
			address, _ := officePage(t, bundle)
			b := chrome.Start(t)
			openPage(b, address)
			for _, c := range officeQueries {
				filters, err := json.Marshal(c.filters)
				if err != nil {
					t.Fatal(err)
				}
				var got []string
				for _, u := range ask(t, b, []string{c.query}, fmt.Sprintf("{limit: 20, filters: %s}", filters))[0].URLs {
					got = append(got, u[strings.IndexByte(u, '#')+1:])
				}
				if s := strings.Join(got, " "); s != c.want {
					t.Errorf("%s: %q: got %q, want %q", c.name, c.query, s, c.want)
				}
			}
			if got := chrome.Eval[string](b, `gongshi.search('期限:2026-10-30', {}).then(r => r.hits[0].excerpt)`); got != "2026年10月30日" {
				t.Errorf("a day is shown as %q", got)
			}
			if trouble := b.Trouble(); len(trouble) > 0 {
				t.Errorf("console: %v", trouble)
			}
		})
	}
}

// excerpts are queries of several terms with what is to be shown of the first hit, because
// it holds what matters.
var excerpts = []struct{ query, want string }{
	{"招标 供应商", "按季核对同一供应商的累计金额"}, // the title has 招标
	{"对账 公示", "按月对账并公示"},         // the manifestation has 对账 alone
	{"不 公示", "按月对账并公示"},          // 不 is everywhere
	{"凭证 公示", "对账不及时,账目与凭证不符。"},  // as rare, and the manifestation comes first
	{"招标 -火星 拆成", "将同一批物资拆成多笔,使每笔低于公开招标限额。"},
}

func TestExcerpts(t *testing.T) {
	for _, bundle := range []int{0, -1} {
		x := openOffice(t, bundle)
		for _, c := range excerpts {
			res, err := x.Search(Request{Query: c.query, Limit: 1})
			if err != nil {
				t.Fatal(err)
			}
			if len(res.Hits) == 0 || res.Hits[0].Excerpt != c.want {
				t.Errorf("bundle %d: %q shows %+v, want %q", bundle, c.query, res.Hits, c.want)
			}
		}
	}
}

func TestExcerptsInBrowser(t *testing.T) {
	for _, bundle := range []int{1 << 30, -1} {
		address, _ := officePage(t, bundle)
		b := chrome.Start(t)
		for _, c := range excerpts {
			openPage(b, asking(address, "q", c.query))
			if got := chrome.Eval[string](b, `Array.from(document.querySelector('.hit-excerpt').childNodes).filter(n => n.className !== 'hit-field').map(n => n.textContent).join('')`); got != c.want {
				t.Errorf("bundle %d: %q shows %q, want %q", bundle, c.query, got, c.want)
			}
		}
	}
}

// When nothing is found, no word that is there is said to be written wrongly, and pinyin is
// not announced where none follows.
func TestNothingFoundInBrowser(t *testing.T) {
	for _, bundle := range []int{1 << 30, -1} {
		address, _ := officePage(t, bundle)
		b := chrome.Start(t)
		openPage(b, asking(address, "q", "采购 帐目"))
		if got, want := said(b, "#search-notes .search-similar"), "读音相近的名称： 账目"; got != want {
			t.Errorf("bundle %d: says %q, want %q", bundle, got, want)
		}
		for _, q := range []string{"采购 caigouyanshouxx", "采购yanshou", "计划yanshou"} {
			openPage(b, asking(address, "q", q))
			if got := said(b, "#search-notes"); strings.Contains(got, "拼音") {
				t.Errorf("bundle %d: %s finds nothing, and it says %q", bundle, q, got)
			}
		}
	}
}

// A search does without the files that it can do without. Of others a citizen is told that
// they did not arrive, and may try again.
func TestMissingFilesInBrowser(t *testing.T) {
	catalogue, units := fakeSite(2000, 100)
	files, info := publish(t, segments(catalogue, units), Options{BundleBytes: -1})
	dir := t.TempDir()
	site(t, dir, files, info)
	var mu sync.Mutex
	var gone []string
	folder := http.FileServer(http.Dir(dir))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if slices.ContainsFunc(gone, func(part string) bool { return strings.HasPrefix(r.URL.Path, part) }) {
			http.NotFound(w, r)
			return
		}
		folder.ServeHTTP(w, r)
	}))
	defer server.Close()
	lose := func(parts ...string) {
		mu.Lock()
		gone = parts
		mu.Unlock()
	}
	b := chrome.Start(t)
	b.Size(1280, 900)
	address := server.URL + "/search.html"
	lose("/search/pinyin.js", "/search/f/", "/search/fold.js", "/assets/search-sound.js")
	for q, want := range map[string]string{"审批": "找到 ", "caigou": "没有取到", "不存在的词": "没有取到", "9731": "没有找到"} {
		openPage(b, asking(address, "q", q))
		if got := said(b, "#search-status"); !strings.Contains(got, want) {
			t.Errorf("%s: says %q, want %q", q, got, want)
		}
		if shows(b, "#search-filters") {
			t.Errorf("%s: filters are shown without their files", q)
		}
	}
	openPage(b, asking(address, "q", "审批", "grade", "一级"))
	if got := said(b, "#search-status"); !strings.Contains(got, "没有取到") {
		t.Errorf("without the file of a filter it says %q", got)
	}
	lose("/search/d/")
	openPage(b, asking(address, "q", "审批"))
	if got := said(b, "#search-status"); !strings.Contains(got, "search/d/") || strings.Contains(got, "文件夹") || !shows(b, "#indexes") {
		t.Errorf("without texts it says %q", got)
	}
	lose()
	chrome.Eval[int](b, `document.querySelector('.search-retry').click();0`)
	b.Wait(`document.querySelectorAll('#results li').length > 0`)
	if got := said(b, "#search-status"); !strings.HasPrefix(got, "找到 ") && !strings.HasPrefix(got, "约 ") {
		t.Errorf("tried again, it says %q", got)
	}
}

// On a page in English, what is Chinese in the hits and the filters is marked as such.
func TestForeignHitsInBrowser(t *testing.T) {
	address, _ := officePage(t, -1)
	b := chrome.Start(t)
	b.Size(1280, 900)
	openPage(b, address)
	const marks = `[].map.call(document.querySelectorAll('#results [lang], #search-facets [lang], #search-places [lang]'), e => e.lang + ' ' + e.textContent.trim()).join('|')`
	typeIn(b, "重置")
	if got := chrome.Eval[string](b, marks); got != "" {
		t.Errorf("a page in Chinese marks %s", got)
	}
	page := strings.TrimPrefix(address, "file://")
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(page, []byte(strings.Replace(string(data), `lang="zh-Hans"`, `lang="en"`, 1)), 0o666); err != nil {
		t.Fatal(err)
	}
	openPage(b, asking(address, "q", "重置"))
	if got, want := chrome.Eval[string](b, marks), "zh 三级|zh 重置系统密码|zh 某市财政局|zh 计财科|zh 会计岗|zh 擅自重置 OA 系统的密码。"; got != want {
		t.Errorf("marks %s, want %s", got, want)
	}
}
