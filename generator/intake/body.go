package intake

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
	"gongshi/generator/load"
	"gongshi/generator/search"
)

// risk is a risk point as it is put together from rows.
type risk struct {
	catalog.RiskPoint
	sheet  string
	row    int
	at     cell // where it begins, in the file's own sheet
	step   string
	power  *power
	exact  bool   // from a table that this program wrote
	graded bool   // its grade is one of several in a cell
	titled string // the title that several rows share
}

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

// value is a cell of a row with the column it stands in.
type value struct {
	*column
	text string
	own  bool // stands in the cell itself, not in one above it
}

// context is what rows take over from those above them.
type context struct {
	department        string
	position          *position
	positionFromGroup string // the name that a row above gives
	power             *power
	powerType         string
	category, grade   string
	duties            []string // of the position that the next row begins
}

// sheetReader reads one sheet.
type sheetReader struct {
	*reader
	sheet   *Sheet
	report  *SheetReport
	used    map[cell]bool
	told    map[cell]bool // named in the report otherwise
	head    head
	byField map[Field][]*column
	ctx     context
	last    map[int]string // the last text of each column
	cur     *risk
	number  int // the last that the table gives
	read    map[int]map[[2]string]int
	inherit map[Field]bool // blank cells of these columns stand for the one above
	exact   bool           // a table that this program wrote: one row, one control
	roles   map[string]roleRead
}

// roleRead is a text that names who is responsible, parted; most rows say it again.
type roleRead struct {
	role  string
	names []string
}

// withoutNames is [withoutNames] for texts that stand in many rows.
func (t *sheetReader) withoutNames(s string) (role string, names []string) {
	read, known := t.roles[s]
	if !known {
		read.role, read.names = withoutNames(s)
		if t.roles == nil || len(t.roles) > 1000 {
			t.roles = map[string]roleRead{}
		}
		t.roles[s] = read
	}
	return read.role, read.names
}

// table reads the rows below a heading.
func (t *sheetReader) table(h head) {
	t.begin(h)
	for r := h.last + 1; r < len(t.sheet.Rows); r++ {
		switch {
		case t.sheet.filled(r) == 0:
		case t.isHeading(r):
			next := head{first: r, last: r}
			next.extend(t.sheet)
			next.columns = columnsOf(t.sheet, next, t.given(next))
			if sameColumns(next.columns, t.head.columns) || t.isRepeated(r) {
				last := r
				for last+1 < len(t.sheet.Rows) && last-r < t.head.last-t.head.first && t.isRepeated(last+1) {
					last++
				}
				for ; r <= last; r++ {
					t.row(r, "repeated", t.sheet.text(r))
				}
				r--
				continue
			}
			t.end()
			t.begin(next)
			r = next.last
		case t.special(r):
		default:
			t.data(r)
		}
	}
	t.end()
}

func (t *sheetReader) begin(h head) {
	t.head, t.cur, t.last, t.read = h, nil, map[int]string{}, map[int]map[[2]string]int{}
	t.byField = map[Field][]*column{}
	for i := range t.head.columns {
		c := &t.head.columns[i]
		t.byField[c.field] = append(t.byField[c.field], c)
	}
	for r := h.first; r <= h.last; r++ {
		t.row(r, "heading", t.sheet.text(r))
	}
	t.exact = t.has(RiskID) && t.has(PositionID)
	t.inherit = map[Field]bool{}
	if !t.exact {
		for _, f := range []Field{Grade, Category} {
			t.inherit[f] = t.writtenOnce(f)
		}
	}
}

// writtenOnce reports whether a column is filled only where its position is, so
// that it holds for the whole group: what was one merged cell in a flat file.
func (t *sheetReader) writtenOnce(f Field) bool {
	if !t.sheet.flat || len(t.byField[f]) != 1 || !t.has(Position) {
		return false
	}
	pos, col := t.byField[Position][0].index, t.byField[f][0].index
	groups, rest := 0, 0
	for r := t.head.last + 1; r < len(t.sheet.Rows); r++ {
		if t.sheet.filled(r) < 2 {
			continue
		}
		switch first, text := t.sheet.own(r, pos) != "", t.sheet.own(r, col) != ""; {
		case first && !text, !first && text:
			return false
		case first:
			groups++
		default:
			rest++
		}
	}
	return groups > 1 && rest > 0
}

func (t *sheetReader) has(f Field) bool { return len(t.byField[f]) > 0 }

// end reports the columns of the table.
func (t *sheetReader) end() {
	for i := range t.head.columns {
		c := &t.head.columns[i]
		cr := ColumnReport{Column: columnName(c.index), Heading: c.heading, Field: c.field, Sure: c.sure, How: c.how, As: c.stage + c.value}
		for pair, n := range t.read[c.index] {
			cr.Read = append(cr.Read, Conversion{pair[0], pair[1], n})
		}
		slices.SortFunc(cr.Read, func(a, b Conversion) int { return strings.Compare(a.Written+a.Read, b.Written+b.Read) })
		t.report.Columns = append(t.report.Columns, cr)
		if c.field == None && c.heading != "" {
			n := 0
			for r := t.head.last + 1; r < len(t.sheet.Rows); r++ {
				if t.sheet.own(r, c.index) != "" {
					n++
				}
			}
			if n > 0 {
				t.note(t.head.last, c.index, diag.Warning, "column-unknown", diag.Textf("没有认出“%s”这一列，%d 个单元格没有导入", "the column %q was not recognised; %d cells were left out", c.heading, n),
					diag.Textf("用 --map \"%[1]s=字段\" 指明，例如 --map \"%[1]s=表现形式\"；确实不要的写 --map \"%[1]s=不导入\"", "say what it is, for example --map \"%[1]s=manifestation\", or leave it out with --map \"%[1]s=ignore\"", leafOf(c.heading)))
			}
		} else if c.heading != "" && (c.how == "similar" || c.how == "content") {
			t.note(t.head.last, c.index, diag.Note, "column-guessed", diag.Textf("把“%[1]s”这一列当作“%[2]s”，把握不大，请核对", "the column %[1]q was taken for %[3]q, not surely", c.heading, c.field.Name().Zh, c.field.Name().En),
				diag.Textf("不对时用 --map \"%s=字段\" 指明", "if it is not, say what it is with --map \"%s=FIELD\"", leafOf(c.heading)))
		}
	}
}

func sameColumns(a, b []column) bool {
	return slices.EqualFunc(a, b, func(x, y column) bool { return x.field == y.field && x.stage == y.stage && x.value == y.value })
}

// isHeading reports a heading in the midst of a table. It looks at few cells
// first, since it looks at every row.
func (t *sheetReader) isHeading(r int) bool {
	if t.sheet.filled(r) < 2 {
		return false
	}
	looked := 0
	known := 0
	for c := range t.sheet.Rows[r] {
		text := t.sheet.own(r, c)
		if text == "" {
			continue
		}
		if utf8.RuneCountInString(text) <= 16 {
			if _, ok := headings()[key(text)]; ok {
				known++
			}
		}
		if looked++; looked == 3 {
			break
		}
	}
	if known < 2 {
		return false
	}
	if t.isRepeated(r) {
		return true
	}
	fields, named, other := headScore(t.sheet, r)
	return len(fields) >= 3 && other*3 <= named && slices.ContainsFunc(telling, func(f Field) bool { return fields[f] }) && !isPairs(t.sheet, r)
}

// isRepeated reports a row that says what the heading says.
func (t *sheetReader) isRepeated(r int) bool {
	same, cells := 0, 0
	for c := range t.sheet.Rows[r] {
		text := t.sheet.own(r, c)
		if text == "" {
			continue
		}
		cells++
		for h := t.head.first; h <= t.head.last; h++ {
			if key(t.sheet.at(h, c)) == key(text) {
				same++
				break
			}
		}
	}
	return same >= 2 && same*10 >= cells*6
}

// values reads the cells of a row.
func (t *sheetReader) values(r int) []value {
	shift := t.shift(r)
	var out []value
	for i := range t.head.columns {
		c := &t.head.columns[i]
		from := c.index - shift
		v := value{column: c, text: t.sheet.own(r, from)}
		switch {
		case from < 0 || shift > 0 && t.isEarlier(c.index, shift):
			v.text = ""
		case v.text != "" && isSame(v.text):
			t.conversion(c.index, v.text, diag.Text{Zh: "上一行", En: "the row above"}.Zh)
			t.used[cell{r, from}] = true
			v.text = t.last[c.index]
		case isCellError(v.text):
			v.text = "" // told with the damage
		case v.text != "" && !t.exact && isNothing(v.text) && c.field != Grade && c.value == "":
			t.conversion(c.index, v.text, "没有内容")
			t.used[cell{r, from}] = true
			v.text = ""
		case v.text != "":
			v.own = true
			t.last[c.index] = v.text
		case t.sheet.isCovered(r, from):
			v.text = t.sheet.at(r, from)
			if first := t.sheet.covered[cell{r, from}]; first.row == r {
				v.text = "" // merged across: the text is that of the column to the left
			}
		case t.inherit[c.field]:
			v.text = t.last[c.index]
		}
		out = append(out, v)
	}
	return out
}

// isEarlier reports a column that a shifted row leaves out.
func (t *sheetReader) isEarlier(index, shift int) bool { return index < shift }

// shift is by how many columns the cells of a row have moved to the left, because
// cells merged with those above were left out of it.
func (t *sheetReader) shift(r int) int {
	if !t.sheet.flat || t.exact {
		return 0
	}
	n := len(t.sheet.Rows[r])
	width := 0
	for _, c := range t.head.columns {
		if c.heading != "" {
			width = c.index + 1
		}
	}
	by := width - n
	if by <= 0 || t.sheet.filled(r) < 2 || t.sheet.own(r, 0) == "" || t.fits(r, 0) >= t.fits(r, by) {
		return 0
	}
	return by
}

// fits counts the cells whose text suits their column, were they moved.
func (t *sheetReader) fits(r, shift int) int {
	n := 0
	for i := range t.head.columns {
		c := &t.head.columns[i]
		text := t.sheet.own(r, c.index-shift)
		if c.index < shift || text == "" {
			continue
		}
		_, isGrade := readGrade(text)
		isNumber := strings.Trim(text, "0123456789.") == ""
		switch c.field {
		case Grade, Residual:
			if isGrade && !isNumber {
				n += 4
			} else {
				n -= 3
			}
		case Seq:
			if isNumber {
				n += 2
			} else {
				n -= 3
			}
		case Category:
			if categoryWord(text) != "" {
				n += 3
			}
		case Likelihood, Severity, Exposure, Score:
			if isNumber {
				n += 2
			} else {
				n -= 3
			}
		case Control, Manifestation:
			if utf8.RuneCountInString(text) > 10 {
				n++
			} else if isGrade {
				n -= 3
			}
		case Position, Department:
			if utf8.RuneCountInString(text) > 14 || isGrade {
				n -= 2
			}
		}
	}
	return n
}

func first(row []value, f Field) value {
	for _, v := range row {
		if v.field == f && v.text != "" {
			return v
		}
	}
	return value{}
}

func text(row []value, f Field) string { return joinLines(first(row, f).text) }

// use marks the cells of fields as held by the result.
func (t *sheetReader) use(r int, row []value, fields ...Field) {
	shift := t.shift(r)
	for _, v := range row {
		if v.own && slices.Contains(fields, v.field) {
			t.used[cell{r, v.index - shift}] = true
		}
	}
}

func (t *sheetReader) conversion(col int, written, read string) {
	if t.read[col] == nil {
		t.read[col] = map[[2]string]int{}
	}
	t.read[col][[2]string{written, read}]++
}

func (t *sheetReader) row(r int, as, text string) *RowReport {
	t.report.Rows = append(t.report.Rows, RowReport{Row: t.line(r), As: as, Text: text})
	if text != "" {
		for c := range t.sheet.Rows[r] {
			t.told[cell{r, c}] = true
		}
	}
	return &t.report.Rows[len(t.report.Rows)-1]
}

// line is the number of a row as a spreadsheet shows it.
func (t *sheetReader) line(r int) int {
	if t.sheet.turned {
		return r + 1
	}
	row, _ := t.where(r, 0)
	return row + 1
}

func (t *sheetReader) note(r, c int, severity diag.Severity, rule string, message, hint diag.Text) {
	r, c = t.where(r, c)
	n := Note{Sheet: t.sheet.Name, Severity: severity, Level: severity.String(), Rule: rule, Message: message, Hint: hint, row: r, col: c}
	if r >= 0 {
		n.Cell = cellName(r, max(c, 0))
	}
	t.result.Report.Notes = append(t.result.Report.Notes, n)
}

// where is the place of a cell, which for the values of a form is not that of
// their column.
func (t *sheetReader) where(r, c int) (int, int) {
	if at, ok := t.places[c]; ok && c >= synthetic {
		return at.row, at.col
	}
	if t.sheet.origin != nil && r >= 0 {
		at := t.sheet.origin(cell{r, c})
		return at.row, at.col
	}
	return r, c
}

// data reads one row of the table.
func (t *sheetReader) data(r int) {
	row := t.values(r)
	number := text(row, Seq)
	if by := t.shift(r); by > 0 {
		t.note(r, 0, diag.Note, "row-shifted", diag.Textf("第 %d 行比表头少 %d 格，像是合并的单元格没有写出来，按靠右对齐读", "row %d has %d cells fewer than the heading, as if merged cells had been left out; it was read from the right", t.line(r), by), diag.Text{})
	}
	t.count(r, number, first(row, Seq))
	t.use(r, row, Seq, Page, UnitName)
	if u := first(row, UnitName); u.own && t.result.Report.Unit == "" {
		t.result.Report.Unit = joinLines(u.text)
	}
	if n := first(row, RiskCount); n.own {
		t.countDeclared(n.text)
		t.use(r, row, RiskCount)
	}
	newPosition := t.place(r, row)
	rep := RowReport{Row: t.line(r), Number: number}
	begins := t.begins(row, newPosition)
	switch {
	case begins:
		t.cur = nil
		t.newRisks(r, row)
		rep.As = "risk"
	case t.cur != nil && !newPosition:
		if title := first(row, Title); !t.exact && number != "" && title.own && first(row, Seq).own && t.cur.row != r {
			t.note(r, title.index, diag.Warning, "risk-twice", diag.Textf("第 %d 行的风险点“%s”和上一个同名，已并入上一个", "the risk point %[2]q of row %[1]d has the name of the one above and was joined to it", t.line(r), t.cur.Title),
				diag.Text{Zh: "不是同一个风险点的，改成能区别的名称", En: "if it is another risk point, give it a distinct name"})
		}
		t.more(r, row)
		rep.As = "more"
	case newPosition:
		rep.As = "position"
	default:
		rep.As = "left"
	}
	if t.cur != nil && (rep.As == "risk" || rep.As == "more") {
		rep.Risk = t.cur.Title
	}
	if t.ctx.position != nil {
		rep.Position = t.ctx.position.Name
	}
	if t.sheet.HiddenRows[r] {
		t.note(r, 0, diag.Warning, "row-hidden", diag.Textf("第 %d 行在表里是隐藏的；已导入，并标为“内部”，不会公开", "row %d is hidden in the table; it was read and marked internal", t.line(r)),
			diag.Text{Zh: "要公开的，删去“公开范围：内部”；不要的，从表里删去这一行", En: "to publish it, delete the audience; else delete the row from the table"})
	}
	t.report.Rows = append(t.report.Rows, rep)
}

// count tells of numbers that the table leaves out or gives twice.
func (t *sheetReader) count(r int, number string, v value) {
	n, err := strconv.Atoi(search.Fold(number))
	if err != nil || !v.own || t.exact {
		return
	}
	if last := t.number; last > 0 && n != last+1 && n != 1 {
		t.note(r, v.index, diag.Note, "number-gap", diag.Textf("序号从 %d 到 %d，中间缺号或重号", "the numbers go from %d to %d", last, n), diag.Text{Zh: "核对是否漏行", En: "see whether a row is missing"})
	}
	t.number = n
}

// place takes the department, the position and the power of a row. It reports
// whether the row begins another position.
func (t *sheetReader) place(r int, row []value) bool {
	before := t.ctx.position
	if t.exact {
		t.ctx.position = t.ownPosition(text(row, PositionID), first(row, Department).text, first(row, Position).text)
		t.use(r, row, Department, Position, PositionID)
		t.positionFields(r, row, t.ctx.position)
		return t.ctx.position != before
	}
	if t.ctx.department == "" {
		t.ctx.department = t.sheetPlace()
	}
	if d := first(row, Department); d.text != "" {
		name := cleanPlace(d.text)
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
		if name == "" {
			name = t.ctx.department
		}
		t.ctx.position = t.position(t.ctx.department, name, catalog.KindPosition)
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
	if v := text(row, PositionID); v != "" && load.IsID(v) {
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
	if len(t.ctx.duties) > 0 && len(p.Duties) == 0 {
		p.Duties, t.ctx.duties = t.ctx.duties, nil
	}
	if v := first(row, Duties); v.own {
		for _, d := range t.lines(v.text) {
			if d == "" {
				continue
			}
			if !slices.Contains(p.Duties, d) {
				p.Duties = append(p.Duties, d)
			}
		}
		t.use(r, row, Duties)
	}
	if v := first(row, Manages); v.own {
		for _, d := range t.names(v.text) {
			if !slices.Contains(p.Manages, d) {
				p.Manages = append(p.Manages, d)
			}
		}
		t.use(r, row, Manages)
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
	t.use(r, row, Power)
	if b := first(row, PowerBasis); b.own {
		t.ctx.power.Basis = append(t.ctx.power.Basis, splitLaws(b.text)...)
		t.use(r, row, PowerBasis)
	}
}

// titleFields are what can name a risk point, the best first.
var titleFields = []Field{Title, Manifestation, Step, Power, Consequence, Place}

func (t *sheetReader) titleField() Field {
	for _, f := range titleFields {
		if t.has(f) {
			return f
		}
	}
	return None
}

// begins reports whether a row begins a risk point, rather than going on with the
// one above.
func (t *sheetReader) begins(row []value, newPosition bool) bool {
	if t.exact {
		id := text(row, RiskID)
		return id != "" && (newPosition || t.cur == nil || t.cur.ID != id)
	}
	main := t.titleField()
	title, manif, grade := first(row, main), first(row, Manifestation), t.gradeValue(row)
	if t.cur == nil {
		return title.text != "" || manif.text != "" || first(row, Control).own
	}
	switch {
	case newPosition:
		return title.text != "" || manif.text != "" || first(row, Control).own
	case main == Title && title.own:
		same := stripNumber(joinLines(title.text)) == t.cur.titled
		if !same {
			return true
		}
		// The same title again goes on, unless it has another manifestation and
		// a grade of its own.
		return manif.own && joinLines(manif.text) != joinLines(t.cur.Manifestation) && grade.own
	case main == Title && (title.text == "" || !title.own):
		return manif.own && grade.own && t.cur.Manifestation != ""
	case title.own:
		return true
	}
	return false
}

// gradeValue is the cell of the grade: the ticked one where grades are ticked.
func (t *sheetReader) gradeValue(row []value) value {
	for _, v := range row {
		if v.field != Grade || v.text == "" {
			continue
		}
		if v.value == "" || isTick(v.text) {
			return v
		}
		if _, ok := readGrade(v.text); ok {
			return v
		}
	}
	return value{}
}

// newRisks makes the risk points that a row begins: one, or several where its
// cells list several.
func (t *sheetReader) newRisks(r int, row []value) {
	titles, grades, controls := t.items(r, row)
	p := t.ctx.position
	for i, title := range titles {
		k := &risk{sheet: t.sheet.Name, row: r, power: t.ctx.power}
		k.at.row, k.at.col = t.where(r, 0)
		if v := first(row, t.titleField()); v.column != nil {
			k.at.row, k.at.col = t.where(r, v.index)
		}
		t.cur = k
		p.risks = append(p.risks, k)
		t.name(r, row, title, k)
		if i < len(grades) {
			k.Grade, k.graded = t.gradeLabel(grades[i], t.gradeValue(row)), true
		}
		t.fields(r, row, k, true)
		if k.Grade == "" && t.ctx.grade != "" && !t.has(Grade) {
			k.Grade = t.ctx.grade
		}
		t.controls(r, row, k, true, controls, i)
		k.exact = t.exact
		if k.Audience == "" && (t.sheet.HiddenRows[r] || t.sheet.Hidden) {
			k.Audience = catalog.AudienceInternal
		}
		if t.ctx.category != "" && len(k.Category) == 0 {
			k.Category = []string{t.ctx.category}
		}
		t.step(r, row, k)
	}
}

// items parts a row whose cells list several risk points. Numbers in the title
// alone are no proof: grades, a count, or controls have to agree with them.
func (t *sheetReader) items(r int, row []value) (titles, grades []string, controls [][]string) {
	main := first(row, t.titleField())
	title := main.text
	if t.exact || title == "" {
		return []string{title}, nil, nil
	}
	grade := t.gradeValue(row)
	shares := readComposite(grade.text)
	parts := splitNumbered(title)
	if len(parts) < 2 && len(shares) > 0 {
		parts = splitPlain(title)
	}
	if len(parts) < 2 {
		return []string{title}, nil, nil
	}
	if listed := gradesOfItems(grade.text); len(listed) == len(parts) {
		return parts, listed, t.itemControls(row, len(parts))
	}
	if len(shares) > 0 {
		total := 0
		for _, s := range shares {
			for range s.n {
				if len(grades) < 200 {
					grades = append(grades, s.word)
				}
			}
			total += s.n
		}
		if total == len(parts) {
			t.note(r, grade.index, diag.Warning, "grade-composite", diag.Textf("“%s”同时给出几个等级，已按先后分给 %d 个风险点，请核对", "%q grades several risk points at once; they were given to %d in order", grade.text, len(parts)),
				diag.Text{Zh: "在表里每个风险点写一行，各写各的等级", En: "give each risk point a row of its own"})
			return parts, grades, t.itemControls(row, len(parts))
		}
		if len(shares) == len(parts) {
			grades = grades[:0]
			for _, s := range shares {
				grades = append(grades, s.word)
			}
			return parts, grades, t.itemControls(row, len(parts))
		}
	}
	if n, err := strconv.Atoi(strings.TrimRight(text(row, RiskCount), "个")); err == nil && n == len(parts) {
		return parts, nil, t.itemControls(row, len(parts))
	}
	if main.field == Title {
		if controls := t.itemControls(row, len(parts)); controls != nil {
			return parts, nil, controls
		}
	}
	return []string{title}, nil, nil
}

// itemControls gives the controls one by one where they are numbered like the n
// risk points.
func (t *sheetReader) itemControls(row []value, n int) [][]string {
	if len(t.byField[Control]) != 1 {
		return nil
	}
	c := first(row, Control)
	if stageLabel().MatchString(c.text) {
		return nil
	}
	_, parts := numbered(c.text)
	if lines := strings.Split(c.text, "\n"); len(parts) == 0 && len(lines) == n && strings.Count(first(row, t.titleField()).text, "\n") == n-1 {
		parts = lines // line by line, as the risk points are
	}
	if len(parts) != n {
		return nil
	}
	out := make([][]string, n)
	for i, p := range parts {
		out[i] = []string{p}
	}
	return out
}

// name gives a risk point its title and its manifestation.
func (t *sheetReader) name(r int, row []value, title string, k *risk) {
	main := t.titleField()
	k.titled = stripNumber(joinLines(title))
	manif := first(row, Manifestation)
	switch {
	case t.exact:
		k.Title, k.Manifestation = title, manif.text
	case main == Title && title != "" && !first(row, Title).own && manif.own && t.sameTitleAbove(k):
		// Several manifestations below one title, each with its own grade.
		t.splitTitle(k)
		k.Kind, k.Title, k.Manifestation = k.titled, shortTitle(manif.text), manif.text
	case main == Title && title != "":
		k.Title, k.Manifestation = k.titled, manif.text
		if !t.has(Grade) {
			var written string
			if k.Title, written = cutGradeMark(k.Title); written != "" {
				k.Grade = t.gradeLabel(written, first(row, Title))
			}
		}
		if isLong(k.Title) {
			k.Title = shortTitle(title)
			if k.Manifestation == "" {
				k.Manifestation = title
			} else {
				k.Manifestation = title + "\n" + k.Manifestation
			}
		}
	case title != "":
		k.Title = shortTitle(title)
		switch {
		case main == Manifestation && (k.Title != k.titled || len(titleFields) > 0):
			k.Manifestation = title
		case k.Title != k.titled:
			k.Manifestation = title
		}
	case manif.text != "":
		k.Title, k.Manifestation = shortTitle(manif.text), manif.text
	default:
		k.Title = shortTitle(first(row, Control).text)
		if k.Title == "" {
			k.Title = "未写名称的风险点"
		}
		t.note(r, 0, diag.Error, "title-missing", diag.Textf("第 %d 行没有写风险点，暂以措施的开头代替", "row %d names no risk point; the beginning of its control stands in", t.line(r)),
			diag.Text{Zh: "在表里补上风险点的名称", En: "name the risk point in the table"})
	}
	if !t.exact && k.Manifestation != "" {
		k.Manifestation = tidyText(k.Manifestation)
	}
	t.use(r, row, main, Title, Manifestation)
}

// sameTitleAbove reports whether the risk point before has the same title.
func (t *sheetReader) sameTitleAbove(k *risk) bool {
	list := t.ctx.position.risks
	return len(list) > 1 && list[len(list)-2].titled == k.titled && k.titled != ""
}

// splitTitle makes the title that several risk points share their kind.
func (t *sheetReader) splitTitle(k *risk) {
	list := t.ctx.position.risks
	for i := len(list) - 2; i >= 0 && list[i].titled == k.titled; i-- {
		if list[i].Kind == "" && list[i].Manifestation != "" && list[i].Title == k.titled {
			list[i].Kind, list[i].Title = k.titled, shortTitle(list[i].Manifestation)
		}
	}
}

func isLong(s string) bool {
	return utf8.RuneCountInString(s) > 36 || strings.ContainsAny(strings.TrimRight(s, "。；;"), "。；;\n")
}

// tidyText keeps the items of a list on lines of their own and joins broken lines.
func tidyText(s string) string {
	if !strings.Contains(s, "\n") {
		return s
	}
	lines := strings.Split(s, "\n")
	var kept []string
	for _, l := range lines {
		if l = strings.Trim(l, " 　"); l != "" {
			kept = append(kept, l)
		}
	}
	if len(kept) > 1 && wrapped(kept) {
		return joinLines(s)
	}
	return strings.Join(kept, "\n")
}

// shortTitle makes a title of a longer text: its first clause.
func shortTitle(s string) string {
	if parts := splitNumbered(s); len(parts) > 0 {
		s = parts[0]
	}
	s = stripNumber(joinLines(s))
	if i := strings.IndexAny(s, "。；;！!？?"); i > 0 {
		s = s[:i]
	}
	const limit = 30
	r := []rune(s)
	if len(r) <= limit {
		return strings.TrimRight(s, "，,、：: ")
	}
	cut := limit
	for i := limit - 1; i >= 8; i-- {
		if strings.ContainsRune("，,：:、", r[i]) {
			cut = i
			break
		}
	}
	return strings.TrimRight(string(r[:cut]), "，,、：: （(《“")
}

// fields takes what a row says of a risk point. begin is false for rows that go
// on.
func (t *sheetReader) fields(r int, row []value, k *risk, begin bool) {
	t.setGrade(r, row, k)
	t.setCategory(r, row, k)
	texts := []struct {
		field Field
		to    *string
	}{{Cause, &k.Cause}, {Consequence, &k.Consequence}, {Liability, &k.Liability}, {Reason, &k.Reason}, {Kind, &k.Kind}, {Source, &k.Source}, {Extends, &k.Extends}}
	for _, x := range texts {
		for _, v := range row {
			if v.field != x.field || v.text == "" || !v.own && !begin || x.field == t.titleField() && begin {
				continue
			}
			body := tidyText(v.text)
			if t.exact {
				body = v.text
			}
			switch {
			case *x.to == "":
				*x.to = body
			case v.own && !strings.Contains(*x.to, body):
				*x.to += "\n" + body
			}
			t.use(r, []value{v}, x.field)
		}
	}
	if !begin {
		if v := first(row, Manifestation); v.own && !strings.Contains(k.Manifestation, tidyText(v.text)) {
			if k.Manifestation != "" {
				k.Manifestation += "\n"
			}
			k.Manifestation += tidyText(v.text)
		}
		if v := first(row, Title); v.own && stripNumber(joinLines(v.text)) != k.titled {
			k.Manifestation = strings.TrimPrefix(k.Manifestation+"\n"+tidyText(v.text), "\n")
		}
		t.use(r, row, Manifestation, Title)
	}
	for _, v := range row {
		if v.field != Basis || v.text == "" || !v.own && !begin {
			continue
		}
		laws := splitLaws(v.text)
		if t.exact {
			laws = strings.Split(v.text, "\n")
		}
		for _, l := range laws {
			if !slices.Contains(k.Basis, l) {
				k.Basis = append(k.Basis, l)
			}
		}
		t.use(r, row, Basis)
	}
	t.numbers(r, row, k)
	t.others(r, row, k, begin)
}

// setGrade reads the grade of a row.
func (t *sheetReader) setGrade(r int, row []value, k *risk) {
	if res := text(row, Residual); res != "" && k.Residual == "" {
		k.Residual = t.gradeLabel(res, first(row, Residual))
		t.use(r, row, Residual)
	}
	v := t.gradeValue(row)
	for _, x := range row {
		if x.field == Grade && x.value != "" && x.own {
			t.used[cell{r, x.index}] = true
			if !isTick(x.text) {
				t.conversion(x.index, x.text, "不选")
			}
		}
	}
	if v.text == "" {
		return
	}
	if k.graded {
		t.use(r, row, Grade)
		t.conversion(v.index, v.text, k.Grade)
		return
	}
	written := joinLines(v.text)
	if v.value != "" {
		if k.Grade != "" && !v.own {
			return
		}
		t.conversion(v.index, written, v.value)
		k.Grade = v.value
		t.tickedTwice(r, row, v)
		return
	}
	if word, rest, ok := cutGlued(v.text); ok {
		// The cell holds the beginning of the next column too.
		t.use(r, row, Grade)
		if k.Grade == "" {
			k.Grade = word
			t.addControls(r, row, k, rest, "")
			t.note(r, v.index, diag.Note, "grade-glued", diag.Textf("等级“%s”和措施写在一格里，已经分开", "the grade %q and controls stood in one cell and were parted", word), diag.Text{})
		}
		return
	}
	if shares := readComposite(v.text); shares != nil && v.own {
		t.compositeGrade(r, v, k, written, shares)
		t.use(r, row, Grade)
		return
	}
	if several := gradesOfItems(v.text); len(several) > 1 && v.own {
		var shares []share
		for _, word := range several {
			shares = append(shares, share{1, word})
		}
		t.compositeGrade(r, v, k, written, shares)
		t.use(r, row, Grade)
		return
	}
	if k.Grade != "" && v.own && k.Grade != t.gradeLabel(written, v) && !(k.row == r) {
		t.note(r, v.index, diag.Warning, "grade-twice", diag.Textf("同一风险点写了“%s”和“%s”两个等级，取前一个", "one risk point has the grades %q and %q; the former was taken", k.Grade, written), diag.Text{})
		return
	}
	if k.Grade == "" {
		k.Grade = t.gradeLabel(written, v)
		t.sayAgain(row, v, k)
	}
	t.use(r, row, Grade)
}

// sayAgain notes the cells that give a grade a second time, as a column of colours
// does.
func (t *sheetReader) sayAgain(row []value, v value, k *risk) {
	for _, x := range row {
		if x.field == Grade && x.own && x.value == "" && x.index != v.index && joinLines(x.text) != k.Grade {
			t.conversion(x.index, joinLines(x.text), k.Grade)
		}
	}
}

// compositeGrade takes the worst of several grades for a risk point.
func (t *sheetReader) compositeGrade(r int, v value, k *risk, written string, shares []share) {
	worst := t.worst(shares)
	if k.Grade == "" {
		k.Grade = worst
	}
	t.conversion(v.index, written, worst)
	if len(shares) > 1 {
		t.note(r, v.index, diag.Warning, "grade-composite", diag.Textf("“%s”同时给出几个等级，分不清各属哪一项，暂按最高的“%s”", "%q gives several grades at once; the worst, %q, was taken", written, worst),
			diag.Text{Zh: "在表里每个风险点写一行，各写各的等级", En: "give each risk point a row of its own"})
	}
}

// gradeLabel is the word for a grade; spellings are settled once the whole table
// is read.
func (t *sheetReader) gradeLabel(written string, v value) string {
	t.result.grades = append(t.result.grades, gradeUse{written, t.sheet.Name, v.index})
	return written
}

func (t *sheetReader) worst(shares []share) string {
	best, at := "", 99
	for _, s := range shares {
		if g, ok := readGrade(s.word); ok && g.step < at {
			best, at = s.word, g.step
		}
	}
	return best
}

func (t *sheetReader) tickedTwice(r int, row []value, chosen value) {
	for _, v := range row {
		if v.field == Grade && v.value != "" && v.index != chosen.index && v.own && isTick(v.text) {
			t.note(r, v.index, diag.Warning, "grade-twice", diag.Textf("“%s”和“%s”都打了勾，取前一个", "both %q and %q are ticked; the former was taken", chosen.value, v.value), diag.Text{})
		}
	}
}

// setCategory reads the categories of a row.
func (t *sheetReader) setCategory(r int, row []value, k *risk) {
	add := func(c string) {
		if c = strings.TrimSpace(c); c != "" && !slices.Contains(k.Category, c) {
			k.Category = append(k.Category, c)
		}
	}
	for _, v := range row {
		if v.field != Category || v.text == "" {
			continue
		}
		if v.value != "" {
			if isTick(v.text) {
				add(v.value)
			}
			if v.own {
				t.conversion(v.index, v.text, map[bool]string{true: v.value, false: "不选"}[isTick(v.text)])
			}
		} else if k.row == r || v.own {
			for _, c := range t.names(stripNumber(cleanPlace(v.text))) {
				add(stripNumber(c))
				t.result.categories = append(t.result.categories, gradeUse{stripNumber(c), t.sheet.Name, v.index})
			}
		}
		if v.own {
			t.used[cell{r, v.index - t.shift(r)}] = true
		}
	}
}

// numbers reads the inputs of a computed grade.
func (t *sheetReader) numbers(r int, row []value, k *risk) {
	for _, x := range []struct {
		field Field
		to    *float64
	}{{Likelihood, &k.Likelihood}, {Severity, &k.Severity}, {Exposure, &k.Exposure}, {Score, &k.Score}} {
		v := first(row, x.field)
		if v.text == "" || *x.to != 0 {
			continue
		}
		n, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimRight(v.text, "分值")), 64)
		if err != nil || n < 0 || n > 1e6 {
			t.result.scaled = append(t.result.scaled, scaleWord{k, x.field, v.text})
			if v.own {
				t.used[cell{r, v.index - t.shift(r)}] = true
			}
			continue
		}
		*x.to = n
		t.use(r, row, x.field)
	}
	if k.Score != 0 && k.Likelihood != 0 && k.Severity != 0 {
		product := k.Likelihood * k.Severity
		if k.Exposure != 0 {
			product *= k.Exposure
		}
		if product != k.Score {
			v := first(row, Score)
			t.note(r, v.index, diag.Warning, "score-differs", diag.Textf("风险值写的是 %s，按数值相乘是 %s", "the score is written as %s, the inputs give %s", short(k.Score), short(product)),
				diag.Text{Zh: "核对各项数值", En: "check the inputs"})
		}
	}
}

func short(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// others takes what has no field of its own into the prose of the risk point, and
// what belongs to persons into notes.
func (t *sheetReader) others(r int, row []value, k *risk, begin bool) {
	var prose []string
	for _, v := range row {
		if v.text == "" || !v.own && !(begin && (v.field == Place || v.field == ControlLevel)) {
			continue
		}
		switch v.field {
		case RiskID:
			if load.IsID(joinLines(v.text)) {
				k.ID = joinLines(v.text)
				t.use(r, row, RiskID)
			}
		case ReviewBy:
			if d, err := load.ParseDate(v.text); err == nil {
				k.ReviewBy = d
				t.use(r, row, ReviewBy)
			}
		case Audience:
			k.Audience = audienceOf(v.text)
			t.use(r, row, Audience)
		case Description:
			if t.exact {
				k.Description.Markdown = v.text
			} else {
				prose = append(prose, tidyText(v.text))
			}
			t.use(r, row, Description)
		case Allow:
			k.Allow = allowances(v.text)
			t.use(r, row, Allow)
		case Remark, Place, ControlLevel:
			if v.field == t.titleField() {
				continue
			}
			prose = append(prose, fmt.Sprintf("%s：%s", leafOf(v.heading), tidyText(v.text)))
			if v.own {
				t.used[cell{r, v.index - t.shift(r)}] = true
			}
		case Person:
			t.tellNames(r, v, []string{joinLines(v.text)})
		}
	}
	for _, line := range prose {
		if strings.Contains(k.Description.Markdown, line) {
			continue
		}
		if k.Description.Markdown != "" {
			k.Description.Markdown += "\n\n"
		}
		k.Description.Markdown += strings.ReplaceAll(line, "\n", "\n\n")
	}
}

// leafOf is the part of a heading that stands nearest to its column.
func leafOf(heading string) string {
	return strings.TrimPrefix(heading[max(strings.LastIndex(heading, "／"), 0):], "／")
}

func (t *sheetReader) countDeclared(s string) {
	if n, err := strconv.Atoi(strings.TrimRight(strings.TrimSpace(s), "个项条")); err == nil {
		t.declared += n
	}
}

// step ties a risk point to the step of the power that it lies in.
func (t *sheetReader) step(r int, row []value, k *risk) {
	v := first(row, Step)
	if v.text == "" || t.titleField() == Step {
		return
	}
	name := stripNumber(joinLines(v.text))
	t.use(r, row, Step)
	if k.power == nil {
		line := "环节：" + name
		if k.Description.Markdown != "" {
			line += "\n\n" + k.Description.Markdown
		}
		k.Description.Markdown = line
		return
	}
	k.step = name
	if _, known := k.power.steps[name]; !known {
		k.power.order = append(k.power.order, name)
	}
	k.power.steps[name] = append(k.power.steps[name], k)
}

// more takes a row that goes on with the risk point above it.
func (t *sheetReader) more(r int, row []value) {
	if t.exact {
		t.controls(r, row, t.cur, false, nil, 0)
		for _, v := range row {
			t.use(r, row, v.field) // the rest says again what the first row says
		}
		return
	}
	t.fields(r, row, t.cur, false)
	t.controls(r, row, t.cur, false, nil, 0)
	if v := first(row, Step); v.own && t.titleField() != Step {
		t.step(r, row, t.cur)
	}
}

// controls takes the controls of a row. items are those of each risk point where
// a row holds several.
func (t *sheetReader) controls(r int, row []value, k *risk, begin bool, items [][]string, item int) {
	for _, v := range row {
		if v.field != Control || v.text == "" || !v.own && !begin {
			continue
		}
		body := v.text
		if items != nil && item < len(items) {
			body = strings.Join(items[item], "\n")
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
		t.use(r, row, Owner, OwnerBody, Leader, Supervisor, Due, Frequency, Indicator, Treatment, ControlBasis, Stage, ControlAud)
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
	owners := t.itemOwners(row, len(pieces))
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
		t.controlFields(r, row, &c, i < len(owners), owners, i)
		if n := len(k.Controls); n > 0 && k.row != r && !t.exact {
			// A row that goes on and names nobody means those named above.
			if c.Owner == "" && t.has(Owner) {
				c.Owner = k.Controls[n-1].Owner
			}
			if c.Supervisor == "" && t.has(Supervisor) {
				c.Supervisor = k.Controls[n-1].Supervisor
			}
		}
		k.Controls = append(k.Controls, c)
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
	role := func(f Field) (all string) {
		for _, v := range row {
			if v.field != f || v.text == "" {
				continue
			}
			s, names := t.withoutNames(v.text)
			if len(names) > 0 && v.own {
				t.tellNames(r, v, names)
			}
			if !t.exact {
				s = tidyRole(joinRoleLines(s))
			}
			all = joinRoles(all, s)
		}
		return all
	}
	if c.Owner == "" {
		body, person := role(OwnerBody), role(Owner)
		if listed {
			person, _ = withoutNames(owners[i])
		}
		c.Owner = joinRoles(body, person)
	}
	if c.Supervisor == "" {
		c.Supervisor = role(Supervisor)
	}
	if leader := role(Leader); leader != "" {
		if c.Supervisor == "" && !t.has(Supervisor) && c.Owner != "" {
			c.Supervisor = leader
		} else {
			c.Owner = joinRoles(c.Owner, leader)
		}
	}
	t.termsOf(row, c)
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

func (t *sheetReader) termsOf(row []value, c *catalog.Control) {
	set := func(to *string, f Field) {
		v := first(row, f)
		if *to == "" && v.text != "" {
			*to = v.text
			if !t.exact {
				*to = joinLines(v.text)
			}
		}
	}
	set(&c.Due, Due)
	if d, err := load.ParseDate(c.Due); err == nil && c.Due != "" {
		c.Due = d.String()
	}
	set(&c.Frequency, Frequency)
	set(&c.Indicator, Indicator)
	set(&c.Treatment, Treatment)
	if b := first(row, ControlBasis); b.text != "" && len(c.Basis) == 0 {
		c.Basis = splitLaws(b.text)
		if t.exact {
			c.Basis = strings.Split(b.text, "\n")
		}
	}
	if a := text(row, ControlAud); a != "" {
		c.Audience = audienceOf(a)
	}
}

// lateFields gives to the controls of a risk point what a later row, without
// controls of its own, says of them.
func (t *sheetReader) lateFields(r int, row []value, k *risk) {
	if first(row, Control).own || k.row == r {
		return
	}
	for i := range k.Controls {
		t.controlFields(r, row, &k.Controls[i], false, nil, 0)
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
	t.note(r, c, diag.Warning, "personal-name", diag.Textf("“%s”这一格写了姓名：%s；姓名没有写进目录", "the cell of %q names %s; the name stays out of the catalogue", strings.ReplaceAll(v.heading, "\n", ""), strings.Join(names, "、")),
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
