package intake

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
	"gongshi/generator/search"
)

var (
	pageRow    = pattern(`^(?:第\s*[\d一二三四五六七八九十]+\s*页.*|共\s*\d+\s*页.*|-+\s*\d+\s*-+|[Pp]age\s*\d+.*|\d+\s*/\s*\d+|[(（]?(?:接上页|接上表|续表|续上表|续前表|转下页|下页续)[)）]?.*)$`)
	totalRow   = pattern(`^(?:共\s*\d+\s*[个项条]|合\s*计|小\s*计|总\s*计|共\s*计|总数|本页小计|本页合计)`)
	noteRow    = pattern(`^(?:注\s*[:：\d.、]|备注\s*[:：]|说明\s*[:：]|填表说明|填报说明|填\s*表\s*人|填\s*报\s*人|制\s*表|审\s*[核批]\s*人?\s*[:：]|审\s*核\s*人|单位负责人\s*[:：]|负责人签字|(?:本人|承诺人|责任人|领导)?签\s*[字名]|承诺人|经办人\s*[:：]|填\s*[表报]\s*(?:日期|时间)|日\s*期\s*[:：]|联\s*系\s*(?:人|电话)|本表|此表|[(（]盖章[)）]|\d{4}\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?$|印\s*章|[（(]公\s*章[)）])`)
	noteHead   = pattern(`^(?:附?注|备注|填[表报写]说明|说明)[\s:：]*`)
	countIn    = pattern(`(\d+)\s*个?风险点|风险点\D{0,6}?(\d+)\s*个?`)
	unitPrefix = pattern(`^((?:[\p{Han}]{0,6}(?:省|市|县|区|州|旗))[\p{Han}]{0,12}?(?:局|厅|委|办|委员会|公司|集团|医院|学校|大学|学院|中学|小学|中心|检察院|法院|馆|所|站|队|镇|乡|街道))`)
	unitName   = pattern(`^([\p{Han}\d]{1,24}?(?:委员会|办公室|领导小组|人民政府|检察院|人民法院|公司|集团|中心|医院|学校|大学|学院|中学|小学|幼儿园|街道|银行|管理处|监狱|局|厅|署|院|厂|镇|乡|村|站|所|队|校))(?:机关|系统|\d{4}年(?:度)?)?(?:各|重点|主要|[\p{Han}]{0,6}?)(?:岗位|廉政|廉洁|廉能|权力|职权|行政|安全|风险|法律|内控|内部控制|合规|党风)`)
)

// special takes the rows of a table that hold no risk point of their own.
func (t *sheetReader) special(r int) bool {
	if t.exact {
		return false
	}
	texts, whole := t.texts(r), t.sheet.text(r)
	firstCol := slices.IndexFunc(t.sheet.Rows[r], func(s string) bool { return s != "" })
	switch head := search.Fold(texts[0]); {
	case allMatch(texts, pageRow()):
		t.row(r, "page", whole)
	case countsColumns(texts):
		t.row(r, "heading", whole)
	case totalRow().MatchString(head) || len(texts) > 1 && totalRow().MatchString(texts[1]) && strings.Trim(head, "0123456789") == "":
		t.row(r, "total", whole)
		if m := countIn().FindStringSubmatch(whole); m != nil {
			t.countDeclared(m[1] + m[2])
		} else if c := t.byField[RiskCount]; len(c) == 1 {
			// The column's own sum, which the rows give already.
			if n := t.sheet.own(r, c[0].index); n != "" && t.declared == 0 {
				t.countDeclared(n)
			}
		}
	case strings.ContainsAny(whole, "：:") && namesPlace(texts):
		t.contextRow(r)
	case t.isNoteItem(r, texts):
		t.item++
		t.row(r, "note", whole)
		t.people(r)
	case noteRow().MatchString(head) && (len(texts) <= 2 || allNotes(texts)) || t.isSignOff(r):
		if noteHead().MatchString(head) {
			t.item = 1 + itemNumber(strings.TrimLeft(noteHead().ReplaceAllString(whole, ""), "：:| "))
		}
		t.row(r, "note", whole)
		t.people(r)
	case isPairs(t.sheet, r) || allLabelled(texts) || t.isLabelRow(r):
		t.contextRow(r)
	case len(texts) == 1 && t.isGroup(r, firstCol, texts[0]):
		t.group(texts[0], r)
	case len(texts) == 2 && strings.Trim(head, "0123456789一二三四五六七八九十（）()、.") == "" && t.isGroup(r, firstCol+1, texts[1]) && !t.fillsSecond(r):
		t.group(texts[1], r)
	default:
		t.item = 0
		return false
	}
	return true
}

// isNoteItem reports a line that counts on from the note above it, unless it stands
// above data as the name of a part of the table does.
func (t *sheetReader) isNoteItem(r int, texts []string) bool {
	if t.item == 0 || len(texts) != 1 || itemNumber(texts[0]) != t.item {
		return false
	}
	name := stripNumber(cleanPlace(texts[0]))
	short := utf8.RuneCountInString(name) <= 16 && !strings.HasSuffix(name, "。") && !strings.HasSuffix(name, "；")
	return !(short || isDepartmentName(name) || isPositionName(name) || categoryWord(name) != "") || !t.dataBelow(r)
}

// dataBelow reports whether the next row that is not blank has several texts.
func (t *sheetReader) dataBelow(r int) bool {
	for r++; r < len(t.sheet.Rows); r++ {
		if n := t.sheet.filled(r); n > 0 {
			return n >= min(3, len(t.head.columns))
		}
	}
	return false
}

// itemNumber is the number that a text begins with as an item of a list does, or 0.
func itemNumber(s string) int {
	for style := range markStyles {
		if found := marks(s, style); len(found) > 0 && strings.TrimSpace(s[:found[0].start]) == "" {
			return found[0].n
		}
	}
	return 0
}

// fillsSecond reports whether the second cell of a row stands in a column of its
// own text, so that the row is one of data.
func (t *sheetReader) fillsSecond(r int) bool {
	for _, m := range t.sheet.Merges {
		if m.Top == r && m.Bottom == r && m.Right-m.Left >= 2 {
			return false
		}
	}
	return true
}

func allMatch(texts []string, re *regexp.Regexp) bool {
	for _, s := range texts {
		if !re.MatchString(search.Fold(s)) {
			return false
		}
	}
	return true
}

// countsColumns reports a row that numbers the columns, as stands below the heading
// of a form.
func countsColumns(texts []string) bool {
	for i, s := range texts {
		n := strings.Trim(search.Fold(s), "() ")
		if n != strconv.Itoa(i+1) && n != string([]rune("甲乙丙丁戊己庚辛壬癸")[min(i, 9)]) {
			return false
		}
	}
	return len(texts) >= 3
}

// allLabelled reports whether every text is a label with its value: 部门：采购科.
func allLabelled(texts []string) bool {
	labels := 0
	for _, s := range texts {
		if len(inline(s)) > 0 {
			labels++
		} else if !pageRow().MatchString(search.Fold(s)) {
			return false
		}
	}
	return labels > 0
}

// namesPlace reports a row that says whose the rows below are, beside labels of any kind:
// 部门：采购科 | 填表日期：2025.4.1.
func namesPlace(texts []string) bool {
	named := false
	for _, s := range texts {
		if len(inline(s)) == 0 && !allNotes([]string{s}) {
			return false
		}
		named = named || saysPlace(s)
	}
	return named
}

// saysPlace reports a text that says whose risk points follow: 部门：采购科.
func saysPlace(s string) bool {
	return slices.ContainsFunc(inline(s), func(l labelled) bool { return isPlace(l.field) && l.text != "" })
}

// isPlace reports a field that tells whose risk points follow.
func isPlace(f Field) bool { return f == UnitName || f == Department || f == Position }

// allNotes reports whether every text is one that stands below a table: who filled
// it in, and when.
func allNotes(texts []string) bool {
	for _, s := range texts {
		if !noteRow().MatchString(search.Fold(s)) && !anyLabel().MatchString(s) && !pageRow().MatchString(search.Fold(s)) {
			return false
		}
	}
	return true
}

var anyLabel = pattern(`^[\p{Han} 　]{1,12}(?:[(（][^()（）]{0,8}[)）])?\s*[:：]`)

// isGroup reports a row whose one text stands above the rows that follow, rather
// than in a column.
func (t *sheetReader) isGroup(r, c int, s string) bool {
	if utf8.RuneCountInString(s) > 40 || strings.ContainsAny(s, "。；;") {
		return c == 0 && t.spans(r, c)*2 > len(t.head.columns)
	}
	if t.spans(r, c) >= 3 || t.spans(r, c)*2 > len(t.head.columns) {
		return true
	}
	if c > 1 || t.spans(r, c) == 1 && c < len(t.head.columns) && t.sheet.isCovered(r+1, c) {
		return false
	}
	name := stripNumber(joinLines(s))
	var field Field
	for i := range t.head.columns {
		if t.head.columns[i].index == c {
			field = t.head.columns[i].field
		}
	}
	switch field {
	case Title, Manifestation, Control, Position:
		if c == 0 && field != Control && name != joinLines(s) && t.nextOwn(r, c) {
			return true // a numbered line of its own above rows that fill the column
		}
		if c == 0 && len(t.head.columns) > 3 && field == Position && strings.ContainsAny(s, "，：:。") {
			return true
		}
		return name != joinLines(s) && (isDepartmentName(name) || strings.HasSuffix(key(name), "类")) && field != Control
	case Department:
		return t.has(Position) || t.has(Title)
	}
	return strings.Trim(s, "0123456789.、") != ""
}

// nextOwn reports whether the next row that is not blank has a text of its own in a
// column, and others beside it.
func (t *sheetReader) nextOwn(r, c int) bool {
	for r++; r < len(t.sheet.Rows); r++ {
		if n := t.sheet.filled(r); n > 0 {
			return n > 1 && t.sheet.own(r, c) != ""
		}
	}
	return false
}

// spans is how many columns a cell is merged across.
func (t *sheetReader) spans(r, c int) int {
	n := 1
	for t.sheet.covered[cell{r, c + n}] == (cell{r, c}) && t.sheet.isCovered(r, c+n) {
		n++
	}
	return n
}

// group takes a row that stands above others.
func (t *sheetReader) group(s string, r int) {
	name, holders := t.withoutCount(stripNumber(cleanPlace(s)))
	kind := "group"
	switch word := strings.TrimSuffix(key(name), "类"); {
	case t.titles[key(s)] || strings.Contains(key(s), "一览表") || strings.Contains(key(s), "登记表"):
		kind = "title"
	case categoryWord(name) != "" && !t.has(Category):
		t.ctx.category = name
	case groupGrade(name) != "" && !t.has(Grade):
		t.ctx.grade = groupGrade(name)
	case strings.HasSuffix(key(name), "类") && word != "":
		t.ctx.powerType = name
		if !t.has(Category) && !t.has(Power) {
			t.ctx.category = name
		}
	case utf8.RuneCountInString(s) > 30:
		kind = "note"
	case !t.has(Position) && isPositionName(name) && !isDepartmentName(name):
		t.ctx.positionFromGroup = name
		t.ctx.position = t.position(t.ctx.department, name, catalog.KindPosition)
		t.ctx.position.hold(holders)
	case isDepartmentName(name) || !t.has(Department) && name != strings.TrimSpace(s) && !strings.ContainsAny(name, "，,：:。"):
		t.ctx.department, t.ctx.position, t.ctx.positionFromGroup, t.ctx.power = name, nil, "", nil
	default:
		kind = "note"
	}
	if kind != "title" {
		t.cur = nil // a title stands on every page, and cuts nothing
	}
	if kind == "group" {
		t.item = 0
	}
	t.row(r, kind, s)
}

// groupCount is how many there are of what a row names: （3个风险点）, （共2人）.
var groupCount = pattern(`[(（]\s*[共计]?\s*([\d０-９]{1,4})\s*([个個项項条條人名])[^()（）]*[)）]$`)

// withoutCount takes a count off a name that the unit does not have with it. holders is
// the count of those that hold a position.
func (rd *reader) withoutCount(name string) (bare string, holders int) {
	m := groupCount().FindStringSubmatchIndex(name)
	if m == nil || m[0] == 0 || slices.Contains(rd.opts.Positions, name) {
		return name, 0
	}
	if unit := name[m[4]:m[5]]; unit == "人" || unit == "名" {
		holders = readNumber(name[m[2]:m[3]])
	}
	return strings.TrimSpace(name[:m[0]]), holders
}

// groupGrade is the grade that a row above others gives to them: 一级风险点（3个）.
func groupGrade(name string) string {
	name = strings.TrimRight(groupCount().ReplaceAllString(name, ""), "：: ")
	if g, ok := readGrade(name); ok && !g.weak(name) {
		return name
	}
	return ""
}

// labelled is a label with its value, as forms have them.
type labelled struct {
	field Field
	stage string
	text  string
	said  string // the label as it is written, where it stands in the same cell
}

var inlineLabel = pattern(`(?:^|[\n；;。　 ，,])\s*([^\n；;。：:，,　 （）()]{1,12}?)\s*(?:[(（]([^()（）]{0,10})[)）])?\s*[：:]`)

// inline reads a cell that holds labels and values. It returns nothing for a cell
// that does not begin with a known label.
func inline(s string) []labelled {
	type at struct {
		start, said, end int
		field            Field
		stage, graded    string
	}
	var found []at
	for _, m := range inlineLabel().FindAllStringSubmatchIndex(s, -1) {
		word := s[m[2]:m[3]]
		g := guessHeading(strings.TrimLeft(word, "★▲●※*0123456789.、"))
		stage := stageOf(word)
		if stage != "" {
			g = guess{Control, 1, "exact"}
		}
		if g.sure < 0.95 {
			if len(found) == 0 {
				return nil
			}
			continue
		}
		graded := ""
		if m[4] >= 0 && g.field == Title {
			if _, ok := readGrade(s[m[4]:m[5]]); ok {
				graded = s[m[4]:m[5]] // 风险点（高）：…
			}
		}
		found = append(found, at{m[2], m[3], m[1], g.field, stage, graded})
	}
	if len(found) == 0 || strings.TrimSpace(s[:found[0].start]) != "" {
		return nil
	}
	var out []labelled
	for i, f := range found {
		end := len(s)
		if i+1 < len(found) {
			end = found[i+1].start
		}
		out = append(out, labelled{f.field, f.stage, strings.Trim(s[f.end:end], " \n　；;，,。"), s[f.start:f.said]})
		if f.graded != "" {
			out = append(out, labelled{Grade, "", f.graded, ""})
		}
	}
	return out
}

// isLabelRow reports a row that is one label and its value, which is merged across
// the rest of the row: 岗位职责 | 编制和审核预算.
func (t *sheetReader) isLabelRow(r int) bool {
	if t.sheet.filled(r) != 2 {
		return false
	}
	label := -1
	for c := range t.sheet.Rows[r] {
		text := t.sheet.own(r, c)
		switch {
		case text == "":
		case label < 0:
			g := guessHeading(text)
			if label = c; g.how != "exact" || !slices.Contains([]Field{Position, Department, UnitName, Duties, Person}, g.field) {
				return false
			}
		default:
			return t.spans(r, c) > 1 && guessHeading(text).how != "exact"
		}
	}
	return false
}

// placed is a label with its value and the column that the value stands in.
type placed struct {
	labelled
	col int
}

// contextRow takes a row of labels and values that holds for what follows.
func (t *sheetReader) contextRow(r int) {
	pairs := t.pairs(r)
	if !isPairs(t.sheet, r) && !t.isLabelRow(r) {
		pairs = t.inlines(r)
	}
	t.context(r, pairs)
	t.row(r, "context", t.sheet.text(r))
	t.people(r)
}

// pairs are the labels of a row whose values stand in cells of their own.
func (t *sheetReader) pairs(r int) (out []placed) {
	label := None
	for c := range t.sheet.Rows[r] {
		text := t.sheet.own(r, c)
		switch {
		case text == "":
		case label == None:
			label = guessHeading(text).field
		default:
			out = append(out, placed{labelled{field: label, text: text}, c})
			label = None
		}
	}
	return out
}

// inlines are the labels of a row whose values stand in the same cells. A label that
// nobody knows is left over with its value.
func (t *sheetReader) inlines(r int) (out []placed) {
	for c := range t.sheet.Rows[r] {
		text := t.sheet.own(r, c)
		list := inline(text)
		switch {
		case len(list) > 0 || !anyLabel().MatchString(text):
		case signedName(text) != "":
			t.leave(r, c, text, whyPrivate)
		default:
			t.leave(r, c, text, whyNoField)
		}
		for _, l := range list {
			if m := labelAfter().FindStringIndex(l.text); m != nil && isPlace(l.field) {
				t.leave(r, c, strings.TrimSpace(l.text[m[0]:]), whyNoField)
				l.text = l.text[:m[0]]
			}
			out = append(out, placed{l, c})
		}
	}
	return out
}

// labelAfter is another label behind a value, or a date, with nothing but space between.
var labelAfter = pattern(`[ 　\n]+(?:[\p{Han}]{2,8}(?:[(（][^()（）]{0,8}[)）])?[：:]|\d{4}[-/.年])`)

// leave reports a text that the catalogue has no place for.
func (t *sheetReader) leave(r, c int, text, why string) {
	r, c = t.where(r, c)
	t.report.Left = append(t.report.Left, Left{Cell: cellName(r, c), Text: text, Why: why})
}

// context takes what labels around a table say of the rows below.
func (t *sheetReader) context(r int, pairs []placed) {
	moved := false
	for _, p := range pairs {
		switch value, _ := t.withoutCount(cleanPlace(p.text)); p.field {
		case UnitName:
			if t.result.Report.Unit == "" {
				t.result.Report.Unit = value
			}
		case Department:
			if value != "" && value != t.ctx.department {
				t.ctx.department, t.ctx.positionFromGroup, moved = value, "", true
			}
		}
	}
	for _, p := range pairs {
		switch p.field {
		case UnitName, Department, Person, Owner, Leader:
		case Position:
			name, _ := withoutNames(cleanPlace(p.text))
			if name, holders := t.withoutCount(name); name != "" && name != t.ctx.positionFromGroup {
				t.ctx.positionFromGroup, t.ctx.holders, moved = name, holders, true
			}
		case Duties:
			t.ctx.duties = t.lines(p.text)
		case Phone:
			t.leave(r, p.col, p.text, whyPrivate)
		default:
			if p.text != "" {
				t.leave(r, p.col, p.text, whyNoField)
			}
		}
	}
	if moved {
		t.ctx.position, t.cur = nil, nil
	}
}

// people tells of names in the rows around a table.
func (t *sheetReader) people(r int) {
	for c := range t.sheet.Rows[r] {
		if namesSomebody(t.sheet.own(r, c)) {
			t.note(r, c, diag.Note, "personal-name", diag.Text{Zh: "这里的姓名没有写进目录", En: "the names here stay out of the catalogue"}, diag.Text{})
		}
	}
}

// namesSomebody reports a text around a table that gives a name: 填表人：张三.
func namesSomebody(s string) bool {
	for _, p := range inline(s) {
		_, names := withoutNames(p.text)
		if p.field == Person && p.text != "" || (p.field == Owner || p.field == Leader) && len(names) > 0 {
			return true
		}
	}
	return signedName(s) != "" || isName(s)
}

// preface takes the rows above a heading.
func (t *sheetReader) preface(from, to int) {
	for r := from; r < to; r++ {
		if t.sheet.filled(r) == 0 {
			continue
		}
		texts := t.texts(r)
		switch {
		case isPairs(t.sheet, r) || allLabelled(texts) || namesPlace(texts) || t.isLabelRow(r):
			t.contextRow(r)
		case allMatch(texts, pageRow()):
			t.row(r, "page", t.sheet.text(r))
		case noteRow().MatchString(search.Fold(texts[0])):
			t.row(r, "note", t.sheet.text(r))
		default:
			for _, s := range texts {
				t.title(s)
			}
			if slices.ContainsFunc(texts, saysPlace) {
				t.context(r, t.inlines(r))
			}
			t.row(r, "title", t.sheet.text(r))
		}
	}
}

// title learns the name of the unit from the title of a table.
func (t *sheetReader) title(s string) {
	t.titles[key(s)] = true
	if t.result.Report.Unit != "" {
		return
	}
	one := joinLines(strings.NewReplacer(" ", "", "　", "").Replace(s))
	for _, re := range []*regexp.Regexp{unitName(), unitPrefix()} {
		// Folding keeps the number of characters.
		if m := re.FindStringSubmatch(search.Fold(one)); m != nil && t.result.Report.Unit == "" {
			name := []rune(one)[:utf8.RuneCountInString(m[1])]
			t.result.Report.Unit = strings.TrimPrefix(string(name), "关于")
		}
	}
}

const synthetic = 1 << 12 // columns from here on stand for cells anywhere

// form reads a sheet whose labels stand at the side of their values, or within
// the cells. Cells without a label are the boxes of a flow chart where boxes is
// set.
func (t *sheetReader) form(boxes bool) {
	t.begin(head{first: 0, last: -1})
	t.places = map[int]cell{}
	var rec []value
	var steps []string
	add := func(l labelled, at cell) {
		if l.text == "" {
			return
		}
		c := &column{index: synthetic + len(t.places), heading: l.field.Name().Zh, guess: guess{l.field, 1, "exact"}, stage: l.stage}
		t.places[c.index] = at
		rec = append(rec, value{c, l.text, true})
	}
	flush := func() {
		t.record(rec)
		rec = nil
	}
	has := func(f Field) bool {
		for _, v := range rec {
			if v.field == f {
				return true
			}
		}
		return false
	}
	take := func(l labelled, at cell) {
		switch {
		case l.field == Position && (has(Title) || has(Manifestation) || has(Position)):
			flush()
		case l.field == Title && has(Title), l.field == Manifestation && has(Manifestation) && has(Control):
			flush()
		case l.field == Department && has(Control):
			flush()
		}
		add(l, at)
	}
	var label labelled
	done := 0 // rows that were read already
	for r := range t.sheet.Rows {
		if r < done {
			continue
		}
		expect := false
		if above := t.labelsAbove(r); above != nil {
			for done = r + 1; done < len(t.sheet.Rows) && t.fillsBelow(done, above); done++ {
				for _, c := range sortedKeys(above) {
					take(labelled{field: above[c].field, stage: above[c].stage, text: t.sheet.own(done, c)}, cell{done, c})
				}
			}
			for _, c := range sortedKeys(above) {
				t.told[cell{r, c}] = true
				t.labelled(t.sheet.own(r, c), above[c])
			}
			label = labelled{}
			continue
		}
		if cells := t.texts(r); len(cells) > 0 && (noteRow().MatchString(search.Fold(cells[0])) || t.signsForm(cells[0])) {
			t.row(r, "note", t.sheet.text(r))
			t.people(r)
			label = labelled{}
			continue
		}
		for c := range t.sheet.width() {
			text := t.sheet.own(r, c)
			if text == "" {
				// A label merged down goes on.
				if over := t.sheet.at(r, c); over != "" && t.sheet.covered[cell{r, c}].row < r && t.sheet.covered[cell{r, c}].col == c {
					if l, ok := t.label(over); ok {
						label, expect = l, true
					}
				}
				continue
			}
			at := cell{r, c}
			if isArrow(text) {
				t.told[at] = true
				t.arrows++
				continue
			}
			if list := inline(text); len(list) > 0 && !(expect && list[0].field == Owner) {
				for _, l := range list {
					take(l, at)
					t.labelled(l.said, l)
				}
				label, expect = labelled{}, false
				continue
			}
			if l, ok := t.label(text); ok && !(expect && l.field != Control) && (l.stage == "" || !expect || t.sheet.own(r, c+1) != "" || t.nextFilled(r, c) != "") && t.nextFilled(r, c) != "" {
				if l.stage != "" && label.field == Control || l.stage == "" || label.field == None {
					label, expect = l, true
					t.told[at] = true
					t.labelled(text, l)
					continue
				}
			}
			if next := t.nextFilled(r, c); isProse(label.field) && next != "" && isNumber(text) {
				if _, isLabel := t.label(next); !isLabel {
					t.told[at] = true // it numbers what stands beside it
					continue
				}
			}
			if label.field != None {
				take(labelled{field: label.field, stage: label.stage, text: text}, at)
				expect = false
				continue
			}
			if boxes {
				if step, list := stepAndRisk(text); len(list) > 0 {
					steps = append(steps, step)
					for _, l := range list {
						take(l, at)
						t.labelled(l.said, l)
					}
					t.told[at] = true
					continue
				}
				if grade, rest, ok := riskMark(text); ok {
					take(labelled{field: Title, text: rest}, at)
					if grade != "" {
						add(labelled{field: Grade, text: grade}, at)
					}
					continue
				}
				if utf8.RuneCountInString(text) <= 60 && t.sheet.filled(r) > 0 && !t.titles[key(text)] {
					steps = append(steps, joinLines(text))
					t.told[at] = true
				}
			}
		}
		if !expect {
			if t.sheet.filled(r) == 0 {
				label = labelled{}
			}
		}
	}
	flush()
	if boxes && len(steps) > 0 && t.ctx.position != nil {
		t.ctx.position.Kind = catalog.KindProcess
		w := &power{Power: catalog.Power{Name: t.ctx.position.Name}, steps: map[string][]*risk{}}
		for _, s := range steps {
			if _, twice := w.steps[s]; !twice {
				w.order = append(w.order, s)
				w.steps[s] = nil
			}
		}
		t.ctx.position.powers = append(t.ctx.position.powers, w)
	}
}

// signsForm reports a text that heads a row by which a form is passed on, and that is
// no label of it: 本人承诺.
func (t *sheetReader) signsForm(s string) bool {
	_, isLabel := t.label(s)
	return !isLabel && len(inline(s)) == 0 && signs(s)
}

// isNumber reports a text that is the number of another: 1, （2）, ③.
func isNumber(s string) bool {
	s = strings.Trim(search.Fold(s), "().、 ")
	return s != "" && utf8.RuneCountInString(s) <= 2 && readNumber(s) > 0 && strings.Trim(s, "0123456789①②③④⑤⑥⑦⑧⑨⑩一二三四五六七八九十") == ""
}

// labelsAbove are the labels of a row that holds nothing else, with the row below
// holding a value for each: a small table within a form.
func (t *sheetReader) labelsAbove(r int) map[int]labelled {
	above := map[int]labelled{}
	for c := range t.sheet.Rows[r] {
		text := t.sheet.own(r, c)
		if text == "" {
			continue
		}
		l, ok := t.label(text)
		if !ok {
			return nil
		}
		above[c] = l
	}
	if len(above) < 2 || r+1 >= len(t.sheet.Rows) || !t.fillsBelow(r+1, above) {
		return nil
	}
	return above
}

// fillsBelow reports whether a row has a text of its own below each of the labels,
// none of which is a label, and no other.
func (t *sheetReader) fillsBelow(r int, above map[int]labelled) bool {
	for c := range above {
		text := t.sheet.own(r, c)
		if _, isLabel := t.label(text); text == "" || isLabel {
			return false
		}
	}
	return t.sheet.filled(r) == len(above)
}

// labelled reports a label of a form once.
func (t *sheetReader) labelled(word string, l labelled) {
	if word == "" {
		return
	}
	for _, c := range t.report.Columns {
		if c.Heading == word {
			return
		}
	}
	t.report.Columns = append(t.report.Columns, ColumnReport{Heading: word, Field: l.field, As: l.stage, Sure: 1, How: "exact"})
}

// texts are the texts of a row.
func (t *sheetReader) texts(r int) []string {
	var out []string
	for c := range t.sheet.Rows[r] {
		if s := t.sheet.own(r, c); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// riskMark reads a box that marks a risk point: 风险点（高）：虚报需求.
func riskMark(s string) (grade, title string, ok bool) {
	m := markedRisk().FindStringSubmatch(s)
	if m == nil {
		return "", "", false
	}
	return m[1], strings.TrimSpace(m[2]), true
}

var markedRisk = pattern(`^[★▲●※◆\s]*(?:廉政|廉洁)?风险点?\s*[一二三四五\d]*\s*[(（]([^()（）]{1,6})[)）]\s*[：:]?\s*([\s\S]+)$`)

var riskInBox = pattern(`[\n（(【\[]\s*[★▲●※◆]?\s*(?:(?:廉政|廉洁|廉潔)?(?:风险点?|風險點?))\s*[\d一二三]*\s*[：:]`)

// stepAndRisk reads a box that names a step and then its risk point: 调查取证
// （风险点：隐匿证据；等级：高）.
func stepAndRisk(s string) (step string, list []labelled) {
	m := riskInBox().FindStringIndex(s)
	if m == nil || m[0] == 0 {
		return "", nil
	}
	rest := strings.TrimLeft(s[m[0]:], "\n（(【[ ")
	if opened := s[m[0]:m[1]]; strings.ContainsAny(opened, "（(【[") {
		rest = strings.TrimRight(rest, "）)】] \n")
	}
	return joinLines(s[:m[0]]), inline(rest)
}

// nextFilled is the next text to the right in the row.
func (t *sheetReader) nextFilled(r, c int) string {
	for c++; c < len(t.sheet.Rows[r]); c++ {
		if s := t.sheet.own(r, c); s != "" {
			return s
		}
	}
	return ""
}

// label reads a cell as a label of a form.
func (t *sheetReader) label(s string) (labelled, bool) {
	if utf8.RuneCountInString(s) > 16 {
		return labelled{}, false
	}
	if stage := stageOf(s); stage != "" {
		return labelled{field: Control, stage: stage}, true
	}
	if g := guessHeading(s); g.how == "exact" {
		return labelled{field: g.field}, true
	} else if g.sure >= 0.8 && g.how == "contained" {
		return labelled{field: g.field}, true
	}
	return labelled{}, false
}

// record reads the labels and values of one risk point of a form as one row.
func (t *sheetReader) record(rec []value) {
	if len(rec) == 0 {
		return
	}
	merged := map[Field]int{}
	var row []value
	for _, v := range rec {
		// A value that is spread over several cells is one value.
		if i, ok := merged[v.field]; ok && v.field != Control && v.field != Department {
			t.mark(v)
			row[i].text += "\n" + v.text
			continue
		}
		merged[v.field] = len(row)
		row = append(row, v)
	}
	t.byField = map[Field][]*column{}
	for _, v := range row {
		t.byField[v.field] = append(t.byField[v.field], v.column)
	}
	r := t.places[rec[0].index].row
	for _, v := range row {
		if v.field == Title {
			r = t.places[v.index].row
		}
	}
	if u := text(row, UnitName); u != "" && t.result.Report.Unit == "" {
		t.result.Report.Unit = u
	}
	if t.has(Position) {
		t.ctx.department = "" // a form tells its own
		t.ctx.positionFromGroup, _ = withoutNames(cleanPlace(text(row, Position)))
	}
	if t.has(Position) || t.has(Department) || t.ctx.position == nil {
		t.place(r, row)
	} else {
		t.positionFields(r, row, t.ctx.position)
		t.powers(r, row, t.ctx.position)
	}
	rep := RowReport{Row: r + 1, As: "position", Position: t.ctx.position.Name}
	for _, v := range row {
		t.mark(v)
	}
	if t.has(t.titleField()) && (t.has(Title) || t.has(Manifestation) || t.has(Control)) {
		t.cur = nil
		t.newRisks(r, row)
		rep.As, rep.Risk = "risk", t.cur.Title
	}
	t.report.Rows = append(t.report.Rows, rep)
}

// mark takes a cell of a form for one that the result holds, unless its field has
// no place there.
func (t *sheetReader) mark(v value) {
	switch v.field {
	case Person, Phone, Opinion, Ignore, None:
	default:
		t.used[t.places[v.index]] = true
	}
}

// isArrow reports a cell that draws a line of a chart.
func isArrow(s string) bool {
	return strings.Trim(s, "→↓←↑▼▲▶◀⇒⇩⇨⬇➡⬅⬆│┃|─━-—↘↙↗↖➔➜┐└┘┌├┤┬┴┼ \n>＞vV") == ""
}
