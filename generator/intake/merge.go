package intake

import (
	"reflect"
	"slices"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// Merge brings what a table says into a catalogue that people have worked on.
// base is what the table said when it was last imported: a field that the table
// has changed since is taken from it, every other stays as it is. Where both the
// table and the editors have changed a field, the editors' words stay and a note
// tells of it.
//
// What the table no longer has stays, with a note, unless prune is set.
func Merge(base, current, table []catalog.Position, prune bool) (merged []catalog.Position, notes []Note) {
	m := merger{prune: prune}
	for i := range table {
		n := &table[i]
		old, was := findPosition(current, n.ID), findPosition(base, n.ID)
		switch {
		case old == nil && was != nil:
			m.note("position-deleted", diag.Note, diag.Textf("岗位“%s”已从目录中删去，没有重新加入", "the position %q was deleted from the catalogue and was not added again", n.Name), diag.Text{})
		case old == nil:
			merged = append(merged, *n)
		default:
			p := *old
			m.position(&p, was, n)
			merged = append(merged, p)
		}
	}
	for i := range base {
		if b := &base[i]; findPosition(table, b.ID) == nil && findPosition(current, b.ID) != nil {
			m.gone(diag.Textf("岗位“%s”不在新的表里了，目录里仍然保留", "the position %q is not in the new table; the catalogue keeps it", b.Name))
		}
	}
	return merged, m.notes
}

type merger struct {
	prune bool
	notes []Note
}

func (m *merger) note(rule string, severity diag.Severity, message, hint diag.Text) {
	m.notes = append(m.notes, Note{Severity: severity, Level: severity.String(), Rule: rule, Message: message, Hint: hint})
}

func (m *merger) gone(message diag.Text) {
	m.note("row-gone", diag.Warning, message, diag.Text{Zh: "确实不要的，从内容文件里删去；或者加 --prune 再导入一次，删去表里没有的风险点", En: "delete it from the content, or import again with --prune"})
}

func findPosition(list []catalog.Position, id string) *catalog.Position {
	for i := range list {
		if list[i].ID == id {
			return &list[i]
		}
	}
	return nil
}

func (m *merger) position(p, was, n *catalog.Position) {
	if was == nil {
		was = &catalog.Position{}
	}
	m.fields(reflect.ValueOf(p).Elem(), reflect.ValueOf(was).Elem(), reflect.ValueOf(n).Elem(), p.Name, "Risks", "ID", "URL")
	var risks []catalog.RiskPoint
	for i := range p.Risks {
		r := p.Risks[i]
		next, before := n.Risk(r.ID), was.Risk(r.ID)
		switch {
		case next != nil:
			m.risk(&r, before, next, p.Name)
		case before != nil && m.prune:
			continue
		case before != nil:
			m.gone(diag.Textf("“%s”的风险点“%s”不在新的表里了，目录里仍然保留", "the risk point %[2]q of %[1]q is not in the new table; the catalogue keeps it", p.Name, r.Title))
		}
		risks = append(risks, r)
	}
	for i := range n.Risks {
		r := &n.Risks[i]
		if p.Risk(r.ID) != nil {
			continue
		}
		if was.Risk(r.ID) != nil {
			m.note("risk-deleted", diag.Note, diag.Textf("“%s”的风险点“%s”已从目录中删去，没有重新加入", "the risk point %[2]q of %[1]q was deleted from the catalogue and was not added again", p.Name, r.Title), diag.Text{})
			continue
		}
		// A new one comes after the one that the table has before it.
		at := len(risks)
		if i > 0 {
			if k := slices.IndexFunc(risks, func(x catalog.RiskPoint) bool { return x.ID == n.Risks[i-1].ID }); k >= 0 {
				at = k + 1
			}
		} else {
			at = 0
		}
		risks = slices.Insert(risks, at, *r)
	}
	p.Risks = risks
}

func (m *merger) risk(r, was, n *catalog.RiskPoint, position string) {
	if was == nil {
		was = &catalog.RiskPoint{}
	}
	m.fields(reflect.ValueOf(r).Elem(), reflect.ValueOf(was).Elem(), reflect.ValueOf(n).Elem(), position+"／"+r.Title, "Controls", "ID", "Score")
	r.Controls = m.controls(r.Controls, was.Controls, n.Controls)
}

// controls takes over those that the table has added, changed or taken out.
func (m *merger) controls(current, was, next []catalog.Control) []catalog.Control {
	if equal(was, next) || equal(current, next) {
		return current
	}
	if equal(current, was) {
		return next
	}
	find := func(list []catalog.Control, text string) *catalog.Control {
		for i := range list {
			if list[i].Text == text {
				return &list[i]
			}
		}
		return nil
	}
	var out []catalog.Control
	for _, c := range current {
		before, now := find(was, c.Text), find(next, c.Text)
		switch {
		case before != nil && now == nil && equal(c, *before):
			continue
		case before != nil && now != nil && equal(c, *before):
			c = *now
		}
		out = append(out, c)
	}
	for _, c := range next {
		if find(was, c.Text) == nil && find(current, c.Text) == nil {
			out = append(out, c)
		}
	}
	return out
}

// fields takes over the fields that the table has changed.
func (m *merger) fields(current, was, next reflect.Value, what string, except ...string) {
	for i := range current.NumField() {
		f := current.Type().Field(i)
		if !f.IsExported() || f.Name == "Origin" || slices.Contains(except, f.Name) {
			continue
		}
		c, b, n := current.Field(i), was.Field(i), next.Field(i)
		switch {
		case equal(b.Interface(), n.Interface()), equal(c.Interface(), n.Interface()):
		case equal(c.Interface(), b.Interface()), b.IsZero() && !n.IsZero() && c.IsZero():
			c.Set(n)
		case n.IsZero():
		default:
			name := headings()[key(f.Name)].Name()
			m.note("edited-here", diag.Warning, diag.Textf("“%[1]s”的“%[2]s”在表里和目录里都改过，保留目录里的写法", "%[3]s of %[1]q was changed both in the table and in the catalogue, which keeps its words", what, name.Zh, name.En),
				diag.Text{Zh: "核对后改成一致", En: "make them agree"})
		}
	}
}

func equal(a, b any) bool {
	return reflect.DeepEqual(catalog.WithoutOrigins(a), catalog.WithoutOrigins(b))
}

// Remember is what to keep as the base of the next import: what the table says,
// and what it no longer says but the catalogue still holds.
func Remember(base, merged, current, table []catalog.Position) []catalog.Position {
	out := slices.Clone(table)
	for i := range base {
		b := &base[i]
		n := findPosition(out, b.ID)
		if n == nil {
			if findPosition(current, b.ID) != nil {
				out = append(out, *b)
			}
			continue
		}
		kept := findPosition(merged, b.ID)
		n.Risks = slices.Clone(n.Risks)
		for _, r := range b.Risks {
			if n.Risk(r.ID) == nil && kept != nil && kept.Risk(r.ID) != nil {
				n.Risks = append(n.Risks, r)
			}
		}
	}
	return out
}
