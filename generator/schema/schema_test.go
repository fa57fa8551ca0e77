package schema

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/BurntSushi/toml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"gongshi/generator/diag"
	"gongshi/generator/load"
)

func compile(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(For(name, diag.Chinese)))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(name+".json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var midnight = regexp.MustCompile(`T00:00:00(?:Z|[+-]\d\d:\d\d)"`)

// plainTOML decodes a file the way the language servers hand it to a schema: dates
// are text.
func plainTOML(t *testing.T, data []byte) any {
	t.Helper()
	var v map[string]any
	if _, err := toml.Decode(string(data), &v); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	out, err := jsonschema.UnmarshalJSON(bytes.NewReader(midnight.ReplaceAll(text, []byte(`"`))))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// The files of the sample hold to their schemas.
func TestSampleHoldsToItsSchemas(t *testing.T) {
	schemas := map[string]*jsonschema.Schema{}
	for _, name := range Names {
		schemas[name] = compile(t, name)
	}
	root := "../../content"
	err := filepath.WalkDir(root, func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		name := ""
		switch base := filepath.Base(p); {
		case base == "site.toml" || base == "unit.toml" || base == "rules.toml" || base == "holidays.toml":
			name = strings.TrimSuffix(base, ".toml")
		case filepath.Base(filepath.Dir(p)) == "schemes":
			name = "scheme"
		case strings.HasSuffix(base, ".toml"):
			name = "catalogue"
		case strings.HasSuffix(base, ".md") && base != "index.md":
			name, data = "position", load.ParsePosition(p, data, nil).Front
		default:
			return nil
		}
		if err := schemas[name].Validate(plainTOML(t, data)); err != nil {
			t.Errorf("%s: %v", p, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestKeysAreThoseThatAreRead compares the keys of each table with those that
// loading knows: what it proposes for an unknown key is the list of them.
func TestKeysAreThoseThatAreRead(t *testing.T) {
	var catalogue map[string]any
	if err := json.Unmarshal(For("catalogue", diag.Chinese), &catalogue); err != nil {
		t.Fatal(err)
	}
	properties := func(o any) map[string]any { return o.(map[string]any)["properties"].(map[string]any) }
	items := func(o any) any { return o.(map[string]any)["items"] }
	position := items(properties(catalogue)["position"])
	risk := items(properties(position)["risk"])
	control := items(properties(risk)["control"])
	power := items(properties(position)["power"])
	step := items(properties(power)["step"])
	text := "[[position]]\nqqqqqqqqqqqqqqqqqqqqqqqqqqqq = 1\nname = \"n\"\nid = \"n\"\n[[position.power]]\nqqqqqqqqqqqqqqqqqqqqqqqqqqqq = 1\nname = \"n\"\nid = \"n\"\n[[position.power.step]]\nqqqqqqqqqqqqqqqqqqqqqqqqqqqq = 1\nname = \"n\"\nid = \"n\"\n" +
		"[[position.risk]]\nqqqqqqqqqqqqqqqqqqqqqqqqqqqq = 1\ntitle = \"n\"\nid = \"n\"\n[[position.risk.control]]\nqqqqqqqqqqqqqqqqqqqqqqqqqqqq = 1\ntext = \"n\"\n"
	found := load.ParseCatalogue("a.toml", []byte(text), nil).Findings
	found.Sort()
	tables := []any{position, power, step, risk, control}
	if len(found) != len(tables) {
		t.Fatalf("%d findings: %v", len(found), found)
	}
	for i, f := range found {
		compareKeys(t, f.Hint.En, properties(tables[i]))
	}

	var unit map[string]any
	if err := json.Unmarshal(For("unit", diag.Chinese), &unit); err != nil {
		t.Fatal(err)
	}
	site, err := load.OpenSite(fstest.MapFS{"site.toml": &fstest.MapFile{Data: []byte("title = \"t\"\nqqqqqqqqqqqqqqqqqqqqqqqqqqqq = 1\n")}, "u/unit.toml": &fstest.MapFile{Data: []byte("name = \"n\"\n")}})
	if err != nil {
		t.Fatal(err)
	}
	var siteSchema map[string]any
	if err := json.Unmarshal(For("site", diag.Chinese), &siteSchema); err != nil {
		t.Fatal(err)
	}
	for _, f := range site.Findings {
		compareKeys(t, f.Hint.En, properties(siteSchema))
	}
	u, findings, err := load.Unit(fstest.MapFS{"u/unit.toml": &fstest.MapFile{Data: []byte("name = \"n\"\nqqqqqqqqqqqqqqqqqqqqqqqqqqqq = 1\n")}}, site, site.Units[0])
	if err != nil || u == nil || len(findings) != 1 {
		t.Fatal(err, findings)
	}
	compareKeys(t, findings[0].Hint.En, properties(unit))
}

func compareKeys(t *testing.T, hint string, properties map[string]any) {
	t.Helper()
	known := map[string]bool{}
	for _, k := range strings.Split(strings.TrimPrefix(hint, "known: "), ", ") {
		known[k] = true
	}
	for k := range properties {
		if !known[k] {
			t.Errorf("the schema has %q, which is not read (%s)", k, hint)
		}
	}
	for k := range known {
		if properties[k] == nil {
			t.Errorf("%q is read, and the schema lacks it", k)
		}
	}
}
