package change

import (
	"slices"
	"strings"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// Power is a power as far as it is compared. Risks are the addresses of the risk points
// that its steps name.
type Power struct {
	Address string // unit/position, and the power's id
	Name    string
	Text    string // all that is said of it but where its risk points are
	Risks   []string
	At      diag.Position // in the content; of a published state none
}

func powersOf(unit string, p *catalog.Position) (powers []Power) {
	for i := range p.Powers {
		w := &p.Powers[i]
		said := []string{w.Name, w.Type, w.Conditions, strings.Join(w.Basis, "；")}
		x := Power{Address: unit + "/" + p.ID + " " + w.ID, Name: w.Name, At: w.Origin.Position()}
		for _, s := range w.Steps {
			said = append(said, s.ID, s.Name, s.By, s.Kind, strings.Join(s.Next, " "), s.Limit)
			for _, id := range s.Risks {
				if address := catalog.Address(unit, p.ID, id); !slices.Contains(x.Risks, address) {
					x.Risks = append(x.Risks, address)
				}
			}
		}
		x.Text = strings.Join(said, "\n")
		powers = append(powers, x)
	}
	return powers
}

// Unmoved lists the powers that have changed from one state to the next while none of
// the risk points that they name has. changes are those between the states.
func Unmoved(before, after *Snapshot, changes []Change) (powers []Power) {
	touched := map[string]bool{}
	for _, c := range changes {
		touched[c.Address] = true
	}
	was := map[string]string{}
	for _, p := range before.Powers {
		was[p.Address] = p.Text
	}
	for _, p := range after.Powers {
		text, known := was[p.Address]
		if known && text != p.Text && len(p.Risks) > 0 && !slices.ContainsFunc(p.Risks, func(address string) bool { return touched[address] }) {
			powers = append(powers, p)
		}
	}
	return powers
}
