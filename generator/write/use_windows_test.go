package write

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A site is replaced although a reader has a file of it open for a moment. Where one has
// for good it stays as it was, or is replaced and the old one cleared by the next build:
// not every system of this kind lets a folder be moved then.
func TestReplacingWhatIsInUse(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	build := func(text string) error {
		tree, err := Stage(out, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := tree.Write("index.html", []byte(text)); err != nil {
			t.Fatal(err)
		}
		_, err = tree.Commit()
		return err
	}
	open := func() *os.File {
		f, err := os.Open(filepath.Join(out, "index.html"))
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	text := func() string {
		data, err := os.ReadFile(filepath.Join(out, "index.html"))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	if err := build("one"); err != nil {
		t.Fatal(err)
	}
	f := open()
	time.AfterFunc(300*time.Millisecond, func() { f.Close() })
	if err := build("two"); err != nil || text() != "two" {
		t.Errorf("a reader for a moment: %v, the site says %q", err, text())
	}
	f = open()
	err := build("three")
	if was := errors.Is(err, ErrInUse) && text() == "two"; !was && (err != nil || text() != "three") {
		t.Errorf("a reader for good: %v, the site says %q", err, text())
	}
	f.Close()
	if err := build("four"); err != nil || text() != "four" {
		t.Errorf("after the reader: %v, the site says %q", err, text())
	}
	entries, err := os.ReadDir(filepath.Dir(out))
	if err != nil || len(entries) != 1 {
		t.Errorf("beside the site: %v, %v", entries, err)
	}
}
