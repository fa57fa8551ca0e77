package load

import (
	"iter"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// item is one entry of a field list, with where its text begins.
type item struct {
	text   string
	offset int // of the text in the source
	nested []item
}

// items reads a list. Paragraphs after the first of an entry are lines of its
// text.
func (src *source) items(list ast.Node) []item {
	out := make([]item, 0, list.ChildCount())
	for n := list.FirstChild(); n != nil; n = n.NextSibling() {
		it := item{offset: nodeStart(n)}
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			if c.Kind() == ast.KindList {
				it.nested = append(it.nested, src.items(c)...)
				continue
			}
			if c.Lines() == nil || c.Lines().Len() == 0 {
				continue
			}
			line := unescape(src.lines(c.Lines()))
			switch {
			case it.text == "":
				it.offset, it.text = c.Lines().At(0).Start, line
			case line != "":
				it.text += "\n" + line
			}
		}
		out = append(out, it)
	}
	return out
}

// flat gives the text of an entry with that of its nested entries, each on a
// line of its own.
func (it item) flat() string {
	lines := []string{}
	if it.text != "" {
		lines = append(lines, it.text)
	}
	for _, n := range it.nested {
		if text := n.flat(); text != "" {
			lines = append(lines, text)
		}
	}
	return strings.Join(lines, "\n")
}

// cutLabel parts text at its first colon of either width. The label may stand in
// bold, with the colon inside or outside. at is where the value begins in s.
func cutLabel(s string) (label, value string, at int, ok bool) {
	i := strings.IndexByte(s, ':')
	if wide := strings.Index(s, "\uff1a"); wide >= 0 && (i < 0 || wide < i) {
		i = wide
	}
	if i < 0 {
		return "", s, 0, false
	}
	rest := trimColons(s[i:])
	label = trimSpace(s[:i])
	for _, bold := range []string{"**", "__"} {
		inner, begun := strings.CutPrefix(label, bold)
		if !begun {
			continue
		}
		if closed, ended := strings.CutSuffix(inner, bold); ended {
			label = closed
		} else if after, ended := strings.CutPrefix(rest, bold); ended {
			label, rest = inner, strings.TrimLeft(after, " \t")
		}
	}
	return label, trimSpace(rest), len(s) - len(rest), true
}

// trimColons takes away the colons and the blanks between them with which text begins.
func trimColons(s string) string {
	for {
		switch {
		case strings.HasPrefix(s, "\uff1a"):
			s = s[len("\uff1a"):]
		case s != "" && (s[0] == ':' || s[0] == ' ' || s[0] == '\t'):
			s = s[1:]
		default:
			return s
		}
	}
}

// trimSpace is [strings.TrimSpace] of UTF-8, which is slow where text begins and ends as most
// does here: with characters of three bytes from U+4000 on, none of which is white space.
func trimSpace(s string) string {
	if n := len(s); n >= 3 && s[0] >= 0xe4 && s[n-3] >= 0xe4 && s[n-3] < 0xf0 {
		return s
	}
	return strings.TrimSpace(s)
}

// fields reads the field list of a risk point.
func (src *source) fields(items []item, r *catalog.RiskPoint, v *vocabulary) {
	written := map[field]bool{}
	r.Origin.Expect(len(items))
	for i, it := range items {
		pos := src.offset(it.offset)
		it.text = src.text(it.text, pos)
		name, value, begin, ok := cutLabel(it.text)
		if !ok {
			if it.text == "" && len(it.nested) == 0 {
				continue
			}
			src.report(ruleLabelMissing, pos, diag.Textf("这一项没有字段名：%s", "this entry has no label: %s", excerpt(it.flat())),
				diag.Text{Zh: "写成“字段名：内容”；要写成正文的话，放到字段列表之后", En: "write label:text; put prose after the list of fields"})
			continue
		}
		folded := catalog.FoldTerm(name)
		it.nested = src.indented(it.nested, v.risk[folded] == fieldCategory, v)
		at := pos
		at.Column += begin
		if stage, isStage := v.stages[folded]; isStage {
			if r.Controls == nil { // most often one for each stage, and behind all else
				r.Controls = make([]catalog.Control, 0, min(len(items)-i, len(v.stages))+len(it.nested))
			}
			src.controls(stage, value, it, at, r, v)
			continue
		}
		f, known := v.risk[folded]
		switch {
		case !known && v.open:
			src.controls(name, value, it, at, r, v)
			continue
		case !known:
			src.report(ruleUnknownLabel, pos, diag.Textf("不认识的字段“%s”", "unknown label %q", name), diag.Nearest(name, v.riskWord))
			continue
		case f == fieldControl:
			src.controls("", value, it, at, r, v)
			continue
		case written[f] && f != fieldBasis && f != fieldAllow && f != fieldCategory:
			src.report(ruleDuplicateLabel, pos, diag.Textf("字段“%s”写了两次", "label %q stands twice", name), diag.Text{Zh: "合并成一项", En: "make one of the two"})
			continue
		}
		written[f] = true
		if value == "" && len(it.nested) == 0 {
			continue
		}
		r.Origin.Mark(string(f), at.Line, at.Column)
		src.setField(f, value, it, at, r, v)
	}
}

// indented reports nested entries that look like fields of the risk point, which spaces
// have made a part of the entry before them. It takes them away if told to.
func (src *source) indented(nested []item, remove bool, v *vocabulary) []item {
	kept := nested[:0]
	for _, n := range nested {
		name, _, _, ok := cutLabel(n.text)
		if ok && v.isRiskLabel(name) {
			src.report(ruleStrayField, src.offset(n.offset), diag.Textf("“%s”缩进了，成了上一项的内容", "%q is indented, and so belongs to the entry above", name),
				diag.Text{Zh: "是本风险点的一项的，删去行首的空格", En: "delete the spaces before the hyphen if it is a field of the risk point"})
			if remove {
				continue
			}
		}
		kept = append(kept, n)
	}
	return kept
}

func excerpt(s string) string {
	r := []rune(s)
	if len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return s
}

func (src *source) setField(f field, value string, it item, pos diag.Position, r *catalog.RiskPoint, v *vocabulary) {
	list := []string{}
	if value != "" {
		list = append(list, value)
	}
	for _, n := range it.nested {
		if text := src.text(n.flat(), src.offset(n.offset)); text != "" {
			list = append(list, text)
		}
	}
	whole := src.text(strings.Join(list, "\n"), pos)
	switch f {
	case fieldCategory:
		for _, s := range list {
			r.Category = append(r.Category, splitList(s)...)
		}
	case fieldGrade:
		r.Grade = whole
	case fieldManifestation:
		r.Manifestation = whole
	case fieldCause:
		r.Cause = whole
	case fieldConsequence:
		r.Consequence = whole
	case fieldLiability:
		r.Liability = whole
	case fieldBasis:
		r.Basis = append(r.Basis, list...)
	case fieldLikelihood:
		r.Likelihood = src.inputNumber(string(f), whole, pos, v)
	case fieldSeverity:
		r.Severity = src.inputNumber(string(f), whole, pos, v)
	case fieldExposure:
		r.Exposure = src.inputNumber(string(f), whole, pos, v)
	case fieldReason:
		r.Reason = whole
	case fieldResidual:
		r.Residual = whole
	case fieldSource:
		r.Source = whole
	case fieldKind:
		r.Kind = whole
	case fieldReviewBy:
		r.ReviewBy = src.date(whole, pos)
	case fieldAudience:
		r.Audience = src.audience(whole, pos)
	case fieldExtends:
		r.Extends = whole
	case fieldAllow:
		for _, s := range list {
			r.Allow = append(r.Allow, src.allowance(s, pos))
		}
	}
}

func (src *source) date(s string, pos diag.Position) catalog.Date {
	if s == "" {
		return catalog.Date{}
	}
	d, err := parseDate(s)
	if err != nil {
		src.report(ruleBadDate, pos, diag.Textf("不是有效的日期：%s", "not a date: %s", s), dateHint)
	}
	return d
}

func (src *source) audience(s string, pos diag.Position) string {
	if s == "" {
		return ""
	}
	a, ok := audienceOf(s)
	if !ok {
		src.reportAudience(s, pos)
		return catalog.AudienceInternal
	}
	return a
}

// allowance reads rule(reason).
func (src *source) allowance(s string, pos diag.Position) catalog.Allowance {
	a := catalog.Allowance{Origin: catalog.Origin{File: pos.File, Line: pos.Line, Column: pos.Column}}
	text, inner, ok := cutParenthesis(s)
	a.Rule = strings.TrimSpace(text)
	if ok {
		a.Reason = strings.TrimSpace(inner)
	} else if i := strings.IndexAny(s, "(\uff08"); i < 0 {
		a.Rule = strings.TrimSpace(s)
	}
	if a.Reason == "" {
		src.report(ruleTextMissing, pos, diag.Textf("豁免 %s 没有写理由", "the exception from %s has no reason", a.Rule),
			diag.Text{Zh: "在括号里写明理由，例如 grade-by-rank（理由……）", En: "give the reason in parentheses, for example grade-by-rank (…)"})
	}
	return a
}

// controls reads the controls of one label: its own text, then the nested ones.
func (src *source) controls(stage, value string, it item, pos diag.Position, r *catalog.RiskPoint, v *vocabulary) {
	if value == "" && len(it.nested) == 0 {
		src.report(ruleTextMissing, src.offset(it.offset), diag.Text{Zh: "这一项没有写措施", En: "this entry holds no control"},
			diag.Text{Zh: "写上措施，或删去这一行", En: "write the control or delete the line"})
		return
	}
	if value != "" {
		r.Controls = append(r.Controls, src.control(stage, value, pos, v))
	}
	for _, n := range it.nested {
		if text := n.flat(); text != "" {
			at := src.offset(n.offset)
			r.Controls = append(r.Controls, src.control(stage, src.text(text, at), at, v))
		}
	}
}

// control reads one control with the fields in its closing parentheses.
func (src *source) control(stage, value string, pos diag.Position, v *vocabulary) catalog.Control {
	c := catalog.Control{Origin: catalog.Origin{File: pos.File, Line: pos.Line, Column: pos.Column}, Stage: stage, Text: value}
	var parts []labelled
	for {
		text, inner, ok := cutParenthesis(c.Text)
		if !ok {
			break
		}
		before := v.controlFields(inner)
		if len(before) == 0 || len(parts) > 0 && !v.joins(before, parts) {
			break
		}
		c.Text, parts = text, append(before, parts...)
	}
	src.looseFields(c.Text, pos, v, diag.Text{Zh: "写在措施末尾的同一对括号里，例如（责任：部门负责人；时限：2026-03-31）；确是措施文字的，在 unit.toml 中用 allow 说明理由",
		En: "put them all in one pair of parentheses at its end, for example (owner: head of department; due: 2026-03-31); accept what is text with allow in unit.toml"})
	if len(parts) == 0 {
		return c
	}
	if c.Text == "" {
		src.report(ruleTextMissing, pos, diag.Text{Zh: "只写了责任和时限，没有写措施", En: "the fields of a control stand here without the control"}, diag.Text{})
	}
	c.Origin.Expect(len(parts))
	for _, p := range parts {
		src.setControlField(p, pos, &c, v)
	}
	return c
}

// joins reports whether all that stands in a pair of parentheses before another is surely
// fields: else it is a part of the text.
func (v *vocabulary) joins(before, parts []labelled) bool {
	seen := map[field]bool{}
	for _, p := range parts {
		seen[p.field] = true
	}
	for _, p := range before {
		switch {
		case p.field == "" || p.field == fieldAudience || seen[p.field]:
			return false
		case p.field == fieldTreatment && (v.scheme == nil || catalog.FindTerm(v.scheme.Treatments, p.value) == nil):
			return false
		}
		seen[p.field] = true
	}
	return true
}

// enumerated are the numbers of items that are written with a bracket: 1）, b), 二）.
var enumerated = regexp.MustCompile(`(^|[^0-9A-Za-z(（])[0-9A-Za-z一二三四五六七八九十]{1,2}[)）]`)

// looseFields reports what looks like fields in the text of a control: labels behind a
// bracket or a semicolon, several labels, or one beside a parenthesis that has no other.
func (src *source) looseFields(text string, pos diag.Position, v *vocabulary, hint diag.Text) {
	if strings.IndexByte(text, ':') < 0 && !strings.Contains(text, "\uff1a") {
		return
	}
	var names []string
	apart, sure := 0, false
	for at, r := range text {
		if r != ':' && r != '\uff1a' {
			continue
		}
		before := strings.TrimRight(text[:at], " ")
		for _, word := range v.ctrlWord {
			rest, found := strings.CutSuffix(before, word)
			if !found || slices.Contains(names, word) {
				continue
			}
			names = append(names, word)
			last, _ := utf8.DecodeLastRuneInString(rest)
			if rest == "" || strings.ContainsRune("，,。、；; \n([{（【〔［｛", last) { // else it ends another word
				apart++
			}
			sure = sure || rest != "" && strings.ContainsRune("([{（【〔［｛;；", last)
			break
		}
	}
	if len(names) == 0 {
		return
	}
	plain := enumerated.ReplaceAllString(text, "$1")
	sure = sure || strings.Count(plain, "(")+strings.Count(plain, "\uff08") != strings.Count(plain, ")")+strings.Count(plain, "\uff09")
	if apart > 1 || sure {
		src.report(ruleStrayField, pos, diag.Textf("措施里的“%[1]s”没有读成字段", "not read as fields of this control: %[2]s", strings.Join(names, "、"), strings.Join(names, ", ")), hint)
	}
}

// cutParenthesis parts text before its closing parentheses from what stands in
// them. A full stop after them does not count.
func cutParenthesis(s string) (text, inner string, ok bool) {
	trimmed := strings.TrimRight(s, " \t.。;\uff1b")
	depth, end := 0, -1
	for i := len(trimmed); i > 0; {
		r, size := utf8.DecodeLastRuneInString(trimmed[:i])
		i -= size
		switch {
		case isClose(r):
			depth++
			if end < 0 {
				end = i
			}
		case r == '(' || r == '\uff08':
			depth--
		}
		if end < 0 {
			break
		}
		if depth == 0 {
			return strings.TrimSpace(trimmed[:i]), trimmed[i+size : end], true
		}
	}
	return s, "", false
}

func isClose(r rune) bool { return r == ')' || r == '\uff09' }

// labelled is a label with its value, as found in parentheses.
type labelled struct {
	name, value string
	field       field
}

// controlFields reads label:value pairs. It returns nothing when the parentheses
// hold ordinary text: when no part begins with a known label or one that is
// nearly so.
func (v *vocabulary) controlFields(s string) []labelled {
	parts := make([]labelled, 0, 4)
	fields := false
	for part := range v.eachControlField(s) {
		name, value, _, ok := cutLabel(part)
		l := labelled{name: name, value: value}
		if ok {
			l.field = v.control[catalog.FoldTerm(name)]
			fields = fields || l.field != "" || v.nearlyControlLabel(name)
		} else {
			l.name, l.value = "", strings.TrimSpace(part)
		}
		if l.name != "" || l.value != "" {
			parts = append(parts, l)
		}
	}
	if !fields {
		return nil
	}
	return parts
}

// nearlyControlLabel reports whether a word is one character away from a label.
func (v *vocabulary) nearlyControlLabel(word string) bool {
	near, _ := diag.Closest(word, v.ctrlWord)
	return near != "" && diag.Distance([]rune(near), []rune(word)) <= 1 && utf8.RuneCountInString(word) > 1
}

// eachControlField yields the parts between semicolons, and between commas that a known
// label follows.
func (v *vocabulary) eachControlField(s string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ';' || r == '\uff1b' }) {
			start := 0
			for i, r := range part {
				if r != ',' && r != '\uff0c' && r != '、' {
					continue
				}
				next := i + utf8.RuneLen(r)
				if name, _, _, ok := cutLabel(part[next:]); ok && v.control[catalog.FoldTerm(name)] != "" {
					if !yield(part[start:i]) {
						return
					}
					start = next
				}
			}
			if !yield(part[start:]) {
				return
			}
		}
	}
}

func (src *source) setControlField(p labelled, pos diag.Position, c *catalog.Control, v *vocabulary) {
	if p.field == "" {
		name := p.name
		if name == "" {
			name = p.value
		}
		src.report(ruleUnknownLabel, pos, diag.Textf("措施括号里有不认识的字段“%s”", "unknown label %q in the control's parentheses", name), diag.Nearest(name, v.ctrlWord))
		return
	}
	c.Origin.Mark(string(p.field), pos.Line, pos.Column)
	set := func(to *string) {
		if *to != "" {
			src.report(ruleDuplicateLabel, pos, diag.Textf("字段“%s”写了两次", "label %q stands twice", p.name), diag.Text{Zh: "合并成一项", En: "make one of the two"})
			return
		}
		*to = p.value
	}
	switch p.field {
	case fieldOwner:
		set(&c.Owner)
	case fieldSupervisor:
		set(&c.Supervisor)
	case fieldDue:
		set(&c.Due)
		c.Due = src.termText(c.Due, pos)
	case fieldFrequency:
		set(&c.Frequency)
	case fieldTreatment:
		set(&c.Treatment)
	case fieldIndicator:
		set(&c.Indicator)
	case fieldBasis:
		c.Basis = append(c.Basis, p.value)
	case fieldAudience:
		c.Audience = src.audience(p.value, pos)
	}
}
