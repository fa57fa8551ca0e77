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

// Kinds that several risk points share, and differ only in what a file name cannot hold have pages of their own.
func TestKindsHavePages(t *testing.T) {
	site := fullSite(t, "zh-Hans")
	u := fullUnit(t, site)
	risks := u.Positions[1].Risks
	risks[0].Kind, risks[1].Kind = "甲/乙", "甲:乙"
	for i, r := range slices.Clone(risks) {
		r.ID, r.Title = fmt.Sprint("again-", i), fmt.Sprint("又一个", r.Kind)
		risks = append(risks, r)
	}
	u.Positions[1].Risks = append(risks, catalog.RiskPoint{ID: "alone", Kind: "独有"})
	out := build(t, site, []*catalog.Unit{u}, catalog.View{})
	for page, want := range map[string]string{
		"kind/邮政局/甲-乙.html": "化整为零规避招标", "kind/邮政局/甲-乙-2.html": "又一个甲:乙", "kind/index.html": "甲:乙", "category/index.html": "kind/index.html",
	} {
		if !strings.Contains(string(out.files[page]), want) {
			t.Errorf("%s lacks %q", page, want)
		}
	}
	if out.files["kind/邮政局/独有.html"] != nil {
		t.Error("a kind that no other risk point shares has a page")
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
		for i := range 2 * n {
			u.Positions[1].Risks = append(u.Positions[1].Risks, catalog.RiskPoint{ID: fmt.Sprint("r", i), Title: "题", Kind: fmt.Sprintf("k%03d", i/2)})
		}
		out := build(t, site, []*catalog.Unit{u}, catalog.View{})
		for self, want := range map[int]int{0: 0, 5: 5, n / 2: 8, n - 1: 16} {
			page := string(out.files[fmt.Sprintf("kind/邮政局/k%03d.html", self)])
			_, nav, _ := strings.Cut(page, `<nav class="others"`)
			nav, _, _ = strings.Cut(nav, "</nav>")
			links := link.FindAllStringSubmatch(nav, -1)
			all := strings.Contains(nav, `<a href="../index.html#unit-%E9%82%AE%E6%94%BF%E5%B1%80">查看全部</a>`)
			before := 0
			for _, l := range links {
				if l[1] < fmt.Sprintf("k%03d.html", self) {
					before++
				}
			}
			if n <= 24 {
				if len(links) != n-1 || all {
					t.Errorf("%d kinds: %d links to others", n, len(links))
				}
			} else if len(links) != 16 || before != want || !all || !strings.Contains(nav, fmt.Sprintf(`<span aria-current="page">k%03d</span>`, self)) {
				t.Errorf("%d kinds, page %d: %d links to others, %d of them before, to all %t", n, self, len(links), before, all)
			}
		}
	}
}

// Where units have too many kinds for one page, each that has many lists its own.
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
		case 8:
			s.Kinds[5].ID = "Index"
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
	if n := strings.Count(all, "<li><a href=\"u"); n != manyKinds+100 {
		t.Errorf("the page of all lists %d kinds", n)
	}
	for i := range 60 {
		id := fmt.Sprintf("u%02d", i)
		own, parted := files[catalog.KindIndex(id)]
		if link := `<a href="` + id + `/index.html">查看全部100种</a>`; parted != strings.Contains(all, link) || parted != (i != 7 && i != 8) || !strings.Contains(all, `id="unit-`+id+`"`) {
			t.Errorf("%s: a page of its own: %t", id, parted)
		}
		if parted && (strings.Count(own, `<li><a href="k`) != 100 || !strings.Contains(own, summaries[i].Name)) {
			t.Errorf("%s: not all kinds are on its page", id)
		}
	}
	if files = made(40); files[catalog.KindIndex("u01")] != "" || strings.Count(files["kind/index.html"], "<li><a href=\"u") < 3900 {
		t.Error("kinds that one page bears are parted")
	}
}
