//go:build linux

package main

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/cases"

	"gongshi/generator/write"
)

// Names on disk and ids in files that some system could not hold, that would lead
// out of the site or that two readers would take for one, are findings with the file
// and the cure in both languages; whatever is built can be unpacked anywhere.
func TestHostileNames(t *testing.T) {
	long := func(extension string) string { // as a disk holds at most
		return strings.Repeat("a", 255-len(extension)) + extension
	}
	unit := func(name string) map[string]string {
		return map[string]string{name + "/unit.toml": "name = \"乙单位\"\n", name + "/q.md": goodPosition}
	}
	file := func(name, text string) map[string]string { return map[string]string{name: text} }
	catalogue := func(id, risk string) map[string]string {
		return file("a/x.toml", "[[position]]\nid = '"+id+"'\nname = \"乙岗\"\n[[position.risk]]\nid = '"+risk+"'\ntitle = \"乙\"\ngrade = \"一级\"\n[[position.risk.control]]\ntext = \"按季核对三家报价\"\nowner = \"科长\"\nstage = \"前期预防\"\n")
	}
	both := func(a, b map[string]string) map[string]string {
		c := maps.Clone(a)
		maps.Copy(c, b)
		return c
	}
	for _, c := range []struct {
		name  string
		files map[string]string
		want  string // the file and the rule of a finding; empty where the site is built
	}{
		{"a position that leads out", catalogue("../../b", "r"), "a/x.toml [bad-id]"},
		{"a position of two dots", catalogue("..", "r"), "a/x.toml [bad-id]"},
		{"a position of an absolute path", catalogue("/etc/passwd", "r"), "a/x.toml [bad-id]"},
		{"a position with a drive", catalogue(`c:\x`, "r"), "a/x.toml [bad-id]"},
		{"a position named for a device", catalogue("con", "r"), "a/x.toml [bad-id]"},
		{"a risk point that leads out", catalogue("q", "../r"), "a/x.toml [bad-id]"},
		{"a risk point in capitals", catalogue("q", "R"), "a/x.toml [bad-id]"},
		{"a position named index", catalogue("index", "r"), "a/x.toml"},
		{"a department that leads out", file("a/unit.toml", "name = \"甲单位\"\n[[department]]\nid = \"../..\"\nname = \"科\"\n"), "a/unit.toml [bad-id]"},
		{"a department named for a device", file("a/unit.toml", "name = \"甲单位\"\n[[department]]\nid = \"aux\"\nname = \"科\"\n"), "a/unit.toml [bad-id]"},
		{"a department whose name is a device", both(file("a/unit.toml", "name = \"甲单位\"\n[[department]]\nname = \"CON\"\n"), file("a/p.md", strings.Replace(goodPosition, "\"岗\"", "\"岗\"\ndepartment = \"CON\"", 1))), ""},
		{"a department on positions only, whose name is a device", file("a/p.md", strings.Replace(goodPosition, "\"岗\"", "\"岗\"\ndepartment = \"nul\"", 1)), ""},
		{"departments that differ in case", both(file("a/p.md", strings.Replace(goodPosition, "\"岗\"", "\"岗\"\ndepartment = \"Abc\"", 1)), file("a/q.md", strings.Replace(goodPosition, "\"岗\"", "\"岗\"\ndepartment = \"ABC\"", 1))), "a/q.md [duplicate-id]"},
		{"declared departments that differ in case", file("a/unit.toml", "name = \"甲单位\"\n[[department]]\nname = \"Abc\"\n[[department]]\nname = \"ABC\"\n"), "a/unit.toml [duplicate-id]"},
		{"a unit named con", unit("con"), "con/unit.toml [bad-id]"},
		{"a unit named com1", unit("com1"), "com1/unit.toml [bad-id]"},
		{"a unit named con with an extension", unit("con.txt"), "con.txt/unit.toml [bad-id]"},
		{"a unit in capitals", unit("Abc"), "Abc/unit.toml [bad-id]"},
		{"units that differ in case", both(unit("Abc"), unit("abc")), "Abc/unit.toml [bad-id]"},
		{"a unit below a folder that is none, in capitals", unit("Abc/b"), "Abc"},
		{"a unit below a folder named for a device", unit("nul/b"), "nul"},
		{"a unit below folders that differ in case", both(unit("x/b"), unit("X/c")), "X"},
		{"a unit below a folder of spaces", unit("x /b"), "x "},
		{"a unit below a folder named for what the site has", unit("search/b"), "search"},
		{"a unit whose name ends in a dot", unit("b."), "b./unit.toml [bad-id]"},
		{"a unit whose name ends in a space", unit("b "), "b /unit.toml [bad-id]"},
		{"a unit of control characters", unit("b\x01\x1b[31m"), "unit.toml [bad-id]"},
		{"a unit that turns the text", unit("b\u202ec"), "unit.toml [bad-id]"},
		{"a unit that is no UTF-8", unit("b\xff"), "[invalid-utf8]"},
		{"a unit with a backslash", unit(`b\c`), "unit.toml [bad-id]"},
		{"a unit with a line break", unit("b\nc"), "unit.toml [bad-id]"},
		{"a unit with a long name", unit(long("")), "unit.toml [bad-id]"},
		{"units deep in one another", unit(strings.Repeat(strings.Repeat("甲", 40)+"/", 8) + "b"), "甲"},
		{"a position named nul", file("a/nul.md", goodPosition), "a/nul.md [bad-id]"},
		{"a position named aux with an extension", file("a/aux.txt.md", goodPosition), "a/aux.txt.md [bad-id]"},
		{"positions that differ in case", file("a/P.md", goodPosition), "a/P.md [bad-id]"},
		{"a position whose name ends in a dot", file("a/q..md", goodPosition), "a/q..md [bad-id]"},
		{"a position whose name ends in a space", file("a/q .md", goodPosition), "a/q .md [bad-id]"},
		{"a position with a long name", file("a/"+long(".md"), goodPosition), ".md [bad-id]"},
		{"a position with a control character", file("a/q\x07.md", goodPosition), ".md [bad-id]"},
		{"a position that turns the text", file("a/q\u2067.md", goodPosition), ".md [bad-id]"},
		{"Index.md", file("a/Index.md", "说明\n"), "a/Index.md"},
		{"a position whose extension is in capitals", file("a/q.MD", goodPosition), "a/q.MD [unclassified-file]"},
		{"UNIT.TOML", file("b/UNIT.TOML", "name = \"乙\"\n"), "b/UNIT.TOML [unclassified-file]"},
		{"a catalogue named for a device", file("a/con.toml", strings.Join([]string{"[[position]]", "id = \"q\"", "name = \"乙岗\"", ""}, "\n")), ""},
		{"an attachment named for a device", file("a/assets/con", "x"), "a/assets/con"},
		{"an attachment named for a device, with an extension", file("a/assets/AUX.tar.gz", "x"), "a/assets/AUX.tar.gz"},
		{"attachments below a folder named for a device", file("a/assets/com1/x.csv", "x"), "a/assets/com1/x.csv"},
		{"attachments that differ in case", both(file("a/assets/X.csv", "x"), file("a/assets/x.csv", "y")), "a/assets/"},
		{"folders of attachments that differ in case", both(file("a/assets/X/1.csv", "x"), file("a/assets/x/2.csv", "y")), "a/assets/"},
		{"attachments that are one when composed", both(file("a/assets/e\u0301.csv", "x"), file("a/assets/\u00e9.csv", "y")), "a/assets/"},
		{"an attachment whose name ends in a dot", file("a/assets/x.", "x"), "a/assets/x."},
		{"an attachment whose name ends in a space", file("a/assets/x ", "x"), "a/assets/x "},
		{"an attachment with a control character", file("a/assets/x\x1b[31m.csv", "x"), "a/assets/"},
		{"an attachment with a line break", file("a/assets/x\ny.csv", "x"), "a/assets/"},
		{"an attachment that turns the text", file("a/assets/x\u202efdp.exe", "x"), "a/assets/"},
		{"an attachment with marks that Windows refuses", file(`a/assets/x?<y>|"*.csv`, "x"), "a/assets/"},
		{"an attachment with a colon", file("a/assets/x:y.csv", "x"), "a/assets/x:y.csv"},
		{"an attachment with a backslash", file(`a/assets/x\..\..\y.csv`, "x"), "a/assets/"},
		{"an attachment that is no UTF-8", file("a/assets/\xc4\xe3.csv", "x"), "a/assets/"},
		{"an attachment with a long name", file("a/assets/"+long(".csv"), "x"), "a/assets/"},
		{"attachments deep in one another", file("a/assets/"+strings.Repeat(strings.Repeat("b", 50)+"/", 10)+"x.csv", "x"), "a/assets/"},
		{"an ordinary attachment", file("a/assets/2026 年（一）季度-表.v2.csv", "x"), ""},
		{"a scheme named for a device", file("schemes/nul.toml", "name = \"s\"\ninclude = [\"three-level\"]\n"), "schemes/nul.toml [bad-id]"},
		{"a scheme in capitals", file("schemes/Abc.toml", "name = \"s\"\ninclude = [\"three-level\"]\n"), "schemes/Abc.toml [bad-id]"},
		{"a scheme that turns the text", file("schemes/a\u202e.toml", "name = \"s\"\ninclude = [\"three-level\"]\n"), "[bad-id]"},
		{"a file with a line break that is none of the content", file("a/x\nerror: y.pdf", "x"), "[unclassified-file]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			content, out := filepath.Join(dir, "content"), filepath.Join(dir, "public")
			lay(t, content, map[string]string{"site.toml": "title = \"公示\"\n", "a/unit.toml": "name = \"甲单位\"\n", "a/p.md": goodPosition})
			lay(t, content, c.files)
			for _, lang := range []string{"zh", "en"} {
				said, code := saidIn(t, lang, "build", "--content", content, "--out", out)
				if strings.Contains(said, "goroutine ") || !utf8.ValidString(said) || strings.ContainsFunc(said, func(r rune) bool {
					return r < ' ' && r != '\n' || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
				}) {
					t.Errorf("%s: %q", lang, said)
				}
				if c.want == "" {
					if code != exitDone {
						t.Errorf("exit %d: %s", code, said)
					}
					continue
				}
				if code != exitFailed {
					t.Errorf("exit %d: %s", code, said)
				}
				cure := map[string]string{"zh": "办法: ", "en": "hint: "}[lang]
				found := false
				for _, f := range strings.SplitAfter(said, "]\n") {
					where, rule, _ := strings.Cut(c.want, " [")
					found = found || strings.Contains(f, where) && strings.Contains(f, rule)
				}
				if !found || !strings.Contains(said, cure) {
					t.Errorf("want %s and a cure: %q", c.want, said)
				}
			}
			fit(t, dir, out)
		})
	}
}

// saidIn runs the command in a language.
func saidIn(t *testing.T, lang string, args ...string) (said string, code int) {
	t.Helper()
	var b strings.Builder
	code = run(append([]string{"--lang", lang}, args...), &b, &b)
	return b.String(), code
}

// fit reports the files of a site that a disk of Windows or macOS would not hold, or
// would take for one, and those beside it.
func fit(t *testing.T, dir, out string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if name := e.Name(); name != "content" && name != "public" {
			t.Errorf("%s stands beside the site", name)
		}
	}
	if _, err := os.Stat(out); err != nil {
		return
	}
	if problems, err := write.Verify(out); err != nil || len(problems) > 0 {
		t.Errorf("%v %v", problems, err)
	}
	folded := map[string]string{}
	err = filepath.WalkDir(out, func(name string, _ fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(out, name)
		key := cases.Fold().String(rel)
		if other := folded[key]; other != "" {
			t.Errorf("%s and %s are one file", other, rel)
		}
		folded[key] = rel
		for _, part := range strings.Split(rel, "/") {
			stem, _, _ := strings.Cut(part, ".")
			switch strings.ToLower(strings.TrimRight(stem, " ")) {
			case "con", "prn", "aux", "nul", "com1", "com9", "lpt1":
				t.Errorf("%s is a device", rel)
			}
			if part != "." && strings.TrimRight(part, ". ") != part || strings.ContainsAny(part, `\:*?"<>|`) {
				t.Errorf("%q is no name on Windows", rel)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
