package search

import (
	"strings"

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
	{'w', tierPosition, "power 职权 权力"},
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

// A line is one line of a text block: of a unit (U), a position (P) or a risk
// point (R). Its parts are split by tabs: first what is not searched, then the
// fields, each begun by its code. A position's line holds for the risk points
// below it, a unit's for the positions.
type line struct{ b strings.Builder }

func newLine(kind byte, meta ...string) *line {
	l := &line{}
	l.b.WriteByte(kind)
	for _, m := range meta {
		l.b.WriteByte('\t')
		l.b.WriteString(clean(m))
	}
	return l
}

func (l *line) field(code byte, texts ...string) {
	for _, text := range texts {
		if text = clean(text); text != "" {
			l.b.WriteByte('\t')
			l.b.WriteByte(code)
			l.b.WriteString(text)
		}
	}
}

func (l *line) String() string { return l.b.String() }

// clean makes a text fit for a line: runs of white space become one space and
// bytes that are not UTF-8 the replacement character.
func clean(s string) string {
	if !strings.ContainsAny(s, "\t\n\r\v\f\u0085\u2028\u2029\x00") && !strings.Contains(s, "  ") {
		return strings.ToValidUTF8(strings.TrimSpace(s), "\ufffd")
	}
	return strings.ToValidUTF8(strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return r <= ' ' || r == 0x85 || r == 0x2028 || r == 0x2029
	}), " "), "\ufffd")
}

// Parts of a line that are not searched.
const (
	unitMeta     = 2 // kind, id
	positionMeta = 3 // kind, url, level
	riskMeta     = 2 // kind, id
)

func unitLine(u *catalog.Unit) string {
	l := newLine('U', u.ID)
	l.field('u', u.Name)
	if u.Short != u.Name {
		l.field('u', u.Short)
	}
	return l.String()
}

func positionLine(p *catalog.Position) string {
	l := newLine('P', p.URL, p.Level)
	l.field('p', p.Name)
	l.field('e', p.Department)
	for i := range p.Powers {
		l.field('w', p.Powers[i].Name)
	}
	return l.String()
}

func riskLine(site *catalog.Site, r *catalog.RiskPoint) string {
	l := newLine('R', r.ID)
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
	return l.String()
}

// citations names the rules that are cited by their ids.
func citations(site *catalog.Site, basis []string) []string {
	if site == nil || len(site.Register) == 0 {
		return basis
	}
	out := make([]string, len(basis))
	for i, text := range basis {
		id, clause, _ := strings.Cut(text, " ")
		out[i] = text
		if rule := site.Rule(id); rule != nil {
			out[i] = strings.TrimSpace("《" + strings.Trim(rule.Title, "《》") + "》" + rule.Number + " " + clause)
		}
	}
	return out
}
