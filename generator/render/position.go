package render

import (
	"html/template"
	"slices"

	"gongshi/generator/catalog"
)

// PositionPage is the page of a position: who, which powers, which risk points,
// and what is done about them.
type PositionPage struct {
	Page
	Unit        Link
	KindName    string
	Department  Link
	Level       string
	Holders     string
	Duties      []string
	Manages     []Link
	Internal    bool
	About       template.HTML
	Powers      []Power
	Sentence    string
	Grades      []GradeCount
	Legend      Legend
	Risks       []Risk
	Many        string // how many risk points, where a list of them fills a phone
	Publication []Field
	Supervision []Field
	Downloads   []Link
	Prints      []Link // the same to be printed
	Removed     []Removed
	Responses   []Link // what the unit does at the grades of the risk points
}

// manyRisks is above how many risk points the contents of a page are folded up on a phone.
const manyRisks = 12

// position makes the page of a position.
func (v *unitView) position(p *catalog.Position, shared *unitFacts) *PositionPage {
	r, u := v.r, v.unit
	path := catalog.PositionPage(u.ID, p.ID)
	at := place(path)
	page := &PositionPage{
		Page: r.page("position", path, p.Name), Unit: Link{Text: u.Name, Href: at.to(catalog.UnitPage(u.ID))},
		Department: v.department(at, p.Department),
		Duties:     p.Duties, Internal: p.Audience == catalog.AudienceInternal,
		About: v.prose(p.Description, 1), Grades: v.gradeCounts(p.Risks), Legend: v.legend(at),
		Publication: shared.publication, Supervision: shared.supervision, Downloads: v.downloads(at),
		Prints:  v.printLinks(at, catalog.SheetPage(u.ID, p.ID), "sheet.sheet"),
		Removed: v.removals(at, p.ID),
	}
	page.QR = codeOf(page.Canonical)
	if p.Kind != "" && p.Kind != catalog.KindPosition {
		page.KindName = r.words.get("kind." + p.Kind)
	}
	if p.Level != "" {
		page.Level = r.words.get("level." + p.Level)
	}
	if p.Holders > 0 {
		page.Holders = r.words.count("count.holders", p.Holders)
	}
	for _, d := range p.Manages {
		page.Manages = append(page.Manages, v.department(at, d))
	}
	page.Responses = v.responseLinks(at, page.Grades)
	powers, arises := v.powers(at, p)
	page.Powers = powers
	page.Risks = slices.Grow(page.Risks, len(p.Risks))
	for i := range p.Risks {
		page.Risks = append(page.Risks, v.risk(at, &p.Risks[i], arises[p.Risks[i].ID]))
	}
	if len(p.Risks) > manyRisks {
		page.Many = r.words.count("count.risks", len(p.Risks))
	}
	v.frame(&page.Page, at, false)
	page.titled(u.Name)
	page.Sentence = r.sentence("sentence.position", len(p.Risks), page.Grades)
	page.Description = r.words.format("describe.position", u.Name, p.Name, page.Sentence)
	page.Meta = append(page.Meta, r.articleMeta(p.Name, u.Name, published(u.Publication), keywords(u, p))...)
	return page
}

// keywords are the names that a page is looked up by.
func keywords(u *catalog.Unit, p *catalog.Position) []string {
	list := []string{u.Name}
	for _, k := range []string{p.Department, p.Name} {
		if k != "" {
			list = append(list, k)
		}
	}
	return list
}

// published is the date of publication, or empty while there is none.
func published(p catalog.Publication) catalog.Date {
	if p.Status == catalog.StatusDraft {
		return catalog.Date{}
	}
	return p.PublishedOn
}
