package write

import (
	"crypto/sha256"
	"encoding/binary"
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
func State(out string) (string, error) {
	out, err := filepath.Abs(out)
	if err != nil {
		return "", fmt.Errorf("state of the site: %w", err)
	}
	entries, err := os.ReadDir(out)
	if err != nil {
		return "", fmt.Errorf("state of the site: %w", err)
	}
	var all state
	var mu sync.Mutex
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, e := range entries {
		if isSignature(e.Name()) {
			continue
		}
		g.Go(func() error {
			s, err := stateOf(filepath.Join(out, e.Name()), len(out)+1)
			mu.Lock()
			defer mu.Unlock()
			all.join(s)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return "", fmt.Errorf("state of the site: %w", err)
	}
	for _, name := range []string{stagingName(out), oldName(out)} {
		if info, err := os.Lstat(name); err == nil {
			all.add(name, info.Size(), info.ModTime().UnixNano(), info.Mode().Type())
		}
	}
	return all.String(), nil
}

// stateOf is the state of a file, or of all files of a folder. Their names are told from
// the given byte on.
func stateOf(name string, from int) (s state, err error) {
	err = filepath.WalkDir(name, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		s.add(filepath.ToSlash(name[from:]), info.Size(), info.ModTime().UnixNano(), info.Mode().Type())
		return nil
	})
	return s, err
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
