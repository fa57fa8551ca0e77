package catalog

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// The index finds what is found one by one, of two departments of a name the first.
func TestDepartmentIndex(t *testing.T) {
	u := &Unit{Departments: []Department{{ID: "a", Name: "甲"}, {ID: "b", Name: "a"}, {ID: "甲", Name: "丙"}, {ID: "c", Name: "丙"}}}
	index := u.DepartmentIndex()
	for _, word := range []string{"a", "b", "c", "甲", "丙", "丁", ""} {
		if index[word] != u.Department(word) {
			t.Errorf("%s: %+v, want %+v", word, index[word], u.Department(word))
		}
	}
}

// What is below a hidden department is hidden with it, wherever it is written and however its
// superior is named; a circle of them is no more than hidden.
func TestClosedDepartments(t *testing.T) {
	for name, c := range map[string]struct{ departments, want string }{
		"none":            {"a b<a c<b", ""},
		"the middle":      {"a b<a! c<b d<a", "b c"},
		"written below":   {"c<b b<a a!", "a b c"},
		"named":           {"a! b<A c<b d", "a b c"},
		"a circle":        {"a<c b<a! c<b d<c", "a b c d"},
		"a circle beside": {"a<b b<a c!", "c"},
	} {
		u := &Unit{}
		for _, word := range strings.Fields(c.departments) {
			d := Department{}
			word, hidden := strings.CutSuffix(word, "!")
			if hidden {
				d.Audience = AudienceInternal
			}
			d.ID, d.Parent, _ = strings.Cut(word, "<")
			d.Name = strings.ToUpper(d.ID)
			u.Departments = append(u.Departments, d)
		}
		want := map[string]bool{}
		for _, id := range strings.Fields(c.want) {
			want[id], want[strings.ToUpper(id)] = true, true
		}
		if got := (View{}).closed(u); !maps.Equal(got, want) {
			t.Errorf("%s: %v, want %s", name, slices.Sorted(maps.Keys(got)), c.want)
		}
	}
}
