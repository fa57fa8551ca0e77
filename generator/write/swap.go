package write

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"
)

// swap puts the folder staging in the place of out and tells where what was there is
// now, if anything.
// Where the system can exchange two names in one step, readers never find out
// missing; elsewhere it is missing for the moment between two renames, and
// recoverSwap mends a build that was killed in that moment.
func swap(staging, out string) (old string, err error) {
	if _, err := os.Lstat(out); errors.Is(err, fs.ErrNotExist) {
		return "", rename(staging, out)
	}
	switch err := exchange(staging, out); {
	case err == nil:
		return staging, nil
	case !errors.Is(err, errors.ErrUnsupported):
		return "", err
	}
	old = oldName(out)
	if err := rename(out, old); err != nil {
		return "", err
	}
	if err := rename(staging, out); err != nil {
		return "", errors.Join(err, rename(old, out))
	}
	return old, nil
}

// rename is [os.Rename], for which a file that is in use is no hindrance unless it stays
// so.
func rename(from, to string) error {
	return patiently(inUse, func() error { return os.Rename(from, to) })
}

// patience is how long a step is tried that what is in use hinders. A scanner looks at
// new files for some tenths of a second; a table that is open stays so.
const patience = 5 * time.Second

// patiently tries a step again while it is hindered for the moment, and fails with
// [ErrInUse] where it stays so.
func patiently(hindered func(error) bool, step func() error) error {
	end := time.Now().Add(patience)
	for wait := time.Millisecond; ; wait = min(2*wait, 100*time.Millisecond) {
		err := step()
		if err == nil || !hindered(err) {
			return err
		}
		if time.Now().After(end) {
			return fmt.Errorf("%w: %w", ErrInUse, err)
		}
		time.Sleep(wait)
	}
}

// removeAll is [os.RemoveAll], of several folders at once and with the patience of rename.
func removeAll(dir string) error {
	return patiently(inUse, func() error { return removeAtOnce(dir) })
}

func removeAtOnce(dir string) error {
	if info, err := os.Lstat(dir); err != nil || !info.IsDir() {
		return os.RemoveAll(dir) // not there, or a link, which leads to what is not ours
	}
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
		err = rename(old, out)
	} else {
		err = removeAll(old)
	}
	if err != nil {
		return fmt.Errorf("recover an earlier build: %w", err)
	}
	return nil
}
