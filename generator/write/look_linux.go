package write

import (
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// lookIn finds what has a name in an open folder, whose own path is then not looked up
// again for each file.
func lookIn(dir *os.File, name string) (found, error) {
	var st unix.Stat_t
	if err := unix.Fstatat(int(dir.Fd()), name, &st, unix.AT_SYMLINK_NOFOLLOW); err != nil {
		return found{}, &fs.PathError{Op: "lstat", Path: dir.Name() + "/" + name, Err: err}
	}
	f := found{size: st.Size, modTime: st.Mtim.Nano(), kind: fs.ModeIrregular}
	switch st.Mode & unix.S_IFMT {
	case unix.S_IFREG:
		f.kind = 0
	case unix.S_IFDIR:
		f.kind = fs.ModeDir
	}
	return f, nil
}
