package render

import (
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gongshi/generator/catalog"
	"gongshi/themes"
)

// A chart of a hundred departments is no wider than can be read, no box lies on
// another, and a line leads to each.
func TestHundredDepartmentsCanBeRead(t *testing.T) {
	site := fullSite(t, "zh-Hans")
	for name, parent := range map[string]func(i int) int{
		"flat":     func(i int) int { return 0 },
		"branches": func(i int) int { return (i - 1) / 9 },
		"forest":   func(i int) int { return i - i%7 },
		"a chain":  func(i int) int { return max(0, i-40) },
	} {
		t.Run(name, func(t *testing.T) {
			u := &catalog.Unit{ID: "u", Name: "局", Scheme: site.Schemes["lsr"]}
			roots := 0
			for i := range 100 {
				d := catalog.Department{ID: fmt.Sprint("d", i), Name: fmt.Sprintf("第%d综合管理科", i)}
				if p := parent(i); i > 0 && p != i {
					d.Parent = fmt.Sprint("d", p)
				} else {
					roots++
				}
				u.Departments = append(u.Departments, d)
			}
			r := &Renderer{site: site, words: &words{text: map[string]string{}}}
			d := r.unitView(u).organisation()
			number := func(s string) float64 {
				x, err := strconv.ParseFloat(s, 64)
				if err != nil {
					t.Fatal(err)
				}
				return x
			}
			if w := number(d.Width); w > (shrinkable+4)*unitsPerEm {
				t.Errorf("%.0f units wide", w)
			}
			lines := len(d.Paths)
			if len(d.Boxes) != 100 || lines != 100-roots {
				t.Errorf("%d boxes, %d lines", len(d.Boxes), lines)
			}
			for i, a := range d.Boxes {
				if x := number(a.X); x < 0 || x+number(a.Width) > number(d.Width) || number(a.Y)+number(a.Height) > number(d.Height) {
					t.Fatalf("box %d lies outside", i)
				}
				if slices.ContainsFunc(d.Boxes[:i], func(b Box) bool {
					return number(a.X) < number(b.X)+number(b.Width) && number(b.X) < number(a.X)+number(a.Width) &&
						number(a.Y) < number(b.Y)+number(b.Height) && number(b.Y) < number(a.Y)+number(a.Height)
				}) {
					t.Fatalf("box %d lies on another", i)
				}
			}
		})
	}
	u := &catalog.Unit{Scheme: site.Schemes["lsr"], Departments: []catalog.Department{{ID: "a", Name: "甲", Parent: "b"}, {ID: "b", Name: "乙", Parent: "a"}}}
	for i := range 60 { // wide, and going round in a circle: drawn all the same
		u.Departments = append(u.Departments, catalog.Department{ID: fmt.Sprint(i), Name: "丙科室", Parent: "a"})
	}
	if d := (&Renderer{site: site, words: &words{text: map[string]string{}}}).unitView(u).organisation(); d == nil || len(d.Boxes) != 62 {
		t.Error("departments in a circle are not drawn")
	}
}

// The style indents each level that lists tell apart, and no further one is told.
func TestEveryDepthIsIndented(t *testing.T) {
	style, err := fs.ReadFile(themes.Default(), "assets/style/30-parts.css")
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= deepest; n++ {
		if rule := fmt.Sprintf(".depth-%d { --depth: %[1]d; }", n); !strings.Contains(string(style), rule) {
			t.Errorf("the style has no %q", rule)
		}
	}
	u := &catalog.Unit{ID: "u"}
	for i := range deepest + 3 {
		u.Departments = append(u.Departments, catalog.Department{ID: fmt.Sprint("d", i)})
		if i > 0 {
			u.Departments[i].Parent = fmt.Sprint("d", i-1)
		}
	}
	v := &unitView{unit: u, declared: u.DepartmentIndex()}
	for i := range u.Departments {
		if got, want := v.depth(&u.Departments[i]), min(i, deepest); got != want {
			t.Errorf("department %d is %d levels down, want %d", i, got, want)
		}
	}
}
