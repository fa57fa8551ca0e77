package render

import (
	"strings"

	"gongshi/generator/catalog"
)

// SchemesPage lists the schemes in use.
type SchemesPage struct {
	Page
	Sentence string
	Schemes  []SchemeRow
}

// SchemeRow is a scheme with the units that use it.
type SchemeRow struct {
	Link
	Method string
	Grades []Grade
	Units  []Link
	Count  string
}

// SchemePage explains a scheme: what the grades mean and how they are arrived
// at, and the vocabulary.
type SchemePage struct {
	Page
	Method      string
	Formula     string
	Grades      []SchemeGrade
	Bands       bool
	Matrix      *Matrix
	Scales      []Scale
	Vocabulary  []Vocabulary
	Units       []Link
	ShowsColour bool
}

// SchemeGrade is a grade with what the scheme says of it.
type SchemeGrade struct {
	Grade
	ID     string // of the element on the page
	Band   string // the scores that lead to it
	Fields []Field
}

// Scale gives the values of an input.
type Scale struct {
	Title string
	Steps []Field
}

// Vocabulary is a list of words that a catalogue may use.
type Vocabulary struct {
	Title   string
	Text    string
	Ordered bool
	Terms   []Term
}

// Term is a word with the words that mean the same.
type Term struct {
	Label    string
	Aliases  string
	Required bool
}

func (j *join) writeSchemes(emit Emit) error {
	r, w := j.r, j.r.words
	path := "scheme/index.html"
	at := place(path)
	page := &SchemesPage{Page: r.page("schemes", path, w.get("scheme.index")), Sentence: w.get("scheme.index_text")}
	page.Crumbs = r.crumbs(at, "", false)
	page.titled()
	page.Description = page.Sentence
	for _, s := range j.schemes() {
		own := catalog.SchemePage(s.ID)
		if err := r.write(emit, "scheme", own, j.schemePage(own, s)); err != nil {
			return err
		}
		row := SchemeRow{Link: Link{Text: s.Name, Href: at.to(own)}, Method: j.method(s), Units: j.users(at, s.ID)}
		for _, g := range s.Grades {
			row.Grades = append(row.Grades, gradeView(g))
		}
		row.Count = w.count("count.units", len(row.Units))
		row.Units = row.Units[:min(len(row.Units), 12)]
		page.Schemes = append(page.Schemes, row)
	}
	page.Meta = append(page.Meta, columnMeta(page.Heading, page.Sentence, w.get("meta.column"))...)
	return r.write(emit, "schemes", path, page)
}

// users are the units under a scheme.
func (j *join) users(at place, scheme string) []Link {
	var out []Link
	for _, s := range j.summaries {
		if s.SchemeID == scheme {
			out = append(out, Link{Text: s.Name, Href: j.r.unitLink(at, s.ID)})
		}
	}
	return out
}

func (j *join) method(s *catalog.Scheme) string {
	method := s.Method
	if method == "" {
		method = catalog.MethodDirect
	}
	return j.r.words.get("method." + method)
}

func (j *join) schemePage(path string, s *catalog.Scheme) *SchemePage {
	r, w := j.r, j.r.words
	at := place(path)
	page := &SchemePage{Page: r.page("scheme", path, s.Name), Method: j.method(s), Matrix: matrixOf(s, w),
		Vocabulary: vocabulary(w, s), Units: j.users(at, s.ID)}
	page.Crumbs = append(r.crumbs(at, "", false), Link{Text: w.get("scheme.index"), Href: at.to("scheme/index.html")})
	page.titled(w.get("scheme.index"))
	page.Description = w.format("describe.scheme", s.Name, page.Method)
	page.Grades = j.schemeGrades(s)
	page.Bands = s.Method == catalog.MethodProduct
	if page.Bands {
		page.Formula = w.inputs(s)
	}
	for _, input := range []string{catalog.InputLikelihood, catalog.InputExposure, catalog.InputSeverity} {
		if scale := scaleOf(w, s, input); scale.Steps != nil {
			page.Scales = append(page.Scales, scale)
		}
	}
	return page
}

// inputs writes the product of a scheme in words.
func (w *words) inputs(s *catalog.Scheme) string {
	var names []string
	for _, in := range s.Inputs {
		names = append(names, w.get("input."+in))
	}
	return strings.Join(names, " × ")
}

func (j *join) schemeGrades(s *catalog.Scheme) []SchemeGrade {
	var out []SchemeGrade
	for i := range s.Grades {
		g := &s.Grades[i]
		x := SchemeGrade{Grade: gradeView(*g), ID: "grade-" + g.ID, Fields: j.r.gradeFields(s, g)}
		if s.Method == catalog.MethodProduct {
			x.Band = j.r.words.band(s, i)
		}
		out = append(out, x)
	}
	return out
}

// band writes the scores from which the i-th grade holds.
func (w *words) band(s *catalog.Scheme, i int) string {
	from := s.Grades[i].From
	switch {
	case i == 0:
		return w.format("scheme.band_top", amount(from))
	case i == len(s.Grades)-1:
		return w.format("scheme.band_bottom", amount(s.Grades[i-1].From))
	}
	return w.format("scheme.band", amount(from), amount(s.Grades[i-1].From))
}

func scaleOf(w *words, s *catalog.Scheme, input string) Scale {
	scale := Scale{Title: w.get("input." + input)}
	for _, x := range s.Scores {
		if x.Input == input {
			scale.Steps = append(scale.Steps, Field{Label: amount(x.Value), Value: x.Label})
		}
	}
	if s.Matrix == nil || scale.Steps != nil {
		return scale
	}
	labels := map[string][]string{catalog.InputLikelihood: s.Matrix.Likelihood, catalog.InputSeverity: s.Matrix.Severity}[input]
	for i, label := range labels {
		scale.Steps = append(scale.Steps, Field{Label: amount(float64(i + 1)), Value: label})
	}
	return scale
}

func vocabulary(w *words, s *catalog.Scheme) []Vocabulary {
	var out []Vocabulary
	for _, x := range []struct {
		key     string
		terms   []catalog.Term
		ordered bool
	}{
		{"categories", s.Categories, false}, {"stages", s.Stages, false}, {"treatments", s.Treatments, false},
		{"sources", s.Sources, false}, {"approvals", s.Approvals, true}, {"assessments", s.Assessments, false},
	} {
		if len(x.terms) == 0 {
			continue
		}
		v := Vocabulary{Title: w.get("scheme." + x.key), Text: w.get("scheme." + x.key + "_text"), Ordered: x.ordered}
		for _, t := range x.terms {
			v.Terms = append(v.Terms, Term{Label: t.Label, Required: t.Required})
		}
		out = append(out, v)
	}
	return out
}
