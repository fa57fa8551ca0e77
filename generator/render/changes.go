package render

import (
	"maps"
	"slices"
	"strings"

	"gongshi/generator/catalog"
)

// ChangesPage tells what changed from one publication to the next.
type ChangesPage struct {
	Page
	Sentence string
	Entries  []ChangeEntry
}

// ChangeEntry is one publication, the latest first.
type ChangeEntry struct {
	ID      string
	Date    Field
	Summary string
	Notes   []ChangeNote
}

// ChangeNote is what changed at one risk point.
type ChangeNote struct {
	Link
	Where string
	Lines []string
}

func (j *join) writeChanges(emit Emit) error {
	if !j.r.site.ChangeLog {
		return nil
	}
	at, w := place(catalog.ChangesPage), j.r.words
	page := &ChangesPage{Page: j.r.page("changes", catalog.ChangesPage, w.get("changes.title")), Sentence: w.get("changes.text")}
	page.Crumbs = j.r.crumbs(at, "", false)
	page.titled()
	for _, e := range j.r.site.Log {
		entry := ChangeEntry{ID: "on-" + e.On.String(), Date: Field{Value: w.date(e.On), Date: e.On.String()}, Summary: e.Summary}
		for _, n := range e.Notes {
			note := ChangeNote{Link: Link{Text: n.Title}, Where: n.Where, Lines: n.Lines}
			if file, risk, _ := strings.Cut(n.Address, "#"); !n.Gone {
				if unit, position, ok := cutLast(file, "/"); ok {
					note.Href = at.to(catalog.PositionPage(unit, position), risk)
				}
			}
			entry.Notes = append(entry.Notes, note)
		}
		page.Entries = append(page.Entries, entry)
	}
	return j.r.write(emit, "changes", catalog.ChangesPage, page)
}

// logEntries are the entries of the feed that tell of changes.
func (j *join) logEntries(author string) []atomEntry {
	var entries []atomEntry
	for _, e := range j.r.site.Log {
		entries = append(entries, atomEntry{
			ID: j.tag("changes:" + e.On.String()), Title: j.r.words.format("feed.title", j.r.site.Title, j.r.words.get("changes.title")), Updated: moment(e.On),
			Link: atomLink{"alternate", j.address(catalog.ChangesPage) + "#on-" + e.On.String()}, Author: author, Summary: e.Summary,
		})
	}
	return entries
}

// RemovedPage stands at the address of a position that is no more.
type RemovedPage struct {
	Page
	Unit    Link
	Removed []Removed
}

// Removed tells of a risk point or position that is no more.
type Removed struct {
	ID     string // the fragment of its address, or empty
	Title  string
	On     Field
	Reason string
	To     Link
}

// removals tells of what a position has lost, or of the position itself.
func (v *unitView) removals(at place, position string) []Removed {
	var list []Removed
	for _, x := range v.unit.Removed {
		if x.Position() != position {
			continue
		}
		r := Removed{ID: x.Risk(), Title: describe(x.Title, x.What), Reason: x.Reason}
		if !x.On.IsZero() {
			r.On = Field{Value: v.r.words.date(x.On), Date: x.On.String()}
		}
		if l := x.Moved; l != nil {
			r.To = layerLink(at, l, movedText(v.r.words, l))
		}
		if to, risk, _ := strings.Cut(x.To, "#"); to != "" {
			if p := v.unit.Position(to); p != nil {
				r.To = Link{Text: p.Name, Href: at.to(catalog.PositionPage(v.unit.ID, to), risk)}
				if point := p.Risk(risk); point != nil {
					r.To.Text += v.r.words.get("sign.colon") + point.Title
				}
			}
		}
		list = append(list, r)
	}
	return list
}

// writeRemoved makes the pages of the positions that are no more.
func (v *unitView) writeRemoved(emit Emit) error {
	done := map[string]bool{}
	for _, x := range v.unit.Removed {
		id := x.Position()
		if done[id] || v.unit.Position(id) != nil {
			continue
		}
		done[id] = true
		path := catalog.PositionPage(v.unit.ID, id)
		at := place(path)
		list := v.removals(at, id)
		page := v.r.removedPage(path, list)
		page.Unit = Link{Text: v.unit.Name, Href: at.to(catalog.UnitPage(v.unit.ID))}
		v.frame(&page.Page, at, false)
		page.titled(v.unit.Name)
		if err := v.r.write(emit, "removed", path, page); err != nil {
			return err
		}
	}
	return nil
}

// removedPage begins the page of a position that is no more. Where all that it held is
// on one page now, the browser is led on to it.
func (r *Renderer) removedPage(path string, list []Removed) *RemovedPage {
	page := &RemovedPage{Page: r.page("removed", path, r.words.get("removed.title")), Removed: list}
	page.NoIndex = true
	if page.Refresh = oneTarget(list); page.Refresh != "" {
		page.Heading, page.Title = r.words.get("removed.moved"), r.words.get("removed.moved")
	}
	return page
}

// oneTarget is the page on which all is that was on another, with the fragment where it
// is one risk point; empty where there is a note to be read, or several to choose from.
func oneTarget(list []Removed) (target string) {
	for i, x := range list {
		file, _, _ := strings.Cut(x.To.Href, "#")
		switch before, _, _ := strings.Cut(target, "#"); {
		case x.ID == "" || x.Reason != "" || file == "" || i > 0 && file != before:
			return ""
		case i == 0:
			target = x.To.Href
		default:
			target = file
		}
	}
	return target
}

// movedText names the place to which a risk point has moved.
func movedText(w *words, l *catalog.Layer) string {
	return l.Unit + " · " + l.Position + w.get("sign.colon") + l.Title
}

// Moved makes the pages of the positions of a unit that is no more, from which every
// risk point has moved elsewhere.
func (r *Renderer) Moved(unit string, moved []catalog.Removal, emit Emit) error {
	byPosition := map[string][]Removed{}
	for _, x := range moved {
		path := catalog.PositionPage(unit, x.Position())
		byPosition[path] = append(byPosition[path], Removed{ID: x.Risk(), Title: x.Title, To: layerLink(place(path), x.Moved, movedText(r.words, x.Moved))})
	}
	for _, path := range slices.Sorted(maps.Keys(byPosition)) {
		page := r.removedPage(path, byPosition[path])
		page.Unit = Link{Text: r.site.Title, Href: place(path).to("index.html")}
		page.Crumbs = r.crumbs(place(path), "", false)
		page.titled()
		if err := r.write(emit, "removed", path, page); err != nil {
			return err
		}
	}
	return nil
}
