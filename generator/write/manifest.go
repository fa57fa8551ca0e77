package write

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/emmansun/gmsm/sm3"
)

const manifestName = "manifest.json"

var errManifest = errors.New("not the manifest of a built site")

// File is one file of a site. Size is in bytes, the digests in lower-case hex. SM3
// (GB/T 32905-2016) is there where it was asked for.
type File struct {
	Path   string `json:"path"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
	SM3    string `json:"sm3,omitempty"`
}

func (f *File) texts() [3]*string { return [...]*string{&f.Path, &f.SHA256, &f.SM3} }

// digester sums up the digests of a file.
type digester struct{ sha256, sm3 hash.Hash }

func newDigester(withSM3 bool) digester {
	d := digester{sha256: sha256.New()}
	if withSM3 {
		d.sm3 = sm3.New()
	}
	return d
}

func (d digester) Write(p []byte) (int, error) {
	d.sha256.Write(p)
	if d.sm3 != nil {
		d.sm3.Write(p)
	}
	return len(p), nil
}

// file is the entry of a file of so many bytes.
func (d digester) file(path string, size int64) File {
	f := File{Path: path, Size: size, SHA256: hex.EncodeToString(d.sha256.Sum(nil))}
	if d.sm3 != nil {
		f.SM3 = hex.EncodeToString(d.sm3.Sum(nil))
	}
	return f
}

// Manifest names every file of a site but itself, in the order of paths.
type Manifest struct {
	Generator string `json:"generator"`
	Version   int    `json:"version"` // of the manifest's form
	Files     []File `json:"files"`
	Digest    string `json:"-"` // SHA-256 of the manifest file itself, in hex
	State     string `json:"-"` // of the site just built, see the function; else empty
}

// Size is the size of all files in bytes.
func (m *Manifest) Size() int64 {
	var n int64
	for _, f := range m.Files {
		n += f.Size
	}
	return n
}

func sortFiles(files []File) {
	slices.SortFunc(files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
}

// collide reports two files of a sorted manifest that are one where the case of letters
// does not count, as on most disks of Windows and macOS.
func (m *Manifest) collide() error {
	byPath := func(f File, path string) int { return cmp.Compare(f.Path, path) }
	lowered := map[string]string{}
	for i, f := range m.Files {
		if i > 0 && m.Files[i-1].Path == f.Path {
			return fmt.Errorf("write site: two files are called %q", f.Path)
		}
		low := strings.ToLower(f.Path)
		if low == f.Path {
			continue
		}
		other, taken := lowered[low]
		if at, ok := slices.BinarySearchFunc(m.Files, low, byPath); ok {
			other, taken = m.Files[at].Path, true
		}
		if taken {
			return fmt.Errorf("write site: %q and %q are one file", other, f.Path)
		}
		lowered[low] = f.Path
	}
	return nil
}

// write writes the manifest with one line for each file.
func (m *Manifest) write(name string) error {
	m.Generator, m.Version = "gongshi", 1
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	sum := sha256.New()
	w := bufio.NewWriterSize(io.MultiWriter(f, sum), 1<<16)
	fmt.Fprintf(w, "{\n\"generator\": %q,\n\"version\": %d,\n\"files\": [", m.Generator, m.Version)
	var line []byte
	for i, file := range m.Files {
		if line, err = file.appendJSON(line[:0]); err != nil {
			return errors.Join(fmt.Errorf("write manifest: %w", err), f.Close())
		}
		if i > 0 {
			w.WriteByte(',')
		}
		w.WriteByte('\n')
		w.Write(line)
	}
	w.WriteString("\n]\n}\n")
	if err := errors.Join(w.Flush(), f.Close()); err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	m.Digest = hex.EncodeToString(sum.Sum(nil))
	return nil
}

// appendJSON is [json.Marshal], quicker.
func (f File) appendJSON(b []byte) ([]byte, error) {
	if strings.ContainsFunc(f.Path, func(r rune) bool {
		return r < ' ' || r == utf8.RuneError || r == '\u2028' || r == '\u2029' || strings.ContainsRune(`"\<>&`, r)
	}) {
		line, err := json.Marshal(f)
		return append(b, line...), err
	}
	b = append(append(b, `{"path":"`...), f.Path...)
	b = strconv.AppendInt(append(b, `","size":`...), f.Size, 10)
	b = append(append(b, `,"sha256":"`...), f.SHA256...)
	if f.SM3 != "" {
		b = append(append(b, `","sm3":"`...), f.SM3...)
	}
	return append(b, `"}`...), nil
}

// ReadManifest reads the manifest of a built site.
func ReadManifest(dir string) (Manifest, error) {
	data, err := os.ReadFile(filepath.Join(dir, manifestName))
	if err != nil {
		return Manifest{}, fmt.Errorf("read manifest: %w", err)
	}
	var m Manifest
	if err := json.Unmarshal(data, &m); err != nil {
		return Manifest{}, fmt.Errorf("read manifest: %w: %w", errManifest, err)
	}
	if m.Generator != "gongshi" || m.Version != 1 {
		return Manifest{}, fmt.Errorf("read manifest: %w", errManifest)
	}
	sum := sha256.Sum256(data)
	m.Digest = hex.EncodeToString(sum[:])
	return m, nil
}

// Kinds of problems.
const (
	Changed = "changed"
	Missing = "missing"
	Added   = "added"
)

// Problem is a file that differs from the manifest. Path is relative to the
// site, with forward slashes.
type Problem struct {
	Path string
	Kind string // Changed, Missing or Added
}

// Verify compares a built site with its own manifest and returns every file that
// was changed, is missing or was added, in the order of paths.
func Verify(dir string) ([]Problem, error) {
	m, err := ReadManifest(dir)
	if err != nil {
		return nil, err
	}
	// Servers have a link to the site that is shown.
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return nil, fmt.Errorf("verify site: %w", err)
	}
	return compare(dir, m, true)
}

// compare finds the files that differ from the manifest. Without contents it
// looks at names only.
func compare(dir string, m Manifest, contents bool) ([]Problem, error) {
	want := make(map[string]File, len(m.Files))
	for _, f := range m.Files {
		want[f.Path] = f
	}
	var problems []Problem
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if d.IsDir() || rel == manifestName || isSignature(rel) {
			return nil
		}
		f, listed := want[rel]
		delete(want, rel)
		switch {
		case !listed:
			problems = append(problems, Problem{rel, Added})
		case contents:
			same, err := f.Matches(name)
			if err != nil {
				return err
			}
			if !same {
				problems = append(problems, Problem{rel, Changed})
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("verify site: %w", err)
	}
	for path := range want {
		problems = append(problems, Problem{path, Missing})
	}
	slices.SortFunc(problems, func(a, b Problem) int { return strings.Compare(a.Path, b.Path) })
	return problems, nil
}

// Is reports whether the data has the size and digest of f.
func (f File) Is(data []byte) bool {
	sums := newDigester(f.SM3 != "")
	sums.Write(data)
	return sums.file(f.Path, int64(len(data))) == f
}

// Matches reports whether the named file has the size and digest of f.
func (f File) Matches(name string) (bool, error) {
	info, err := os.Lstat(name)
	if err != nil {
		return false, err
	}
	if !info.Mode().IsRegular() || info.Size() != f.Size {
		return false, nil
	}
	file, err := os.Open(name)
	if err != nil {
		return false, err
	}
	defer file.Close()
	sums := newDigester(f.SM3 != "")
	if _, err := io.Copy(sums, file); err != nil {
		return false, err
	}
	return sums.file(f.Path, f.Size) == f, nil
}
