package write

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// Written is a file of a tree as it was left, so that a later build finds out
// whether it is still the same file without reading it.
type Written struct {
	File
	ModTime int64 // nanoseconds since 1970
}

// ErrStale is the cause of not taking over a file that is no longer as it was
// left.
var ErrStale = errors.New("the file is not as it was left")

// Part is a share of a tree's files: those that one unit made. Its methods may be
// called from several goroutines at once.
type Part struct {
	tree  *Tree
	mu    sync.Mutex
	files Files
}

// Part begins a share of the tree's files.
func (t *Tree) Part() *Part { return &Part{tree: t} }

// Files are those of the part so far.
func (p *Part) Files() Files {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.files
}

// Write is [Tree.Write] of a file of the part.
func (p *Part) Write(path string, data []byte) error {
	w, err := p.tree.write(path, data)
	if err != nil {
		return err
	}
	p.add(w, w.Size)
	return nil
}

// Create is [Tree.Create] of a file of the part.
func (p *Part) Create(path string) (io.WriteCloser, error) {
	s, err := p.tree.create(path)
	if err != nil {
		return nil, err
	}
	s.part = p
	return s, nil
}

func (p *Part) add(w Written, made int64) {
	p.tree.add(w, made)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.files = append(p.files, w)
}

// Take makes files of an earlier site part of the tree without copying them, where
// the file system can. Dir is the folder of that site, which the tree is to
// replace: until then the two share the files. All are taken or none; the cause is
// [ErrStale] where one differs from what was left there in size or time.
func (p *Part) Take(dir string, files []Written) error {
	err := inShares(files, func(w Written) error {
		if p.tree.spare.has(w) {
			return nil
		}
		return w.unchanged(filepath.Join(dir, filepath.FromSlash(w.Path)))
	})
	if err != nil {
		return err
	}
	var mu sync.Mutex
	var taken []Written
	err = inShares(files, func(w Written) error {
		err := p.take(dir, w)
		if err == nil {
			mu.Lock()
			defer mu.Unlock()
			taken = append(taken, w)
		}
		return err
	})
	if err != nil {
		return errors.Join(err, p.tree.drop(taken))
	}
	for _, w := range files {
		p.add(w, 0)
	}
	return nil
}

// fewFiles are as many as are not worth being shared out.
const fewFiles = 1000

// inShares calls f with each file until there is an error, in several goroutines where
// there are many files.
func inShares(files []Written, f func(Written) error) error {
	var g errgroup.Group
	for share := range slices.Chunk(files, max(fewFiles, (len(files)+1)/runtime.GOMAXPROCS(0))) {
		g.Go(func() error {
			for _, w := range share {
				if err := f(w); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return g.Wait()
}

func (w Written) unchanged(name string) error {
	info, err := os.Lstat(name)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrStale, err)
	}
	if !info.Mode().IsRegular() || info.Size() != w.Size || info.ModTime().UnixNano() != w.ModTime {
		return fmt.Errorf("%s: %w", w.Path, ErrStale)
	}
	return nil
}

func (p *Part) take(dir string, w Written) error {
	if p.tree.spare.has(w) && p.tree.spare.use(w.Path) {
		return nil
	}
	to, err := p.tree.place(w.Path)
	if err != nil {
		return err
	}
	from := filepath.Join(dir, filepath.FromSlash(w.Path))
	if os.Link(from, to) == nil {
		return nil
	}
	if err := p.tree.copyFile(from, to, w.File); err != nil {
		return errors.Join(err, p.tree.drop([]Written{w}))
	}
	when := time.Unix(0, w.ModTime)
	if err := os.Chtimes(to, when, when); err != nil {
		return errors.Join(fmt.Errorf("write site: %w", err), p.tree.drop([]Written{w}))
	}
	return nil
}

// Copy makes files of another folder part of the tree. The cause is [ErrStale]
// where one has not the size and the digest that it should.
func (p *Part) Copy(dir string, files []File) error {
	for _, f := range files {
		to, err := p.tree.place(f.Path)
		if err != nil {
			return err
		}
		if err := p.tree.copyFile(filepath.Join(dir, filepath.FromSlash(f.Path)), to, f); err != nil {
			return err
		}
		p.add(Written{File: f}, f.Size)
	}
	return nil
}

// copyFile copies a file that has to be as f says.
func (t *Tree) copyFile(from, to string, f File) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrStale, err)
	}
	defer in.Close()
	out, err := t.createNew(to)
	if err != nil {
		return err
	}
	sums := newDigester(f.SM3 != "")
	n, err := io.Copy(io.MultiWriter(out, sums), in)
	if err = errors.Join(err, out.Close()); err != nil {
		return fmt.Errorf("write site: %w", err)
	}
	if sums.file(f.Path, n) != f {
		return errors.Join(fmt.Errorf("%s: %w", f.Path, ErrStale), os.Remove(to))
	}
	return nil
}

// drop removes files that are not to be part of the tree.
func (t *Tree) drop(files []Written) error {
	var errs []error
	for _, w := range files {
		err := os.Remove(filepath.Join(t.staging, filepath.FromSlash(w.Path)))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, fmt.Errorf("write site: %w", err))
		}
	}
	return errors.Join(errs...)
}
