package check

import (
	"slices"
	"testing"
	"testing/fstest"

	"gongshi/generator/catalog"
	"gongshi/generator/load"
)

// A risk point extends one of a superior unit: not of its own, nor of a subordinate. What is
// of another part of the tree is left alone.
func TestExtendsUpwards(t *testing.T) {
	files := fstest.MapFS{"site.toml": {Data: []byte("title = \"t\"\n")}}
	const position = "+++\nname = \"岗\"\n+++\n\n## 甲 {#a}\n\n- 等级：二级\n- 前期预防：按季核对\n\n## 乙 {#b}\n\n- 等级：二级\n- 前期预防：按季核对\n"
	for _, unit := range []string{"city", "city/b", "city/b/c", "city/bb", "office"} {
		files[unit+"/unit.toml"] = &fstest.MapFile{Data: []byte("name = \"" + unit + "\"\n")}
		files[unit+"/p.md"] = &fstest.MapFile{Data: []byte(position)}
	}
	for to, want := range map[string][]string{
		"city/p#a": nil, "city/bb/p#a": nil, "office/p#a": nil,
		"city/b/p#a": {"refinement-downward"}, "city/b/c/p#a": {"refinement-downward"}, "city/b/p#b": {"cyclic-reference"},
	} {
		files["city/b/p.md"] = &fstest.MapFile{Data: []byte(position + "- 承接：" + to + "\n")}
		site, err := load.OpenSite(files)
		if err != nil {
			t.Fatal(err)
		}
		var summaries []*catalog.Summary
		for _, u := range site.Units {
			unit, findings, err := load.Unit(files, site, u)
			if err != nil || len(findings) > 0 {
				t.Fatal(err, findings)
			}
			summaries = append(summaries, catalog.Summarize(unit))
		}
		var got []string
		for _, f := range Join(summaries) {
			got = append(got, f.Rule)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", to, got, want)
		}
	}
}
