package render

import (
	"html/template"
	"slices"
	"strings"

	"gongshi/generator/catalog"
)

// Risk is a risk point on the page of its position.
type Risk struct {
	ID            string
	Title         string
	Grade         Grade
	Residual      *Grade
	Categories    []Link
	Manifestation string
	Lines         []Line // the controls by line of defence
	Cause         string
	Consequence   string
	Liability     string
	Basis         []Basis
	Assessment    []Field // how the grade was arrived at
	Facts         []Field // kind, source, review
	ReviewBy      Field
	Extends       *Link
	Inherited     []catalog.Control // of what it extends
	RefinedBy     []Link
	Internal      bool
	Description   template.HTML
	Steps         []Link // the steps of powers at which it arises
	HasDetails    bool   // something is to be said below the measures
}

// Line is a line of defence with its controls. The label of controls that name
// no line is that of a plain measure.
type Line struct {
	Label    string
	Controls []Control
}

// Control is one measure and who sees to it.
type Control struct {
	Text      string
	Fields    []Field // owner, supervisor, due, frequency, treatment, indicator
	Basis     []Basis
	Treatment string
	Internal  bool
}

// unitView is what the pages of one unit share.
type unitView struct {
	r        *Renderer
	unit     *catalog.Unit
	summary  *catalog.Summary
	grades   grades
	meanings []LegendGrade
	stages   []string                       // lines of defence, that of plain measures first
	slugs    map[string]string              // of department pages, by name
	terms    map[string]string              // ids of categories that have a page, by label
	kinds    map[string]catalog.Count       // by label
	members  map[string][]string            // ids of positions, by department
	declared map[string]*catalog.Department // by id and by name
	below    map[string][]catalog.Count     // departments, by the id of their superior

	kindPages kindPages
	positions map[string]*catalog.Position

	// base leads from a page to the folder of the unit, where the page lies
	// elsewhere and is to be printed.
	base string
}

func (r *Renderer) unitView(u *catalog.Unit) *unitView {
	v := &unitView{r: r, unit: u, summary: catalog.Summarize(u), grades: gradesOf(u.Scheme), meanings: r.meanings(u.Scheme),
		slugs: map[string]string{}, terms: map[string]string{}, kinds: map[string]catalog.Count{}, members: map[string][]string{}, positions: map[string]*catalog.Position{}, declared: u.DepartmentIndex(), below: map[string][]catalog.Count{}}
	v.stages = []string{""}
	if u.Scheme != nil {
		v.stages = append(v.stages, catalog.Labels(u.Scheme.Stages)...)
	}
	for _, d := range v.summary.Departments {
		v.slugs[d.Label] = d.ID
		if x := v.declared[d.ID]; x != nil && x.Parent != "" {
			v.below[x.Parent] = append(v.below[x.Parent], d)
		}
	}
	for _, c := range v.summary.Categories {
		v.terms[c.Label] = c.ID
	}
	v.kindPages = kindsOf(u.ID, v.summary.Kinds)
	for _, k := range v.summary.Kinds {
		v.kinds[k.Label] = k
	}
	for i := range u.Positions {
		p := &u.Positions[i]
		v.positions[p.ID] = p
		v.members[p.Department] = append(v.members[p.Department], p.ID)
	}
	return v
}

// department links to the page of a department of the unit.
func (v *unitView) department(at place, name string) Link {
	l := Link{Text: name}
	if slug := v.slugs[name]; slug != "" {
		l.Href = at.to(catalog.DepartmentPage(v.unit.ID, slug))
	}
	return l
}

func (v *unitView) categories(at place, labels []string) []Link {
	out := make([]Link, len(labels))
	for i, label := range labels {
		out[i] = Link{Text: label}
		if id := v.terms[label]; id != "" {
			out[i].Href = at.to(catalog.CategoryPage(v.unit.ID, id))
		}
	}
	return out
}

// risk shows a risk point. steps are the steps that name it.
func (v *unitView) risk(at place, x *catalog.RiskPoint, steps []Link) Risk {
	r := Risk{
		ID: x.ID, Title: x.Title, Grade: v.grades.of(x.Grade), Categories: v.categories(at, x.Category),
		Manifestation: x.Manifestation, Cause: x.Cause, Consequence: x.Consequence, Liability: x.Liability,
		Basis: v.r.bases(at, x.Basis), Lines: v.lines(at, x.Controls), Assessment: v.assessment(x), Facts: v.facts(at, x),
		Extends: v.extends(at, x), Inherited: inherited(x), RefinedBy: refinements(at, x), Internal: x.Audience == catalog.AudienceInternal,
		Description: v.prose(x.Description, 3), Steps: steps,
	}
	if !x.ReviewBy.IsZero() {
		r.ReviewBy = Field{Label: v.r.words.get("risk.review_by"), Value: v.r.words.date(x.ReviewBy), Date: x.ReviewBy.String()}
	}
	if x.Residual != "" {
		g := v.grades.of(x.Residual)
		r.Residual = &g
	}
	r.HasDetails = r.Cause != "" || r.Consequence != "" || r.Liability != "" || r.Basis != nil || r.Assessment != nil || r.Residual != nil ||
		r.Steps != nil || r.Extends != nil || r.RefinedBy != nil || r.Facts != nil || r.ReviewBy.Value != ""
	return r
}

func (v *unitView) facts(at place, x *catalog.RiskPoint) []Field {
	var f fields
	f.addLink(v.r.words.get("risk.kind"), x.Kind, v.kindPages.link(at, v.kinds[x.Kind]))
	f.add(v.r.words.get("risk.source"), x.Source)
	return f
}

// lines groups controls by line of defence, in the order of the scheme, plain
// measures first. A line that the scheme lacks comes last, as written.
func (v *unitView) lines(at place, controls []catalog.Control) []Line {
	stages := v.stages
	for i := range controls {
		if stage := controls[i].Stage; !contains(stages, stage) {
			stages = append(slices.Clip(stages), stage)
		}
	}
	out := make([]Line, 0, len(stages))
	for _, stage := range stages {
		line := Line{Label: stage}
		if stage == "" {
			line.Label = v.r.words.get("control.plain")
		}
		for i := range controls {
			if controls[i].Stage == stage {
				line.Controls = append(line.Controls, v.control(at, &controls[i]))
			}
		}
		if line.Controls != nil {
			out = append(out, line)
		}
	}
	return out
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func (v *unitView) control(at place, c *catalog.Control) Control {
	w := v.r.words
	f := make(fields, 0, 4)
	f.add(w.get("control.owner"), c.Owner)
	f.add(w.get("control.supervisor"), c.Supervisor)
	f.add(w.get("control.frequency"), c.Frequency)
	if c.Due != "" {
		if d, err := catalog.ParseDate(c.Due); err == nil {
			f.addDate(w, w.get("control.due"), d)
		} else {
			f.add(w.get("control.due"), c.Due)
		}
	}
	f.add(w.get("control.indicator"), c.Indicator)
	f.add(w.get("control.treatment"), c.Treatment)
	return Control{Text: c.Text, Fields: f, Basis: v.r.bases(at, c.Basis), Treatment: c.Treatment,
		Internal: c.Audience == catalog.AudienceInternal}
}

// assessment tells how a grade was arrived at: the inputs with what their values
// stand for, the score with its formula, the reason.
func (v *unitView) assessment(x *catalog.RiskPoint) []Field {
	w, s := v.r.words, v.unit.Scheme
	var f fields
	for _, in := range []struct {
		name  string
		value float64
	}{{catalog.InputLikelihood, x.Likelihood}, {catalog.InputExposure, x.Exposure}, {catalog.InputSeverity, x.Severity}} {
		if in.value != 0 {
			f.add(w.get("input."+in.name), scaled(s, in.name, in.value, w))
		}
	}
	if x.Score != 0 && s != nil {
		f.add(w.get("risk.score"), formula(s, x)+" = "+amount(x.Score))
	}
	f.add(w.get("risk.reason"), x.Reason)
	return f
}

// scaled writes an input with what its value stands for on the scheme's scale.
func scaled(s *catalog.Scheme, input string, value float64, w *words) string {
	if s == nil {
		return amount(value)
	}
	for _, step := range s.Scores {
		if step.Input == input && step.Value == value {
			return w.format("risk.scaled", amount(value), step.Label)
		}
	}
	if s.Matrix != nil {
		labels := s.Matrix.Likelihood
		if input == catalog.InputSeverity {
			labels = s.Matrix.Severity
		}
		if n := int(value); float64(n) == value && n >= 1 && n <= len(labels) && input != catalog.InputExposure {
			return w.format("risk.scaled", amount(value), labels[n-1])
		}
	}
	return amount(value)
}

// formula writes the product that the scheme makes of the inputs of a risk
// point.
func formula(s *catalog.Scheme, x *catalog.RiskPoint) string {
	values := map[string]float64{
		catalog.InputLikelihood: x.Likelihood, catalog.InputSeverity: x.Severity, catalog.InputExposure: x.Exposure,
	}
	var factors []string
	for _, in := range s.Inputs {
		factors = append(factors, amount(values[in]))
	}
	return strings.Join(factors, " × ")
}

// extends links to the risk point of a superior unit that one refines.
func (v *unitView) extends(at place, x *catalog.RiskPoint) *Link {
	if l := x.Inherits; l != nil {
		link := layerLink(at, l, v.r.words.format("risk.extends_of", l.Unit))
		link.Note = l.Position + v.r.words.get("sign.colon") + l.Title
		return &link
	}
	if x.Extends == "" {
		return nil
	}
	return &Link{Text: x.Extends} // what it extends is not part of what is shown
}

// layerLink links to a risk point of another unit.
func layerLink(at place, l *catalog.Layer, text string) Link {
	page, risk, _ := strings.Cut(l.URL, "#")
	return Link{Text: text, Href: at.to(page, risk)}
}

// inherited are the controls of what a risk point extends.
func inherited(x *catalog.RiskPoint) []catalog.Control {
	if x.Inherits == nil {
		return nil
	}
	return x.Inherits.Controls
}

// refinements link to the risk points of other units that extend one.
func refinements(at place, x *catalog.RiskPoint) []Link {
	var links []Link
	for i := range x.RefinedBy {
		l := &x.RefinedBy[i]
		links = append(links, layerLink(at, l, l.Unit+" · "+l.Title))
	}
	return links
}

// cutLast cuts s around the last sep.
func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return "", s, false
}
