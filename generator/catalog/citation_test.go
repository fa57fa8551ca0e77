package catalog

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCitations(t *testing.T) {
	site := &Site{Register: []Rule{{ID: "a", Title: "甲法"}, {ID: "b", Title: "乙法"}, {ID: "c", Title: "丙法"}}}
	u := &Unit{Positions: []Position{{ID: "p", Name: "岗", Powers: []Power{{ID: "w", Name: "权", Basis: []string{"b"}}}}}}
	p := &u.Positions[0]
	p.Risks = append(p.Risks, RiskPoint{ID: "r", Title: "险", Grade: "高", Basis: []string{"b 第一条", "按惯例", "《甲法》第九条"},
		Controls: []Control{{Basis: []string{"b 第二条"}}, {Basis: []string{"b 第一条"}}}})
	at := func(risk string, clauses ...string) Citation {
		return Citation{Position: "p", Holder: "岗", Risk: risk, Title: "险", Grade: "高", Clauses: clauses}
	}
	want := CitationsList{
		{Rule: "a", Risks: 1, First: []Citation{at("r", "第九条")}},
		{Rule: "b", Risks: 1, First: []Citation{{Position: "p", Holder: "岗", Power: "w", Title: "权"}, at("r", "第一条", "第二条")}},
	}
	if diff := cmp.Diff(want, site.Citations(u).List()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for range citationsKept {
		p.Risks = append(p.Risks, RiskPoint{ID: "x", Basis: []string{"c"}})
	}
	if c := site.Citations(u).List()[2]; !c.Whole() {
		t.Error("as many as are kept are not whole")
	}
	p.Risks = append(p.Risks, RiskPoint{ID: "x", Basis: []string{"c"}})
	if c := site.Citations(u).List()[2]; c.Whole() || len(c.First) != citationsKept || c.Risks != citationsKept+1 {
		t.Errorf("got %d of %d", len(c.First), c.Risks)
	}
}

func TestSlug(t *testing.T) {
	long := strings.Repeat("长", 300)
	taken := Slugs{}
	for _, c := range [][2]string{{"a/b", "a-b"}, {"a:b", "a-b-2"}, {"A:B", "A-B-3"}, {" 采购 ", "采购"}, {long, long[:3*slugLength]}, {long, long[:3*slugLength] + "-2"}} {
		if got := taken.Of(c[0]); got != c[1] {
			t.Errorf("%q gives %q, want %q", c[0], got, c[1])
		}
	}
}
