// Package write makes the output tree. A site is staged beside the output folder
// and takes its place in one step when it is complete, so that readers see the
// old site or the new one and never a part of either. It is the only package
// that writes to disk.
package write

import (
	"bufio"
	"encoding"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
)

// Tree is an output tree being staged. Its methods may be called from several
// goroutines at once.
type Tree struct {
	out     string // the folder that the tree will become
	sm3     bool
	staging string
	lock    *lock
	dirs    sync.Map // folders already made

	scratch func() (*Kept, error) // makes the folder when it is first wanted
	spare   *Spare                // that the staged tree was begun from, or nil
	retired string                // where the old site goes, or empty

	mu       sync.Mutex
	files    []File
	gathered int // how many of them are, see gather
	state    state
	made     int64 // bytes that were not taken over
	left     *Left // nil where nobody wants it
}

// ErrForeign is the cause of refusing an output folder that holds what a build
// did not write.
var ErrForeign = errors.New("the folder holds files that are not of a built site")

// ErrBusy is the cause of refusing an output folder that another build is
// writing.
var ErrBusy = errors.New("another build is writing this folder")

// ErrMounted is the cause of not replacing a folder whose name the system does not
// give away.
var ErrMounted = errors.New("the folder is a file system of its own, or of a layer of a container")

// ErrInUse is the cause of not replacing a folder of which another program has files
// open, where the system does not allow that.
var ErrInUse = errors.New("a program has files of the folder open")

// Options of a tree.
type Options struct {
	SM3 bool // the manifest names the SM3 digests of files too
	// Whole says that the output folder is a site as a build left it, by its State.
	Whole bool
	// Spare is the site before last, which becomes this tree, or nil.
	Spare *Spare
	// Retired is where the old site goes, as the next one's spare, if the new one shares
	// most of its files with it. Empty, it is removed.
	Retired string
	// Remember has the tree know what it leaves behind.
	Remember bool
}

// Stage begins a tree that will become the folder out. It fails, with out
// untouched, when out holds anything but an earlier site, or while another build
// is writing it. The remains of a build that was killed are cleared away.
func Stage(out string, opt Options) (*Tree, error) {
	out, err := filepath.Abs(out)
	if err != nil {
		return nil, fmt.Errorf("output folder: %w", err)
	}
	parent, base := filepath.Split(out)
	if base == "" {
		return nil, fmt.Errorf("output folder %s: not a folder that can be replaced", out)
	}
	if err := os.MkdirAll(filepath.Clean(parent), 0o755); err != nil { // a file in its place is told as such without the slash
		return nil, fmt.Errorf("output folder: %w", err)
	}
	l, err := acquire(filepath.Join(parent, "."+base+".lock"))
	if err != nil {
		return nil, fmt.Errorf("output folder %s: %w", out, err)
	}
	t := &Tree{out: out, sm3: opt.SM3, lock: l, staging: stagingName(out), spare: opt.Spare, retired: opt.Retired}
	t.scratch = sync.OnceValues(func() (*Kept, error) {
		if err := os.Mkdir(scratchName(out), 0o700); err != nil {
			return nil, fmt.Errorf("set aside: %w", err)
		}
		return &Kept{scratchName(out)}, nil
	})
	if opt.Remember {
		t.left = new(Left)
	}
	if opt.Spare != nil {
		t.files = make([]File, 0, len(opt.Spare.files)) // there will be about as many
	}
	if err := t.prepare(opt.Whole); err != nil {
		l.release()
		return nil, err
	}
	return t, nil
}

func stagingName(out string) string {
	dir, base := filepath.Split(out)
	return filepath.Join(dir, "."+base+".staging")
}

func scratchName(out string) string {
	dir, base := filepath.Split(out)
	return filepath.Join(dir, "."+base+".scratch")
}

// Scratch is a folder for what a build sets aside on its way, beside the output folder.
// It is gone once the tree is committed or discarded.
func (t *Tree) Scratch() (*Kept, error) { return t.scratch() }

func (t *Tree) prepare(whole bool) error {
	if err := recoverSwap(t.out); err != nil {
		return err
	}
	if !whole {
		if err := checkReplaceable(t.out); err != nil {
			return err
		}
	}
	if err := errors.Join(removeAll(t.staging), removeAll(scratchName(t.out))); err != nil {
		return fmt.Errorf("clear the remains of an earlier build: %w", err)
	}
	if t.spare != nil && t.spare.become(t.staging) {
		return nil
	}
	t.spare = nil
	if err := os.Mkdir(t.staging, 0o755); err != nil {
		return fmt.Errorf("output folder: %w", err)
	}
	return nil
}

// checkReplaceable accepts a folder that does not exist, is empty, or holds a
// built site and nothing else.
func checkReplaceable(out string) error {
	info, err := os.Lstat(out)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("output folder: %w", err)
	}
	if !info.IsDir() {
		return fmt.Errorf("output folder %s: %w", out, ErrForeign)
	}
	entries, err := os.ReadDir(out)
	if err != nil {
		return fmt.Errorf("output folder: %w", err)
	}
	if len(entries) == 0 {
		return nil
	}
	m, err := ReadManifest(out)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, errManifest) {
		return fmt.Errorf("output folder %s: %w: %s", out, ErrForeign, entries[0].Name())
	}
	if err != nil {
		return err
	}
	problems, err := compare(out, m, false)
	if err != nil {
		return err
	}
	for _, p := range problems {
		if p.Kind == Added {
			return fmt.Errorf("output folder %s: %w: %s", out, ErrForeign, p.Path)
		}
	}
	return nil
}

// Write adds a file. The path is relative to the site's root, with forward
// slashes. The data is not kept.
func (t *Tree) Write(path string, data []byte) error {
	w, err := t.write(path, data)
	if err != nil {
		return err
	}
	t.add(Files{w}, w.Size)
	return nil
}

func (t *Tree) write(path string, data []byte) (Written, error) {
	name, err := t.place(path)
	if err != nil {
		return Written{}, err
	}
	when, err := writeFresh(name, data)
	if err != nil {
		return Written{}, t.inTheWay(err)
	}
	sums := newDigester(t.sm3)
	sums.Write(data)
	return Written{sums.file(path, int64(len(data))), when}, nil
}

// modTime is the time of a file's last change, in nanoseconds since 1970.
func modTime(f *os.File) (int64, error) {
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return info.ModTime().UnixNano(), nil
}

// Create adds a file that is written bit by bit. It belongs to the tree once it
// is closed without error.
func (t *Tree) Create(path string) (io.WriteCloser, error) {
	return t.create(path)
}

func (t *Tree) create(path string) (*Stream, error) {
	name, err := t.place(path)
	if err != nil {
		return nil, err
	}
	f, err := t.createNew(name)
	if err != nil {
		return nil, err
	}
	s := &Stream{tree: t, path: path, file: f, sums: newDigester(t.sm3)}
	s.buf = bufio.NewWriterSize(io.MultiWriter(f, s.sums), 1<<16)
	return s, nil
}

// Open reads back a file that was added before.
func (t *Tree) Open(path string) (io.ReadCloser, error) {
	f, err := os.Open(filepath.Join(t.staging, filepath.FromSlash(path)))
	if err != nil {
		return nil, fmt.Errorf("read staged file: %w", err)
	}
	return f, nil
}

// createNew makes a file where there is none: one that is there may be of the old site
// too.
func (t *Tree) createNew(name string) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return nil, t.inTheWay(err)
	}
	return f, nil
}

// inTheWay is an error of making a file or a folder.
func (t *Tree) inTheWay(err error) error {
	if t.spare != nil && (errors.Is(err, fs.ErrExist) || errors.Is(err, syscall.ENOTDIR) || errors.Is(err, syscall.EISDIR)) {
		return fmt.Errorf("write site: %w: %w", ErrSpare, err)
	}
	return fmt.Errorf("write site: %w", err)
}

// place is where a file of the tree belongs, in a folder that it makes. What the spare
// site has there is removed.
func (t *Tree) place(path string) (string, error) {
	if !fs.ValidPath(path) || path == "." || strings.ContainsAny(path, "\\:\x00") || path == manifestName || isSignature(path) {
		return "", fmt.Errorf("write site: %q is not a path of a site", path)
	}
	name := t.staging + string(filepath.Separator) + filepath.FromSlash(path)
	dir := name[:strings.LastIndexByte(name, filepath.Separator)]
	if _, made := t.dirs.Load(dir); !made {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return "", t.inTheWay(err)
		}
		t.dirs.Store(dir, true)
	}
	if t.spare.use(path) {
		if err := os.Remove(name); err != nil {
			return "", fmt.Errorf("write site: %w", err)
		}
	}
	return name, nil
}

// add adds files, of which so many bytes were not taken over.
func (t *Tree) add(files Files, made int64) {
	var s state
	for i := range files {
		s.add(files[i].Path, files[i].Size, files[i].ModTime, 0)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.state.join(s)
	t.made += made
	for i := range files {
		w := &files[i]
		t.files = append(t.files, w.File)
		if t.left != nil {
			t.left.files = append(t.left.files, spareFile{w.Path, w.Size, w.ModTime})
		}
	}
	switch loose := t.files[t.gathered:]; {
	case made == 0 && len(loose) == len(files): // as they were kept: in one piece
		t.gathered = len(t.files)
	case len(loose) >= gatherAt:
		gather(loose)
		t.gathered = len(t.files)
	}
}

// gatherAt is how many files are gathered at once.
const gatherAt = 1000

// gather makes the texts of files parts of one, so that the collector has less to look
// at: a large site has more files than anything else that is held of it.
func gather(files []File) {
	var all strings.Builder
	for i := range files {
		for _, s := range files[i].texts() {
			all.WriteString(*s)
		}
	}
	text, at := all.String(), 0
	for i := range files {
		for _, s := range files[i].texts() {
			*s = text[at : at+len(*s)]
			at += len(*s)
		}
	}
}

// Len is the number of files added so far.
func (t *Tree) Len() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.files)
}

// Arrange sorts what was added so far, which leaves less to [Tree.Commit]: it is for a time
// when little is still to come.
func (t *Tree) Arrange() {
	t.mu.Lock()
	defer t.mu.Unlock()
	gather(t.files[t.gathered:])
	t.gathered = len(t.files)
	sortFiles(t.files)
}

// Commit writes the manifest and puts the tree in the place of the output
// folder. After an error the output folder is as it was.
func (t *Tree) Commit() (Manifest, error) {
	defer t.lock.release()
	if err := removeAll(scratchName(t.out)); err != nil {
		return Manifest{}, errors.Join(fmt.Errorf("set aside: %w", err), removeAll(t.staging))
	}
	m := Manifest{Files: t.files}
	sortFiles(m.Files)
	err := m.collide()
	if err == nil && t.spare != nil {
		err = t.spare.sweep(t.staging)
	}
	if err == nil {
		err = t.list(&m)
	}
	if err != nil {
		return m, errors.Join(err, removeAll(t.staging))
	}
	old, err := swap(t.staging, t.out)
	if err != nil {
		if errors.Is(err, syscall.EBUSY) || errors.Is(err, syscall.EXDEV) {
			err = fmt.Errorf("%w: %w", ErrMounted, err)
		}
		return m, errors.Join(fmt.Errorf("put the site in place of %s: %w", t.out, err), removeAll(t.staging))
	}
	// What somebody still reads of the old site waits for the next build.
	if err := t.retire(old, t.made <= m.Size()/2); err != nil && !errors.Is(err, ErrInUse) {
		return m, fmt.Errorf("clear the old site: %w", err)
	}
	return m, nil
}

// list writes the manifest and completes the state of the tree by it.
func (t *Tree) list(m *Manifest) error {
	name := filepath.Join(t.staging, manifestName)
	if err := m.write(name); err != nil {
		return err
	}
	info, err := os.Lstat(name)
	if err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	t.state.add(manifestName, info.Size(), info.ModTime().UnixNano(), 0)
	m.State = t.state.String()
	if t.left != nil {
		t.left.files = append(t.left.files, spareFile{manifestName, info.Size(), info.ModTime().UnixNano()})
	}
	return nil
}

// Left is what the tree has left behind once it is committed, nil where it was not to
// remember it.
func (t *Tree) Left() *Left { return t.left }

// retire makes a folder the next spare site, if it is worth it, or removes it. What is
// kept beside the new site takes little room only where the two share their files.
func (t *Tree) retire(dir string, worth bool) error {
	if dir == "" {
		return nil
	}
	if t.retired != "" && removeAll(t.retired) == nil && worth && rename(dir, t.retired) == nil {
		if t.left != nil {
			t.left.Spared = true
		}
		return nil
	}
	return removeAll(dir)
}

// Discard gives the tree up and leaves the output folder as it was. A spare site that it
// was begun from is one again.
func (t *Tree) Discard() error {
	defer t.lock.release()
	err := removeAll(scratchName(t.out))
	if t.spare != nil {
		return errors.Join(err, t.retire(t.staging, true))
	}
	return errors.Join(err, removeAll(t.staging))
}

// Stream is a file of the tree that is written bit by bit. It belongs to the tree once it
// is closed without error.
type Stream struct {
	tree *Tree
	part *Part // that the file is of, or nil
	path string
	file *os.File
	buf  *bufio.Writer
	sums digester
	size int64
}

func (s *Stream) Write(p []byte) (int, error) {
	n, err := s.buf.Write(p)
	s.size += int64(n)
	return n, err
}

// Mark is how far a file was written. What is written behind it may be another in a later
// build, which then does not sum up again what stands before. Zero is the beginning.
type Mark struct {
	Size   int64
	SHA256 []byte // state of the digest
}

// Mark tells how far the file is written; zero where the tree has other digests too, which
// cannot be continued.
func (s *Stream) Mark() (Mark, error) {
	if s.sums.sm3 != nil {
		return Mark{}, nil
	}
	if err := s.buf.Flush(); err != nil {
		return Mark{}, fmt.Errorf("write site: %w", err)
	}
	state, err := s.sums.sha256.(encoding.BinaryMarshaler).MarshalBinary()
	if err != nil {
		return Mark{}, fmt.Errorf("write site: %w", err)
	}
	return Mark{s.size, state}, nil
}

// Size is how many bytes were written.
func (s *Stream) Size() int64 { return s.size }

// begin begins the file as one of an earlier site does, which has to be as it was left.
func (s *Stream) begin(dir string, was Written, m Mark) error {
	in, err := os.Open(filepath.Join(dir, filepath.FromSlash(was.Path)))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrStale, err)
	}
	defer in.Close()
	info, err := in.Stat()
	if err == nil {
		err = was.is(info)
	}
	if err == nil && (m.Size > was.Size || s.sums.sm3 != nil) {
		err = ErrStale
	}
	if err == nil {
		err = s.sums.sha256.(encoding.BinaryUnmarshaler).UnmarshalBinary(m.SHA256)
	}
	if err != nil {
		return err
	}
	s.size, err = io.CopyN(s.file, in, m.Size)
	return err
}

func (s *Stream) Close() error {
	err := s.buf.Flush()
	when, statErr := modTime(s.file)
	if err := errors.Join(err, statErr, s.file.Close()); err != nil {
		return fmt.Errorf("write site: %w", err)
	}
	w := Written{s.sums.file(s.path, s.size), when}
	if s.part != nil {
		s.part.add(Files{w}, w.Size)
	} else {
		s.tree.add(Files{w}, w.Size)
	}
	return nil
}
