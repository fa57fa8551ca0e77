package intake

import (
	"slices"
	"strings"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
	"gongshi/generator/load"
)

// The tables that this program writes give the ids of positions and risk points,
// one row to a control, and the powers of positions on a sheet of their own. They
// are read to the letter.
//
// Rows that were added to it by hand have no ids, or those of the row they were copied
// from; where they belong is told by what stands in them.

// ownPosition finds or makes the position of a row. Added is whether the row holds no risk
// point that the table has already: its position may be new too, whatever the id.
func (rd *reader) ownPosition(id, department, name string, added bool) *position {
	byID, byName := [2]string{"\x00", id}, [2]string{department, name}
	if p := rd.index[byID]; p != nil && id != "" && (!added || name == "" || name == p.Name) {
		return p
	}
	if id == "" || rd.index[byID] != nil {
		return rd.position(department, name, catalog.KindPosition)
	}
	p := rd.index[byName]
	if p == nil || p.ID != "" {
		p = &position{Position: catalog.Position{Name: name, Department: department, Kind: catalog.KindPosition}}
		rd.result.positions = append(rd.result.positions, p)
	}
	if isPositionID(id) {
		p.ID = id
	}
	rd.index[byID] = p
	if rd.index[byName] == nil {
		rd.index[byName] = p
	}
	return p
}

// isPositionID reports whether a position may have the id, which is the name of a file.
func isPositionID(id string) bool { return load.IsID(id) && id != "index" }

// ownDepartment is the department of a position that a row without ids names: that of the
// one position of this name, or else the one that the sheet is of.
func (t *sheetReader) ownDepartment(name string) string {
	var found []string
	for _, p := range t.result.positions {
		if p.Name == name {
			found = append(found, p.Department)
		}
	}
	if len(found) == 1 {
		return found[0]
	}
	return t.sheetPlace()
}

// ownPlace takes the position of a row, and reports whether the row begins another one.
func (t *sheetReader) ownPlace(r int, row []value) bool {
	before := t.ctx.position
	id, department, name := text(row, PositionID), first(row, Department).text, first(row, Position).text
	if id == "" && name != "" && department == "" {
		department = t.ownDepartment(name)
	}
	if id != "" || name != "" {
		t.ctx.position = t.ownPosition(id, department, name, t.ownRisk(row) == nil)
	}
	t.use(r, row, Department, Position)
	p := t.ctx.position
	switch {
	case p == nil:
		return false
	case p.ID == id:
		t.use(r, row, PositionID)
	case isPositionID(id):
		t.use(r, row, PositionID)
		t.note(r, first(row, PositionID).index, diag.Warning, "id-again", diag.Textf("第 %d 行的岗位编号 %s 是另一个岗位的，“%s”按新岗位读", "the id %[2]s in row %[1]d is that of another position; %[3]q was read as a new one", t.line(r), id, name),
			diag.Text{Zh: "新增的行，编号留空", En: "leave the ids of rows that you add empty"})
	}
	t.positionFields(r, row, p)
	return p != before
}

// ownRisk is the risk point that a row goes on with by its ids, nil if it goes on with
// none. A row with another title and another manifestation was copied.
func (t *sheetReader) ownRisk(row []value) *risk {
	k := t.ownRisks[[2]string{text(row, PositionID), text(row, RiskID)}]
	if k == nil || text(row, RiskID) == "" {
		return nil
	}
	title, manifestation := text(row, Title), text(row, Manifestation)
	if title != "" && title != joinLines(k.Title) && manifestation != joinLines(k.Manifestation) {
		return nil
	}
	return k
}

// ownBegins reports whether a row that goes on with no risk point by its ids begins one.
func (t *sheetReader) ownBegins(row []value, newPosition bool) bool {
	title := text(row, Title)
	switch {
	case text(row, RiskID) != "":
		return true
	case t.cur == nil || newPosition:
		return title != ""
	}
	return title != "" && title != joinLines(t.cur.Title)
}

// ownID takes the id of a risk point that a row has begun.
func (t *sheetReader) ownID(r int, row []value, v value, k *risk) {
	id := joinLines(v.text)
	at := [2]string{text(row, PositionID), id}
	switch {
	case !load.IsID(id):
		return
	case t.ownRisks[at] != nil && t.ownRisks[at] != k:
		t.note(r, v.index, diag.Warning, "id-again", diag.Textf("第 %d 行的风险点编号 %s 上面已有，“%s”按新的风险点读", "the id %[2]s in row %[1]d is that of a risk point above; %[3]q was read as a new one", t.line(r), id, k.Title),
			diag.Text{Zh: "新增的行，编号留空", En: "leave the ids of rows that you add empty"})
	default:
		t.ownRisks[at], k.ID = k, id
	}
	t.use(r, row, RiskID)
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

// powersLast puts the sheets of powers behind those of the positions that have them,
// wherever the office has moved them.
func powersLast(sheets []*Sheet) []*Sheet {
	sheets = slices.Clone(sheets)
	slices.SortStableFunc(sheets, func(a, b *Sheet) int { return rank(a) - rank(b) })
	return sheets
}

func rank(s *Sheet) int {
	if len(s.Rows) > 0 && isPowerHeading(s.Rows[0]) {
		return 1
	}
	return 0
}

// ownParts parts a CSV file that this program wrote at the heading of the powers,
// which in a workbook have a sheet of their own.
func ownParts(s *Sheet) []*Sheet {
	at := slices.IndexFunc(s.Rows, isPowerHeading)
	if at <= 0 {
		return []*Sheet{s}
	}
	powers := &Sheet{Name: "职权", Rows: s.Rows[at:], HiddenRows: map[int]bool{}, HiddenCols: map[int]bool{}, flat: true}
	s.Rows = s.Rows[:at]
	return []*Sheet{s, powers}
}

// severalUnits refuses a table of several units that this program wrote: their positions
// may have ids in common.
func severalUnits(sheets []*Sheet) error {
	var names []string
	for _, s := range sheets {
		head := slices.IndexFunc(s.Rows, func(row []string) bool {
			return slices.Contains(row, "岗位编号") && slices.Contains(row, "风险点编号")
		})
		if head < 0 {
			continue
		}
		c := slices.Index(s.Rows[head], "单位")
		for r := head + 1; c >= 0 && r < len(s.Rows); r++ {
			if name := s.own(r, c); name != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	if len(names) < 2 {
		return nil
	}
	return &Refusal{diag.Textf("表里有 %[1]d 个单位（%[2]s），一次只能导入一个", "the table holds %[1]d units (%[3]s); one is imported at a time", len(names), strings.Join(names, "、"), strings.Join(names, ", ")),
		diag.Text{Zh: "用 gongshi export --unit 单位 单独导出要改的单位，或把其他单位的行删去", En: "export the unit that is to be changed with gongshi export --unit UNIT, or delete the rows of the others"}}
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
	t.report.Form, t.result.powers = "table", true
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
		n := slices.IndexFunc(p.Powers, func(w catalog.Power) bool { return w.ID == get("职权编号") })
		if n < 0 {
			n = len(p.Powers)
			p.Powers = append(p.Powers, catalog.Power{ID: get("职权编号"), Name: get("职权名称"), Type: get("职权类型"), Basis: lines("设定依据"),
				Conditions: get("办理条件"), Audience: audienceOf(get("职权公开范围"))})
		}
		if get("环节编号") != "" {
			w := &p.Powers[n]
			w.Steps = append(w.Steps, catalog.Step{ID: get("环节编号"), Name: get("环节名称"), By: get("承办"), Kind: get("环节种类"),
				Next: lines("下一环节"), Risks: lines("环节风险点"), Limit: get("办理时限")})
		}
		t.report.Rows = append(t.report.Rows, RowReport{Row: r + 1, As: "more", Position: p.Name})
	}
	return true
}
