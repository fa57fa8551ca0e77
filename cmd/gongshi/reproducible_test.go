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

// The same content makes the same bytes on every machine: with the quick ways that some
// processors have and without, with words of 64 bits and of 32.
func TestSameBytesOnEveryMachine(t *testing.T) {
	content, err := filepath.Abs("../../content")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	build := func(program, name string) write.Manifest {
		out := filepath.Join(dir, name)
		if said, err := exec.Command(program, "build", "--no-cache", "--print", "--content", content, "--out", out).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v: %s", name, err, said)
		}
		m, err := write.ReadManifest(out)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	want := build("gongshi", "as it is")
	for _, c := range []struct {
		name string
		env  []string
		args []string
	}{
		{"without assembly", nil, []string{"-tags", "noasm,purego"}},
		{"32 bits", []string{"GOARCH=386"}, nil},
	} {
		program := filepath.Join(dir, "gongshi "+c.name)
		make := exec.Command("go", append(append([]string{"build"}, c.args...), "-o", program, ".")...)
		make.Env = append(append(os.Environ(), "CGO_ENABLED=0"), c.env...)
		if said, err := make.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v: %s", c.name, err, said)
		}
		if err := exec.Command(program, "version").Run(); err != nil && c.env != nil {
			t.Logf("%s: this machine does not run it: %v", c.name, err)
			continue
		}
		if got := build(program, c.name); got.Digest != want.Digest {
			t.Errorf("%s: %s", c.name, differing(want, got))
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
