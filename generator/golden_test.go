package generator

import (
	"bytes"
	"context"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"gongshi/generator/diag"
	"gongshi/generator/write"
)

var update = flag.Bool("update", false, "write what is built into testdata/golden/public")

// A small catalogue gives exactly the tree of testdata/golden/public. After a
// change that is meant, write it with -update and read the difference.
func TestGoldenSite(t *testing.T) {
	const golden = "testdata/golden/public"
	out := golden
	if !*update {
		out = filepath.Join(t.TempDir(), "public")
	}
	report, err := Build(context.Background(), os.DirFS("testdata/golden/content"), out, public)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Findings {
		if f.Severity != diag.Note { // what is accepted is part of the sample
			t.Error(f.Format("zh"))
		}
	}
	want, got := os.DirFS(golden), os.DirFS(out)
	files := 0
	err = fs.WalkDir(got, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		files++
		a, err := fs.ReadFile(want, name)
		if err != nil {
			t.Error(err)
			return nil
		}
		b, err := fs.ReadFile(got, name)
		if err != nil {
			return err
		}
		if !bytes.Equal(a, b) {
			at := 0
			for at < min(len(a), len(b)) && a[at] == b[at] {
				at++
			}
			t.Errorf("%s differs at byte %d:\nwant …%s\n got …%s", name, at, around(a, at), around(b, at))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if m, err := write.ReadManifest(golden); err != nil || len(m.Files)+1 != files {
		t.Errorf("%d files, the golden site has %d: %v", files, len(m.Files)+1, err)
	}
}

func around(data []byte, at int) []byte {
	return data[max(0, at-20):min(len(data), at+60)]
}

// Positions come in the same bytes however they are written: the order of files in
// the file system and the number of workers do not matter.
func TestSameBytesFromMemory(t *testing.T) {
	content := fstest.MapFS{}
	err := fs.WalkDir(os.DirFS("testdata/golden/content"), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join("testdata/golden/content", name))
		content[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	want, err := write.ReadManifest("testdata/golden/public")
	if err != nil {
		t.Fatal(err)
	}
	for jobs := range 3 {
		report, err := Build(context.Background(), content, filepath.Join(t.TempDir(), "public"), Options{View: public.View, Jobs: jobs})
		if err != nil {
			t.Fatal(err)
		}
		if report.Digest != want.Digest {
			t.Errorf("%d workers give other bytes", jobs)
		}
	}
}

// Files that were saved on Windows, with its ends of lines and a mark at their beginning,
// make the same site.
func TestLinesOfWindowsMakeTheSameSite(t *testing.T) {
	unix := os.DirFS("testdata/golden/content")
	windows := fstest.MapFS{}
	err := fs.WalkDir(unix, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(unix, name)
		if ext := filepath.Ext(name); ext == ".md" || ext == ".toml" {
			data = append([]byte("\ufeff"), bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n"))...)
		}
		windows[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	digests := map[string]bool{}
	for _, content := range []fs.FS{unix, windows} {
		report, err := Build(context.Background(), content, filepath.Join(t.TempDir(), "public"), public)
		if err != nil {
			t.Fatal(err)
		}
		digests[report.Digest] = true
	}
	if len(digests) != 1 {
		t.Error("the sites differ")
	}
}
