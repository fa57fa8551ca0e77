package load

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gongshi/generator/diag"
)

// placesOf gives line:column rule for each finding about a file of a site.
func placesOf(t *testing.T, name, text string) (places []string, list diag.List) {
	t.Helper()
	files := tree("site.toml", siteTOML, "a/unit.toml", "name = \"甲\"\n", name, text)
	_, findings := loadAll(t, files)
	for _, f := range findings {
		if f.File == name {
			places = append(places, fmt.Sprintf("%d:%d %s", f.Line, f.Column, f.Rule))
			list = append(list, f)
		}
	}
	return places, list
}

// What TOML does not take is told where it stands, with whatever line ends, at the
// beginning and the end of lines and files, below the +++ of front matter, and in texts
// of several lines.
func TestPlacesOfTOMLErrors(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"at the beginning of a line":        {"kind = \"机关\"\nshort = \"短\"\n<<<<<<< HEAD\n", "3:1"},
		"a key that stands twice":           {"name = \"甲甲甲甲甲甲甲\"\nname = \"乙\"\n", "2:1"},
		"behind Han":                        {"name = \"甲乙\" = 1\n", "1:17"},
		"behind blanks":                     {"name = \"甲\"  \t乙\n", "1:16"},
		"at the end of a line":              {"name = \"甲\nkind = \"x\"\n", "1:12"},
		"at the end of a line without text": {"name =\nkind = \"x\"\n", "1:7"},
		"at the end of the file":            {"kind = \"x\"\nname = \"甲", "2:9"},
		"at the end of a list without end":  {"name = [\"甲\",\n\"乙\"\n", "2:6"},
		"in a text of several lines":        {"name = \"\"\"\n甲\n乙\\丙\n\"\"\"\n", "3:4"},
		"below a text of several lines":     {"name = \"\"\"\n甲\n乙\"\"\"\nkind = 机关\n", "4:8"},
		"in a list of several lines":        {"duties = [\n  \"甲\",\n  乙,\n]\n", "3:3"},
		"after a line that was left out":    {"kind = 机关\nshort = 短\n", "1:8 2:9"},
		"after a byte order mark":           {"\ufeffname = 甲\n", "1:11"},
		"a table that stands twice":         {"name = \"甲\"\n[contact]\n  [contact]\n", "3:4"},
		"a date":                            {"[publication]\nmade_on = 2026-02-30\n", "2:11"},
	} {
		for _, end := range []string{"\n", "\r\n"} {
			for lines := range 2 { // of the file above the text
				src := &source{path: "a.toml", data: Text([]byte(strings.Repeat("+++"+end, lines) + strings.ReplaceAll(c.text, "\n", end)))}
				src.data, src.line = src.data[len("+++\n")*lines:], lines
				if lines == 0 && strings.HasPrefix(c.text, "\ufeff") {
					continue // Text has taken it away
				}
				parseTOML(src)
				var got []string
				for _, f := range src.findings {
					got = append(got, fmt.Sprintf("%d:%d", f.Line-lines, f.Column))
				}
				if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" {
					t.Errorf("%s, lines end with %q, %d above (-want +got):\n%s%s", name, end, lines, diff, format(src.findings))
				}
			}
		}
	}
	places, list := placesOf(t, "a/p.md", "+++\r\nname = \"岗\"\r\nlevel =\r\n+++\r\n")
	if diff := cmp.Diff([]string{"3:8 toml-syntax"}, places); diff != "" {
		t.Errorf("front matter (-want +got):\n%s%s", diff, format(list))
	}
}
