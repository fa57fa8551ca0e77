package write

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
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
	p.add(Files{w}, w.Size)
	return nil
}

// Create is [Tree.Create] of a file of the part.
func (p *Part) Create(path string) (io.WriteCloser, error) { return p.stream(path) }

func (p *Part) stream(path string) (*Stream, error) {
	s, err := p.tree.create(path)
	if err != nil {
		return nil, err
	}
	s.part = p
	return s, nil
}

// Continue is Create of a file that begins as one of the same path in dir did up to the
// mark. The cause is [ErrStale], and nothing has been made, where that one is not as it
// was left. Without a mark the file begins empty.
func (p *Part) Continue(dir string, was Written, m Mark) (*Stream, error) {
	s, err := p.stream(was.Path)
	if err != nil || m.Size == 0 {
		return s, err
	}
	if err := s.begin(dir, was, m); err != nil {
		return nil, errors.Join(fmt.Errorf("%w: %w", ErrStale, err), s.file.Close(), p.tree.drop(was.Path))
	}
	return s, nil
}

// add adds files, of which so many bytes were not taken over.
func (p *Part) add(files Files, made int64) {
	p.tree.add(files, made)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.files = append(p.files, files...)
}

// Take makes files of an earlier site part of the tree without copying them, where
// the file system can. Dir is the folder of that site, which the tree is to
// replace: until then the two share the files. All are taken or none; the cause is
// [ErrStale] where one differs from what was left there in size or time.
func (p *Part) Take(dir string, files []Written) error {
	inPlace := make([]int32, len(files)) // in the spare site, or missing
	err := inShares(files, func(i int, w *Written) error {
		if inPlace[i] = p.tree.spare.find(w); inPlace[i] != missing {
			return nil
		}
		return w.unchanged(filepath.Join(dir, filepath.FromSlash(w.Path)))
	})
	if err != nil {
		return err
	}
	taken := make([]bool, len(files))
	err = inShares(files, func(i int, w *Written) error {
		if inPlace[i] == missing || !p.tree.spare.claim(inPlace[i]) {
			if err := p.take(dir, w); err != nil {
				return err
			}
		}
		taken[i] = true
		return nil
	})
	if err != nil {
		for i, w := range files {
			if taken[i] {
				err = errors.Join(err, p.tree.drop(w.Path))
			}
		}
		return err
	}
	p.add(files, 0)
	return nil
}

// fewFiles are as many as are not worth being shared out.
const fewFiles = 1000

// inShares calls f with each file and its place until there is an error, in several
// goroutines where there are many files.
func inShares(files []Written, f func(int, *Written) error) error {
	var g errgroup.Group
	size := max(fewFiles, (len(files)+1)/runtime.GOMAXPROCS(0))
	for from := 0; from < len(files); from += size {
		g.Go(func() error {
			for i := from; i < min(from+size, len(files)); i++ {
				if err := f(i, &files[i]); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return g.Wait()
}

func (w *Written) unchanged(name string) error {
	info, err := os.Lstat(name)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrStale, err)
	}
	return w.is(info)
}

// is returns [ErrStale] where a file is not as w was left.
func (w *Written) is(info fs.FileInfo) error {
	if !info.Mode().IsRegular() || info.Size() != w.Size || info.ModTime().UnixNano() != w.ModTime {
		return fmt.Errorf("%s: %w", w.Path, ErrStale)
	}
	return nil
}

func (p *Part) take(dir string, w *Written) error {
	to, err := p.tree.place(w.Path)
	if err != nil {
		return err
	}
	from := filepath.Join(dir, filepath.FromSlash(w.Path))
	if os.Link(from, to) == nil {
		return nil
	}
	if err := p.tree.copyFile(from, to, w.File); err != nil {
		return errors.Join(err, p.tree.drop(w.Path))
	}
	when := time.Unix(0, w.ModTime)
	if err := os.Chtimes(to, when, when); err != nil {
		return errors.Join(fmt.Errorf("write site: %w", err), p.tree.drop(w.Path))
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
		p.add(Files{{File: f}}, f.Size)
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

// drop removes a file that is not to be part of the tree.
func (t *Tree) drop(path string) error {
	err := os.Remove(filepath.Join(t.staging, filepath.FromSlash(path)))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("write site: %w", err)
	}
	return nil
}
