package generator

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"path"
	"sync"
	"time"
)

// witness is a content tree that notes the digest of each file that is read, so that
// what was made of it can be told by it.
type witness struct {
	tree    fs.FS
	mu      sync.Mutex
	known   map[string]source // of the last build
	seen    map[string]source
	altered map[string]bool // files that were one thing and then another
}

// source is a file of the content as it was read.
type source struct {
	Size    int64
	ModTime int64  // nanoseconds since 1970
	Sum     string // SHA-256, in bytes
	Far     bool   // see mayReachOut
}

// newWitness watches the reading of content. The known sources are those of an earlier
// build: a file of the same size and time is not read again to have its digest.
func newWitness(content fs.FS, known map[string]source) *witness {
	return &witness{tree: content, known: known, seen: map[string]source{}, altered: map[string]bool{}}
}

func (w *witness) Open(name string) (fs.File, error)          { return w.tree.Open(name) }
func (w *witness) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(w.tree, name) }
func (w *witness) Stat(name string) (fs.FileInfo, error)      { return fs.Stat(w.tree, name) }

func (w *witness) ReadFile(name string) ([]byte, error) {
	s, err := w.look(name)
	if err != nil {
		return nil, err
	}
	data, err := fs.ReadFile(w.tree, name)
	if err != nil {
		return nil, err
	}
	s.tell(data)
	w.note(name, s)
	return data, nil
}

// tell fills in what is told by the content of a source.
func (s *source) tell(data []byte) {
	sum := sha256.Sum256(data)
	s.Sum, s.Far = string(sum[:]), mayReachOut(data)
}

// look tells all of a source but its digest. It comes before the reading: a file that
// changes in between is then not known by its time.
func (w *witness) look(name string) (source, error) {
	info, err := fs.Stat(w.tree, name)
	if err != nil {
		return source{}, err
	}
	return source{Size: info.Size(), ModTime: info.ModTime().UnixNano()}, nil
}

func (w *witness) note(name string, s source) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if before, ok := w.seen[name]; ok && before.Sum != s.Sum {
		w.altered[name] = true
	}
	w.seen[name] = s
}

// sum is the digest of a file, read only where it is not known.
func (w *witness) sum(name string) (string, error) {
	w.mu.Lock()
	s, ok := w.seen[name]
	w.mu.Unlock()
	if ok {
		return s.Sum, nil
	}
	s, err := w.look(name)
	if err != nil {
		return "", fmt.Errorf("read content: %w", err)
	}
	if k, ok := w.known[name]; ok && k.Size == s.Size && k.ModTime == s.ModTime {
		w.note(name, k)
		return k.Sum, nil
	}
	if ext := path.Ext(name); ext == ".md" || ext == ".toml" {
		data, err := fs.ReadFile(w.tree, name)
		if err != nil {
			return "", fmt.Errorf("read content: %w", err)
		}
		s.tell(data)
		w.note(name, s)
		return s.Sum, nil
	}
	f, err := w.tree.Open(name)
	if err != nil {
		return "", fmt.Errorf("read content: %w", err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", fmt.Errorf("read content: %w", err)
	}
	s.Sum = string(h.Sum(nil))
	w.note(name, s)
	return s.Sum, nil
}

// reachesOut reports whether a file may refer to another unit, which it reads if it has
// not been looked at.
func (w *witness) reachesOut(name string) (bool, error) {
	w.mu.Lock()
	s, seen := w.seen[name]
	w.mu.Unlock()
	if seen {
		return s.Far, nil
	}
	data, err := fs.ReadFile(w.tree, name)
	if err != nil {
		return false, fmt.Errorf("read content: %w", err)
	}
	return mayReachOut(data), nil
}

// saw notes the digest, in hex, with which a file was read elsewhere.
func (w *witness) saw(name, sum string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if hex.EncodeToString([]byte(w.seen[name].Sum)) != sum {
		w.altered[name] = true
	}
}

// steady reports whether a file was the same whenever it was read.
func (w *witness) steady(name string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return !w.altered[name]
}

// coarsest is how far apart two changes of a file have to be for every file system to
// give them different times.
const coarsest = 2 * time.Second

// sources are the files read that a later build may know by their size and time. One
// changed shortly before the build began may change again and keep both.
func (w *witness) sources(began time.Time) map[string]source {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := make(map[string]source, len(w.seen))
	for name, s := range w.seen {
		if !w.altered[name] && s.ModTime > 0 && s.ModTime < began.Add(-coarsest).UnixNano() {
			out[name] = s
		}
	}
	return out
}
