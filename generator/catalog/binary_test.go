package catalog

import (
	"encoding"
	"reflect"
	"testing"
)

// binaryForm is a value with a binary form of its own.
type binaryForm interface {
	encoding.BinaryMarshaler
	encoding.BinaryUnmarshaler
}

// binaryForms are values, and for each one of its type to read it into.
func binaryForms() [][2]binaryForm {
	o := Origin{File: "某局/采购.md", Line: 12, Column: 3}
	o.Mark("grade", 14, 1)
	return [][2]binaryForm{
		{&o, new(Origin)},
		{&Counts{{"gaoji", "高", 3}, {"", "", -1}}, new(Counts)},
		{&PositionSummaries{
			{ID: "caigou", Name: "采购岗", Updated: Date{2026, 7, 1}, Risks: []string{"r1", ""}, Marks: []RiskMark{{-1, 1 << 31}, {3, 5}}},
			{ID: "chuna", Risks: []string{"r1"}, Marks: []RiskMark{{}}},
			{ID: "jiancha"},
		}, new(PositionSummaries)},
		{&CitationsList{
			{"caigou", 21, []Citation{
				{Position: "caigou", Holder: "采购岗", Risk: "r1", Title: "化整为零", Grade: "高", Clauses: []string{"第五条", ""}},
				{Position: "caigou", Holder: "采购岗", Power: "p1"},
			}},
			{Rule: "zhaobiao"},
		}, new(CitationsList)},
	}
}

func TestBinaryFormsComeBack(t *testing.T) {
	for _, pair := range binaryForms() {
		want, got := pair[0], pair[1]
		data, err := want.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		if err := got.UnmarshalBinary(data); err != nil || !reflect.DeepEqual(want, got) {
			t.Errorf("%+v, %v: want %+v", got, err, want)
		}
		if got.UnmarshalBinary(append(data, 0)) == nil {
			t.Errorf("%T: what is behind is not seen", got)
		}
		for n := range len(data) {
			if got.UnmarshalBinary(data[:n]) == nil && reflect.DeepEqual(want, got) {
				t.Errorf("%T: %d of %d bytes are enough", got, n, len(data))
			}
		}
	}
}

// FuzzBinary reads anything as one of the binary forms: it is refused, or it is the form
// of something.
func FuzzBinary(f *testing.F) {
	for _, pair := range binaryForms() {
		data, _ := pair[0].MarshalBinary()
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, pair := range binaryForms() {
			if pair[1].UnmarshalBinary(data) != nil {
				continue
			}
			again, err := pair[1].MarshalBinary()
			if err != nil {
				t.Fatal(err)
			}
			if err := pair[0].UnmarshalBinary(again); err != nil || !reflect.DeepEqual(pair[0], pair[1]) {
				t.Fatalf("%+v, %v: want %+v", pair[0], err, pair[1])
			}
		}
	})
}
