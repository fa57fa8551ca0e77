package exchange

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"gongshi/generator/catalog"
)

// The office's form is a table for people to go on with: it holds what editors
// write, in their words, with the ids by which it finds its way back when it is
// imported again. Columns that are empty throughout are left out, but for those
// that every such form has.

// Form is the office's form of a unit, or of several.
type Form struct {
	Title        string
	Positions    []catalog.Position
	ByDepartment bool // a sheet for each department
	// Units are the names of units by their folders, where the positions are of several:
	// a column tells them apart.
	Units map[string]string
}

// unit is the name of the unit of a position, where there are several.
func (f *Form) unit(p *catalog.Position) string { return f.Units[path.Dir(p.Origin.File)] }

// formColumn is a column of the form. part says of what it tells: cells of a
// position or a risk point are merged over its rows. The width is in digits.
type formColumn struct {
	name    string
	part    formPart
	width   float64
	always  bool
	printed bool
	value   func(*catalog.Position, *catalog.RiskPoint, *catalog.Control) string
}

type formPart int

const (
	ofPosition formPart = iota
	ofRisk
	ofControl
)

type (
	pos  = *catalog.Position
	rsk  = *catalog.RiskPoint
	ctrl = *catalog.Control
)

// What the paper form has stands first, in widths that fit a page; the rest beside it is
// for those who go on with the table.
var formColumns = []formColumn{
	{"部门", ofPosition, 10, true, true, func(p pos, _ rsk, _ ctrl) string { return p.Department }},
	{"岗位", ofPosition, 13, true, true, func(p pos, _ rsk, _ ctrl) string { return p.Name }},
	{"风险点", ofRisk, 20, true, true, func(_ pos, r rsk, _ ctrl) string { return r.Title }},
	{"风险类别", ofRisk, 11, true, true, func(_ pos, r rsk, _ ctrl) string { return list(r.Category) }},
	{"风险等级", ofRisk, 8, true, true, func(_ pos, r rsk, _ ctrl) string { return r.Grade }},
	{"可能性", ofRisk, 7, false, true, func(_ pos, r rsk, _ ctrl) string { return number(r.Likelihood) }},
	{"影响程度", ofRisk, 8, false, true, func(_ pos, r rsk, _ ctrl) string { return number(r.Severity) }},
	{"暴露频率", ofRisk, 8, false, true, func(_ pos, r rsk, _ ctrl) string { return number(r.Exposure) }},
	{"表现形式", ofRisk, 32, true, true, func(_ pos, r rsk, _ ctrl) string { return r.Manifestation }},
	{"防线", ofControl, 10, false, true, func(_ pos, _ rsk, c ctrl) string { return c.Stage }},
	{"防控措施", ofControl, 38, true, true, func(_ pos, _ rsk, c ctrl) string { return c.Text }},
	{"责任人", ofControl, 12, true, true, func(_ pos, _ rsk, c ctrl) string { return c.Owner }},
	{"监督部门", ofControl, 12, false, true, func(_ pos, _ rsk, c ctrl) string { return c.Supervisor }},
	{"时限", ofControl, 11, false, true, func(_ pos, _ rsk, c ctrl) string { return c.Due }},
	{"频次", ofControl, 9, false, true, func(_ pos, _ rsk, c ctrl) string { return c.Frequency }},

	{"岗位种类", ofPosition, 8, false, false, func(p pos, _ rsk, _ ctrl) string { return kindWords[p.Kind] }},
	{"层级", ofPosition, 8, false, false, func(p pos, _ rsk, _ ctrl) string { return levels[p.Level].hans }},
	{"在岗人数", ofPosition, 8, false, false, func(p pos, _ rsk, _ ctrl) string { return number(float64(p.Holders)) }},
	{"职责", ofPosition, 30, false, false, func(p pos, _ rsk, _ ctrl) string { return strings.Join(p.Duties, "\n") }},
	{"分管部门", ofPosition, 14, false, false, func(p pos, _ rsk, _ ctrl) string { return strings.Join(p.Manages, "\n") }},
	{"岗位说明", ofPosition, 30, false, false, func(p pos, _ rsk, _ ctrl) string { return p.Description.Markdown }},
	{"岗位公开范围", ofPosition, 8, false, false, func(p pos, _ rsk, _ ctrl) string { return audienceWords[p.Audience] }},
	{"方式", ofControl, 10, false, false, func(_ pos, _ rsk, c ctrl) string { return c.Treatment }},
	{"指标", ofControl, 14, false, false, func(_ pos, _ rsk, c ctrl) string { return c.Indicator }},
	{"措施依据", ofControl, 24, false, false, func(_ pos, _ rsk, c ctrl) string { return strings.Join(c.Basis, "\n") }},
	{"措施公开范围", ofControl, 8, false, false, func(_ pos, _ rsk, c ctrl) string { return audienceWords[c.Audience] }},
	{"成因", ofRisk, 30, false, false, func(_ pos, r rsk, _ ctrl) string { return r.Cause }},
	{"后果", ofRisk, 30, false, false, func(_ pos, r rsk, _ ctrl) string { return r.Consequence }},
	{"责任追究", ofRisk, 30, false, false, func(_ pos, r rsk, _ ctrl) string { return r.Liability }},
	{"依据", ofRisk, 28, false, false, func(_ pos, r rsk, _ ctrl) string { return strings.Join(r.Basis, "\n") }},
	{"评级理由", ofRisk, 28, false, false, func(_ pos, r rsk, _ ctrl) string { return r.Reason }},
	{"剩余等级", ofRisk, 8, false, false, func(_ pos, r rsk, _ ctrl) string { return r.Residual }},
	{"种类", ofRisk, 12, false, false, func(_ pos, r rsk, _ ctrl) string { return r.Kind }},
	{"来源", ofRisk, 10, false, false, func(_ pos, r rsk, _ ctrl) string { return r.Source }},
	{"复核日期", ofRisk, 12, false, false, func(_ pos, r rsk, _ ctrl) string { return r.ReviewBy.String() }},
	{"公开范围", ofRisk, 8, false, false, func(_ pos, r rsk, _ ctrl) string { return audienceWords[r.Audience] }},
	{"承接", ofRisk, 18, false, false, func(_ pos, r rsk, _ ctrl) string { return r.Extends }},
	{"豁免", ofRisk, 18, false, false, func(_ pos, r rsk, _ ctrl) string { return allowances(r.Allow) }},
	{"说明", ofRisk, 30, false, false, func(_ pos, r rsk, _ ctrl) string { return r.Description.Markdown }},
	{"岗位豁免", ofPosition, 18, false, false, func(p pos, _ rsk, _ ctrl) string { return allowances(p.Allow) }},
	{"岗位编号", ofPosition, 14, true, false, func(p pos, _ rsk, _ ctrl) string { return p.ID }},
	{"风险点编号", ofRisk, 14, true, false, func(_ pos, r rsk, _ ctrl) string { return r.ID }},
}

var kindWords = map[string]string{catalog.KindDepartment: "部门", catalog.KindUnit: "单位", catalog.KindProcess: "流程", catalog.KindPlace: "场所"}

var audienceWords = map[string]string{catalog.AudienceInternal: "内部", catalog.AudiencePublic: "公开"}

func allowances(list []catalog.Allowance) string {
	lines := make([]string, len(list))
	for i, a := range list {
		lines[i] = a.Rule + "（" + a.Reason + "）"
	}
	return strings.Join(lines, "\n")
}

// formRow is one row of the form. Its places in the position and in the risk point
// tell where cells are merged.
type formRow struct {
	position *catalog.Position
	risk     *catalog.RiskPoint
	control  *catalog.Control
	inRisk   int // rows of the risk point above this one
	inPos    int
}

func formRows(positions []catalog.Position) []formRow {
	var rows []formRow
	for i := range positions {
		p := &positions[i]
		risks := p.Risks
		if len(risks) == 0 {
			risks = make([]catalog.RiskPoint, 1)
		}
		inPos := 0
		for j := range risks {
			controls := risks[j].Controls
			if len(controls) == 0 {
				controls = make([]catalog.Control, 1)
			}
			for k := range controls {
				rows = append(rows, formRow{p, &risks[j], &controls[k], k, inPos})
				inPos++
			}
		}
	}
	return rows
}

// shownColumns are those that the form has.
func (f *Form) shownColumns() []formColumn {
	rows := formRows(f.Positions)
	var out []formColumn
	if f.Units != nil {
		out = append(out, formColumn{unitHeading, ofPosition, 12, true, true, func(p pos, _ rsk, _ ctrl) string { return f.unit(p) }})
	}
	for _, c := range formColumns {
		shown := c.always
		for i := 0; i < len(rows) && !shown; i++ {
			shown = c.value(rows[i].position, rows[i].risk, rows[i].control) != ""
		}
		if shown {
			out = append(out, c)
		}
	}
	return out
}

// CSV writes the form as a table without merged cells: every row says all of its
// position and of its risk point. The powers of positions follow below it, under a
// heading of their own.
func (f *Form) CSV(w io.Writer) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	columns := f.shownColumns()
	cells := make([]string, len(columns))
	for i, c := range columns {
		cells[i] = c.name
	}
	if err := out.Write(cells); err != nil {
		return err
	}
	for _, r := range formRows(f.Positions) {
		for i, c := range columns {
			cells[i] = inert(c.value(r.position, r.risk, r.control))
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	if rows := f.powerRows(); len(rows) > 1 {
		for _, row := range rows {
			for i := range row {
				row[i] = inert(row[i])
			}
			if err := out.Write(row); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

// XLSX writes the form as a workbook ready for print: a title, a heading on every
// page, cells merged over the rows of a position and of a risk point, rows as high as
// what is printed of them, filters. The powers of positions stand on a sheet of their own.
func (f *Form) XLSX(w io.Writer) error {
	book := excelize.NewFile()
	defer book.Close()
	columns := f.shownColumns()
	sheets := []formSheet{{"风险点", f.Positions}}
	if f.ByDepartment {
		sheets = f.byDepartment()
	}
	for i, s := range sheets {
		if i == 0 {
			if err := book.SetSheetName("Sheet1", s.name); err != nil {
				return fmt.Errorf("make workbook: %w", err)
			}
		} else if _, err := book.NewSheet(s.name); err != nil {
			return fmt.Errorf("make workbook: %w", err)
		}
		if err := f.sheet(book, s, columns); err != nil {
			return fmt.Errorf("make workbook: %w", err)
		}
	}
	if err := f.powers(book); err != nil {
		return fmt.Errorf("make workbook: %w", err)
	}
	if err := book.Write(w); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

type formSheet struct {
	name      string
	positions []catalog.Position
}

// byDepartment parts the positions, departments in the order in which they are met.
func (f *Form) byDepartment() []formSheet {
	var out []formSheet
	at := map[string]int{}
	taken := map[string]bool{"职权": true}
	for _, p := range f.Positions {
		name := strings.TrimSpace(f.unit(&p) + " " + p.Department)
		i, met := at[name]
		if !met {
			i = len(out)
			at[name] = i
			out = append(out, formSheet{name: sheetName(name, taken)})
		}
		out[i].positions = append(out[i].positions, p)
	}
	if len(out) == 0 {
		return []formSheet{{name: "风险点"}}
	}
	return out
}

// sheetName is a name that a sheet may have and no other sheet has.
func sheetName(s string, taken map[string]bool) string {
	s = strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) {
			return '-'
		}
		return r
	}, s), "' ")
	if s == "" {
		s = "其他"
	}
	if r := []rune(s); len(r) > 28 {
		s = string(r[:28])
	}
	for n, name := 2, s; ; n++ {
		if !taken[strings.ToLower(name)] {
			taken[strings.ToLower(name)] = true
			return name
		}
		name = fmt.Sprintf("%s%d", s, n)
	}
}

// headRows is how many rows the form has above its first: title and heading.
const headRows = 2

func (f *Form) sheet(book *excelize.File, s formSheet, columns []formColumn) error {
	rows := formRows(s.positions)
	if err := formLayout(book, s.name, len(columns), printedColumns(columns), len(rows)+headRows, headRows); err != nil {
		return err
	}
	st, err := formStyles(book)
	if err != nil {
		return err
	}
	stream, err := book.NewStreamWriter(s.name)
	if err != nil {
		return err
	}
	for i := len(columns); i > 0; i-- {
		if err := stream.SetColWidth(i, i, columns[i-1].width); err != nil {
			return err
		}
	}
	if err := stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: headRows, TopLeftCell: "A3", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := stream.SetRow("A1", []any{excelize.Cell{StyleID: st.title, Value: cellText(f.Title)}}, excelize.RowOpts{Height: 34}); err != nil {
		return err
	}
	head := make([]any, len(columns))
	for i, c := range columns {
		head[i] = excelize.Cell{StyleID: st.head, Value: c.name}
	}
	if err := stream.SetRow("A2", head, excelize.RowOpts{Height: 30}); err != nil {
		return err
	}
	heights := rowHeights(rows, columns)
	for i, r := range rows {
		cells := make([]any, len(columns))
		for j, c := range columns {
			cell := excelize.Cell{StyleID: st.body}
			first := c.part == ofControl || c.part == ofRisk && r.inRisk == 0 || c.part == ofPosition && r.inPos == 0
			if text := c.value(r.position, r.risk, r.control); first && text != "" {
				cell.Value = cellText(text)
			}
			cells[j] = cell
		}
		if err := stream.SetRow(fmt.Sprintf("A%d", i+headRows+1), cells, excelize.RowOpts{Height: heights[i]}); err != nil {
			return err
		}
	}
	if err := mergeRows(stream, rows, columns); err != nil {
		return err
	}
	return stream.Flush()
}

// lastOf is the last row of the position or the risk point that a row begins, or the row
// itself where it begins none.
func lastOf(rows []formRow, start int, part formPart) int {
	within := func(r formRow) bool { return part == ofRisk && r.inRisk > 0 || part == ofPosition && r.inPos > 0 }
	end := start
	for !within(rows[start]) && end+1 < len(rows) && within(rows[end+1]) {
		end++
	}
	return end
}

// mergeRows merges the title over what is printed, and the cells of positions and risk
// points over their rows.
func mergeRows(stream *excelize.StreamWriter, rows []formRow, columns []formColumn) error {
	if n := printedColumns(columns); n > 1 {
		if err := mergeCells(stream, 0, 0, 0, n-1); err != nil {
			return err
		}
	}
	for start := range rows {
		for c, col := range columns {
			if end := lastOf(rows, start, col.part); end > start {
				if err := mergeCells(stream, start+headRows, c, end+headRows, c); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// printedColumns is how many columns are printed: the first.
func printedColumns(columns []formColumn) int {
	n := 0
	for n < len(columns) && columns[n].printed {
		n++
	}
	return n
}

// Heights of rows in points, and widths of characters in those of digits.
const (
	formLine   = 15
	formMargin = 4
	mostHeight = 409 // that a row may have
	hanWidth   = 2.1
)

// rowHeights are as much as the printed cells need, of which no program works out those
// that are merged. A text that needs more than the rows of its risk point makes each of
// them higher.
func rowHeights(rows []formRow, columns []formColumn) []float64 {
	heights := make([]float64, len(rows))
	for _, part := range []formPart{ofControl, ofRisk, ofPosition} {
		for start := 0; start < len(rows); {
			end := lastOf(rows, start, part)
			r, lines, have := rows[start], 1, 0.0
			for _, c := range columns {
				if c.printed && c.part == part {
					lines = max(lines, linesOf(c.value(r.position, r.risk, r.control), c.width))
				}
			}
			for i := start; i <= end; i++ {
				have += heights[i]
			}
			if lack := float64(lines)*formLine + formMargin - have; lack > 0 {
				for i := start; i <= end; i++ {
					heights[i] = min(mostHeight, heights[i]+lack/float64(end-start+1))
				}
			}
			start = end + 1
		}
	}
	return heights
}

// linesOf is about how many lines a text takes in a column. A character of three bytes,
// as Chinese ones are, is as wide as two others.
func linesOf(text string, width float64) int {
	lines := 0
	for line := range strings.SplitSeq(text, "\n") {
		runes := utf8.RuneCountInString(line)
		han := (len(line) - runes) / 2
		wide := float64(runes-han) + hanWidth*float64(han)
		lines += max(1, int(math.Ceil(wide/(width-1))))
	}
	return lines
}

func mergeCells(stream *excelize.StreamWriter, top, left, bottom, right int) error {
	first, err := excelize.CoordinatesToCellName(left+1, top+1)
	if err != nil {
		return err
	}
	last, err := excelize.CoordinatesToCellName(right+1, bottom+1)
	if err != nil {
		return err
	}
	return stream.MergeCell(first, last)
}

type styles struct{ title, head, body int }

func formStyles(book *excelize.File) (s styles, err error) {
	var border []excelize.Border
	for _, side := range []string{"left", "right", "top", "bottom"} {
		border = append(border, excelize.Border{Type: side, Color: "808080", Style: 1})
	}
	if s.title, err = book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true, Size: 16}, Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center"}}); err != nil {
		return s, err
	}
	if s.head, err = book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Border: border, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EDF3"}},
		Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}}); err != nil {
		return s, err
	}
	s.body, err = book.NewStyle(&excelize.Style{Border: border, Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}})
	return s, err
}

// formLayout sets the filter and the page of a sheet of so many columns and rows, of which
// the first are the heading: A4 across, the columns that are printed as wide as the paper,
// the heading on every page, numbered pages.
func formLayout(book *excelize.File, name string, columns, printed, rows, heading int) error {
	last, err := excelize.CoordinatesToCellName(columns, max(rows, heading))
	if err != nil {
		return err
	}
	lastPrinted, err := excelize.CoordinatesToCellName(printed, max(rows, heading), true)
	if err != nil {
		return err
	}
	if err := book.SetSheetDimension(name, "A1:"+last); err != nil {
		return err
	}
	if err := book.AutoFilter(name, fmt.Sprintf("A%d:%s", heading, last), nil); err != nil {
		return err
	}
	a4, wide, high := 9, 1, 0
	orientation, fit := "landscape", true
	if err := book.SetPageLayout(name, &excelize.PageLayoutOptions{Size: &a4, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &high}); err != nil {
		return err
	}
	if err := book.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	if err := book.SetHeaderFooter(name, &excelize.HeaderFooterOptions{OddFooter: "&C第 &P 页，共 &N 页"}); err != nil {
		return err
	}
	if err := setMargins(book, name); err != nil {
		return err
	}
	sheet := "'" + strings.ReplaceAll(name, "'", "''") + "'!"
	if err := book.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", Scope: name, RefersTo: sheet + "$A$1:" + lastPrinted}); err != nil {
		return err
	}
	return book.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: name, RefersTo: fmt.Sprintf("%s$1:$%d", sheet, heading)})
}

// setMargins leaves as much of the paper for a table as printers can use.
func setMargins(book *excelize.File, sheet string) error {
	side, end := 0.4, 0.6 // inches
	return book.SetPageMargins(sheet, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &end, Bottom: &end})
}

// unitHeading is the heading of what tells units apart.
const unitHeading = "单位"

// powerHeading is the heading of the sheet of powers.
var powerHeading = []string{"岗位编号", "职权编号", "职权名称", "职权类型", "设定依据", "办理条件", "职权公开范围", "环节编号", "环节名称", "承办", "环节种类", "下一环节", "环节风险点", "办理时限"}

// powerRows are the heading and the rows of the sheet of powers, one for each step.
func (f *Form) powerRows() (rows [][]string) {
	rows = append(rows, f.withUnit(unitHeading, powerHeading))
	for i := range f.Positions {
		p := &f.Positions[i]
		for j := range p.Powers {
			w := &p.Powers[j]
			steps := w.Steps
			if len(steps) == 0 {
				steps = make([]catalog.Step, 1)
			}
			for _, s := range steps {
				rows = append(rows, f.withUnit(f.unit(p), []string{p.ID, w.ID, w.Name, w.Type, strings.Join(w.Basis, "\n"), w.Conditions, audienceWords[w.Audience],
					s.ID, s.Name, s.By, s.Kind, strings.Join(s.Next, "\n"), strings.Join(s.Risks, "\n"), s.Limit}))
			}
		}
	}
	return rows
}

// withUnit is a row of powers, with the unit before it where there are several.
func (f *Form) withUnit(unit string, row []string) []string {
	if f.Units == nil {
		return slices.Clone(row)
	}
	return append([]string{unit}, row...)
}

// powerWidths are those of the column of units and of those of powerHeading.
var powerWidths = []float64{12, 14, 12, 18, 11, 28, 24, 8, 10, 22, 14, 9, 12, 18, 12}

// powers writes the sheet of powers. Without powers there is none.
func (f *Form) powers(book *excelize.File) error {
	rows := f.powerRows()
	if len(rows) < 2 {
		return nil
	}
	widths := powerWidths[len(powerWidths)-len(rows[0]):]
	const name = "职权"
	if _, err := book.NewSheet(name); err != nil {
		return err
	}
	if err := formLayout(book, name, len(widths), len(widths), len(rows), 1); err != nil {
		return err
	}
	st, err := formStyles(book)
	if err != nil {
		return err
	}
	stream, err := book.NewStreamWriter(name)
	if err != nil {
		return err
	}
	for i := len(widths); i > 0; i-- {
		if err := stream.SetColWidth(i, i, widths[i-1]); err != nil {
			return err
		}
	}
	if err := stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	for r, row := range rows {
		cells, style, lines := make([]any, len(row)), st.body, 1
		if r == 0 {
			style = st.head
		}
		for c, text := range row {
			cell := excelize.Cell{StyleID: style}
			if text != "" {
				cell.Value = cellText(text)
				lines = max(lines, linesOf(text, widths[c]))
			}
			cells[c] = cell
		}
		height := min(mostHeight, float64(lines*formLine+formMargin))
		if err := stream.SetRow(fmt.Sprintf("A%d", r+1), cells, excelize.RowOpts{Height: height}); err != nil {
			return err
		}
	}
	return stream.Flush()
}
