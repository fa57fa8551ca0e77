package load

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

// A folder reads as package os reads it.
func TestFolder(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(full), 0o755), os.WriteFile(full, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	write("empty.md", "")
	write("short.md", "一")
	write("单位/long.md", strings.Repeat("长", 10_000))
	if err := os.Symlink("short.md", filepath.Join(dir, "link.md")); err != nil {
		t.Log(err) // not every system lets everybody make one
	}
	fsys, usual := Folder(dir), os.DirFS(dir)
	if err := fstest.TestFS(fsys, "empty.md", "short.md", "单位/long.md"); err != nil {
		t.Error(err)
	}
	write("large.md", strings.Repeat("x", maxFileSize+1))
	for _, name := range []string{"empty.md", "short.md", "单位/long.md", "large.md", "link.md", "none.md", "单位", ".", "../short.md", "/short.md", "", "short.md/x", "a\x00b"} {
		got, err := fs.ReadFile(fsys, name)
		want, wantErr := fs.ReadFile(usual, name)
		if !bytes.Equal(got, want) || (err == nil) != (wantErr == nil) || err != nil && err.Error() != wantErr.Error() {
			t.Errorf("%q: %d bytes, %v; want %d bytes, %v", name, len(got), err, len(want), wantErr)
		}
	}
}
