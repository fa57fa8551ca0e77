package generator

import (
	"encoding/json"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// allowed says which packages of the module each package may import. Arrows
// point one way: cmd -> generator -> stages -> catalog -> diag.
var allowed = map[string][]string{
	"gongshi/generator/diag":     {},
	"gongshi/generator/catalog":  {"diag"},
	"gongshi/generator/load":     {"catalog", "diag"},
	"gongshi/generator/check":    {"catalog", "diag", "person"},
	"gongshi/generator/change":   {"catalog", "diag"},
	"gongshi/generator/render":   {"catalog", "diag"},
	"gongshi/generator/search":   {"catalog", "diag"},
	"gongshi/generator/exchange": {"catalog", "diag"},
	"gongshi/generator/format":   {"catalog", "diag", "load"},
	"gongshi/generator/intake":   {"catalog", "diag", "load", "person", "search"},
	"gongshi/generator/schema":   {"catalog", "diag"},
	"gongshi/generator/person":   {},
	"gongshi/generator/write":    {},
	"gongshi/generator/corpus":   {},
	"gongshi/generator/memory":   {},
	"gongshi/generator/chrome":   {},
	"gongshi/themes":             {},
}

func TestArrowsPointOneWay(t *testing.T) {
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", "gongshi/generator/...", "gongshi/themes/...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var pkg struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&pkg); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		seen[pkg.ImportPath] = true
		owner, rules := stageOf(pkg.ImportPath)
		if owner == "" {
			continue // the generator itself may use all stages
		}
		for _, imported := range pkg.Imports {
			rest, ours := strings.CutPrefix(imported, "gongshi/")
			if !ours || strings.HasPrefix(imported, owner) {
				continue
			}
			if !slices.Contains(rules, strings.TrimPrefix(rest, "generator/")) {
				t.Errorf("%s imports %s", pkg.ImportPath, imported)
			}
		}
	}
	for name := range allowed {
		if !seen[name] {
			t.Errorf("no package %s", name)
		}
	}
}

// stageOf gives the stage that a package is or is a part of.
func stageOf(pkg string) (owner string, rules []string) {
	for name, list := range allowed {
		if pkg == name || strings.HasPrefix(pkg, name+"/") {
			return name, list
		}
	}
	return "", nil
}
