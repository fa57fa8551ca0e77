package catalog

import (
	"regexp"
	"slices"
	"strings"
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
		return &Unit{Origin: u.Origin, ID: u.ID, Name: u.Name, Short: u.Short, Kind: u.Kind, Parent: u.Parent,
			SchemeID: u.SchemeID, Scheme: u.Scheme, Publication: u.Publication, Supervision: u.Supervision}
	}
	shown.Allow = nil
	shown.Assessments = keep(u.Assessments, func(a *Assessment) bool { return v.shows(a.Audience) })
	shown.Milestones = keep(u.Milestones, func(m *Milestone) bool { return v.shows(m.Audience) })
	shown.Resources = keep(u.Resources, func(r *Resource) bool { return v.shows(r.Audience) })
	shown.Targets = keep(u.Targets, func(t *Target) bool { return v.shows(t.Audience) })
	shown.Positions = keep(u.Positions, func(p *Position) bool { return v.shows(p.Audience) })
	for i := range shown.Positions {
		v.position(&shown.Positions[i])
	}
	u.unlinkHidden(&shown)
	shown.Removed = slices.Clone(u.Removed)
	for i := range shown.Removed {
		if r := &shown.Removed[i]; r.To != "" && !shown.has(r.To) {
			r.To = ""
		}
	}
	shown.Warnings = keep(u.Warnings, func(w *Warning) bool { return v.shows(w.Audience) && shown.hasRisk(w.Risk) })
	shown.Departments = slices.Clone(u.Departments)
	for i := range shown.Departments {
		if d := &shown.Departments[i]; shown.Position(d.Leader) == nil {
			d.Leader = ""
		}
	}
	return &shown
}

// unlinkHidden takes from the prose of the shown unit the links to positions and
// risk points of u that are not shown; the text of the links stays.
func (u *Unit) unlinkHidden(shown *Unit) {
	hidden := func(own *Position, target string) bool {
		file, risk, _ := strings.Cut(target, "#")
		p := own
		if file != "" {
			id, isPosition := strings.CutSuffix(strings.TrimPrefix(file, "./"), ".md")
			if !isPosition {
				return false
			}
			p = u.Position(id)
		}
		if p == nil || risk != "" && p.Risk(risk) == nil {
			return false
		}
		after := shown.Position(p.ID)
		return after == nil || risk != "" && after.Risk(risk) == nil
	}
	shown.Description = shown.Description.unlink(func(target string) bool { return hidden(nil, target) })
	for i := range shown.Positions {
		p := &shown.Positions[i]
		own := u.Position(p.ID)
		p.Description = p.Description.unlink(func(target string) bool { return hidden(own, target) })
		for j := range p.Risks {
			p.Risks[j].Description = p.Risks[j].Description.unlink(func(target string) bool { return hidden(own, target) })
		}
	}
}

// unlink returns the prose without the links whose targets are hidden.
func (p Prose) unlink(hidden func(target string) bool) Prose {
	for _, l := range p.Links {
		if !hidden(l.Target) {
			continue
		}
		target := regexp.QuoteMeta(l.Target)
		p.Markdown = regexp.MustCompile(`\[([^\]]*)\]\(\s*<?`+target+`>?[^)]*\)`).ReplaceAllString(p.Markdown, "$1")
		p.Markdown = regexp.MustCompile(`(?m)^ {0,3}\[[^\]]+\]:\s*<?`+target+`>?.*$`).ReplaceAllString(p.Markdown, "")
	}
	return p
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
		r.Controls = keep(r.Controls, func(c *Control) bool { return v.shows(c.Audience) })
	}
	p.Powers = keep(p.Powers, func(w *Power) bool { return v.shows(w.Audience) })
	for i := range p.Powers {
		w := &p.Powers[i]
		w.Steps = slices.Clone(w.Steps)
		for j := range w.Steps {
			w.Steps[j].Risks = keep(w.Steps[j].Risks, func(id *string) bool { return p.Risk(*id) != nil })
		}
	}
}

// keep returns a new list of the elements that pass.
func keep[E any](list []E, pass func(*E) bool) []E {
	var out []E
	for i := range list {
		if pass(&list[i]) {
			out = append(out, list[i])
		}
	}
	return out
}
