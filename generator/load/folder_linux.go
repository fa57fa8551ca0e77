package load

import (
	"io/fs"

	"golang.org/x/sys/unix"
)

// quick reads the files of a folder without package os, which makes each one ready to be
// waited for: ten calls of the system instead of four.
type quick struct {
	folder
	dir string
}

func quickFolder(f folder, dir string) fs.FS { return quick{f, dir} }

// ReadFile reads a file. Whatever is not plain is left to package os, errors too.
func (q quick) ReadFile(name string) ([]byte, error) {
	if data, ok := q.readWithin(name, maxFileSize); ok {
		return data, nil
	}
	return q.folder.ReadFile(name)
}

func (q quick) readWithin(name string, limit int64) (data []byte, ok bool) {
	if !fs.ValidPath(name) {
		return nil, false
	}
	return readPlain(q.dir+"/"+name, limit)
}

// readPlain reads a regular file that is all there and not larger than a limit.
func readPlain(name string, limit int64) (data []byte, ok bool) {
	// Without NONBLOCK the opening of a pipe would wait for its other end.
	fd, err := unix.Open(name, unix.O_RDONLY|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, false
	}
	defer unix.Close(fd)
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err != nil || st.Mode&unix.S_IFMT != unix.S_IFREG || st.Size > limit {
		return nil, false
	}
	data = make([]byte, st.Size+1) // one more, to see that it ends there
	n, err := unix.Read(fd, data)
	if err != nil || n != int(st.Size) {
		return nil, false
	}
	return data[:n:n], true
}
