package generator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"gongshi/generator/catalog"
	"gongshi/generator/chrome"
	"gongshi/generator/diag"
	"gongshi/generator/load"
	"gongshi/generator/search"
)

// school is a site whose register and scheme have names that the sample has too, for
// other things and for the same.
var school = fstest.MapFS{
	"site.toml": {Data: []byte("title = \"学校公开\"\nscheme = \"legal-risk\"\n")},
	"rules.toml": {Data: []byte("[[rule]]\nid = \"law-budget\"\ntitle = \"学校经费办法\"\nkind = \"internal\"\n\n" +
		"[[rule]]\nid = \"fa\"\ntitle = \"中华人民共和国政府采购法\"\nkind = \"law\"\nnumber = \"主席令第68号\"\nissuer = \"全国人民代表大会常务委员会\"\n")},
	"schemes/legal-risk.toml": {Data: []byte("name = \"学校方案\"\n[[grade]]\nid = \"gao\"\nlabel = \"高\"\ncolour = \"#112233\"\n[[grade]]\nid = \"di\"\nlabel = \"低\"\n[[category]]\nid = \"duty\"\nlabel = \"岗位职责风险\"\n")},
	"xiao/unit.toml":          {Data: []byte("name = \"某市第一小学\"\nkind = \"事业单位\"\n[publication]\nstatus = \"published\"\nupdated_on = 2026-05-06\n")},
	"xiao/shitang.md": {Data: []byte("+++\nname = \"食堂管理岗\"\nduties = [\"采购食材\"]\n+++\n\n## 收受供应商礼品 {#liwu}\n\n- 等级: 高\n- 类别: 岗位职责风险\n" +
		"- 表现: 验收食材时收受供应商香蕉和礼品\n- 依据: law-budget 第3条；fa 第5条\n- 防控措施: 两人验收并在当日登记（责任: 总务处）\n")},
}

// portal has a unit of its own and lists the sample and the school.
var portal = fstest.MapFS{
	"site.toml":           {Data: []byte("title = \"某省门户\"\nbase_url = \"https://menhu.example.gov.cn/a/\"\n")},
	"shengting/u.md":      {Data: []byte("+++\nname = \"督查岗\"\n+++\n\n## 泄露督查安排 {#xielu}\n\n- 等级: 一级\n- 表现: 提前告知被督查单位\n- 防控措施: 督查名单当日抽取并密封（责任: 督查处）\n")},
	"shengting/unit.toml": {Data: []byte("name = \"某省某厅\"\n")},
}

// buildPortal builds the members beside one another and the portal over them.
func buildPortal(t *testing.T) (dir string, members []Member, report *Report) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "公示 目录#1 100%")
	shi, xue := filepath.Join(dir, "市 50%41#1"), filepath.Join(dir, "xue")
	mustBuild(t, "../content", shi, public)
	if r, err := Build(t.Context(), school, xue, public); err != nil || r.Failed(false) {
		t.Fatal(err, r)
	}
	members = []Member{
		{Name: "shi", File: filepath.Join(shi, "data", "catalogue.json"), Near: "../" + (&url.URL{Path: "市 50%41#1"}).EscapedPath() + "/"},
		{Name: "xue", File: filepath.Join(xue, "data", "catalogue.json"), Near: "../xue/"},
	}
	return dir, members, joinMembers(t, members, filepath.Join(dir, "menhu"))
}

func joinMembers(t *testing.T, members []Member, out string) *Report {
	t.Helper()
	opt := public
	opt.Members = members
	report, err := Build(t.Context(), portal, out, opt)
	if err != nil {
		t.Fatal(err)
	}
	if report.Failed(false) {
		t.Fatal(report.Findings)
	}
	return report
}

// A portal counts, lists and searches the units of its members; every link leads to a
// page that is there, on its own site or a member's, and none of those is unreachable.
func TestPortal(t *testing.T) {
	dir, members, report := buildPortal(t)
	out := filepath.Join(dir, "menhu")
	sample := readCatalogue(t, filepath.Join(dir, "市 50%41#1"))
	if want := len(sample.Units) + 2; report.Units != want {
		t.Errorf("%d units, want %d", report.Units, want)
	}
	count := 0
	eachFile(t, dir, func(name string) {
		if filepath.Ext(name) == ".html" && filepath.Base(name) != "404.html" {
			count++
		}
	})
	start, err := url.Parse(chrome.FileURL(filepath.Join(out, "index.html")))
	must(t, err)
	// base_url makes canonical links, which lead to no file here.
	pages, links := checkLinks(t, start, func(u *url.URL) (io.ReadCloser, error) {
		data, err := os.ReadFile(chrome.FilePath(u))
		return io.NopCloser(bytes.NewReader(bytes.ReplaceAll(data, []byte(`<link rel="canonical" href="https://menhu.example.gov.cn`), []byte(`<link rel="canonical" data-x="`)))), err
	})
	t.Logf("%d pages, %d links", pages, links)
	if pages != count {
		t.Errorf("%d of %d pages can be reached", pages, count)
	}

	sitemap, err := os.ReadFile(filepath.Join(out, "sitemap.xml"))
	must(t, err)
	if !bytes.Contains(sitemap, []byte("/shengting/u.html")) || bytes.Contains(sitemap, []byte("shitang")) {
		t.Error("the sitemap is not of the portal's own pages")
	}
	feed, err := os.ReadFile(filepath.Join(out, "feed.xml"))
	must(t, err)
	if !bytes.Contains(feed, []byte(`href="https://menhu.example.gov.cn/xue/xiao/index.html"`)) {
		t.Error("the feed does not lead to the member's page")
	}

	index, err := search.Open(os.DirFS(out))
	must(t, err)
	for query, want := range map[string]string{"香蕉": "../xue/xiao/shitang.html#liwu", "督查名单": "shengting/u.html#xielu", "unit:某市第一小学 礼品": "../xue/xiao/shitang.html#liwu"} {
		result, err := index.Search(search.Request{Query: query, Limit: 10})
		must(t, err)
		if result.Total != 1 || result.Hits[0].URL != want {
			t.Errorf("%s: %+v", query, result)
		}
	}
	for query, n := range map[string]int{"询价": len(recordsWith(t, filepath.Join(dir, "市 50%41#1"), "询价"))} {
		if result, err := index.Search(search.Request{Query: query}); err != nil || result.Total != n {
			t.Errorf("%s: %+v, want %d: %v", query, result, n, err)
		}
	}

	slices.Reverse(members)
	again := joinMembers(t, members, filepath.Join(dir, "again"))
	slices.Reverse(members)
	if same := joinMembers(t, members, filepath.Join(dir, "same")); same.Digest != report.Digest {
		t.Error("the same members give other bytes")
	}
	if again.Units != report.Units {
		t.Error("in another order of members a unit is lost")
	}
}

// What members call alike without meaning the same keeps apart, and what is the same is
// one: laws with the same title, number and issuer, schemes with the same content.
func TestPortalShares(t *testing.T) {
	dir, _, _ := buildPortal(t)
	out := filepath.Join(dir, "menhu")
	var site struct {
		Site    struct{ Rules []catalog.Rule }
		Schemes []catalog.Scheme
	}
	data, err := os.ReadFile(filepath.Join(out, "data", "catalogue.json"))
	must(t, err)
	must(t, json.Unmarshal(data, &site))
	titles := map[string]string{}
	for _, r := range site.Site.Rules {
		titles[r.ID] = r.Title
	}
	if titles["law-budget"] != "中华人民共和国预算法" || titles["xue-law-budget"] != "学校经费办法" || titles["law-procurement"] != "中华人民共和国政府采购法" || titles["fa"] != "" {
		t.Errorf("rules %v", titles)
	}
	names := map[string]string{}
	for _, s := range site.Schemes {
		names[s.ID] = s.Name
	}
	if names["xue-legal-risk"] != "学校方案" || names["legal-risk"] == "" || names["legal-risk"] == "学校方案" || names["three-level"] == "" {
		t.Errorf("schemes %v", names)
	}
	rule, err := os.ReadFile(filepath.Join(out, "rule", "xue-law-budget.html"))
	must(t, err)
	if !bytes.Contains(rule, []byte(`href="../../xue/xiao/shitang.html#liwu"`)) || !bytes.Contains(rule, []byte("第3条")) {
		t.Error("the page of the member's rule does not lead to what cites it")
	}
	grade, err := os.ReadFile(filepath.Join(out, "grade", "xue", "xiao", "gao.html"))
	must(t, err)
	if !bytes.Contains(grade, []byte("学校公开")) {
		t.Error("a list does not say on which site its unit is published")
	}
}

// However many schemes bear the names that one could have, it gets a name of its own.
func TestPortalNamesSchemes(t *testing.T) {
	scheme := func(name string) *fstest.MapFile {
		return &fstest.MapFile{Data: fmt.Appendf(nil, "name = \"方案%[1]s\"\ninclude = [\"three-level\"]\n[[grade]]\nid = \"g\"\nlabel = \"%[1]s重\"\n", name)}
	}
	content := func(schemes ...string) fstest.MapFS {
		c := fstest.MapFS{"site.toml": {Data: []byte("title = \"站\"\n")}}
		for _, s := range schemes {
			id, name, _ := strings.Cut(s, "=")
			c["schemes/"+id+".toml"] = scheme(name)
			c["ju-"+id+"/unit.toml"] = &fstest.MapFile{Data: fmt.Appendf(nil, "name = \"%s局\"\nscheme = %q\n", name, id)}
			c["ju-"+id+"/gang.md"] = &fstest.MapFile{Data: fmt.Appendf(nil, "+++\nname = \"岗\"\n+++\n\n## 围标 {#x}\n\n- 等级: %s重\n- 防控措施: 核对\n", name)}
		}
		return c
	}
	dir := t.TempDir()
	build := func(name string, content fstest.MapFS, members ...Member) string {
		opt := public
		opt.Members = members
		if r, err := Build(t.Context(), content, filepath.Join(dir, name), opt); err != nil || r.Failed(false) {
			t.Fatal(err, r)
		}
		return filepath.Join(dir, name, "data", "catalogue.json")
	}
	a := build("a", content("x=甲", "a-x=乙", "a-x-2=丙", "member-a-x=丁"))
	menhu := build("menhu", content("x=戊"), Member{Name: "a", File: a, Base: "../a/"})
	top := build("top", content("x=己"), Member{Name: "menhu", File: menhu, Base: "../menhu/"})
	for file, want := range map[string]string{
		menhu: "a/ju-a-x: a-x 乙重, a/ju-a-x-2: a-x-2 丙重, a/ju-member-a-x: member-a-x 丁重, a/ju-x: a-x-3 甲重, ju-x: x 戊重",
		top:   "ju-x: x 己重, menhu/a/ju-a-x: a-x 乙重, menhu/a/ju-a-x-2: a-x-2 丙重, menhu/a/ju-member-a-x: member-a-x 丁重, menhu/a/ju-x: a-x-3 甲重, menhu/ju-x: menhu-x 戊重",
	} {
		data, err := os.ReadFile(file)
		must(t, err)
		m, err := load.OpenMember(bytes.NewReader(data), int64(len(data)))
		must(t, err)
		var got []string
		for i := range m.Units {
			u, err := m.Unit(i)
			must(t, err)
			got = append(got, fmt.Sprintf("%s: %s %s", u.ID, u.SchemeID, u.Positions[0].Risks[0].Grade))
		}
		if got := strings.Join(got, ", "); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// Members may have as many rules as content may, each under a name that others use for
// another, and it takes a moment.
func TestPortalSharesManyRules(t *testing.T) {
	rules := func(title string) (list []catalog.Rule) {
		for i := range 20_000 {
			list = append(list, catalog.Rule{ID: fmt.Sprint("fa-", i), Title: title, Number: fmt.Sprint(i)})
		}
		return list
	}
	all := newRegister(rules("法"))
	start := time.Now()
	for _, title := range []string{"法", "条例", "办法"} {
		m := &member{Member: Member{Name: "m"}, rules: map[string]string{}, site: &load.Member{Site: &catalog.Site{Register: rules(title)}}}
		m.shareRules(all)
		if want := map[string]string{"法": "fa-9", "条例": "m-fa-9", "办法": "m-fa-9-2"}[title]; m.rules["fa-9"] != want {
			t.Errorf("%s is %s, want %s", title, m.rules["fa-9"], want)
		}
	}
	if took := time.Since(start); len(all.rules) != 60_000 || took > 3*time.Second {
		t.Errorf("%d rules in %v", len(all.rules), took)
	}
}

// A reader of the portal, opened from a disk, finds a risk point of a member and gets to
// its page on the member's own site, where it is marked.
func TestPortalInBrowser(t *testing.T) {
	dir, _, _ := buildPortal(t)
	b := chrome.Start(t)
	for _, query := range []string{"香蕉", "询价", "小学"} {
		b.Open(chrome.FileURL(filepath.Join(dir, "menhu", "search.html")) + "?q=" + url.QueryEscape(query))
		b.Wait(`document.getElementById('results').getAttribute('data-state') === 'done'`)
		for _, link := range chrome.Eval[[]string](b, `Array.from(document.querySelectorAll('#results a[href]')).map(a => a.href).filter(a => a.indexOf('search.html') < 0)`) {
			to, err := url.Parse(link)
			must(t, err)
			if _, err := os.Stat(filepath.FromSlash(to.Path)); err != nil {
				t.Errorf("%s leads to %s: %v", query, link, err)
			}
		}
		chrome.Eval[int](b, `(document.querySelector('#results [data-url] a').click(), 0)`)
		b.Wait(`!!document.querySelector(':target') && !!document.querySelector(':target').dataset.risk`)
		if at := chrome.Eval[string](b, `decodeURIComponent(location.pathname)`); strings.Contains(at, "/menhu/") {
			t.Errorf("%s leads to %s", query, at)
		}
	}
	for _, trouble := range b.Trouble() {
		t.Error(trouble)
	}
}

func TestFolderOfFile(t *testing.T) {
	for home, want := range map[string]string{
		"https://x.cn/index.html/":            "https://x.cn/",
		"https://x.cn/某局/index.html/":         "https://x.cn/%E6%9F%90%E5%B1%80/",
		"https://x.cn/a/data/catalogue.json/": "https://x.cn/a/",
		"https://x.cn/":                       "",
		"https://x.cn/a/v1.2/":                "",
		"../a.html/":                          "",
	} {
		if got, ok := folderOfFile(home); got != want || ok != (want != "") {
			t.Errorf("%s: %q, %t, want %q", home, got, ok, want)
		}
	}
}

// A portal is a site that another can have as a member: the links lead to where the
// units are published, however many portals lie between.
func TestPortalOfPortals(t *testing.T) {
	dir, _, _ := buildPortal(t)
	for base, want := range map[string][2]string{
		"../menhu/":                       {"../xue/xiao/shitang.html", "../menhu/shengting/u.html"},
		"https://sheng.example.gov.cn/a/": {"https://sheng.example.gov.cn/xue/xiao/shitang.html", "https://sheng.example.gov.cn/a/shengting/u.html"},
	} {
		top := filepath.Join(dir, "top")
		opt := public
		opt.Members = []Member{{Name: "sheng", File: filepath.Join(dir, "menhu", "data", "catalogue.json"), Base: base}}
		report, err := Build(t.Context(), fstest.MapFS{"site.toml": {Data: []byte("title = \"t\"\n")}}, top, opt)
		must(t, err)
		if report.Units != len(readCatalogue(t, filepath.Join(dir, "menhu")).Units) {
			t.Errorf("%d units", report.Units)
		}
		index, err := search.Open(os.DirFS(top))
		must(t, err)
		for i, query := range []string{"香蕉", "督查名单"} {
			result, err := index.Search(search.Request{Query: query, Limit: 10})
			must(t, err)
			if page, _, _ := strings.Cut(result.Hits[0].URL, "#"); page != want[i] {
				t.Errorf("from %s, %s leads to %s, want %s", base, query, page, want[i])
			}
		}
	}
}

// A portal for the public tells nothing that a member's catalogue for those inside marks
// as internal.
func TestPortalForThePublic(t *testing.T) {
	inside := Options{View: catalog.View{Audience: catalog.AudienceInternal, Drafts: true}}
	for block := range blocks {
		dir := t.TempDir()
		if _, err := Build(t.Context(), canaryContent(block), filepath.Join(dir, "in"), inside); err != nil {
			t.Fatal(err)
		}
		opt := public
		opt.Members = []Member{{Name: "m", File: filepath.Join(dir, "in", "data", "catalogue.json"), Base: "https://m.example.gov.cn/"}}
		report, err := Build(t.Context(), portal, filepath.Join(dir, "out"), opt)
		if err != nil || report.Failed(false) {
			t.Fatal(block, err, report)
		}
		for _, name := range append(blocks[block], "reason") {
			if where := sightings(t, filepath.Join(dir, "out"), "canary"+name); len(where) > 0 {
				t.Errorf("%s internal: canary%s stands in %s", block, name, strings.Join(where, ", "))
			}
		}
	}
}

// A member that is not what it should be is refused, and the portal stays as it was.
func TestPortalRefuses(t *testing.T) {
	dir, members, _ := buildPortal(t)
	members = members[1:]
	out := filepath.Join(dir, "menhu")
	report := joinMembers(t, members, out)
	text, err := os.ReadFile(members[0].File)
	must(t, err)
	alone := filepath.Join(dir, "alone.json")
	change := func(from, to string) func(*Member) {
		return func(m *Member) {
			changed := bytes.Replace(text, []byte(from), []byte(to), 1)
			if bytes.Equal(changed, text) {
				t.Fatalf("there is no %s", from)
			}
			must(t, os.WriteFile(alone, changed, 0o644))
			m.File = alone
		}
	}
	for name, c := range map[string]struct {
		want   error
		change func(*Member)
	}{
		"no file":            {fs.ErrNotExist, func(m *Member) { m.File = filepath.Join(dir, "nothing") }},
		"no address":         {ErrMemberAddress, func(m *Member) { m.Near = "" }},
		"a bad address":      {ErrMemberAddress, func(m *Member) { m.Base = "javascript:alert(1)" }},
		"a page":             {ErrMemberFile, func(m *Member) { m.Base = "https://xue.example.gov.cn/gs/index.html" }},
		"a catalogue":        {ErrMemberFile, func(m *Member) { m.Base = "https://xue.example.gov.cn/data/catalogue.json" }},
		"the name of a unit": {ErrMemberName, func(m *Member) { m.Name = "shengting" }},
		"a name twice":       {ErrMemberName, func(m *Member) { m.Name = "shi" }},
		"a reserved name":    {ErrMemberName, func(m *Member) { m.Name = "data" }},
		"a way out":          {ErrMemberName, func(m *Member) { m.Name = ".." }},
		"two levels":         {ErrMemberName, func(m *Member) { m.Name = "a/b" }},
		"no JSON":            {load.ErrMember, change(`{"site"`, `<html>`)},
		"a list":             {load.ErrMember, change(`{"site"`, `["site"`)},
		"cut short":          {load.ErrMember, func(m *Member) { must(t, os.WriteFile(alone, text[:len(text)/2], 0o644)); m.File = alone }},
		"empty":              {load.ErrMember, func(m *Member) { must(t, os.WriteFile(alone, nil, 0o644)); m.File = alone }},
		"unit way out":       {load.ErrMember, change(`"id":"xiao"`, `"id":"../xiao"`)},
		"unit of a device":   {load.ErrMember, change(`"id":"xiao"`, `"id":"con"`)},
		"no unit":            {load.ErrMember, change(`"unit":{"id":"xiao"`, `"unot":{"id":"xiao"`)},
		"position way out":   {load.ErrMember, change(`"id":"shitang"`, `"id":"../../shitang"`)},
		"position kind":      {load.ErrMember, change(`"kind":"position"`, `"kind":"x"`)},
		"risk with markup":   {load.ErrMember, change(`"id":"liwu"`, `"id":"<b>"`)},
		"unknown grade":      {load.ErrMember, change(`"grade":"高"`, `"grade":"极高"`)},
		"unknown scheme":     {load.ErrMember, change(`"kind":"事业单位","scheme":"legal-risk"`, `"kind":"事业单位","scheme":"x"`)},
		"unknown status":     {load.ErrMember, change(`"status":"published"`, `"status":"x"`)},
		"a colour of CSS":    {load.ErrMember, change(`#112233`, `red;}body{display:none}`)},
		"a grade way out":    {load.ErrMember, change(`"id":"gao"`, `"id":"../../gao"`)},
		"rule way out":       {load.ErrMember, change(`"id":"fa"`, `"id":"../fa"`)},
		"a number for text":  {load.ErrMember, change(`"title":"收受供应商礼品"`, `"title":7`)},
	} {
		t.Run(name, func(t *testing.T) {
			opt := public
			opt.Members = append(slices.Clone(members), Member{Name: "shi", File: members[0].File, Base: "https://shi.example.gov.cn/"})
			c.change(&opt.Members[0])
			r, err := Build(t.Context(), portal, out, opt)
			if !errors.Is(err, c.want) {
				t.Errorf("%v, %+v, want %v", err, r, c.want)
			}
		})
	}
	t.Run("changed after it was built", func(t *testing.T) {
		opt := public
		opt.Members = members
		defer rewrite(t, members[0].File, func(b []byte) []byte { return bytes.Replace(b, []byte("香蕉"), []byte("苹果"), 1) })()
		if _, err := Build(t.Context(), portal, out, opt); !errors.Is(err, ErrMemberChanged) {
			t.Error(err)
		}
	})
	if same := joinMembers(t, members, filepath.Join(dir, "same")); same.Digest != report.Digest {
		t.Error("the members were changed")
	}
	if got := readCatalogue(t, out); len(got.Units) != report.Units {
		t.Error("the portal is not as it was")
	}
	data, err := os.ReadFile(filepath.Join(out, "manifest.json"))
	must(t, err)
	other, err := os.ReadFile(filepath.Join(dir, "same", "manifest.json"))
	must(t, err)
	if !bytes.Equal(data, other) {
		t.Error("the portal is not as it was")
	}
}

// A unit of the portal that refers to a member's is told that there is no such risk point:
// what others publish may change under it.
func TestPortalDoesNotExtendMembers(t *testing.T) {
	_, members, _ := buildPortal(t)
	content := fstest.MapFS{}
	for name, f := range portal {
		content[name] = f
	}
	content["shengting/u.md"] = &fstest.MapFile{Data: append(slices.Clone(portal["shengting/u.md"].Data), []byte("- extends: xue/xiao/shitang#liwu\n\n见[学校](../xue/xiao/shitang.md#liwu)。\n")...)}
	opt := public
	opt.Members = members
	report, err := Build(t.Context(), content, filepath.Join(t.TempDir(), "out"), opt)
	must(t, err)
	if !slices.ContainsFunc(report.Findings, func(f diag.Finding) bool { return f.Rule == "dangling-reference" && f.Severity == diag.Error }) {
		t.Errorf("%v", report.Findings)
	}
}
