package generator

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"gongshi/generator/catalog"
	"gongshi/generator/load"
)

// layers knows which risk points extend which, over all units that a site shows. A
// unit is rendered alone, but its pages say what it inherits and who refines it; so
// the units that extend others, and those that they extend, are read beforehand.
// Most units do neither.
type layers struct {
	inherits  map[string]*catalog.Layer  // by the address of what extends
	refinedBy map[string][]catalog.Layer // by the address of what is extended
}

// readLayers reads the references between the units of a view.
func (b *builder) readLayers(ctx context.Context) (*layers, error) {
	type reference struct {
		own catalog.Layer
		to  string
	}
	var mu sync.Mutex
	var references []reference
	err := eachUnit(ctx, b.site, b.opt.Jobs, func(_ context.Context, i int) error {
		files := &b.site.Units[i]
		if !b.shown[files.ID] {
			return nil
		}
		if refers, err := mentionsExtends(b.content, files); err != nil || !refers {
			return err
		}
		u, err := b.view(i)
		if err != nil {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		for p := range u.Positions {
			for r := range u.Positions[p].Risks {
				if to := u.Positions[p].Risks[r].Extends; to != "" {
					references = append(references, reference{layerOf(u, &u.Positions[p], &u.Positions[p].Risks[r]), to})
				}
			}
		}
		return nil
	})
	if err != nil || len(references) == 0 {
		return &layers{}, err
	}
	slices.SortFunc(references, func(a, b reference) int { return strings.Compare(a.own.Address, b.own.Address) })
	l := &layers{inherits: map[string]*catalog.Layer{}, refinedBy: map[string][]catalog.Layer{}}
	superiors := map[string]*catalog.Unit{}
	for _, ref := range references {
		superior, err := b.find(ref.to, superiors)
		if err != nil {
			return nil, err
		}
		if superior == nil {
			continue // not shown, or not there, which the check reports
		}
		l.inherits[ref.own.Address] = superior
		own := ref.own
		own.Controls = nil
		l.refinedBy[ref.to] = append(l.refinedBy[ref.to], own)
	}
	return l, nil
}

// mentionsExtends reports whether a file of a unit may hold a reference.
func mentionsExtends(fsys fs.FS, files *load.UnitFiles) (bool, error) {
	for _, name := range slices.Concat(files.Positions, files.Catalogs) {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return false, fmt.Errorf("read content: %w", err)
		}
		if bytes.Contains(data, []byte("承接")) || bytes.Contains(bytes.ToLower(data), []byte("extends")) {
			return true, nil
		}
	}
	return false, nil
}

// view reads the i-th unit as the site shows it.
func (b *builder) view(i int) (*catalog.Unit, error) {
	u, _, err := load.Unit(b.content, b.site, b.site.Units[i])
	if err != nil {
		return nil, fmt.Errorf("unit %s: %w", b.site.Units[i].ID, err)
	}
	return b.opt.View.Unit(u), nil
}

// find returns the risk point at an address, nil where the site does not show it.
// Units that were read are kept in units.
func (b *builder) find(address string, units map[string]*catalog.Unit) (*catalog.Layer, error) {
	page, risk, _ := strings.Cut(address, "#")
	at := strings.LastIndexByte(page, '/')
	if at < 0 || !b.shown[page[:at]] {
		return nil, nil
	}
	id, position := page[:at], page[at+1:]
	u := units[id]
	if u == nil {
		i := slices.IndexFunc(b.site.Units, func(f load.UnitFiles) bool { return f.ID == id })
		var err error
		if u, err = b.view(i); err != nil {
			return nil, err
		}
		units[id] = u
	}
	p := u.Position(position)
	if p == nil || p.Risk(risk) == nil {
		return nil, nil
	}
	l := layerOf(u, p, p.Risk(risk))
	return &l, nil
}

func layerOf(u *catalog.Unit, p *catalog.Position, r *catalog.RiskPoint) catalog.Layer {
	label := u.Short
	if label == "" {
		label = u.Name
	}
	return catalog.Layer{Address: catalog.Address(u.ID, p.ID, r.ID), Unit: label, Position: p.Name, Title: r.Title, Grade: r.Grade,
		URL: catalog.PositionPage(u.ID, p.ID) + "#" + r.ID, Controls: r.Controls}
}

// apply writes what is known of a unit's risk points into it. A reference to what the
// site does not show is dropped: its address alone would tell of it.
func (l *layers) apply(u *catalog.Unit) *catalog.Unit {
	if !l.concerns(u) {
		return u
	}
	out := *u
	out.Positions = slices.Clone(u.Positions)
	for i := range out.Positions {
		p := &out.Positions[i]
		p.Risks = slices.Clone(p.Risks)
		for j := range p.Risks {
			r := &p.Risks[j]
			address := catalog.Address(u.ID, p.ID, r.ID)
			r.RefinedBy = l.refinedBy[address]
			if r.Extends == "" {
				continue
			}
			if r.Inherits = l.inherits[address]; r.Inherits == nil {
				r.Extends = ""
			}
		}
	}
	return &out
}

func (l *layers) concerns(u *catalog.Unit) bool {
	for i := range u.Positions {
		p := &u.Positions[i]
		for j := range p.Risks {
			if p.Risks[j].Extends != "" || l.refinedBy[catalog.Address(u.ID, p.ID, p.Risks[j].ID)] != nil {
				return true
			}
		}
	}
	return false
}
