package render

import (
	"cmp"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"gongshi/generator/catalog"
)

// narrowable is how many units a table has before the reader may narrow it down.
const narrowable = 20

// Narrows reports whether the reader may narrow the units down.
func (p *HomePage) Narrows() bool { return len(p.Units) > narrowable }

// HasKinds reports whether the kind of any unit is known.
func (p *HomePage) HasKinds() bool {
	return slices.ContainsFunc(p.Units, func(u UnitRow) bool { return u.Kind.Text != "" })
}

// HasUpdates reports whether any unit says when it was updated.
func (p *HomePage) HasUpdates() bool {
	return slices.ContainsFunc(p.Units, func(u UnitRow) bool { return u.Updated.Date != "" })
}

// homeUnits is how many units the home page lists with all that they enclose.
// Where there are more, it lists those at the top, each with the sums of its
// subordinate units.
const homeUnits = 300

// HomePage answers which units there are, how much and how serious, and what
// changed.
type HomePage struct {
	Page
	Sentence string
	Serious  string // how many risk points bear the worst grade of their scheme
	Units    []UnitRow
	Caption  string
	Summed   bool // rows include subordinate units
	Schemes  []SchemeCount
	Changes  []Change
}

// UnitRow is a unit in a table.
type UnitRow struct {
	Link
	Depth     int
	Kind      Link
	Status    string // in words, unless published
	Positions string
	Risks     string
	Grades    []GradeCount
	Updated   Field
}

// SchemeCount is how the risk points of the units under one scheme are graded.
type SchemeCount struct {
	Method Link
	Units  string
	Chart  Chart
}

// Change is a unit that published or revised its catalogue.
type Change struct {
	Link
	What string
	On   Field
}

// join is what the pages that span units are made from.
type join struct {
	r         *Renderer
	summaries []*catalog.Summary // in the order of paths
	byID      map[string]*catalog.Summary
	version   string // of the search index
}

// Site makes every page that spans units, the files of the theme, and the files
// for machines that tell of pages: sitemap, feed, robots. version is that of the
// search index. It calls emit from several goroutines at once.
func (r *Renderer) Site(summaries []*catalog.Summary, version string, emit Emit) error {
	j := &join{r: r, summaries: slices.Clone(summaries), byID: map[string]*catalog.Summary{}, version: version}
	slices.SortStableFunc(j.summaries, func(a, b *catalog.Summary) int { return cmp.Compare(a.ID, b.ID) })
	for _, s := range j.summaries {
		j.byID[s.ID] = s
	}
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, step := range []func(Emit) error{ // what takes longest first
		j.writeIndexes, j.writeMachine, j.writeRules, j.writeHome, j.writeDirectory, j.writeSchemes, j.writeComparisons, j.writeSheets, j.writeSearch, j.writeChanges, j.writeNotFound, r.writeAssets,
	} {
		g.Go(func() error { return step(emit) })
	}
	return g.Wait()
}

func (r *Renderer) writeAssets(emit Emit) error {
	names := make([]string, 0, len(r.assets.files))
	for name := range r.assets.files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if err := emit(name, slices.Clone(r.assets.files[name])); err != nil {
			return err
		}
	}
	return nil
}

// scheme is the scheme of a unit, an empty one where the site has none by that
// name.
func (j *join) scheme(id string) *catalog.Scheme {
	if s := j.r.site.Schemes[id]; s != nil {
		return s
	}
	return &catalog.Scheme{ID: id, Name: id}
}

// schemes are the schemes in use, by id.
func (j *join) schemes() []*catalog.Scheme {
	var ids []string
	for _, s := range j.summaries {
		ids = append(ids, s.SchemeID)
	}
	slices.Sort(ids)
	var out []*catalog.Scheme
	for _, id := range slices.Compact(ids) {
		out = append(out, j.scheme(id))
	}
	return out
}

// total are sums over units.
type total struct {
	units, positions, risks, controls int
	worst                             int // risk points of the worst grade of their scheme
}

func (t *total) add(s *catalog.Summary) {
	t.units++
	t.positions += s.PositionCount
	t.risks += s.RiskCount
	t.controls += s.ControlCount
	if len(s.Grades) > 0 {
		t.worst += s.Grades[0].N
	}
}

func (j *join) writeHome(emit Emit) error {
	r, w := j.r, j.r.words
	at := place("index.html")
	page := &HomePage{Page: r.page("home", "index.html", "")}
	var t total
	for _, s := range j.summaries {
		t.add(s)
	}
	if t.units > 0 {
		page.Sentence = w.format("sentence.site", w.count("count.units", t.units), w.count("count.positions", t.positions),
			w.count("count.risks", t.risks), w.count("count.controls", t.controls))
	}
	if t.worst > 0 {
		page.Serious = w.format("sentence.serious", w.count("count.risks", t.worst), percent(t.worst, t.risks))
	}
	page.Units, page.Summed = j.homeRows(at)
	page.Caption = w.format("home.caption", w.count("count.units", len(page.Units)))
	page.Schemes, page.Changes = j.schemeCounts(at), j.changes(at)
	page.Description = describe(w.format("describe.home", page.Sentence), page.Sentence)
	if t.units > 0 && !page.NoIndex {
		page.Dataset = r.dataset(at, &page.Page, r.site.Footer.Organiser)
		page.Dataset.Modified = j.newest().String()
		page.Dataset.Distribution = []Download{r.download(at, catalog.DataFile("catalogue", "json"), "json")}
	}
	if newest := j.newest(); !newest.IsZero() {
		page.Footer.Updated = Field{Label: w.get("publication.updated_on"), Value: w.date(newest), Date: newest.String()}
	}
	return r.write(emit, "home", "index.html", page)
}

// newest is the latest date that any unit states.
func (j *join) newest() catalog.Date {
	var newest catalog.Date
	for _, s := range j.summaries {
		if d := s.Publication.Newest(); d.Compare(newest) > 0 {
			newest = d
		}
	}
	return newest
}

// homeRows are the units of the home page, and whether they are sums.
func (j *join) homeRows(at place) ([]UnitRow, bool) {
	if len(j.summaries) <= homeUnits {
		rows := make([]UnitRow, len(j.summaries))
		for i, s := range j.summaries {
			rows[i] = j.row(at, s)
		}
		return rows, false
	}
	sums := map[string]*total{}
	for _, s := range j.summaries {
		top := j.top(s)
		if sums[top] == nil {
			sums[top] = &total{}
		}
		sums[top].add(s)
	}
	var rows []UnitRow
	for _, s := range j.summaries {
		if t := sums[s.ID]; t != nil && j.byID[s.Parent] == nil {
			row := j.row(at, s)
			row.Positions, row.Risks, row.Grades = j.r.words.number(t.positions), j.r.words.number(t.risks), nil
			rows = append(rows, row)
		}
	}
	return rows, true
}

// top is the outermost unit that encloses a unit.
func (j *join) top(s *catalog.Summary) string {
	for range 100 {
		up := j.byID[s.Parent]
		if up == nil {
			break
		}
		s = up
	}
	return s.ID
}

func (j *join) row(at place, s *catalog.Summary) UnitRow {
	w := j.r.words
	row := UnitRow{Link: Link{Text: s.Name, Href: j.r.unitLink(at, s.ID)}, Depth: j.depth(s), Kind: j.r.compare(at, s.Kind),
		Positions: w.number(s.PositionCount), Risks: w.number(s.RiskCount),
		Grades:  gradesOf(j.scheme(s.SchemeID)).counts(s.Grades, false, func(id string) string { return at.to(catalog.GradePage(s.ID, id)) }),
		Updated: day(s.Publication.UpdatedOn)}
	if st := s.Publication.Status; st != "" && st != catalog.StatusPublished {
		row.Status = w.get("status." + st)
	}
	return row
}

func (j *join) depth(s *catalog.Summary) int {
	n := 0
	for up := j.byID[s.Parent]; up != nil && n < deepest; up = j.byID[up.Parent] {
		n++
	}
	return n
}

// schemeCounts add up the units of each scheme: grades of different schemes are
// not the same thing.
func (j *join) schemeCounts(at place) []SchemeCount {
	w := j.r.words
	var out []SchemeCount
	for _, scheme := range j.schemes() {
		n, units, risks := map[string]int{}, 0, 0
		for _, s := range j.summaries {
			if s.SchemeID != scheme.ID {
				continue
			}
			units++
			for _, c := range s.Grades {
				n[c.ID] += c.N
				risks += c.N
			}
		}
		if risks == 0 {
			continue
		}
		out = append(out, SchemeCount{Method: Link{Text: scheme.Name, Href: at.to(catalog.SchemePage(scheme.ID))},
			Units: w.count("count.units", units), Chart: gradeChart(w, scheme, n, risks)})
	}
	return out
}

// gradeChart is the chart of the grades of a scheme.
func gradeChart(w *words, s *catalog.Scheme, n map[string]int, of int) Chart {
	c := Chart{ID: "scheme-" + s.ID, Title: s.Name, Head: w.get("column.grade")}
	longest := 1
	for _, g := range s.Grades {
		longest = max(longest, n[g.ID])
	}
	for _, g := range s.Grades {
		view := gradeView(g)
		c.Bars = append(c.Bars, Bar{Link: Link{Text: g.Label}, Grade: &view, N: w.number(n[g.ID]),
			Share: percent(n[g.ID], of), Width: width(n[g.ID], longest)})
	}
	return c
}

// changes are the latest publications and revisions.
func (j *join) changes(at place) []Change {
	var out []Change
	for _, s := range j.recent(10) {
		what, on := lastEvent(s.Publication)
		out = append(out, Change{Link: Link{Text: s.Name, Href: j.r.unitLink(at, s.ID)}, What: j.r.words.get("event." + what), On: day(on)})
	}
	return out
}

// recent are the units whose catalogues changed last, the latest first. Drafts
// are not news.
func (j *join) recent(most int) []*catalog.Summary {
	var out []*catalog.Summary
	for _, s := range j.summaries {
		if _, on := lastEvent(s.Publication); !on.IsZero() && s.Publication.Status != catalog.StatusDraft {
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b *catalog.Summary) int {
		_, x := lastEvent(a.Publication)
		_, y := lastEvent(b.Publication)
		return y.Compare(x)
	})
	return out[:min(len(out), most)]
}

// lastEvent is what last happened to a catalogue, and when.
func lastEvent(p catalog.Publication) (what string, on catalog.Date) {
	for _, e := range []struct {
		what string
		on   catalog.Date
	}{{"noticed", p.NoticeFrom}, {"published", p.PublishedOn}, {"updated", p.UpdatedOn}, {"withdrawn", p.WithdrawnOn}} {
		if e.on.Compare(on) > 0 {
			what, on = e.what, e.on
		}
	}
	return what, on
}

// IndexPage is a way into the site: every unit with its departments, its
// grades, its categories or its kinds of risk points.
type IndexPage struct {
	Page
	Of       string
	Sentence string
	Units    []IndexUnit
	Related  *Link // another way to sort the same
}

// IndexUnit is a unit on an index page.
type IndexUnit struct {
	Link
	ID     string // of the element on the page
	Scheme *Link
	Counts []IndexCount
	All    *Link // to the page that has the counts; nil where this one has
}

// IndexCount leads to a list page.
type IndexCount struct {
	Link
	Grade *Grade
	N     string
}

func (j *join) writeIndexes(emit Emit) error {
	for _, of := range []string{"department", "grade", "category", "kind"} {
		if of == "kind" && !j.hasKinds() {
			continue
		}
		if err := j.writeIndex(of, emit); err != nil {
			return err
		}
	}
	return nil
}

func (j *join) writeIndex(of string, emit Emit) error {
	path := of + "/index.html"
	page := j.indexPage(of, path)
	at, w := place(path), j.r.words
	switch {
	case of == "kind":
		page.Related = &Link{Text: w.get("index.category"), Href: at.to("category/index.html")}
	case of == "category" && j.hasKinds():
		page.Related = &Link{Text: w.get("index.kind"), Href: at.to("kind/index.html")}
	}
	parted := of == "kind" && j.tooManyKinds()
	for _, s := range j.summaries {
		if parted && len(s.Kinds) > manyKinds {
			u := j.indexUnit(at, s)
			u.All = &Link{Text: w.format("chart.kinds", w.count("count.kinds", len(s.Kinds))), Href: at.to(catalog.KindIndex(s.ID))}
			page.Units = append(page.Units, u)
		} else if u := j.countedUnit(at, of, s); len(u.Counts) > 0 {
			page.Units = append(page.Units, u)
		}
	}
	return j.r.write(emit, "index", path, page)
}

// The page of all kinds lists at most so many. Where there are more, it leads to the pages
// of the units that have many.
const (
	mostKinds = 5000
	manyKinds = 20
)

func (j *join) tooManyKinds() bool {
	n := 0
	for _, s := range j.summaries {
		n += len(s.Kinds)
	}
	return n > mostKinds
}

// hasKinds reports whether any unit sorts its risk points by kind.
func (j *join) hasKinds() bool {
	return slices.ContainsFunc(j.summaries, func(s *catalog.Summary) bool { return s.Kinds != nil })
}

// indexPage is an index page without units.
func (j *join) indexPage(of, path string) *IndexPage {
	r, w := j.r, j.r.words
	page := &IndexPage{Page: r.page("index", path, w.get("index."+of)), Of: of, Sentence: w.get("index." + of + "_text")}
	page.Crumbs = r.crumbs(place(path), "", false)
	page.titled()
	page.Description = page.Sentence
	page.Meta = append(page.Meta, columnMeta(page.Heading, page.Sentence, w.get("meta.column"))...)
	return page
}

// elementID is the id of the element of a unit on a page that lists units. No
// unit's folder name holds a full stop.
func elementID(unit string) string { return "unit-" + strings.ReplaceAll(unit, "/", ".") }

// indexUnit is a unit without counts.
func (j *join) indexUnit(at place, s *catalog.Summary) IndexUnit {
	return IndexUnit{Link: Link{Text: s.Name, Href: j.r.unitLink(at, s.ID)}, ID: elementID(s.ID)}
}

// countedUnit is a unit with all that leads to its list pages of one sort.
func (j *join) countedUnit(at place, of string, s *catalog.Summary) IndexUnit {
	u := j.indexUnit(at, s)
	var known grades
	counts, page := s.Departments, catalog.DepartmentPage
	switch of {
	case "grade":
		scheme := j.scheme(s.SchemeID)
		u.Scheme = &Link{Text: scheme.Name, Href: at.to(catalog.SchemePage(scheme.ID))}
		known = gradesOf(scheme)
		counts, page = s.Grades, catalog.GradePage
	case "category":
		counts, page = s.Categories, catalog.CategoryPage
	case "kind":
		counts = s.Kinds
	}
	kinds := kindsOf(s.ID, s.Kinds)
	for _, c := range counts {
		if c.N == 0 && of != "department" {
			continue
		}
		x := IndexCount{Link: Link{Text: c.Label}, N: j.r.words.number(c.N)}
		if of == "kind" {
			x.Href = kinds.link(at, c)
		} else {
			x.Href = at.to(page(s.ID, c.ID))
		}
		if of == "grade" {
			g := known.of(c.Label)
			x.Grade = &g
		}
		u.Counts = append(u.Counts, x)
	}
	return u
}

// DirectoryPage is the directory of disclosed information (公开目录).
type DirectoryPage struct {
	Page
	Sentence string
	Caption  string
	Entries  []DirectoryEntry
}

// DirectoryEntry is one catalogue in the directory.
type DirectoryEntry struct {
	Link
	Index     string // 索引号
	Summary   string // 内容概述
	Status    string
	Made      Field // 生成日期
	Published Field
	Files     []Link
}

// HasIndex reports whether any catalogue has an index number.
func (p *DirectoryPage) HasIndex() bool {
	return slices.ContainsFunc(p.Entries, func(e DirectoryEntry) bool { return e.Index != "" })
}

func (j *join) writeDirectory(emit Emit) error {
	r, w := j.r, j.r.words
	path := "directory/index.html"
	at := place(path)
	page := &DirectoryPage{Page: r.page("directory", path, w.get("directory.title")), Sentence: w.get("directory.text")}
	page.Crumbs = r.crumbs(at, "", false)
	page.titled()
	page.Description = page.Sentence
	for _, s := range j.summaries {
		page.Entries = append(page.Entries, j.entry(at, s))
	}
	page.Caption = w.format("directory.caption", w.count("count.catalogues", len(page.Entries)))
	page.Meta = append(page.Meta, columnMeta(page.Heading, page.Sentence, w.get("meta.column"))...)
	return r.write(emit, "directory", path, page)
}

func (j *join) entry(at place, s *catalog.Summary) DirectoryEntry {
	w := j.r.words
	e := DirectoryEntry{Link: Link{Text: w.format("directory.name", s.Name), Href: j.r.unitLink(at, s.ID)}, Index: s.IndexNumber,
		Summary: describe(s.Summary, w.format("directory.summary", w.count("count.positions", s.PositionCount), w.count("count.risks", s.RiskCount))),
		Made:    day(s.Publication.MadeOn), Published: day(published(s.Publication))}
	if st := s.Publication.Status; st != "" && st != catalog.StatusPublished {
		e.Status = w.get("status." + st)
	}
	if s.Publication.Status == catalog.StatusWithdrawn {
		e.Summary = ""
		return e
	}
	for _, ext := range []string{"xlsx", "csv", "json"} {
		e.Files = append(e.Files, Link{Text: strings.ToUpper(ext), Href: j.r.dataLink(at, s.ID, ext)})
	}
	return e
}
