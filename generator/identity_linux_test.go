package generator

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A file of the same size and time of writing need not be the one that it was.
func TestKeptOfFilesThatChangedPlaces(t *testing.T) {
	dir := t.TempDir()
	content := filepath.Join(dir, "content")
	write := func(name, text string) {
		file := filepath.Join(content, filepath.FromSlash(name))
		must(t, os.MkdirAll(filepath.Dir(file), 0o755))
		must(t, os.WriteFile(file, []byte(text), 0o644))
		old := time.Now().Add(-time.Hour).Truncate(time.Second)
		must(t, os.Chtimes(file, old, old))
	}
	position := func(word string) string {
		return "+++\nname = \"岗" + word + "\"\n+++\n## 围标" + word + " {#a}\n\n- 等级：一级\n- 前期预防：按月核对\n"
	}
	write("site.toml", "title = \"站\"\n")
	write("a/unit.toml", "name = \"甲\"\n")
	write("a/p.md", position("一"))
	write("a/q.md", position("二"))
	out, opt := filepath.Join(dir, "public"), keeping(filepath.Join(dir, "kept"))
	mustBuild(t, content, out, opt)

	p, q, tmp := filepath.Join(content, "a", "p.md"), filepath.Join(content, "a", "q.md"), filepath.Join(dir, "t")
	must(t, os.Rename(p, tmp))
	must(t, os.Rename(q, p))
	must(t, os.Rename(tmp, q))
	sameAsClean(t, "exchanged", content, mustBuild(t, content, out, opt), opt)

	write("a/q.md", position("三"))
	sameAsClean(t, "written with the old time", content, mustBuild(t, content, out, opt), opt)

	again := filepath.Join(dir, "again")
	must(t, os.Rename(content, again))
	write("site.toml", "title = \"站\"\n")
	write("a/unit.toml", "name = \"甲\"\n")
	write("a/p.md", position("四"))
	write("a/q.md", position("五"))
	sameAsClean(t, "another content", content, mustBuild(t, content, out, opt), opt)
}

// A theme may hold folders of others.
func TestThemeWithALinkToAFolder(t *testing.T) {
	content := contentCopy(t, "testdata/golden/content")
	dir := t.TempDir()
	shared := filepath.Join(dir, "shared")
	must(t, os.MkdirAll(shared, 0o755))
	must(t, os.WriteFile(filepath.Join(shared, "extra.css"), []byte("a{}"), 0o644))
	theme := filepath.Join(content, "_theme")
	must(t, os.MkdirAll(theme, 0o755))
	must(t, os.Symlink(shared, filepath.Join(theme, "assets")))
	rewrite(t, filepath.Join(content, "site.toml"), func(b []byte) []byte { return append([]byte("theme = \"_theme\"\n"), b...) })
	out, opt := filepath.Join(dir, "public"), keeping(filepath.Join(dir, "kept"))
	mustBuild(t, content, out, opt)
	must(t, os.WriteFile(filepath.Join(shared, "extra.css"), []byte("b{}"), 0o644))
	sameAsClean(t, "the linked folder has changed", content, mustBuild(t, content, out, opt), opt)
}
