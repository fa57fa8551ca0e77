//go:build !linux

package write

import (
	"os"
	"path/filepath"
)

// lookIn finds what has a name in an open folder.
func lookIn(dir *os.File, name string) (found, error) {
	info, err := os.Lstat(filepath.Join(dir.Name(), name))
	if err != nil {
		return found{}, err
	}
	return found{size: info.Size(), modTime: info.ModTime().UnixNano(), kind: info.Mode().Type()}, nil
}
