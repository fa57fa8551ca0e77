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
	if fs.ValidPath(name) {
		if data, ok := readPlain(q.dir + "/" + name); ok {
			return data, nil
		}
	}
	return q.folder.ReadFile(name)
}

// readPlain reads a regular file that is all there.
func readPlain(name string) (data []byte, ok bool) {
	// Without NONBLOCK the opening of a pipe would wait for its other end.
	fd, err := unix.Open(name, unix.O_RDONLY|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, false
	}
	defer unix.Close(fd)
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err != nil || st.Mode&unix.S_IFMT != unix.S_IFREG || st.Size > maxFileSize {
		return nil, false
	}
	data = make([]byte, st.Size+1) // one more, to see that it ends there
	n, err := unix.Read(fd, data)
	if err != nil || n != int(st.Size) {
		return nil, false
	}
	return data[:n:n], true
}
