//go:build unix

package write

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// Symbolic links, in the place of the site, in it and beside it, lead no build and no
// comparison out of the folder: what they point to stays as it is.
func TestSymbolicLinks(t *testing.T) {
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name    string
		link    func(dir, out, precious string) error // dir is that of out, precious one with files
		refused error
		problem Problem // that verify finds in the site
	}{
		{"for the site, to a folder", func(_, out, precious string) error {
			return errors.Join(os.RemoveAll(out), os.Symlink(precious, out))
		}, ErrForeign, Problem{}},
		{"for the site, to nothing", func(_, out, precious string) error {
			return errors.Join(os.RemoveAll(out), os.Symlink(precious+"x", out))
		}, ErrForeign, Problem{}},
		{"for a page", func(_, out, precious string) error {
			name := filepath.Join(out, "a.html")
			return errors.Join(os.Remove(name), os.Symlink(filepath.Join(precious, "thesis.doc"), name))
		}, nil, Problem{"a.html", Changed}},
		{"for a page, to the same text", func(_, out, precious string) error {
			name := filepath.Join(out, "a.html")
			return errors.Join(os.Rename(name, filepath.Join(precious, "a.html")), os.Symlink(filepath.Join(precious, "a.html"), name))
		}, nil, Problem{"a.html", Changed}},
		{"for a folder of the site", func(_, out, precious string) error {
			name := filepath.Join(out, "c")
			return errors.Join(os.RemoveAll(name), os.Symlink(precious, name))
		}, ErrForeign, Problem{"c", Added}},
		{"one more", func(_, out, precious string) error { return os.Symlink(precious, filepath.Join(out, "z")) }, ErrForeign, Problem{"z", Added}},
		{"where the new site is made", func(_, out, precious string) error { return os.Symlink(precious, stagingName(out)) }, nil, Problem{}},
		{"where the old site is put", func(_, out, precious string) error { return os.Symlink(precious, oldName(out)) }, nil, Problem{}},
		{"for the lock", func(dir, _, precious string) error {
			return os.Symlink(filepath.Join(precious, "thesis.doc"), filepath.Join(dir, ".public.lock"))
		}, nil, Problem{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, precious := t.TempDir(), t.TempDir()
			out := filepath.Join(dir, "public")
			must(os.WriteFile(filepath.Join(precious, "thesis.doc"), []byte("years of work"), 0o644))
			build(t, out, "a.html", "one", "c/d.html", "two")
			must(c.link(dir, out, precious))
			if c.problem.Path != "" {
				problems, err := Verify(out)
				if err != nil || len(problems) == 0 || problems[0] != c.problem {
					t.Errorf("verify finds %v, %v", problems, err)
				}
			}
			tree, err := Stage(out, Options{})
			if !errors.Is(err, c.refused) {
				t.Fatalf("a build is refused with %v, want %v", err, c.refused)
			}
			if err == nil {
				must(tree.Write("a.html", []byte("new")))
				must(tree.Write("c/e.html", []byte("new")))
				if _, err := tree.Commit(); err != nil {
					t.Fatal(err)
				}
				if problems, err := Verify(out); err != nil || len(problems) > 0 {
					t.Errorf("%v, %v", problems, err)
				}
			}
			if data, err := os.ReadFile(filepath.Join(precious, "thesis.doc")); err != nil || string(data) != "years of work" {
				t.Errorf("what the link points to is %q, %v", data, err)
			}
		})
	}
}

// A site is verified through a link to it, as a server has one.
func TestVerifyThroughALink(t *testing.T) {
	dir := t.TempDir()
	out, link := filepath.Join(dir, "public"), filepath.Join(dir, "current")
	build(t, out, "a.html", "one", "c/d.html", "two")
	if err := os.Symlink(out, link); err != nil {
		t.Fatal(err)
	}
	if problems, err := Verify(link); err != nil || len(problems) > 0 {
		t.Errorf("%v, %v", problems, err)
	}
}
