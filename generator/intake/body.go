package intake

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gongshi/generator/diag"
	"gongshi/generator/search"
)

// value is a cell of a row with the column it stands in.
type value struct {
	*column
	text string
	own  bool // stands in the cell itself, not in one above it
}

// context is what rows take over from those above them.
type context struct {
	unit              string // where it is not the one that the catalogue is of
	department        string
	position          *position
	positionFromGroup string // the name that a row above gives
	power             *power
	powerType         string
	category, grade   string
	duties            []string // of the position that the next row begins
	holders           int      // of the position that a row above names
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
	item    int // the number that the next line of a note has, or 0 outside of notes
	read    map[int]map[[2]string]int
	inherit map[Field]bool  // blank cells of these columns stand for the one above
	exact   bool            // a table that this program wrote: one row, one control
	units   map[string]bool // where there are several, those of which the report tells
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
			t.item = 0
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
	t.head, t.cur, t.item, t.last, t.read = h, nil, 0, map[int]string{}, map[int]map[[2]string]int{}
	t.byField = map[Field][]*column{}
	for i := range t.head.columns {
		c := &t.head.columns[i]
		t.byField[c.field] = append(t.byField[c.field], c)
	}
	for r := h.first; r <= h.last; r++ {
		t.row(r, "heading", t.sheet.text(r))
	}
	t.exact = t.has(RiskID) && t.has(PositionID)
	t.units, t.ctx.unit = nil, ""
	if !t.exact && t.has(Department) && t.has(UnitName) && distinct(t.sheet, t.head, t.byField[UnitName][0].index) > 1 {
		t.units = map[string]bool{"": true}
	}
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
		if c.second != nil && distinct(t.sheet, t.head, c.index) > 0 {
			t.tellSecond(c)
		}
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
		case c.field == Title && c.value != "" && isTick(v.text):
			v.text = "" // left over: the column holds texts
		case v.text != "" && !t.exact && c.saysNothing(v.text):
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

// saysNothing reports a cell of the column that says that there is nothing to say.
func (c *column) saysNothing(s string) bool {
	if c.field == Title && c.value != "" {
		return isRefused(s)
	}
	return isNothing(s) && c.field != Grade && c.value == ""
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

// hold marks one cell as held by the result.
func (t *sheetReader) hold(r int, v value) {
	if v.own {
		t.used[cell{r, v.index - t.shift(r)}] = true
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
	t.use(r, row, Page)
	t.hold(r, first(row, Seq))
	u := first(row, UnitName)
	if t.hold(r, u); u.own && t.result.Report.Unit == "" {
		t.result.Report.Unit = joinLines(u.text)
	}
	if n := first(row, RiskCount); n.own {
		t.countDeclared(n.text)
		t.hold(r, n)
	}
	newPosition := t.place(r, row)
	rep := RowReport{Row: t.line(r), Number: number}
	var above *risk
	if t.exact {
		above = t.ownRisk(row)
	}
	switch {
	case above != nil:
		t.cur = above
		t.more(r, row)
		rep.As = "more"
	case t.begins(row, newPosition):
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
