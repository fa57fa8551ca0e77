package write

import (
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The state and the spare site come out the same whether they are looked at together or
// each by itself.
func TestStateAndStamps(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	root := t.TempDir()
	out, dir := filepath.Join(root, "out"), filepath.Join(root, "spare")
	for i := range 200 {
		name := filepath.Join(strconv.Itoa(random.IntN(5)), strconv.Itoa(random.IntN(5)), strconv.Itoa(i))
		site, spare := filepath.Join(out, name), filepath.Join(dir, name)
		switch random.IntN(5) {
		case 0:
			write(site, name)
		case 1:
			write(spare, name)
		case 2:
			write(site, name)
			write(spare, name+" before")
		default:
			write(site, name)
			if err := os.MkdirAll(filepath.Dir(spare), 0o777); err != nil {
				t.Fatal(err)
			}
			if random.IntN(8) == 0 {
				spare += ".html" // the same file under another name
			}
			if err := os.Link(site, spare); err != nil {
				t.Fatal(err)
			}
			if random.IntN(8) == 0 {
				write(site, "by hand")
			}
		}
	}
	wantState, err := State(out)
	if err != nil {
		t.Fatal(err)
	}
	want, err := OpenSpare(dir)
	if err != nil {
		t.Fatal(err)
	}
	state, stamps, err := StateAndStamps(out)
	if err != nil || state != wantState {
		t.Fatalf("state %s, want %s, %v", state, wantState, err)
	}
	got, err := stamps.OpenSpare(dir)
	if err != nil {
		t.Fatal(err)
	}
	files := func(s *Spare) map[string]spareFile {
		all := map[string]spareFile{}
		for _, f := range s.files {
			all[f.path] = f
		}
		return all
	}
	if diff := cmp.Diff(files(want), files(got), cmp.AllowUnexported(spareFile{})); diff != "" {
		t.Errorf("-by itself +with the site\n%s", diff)
	}
	if diff := cmp.Diff(slices.Sorted(slices.Values(want.folders)), slices.Sorted(slices.Values(got.folders))); diff != "" {
		t.Errorf("folders: -by itself +with the site\n%s", diff)
	}

	nodes := stamps.byNode()
	for n := range maps.Keys(nodes) {
		nodes[n] = stamp{size: -1}
	}
	told, err := openSpare(dir, nodes)
	if err != nil {
		t.Fatal(err)
	}
	known := 0
	for _, f := range told.files {
		if f.size == -1 {
			known++
		}
	}
	if len(nodes) > 0 && known < 60 {
		t.Errorf("of %d files that are in both %d are known", len(told.files), known)
	}
	if got, err := stamps.OpenSpare(filepath.Join(root, "none")); err == nil || got != nil {
		t.Errorf("without a spare site: %v, %v", got, err)
	}
}
