package load

import (
	"io/fs"
	"os"
)

// folder is what [os.DirFS] gives for a folder.
type folder interface {
	fs.StatFS
	fs.ReadFileFS
	fs.ReadDirFS
	fs.ReadLinkFS
}

// Folder is the tree in a folder of the disk: what [os.DirFS] gives, read with less
// ado where the system allows it.
func Folder(dir string) fs.FS { return quickFolder(os.DirFS(dir).(folder), dir) }

// within is a tree that can be asked for a file if it is a plain one, not larger than a
// limit, without a look at it first. What is not read so may be anything.
type within interface {
	readWithin(name string, limit int64) (data []byte, ok bool)
}
