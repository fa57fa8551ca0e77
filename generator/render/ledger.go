package render

import (
	"slices"

	"golang.org/x/sync/errgroup"

	"gongshi/generator/catalog"
)

// LedgerPage is the ledger of a unit (台账): every control in one table, what has to
// be done again and again by how often, and how many controls stand in each line of
// defence of each department (风险防控矩阵). Where they are many the ledger of a unit is
// parted: each department has one of its own.
type LedgerPage struct {
	Page
	Unit       Link
	Department Link // whose ledger it is, if not the unit's
	Sentence   string
	Parted     bool // whether the controls are on pages of departments, to which Matrix links
	Risks      []LedgerRisk
	Matrix     *LedgerMatrix
	Duties     []RecurringDuty
	Download   Link

	often map[string]int // places in Duties
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
	Href  string // of the department's ledger, if it has one
	Risks int
	Cells []int // in the order of the stages
}

// RecurringDuty is what is to be done as often as it says.
type RecurringDuty struct {
	Often    string
	Controls []*LedgerControl
}

// longLedger is the most controls that stand on one page if the unit has departments: a
// phone lays out a page of so many in some three seconds.
const longLedger = 2000

// partsLedger reports whether each department of the unit has a ledger of its own.
func (v *unitView) partsLedger() bool {
	return v.summary.ControlCount > longLedger && len(v.summary.Departments) > 1
}

// writeLedgers writes the ledger of the unit, if it has a control, and those of its
// departments, if the unit has many.
func (v *unitView) writeLedgers(g *errgroup.Group, emit Emit) {
	if v.summary.ControlCount == 0 {
		return
	}
	u := v.unit
	write := func(path string, make func() *LedgerPage) {
		g.Go(func() error { return v.r.write(emit, "ledger", path, make()) })
	}
	write(catalog.LedgerPage(u.ID), v.ledger)
	if !v.partsLedger() {
		return
	}
	for _, d := range v.summary.Departments {
		if v.controlsOf(d.Label) > 0 {
			write(catalog.DepartmentLedgerPage(u.ID, d.ID), func() *LedgerPage { return v.departmentLedger(d) })
		}
	}
}

// controlsOf is how many controls the positions of a department have.
func (v *unitView) controlsOf(department string) int {
	n := 0
	for _, id := range v.members[department] {
		for i := range v.positions[id].Risks {
			n += len(v.positions[id].Risks[i].Controls)
		}
	}
	return n
}

// ledger makes the ledger of the unit. Where its departments have their own it leads to
// them, and has itself what is of no department.
func (v *unitView) ledger() *LedgerPage {
	u, w := v.unit, v.r.words
	path := catalog.LedgerPage(u.ID)
	at := place(path)
	page := v.ledgerPage(path, w.get("ledger.title"))
	page.Matrix = v.ledgerMatrix(at)
	page.Parted = v.partsLedger()
	for i := range u.Positions {
		if p := &u.Positions[i]; !page.Parted || p.Department == "" {
			page.add(v, at, p)
		}
	}
	page.Sentence = w.format("ledger.text", w.count("count.risks", v.summary.RiskCount), w.count("count.controls", v.summary.ControlCount))
	v.frame(&page.Page, at, false)
	return page.finish(u.Name)
}

// departmentLedger makes the ledger of a department.
func (v *unitView) departmentLedger(d catalog.Count) *LedgerPage {
	u, w := v.unit, v.r.words
	path := catalog.DepartmentLedgerPage(u.ID, d.ID)
	at := place(path)
	page := v.ledgerPage(path, w.format("ledger.of", d.Label))
	page.Department = v.department(at, d.Label)
	for _, id := range v.members[d.Label] {
		page.add(v, at, v.positions[id])
	}
	page.Sentence = w.format("ledger.text", w.count("count.risks", d.N), w.count("count.controls", v.controlsOf(d.Label)))
	v.frame(&page.Page, at, false)
	page.Crumbs = append(page.Crumbs, Link{Text: w.get("ledger.title"), Href: at.to(catalog.LedgerPage(u.ID))})
	return page.finish(u.Name)
}

// ledgerPage makes a ledger that has no controls.
func (v *unitView) ledgerPage(path, heading string) *LedgerPage {
	at := place(path)
	return &LedgerPage{Page: v.r.page("ledger", path, heading), Unit: Link{Text: v.unit.Name, Href: at.to(catalog.UnitPage(v.unit.ID))},
		Download: Link{Text: v.r.words.get("ledger.download"), Href: at.to(catalog.DataFile(v.unit.ID, "xlsx"))}}
}

// add adds the controls of a position.
func (page *LedgerPage) add(v *unitView, at place, p *catalog.Position) {
	own := at.to(catalog.PositionPage(v.unit.ID, p.ID))
	for j := range p.Risks {
		x := &p.Risks[j]
		if len(x.Controls) == 0 {
			continue
		}
		link, rows := Link{Text: x.Title, Href: own + place("").fragment(x.ID)}, make([]LedgerControl, len(x.Controls))
		page.Risks = append(page.Risks, LedgerRisk{Risk: link, Grade: v.grades.of(x.Grade), Position: p.Name, Span: len(rows), First: &rows[0], Rest: rows[1:]})
		for k := range x.Controls {
			c, row := &x.Controls[k], &rows[k]
			*row = LedgerControl{Risk: link, Stage: c.Stage, Text: c.Text, Owner: c.Owner, Supervisor: c.Supervisor, Due: c.Due, Often: c.Frequency}
			if c.Frequency == "" {
				continue
			}
			n, met := page.often[c.Frequency]
			if !met {
				if page.often == nil {
					page.often = map[string]int{}
				}
				n = len(page.Duties)
				page.often[c.Frequency] = n
				page.Duties = append(page.Duties, RecurringDuty{Often: c.Frequency})
			}
			page.Duties[n].Controls = append(page.Duties[n].Controls, row)
		}
	}
}

// finish puts the controls in order and names the page.
func (page *LedgerPage) finish(unit string) *LedgerPage {
	slices.SortStableFunc(page.Duties, func(a, b RecurringDuty) int { return len(b.Controls) - len(a.Controls) })
	page.titled(unit)
	page.Description = page.Sentence
	return page
}

// departmentLedgerAt leads to the ledger of a department, empty where this site has none.
func (v *unitView) departmentLedgerAt(at place, department string) string {
	slug := v.slugs[department]
	if slug == "" || !v.partsLedger() || v.controlsOf(department) == 0 || v.r.units[v.unit.ID].Home != nil {
		return ""
	}
	return at.to(catalog.DepartmentLedgerPage(v.unit.ID, slug))
}

// ledgerMatrix counts the controls of each department in each stage of the scheme. A
// unit whose controls have no stages has none, unless it leads to other ledgers.
func (v *unitView) ledgerMatrix(at place) *LedgerMatrix {
	stages := catalog.Labels(v.unit.Scheme.Stages)
	used := make([]bool, len(stages))
	lines := map[string]*MatrixLine{}
	var names []string
	for i := range v.unit.Positions {
		p := &v.unit.Positions[i]
		name := describe(p.Department, p.Name)
		line := lines[name]
		if line == nil {
			line = &MatrixLine{Name: name, Href: v.departmentLedgerAt(at, p.Department), Cells: make([]int, len(stages))}
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
	if len(m.Stages) == 0 && !v.partsLedger() {
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
