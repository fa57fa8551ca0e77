package render

import (
	"slices"

	"gongshi/generator/catalog"
)

// LedgerPage is the ledger of a unit (台账): every control in one table, what has to
// be done again and again by how often, and how many controls stand in each line of
// defence of each department (风险防控矩阵).
type LedgerPage struct {
	Page
	Unit     Link
	Sentence string
	Risks    []LedgerRisk
	Matrix   *LedgerMatrix
	Duties   []RecurringDuty
	Download Link
}

// LedgerRisk is a risk point with the controls against it.
type LedgerRisk struct {
	Risk     Link
	Grade    Grade
	Position string
	Span     int            // how many controls there are, at least one
	First    *LedgerControl // in the row of the risk point
	Rest     []LedgerControl
}

// LedgerControl is a row of the ledger.
type LedgerControl struct {
	Risk                                       Link
	Stage, Text, Owner, Supervisor, Due, Often string
}

// LedgerMatrix counts controls by department and stage.
type LedgerMatrix struct {
	Stages []string
	Rows   []MatrixLine
}

// MatrixLine is one department of a LedgerMatrix.
type MatrixLine struct {
	Name  string
	Risks int
	Cells []int // in the order of the stages
}

// RecurringDuty is what is to be done as often as it says.
type RecurringDuty struct {
	Often    string
	Controls []*LedgerControl
}

// ledger makes the ledger of the unit, nil where it has no control.
func (v *unitView) ledger() *LedgerPage {
	r, u, w := v.r, v.unit, v.r.words
	path := catalog.LedgerPage(u.ID)
	at := place(path)
	page := &LedgerPage{Page: r.page("ledger", path, w.get("ledger.title")), Unit: Link{Text: u.Name, Href: at.to(catalog.UnitPage(u.ID))},
		Download: Link{Text: w.get("ledger.download"), Href: at.to(catalog.DataFile(u.ID, "xlsx"))}}
	often, controls := map[string]int{}, 0
	for i := range u.Positions {
		p := &u.Positions[i]
		own := at.to(catalog.PositionPage(u.ID, p.ID))
		for j := range p.Risks {
			x := &p.Risks[j]
			if len(x.Controls) == 0 {
				continue
			}
			link, rows := Link{Text: x.Title, Href: own + place("").fragment(x.ID)}, make([]LedgerControl, len(x.Controls))
			page.Risks = append(page.Risks, LedgerRisk{Risk: link, Grade: v.grades.of(x.Grade), Position: p.Name, Span: len(rows), First: &rows[0], Rest: rows[1:]})
			controls += len(rows)
			for k := range x.Controls {
				c, row := &x.Controls[k], &rows[k]
				*row = LedgerControl{Risk: link, Stage: c.Stage, Text: c.Text, Owner: c.Owner, Supervisor: c.Supervisor, Due: c.Due, Often: c.Frequency}
				if c.Frequency == "" {
					continue
				}
				n, met := often[c.Frequency]
				if !met {
					n = len(page.Duties)
					often[c.Frequency] = n
					page.Duties = append(page.Duties, RecurringDuty{Often: c.Frequency})
				}
				page.Duties[n].Controls = append(page.Duties[n].Controls, row)
			}
		}
	}
	if controls == 0 {
		return nil
	}
	slices.SortStableFunc(page.Duties, func(a, b RecurringDuty) int { return len(b.Controls) - len(a.Controls) })
	page.Matrix = v.ledgerMatrix()
	page.Sentence = w.format("ledger.text", w.count("count.risks", v.summary.RiskCount), w.count("count.controls", controls))
	v.frame(&page.Page, at, false)
	page.titled(u.Name)
	page.Description = page.Sentence
	return page
}

// ledgerMatrix counts the controls of each department in each stage of the scheme. A
// unit whose controls have no stages has none.
func (v *unitView) ledgerMatrix() *LedgerMatrix {
	stages := catalog.Labels(v.unit.Scheme.Stages)
	used := make([]bool, len(stages))
	lines := map[string]*MatrixLine{}
	var names []string
	for i := range v.unit.Positions {
		p := &v.unit.Positions[i]
		name := describe(p.Department, p.Name)
		line := lines[name]
		if line == nil {
			line = &MatrixLine{Name: name, Cells: make([]int, len(stages))}
			lines[name] = line
			names = append(names, name)
		}
		line.Risks += len(p.Risks)
		for j := range p.Risks {
			for _, c := range p.Risks[j].Controls {
				if at := slices.Index(stages, c.Stage); at >= 0 {
					line.Cells[at]++
					used[at] = true
				}
			}
		}
	}
	m := &LedgerMatrix{}
	for i, stage := range stages {
		if used[i] {
			m.Stages = append(m.Stages, stage)
		}
	}
	if len(m.Stages) == 0 {
		return nil
	}
	for _, name := range names {
		line := *lines[name]
		cells := line.Cells[:0:0]
		for i, n := range line.Cells {
			if used[i] {
				cells = append(cells, n)
			}
		}
		line.Cells = cells
		m.Rows = append(m.Rows, line)
	}
	return m
}
