package generator

import (
	"io/fs"
	"syscall"
)

// identity tells when what the system knows of a file last changed, its time of writing and
// its name included, in nanoseconds since 1970, and its number in the file system.
func identity(info fs.FileInfo) (change int64, inode uint64) {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0
	}
	return syscall.TimespecToNsec(st.Ctimespec), st.Ino
}
