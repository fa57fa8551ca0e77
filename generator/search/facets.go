package search

import (
	"encoding/base64"
	"encoding/binary"
)

// The facets are published apart from the lists, since a search without filters
// needs none of them:
//
//	f/units.js        every unit with its scheme, its status and its records in each band
//	f/departments.js  the names, and runs of records of one department
//	f/levels.js       runs of records of one level
//	f/categories.js   the names, the sets of them that occur, and how wide a record's
//	                  set is in the columns
//	c/…               columns: the number of each record's set, for 65,536 records
//
// A run is uvarint(value) uvarint(length); value 0 is none. Vacant numbers have values
// too, which mean nothing.

type unitsFacet struct {
	Units    []unitFacet `json:"units"`
	Schemes  [][]string  `json:"schemes"` // labels of grades, the worst first
	Statuses []string    `json:"statuses"`
}

type unitFacet struct {
	ID     string   `json:"id"`
	Name   string   `json:"name"`
	Scheme int      `json:"scheme"`
	Status int      `json:"status"` // in Statuses
	Bands  []uint32 `json:"n"`      // records in each band of the index
}

type runsFacet struct {
	Names []string `json:"names"`
	Runs  string   `json:"runs"`
}

type categoriesFacet struct {
	Names []string `json:"names"`
	Sets  [][]int  `json:"sets"`
	Bits  int      `json:"bits"` // of a record's set in a column: 1, 2, 4, 8 or 16
}

func (m *merger) writeFacets() error {
	categories, column := m.categories()
	for i, f := range []struct {
		path  string
		value any
	}{
		{"f/units.js", m.units()},
		{"f/departments.js", m.departments()},
		{"f/levels.js", m.levels()},
		{"f/categories.js", categories},
	} {
		data, err := m.jsonScript("f", i, f.value)
		if err != nil {
			return err
		}
		if err := m.script(f.path, data); err != nil {
			return err
		}
	}
	perFile := containerSize * categories.Bits / 8
	for n := 0; n*perFile < len(column); n++ {
		body := column[n*perFile : min((n+1)*perFile, len(column))]
		if err := m.script(numbered("c", n), m.binaryScript("c", n, body)); err != nil {
			return err
		}
	}
	return nil
}

func (m *merger) units() unitsFacet {
	f := unitsFacet{Units: []unitFacet{}, Schemes: [][]string{}, Statuses: []string{}}
	schemes, statuses := names{}, names{}
	for _, s := range m.segments {
		labels, key := []string{}, ""
		for _, g := range s.unit.grades {
			labels = append(labels, g.Label)
			key += g.Label + "\x00"
		}
		u := unitFacet{s.unit.id, s.unit.name, int(schemes.number(key)), int(statuses.number(s.unit.status)), nil}
		if u.Scheme == len(f.Schemes) {
			f.Schemes = append(f.Schemes, labels)
		}
		for b := range m.bands {
			u.Bands = append(u.Bands, s.inBand(b, len(m.bands)))
		}
		f.Units = append(f.Units, u)
	}
	f.Statuses = append(f.Statuses, statuses.list()...)
	return f
}

// eachNumber visits every number in the order of the index.
func (m *merger) eachNumber(visit func(segment int, number uint32)) {
	for b := range m.bands {
		for i, s := range m.segments {
			own := s.ownBand(b, len(m.bands))
			if own < 0 {
				continue
			}
			first := uint32(s.first(own))
			for k := first; k < first+m.roomIn(s, b, len(m.bands)); k++ {
				visit(i, k)
			}
		}
	}
}

// runs encodes a sequence of values.
type runs struct {
	b       []byte
	value   uint32
	length  uint64
	started bool
}

func (r *runs) add(v uint32) {
	if r.started && v != r.value {
		r.end()
	}
	r.started, r.value = true, v
	r.length++
}

func (r *runs) end() {
	if r.length > 0 {
		r.b = binary.AppendUvarint(r.b, uint64(r.value))
		r.b = binary.AppendUvarint(r.b, r.length)
		r.length = 0
	}
}

func (r *runs) String() string {
	r.end()
	return base64.StdEncoding.EncodeToString(r.b)
}

func (m *merger) departments() runsFacet {
	all := names{}
	numbers := make([][]uint32, len(m.segments))
	for i, s := range m.segments {
		numbers[i] = append(numbers[i], 0)
		for _, name := range s.facets.departments {
			numbers[i] = append(numbers[i], all.number(name)+1)
		}
	}
	var r runs
	m.eachNumber(func(i int, k uint32) { r.add(numbers[i][m.segments[i].facets.department[k]]) })
	return runsFacet{all.list(), r.String()}
}

func (m *merger) levels() runsFacet {
	var r runs
	m.eachNumber(func(i int, k uint32) { r.add(uint32(m.segments[i].facets.level[k])) })
	return runsFacet{[]string{"leadership", "middle", "frontline"}, r.String()}
}

func (m *merger) categories() (categoriesFacet, []byte) {
	all, sets := names{}, names{}
	f := categoriesFacet{Sets: [][]int{}}
	numbers := make([][]uint32, len(m.segments))
	for i, s := range m.segments {
		for _, set := range s.facets.categorySets {
			members, key := []int{}, ""
			for k := 0; k+1 < len(set); k += 2 {
				n := all.number(s.facets.categories[int(set[k])<<8|int(set[k+1])])
				members = append(members, int(n))
				key += string(rune(n)) + ","
			}
			n := sets.number(key)
			if int(n) == len(f.Sets) {
				f.Sets = append(f.Sets, members)
			}
			numbers[i] = append(numbers[i], n)
		}
	}
	f.Names = all.list()
	for f.Bits = 1; 1<<f.Bits < len(f.Sets); f.Bits *= 2 {
	}
	column := make([]byte, (int(m.n)*f.Bits+7)/8)
	at := 0
	m.eachNumber(func(i int, k uint32) {
		v := numbers[i][m.segments[i].facets.categorySet[k]]
		if f.Bits == 16 {
			binary.LittleEndian.PutUint16(column[at/8:], uint16(v))
		} else {
			column[at/8] |= byte(v << (at % 8))
		}
		at += f.Bits
	})
	return f, column
}
