package generator

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"gongshi/generator/write"
)

// Whatever a unit's files say, a build ends in findings or in a whole site, of which no
// page turns the order of text.
func FuzzBuild(f *testing.F) {
	seed := func(files map[string]string) {
		f.Add(files["canaryunit/unit.toml"], files["canaryunit/canaryposition.md"], "[[position]]\nid = \"q\"\nname = \"岗\"\n[[position.risk]]\nid = \"r\"\ntitle = \"险\"\ngrade = \"一级\"\n", files["canaryunit/index.md"])
	}
	canary := map[string]string{}
	for name, file := range canaryContent("") {
		canary[name] = string(file.Data)
	}
	seed(canary)
	for _, text := range hostileTexts {
		seed(hostileContent(text))
	}
	site := hostileContent("甲")
	out := filepath.Join(f.TempDir(), "public")
	f.Fuzz(func(t *testing.T, unit, position, catalogue, index string) {
		content := fstest.MapFS{}
		for name, text := range site {
			content[name] = &fstest.MapFile{Data: []byte(text)}
		}
		for name, text := range map[string]string{"canaryunit/unit.toml": unit, "canaryunit/canaryposition.md": position, "canaryunit/x.toml": catalogue, "canaryunit/index.md": index} {
			content[name] = &fstest.MapFile{Data: []byte(text)}
		}
		options := public
		options.Print, options.Jobs = true, 1
		report, err := Build(t.Context(), content, out, options)
		if err != nil {
			t.Fatal(err)
		}
		if report.Failed(false) {
			return
		}
		if problems, err := write.Verify(out); err != nil || len(problems) > 0 {
			t.Errorf("%v, %v", problems, err)
		}
		err = fs.WalkDir(os.DirFS(out), ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := os.ReadFile(filepath.Join(out, filepath.FromSlash(name)))
			if utf8.Valid(data) && bytes.ContainsFunc(data, turns) {
				t.Errorf("%s holds a character that turns the text", name)
			}
			return err
		})
		must(t, err)
	})
}

// turns reports characters that show text in another order than it is written in.
func turns(r rune) bool {
	return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}
