package catalog

import (
	"encoding/binary"
	"slices"

	"gongshi/generator/diag"
)

// Origin tells where a value stands in the content, and where each of its
// fields does.
type Origin struct {
	File         string
	Line, Column int
	fields       []fieldMark
}

type fieldMark struct {
	name         string
	line, column int32
}

// Expect makes room for the marks of so many fields.
func (o *Origin) Expect(fields int) { o.fields = slices.Grow(o.fields, fields) }

// Mark records where a field stands. Of gives the first mark of a name.
func (o *Origin) Mark(name string, line, column int) {
	o.fields = append(o.fields, fieldMark{name, int32(line), int32(column)})
}

// Position is where the value begins.
func (o *Origin) Position() diag.Position {
	return diag.Position{File: o.File, Line: o.Line, Column: o.Column}
}

// Of is where the named field stands, or where the value begins when the field
// was not written.
func (o *Origin) Of(name string) diag.Position {
	for _, f := range o.fields {
		if f.name == name {
			return diag.Position{File: o.File, Line: int(f.line), Column: int(f.column)}
		}
	}
	return o.Position()
}

// MarkItem records where the next item of a list stands that is written on several lines.
func (o *Origin) MarkItem(name string, line, column int) { o.Mark(name+itemMark, line, column) }

// itemMark ends the name of the marks of items, which no name of a field does.
const itemMark = "[]"

// Item is where the n-th item of the named list stands, from 0, or where the list stands
// if it is written on one line.
func (o *Origin) Item(name string, n int) diag.Position {
	for _, f := range o.fields {
		if len(f.name) == len(name)+len(itemMark) && f.name[:len(name)] == name && f.name[len(name):] == itemMark {
			if n == 0 {
				return diag.Position{File: o.File, Line: int(f.line), Column: int(f.column)}
			}
			n--
		}
	}
	return o.Of(name)
}

// Nth is where the named field stands for the n-th time, from 0, in an entry that
// repeats it, or its n-th item does, or where it stands first.
func (o *Origin) Nth(name string, n int) diag.Position {
	if at := o.Item(name, n); at != o.Of(name) {
		return at
	}
	for _, f := range o.fields {
		if f.name != name {
			continue
		}
		if n == 0 {
			return diag.Position{File: o.File, Line: int(f.line), Column: int(f.column)}
		}
		n--
	}
	return o.Of(name)
}

// Has reports whether the named field was written.
func (o *Origin) Has(name string) bool {
	for _, f := range o.fields {
		if f.name == name {
			return true
		}
	}
	return false
}

// MarshalBinary gives the form that UnmarshalBinary reads.
func (o Origin) MarshalBinary() ([]byte, error) {
	b := appendText(nil, o.File)
	b = binary.AppendVarint(binary.AppendVarint(b, int64(o.Line)), int64(o.Column))
	for _, f := range o.fields {
		b = appendText(b, f.name)
		b = binary.AppendVarint(binary.AppendVarint(b, int64(f.line)), int64(f.column))
	}
	return b, nil
}

// UnmarshalBinary reads the form that MarshalBinary gives.
func (o *Origin) UnmarshalBinary(b []byte) error {
	r := newBinaryReader(b)
	*o = Origin{File: r.string(), Line: r.varint(), Column: r.varint()}
	for r.left() {
		o.Mark(r.string(), r.varint(), r.varint())
	}
	return r.err()
}
