package catalog

import (
	"encoding/binary"
	"slices"
)

// Citations are the places of a unit that cite one entry of the register.
type Citations struct {
	Rule  string // id of the entry
	Risks int    // risk points that cite it, themselves or in a control
	First []Citation
}

// citationsKept is how many places a unit's citations of one rule name. A law
// that thousands of risk points rest on is counted whole and shown in part.
const citationsKept = 20

// Whole reports whether every place is named.
func (c Citations) Whole() bool { return c.Risks <= citationsKept }

// Citation is a risk point or a power that cites a rule.
type Citation struct {
	Position string // id
	Holder   string // name of the position
	Risk     string // id; empty where a power cites
	Power    string // id; empty where a risk point cites
	Title    string // of the risk point or power
	Grade    string // label; of a risk point
	Clauses  []string
}

// CitationsList is what a unit cites, rule by rule.
type CitationsList []Citations

// MarshalBinary gives the form that UnmarshalBinary reads.
func (l CitationsList) MarshalBinary() ([]byte, error) {
	cited, clauses := 0, 0
	for i := range l {
		cited += len(l[i].First)
		for k := range l[i].First {
			clauses += len(l[i].First[k].Clauses)
		}
	}
	var b []byte
	for _, n := range []int{len(l), cited, clauses} {
		b = binary.AppendUvarint(b, uint64(n))
	}
	for i := range l {
		b = appendText(b, l[i].Rule)
		b = binary.AppendVarint(binary.AppendVarint(b, int64(l[i].Risks)), int64(len(l[i].First)))
		for k := range l[i].First {
			c := &l[i].First[k]
			for _, s := range c.texts() {
				b = appendText(b, *s)
			}
			b = binary.AppendVarint(b, int64(len(c.Clauses)))
			for _, s := range c.Clauses {
				b = appendText(b, s)
			}
		}
	}
	return b, nil
}

// UnmarshalBinary reads the form that MarshalBinary gives.
func (l *CitationsList) UnmarshalBinary(b []byte) error {
	r := newBinaryReader(b)
	*l = nil
	n := r.count(3)
	cited, clauses := make([]Citation, r.count(7)), make([]string, r.count(1))
	if n > 0 {
		*l = make(CitationsList, n)
	}
	var ok bool
	for i := range *l {
		c := &(*l)[i]
		c.Rule, c.Risks = r.string(), r.varint()
		if c.First, cited, ok = cut(cited, r.varint()); !ok {
			return errBinary
		}
		for k := range c.First {
			at := &c.First[k]
			for _, s := range at.texts() {
				*s = r.string()
			}
			if at.Clauses, clauses, ok = cut(clauses, r.varint()); !ok {
				return errBinary
			}
			for m := range at.Clauses {
				at.Clauses[m] = r.string()
			}
		}
	}
	if len(cited)+len(clauses) > 0 {
		return errBinary
	}
	return r.err()
}

// PackedCitations are citations of which nothing is needed but at the end of a build.
type PackedCitations struct{ packed }

// List reads them.
func (p PackedCitations) List() (list CitationsList) {
	if p.unpack(&list) != nil {
		return nil
	}
	return list
}

func (c *Citation) texts() [6]*string {
	return [...]*string{&c.Position, &c.Holder, &c.Risk, &c.Power, &c.Title, &c.Grade}
}

// Citations lists what a unit cites of the register, in the order of the
// register. Within one rule the order is that of the catalogue; powers are all
// named, risk points as many as a page can bear. The strings are copies: what is cited
// outlives the unit, like its summary.
func (s *Site) Citations(u *Unit) PackedCitations {
	if len(s.Register) == 0 {
		return PackedCitations{}
	}
	cited := map[string]*Citations{}
	for i := range u.Positions {
		p := &u.Positions[i]
		for j := range p.Powers {
			w := &p.Powers[j]
			s.cite(cited, Citation{Position: p.ID, Holder: p.Name, Power: w.ID, Title: w.Name}, w.Basis)
		}
		for j := range p.Risks {
			r := &p.Risks[j]
			s.cite(cited, Citation{Position: p.ID, Holder: p.Name, Risk: r.ID, Title: r.Title, Grade: r.Grade}, r.Bases())
		}
	}
	var out CitationsList
	for i := range s.Register {
		if c := cited[s.Register[i].ID]; c != nil {
			out = append(out, *c)
		}
	}
	return PackedCitations{pack(out)}
}

// cite adds a place to the citations of every rule that one of the bases names.
func (s *Site) cite(cited map[string]*Citations, at Citation, bases []string) {
	clauses := map[string][]string{}
	var met []string
	for _, b := range bases {
		rule, clause := s.Cites(b)
		if rule == nil {
			continue
		}
		if !slices.Contains(met, rule.ID) {
			met = append(met, rule.ID)
		}
		if clause != "" && !slices.Contains(clauses[rule.ID], clause) {
			clauses[rule.ID] = append(clauses[rule.ID], clause)
		}
	}
	for _, id := range met {
		c := cited[id]
		if c == nil {
			c = &Citations{Rule: id}
			cited[id] = c
		}
		if at.Risk != "" {
			c.Risks++
		}
		if at.Power != "" || c.Risks <= citationsKept {
			at.Clauses = clauses[id]
			c.First = append(c.First, at)
		}
	}
}

// Bases are the bases of the risk point and of its controls.
func (r *RiskPoint) Bases() []string {
	list := slices.Clone(r.Basis)
	for i := range r.Controls {
		list = append(list, r.Controls[i].Basis...)
	}
	return list
}
