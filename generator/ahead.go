package generator

import (
	"sync"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// ahead holds units that are read before their turn, because others refer to them or
// they to others, so that a small site reads none twice. A large one holds a few.
type ahead struct {
	mu    sync.Mutex
	units map[int]loaded
	risks int // in all of them
}

// loaded is a unit as it was read, with what was found.
type loaded struct {
	unit     *catalog.Unit
	findings diag.List
}

// mostAhead is how many risk points the units held ahead may have together, if they are
// not all there is. They take some twenty megabytes.
const mostAhead = 2000

// load reads the i-th unit, if it is not held, and holds it if there is room. It is not
// to be changed.
func (a *ahead) load(b *builder, i int) (*catalog.Unit, error) {
	a.mu.Lock()
	held, ok := a.units[i]
	a.mu.Unlock()
	if ok {
		return held.unit, nil
	}
	u, findings, err := loadUnit(b.content, b.site, i)
	if err != nil {
		return nil, err
	}
	n := 0
	for p := range u.Positions {
		n += len(u.Positions[p].Risks)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if _, ok := a.units[i]; !ok && (a.risks+n <= mostAhead || len(b.site.Units) == 1) {
		if a.units == nil {
			a.units = map[int]loaded{}
		}
		a.units[i], a.risks = loaded{u, findings}, a.risks+n
	}
	return u, nil
}

// take gives the i-th unit away, which is read if it is not held.
func (a *ahead) take(b *builder, i int) (*catalog.Unit, diag.List, error) {
	a.mu.Lock()
	held, ok := a.units[i]
	delete(a.units, i)
	a.mu.Unlock()
	if ok {
		return held.unit, held.findings, nil
	}
	return loadUnit(b.content, b.site, i)
}
