package intake

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// Merge brings what a table says into a catalogue that people have worked on.
// base is what the table said when it was last imported: a field that the table
// has changed since is taken from it, every other stays as it is. Where both the
// table and the editors have changed a field, the editors' words stay and a note
// tells of it.
//
// A table that was exported from the catalogue and has no base wins: standIn, the
// catalogue as the table has it where nothing is changed, takes the place of the base.
// Since the catalogue may have been edited meanwhile, notes tell which of its words gave
// way to those of an exported table.
//
// What the table no longer has stays, with a note, unless prune is set. To remember is
// what to keep as the base of the next import.
func (res *Result) Merge(base, current, standIn []catalog.Position, prune bool) (merged, remember []catalog.Position, notes []Note) {
	m := merger{exported: res.Exported(), prune: prune}
	if m.exported && (base == nil || res.Catalogue) {
		base, m.wins = standIn, true
	}
	table := res.Positions
	held, before, read := positionsByID(current), positionsByID(base), positionsByID(table)
	for i := range table {
		n := &table[i]
		old, was := held[n.ID], before[n.ID]
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
		if b := &base[i]; read[b.ID] == nil && held[b.ID] != nil {
			m.gone(diag.Textf("岗位“%s”不在新的表里了，目录里仍然保留", "the position %q is not in the new table; the catalogue keeps it", b.Name))
		}
	}
	return merged, remembered(base, merged, current, table), m.notes
}

type merger struct {
	exported bool // the table was, from the catalogue
	wins     bool // it does over the catalogue: it has no base
	prune    bool
	notes    []Note
}

func (m *merger) note(rule string, severity diag.Severity, message, hint diag.Text) {
	m.notes = append(m.notes, Note{Severity: severity, Level: severity.String(), Rule: rule, Message: message, Hint: hint})
}

func (m *merger) gone(message diag.Text) {
	m.note("row-gone", diag.Warning, message, diag.Text{Zh: "确实不要的，从内容文件里删去；或者加 --prune 再导入一次，删去表里没有的风险点", En: "delete it from the content, or import again with --prune"})
}

// positionsByID finds positions by their ids, the first of an id that stands twice.
func positionsByID(list []catalog.Position) map[string]*catalog.Position {
	out := make(map[string]*catalog.Position, len(list))
	for i := range list {
		if p := &list[i]; out[p.ID] == nil {
			out[p.ID] = p
		}
	}
	return out
}

func (m *merger) position(p, was, n *catalog.Position) {
	wins := m.wins
	if was == nil {
		if was, wins = new(catalog.Position), m.exported; wins {
			*was = *p
		}
	}
	m.fields(wins, reflect.ValueOf(p).Elem(), reflect.ValueOf(was).Elem(), reflect.ValueOf(n).Elem(), p.Name, "Risks", "ID", "URL")
	var risks []catalog.RiskPoint
	for i := range p.Risks {
		r := p.Risks[i]
		next, before := n.Risk(r.ID), was.Risk(r.ID)
		switch {
		case next != nil:
			m.risk(wins, &r, before, next, p.Name)
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

func (m *merger) risk(wins bool, r, was, n *catalog.RiskPoint, position string) {
	if was == nil {
		if was, wins = new(catalog.RiskPoint), m.exported; wins {
			*was = *r
		}
	}
	m.fields(wins, reflect.ValueOf(r).Elem(), reflect.ValueOf(was).Elem(), reflect.ValueOf(n).Elem(), position+"／"+r.Title, "Controls", "ID", "Score", "Inherits", "RefinedBy")
	controls := m.controls(wins, r.Controls, was.Controls, n.Controls)
	if m.exported {
		m.replaced(r.Controls, controls, position+"／"+r.Title)
	}
	r.Controls = controls
}

// replaced tells of controls that gave way to those of the table.
func (m *merger) replaced(old, now []catalog.Control, what string) {
	for _, c := range old {
		if !slices.ContainsFunc(now, func(n catalog.Control) bool { return equal(n, c) }) {
			m.note("table-changed", diag.Note, diag.Textf("“%[1]s”的防控措施照表改过，目录里原来是“%[2]s”", "a control of %[1]q is as in the table; in the catalogue it was %[2]q", what, c.Text), diag.Text{})
		}
	}
}

// controls takes over those that the table has added, changed or taken out.
func (m *merger) controls(wins bool, current, was, next []catalog.Control) []catalog.Control {
	if equal(was, next) || equal(current, next) {
		return current
	}
	if equal(current, was) || wins {
		return asWritten(next, was, current)
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

// asWritten are controls of a table, with the words of the catalogue where the table says
// what was exported of it.
func asWritten(next, was, current []catalog.Control) []catalog.Control {
	next = slices.Clone(next)
	for i := range next {
		k := slices.IndexFunc(was, func(c catalog.Control) bool { return equal(c, next[i]) })
		if k >= 0 && len(was) == len(current) {
			next[i] = current[k]
		}
	}
	return next
}

// fields takes over the fields that the table has changed.
func (m *merger) fields(wins bool, current, was, next reflect.Value, what string, except ...string) {
	for i := range current.NumField() {
		f := current.Type().Field(i)
		if !f.IsExported() || f.Name == "Origin" || slices.Contains(except, f.Name) {
			continue
		}
		c, b, n := current.Field(i), was.Field(i), next.Field(i)
		switch {
		case equal(b.Interface(), n.Interface()), equal(c.Interface(), n.Interface()):
		case equal(c.Interface(), b.Interface()), wins, b.IsZero() && !n.IsZero() && c.IsZero():
			if m.exported && !c.IsZero() {
				name := fieldOf(current.Type(), f.Name).Name()
				m.note("table-changed", diag.Note, diag.Textf("“%[1]s”的“%[2]s”照表改过，目录里原来是“%[4]s”", "%[3]s of %[1]q is as in the table; in the catalogue it was %[4]q", what, name.Zh, name.En, shown(c.Interface())), diag.Text{})
			}
			c.Set(n)
		case n.IsZero():
		default:
			name := fieldOf(current.Type(), f.Name).Name()
			m.note("edited-here", diag.Warning, diag.Textf("“%[1]s”的“%[2]s”在表里和目录里都改过，保留目录里的写法", "%[3]s of %[1]q was changed both in the table and in the catalogue, which keeps its words", what, name.Zh, name.En),
				diag.Text{Zh: "核对后改成一致", En: "make them agree"})
		}
	}
}

func equal(a, b any) bool {
	return reflect.DeepEqual(catalog.WithoutOrigins(a), catalog.WithoutOrigins(b))
}

// shown is a value of a field as notes tell it.
func shown(v any) string {
	var text string
	switch v := v.(type) {
	case catalog.Prose:
		text = v.Markdown
	case []string:
		text = strings.Join(v, "、")
	case []catalog.Power:
		names := make([]string, len(v))
		for i := range v {
			names[i] = v[i].Name
		}
		text = strings.Join(names, "、")
	case []catalog.Allowance:
		names := make([]string, len(v))
		for i := range v {
			names[i] = v[i].Rule
		}
		text = strings.Join(names, "、")
	default:
		text = fmt.Sprint(v)
	}
	const most = 60
	if letters := []rune(text); len(letters) > most {
		text = string(letters[:most]) + "…"
	}
	return text
}

// remembered is what to keep as the base of the next import: what the table says,
// and what it no longer says but the catalogue still holds.
func remembered(base, merged, current, table []catalog.Position) []catalog.Position {
	out, more := slices.Clone(table), []catalog.Position(nil)
	said, now, held := positionsByID(out), positionsByID(merged), positionsByID(current)
	for i := range base {
		b := &base[i]
		n := said[b.ID]
		if n == nil {
			if held[b.ID] != nil {
				more = append(more, *b)
			}
			continue
		}
		kept := now[b.ID]
		n.Risks = slices.Clone(n.Risks)
		for _, r := range b.Risks {
			if n.Risk(r.ID) == nil && kept != nil && kept.Risk(r.ID) != nil {
				n.Risks = append(n.Risks, r)
			}
		}
	}
	return append(out, more...)
}
