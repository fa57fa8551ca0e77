package format

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"gongshi/generator/catalog"
)

// labels are the words of one language for the fields of a risk point.
type labels struct {
	colon, semicolon, open, close, list string
	field                               map[string]string
	internal, public                    string
}

var chinese = labels{
	colon: "：", semicolon: "；", open: "（", close: "）", list: "、", internal: "内部", public: "公开",
	field: map[string]string{
		"category": "类别", "grade": "等级", "likelihood": "可能性", "severity": "影响程度", "exposure": "暴露频率",
		"kind": "种类", "source": "来源", "manifestation": "表现", "cause": "成因", "consequence": "后果",
		"liability": "责任追究", "basis": "依据", "reason": "评级理由", "residual": "剩余等级", "review_by": "复核日期",
		"audience": "公开范围", "extends": "承接", "allow": "豁免", "control": "防控措施",
		"owner": "责任", "supervisor": "监督", "due": "时限", "frequency": "频次", "treatment": "方式", "indicator": "指标",
	},
}

var english = labels{
	colon: ": ", semicolon: "; ", open: " (", close: ")", list: ", ", internal: "internal", public: "public",
	field: map[string]string{},
}

func (l labels) of(field string) string {
	if word := l.field[field]; word != "" {
		return word
	}
	return field
}

var (
	englishLabel = regexp.MustCompile(`(?m)^[-*+] +(?:category|grade|manifestation|control|cause|consequence|basis)\s*[:：]`)
	chineseLabel = regexp.MustCompile(`(?m)^[-*+] +(?:风险)?(?:类别|等级|表现|防控措施|成因|后果|依据)\s*[:：]`)
)

// labelsOf tells in which language a file labels its fields.
func labelsOf(data []byte) labels {
	if len(englishLabel.FindAll(data, -1)) > len(chineseLabel.FindAll(data, -1)) {
		return english
	}
	return chinese
}

// Markdown writes a position as a file of its own. Its id is the file's name.
func Markdown(p *catalog.Position) []byte {
	doc := &document{tables: []*table{{}}}
	positionKeys(doc.tables[0], p)
	powerTables(doc, nil, p)
	return joinMarkdown(doc, p, chinese)
}

// writeBody writes what stands below the front matter.
func writeBody(b *bytes.Buffer, p *catalog.Position, l labels) {
	writeProse(b, p.Description)
	for i := range p.Risks {
		r := &p.Risks[i]
		fmt.Fprintf(b, "\n## %s {#%s}\n", headingText(r.Title), r.ID)
		w := listWriter{b: b, labels: l, mark: markBefore(r.Description)}
		w.risk(r)
		if !w.begun && anyList.MatchString(r.Description.Markdown) {
			fmt.Fprintf(b, "\n%s\n", w.mark[:1]) // the first list is that of the fields
		}
		writeProse(b, r.Description)
	}
}

var (
	dashList = regexp.MustCompile(`^\s*-(?:\s|$)`)
	anyList  = regexp.MustCompile(`(?m)^\s*(?:[-*+]|\d{1,9}[.)])(?:\s|$)`)
)

// markBefore is the mark of the entries of a list of fields above prose, with the space
// that stands behind it beside the usual one. Prose that begins with a list of the same
// mark would go on with the fields, and indented prose with the last of them.
func markBefore(p catalog.Prose) string {
	mark := "-"
	if dashList.MatchString(p.Markdown) {
		mark = "*"
	}
	indent := len(p.Markdown) - len(strings.TrimLeft(p.Markdown, " "))
	return mark + strings.Repeat(" ", max(indent-1, 0))
}

func writeProse(b *bytes.Buffer, p catalog.Prose) {
	text := strings.Trim(strings.ReplaceAll(p.Markdown, "\r\n", "\n"), "\n")
	if strings.TrimSpace(text) != "" {
		b.WriteString("\n" + strings.TrimRight(text, " \t\n") + "\n")
	}
}

// listWriter writes the field list of a risk point.
type listWriter struct {
	b *bytes.Buffer
	labels
	mark  string // of the entries, with what space stands behind it but one
	begun bool
}

// line writes a field. Each line of a text of several is an entry of a list below
// it.
func (w *listWriter) line(field, text string) {
	if text == "" {
		return
	}
	w.begin()
	lines := strings.FieldsFunc(text, func(r rune) bool { return r == '\n' })
	if field == "basis" || field == "allow" || len(lines) < 2 {
		// Entries of a list below these would be values of their own.
		w.item(w.mark, w.of(field)+w.colon, text)
		return
	}
	w.above(w.of(field))
	for _, line := range lines {
		if line = strings.TrimSpace(line); line != "" {
			w.item(w.inner(), "", line)
		}
	}
}

// begin leaves the blank line above the list.
func (w *listWriter) begin() {
	if !w.begun {
		w.begun = true
		w.b.WriteByte('\n')
	}
}

// above writes the label of a list of texts.
func (w *listWriter) above(label string) {
	fmt.Fprintf(w.b, "%s %s\n", w.mark, strings.TrimRight(label+w.colon, " "))
}

// inner is the mark of the texts below such a label.
func (w *listWriter) inner() string { return strings.Repeat(" ", len(w.mark)+1) + "-" }

// item writes one entry after its mark. Further lines of its text become paragraphs.
func (w *listWriter) item(mark, label, text string) {
	lines := strings.Split(text, "\n")
	first := strings.TrimSpace(lines[0])
	if label == "" {
		first = blockText(first)
	} else {
		first = escape(first)
	}
	fmt.Fprintf(w.b, "%s %s%s\n", mark, label, first)
	for _, line := range lines[1:] {
		if line = strings.TrimSpace(line); line != "" {
			fmt.Fprintf(w.b, "\n%*s %s\n", len(mark), "", blockText(line))
		}
	}
}

func (w *listWriter) number(field string, n float64) {
	if n != 0 {
		w.line(field, strconv.FormatFloat(n, 'f', -1, 64))
	}
}

func (w *listWriter) audience(field, a string) {
	switch a {
	case catalog.AudienceInternal:
		w.line(field, w.internal)
	case catalog.AudiencePublic:
		w.line(field, w.public)
	}
}

func (w *listWriter) risk(r *catalog.RiskPoint) {
	w.line("category", strings.Join(r.Category, w.list))
	w.line("grade", r.Grade)
	w.number("likelihood", r.Likelihood)
	w.number("severity", r.Severity)
	w.number("exposure", r.Exposure)
	w.line("kind", r.Kind)
	w.line("source", r.Source)
	w.line("manifestation", r.Manifestation)
	w.line("cause", r.Cause)
	w.line("consequence", r.Consequence)
	w.line("liability", r.Liability)
	for _, basis := range r.Basis {
		w.line("basis", basis)
	}
	w.line("reason", r.Reason)
	w.line("residual", r.Residual)
	w.line("review_by", r.ReviewBy.String())
	w.audience("audience", r.Audience)
	w.line("extends", r.Extends)
	for _, a := range r.Allow {
		w.line("allow", a.Rule+w.open+a.Reason+w.close)
	}
	w.controls(r.Controls)
}

// controls writes consecutive controls of one stage under one label.
func (w *listWriter) controls(list []catalog.Control) {
	for len(list) > 0 {
		n := 1
		for n < len(list) && list[n].Stage == list[0].Stage {
			n++
		}
		label := list[0].Stage
		if label == "" {
			label = w.of("control")
		}
		w.begin()
		if n == 1 {
			w.item(w.mark, label+w.colon, w.control(&list[0]))
		} else {
			w.above(label)
			for i := range list[:n] {
				w.item(w.inner(), "", w.control(&list[i]))
			}
		}
		list = list[n:]
	}
}

func (w *listWriter) control(c *catalog.Control) string {
	var fields []string
	add := func(field, value string) {
		if value != "" {
			fields = append(fields, w.of(field)+w.colon+value)
		}
	}
	add("owner", c.Owner)
	add("supervisor", c.Supervisor)
	add("due", c.Due)
	add("frequency", c.Frequency)
	add("treatment", c.Treatment)
	for _, basis := range c.Basis {
		add("basis", basis)
	}
	add("indicator", c.Indicator)
	switch c.Audience {
	case catalog.AudienceInternal:
		add("audience", w.internal)
	case catalog.AudiencePublic:
		add("audience", w.public)
	}
	if len(fields) == 0 {
		return c.Text
	}
	return c.Text + w.open + strings.Join(fields, w.semicolon) + w.close
}

// escape keeps a backslash of the text from being read as an escape.
func escape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && isASCIIPunct(s[i+1]) {
			b.WriteByte('\\')
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func isASCIIPunct(c byte) bool {
	return c > ' ' && c < 0x7f && !(c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z')
}

// blockMark is what Markdown takes for the beginning of another block than a
// paragraph.
var blockMark = regexp.MustCompile("^(?:[-+*#>=<|~`_\\[]|\\d{1,9}[.)])")

// blockText is a text as it may begin a paragraph.
func blockText(s string) string {
	s = escape(s)
	m := blockMark.FindString(s)
	if m == "" {
		return s
	}
	return s[:len(m)-1] + `\` + s[len(m)-1:]
}

// headingText is a title as it may stand in a heading.
func headingText(s string) string {
	s = escape(strings.TrimSpace(strings.ReplaceAll(s, "\n", " ")))
	if strings.HasSuffix(s, "#") {
		s = s[:len(s)-1] + `\#`
	}
	return s
}
