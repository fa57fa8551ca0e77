package intake

import (
	"strings"

	"gongshi/generator/catalog"
	"gongshi/generator/load"
)

// Identify gives ids to what was read: those of the existing positions and risk
// points of the same names, and new ones, of the pinyin of the name, to all else.
// Ids that the table gives itself stay. The order of rows does not change the id
// of a name that stands once.
func (res *Result) Identify(existing []catalog.Position) {
	taken := map[string]bool{"index": true}
	byName, byID := map[[2]string]*catalog.Position{}, positionsByID(existing)
	for i := range existing {
		p := &existing[i]
		taken[p.ID] = true
		byName[[2]string{key(p.Department), key(p.Name)}] = p
	}
	for i := range res.Positions {
		if id := res.Positions[i].ID; id != "" {
			taken[id] = true
		}
	}
	matched := map[string]bool{}
	for i := range res.Positions {
		p := &res.Positions[i]
		var old *catalog.Position
		for _, department := range []string{p.Department, ""} {
			if m := byName[[2]string{key(department), key(p.Name)}]; m != nil && old == nil && !matched[m.ID] {
				old = m
			}
		}
		switch {
		case p.ID != "":
			old = byID[p.ID]
		case old != nil:
			p.ID = old.ID
		default:
			id := load.Slug(p.Name)
			if taken[id] && p.Department != "" {
				id = load.Slug(p.Department) + "-" + id
			}
			p.ID = uniqueID(shortID(id), taken)
		}
		matched[p.ID] = true
		identifyRisks(p, old)
	}
}

// shortID keeps an id to a length that a file name and an address bear well.
func shortID(id string) string {
	for len(id) > 48 {
		cut := strings.LastIndexByte(id, '-')
		if cut < 8 {
			return id[:48]
		}
		id = id[:cut]
	}
	return id
}

func identifyRisks(p, old *catalog.Position) {
	taken := map[string]bool{}
	var olds []catalog.RiskPoint
	if old != nil {
		olds = old.Risks
	}
	for i := range olds {
		taken[olds[i].ID] = true
	}
	for i := range p.Risks {
		if id := p.Risks[i].ID; id != "" {
			taken[id] = true
		}
	}
	used := map[string]bool{}
	for i := range p.Risks {
		r := &p.Risks[i]
		if r.ID != "" {
			used[r.ID] = true
			continue
		}
		for j := range olds {
			if key(olds[j].Title) == key(r.Title) && !used[olds[j].ID] {
				r.ID = olds[j].ID
				break
			}
		}
		if r.ID == "" {
			// A title that was reworded keeps its id where the rest is the same.
			for j := range olds {
				o := &olds[j]
				if !used[o.ID] && o.Manifestation != "" && key(o.Manifestation) == key(r.Manifestation) && !titled(p, o.Title) {
					r.ID = o.ID
					break
				}
			}
		}
		if r.ID == "" {
			r.ID = uniqueID(shortID(load.Slug(r.Title)), taken)
		}
		used[r.ID] = true
	}
	stepRisks(p)
}

func titled(p *catalog.Position, title string) bool {
	for i := range p.Risks {
		if key(p.Risks[i].Title) == key(title) {
			return true
		}
	}
	return false
}

// stepRisks puts ids in the place of the titles by which steps name their risk
// points, and gives powers their ids.
func stepRisks(p *catalog.Position) {
	taken := map[string]bool{}
	for i := range p.Powers {
		w := &p.Powers[i]
		if w.ID == "" {
			w.ID = uniqueID(shortID(load.Slug(w.Name)), taken)
		}
		for j := range w.Steps {
			s := &w.Steps[j]
			for k, title := range s.Risks {
				for _, r := range p.Risks {
					if r.Title == title {
						s.Risks[k] = r.ID
					}
				}
			}
		}
	}
}
