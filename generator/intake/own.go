package intake

import (
	"slices"
	"strings"

	"gongshi/generator/catalog"
)

// The tables that this program writes give the ids of positions and risk points,
// one row to a control, and the powers of positions on a sheet of their own. They
// are read to the letter.

// ownPosition finds or makes the position with an id.
func (rd *reader) ownPosition(id, department, name string) *position {
	k := [2]string{"\x00", id}
	p := rd.index[k]
	if p == nil {
		p = &position{Position: catalog.Position{ID: id, Name: name, Department: department, Kind: catalog.KindPosition}}
		rd.index[k] = p
		rd.result.positions = append(rd.result.positions, p)
	}
	return p
}

// isPowerHeading reports the heading of a sheet of powers that this program wrote.
func isPowerHeading(row []string) bool {
	for _, want := range []string{"岗位编号", "职权编号", "职权名称", "环节编号", "环节名称"} {
		if !slices.Contains(row, want) {
			return false
		}
	}
	return true
}

// ownParts parts a CSV file that this program wrote at the heading of the powers,
// which in a workbook have a sheet of their own.
func ownParts(s *Sheet) []*Sheet {
	if len(s.Rows) == 0 || !slices.Contains(s.Rows[0], "岗位编号") || !slices.Contains(s.Rows[0], "风险点编号") {
		return []*Sheet{s}
	}
	at := slices.IndexFunc(s.Rows, isPowerHeading)
	if at < 0 {
		return []*Sheet{s}
	}
	powers := &Sheet{Name: "职权", Rows: s.Rows[at:], HiddenRows: map[int]bool{}, HiddenCols: map[int]bool{}, flat: true}
	s.Rows = s.Rows[:at]
	return []*Sheet{s, powers}
}

// ownPowers reads a sheet of powers that this program wrote. It reports whether
// the sheet is one.
func (t *sheetReader) ownPowers() bool {
	at := map[string]int{}
	for c := range t.sheet.Rows[0] {
		at[t.sheet.own(0, c)] = c
	}
	if !isPowerHeading(t.sheet.Rows[0]) {
		return false
	}
	t.report.Form = "table"
	t.row(0, "heading", t.sheet.text(0))
	for r := 1; r < len(t.sheet.Rows); r++ {
		get := func(name string) string {
			if c, ok := at[name]; ok {
				return t.sheet.own(r, c)
			}
			return ""
		}
		lines := func(name string) []string {
			return strings.FieldsFunc(get(name), func(r rune) bool { return r == '\n' })
		}
		p := t.index[[2]string{"\x00", get("岗位编号")}]
		if p == nil || get("职权编号") == "" {
			t.row(r, "left", t.sheet.text(r))
			continue
		}
		n := len(p.Powers)
		if n == 0 || p.Powers[n-1].ID != get("职权编号") {
			p.Powers = append(p.Powers, catalog.Power{ID: get("职权编号"), Name: get("职权名称"), Type: get("职权类型"), Basis: lines("设定依据"),
				Conditions: get("办理条件"), Audience: audienceOf(get("职权公开范围"))})
			n++
		}
		if get("环节编号") != "" {
			w := &p.Powers[n-1]
			w.Steps = append(w.Steps, catalog.Step{ID: get("环节编号"), Name: get("环节名称"), By: get("承办"), Kind: get("环节种类"),
				Next: lines("下一环节"), Risks: lines("环节风险点"), Limit: get("办理时限")})
		}
		t.report.Rows = append(t.report.Rows, RowReport{Row: r + 1, As: "more", Position: p.Name})
	}
	return true
}
