package write

import (
	"bytes"
	"encoding/binary"
	"io/fs"
	"os"
	"sync"
	"unsafe"

	"golang.org/x/sys/unix"
)

// lookIn finds what has a name in an open folder, whose own path is then not looked up
// again for each file.
func lookIn(dir *os.File, name string) (found, error) {
	var st unix.Stat_t
	if err := unix.Fstatat(int(dir.Fd()), name, &st, unix.AT_SYMLINK_NOFOLLOW); err != nil {
		return found{}, &fs.PathError{Op: "lstat", Path: dir.Name() + "/" + name, Err: err}
	}
	f := found{node: node{uint64(st.Dev), st.Ino}, stamp: stamp{st.Size, st.Mtim.Nano(), fs.ModeIrregular}}
	switch st.Mode & unix.S_IFMT {
	case unix.S_IFREG:
		f.kind = 0
	case unix.S_IFDIR:
		f.kind = fs.ModeDir
	}
	return f, nil
}

// listRoom is for what the system tells of a folder at once.
var listRoom = sync.Pool{New: func() any { return new([32 << 10]byte) }}

// list lists an open folder with the nodes of what is there.
func list(dir *os.File) ([]entry, error) {
	fail := func(err error) ([]entry, error) {
		return nil, &fs.PathError{Op: "readdir", Path: dir.Name(), Err: err}
	}
	fd := int(dir.Fd())
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err != nil {
		return fail(err)
	}
	room := listRoom.Get().(*[32 << 10]byte)
	defer listRoom.Put(room)
	var out []entry
	for {
		n, err := unix.ReadDirent(fd, room[:])
		if err == unix.EINTR {
			continue
		}
		if err != nil {
			return fail(err)
		}
		if n == 0 {
			return out, nil
		}
		const inode, length, name = unsafe.Offsetof(unix.Dirent{}.Ino), unsafe.Offsetof(unix.Dirent{}.Reclen), unsafe.Offsetof(unix.Dirent{}.Name)
		for rest := room[:n]; len(rest) > int(name); {
			size := binary.NativeEndian.Uint16(rest[length:])
			text, _, _ := bytes.Cut(rest[name:size], []byte{0})
			if string(text) != "." && string(text) != ".." {
				out = append(out, entry{string(text), node{uint64(st.Dev), binary.NativeEndian.Uint64(rest[inode:])}})
			}
			rest = rest[size:]
		}
	}
}
