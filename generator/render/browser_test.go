package render

import (
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gongshi/generator/catalog"
	"gongshi/generator/chrome"
)

// pagesOfEachKind are one page of every kind of the full tree.
var pagesOfEachKind = []string{
	"index.html", "search.html", "404.html", "directory/index.html", "department/index.html", "grade/index.html", "scheme/index.html",
	"scheme/lsr.html", "scheme/matrix.html", "邮政局/index.html", "邮政局/purchasing.html", "邮政局/east/index.html", "gone/index.html",
	"department/邮政局/supply.html", "grade/邮政局/major.html", "category/邮政局/duty.html",
	"rule/index.html", "rule/bidding.html", "kind/index.html", "kind/邮政局/index.html", "ledger/邮政局.html",
	"compare/index.html", "compare/国有企业.html", "print/index.html", "print/邮政局/index.html", "print/邮政局/purchasing.html",
}

// onDisk writes the full tree to a folder, as it would be copied to a disk.
func onDisk(t *testing.T, lang string) string {
	dir := t.TempDir()
	out := fullTree(t, lang, catalog.View{Audience: catalog.AudiencePublic, Drafts: true})
	for name, data := range out.files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	assets := filepath.Join(dir, "邮政局", "assets")
	if err := os.MkdirAll(assets, 0o755); err != nil {
		t.Fatal(err)
	}
	picture, err := os.Create(filepath.Join(assets, "a.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer picture.Close()
	if err := png.Encode(picture, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		t.Fatal(err)
	}
	return dir
}

// nodeModule is a file of what themes/package.json asks for. Tests of pages in a
// browser are no option: without it they fail.
func nodeModule(t *testing.T, name string) string {
	file, err := filepath.Abs(filepath.Join("..", "..", "themes", "node_modules", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(file); err != nil {
		t.Fatalf("%v: run npm ci in themes", err)
	}
	return file
}

// violation is a finding of axe.
type violation struct {
	ID, Help string
	Nodes    []struct {
		HTML           string
		FailureSummary string
	}
}

// TestAccessibilityInBrowser runs axe on every kind of page, in light, dark and large
// text, on a wide and on a narrow screen.
func TestAccessibilityInBrowser(t *testing.T) {
	axe, err := os.ReadFile(nodeModule(t, "axe-core/axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	dir, b := onDisk(t, "zh-Hans"), chrome.Start(t)
	for _, name := range pagesOfEachKind {
		t.Run(name, func(t *testing.T) {
			b.Open(chrome.FileURL(filepath.Join(dir, name)))
			chrome.Eval[int](b, string(axe)+";0")
			for _, m := range modes {
				b.Size(m.width, 900)
				chrome.Eval[int](b, fmt.Sprintf(`document.documentElement.dataset.theme=%q;document.documentElement.dataset.size=%q;0`, m.theme, m.size))
				if wide := chrome.Eval[int](b, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); wide > 0 {
					t.Errorf("%s: the page is %d px wider than the screen: %s", m.name, wide, chrome.Eval[string](b, widest))
				}
				if cell := chrome.Eval[string](b, squeezed); cell != "" {
					t.Errorf("%s: a cell of a table is no wider than a character or two: %s", m.name, cell)
				}
				for _, v := range violations(t, b) {
					for _, n := range v.Nodes {
						t.Errorf("%s: %s: %s\n%s\n%s", m.name, v.ID, v.Help, n.HTML, n.FailureSummary)
					}
				}
			}
		})
	}
}

// modes are the ways in which pages are looked at.
var modes = []struct {
	name        string
	width       int64
	theme, size string
}{
	{"light", 1280, "light", "normal"},
	{"dark", 1280, "dark", "normal"},
	{"large", 1280, "light", "large"},
	{"narrow", 320, "light", "normal"},
	{"narrow, large and dark", 360, "dark", "large"},
}

// widest names the elements that stick out of the page.
const widest = `Array.from(document.querySelectorAll('body *')).filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.scroll'))
	.slice(0, 4).map(e => e.outerHTML.slice(0, 120)).join('\n')`

// squeezed is a cell whose text stands in lines of a character or two, if there is any.
const squeezed = `(Array.from(document.querySelectorAll('tbody > tr > *')).find(e => {
	const style = getComputedStyle(e), room = e.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
	return e.textContent.trim().length > 3 && e.clientHeight > 0 && room < 2.5 * parseFloat(style.fontSize);
}) || {outerHTML: ''}).outerHTML.slice(0, 200)`

func violations(t *testing.T, b *chrome.Browser) []violation {
	text := chrome.Eval[string](b, `axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}).then(r => JSON.stringify(r.violations))`)
	var list []violation
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		t.Fatal(err)
	}
	return list
}

// TestPolicyInBrowser opens every kind of page from a disk and listens for what the
// policy had to block, and for errors of scripts.
func TestPolicyInBrowser(t *testing.T) {
	dir, b := onDisk(t, "zh-Hans"), chrome.Start(t)
	for _, name := range pagesOfEachKind {
		t.Run(name, func(t *testing.T) {
			b.Open(chrome.FileURL(filepath.Join(dir, name)))
			for _, m := range b.Trouble() {
				if !strings.Contains(m, "search/root.js") { // this tree has no index
					t.Error(m)
				}
			}
		})
	}
}

// TestPrintInBrowser prints every kind of page on a screen as wide as A4 within its
// margins. What is wider would make a browser print the whole page smaller.
func TestPrintInBrowser(t *testing.T) {
	dir, b := onDisk(t, "zh-Hans"), chrome.Start(t)
	b.Print()
	b.Size(643, 900)
	for _, name := range pagesOfEachKind {
		b.Open(chrome.FileURL(filepath.Join(dir, name)))
		if wide := chrome.Eval[int](b, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); wide > 0 {
			t.Errorf("%s is %d px wider than the paper: %s", name, wide, chrome.Eval[string](b, widest))
		}
		if left := chrome.Eval[string](b, `Array.from(document.querySelectorAll('input, select, .site-nav, .crumbs, .paper-bar, .downloads')).filter(e => e.offsetParent && e.tagName !== 'BODY').map(e => e.outerHTML.slice(0, 80)).join('\n')`); left != "" {
			t.Errorf("%s prints what is of no use on paper: %s", name, left)
		}
	}
}

// TestTableInBrowser filters and sorts a table as a reader would.
func TestTableInBrowser(t *testing.T) {
	dir, b := onDisk(t, "zh-Hans"), chrome.Start(t)
	b.Size(1280, 900)
	b.Open(chrome.FileURL(filepath.Join(dir, "邮政局/index.html")) + "?grade=" + url.QueryEscape("重大风险"))
	const shown = `Array.from(document.querySelectorAll('.risks tbody tr')).filter(r => !r.hidden).map(r => r.cells[0].textContent).join('|')`
	if got := chrome.Eval[string](b, shown); got != "化整为零规避招标" {
		t.Errorf("from the address: %q", got)
	}
	chrome.Eval[int](b, `document.querySelector('.narrow button').click();0`)
	if got := chrome.Eval[string](b, shown+" + location.search"); got != "化整为零规避招标|<img src=x onerror=alert(1)>" {
		t.Errorf("all: %q", got)
	}
	for find, want := range map[string]string{"规避　化整": "化整为零规避招标", "ＩＭＧ ＝": "<img src=x onerror=alert(1)>", "化整 IMG": ""} {
		chrome.Eval[int](b, `(i => { i.value = '`+find+`'; i.dispatchEvent(new Event('input')); return 0; })(document.querySelector('.narrow input'))`)
		if got := chrome.Eval[string](b, shown); got != want {
			t.Errorf("finding %s: %q, want %q", find, got, want)
		}
	}
	chrome.Eval[int](b, `document.querySelector('.narrow button').click();0`)
	chrome.Eval[int](b, `const b = document.querySelector('.risks th[data-filter=grade] button'); b.click(); b.click();0`)
	if got := chrome.Eval[string](b, shown); got != "<img src=x onerror=alert(1)>|化整为零规避招标" {
		t.Errorf("sorted: %q", got)
	}
	if got := chrome.Eval[string](b, `document.querySelector('.narrow + .note').textContent + location.search`); got != "显示2个\uff0c共2个。按等级降序排列。?sort=-grade" {
		t.Errorf("state in words: %q", got)
	}
}

// TestSearchWithoutScriptInBrowser opens a search whose script did not arrive: the indexes
// are there to find things by.
func TestSearchWithoutScriptInBrowser(t *testing.T) {
	dir, b := onDisk(t, "zh-Hans"), chrome.Start(t)
	scripts, err := filepath.Glob(filepath.Join(dir, "assets", "search*.js"))
	if err != nil || len(scripts) == 0 {
		t.Fatalf("%d scripts, %v", len(scripts), err)
	}
	for _, script := range scripts {
		if err := os.Remove(script); err != nil {
			t.Fatal(err)
		}
	}
	b.Open(chrome.FileURL(filepath.Join(dir, "search.html")) + "?q=" + url.QueryEscape("采购"))
	if !chrome.Eval[bool](b, `document.getElementById('indexes').offsetHeight > 0`) {
		t.Error("the indexes are hidden")
	}
}

// TestDisplayInBrowser chooses dark and large text and loads another page.
func TestDisplayInBrowser(t *testing.T) {
	dir, b := onDisk(t, "zh-Hans"), chrome.Start(t)
	b.Open(chrome.FileURL(filepath.Join(dir, "index.html")))
	chrome.Eval[int](b, `document.querySelectorAll('[data-display]').forEach(b => b.click());0`)
	b.Open(chrome.FileURL(filepath.Join(dir, "邮政局/purchasing.html")))
	if got := chrome.Eval[string](b, `document.documentElement.dataset.theme + ' ' + document.documentElement.dataset.size`); got != "dark large" {
		t.Errorf("got %q", got)
	}
}

// TestValidHTML checks every page of the tree, as it is in Chinese and with what is
// Chinese marked as such.
func TestValidHTML(t *testing.T) {
	for _, lang := range []string{"zh-Hans", "en"} {
		t.Run(lang, func(t *testing.T) { validate(t, onDisk(t, lang)) })
	}
}

func validate(t *testing.T, dir string) {
	config := filepath.Join(dir, ".htmlvalidate.json")
	rules := `{"root": true, "extends": ["html-validate:standard"], "rules": {"no-raw-characters": "off", "long-title": "off", "tel-non-breaking": "off", "no-trailing-whitespace": "off", "void-style": "off", "doctype-style": "off", "attribute-boolean-style": "off", "attribute-empty-style": "off"}}`
	if err := os.WriteFile(config, []byte(rules), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("node", nodeModule(t, "html-validate/bin/html-validate.mjs"), "--config", config, "--formatter", "text", dir+"/**/*.html")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, strings.ReplaceAll(string(out), dir, ""))
	}
}
