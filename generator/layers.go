package generator

import (
	"bytes"
	"context"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"gongshi/generator/catalog"
	"gongshi/generator/load"
)

// layers knows which risk points extend which, over all units that a site shows. A
// unit is rendered alone, but its pages say what it inherits and who refines it; so
// the units that extend others, and those that they extend, are read beforehand.
// Most units do neither.
type layers struct {
	found     []outgoing                 // by unit
	inherits  map[string]*catalog.Layer  // by the address of what extends
	refinedBy map[string][]catalog.Layer // by the address of what is extended
	unlink    map[string]map[string]bool // by unit, the links to what other units do not show
}

// outgoing is what a unit refers to in other units. It depends on the unit alone.
type outgoing struct {
	References []reference
	Links      []string // of its prose to other units, as written
	Targets    []string // files of other units that it links to, shown or not, there or not
}

// reference is a risk point and the address of that of a superior which it extends.
type reference struct {
	Own catalog.Layer
	To  string
}

// outgoing finds what the i-th unit refers to, if the build before has not.
func (b *builder) outgoing(i int) (o outgoing, err error) {
	files := &b.site.Units[i]
	if o, known := b.keep.outgoing(i, files.ID); known {
		return o, nil
	}
	if b.keep.looks || len(b.site.Units) > 1 { // an only unit is read once
		if mentions, err := b.mentionsOthers(files); err != nil || !mentions {
			return o, err
		}
	}
	u, err := b.ahead.load(b, i)
	if err != nil {
		return o, err
	}
	eachFarLink(u, func(_ string, to *url.URL) { o.Targets = append(o.Targets, path.Join(u.ID, to.Path)) })
	if !b.shown[u.ID] {
		return o, nil
	}
	u = b.opt.View.Unit(u)
	eachFarLink(u, func(target string, _ *url.URL) { o.Links = append(o.Links, target) })
	for p := range u.Positions {
		for r := range u.Positions[p].Risks {
			if to := u.Positions[p].Risks[r].Extends; to != "" {
				o.References = append(o.References, reference{layerOf(u, &u.Positions[p], &u.Positions[p].Risks[r]), to})
			}
		}
	}
	return o, nil
}

// eachFarLink calls f with the links in a unit's prose that may lead to another unit.
func eachFarLink(u *catalog.Unit, f func(target string, to *url.URL)) {
	u.Unlink(func(_, target string) bool {
		if to, err := url.Parse(target); err == nil && strings.Contains(to.Path, "/") {
			f(target, to)
		}
		return false
	})
}

// given is what other units give to one: what its pages say of them.
type given struct {
	Inherits  map[string]*catalog.Layer
	RefinedBy map[string][]catalog.Layer
	Unlink    map[string]bool
	Moved     []catalog.Removal
	To        []*catalog.Layer // where each of Moved is
}

// byUnit sorts what the layers know by the unit to which it is given.
func (l *layers) byUnit() map[string]*given {
	out := map[string]*given{}
	of := func(unit string) *given {
		if out[unit] == nil {
			out[unit] = &given{Inherits: map[string]*catalog.Layer{}, RefinedBy: map[string][]catalog.Layer{}}
		}
		return out[unit]
	}
	for address, layer := range l.inherits {
		unit, _ := parted(address)
		of(unit).Inherits[address] = layer
	}
	for address, layers := range l.refinedBy {
		unit, _ := parted(address)
		of(unit).RefinedBy[address] = layers
	}
	for unit, links := range l.unlink {
		of(unit).Unlink = links
	}
	return out
}

// readLayers reads the references between the units of a view.
func (b *builder) readLayers(ctx context.Context) (*layers, error) {
	found := make([]outgoing, len(b.site.Units))
	err := eachUnit(ctx, b.site, b.opt.Jobs, func(_ context.Context, i int) (err error) {
		if b.keep.looks || b.shown[b.site.Units[i].ID] {
			found[i], err = b.outgoing(i)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	var references []reference
	links := map[string][]string{} // by unit, the links of its prose to other units
	for i, o := range found {
		references = append(references, o.References...)
		if o.Links != nil {
			links[b.site.Units[i].ID] = o.Links
		}
	}
	slices.SortFunc(references, func(a, b reference) int { return strings.Compare(a.Own.Address, b.Own.Address) })
	l := &layers{found: found, inherits: map[string]*catalog.Layer{}, refinedBy: map[string][]catalog.Layer{}}
	superiors := map[string]*catalog.Unit{}
	if l.unlink, err = b.hiddenLinks(links, superiors); err != nil {
		return nil, err
	}
	for _, ref := range references {
		superior, err := b.find(ref.To, superiors)
		if err != nil {
			return nil, err
		}
		if superior == nil {
			continue // not shown, or not there, which the check reports
		}
		l.inherits[ref.Own.Address] = superior
		own := ref.Own
		own.Controls = nil
		l.refinedBy[ref.To] = append(l.refinedBy[ref.To], own)
	}
	return l, nil
}

// saysExtends reports whether a text may hold a word by which a risk point extends another,
// in any way in which labels are written: wide, with blanks, in large letters.
func saysExtends(data []byte) bool {
	for rest, found := data, true; found; {
		if _, rest, found = bytes.Cut(rest, []byte("承")); !found {
			break
		}
		after := rest
		for len(after) > 0 {
			r, size := utf8.DecodeRune(after)
			if r > ' ' && catalog.FoldTerm(string(r)) != "" {
				break
			}
			after = after[size:]
		}
		if bytes.HasPrefix(after, []byte("接")) {
			return true
		}
	}
	for _, mark := range []string{"x", "X", "ｘ", "Ｘ"} { // which few texts have
		for at := 0; ; at++ {
			i := bytes.Index(data[at:], []byte(mark))
			if i < 0 {
				break
			}
			at += i
			near := catalog.FoldTerm(string(data[max(at-extendsBefore, 0):min(at+extendsAfter, len(data))]))
			if strings.Contains(near, "extends") {
				return true
			}
		}
	}
	return false
}

// How many bytes of the word may stand before and after the x, with blanks between them.
const extendsBefore, extendsAfter = 16, 96

// linksFar reports whether a text holds a link that may lead into another unit. Most
// texts hold no link at all.
func linksFar(data []byte) bool {
	return (bytes.Contains(data, []byte("](")) || bytes.Contains(data, []byte("]:"))) && farLink.Match(data)
}

// farLink is the beginning of such a link. A slash may be written otherwise.
var farLink = regexp.MustCompile(`\][(:]\s*(?:<[^>\n]*|[^)\s:<]*)[/%&\\]`)

// mentionsOthers reports whether a file of a unit may hold a reference to another unit,
// or a link into one.
func (b *builder) mentionsOthers(files *load.UnitFiles) (bool, error) {
	names := slices.Concat(files.Positions, files.Catalogs)
	if files.Index != "" {
		names = append(names, files.Index)
	}
	for _, name := range names {
		if far, err := b.keep.reachesOut(name); far || err != nil {
			return far, err
		}
	}
	return false, nil
}

// mayReachOut reports whether a source may refer to another unit.
func mayReachOut(data []byte) bool {
	return saysExtends(data) || linksFar(data)
}

// hiddenLinks finds, of the links into other units, those to what the site does not
// show. Units that were read are kept in units.
func (b *builder) hiddenLinks(links map[string][]string, units map[string]*catalog.Unit) (map[string]map[string]bool, error) {
	hidden := map[string]map[string]bool{}
	for from, targets := range links {
		for _, target := range targets {
			shown, err := b.showsTarget(from, target, units)
			if err != nil {
				return nil, err
			}
			if !shown {
				if hidden[from] == nil {
					hidden[from] = map[string]bool{}
				}
				hidden[from][target] = true
			}
		}
	}
	return hidden, nil
}

// showsTarget reports whether the site shows what a link in the prose of a unit leads
// to. A link to nothing of any unit is not judged here: loading reports it.
func (b *builder) showsTarget(from, target string, units map[string]*catalog.Unit) (bool, error) {
	link, err := url.Parse(target)
	if err != nil {
		return true, nil
	}
	file := path.Join(from, link.Path)
	id, found := "", false // the unit deepest in the tree that holds the file
	for _, f := range b.site.Units {
		if (file == f.ID || strings.HasPrefix(file, f.ID+"/")) && len(f.ID) > len(id) {
			id, found = f.ID, true
		}
	}
	if !found || id == from {
		return true, nil
	}
	if !b.shown[id] {
		return false, nil
	}
	u, err := b.unitOf(id, units)
	if err != nil {
		return false, err
	}
	rest := strings.TrimPrefix(strings.TrimPrefix(file, id), "/")
	if position, ok := strings.CutSuffix(rest, ".md"); ok && rest != "index.md" {
		p := u.Position(position)
		return p != nil && (link.Fragment == "" || p.Risk(link.Fragment) != nil), nil
	}
	if strings.HasPrefix(rest, "assets/") {
		return slices.ContainsFunc(u.Attachments, func(a catalog.Attachment) bool { return a.Path == rest }), nil
	}
	return true, nil
}

// view reads the i-th unit as the site shows it.
func (b *builder) view(i int) (*catalog.Unit, error) {
	u, err := b.ahead.load(b, i)
	if err != nil {
		return nil, err
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
	u, err := b.unitOf(id, units)
	if err != nil {
		return nil, err
	}
	p := u.Position(position)
	if p == nil || p.Risk(risk) == nil {
		return nil, nil
	}
	l := layerOf(u, p, p.Risk(risk))
	return &l, nil
}

// unitOf reads a unit as the site shows it, once.
func (b *builder) unitOf(id string, units map[string]*catalog.Unit) (*catalog.Unit, error) {
	if u := units[id]; u != nil {
		return u, nil
	}
	u, err := b.view(slices.IndexFunc(b.site.Units, func(f load.UnitFiles) bool { return f.ID == id }))
	if err == nil {
		units[id] = u
	}
	return u, err
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
	if hidden := l.unlink[u.ID]; hidden != nil {
		u = u.Unlink(func(_, target string) bool { return hidden[target] })
	}
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
