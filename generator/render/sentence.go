package render

import (
	"strings"

	"gongshi/generator/catalog"
)

// sentence says how many risk points there are and how they are graded.
func (r *Renderer) sentence(key string, n int, counts []GradeCount) string {
	w := r.words
	if n == 0 {
		return w.get(key + "_none")
	}
	if len(counts) == 1 {
		return w.format(key+"_alike", w.count("count.risks", n), counts[0].Label)
	}
	return w.format(key, w.count("count.risks", n), r.byGrade(counts))
}

// byGrade names each grade with its number.
func (r *Renderer) byGrade(counts []GradeCount) string {
	var parts []string
	for _, c := range counts {
		parts = append(parts, r.words.format("sentence.of_grade", c.Label, r.words.number(c.N)))
	}
	return strings.Join(parts, r.words.get("sentence.between"))
}

// unitSentence says in words what the statistics of a unit show.
func (r *Renderer) unitSentence(s *catalog.Summary, counts []GradeCount) string {
	w := r.words
	if s.RiskCount == 0 {
		return w.format("sentence.unit_none", w.count("count.positions", s.PositionCount))
	}
	return w.format("sentence.unit", w.count("count.positions", s.PositionCount), w.count("count.risks", s.RiskCount),
		w.count("count.controls", s.ControlCount), r.byGrade(counts))
}

// declared repeats the totals that the unit states of itself.
func (r *Renderer) declared(d catalog.Declared) string {
	w := r.words
	var parts []string
	for _, x := range []struct {
		key string
		n   *int
	}{
		{"count.positions", d.Positions}, {"count.risks", d.Risks}, {"count.kinds", d.Kinds},
		{"count.classes", d.Classes}, {"count.holders", d.Holders},
	} {
		if x.n != nil {
			parts = append(parts, w.count(x.key, *x.n))
		}
	}
	if parts == nil {
		return ""
	}
	return w.format("sentence.declared", w.join(parts))
}
