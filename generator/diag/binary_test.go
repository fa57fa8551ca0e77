package diag

import (
	"slices"
	"strings"
	"testing"
)

// A list is read as it was written, and nothing else is read as a list.
func TestListSurvivesItsBinaryForm(t *testing.T) {
	for _, list := range []List{nil, {{}}, {
		{Position: Position{"单位/岗位.md", 12, 3}, Severity: Warning, Rule: "a-rule", Message: Text{"中文", "English"}, Hint: Text{"办法", "do"}},
		{Position: Position{"x", -1, 1 << 40}, Severity: Note, Rule: strings.Repeat("长", 500), Message: Text{Zh: "\x00\xff"}},
	}} {
		data, err := list.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		got := List{{Rule: "what was there before"}}
		if err := got.UnmarshalBinary(data); err != nil || !slices.Equal(got, list) {
			t.Errorf("%v is read as %v, error %v", list, got, err)
		}
		for n := range data {
			if err := got.UnmarshalBinary(data[:n]); err == nil {
				t.Errorf("%d of %d bytes are read as %v", n, len(data), got)
			}
		}
		if err := got.UnmarshalBinary(append(data, 0)); err == nil {
			t.Error("a byte too much is not noticed")
		}
	}
	if err := new(List).UnmarshalBinary([]byte("\xff\xff\xff\xff\xff\xff\xff\xff\x01")); err == nil {
		t.Error("a count of more than there is is not noticed")
	}
}
