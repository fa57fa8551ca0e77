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
	return found{stamp: stamp{info.Size(), info.ModTime().UnixNano(), info.Mode().Type()}}, nil
}

// list lists an open folder.
func list(dir *os.File) ([]entry, error) {
	names, err := dir.Readdirnames(-1)
	if err != nil {
		return nil, err
	}
	out := make([]entry, len(names))
	for i, name := range names {
		out[i].name = name
	}
	return out, nil
}
