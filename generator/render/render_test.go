package render

import (
	"bytes"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"

	"gongshi/generator/catalog"
	"gongshi/themes"
)

var languages = []string{"zh-Hans", "zh-Hant", "en"}

// fullTree is a site of every sort of unit in a language.
func fullTree(t testing.TB, lang string, view catalog.View) *tree {
	site := fullSite(t, lang)
	return build(t, site, units(t, site), view)
}

// TestEveryPage renders every layout with all that it can show and with nothing,
// in each language, and looks for what must never reach a page.
func TestEveryPage(t *testing.T) {
	for _, lang := range languages {
		t.Run(lang, func(t *testing.T) {
			out := fullTree(t, lang, catalog.View{Audience: catalog.AudienceInternal, Drafts: true})
			for _, name := range out.names() {
				data := out.files[name]
				for _, bad := range []string{"ZgotmplZ", "<no value>", "%!", "<img src=x", "<script>alert", "javascript:"} {
					if bytes.Contains(data, []byte(bad)) {
						t.Errorf("%s holds %q", name, bad)
					}
				}
				if path.Ext(name) == ".html" && !bytes.Contains(data, []byte(`<html lang="`+lang+`"`)) {
					t.Errorf("%s does not say that it is in %s", name, lang)
				}
			}
			empty := build(t, &catalog.Site{Title: "空", Language: lang}, nil, catalog.View{})
			if len(empty.files["index.html"]) == 0 {
				t.Error("a site without units has no home page")
			}
		})
	}
}

// TestSameBytes builds twice, with the summaries in another order.
func TestSameBytes(t *testing.T) {
	site := fullSite(t, "zh-Hans")
	list := units(t, site)
	first := build(t, site, list, catalog.View{})
	slices.Reverse(list)
	second := build(t, site, list, catalog.View{})
	if !slices.Equal(first.names(), second.names()) {
		t.Fatalf("other files: %v and %v", first.names(), second.names())
	}
	for _, name := range first.names() {
		if !bytes.Equal(first.files[name], second.files[name]) {
			t.Errorf("%s differs", name)
		}
	}
}

// others are the files that other stages make and pages link to.
var others = regexp.MustCompile(`^(data/.*\.(json|csv|xlsx)|邮政局/assets/.*)$`)

// TestLinks follows every link of every page: to a file, and to an element of
// it. No page may load anything from another host.
func TestLinks(t *testing.T) {
	out := fullTree(t, "zh-Hans", catalog.View{})
	ids := map[string]map[string]bool{}
	for name, data := range out.files {
		if path.Ext(name) == ".html" {
			ids[name] = elementIDs(t, name, data)
		}
	}
	for name := range ids {
		eachElement(t, out.files[name], func(n *html.Node) {
			for _, a := range n.Attr {
				if a.Key == "href" || a.Key == "src" || a.Key == "action" {
					checkLink(t, out, ids, name, n.Data, a)
				}
			}
		})
	}
}

func checkLink(t *testing.T, out *tree, ids map[string]map[string]bool, name, element string, a html.Attribute) {
	u, err := url.Parse(a.Val)
	if err != nil {
		t.Errorf("%s: link %q: %v", name, a.Val, err)
		return
	}
	if u.Scheme != "" || u.Host != "" {
		if element != "a" && !(element == "link" && (u.Scheme == "data" || strings.HasPrefix(a.Val, "https://example.gov.cn/lz/"))) {
			t.Errorf("%s: <%s> loads %s", name, element, a.Val)
		}
		return
	}
	target := name
	if u.Path != "" {
		target = path.Join(path.Dir(name), u.Path)
	}
	if strings.HasPrefix(u.Path, "/") || strings.HasSuffix(u.Path, "/") {
		t.Errorf("%s: link %q is not relative or names no file", name, a.Val)
	}
	if others.MatchString(target) {
		return
	}
	if _, ok := out.files[target]; !ok {
		t.Errorf("%s: %q leads to %s, which is not there", name, a.Val, target)
	} else if u.Fragment != "" && !ids[target][u.Fragment] {
		t.Errorf("%s: %q leads to no element of %s", name, a.Val, target)
	}
}

// eachElement calls f with every element of a page.
func eachElement(t testing.TB, page []byte, f func(*html.Node)) {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode {
			f(n)
		}
	}
}

func attr(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

func elementIDs(t *testing.T, name string, page []byte) map[string]bool {
	ids := map[string]bool{}
	eachElement(t, page, func(n *html.Node) {
		id, ok := attr(n, "id")
		if ok && (id == "" || ids[id]) {
			t.Errorf("%s: id %q is empty or stands twice", name, id)
		}
		ids[id] = ok
	})
	return ids
}

// TestPolicy checks that pages obey the policy that they declare: no inline
// script, no inline style.
func TestPolicy(t *testing.T) {
	out := fullTree(t, "zh-Hans", catalog.View{})
	for _, name := range out.names() {
		if path.Ext(name) != ".html" {
			continue
		}
		if !bytes.Contains(out.files[name], []byte("default-src 'none'")) || bytes.Contains(out.files[name], []byte("unsafe-")) {
			t.Errorf("%s declares no strict policy", name)
		}
		eachElement(t, out.files[name], func(n *html.Node) {
			src, _ := attr(n, "src")
			kind, _ := attr(n, "type")
			if n.Data == "script" && src == "" && !strings.HasSuffix(kind, "json") || n.Data == "style" && name != "404.html" {
				t.Errorf("%s: inline <%s>", name, n.Data)
			}
			for _, a := range n.Attr {
				if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
					t.Errorf("%s: <%s %s>", name, n.Data, a.Key)
				}
			}
		})
	}
	page := out.files["404.html"]
	if digest := styleDigest(page); digest == "" || !bytes.Contains(page, []byte(strings.ReplaceAll(digest, "+", "&#43;"))) {
		t.Errorf("404.html does not allow its own style %s", digest)
	}
	for _, name := range []string{"index.html", "search.html", "directory/index.html"} {
		if link := `href="https://example.gov.cn/lz/` + name + `"`; !bytes.Contains(page, []byte(link)) {
			t.Errorf("404.html has no %s", link)
		}
	}
}

// TestHooks checks what tests of pages may rely on.
func TestHooks(t *testing.T) {
	out := fullTree(t, "zh-Hans", catalog.View{})
	got := map[string]string{}
	eachElement(t, out.files["邮政局/purchasing.html"], func(n *html.Node) {
		if risk, ok := attr(n, "data-risk"); ok {
			id, _ := attr(n, "id")
			got[id], _ = attr(n, "data-grade")
			if id != risk {
				t.Errorf("id %q, data-risk %q", id, risk)
			}
		}
	})
	if len(got) != 2 || got["split"] != "重大风险" || got["plain"] != "低风险" {
		t.Errorf("risk points on the page: %v", got)
	}
}

// TestPositionTellsAll looks for every text of a position on its page.
func TestPositionTellsAll(t *testing.T) {
	site := fullSite(t, "zh-Hans")
	u := fullUnit(t, site)
	out := build(t, site, []*catalog.Unit{u}, catalog.View{})
	text := textOf(t, out.files["邮政局/purchasing.html"])
	u.Texts(func(x catalog.Text) {
		if x.Position == nil || x.Position.ID != "purchasing" || x.Field == "description" || x.Field == "basis" || x.Field == "due" {
			return
		}
		if !strings.Contains(text, x.Value) {
			t.Errorf("%s %q is not on the page", x.Field, x.Value)
		}
	})
	for _, want := range []string{"2人", "2026年3月31日", "发现后 3 日内", "《中华人民共和国招标投标法》第四条", "主席令第86号 修订", "5 × 4 = 20", "低风险", "自己找",
		"2026年12月31日", "纪检监察室", "010-12345678", "2026年2月1日"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not on the page", want)
		}
	}
}

func textOf(t testing.TB, page []byte) string {
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for n := range doc.Descendants() {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
	}
	return b.String()
}

// TestMinifiedSaysTheSame renders from templates as written and from the small
// ones, and compares the words of both.
func TestMinifiedSaysTheSame(t *testing.T) {
	site := fullSite(t, "zh-Hans")
	u := fullUnit(t, site)
	small := build(t, site, []*catalog.Unit{u}, catalog.View{})
	minify := minifyTemplate
	minifyTemplate = func(source string) (string, error) { return source, nil }
	defer func() { minifyTemplate = minify }()
	plain := build(t, site, []*catalog.Unit{u}, catalog.View{})
	for _, name := range plain.names() {
		if path.Ext(name) != ".html" {
			continue
		}
		a, b := strings.Join(strings.Fields(textOf(t, plain.files[name])), ""), strings.Join(strings.Fields(textOf(t, small.files[name])), "")
		if a != b {
			t.Errorf("%s says something else once minified", name)
		}
	}
}

// TestProse checks what becomes of Markdown.
func TestProse(t *testing.T) {
	r := &Renderer{markdown: newMarkdown()}
	for _, c := range []struct{ name, in, want string }{
		{"links to files lead to their pages", "[a](b.md#c) [d](../e/unit.toml) [f](g/)", `<p><a href="b.html#c">a</a> <a href="../e/index.html">d</a> <a href="g/index.html">f</a></p>` + "\n"},
		{"raw HTML is shown as text", "a<b>c</b>\n\n<div onclick=x>\n", "<p>a&lt;b&gt;c&lt;/b&gt;</p>\n<pre>&lt;div onclick=x&gt;\n</pre>\n"},
		{"no link runs a script", "[a](javascript:alert(1))", "<p><a href=\"\">a</a></p>\n"},
		{"a picture of another host is a link", "![a](https://x.example/y.png)", `<p><a href="https://x.example/y.png">a</a></p>` + "\n"},
		{"headings go below the page's own", "# a\n\n#### b\n\n# c", "<h3>a</h3>\n<h4>b</h4>\n<h3>c</h3>\n"},
		{"alignment needs no style", "|a|\n|-:|\n|1|", "<table tabindex=\"0\">\n<thead>\n<tr>\n<th class=\"right\">a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td class=\"right\">1</td>\n</tr>\n</tbody>\n</table>\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := string(r.prose(catalog.Prose{Markdown: c.in}, 2, "")); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestColours checks the contrast of what any scheme may choose.
func TestColours(t *testing.T) {
	white, _ := parseColour(groundLight)
	night, _ := parseColour(groundDark)
	for _, hex := range []string{"#b3261e", "#a85b00", "#1f5fa8", "#ffe000", "#fff", "#000", "#00ff00"} {
		x, ok := toneOf(hex)
		light, _ := parseColour(x.light)
		dark, _ := parseColour(x.dark)
		if !ok || contrast(light, white) < 4.5 || contrast(dark, night) < 4.5 {
			t.Errorf("%s gives %+v", hex, x)
		}
	}
	if _, ok := toneOf("red;}"); ok {
		t.Error("a colour that is none was taken")
	}
}

// usedWord matches a call that names words in the Go of this package.
var usedWord = regexp.MustCompile(`\b(?:w|words|r\.words|v\.r\.words|j\.r\.words)\.(?:get|format|count)\("([a-z_.]+)"`)

// TestWords checks that every language has every entry, and that every entry
// that the code or a template names is there.
func TestWords(t *testing.T) {
	theme := themes.Default()
	var first []string
	for _, lang := range languages {
		w := &words{lang: lang, text: map[string]string{}}
		if err := w.read(theme, lang); err != nil {
			t.Fatal(err)
		}
		keys := slices.DeleteFunc(w.keys(), func(k string) bool { return strings.HasSuffix(k, "_one") })
		if first == nil {
			first = keys
		}
		for _, k := range append(missing(first, keys), missing(keys, first)...) {
			t.Errorf("%s is not in every language (%s)", k, lang)
		}
	}
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range sources {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range usedWord.FindAllStringSubmatch(string(data), -1) {
			if key := m[1]; !strings.HasSuffix(key, ".") && !strings.HasSuffix(key, "_") && !slices.Contains(first, key) {
				t.Errorf("%s: no words for %s", name, key)
			}
		}
	}
}

func missing(want, have []string) []string {
	return slices.DeleteFunc(slices.Clone(want), func(k string) bool { return slices.Contains(have, k) })
}

// TestBadThemes checks that what is wrong with a theme is told when it is read.
func TestBadThemes(t *testing.T) {
	site := fullSite(t, "zh-Hans")
	for name, c := range map[string]struct{ file, text, want string }{
		"syntax":   {"layouts/home.html", `{{define "main"}}{{if}}{{end}}`, "parse layouts/home.html"},
		"words":    {"partials/footer.html", "{{define \"footer\"}}\n{{t \"no.such\"}}{{end}}", `partials/footer.html: line 2: no words for "no.such"`},
		"field":    {"layouts/home.html", `{{define "main"}}{{.NoSuch}}{{end}}`, "NoSuch"},
		"escaping": {"layouts/home.html", `{{define "main"}}<a href="{{if .Heading}}?{{end}}{{.Heading}}"></a><p {{end}}`, "layout home"},
		"settings": {"theme.toml", `accent = `, "theme.toml"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := New(themes.Overlay(fstest.MapFS{c.file: {Data: []byte(c.text)}}), site, catalog.View{})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
	if _, err := New(themes.Overlay(fstest.MapFS{"assets/logo.png": {Data: []byte("x")}}), site, catalog.View{}); err != nil {
		t.Error(err)
	}
	if _, err := fs.Stat(themes.Default(), "layouts/base.html"); err != nil {
		t.Error(err)
	}
}
