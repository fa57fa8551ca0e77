package render

import (
	"strconv"

	"gongshi/generator/catalog"
)

// ComparesPage lists the kinds of units that can be compared.
type ComparesPage struct {
	Page
	Sentence string
	Kinds    []IndexCount
}

// ComparePage sets the units of one kind side by side.
type ComparePage struct {
	Page
	Sentence string
	Rest     string // says that not all units are shown, or empty
	Chart    Chart
	Caption  string
	Levels   []string // heads of columns
	Rows     []CompareRow
	Schemes  []CompareScheme
}

// CompareRow is a unit with its totals.
type CompareRow struct {
	Link
	Positions, Risks, Controls string
	PerPosition, PerRisk       string // risk points to a position, controls to a risk point
	Levels                     []string
	Updated                    Field
}

// CompareScheme are two or more units under one scheme, whose grades and
// categories alone mean the same.
type CompareScheme struct {
	Method     Link
	Grades     []Grade
	Categories []string
	ByGrade    []CompareCounts
	ByCategory []CompareCounts
}

// CompareCounts is a unit with a number in each column.
type CompareCounts struct {
	Link
	Cells []CompareCell
}

// CompareCell is a number, and its share of the unit's risk points.
type CompareCell struct {
	Link
	Share string
}

// comparedUnits is how many units a page compares.
const comparedUnits = 500

// compared are the kinds of which the site shows more than one unit, in the order
// of its units, and the slugs of their pages.
func compared(tree []catalog.UnitName) (kinds []string, slugs map[string]string) {
	n := map[string]int{}
	for _, u := range tree {
		if n[u.Kind]++; n[u.Kind] == 2 && u.Kind != "" {
			kinds = append(kinds, u.Kind)
		}
	}
	slugs, taken := map[string]string{}, catalog.Slugs{"index": true}
	for _, k := range kinds {
		slugs[k] = taken.Of(k)
	}
	return kinds, slugs
}

// compare links a kind of unit to the page that compares its units, where there
// is one.
func (r *Renderer) compare(at place, kind string) Link {
	l := Link{Text: kind}
	if slug := r.comparisons[kind]; slug != "" {
		l.Href = at.to(catalog.ComparePage(slug))
	}
	return l
}

func (j *join) writeComparisons(emit Emit) error {
	r, w := j.r, j.r.words
	if len(r.compared) == 0 {
		return nil
	}
	path := "compare/index.html"
	at := place(path)
	page := &ComparesPage{Page: r.page("compares", path, w.get("compare.index")), Sentence: w.get("compare.index_text")}
	page.Crumbs = r.crumbs(at, "", false)
	page.titled()
	page.Description = page.Sentence
	page.Meta = append(page.Meta, columnMeta(page.Heading, page.Sentence, w.get("meta.column"))...)
	byKind := map[string][]*catalog.Summary{}
	for _, s := range j.summaries {
		byKind[s.Kind] = append(byKind[s.Kind], s)
	}
	for _, kind := range r.compared {
		own := catalog.ComparePage(r.comparisons[kind])
		if err := r.write(emit, "compare", own, j.comparison(own, kind, byKind[kind])); err != nil {
			return err
		}
		page.Kinds = append(page.Kinds, IndexCount{Link: r.compare(at, kind), N: w.count("count.units", len(byKind[kind]))})
	}
	return r.write(emit, "compares", path, page)
}

func (j *join) comparison(path, kind string, units []*catalog.Summary) *ComparePage {
	r, w := j.r, j.r.words
	at := place(path)
	page := &ComparePage{Page: r.page("compare", path, w.format("compare.title", kind))}
	page.Crumbs = append(r.crumbs(at, "", false), Link{Text: w.get("compare.index"), Href: at.to("compare/index.html")})
	page.titled()
	var t total
	for _, s := range units {
		t.add(s)
	}
	page.Sentence = w.format("sentence.site", w.count("count.units", t.units), w.count("count.positions", t.positions),
		w.count("count.risks", t.risks), w.count("count.controls", t.controls))
	page.Description = w.format("describe.rule", page.Heading, page.Sentence)
	page.Meta = append(page.Meta, columnMeta(page.Heading, page.Description, w.get("meta.column"))...)
	page.Caption = w.format("list.caption", kind, w.count("count.units", len(units)))
	if len(units) > comparedUnits {
		units = units[:comparedUnits]
		page.Rest = w.format("compare.rest", w.count("count.units", comparedUnits))
	}
	for _, l := range catalog.Levels {
		page.Levels = append(page.Levels, w.get("level."+l))
	}
	page.Chart = Chart{ID: "by-unit", Title: w.get("compare.risks"), Head: w.get("column.unit")}
	longest := 1
	for _, s := range units {
		longest = max(longest, s.RiskCount)
	}
	for _, s := range units {
		link := Link{Text: s.Name, Href: j.r.unitLink(at, s.ID)}
		page.Chart.Bars = append(page.Chart.Bars, Bar{Link: link, N: w.number(s.RiskCount), Share: percent(s.RiskCount, t.risks), Width: width(s.RiskCount, longest)})
		row := CompareRow{Link: link, Positions: w.number(s.PositionCount), Risks: w.number(s.RiskCount), Controls: w.number(s.ControlCount),
			PerPosition: ratio(s.RiskCount, s.PositionCount), PerRisk: ratio(s.ControlCount, s.RiskCount), Updated: day(s.Publication.UpdatedOn)}
		for _, l := range catalog.Levels {
			row.Levels = append(row.Levels, w.number(countOf(s.Levels, l)))
		}
		page.Rows = append(page.Rows, row)
	}
	for _, scheme := range j.schemes() {
		if c := j.compareScheme(at, scheme, units); len(c.ByGrade) > 1 {
			page.Schemes = append(page.Schemes, c)
		}
	}
	return page
}

func (j *join) compareScheme(at place, scheme *catalog.Scheme, units []*catalog.Summary) CompareScheme {
	c := CompareScheme{Method: Link{Text: scheme.Name, Href: at.to(catalog.SchemePage(scheme.ID))}}
	for _, g := range scheme.Grades {
		c.Grades = append(c.Grades, gradeView(g))
	}
	var used []catalog.Term
	for _, term := range scheme.Categories {
		for _, s := range units {
			if s.SchemeID == scheme.ID && countOf(s.Categories, term.ID) > 0 {
				used = append(used, term)
				c.Categories = append(c.Categories, term.Label)
				break
			}
		}
	}
	for _, s := range units {
		if s.SchemeID != scheme.ID || s.RiskCount == 0 {
			continue
		}
		link := Link{Text: s.Name, Href: j.r.unitLink(at, s.ID)}
		grades, categories := CompareCounts{Link: link}, CompareCounts{Link: link}
		for _, g := range scheme.Grades {
			grades.Cells = append(grades.Cells, j.compareCell(at, s, countOf(s.Grades, g.ID), catalog.GradePage(s.ID, g.ID)))
		}
		for _, term := range used {
			categories.Cells = append(categories.Cells, j.compareCell(at, s, countOf(s.Categories, term.ID), catalog.CategoryPage(s.ID, term.ID)))
		}
		c.ByGrade, c.ByCategory = append(c.ByGrade, grades), append(c.ByCategory, categories)
	}
	return c
}

func (j *join) compareCell(at place, s *catalog.Summary, n int, list string) CompareCell {
	c := CompareCell{Link: Link{Text: j.r.words.number(n)}, Share: percent(n, s.RiskCount)}
	if n > 0 {
		c.Href = at.to(list)
	}
	return c
}

// countOf is the number of the id in a list of counts.
func countOf(list []catalog.Count, id string) int {
	for _, c := range list {
		if c.ID == id {
			return c.N
		}
	}
	return 0
}

// ratio writes a quotient with one decimal, or nothing where there is none.
func ratio(n, of int) string {
	if of == 0 {
		return ""
	}
	return strconv.FormatFloat(float64(n)/float64(of), 'f', 1, 64)
}
