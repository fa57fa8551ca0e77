package generator

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"gongshi/generator/write"
)

// What stands before an edited unit in the data file of the whole site is not read to be
// summed up: it is what it was, even where somebody wrote on it and put the time back.
func TestCatalogueIsContinued(t *testing.T) {
	content := contentCopy(t, "../content")
	dir := t.TempDir()
	out, opt := filepath.Join(dir, "public"), keeping(filepath.Join(dir, "kept"))
	mustBuild(t, content, out, opt)
	all := filepath.Join(out, "data", "catalogue.json")
	before, err := os.ReadFile(all)
	must(t, err)
	info, err := os.Stat(all)
	must(t, err)

	name := filepath.Join(content, "youzhengju", "index.md")
	if _, err := os.Stat(name); err != nil {
		t.Fatal("the sample has no unit that stands late: ", err)
	}
	text, err := os.ReadFile(name)
	must(t, err)
	must(t, os.WriteFile(name, append(text, "\n另有补充。\n"...), 0o644))
	spoilt := bytes.Replace(before, []byte("公示"), []byte("工事"), 1)
	must(t, os.WriteFile(all, spoilt, 0o644))
	must(t, os.Chtimes(all, info.ModTime(), info.ModTime()))
	mustBuild(t, content, out, opt)
	after, err := os.ReadFile(all)
	must(t, err)
	if !bytes.HasPrefix(after, spoilt[:len(spoilt)/4]) {
		t.Error("the file is written anew")
	}
	problems, err := write.Verify(out)
	must(t, err)
	if len(problems) != 1 || problems[0].Path != "data/catalogue.json" {
		t.Errorf("the digest is not that of what was written once: %v", problems)
	}
}
