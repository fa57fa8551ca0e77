package search

import (
	"slices"
	"strings"
	"unicode/utf8"

	"gongshi/generator/catalog"
)

// Tiers are the places where a match may stand, the best first. A list in the
// index belongs to one tier, so a match never runs from one into another.
const (
	tierTitle = iota
	tierPosition
	tierDepartment
	tierUnit
	tierRisk     // manifestation, cause, consequence, reason, prose
	tierControls // text of controls, who, when, how checked
	tierBasis    // basis and liability
	tierLabels   // grade, category, kind, source
	tiers
)

// A field is one kind of text of a record. The code begins the field in a text
// block.
type field struct {
	code  byte
	tier  uint8
	names string // how a query may call it, split by spaces; the first is in English
}

// fields lists every field in the order in which an excerpt prefers them.
var fields = []field{
	{'t', tierTitle, "title 标题 风险点 名称"},
	{'p', tierPosition, "position 岗位 职务"},
	{'e', tierDepartment, "department 部门 科室 处室"},
	{'u', tierUnit, "unit 单位 机构"},
	{'m', tierRisk, "manifestation 表现 表现形式 风险表现"},
	{'a', tierRisk, "cause 成因 原因"},
	{'q', tierRisk, "consequence 后果 危害"},
	{'r', tierRisk, "reason 评级理由 理由"},
	{'d', tierRisk, "text 说明 正文"},
	{'x', tierControls, "control 措施 防控措施 防控"},
	{'y', tierControls, "stage 防线 阶段 control 措施 防控措施"},
	{'o', tierControls, "owner 责任 责任人 责任主体"},
	{'v', tierControls, "supervisor 监督 监督人"},
	{'f', tierControls, "frequency 频次"},
	{'k', tierControls, "due 时限 期限"},
	{'n', tierControls, "indicator 指标"},
	{'h', tierControls, "treatment 方式"},
	{'b', tierBasis, "basis 依据 法律依据"},
	{'z', tierBasis, "basis 依据 法律依据"},
	{'l', tierBasis, "liability 责任追究 追责"},
	{'g', tierLabels, "grade 等级 风险等级"},
	{'c', tierLabels, "category 类别 风险类别"},
	{'i', tierLabels, "kind 种类"},
	{'j', tierLabels, "source 来源"},
	{'s', tierLabels, "residual 剩余等级"},
}

// fieldIndex holds one more than the index in fields of each code.
var fieldIndex = func() (t [256]uint8) {
	for i, f := range fields {
		t[f.code] = uint8(i + 1)
	}
	return t
}()

// lines is the text of a block or of part of a segment. Each line is of a unit (U),
// a position (P) or a risk point (R). Its parts are split by tabs: first what is
// not searched, then the fields, each begun by its code. A position's line holds
// for the risk points below it, a unit's for the positions.
type lines struct{ b []byte }

func (l *lines) begin(kind byte, meta ...string) {
	l.b = append(double(l.b, leastLine), kind)
	for _, m := range meta {
		l.b = append(l.b, '\t')
		l.b = appendClean(l.b, m)
	}
}

func (l *lines) field(code byte, texts ...string) {
	for _, text := range texts {
		before := len(l.b)
		l.b = append(l.b, '\t', code)
		if l.b = appendClean(l.b, text); len(l.b) == before+2 {
			l.b = l.b[:before]
		}
	}
}

func (l *lines) end() { l.b = append(l.b, '\n') }

// leastLine is room for most lines, in bytes.
const leastLine = 4 << 10

// double makes room for some more elements of a slice that will be large. It takes twice
// as much memory where append takes a quarter more, again and again.
func double[E any](s []E, more int) []E {
	if cap(s)-len(s) >= more {
		return s
	}
	return slices.Grow(s, max(len(s), more))
}

// appendClean appends a text in a form fit for a line: runs of white space become
// one space and bytes that are not UTF-8 the replacement character.
func appendClean(dst []byte, s string) []byte {
	if fit(s) {
		return append(dst, s...)
	}
	start := len(dst)
	for _, part := range strings.FieldsFunc(s, func(r rune) bool {
		return r <= ' ' || r == 0x85 || r == 0x2028 || r == 0x2029
	}) {
		if len(dst) > start {
			dst = append(dst, ' ')
		}
		dst = append(dst, strings.ToValidUTF8(part, "\ufffd")...)
	}
	return dst
}

// fit reports whether a text can stand in a line as it is.
func fit(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !doubtful[c] {
			continue
		}
		if c < ' ' || c == ' ' && (i == 0 || i+1 == len(s) || s[i-1] == ' ') || c == 0xc2 && i+1 < len(s) && s[i+1] == 0x85 ||
			c == 0xe2 && i+2 < len(s) && s[i+1] == 0x80 && s[i+2]|1 == 0xa9 {
			return false
		}
	}
	return utf8.ValidString(s)
}

// doubtful are the bytes at which a text may be unfit: white space, also as it
// begins in UTF-8.
var doubtful = func() (t [256]bool) {
	for c := range ' ' + 1 {
		t[c] = true
	}
	t[0xc2], t[0xe2] = true, true
	return t
}()

// Parts of a line that are not searched.
const (
	unitMeta     = 2 // kind, id
	positionMeta = 3 // kind, url, level
	riskMeta     = 4 // kind, id, symbol and colour of the grade
)

func (l *lines) unit(u *catalog.Unit) {
	l.begin('U', u.ID)
	l.field('u', u.Name)
	if u.Short != u.Name {
		l.field('u', u.Short)
	}
	l.end()
}

func (l *lines) position(p *catalog.Position) {
	l.begin('P', p.URL, p.Level)
	l.field('p', p.Name)
	l.field('e', p.Department)
	l.end()
}

func (l *lines) risk(site *catalog.Site, scheme *catalog.Scheme, r *catalog.RiskPoint) {
	symbol, colour := "", ""
	if scheme != nil && r.Grade != "" {
		if g, _ := scheme.FindGrade(r.Grade); g != nil {
			symbol, colour = g.Symbol, strings.ToLower(strings.TrimPrefix(g.Colour, "#"))
		}
	}
	l.begin('R', r.ID, symbol, colour)
	l.field('t', r.Title)
	l.field('g', r.Grade)
	l.field('c', r.Category...)
	l.field('m', r.Manifestation)
	l.field('a', r.Cause)
	l.field('q', r.Consequence)
	l.field('d', r.Description.Text)
	for i := range r.Controls {
		c := &r.Controls[i]
		l.field('y', c.Stage)
		l.field('x', c.Text)
		l.field('o', c.Owner)
		l.field('v', c.Supervisor)
		l.field('f', c.Frequency)
		l.field('k', c.Due)
		l.field('n', c.Indicator)
		l.field('h', c.Treatment)
		l.field('z', citations(site, c.Basis)...)
	}
	l.field('l', r.Liability)
	l.field('b', citations(site, r.Basis)...)
	l.field('r', r.Reason)
	l.field('i', r.Kind)
	l.field('j', r.Source)
	l.field('s', r.Residual)
	l.end()
}

// citations names the rules that are cited by their ids.
func citations(site *catalog.Site, basis []string) []string {
	if site == nil || len(site.Register) == 0 {
		return basis
	}
	out := make([]string, len(basis))
	for i, text := range basis {
		out[i] = text
		if rule, clause := site.Cites(text); rule != nil && !strings.HasPrefix(text, "《") {
			out[i] = strings.TrimSpace(rule.Quoted() + rule.Number + " " + clause)
		}
	}
	return out
}
