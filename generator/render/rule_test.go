package render

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"gongshi/generator/catalog"
	"gongshi/themes"
)

// The page of a rule names every risk point and power that cites it, with the
// clauses, and leads to each; the risk point leads back.
func TestRuleTellsWhoCitesIt(t *testing.T) {
	out := fullTree(t, "zh-Hans", catalog.View{Audience: catalog.AudienceInternal})
	page := string(out.files["rule/bidding.html"])
	for _, want := range []string{
		"有1个单位的1个风险点、1项职权引用。", `href="../%E9%82%AE%E6%94%BF%E5%B1%80/purchasing.html#split"`,
		`href="../%E9%82%AE%E6%94%BF%E5%B1%80/purchasing.html#power-buy"`, "第五条", "第四条", "主席令第86号", `href="https://flk.npc.gov.cn/"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page of the rule lacks %s", want)
		}
	}
	if strings.Count(page, "化整为零规避招标") != 1 {
		t.Error("a risk point that cites a rule twice stands twice")
	}
	if !strings.Contains(string(out.files["邮政局/purchasing.html"]), `href="../rule/bidding.html"`) {
		t.Error("the risk point does not lead to the rule")
	}
}

// Risk points and powers that cite a rule stand in tables of their own, and of what there
// is none nothing is said.
func TestRuleTellsPowersApart(t *testing.T) {
	page := string(fullTree(t, "zh-Hans", catalog.View{Audience: catalog.AudienceInternal}).files["rule/bidding.html"])
	at := strings.Index(page, `class="stack citations citing-powers"`)
	if at < 0 || strings.Contains(page[:at], "power-buy") || !strings.Contains(page[at:], `<th scope="col">职权</th>`) || !strings.Contains(page[at:], "power-buy") {
		t.Error("the power stands among the risk points")
	}
	for lang, want := range map[string][3]string{
		"zh-Hans": {"有1个单位的2个风险点引用。", "有1个单位的1项职权引用。", "有1个单位的1个风险点、3项职权引用。"},
		"en":      {"Cited by 2 risk points of 1 unit.", "Cited by 1 power of 1 unit.", "Cited by 1 risk point and 3 powers of 1 unit."},
	} {
		w, err := readWords(themes.Default(), lang)
		if err != nil {
			t.Fatal(err)
		}
		for i, n := range [][2]int{{2, 0}, {0, 1}, {1, 3}} {
			if got := w.format("rule.cited", w.count("count.units", 1), w.citing(n[0], n[1])); got != want[i] {
				t.Errorf("says %q, want %q", got, want[i])
			}
		}
	}
}

// A rule that a great many risk points cite has a page for each such unit, and
// its own page shows only the first of them.
func TestRuleCitedByMany(t *testing.T) {
	site := fullSite(t, "zh-Hans")
	out := build(t, site, []*catalog.Unit{largeUnit(site)}, catalog.View{})
	page, list := string(out.files["rule/bidding.html"]), string(out.files["rule/post/bidding.html"])
	if n := strings.Count(page, "<tr>") - 1; n != 20 || !strings.Contains(page, `<a href="post/bidding.html">查看全部2012个风险点</a>`) {
		t.Errorf("the page of the rule has %d rows, or does not lead to the rest", n)
	}
	if n := strings.Count(list, "<tr>") - 1; n != 2012 {
		t.Errorf("the list of the unit has %d rows", n)
	}
}

// Kinds that many risk points share, and that differ only in what a file name cannot hold,
// have pages of their own. The others stand on one page.
func TestKindsHavePages(t *testing.T) {
	site := fullSite(t, "zh-Hans")
	u := fullUnit(t, site)
	risks := u.Positions[1].Risks[:2]
	risks[0].Kind, risks[1].Kind = "甲/乙", "甲:乙"
	for i, r := range slices.Repeat(slices.Clone(risks), fewOfKind) {
		r.ID, r.Title = fmt.Sprint("again-", i), fmt.Sprint("又一个", r.Kind)
		risks = append(risks, r)
	}
	for i := range fewOfKind {
		risks = append(risks, catalog.RiskPoint{ID: fmt.Sprint("few-", i), Title: "不多", Kind: "少 数", Grade: "一级"})
	}
	u.Positions[1].Risks = append(risks, catalog.RiskPoint{ID: "alone", Title: "一个", Kind: "独有"}, catalog.RiskPoint{ID: "first", Title: "首", Kind: "Index"})
	out := build(t, site, []*catalog.Unit{u}, catalog.View{})
	position := catalog.PositionPage(u.ID, u.Positions[1].ID)
	for page, wanted := range map[string][]string{
		"kind/邮政局/甲-乙.html":   {"化整为零规避招标", `<span aria-current="page">甲/乙</span>`, `<a href="index.html">查看全部</a>`},
		"kind/邮政局/甲-乙-2.html": {"又一个甲:乙"},
		"kind/邮政局/index.html": {
			`<a href="%E7%94%B2-%E4%B9%99-2.html">甲:乙</a> <span class="n">9</span>`, `id="kind-少.数"`, "少 数 <span class=\"note\">8个风险点</span>",
			`#few-7">不多</a>`, `#alone">独有</a>`, `#first">Index</a>`,
		},
		"kind/index.html":     {"甲:乙", `/index.html#kind-%E5%B0%91.%E6%95%B0">少 数</a>`},
		"category/index.html": {"kind/index.html"},
		position:              {`/index.html#kind-%E5%B0%91.%E6%95%B0">少 数</a>`, `/%E7%94%B2-%E4%B9%99.html">甲/乙</a>`, "<dd>独有</dd>"},
	} {
		for _, want := range wanted {
			if !strings.Contains(string(out.files[page]), want) {
				t.Errorf("%s lacks %q", page, want)
			}
		}
	}
	for path := range out.files {
		if strings.HasPrefix(path, "kind/") && len(out.files[path]) > 0 && !slices.Contains([]string{"kind/index.html", "kind/邮政局/index.html", "kind/邮政局/甲-乙.html", "kind/邮政局/甲-乙-2.html"}, path) {
			t.Errorf("a kind of few risk points has the page %s", path)
		}
	}
	u.Positions = nil
	if out := build(t, site, []*catalog.Unit{u}, catalog.View{}); out.files["kind/index.html"] != nil || strings.Contains(string(out.files["category/index.html"]), "kind/") {
		t.Error("a site without kinds has a page for them")
	}
}

// Among many pages of one kind each leads to those next to it and to where all are listed.
func TestManyKindsLeadToTheirNeighbours(t *testing.T) {
	link := regexp.MustCompile(`<li><a href="([^"]*)"`)
	for _, n := range []int{24, 25, 100} {
		site := fullSite(t, "zh-Hans")
		u := fullUnit(t, site)
		u.Positions[1].Risks = nil
		for i := range (fewOfKind + 1) * n {
			u.Positions[1].Risks = append(u.Positions[1].Risks, catalog.RiskPoint{ID: fmt.Sprint("r", i), Title: "题", Kind: fmt.Sprintf("k%03d", i/(fewOfKind+1))})
		}
		out := build(t, site, []*catalog.Unit{u}, catalog.View{})
		for self, want := range map[int]int{0: 0, 5: 5, n / 2: 8, n - 1: 16} {
			page := string(out.files[fmt.Sprintf("kind/邮政局/k%03d.html", self)])
			_, nav, _ := strings.Cut(page, `<nav class="others"`)
			nav, _, _ = strings.Cut(nav, "</nav>")
			links := link.FindAllStringSubmatch(nav, -1)
			all := strings.Contains(nav, `<a href="index.html">查看全部</a>`)
			before := 0
			for _, l := range links {
				if l[1] < fmt.Sprintf("k%03d.html", self) {
					before++
				}
			}
			if n <= 24 {
				if len(links) != n-1 || !all {
					t.Errorf("%d kinds: %d links to others", n, len(links))
				}
			} else if len(links) != 16 || before != want || !all || !strings.Contains(nav, fmt.Sprintf(`<span aria-current="page">k%03d</span>`, self)) {
				t.Errorf("%d kinds, page %d: %d links to others, %d of them before, to all %t", n, self, len(links), before, all)
			}
		}
	}
}

// Risk points of kinds with few are listed on one page as long as they are not too many
// together.
func TestFewKindsStandTogether(t *testing.T) {
	kinds := func(sizes ...int) (out []catalog.Count) {
		for _, n := range sizes {
			out = append(out, catalog.Count{ID: "k", Label: "k", N: n})
		}
		return out
	}
	for _, c := range []struct {
		kinds []catalog.Count
		few   int
	}{
		{nil, fewOfKind}, {kinds(900, 8, 2, 1, 1), fewOfKind}, {kinds(slices.Repeat([]int{1}, 3000)...), fewOfKind},
		{kinds(slices.Repeat([]int{5}, 100)...), fewOfKind}, {kinds(slices.Repeat([]int{5}, 101)...), 4},
		{kinds(slices.Repeat([]int{7, 3}, 100)...), 6}, {kinds(slices.Repeat([]int{2}, 300)...), 1},
	} {
		if got := kindsOf("u", c.kinds).few; got != c.few {
			t.Errorf("%d kinds: those of up to %d stand together, want %d", len(c.kinds), got, c.few)
		}
	}
}

// Where units have too many kinds for one page, it leads to those of units that have many.
func TestTooManyKindsAreParted(t *testing.T) {
	site := fullSite(t, "zh-Hans")
	site.Tree = nil
	var summaries []*catalog.Summary
	for i := range 60 {
		s := &catalog.Summary{ID: fmt.Sprintf("u%02d", i), Name: fmt.Sprintf("第%d单位", i), SchemeID: "lsr"}
		for k := range 100 {
			s.Kinds = append(s.Kinds, catalog.Count{ID: fmt.Sprintf("k%d", k), Label: fmt.Sprintf("种类%d", k), N: 2})
		}
		switch i {
		case 7:
			s.Kinds = s.Kinds[:manyKinds]
		}
		summaries = append(summaries, s)
		site.Tree = append(site.Tree, catalog.UnitName{ID: s.ID, Name: s.Name})
	}
	made := func(n int) map[string]string {
		r, err := New(themes.Default(), site, catalog.View{})
		if err != nil {
			t.Fatal(err)
		}
		files := map[string]string{}
		var mu sync.Mutex
		err = r.Site(summaries[:n], "", func(path string, data []byte) error {
			mu.Lock()
			defer mu.Unlock()
			files[path] = string(data)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	files := made(60)
	all := files["kind/index.html"]
	if n := strings.Count(all, "<li><a href=\"u"); n != manyKinds {
		t.Errorf("the page of all lists %d kinds", n)
	}
	for i := range 60 {
		id := fmt.Sprintf("u%02d", i)
		parted := strings.Contains(all, `<a href="`+id+`/index.html">查看全部100种</a>`)
		if parted != (i != 7) || !strings.Contains(all, `id="unit-`+id+`"`) {
			t.Errorf("%s: a page of its own: %t", id, parted)
		}
	}
	if files = made(40); strings.Contains(files["kind/index.html"], "查看全部") || strings.Count(files["kind/index.html"], "<li><a href=\"u") < 3900 {
		t.Error("kinds that one page bears are parted")
	}
}
