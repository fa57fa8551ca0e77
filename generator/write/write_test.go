package write

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// build makes a site of pairs of a path and its text.
func build(t *testing.T, out string, pairs ...string) Manifest {
	t.Helper()
	tree, err := Stage(out, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(pairs); i += 2 {
		if err := tree.Write(pairs[i], []byte(pairs[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	m, err := tree.Commit()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// beside lists what stands in the parent of the output folder.
func beside(t *testing.T, out string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(out))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestBuildReplacesTheEarlierSiteWhole(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	build(t, out, "a.html", "old", "gone/b.html", "old")
	m := build(t, out, "a.html", "new", "c/d.html", "new")
	if problems, err := Verify(out); err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	if _, err := os.Stat(filepath.Join(out, "gone")); !errors.Is(err, os.ErrNotExist) {
		t.Error("a file of the earlier site is still there")
	}
	if diff := cmp.Diff([]string{"public"}, beside(t, out)); diff != "" {
		t.Errorf("beside the site (-want +got):\n%s", diff)
	}
	read, err := ReadManifest(out)
	if err != nil {
		t.Fatal(err)
	}
	m.State = "" // tells of the folder, not of the site
	if diff := cmp.Diff(m, read); diff != "" {
		t.Errorf("manifest as read differs (-want +got):\n%s", diff)
	}
}

func TestDiscardLeavesTheEarlierSite(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	build(t, out, "a.html", "old")
	tree, err := Stage(out, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := tree.Write("a.html", []byte("new")); err != nil {
		t.Fatal(err)
	}
	if err := tree.Discard(); err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(filepath.Join(out, "a.html")); err != nil || string(data) != "old" {
		t.Errorf("%q, %v", data, err)
	}
	if diff := cmp.Diff([]string{"public"}, beside(t, out)); diff != "" {
		t.Error(diff)
	}
}

func TestForeignFoldersAreRefused(t *testing.T) {
	for name, make := range map[string]func(out string) error{
		"a folder of somebody's": func(out string) error {
			return errors.Join(os.Mkdir(out, 0o755), os.WriteFile(filepath.Join(out, "thesis.doc"), nil, 0o644))
		},
		"a file": func(out string) error { return os.WriteFile(out, nil, 0o644) },
		"another manifest": func(out string) error {
			return errors.Join(os.Mkdir(out, 0o755), os.WriteFile(filepath.Join(out, manifestName), []byte("{}"), 0o644))
		},
		"a site with a file added": func(out string) error {
			tree, err := Stage(out, Options{})
			if err != nil {
				return err
			}
			_, err = tree.Commit()
			return errors.Join(err, os.WriteFile(filepath.Join(out, "notes.txt"), nil, 0o644))
		},
	} {
		out := filepath.Join(t.TempDir(), "public")
		if err := make(out); err != nil {
			t.Fatal(name, err)
		}
		before := beside(t, out)
		if _, err := Stage(out, Options{}); !errors.Is(err, ErrForeign) {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(before, beside(t, out)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestTwoBuildsAtOnce(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	first, err := Stage(out, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Stage(out, Options{}); !errors.Is(err, ErrBusy) {
		t.Errorf("the second build was not refused: %v", err)
	}
	if _, err := first.Commit(); err != nil {
		t.Fatal(err)
	}
	second, err := Stage(out, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := second.Discard(); err != nil {
		t.Fatal(err)
	}
}

// What a killed build leaves must not stand in the way of the next one.
func TestRemainsOfAKilledBuild(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "public")
	build(t, out, "a.html", "old")
	if err := os.MkdirAll(filepath.Join(dir, ".public.staging", "x"), 0o755); err != nil {
		t.Fatal(err)
	}
	// Killed between the two renames of a system that cannot exchange names.
	if err := os.Rename(out, oldName(out)); err != nil {
		t.Fatal(err)
	}
	tree, err := Stage(out, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(filepath.Join(out, "a.html")); err != nil || string(data) != "old" {
		t.Errorf("the old site was not put back: %q, %v", data, err)
	}
	if err := tree.Discard(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"public"}, beside(t, out)); diff != "" {
		t.Error(diff)
	}
}

func TestPathsThatAreNone(t *testing.T) {
	tree, err := Stage(filepath.Join(t.TempDir(), "public"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer tree.Discard()
	for _, path := range []string{"", ".", "../x", "/x", "a/../b", `a\b`, "c:x", "a\x00", "manifest.json"} {
		if err := tree.Write(path, nil); err == nil {
			t.Errorf("%q was taken", path)
		}
	}
}

// Two files of one name are refused, also where only Windows would take them for one:
// then before anything is put in place.
func TestFilesThatAreOne(t *testing.T) {
	for _, c := range [][]string{{"a.html", "a.html"}, {"A.html", "a.html"}, {"a/B.html", "a/b.html"}, {"É/Ab.html", "é/aB.html"}} {
		out := filepath.Join(t.TempDir(), "public")
		build(t, out, "old.html", "old")
		tree, err := Stage(out, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range c {
			if err = tree.Write(path, nil); err != nil {
				break
			}
		}
		if err == nil {
			_, err = tree.Commit()
		} else if err := tree.Discard(); err != nil {
			t.Fatal(err)
		}
		if err == nil {
			t.Errorf("%q were taken", c)
		}
		if problems, err := Verify(out); err != nil || len(problems) > 0 {
			t.Errorf("%q: the old site: %v, %v", c, problems, err)
		}
	}
}

// What is set aside is beside the site, and gone with the build, or with the next one
// where that was killed.
func TestScratch(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	aside := func() *Tree {
		t.Helper()
		tree, err := Stage(out, Options{})
		if err != nil {
			t.Fatal(err)
		}
		scratch, err := tree.Scratch()
		if err != nil {
			t.Fatal(err)
		}
		if err := scratch.Put("0", []byte("部门")); err != nil {
			t.Fatal(err)
		}
		if data, err := scratch.Get("0"); err != nil || string(data) != "部门" {
			t.Errorf("set aside: %q, %v", data, err)
		}
		return tree
	}
	if _, err := aside().Commit(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"public"}, beside(t, out)); diff != "" {
		t.Error(diff)
	}
	aside().lock.release() // as if killed
	if err := aside().Discard(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"public"}, beside(t, out)); diff != "" {
		t.Error(diff)
	}
}

func TestVerifyFindsEachDifference(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	build(t, out, "a.html", "one", "b.html", "two", "c/d.html", "three")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(os.WriteFile(filepath.Join(out, "a.html"), []byte("0ne"), 0o644))
	must(os.Remove(filepath.Join(out, "b.html")))
	must(os.WriteFile(filepath.Join(out, "c", "e.html"), nil, 0o644))
	problems, err := Verify(out)
	must(err)
	want := []Problem{{"a.html", Changed}, {"b.html", Missing}, {"c/e.html", Added}}
	if diff := cmp.Diff(want, problems); diff != "" {
		t.Error(diff)
	}
}

func TestManifestDoesNotDependOnTheOrderOfWriting(t *testing.T) {
	digest := func(workers int) string {
		tree, err := Stage(filepath.Join(t.TempDir(), "public"), Options{})
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for w := range workers {
			wg.Go(func() {
				for i := w; i < 200; i += workers {
					if err := tree.Write(fmt.Sprintf("d%d/f%d.html", i%7, i), fmt.Append(nil, i)); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		m, err := tree.Commit()
		if err != nil {
			t.Fatal(err)
		}
		return m.Digest
	}
	if one, many := digest(1), digest(8); one != many {
		t.Errorf("%s with one worker, %s with eight", one, many)
	}
}

func TestSwapWithoutExchange(t *testing.T) {
	dir := t.TempDir()
	out, staging := filepath.Join(dir, "public"), filepath.Join(dir, "staging")
	for _, d := range []string{out, staging} {
		if err := errors.Join(os.Mkdir(d, 0o755), os.WriteFile(filepath.Join(d, "name"), []byte(filepath.Base(d)), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := swap(staging, out); err != nil {
		t.Fatal(err)
	}
	if data, _ := os.ReadFile(filepath.Join(out, "name")); string(data) != "staging" {
		t.Errorf("%q stands in the place of the site", data)
	}
}

// A step that is hindered is tried again, for a while; another failure is told at once.
func TestPatiently(t *testing.T) {
	errHeld, errOther := errors.New("held"), errors.New("other")
	held := func(err error) bool { return errors.Is(err, errHeld) }
	for _, c := range []struct {
		name   string
		step   func(tries int) error
		want   []error
		within time.Duration
	}{
		{"done", func(int) error { return nil }, nil, 0},
		{"another failure", func(int) error { return errOther }, []error{errOther}, 0},
		{"held for a moment", func(tries int) error {
			if tries < 8 {
				return errHeld
			}
			return nil
		}, nil, time.Second},
		{"held for good", func(int) error { return errHeld }, []error{ErrInUse, errHeld}, 2 * patience},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tries, began := 0, time.Now()
				err := patiently(held, func() error {
					tries++
					return c.step(tries)
				})
				for _, want := range c.want {
					if !errors.Is(err, want) {
						t.Errorf("%v, want %v", err, want)
					}
				}
				if took := time.Since(began); err != nil && c.want == nil || took > c.within {
					t.Errorf("%v after %v", err, took)
				}
			})
		})
	}
}

// A line of the manifest is what the library makes of it, whatever the file is called.
func TestManifestLinesAreJSON(t *testing.T) {
	for _, path := range []string{"a.html", "制度/甲 乙.html", `a"b\c.html`, "a<b>&c.html", "a\u2028b\x7f\x01.html", "é.html"} {
		for _, sm3 := range []string{"", "55e12e91650d2fec56ec74e1d3e4ddbfce2ef3a65890c2a19ecf88a307e76a23"} {
			f := File{path, 1 << 40, "11507a0e2f5e69d5dfa40a62a1bd7b6ee57e6bcd85c67c9b8431b36fff21c437", sm3}
			want, err := json.Marshal(f)
			if err != nil {
				t.Fatal(err)
			}
			got, err := f.appendJSON(nil)
			if err != nil || string(got) != string(want) {
				t.Errorf("%s, want %s, %v", got, want, err)
			}
		}
	}
}

func TestGatheredFilesAreTheSame(t *testing.T) {
	files := []File{{Path: "目录/a.html", Size: 3, SHA256: "00ff", SM3: "11"}, {}, {Path: "b", SHA256: "aa"}}
	want := slices.Clone(files)
	if gather(files); !slices.Equal(files, want) {
		t.Errorf("%+v, want %+v", files, want)
	}
}
