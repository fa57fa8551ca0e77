package intake

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
	"gongshi/generator/load"
)

// controls takes the controls of a row. own are those of the risk point alone where
// the row holds several, and gives each its own.
func (t *sheetReader) controls(r int, row []value, k *risk, begin bool, own []string) {
	for _, v := range row {
		if v.field != Control || v.text == "" || !v.own && !begin {
			continue
		}
		body := v.text
		if own != nil {
			body = strings.Join(own, "\n")
		}
		if k.Grade == "" {
			if word, rest, ok := cutGlued(body); ok {
				k.Grade, body = word, rest
				t.note(r, v.index, diag.Note, "grade-glued", diag.Textf("等级“%s”和措施写在一格里，已经分开", "the grade %q and controls stood in one cell and were parted", word), diag.Text{})
			}
		}
		t.addControls(r, row, k, body, v.stage)
		if v.own {
			t.used[cell{r, v.index - t.shift(r)}] = true
		}
	}
	if len(k.Controls) > 0 {
		t.use(r, row, Stage, ControlAud)
		t.lateFields(r, row, k)
	}
}

// addControls parts a text into controls and gives each what the row says of
// them.
func (t *sheetReader) addControls(r int, row []value, k *risk, body, stage string) {
	var pieces []piece
	if t.exact {
		pieces = []piece{{stage: stage, text: body}}
	} else {
		var laws []string
		laws, pieces = splitControls(body)
		if v := first(row, Control); v.column != nil {
			for _, l := range []struct {
				label *regexp.Regexp
				as    string
			}{{lawLabel(), "依据"}, {leadLabel(), "措施"}} {
				if said := l.label.FindString(body); said != "" {
					t.conversion(v.index, strings.TrimSpace(said), l.as)
				}
			}
		}
		if m := outermost(body); len(m) > 0 && m[0].n == 2 && strings.TrimSpace(body[:m[0].start]) != "" {
			v := first(row, Control)
			t.note(r, v.index, diag.Note, "numbering-gap", diag.Text{Zh: "措施的编号从 2 开始，第 2 条之前的文字当作第 1 条", En: "the numbers of the controls begin with 2; what stands before it was taken for the first"}, diag.Text{})
		}
		for _, l := range laws {
			if !slices.Contains(k.Basis, l) {
				k.Basis = append(k.Basis, l)
			}
		}
	}
	owners := t.itemOwners(ofStage(row, stage), len(pieces))
	if k.Controls == nil {
		k.Controls = make([]catalog.Control, 0, len(pieces)) // large tables have many
	}
	for i, p := range pieces {
		c := catalog.Control{Text: p.text}
		if !t.exact {
			c = load.ParseControl(p.text, nil)
		}
		c.Stage = p.stage
		if c.Stage == "" {
			c.Stage = stage
		}
		if v := first(row, Control); p.said != "" && p.said != p.stage && v.column != nil {
			t.conversion(v.index, p.said, p.stage)
		}
		if v := first(row, Stage); c.Stage == "" && v.text != "" {
			c.Stage = joinLines(v.text)
			if label := stageOf(v.text); label != "" && label != c.Stage && !t.exact {
				t.conversion(v.index, c.Stage, label)
				c.Stage = label
			}
		}
		if role, names := withoutNames(c.Owner); len(names) > 0 {
			c.Owner = role
			t.tellNames(r, first(row, Control), names)
		}
		rest, numbers := withoutNumbers(c.Text)
		if len(numbers) > 0 {
			c.Text = rest
			t.tellNumbers(r, first(row, Control), numbers)
		}
		t.controlFields(r, ofStage(row, c.Stage), &c, i < len(owners), owners, i)
		if k.row != r && !t.exact {
			t.meansAbove(k, &c)
		}
		k.Controls = append(k.Controls, c)
	}
}

// ofStage is a row without the cells that speak of controls of another stage.
func ofStage(row []value, stage string) []value {
	other := func(v value) bool {
		return v.stage != "" && stage != "" && v.stage != stage && v.field != Control
	}
	if !slices.ContainsFunc(row, other) {
		return row
	}
	return slices.DeleteFunc(slices.Clone(row), other)
}

// meansAbove takes over who is responsible from the control above: a row that goes on
// and names nobody means those. Where each stage has its own, they are of the stage.
func (t *sheetReader) meansAbove(k *risk, c *catalog.Control) {
	staged := func(c *column) bool { return c.stage != "" }
	for _, above := range slices.Backward(k.Controls) {
		if above.Stage != c.Stage && (slices.ContainsFunc(t.byField[Owner], staged) || slices.ContainsFunc(t.byField[Supervisor], staged)) {
			continue
		}
		if c.Owner == "" && t.has(Owner) {
			c.Owner = above.Owner
		}
		if c.Supervisor == "" && t.has(Supervisor) {
			c.Supervisor = above.Supervisor
		}
		return
	}
}

// itemOwners gives the owners one by one where they are numbered like the
// controls.
func (t *sheetReader) itemOwners(row []value, n int) []string {
	if t.exact || n < 2 {
		return nil
	}
	parts := splitNumbered(first(row, Owner).text)
	if len(parts) != n {
		return nil
	}
	return parts
}

// controlFields fills in what the row's other columns say of a control.
func (t *sheetReader) controlFields(r int, row []value, c *catalog.Control, listed bool, owners []string, i int) {
	// What the control says of itself holds; a cell that says otherwise is left.
	role := func(f Field, said string) (all string) {
		for _, v := range row {
			if v.field != f || v.text == "" {
				continue
			}
			s := t.withoutPeople(r, v, v.text)
			if !t.exact {
				s = tidyRole(joinRoleLines(s))
			}
			if said == "" || strings.Contains(said, s) {
				t.hold(r, v)
				all = joinRoles(all, s)
			}
		}
		return all
	}
	body, person := role(OwnerBody, c.Owner), role(Owner, c.Owner)
	if listed {
		person, _ = withoutNames(owners[i])
	}
	if c.Owner == "" {
		c.Owner = joinRoles(body, person)
	}
	if s := role(Supervisor, c.Supervisor); c.Supervisor == "" {
		c.Supervisor = s
	}
	if leader := role(Leader, ""); leader != "" {
		if c.Supervisor == "" && !t.has(Supervisor) && c.Owner != "" {
			c.Supervisor = leader
		} else {
			c.Owner = joinRoles(c.Owner, leader)
		}
	}
	t.termsOf(r, row, c)
}

// withoutPeople takes the names of persons out of a cell and tells of them.
func (t *sheetReader) withoutPeople(r int, v value, s string) string {
	role, names := t.withoutNames(s)
	if len(names) > 0 && v.own {
		t.tellNames(r, v, names)
	}
	return role
}

// joinRoleLines puts roles that stand on lines of their own on one, and puts
// together one that was broken over two: 办公室 and 主任.
func joinRoleLines(s string) string {
	lines := strings.Split(s, "\n")
	out := strings.TrimSpace(lines[0])
	for _, l := range lines[1:] {
		if l = strings.TrimSpace(l); l == "" {
			continue
		}
		whole := isDepartmentName(out) && isPositionName(l) && utf8.RuneCountInString(l) <= 4 || utf8.RuneCountInString(l) == 1
		if !whole && out != "" {
			out += "、"
		}
		out += l
	}
	return out
}

func joinRoles(a, b string) string {
	switch {
	case a == "" || strings.Contains(b, a):
		return b
	case b == "" || strings.Contains(a, b):
		return a
	}
	return a + "、" + b
}

// termsOf fills in the terms of a control that its own text does not give.
func (t *sheetReader) termsOf(r int, row []value, c *catalog.Control) {
	set := func(to *string, f Field) {
		said := *to
		for _, v := range row {
			if v.field != f || v.text == "" {
				continue
			}
			s := v.text
			if !t.exact {
				s = joinLines(v.text)
			}
			if said == "" || strings.Contains(said, s) {
				t.hold(r, v)
				*to = joinRoles(*to, s)
			}
		}
	}
	set(&c.Due, Due)
	if d, err := readDate(c.Due); err == nil && c.Due != "" {
		c.Due = d.String()
	}
	set(&c.Frequency, Frequency)
	set(&c.Indicator, Indicator)
	set(&c.Treatment, Treatment)
	if len(c.Basis) == 0 {
		c.Basis = t.controlBasis(r, row)
	}
	if a := text(row, ControlAud); a != "" {
		c.Audience = audienceOf(a)
	}
}

func (t *sheetReader) controlBasis(r int, row []value) (laws []string) {
	for _, v := range row {
		if v.field != ControlBasis || v.text == "" {
			continue
		}
		t.hold(r, v)
		if t.exact {
			laws = append(laws, strings.Split(v.text, "\n")...)
		} else {
			laws = append(laws, splitLaws(v.text)...)
		}
	}
	return laws
}

// lateFields gives to the controls of a risk point what a later row, without
// controls of its own, says of them.
func (t *sheetReader) lateFields(r int, row []value, k *risk) {
	if first(row, Control).own || k.row == r {
		return
	}
	for i := range k.Controls {
		t.controlFields(r, ofStage(row, k.Controls[i].Stage), &k.Controls[i], false, nil, 0)
	}
}

func (t *sheetReader) tellNames(r int, v value, names []string) {
	if v.column == nil {
		return
	}
	r, c := t.where(r, v.index-t.shift(r))
	at := cell{r, c}
	if t.named[at] {
		return
	}
	t.named[at] = true
	t.report.Left = append(t.report.Left, Left{Cell: cellName(r, c), Heading: v.heading, Text: v.text, Why: whyPrivate})
	t.used[at] = true
	t.note(r, c, diag.Warning, "personal-name", diag.Textf("“%[1]s”这一格写了姓名：%[2]s；姓名没有写进目录", "the cell of %[1]q names %[3]s; the name stays out of the catalogue", strings.ReplaceAll(v.heading, "\n", ""), strings.Join(names, "、"), strings.Join(names, ", ")),
		diag.Text{Zh: "改写成岗位或职务，例如“采购科科长”", En: "name the position, for example the head of purchasing"})
}

func (t *sheetReader) tellNumbers(r int, v value, numbers []string) {
	if v.column == nil {
		return
	}
	r, c := t.where(r, v.index-t.shift(r))
	t.report.Left = append(t.report.Left, Left{Cell: cellName(r, c), Heading: v.heading, Text: strings.Join(numbers, "、"), Why: whyPrivate})
	t.note(r, c, diag.Warning, "personal-number", diag.Text{Zh: "这一格里有手机号码或证件号码，没有写进目录", En: "the cell holds a mobile or identity number, which stays out of the catalogue"},
		diag.Text{Zh: "改用办公电话", En: "give an office telephone"})
}
