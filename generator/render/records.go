package render

import (
	"runtime"
	"slices"
	"strconv"
	"strings"

	"gongshi/generator/catalog"
)

// records puts on the unit's page what the unit keeps besides its catalogue.
func (v *unitView) records(page *UnitPage, at place) {
	u := v.unit
	page.Approval = v.approvals()
	for _, a := range u.Assessments {
		page.Assessments = append(page.Assessments, Assessment{a.Period, a.Object, a.Method, a.Result, a.Findings, a.Corrections})
	}
	for _, m := range u.Milestones {
		page.Milestones = append(page.Milestones, Milestone{m.Name, m.Responsible, day(m.From), day(m.To), day(m.Done)})
	}
	for _, x := range u.Warnings {
		page.Warnings = append(page.Warnings, Warning{x.Number, x.Kind, x.Level, x.Outcome, v.riskLink(at, x.Risk),
			day(x.Issued), day(x.ReplyDue), day(x.Replied)})
	}
	for _, x := range u.Resources {
		page.Resources = append(page.Resources, Resource{x.Kind, string(x.Required), string(x.Actual), x.Place})
	}
	page.Responses = v.responses()
	for _, x := range u.Targets {
		page.Targets = append(page.Targets, Target{x.Name, string(x.Target), string(x.Actual), day(x.AsOf)})
	}
}

// approvals are the stages of the chain of review: those on record, and, in their
// place by the scheme, those that are required and are not. A unit that records none
// shows none.
func (v *unitView) approvals() []Approval {
	var list []Approval
	have, withheld := map[string]bool{}, v.unit.Publication.Withheld
	for _, a := range v.unit.Publication.Approval {
		have[a.Stage] = true
		list = append(list, Approval{Stage: a.Stage, By: a.By, Result: a.Result, Opinion: a.Opinion, On: day(a.On)})
	}
	if len(list) == 0 {
		return nil
	}
	at := 0
	for _, t := range v.unit.Scheme.Approvals {
		switch {
		case have[t.Label]:
			at = slices.IndexFunc(list, func(a Approval) bool { return a.Stage == t.Label }) + 1
		case t.Required && !slices.Contains(withheld, t.Label):
			list = slices.Insert(list, at, Approval{Stage: t.Label, Result: v.r.words.get("approval.missing")})
			at++
		}
	}
	return list
}

// day is a date as tables show it.
func day(d catalog.Date) Field { return Field{Value: d.String(), Date: d.String()} }

// riskLink leads to the risk point that position#risk names.
func (v *unitView) riskLink(at place, address string) Link {
	position, risk, _ := strings.Cut(strings.TrimPrefix(address, v.unit.ID+"/"), "#")
	p := v.unit.Position(position)
	if p == nil {
		return Link{Text: address}
	}
	x := p.Risk(risk)
	if x == nil {
		return Link{Text: address}
	}
	return Link{Text: x.Title, Href: at.to(catalog.PositionPage(v.unit.ID, position), risk)}
}

// workers is how many pages of a unit are made at once.
func workers() int { return runtime.GOMAXPROCS(0) }

// batches parts n things into ranges of at most size.
func batches(n, size int) [][2]int {
	var out [][2]int
	for from := 0; from < n; from += size {
		out = append(out, [2]int{from, min(from+size, n)})
	}
	return out
}

// HasFacts reports whether anything but the stage and the result is known.
func (a Approval) HasFacts() bool { return a.By != "" || a.Opinion != "" || a.On.Date != "" }

// HasFiles reports whether there is anything to download.
func (p *UnitPage) HasFiles() bool {
	return p.Downloads != nil || p.Prints != nil || p.Attachments != nil
}

// Response is what is done at a level, with what it takes over from those below.
type Response struct {
	ID        string
	Level     Grade
	Fields    []Field
	Measures  []string
	Inherited []Inherited // the nearest level first
}

// Inherited are the measures that a level takes over from another.
type Inherited struct {
	Title    string
	Measures []string
}

// responses are the levels of response in the order of the unit.
func (v *unitView) responses() []Response {
	var list []Response
	w, u := v.r.words, v.unit
	for i := range u.Responses {
		r := &u.Responses[i]
		x := Response{ID: responseID(i), Level: v.grades.of(r.Level), Measures: r.Measures}
		var f fields
		f.add(w.get("response.trigger"), r.Trigger)
		f.add(w.get("response.release"), r.Release)
		f.add(w.get("response.responsible"), r.Responsible)
		x.Fields = f
		below := u.Below(r)
		for range u.Responses { // loading sees to it that there is no circle
			if below == nil {
				break
			}
			if len(below.Measures) > 0 {
				x.Inherited = append(x.Inherited, Inherited{w.format("response.inherited", below.Level), below.Measures})
			}
			below = u.Below(below)
		}
		list = append(list, x)
	}
	return list
}

// responseID is the id of the i-th level on the unit's page.
func responseID(i int) string { return "response-" + strconv.Itoa(i+1) }

// responseLinks lead from a position to what the unit does at the grades of its risk
// points.
func (v *unitView) responseLinks(at place, grades []GradeCount) (links []Link) {
	for _, g := range grades {
		for i := range v.unit.Responses {
			if &v.unit.Responses[i] == v.unit.Response(g.Label) {
				links = append(links, Link{Text: g.Label, Href: at.to(catalog.UnitPage(v.unit.ID), responseID(i))})
			}
		}
	}
	return links
}
