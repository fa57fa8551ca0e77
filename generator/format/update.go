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
// that a catalogue in TOML lacks. What does not change keeps its comments. A list of
// tables that is written inline becomes tables where it changes. The file must be one
// that [load] reads without errors, and stays one that can be read.
func Update(name string, data []byte, scope Scope, changed []catalog.Position) ([]byte, error) {
	update := updateCatalogue
	if path.Ext(name) == ".md" {
		update = updateMarkdown
	}
	out, ok := update(name, data, scope, changed)
	if !ok {
		return nil, fmt.Errorf("%s cannot be read", name)
	}
	return out, nil
}

func updateCatalogue(name string, data []byte, scope Scope, changed []catalog.Position) (out []byte, ok bool) {
	doc, ok := scanDocument(load.Text(data))
	if !ok {
		return nil, false
	}
	old := load.ParseCatalogue(name, data, scope.Scheme).Positions
	completeCatalogue(doc, old)
	place := make(map[string]int, len(old)) // of positions in the file
	for i := range old {
		if _, twice := place[old[i].ID]; !twice {
			place[old[i].ID] = i
		}
	}
	changed = slices.DeleteFunc(slices.Clone(changed), func(p catalog.Position) bool {
		n, found := place[p.ID]
		return found && same(old[n], p)
	})
	if len(changed) > 0 {
		doc.spread(old)
	}
	above, positions := doc.positions()
	fresh := &document{}
	for i := range changed {
		p := &changed[i]
		if n, found := place[p.ID]; found {
			positions[n] = updatePosition(positions[n], &old[n], p)
		} else {
			addPosition(fresh, p)
		}
	}
	doc.tables = slices.Concat(above, slices.Concat(positions...), fresh.tables)
	orderKeys(doc, []string{"position"})
	out = doc.print(true)
	_, ok = scanDocument(out)
	return out, ok
}

func updateMarkdown(name string, data []byte, scope Scope, changed []catalog.Position) (out []byte, ok bool) {
	p := &changed[0]
	parsed := load.ParsePosition(name, data, scope.Scheme)
	doc, ok := scanDocument(parsed.Front)
	if !ok || len(parsed.Positions) != 1 {
		return nil, false
	}
	old, front := &parsed.Positions[0], doc.tables[0]
	positionKeys(front, p)
	rest := allowInline(front, doc.tables[1:])
	if !same(old.Powers, p.Powers) {
		fresh := &document{}
		powerTables(fresh, nil, p)
		rest = below(front.cut("power"), fresh.tables)
	} else {
		completeIDs(doc, p)
	}
	doc.tables = append(doc.tables[:1], rest...)
	_, ok = scanDocument(doc.print(false))
	return joinMarkdown(doc, p, labelsOf(data)), ok
}

// spread writes positions that stand inline as tables.
func (d *document) spread(positions []catalog.Position) {
	if d.tables[0].entry("position") == nil {
		return
	}
	comments := d.tables[0].cut("position")
	fresh := &document{}
	for i := range positions {
		addPosition(fresh, &positions[i])
	}
	d.tables = append(d.tables, below(comments, fresh.tables)...)
}

// below puts tables below the comments of the list that they take the place of.
func below(comments []string, tables []*table) []*table {
	if len(tables) > 0 {
		tables[0].lead = append(comments, tables[0].lead...)
	}
	return tables
}

// allowInline leaves out the tables of what is allowed: the position's own table says
// it inline.
func allowInline(head *table, tables []*table) []*table {
	return slices.DeleteFunc(slices.Clone(tables), func(t *table) bool {
		if !t.is(append(slices.Clone(head.path), "allow")...) {
			return false
		}
		if e := head.entry("allow"); e != nil {
			e.lead = append(e.lead, slices.DeleteFunc(t.lead, func(line string) bool { return line == "" })...)
		}
		return true
	})
}

// updatePosition writes a position over its tables, of which the first is its own.
func updatePosition(tables []*table, old, p *catalog.Position) []*table {
	head := tables[0]
	positionKeys(head, p)
	setText(head, "description", p.Description.Markdown)
	powers, risks := parts(tables[1:])
	powers = allowInline(head, powers)
	out := []*table{head}
	if !same(old.Powers, p.Powers) {
		fresh := &document{}
		powerTables(fresh, []string{"position"}, p)
		powers = below(head.cut("power"), fresh.tables)
	}
	out = append(out, powers...)
	if !same(old.Risks, p.Risks) {
		return append(out, below(head.cut("risk"), updateRisks(old.Risks, p.Risks, risks))...)
	}
	return append(out, slices.Concat(risks...)...)
}

// updateRisks gives the tables of risk points; those that do not change keep theirs.
func updateRisks(old, now []catalog.RiskPoint, tables [][]*table) (out []*table) {
	for i := range now {
		r := &now[i]
		k := slices.IndexFunc(old, func(o catalog.RiskPoint) bool { return o.ID == r.ID })
		switch {
		case k < 0 || k >= len(tables):
			out = append(out, riskTables(r)...)
		case same(old[k], *r):
			out = append(out, tables[k]...)
		default:
			out = append(out, withComments(riskTables(r), tables[k])...)
		}
	}
	return out
}

// positions are the tables of each position, and those above all of them.
func (d *document) positions() (above []*table, positions [][]*table) {
	for _, t := range d.tables {
		switch n := len(positions); {
		case t.is("position"):
			positions = append(positions, []*table{t})
		case n == 0:
			above = append(above, t)
		default:
			positions[n-1] = append(positions[n-1], t)
		}
	}
	return above, positions
}

// parts sorts the tables of a position into its powers and its risk points.
func parts(tables []*table) (powers []*table, risks [][]*table) {
	for _, t := range tables {
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
	below(old[0].cut("control"), fresh[1:])
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
