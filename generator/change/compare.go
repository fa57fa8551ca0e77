package change

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// Kinds of changes.
const (
	Added           = "added"
	Removed         = "removed"
	Moved           = "moved"
	Regraded        = "regraded"
	Reworded        = "reworded"
	ControlAdded    = "control-added"
	ControlRemoved  = "control-removed"
	ControlReworded = "control-reworded"
)

// Kinds lists the kinds in the order in which they are told.
var Kinds = []string{Added, Removed, Moved, Regraded, Reworded, ControlAdded, ControlRemoved, ControlReworded}

// Change is one difference. Address is where the risk point now is, or was when it
// was removed; Was is its earlier address when it moved.
type Change struct {
	Kind     string `json:"kind"`
	Address  string `json:"address"`
	Was      string `json:"was,omitempty"`
	Unit     string `json:"unit"`
	Position string `json:"position"`
	Title    string `json:"title"`
	Field    string `json:"field,omitempty"` // of what was reworded
	Before   string `json:"before,omitempty"`
	After    string `json:"after,omitempty"`
}

// Compare lists what has changed, in the order of addresses and, for one risk point,
// of kinds.
func Compare(before, after *Snapshot) []Change {
	var changes []Change
	var gone, fresh []*Point
	for i := range before.Points {
		old := &before.Points[i]
		if now, ok := after.find(old.Address); ok {
			changes = append(changes, within(old, now)...)
		} else {
			gone = append(gone, old)
		}
	}
	for i := range after.Points {
		if p := &after.Points[i]; !before.Has(p.Address) {
			fresh = append(fresh, p)
		}
	}
	pairs := match(gone, fresh)
	for _, old := range gone {
		now := pairs[old]
		if now == nil {
			changes = append(changes, old.change(Removed))
			continue
		}
		moved := now.change(Moved)
		moved.Was = old.Address
		changes = append(append(changes, moved), within(old, now)...)
	}
	taken := map[*Point]bool{}
	for _, now := range pairs {
		taken[now] = true
	}
	for _, now := range fresh {
		if !taken[now] {
			changes = append(changes, now.change(Added))
		}
	}
	slices.SortStableFunc(changes, func(a, b Change) int {
		return cmp.Or(strings.Compare(a.Address, b.Address), cmp.Compare(slices.Index(Kinds, a.Kind), slices.Index(Kinds, b.Kind)))
	})
	return changes
}

func (p *Point) change(kind string) Change {
	return Change{Kind: kind, Address: p.Address, Unit: p.Unit, Position: p.Position, Title: p.Title}
}

// within compares what two states say of one risk point.
func within(old, now *Point) []Change {
	var changes []Change
	note := func(kind, field, before, after string) {
		c := now.change(kind)
		c.Field, c.Before, c.After = field, before, after
		changes = append(changes, c)
	}
	if old.Grade != now.Grade {
		note(Regraded, "", old.Grade, now.Grade)
	}
	texts := map[string][2]string{}
	var names []string
	for i, point := range []*Point{old, now} {
		for _, f := range point.Fields {
			pair, met := texts[f.Name]
			if !met {
				names = append(names, f.Name)
			}
			pair[i] = f.Text
			texts[f.Name] = pair
		}
	}
	for _, name := range names {
		if pair := texts[name]; pair[0] != pair[1] {
			note(Reworded, name, pair[0], pair[1])
		}
	}
	oldLeft, nowLeft := unequal(old.Controls, now.Controls), unequal(now.Controls, old.Controls)
	for _, c := range oldLeft {
		if i := nearest(c, nowLeft); i >= 0 {
			note(ControlReworded, "", c.String(), nowLeft[i].String())
			nowLeft = slices.Delete(nowLeft, i, i+1)
			continue
		}
		note(ControlRemoved, "", c.String(), "")
	}
	for _, c := range nowLeft {
		note(ControlAdded, "", "", c.String())
	}
	return changes
}

// String gives the control as it is told: the stage, the text, its fields.
func (c Control) String() string {
	s := c.Text
	if c.Stage != "" {
		s = c.Stage + "：" + s
	}
	if c.Details != "" {
		s += "（" + c.Details + "）"
	}
	return s
}

// unequal are the controls of a that b has not, each as often as it is missing.
func unequal(a, b []Control) []Control {
	have := map[Control]int{}
	for _, c := range b {
		have[c]++
	}
	var out []Control
	for _, c := range a {
		if have[c] > 0 {
			have[c]--
		} else {
			out = append(out, c)
		}
	}
	return out
}

// sameEnough is how much two texts share when one is taken for the other reworded.
const sameEnough = 0.5

func nearest(c Control, list []Control) int {
	best, at := sameEnough, -1
	for i, o := range list {
		if s := Similar(c.Text, o.Text); s >= best && s > 0 {
			best, at = s, i
		}
	}
	return at
}

// match pairs the risk points that are gone with those that are new: first those
// that say exactly the same, then those that are most alike. Only points of one unit,
// or with one id or title, are compared, so that large catalogues stay bearable.
func match(gone, fresh []*Point) map[*Point]*Point {
	pairs := map[*Point]*Point{}
	taken := map[*Point]bool{}
	index := map[string][]*Point{}
	for _, p := range fresh {
		for _, key := range p.keys() {
			index[key] = append(index[key], p)
		}
	}
	for _, exact := range []bool{true, false} {
		for _, old := range gone {
			if pairs[old] != nil {
				continue
			}
			var found *Point
			best := 0.6
			for _, key := range old.keys() {
				for _, now := range index[key] {
					if taken[now] {
						continue
					}
					if s := likeness(old, now); exact && s == 1 || !exact && s > best {
						found, best = now, s
					}
				}
				if exact && found != nil {
					break
				}
			}
			if found != nil {
				pairs[old], taken[found] = found, true
			}
		}
	}
	return pairs
}

// keys are what points that could be one have in common.
func (p *Point) keys() []string {
	page, id, _ := strings.Cut(p.Address, "#")
	return []string{"title " + p.Title, "id " + id, "page " + page, "unit " + page[:max(0, strings.LastIndexByte(page, '/'))]}
}

// likeness is how much two risk points say the same, from 0 to 1.
func likeness(a, b *Point) float64 {
	ta, tb := a.text(), b.text()
	if ta == tb {
		return 1
	}
	return min(Similar(ta, tb), 0.999)
}

func (p *Point) text() string {
	var b strings.Builder
	for _, f := range p.Fields {
		if f.Name == "title" || f.Name == "manifestation" {
			b.WriteString(f.Text + "\n")
		}
	}
	for _, c := range p.Controls {
		b.WriteString(c.Text + "\n")
	}
	return b.String()
}

// Similar is how many of their pairs of characters two texts have in common, from 0
// to 1 (Dice's coefficient). Punctuation and white space do not count.
func Similar(a, b string) float64 {
	x, nx := pairsOf(a)
	y, ny := pairsOf(b)
	if nx+ny == 0 {
		return 0
	}
	common := 0
	for pair, n := range x {
		common += min(n, y[pair])
	}
	return 2 * float64(common) / float64(nx+ny)
}

func pairsOf(s string) (pairs map[[2]rune]int, n int) {
	pairs = map[[2]rune]int{}
	var last rune
	for _, r := range s {
		if unicode.IsPunct(r) || unicode.IsSymbol(r) || unicode.IsSpace(r) {
			continue
		}
		if last != 0 {
			pairs[[2]rune{last, r}]++
			n++
		}
		last = r
	}
	return pairs, n
}
