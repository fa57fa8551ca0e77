package check

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"gongshi/generator/load"
)

// A risk point without a grade is never without a finding, and never has two of one
// mistake, whichever form it is written in.
func TestNoGradeIsTold(t *testing.T) {
	const own = `name = "积"
method = "product"
inputs = ["likelihood", "severity"]
[[grade]]
id = "high"
from = 10
[[grade]]
id = "low"
from = 4
[[stage]]
id = "a"
label = "前期预防"
`
	for name, c := range map[string]struct {
		scheme, inputs string // as TOML writes them
		want           []string
	}{
		"nothing written":         {"three-level", "", []string{"grade-missing"}},
		"nothing is computed":     {"three-level", "likelihood = 3", []string{"grade-missing"}},
		"nor read":                {"three-level", "likelihood = \"常常\"", []string{"bad-number", "grade-missing"}},
		"an input of others":      {"matrix", "exposure = 3", []string{"grade-missing"}},
		"one of two":              {"matrix", "likelihood = 3", []string{"input-missing"}},
		"both left empty":         {"matrix", "likelihood = \"\"\nseverity = \"\"", []string{"grade-missing"}},
		"one left empty":          {"matrix", "likelihood = \"\"\nseverity = 2", []string{"input-missing"}},
		"not read":                {"matrix", "likelihood = \"常常\"\nseverity = 2", []string{"bad-number"}},
		"below nothing":           {"own", "likelihood = -3\nseverity = 2", []string{"bad-number"}},
		"nothing":                 {"matrix", "likelihood = 0\nseverity = 2", []string{"input-out-of-scale"}},
		"nothing, without scale":  {"own", "likelihood = 0\nseverity = 2", []string{"input-out-of-scale"}},
		"below all grades":        {"own", "likelihood = 1.5\nseverity = 2", []string{"input-out-of-scale"}},
		"below all, and a grade":  {"own", "likelihood = 1.5\nseverity = 2\ngrade = \"low\"", []string{"input-out-of-scale"}},
		"from where the last one": {"own", "likelihood = 2\nseverity = 2", nil},
	} {
		toml := "[[position]]\nid = \"p\"\nname = \"岗\"\n[[position.risk]]\nid = \"r\"\ntitle = \"险\"\n" + c.inputs +
			"\n[[position.risk.control]]\nstage = \"前期预防\"\ntext = \"按季核对三家报价\"\n"
		markdown := "+++\nname = \"岗\"\n+++\n\n## 险 {#r}\n\n- 前期预防：按季核对三家报价\n"
		for line := range strings.Lines(c.inputs) {
			markdown += "- " + strings.NewReplacer(" = ", "：", `"`, "").Replace(strings.TrimSpace(line)) + "\n"
		}
		for file, text := range map[string]string{"u/p.md": markdown, "u/all.toml": toml} {
			var got []string
			for _, rule := range rulesOf(t, fstest.MapFS{"site.toml": {Data: []byte("title = \"t\"\n")}, "schemes/own.toml": {Data: []byte(own)},
				"u/unit.toml": {Data: fmt.Appendf(nil, "name = \"甲\"\nscheme = %q\n", c.scheme)}, file: {Data: []byte(text)}}) {
				if strings.HasPrefix(rule, "grade-") || strings.HasPrefix(rule, "input-") || rule == "bad-number" {
					got = append(got, rule)
				}
			}
			slices.Sort(got)
			if !slices.Equal(got, c.want) {
				t.Errorf("%s: %s: %v, want %v", name, file, got, c.want)
			}
		}
	}
}

// rulesOf are the rules of the findings in the one unit of a site, as it is read and as it is
// checked.
func rulesOf(t *testing.T, files fstest.MapFS) (rules []string) {
	t.Helper()
	site, err := load.OpenSite(files)
	if err != nil {
		t.Fatal(err)
	}
	u, findings, err := load.Unit(files, site, site.Units[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range slices.Concat(findings, Unit(site.Site, u)) {
		rules = append(rules, f.Rule)
	}
	return rules
}

// Every built-in scheme says what follows from each of its grades, so that a unit
// that writes none of its own has nothing to mend.
func TestBuiltInSchemesAreMapped(t *testing.T) {
	site, err := load.OpenSite(fstest.MapFS{"site.toml": {Data: []byte("title = \"t\"\n")}})
	if err != nil {
		t.Fatal(err)
	}
	for id, s := range site.Schemes {
		for i := range s.Grades {
			if message, unmapped := unmappedGrade(s, i); unmapped {
				t.Errorf("%s: %s", id, message.En)
			}
		}
	}
	if findings := Site(site.Site); len(findings) > 0 {
		t.Errorf("a site without schemes of its own: %v", findings)
	}
}
