package search

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
)

// facetNames are the facets, by the names they have in an address.
var facetNames = []string{"unit", "department", "grade", "category", "level", "status"}

// FacetCount is how many of the records that match have a value, the facet's own
// filter left aside.
type FacetCount struct {
	Value string // for an address
	Label string
	N     int
	alias string // another way to write Value
}

// facetColumn holds the value of each record.
type facetColumn struct {
	values []FacetCount // without counts
	of     []uint32     // number of each record's value or set of values
	sets   [][]int      // values of each number; nil where the number is that of the value
}

func (c *facetColumn) valuesOf(id int) []int {
	if c.sets != nil {
		return c.sets[c.of[id]]
	}
	return []int{int(c.of[id])}
}

type facetColumns [6]facetColumn

// vacant reports whether a number is no record's. It belongs to no unit, which is the
// last value.
func (c *facetColumns) vacant(id int) bool {
	return int(c[0].of[id]) == len(c[0].values)-1
}

// filter drops the records that the filters exclude and counts facets.
func (x *Index) filter(tiersOf []uint8, q Request, res *Result) ([]uint8, error) {
	columns, err := x.columns()
	if err != nil {
		return nil, err
	}
	var wanted [len(columns)][]bool // by number in the column; nil for all
	for i := range columns {
		wanted[i] = columns[i].wanted(q.Filters[facetNames[i]])
	}
	var counts [len(columns)][]int
	for i := range columns {
		counts[i] = make([]int, len(columns[i].values))
	}
	out := slices.Clone(tiersOf)
	for id := range tiersOf {
		if columns.vacant(id) {
			out[id] = none
		}
		if out[id] == none {
			continue
		}
		fails, last := 0, 0
		for i := range columns {
			if wanted[i] != nil && !wanted[i][columns[i].of[id]] {
				fails, last = fails+1, i
			}
		}
		if fails > 0 {
			out[id] = none
		}
		for i := range columns {
			if fails == 0 || fails == 1 && i == last {
				for _, v := range columns[i].valuesOf(id) {
					counts[i][v]++
				}
			}
		}
	}
	if q.Facets {
		res.Facets = map[string][]FacetCount{}
		for i := range columns {
			res.Facets[facetNames[i]] = columns[i].counted(counts[i])
		}
	}
	return out, nil
}

// wanted tells for each number of the column whether it has one of the values.
func (c *facetColumn) wanted(filter []string) []bool {
	if len(filter) == 0 {
		return nil
	}
	is := func(v int) bool {
		f := &c.values[v]
		return f.Value != "" && slices.ContainsFunc(filter, func(v string) bool {
			return v != "" && (v == f.Value || v == f.Label || v == f.alias)
		})
	}
	if c.sets == nil {
		out := make([]bool, len(c.values))
		for v := range out {
			out[v] = is(v)
		}
		return out
	}
	out := make([]bool, len(c.sets))
	for i, set := range c.sets {
		out[i] = slices.ContainsFunc(set, is)
	}
	return out
}

func (c *facetColumn) counted(counts []int) []FacetCount {
	out := []FacetCount{}
	for v, n := range counts {
		if f := c.values[v]; n > 0 && f.Value != "" {
			f.N = n
			out = append(out, f)
		}
	}
	return out
}

// columns reads the facets.
func (x *Index) columns() (*facetColumns, error) {
	x.mu.Lock()
	c := x.facets
	x.mu.Unlock()
	if c != nil {
		return c, nil
	}
	c = &facetColumns{}
	var units unitsFacet
	var departments, levels runsFacet
	var categories categoriesFacet
	for i, target := range []any{&units, &departments, &levels, &categories} {
		path := []string{"f/units.js", "f/departments.js", "f/levels.js", "f/categories.js"}[i]
		calls, err := x.read(path)
		if err != nil {
			return nil, err
		}
		if len(calls) != 1 || json.Unmarshal(calls[0].payload, target) != nil {
			return nil, fmt.Errorf("search: %s is damaged", path)
		}
	}
	x.unitColumns(c, &units)
	for i, f := range []*runsFacet{&departments, &levels} {
		column := &c[[]int{1, 4}[i]]
		column.values = append(column.values, FacetCount{})
		for _, name := range f.Names {
			column.values = append(column.values, FacetCount{Value: name, Label: name})
		}
		var err error
		if column.of, err = x.readRuns(f); err != nil {
			return nil, err
		}
	}
	if err := x.categoryColumn(&c[3], &categories); err != nil {
		return nil, err
	}
	x.mu.Lock()
	x.facets = c
	x.mu.Unlock()
	return c, nil
}

// unitColumns fills the columns that follow from a record's band and unit.
func (x *Index) unitColumns(c *facetColumns, f *unitsFacet) {
	unit, grade, status := &c[0], &c[2], &c[5]
	for _, u := range f.Units {
		unit.values = append(unit.values, FacetCount{Value: u.ID, Label: u.Name})
	}
	unit.values = append(unit.values, FacetCount{})
	for _, s := range f.Statuses {
		status.values = append(status.values, FacetCount{Value: s, Label: s})
	}
	grade.values = append(grade.values, FacetCount{})
	for _, g := range x.root.Grades {
		if !slices.ContainsFunc(grade.values, func(v FacetCount) bool { return v.Label == g.Label }) {
			grade.values = append(grade.values, FacetCount{Value: g.Label, Label: g.Label, alias: g.ID})
		}
	}
	for b := range x.root.Bands {
		for i, u := range f.Units {
			value := 0
			if labels := f.Schemes[u.Scheme]; b < len(labels) && b < len(x.root.Bands)-1 {
				value = slices.IndexFunc(grade.values, func(v FacetCount) bool { return v.Label == labels[b] })
			}
			for k := range x.root.roomOf(u.Bands[b]) {
				of := i
				if k >= u.Bands[b] {
					of = len(f.Units)
				}
				unit.of = append(unit.of, uint32(of))
				grade.of = append(grade.of, uint32(value))
				status.of = append(status.of, uint32(u.Status))
			}
		}
	}
}

func (x *Index) readRuns(f *runsFacet) ([]uint32, error) {
	b, err := base64.StdEncoding.DecodeString(f.Runs)
	if err != nil {
		return nil, fmt.Errorf("search: a facet is damaged: %w", err)
	}
	out := make([]uint32, 0, x.root.Numbers)
	for r := (reader{b: b}); len(r.b) > 0; {
		v, n := r.uvarint(), r.uvarint()
		if r.bad || n > uint64(x.root.Numbers)-uint64(len(out)) || v > uint64(len(f.Names)) {
			return nil, errList
		}
		for range n {
			out = append(out, uint32(v))
		}
	}
	if len(out) != int(x.root.Numbers) {
		return nil, errList
	}
	return out, nil
}

func (x *Index) categoryColumn(c *facetColumn, f *categoriesFacet) error {
	for _, name := range f.Names {
		c.values = append(c.values, FacetCount{Value: name, Label: name})
	}
	c.sets = f.Sets
	perFile := containerSize * f.Bits / 8
	var column []byte
	for n := 0; n*perFile*8 < int(x.root.Numbers)*f.Bits; n++ {
		b, err := x.body("c", n)
		if err != nil {
			return err
		}
		column = append(column, b...)
	}
	if len(column)*8 < int(x.root.Numbers)*f.Bits {
		return errList
	}
	for id := range int(x.root.Numbers) {
		at := id * f.Bits
		v := uint32(column[at/8] >> (at % 8))
		if f.Bits == 16 {
			v |= uint32(column[at/8+1]) << 8
		} else {
			v &= 1<<f.Bits - 1
		}
		if int(v) >= len(f.Sets) {
			return errList
		}
		c.of = append(c.of, v)
	}
	return nil
}
