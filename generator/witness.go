package generator

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"sync"
	"time"
)

// witness is a content tree that notes the digest of each file that is read, so that
// what was made of it can be told by it.
type witness struct {
	tree    fs.FS
	mu      sync.Mutex
	known   sources // of the last build: a file that is the same by them is not read for its digest
	seen    sources
	altered map[string]bool // files that were one thing and then another
}

// source is a file of the content as it was read.
type source struct {
	Size    int64
	ModTime int64  // nanoseconds since 1970
	Change  int64  // of what the system knows of the file, alike; 0 where it does not tell
	Inode   uint64 // 0 where the system does not tell
	Sum     string // SHA-256, in bytes
	Far     bool   // see mayReachOut
}

// sameFile reports whether nothing tells that a file is not the one it was. A time of
// writing can be set, and is kept by copying and moving.
func (s source) sameFile(as source) bool {
	return s.Size == as.Size && s.ModTime == as.ModTime && s.Change == as.Change && s.Inode == as.Inode
}

// sources are files of the content by name, with digests of 32 bytes.
type sources map[string]source

var errSources = errors.New("kept digests: not whole")

// MarshalBinary gives the form that UnmarshalBinary reads.
func (s sources) MarshalBinary() ([]byte, error) {
	b := make([]byte, 0, 128*len(s))
	for name, f := range s {
		b = append(append(b, name...), 0) // which no name has
		b = binary.AppendVarint(b, f.Size)
		b = binary.AppendVarint(b, f.ModTime)
		b = binary.AppendVarint(b, f.Change)
		b = binary.AppendUvarint(b, f.Inode)
		far := byte(0)
		if f.Far {
			far = 1
		}
		b = append(append(b, far), f.Sum...)
	}
	return b, nil
}

// UnmarshalBinary reads what MarshalBinary gave.
func (s *sources) UnmarshalBinary(b []byte) error {
	*s = make(sources, len(b)/96)
	text := string(b)
	for at := 0; at < len(b); {
		end := bytes.IndexByte(b[at:], 0)
		if end < 0 {
			return errSources
		}
		name := text[at : at+end]
		at += end + 1
		var f source
		for _, v := range []*int64{&f.Size, &f.ModTime, &f.Change} {
			x, n := binary.Varint(b[at:])
			if n <= 0 {
				return errSources
			}
			*v, at = x, at+n
		}
		inode, n := binary.Uvarint(b[at:])
		if at += n; n <= 0 || len(b)-at < 1+sha256.Size {
			return errSources
		}
		f.Inode, f.Far, f.Sum = inode, b[at] == 1, text[at+1:at+1+sha256.Size]
		(*s)[name] = f
		at += 1 + sha256.Size
	}
	return nil
}

// expect tells the sources of the last build.
func (w *witness) expect(known sources) {
	w.known = known
	seen := make(sources, len(known))
	maps.Copy(seen, w.seen)
	w.seen = seen
}

// newWitness watches the reading of content.
func newWitness(content fs.FS) *witness {
	return &witness{tree: content, seen: sources{}, altered: map[string]bool{}}
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
	s := source{Size: info.Size(), ModTime: info.ModTime().UnixNano()}
	s.Change, s.Inode = identity(info)
	return s, nil
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
	if k, ok := w.known[name]; ok && k.sameFile(s) {
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
func (w *witness) sources(began time.Time) sources {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := make(sources, len(w.seen))
	for name, s := range w.seen {
		if !w.altered[name] && s.ModTime > 0 && s.ModTime < began.Add(-coarsest).UnixNano() {
			out[name] = s
		}
	}
	return out
}
