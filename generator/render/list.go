package render

import (
	"slices"

	"gongshi/generator/catalog"
)

// ListPage lists risk points of one unit: those of a department, a grade, a
// category or a kind, or those that cite a rule.
type ListPage struct {
	Page
	Of          string // department, grade, category, kind or rule
	Unit        Link
	Grade       *Grade
	Facts       []Field
	Duties      []string
	Sentence    string
	Grades      []GradeCount
	Legend      Legend
	Positions   []PositionLink
	Rows        Rows
	Caption     string
	Departments []Department // below this one
	Others      []Link       // the other pages of this kind in the unit
}

// listing says which risk points a list page holds.
type listing struct {
	of, path, name string
	pass           func(*catalog.Position, *catalog.RiskPoint) bool
}

// lists are the list pages of a unit. A grade or category without risk points
// has none, nor has a kind that one risk point has for itself, nor a rule whose
// own page names all that cites it.
func (v *unitView) lists() []listing {
	id := v.unit.ID
	var out []listing
	for _, d := range v.summary.Departments {
		out = append(out, listing{"department", catalog.DepartmentPage(id, d.ID), d.Label,
			func(p *catalog.Position, _ *catalog.RiskPoint) bool { return p.Department == d.Label }})
	}
	for _, g := range v.summary.Grades {
		if g.N > 0 {
			out = append(out, listing{"grade", catalog.GradePage(id, g.ID), g.Label,
				func(_ *catalog.Position, x *catalog.RiskPoint) bool { return x.Grade == g.Label }})
		}
	}
	for _, c := range v.summary.Categories {
		out = append(out, listing{"category", catalog.CategoryPage(id, c.ID), c.Label,
			func(_ *catalog.Position, x *catalog.RiskPoint) bool { return contains(x.Category, c.Label) }})
	}
	for _, k := range v.summary.Kinds {
		if isShared(k) {
			out = append(out, listing{"kind", catalog.KindPage(id, k.ID), k.Label,
				func(_ *catalog.Position, x *catalog.RiskPoint) bool { return x.Kind == k.Label }})
		}
	}
	for _, c := range v.r.site.Citations(v.unit) {
		if !c.Whole() {
			out = append(out, listing{"rule", catalog.RuleListPage(id, c.Rule), c.Rule,
				func(_ *catalog.Position, x *catalog.RiskPoint) bool { return v.r.cites(x, c.Rule) }})
		}
	}
	return out
}

// isShared reports whether a kind has a page: several risk points are of it.
func isShared(kind catalog.Count) bool { return kind.N > 1 }

// cites reports whether a risk point cites a rule of the register.
func (r *Renderer) cites(x *catalog.RiskPoint, id string) bool {
	for _, b := range x.Bases() {
		if rule, _ := r.site.Cites(b); rule != nil && rule.ID == id {
			return true
		}
	}
	return false
}

// list makes a list page. all are the list pages of the unit.
func (v *unitView) list(l listing, all []listing) *ListPage {
	r, u, w := v.r, v.unit, v.r.words
	at := place(l.path)
	page := &ListPage{Page: r.page("list", l.path, l.name), Of: l.of,
		Unit: Link{Text: u.Name, Href: r.unitLink(at, u.ID)}, Legend: v.legend(at), Rows: v.rows(at, l.pass)}
	page.Grades = v.countRows(page.Rows)
	page.Sentence = r.sentence("sentence.list", len(page.Rows), page.Grades)
	switch l.of {
	case "department":
		v.departmentFacts(page, at, l.name)
	case "grade":
		v.gradeFacts(page, l.name)
	case "rule":
		v.ruleFacts(page, at, l.name)
	}
	page.Caption = w.format("list.caption", page.Heading, w.count("count.risks", len(page.Rows)))
	page.Others = siblings(at, l, all)
	page.Facts = append(page.Facts, r.homeField(at, u.ID)...)
	v.frame(&page.Page, at, false)
	page.titled(u.Name)
	page.Description = w.format("describe.list", u.Name, page.Heading, page.Sentence)
	page.Meta = append(page.Meta, columnMeta(page.Heading, page.Description, w.get("meta.column"))...)
	return page
}

func (v *unitView) countRows(rows Rows) []GradeCount {
	n := map[string]int{}
	for _, x := range rows {
		n[x.Grade.Label]++
	}
	var out []GradeCount
	for _, g := range v.unit.Scheme.Grades {
		if n[g.Label] > 0 {
			out = append(out, GradeCount{Grade: v.grades.of(g.Label), N: n[g.Label]})
		}
	}
	return out
}

func (v *unitView) departmentFacts(page *ListPage, at place, name string) {
	var f fields
	w := v.r.words
	page.Positions = v.positionLinks(at, v.members[name])
	d := v.unit.Department(name)
	if d == nil {
		return
	}
	if up := v.unit.Department(d.Parent); d.Parent != "" && up != nil {
		f.addLink(w.get("department.parent"), up.Name, v.department(at, up.Name).Href)
	}
	if leader := v.positionLink(at, d.Leader); leader.Text != "" {
		f.addLink(w.get("department.leader"), leader.Text, leader.Href)
	}
	page.Facts, page.Duties = f, d.Duties
	for _, c := range v.summary.Departments {
		if sub := v.unit.Department(c.ID); sub != nil && sub.Parent == d.ID {
			page.Departments = append(page.Departments, v.departmentRow(at, c))
		}
	}
}

func (v *unitView) gradeFacts(page *ListPage, label string) {
	g, _ := v.unit.Scheme.FindGrade(label)
	if g == nil {
		return
	}
	view := gradeView(*g)
	page.Grade = &view
	page.Facts = v.r.gradeFields(v.unit.Scheme, g)
}

// gradeFields are what a scheme says of a grade.
func (r *Renderer) gradeFields(s *catalog.Scheme, g *catalog.Grade) []Field {
	w := r.words
	var f fields
	f.add(w.get("grade.meaning"), g.Meaning)
	f.add(w.get("grade.monitor"), g.Monitor)
	f.add(w.get("grade.accountability"), g.Accountability)
	if g.ReviewMonths > 0 {
		f.add(w.get("grade.review"), w.count("grade.months", g.ReviewMonths))
	}
	if lower, _ := s.FindGrade(g.Extends); g.Extends != "" && lower != nil {
		f.add(w.get("grade.extends"), w.format("grade.extends_text", lower.Label))
	}
	return f
}

// ruleFacts give a list of citations the name of its rule, and lead to its page.
func (v *unitView) ruleFacts(page *ListPage, at place, id string) {
	i := slices.IndexFunc(v.r.site.Register, func(x catalog.Rule) bool { return x.ID == id })
	rule := &v.r.site.Register[i]
	var f fields
	f.addLink(v.r.words.get("rule.rule"), rule.Quoted(), at.to(catalog.RulePage(id)))
	page.Heading = rule.Title
	page.Facts = append(f, v.r.ruleFields(rule)...)
}

// siblings link to the pages of the same kind in the unit, this one as plain text.
func siblings(at place, l listing, all []listing) []Link {
	var out []Link
	for _, x := range all {
		if x.of != l.of || l.of == "rule" {
			continue
		}
		link := Link{Text: x.name, Href: at.to(x.path)}
		if x.path == l.path {
			link.Href = ""
		}
		out = append(out, link)
	}
	if len(out) < 2 {
		return nil
	}
	return out
}
