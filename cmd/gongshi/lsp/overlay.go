package lsp

import (
	"bytes"
	"io/fs"
	"path"
	"time"
)

// overlay is a folder in which some files have the text that an editor holds.
type overlay struct {
	fs.FS
	texts map[string][]byte
}

// Open opens a file, the editor's text of it where there is one.
func (o overlay) Open(name string) (fs.File, error) {
	if data, ok := o.texts[name]; ok {
		return &memoryFile{Reader: bytes.NewReader(data), info: memoryInfo{path.Base(name), int64(len(data))}}, nil
	}
	return o.FS.Open(name)
}

type memoryFile struct {
	*bytes.Reader
	info memoryInfo
}

func (f *memoryFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *memoryFile) Close() error               { return nil }

type memoryInfo struct {
	name string
	size int64
}

func (i memoryInfo) Name() string       { return i.name }
func (i memoryInfo) Size() int64        { return i.size }
func (i memoryInfo) Mode() fs.FileMode  { return 0o444 }
func (i memoryInfo) ModTime() time.Time { return time.Time{} }
func (i memoryInfo) IsDir() bool        { return false }
func (i memoryInfo) Sys() any           { return nil }
