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
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"
)

// State tells of a built site the names, sizes and times of all its files but its
// signatures: as long as it is the same, the site is as it was left. The remains of a
// build that was killed beside it make it another. That of a site just built is in the
// [Manifest] that [Tree.Commit] returns.
func State(out string) (string, error) {
	out, err := filepath.Abs(out)
	if err != nil {
		return "", fmt.Errorf("state of the site: %w", err)
	}
	var all state
	err = walkShared(out, func(found []found) error {
		for _, f := range found {
			if !f.kind.IsDir() && !isSignature(f.path) {
				all.add(f.path, f.size, f.modTime, f.kind)
			}
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

// found is a file or a folder of a site. The time is in nanoseconds since 1970; of a
// folder only the kind and the path are told.
type found struct {
	path          string
	size, modTime int64
	kind          fs.FileMode
}

// walkShared tells all that is in a folder, in shares, in no order and one share at a
// time. Several goroutines look at what is there.
func walkShared(dir string, tell func([]found) error) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var mu sync.Mutex
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, e := range entries {
		g.Go(func() error {
			share, err := walk(filepath.Join(dir, e.Name()), len(dir)+1)
			if err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			return tell(share)
		})
	}
	return g.Wait()
}

// walk finds a file, or a folder and all that is in it. Their paths are told from the
// given byte on.
func walk(name string, from int) ([]found, error) {
	info, err := os.Lstat(name)
	if err != nil {
		return nil, err
	}
	f := found{filepath.ToSlash(name[from:]), info.Size(), info.ModTime().UnixNano(), info.Mode().Type()}
	if !info.IsDir() {
		return []found{f}, nil
	}
	return walkFolder([]found{f}, name, from)
}

func walkFolder(out []found, name string, from int) ([]found, error) {
	dir, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	entries, err := dir.ReadDir(-1) // not sorted, unlike that of package os
	if err := errors.Join(err, dir.Close()); err != nil {
		return nil, err
	}
	out = slices.Grow(out, len(entries))
	for _, e := range entries {
		name := name + string(filepath.Separator) + e.Name()
		f := found{path: filepath.ToSlash(name[from:]), kind: e.Type()}
		if e.IsDir() {
			if out, err = walkFolder(append(out, f), name, from); err != nil {
				return nil, err
			}
			continue
		}
		info, err := e.Info()
		if err != nil {
			return nil, err
		}
		f.size, f.modTime, f.kind = info.Size(), info.ModTime().UnixNano(), info.Mode().Type()
		out = append(out, f)
	}
	return out, nil
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
