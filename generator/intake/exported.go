package intake

import (
	"reflect"
	"slices"

	"gongshi/generator/catalog"
)

// Exported reports whether the table is one that this program wrote from a catalogue,
// with the ids of positions and risk points.
func (res *Result) Exported() bool {
	return res.Catalogue || res.tells(RiskID) && res.tells(PositionID)
}

// tells reports whether the table has a column for a field.
func (res *Result) tells(f Field) bool {
	return f == Power && res.powers || slices.ContainsFunc(res.Report.Sheets, func(s SheetReport) bool {
		return slices.ContainsFunc(s.Columns, func(c ColumnReport) bool { return c.Field == f })
	})
}

// KeepUntold gives what was read of an exported table the words of the catalogue where
// the table has no column for them: a column that was taken out of it changes nothing.
func (res *Result) KeepUntold(current []catalog.Position) {
	if res.Catalogue || !res.Exported() {
		return
	}
	held := positionsByID(current)
	for i := range res.Positions {
		p := &res.Positions[i]
		old := held[p.ID]
		if old == nil {
			continue
		}
		if p.Kind == catalog.KindPosition && !res.tells(PositionKind) {
			p.Kind = old.Kind
		}
		if !res.tells(Position) {
			p.Name = old.Name
		}
		res.keepFields(p, old)
		for j := range p.Risks {
			r := &p.Risks[j]
			o := old.Risk(r.ID)
			if o == nil {
				continue
			}
			if !res.tells(Title) {
				r.Title = o.Title
			}
			if !res.tells(Control) {
				r.Controls = slices.Clone(o.Controls)
			}
			res.keepFields(r, o)
			if r.Likelihood == o.Likelihood && r.Severity == o.Severity && r.Exposure == o.Exposure && r.Likelihood > 0 && r.Grade == "" {
				r.Grade = o.Grade // it follows from them, and was left out for that
			}
			for k := range r.Controls {
				c := &r.Controls[k]
				at := slices.IndexFunc(o.Controls, func(x catalog.Control) bool { return x.Text == c.Text })
				if at < 0 && len(o.Controls) == len(r.Controls) {
					at = k // it was reworded
				}
				if at >= 0 {
					res.keepFields(c, &o.Controls[at])
				}
			}
		}
	}
}

// keepFields fills what is empty in a value, and has no column, as it is in the
// catalogue.
func (res *Result) keepFields(value, current any) {
	to, from := reflect.ValueOf(value).Elem(), reflect.ValueOf(current).Elem()
	for i := range to.NumField() {
		f := to.Type().Field(i)
		if f.Name == "Origin" || f.Name == "Risks" || !to.Field(i).IsZero() {
			continue
		}
		if field := fieldOf(to.Type(), f.Name); !res.tells(field) {
			to.Field(i).Set(from.Field(i))
		}
	}
}

// fieldOf is the field of tables that tells of a field of the model.
func fieldOf(t reflect.Type, name string) Field {
	if f, ok := fieldsOf[t][name]; ok {
		return f
	}
	return headings()[key(name)]
}

// fieldsOf are those that tables call by other names than the model does.
var fieldsOf = map[reflect.Type]map[string]Field{
	reflect.TypeFor[catalog.Position](): {"Name": Position, "Kind": PositionKind, "Audience": PositionAud, "Description": PositionText, "Allow": PositionAllow, "Powers": Power},
	reflect.TypeFor[catalog.Control]():  {"Text": Control, "Basis": ControlBasis, "Audience": ControlAud},
}
