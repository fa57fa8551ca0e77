package format

import (
	"fmt"
	"strconv"
	"strings"

	"gongshi/generator/catalog"
)

// Catalogue writes positions as one TOML file.
func Catalogue(positions []catalog.Position) []byte {
	doc := &document{tables: []*table{{}}}
	for i := range positions {
		addPosition(doc, &positions[i])
	}
	orderKeys(doc, []string{"position"})
	return doc.print(true)
}

func addPosition(doc *document, p *catalog.Position) {
	t := &table{path: []string{"position"}, array: true}
	t.set("id", quote(p.ID))
	positionKeys(t, p)
	setText(t, "description", p.Description.Markdown)
	doc.tables = append(doc.tables, t)
	powerTables(doc, []string{"position"}, p)
	for i := range p.Risks {
		doc.tables = append(doc.tables, riskTables(&p.Risks[i])...)
	}
}

func setText(t *table, key, text string) {
	switch {
	case text == "":
		t.set(key, "")
	case dateKeys[key] && isoDate.MatchString(text):
		t.set(key, text)
	default:
		t.set(key, quote(text))
	}
}

func setList(t *table, key string, list []string) {
	if len(list) == 0 {
		t.set(key, "")
		return
	}
	t.set(key, quoteList(list, len(key)))
}

func setNumber(t *table, key string, n float64) {
	if n == 0 {
		t.set(key, "")
		return
	}
	t.set(key, strconv.FormatFloat(n, 'f', -1, 64))
}

func setAllow(t *table, list []catalog.Allowance) {
	if len(list) == 0 {
		t.set("allow", "")
		return
	}
	parts := make([]string, len(list))
	for i, a := range list {
		parts[i] = fmt.Sprintf("{ rule = %s, reason = %s }", quote(a.Rule), quote(a.Reason))
	}
	t.set("allow", "["+strings.Join(parts, ", ")+"]")
}

// positionKeys sets the keys that front matter and catalogues share.
func positionKeys(t *table, p *catalog.Position) {
	setText(t, "name", p.Name)
	if p.Kind != catalog.KindPosition || t.entry("kind") != nil {
		setText(t, "kind", p.Kind)
	}
	setText(t, "department", p.Department)
	setText(t, "level", p.Level)
	setNumber(t, "holders", float64(p.Holders))
	setList(t, "duties", p.Duties)
	setList(t, "manages", p.Manages)
	setText(t, "audience", p.Audience)
	setAllow(t, p.Allow)
}

func powerTables(doc *document, root []string, p *catalog.Position) {
	path := func(names ...string) []string { return append(append([]string{}, root...), names...) }
	for i := range p.Powers {
		w := &p.Powers[i]
		t := &table{path: path("power"), array: true}
		setText(t, "id", w.ID)
		setText(t, "name", w.Name)
		setText(t, "type", w.Type)
		setList(t, "basis", w.Basis)
		setText(t, "conditions", w.Conditions)
		setText(t, "audience", w.Audience)
		doc.tables = append(doc.tables, t)
		for j := range w.Steps {
			s := &w.Steps[j]
			t := &table{path: path("power", "step"), array: true}
			setText(t, "id", s.ID)
			setText(t, "name", s.Name)
			setText(t, "by", s.By)
			if s.Kind != catalog.StepTask {
				setText(t, "kind", s.Kind)
			}
			setList(t, "next", s.Next)
			setList(t, "risks", s.Risks)
			setText(t, "limit", s.Limit)
			doc.tables = append(doc.tables, t)
		}
	}
}

func riskTables(r *catalog.RiskPoint) []*table {
	t := &table{path: []string{"position", "risk"}, array: true}
	setText(t, "id", r.ID)
	setText(t, "title", r.Title)
	setList(t, "category", r.Category)
	setText(t, "grade", r.Grade)
	setNumber(t, "likelihood", r.Likelihood)
	setNumber(t, "severity", r.Severity)
	setNumber(t, "exposure", r.Exposure)
	setText(t, "kind", r.Kind)
	setText(t, "source", r.Source)
	setText(t, "manifestation", r.Manifestation)
	setText(t, "cause", r.Cause)
	setText(t, "consequence", r.Consequence)
	setText(t, "liability", r.Liability)
	setList(t, "basis", r.Basis)
	setText(t, "reason", r.Reason)
	setText(t, "residual", r.Residual)
	setText(t, "review_by", r.ReviewBy.String())
	setText(t, "audience", r.Audience)
	setText(t, "extends", r.Extends)
	setText(t, "description", r.Description.Markdown)
	setAllow(t, r.Allow)
	tables := []*table{t}
	for i := range r.Controls {
		c := &r.Controls[i]
		t := &table{path: []string{"position", "risk", "control"}, array: true}
		setText(t, "stage", c.Stage)
		setText(t, "text", c.Text)
		setText(t, "owner", c.Owner)
		setText(t, "supervisor", c.Supervisor)
		setText(t, "due", c.Due)
		setText(t, "frequency", c.Frequency)
		setText(t, "treatment", c.Treatment)
		setList(t, "basis", c.Basis)
		setText(t, "indicator", c.Indicator)
		setText(t, "audience", c.Audience)
		tables = append(tables, t)
	}
	return tables
}

// Unique returns the id, or the id with the first number that makes it one not
// taken, and takes it.
func Unique(id string, taken map[string]bool) string {
	if id == "" {
		id = "weimingming"
	}
	for n := 1; ; n++ {
		candidate := id
		if n > 1 {
			candidate = fmt.Sprintf("%s-%d", id, n)
		}
		if !taken[candidate] {
			taken[candidate] = true
			return candidate
		}
	}
}
