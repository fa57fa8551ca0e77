package write

import (
	"io/fs"

	"golang.org/x/sys/unix"
)

// writeFresh writes a file where there is none and tells the time of its last change, in
// nanoseconds since 1970. It asks the system for that alone: package os makes each file
// ready to be waited for, which takes five calls more.
func writeFresh(name string, data []byte) (when int64, err error) {
	fail := func(op string, err error) (int64, error) { return 0, &fs.PathError{Op: op, Path: name, Err: err} }
	fd, err := again(func() (int, error) {
		return unix.Open(name, unix.O_WRONLY|unix.O_CREAT|unix.O_EXCL|unix.O_CLOEXEC, 0o666)
	})
	if err != nil {
		return fail("open", err)
	}
	defer func() {
		if closed := unix.Close(fd); closed != nil && err == nil {
			when, err = fail("close", closed)
		}
	}()
	for len(data) > 0 {
		n, err := again(func() (int, error) { return unix.Write(fd, data) })
		if err != nil {
			return fail("write", err)
		}
		data = data[n:]
	}
	var st unix.Stat_t
	if _, err := again(func() (int, error) { return 0, unix.Fstat(fd, &st) }); err != nil {
		return fail("stat", err)
	}
	return st.Mtim.Nano(), nil
}

// again calls f until no signal interrupts it.
func again(f func() (int, error)) (int, error) {
	for {
		n, err := f()
		if err != unix.EINTR {
			return n, err
		}
	}
}
