package write

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// stagePart stages a tree that replaces out, with one part of two files.
func stagePart(t *testing.T, out string) (*Tree, *Part) {
	t.Helper()
	tree, err := Stage(out, Options{})
	if err != nil {
		t.Fatal(err)
	}
	part := tree.Part()
	if err := part.Write("u/a.html", []byte("一")); err != nil {
		t.Fatal(err)
	}
	w, err := part.Create("u/b.csv")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte("二三")); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return tree, part
}

// A file that was taken over is of the old site too, and is not written on.
func TestNothingIsWrittenOnWhatWasTakenOver(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	tree, part := stagePart(t, out)
	if _, err := tree.Commit(); err != nil {
		t.Fatal(err)
	}
	tree, err := Stage(out, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := tree.Part().Take(out, part.Files()); err != nil {
		t.Fatal(err)
	}
	if tree.Write("u/a.html", []byte("other")) == nil {
		t.Error("a file was written a second time")
	}
	if err := tree.Discard(); err != nil {
		t.Fatal(err)
	}
	if problems, err := Verify(out); err != nil || len(problems) > 0 {
		t.Errorf("the old site: %v, %v", problems, err)
	}
}

func TestPartIsTakenOver(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	tree, part := stagePart(t, out)
	files := part.Files()
	first, err := tree.Commit()
	if err != nil {
		t.Fatal(err)
	}
	tree, err = Stage(out, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := tree.Part().Take(out, files); err != nil {
		t.Fatal(err)
	}
	second, err := tree.Commit()
	if err != nil {
		t.Fatal(err)
	}
	if first.Digest != second.Digest {
		t.Errorf("digest %s after taking over, %s before", second.Digest, first.Digest)
	}
	if problems, err := Verify(out); err != nil || len(problems) > 0 {
		t.Errorf("%v, %v", problems, err)
	}
}

// A file that is not as it was left is not taken over, nor is any other with it, and
// the tree has room for both to be made anew.
func TestStalePartIsNotTaken(t *testing.T) {
	for name, spoil := range map[string]func(name string) error{
		"changed": func(name string) error { return os.WriteFile(name, []byte("四五"), 0o644) },
		"longer":  func(name string) error { return os.WriteFile(name, []byte("四五六"), 0o644) },
		"gone":    os.Remove,
		"a link": func(name string) error {
			return errors.Join(os.Rename(name, name+"x"), os.Symlink(name+"x", name))
		},
	} {
		t.Run(name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "public")
			tree, part := stagePart(t, out)
			files := part.Files()
			if _, err := tree.Commit(); err != nil {
				t.Fatal(err)
			}
			tree, err := Stage(out, Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer tree.Discard()
			if err := spoil(filepath.Join(out, "u", "b.csv")); err != nil {
				t.Fatal(err)
			}
			part = tree.Part()
			if err := part.Take(out, files); !errors.Is(err, ErrStale) {
				t.Fatalf("got %v, want ErrStale", err)
			}
			if len(part.Files()) > 0 || tree.Len() > 0 {
				t.Errorf("%d files of the part, %d of the tree", len(part.Files()), tree.Len())
			}
			for _, f := range files {
				if err := part.Write(f.Path, []byte("新")); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// A spare site that another build has used since it was looked at is of no use any more.
func TestSpareThatAnotherBuildUsed(t *testing.T) {
	dir := t.TempDir()
	out, retired := filepath.Join(dir, "public"), filepath.Join(dir, "spare")
	build := func(text string, spare *Spare, from Files) Files {
		t.Helper()
		tree, err := Stage(out, Options{Spare: spare, Retired: retired})
		if err != nil {
			t.Fatal(err)
		}
		part := tree.Part()
		if err := part.Take(out, from); err != nil {
			t.Fatal(err)
		}
		if err := part.Write("a.html", []byte(text)); err != nil {
			t.Fatal(err)
		}
		if len(from) == 0 {
			if err := part.Write("large.html", bytes.Repeat([]byte("页"), 1000)); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := tree.Commit(); err != nil {
			t.Fatal(err)
		}
		if problems, err := Verify(out); err != nil || len(problems) > 0 {
			t.Errorf("%s: %v, %v", text, problems, err)
		}
		return part.Files()
	}
	large := func(files Files) Files {
		return slices.DeleteFunc(slices.Clone(files), func(w Written) bool { return w.Path != "large.html" })
	}
	look := func() *Spare {
		t.Helper()
		spare, err := OpenSpare(retired)
		if err != nil {
			t.Fatal(err)
		}
		return spare
	}
	files := build("1", nil, nil)
	files = build("2", nil, large(files))
	mine := look()
	for _, text := range []string{"3", "4"} { // the same folder is the spare site again after the second
		files = build(text, look(), large(files))
	}
	if mine.become(filepath.Join(dir, "staging")) {
		t.Error("a folder with other files is taken for the one that was looked at")
	}
	build("5", mine, large(files))
	if _, err := os.Stat(retired); err != nil {
		t.Errorf("no spare site is left: %v", err)
	}
}

// A file of the spare site that only happens to have the size and the time of the last
// site's is not left in its place.
func TestSpareOfTheSameSecond(t *testing.T) {
	for _, c := range []struct {
		settled time.Duration // after the time of the files
		stale   bool
	}{{0, false}, {-time.Hour, false}, {time.Hour, true}} {
		dir := t.TempDir()
		out, retired := filepath.Join(dir, "public"), filepath.Join(dir, "spare")
		tree, part := stagePart(t, out)
		if _, err := tree.Commit(); err != nil {
			t.Fatal(err)
		}
		when := time.Unix(0, part.Files()[0].ModTime)
		name := filepath.Join(retired, "u", "a.html")
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte("二"), 0o644), os.Chtimes(name, when, when)); err != nil {
			t.Fatal(err)
		}
		spare, err := OpenSpare(retired)
		if err != nil {
			t.Fatal(err)
		}
		spare.SettledBefore(when.Add(c.settled))
		if tree, err = Stage(out, Options{Spare: spare, Retired: retired}); err != nil {
			t.Fatal(err)
		}
		if err := tree.Part().Take(out, part.Files()); err != nil {
			t.Fatal(err)
		}
		if _, err := tree.Commit(); err != nil {
			t.Fatal(err)
		}
		if problems, err := Verify(out); err != nil || len(problems) > 0 != c.stale {
			t.Errorf("settled %v after the file: %v, %v", c.settled, problems, err)
		}
	}
}

func TestFilesSurviveTheirBinaryForm(t *testing.T) {
	want := Files{
		{File{Path: "danwei/岗位.html", Size: 1 << 40, SHA256: strings.Repeat("0f", 32), SM3: strings.Repeat("f0", 32)}, 1<<62 + 1},
		{File{Path: "a\nb", SHA256: strings.Repeat("1f", 32)}, -1},
	}
	data, err := want.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	var got Files
	if err := got.UnmarshalBinary(data); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	first := len(data) - len(data[bytes.IndexByte(data, '\n')-1:]) // where the second file begins
	for n := 1; n < len(data); n++ {
		if n != first && got.UnmarshalBinary(data[:n]) == nil {
			t.Errorf("%d of %d bytes are taken for a list", n, len(data))
		}
	}
}

func TestCopyLooksAtDigests(t *testing.T) {
	dir := t.TempDir()
	from := filepath.Join(dir, "shard")
	tree, part := stagePart(t, from)
	if _, err := tree.Commit(); err != nil {
		t.Fatal(err)
	}
	var files []File
	for _, w := range part.Files() {
		files = append(files, w.File)
	}
	tree, err := Stage(filepath.Join(dir, "public"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer tree.Discard()
	if err := tree.Part().Copy(from, files[:1]); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(from, "u", "b.csv"), []byte("二四"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := tree.Part().Copy(from, files[1:]); !errors.Is(err, ErrStale) {
		t.Errorf("got %v, want ErrStale", err)
	}
}

func TestKeptGivesBackWhatItGot(t *testing.T) {
	root, out := t.TempDir(), filepath.Join(t.TempDir(), "public")
	k, err := OpenKept(root, out)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := k.Get("a"); err == nil || k.Has("a") {
		t.Error("what was never kept came back")
	}
	for _, name := range []string{"a", "b"} {
		if err := k.Put(name, []byte("甲"+name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := k.Put("a", []byte("乙")); err != nil {
		t.Fatal(err)
	}
	if data, err := k.Get("a"); err != nil || string(data) != "乙" || !k.Has("a") {
		t.Errorf("%q, %v", data, err)
	}
	if err := k.Retain(map[string]bool{"a": true}); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Get("b"); err == nil {
		t.Error("what was not to be retained is still there")
	}
	name := filepath.Join(k.dir, "a")
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for i := range data {
		spoilt := append([]byte{}, data...)
		spoilt[i] ^= 4
		if err := os.WriteFile(name, spoilt, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := k.Get("a"); err == nil {
			t.Fatalf("byte %d changed, and nobody noticed", i)
		}
	}
}

// What is kept for a folder that is no more goes when anything else is opened, but not
// what has just been opened for one that a build is about to make.
func TestKeptIsForgotten(t *testing.T) {
	root := t.TempDir()
	old, err := OpenKept(root, filepath.Join(t.TempDir(), "gone")) // beside which there are others
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(old.dir, time.Time{}, time.Now().Add(-2*forgetting)); err != nil {
		t.Fatal(err)
	}
	k, err := OpenKept(root, filepath.Join(t.TempDir(), "not", "yet", "public"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenKept(root, filepath.Join(t.TempDir(), "public")); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(old.dir); err == nil {
		t.Error("the results of a folder that is no more are still kept")
	}
	if _, err := os.Stat(k.dir); err != nil {
		t.Error(err)
	}
}

// Any change of a site is a change of its state, a signature beside its manifest is none.
func TestState(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	tree, _ := stagePart(t, out)
	m, err := tree.Commit()
	if err != nil {
		t.Fatal(err)
	}
	state := func() string {
		t.Helper()
		s, err := State(out)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	first := state()
	if first != m.State {
		t.Errorf("the state is %s, as it was written %s", first, m.State)
	}
	if err := os.WriteFile(filepath.Join(out, signatureNames[0]), []byte("s"), 0o644); err != nil {
		t.Fatal(err)
	}
	if state() != first {
		t.Error("a signature changes the state")
	}
	seen := map[string]string{first: "nothing"}
	for name, change := range map[string]func() error{
		"a file written anew": func() error { return os.WriteFile(filepath.Join(out, "u", "a.html"), []byte("另"), 0o644) },
		"a file added":        func() error { return os.WriteFile(filepath.Join(out, "u", "c.html"), nil, 0o644) },
		"a file at the root":  func() error { return os.WriteFile(filepath.Join(out, "c.html"), nil, 0o644) },
		"a file moved":        func() error { return os.Rename(filepath.Join(out, "u", "b.csv"), filepath.Join(out, "b.csv")) },
		"a signature's name":  func() error { return os.WriteFile(filepath.Join(out, "u", signatureNames[0]), nil, 0o644) },
		"a staged site":       func() error { return os.Mkdir(stagingName(out), 0o755) },
	} {
		if err := change(); err != nil {
			t.Fatal(err)
		}
		s := state()
		if other, same := seen[s]; same {
			t.Errorf("after %s the state is that after %s", name, other)
		}
		seen[s] = name
	}
}

func TestFileIsContinued(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	tree, err := Stage(out, Options{})
	must(t, err)
	first := tree.Part()
	s, err := first.Continue("", Written{File: File{Path: "data/all.json"}}, Mark{})
	must(t, err)
	write := func(text string) {
		t.Helper()
		if _, err := s.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	write("一二")
	mark, err := s.Mark()
	must(t, err)
	if mark.Size != 6 || s.Size() != 6 {
		t.Errorf("marked at %d, written %d", mark.Size, s.Size())
	}
	write("三四")
	must(t, s.Close())
	_, err = tree.Commit()
	must(t, err)
	was := first.Files()[0]

	if tree, err = Stage(out, Options{}); err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]struct {
		was  Written
		mark Mark
	}{
		"another size":   {Written{File{Path: was.Path, Size: was.Size + 1}, was.ModTime}, mark},
		"another time":   {Written{was.File, was.ModTime + 1}, mark},
		"no such file":   {Written{File{Path: "data/none.json"}, 0}, mark},
		"too far":        {was, Mark{was.Size + 1, mark.SHA256}},
		"damaged digest": {was, Mark{mark.Size, mark.SHA256[1:]}},
	} {
		if _, err := tree.Part().Continue(out, bad.was, bad.mark); !errors.Is(err, ErrStale) {
			t.Errorf("%s: %v, want %v", name, err, ErrStale)
		}
	}
	second := tree.Part()
	s, err = second.Continue(out, was, mark)
	must(t, err)
	write("五")
	must(t, s.Close())
	_, err = tree.Commit()
	must(t, err)
	data, err := os.ReadFile(filepath.Join(out, "data", "all.json"))
	if string(data) != "一二五" || err != nil {
		t.Errorf("%q, %v", data, err)
	}
	if f := second.Files()[0]; !f.Is(data) {
		t.Errorf("%+v is not what the file is", f)
	}
	if problems, err := Verify(out); err != nil || len(problems) > 0 {
		t.Errorf("%v, %v", problems, err)
	}

	if tree, err = Stage(out, Options{SM3: true}); err != nil {
		t.Fatal(err)
	}
	if _, err := tree.Part().Continue(out, second.Files()[0], mark); !errors.Is(err, ErrStale) {
		t.Errorf("a file with two digests is continued: %v", err)
	}
	s, err = tree.Part().Continue("", Written{File: File{Path: "a"}}, Mark{})
	must(t, err)
	write("一")
	if mark, err := s.Mark(); mark.Size != 0 || err != nil {
		t.Errorf("a file with two digests is marked: %+v, %v", mark, err)
	}
	must(t, s.Close())
	must(t, tree.Discard())
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
