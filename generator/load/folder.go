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
