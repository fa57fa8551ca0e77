package catalog

import (
	"strings"

	"gongshi/generator/diag"
)

// Text is one text of a catalogue with where it stands and what it belongs to.
// Position and Risk are nil where the text belongs to the unit or the position
// as a whole. Internal tells that it, or what it belongs to, is marked internal.
type Text struct {
	At       diag.Position
	Field    string
	Value    string
	Position *Position
	Risk     *RiskPoint
	Internal bool
}

// Place is where a piece of the text stands: in prose on its own line, else where the text
// does.
func (t *Text) Place(piece string) diag.Position {
	i := strings.Index(t.Value, piece)
	if t.Field != "description" || i < 0 {
		return t.At
	}
	at, before := t.At, t.Value[:i]
	if n := strings.Count(before, "\n"); n > 0 {
		at.Line, at.Column, before = at.Line+n, 1, before[strings.LastIndexByte(before, '\n')+1:]
	}
	at.Column += len(before)
	return at
}

// Texts calls yield with every text of the unit that is not empty, identifiers,
// telephone numbers and mail addresses excepted.
func (u *Unit) Texts(yield func(Text)) {
	w := textWalk{yield: yield, origin: &u.Origin}
	w.fields("name", u.Name, "short", u.Short, "kind", u.Kind, "index_number", u.IndexNumber, "summary", u.Summary)
	s, c := u.Supervision, u.Contact
	w.fields("supervision", s.Body, "supervision", s.Mailbox, "supervision", s.Address, "supervision", s.Hours)
	w.fields("contact", c.Office, "contact", c.Address, "contact", c.Hours)
	w.prose(u.Description, u.ID+"/index.md")
	w.records(u)
	closed := View{}.closed(u)
	for i := range u.Positions {
		p := &u.Positions[i]
		w.ofPosition(p, p.Audience == AudienceInternal || closed[p.Department])
	}
}

type textWalk struct {
	yield    func(Text)
	origin   *Origin
	position *Position
	risk     *RiskPoint
	internal bool
}

// fields takes pairs of a field's name and its text.
func (w *textWalk) fields(pairs ...string) {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			w.yield(Text{w.origin.Of(pairs[i]), pairs[i], pairs[i+1], w.position, w.risk, w.internal})
		}
	}
}

func (w *textWalk) list(field string, values []string) {
	for i, v := range values {
		if v != "" {
			w.yield(Text{w.origin.Nth(field, i), field, v, w.position, w.risk, w.internal})
		}
	}
}

func (w *textWalk) prose(p Prose, file string) {
	if !p.IsZero() {
		w.yield(Text{diag.Position{File: file, Line: p.Line, Column: 1}, "description", p.Markdown, w.position, w.risk, w.internal})
	}
}

func (w *textWalk) records(u *Unit) {
	for i := range u.Departments {
		d := &u.Departments[i]
		w.origin, w.internal = &d.Origin, d.Audience == AudienceInternal
		w.fields("name", d.Name)
		w.list("duties", d.Duties)
	}
	for i := range u.Publication.Approval {
		a := &u.Publication.Approval[i]
		w.origin, w.internal = &a.Origin, a.Audience == AudienceInternal
		w.fields("by", a.By, "result", a.Result, "opinion", a.Opinion)
	}
	for i := range u.Assessments {
		a := &u.Assessments[i]
		w.origin, w.internal = &a.Origin, a.Audience == AudienceInternal
		w.fields("period", a.Period, "object", a.Object, "method", a.Method)
		w.list("findings", a.Findings)
		w.list("corrections", a.Corrections)
	}
	for i := range u.Milestones {
		m := &u.Milestones[i]
		w.origin, w.internal = &m.Origin, m.Audience == AudienceInternal
		w.fields("name", m.Name, "responsible", m.Responsible)
	}
	for i := range u.Warnings {
		x := &u.Warnings[i]
		w.origin, w.internal = &x.Origin, x.Audience == AudienceInternal
		w.fields("number", x.Number, "kind", x.Kind, "level", x.Level, "outcome", x.Outcome)
	}
	for i := range u.Resources {
		r := &u.Resources[i]
		w.origin, w.internal = &r.Origin, r.Audience == AudienceInternal
		w.fields("kind", r.Kind, "required", string(r.Required), "actual", string(r.Actual), "place", r.Place)
	}
	for i := range u.Responses {
		r := &u.Responses[i]
		w.origin, w.internal = &r.Origin, r.Audience == AudienceInternal
		w.fields("level", r.Level, "trigger", r.Trigger, "release", r.Release, "responsible", r.Responsible)
		w.list("measures", r.Measures)
	}
	w.internal = false
	for i := range u.Removed {
		r := &u.Removed[i]
		w.origin = &r.Origin
		w.fields("title", r.Title, "reason", r.Reason)
	}
	for i := range u.Targets {
		t := &u.Targets[i]
		w.origin, w.internal = &t.Origin, t.Audience == AudienceInternal
		w.fields("name", t.Name, "target", string(t.Target), "actual", string(t.Actual))
	}
}

func (w *textWalk) ofPosition(p *Position, hidden bool) {
	w.position, w.risk, w.origin = p, nil, &p.Origin
	w.internal = hidden
	w.fields("name", p.Name, "department", p.Department)
	w.list("duties", p.Duties)
	w.prose(p.Description, p.Origin.File)
	for i := range p.Powers {
		x := &p.Powers[i]
		w.origin, w.internal = &x.Origin, hidden || x.Audience == AudienceInternal
		w.fields("name", x.Name, "type", x.Type, "conditions", x.Conditions)
		w.list("basis", x.Basis)
		for j := range x.Steps {
			s := &x.Steps[j]
			w.origin = &s.Origin
			w.fields("name", s.Name, "by", s.By, "limit", s.Limit)
		}
	}
	for i := range p.Risks {
		w.internal = hidden
		w.ofRisk(&p.Risks[i])
	}
}

func (w *textWalk) ofRisk(r *RiskPoint) {
	w.risk, w.origin = r, &r.Origin
	hidden := w.internal || r.Audience == AudienceInternal
	w.internal = hidden
	w.fields("title", r.Title, "manifestation", r.Manifestation, "cause", r.Cause, "consequence", r.Consequence,
		"liability", r.Liability, "reason", r.Reason, "kind", r.Kind)
	w.list("category", r.Category)
	w.list("basis", r.Basis)
	w.prose(r.Description, r.Origin.File)
	for i := range r.Controls {
		c := &r.Controls[i]
		w.origin, w.internal = &c.Origin, hidden || c.Audience == AudienceInternal
		w.fields("text", c.Text, "owner", c.Owner, "supervisor", c.Supervisor, "due", c.Due,
			"frequency", c.Frequency, "indicator", c.Indicator)
		w.list("basis", c.Basis)
	}
}
