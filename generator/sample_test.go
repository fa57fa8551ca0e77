package generator

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"gongshi/generator/catalog"
	"gongshi/generator/chrome"
	"gongshi/generator/write"
)

var public = Options{View: catalog.View{Audience: catalog.AudiencePublic}}

// buildSample builds the sample site into a folder whose name has to be escaped in
// addresses.
func buildSample(t testing.TB) (dir string, report *Report) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "公示 目录#1 100%")
	report, err := Build(context.Background(), os.DirFS("../content"), dir, public)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Findings {
		t.Errorf("the sample content: %s", f.Format("zh"))
	}
	if report.Files == 0 {
		t.Fatal("no site was built")
	}
	return dir, report
}

// The sample shows a unit for each source document, each with enough of it.
func TestSampleIsWhole(t *testing.T) {
	dir, report := buildSample(t)
	if problems, err := write.Verify(dir); err != nil || len(problems) > 0 {
		t.Errorf("verify: %v %v", problems, err)
	}
	top := 0
	for _, u := range readCatalogue(t, dir).Units {
		risks := 0
		for _, p := range u.Positions {
			risks += len(p.Risks)
		}
		if len(u.Positions) < 4 || risks < 12 && !strings.Contains(u.Unit.ID, "/") {
			t.Errorf("%s: %d positions, %d risk points", u.Unit.ID, len(u.Positions), risks)
		}
		if !strings.Contains(u.Unit.ID, "/") {
			top++
		}
	}
	if top < 11 {
		t.Errorf("%d units", top)
	}
	again, err := Build(context.Background(), os.DirFS("../content"), filepath.Join(t.TempDir(), "again"), Options{View: public.View, Jobs: 1})
	if err != nil {
		t.Fatal(err)
	}
	if again.Digest != report.Digest {
		t.Error("another folder and one worker give other bytes")
	}
}

// No page is heavy: an old phone on a slow line has it in a moment.
func TestSamplePagesAreSmall(t *testing.T) {
	dir, _ := buildSample(t)
	err := filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if err != nil || filepath.Ext(name) != ".html" {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Size() > 100_000 {
			t.Errorf("%s has %d bytes", name, info.Size())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// page is what links of a page and links to it need.
type page struct {
	links []string // as written
	ids   map[string]bool
}

func readPage(t *testing.T, r io.Reader) page {
	t.Helper()
	root, err := html.Parse(r)
	if err != nil {
		t.Fatal(err)
	}
	p := page{ids: map[string]bool{}}
	for n := range root.Descendants() {
		for _, a := range n.Attr {
			switch {
			case a.Key == "id":
				p.ids[a.Val] = true
			case a.Key == "href", a.Key == "src", a.Key == "action" && n.Data == "form":
				p.links = append(p.links, a.Val)
			}
		}
	}
	return p
}

// checkLinks follows every link of the pages from one to the next, each fetched
// by its address, and returns how many there were.
func checkLinks(t *testing.T, start *url.URL, fetch func(*url.URL) (io.ReadCloser, error)) (pages, links int) {
	t.Helper()
	seen := map[string]*page{}
	var visit func(u *url.URL) *page
	visit = func(u *url.URL) *page {
		if p, ok := seen[u.Path]; ok {
			return p
		}
		body, err := fetch(u)
		if err != nil {
			t.Error(err)
			seen[u.Path] = nil
			return nil
		}
		defer body.Close()
		p := &page{}
		if path.Ext(u.Path) == ".html" {
			*p = readPage(t, body)
			pages++
		}
		seen[u.Path] = p
		for _, link := range p.links {
			to, err := u.Parse(link)
			if err != nil {
				t.Errorf("%s: %q: %v", u.Path, link, err)
				continue
			}
			switch {
			case to.Scheme == "mailto", to.Scheme == "tel", to.Scheme == "data":
				continue
			case to.Scheme != start.Scheme || to.Host != start.Host:
				t.Errorf("%s leads to another host: %s", u.Path, link)
				continue
			case strings.HasPrefix(link, "/"), strings.HasSuffix(to.Path, "/"):
				t.Errorf("%s: %q is not relative, or names no file", u.Path, link)
			}
			links++
			target := visit(to)
			if target != nil && to.Fragment != "" && !target.ids[to.Fragment] {
				t.Errorf("%s: %q leads to no place of its page", u.Path, link)
			}
		}
		return p
	}
	visit(start)
	return pages, links
}

// Every link and every anchor of the sample site resolves, from a server and from
// a disk, and every page can be reached.
func TestSampleLinks(t *testing.T) {
	dir, _ := buildSample(t)
	server := httptest.NewServer(http.StripPrefix("/any/path", http.FileServer(http.Dir(dir))))
	defer server.Close()
	count := 0
	err := filepath.WalkDir(dir, func(name string, _ os.DirEntry, err error) error {
		if filepath.Ext(name) == ".html" {
			count++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	onDisk := chrome.FileURL(filepath.Join(dir, "index.html"))
	for address, fetch := range map[string]func(*url.URL) (io.ReadCloser, error){
		server.URL + "/any/path/index.html": func(u *url.URL) (io.ReadCloser, error) {
			r, err := http.Get(u.String())
			if err == nil && r.StatusCode != http.StatusOK {
				r.Body.Close()
				err = fmt.Errorf("%s: %s", u, r.Status)
			}
			if err != nil {
				return nil, err
			}
			return r.Body, nil
		},
		onDisk: func(u *url.URL) (io.ReadCloser, error) { return os.Open(chrome.FilePath(u)) },
	} {
		start, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		pages, links := checkLinks(t, start, fetch)
		t.Logf("%s: %d pages, %d links", start.Scheme, pages, links)
		if pages != count-1 { // nothing leads to 404.html
			t.Errorf("%s: %d of %d pages can be reached", start.Scheme, pages, count)
		}
	}
}

// The browser finds every part of a page from a disk and from a server, asks no
// other host for anything and complains of nothing; the search answers in the page
// and to scripts.
func TestSampleInBrowser(t *testing.T) {
	dir, _ := buildSample(t)
	server := httptest.NewServer(http.FileServer(http.Dir(dir)))
	defer server.Close()
	b := chrome.Start(t)
	root := chrome.FileURL(dir)
	for _, base := range []string{root, server.URL} {
		for _, name := range []string{"index.html", "youzhengju/index.html", "youzhengju/caigou-zhuguan.html", "scheme/lsr.html", "404.html"} {
			b.Open(base + "/" + name)
		}
		b.Open(base + "/search.html?q=" + url.QueryEscape("询价"))
		b.Wait(`(e => !!e && e.getAttribute('data-state') === 'done')(document.getElementById('results'))`)
		type answer struct {
			Total int
			URLs  []string
		}
		shown := chrome.Eval[answer](b, `({total: +document.getElementById('results').dataset.total, urls: Array.from(document.querySelectorAll('#results [data-url]')).map(e => e.dataset.url)})`)
		told := chrome.Eval[answer](b, `gongshi.search('询价', {limit: 10}).then(r => ({total: r.total, urls: r.hits.map(h => h.url)}))`)
		want := recordsWith(t, dir, "询价")
		if shown.Total != len(want) || told.Total != len(want) || len(want) == 0 {
			t.Errorf("%s: the page counts %d, the script %d, the data %d", base, shown.Total, told.Total, len(want))
		}
		if !slices.Equal(shown.URLs, told.URLs) {
			t.Errorf("%s: the page shows %v, the script tells %v", base, shown.URLs, told.URLs)
		}
		for _, hit := range told.URLs {
			if !slices.Contains(want, hit) {
				t.Errorf("%s: %s does not hold the text", base, hit)
			}
		}
		b.Open(base + "/" + told.URLs[0])
		if id := chrome.Eval[string](b, `(document.querySelector(':target') || {dataset: {}}).dataset.risk || ''`); id == "" {
			t.Errorf("%s: %s shows no risk point", base, told.URLs[0])
		}
		for _, trouble := range b.Trouble() {
			t.Errorf("%s: %s", base, trouble)
		}
	}
	requests := b.Requests()
	if len(requests) < 20 {
		t.Errorf("only %d requests were seen", len(requests))
	}
	for _, request := range requests {
		if !strings.HasPrefix(request, root) && !strings.HasPrefix(request, server.URL) && !strings.HasPrefix(request, "data:") && request != "about:blank" {
			t.Errorf("asks for %s", request)
		}
	}
}

// Parts that are laid out only when they come near are found all the same: every
// entry of a page's contents leads to its place.
func TestContentsInBrowser(t *testing.T) {
	dir, _ := buildSample(t)
	b := chrome.Start(t)
	b.Size(360, 800)
	b.Open(chrome.FileURL(dir) + "/youzhengju/index.html")
	n := chrome.Eval[int](b, `document.querySelectorAll('.contents a').length`)
	if n < 10 {
		t.Fatalf("%d entries in the contents", n)
	}
	for i := range n {
		chrome.Eval[int](b, fmt.Sprintf(`new Promise(done => {
			window.scrollTo({top: 0, behavior: 'instant'});
			setTimeout(() => { document.querySelectorAll('.contents a')[%d].click(); done(0); }, 200);
		})`, i))
		b.Wait(`(part => {
			const top = part.getBoundingClientRect().top;
			const end = Math.abs(window.scrollY + window.innerHeight - document.documentElement.scrollHeight) < 2;
			return Math.abs(top) < 30 || end && top > 0 && top < window.innerHeight;
		})(document.getElementById(location.hash.slice(1)))`)
	}
}

// siteData is what the tests read of the data file of the whole site.
type siteData struct {
	Units []struct {
		Unit      struct{ ID string }
		Positions []struct {
			URL   string
			Risks []json.RawMessage
		}
	}
}

func readCatalogue(t *testing.T, dir string) (site siteData) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "data", "catalogue.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &site); err != nil {
		t.Fatal(err)
	}
	return site
}

// recordsWith lists the risk points whose own text holds a text.
func recordsWith(t *testing.T, dir, text string) []string {
	t.Helper()
	var out []string
	for _, u := range readCatalogue(t, dir).Units {
		for _, p := range u.Positions {
			for _, r := range p.Risks {
				var risk struct{ ID string }
				if err := json.Unmarshal(r, &risk); err != nil {
					t.Fatal(err)
				}
				if strings.Contains(string(r), text) {
					out = append(out, p.URL+"#"+risk.ID)
				}
			}
		}
	}
	return out
}

// A hit shows its grade as its own page does, though other schemes have grades of
// the same name.
func TestGradesOfHitsInBrowser(t *testing.T) {
	dir, _ := buildSample(t)
	b := chrome.Start(t)
	look := func(address, selector string) string {
		b.Open(chrome.FileURL(filepath.Join(dir, "search.html")) + address)
		b.Wait(`document.getElementById('results').getAttribute('data-state') === 'done'`)
		return chrome.Eval[string](b, `(e => e ? e.className + e.textContent : '')(document.querySelector('`+selector+`'))`)
	}
	for _, url := range []string{"gangtie-jituan/dongshizhang.html#guarantee-outside", "gangtie-jituan/dongshizhang.html#blank-authorise", "anweihui/weihua-guanqu.html#tank-leak"} {
		page, risk, _ := strings.Cut(url, "#")
		unit, _, _ := strings.Cut(page, "/")
		hit := look("?q=风险&unit="+unit, `[data-url="`+url+`"] .grade`)
		for n := 2; hit == "" && n < 8; n++ {
			hit = look(fmt.Sprintf("?q=风险&unit=%s&page=%d", unit, n), `[data-url="`+url+`"] .grade`)
		}
		b.Open(chrome.FileURL(filepath.Join(dir, page)))
		own := chrome.Eval[string](b, `(e => e.className + e.querySelector('.symbol').textContent)(document.querySelector('#`+risk+` .grade'))`)
		if hit == "" || !strings.HasPrefix(hit, own) {
			t.Errorf("%s: the hit shows %q, the page %q", url, hit, own)
		}
	}
}
