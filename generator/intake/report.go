package intake

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"gongshi/generator/diag"
)

// Report says what was made of a table: of each column, of each row, and of each
// cell that is in nothing else.
type Report struct {
	File      string        `json:"file"`
	Unit      string        `json:"unit,omitempty"`
	Scheme    string        `json:"scheme,omitempty"`
	Positions int           `json:"positions"`
	Risks     int           `json:"risks"`
	Controls  int           `json:"controls"`
	Sheets    []SheetReport `json:"sheets"`
	Notes     []Note        `json:"notes,omitempty"`
}

// SheetReport is the part of one sheet. Form is table, form, flow or none.
type SheetReport struct {
	Name    string         `json:"name"`
	Form    string         `json:"form"`
	Hidden  bool           `json:"hidden,omitempty"`
	Columns []ColumnReport `json:"columns,omitempty"`
	Rows    []RowReport    `json:"rows,omitempty"`
	Left    []Left         `json:"left,omitempty"`
}

// ColumnReport tells what a column was taken for. Sure is between 0 and 1. Read
// lists the texts that the result words otherwise.
type ColumnReport struct {
	Column  string       `json:"column"`
	Heading string       `json:"heading"`
	Field   Field        `json:"field"`
	As      string       `json:"as,omitempty"` // a line of defence, or what a tick stands for
	Sure    float64      `json:"sure"`
	How     string       `json:"how,omitempty"`
	Read    []Conversion `json:"read,omitempty"`
}

// Conversion is a text that was read as another.
type Conversion struct {
	Written string `json:"written"`
	Read    string `json:"read"`
	Count   int    `json:"count"`
}

// RowReport tells what was made of a row: a kind of rowKinds, with the risk point
// it went to, or its text where it went to none.
type RowReport struct {
	Row      int    `json:"row"`
	As       string `json:"as"`
	Number   string `json:"number,omitempty"` // as the table numbers it
	Position string `json:"position,omitempty"`
	Risk     string `json:"risk,omitempty"`
	Text     string `json:"text,omitempty"`
}

// Left is a cell that the result does not hold.
type Left struct {
	Cell    string `json:"cell"`
	Heading string `json:"heading,omitempty"`
	Text    string `json:"text"`
	Why     string `json:"why"`
}

// Note is something that the user has to know.
type Note struct {
	Sheet    string        `json:"sheet,omitempty"`
	Cell     string        `json:"cell,omitempty"`
	Severity diag.Severity `json:"-"`
	Level    string        `json:"severity"`
	Rule     string        `json:"rule"`
	Message  diag.Text     `json:"-"`
	Hint     diag.Text     `json:"-"`
	Text     string        `json:"message"` // Message and Hint in the language of the report
	Cure     string        `json:"hint,omitempty"`

	row, col int
}

// Format gives the note on one line, with its hint on the next.
func (n Note) Format(lang diag.Lang) string {
	place := n.Sheet
	if n.Cell != "" {
		place += "!" + n.Cell
	}
	s := fmt.Sprintf("%s: %s [%s]", n.Severity.In(lang), n.Message.In(lang), n.Rule)
	if place != "" {
		s = place + ": " + s
	}
	if hint := n.Hint.In(lang); hint != "" {
		s += "\n    " + diag.Text{Zh: "办法: ", En: "hint: "}.In(lang) + hint
	}
	return s
}

// What rows were taken for.
var rowKinds = map[string]diag.Text{
	"title":    {Zh: "标题", En: "title"},
	"heading":  {Zh: "表头", En: "heading"},
	"repeated": {Zh: "重复的表头", En: "heading again"},
	"group":    {Zh: "分组行", En: "group"},
	"context":  {Zh: "表头信息", En: "about the table"},
	"total":    {Zh: "合计", En: "total"},
	"note":     {Zh: "说明", En: "note"},
	"page":     {Zh: "页码", En: "page"},
	"risk":     {Zh: "风险点", En: "risk point"},
	"more":     {Zh: "接上一行", En: "goes on"},
	"position": {Zh: "岗位", En: "position"},
	"left":     {Zh: "没有导入", En: "left over"},
	"hidden":   {Zh: "隐藏行", En: "hidden"},
}

var forms = map[string]diag.Text{
	"table": {Zh: "表格", En: "table"},
	"form":  {Zh: "竖排的登记表", En: "form with labels at the side"},
	"flow":  {Zh: "用单元格画的流程图", En: "flow chart drawn with cells"},
	"none":  {Zh: "不是风险点表格", En: "no table of risk points"},
	"blank": {Zh: "空白", En: "blank"},
}

var ways = map[string]diag.Text{
	"exact": {Zh: "表头相符", En: "heading"}, "contained": {Zh: "表头包含", En: "part of the heading"}, "similar": {Zh: "表头相近", En: "similar heading"},
	"content": {Zh: "按内容判断", En: "by its content"}, "given": {Zh: "按指定", En: "as given"},
}

// JSON gives the report for programs, its sentences in a language.
func (r *Report) JSON(lang diag.Lang) ([]byte, error) {
	out := *r
	out.Notes = slices.Clone(r.Notes)
	for i := range out.Notes {
		n := &out.Notes[i]
		n.Text, n.Cure = n.Message.In(lang), n.Hint.In(lang)
	}
	data, err := json.MarshalIndent(&out, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode report: %w", err)
	}
	return append(data, '\n'), nil
}

// Format gives the report as text for people.
func (r *Report) Format(lang diag.Lang) string {
	var b strings.Builder
	say := func(zh, en string, args ...any) { b.WriteString(diag.Textf(zh, en, args...).In(lang) + "\n") }
	say("%s：%d 个岗位，%d 个风险点，%d 条措施", "%s: %d positions, %d risk points, %d controls", r.File, r.Positions, r.Risks, r.Controls)
	if r.Unit != "" {
		say("单位：%s", "unit: %s", r.Unit)
	}
	for _, s := range r.Sheets {
		b.WriteByte('\n')
		say("工作表“%[1]s”：%[2]s", "sheet %[1]q: %[3]s", s.Name, forms[s.Form].Zh, forms[s.Form].En)
		for _, c := range s.Columns {
			if c.Heading == "" && c.Field == None {
				continue
			}
			as := c.Field.Name().In(lang)
			if c.As != "" {
				as += diag.Textf("（%s）", " (%s)", c.As).In(lang)
			}
			line := strings.Join(strings.Fields(fmt.Sprintf("%s %s → %s", c.Column, strings.ReplaceAll(c.Heading, "\n", ""), as)), " ")
			line = "  " + line
			if c.Field != None {
				line += diag.Textf("，把握 %.0[1]f%%（%[2]s）", ", %.0[1]f%% sure (%[3]s)", c.Sure*100, ways[c.How].Zh, ways[c.How].En).In(lang)
			}
			b.WriteString(line + "\n")
			for _, v := range c.Read {
				say("       “%s”读作“%s”，%d 处", "       %q read as %q (%d×)", strings.ReplaceAll(v.Written, "\n", " "), v.Read, v.Count)
			}
		}
		s.formatRows(&b, lang)
		if len(s.Left) > 0 {
			say("  没有放进目录的单元格：", "  cells that the catalogue does not hold:")
			for _, l := range s.Left {
				heading := ""
				if l.Heading != "" {
					heading = l.Heading + " "
				}
				b.WriteString(fmt.Sprintf("    %s %s“%s”: %s\n", l.Cell, heading, strings.ReplaceAll(l.Text, "\n", " "), reasonText(l.Why).In(lang)))
			}
		}
	}
	if len(r.Notes) > 0 {
		b.WriteByte('\n')
		for _, n := range r.Notes {
			b.WriteString(n.Format(lang) + "\n")
		}
	}
	return b.String()
}

// formatRows writes what was made of the rows, with rows of one kind that follow
// one another on one line.
func (s *SheetReport) formatRows(b *strings.Builder, lang diag.Lang) {
	for i := 0; i < len(s.Rows); {
		j := i + 1
		row := s.Rows[i]
		plain := row.As == "risk" || row.As == "more" || row.As == "position"
		for plain && j < len(s.Rows) && (s.Rows[j].As == "risk" || s.Rows[j].As == "more" || s.Rows[j].As == "position") {
			j++
		}
		if !plain {
			text := rowKinds[row.As].In(lang)
			if row.Text != "" {
				text += diag.Textf("：%s", ": %s", strings.ReplaceAll(row.Text, "\n", " ")).In(lang)
			}
			b.WriteString(diag.Textf("  第 %d 行：%s", "  row %d: %s", row.Row, text).In(lang) + "\n")
			i = j
			continue
		}
		risks, more := 0, 0
		for _, r := range s.Rows[i:j] {
			if r.As == "risk" {
				risks++
			} else {
				more++
			}
		}
		numbers := ""
		if first, last := s.Rows[i].Number, s.Rows[j-1].Number; first != "" && last != "" && first != last {
			numbers = diag.Textf("，序号 %s–%s", ", numbers %s–%s", first, last).In(lang)
		}
		where := diag.Textf("第 %d–%d 行", "rows %d–%d", s.Rows[i].Row, s.Rows[j-1].Row)
		if j == i+1 {
			where = diag.Textf("第 %d 行", "row %d", s.Rows[i].Row)
		}
		b.WriteString(diag.Textf("  %[1]s：%[3]d 行写风险点，%[4]d 行接上一行%[5]s", "  %[2]s: %[3]d begin risk points, %[4]d go on%[5]s", where.Zh, where.En, risks, more, numbers).In(lang) + "\n")
		i = j
	}
}

// Why cells are left over.
const (
	whyUnknown = "unknown"
	whyPrivate = "private"
	whyNoRisk  = "no-risk"
	whyNoField = "no-field"
	whyNoDate  = "no-date"
	whyComment = "comment"
	whyGiven   = "given"
	whyNoTable = "no-table"
	whyFlow    = "flow"
)

func reasonText(why string) diag.Text {
	switch why {
	case whyUnknown:
		return diag.Text{Zh: "没有认出这一列；用 --map 指明", En: "the column was not recognised; name it with --map"}
	case whyPrivate:
		return diag.Text{Zh: "个人信息，不写进目录", En: "personal data stays out of the catalogue"}
	case whyNoRisk:
		return diag.Text{Zh: "这里没有可以归入的风险点", En: "there is no risk point for it to go to"}
	case whyNoField:
		return diag.Text{Zh: "目录里没有对应的字段", En: "the catalogue has no field for it"}
	case whyNoDate:
		return diag.Text{Zh: "不是日期；写成 2026-06-30 的样子", En: "it is no date; write it like 2026-06-30"}
	case whyComment:
		return diag.Text{Zh: "批注不导入", En: "comments are not read"}
	case whyGiven:
		return diag.Text{Zh: "按指定不导入", En: "left out as told"}
	case whyFlow:
		return diag.Text{Zh: "流程图里的文字", En: "text of a flow chart"}
	}
	return diag.Text{Zh: "不在风险点表格之内", En: "it stands outside of any table of risk points"}
}

func cellName(r, c int) string {
	name, err := excelize.CoordinatesToCellName(c+1, r+1)
	if err != nil {
		return fmt.Sprintf("R%dC%d", r+1, c+1)
	}
	return name
}

func columnName(c int) string {
	name, err := excelize.ColumnNumberToName(c + 1)
	if err != nil {
		return fmt.Sprint(c + 1)
	}
	return name
}

// sort puts the notes in the order of the table.
func (r *Report) sort() {
	order := map[string]int{}
	for i, s := range r.Sheets {
		order[s.Name] = i + 1
	}
	slices.SortStableFunc(r.Notes, func(a, b Note) int {
		return cmp.Or(cmp.Compare(order[a.Sheet], order[b.Sheet]), cmp.Compare(a.row, b.row), cmp.Compare(a.col, b.col), cmp.Compare(a.Rule, b.Rule))
	})
}
