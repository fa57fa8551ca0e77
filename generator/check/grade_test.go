package check

import (
	"testing"
	"testing/fstest"

	"gongshi/generator/load"
)

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
