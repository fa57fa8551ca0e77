package render

import (
	"gongshi/generator/catalog"
)

// Grade is how a grade is shown: symbol, label and colour together.
type Grade struct {
	Label  string
	Symbol string
	Colour string // its name, where the scheme is known by colours
	Tone   string // class of its colour, or empty
}

// grades are the grades of a scheme by label, with their rank from 0, the worst.
type grades struct {
	byLabel map[string]Grade
	rank    map[string]int
	id      map[string]string
}

func gradesOf(s *catalog.Scheme) grades {
	g := grades{map[string]Grade{}, map[string]int{}, map[string]string{}}
	if s == nil {
		return g
	}
	for i, x := range s.Grades {
		g.byLabel[x.Label] = gradeView(x)
		g.rank[x.Label] = i
		g.id[x.Label] = x.ID
	}
	return g
}

func gradeView(g catalog.Grade) Grade {
	t, _ := toneOf(g.Colour)
	return Grade{Label: g.Label, Symbol: g.Symbol, Colour: g.ColourName, Tone: t.class}
}

// of is how a label is shown. A label that the scheme lacks is shown as it is.
func (g grades) of(label string) Grade {
	if v, ok := g.byLabel[label]; ok {
		return v
	}
	return Grade{Label: label}
}

// order is the rank of a label, after all others where the scheme lacks it.
func (g grades) order(label string) int {
	if n, ok := g.rank[label]; ok {
		return n
	}
	return len(g.rank)
}

// Legend tells what the grades on a page mean.
type Legend struct {
	Method Link // the page that explains the scheme
	Grades []LegendGrade
}

// LegendGrade is a grade with what the scheme says of it.
type LegendGrade struct {
	Grade
	Fields []Field
}

func (v *unitView) legend(at place) Legend {
	return Legend{Method: v.method(at), Grades: v.meanings}
}

// meanings are the grades of a scheme with what it says of them.
func (r *Renderer) meanings(s *catalog.Scheme) []LegendGrade {
	var out []LegendGrade
	for i := range s.Grades {
		g := &s.Grades[i]
		out = append(out, LegendGrade{gradeView(*g), r.gradeFields(s, g)})
	}
	return out
}

// GradeCount is how many risk points bear a grade.
type GradeCount struct {
	Grade
	N    int
	Href string
}

// counts shows the counts of a summary, those of zero left out unless asked for.
func (g grades) counts(list []catalog.Count, zero bool, href func(id string) string) []GradeCount {
	var out []GradeCount
	for _, c := range list {
		if c.N == 0 && !zero {
			continue
		}
		v := GradeCount{Grade: g.of(c.Label), N: c.N}
		if c.N > 0 && href != nil {
			v.Href = href(c.ID)
		}
		out = append(out, v)
	}
	return out
}
