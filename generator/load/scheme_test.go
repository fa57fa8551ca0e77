package load

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"gongshi/generator/catalog"
)

// The grades of schemes that compute are those of their sources.
func TestBuiltInSchemesCompute(t *testing.T) {
	schemes, _, err := loadSchemes(fstest.MapFS{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		scheme  string
		l, s, e float64
		want    string
	}{
		{"lsr", 5, 5, 0, "重大风险"}, {"lsr", 4, 5, 0, "重大风险"}, {"lsr", 4, 4, 0, "较大风险"}, {"lsr", 3, 5, 0, "较大风险"}, {"lsr", 3, 4, 0, "一般风险"},
		{"lsr", 3, 3, 0, "一般风险"}, {"lsr", 2, 4, 0, "低风险"}, {"lsr", 1, 1, 0, "低风险"},
		{"lec", 10, 7, 6, "重大风险"}, {"lec", 6, 15, 3, "较大风险"}, {"lec", 3, 7, 6, "一般风险"}, {"lec", 1, 7, 3, "低风险"},
		{"matrix", 3, 3, 0, "高"}, {"matrix", 2, 2, 0, "中"}, {"matrix", 1, 3, 0, "中"}, {"matrix", 1, 1, 0, "低"},
	} {
		unit := &catalog.Unit{Scheme: schemes[c.scheme]}
		l := &linker{site: &Site{Site: &catalog.Site{}}, unit: unit}
		r := &catalog.RiskPoint{Likelihood: c.l, Severity: c.s, Exposure: c.e}
		for _, input := range []string{"likelihood", "severity", "exposure"} {
			r.Origin.Mark(input, 1, 1)
		}
		l.risk(r)
		if r.Grade != c.want || len(l.findings) > 0 {
			t.Errorf("%s %g %g %g: %q, want %q %v", c.scheme, c.l, c.s, c.e, r.Grade, c.want, l.findings)
		}
	}
}

// A matrix is entered with a likelihood and a severity, whatever the scheme says of inputs.
func TestMatrixHasTwoInputs(t *testing.T) {
	for inputs, want := range map[string]string{`[]`: "", `["likelihood"]`: "", `["severity", "likelihood"]`: "", `["likelihood", "exposure"]`: "schemes/own.toml:3 bad-scheme"} {
		_, findings := loadAll(t, tree("site.toml", siteTOML, "a/unit.toml", "name = \"甲\"\nscheme = \"own\"\n",
			"schemes/own.toml", "name = \"自定\"\nmethod = \"matrix\"\ninputs = "+inputs+"\n[[grade]]\nid = \"a\"\n[matrix]\nlikelihood = [\"小\"]\nseverity = [\"轻\"]\ngrade = [[\"a\"]]\n",
			"a/p.md", "+++\nname = \"岗\"\n+++\n## 险 {#r}\n- 可能性：1\n"))
		want = strings.TrimSpace("a/p.md:4 input-missing\n" + want)
		if got := strings.Join(rulesAt(findings), "\n"); got != want {
			t.Errorf("%s: %s, want %s", inputs, got, want)
		}
	}
}

// Where a scheme lists no stages controls name the three lines of defence, and nothing else,
// in either form.
func TestSchemeWithoutStages(t *testing.T) {
	for stage, want := range map[string][2]string{ // in Markdown, and in TOML
		"前期预防": {}, "事后处置": {}, "prevention": {},
		"前期预妨": {"unknown-label", "unknown-stage"}, "日常监管": {"unknown-label", "unknown-stage"},
	} {
		for i, file := range []string{"a/p.md", "a/all.toml"} {
			text := "+++\nname = \"岗\"\n+++\n## 险 {#r}\n- " + stage + "：核对三家报价\n"
			if i == 1 {
				text = "[[position]]\nid = \"p\"\nname = \"岗\"\n[[position.risk]]\nid = \"r\"\ntitle = \"险\"\n[[position.risk.control]]\nstage = \"" + stage + "\"\ntext = \"核对三家报价\"\n"
			}
			units, findings := loadAll(t, tree("site.toml", siteTOML, "schemes/own.toml", "name = \"自定\"\n[[grade]]\nid = \"a\"\n",
				"a/unit.toml", "name = \"甲\"\nscheme = \"own\"\n", file, text))
			if got := strings.Join(rulesAt(findings), "\n"); got != "" != (want[i] != "") || !strings.HasSuffix(got, want[i]) {
				t.Errorf("%s: %s, want %q", stage, got, want[i])
			}
			if c := units[0].Positions[0].Risks[0].Controls; want[i] == "" && (len(c) != 1 || !slices.Contains([]string{"前期预防", "后期处置"}, c[0].Stage)) {
				t.Errorf("%s: %+v", stage, c)
			}
		}
	}
}
