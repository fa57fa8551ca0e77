package generator_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"gongshi/generator"
	"gongshi/generator/catalog"
	"gongshi/generator/write"
)

// faulty is a content folder in which the n-th access fails.
type faulty struct {
	fs.FS
	n     int64
	cause error
	count atomic.Int64
}

func (f *faulty) next(op, name string) error {
	if f.count.Add(1) == f.n {
		return &fs.PathError{Op: op, Path: name, Err: f.cause}
	}
	return nil
}

func (f *faulty) Open(name string) (fs.File, error) {
	if err := f.next("open", name); err != nil {
		return nil, err
	}
	file, err := f.FS.Open(name)
	if err != nil {
		return nil, err
	}
	return &faultyFile{file, f, name}, nil
}

type faultyFile struct {
	fs.File
	of   *faulty
	name string
}

func (f *faultyFile) Read(p []byte) (int, error) {
	if err := f.of.next("read", f.name); err != nil {
		return 0, err
	}
	return f.File.Read(p)
}

func (f *faultyFile) ReadDir(n int) ([]fs.DirEntry, error) {
	if err := f.of.next("readdir", f.name); err != nil {
		return nil, err
	}
	return f.File.(fs.ReadDirFile).ReadDir(n)
}

// A file that vanishes, may not be read any more or cannot be read, at whatever
// moment, ends the build with an error that names it, or a finding, and the earlier
// site stays.
func TestContentThatFailsMidway(t *testing.T) {
	content := os.DirFS("testdata/golden/content")
	out := filepath.Join(t.TempDir(), "public")
	options := generator.Options{View: catalog.View{Audience: catalog.AudiencePublic}, Jobs: 1}
	whole := &faulty{FS: content}
	if report, err := generator.Build(t.Context(), whole, out, options); err != nil || report.Failed(false) {
		t.Fatal(report, err)
	}
	accesses := whole.count.Load()
	before, err := write.ReadManifest(out)
	if err != nil {
		t.Fatal(err)
	}
	said := 0
	for _, cause := range []error{fs.ErrNotExist, fs.ErrPermission, errors.New("input/output error")} {
		for n := int64(1); n <= accesses; n++ {
			report, err := generator.Build(t.Context(), &faulty{FS: content, n: n, cause: cause}, out, options)
			after, err2 := write.ReadManifest(out)
			problems, err3 := write.Verify(out)
			if err2 != nil || err3 != nil || len(problems) > 0 {
				t.Fatalf("access %d, %v: the site is not whole: %v %v %v", n, cause, err2, err3, problems)
			}
			switch {
			case err != nil:
				said++
				if !errors.Is(err, cause) {
					t.Errorf("access %d: %v, want %v", n, err, cause)
				}
			case report.Failed(false):
				said++
			case after.Digest == before.Digest:
				continue // the file is one that may be missing, and it makes no difference
			}
			if (err != nil || report.Failed(false)) && after.Digest != before.Digest {
				t.Fatalf("access %d, %v: the earlier site is gone: %v", n, cause, err)
			}
			if err == nil && !report.Failed(false) {
				t.Errorf("access %d, %v: a site of part of the content", n, cause)
			}
			if entries, err := os.ReadDir(filepath.Dir(out)); err != nil || len(entries) != 1 {
				t.Fatalf("beside the site: %v %v", entries, err)
			}
		}
	}
	t.Logf("%d accesses, %d of %d failures said", accesses, said, 3*accesses)
	if strings.TrimSpace(before.Digest) == "" || said < int(accesses) {
		t.Errorf("only %d failures were said", said)
	}
}
