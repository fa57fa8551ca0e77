package render

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"

	"gongshi/generator/catalog"
)

// Chart is a bar chart: a table whose rows each bear a bar.
type Chart struct {
	ID    string
	Title string
	Head  string // of the first column
	Note  string
	Bars  []Bar
	More  *Link // to what the chart leaves out
}

// Bar is a row of a chart.
type Bar struct {
	Link
	Grade *Grade // where the rows are grades
	N     string
	Share string // of the total, in per cent
	Width string // of 100, relative to the longest bar
}

// charts are the unit's risk points by grade, category, department and level.
func (v *unitView) charts(at place) []Chart {
	w, s, id := v.r.words, v.summary, v.unit.ID
	if s.RiskCount == 0 {
		return nil
	}
	grade := v.chart("grade", s.Grades, func(c string) string { return at.to(catalog.GradePage(id, c)) })
	for i, c := range s.Grades {
		g := v.grades.of(c.Label)
		grade.Bars[i].Grade = &g
	}
	charts := []Chart{grade}
	if len(s.Categories) > 0 {
		c := v.chart("category", s.Categories, func(c string) string { return at.to(catalog.CategoryPage(id, c)) })
		total := 0
		for _, n := range s.Categories {
			total += n.N
		}
		if total > s.RiskCount {
			c.Note = w.get("chart.overlap")
		}
		charts = append(charts, c)
	}
	if len(s.Departments) > 1 {
		most := mostRisks(s.Departments)
		c := v.chart("department", most, func(c string) string { return at.to(catalog.DepartmentPage(id, c)) })
		if rest := len(s.Departments) - len(most); rest > 0 {
			c.More = &Link{Text: w.format("chart.departments", w.number(len(s.Departments))), Href: at.to(string(at), "departments")}
		}
		charts = append(charts, c)
	}
	if len(s.Levels) > 1 {
		levels := make([]catalog.Count, len(s.Levels))
		for i, l := range s.Levels {
			levels[i] = catalog.Count{ID: l.ID, Label: w.get("level." + l.ID), N: l.N}
		}
		level := v.chart("level", levels, nil)
		for i := range level.Bars {
			level.Bars[i].Href = at.to(string(at)) + "?level=" + url.QueryEscape(level.Bars[i].Text) + "#risks"
		}
		charts = append(charts, level)
	}
	if shared := sharedKinds(s.Kinds); len(shared) > 1 {
		shared = shared[:min(len(shared), kindsCharted)]
		c := v.chart("kind", shared, nil)
		for i := range c.Bars {
			c.Bars[i].Href = v.kindPages.link(at, shared[i])
		}
		c.More = &Link{Text: w.format("chart.kinds", w.count("count.kinds", len(s.Kinds))), Href: at.to(catalog.KindIndex(id))}
		charts = append(charts, c)
	}
	return charts
}

// departmentsCharted is how many departments a chart shows.
const departmentsCharted = 20

// mostRisks are the departments as they are listed or, where they are too many for
// a chart, those with the most risk points.
func mostRisks(departments []catalog.Count) []catalog.Count {
	if len(departments) <= departmentsCharted {
		return departments
	}
	most := slices.Clone(departments)
	slices.SortStableFunc(most, func(a, b catalog.Count) int { return cmp.Compare(b.N, a.N) })
	most = most[:departmentsCharted]
	for len(most) > 1 && most[len(most)-1].N == 0 {
		most = most[:len(most)-1]
	}
	return most
}

// kindsCharted is how many kinds a chart shows.
const kindsCharted = 10

// sharedKinds are the kinds that several risk points share.
func sharedKinds(kinds []catalog.Count) []catalog.Count {
	for i, k := range kinds {
		if k.N < 2 {
			return kinds[:i]
		}
	}
	return kinds
}

func (v *unitView) chart(by string, counts []catalog.Count, href func(id string) string) Chart {
	w := v.r.words
	c := Chart{ID: "by-" + by, Title: w.get("chart." + by), Head: w.get("column." + by), Bars: make([]Bar, len(counts))}
	longest := 1
	for _, x := range counts {
		longest = max(longest, x.N)
	}
	for i, x := range counts {
		b := Bar{Link: Link{Text: x.Label}, N: w.number(x.N), Share: percent(x.N, v.summary.RiskCount),
			Width: width(x.N, longest)}
		if x.N > 0 && href != nil {
			b.Href = href(x.ID)
		}
		c.Bars[i] = b
	}
	return c
}

// percent writes a share with one decimal.
func percent(n, of int) string {
	if of == 0 {
		return ""
	}
	return strconv.FormatFloat(100*float64(n)/float64(of), 'f', 1, 64) + "%"
}

// Matrix is the table of likelihood by severity with the number of risk points
// in each cell.
type Matrix struct {
	Severity []string    // heads of columns, the lowest first
	Rows     []MatrixRow // the highest likelihood first
}

// MatrixRow is a likelihood.
type MatrixRow struct {
	Likelihood string
	Cells      []MatrixCell
}

// MatrixCell is a pair of likelihood and severity.
type MatrixCell struct {
	Grade Grade
	N     int // risk points in it; -1 where they are not counted
}

// matrix counts the unit's risk points in the cells of its scheme's matrix, or
// of the table that the product of two inputs makes.
func (v *unitView) matrix(place) *Matrix {
	m := matrixOf(v.unit.Scheme, v.r.words)
	if m == nil || v.summary.RiskCount == 0 {
		return nil
	}
	m.eachCell(func(c *MatrixCell) { c.N = 0 })
	l, s := steps(v.unit.Scheme, catalog.InputLikelihood), steps(v.unit.Scheme, catalog.InputSeverity)
	for i := range v.unit.Positions {
		for _, x := range v.unit.Positions[i].Risks {
			row, column := indexOf(l, x.Likelihood), indexOf(s, x.Severity)
			if row >= 0 && column >= 0 {
				m.Rows[len(m.Rows)-1-row].Cells[column].N++
			}
		}
	}
	return m
}

func (m *Matrix) eachCell(f func(*MatrixCell)) {
	for i := range m.Rows {
		for j := range m.Rows[i].Cells {
			f(&m.Rows[i].Cells[j])
		}
	}
}

func indexOf(values []float64, x float64) int {
	for i, v := range values {
		if v == x {
			return i
		}
	}
	return -1
}

// steps are the values that an input of a scheme can take, the lowest first.
func steps(s *catalog.Scheme, input string) []float64 {
	var out []float64
	if s.Matrix != nil {
		n := len(s.Matrix.Likelihood)
		if input == catalog.InputSeverity {
			n = len(s.Matrix.Severity)
		}
		for i := range n {
			out = append(out, float64(i+1))
		}
		return out
	}
	for _, x := range s.Scores {
		if x.Input == input {
			out = append(out, x.Value)
		}
	}
	return out
}

// matrixOf is the table of a scheme whose grade follows from likelihood and
// severity alone, or nil.
func matrixOf(s *catalog.Scheme, w *words) *Matrix {
	if s == nil || s.Method == catalog.MethodDirect || contains(s.Inputs, catalog.InputExposure) {
		return nil
	}
	l, sev := steps(s, catalog.InputLikelihood), steps(s, catalog.InputSeverity)
	if len(l) == 0 || len(sev) == 0 {
		return nil
	}
	m := &Matrix{}
	for _, x := range sev {
		m.Severity = append(m.Severity, scaled(s, catalog.InputSeverity, x, w))
	}
	for i := len(l) - 1; i >= 0; i-- {
		row := MatrixRow{Likelihood: scaled(s, catalog.InputLikelihood, l[i], w)}
		for j := range sev {
			row.Cells = append(row.Cells, MatrixCell{Grade: cellGrade(s, i, j, l[i]*sev[j]), N: -1})
		}
		m.Rows = append(m.Rows, row)
	}
	return m
}

// cellGrade is the grade of a cell: as written in a matrix, else that of the
// band in which the product lies.
func cellGrade(s *catalog.Scheme, l, sev int, product float64) Grade {
	if s.Matrix != nil {
		if l < len(s.Matrix.Grade) && sev < len(s.Matrix.Grade[l]) {
			if g, _ := s.FindGrade(s.Matrix.Grade[l][sev]); g != nil {
				return gradeView(*g)
			}
		}
		return Grade{}
	}
	for _, g := range s.Grades {
		if product >= g.From {
			return gradeView(g)
		}
	}
	return Grade{}
}

// width is the length of a bar when that of the longest is 100.
func width(n, longest int) string {
	return strconv.FormatFloat(100*float64(n)/float64(longest), 'f', 1, 64)
}
