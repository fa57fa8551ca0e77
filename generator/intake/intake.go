// Package intake makes catalogues of the spreadsheets that offices keep. It reads
// tables as they are found: with titles above the heading, headings of several
// rows, merged cells, groups, printed pages, forms with their labels at the side.
//
// It guarantees that no cell is dropped in silence: what a cell says is in the
// catalogue, or the report names the cell and says why not. It never takes a
// person's name into the catalogue from a column that says who is responsible. The
// same table with the same options gives the same result.
package intake

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
	"gongshi/generator/load"
)

// Options decide what a table does not say.
type Options struct {
	// Columns says what columns hold: keys are headings or column letters.
	Columns map[string]string
	// HeadRow is the number of the heading's first row, or 0 to find it.
	HeadRow int
	// Sheets names the sheets to read; none means all.
	Sheets []string
	// Schemes are those that the unit may use, Scheme the one that it states, and
	// Default the one it has where it states none.
	Schemes         map[string]*catalog.Scheme
	Scheme, Default string
	// Positions are the names of the positions that the unit has. One that reads as
	// several posts stays one.
	Positions []string
}

// Result is what was read of a table. Ids are empty unless the table gives them.
type Result struct {
	Positions []catalog.Position
	// Scheme is the scheme that suits the table. Where no scheme has all of its
	// words, Added holds what a scheme of the unit's own adds to it.
	Scheme string
	Added  *Addition
	Report Report
	// Catalogue is set where the file is a catalogue and no table: it tells every field.
	Catalogue bool

	powers     bool // a sheet that this program wrote tells of the powers
	positions  []*position
	grades     []gradeUse
	categories []gradeUse
	scaled     []scaleWord
}

// Addition is the words that a table uses beyond those of a scheme.
type Addition struct {
	Categories, Stages []string
}

type gradeUse struct {
	written, sheet string
	col            int
}

type scaleWord struct {
	risk  *risk
	field Field
	text  string
}

// reader reads the sheets of one file.
type reader struct {
	opts     Options
	result   *Result
	index    map[[2]string]*position
	ownRisks map[[2]string]*risk // by the ids of position and risk point in a table of this program
	titles   map[string]bool
	declared int
	named    map[cell]bool
	places   map[int]cell
	arrows   int
	copies   int // risk points that were written again for another post
}

// File reads the named file. A file without a table of risk points gives a
// *Refusal, with the report of what it holds in the result.
func File(name string, opts Options) (*Result, error) {
	sheets, err := Open(name)
	if err != nil {
		return nil, err
	}
	return Read(filepath.Base(name), sheets, opts)
}

// Read makes a catalogue of sheets.
func Read(name string, sheets []*Sheet, opts Options) (*Result, error) {
	rd := &reader{opts: opts, result: &Result{Report: Report{File: name}}, index: map[[2]string]*position{}, ownRisks: map[[2]string]*risk{}, titles: map[string]bool{}}
	for _, s := range powersLast(sheets) {
		if len(opts.Sheets) > 0 && !slices.Contains(opts.Sheets, s.Name) {
			continue
		}
		rd.sheet(s)
	}
	res := rd.result
	if err := cmp.Or(rd.unknownOptions(sheets), severalUnits(sheets)); err != nil {
		return res, err
	}
	rd.finish()
	if res.Report.Risks == 0 {
		return res, rd.refusal(sheets)
	}
	return res, nil
}

// unknownOptions refuses options that name nothing in the file.
func (rd *reader) unknownOptions(sheets []*Sheet) error {
	for _, want := range rd.opts.Sheets {
		if !slices.ContainsFunc(sheets, func(s *Sheet) bool { return s.Name == want }) {
			var names []string
			for _, s := range sheets {
				names = append(names, s.Name)
			}
			return &Refusal{diag.Textf("没有名为“%s”的工作表", "there is no sheet %q", want), diag.Nearest(want, names)}
		}
	}
	for _, field := range rd.opts.Columns {
		if _, ok := FindField(field); !ok && stageOf(field) == "" {
			return &Refusal{diag.Textf("“%s”不是字段的名称", "%q is no name of a field", field), nearestField(field)}
		}
	}
	return nil
}

// nearestField is the hint for a word that names neither a field nor a stage.
func nearestField(word string) diag.Text {
	var names, stages []string
	for _, v := range vocabulary {
		names = append(names, v.name.Zh)
	}
	for _, s := range stageWords {
		stages = append(stages, s.label)
	}
	hint := diag.Nearest(word, names, stages...)
	hint.Zh += "；各道防线的措施写" + strings.Join(stages, "、")
	hint.En += "; controls of one stage: " + strings.Join(stages, ", ")
	return hint
}

// sheet reads one sheet in whichever form it has.
func (rd *reader) sheet(s *Sheet) {
	rd.result.Report.Sheets = append(rd.result.Report.Sheets, SheetReport{Name: s.Name, Hidden: s.Hidden})
	rd.named = map[cell]bool{}
	t := &sheetReader{reader: rd, sheet: s, report: &rd.result.Report.Sheets[len(rd.result.Report.Sheets)-1], used: map[cell]bool{}, told: map[cell]bool{}}
	t.besides()
	if len(s.Rows) == 0 {
		t.report.Form = "blank"
		return
	}
	if s.Hidden {
		t.note(-1, 0, diag.Warning, "sheet-hidden", diag.Textf("工作表“%s”是隐藏的；其中的风险点已导入，并标为“内部”，不会公开", "the sheet %q is hidden; its risk points were read and marked internal", s.Name), diag.Text{})
	}
	for _, c := range sortedKeys(s.HiddenCols) {
		if c < s.width() {
			t.note(0, c, diag.Note, "column-hidden", diag.Textf("%s 列在表里是隐藏的，照样导入", "column %s is hidden in the table; it was read", columnName(c)), diag.Text{})
		}
	}
	t.read = map[int]map[[2]string]int{}
	if t.ownPowers() {
		return
	}
	t.choose()
	t.leftovers()
	t.damage()
}

func sortedKeys[V any](m map[int]V) []int {
	keys := make([]int, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// choose reads the sheet as a table where it has a heading, else as a form, else
// as a flow chart.
func (t *sheetReader) choose() {
	h, ok := t.findHead()
	arrows, sides := t.survey()
	if ok && !(sides.labels > 3 && h.first > 12) {
		if t.sideBySide(h) {
			return
		}
		t.report.Form = "table"
		t.preface(0, h.first)
		t.table(h)
		return
	}
	if sides.across >= 2 && sides.labels >= 3 && t.sheet.width()*len(t.sheet.Rows) <= maxCells {
		// Labels down the side with a column for each risk point: a table on its
		// side.
		turned := t.sheet.transposed()
		if h, ok := findHead(turned, 0, nil); ok {
			t.through(turned, h)
			t.head, t.byField = head{}, nil
			t.note(-1, 0, diag.Note, "table-turned", diag.Text{Zh: "这张表的字段名在左侧、一列一个风险点，已转过来读；下面的行号是列的序号", En: "the table lies on its side and was turned; row numbers below count columns"}, diag.Text{})
			return
		}
	}
	isFlow := arrows >= 2 || t.looksLikeFlow()
	if !(isFlow && sides.labels < 3) && (sides.fields >= 3 || sides.fields >= 2 && sides.telling) {
		t.report.Form = "form"
		t.learnTitles()
		t.form(false)
		return
	}
	if isFlow {
		t.report.Form = "flow"
		t.learnTitles()
		t.form(true)
		t.note(0, 0, diag.Warning, "flow-chart", diag.Text{Zh: "这张工作表是用单元格画的流程图；框里标明的风险点已经导入，环节按先后列入流程，箭头的走向没有导入", En: "this sheet is a flow chart drawn with cells; risk points that boxes mark were read and the steps listed, but not the way of the arrows"},
			diag.Text{Zh: "在岗位文件的 [[power.step]] 里用 next 写明走向；风险点请用表格整理", En: "write the way with next in [[power.step]]; list risk points in a table"})
		return
	}
	if h, ok := headless(t.sheet); ok {
		t.report.Form = "table"
		t.note(0, 0, diag.Warning, "heading-missing", diag.Text{Zh: "这张表没有表头，各列是按内容判断的，请核对", En: "the table has no heading; what its columns hold was told by their content"},
			diag.Text{Zh: "不对时用 --map 列号=字段 指明，例如 --map B=风险点", En: "if it is wrong, say so, for example --map B=title"})
		t.table(h)
		return
	}
	t.report.Form = "none"
	for r := range t.sheet.Rows {
		if t.sheet.filled(r) > 0 {
			t.row(r, "left", t.sheet.text(r))
		}
	}
}

func (t *sheetReader) findHead() (head, bool) {
	if n := t.opts.HeadRow; n > 0 && n <= len(t.sheet.Rows) {
		h := head{first: n - 1, last: n - 1}
		h.extend(t.sheet)
		h.first = n - 1
		h.columns = columnsOf(t.sheet, h, t.given(h))
		return h, true
	}
	h, ok := findHead(t.sheet, 0, nil)
	if ok && len(t.opts.Columns) > 0 {
		h.columns = columnsOf(t.sheet, h, t.given(h))
	}
	if !ok && len(t.opts.Columns) > 0 {
		// The user names columns by their letters: the table has no heading.
		h = head{first: 0, last: -1}
		h.columns = columnsOf(t.sheet, h, t.given(h))
		ok = slices.ContainsFunc(h.columns, func(c column) bool { return c.how == "given" })
	}
	return h, ok
}

// given are the columns that the user has decided.
func (t *sheetReader) given(h head) map[int]column {
	out := map[int]column{}
	for name, word := range t.opts.Columns {
		field, ok := FindField(word)
		stage := ""
		if s := stageOf(word); s != "" {
			field, stage, ok = Control, s, true
		}
		if !ok {
			continue
		}
		for c := range t.sheet.width() {
			parts := headingParts(t.sheet, h, c)
			heading := key(strings.Join(parts, ""))
			leaf := ""
			if len(parts) > 0 {
				leaf = key(parts[len(parts)-1])
			}
			if strings.EqualFold(name, columnName(c)) || key(name) == heading || key(name) == leaf {
				out[c] = column{index: c, guess: guess{field, 1, "given"}, stage: stage}
			}
		}
	}
	return out
}

// sides tells how the labels of a form stand.
type sides struct {
	labels  int // rows that begin with a label
	fields  int // different fields that labels name, inline ones included
	across  int // values beside a label, at the least
	telling bool
}

// survey counts arrows and labels.
func (t *sheetReader) survey() (arrows int, s sides) {
	fields := map[Field]bool{}
	perLabel := map[int]int{}
	for r := range min(len(t.sheet.Rows), 400) {
		firstText, values := true, 0
		isLabel, pairs := false, false
		for c := range t.sheet.Rows[r] {
			text := t.sheet.own(r, c)
			if text == "" {
				continue
			}
			if isArrow(text) {
				arrows++
				continue
			}
			for _, l := range inline(text) {
				fields[l.field] = true
			}
			l, ok := t.label(text)
			if ok && t.nextFilled(r, c) != "" {
				fields[l.field] = true
			}
			if firstText {
				isLabel, firstText = ok, false
			} else if !ok {
				values++
			} else {
				pairs = true
			}
		}
		if pairs {
			values = min(values, 1) // label, value, label, value
		}
		if isLabel && values > 0 {
			s.labels++
			perLabel[values]++
		}
	}
	delete(fields, Seq)
	delete(fields, Person)
	delete(fields, Phone)
	delete(fields, Remark)
	delete(fields, UnitName)
	s.fields = len(fields)
	for _, f := range telling {
		s.telling = s.telling || fields[f]
	}
	if !s.telling {
		s.fields = 0
	}
	most := 0
	for n, times := range perLabel {
		if times > most || times == most && n > s.across {
			s.across, most = n, times
		}
	}
	if most*2 <= s.labels {
		s.across = 1
	}
	return arrows, s
}

func (t *sheetReader) looksLikeFlow() bool {
	for r := range min(len(t.sheet.Rows), 4) {
		if strings.Contains(key(t.sheet.text(r)), "流程图") {
			return true
		}
	}
	return false
}

// learnTitles takes the first row of a form for its title where it holds one text
// that is no label.
func (t *sheetReader) learnTitles() {
	for r := range min(len(t.sheet.Rows), 3) {
		if t.sheet.filled(r) != 1 {
			continue
		}
		for c := range t.sheet.Rows[r] {
			s := t.sheet.own(r, c)
			if s == "" || len(inline(s)) > 0 {
				continue
			}
			if _, ok := t.label(s); ok {
				continue
			}
			t.title(s)
			if t.report.Form == "flow" && t.ctx.department == "" {
				name := strings.TrimSuffix(strings.TrimSuffix(joinLines(s), "流程图"), "运行")
				if u := t.result.Report.Unit; u != "" {
					name = strings.TrimPrefix(name, u)
				}
				if name != "" {
					t.ctx.positionFromGroup = name
				}
			}
			t.row(r, "title", s)
			return
		}
	}
}

// leftovers names every cell that is in nothing else.
func (t *sheetReader) leftovers() {
	columns := map[int]*column{}
	for i := range t.head.columns {
		columns[t.head.columns[i].index] = &t.head.columns[i]
	}
	if t.sheet.flat && len(t.report.Columns) == 0 {
		columns = map[int]*column{}
	}
	for r := range t.sheet.Rows {
		for c := range t.sheet.Rows[r] {
			at := cell{r, c}
			text := t.sheet.own(r, c)
			if text == "" || t.used[at] || t.told[at] {
				continue
			}
			l := Left{Cell: cellName(r, c), Text: text, Why: whyNoTable}
			if col := columns[c]; col != nil && r > t.head.last {
				l.Heading = strings.ReplaceAll(col.heading, "\n", "")
				switch {
				case col.field == None:
					l.Why = whyUnknown
				case col.field == Ignore:
					l.Why = whyGiven
				case col.field == Person, col.field == Phone:
					l.Why = whyPrivate
				case col.field == Opinion, col.second != nil && col.second.field == col.field:
					l.Why = whyNoField
				case col.field == ReviewBy:
					l.Why = whyNoRisk
					if _, err := readDate(text); err != nil {
						l.Why = whyNoDate
					}
				default:
					l.Why = whyNoRisk
				}
			}
			if t.report.Form == "flow" {
				l.Why = whyFlow
			}
			t.report.Left = append(t.report.Left, l)
		}
	}
	for _, f := range []Field{Phone, Opinion, Person} {
		for _, c := range t.byField[f] {
			if distinct(t.sheet, t.head, c.index) > 0 {
				t.note(t.head.last, c.index, diag.Note, "column-left", diag.Textf("“%[1]s”这一列没有写进目录：%[2]s", "the column %[1]q stays out of the catalogue: %[3]s", c.heading, reasonText(map[Field]string{Opinion: whyNoField}[f]+map[bool]string{true: whyPrivate}[f != Opinion]).Zh, reasonText(map[Field]string{Opinion: whyNoField}[f]+map[bool]string{true: whyPrivate}[f != Opinion]).En), diag.Text{})
			}
		}
	}
}

// damage tells of cells whose text was spoilt before it came here.
func (t *sheetReader) damage() {
	for r := range t.sheet.Rows {
		for c := range t.sheet.Rows[r] {
			s := t.sheet.own(r, c)
			switch {
			case s == "":
			case isCellError(s):
				t.note(r, c, diag.Warning, "cell-error", diag.Textf("这一格是公式错误 %s", "the cell is the formula error %s", s), diag.Text{Zh: "在表里改正公式，或填写文字", En: "mend the formula or write the text"})
			case strings.ContainsRune(s, unicode.ReplacementChar) || strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Co, r) }) || strings.Contains(s, "锟斤拷") || strings.Contains(s, "烫烫烫"):
				t.note(r, c, diag.Warning, "text-damaged", diag.Text{Zh: "这一格有乱码", En: "the text of the cell is damaged"}, diag.Text{Zh: "对照原件改正", En: "mend it from the original"})
			}
		}
	}
}

// isCellError reports what a spreadsheet shows in the place of a value.
func isCellError(s string) bool {
	return strings.HasPrefix(s, "#") && slices.Contains([]string{"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"}, s)
}

// position finds or makes the position of a name in a department.
func (rd *reader) position(department, name, kind string) *position {
	k := [2]string{department, name}
	if kind == catalog.KindDepartment {
		k[0] = name
	}
	p := rd.index[k]
	if p == nil {
		p = &position{Position: catalog.Position{Name: name, Department: department, Kind: kind}}
		if kind == catalog.KindDepartment || kind == catalog.KindUnit {
			p.Department = ""
		}
		rd.index[k] = p
		rd.result.positions = append(rd.result.positions, p)
	}
	return p
}

// finish settles words by the scheme and counts.
func (rd *reader) finish() {
	res := rd.result
	rd.settleScheme()
	rd.share()
	rd.duplicates()
	for _, p := range res.positions {
		if p.Name == "" {
			p.Name = res.Report.Unit
			if p.Name == "" {
				p.Name = "本单位"
			}
		}
		for _, w := range p.powers {
			p.Powers = append(p.Powers, w.finished())
		}
		p.Risks = make([]catalog.RiskPoint, 0, len(p.risks))
		for _, k := range p.risks {
			p.Risks = append(p.Risks, k.RiskPoint)
			res.Report.Risks++
			res.Report.Controls += len(k.Controls)
		}
		res.Positions = append(res.Positions, p.Position)
		res.Report.Positions++
	}
	rd.traditional()
	if rd.declared > 0 && rd.declared != res.Report.Risks-rd.copies {
		rd.notes(Note{Severity: diag.Warning, Rule: "total-differs", Message: diag.Textf("表里写的风险点总数是 %d，读到 %d 个", "the table states %d risk points, %d were read", rd.declared, res.Report.Risks-rd.copies),
			Hint: diag.Text{Zh: "核对表里的总数，或看看下面哪些行没有读成风险点", En: "check the total, or see which rows were not read as risk points"}})
	}
	for i := range res.Report.Notes {
		n := &res.Report.Notes[i]
		n.Level = n.Severity.String()
	}
	res.Report.sort()
	// A large table is not to be held twice.
	res.positions, res.grades, res.categories, res.scaled = nil, nil, nil, nil
	rd.index = nil
}

// duplicates tells of risk points of one position that have the same title, and
// drops those that another sheet has to the letter, as a sheet that sums up the
// others does.
func (rd *reader) duplicates() {
	repeated := map[string]int{}
	for _, p := range rd.result.positions {
		seen := map[string]*risk{}
		p.risks = slices.DeleteFunc(p.risks, func(k *risk) bool {
			before := seen[k.Title]
			if before == nil || before.sheet == k.sheet || k.exact || !equal(before.RiskPoint, k.RiskPoint) {
				seen[k.Title] = cmp.Or(before, k)
				return false
			}
			repeated[k.sheet]++
			return true
		})
	}
	for sheet, n := range repeated {
		rd.notes(Note{Sheet: sheet, Severity: diag.Warning, Rule: "sheet-repeats", Message: diag.Textf("工作表“%s”里有 %d 个风险点与别的工作表完全相同，只导入一次", "%[2]d risk points of the sheet %[1]q are those of another sheet; they were read once", sheet, n)})
	}
	for _, p := range rd.result.positions {
		seen := map[string]*risk{}
		for _, k := range p.risks {
			if before := seen[k.Title]; before != nil && !k.exact {
				at := rd.placeOf(k)
				at.Severity, at.Rule = diag.Warning, "risk-twice"
				at.Message = diag.Textf("岗位“%s”的风险点“%s”写了两次（另一次在第 %d 行）", "the position %q has the risk point %q twice (see row %d)", p.Name, k.Title, before.at.row+1)
				at.Hint = diag.Text{Zh: "内容相同的删去一个，不同的改成能区别的名称", En: "delete one of the two, or give them distinct names"}
				rd.notes(at)
			}
			seen[k.Title] = k
		}
	}
}

// traditional tells that a table is written in Traditional characters.
func (rd *reader) traditional() {
	for _, s := range rd.result.Report.Sheets {
		for _, c := range s.Columns {
			if strings.ContainsAny(c.Heading, "風險崗責據級類監預") {
				rd.notes(Note{Sheet: s.Name, Severity: diag.Note, Rule: "traditional", Message: diag.Text{Zh: "这张表用繁体字：文字照原样写入，等级、类别和防线用方案里的写法", En: "the table is in Traditional characters: texts are kept, grades, categories and stages are worded as in the scheme"}})
				return
			}
		}
	}
}

func (rd *reader) notes(n Note) { rd.result.Report.Notes = append(rd.result.Report.Notes, n) }

func (w *power) finished() catalog.Power {
	out := w.Power
	taken := map[string]bool{}
	out.ID = ""
	for _, name := range w.order {
		s := catalog.Step{Name: name, Kind: catalog.StepTask, ID: uniqueID(load.Slug(name), taken)}
		for _, k := range w.steps[name] {
			s.Risks = append(s.Risks, k.Title) // ids are given later
		}
		out.Steps = append(out.Steps, s)
	}
	return out
}

func uniqueID(id string, taken map[string]bool) string {
	for n := 1; ; n++ {
		c := id
		if n > 1 {
			c = fmt.Sprintf("%s-%d", id, n)
		}
		if !taken[c] {
			taken[c] = true
			return c
		}
	}
}

// refusal says why there is nothing to import.
func (rd *reader) refusal(sheets []*Sheet) error {
	for _, s := range rd.result.Report.Sheets {
		if s.Form == "flow" {
			return &Refusal{diag.Textf("“%s”是用单元格画的流程图，没有标明风险点，没有导入", "%q holds a flow chart drawn with cells that marks no risk points; nothing was imported", rd.result.Report.File),
				diag.Text{Zh: "在框里写明“风险点：…”“风险等级：…”“防控措施：…”，或用表格整理风险点", En: "mark the risk points in the boxes, or list them in a table"}}
		}
	}
	for _, s := range sheets {
		for r := range s.Rows {
			if s.filled(r) == 0 {
				continue
			}
			text := []rune(joinLines(s.text(r)))
			if len(text) > 40 {
				text = append(text[:40], '…')
			}
			return &Refusal{diag.Textf("“%s”不是风险点表格：没有找到写着“风险点”“防控措施”“风险等级”等字样的表头，也没有登记表的字段名；开头是“%s”", "%q holds no table of risk points: no heading such as 风险点, 防控措施 or 风险等级 was found; it begins with %q", rd.result.Report.File, string(text)),
				diag.Text{Zh: "换成风险点的表格；表头写法特别的，用 --head-row 行号 指明表头，用 --map 列=字段 指明各列", En: "import a table of risk points; where its headings are unusual, give --head-row and --map"}}
		}
	}
	return &Refusal{diag.Textf("“%s”是空的", "%q is empty", rd.result.Report.File), diag.Text{Zh: "选择写有风险点的文件", En: "choose a file with risk points"}}
}

// IsRefusal reports whether an error says that the file is no table, and gives
// the words for the user.
func IsRefusal(err error) (*Refusal, bool) {
	var r *Refusal
	ok := errors.As(err, &r)
	return r, ok
}

// Count fills in the totals of the report.
func (res *Result) Count() {
	r := &res.Report
	r.Positions, r.Risks, r.Controls = len(res.Positions), 0, 0
	for i := range res.Positions {
		for j := range res.Positions[i].Risks {
			r.Risks++
			r.Controls += len(res.Positions[i].Risks[j].Controls)
		}
	}
}
