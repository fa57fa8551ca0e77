// Package change tells what has changed between two states of a catalogue. A state
// is a [Snapshot]: the risk points by their addresses, with what is said of them.
// It is taken of units, or read from a published data/catalogue.json, so that a
// site can be compared with the one that it replaces.
//
// Addresses are what lasts. A risk point whose address is gone is moved where one
// that is new says the same, and removed where none does.
package change

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"gongshi/generator/catalog"
)

// Snapshot is one state of a catalogue, in the order of addresses.
type Snapshot struct {
	Points []Point
	Powers []Power
}

// Point is a risk point as far as it is compared.
type Point struct {
	Address  string // unit/position#risk
	Unit     string // label of the unit
	Position string
	Title    string
	Grade    string
	Fields   []Field // the texts, in the order of the format
	Controls []Control
}

// Field is a text of a risk point.
type Field struct{ Name, Text string }

// Control is a measure as far as it is compared.
type Control struct{ Stage, Text, Details string }

// Add takes the risk points of a unit.
func (s *Snapshot) Add(u *catalog.Unit) {
	label := u.Short
	if label == "" {
		label = u.Name
	}
	for i := range u.Positions {
		p := &u.Positions[i]
		s.Powers = append(s.Powers, powersOf(u.ID, p)...)
		for j := range p.Risks {
			s.Points = append(s.Points, pointOf(u.ID, label, p, &p.Risks[j]))
		}
	}
}

// Sort puts the points in the order of their addresses, which comparing needs.
func (s *Snapshot) Sort() {
	slices.SortStableFunc(s.Points, func(a, b Point) int { return strings.Compare(a.Address, b.Address) })
}

func pointOf(unit, label string, p *catalog.Position, r *catalog.RiskPoint) Point {
	point := Point{Address: catalog.Address(unit, p.ID, r.ID), Unit: label, Position: p.Name, Title: r.Title, Grade: r.Grade}
	for _, f := range []Field{
		{"title", r.Title}, {"category", strings.Join(r.Category, "、")}, {"manifestation", r.Manifestation}, {"cause", r.Cause},
		{"consequence", r.Consequence}, {"liability", r.Liability}, {"basis", strings.Join(r.Basis, "；")}, {"reason", r.Reason},
		{"residual", r.Residual}, {"description", r.Description.Markdown},
	} {
		if f.Text != "" {
			point.Fields = append(point.Fields, f)
		}
	}
	for _, c := range r.Controls {
		var details []string
		for _, d := range []string{c.Owner, c.Supervisor, c.Due, c.Frequency, c.Treatment, c.Indicator, strings.Join(c.Basis, "；")} {
			if d != "" {
				details = append(details, d)
			}
		}
		point.Controls = append(point.Controls, Control{Stage: c.Stage, Text: c.Text, Details: strings.Join(details, "；")})
	}
	return point
}

// Read takes a snapshot of a published data/catalogue.json.
func Read(r io.Reader) (*Snapshot, error) {
	var data struct {
		Units []struct {
			Unit      catalog.Unit
			Positions []catalog.Position
		}
	}
	if err := json.NewDecoder(r).Decode(&data); err != nil {
		return nil, fmt.Errorf("read catalogue.json: %w", err)
	}
	if data.Units == nil {
		return nil, fmt.Errorf("read catalogue.json: it holds no units")
	}
	var s Snapshot
	for i := range data.Units {
		u := &data.Units[i].Unit
		u.Positions = data.Units[i].Positions
		s.Add(u)
	}
	s.Sort()
	return &s, nil
}

// Has reports whether the snapshot holds an address.
func (s *Snapshot) Has(address string) bool {
	_, found := s.find(address)
	return found
}

// Find returns the risk point at an address, or nil.
func (s *Snapshot) Find(address string) *Point {
	p, _ := s.find(address)
	return p
}

func (s *Snapshot) find(address string) (*Point, bool) {
	i, found := slices.BinarySearchFunc(s.Points, address, func(p Point, a string) int { return strings.Compare(p.Address, a) })
	if !found {
		return nil, false
	}
	return &s.Points[i], true
}
