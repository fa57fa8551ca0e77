package render

import (
	"gongshi/generator/catalog"
)

// Power is a power of a position with the steps of its process.
type Power struct {
	ID         string // of the element on the page
	Name       string
	Type       string
	Basis      []Basis
	Conditions string
	Internal   bool
	Steps      []Step
	Chart      *Diagram
	HasFacts   bool // more is known than the name and the steps
}

// Step is one step of a process.
type Step struct {
	ID    string // of the element on the page
	N     int
	Name  string
	By    string
	Kind  string // in words; empty for an ordinary step
	Limit string
	Next  []Link // the steps that follow, where it is not simply the next one
	Last  bool   // nothing follows
	Risks []StepRisk

	HasFacts bool // more is known than the name and the risk points
}

// StepRisk is a risk point that arises at a step.
type StepRisk struct {
	Title string
	Href  string
	Grade Grade
}

// powers shows the powers of a position, and gives for each risk point the steps
// at which it arises.
func (v *unitView) powers(at place, p *catalog.Position) ([]Power, map[string][]Link) {
	arises := map[string][]Link{}
	var out []Power
	for i := range p.Powers {
		x := &p.Powers[i]
		w := Power{ID: powerID(x.ID), Name: x.Name, Type: x.Type, Basis: v.r.bases(at, x.Basis), Conditions: x.Conditions,
			Internal: x.Audience == catalog.AudienceInternal}
		w.HasFacts = w.Type != "" || w.Basis != nil || w.Conditions != ""
		w.Steps, w.Chart = v.steps(p, x), v.chartOf(p, x)
		for j, s := range x.Steps {
			for _, risk := range s.Risks {
				arises[risk] = append(arises[risk], Link{Text: x.Name + v.r.words.get("sign.colon") + s.Name, Href: place("").fragment(w.Steps[j].ID)})
			}
		}
		out = append(out, w)
	}
	return out, arises
}

// powerID is the id of the element of a power on the page of its position.
func powerID(id string) string { return "power-" + id }

// fragment is the link to an element of the page itself.
func (p place) fragment(id string) string { return p.to(string(p), id) }

func (v *unitView) steps(p *catalog.Position, x *catalog.Power) []Step {
	number := map[string]int{}
	for i, s := range x.Steps {
		number[s.ID] = i
	}
	stepID := func(i int) string { return "step-" + x.ID + "-" + x.Steps[i].ID }
	out := make([]Step, len(x.Steps))
	for i, s := range x.Steps {
		step := Step{ID: stepID(i), N: i + 1, Name: s.Name, By: s.By, Limit: s.Limit, Last: len(s.Next) == 0}
		if s.Kind != "" && s.Kind != catalog.StepTask {
			step.Kind = v.r.words.get("step." + s.Kind)
		}
		for _, id := range s.Next {
			j, ok := number[id]
			if !ok || len(s.Next) == 1 && j == i+1 {
				continue
			}
			step.Next = append(step.Next, Link{Text: v.r.words.format("step.goto", j+1, x.Steps[j].Name), Href: place("").fragment(stepID(j))})
		}
		for _, id := range s.Risks {
			if r := p.Risk(id); r != nil {
				step.Risks = append(step.Risks, StepRisk{Title: r.Title, Href: place("").fragment(r.ID), Grade: v.grades.of(r.Grade)})
			}
		}
		step.HasFacts = step.By != "" || step.Limit != "" || step.Next != nil
		out[i] = step
	}
	return out
}
