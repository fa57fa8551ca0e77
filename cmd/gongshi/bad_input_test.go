package main

import (
	"bytes"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongshi/generator/write"
)

const goodPosition = "+++\nname = \"岗\"\n+++\n\n## 甲 {#a}\n\n- 等级：一级\n- 前期预防：按季核对三家报价（责任：科长）\n"

// Whatever is wrong with the content, build and check end in findings or a clear
// error, with exit code 1 or 2, and the site built before stays as it was.
func TestBadInput(t *testing.T) {
	good := map[string]string{"site.toml": "title = \"公示\"\n", "a/unit.toml": "name = \"甲单位\"\n", "a/p.md": goodPosition}
	rng := rand.New(rand.NewPCG(1, 2))
	random := make([]byte, 1<<16)
	for i := range random {
		random[i] = byte(rng.Uint32())
	}
	with := func(name, text string) map[string]string {
		files := maps.Clone(good)
		files[name] = text
		return files
	}
	position := func(body string) map[string]string { return with("a/p.md", "+++\nname = \"岗\"\n+++\n\n"+body) }
	scheme := func(text string) map[string]string {
		files := with("schemes/own.toml", text)
		files["a/unit.toml"] = "name = \"甲单位\"\nscheme = \"own\"\n"
		return files
	}
	cases := []struct {
		name  string
		files map[string]string
		want  string // in what is said
	}{
		{"an empty folder", map[string]string{}, "[site-missing]"},
		{"no site.toml", map[string]string{"a/unit.toml": good["a/unit.toml"], "a/p.md": goodPosition}, "[site-missing]"},
		{"a Markdown file of 50 MB", with("a/p.md", goodPosition+strings.Repeat("说明文字。\n", 50<<20/16)), "[file-too-large]"},
		{"a TOML file of 50 MB", with("a/x.toml", strings.Repeat("# 说明文字\n", 50<<20/16)), "[file-too-large]"},
		{"random bytes as Markdown", with("a/p.md", string(random)), "[invalid-utf8]"},
		{"random bytes as TOML", with("a/x.toml", string(random)), "[invalid-utf8]"},
		{"random bytes as unit.toml", with("a/unit.toml", string(random)), "[invalid-utf8]"},
		{"random bytes as site.toml", with("site.toml", string(random)), "[invalid-utf8]"},
		{"random bytes as a scheme", scheme(string(random)), "[invalid-utf8]"},
		{"a thousand nested lists", position("## 甲 {#a}\n\n" + strings.Repeat("- ", 1000) + "深\n"), "[nesting-too-deep]"},
		{"a thousand nested lists, indented", position("## 甲 {#a}\n\n" + nested(1000)), "[nesting-too-deep]"},
		{"a thousand nested quotations", position(strings.Repeat("> ", 1000) + "深\n\n" + goodPosition[len("+++\nname = \"岗\"\n+++\n\n"):]), "[nesting-too-deep]"},
		{"two units of one name", with("b/unit.toml", good["a/unit.toml"]), "[duplicate-id]"},
		{"a heading without a title", position("## {#a}\n\n- 等级：一级\n- 前期预防：核对（责任：科长）\n"), "[title-missing]"},
		{"a heading of nothing", position("##\n\n- 等级：一级\n"), "[title-missing]"},
		{"front matter without an end", with("a/p.md", "+++\nname = \"岗\"\n\n## 甲 {#a}\n"), "[front-matter]"},
		{"no front matter", with("a/p.md", "## 甲 {#a}\n"), "[front-matter]"},
		{"an id with a slash", position("## 甲 {#a/b}\n\n- 等级：一级\n- 前期预防：核对（责任：科长）\n"), "[bad-id]"},
		{"a scheme without grades", scheme("name = \"空\"\n"), "[bad-scheme]"},
		{"a scheme that includes itself", scheme("name = \"环\"\ninclude = [\"own\"]\n"), "[bad-scheme]"},
		{"grades that extend one another", scheme("name = \"环\"\n[[grade]]\nid = \"x\"\nlabel = \"一级\"\nextends = \"y\"\n[[grade]]\nid = \"y\"\nlabel = \"二级\"\nextends = \"x\"\n"), "[bad-scheme]"},
		{"risk points that extend one another", position("## 甲 {#a}\n\n- 等级：一级\n- 承接：a/p#b\n- 前期预防：核对（责任：科长）\n\n## 乙 {#b}\n\n- 等级：一级\n- 承接：a/p#a\n- 前期预防：核对（责任：科长）\n"), "[cyclic-reference]"},
		{"a theme that is not there", with("site.toml", "title = \"公示\"\ntheme = \"wu\"\n"), "[bad-value]"},
		{"a theme outside the content", with("site.toml", "title = \"公示\"\ntheme = \"../wu\"\n"), "[bad-value]"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			content, out := filepath.Join(dir, "content"), filepath.Join(dir, "public")
			lay(t, content, good)
			if code, said := call("build", "--content", content, "--out", out); code != exitDone {
				t.Fatal(said)
			}
			before, err := write.ReadManifest(out)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.RemoveAll(content); err != nil {
				t.Fatal(err)
			}
			lay(t, content, c.files)
			for _, command := range [][]string{{"check", "--content", content}, {"build", "--content", content, "--out", out}} {
				code, said := call(command...)
				if code != exitFailed && code != exitUsage {
					t.Errorf("%s: exit %d: %s", command[0], code, said)
				}
				if !strings.Contains(said, c.want) {
					t.Errorf("%s says nothing of %s: %.400s", command[0], c.want, said)
				}
			}
			problems, err := write.Verify(out)
			after, err2 := write.ReadManifest(out)
			if err != nil || err2 != nil || len(problems) > 0 || after.Digest != before.Digest {
				t.Errorf("the earlier site is not as it was: %v %v %v", problems, err, err2)
			}
			entries, err := os.ReadDir(dir)
			if err != nil || len(entries) != 2 {
				t.Errorf("beside the site: %v %v", entries, err)
			}
		})
	}
}

// HTML and script in names, titles and text are shown as text: no page has an
// element or an attribute of theirs.
func TestMarkupIsText(t *testing.T) {
	const evil = `<script>alert(1)</script><img src=x onerror=alert(1)>`
	dir := t.TempDir()
	content, out := filepath.Join(dir, "content"), filepath.Join(dir, "public")
	lay(t, content, map[string]string{
		"site.toml":   "title = '" + evil + "'\n",
		"a/unit.toml": "name = '" + evil + "'\nsummary = '" + evil + "'\n[[department]]\nid = \"d\"\nname = '" + evil + "'\n",
		"a/index.md":  evil + "\n\n[x](javascript:alert(1))\n",
		"a/p.md":      "+++\nname = '" + evil + "'\n+++\n\n" + evil + "\n\n## " + evil + " {#a}\n\n- 等级：一级\n- 表现：" + evil + "\n- 前期预防：" + evil + "（责任：" + evil + "）\n",
	})
	code, said := call("build", "--content", content, "--out", out)
	if code != exitDone || !strings.Contains(said, "[raw-html]") {
		t.Fatalf("exit %d: %s", code, said)
	}
	err := filepath.WalkDir(out, func(name string, _ os.DirEntry, err error) error {
		if err != nil || filepath.Ext(name) != ".html" {
			return err
		}
		data, err := os.ReadFile(name)
		if bytes.Contains(data, []byte("<script>alert")) || bytes.Contains(data, []byte("<img src=x")) || bytes.Contains(data, []byte(`"javascript:`)) {
			t.Errorf("%s holds markup of the content", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func nested(depth int) string {
	var b strings.Builder
	for i := range depth {
		b.WriteString(strings.Repeat("  ", i) + "- 深\n")
	}
	return b.String()
}

// lay writes the files of a content folder.
func lay(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// call runs the command in this process.
func call(args ...string) (code int, said string) {
	var out bytes.Buffer
	code = run(append([]string{"--lang", "zh"}, args...), &out, &out)
	return code, out.String()
}
