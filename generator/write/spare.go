package write

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
)

// Spare is the site before last. Most of its files are those of the last one too, so
// that less is to be done to make the next one of it than of an empty folder. Nothing
// in it is trusted: a file is left in its place only where it is as one that is to be
// taken over was left.
type Spare struct {
	dir     string
	files   []spareFile
	byPath  map[string]int // place in files
	used    []atomic.Bool  // by place in files: the tree has a file of this path
	folders []string
}

type spareFile struct {
	path          string
	size, modTime int64
}

// ErrSpare is the cause of giving up a tree that was begun from a spare site: something
// there is in the way.
var ErrSpare = errors.New("the spare site is in the way")

// OpenSpare looks at a spare site. It fails where there is none, and where there is
// anything but folders and files.
func OpenSpare(dir string) (*Spare, error) {
	s := &Spare{dir: dir, byPath: map[string]int{}}
	err := walkShared(dir, func(found []found) error {
		for _, f := range found {
			switch {
			case f.kind.IsDir():
				s.folders = append(s.folders, f.path)
			case f.kind.IsRegular():
				s.byPath[f.path] = len(s.files)
				s.files = append(s.files, spareFile{f.path, f.size, f.modTime})
			default:
				return fmt.Errorf("%s is not a file", f.path)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("spare site: %w", err)
	}
	s.used = make([]atomic.Bool, len(s.files))
	return s, nil
}

// has reports whether a file is there as it was left.
func (s *Spare) has(w Written) bool {
	if s == nil {
		return false
	}
	i, ok := s.byPath[w.Path]
	return ok && s.files[i].size == w.Size && s.files[i].modTime == w.ModTime
}

// use notes that the tree has a file of this path, and reports whether the spare site
// has one that nobody has used.
func (s *Spare) use(path string) bool {
	if s == nil {
		return false
	}
	i, ok := s.byPath[path]
	return ok && s.used[i].CompareAndSwap(false, true)
}

// sweep removes what the tree has not, from the folder that the spare site has become.
func (s *Spare) sweep(dir string) error {
	for i, f := range s.files {
		if s.used[i].Load() {
			continue
		}
		if err := os.Remove(filepath.Join(dir, filepath.FromSlash(f.path))); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("clear the spare site: %w", err)
		}
	}
	// A folder is longer than the one that it is in. Those that hold anything stay.
	slices.SortFunc(s.folders, func(a, b string) int { return len(b) - len(a) })
	for _, folder := range s.folders {
		os.Remove(filepath.Join(dir, filepath.FromSlash(folder)))
	}
	return nil
}
