package exchange

import (
	"strconv"
	"strings"

	"gongshi/generator/catalog"
)

// A table has one row for each control of a unit. What belongs to the risk point
// or to the position is repeated on each of its rows, so that the table can be
// sorted and filtered. A risk point without controls, and a position without risk
// points, has one row.

// entry is what a row shows.
type entry struct {
	site     *catalog.Site
	unit     *catalog.Unit
	position *catalog.Position
	risk     *catalog.RiskPoint // empty where the position has none
	control  *catalog.Control   // empty where the risk point has none
	again    bool               // the row before is of the same risk point
}

// eachEntry calls f for every row, in the order of the content, until it fails.
func eachEntry(site *catalog.Site, u *catalog.Unit, f func(entry) error) error {
	for i := range u.Positions {
		p := &u.Positions[i]
		risks := p.Risks
		if len(risks) == 0 {
			risks = make([]catalog.RiskPoint, 1)
		}
		for j := range risks {
			controls := risks[j].Controls
			if len(controls) == 0 {
				controls = make([]catalog.Control, 1)
			}
			for k := range controls {
				if err := f(entry{site, u, p, &risks[j], &controls[k], k > 0}); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// column is one column of a table.
type column struct {
	name  label
	width float64 // in characters, of a spreadsheet
	value func(entry) string
	words map[string]label // where the value is one of a few words
	// number is set where the value is an amount, to be calculated with.
	number func(entry) float64
	// ofControl is set where rows of one risk point may differ.
	ofControl bool
}

// label is a text in the languages of the interface.
type label struct{ hans, hant, en string }

func (l label) in(language string) string {
	switch {
	case strings.HasPrefix(language, "en"):
		return l.en
	case language == "zh-Hant":
		return l.hant
	}
	return l.hans
}

// printedCount is how many of the columns are printed: the first, which the paper form
// has too.
const printedCount = 14

// columns are those of every table, in their order.
var columns = []column{
	{name: label{"单位", "單位", "Unit"}, width: 12, value: func(e entry) string { return e.unit.Name }},
	{name: label{"部门", "部門", "Department"}, width: 11, value: func(e entry) string { return e.position.Department }},
	{name: label{"岗位", "崗位", "Position"}, width: 14, value: func(e entry) string { return e.position.Name }},
	{name: label{"层级", "層級", "Level"}, width: 8, words: levels, value: func(e entry) string { return e.position.Level }},
	{name: label{"风险点", "風險點", "Risk point"}, width: 22, value: func(e entry) string { return e.risk.Title }},
	{name: label{"风险类别", "風險類別", "Category"}, width: 13, value: func(e entry) string { return list(e.risk.Category) }},
	{name: label{"风险等级", "風險等級", "Grade"}, width: 9, value: func(e entry) string { return e.risk.Grade }},
	{name: label{"表现形式", "表現形式", "Manifestation"}, width: 36, value: func(e entry) string { return e.risk.Manifestation }},
	{name: label{"防线", "防線", "Stage"}, width: 10, ofControl: true, value: func(e entry) string { return e.control.Stage }},
	{name: label{"防控措施", "防控措施", "Control"}, width: 42, ofControl: true, value: func(e entry) string { return e.control.Text }},
	{name: label{"责任", "責任", "Owner"}, width: 12, ofControl: true, value: func(e entry) string { return e.control.Owner }},
	{name: label{"监督", "監督", "Supervisor"}, width: 12, ofControl: true, value: func(e entry) string { return e.control.Supervisor }},
	{name: label{"时限", "時限", "Due"}, width: 12, ofControl: true, value: func(e entry) string { return e.control.Due }},
	{name: label{"频次", "頻次", "Frequency"}, width: 10, ofControl: true, value: func(e entry) string { return e.control.Frequency }},
	{name: label{"方式", "方式", "Treatment"}, width: 10, ofControl: true, value: func(e entry) string { return e.control.Treatment }},
	{name: label{"指标", "指標", "Indicator"}, width: 14, ofControl: true, value: func(e entry) string { return e.control.Indicator }},
	{name: label{"措施依据", "措施依據", "Basis of the control"}, width: 24, ofControl: true, value: func(e entry) string { return bases(e.site, e.control.Basis) }},
	{name: label{"成因", "成因", "Cause"}, width: 30, value: func(e entry) string { return e.risk.Cause }},
	{name: label{"后果", "後果", "Consequence"}, width: 30, value: func(e entry) string { return e.risk.Consequence }},
	{name: label{"责任追究", "責任追究", "Liability"}, width: 30, value: func(e entry) string { return e.risk.Liability }},
	{name: label{"依据", "依據", "Basis"}, width: 30, value: func(e entry) string { return bases(e.site, e.risk.Basis) }},
	{name: label{"可能性", "可能性", "Likelihood"}, width: 8, number: func(e entry) float64 { return e.risk.Likelihood }},
	{name: label{"影响程度", "影響程度", "Severity"}, width: 10, number: func(e entry) float64 { return e.risk.Severity }},
	{name: label{"暴露频率", "暴露頻率", "Exposure"}, width: 10, number: func(e entry) float64 { return e.risk.Exposure }},
	{name: label{"风险值", "風險值", "Score"}, width: 8, number: func(e entry) float64 { return e.risk.Score }},
	{name: label{"评级理由", "評級理由", "Reason"}, width: 30, value: func(e entry) string { return e.risk.Reason }},
	{name: label{"剩余等级", "剩餘等級", "Residual grade"}, width: 10, value: func(e entry) string { return e.risk.Residual }},
	{name: label{"种类", "種類", "Kind"}, width: 12, value: func(e entry) string { return e.risk.Kind }},
	{name: label{"来源", "來源", "Source"}, width: 10, value: func(e entry) string { return e.risk.Source }},
	{name: label{"复核日期", "複核日期", "Review by"}, width: 12, value: func(e entry) string { return e.risk.ReviewBy.String() }},
	{name: label{"承接", "承接", "Extends"}, width: 20, value: func(e entry) string { return e.risk.Extends }},
	{name: label{"岗位编号", "崗位編號", "Position id"}, width: 14, value: func(e entry) string { return e.position.ID }},
	{name: label{"风险点编号", "風險點編號", "Risk id"}, width: 14, value: func(e entry) string { return e.risk.ID }},
	{name: label{"网页", "網頁", "Page"}, width: 30, value: page},
}

// levels are the words for levels in tables.
var levels = map[string]label{
	catalog.LevelLeadership: {"领导", "領導", "leadership"},
	catalog.LevelMiddle:     {"中层", "中層", "middle"},
	catalog.LevelFrontline:  {"一线", "一線", "frontline"},
}

// row puts the texts of a row in the place of those of the row before.
func row(e entry, language string, texts []string) {
	for i := range columns {
		c := &columns[i]
		switch {
		case e.again && !c.ofControl:
		case c.number != nil:
			texts[i] = number(c.number(e))
		case c.words != nil:
			texts[i] = c.words[c.value(e)].in(language)
		default:
			texts[i] = c.value(e)
		}
	}
}

func heading(language string) []string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = c.name.in(language)
	}
	return out
}

// list joins values as the format lists them.
func list(values []string) string { return strings.Join(values, "；") }

// bases names the rules that are cited by their ids.
func bases(site *catalog.Site, basis []string) string {
	out := make([]string, len(basis))
	for i, b := range basis {
		out[i] = b
		if rule, clause := site.Cites(b); rule != nil {
			out[i] = rule.Quoted() + clause
		}
	}
	return list(out)
}

// number is an amount as written, and nothing for none.
func number(v float64) string {
	if v == 0 {
		return ""
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

// page is the address of the risk point, relative to the site's root.
func page(e entry) string {
	if e.risk.ID == "" {
		return e.position.URL
	}
	return e.position.URL + "#" + e.risk.ID
}
