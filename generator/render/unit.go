package render

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"gongshi/generator/catalog"
)

// UnitPage is the page of a unit: how much, how serious, and the whole
// catalogue.
type UnitPage struct {
	Page
	About       template.HTML
	Facts       []Field
	Sentence    string
	Declared    string
	Charts      []Chart
	Matrix      *Matrix
	Legend      Legend
	Rows        Rows
	Caption     string
	Departments []Department
	Chart       *Diagram // of the organisation
	Units       []UnitRow
	Publication []Field
	Approval    []Approval
	Supervision []Field
	Contact     []Field
	Assessments []Assessment
	Milestones  []Milestone
	Warnings    []Warning
	Resources   []Resource
	Targets     []Target
	Responses   []Response
	Attachments []Link
	Downloads   []Link
	Prints      []Link // the same to be printed
}

// Row is a risk point in a table.
type Row struct {
	Title      string
	Href       string
	Grade      Grade
	Order      int // of the grade, 0 the worst
	Category   string
	Position   string
	Page       string // of the position
	Department string
	Level      string
}

// Rows are the risk points of a table.
type Rows []*Row

// rowsTogether is how many rows a browser lays out together.
const rowsTogether = 100

// Chunks parts the rows into groups, so that a browser need lay out only those
// that come into view.
func (rows Rows) Chunks() []Rows {
	var out []Rows
	for _, part := range batches(len(rows), rowsTogether) {
		out = append(out, rows[part[0]:part[1]])
	}
	return out
}

// Long reports whether there are so many rows that a browser should not lay out
// all of them at once.
func (rows Rows) Long() bool { return len(rows) > 2*rowsTogether }

// HasDepartments reports whether any of the risk points is of a department.
func (rows Rows) HasDepartments() bool {
	return slices.ContainsFunc(rows, func(x *Row) bool { return x.Department != "" })
}

// HasLevels reports whether any of the risk points is of a level.
func (rows Rows) HasLevels() bool {
	return slices.ContainsFunc(rows, func(x *Row) bool { return x.Level != "" })
}

// HasCategories reports whether any of the risk points is of a category.
func (rows Rows) HasCategories() bool {
	return slices.ContainsFunc(rows, func(x *Row) bool { return x.Category != "" })
}

// Department is a department of a unit with its positions.
type Department struct {
	Link
	Depth     int
	Count     string
	Leader    Link
	Duties    []string
	Positions []PositionLink
}

// PositionLink leads to a position and tells how many risk points it has.
type PositionLink struct {
	Link
	ID     string
	Level  string
	N      int
	Grades []GradeCount
}

// Approval is a stage of the chain of review.
type Approval struct {
	Stage, By, Result, Opinion string
	On                         Field
}

// Assessment is the result of one check on how the controls are kept.
type Assessment struct {
	Period, Object, Method, Result string
	Findings, Corrections          []string
}

// Milestone is a dated step of the work on the catalogue.
type Milestone struct {
	Name, Responsible string
	From, To, Done    Field
}

// Warning is a notice of a risk that calls for a reply.
type Warning struct {
	Number, Kind, Level, Outcome string
	Risk                         Link
	Issued, ReplyDue, Replied    Field
}

// Resource is something the controls need.
type Resource struct {
	Kind, Required, Actual, Place string
}

// Target is a figure to reach.
type Target struct {
	Name, Target, Actual string
	AsOf                 Field
}

// unitFacts are what the unit's page and those of its positions both show.
type unitFacts struct {
	publication, supervision []Field
}

// Unit makes every page that a unit alone decides: its own, those of its
// positions, and those that list its risk points by department, grade and
// category. Positions are rendered several at a time.
func (r *Renderer) Unit(u *catalog.Unit, emit Emit) error {
	if u.Scheme == nil {
		return fmt.Errorf("%s: %w", u.ID, errNoScheme)
	}
	v := r.unitView(u)
	var g errgroup.Group
	g.SetLimit(workers())
	g.Go(func() error { return r.write(emit, "unit", catalog.UnitPage(u.ID), v.page()) })
	shared := &unitFacts{v.publication(), v.supervision()}
	for _, part := range batches(len(u.Positions), 16) {
		g.Go(func() error {
			for i := part[0]; i < part[1]; i++ {
				p := &u.Positions[i]
				if err := r.write(emit, "position", catalog.PositionPage(u.ID, p.ID), v.position(p, shared)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	g.Go(func() error { return v.writeRemoved(emit) })
	v.writeLedgers(&g, emit)
	v.writeLists(&g, emit)
	g.Go(func() error { return v.sheets(emit, shared) })
	return g.Wait()
}

// Pages makes the page of a unit and those of some of its positions.
func (r *Renderer) Pages(u *catalog.Unit, positions []string, emit Emit) error {
	if u.Scheme == nil {
		return fmt.Errorf("%s: %w", u.ID, errNoScheme)
	}
	v := r.unitView(u)
	shared := &unitFacts{v.publication(), v.supervision()}
	for _, id := range positions {
		if p := u.Position(id); p != nil {
			if err := r.write(emit, "position", catalog.PositionPage(u.ID, id), v.position(p, shared)); err != nil {
				return err
			}
		}
	}
	return r.write(emit, "unit", catalog.UnitPage(u.ID), v.page())
}

// Lists makes the pages that list the risk points of a unit whose own pages are on
// another site.
func (r *Renderer) Lists(u *catalog.Unit, emit Emit) error {
	if u.Scheme == nil {
		return fmt.Errorf("%s: %w", u.ID, errNoScheme)
	}
	var g errgroup.Group
	g.SetLimit(workers())
	r.unitView(u).writeLists(&g, emit)
	return g.Wait()
}

func (v *unitView) writeLists(g *errgroup.Group, emit Emit) {
	rows := v.listed()
	if len(v.summary.Kinds) > 0 {
		g.Go(func() error { return v.r.write(emit, "kinds", catalog.KindIndex(v.unit.ID), v.kindsPage(rows)) })
	}
	for _, list := range v.lists(rows) {
		g.Go(func() error { return v.r.write(emit, "list", list.path, v.list(list)) })
	}
}

// page makes the page of the unit.
func (v *unitView) page() *UnitPage {
	r, u, w := v.r, v.unit, v.r.words
	path := catalog.UnitPage(u.ID)
	at := place(path)
	page := &UnitPage{
		Page: r.page("unit", path, u.Name), About: v.prose(u.Description, 2),
		Charts: v.charts(at), Legend: v.legend(at),
		Rows: v.rows(at), Departments: v.departments(at), Chart: v.organisation(),
		Publication: v.publication(), Supervision: v.supervision(), Contact: v.contact(),
		Downloads: v.downloads(at), Attachments: v.attachments(at),
		Prints: v.printLinks(at, catalog.DocumentPage(u.ID), "sheet.document"),
	}
	page.QR = codeOf(page.Canonical)
	page.Facts = v.unitFields(at)
	if v.summary.ControlCount > 0 {
		page.Facts = append(page.Facts, Field{Label: w.get("ledger.title"), Value: w.get("ledger.open"), Href: at.to(catalog.LedgerPage(u.ID))})
	}
	v.records(page, at)
	v.frame(&page.Page, at, true)
	page.titled()
	counts := v.grades.counts(v.summary.Grades, true, nil)
	page.Sentence = r.unitSentence(v.summary, counts)
	page.Declared = r.declared(u.Declared)
	page.Caption = w.format("unit.caption", w.count("count.risks", v.summary.RiskCount))
	page.Matrix = v.matrix(at)
	page.Description = describe(u.Summary, w.format("describe.unit", u.Name, page.Sentence))
	page.Meta = append(page.Meta, columnMeta(u.Name, page.Description, w.get("meta.column"))...)
	if date := published(u.Publication); !date.IsZero() {
		page.Meta = append(page.Meta, r.articleMeta(u.Name, u.Name, date, []string{u.Name})...)
	}
	page.Dataset = v.dataset(at, &page.Page)
	for _, c := range r.children[u.ID] {
		page.Units = append(page.Units, UnitRow{Link: Link{Text: c.Name, Href: at.to(catalog.UnitPage(c.ID))}})
	}
	return page
}

// describe is the first of the texts that says something.
func describe(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// frame puts the way back, the state of the catalogue and its date on a page of
// the unit. self is set on the unit's own page.
func (v *unitView) frame(p *Page, at place, self bool) {
	u := v.unit
	p.Crumbs = v.r.crumbs(at, u.ID, !self)
	p.Banners = append(p.Banners, v.r.banners(u.Publication)...)
	p.NoIndex = p.NoIndex || u.Publication.Status == catalog.StatusDraft || u.Publication.Audience == catalog.AudienceInternal
	if d := u.Publication.UpdatedOn; !d.IsZero() {
		p.Footer.Updated = Field{Label: v.r.words.get("publication.updated_on"), Value: v.r.words.date(d), Date: d.String()}
	}
}

// unitFields are what identifies the unit's catalogue.
func (v *unitView) unitFields(at place) []Field {
	w, u := v.r.words, v.unit
	var f fields
	kind := v.r.compare(at, u.Kind)
	f.addLink(w.get("unit.kind"), kind.Text, kind.Href)
	f.add(w.get("unit.index_number"), u.IndexNumber)
	f.add(w.get("unit.summary"), u.Summary)
	return f
}

// publication are the status and the dates of the catalogue.
func (v *unitView) publication() []Field {
	w, p := v.r.words, v.unit.Publication
	var f fields
	if p.Status != "" {
		f.add(w.get("publication.status"), w.get("status."+p.Status))
	}
	f.addDate(w, w.get("publication.made_on"), p.MadeOn)
	f.addDate(w, w.get("publication.approved_on"), p.ApprovedOn)
	f.add(w.get("publication.notice"), w.period(p.NoticeFrom, p.NoticeUntil))
	f.addDate(w, w.get("publication.published_on"), p.PublishedOn)
	f.addDate(w, w.get("publication.updated_on"), p.UpdatedOn)
	f.addDate(w, w.get("publication.review_by"), p.ReviewBy)
	f.addDate(w, w.get("publication.withdrawn_on"), p.WithdrawnOn)
	f.add(w.get("publication.reason"), p.Reason)
	return f
}

// supervision is the channel for complaints.
func (v *unitView) supervision() []Field {
	w, s := v.r.words, v.unit.Supervision
	var f fields
	f.add(w.get("channel.body"), s.Body)
	f.addPhone(w.get("channel.phone"), s.Phone)
	f.add(w.get("channel.mailbox"), s.Mailbox)
	f.addLink(w.get("channel.email"), s.Email, mail(s.Email))
	f.add(w.get("channel.address"), s.Address)
	f.add(w.get("channel.hours"), s.Hours)
	return f
}

func (v *unitView) contact() []Field {
	w, c := v.r.words, v.unit.Contact
	var f fields
	f.add(w.get("channel.office"), c.Office)
	f.addPhone(w.get("channel.phone"), c.Phone)
	f.addLink(w.get("channel.email"), c.Email, mail(c.Email))
	f.add(w.get("channel.address"), c.Address)
	f.add(w.get("channel.hours"), c.Hours)
	return f
}

func mail(address string) string {
	if strings.Count(address, "@") != 1 || strings.ContainsAny(address, " ,;\uff0c\uff1b\u3001") {
		return ""
	}
	return "mailto:" + address
}

// dialled are the digits of a telephone number, or nothing where the text holds
// more than one number.
func dialled(s string) string {
	digits := strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9', r == '+':
			return r
		case strings.ContainsRune("- ()\uff08\uff09", r):
			return -1
		}
		return 'x'
	}, s)
	if len(digits) > 15 || strings.Contains(digits, "x") {
		return ""
	}
	return digits
}

func (v *unitView) downloads(at place) []Link {
	if v.unit.Publication.Status == catalog.StatusWithdrawn {
		return nil
	}
	w := v.r.words
	return []Link{
		{Text: w.get("download.xlsx"), Href: at.to(catalog.DataFile(v.unit.ID, "xlsx"))},
		{Text: w.get("download.csv"), Href: at.to(catalog.DataFile(v.unit.ID, "csv"))},
		{Text: w.get("download.json"), Href: at.to(catalog.DataFile(v.unit.ID, "json"))},
	}
}

func (v *unitView) attachments(at place) []Link {
	var out []Link
	for _, a := range v.unit.Attachments {
		name := a.Path[strings.LastIndex(a.Path, "/")+1:]
		out = append(out, Link{Text: name, Href: at.to(v.unit.ID + "/" + a.Path), Note: size(a.Size)})
	}
	return out
}

// method links to the page that explains the grades.
func (v *unitView) method(at place) Link {
	s := v.unit.Scheme
	return Link{Text: s.Name, Href: at.to(catalog.SchemePage(s.ID))}
}

// departments are the unit's departments in the order of its chart, each with
// the positions that belong to it, and last the positions that belong to none.
func (v *unitView) departments(at place) []Department {
	var out []Department
	for _, c := range v.summary.Departments {
		d := v.departmentRow(at, c)
		d.Positions = v.positionLinks(at, v.members[c.Label])
		out = append(out, d)
	}
	if loose := v.members[""]; len(loose) > 0 {
		out = append(out, Department{Link: Link{Text: v.r.words.get("unit.no_department")}, Positions: v.positionLinks(at, loose)})
	}
	return out
}

// departmentRow is a department without its positions.
func (v *unitView) departmentRow(at place, c catalog.Count) Department {
	d := Department{Link: v.department(at, c.Label), Count: v.r.words.count("count.risks", c.N)}
	if x := v.declared[c.ID]; x != nil {
		d.Depth, d.Duties, d.Leader = v.depth(x), x.Duties, v.positionLink(at, x.Leader)
	}
	return d
}

// deepest is the most levels that lists indent.
const deepest = 6

func (v *unitView) depth(d *catalog.Department) int {
	n := 0
	for d != nil && d.Parent != "" && n < deepest {
		d, n = v.declared[d.Parent], n+1
	}
	return n
}

func (v *unitView) positionLink(at place, id string) Link {
	p := v.positions[id]
	if p == nil {
		return Link{}
	}
	return Link{Text: p.Name, Href: v.r.positionLink(at, v.unit.ID, id)}
}

func (v *unitView) positionLinks(at place, ids []string) []PositionLink {
	var out []PositionLink
	for _, id := range ids {
		p := v.positions[id]
		l := PositionLink{ID: id, Link: v.positionLink(at, id), N: len(p.Risks), Grades: v.gradeCounts(p.Risks)}
		if p.Level != "" {
			l.Level = v.r.words.get("level." + p.Level)
		}
		out = append(out, l)
	}
	return out
}

// gradeCounts counts risk points by grade, the worst first.
func (v *unitView) gradeCounts(risks []catalog.RiskPoint) []GradeCount {
	return v.countGrades(len(risks), func(i int) string { return risks[i].Grade })
}

// countGrades counts n things by the labels of their grades, the worst first.
func (v *unitView) countGrades(n int, label func(i int) string) []GradeCount {
	var out []GradeCount
	for _, g := range v.unit.Scheme.Grades {
		count := GradeCount{Grade: v.grades.of(g.Label)}
		for i := range n {
			if label(i) == g.Label {
				count.N++
			}
		}
		if count.N > 0 {
			out = append(out, count)
		}
	}
	return out
}

// rows are the risk points of the unit, in the order of the catalogue.
func (v *unitView) rows(at place) Rows {
	out := make(Rows, 0, v.summary.RiskCount)
	for i := range v.unit.Positions {
		p := &v.unit.Positions[i]
		page, level := v.r.positionLink(at, v.unit.ID, p.ID), ""
		if p.Level != "" {
			level = v.r.words.get("level." + p.Level)
		}
		for j := range p.Risks {
			x := &p.Risks[j]
			out = append(out, &Row{Title: x.Title, Href: page + place("").fragment(x.ID), Grade: v.grades.of(x.Grade), Order: v.grades.order(x.Grade),
				Category: v.r.words.join(x.Category), Position: p.Name, Page: page, Department: p.Department, Level: level})
		}
	}
	return out
}
