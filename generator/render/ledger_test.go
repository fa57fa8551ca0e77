package render

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"gongshi/generator/catalog"
	"gongshi/themes"
)

var rowSpan = regexp.MustCompile(`<th scope="rowgroup" rowspan="(\d+)">`)

// The ledger has a row for each control, beside all of which its risk point stands once,
// and the matrix adds up to them.
func TestLedgerAddsUp(t *testing.T) {
	site := fullSite(t, "zh-Hans")
	out := build(t, site, units(t, site), catalog.View{Audience: catalog.AudienceInternal})
	for _, u := range units(t, site) {
		controls, staged := 0, 0
		for _, p := range u.Positions {
			for _, r := range p.Risks {
				controls += len(r.Controls)
				for _, c := range r.Controls {
					if catalog.FindTerm(u.Scheme.Stages, c.Stage) != nil {
						staged++
					}
				}
			}
		}
		page := string(out.files[catalog.LedgerPage(u.ID)])
		if controls == 0 {
			if page != "" {
				t.Errorf("%s has no controls and a ledger", u.ID)
			}
			continue
		}
		_, table, _ := strings.Cut(page, `id="ledger"`)
		if n := strings.Count(table, "<tr>") - 1; n != controls {
			t.Errorf("%s: %d rows, %d controls", u.ID, n, controls)
		}
		for _, group := range strings.Split(table, "<tbody>")[1:] {
			group, _, _ = strings.Cut(group, "</tbody>")
			if m := rowSpan.FindStringSubmatch(group); m == nil || m[1] != strconv.Itoa(strings.Count(group, "<tr>")) {
				t.Errorf("%s: a risk point is not beside all its controls: %s", u.ID, group)
			}
		}
		v := &unitView{unit: u}
		sum := 0
		if m := v.ledgerMatrix(); m != nil {
			for _, line := range m.Rows {
				for _, n := range line.Cells {
					sum += n
				}
			}
		}
		if sum != staged {
			t.Errorf("%s: the matrix counts %d controls, %d have a stage", u.ID, sum, staged)
		}
	}
}

// The chain of approval shows what is required and not on record in its place.
func TestMissingApprovalsStandInTheirPlace(t *testing.T) {
	term := func(label string, required bool) catalog.Term {
		return catalog.Term{ID: label, Label: label, Required: required}
	}
	u := &catalog.Unit{Scheme: &catalog.Scheme{Approvals: []catalog.Term{term("自评", true), term("征求意见", false), term("审查", true), term("备案", true)}}}
	u.Publication.Approval = []catalog.Approval{{Stage: "自评"}, {Stage: "备案"}}
	site := fullSite(t, "zh-Hans")
	words, err := readWords(themes.Default(), site.Language)
	if err != nil {
		t.Fatal(err)
	}
	v := &unitView{unit: u, r: &Renderer{words: words}}
	var got []string
	for _, a := range v.approvals() {
		got = append(got, a.Stage+a.Result)
	}
	if s := strings.Join(got, " "); s != "自评 审查没有记录 备案" {
		t.Error(s)
	}
}
