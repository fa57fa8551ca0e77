//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gongshi/generator/write"
)

// The same content makes the same bytes wherever, whenever and by however many.
func TestSameBytesEverywhere(t *testing.T) {
	dir := t.TempDir()
	var want write.Manifest
	for i, c := range []struct{ name, shell string }{
		{"as it is", ""},
		{"another time zone", "TZ=America/New_York "},
		{"another language", "LC_ALL=en_US.UTF-8 LANG=en_US.UTF-8 "},
		{"no language", "LC_ALL=C LANG= "},
		{"a strict umask", "umask 077; "},
		{"one processor", "GOMAXPROCS=1 "},
		{"another folder", "cd /; "},
	} {
		content, err := filepath.Abs("../../content")
		if err != nil {
			t.Fatal(err)
		}
		if i%2 == 1 { // a copy, with other times and in another order on the disk
			copied := filepath.Join(dir, fmt.Sprintf("content %d", i))
			if err := os.CopyFS(copied, os.DirFS(content)); err != nil {
				t.Fatal(err)
			}
			content = copied
		}
		for _, jobs := range []string{"1", "7"} {
			out := filepath.Join(dir, fmt.Sprintf("out %d %s", i, jobs))
			line := fmt.Sprintf("%s gongshi build --jobs %s --content '%s' --out '%s'", c.shell, jobs, content, out)
			if said, err := exec.Command("sh", "-c", line).CombinedOutput(); err != nil {
				t.Fatalf("%s: %v: %s", c.name, err, said)
			}
			got, err := write.ReadManifest(out)
			if err != nil {
				t.Fatal(err)
			}
			if want.Files == nil {
				want = got
			}
			if got.Digest != want.Digest {
				t.Errorf("%s, %s jobs: %s", c.name, jobs, differing(want, got))
			}
			if err := os.RemoveAll(out); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// differing names the files in which two manifests differ.
func differing(a, b write.Manifest) string {
	sums := map[string]string{}
	for _, f := range a.Files {
		sums[f.Path] = f.SHA256
	}
	var names []string
	for _, f := range b.Files {
		if sums[f.Path] != f.SHA256 {
			names = append(names, f.Path)
		}
		delete(sums, f.Path)
	}
	for path := range sums {
		names = append(names, path)
	}
	return strings.Join(names, ", ")
}
