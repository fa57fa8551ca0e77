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
	Others      []Link       // the pages of this kind in the unit, or those next to it
	AllOthers   *Link        // to where all are listed, if not all are here
}

// listing is what a list page holds.
type listing struct {
	of, path, name string
	rows           Rows
	group          []Link // to all pages of the same kind in the unit
	self           int    // the place of this one among them
}

// lists are the list pages of a unit. A grade or category without risk points
// has none, nor has a kind that the page of all kinds has whole, nor a rule whose own page
// names all that cites it.
func (v *unitView) lists(rows map[listKey]Rows) []listing {
	id := v.unit.ID
	groups := map[string][]Link{}
	var out []listing
	add := func(of, path, name string) {
		out = append(out, listing{of: of, path: path, name: name, rows: rows[listKey{of, name}], self: len(groups[of])})
		groups[of] = append(groups[of], Link{Text: name, Href: place(path).to(path)})
	}
	for _, d := range v.summary.Departments {
		add("department", catalog.DepartmentPage(id, d.ID), d.Label)
	}
	for _, g := range v.summary.Grades {
		if g.N > 0 {
			add("grade", catalog.GradePage(id, g.ID), g.Label)
		}
	}
	for _, c := range v.summary.Categories {
		add("category", catalog.CategoryPage(id, c.ID), c.Label)
	}
	for _, k := range v.summary.Kinds {
		if v.kindPages.hasPage(k) {
			add("kind", catalog.KindPage(id, k.ID), k.Label)
		}
	}
	for _, c := range v.r.site.Citations(v.unit).List() {
		if !c.Whole() {
			add("rule", catalog.RuleListPage(id, c.Rule), c.Rule)
		}
	}
	for i := range out {
		out[i].group = groups[out[i].of]
	}
	return out
}

// listKey is a kind of list page and what the risk points of a page have in common.
type listKey struct{ of, name string }

// listed sorts the risk points of the unit by what those of a list page have in
// common. All list pages of a unit lie equally deep and outside of its folder, so that
// a row has the same links on each.
func (v *unitView) listed() map[listKey]Rows {
	rows := v.rows(place(catalog.GradePage(v.unit.ID, "")))
	out := map[listKey]Rows{}
	for i := range v.unit.Positions {
		p := &v.unit.Positions[i]
		for j := range p.Risks {
			x, row := &p.Risks[j], rows[0]
			rows = rows[1:]
			put := func(of, name string) {
				k := listKey{of, name}
				if had := out[k]; len(had) == 0 || had[len(had)-1] != row {
					out[k] = append(had, row)
				}
			}
			put("department", p.Department)
			put("grade", x.Grade)
			put("kind", x.Kind)
			for _, c := range x.Category {
				put("category", c)
			}
			for _, b := range x.Bases() {
				if rule, _ := v.r.site.Cites(b); rule != nil {
					put("rule", rule.ID)
				}
			}
		}
	}
	return out
}

// list makes a list page.
func (v *unitView) list(l listing) *ListPage {
	r, u, w := v.r, v.unit, v.r.words
	at := place(l.path)
	page := &ListPage{Page: r.page("list", l.path, l.name), Of: l.of,
		Unit: Link{Text: u.Name, Href: r.unitLink(at, u.ID)}, Legend: v.legend(at), Rows: l.rows}
	page.Grades = v.countGrades(len(l.rows), func(i int) string { return l.rows[i].Grade.Label })
	page.Sentence = r.sentence("sentence.list", len(page.Rows), page.Grades)
	switch l.of {
	case "department":
		v.departmentFacts(page, at, l.name)
		if href := v.departmentLedgerAt(at, l.name); href != "" {
			page.Facts = append(page.Facts, Field{Label: w.get("ledger.title"), Value: w.get("ledger.open_department"), Href: href})
		}
	case "grade":
		v.gradeFacts(page, l.name)
	case "rule":
		v.ruleFacts(page, at, l.name)
	}
	page.Caption = w.format("list.caption", page.Heading, w.count("count.risks", len(page.Rows)))
	page.Others, page.AllOthers = v.siblings(l)
	page.Facts = append(page.Facts, r.homeField(at, u.ID)...)
	v.frame(&page.Page, at, false)
	page.titled(u.Name)
	page.Description = w.format("describe.list", u.Name, page.Heading, page.Sentence)
	page.Meta = append(page.Meta, columnMeta(page.Heading, page.Description, w.get("meta.column"))...)
	return page
}

func (v *unitView) departmentFacts(page *ListPage, at place, name string) {
	var f fields
	w := v.r.words
	page.Positions = v.positionLinks(at, v.members[name])
	d := v.declared[name]
	if d == nil {
		return
	}
	if up := v.declared[d.Parent]; d.Parent != "" && up != nil {
		f.addLink(w.get("department.parent"), up.Name, v.department(at, up.Name).Href)
	}
	if leader := v.positionLink(at, d.Leader); leader.Text != "" {
		f.addLink(w.get("department.leader"), leader.Text, leader.Href)
	}
	page.Facts, page.Duties = f, d.Duties
	for _, c := range v.below[d.ID] {
		page.Departments = append(page.Departments, v.departmentRow(at, c))
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

// nearSiblings is how many pages of the same kind a page leads to, before it and after,
// where there are many: all of them on all pages would be most of a large unit's site.
const nearSiblings = 8

// siblings link to the pages of the same kind in the unit, this one as plain text, or to
// those next to it and to where all are listed.
func (v *unitView) siblings(l listing) (links []Link, all *Link) {
	n := len(l.group)
	if n < 2 && l.of != "kind" || l.of == "rule" {
		return nil, nil
	}
	from, to := 0, n
	if l.of == "kind" {
		all = &Link{Text: v.r.words.get("list.all"), Href: place(l.path).to(catalog.KindIndex(v.unit.ID))}
	}
	if n > 3*nearSiblings {
		from = min(max(l.self-nearSiblings, 0), n-2*nearSiblings-1)
		to = from + 2*nearSiblings + 1
		if all == nil {
			all = &Link{Text: v.r.words.get("list.all"), Href: place(l.path).to(l.of+"/index.html", elementID(v.unit.ID))}
		}
	}
	links = slices.Clone(l.group[from:to])
	links[l.self-from].Href = ""
	return links, all
}
