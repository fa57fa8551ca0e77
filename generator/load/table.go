package load

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// table is a decoded TOML table. Its methods take the value of a key, report a
// value of the wrong type, and remember the key as known; finish reports the
// keys that nobody asked for.
type table struct {
	src    *source
	path   string // of the table, as it stands before its keys: "position.risk."
	mark   *mark
	values map[string]any
	known  []string
}

// parseTOML decodes the source. A line that the decoder refuses is reported and
// left out, and decoding goes on, so that one bad value does not hide the rest. Keys in
// Han are read as if they were quoted, and are then told like others that are unknown.
func parseTOML(src *source) *table {
	nothing := &table{src: src, mark: &mark{}, values: map[string]any{}}
	if src.excessiveTOML() {
		src.damaged = true
		return nothing
	}
	text, put := string(src.data), putQuotes(nil)
	for lastLine := 0; ; {
		var values map[string]any
		_, err := toml.Decode(text, &values)
		if err == nil {
			m := scanTOML([]byte(text))
			return &table{src: src, mark: place(m, src.line, put), values: values}
		}
		src.damaged = true
		var parseErr toml.ParseError
		if !errors.As(err, &parseErr) {
			src.report(ruleTOMLSyntax, src.at(src.line+1, 1), diag.Textf("TOML 无法解读：%v", "cannot read TOML: %v", err), diag.Text{})
			return nothing
		}
		at := stoppedAt(text, parseErr)
		line, col := lineCol([]byte(text), at)
		if quoted, ok := put.quoteKey(text, at, parseErr.Message); ok {
			text, lastLine = quoted, line-1
			continue
		}
		m := mistakeAt(stopIn(text, at, parseErr.Message))
		src.report(m.rule, src.at(src.line+line, put.written(line, col)), m.message, m.hint)
		if line <= lastLine || len(src.findings) > 50 {
			return nothing
		}
		lastLine = line
		var ok bool
		if text, ok = blankLine(text, line); !ok {
			return nothing
		}
	}
}

// parseValues reads a source of which no findings will be told, so that the places
// of its values are not needed.
func parseValues(src *source) *table {
	var values map[string]any
	if _, err := toml.Decode(string(src.data), &values); err != nil {
		return parseTOML(src)
	}
	return &table{src: src, mark: &mark{}, values: values}
}

// place gives the marks the places that they have in the file: lines of it are above the
// text, in which quotes were put.
func place(m *mark, lines int, put putQuotes) *mark {
	if lines == 0 && len(put) == 0 {
		return m
	}
	m.col, m.vcol = put.written(m.line, m.col), put.written(m.vline, m.vcol)
	m.line += lines
	m.vline += lines
	for _, k := range m.kids {
		place(k, lines, put)
	}
	for _, e := range m.elems {
		place(e, lines, put)
	}
	return m
}

// blankLine empties one line, where it holds a whole key = value; else what
// follows it would be taken for something that it is not. All else stays where it is.
func blankLine(text string, line int) (string, bool) {
	lines := strings.SplitAfter(text, "\n")
	if line > len(lines) {
		return text, false
	}
	written := lines[line-1]
	content := strings.ReplaceAll(brackets.Replace(written), "＝", "=")
	if !strings.Contains(content, "=") || strings.Contains(content, `"""`) || strings.Contains(content, "'''") ||
		strings.Count(content, "[") != strings.Count(content, "]") || strings.Count(content, "{") != strings.Count(content, "}") {
		return text, false
	}
	end := len(strings.TrimRight(written, "\r\n"))
	lines[line-1] = strings.Repeat(" ", end) + written[end:]
	return strings.Join(lines, ""), true
}

var dateHint = diag.Text{
	Zh: "写成 年-月-日，例如 2026-01-19，TOML 中不加引号",
	En: "write YYYY-MM-DD, for example 2026-01-19, without quotes in TOML",
}

// position of a key's value, or of the table where the key is absent.
func (t *table) at(key string) diag.Position {
	if m := t.mark.child(key); m != nil {
		return t.src.at(m.vline, m.vcol)
	}
	return t.position()
}

func (t *table) position() diag.Position {
	if t.mark == nil || t.mark.line == 0 {
		return t.src.at(t.src.line+1, 1)
	}
	return t.src.at(t.mark.line, t.mark.col)
}

// origin carries the positions of the table's keys into the model. A key of empty text is
// as one that is not written.
func (t *table) origin() catalog.Origin {
	pos := t.position()
	o := catalog.Origin{File: pos.File, Line: pos.Line, Column: pos.Column}
	if t.mark != nil {
		o.Expect(len(t.mark.kids))
		for _, k := range t.mark.kids {
			if s, isText := t.values[k.key].(string); isText && strings.TrimSpace(s) == "" {
				continue
			}
			o.Mark(k.key, k.vline, k.vcol)
			if n := len(k.elems); n > 0 && k.elems[n-1].line > k.vline && len(k.elems[0].kids) == 0 {
				for _, e := range k.elems {
					o.MarkItem(k.key, e.line, e.col)
				}
			}
		}
	}
	return o
}

func (t *table) take(key string) (any, bool) {
	t.known = append(t.known, key)
	v, ok := t.values[key]
	return v, ok
}

// string takes text.
func (t *table) string(key string) string {
	v, ok := t.take(key)
	if !ok {
		return ""
	}
	s, isText := v.(string)
	if !isText {
		t.wrongType(key, v, "文字", "text", textHint(key, v))
	}
	return t.src.text(strings.TrimSpace(s), t.at(key))
}

// required takes text that may not be empty.
func (t *table) required(key string, r *diag.Rule, what diag.Text) string {
	s := t.string(key)
	if _, written := t.values[key]; s == "" && !t.src.damaged && (!written || isText(t.values[key])) {
		t.src.report(r, t.at(key), diag.Textf("缺少%[1]s（%[3]s）", "%[2]s is missing (%[3]s)", what.Zh, what.En, key), diag.Text{})
	}
	return s
}

func isText(v any) bool { _, ok := v.(string); return ok }

// enum takes one of the allowed words.
func (t *table) enum(key, fallback string, allowed ...string) string {
	s := t.string(key)
	if s == "" {
		return fallback
	}
	if !slices.Contains(allowed, s) {
		t.src.report(ruleBadValue, t.at(key), diag.Textf("%s 不能是%q", "%s cannot be %q", key, s), diag.Nearest(s, allowed))
		return fallback
	}
	return s
}

// strings takes a list of texts; a single text is taken as a list of one.
func (t *table) strings(key string) []string {
	v, ok := t.take(key)
	if !ok {
		return nil
	}
	if s, isText := v.(string); isText {
		if s = strings.TrimSpace(s); s == "" {
			return nil
		}
		return []string{t.src.text(s, t.at(key))}
	}
	list, isList := v.([]any)
	if !isList {
		t.wrongType(key, v, "文字的列表", "a list of texts", textsHint)
		return nil
	}
	var out []string
	origin := t.origin()
	for i, e := range list {
		s, isText := e.(string)
		if !isText {
			t.wrongTypeAt(origin.Item(key, i), key, e, "文字的列表", "a list of texts", textsHint)
			continue
		}
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, t.src.text(s, origin.Item(key, i)))
		}
	}
	return atMost(t.src, out, maxList, t.at(key))
}

// int takes a whole number that is not negative. written tells whether it was.
func (t *table) int(key string) (n int, written bool) {
	v, ok := t.take(key)
	if !ok {
		return 0, false
	}
	i, isInt := v.(int64)
	if !isInt || i < 0 || i > math.MaxInt32 {
		t.wrongType(key, v, "不小于 0 的整数", "a whole number of 0 or more", numberHint(key, v))
		return 0, false
	}
	return int(i), true
}

// within takes a whole number that is not negative and at most so much.
func (t *table) within(key string, most int) (n int, written bool) {
	n, written = t.int(key)
	if n > most {
		t.src.report(ruleBadValue, t.at(key), diag.Textf("%s 最多为 %d，现为 %d", "%s is at most %d, found %d", key, most, n), diag.Text{Zh: "不限的，写 0", En: "write 0 for no limit"})
		return 0, false
	}
	return n, written
}

// count takes an optional whole number.
func (t *table) count(key string) *int {
	if n, written := t.int(key); written {
		return &n
	}
	return nil
}

// number takes a number of any kind.
func (t *table) number(key string) float64 {
	v, ok := t.take(key)
	if !ok {
		return 0
	}
	switch n := v.(type) {
	case int64:
		return float64(n)
	case float64:
		if !math.IsNaN(n) && !math.IsInf(n, 0) {
			return n
		}
	}
	t.wrongType(key, v, "数字", "a number", numberHint(key, v))
	return 0
}

// bool takes a boolean.
func (t *table) bool(key string) bool {
	v, ok := t.take(key)
	if !ok {
		return false
	}
	b, isBool := v.(bool)
	if !isBool {
		t.wrongType(key, v, "true 或 false", "true or false", diag.Text{Zh: "写 true（是）或 false（否），不加引号", En: "write true or false, without quotes"})
	}
	return b
}

// quantity takes an amount, as a number or in words.
func (t *table) quantity(key string) catalog.Quantity {
	v, ok := t.take(key)
	if !ok {
		return ""
	}
	switch q := v.(type) {
	case string:
		return catalog.Quantity(t.src.text(strings.TrimSpace(q), t.at(key)))
	case int64:
		return catalog.Quantity(strconv.FormatInt(q, 10))
	case float64:
		return catalog.Quantity(strconv.FormatFloat(q, 'f', -1, 64))
	}
	t.wrongType(key, v, "数量", "an amount", quoteHint)
	return ""
}

// date takes a TOML date, or a date written as text.
func (t *table) date(key string) catalog.Date {
	v, ok := t.take(key)
	if !ok {
		return catalog.Date{}
	}
	d, err := dateValue(v)
	if err != nil {
		if _, isString := v.(string); !isString {
			t.wrongType(key, v, "日期", "a date", dateHint)
		} else {
			t.src.report(ruleBadDate, t.at(key), diag.Textf("%s 不是有效的日期：%v", "%s is not a date: %v", key, v), dateHint)
		}
	}
	return d
}

func dateValue(v any) (catalog.Date, error) {
	switch d := v.(type) {
	case time.Time:
		return catalog.DateOf(d), nil
	case string:
		if strings.TrimSpace(d) == "" {
			return catalog.Date{}, nil
		}
		return parseDate(d)
	}
	return catalog.Date{}, fmt.Errorf("not a date: %v", v)
}

// dates takes a list of dates.
func (t *table) dates(key string) []catalog.Date {
	v, ok := t.take(key)
	if !ok {
		return nil
	}
	list, isList := v.([]any)
	if !isList {
		t.wrongType(key, v, "日期的列表", "a list of dates", datesHint)
		return nil
	}
	var out []catalog.Date
	for _, e := range list {
		d, err := dateValue(e)
		if err != nil {
			t.wrongType(key, e, "日期的列表", "a list of dates", datesHint)
			continue
		}
		out = append(out, d)
	}
	return out
}

// term takes a date, or a term in words such as "5 working days".
func (t *table) term(key string) string {
	v, ok := t.take(key)
	if !ok {
		return ""
	}
	if d, isDate := v.(time.Time); isDate {
		return catalog.DateOf(d).String()
	}
	s, isText := v.(string)
	if !isText {
		t.wrongType(key, v, "日期或期限", "a date or a term", textHint(key, v))
		return ""
	}
	return t.src.termText(t.src.text(strings.TrimSpace(s), t.at(key)), t.at(key))
}

// table takes a table; nil where the key is absent.
func (t *table) table(key string) *table {
	v, ok := t.take(key)
	if !ok {
		return nil
	}
	values, isTable := v.(map[string]any)
	if !isTable {
		t.wrongType(key, v, "一个小节", "a table", t.tableHint(key, v))
		return nil
	}
	return &table{src: t.src, path: t.path + key + ".", mark: t.mark.child(key), values: values}
}

// tables takes a list of tables, written as [[key]] or inline.
func (t *table) tables(key string) []*table {
	v, ok := t.take(key)
	if !ok {
		return nil
	}
	m, path := t.mark.child(key), t.path+key+"."
	var out []*table
	add := func(i int, values map[string]any) {
		out = append(out, &table{src: t.src, path: path, mark: m.elem(i), values: values})
	}
	switch list := v.(type) {
	case []map[string]any:
		for i, values := range list {
			add(i, values)
		}
	case []any:
		for i, e := range list {
			values, isTable := e.(map[string]any)
			if !isTable {
				t.wrongType(key, e, "一组小节", "a list of tables", t.tablesHint(key, e))
				return nil
			}
			add(i, values)
		}
	default:
		t.wrongType(key, v, "一组小节", "a list of tables", t.tablesHint(key, v))
	}
	if most, limited := mostOf[key]; limited {
		out = atMost(t.src, out, most, t.at(key))
	}
	return out
}

// finish reports the keys that were not asked for.
func (t *table) finish() {
	for key := range t.values {
		if slices.Contains(t.known, key) {
			continue
		}
		pos := t.position()
		if m := t.mark.child(key); m != nil {
			pos = t.src.at(m.line, m.col)
		}
		t.src.report(ruleUnknownKey, pos, diag.Textf("不认识的键%q", "unknown key %q", key), t.keyHint(key))
	}
}

// allowances takes the accepted findings.
func (t *table) allowances(key string) []catalog.Allowance {
	var out []catalog.Allowance
	for _, a := range t.tables(key) {
		out = append(out, catalog.Allowance{
			Origin: a.origin(),
			Rule:   a.required("rule", ruleNameMissing, diag.Text{Zh: "规则名", En: "the rule's name"}),
			Reason: a.required("reason", ruleTextMissing, diag.Text{Zh: "理由", En: "the reason"}),
		})
		a.finish()
	}
	return out
}
