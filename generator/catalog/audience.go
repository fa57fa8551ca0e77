package catalog

import (
	"maps"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// View says for whom a site is built.
type View struct {
	Audience string // AudiencePublic or AudienceInternal
	Drafts   bool   // show units that are drafts
}

// ShowsAll reports whether nothing is withheld but, perhaps, drafts.
func (v View) ShowsAll() bool { return v.Audience == AudienceInternal }

func (v View) shows(audience string) bool {
	return v.ShowsAll() || audience != AudienceInternal
}

// Tree returns the units that the view shows. What a hidden unit encloses is
// hidden with it, since its address would tell of it.
func (v View) Tree(units []UnitName) []UnitName {
	hidden := map[string]bool{}
	var out []UnitName
	for _, u := range units {
		if hidden[u.Parent] || !v.shows(u.Audience) || u.Status == StatusDraft && !v.Drafts {
			hidden[u.ID] = true
			continue
		}
		out = append(out, u)
	}
	return out
}

// Unit returns the unit as the view shows it; u itself is left as it is. What is
// marked internal is gone together with every reference to it, and of a
// withdrawn unit nothing is left but its name and the publication block. Reasons
// of accepted findings are for the editors and never part of a public view.
func (v View) Unit(u *Unit) *Unit {
	if v.ShowsAll() && u.Publication.Status != StatusWithdrawn {
		return u
	}
	shown := *u
	if u.Publication.Status == StatusWithdrawn {
		return &Unit{Origin: u.Origin, ID: u.ID, Name: u.Name, Short: u.Short, Kind: u.Kind, Parent: u.Parent, Home: u.Home,
			SchemeID: u.SchemeID, Scheme: u.Scheme, Publication: u.Publication, Supervision: u.Supervision}
	}
	shown.Allow = nil
	shown.Assessments = only(u.Assessments, func(a *Assessment) bool { return v.shows(a.Audience) })
	shown.Milestones = only(u.Milestones, func(m *Milestone) bool { return v.shows(m.Audience) })
	shown.Resources = only(u.Resources, func(r *Resource) bool { return v.shows(r.Audience) })
	shown.Targets = only(u.Targets, func(t *Target) bool { return v.shows(t.Audience) })
	shown.Responses = keep(u.Responses, func(r *Response) bool { return v.shows(r.Audience) })
	for i := range shown.Responses {
		if r := &shown.Responses[i]; r.Extends != "" && shown.Response(r.Extends) == nil {
			r.Extends = ""
		}
	}
	closed := v.closed(u)
	shown.Publication.Approval = only(u.Publication.Approval, func(a *Approval) bool { return v.shows(a.Audience) })
	for _, a := range u.Publication.Approval {
		if !v.shows(a.Audience) {
			shown.Publication.Withheld = append(shown.Publication.Withheld, a.Stage)
		}
	}
	shown.Positions = keep(u.Positions, func(p *Position) bool { return v.shows(p.Audience) && !closed[p.Department] })
	for i := range shown.Positions {
		p := &shown.Positions[i]
		v.position(p)
		p.Manages = only(p.Manages, func(name *string) bool { return !closed[*name] })
	}
	shown.Removed = slices.Clone(u.Removed)
	for i := range shown.Removed {
		if r := &shown.Removed[i]; r.To != "" && !shown.has(r.To) {
			r.To = ""
		}
	}
	shown.Warnings = only(u.Warnings, func(w *Warning) bool { return v.shows(w.Audience) && shown.hasRisk(w.Risk) })
	shown.Departments = keep(u.Departments, func(d *Department) bool { return !closed[d.Name] })
	for i := range shown.Departments {
		if d := &shown.Departments[i]; shown.Position(d.Leader) == nil {
			d.Leader = ""
		}
	}
	v.forget(u, &shown)
	return shown.Unlink(func(own, target string) bool { return u.leadsTo(own, target) && !shown.leadsTo(own, target) })
}

// forget takes from what is shown of a unit the attachments to which only hidden prose
// links, and the names of hidden positions as those who do a step.
func (v View) forget(u, shown *Unit) {
	if len(u.Attachments) > 0 {
		public := shown.linkedFiles()
		all := u.linkedFiles()
		shown.Attachments = only(u.Attachments, func(a *Attachment) bool { return public[a.Path] || !all[a.Path] })
	}
	hidden := map[string]bool{}
	for i := range u.Positions {
		if p := &u.Positions[i]; shown.Position(p.ID) == nil {
			hidden[p.ID], hidden[p.Name] = true, true
		}
	}
	for i := range shown.Positions {
		delete(hidden, shown.Positions[i].Name) // of two the one that is shown
	}
	if len(hidden) == 0 {
		return
	}
	for i := range shown.Positions {
		for j := range shown.Positions[i].Powers {
			w := &shown.Positions[i].Powers[j]
			for k := range w.Steps { // which are the view's own
				if hidden[w.Steps[k].By] {
					w.Steps[k].By = ""
				}
			}
		}
	}
}

// linkedFiles are the paths in the unit's folder to which its prose links.
func (u *Unit) linkedFiles() map[string]bool {
	out := map[string]bool{}
	add := func(p Prose) {
		for _, l := range p.Links {
			if file, ok := u.within(l.Target); ok {
				out[file] = true
			}
		}
	}
	add(u.Description)
	for i := range u.Positions {
		add(u.Positions[i].Description)
		for j := range u.Positions[i].Risks {
			add(u.Positions[i].Risks[j].Description)
		}
	}
	return out
}

// within is the path in the unit's folder to which a link of its prose leads, if it leads
// there.
func (u *Unit) within(target string) (file string, ok bool) {
	link, err := url.Parse(target)
	if err != nil || link.Path == "" {
		return "", false
	}
	return strings.CutPrefix(path.Join(u.ID, link.Path), u.ID+"/")
}

// closed are the ids and names of the departments that the view does not show. What is
// below a hidden department is hidden with it.
func (v View) closed(u *Unit) map[string]bool {
	closed := map[string]bool{}
	var hidden []*Department
	below := map[string][]*Department{}
	for i := range u.Departments {
		if d := &u.Departments[i]; !v.shows(d.Audience) {
			hidden = append(hidden, d)
		} else if d.Parent != "" {
			below[d.Parent] = append(below[d.Parent], d)
		}
	}
	for len(hidden) > 0 {
		d := hidden[len(hidden)-1]
		hidden = hidden[:len(hidden)-1]
		for _, key := range []string{d.ID, d.Name} {
			closed[key] = true
			hidden = append(hidden, below[key]...)
			delete(below, key) // a superior may be one of those below
		}
	}
	return closed
}

// leadsTo reports whether a link in the prose of a position, or of the unit where own
// is empty, leads to a position or risk point of the unit.
func (u *Unit) leadsTo(own, target string) bool {
	link, err := url.Parse(target)
	if err != nil {
		return false
	}
	id := own
	if link.Path != "" {
		file, _ := u.within(target)
		var isPosition bool
		if id, isPosition = strings.CutSuffix(file, ".md"); !isPosition {
			return false
		}
	}
	p := u.Position(id)
	return p != nil && (link.Fragment == "" || p.Risk(link.Fragment) != nil)
}

// Unlink returns the unit without those links in its prose that hidden tells of, the
// text of the links stays; u itself is left as it is. own is the position in whose
// prose the link stands, or empty.
func (u *Unit) Unlink(hidden func(own, target string) bool) *Unit {
	out := *u
	out.Description = u.Description.unlink("", hidden)
	out.Positions = slices.Clone(u.Positions)
	for i := range out.Positions {
		p := &out.Positions[i]
		p.Description = p.Description.unlink(p.ID, hidden)
		if !p.linksInRisks() {
			continue
		}
		p.Risks = slices.Clone(p.Risks)
		for j := range p.Risks {
			p.Risks[j].Description = p.Risks[j].Description.unlink(p.ID, hidden)
		}
	}
	return &out
}

// linksInRisks reports whether the prose of any risk point has links within the site.
func (p *Position) linksInRisks() bool {
	for i := range p.Risks {
		if len(p.Risks[i].Description.Links) > 0 {
			return true
		}
	}
	return false
}

// unlink returns the prose without the links whose targets are hidden. Where not all of
// them can be told apart in the Markdown, the prose becomes its bare text.
func (p Prose) unlink(own string, hidden func(own, target string) bool) Prose {
	var kept []Link
	gone := map[string]int{} // links by target
	for _, l := range p.Links {
		if hidden(own, l.Target) {
			gone[l.Target]++
		} else {
			kept = append(kept, l)
		}
	}
	for _, target := range slices.Sorted(maps.Keys(gone)) {
		quoted := regexp.QuoteMeta(target)
		inline := regexp.MustCompile(`!?\[([^\[\]]*)\]\(\s*<?` + quoted + `>?(?:\s[^)]*)?\)`)
		found := len(inline.FindAllStringIndex(p.Markdown, -1))
		p.Markdown = inline.ReplaceAllString(p.Markdown, "$1")
		// A target may be a part of another, as gou.md is of caigou.md.
		whole := regexp.MustCompile(`(?:^|[^\pL\pN_./%#?&=-])` + quoted + `(?:$|[^\pL\pN_./%#?&=-])`)
		if found < gone[target] || whole.MatchString(p.Markdown) {
			p.Markdown, kept = plainMarkdown(p.Text), nil
			break
		}
	}
	p.Links = kept
	return p
}

// plainMarkdown is the Markdown of bare text whose lines are paragraphs.
func plainMarkdown(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString("\n\n")
		}
		for _, r := range line {
			if r < utf8.RuneSelf && (unicode.IsPunct(r) || unicode.IsSymbol(r)) {
				b.WriteByte('\\')
			}
			b.WriteRune(r)
		}
	}
	return b.String()
}

// has reports whether a position or position#risk is there.
func (u *Unit) has(address string) bool {
	position, risk, _ := strings.Cut(address, "#")
	p := u.Position(position)
	return p != nil && (risk == "" || p.Risk(risk) != nil)
}

// hasRisk reports whether a warning's position#risk is there; a warning may name
// none.
func (u *Unit) hasRisk(address string) bool {
	if address == "" {
		return true
	}
	return u.has(strings.TrimPrefix(address, u.ID+"/"))
}

func (v View) position(p *Position) {
	p.Allow = nil
	p.Risks = keep(p.Risks, func(r *RiskPoint) bool { return v.shows(r.Audience) })
	for i := range p.Risks {
		r := &p.Risks[i]
		r.Allow = nil
		r.Controls = only(r.Controls, func(c *Control) bool { return v.shows(c.Audience) })
	}
	p.Powers = keep(p.Powers, func(w *Power) bool { return v.shows(w.Audience) })
	for i := range p.Powers {
		w := &p.Powers[i]
		w.Steps = slices.Clone(w.Steps)
		for j := range w.Steps {
			w.Steps[j].Risks = only(w.Steps[j].Risks, func(id *string) bool { return p.Risk(*id) != nil })
		}
	}
}

// only returns the elements that pass: the list itself where all do.
func only[E any](list []E, pass func(*E) bool) []E {
	for i := range list {
		if !pass(&list[i]) {
			return keep(list, pass)
		}
	}
	return slices.Clip(list)
}

// keep returns a new list of the elements that pass, which may be changed.
func keep[E any](list []E, pass func(*E) bool) []E {
	var out []E
	for i := range list {
		if pass(&list[i]) {
			if out == nil {
				out = make([]E, 0, len(list)-i) // most pass
			}
			out = append(out, list[i])
		}
	}
	return out
}
