package write

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"golang.org/x/sync/errgroup"
)

// swap puts the folder staging in the place of out and tells where what was there is
// now, if anything.
// Where the system can exchange two names in one step, readers never find out
// missing; elsewhere it is missing for the moment between two renames, and
// recoverSwap mends a build that was killed in that moment.
func swap(staging, out string) (old string, err error) {
	if _, err := os.Lstat(out); errors.Is(err, fs.ErrNotExist) {
		return "", os.Rename(staging, out)
	}
	switch err := exchange(staging, out); {
	case err == nil:
		return staging, nil
	case !errors.Is(err, errors.ErrUnsupported):
		return "", err
	}
	old = oldName(out)
	if err := os.Rename(out, old); err != nil {
		return "", err
	}
	if err := os.Rename(staging, out); err != nil {
		return "", errors.Join(err, os.Rename(old, out))
	}
	return old, nil
}

// removeAll is [os.RemoveAll], of several folders at once.
func removeAll(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, e := range entries {
		g.Go(func() error { return os.RemoveAll(filepath.Join(dir, e.Name())) })
	}
	return errors.Join(g.Wait(), os.RemoveAll(dir))
}

func oldName(out string) string {
	dir, base := filepath.Split(out)
	return filepath.Join(dir, "."+base+".old")
}

// recoverSwap finishes or undoes a swap that was cut short between its renames.
func recoverSwap(out string) error {
	old := oldName(out)
	if _, err := os.Lstat(old); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var err error
	if _, outErr := os.Lstat(out); errors.Is(outErr, fs.ErrNotExist) {
		err = os.Rename(old, out)
	} else {
		err = os.RemoveAll(old)
	}
	if err != nil {
		return fmt.Errorf("recover an earlier build: %w", err)
	}
	return nil
}
