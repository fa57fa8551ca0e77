package write

import (
	"fmt"
	"os"
	"runtime"
)

// lock is held while a folder is written. The system releases it when the
// process ends, however it ends.
type lock struct {
	file *os.File
}

// acquire takes the lock or fails with [ErrBusy].
func acquire(name string) (*lock, error) {
	for {
		f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o644)
		if err != nil {
			return nil, fmt.Errorf("lock: %w", err)
		}
		if err := tryLock(f); err != nil {
			f.Close()
			return nil, err
		}
		// A build that ended in between has removed the file that is now locked.
		held, err1 := f.Stat()
		there, err2 := os.Stat(name)
		if err1 == nil && err2 == nil && os.SameFile(held, there) {
			return &lock{f}, nil
		}
		f.Close()
	}
}

func (l *lock) release() {
	if l.file == nil {
		return
	}
	if runtime.GOOS == "windows" { // removes no open file, also none that another build has opened since
		l.file.Close()
		os.Remove(l.file.Name())
	} else {
		os.Remove(l.file.Name())
		l.file.Close()
	}
	l.file = nil
}
