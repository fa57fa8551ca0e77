package catalog

import (
	"cmp"
	"encoding/binary"
	"errors"
	"slices"
	"strings"

	"gongshi/generator/diag"
)

// Summary is all that the rest of the site needs of a unit: names, counts,
// addresses, the publication block and the references it makes. Everything that
// spans units is made from summaries.
type Summary struct {
	ID          string
	Name        string
	Short       string
	Kind        string
	Parent      string
	Home        *Home // where it is published; nil for this site
	SchemeID    string
	IndexNumber string
	Summary     string
	Publication Publication
	Supervision Supervision

	PositionCount int
	RiskCount     int
	ControlCount  int
	Grades        Counts // in the order of the scheme, zero counts included
	Categories    Counts // in the order of the scheme, zero counts left out
	Departments   Counts // risk points by department, in the order of unit.toml, then as met
	Levels        Counts // risk points by level, the highest first, zero counts left out
	Kinds         Counts // risk points by kind, the most first, then as met

	// Rules are the entries of the register that the unit cites, in the order of
	// the register. Summarize, which does not know the register, leaves them out;
	// they are set from [Site.Citations].
	Rules PackedCitations

	Positions  PackedPositions
	References []Reference
}

// Count is how many risk points bear a label.
type Count struct {
	ID    string // id of the term, or the slug of a department or kind
	Label string
	N     int
}

// Counts are counts in an order of their own.
type Counts []Count

// MarshalBinary gives the form that UnmarshalBinary reads.
func (c Counts) MarshalBinary() ([]byte, error) {
	b := binary.AppendUvarint(nil, uint64(len(c)))
	for _, n := range c {
		b = binary.AppendVarint(appendText(appendText(b, n.ID), n.Label), int64(n.N))
	}
	return b, nil
}

// UnmarshalBinary reads the form that MarshalBinary gives.
func (c *Counts) UnmarshalBinary(b []byte) error {
	r := newBinaryReader(b)
	*c = nil
	if n := r.count(3); n > 0 {
		*c = make(Counts, n)
	}
	for i := range *c {
		(*c)[i] = Count{r.string(), r.string(), r.varint()}
	}
	return r.err()
}

// copied are the counts with copies of their texts.
func (c Counts) copied() (own Counts) {
	_ = pack(c).unpack(&own) // which pack has just made
	return own
}

// PositionSummary holds the addresses of a position and of its risk points.
type PositionSummary struct {
	ID      string
	Name    string
	Updated Date
	Risks   []string
	Marks   []RiskMark // of the risk points, in their order
}

// PositionSummaries are the positions of a unit.
type PositionSummaries []PositionSummary

// MarshalBinary gives the form that UnmarshalBinary reads.
func (s PositionSummaries) MarshalBinary() ([]byte, error) {
	risks, marks := 0, 0
	for i := range s {
		risks, marks = risks+len(s[i].Risks), marks+len(s[i].Marks)
	}
	b := make([]byte, 0, 64*len(s)+16*risks)
	for _, n := range []int{len(s), risks, marks} {
		b = binary.AppendUvarint(b, uint64(n))
	}
	for i := range s {
		p := &s[i]
		b = appendText(appendText(b, p.ID), p.Name)
		for _, n := range []int{p.Updated.Year, p.Updated.Month, p.Updated.Day, len(p.Risks), len(p.Marks)} {
			b = binary.AppendVarint(b, int64(n))
		}
		for _, id := range p.Risks {
			b = appendText(b, id)
		}
		for _, m := range p.Marks {
			b = binary.AppendVarint(binary.AppendVarint(b, int64(m.Grade)), int64(m.Stages))
		}
	}
	return b, nil
}

// UnmarshalBinary reads the form that MarshalBinary gives.
func (s *PositionSummaries) UnmarshalBinary(b []byte) error {
	r := newBinaryReader(b)
	*s = nil
	n := r.count(7)
	risks, marks := make([]string, r.count(1)), make([]RiskMark, r.count(2))
	if n > 0 {
		*s = make(PositionSummaries, n)
	}
	for i := range *s {
		p := &(*s)[i]
		p.ID, p.Name = r.string(), r.string()
		p.Updated = Date{r.varint(), r.varint(), r.varint()}
		var okRisks, okMarks bool
		p.Risks, risks, okRisks = cut(risks, r.varint())
		p.Marks, marks, okMarks = cut(marks, r.varint())
		if !okRisks || !okMarks || len(p.Risks) != len(p.Marks) {
			return errBinary
		}
		for k := range p.Risks {
			p.Risks[k] = r.string()
		}
		for k := range p.Marks {
			p.Marks[k] = RiskMark{int8(r.varint()), uint32(r.varint())}
		}
	}
	if len(risks)+len(marks) > 0 {
		return errBinary
	}
	return r.err()
}

// PackedPositions are positions of which nothing is needed but at the end of a build.
type PackedPositions struct{ packed }

// List reads them.
func (p PackedPositions) List() (list PositionSummaries) {
	if p.unpack(&list) != nil {
		return nil
	}
	return list
}

// RiskMark is what comparing a risk point with one that refines it needs.
type RiskMark struct {
	Grade  int8   // rank in the scheme, 0 the worst, -1 none
	Stages uint32 // the stages that have a control, bit by bit in the order of the scheme
}

func markOf(u *Unit, r *RiskPoint) RiskMark {
	m := RiskMark{Grade: -1}
	if u.Scheme == nil {
		return m
	}
	if _, rank := u.Scheme.FindGrade(r.Grade); rank >= 0 {
		m.Grade = int8(min(rank, 127))
	}
	for _, c := range r.Controls {
		for i := range min(len(u.Scheme.Stages), 32) {
			if u.Scheme.Stages[i].Label == c.Stage {
				m.Stages |= 1 << i
			}
		}
	}
	return m
}

// Reference is a mention, in one unit, of a risk point or page of another.
type Reference struct {
	From   string // address of the risk point that refers, or the path of the page
	To     string // unit/position#risk
	Kind   string // "extends" or "link"
	Origin diag.Position
	Allow  []Allowance // of the risk point, its position and its unit
}

// Summarize makes the summary of a unit. Of names and addresses it holds copies: a
// summary outlives the unit, and the text that those of the unit are parts of.
func Summarize(u *Unit) *Summary {
	s := &Summary{
		ID: u.ID, Name: u.Name, Short: u.Short, Kind: u.Kind, Parent: u.Parent, Home: u.Home, SchemeID: u.SchemeID,
		IndexNumber: u.IndexNumber, Summary: u.Summary, Publication: u.Publication, Supervision: u.Supervision,
		PositionCount: len(u.Positions),
	}
	positions := make(PositionSummaries, 0, len(u.Positions))
	grades, categories, departments, levels := map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}
	kinds := map[string]int{}
	var metDepartments, metKinds []string
	for i := range u.Positions {
		p := &u.Positions[i]
		ps := PositionSummary{ID: p.ID, Name: p.Name, Updated: u.Publication.UpdatedOn, Risks: make([]string, 0, len(p.Risks)), Marks: make([]RiskMark, 0, len(p.Risks))}
		if p.Department != "" {
			if _, met := departments[p.Department]; !met {
				metDepartments = append(metDepartments, p.Department)
			}
			departments[p.Department] += len(p.Risks)
		}
		levels[p.Level] += len(p.Risks)
		for j := range p.Risks {
			r := &p.Risks[j]
			ps.Risks = append(ps.Risks, r.ID)
			ps.Marks = append(ps.Marks, markOf(u, r))
			s.RiskCount++
			s.ControlCount += len(r.Controls)
			grades[r.Grade]++
			for _, c := range r.Category {
				categories[c]++
			}
			if r.Kind != "" {
				if kinds[r.Kind] == 0 {
					metKinds = append(metKinds, r.Kind)
				}
				kinds[r.Kind]++
			}
			if r.Extends != "" {
				s.References = append(s.References, Reference{
					From: Address(u.ID, p.ID, r.ID), To: strings.Clone(r.Extends), Kind: "extends", Origin: r.Origin.Of("extends"),
					Allow: slices.Concat(r.Allow, p.Allow, u.Allow),
				})
			}
		}
		positions = append(positions, ps)
	}
	if u.Scheme != nil {
		for _, g := range u.Scheme.Grades {
			s.Grades = append(s.Grades, Count{g.ID, g.Label, grades[g.Label]})
		}
		for _, c := range u.Scheme.Categories {
			if n := categories[c.Label]; n > 0 {
				s.Categories = append(s.Categories, Count{c.ID, c.Label, n})
			}
		}
	}
	for _, d := range u.Departments {
		s.Departments = append(s.Departments, Count{d.ID, d.Name, departments[d.Name]})
	}
	declared := u.DepartmentIndex()
	for _, name := range metDepartments {
		if declared[name] == nil {
			s.Departments = append(s.Departments, Count{Slug(name), name, departments[name]})
		}
	}
	taken := Slugs{"index": true} // the page of all kinds
	for _, kind := range metKinds {
		s.Kinds = append(s.Kinds, Count{taken.Of(kind), kind, kinds[kind]})
	}
	slices.SortStableFunc(s.Kinds, func(a, b Count) int { return cmp.Compare(b.N, a.N) })
	for _, l := range Levels {
		if n := levels[l]; n > 0 {
			s.Levels = append(s.Levels, Count{l, l, n})
		}
	}
	s.Positions = PackedPositions{pack(positions)}
	s.Departments, s.Kinds = s.Departments.copied(), s.Kinds.copied()
	return s
}

// Share makes the positions one with those of another summary of the same unit, where
// they are equal, so that they take memory once.
func (s *Summary) Share(o *Summary) {
	if s.Shares(o) {
		s.Positions = o.Positions
	}
}

// Shares reports whether the positions are those of the other summary.
func (s *Summary) Shares(o *Summary) bool { return s.Positions == o.Positions }

// Whole is an error where a summary that comes from elsewhere is not one that was made
// here.
func (s *Summary) Whole() error {
	var positions PositionSummaries
	var rules CitationsList
	return errors.Join(s.Positions.unpack(&positions), s.Rules.unpack(&rules))
}
