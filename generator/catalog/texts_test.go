package catalog

import (
	"testing"

	"gongshi/generator/diag"
)

func TestPlace(t *testing.T) {
	at := diag.Position{File: "a/index.md", Line: 3, Column: 1}
	for _, test := range []struct {
		field, value, piece string
		line, column        int
	}{
		{"description", "联系人 13800138000", "13800138000", 3, 11},
		{"description", "第一行\n\n联系 13800138000", "13800138000", 5, 8},
		{"description", "第一行\n１３", "13", 3, 1},
		{"cause", "第一行\n13", "13", 3, 1},
	} {
		text := Text{At: at, Field: test.field, Value: test.value}
		if got := text.Place(test.piece); got.Line != test.line || got.Column != test.column {
			t.Errorf("%q: %d:%d, want %d:%d", test.value, got.Line, got.Column, test.line, test.column)
		}
	}
}
