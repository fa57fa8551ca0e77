package intake

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

type power struct {
	catalog.Power
	steps map[string][]*risk
	order []string
}

// position is a position as it is put together.
type position struct {
	catalog.Position
	risks  []*risk
	powers []*power
}

// hold says how many people hold the position, unless that is known.
func (p *position) hold(n int) {
	if p.Holders == 0 {
		p.Holders = n
	}
}

// place takes the department, the position and the power of a row. It reports
// whether the row begins another position.
func (t *sheetReader) place(r int, row []value) bool {
	before := t.ctx.position
	if t.exact {
		return t.ownPlace(r, row)
	}
	if t.ctx.department == "" {
		t.ctx.department = t.sheetPlace()
	}
	if t.units != nil {
		t.moveTo(r, first(row, UnitName))
	}
	if d := first(row, Department); d.text != "" {
		said := cleanPlace(d.text)
		name, _ := t.withoutCount(said)
		if name != said && d.own {
			t.conversion(d.index, joinLines(d.text), name)
		}
		if !strings.HasPrefix(name, t.ctx.unit) {
			name = t.ctx.unit + name
		}
		if name != t.ctx.department {
			t.ctx.department, t.ctx.power = name, nil
			if !t.has(Position) || first(row, Position).text == "" && d.own {
				t.ctx.position = nil
			}
		}
		t.use(r, row, Department)
	}
	if p := first(row, Position); p.text != "" {
		name, names := withoutNames(continued(joinLines(p.text)))
		name = cleanPlace(name)
		if several, persons := posts(continued(p.text)); len(several) > 1 {
			name, names = strings.Join(several, "、"), persons
			if said := joinLines(p.text); said != name {
				t.conversion(p.index, said, name)
			}
		}
		if len(names) > 0 && p.own {
			t.tellNames(r, p, names)
		}
		bare, holders := t.withoutCount(name)
		if bare != name && p.own {
			t.conversion(p.index, joinLines(p.text), bare)
		}
		if name = bare; name == "" {
			name = t.ctx.department
		}
		t.ctx.position = t.position(t.ctx.department, name, catalog.KindPosition)
		t.ctx.position.hold(holders)
		t.use(r, row, Position)
	}
	if t.ctx.position == nil || !t.has(Position) && t.ctx.positionFromGroup == "" {
		t.ctx.position = t.fallbackPosition(row)
	}
	p := t.ctx.position
	t.positionFields(r, row, p)
	t.powers(r, row, p)
	return p != before
}

// moveTo takes the unit of a row where a table has several. The catalogue is of one;
// departments of the others bear the unit's name, which tells them apart.
func (t *sheetReader) moveTo(r int, u value) {
	name := cleanPlace(u.text)
	if name != "" && strings.HasSuffix(t.result.Report.Unit, name) {
		name = ""
	}
	if u.text == "" || name == t.ctx.unit {
		return
	}
	t.ctx.unit, t.ctx.department, t.ctx.position, t.ctx.power = name, name, nil, nil
	if !t.units[name] {
		t.units[name] = true
		t.note(r, u.index, diag.Warning, "units-several", diag.Textf("这里写的单位是“%[1]s”，不是“%[2]s”；部门前面加上了单位名称", "the unit here is %[1]q and not %[2]q; departments got the unit's name before theirs", name, t.result.Report.Unit),
			diag.Text{Zh: "各单位的目录应当分开的，拆成几个表分别导入", En: "where each unit has a catalogue of its own, import its rows from a table of its own"})
	}
}

// continued drops what printed pages add to the name of a position that goes on.
func continued(s string) string {
	return strings.TrimSpace(continuation().ReplaceAllString(s, ""))
}

var continuation = pattern(`[(（]?续(?:表|上页|前)?[)）]?$`)

// cleanPlace is the name of a department or position on one line.
func cleanPlace(s string) string {
	s = joinLines(s)
	if utf8.RuneCountInString(s) <= 6 {
		s = strings.Join(strings.Fields(strings.ReplaceAll(s, "　", " ")), "")
	}
	return stripNumber(s)
}

var leadingNumber = pattern(`^\s*(?:[\d０-９]{1,3}[.．、]|[(（][\d０-９]{1,3}[)）]|[①-⑳]|[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）]|风险点\s*[一二三四五六七八九十\d]{1,3}\s*[:：.、])\s*`)

// stripNumber drops the number that a name begins with.
func stripNumber(s string) string {
	m := leadingNumber().FindString(s)
	if m == "" || m == s {
		return s
	}
	rest := s[len(m):]
	if rest[0] >= '0' && rest[0] <= '9' && !strings.HasSuffix(m, "、") {
		return s
	}
	return rest
}

// fallbackPosition is what takes the place of a position where the table names
// none.
func (t *sheetReader) fallbackPosition(row []value) *position {
	switch pw := text(row, Power); {
	case t.ctx.positionFromGroup != "":
		return t.position(t.ctx.department, t.ctx.positionFromGroup, catalog.KindPosition)
	case t.ctx.department != "":
		return t.position(t.ctx.department, t.ctx.department, catalog.KindDepartment)
	case pw != "" && (t.has(Title) || t.has(Manifestation)):
		return t.position("", stripNumber(pw), catalog.KindProcess)
	}
	return t.position("", "", catalog.KindUnit) // named when the unit is known
}

var genericSheet = pattern(`(?i)^(?:sheet|工作表|表|table|页)\s*\d*$|汇总|总表|清单|目录|一览|台账|风险|登记|排查|说明|填表|样表|明细|防控|数据|导出|^\d+$|\(\d+\)$`)

// sheetPlace is the department that the sheet is named for, or "".
func (t *sheetReader) sheetPlace() string {
	name := strings.TrimSpace(t.sheet.Name)
	if t.sheet.flat || genericSheet().MatchString(name) || !isDepartmentName(name) {
		return ""
	}
	return name
}

// isDepartmentName reports a name that ends like that of a part of a body.
func isDepartmentName(s string) bool {
	k := key(s)
	if n := utf8.RuneCountInString(k); n < 2 || n > 16 {
		return false
	}
	for _, suffix := range strings.Fields("科 股 室 处 部 局 厅 办 中心 所 队 站 组 院 厂 公司 车间 委 委员会 班子 大队 支队 分局 窗口 班 社 馆 校 园 段 库 分社 领导班子 街道 镇 乡 村 社区 学院 系 领导 部门 机关 单位") {
		if strings.HasSuffix(k, suffix) {
			return true
		}
	}
	return false
}

// isPositionName reports a name that ends like that of a position.
func isPositionName(s string) bool {
	k := key(s)
	if n := utf8.RuneCountInString(k); n < 2 || n > 20 {
		return false
	}
	for _, suffix := range strings.Fields("岗 岗位 长 主任 书记 经理 会计 出纳 员 主管 专责 主席 负责人 助理 干事 教师 护士 医师 师") {
		if strings.HasSuffix(k, suffix) {
			return true
		}
	}
	return false
}

func (t *sheetReader) positionFields(r int, row []value, p *position) {
	if v := text(row, PositionID); !t.exact && isPositionID(v) {
		p.ID = v
		t.use(r, row, PositionID)
	}
	if v := text(row, PositionKind); v != "" {
		for kind, name := range positionKinds {
			if name == v || kind == v {
				p.Kind = kind
				t.use(r, row, PositionKind)
			}
		}
	}
	if v := first(row, Level); v.text != "" {
		if level := levelOf(v.text); level != "" {
			p.Level = level
			t.use(r, row, Level)
			if v.own && v.text != levelLabels[level] {
				t.conversion(v.index, v.text, levelLabels[level])
			}
		}
	}
	if v := text(row, Holders); v != "" {
		if n, err := strconv.Atoi(strings.TrimSuffix(v, "人")); err == nil {
			p.Holders = n
			t.use(r, row, Holders)
		}
	}
	if p.Name == t.ctx.positionFromGroup {
		p.hold(t.ctx.holders)
	}
	if len(t.ctx.duties) > 0 && len(p.Duties) == 0 {
		p.Duties, t.ctx.duties = t.ctx.duties, nil
	}
	for _, v := range row {
		switch {
		case v.own && v.field == Duties:
			addEach(&p.Duties, t.lines(v.text))
			t.hold(r, v)
		case v.own && v.field == Manages:
			addEach(&p.Manages, t.names(v.text))
			t.hold(r, v)
		}
	}
	if v := first(row, PositionText); v.own {
		p.Description.Markdown = v.text
		t.use(r, row, PositionText)
	}
	if v := first(row, PositionAllow); v.text != "" && len(p.Allow) == 0 {
		p.Allow = allowances(v.text)
		t.use(r, row, PositionAllow)
	}
	if v := text(row, PositionAud); v != "" {
		p.Audience = audienceOf(v)
		t.use(r, row, PositionAud)
	}
}

// addEach adds the texts that a list does not have yet.
func addEach(list *[]string, texts []string) {
	for _, s := range texts {
		if s != "" && !slices.Contains(*list, s) {
			*list = append(*list, s)
		}
	}
}

var positionKinds = map[string]string{catalog.KindPosition: "岗位", catalog.KindDepartment: "部门", catalog.KindUnit: "单位", catalog.KindProcess: "流程", catalog.KindPlace: "场所"}

var levelLabels = map[string]string{catalog.LevelLeadership: "领导", catalog.LevelMiddle: "中层", catalog.LevelFrontline: "一线"}

// allowances reads accepted findings, one on each line: rule（reason）.
func allowances(s string) []catalog.Allowance {
	var out []catalog.Allowance
	for _, line := range strings.Split(s, "\n") {
		rule, reason, _ := strings.Cut(strings.TrimSuffix(line, "）"), "（")
		out = append(out, catalog.Allowance{Rule: rule, Reason: reason})
	}
	return out
}

func audienceOf(s string) string {
	if strings.Contains(s, "内部") || strings.Contains(s, "internal") || s == "否" {
		return catalog.AudienceInternal
	}
	if s == "公开" || s == "public" {
		return catalog.AudiencePublic
	}
	return ""
}

// lines parts a list of texts.
func (t *sheetReader) lines(s string) []string {
	if t.exact {
		return strings.Split(s, "\n")
	}
	var out []string
	for _, p := range splitItems(s, "") {
		out = append(out, p.text)
	}
	return out
}

// names parts a list of names.
func (t *sheetReader) names(s string) []string {
	separators := "、，,；;\n/"
	if t.exact {
		separators = "；\n"
	}
	var out []string
	for _, n := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(separators, r) }) {
		if n = strings.TrimSpace(n); n != "" {
			out = append(out, n)
		}
	}
	return out
}

// powers takes the power and the step that a row names.
func (t *sheetReader) powers(r int, row []value, p *position) {
	pw := first(row, Power)
	if ty := first(row, PowerType); ty.text != "" {
		t.ctx.powerType = joinLines(ty.text)
	}
	if pw.text == "" {
		return
	}
	t.use(r, row, PowerType)
	name := stripNumber(joinLines(pw.text))
	t.ctx.power = nil
	for _, w := range p.powers {
		if w.Name == name {
			t.ctx.power = w
		}
	}
	if t.ctx.power == nil {
		t.ctx.power = &power{Power: catalog.Power{Name: name, Type: t.ctx.powerType}, steps: map[string][]*risk{}}
		p.powers = append(p.powers, t.ctx.power)
	}
	t.hold(r, pw)
	for _, b := range row {
		if b.own && b.field == PowerBasis {
			t.ctx.power.Basis = append(t.ctx.power.Basis, splitLaws(b.text)...)
			t.hold(r, b)
		}
	}
}
