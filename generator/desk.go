package generator

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sync"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// Desk makes the pages of what an editor has just changed, at once and ahead of the
// build that makes the whole site anew. It holds what a build has found that units
// share, and is out of date where that changes.
type Desk struct {
	b        *builder
	findings diag.List      // sorted
	units    map[string]int // their numbers, by id
}

// Redone is what became of the files that were changed.
type Redone struct {
	Pages    map[string][]byte // by path in the site; none where there are errors
	Findings diag.List         // of the whole content, as far as the files decide them
}

// desk keeps of a build what a Desk needs.
func (b *builder) desk(content fs.FS, findings diag.List) *Desk {
	if b.renderer == nil || b.layers == nil {
		return nil
	}
	units := make(map[string]int, len(b.site.Units))
	for i := range b.site.Units {
		units[b.site.Units[i].ID] = i
	}
	return &Desk{&builder{content: content, site: b.site, opt: b.opt, renderer: b.renderer, public: b.public, shown: b.shown, layers: b.layers, moved: b.moved}, findings, units}
}

// unit is the number of the unit in whose folder a file is.
func (d *Desk) unit(name string) (int, bool) {
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if i, ok := d.units[dir]; ok {
			return i, true
		}
	}
	return 0, false
}

// owner is the number of the unit that a file is of.
func (d *Desk) owner(name string) (int, bool) {
	i, ok := d.unit(name)
	return i, ok && slices.Contains(filesOf(&d.b.site.Units[i]), name)
}

// Redo makes the pages of the positions that the changed files hold, and those of their
// units. It reports false where only a build can tell what the change means: a file is
// new or gone, or is not of a unit alone.
func (d *Desk) Redo(changed []string) (_ *Redone, ok bool, err error) {
	units := map[int][]string{}
	for _, name := range changed {
		i, known := d.owner(name)
		_, err := fs.Stat(d.b.content, name)
		switch {
		case !known && errors.Is(err, fs.ErrNotExist):
			continue // a file that an editor had for a moment
		case !known || err != nil:
			return nil, false, nil
		}
		units[i] = append(units[i], name)
	}
	if len(units) == 0 {
		return nil, false, nil
	}
	out := &Redone{Pages: map[string][]byte{}}
	for i, files := range units {
		if err := d.redo(out, i, files); err != nil {
			return nil, false, err
		}
	}
	others := make(diag.List, 0, len(d.findings))
	for _, f := range d.findings {
		if i, ok := d.unit(f.File); ok && units[i] != nil {
			if _, ok := d.owner(f.File); ok {
				continue
			}
		}
		others = append(others, f)
	}
	out.Findings.Sort()
	out.Findings = others.Merge(out.Findings)
	if (&Report{Findings: out.Findings}).Failed(d.b.opt.Strict) {
		out.Pages = nil
	}
	return out, true, nil
}

func (d *Desk) redo(out *Redone, i int, changed []string) error {
	b := d.b
	u, c, _, err := checkUnit(b.content, b.site, i)
	if err != nil {
		return err
	}
	out.Findings = append(out.Findings, c.findings...)
	if c.findings.HasErrors() || !b.shown[u.ID] {
		return nil
	}
	var positions []string
	for p := range u.Positions {
		if slices.Contains(changed, u.Positions[p].Origin.Position().File) {
			positions = append(positions, u.Positions[p].ID)
		}
	}
	u = b.asShown(u)
	var mu sync.Mutex
	err = b.renderer.Pages(u, positions, func(path string, data []byte) error {
		mu.Lock()
		defer mu.Unlock()
		out.Pages[path] = slices.Clone(data)
		return nil
	})
	if err != nil {
		return fmt.Errorf("unit %s: %w", u.ID, err)
	}
	return nil
}

// asShown is a unit as the site shows it.
func (b *builder) asShown(u *catalog.Unit) *catalog.Unit {
	shown := b.layers.apply(b.opt.View.Unit(u))
	if moved := b.moved[u.ID]; moved != nil && shown.Publication.Status != catalog.StatusWithdrawn {
		shown = shown.WithRemoved(moved)
	}
	return shown
}
