package generator

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// The pages that a desk makes of a change are, byte for byte, those that the next build
// makes, and it finds the same in the files; what it cannot know it leaves to the build.
func TestRedoneIsAsBuilt(t *testing.T) {
	content := contentCopy(t, "../content")
	out := filepath.Join(t.TempDir(), "public")
	opt := keeping(t.TempDir())
	desk := mustBuild(t, content, out, opt).Desk()
	rng := seeded()
	pages, refused := 0, 0
	var undone []string // since the build that the desk is of
	for step := range 8 {
		changed := undone
		undone = nil
		undo := func() {}
		switch step % 4 {
		case 0, 1: // two positions, perhaps of different units
			for range 1 + step%4 {
				name := choose(t, content, rng, isPosition)
				rel, err := filepath.Rel(content, name)
				must(t, err)
				changed = append(changed, filepath.ToSlash(rel))
				rewrite(t, name, func(b []byte) []byte { return bytes.Replace(b, []byte("，"), []byte("，并且，"), 1) })
			}
		case 2: // an error
			name := choose(t, content, rng, isPosition)
			rel, err := filepath.Rel(content, name)
			must(t, err)
			changed = append(changed, filepath.ToSlash(rel))
			undo = rewrite(t, name, func(b []byte) []byte { return append(b, []byte("\n## 风险 {#zz}\n\n- 等级: 九级\n")...) })
		case 3: // a new file
			name := filepath.Join(filepath.Dir(choose(t, content, rng, isPosition)), "xin.md")
			rel, err := filepath.Rel(content, name)
			must(t, err)
			changed = append(changed, filepath.ToSlash(rel))
			must(t, os.WriteFile(name, []byte("+++\nname = \"新岗\"\n+++\n"), 0o644))
			undo = func() { must(t, os.Remove(name)) }
		}
		redone, ok, err := desk.Redo(append(changed, "gone.md~"))
		must(t, err)
		report := mustBuild(t, content, out, opt)
		if step%4 == 3 {
			refused++
			if ok {
				t.Errorf("step %d: a file that nobody knew was redone", step)
			}
			undo()
			undone = changed[:len(changed)-1]
			continue
		}
		if !ok || report.Failed(false) != (step%4 == 2) || len(redone.Findings) != len(report.Findings) {
			t.Fatalf("step %d: %t, %v, want %v", step, ok, redone, report.Findings)
		}
		for i, f := range report.Findings {
			if redone.Findings[i] != f {
				t.Errorf("step %d: %v, want %v", step, redone.Findings[i], f)
			}
		}
		if step%4 == 2 && len(redone.Pages) > 0 {
			t.Errorf("step %d: pages are shown in spite of an error", step)
		}
		for name, data := range redone.Pages {
			pages++
			if want, err := os.ReadFile(filepath.Join(out, filepath.FromSlash(name))); err != nil || !bytes.Equal(data, want) {
				t.Errorf("step %d: %s is not as built: %v", step, name, err)
			}
		}
		if undo(); step%4 == 2 {
			undone = changed
		}
		if report.Desk() != nil {
			desk = report.Desk()
		}
	}
	if pages < 6 || refused == 0 {
		t.Errorf("%d pages, %d times refused: the test shows little", pages, refused)
	}
	for _, name := range []string{"site.toml", ".", "schemes"} {
		if _, ok, err := desk.Redo([]string{name}); ok || err != nil {
			t.Errorf("%s: %t, %v", name, ok, err)
		}
	}
}
