package render

import (
	"html/template"

	"gongshi/generator/catalog"
)

// SheetPage is a position as a notice board shows it: one form with borders, to
// be printed on A4.
type SheetPage struct {
	Page
	Form Sheet
	Self Link // the page of the position
	Unit string
	Foot SheetFoot
}

// SheetFoot is what stands below a form: where to complain, and the code.
type SheetFoot struct {
	Supervision []Field
	Code        *Code
}

// Sheet is the form of a position.
type Sheet struct {
	ID       string // of the element in the document of the unit
	Title    string // what the form is
	Running  string // stands at the head of each printed page
	Facts    [][]Field
	Position *PositionPage
	Dates    []Field
}

// DocumentPage is the catalogue of a unit as one document to be printed.
type DocumentPage struct {
	Page
	Self        Link // the page of the unit
	Unit        string
	Sentence    string
	Facts       []Field
	About       template.HTML
	Publication []Field
	Approval    []Approval
	Contents    []Department
	Grades      []DocumentGrade
	Organised   *Diagram
	Sheets      []Sheet
	Foot        SheetFoot
}

// DocumentGrade is a grade with its share and what the scheme says of it.
type DocumentGrade struct {
	Bar
	Fields []Field
}

// SheetsPage lists what there is to print.
type SheetsPage struct {
	Page
	Sentence string
	Caption  string
	Units    []SheetsUnit
}

// SheetsUnit is a unit with its document.
type SheetsUnit struct {
	Link
	Depth  int
	Sheets string
}

// sheets makes what is to be printed of a unit: the form of each position, and
// the document that holds all of them.
func (v *unitView) sheets(emit Emit, shared *unitFacts) error {
	if !v.r.Prints || v.unit.Publication.Status == catalog.StatusWithdrawn {
		return nil
	}
	printed := *v
	path := catalog.DocumentPage(v.unit.ID)
	printed.base = place(path).to(v.unit.ID + "/")
	document := printed.document(path)
	for _, d := range document.Contents {
		for _, l := range d.Positions {
			p := v.positions[l.ID]
			sheet := printed.sheet(p, shared)
			document.Sheets = append(document.Sheets, sheet)
			if err := v.r.write(emit, "sheet", catalog.SheetPage(v.unit.ID, p.ID), printed.sheetPage(p, sheet)); err != nil {
				return err
			}
		}
	}
	return v.r.write(emit, "document", path, document)
}

func (v *unitView) sheetPage(p *catalog.Position, sheet Sheet) *SheetPage {
	path := catalog.SheetPage(v.unit.ID, p.ID)
	at := place(path)
	page := &SheetPage{Page: v.r.page("sheet", path, p.Name), Form: sheet, Unit: v.unit.Name,
		Foot: SheetFoot{sheet.Position.Supervision, sheet.Position.QR}}
	page.Self = Link{Text: p.Name, Href: at.to(catalog.PositionPage(v.unit.ID, p.ID))}
	v.printed(&page.Page, at, sheet.Title, v.unit.Name)
	return page
}

// printed readies a page that is a print of another: it is for paper, and left
// to no search engine.
func (v *unitView) printed(p *Page, at place, enclosing ...string) {
	v.frame(p, at, false)
	p.NoIndex, p.Canonical = true, ""
	p.titled(enclosing...)
}

func (v *unitView) sheet(p *catalog.Position, shared *unitFacts) Sheet {
	w, u := v.r.words, v.unit
	page := v.position(p, shared)
	kind := describe(p.Kind, catalog.KindPosition)
	s := Sheet{ID: "sheet-" + p.ID, Title: w.get("sheet.title_" + kind), Running: u.Name + " " + p.Name,
		Position: page, Dates: v.dates()}
	var f fields
	f.add(w.get("column.unit"), u.Name)
	f.add(w.get("kind."+kind), p.Name)
	f.add(w.get("column.department"), p.Department)
	f.add(w.get("column.level"), page.Level)
	f.add(w.get("position.holders"), page.Holders)
	f.add(w.get("unit.index_number"), u.IndexNumber)
	for _, pair := range batches(len(f), 2) {
		s.Facts = append(s.Facts, f[pair[0]:pair[1]])
	}
	return s
}

// dates are the dates of the catalogue that a sheet bears at its head.
func (v *unitView) dates() []Field {
	w, p := v.r.words, v.unit.Publication
	var f fields
	f.addDate(w, w.get("publication.made_on"), p.MadeOn)
	f.add(w.get("publication.notice"), w.period(p.NoticeFrom, p.NoticeUntil))
	f.addDate(w, w.get("publication.published_on"), p.PublishedOn)
	if p.UpdatedOn != p.PublishedOn {
		f.addDate(w, w.get("publication.updated_on"), p.UpdatedOn)
	}
	return f
}

// document makes the document of a unit, but for its sheets.
func (v *unitView) document(path string) *DocumentPage {
	r, u, w := v.r, v.unit, v.r.words
	at := place(path)
	page := &DocumentPage{
		Page: r.page("document", path, w.format("directory.name", u.Name)), Self: Link{Text: u.Name, Href: at.to(catalog.UnitPage(u.ID))},
		Unit: u.Name, About: v.prose(u.Description, 2), Facts: v.unitFields(at), Publication: v.publication(), Approval: v.approvals(),
		Contents: v.departments(at), Organised: v.organisation(), Foot: SheetFoot{Supervision: v.supervision()},
	}
	for i := range page.Contents {
		for j := range page.Contents[i].Positions {
			l := &page.Contents[i].Positions[j]
			l.Href = at.fragment("sheet-" + l.ID)
		}
	}
	page.QR = codeOf(r.canonical(catalog.UnitPage(u.ID)))
	page.Sentence = r.unitSentence(v.summary, v.grades.counts(v.summary.Grades, true, nil))
	for i := range u.Scheme.Grades {
		g := &u.Scheme.Grades[i]
		view := gradeView(*g)
		n := v.summary.Grades[i].N
		page.Grades = append(page.Grades, DocumentGrade{Bar: Bar{Grade: &view, N: w.number(n), Share: percent(n, v.summary.RiskCount)}, Fields: r.gradeFields(u.Scheme, g)})
	}
	v.printed(&page.Page, at)
	return page
}

// writeSheets makes the page from which everything to be printed can be reached.
func (j *join) writeSheets(emit Emit) error {
	if !j.r.Prints {
		return nil
	}
	r, w := j.r, j.r.words
	path := "print/index.html"
	at := place(path)
	page := &SheetsPage{Page: r.page("sheets", path, w.get("sheet.index")), Sentence: w.get("sheet.index_text")}
	page.Crumbs = r.crumbs(at, "", false)
	page.titled()
	page.NoIndex = true
	for _, s := range j.summaries {
		if s.Publication.Status == catalog.StatusWithdrawn {
			continue
		}
		page.Units = append(page.Units, SheetsUnit{Link: Link{Text: w.format("directory.name", s.Name), Href: at.to(catalog.DocumentPage(s.ID))},
			Depth: j.depth(s), Sheets: w.number(s.PositionCount)})
	}
	page.Caption = w.count("count.catalogues", len(page.Units))
	return r.write(emit, "sheets", path, page)
}

// printLinks lead to the print of a page, where there are any.
func (v *unitView) printLinks(at place, path, key string) []Link {
	if !v.r.Prints || v.unit.Publication.Status == catalog.StatusWithdrawn {
		return nil
	}
	return []Link{{Text: v.r.words.get(key), Href: at.to(path)}}
}
