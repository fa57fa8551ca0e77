package render

import (
	"regexp"
	"slices"
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
		v := &unitView{unit: u, summary: catalog.Summarize(u)}
		sum := 0
		if m := v.ledgerMatrix(""); m != nil {
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

// Where a unit has many controls every one stands in the ledger of its department, or of
// the unit where it has none, and the unit's leads to all of them.
func TestLongLedgerIsPartedByDepartment(t *testing.T) {
	site := fullSite(t, "zh-Hans")
	all := units(t, site)
	has := func(p catalog.Position) bool { return len(p.Risks) > 0 }
	u := all[slices.IndexFunc(all, func(u *catalog.Unit) bool { return slices.ContainsFunc(u.Positions, has) })]
	pattern := u.Positions[slices.IndexFunc(u.Positions, has)]
	u.Departments, u.Positions = nil, nil
	controls := func(n int) []catalog.Control {
		out := make([]catalog.Control, n)
		for i := range out {
			out[i] = catalog.Control{Stage: u.Scheme.Stages[i%len(u.Scheme.Stages)].Label, Text: "核对"}
		}
		return out
	}
	position := func(id, department string, n int) {
		p := pattern
		p.ID, p.Name, p.Department, p.Risks = id, id, department, []catalog.RiskPoint{pattern.Risks[0]}
		p.Risks[0].Controls = controls(n)
		u.Positions = append(u.Positions, p)
	}
	position("a", "财务科", longLedger/2)
	position("b", "采购科", longLedger/2)
	position("c", "", 7)
	position("d", "采购科", 5)
	position("e", "档案室", 0)

	out := build(t, site, []*catalog.Unit{u}, catalog.View{Audience: catalog.AudienceInternal})
	rows := func(path string) int {
		page, ok := out.files[path]
		if !ok {
			t.Fatalf("no %s", path)
		}
		_, table, _ := strings.Cut(string(page), `id="ledger"`)
		return strings.Count(table, "<tr>") - 1
	}
	whole := string(out.files[catalog.LedgerPage(u.ID)])
	if n := rows(catalog.LedgerPage(u.ID)); n != 7 {
		t.Errorf("the unit's ledger has %d controls, want the 7 of no department", n)
	}
	for department, want := range map[string]int{"财务科": longLedger / 2, "采购科": longLedger/2 + 5} {
		path := catalog.DepartmentLedgerPage(u.ID, department)
		if n := rows(path); n != want {
			t.Errorf("%s has %d controls, want %d", path, n, want)
		}
		link := `href="` + place(catalog.LedgerPage(u.ID)).to(path) + `"`
		if !strings.Contains(whole, link) {
			t.Errorf("the unit's ledger has no %s", link)
		}
		list := catalog.DepartmentPage(u.ID, department)
		if link := `href="` + place(list).to(path) + `"`; !strings.Contains(string(out.files[list]), link) {
			t.Errorf("%s has no %s", list, link)
		}
	}
	if _, ok := out.files[catalog.DepartmentLedgerPage(u.ID, "档案室")]; ok || strings.Contains(whole, "of.档案室") {
		t.Error("a department without controls has a ledger")
	}

	u.Positions[0].Risks[0].Controls = controls(longLedger/2 - 12)
	out = build(t, site, []*catalog.Unit{u}, catalog.View{Audience: catalog.AudienceInternal})
	if n := rows(catalog.LedgerPage(u.ID)); n != longLedger {
		t.Errorf("a ledger of %d controls has %d", longLedger, n)
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
