package write

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"
)

// State tells of a built site the names, sizes and times of all its files but its
// signatures: as long as it is the same, the site is as it was left. The remains of a
// build that was killed beside it make it another. That of a site just built is in the
// [Manifest] that [Tree.Commit] returns.
func State(out string) (string, error) { return stateOf(out, nil) }

// Stamps are what is told of the files of a site, by which they are known in another place.
type Stamps struct{ seen []seen }

type seen struct {
	node
	stamp
}

// StateAndStamps is [State], with the stamps of the files for [Stamps.OpenSpare].
func StateAndStamps(out string) (state string, stamps *Stamps, err error) {
	stamps = new(Stamps)
	state, err = stateOf(out, stamps.note)
	return state, stamps, err
}

func (s *Stamps) note(share []found) {
	for _, f := range share {
		if f.node != (node{}) && !f.kind.IsDir() {
			s.seen = append(s.seen, seen{f.node, f.stamp})
		}
	}
}

func (s *Stamps) byNode() map[node]stamp {
	known := make(map[node]stamp, len(s.seen))
	for _, f := range s.seen {
		known[f.node] = f.stamp
	}
	return known
}

// stateOf is the state of a site. What is found is noted share by share, where it is
// wanted.
func stateOf(out string, note func([]found)) (string, error) {
	out, err := filepath.Abs(out)
	if err != nil {
		return "", fmt.Errorf("state of the site: %w", err)
	}
	var mu sync.Mutex
	var all state
	err = walkShared(out, nil, func(share []found) error {
		var some state
		for _, f := range share {
			if !f.kind.IsDir() && !isSignature(f.path) {
				some.add(f.path, f.size, f.modTime, f.kind)
			}
		}
		mu.Lock()
		defer mu.Unlock()
		all.join(some)
		if note != nil {
			note(share)
		}
		return nil
	})
	if err != nil {
		return "", fmt.Errorf("state of the site: %w", err)
	}
	for _, name := range []string{stagingName(out), oldName(out)} {
		if info, err := os.Lstat(name); err == nil {
			all.add(name, info.Size(), info.ModTime().UnixNano(), info.Mode().Type())
		}
	}
	return all.String(), nil
}

// found is a file or a folder of a site.
type found struct {
	path string
	node node
	stamp
}

// node is what a system knows a file by, whatever names it has. It is zero where that is
// not told.
type node struct{ device, inode uint64 }

// stamp is what is told of a file. The time is in nanoseconds since 1970; of a folder only
// the kind is told.
type stamp struct {
	size, modTime int64
	kind          fs.FileMode
}

// entry is a name in a folder. The node is zero where it is not told.
type entry struct {
	name string
	node node
}

// walkShared tells all that is in a folder, in shares and in no order. Several goroutines
// look at what is there, but for what is known, and tell it. A share is not to be used
// afterwards.
func walkShared(dir string, known map[node]stamp, tell func([]found) error) error {
	w := walker{from: len(dir) + 1, known: known, tell: tell}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	w.group.SetLimit(2 * runtime.GOMAXPROCS(0)) // so that some is always left to be taken up
	for _, e := range entries {
		w.group.Go(func() error {
			name := filepath.Join(dir, e.Name())
			info, err := os.Lstat(name)
			if err != nil {
				return err
			}
			if err := w.tell([]found{{filepath.ToSlash(name[w.from:]), node{}, stamp{info.Size(), info.ModTime().UnixNano(), info.Mode().Type()}}}); err != nil {
				return err
			}
			if !info.IsDir() {
				return nil
			}
			return w.folder(name, new([]found))
		})
	}
	return w.group.Wait()
}

type walker struct {
	group errgroup.Group // of the goroutines
	from  int            // where in a name the path begins that is told
	known map[node]stamp // of files
	tell  func([]found) error
}

// folder tells all that is in a folder, but for what it leaves to goroutines that have
// nothing to do. The buffer is used for one folder after another.
func (w *walker) folder(name string, buffer *[]found) (err error) {
	dir, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, dir.Close()) }()
	entries, err := list(dir)
	if err != nil {
		return err
	}
	var folders []string
	share := (*buffer)[:0]
	for _, in := range entries {
		f := found{node: in.node}
		var ok bool
		if f.stamp, ok = w.known[in.node]; !ok {
			if f, err = lookIn(dir, in.name); err != nil {
				return err
			}
		}
		full := name + string(filepath.Separator) + in.name
		f.path = filepath.ToSlash(full[w.from:])
		share = append(share, f)
		if f.kind.IsDir() {
			folders = append(folders, full)
		}
	}
	*buffer = share
	if err := w.tell(share); err != nil {
		return err
	}
	for _, full := range folders {
		if w.group.TryGo(func() error { return w.folder(full, new([]found)) }) {
			continue
		}
		if err := w.folder(full, buffer); err != nil {
			return err
		}
	}
	return nil
}

// state is the sum of the digests of what is told of each file, in any order.
type state [4]uint64

// add adds a file. The time is in nanoseconds since 1970.
func (s *state) add(path string, size, modTime int64, kind fs.FileMode) {
	b := make([]byte, 0, 256)
	b = append(b, path...)
	b = append(b, 0)
	for _, n := range []uint64{uint64(size), uint64(modTime), uint64(kind)} {
		b = binary.LittleEndian.AppendUint64(b, n)
	}
	sum := sha256.Sum256(b)
	for i := range s {
		s[i] += binary.LittleEndian.Uint64(sum[8*i:])
	}
}

func (s *state) join(o state) {
	for i := range s {
		s[i] += o[i]
	}
}

func (s *state) String() string { return fmt.Sprintf("%016x%016x%016x%016x", s[0], s[1], s[2], s[3]) }
