package write

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Spare is the site before last. Most of its files are those of the last one too, so
// that less is to be done to make the next one of it than of an empty folder. Nothing
// in it is trusted: a file is left in its place only where it is as one that is to be
// taken over was left.
type Spare struct {
	dir     string
	settled int64       // no file changed since is left in its place; in nanoseconds since 1970
	info    fs.FileInfo // of the folder when it was looked at; nil where nobody else writes it
	files   []spareFile
	byPath  map[string]int32 // place in files
	used    []atomic.Bool    // by place in files: the tree has a file of this path
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
func OpenSpare(dir string) (*Spare, error) { return openSpare(dir, nil) }

// OpenSpare is [OpenSpare], without a look at files that stand in the site too under
// whatever name, as most do.
func (s *Stamps) OpenSpare(dir string) (*Spare, error) { return openSpare(dir, s.byNode()) }

func openSpare(dir string, known map[node]stamp) (*Spare, error) {
	info, err := os.Lstat(dir)
	if err != nil {
		return nil, fmt.Errorf("spare site: %w", err)
	}
	var mu sync.Mutex
	files := make([]spareFile, 0, len(known))
	var folders []string
	err = walkShared(dir, known, func(share []found) error {
		mu.Lock()
		defer mu.Unlock()
		for _, f := range share {
			switch {
			case f.kind.IsDir():
				folders = append(folders, f.path)
			case f.kind.IsRegular():
				files = append(files, spareFile{f.path, f.size, f.modTime})
			default:
				return fmt.Errorf("%s is not a file", f.path)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("spare site: %w", err)
	}
	s := newSpare(dir, files, folders)
	s.info = info
	return s, nil
}

// become moves the folder to where a tree is staged. It reports false where it cannot be
// moved, and where it is no longer what was looked at: another build has used it, and with
// it the folder's list of files has changed.
func (s *Spare) become(staging string) bool {
	if s.info != nil {
		now, err := os.Lstat(s.dir)
		if err != nil || !os.SameFile(s.info, now) || !now.ModTime().Equal(s.info.ModTime()) {
			return false
		}
	}
	return rename(s.dir, staging) == nil
}

func newSpare(dir string, files []spareFile, folders []string) *Spare {
	s := &Spare{dir: dir, settled: math.MaxInt64, files: files, byPath: make(map[string]int32, len(files)), used: make([]atomic.Bool, len(files)), folders: folders}
	for i, f := range files {
		s.byPath[f.path] = int32(i)
	}
	return s
}

// Left is what a committed tree left behind.
type Left struct {
	Spared bool // the site before is now where it was to be retired to

	files []spareFile
}

// Spare is the site as it was left, once it has itself been retired to a folder. Nobody
// looks whether it is still so: it is for a process that alone writes both folders.
func (l *Left) Spare(dir string) *Spare {
	folders := map[string]bool{}
	for _, f := range l.files {
		for at := strings.LastIndexByte(f.path, '/'); at > 0 && !folders[f.path[:at]]; at = strings.LastIndexByte(f.path[:at], '/') {
			folders[f.path[:at]] = true
		}
	}
	return newSpare(dir, l.files, slices.Collect(maps.Keys(folders)))
}

// SettledBefore tells when the last site was begun. What is older is in both sites, if it
// has the same size and time in both. What was written since may have the time of what
// stood in its place before, where a file system tells times no better than by seconds.
func (s *Spare) SettledBefore(begun time.Time) { s.settled = begun.UnixNano() }

// missing is the place of what is not in a spare site.
const missing = -1

// find is the place in the spare site of a file that is there as it was left, or missing.
func (s *Spare) find(w *Written) int32 {
	if s == nil {
		return missing
	}
	i, ok := s.byPath[w.Path]
	if !ok || s.files[i].size != w.Size || s.files[i].modTime != w.ModTime || w.ModTime >= s.settled {
		return missing
	}
	return i
}

// claim reports whether the file at a place is one that nobody has used, and notes that
// the tree has it.
func (s *Spare) claim(place int32) bool { return s.used[place].CompareAndSwap(false, true) }

// use notes that the tree has a file of this path, and reports whether the spare site
// has one that nobody has used.
func (s *Spare) use(path string) bool {
	if s == nil {
		return false
	}
	i, ok := s.byPath[path]
	return ok && s.claim(i)
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
