package load

import (
	"bytes"
	"fmt"
	"path"
	"strings"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// parseCatalog reads a TOML file of many positions.
func parseCatalog(src *source, v *vocabulary) []catalog.Position {
	t := parseTOML(src)
	var positions []catalog.Position
	for _, p := range t.tables("position") {
		positions = append(positions, parsePosition(p, v, ""))
	}
	t.finish()
	return positions
}

// parsePosition takes the keys that Markdown front matter and TOML catalogues
// share. id is that of the file name, or empty where the table states it.
func parsePosition(t *table, v *vocabulary, id string) catalog.Position {
	holders, _ := t.int("holders")
	p := catalog.Position{
		Origin: t.origin(),
		ID:     id,
		Name:   t.required("name", ruleNameMissing, diag.Text{Zh: "岗位名称", En: "the position's name"}),
		Kind: t.enum("kind", catalog.KindPosition,
			catalog.KindPosition, catalog.KindDepartment, catalog.KindUnit, catalog.KindProcess, catalog.KindPlace),
		Department: t.string("department"),
		Level:      t.choice("level", "", catalog.LevelWords),
		Holders:    holders,
		Duties:     t.strings("duties"),
		Manages:    t.strings("manages"),
		Audience:   t.audience("audience", ""),
		Allow:      t.allowances("allow"),
	}
	for _, w := range t.tables("power") {
		p.Powers = append(p.Powers, parsePower(w))
	}
	if id == "" {
		p.ID = t.identifier("id", p.Name)
		p.Description = t.prose("description")
		for _, r := range t.tables("risk") {
			p.Risks = append(p.Risks, parseRisk(r, v))
		}
	} else if own := t.string("id"); own != "" && own != id {
		t.src.report(ruleBadValue, t.at("id"), diag.Textf("id %q与文件名%q不同", "id %q differs from the file's name %q", own, id),
			diag.Text{Zh: "岗位的编号就是文件名，删去 id 这一行", En: "the file's name is the position's id; delete this line"})
	}
	t.finish()
	return p
}

// identifier takes an id. Where none is written it makes one from the name, so
// that the catalogue can be seen, and asks for it to be written down.
func (t *table) identifier(key, name string) string {
	id := t.string(key)
	if id != "" {
		t.src.checkID(id, t.at(key))
		return id
	}
	if _, written := t.values[key]; !written && name != "" {
		id = slug(name)
		t.src.reportIDMissing(t.position(), id, fmt.Sprintf("%s = %q", key, id))
	}
	return id
}

func (src *source) reportIDMissing(pos diag.Position, id, written string) {
	src.report(ruleIDMissing, pos, diag.Textf("没有写编号，暂用%q", "no id is written; %q stands in", id),
		diag.Textf("写上 %s，改了标题地址也不变", "write %s, so that the address outlives a new title", written))
}

func parsePower(t *table) catalog.Power {
	p := catalog.Power{
		Origin:     t.origin(),
		Name:       t.required("name", ruleNameMissing, diag.Text{Zh: "职权名称", En: "the power's name"}),
		Type:       t.string("type"),
		Basis:      t.strings("basis"),
		Conditions: t.string("conditions"),
		Audience:   t.audience("audience", ""),
	}
	p.ID = t.identifier("id", p.Name)
	for _, s := range t.tables("step") {
		step := catalog.Step{
			Origin: s.origin(),
			Name:   s.required("name", ruleNameMissing, diag.Text{Zh: "环节名称", En: "the step's name"}),
			By:     s.string("by"),
			Kind: s.enum("kind", catalog.StepTask,
				catalog.StepStart, catalog.StepTask, catalog.StepDecision, catalog.StepEnd),
			Next:  s.strings("next"),
			Risks: s.strings("risks"),
			Limit: s.string("limit"),
		}
		step.ID = s.identifier("id", step.Name)
		s.finish()
		p.Steps = append(p.Steps, step)
	}
	t.finish()
	return p
}

func parseRisk(t *table, v *vocabulary) catalog.RiskPoint {
	r := catalog.RiskPoint{
		Origin:        t.origin(),
		Title:         t.required("title", ruleTitleMissing, diag.Text{Zh: "风险点标题", En: "the risk point's title"}),
		Category:      t.categories("category"),
		Grade:         t.string("grade"),
		Manifestation: t.string("manifestation"),
		Cause:         t.string("cause"),
		Consequence:   t.string("consequence"),
		Liability:     t.string("liability"),
		Basis:         t.strings("basis"),
		Likelihood:    t.input("likelihood", v),
		Severity:      t.input("severity", v),
		Exposure:      t.input("exposure", v),
		Reason:        t.string("reason"),
		Residual:      t.string("residual"),
		Source:        t.string("source"),
		Kind:          t.string("kind"),
		ReviewBy:      t.date("review_by"),
		Audience:      t.audience("audience", ""),
		Extends:       t.string("extends"),
		Description:   t.prose("description"),
		Allow:         t.allowances("allow"),
	}
	r.ID = t.identifier("id", r.Title)
	for _, c := range t.tables("control") {
		r.Controls = append(r.Controls, parseControl(c, v))
	}
	t.finish()
	return r
}

// categories takes a list; a single text is split like that of a field list.
func (t *table) categories(key string) []string {
	list := t.strings(key)
	if len(list) == 1 {
		return splitList(list[0])
	}
	return list
}

// input takes a number of a computed grade, or the label of a step of its scale.
func (t *table) input(key string, v *vocabulary) float64 {
	value, written := t.take(key)
	switch value.(type) {
	case string, int64, float64:
		return t.src.inputNumber(key, fmt.Sprint(value), t.at(key), v)
	}
	if !written {
		return 0
	}
	t.wrongType(key, value, "数字", "a number", numberHint(key, value))
	return unreadable
}

func parseControl(t *table, v *vocabulary) catalog.Control {
	c := catalog.Control{
		Origin:     t.origin(),
		Stage:      t.string("stage"),
		Text:       t.required("text", ruleTextMissing, diag.Text{Zh: "措施内容", En: "the control's text"}),
		Owner:      t.string("owner"),
		Supervisor: t.string("supervisor"),
		Due:        t.term("due"),
		Frequency:  t.string("frequency"),
		Treatment:  t.string("treatment"),
		Basis:      t.strings("basis"),
		Indicator:  t.string("indicator"),
		Audience:   t.audience("audience", ""),
	}
	t.src.looseFields(c.Text, t.at("text"), v, diag.Text{Zh: "用键来写，例如 owner = \"部门负责人\"、due = 2026-03-31；确是措施文字的，在 unit.toml 中用 allow 说明理由",
		En: "write them with their keys, for example owner = \"…\" and due = 2026-03-31; accept what is text with allow in unit.toml"})
	t.finish()
	return c
}

// prose takes Markdown, which has limits of its own.
func (t *table) prose(key string) catalog.Prose {
	v, _ := t.take(key)
	s, isText := v.(string)
	if v != nil && !isText {
		t.wrongType(key, v, "文字", "text", textHint(key, v))
	}
	above := len(s) - len(strings.TrimLeft(s, " \t\n"))
	at := t.at(key)
	skipped := 0
	if strings.Contains(s, "\n") {
		skipped = t.src.linesAbove(at, s[:above])
	}
	if s = strings.TrimSpace(s); s == "" {
		return catalog.Prose{}
	}
	inner := &source{path: t.src.path, data: []byte(s), line: at.Line - 1 + skipped}
	p := parseProse(inner)
	t.src.findings = append(t.src.findings, inner.findings...)
	return p
}

// linesAbove is how many lines stand above the text of a value at a place, which begins
// with blanks: those, and that of the marks if the text begins below them. It is called for
// one place after another.
func (src *source) linesAbove(at diag.Position, blanks string) int {
	line, seen := at.Line-src.line, &src.seen
	if line < seen.line || seen.line == 0 {
		seen.line, seen.start = 1, 0
	}
	for ; seen.line < line; seen.line++ {
		seen.start = nextLine(src.data, seen.start)
	}
	raw := src.data[min(seen.start+at.Column-1, len(src.data)):]
	for _, mark := range []string{`"""`, "'''"} {
		if rest, several := bytes.CutPrefix(raw, []byte(mark)); several {
			n := strings.Count(blanks, "\n")
			if bytes.HasPrefix(rest, []byte("\n")) {
				n++
			}
			return n
		}
	}
	return 0
}

// fileID is the id that a file name gives.
func fileID(name string) string {
	base := path.Base(name)
	return strings.TrimSuffix(base, path.Ext(base))
}
