package format

import (
	"fmt"
	"path"
	"reflect"
	"slices"

	"github.com/BurntSushi/toml"

	"gongshi/generator/catalog"
	"gongshi/generator/load"
)

// Update writes changed positions into the file that holds them, and adds those
// that a catalogue in TOML lacks. What does not change keeps its comments. The
// file must be one that [load] reads without errors.
func Update(name string, data []byte, scope Scope, changed []catalog.Position) ([]byte, error) {
	if path.Ext(name) == ".md" {
		return updateMarkdown(name, data, scope, &changed[0])
	}
	doc, ok := scanDocument(load.Text(data))
	if !ok {
		return nil, fmt.Errorf("%s cannot be read", name)
	}
	old := load.ParseCatalogue(name, data, scope.Scheme).Positions
	completeCatalogue(doc, old)
	for i := range changed {
		p := &changed[i]
		n := slices.IndexFunc(old, func(o catalog.Position) bool { return o.ID == p.ID })
		if n < 0 {
			addPosition(doc, p)
			continue
		}
		doc.updatePosition(n, &old[n], p)
	}
	orderKeys(doc, []string{"position"})
	return doc.print(true), nil
}

func updateMarkdown(name string, data []byte, scope Scope, p *catalog.Position) ([]byte, error) {
	parsed := load.ParsePosition(name, data, scope.Scheme)
	doc, ok := scanDocument(parsed.Front)
	if !ok || len(parsed.Positions) != 1 {
		return nil, fmt.Errorf("%s cannot be read", name)
	}
	old := &parsed.Positions[0]
	positionKeys(doc.tables[0], p)
	if !same(old.Powers, p.Powers) {
		doc.tables = doc.tables[:1]
		powerTables(doc, nil, p)
	} else {
		completeIDs(doc, p)
	}
	return joinMarkdown(doc, p, labelsOf(data)), nil
}

// updatePosition writes a position over the n-th of the document.
func (d *document) updatePosition(n int, old, p *catalog.Position) {
	start, end := d.span(n)
	head := d.tables[start]
	positionKeys(head, p)
	setText(head, "description", p.Description.Markdown)
	out := append([]*table{}, d.tables[:start+1]...)
	powers, risks := d.parts(start+1, end)
	if !same(old.Powers, p.Powers) {
		fresh := &document{}
		powerTables(fresh, []string{"position"}, p)
		powers = fresh.tables
	}
	out = append(out, powers...)
	for i := range p.Risks {
		r := &p.Risks[i]
		k := slices.IndexFunc(old.Risks, func(o catalog.RiskPoint) bool { return o.ID == r.ID })
		switch {
		case k < 0 || k >= len(risks):
			out = append(out, riskTables(r)...)
		case same(old.Risks[k], *r):
			out = append(out, risks[k]...)
		default:
			out = append(out, withComments(riskTables(r), risks[k])...)
		}
	}
	d.tables = append(out, d.tables[end:]...)
}

// span is where the n-th position begins and ends among the tables.
func (d *document) span(n int) (start, end int) {
	start, end = -1, len(d.tables)
	for i, t := range d.tables {
		if !t.is("position") {
			continue
		}
		if n--; n == -1 {
			start = i
		} else if n == -2 {
			return start, i
		}
	}
	return start, end
}

// parts sorts the tables of a position into its powers and its risk points.
func (d *document) parts(start, end int) (powers []*table, risks [][]*table) {
	for _, t := range d.tables[start:end] {
		switch {
		case t.is("position", "risk"):
			risks = append(risks, []*table{t})
		case len(t.path) > 2 && t.path[1] == "risk" && len(risks) > 0:
			risks[len(risks)-1] = append(risks[len(risks)-1], t)
		default:
			powers = append(powers, t)
		}
	}
	return powers, risks
}

// withComments gives new tables the comments of the old ones that they replace.
func withComments(fresh, old []*table) []*table {
	for i, t := range fresh {
		for j, o := range old {
			if !slices.Equal(o.path, t.path) || i > 0 && rawOf(o, "text") != rawOf(t, "text") || i == 0 && j != 0 {
				continue
			}
			t.lead, t.comment = o.lead, o.comment
			for _, e := range t.entries {
				if was := o.entry(e.key); was != nil {
					e.lead, e.comment = was.lead, was.comment
				}
			}
			break
		}
	}
	return fresh
}

func rawOf(t *table, key string) string {
	if e := t.entry(key); e != nil {
		return canonicalValue(t, e, 0)
	}
	return ""
}

// same compares values but for where they stand.
func same(a, b any) bool {
	return reflect.DeepEqual(catalog.WithoutOrigins(a), catalog.WithoutOrigins(b))
}

// SetKey gives a key of the first table of a TOML file its text, beside what else
// the file holds.
func SetKey(data []byte, key, text, after string) ([]byte, bool) {
	doc, ok := scanDocument(load.Text(data))
	if !ok {
		return nil, false
	}
	t := doc.tables[0]
	if t.entry(key) == nil {
		at := slices.IndexFunc(t.entries, func(e *entry) bool { return e.key == after }) + 1
		t.entries = slices.Insert(t.entries, at, &entry{key: key})
	}
	t.set(key, quote(text))
	return doc.print(false), true
}

// AddDepartments declares departments in a unit's file, after those that it has and
// beside what else it holds. A name that the file knows, as an id or as a name, is
// passed over. A unit that declares none takes any name, and stays so unless it is
// new.
func AddDepartments(data []byte, names []string, isNew bool) ([]byte, bool) {
	data = load.Text(data)
	doc, ok := scanDocument(data)
	var unit struct {
		Department []struct{ ID, Name string }
	}
	if _, err := toml.Decode(string(data), &unit); err != nil || !ok {
		return nil, false
	}
	if len(unit.Department) == 0 && !isNew {
		return data, true
	}
	known := map[string]bool{}
	for _, d := range unit.Department {
		known[d.ID], known[d.Name] = true, true
	}
	at := len(doc.tables)
	for i, t := range doc.tables {
		if t.is("department") {
			at = i + 1
		}
	}
	for _, name := range names {
		if name == "" || known[name] {
			continue
		}
		id := load.Slug(name)
		for n := 2; known[id]; n++ {
			id = fmt.Sprintf("%s-%d", load.Slug(name), n)
		}
		known[id], known[name] = true, true
		t := &table{path: []string{"department"}, array: true}
		t.set("id", quote(id))
		t.set("name", quote(name))
		if at == len(doc.tables) && len(unit.Department) == 0 {
			t.lead, doc.tail = append(doc.tail, ""), nil // the comments at the end are about them
		}
		doc.tables = slices.Insert(doc.tables, at, t)
		at++
	}
	return doc.print(false), true
}
