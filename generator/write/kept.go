package write

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Kept is a folder in which a build leaves what spares the next one work. Nothing
// in it is needed: what is missing, damaged or of another version is made anew.
type Kept struct{ dir string }

// OpenKept opens the folder of a root that belongs to the output folder out, and
// makes it if need be. Those of output folders that are no more are removed.
func OpenKept(root, out string) (*Kept, error) {
	out, err := filepath.Abs(out)
	if err != nil {
		return nil, fmt.Errorf("kept results: %w", err)
	}
	sum := sha256.Sum256([]byte(out))
	k := &Kept{filepath.Join(root, fmt.Sprintf("%x", sum[:8]))}
	if err := os.MkdirAll(k.dir, 0o700); err != nil {
		return nil, fmt.Errorf("kept results: %w", err)
	}
	if err := k.Put(ownerName, []byte(out)); err != nil {
		return nil, err
	}
	return k, forget(root, time.Now().Add(-forgetting))
}

// forgetting is how long results are kept at least: a build that has just begun has not
// made its site.
const forgetting = time.Hour

// ownerName names the file that tells which output folder results are kept for.
const ownerName = "out"

// forget removes what is kept for output folders that are no more, and was before a time.
func forget(root string, before time.Time) error {
	dirs, err := os.ReadDir(root)
	if err != nil {
		return fmt.Errorf("kept results: %w", err)
	}
	for _, d := range dirs {
		k := &Kept{filepath.Join(root, d.Name())}
		owner, err := k.Get(ownerName)
		if err != nil {
			continue // not ours, or not finished
		}
		if info, err := os.Lstat(k.dir); err != nil || info.ModTime().After(before) {
			continue
		}
		if _, err := os.Lstat(string(owner)); errors.Is(err, fs.ErrNotExist) {
			if err := os.RemoveAll(k.dir); err != nil {
				return fmt.Errorf("kept results: %w", err)
			}
		}
	}
	return nil
}

var errDamaged = errors.New("kept result is damaged")

// spareName names the folder of the site before last.
const spareName = "spare"

// SpareSite is where the site before last is kept, as [Options.Retired] and for
// [OpenSpare].
func (k *Kept) SpareSite() string { return filepath.Join(k.dir, spareName) }

// Put keeps data under a name, a plain file name. What was kept under it before
// stays whole until it is replaced in one step.
func (k *Kept) Put(name string, data []byte) error {
	f, err := os.CreateTemp(k.dir, temporary)
	if err != nil {
		return fmt.Errorf("keep result: %w", err)
	}
	sum := sha256.Sum256(data)
	_, err1 := f.Write(data)
	_, err2 := f.Write(sum[:])
	err = errors.Join(err1, err2, f.Close())
	if err == nil {
		err = rename(f.Name(), filepath.Join(k.dir, name))
	}
	if err != nil {
		return errors.Join(fmt.Errorf("keep result: %w", err), os.Remove(f.Name()))
	}
	return nil
}

const temporary = "new-*"

// Get returns what was kept under a name. It fails where nothing was, or where it
// is not what was kept.
func (k *Kept) Get(name string) ([]byte, error) {
	data, err := os.ReadFile(filepath.Join(k.dir, name))
	if err != nil {
		return nil, fmt.Errorf("kept result: %w", err)
	}
	at := len(data) - sha256.Size
	if at < 0 {
		return nil, errDamaged
	}
	if sum := sha256.Sum256(data[:at]); !bytes.Equal(sum[:], data[at:]) {
		return nil, errDamaged
	}
	return data[:at], nil
}

// Has reports whether something is kept under a name. It may be damaged.
func (k *Kept) Has(name string) bool {
	_, err := os.Lstat(filepath.Join(k.dir, name))
	return err == nil
}

// Retain removes everything but what is kept under the names, and the spare site.
func (k *Kept) Retain(names map[string]bool) error {
	entries, err := os.ReadDir(k.dir)
	if err != nil {
		return fmt.Errorf("kept results: %w", err)
	}
	for _, e := range entries {
		if names[e.Name()] || e.Name() == ownerName || e.Name() == spareName {
			continue
		}
		if err := os.RemoveAll(filepath.Join(k.dir, e.Name())); err != nil {
			return fmt.Errorf("kept results: %w", err)
		}
	}
	return nil
}
