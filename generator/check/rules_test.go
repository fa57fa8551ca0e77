package check

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"gongshi/generator/load"
)

// A hint names the keys of TOML in a catalogue in TOML, and the labels of Markdown elsewhere.
func TestHintsSpeakAsTheFile(t *testing.T) {
	for file, text := range map[string]string{
		"u/p.md":     "+++\nname = \"岗\"\n+++\n\n## 险 {#r}\n",
		"u/all.toml": "[[position]]\nid = \"p\"\nname = \"岗\"\n[[position.risk]]\nid = \"r\"\ntitle = \"险\"\n",
	} {
		files := fstest.MapFS{"site.toml": {Data: []byte("title = \"t\"\n")}, "u/unit.toml": {Data: []byte("name = \"甲\"\n")}, file: {Data: []byte(text)}}
		site, err := load.OpenSite(files)
		if err != nil {
			t.Fatal(err)
		}
		u, _, err := load.Unit(files, site, site.Units[0])
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range Unit(site.Site, u) {
			if f.Rule != "grade-missing" && f.Rule != "control-missing" {
				continue
			}
			for _, hint := range []string{f.Hint.Zh, f.Hint.En} {
				if toml := strings.Contains(hint, ` = "`); toml != (file == "u/all.toml") {
					t.Errorf("%s: %s: %s", file, f.Rule, hint)
				}
			}
		}
	}
	for name, cure := range inTOML {
		if !slices.Contains(knownRules(), name) || cure.Zh == "" || cure.En == "" {
			t.Errorf("%s: %+v", name, cure)
		}
	}
}
