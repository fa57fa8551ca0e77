package generator

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"gongshi/generator/catalog"
	"gongshi/generator/chrome"
	"gongshi/generator/diag"
	"gongshi/generator/load"
)

// mark is in each hostile text, and what it would set if it ran.
const mark = "gongshihit"

// hostileTexts are put into every field of a content, each in a site of its own: they
// leave any element, attribute, comment, script, style or template that they are put
// into, and lead to scripts where they are taken for addresses.
var hostileTexts = map[string]string{
	"markup": `<script>window.gongshihit=1</script><img src=x onerror=window.gongshihit=1><svg/onload=window.gongshihit=1>` +
		`"'><b onmouseover=window.gongshihit=1></title></style></textarea></script><style>*{display:none}</style>{{.}}{{template "x"}}${window.gongshihit=1}` +
		`<base href=//evil.example/><link rel=stylesheet href=//evil.example/x><iframe src=//evil.example></iframe><!-- ]]> --!><meta http-equiv=refresh content=0,//evil.example>`,
	"script address": `javascript:window.gongshihit=1//evil.example`,
	"data address":   `data:text/html,<script>window.gongshihit=1</script>`,
	"host address":   `//evil.example/gongshihit`,
	"formula":        `=cmd|'/c calc'!A1&gongshihit`,
	"entities":       `&lt;script&gt;window.gongshihit=1&lt;/script&gt; &#60;img src=x onerror=window.gongshihit=1&#x3e; &amp;lt;b&amp;gt; &NoSuch; &#x202e;&#8238;&#x2066;&#0;&#x110000;`,
	"invisible":      "gongshi\u200b\u2060\u200c\u200d\u00adhit 采\u200b购\u2060计\u200c划\u200d表\u200e\u200f\u061c\u180e",
}

// hostileProse is Markdown that leads to scripts and to other hosts.
const hostileProse = `

[a](javascript:window.gongshihit=1) [c](data:text/html,<script>window.gongshihit=1</script>) [d](vbscript:x) <javascript:window.gongshihit=1>

![e](https://evil.example/e.png) ![f](//evil.example/f.png "onload=x") ![g](data:image/svg+xml,<svg/onload=window.gongshihit=1>) ![](http://evil.example/h.png)

[i]: javascript:window.gongshihit=1 "'onmouseover=window.gongshihit=1"

[i] [j](<javascript:window.gongshihit=1>)

<div onclick="window.gongshihit=1">

| [k](javascript:window.gongshihit=1) | <script>window.gongshihit=1</script> |
|---|--:|
| ![l](https://evil.example/l.png) | x |
`

var (
	canaryInTOML = regexp.MustCompile(`"canary[a-z]+(?: [a-z0-9]+|@example\.com)"`)
	canaryText   = regexp.MustCompile(`canary[a-z]+ (?:title|manifestation|cause|consequence|liability|basis|reason|kind|text|owner|supervisor|due|frequency|indicator|prose)\b`)
)

// hostileContent is the canary's content, of which it is certain that every field
// holds a text, with another text in each, and the site's own files full of it.
func hostileContent(text string) map[string]string {
	quoted, err := json.Marshal(text) // a string of JSON is one of TOML
	if err != nil {
		panic(err)
	}
	files := map[string]string{}
	for name, file := range canaryContent("") {
		front, body := string(file.Data), ""
		if strings.HasSuffix(name, ".md") {
			if i := strings.LastIndex(front, "+++\n"); i >= 0 {
				front, body = front[:i], front[i:]
			} else {
				front, body = "", front
			}
		}
		front = canaryInTOML.ReplaceAllStringFunc(front, func(was string) string {
			for _, end := range []string{` sub"`, ` lower"`} { // no two departments or levels of response have one name
				if strings.HasSuffix(was, end) {
					return string(quoted[:len(quoted)-1]) + end
				}
			}
			return string(quoted)
		})
		lines := strings.SplitAfter(body, "\n")
		for i, line := range lines {
			in := text
			if strings.Contains(line, "owner:") { // semicolons part what stands there
				in = strings.NewReplacer("&", " ", ";", " ").Replace(text)
			}
			lines[i] = canaryText.ReplaceAllLiteralString(line, in)
		}
		body = strings.Join(lines, "")
		files[name] = front + body
	}
	files["canaryunit/index.md"] += hostileProse
	q := string(quoted)
	files["site.toml"] = "title = " + q + "\nbase_url = \"https://example.gov.cn/\"\nscheme = \"own\"\n[footer]\norganiser = " + q + "\nundertaker = " + q + "\nicp = " + q + "\npolice = " + q + "\ncontact = " + q + "\n"
	files["rules.toml"] = "[[rule]]\nid = \"law\"\ntitle = " + q + "\nnumber = " + q + "\nissuer = " + q + "\nurl = " + q + "\n"
	files["schemes/own.toml"] = "name = " + q + "\ninclude = [\"three-level\"]\n" + "[[grade]]\nid = \"1\"\nlabel = \"一级\"\nsymbol = " + q + "\ncolour = \"#aa0000\"\ncolour_name = " + q + "\nmeaning = " + q + "\nmonitor = " + q + "\naccountability = " + q +
		"\n[[grade]]\nid = \"2\"\nlabel = \"二级\"\nsymbol = \"○\"\ncolour = \"#0000aa\"\naliases = [" + q + "]\n" +
		"[[stage]]\nid = \"prevention\"\nlabel = \"前期预防\"\naliases = [\"prevention\"]\n[[treatment]]\nid = \"x\"\nlabel = " + q + "\n[[source]]\nid = \"x\"\nlabel = " + q + "\n"
	// Steps of inputs belong to a scheme that computes, which a unit must have for them to be shown.
	files["schemes/scored.toml"] = "name = " + q + "\ninclude = [\"three-level\"]\nmethod = \"product\"\ninputs = [\"likelihood\", \"severity\"]\n[[grade]]\nid = \"a\"\nlabel = " + q + "\nfrom = 0\n" +
		"[[score]]\ninput = \"likelihood\"\nvalue = 2\nlabel = " + q + "\n[[score]]\ninput = \"severity\"\nvalue = 3\nlabel = " + q + "\n"
	files["scored/unit.toml"] = "name = \"scored\"\nscheme = \"scored\"\n"
	files["scored/p.md"] = "+++\nname = \"scored position\"\n+++\n\n## scored {#scored}\n\n- likelihood: 2\n- severity: 3\n- prevention: two compare 6 offers (owner: clerk)\n"
	return files
}

// buildHostile writes the content to the disk and builds it.
func buildHostile(t *testing.T, text string) (content, dir string) {
	t.Helper()
	content, dir = t.TempDir(), filepath.Join(t.TempDir(), "public")
	for name, data := range hostileContent(text) {
		full := filepath.Join(content, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	options := public
	options.Print = true
	report, err := Build(context.Background(), os.DirFS(content), dir, options)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Findings {
		if f.Severity == diag.Error {
			t.Fatal(f.Format(diag.English))
		}
	}
	return content, dir
}

// Every field that can hold a text holds the hostile one, of the unit and of what
// all units share.
func TestEveryFieldIsHostile(t *testing.T) {
	content, _ := buildHostile(t, hostileTexts["markup"])
	fsys := os.DirFS(content)
	site, err := load.OpenSite(fsys)
	if err != nil {
		t.Fatal(err)
	}
	u, _, err := load.Unit(fsys, site, site.Units[0])
	if err != nil {
		t.Fatal(err)
	}
	planted := map[string]bool{}
	plant(reflect.ValueOf(*u), "", mark, planted)
	plant(reflect.ValueOf(*site.Site), "", mark, planted)
	plant(reflect.ValueOf(site.Schemes["own"]).Elem(), "", mark, planted)
	plant(reflect.ValueOf(site.Schemes["scored"]).Elem(), "", mark, planted)
	shared := map[string]bool{
		"Home.URL": true, "Home.ID": true, "Home.Title": true, // of members: TestHostileContentInBrowser
		"Unit.ID": true, "Attachment.Path": true, "Department.ID": true, "Department.Leader": true, "Position.ID": true, "Position.URL": true,
		"Power.ID": true, "Step.ID": true, "Step.Next": true, "Step.Risks": true, "RiskPoint.ID": true, "Warning.Risk": true, "Removal.What": true, "Removal.To": true,
		"Site.Language": true, "Site.BaseURL": true, "Site.Scheme": true, "Site.Theme": true, "Footer.SiteIDCode": true, "Rule.ID": true, "Rule.Kind": true, "Rule.Status": true,
		"UnitName.ID": true, "UnitName.Parent": true, "UnitName.Status": true, "UnitName.Audience": true, "LogEntry.Summary": true, "LogNote.Address": true, "LogNote.Where": true, "LogNote.Title": true, "LogNote.Lines": true,
		"Scheme.ID": true, "Scheme.Method": true, "Scheme.Inputs": true, "Term.ID": true, "Grade.Colour": true, "Grade.Extends": true, "Score.Input": true, "Matrix.Likelihood": true, "Matrix.Severity": true, "Matrix.Grade": true,
	}
	for _, typ := range []reflect.Type{reflect.TypeFor[catalog.Unit](), reflect.TypeFor[catalog.Site](), reflect.TypeFor[catalog.Scheme]()} {
		for _, field := range textFields(typ) {
			if planted[field] && shared[field] {
				t.Errorf("%s holds a hostile text: it is no exception", field)
			}
			if !planted[field] && !unplanted[field] && !shared[field] {
				t.Errorf("%s holds no hostile text: give it one in hostileContent", field)
			}
		}
	}
}

// fieldOfMarkdown is the beginning of a line in which a field stands, at the end of a text.
var fieldOfMarkdown = regexp.MustCompile(`\n *(?:##|-) [^\n]*$`)

// What no text may hold is found in each field by itself, wherever it is written, and
// in each file: characters that turn the order of text, control characters, bytes that
// are no UTF-8 and a megabyte where a sentence belongs.
func TestEveryFieldRefusesWhatNoTextHolds(t *testing.T) {
	const field = "gongshifield"
	files := hostileContent(field)
	found := func(name, text string) (rules string) {
		content := fstest.MapFS{}
		for other, data := range files {
			content[other] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(data, field, "字"))}
		}
		content[name] = &fstest.MapFile{Data: []byte(text)}
		site, err := load.OpenSite(content)
		if err != nil {
			t.Fatal(err)
		}
		findings := slices.Clone(site.Findings)
		for _, u := range site.Units {
			_, more, err := load.Unit(content, site, u)
			if err != nil {
				t.Fatal(err)
			}
			findings = append(findings, more...)
		}
		for _, f := range findings {
			if f.Severity == diag.Error {
				rules += fmt.Sprintf("%s:%d %s\n", f.File, f.Line, f.Rule)
			}
		}
		return rules
	}
	long := strings.Repeat("字", 1<<20/3)
	fields := 0
	for _, name := range slices.Sorted(maps.Keys(files)) {
		data := files[name]
		parts := strings.Split(data, field)
		for i := range len(parts) - 1 {
			before, after := strings.Join(parts[:i+1], "字"), strings.Join(parts[i+1:], "字")
			line := strings.Count(before, "\n") + 1
			bad := map[string]string{}
			if i < 5 { // a file is looked at before it is read
				bad[[]string{"字\u202e字", "字\u2066", "字\x00", "字\x1b[31m", "\u2069"}[i]] = "control-character"
				bad["字\xff"] = "invalid-utf8"
			}
			toml := !strings.HasSuffix(name, ".md") || strings.Count(before, "+++\n") == 1
			if toml { // which can name them by their numbers
				bad[[]string{`\u202e字`, `字\u2069`, `\u0000`, `\u001b[31m`}[i%4]] = "control-character"
			}
			if toml || fieldOfMarkdown.MatchString(before) { // prose may be long
				bad[long] = "too-much"
			}
			for text, rule := range bad {
				if got, want := found(name, before+text+after), fmt.Sprintf("%s:%d %s\n", name, line, rule); !strings.Contains(got, want) {
					t.Errorf("%.20q: got\n%swant %s", text, got, want)
				}
			}
			fields++
		}
	}
	if t.Logf("%d fields", fields); fields < 100 {
		t.Error("too few")
	}
}

// innocent is an expression that lists what a page has of the content that is not
// text: elements, attributes and addresses that no layout has. A link in prose may
// lead to another host.
const innocent = `(() => {
  const bad = [];
  if (window.gongshihit !== undefined) bad.push('a script of the content ran');
  if (/[\u202a-\u202e\u2066-\u2069\0]/.test(document.documentElement.outerHTML + document.title)) bad.push('a character that turns the text');
  const seen = new Set(['SCRIPT', 'STYLE', 'BASE', 'IFRAME', 'OBJECT', 'EMBED']);
  for (const e of document.querySelectorAll('*')) {
    if (seen.has(e.tagName.toUpperCase()) && !(e.tagName === 'SCRIPT' && (e.type === 'application/ld+json' || new URL(e.src, location).pathname.startsWith('/assets/') || new URL(e.src, location).pathname.startsWith('/search/')))
      && e.id !== 'search-strings' && !(e.tagName === 'STYLE' && !e.textContent.includes('gongshihit') && !e.textContent.includes('display:none}</'))) bad.push('element ' + e.outerHTML.slice(0, 90));
    for (const a of e.attributes) {
      if (/^on/i.test(a.name)) bad.push('attribute ' + a.name + ' of ' + e.tagName);
      if (['href', 'src', 'action', 'formaction', 'data', 'xlink:href', 'srcset', 'poster'].includes(a.name)) {
        const u = new URL(a.value, document.baseURI);
        const kind = u.protocol;
        if (!['http:', 'https:', 'tel:', 'mailto:', 'data:'].includes(kind) || kind === 'data:' && !a.value.startsWith('data:image/') && a.value !== 'data:,') bad.push(e.tagName + ' ' + a.name + '=' + a.value.slice(0, 90));
        if (u.host === 'evil.example' && e.tagName !== 'A') bad.push(e.tagName + ' ' + a.name + '=' + a.value);
      }
    }
  }
  return bad;
})()`

// In a site of which every field is hostile, and in a portal over it, no script of the
// content runs, nothing is asked of another host, and what is written is shown as text.
func TestHostileContentInBrowser(t *testing.T) {
	b := chrome.Start(t)
	for name, text := range hostileTexts {
		if name == "formula" || name == "data address" {
			continue // means nothing to a browser, or no more than the others
		}
		t.Run(name, func(t *testing.T) {
			_, dir := buildHostile(t, text)
			looksInnocent(t, b, dir, text)
			opt := public
			opt.Members = []Member{{Name: "m", File: filepath.Join(dir, "data", "catalogue.json")}}
			over := filepath.Join(t.TempDir(), "over")
			report, err := Build(t.Context(), fstest.MapFS{"site.toml": {Data: []byte("title = " + quoteJS(text))}}, over, opt)
			if err != nil || report.Failed(false) {
				t.Fatal(err, report)
			}
			looksInnocent(t, b, over, text)
		})
	}
}

func looksInnocent(t *testing.T, b *chrome.Browser, dir, text string) {
	t.Helper()
	server := httptest.NewServer(http.FileServer(http.Dir(dir)))
	defer server.Close()
	for _, page := range onePageOfEachKind(t, dir) {
		b.Open(server.URL + "/" + (&url.URL{Path: page}).EscapedPath())
		if bad := chrome.Eval[[]string](b, innocent); len(bad) > 0 {
			t.Errorf("%s: %s", page, bad)
		}
		// The site's title stands on every page but that of 404.
		shown := chrome.Eval[bool](b, fmt.Sprintf(`(document.body.textContent + document.title).replace(/\s+/g, '').includes(%s)`, quoteJS(strings.Join(strings.Fields(text), ""))))
		if !shown {
			t.Errorf("%s does not show the text", page)
		}
	}
	b.Open(server.URL + "/search.html?q=" + mark)
	b.Wait(`document.getElementById('results').getAttribute('data-state') === 'done'`)
	if chrome.Eval[int](b, `document.querySelectorAll('#results [data-url]').length`) == 0 {
		t.Error("the search finds nothing")
	}
	if bad := chrome.Eval[[]string](b, innocent); len(bad) > 0 {
		t.Errorf("search: %s", bad)
	}
	for _, request := range b.Requests() {
		if !strings.HasPrefix(request, server.URL+"/") && !strings.HasPrefix(request, "data:image/") {
			t.Errorf("a request of %s", request)
		}
	}
	if trouble := b.Trouble(); len(trouble) > 0 {
		t.Errorf("console: %v", trouble)
	}
}

func quoteJS(s string) string {
	data, _ := json.Marshal(s) // text can be encoded
	return string(data)
}

// onePageOfEachKind are the pages to look at, one of each folder's depth and name.
func onePageOfEachKind(t *testing.T, dir string) (pages []string) {
	t.Helper()
	met := map[string]bool{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".html" {
			return err
		}
		kind, _, _ := strings.Cut(name, "/")
		kind += fmt.Sprint(strings.Count(name, "/"), path.Base(name) == "index.html")
		if !met[kind] {
			pages = append(pages, name)
		}
		met[kind] = true
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

var structuredData = regexp.MustCompile(`(?s)<script type="?application/ld\+json"?>(.*?)</script>`)

// The files for programs are well formed and hold what is written as text: no cell is
// a formula, no element is the content's.
func TestHostileContentInFilesForPrograms(t *testing.T) {
	known := strings.Fields("feed id title updated author name link entry summary urlset url loc lastmod OpenSearchDescription ShortName LongName Description InputEncoding Url")
	for name, text := range hostileTexts {
		t.Run(name, func(t *testing.T) {
			_, dir := buildHostile(t, text)
			texts, cells, objects := 0, 0, 0
			err := fs.WalkDir(os.DirFS(dir), ".", func(file string, d fs.DirEntry, err error) error {
				if err != nil || d.IsDir() {
					return err
				}
				data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(file)))
				if err != nil {
					return err
				}
				if utf8.Valid(data) && bytes.ContainsFunc(data, func(r rune) bool { return turns(r) || r == 0 }) {
					t.Errorf("%s holds a character that turns the text", file)
				}
				switch path.Ext(file) {
				case ".xml":
					for d := xml.NewDecoder(bytes.NewReader(data)); ; {
						token, err := d.Token()
						if err == io.EOF {
							break
						}
						if err != nil {
							t.Fatalf("%s: %v", file, err)
						}
						switch token := token.(type) {
						case xml.StartElement:
							if !slices.Contains(known, token.Name.Local) {
								t.Errorf("%s has an element %s", file, token.Name.Local)
							}
						case xml.CharData:
							if strings.Contains(string(token), text) {
								texts++
							}
						}
					}
				case ".json":
					if !json.Valid(data) {
						t.Errorf("%s is no JSON", file)
					}
				case ".html":
					for _, m := range structuredData.FindAllSubmatch(data, -1) {
						objects++
						if !json.Valid(m[1]) {
							t.Errorf("%s: JSON-LD is no JSON: %s", file, m[1])
						}
					}
				case ".csv":
					rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff")))).ReadAll()
					if err != nil {
						t.Fatalf("%s: %v", file, err)
					}
					for _, cell := range slices.Concat(rows...) {
						cells++
						if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
							t.Errorf("%s: the cell %q is a formula", file, cell)
						}
					}
				case ".xlsx":
					z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
					if err != nil {
						t.Fatalf("%s: %v", file, err)
					}
					for _, f := range z.File {
						r, err := f.Open()
						if err != nil {
							t.Fatal(err)
						}
						inner, err := io.ReadAll(r)
						if err != nil {
							t.Fatal(err)
						}
						if bytes.Contains(inner, []byte("<f>")) || bytes.Contains(inner, []byte("<hyperlink")) || strings.Contains(f.Name, "external") {
							t.Errorf("%s: %s has a formula or a link", file, f.Name)
						}
						for d := xml.NewDecoder(bytes.NewReader(inner)); ; {
							if _, err := d.Token(); err == io.EOF {
								break
							} else if err != nil {
								t.Fatalf("%s: %s: %v", file, f.Name, err)
							}
						}
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if texts < 3 || cells < 20 || objects < 1 {
				t.Errorf("looked at %d texts of XML, %d cells, %d objects of JSON-LD: too few", texts, cells, objects)
			}
		})
	}
}
