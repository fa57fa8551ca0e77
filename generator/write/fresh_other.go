//go:build !linux

package write

import (
	"errors"
	"os"
)

// writeFresh writes a file where there is none and tells the time of its last change, in
// nanoseconds since 1970.
func writeFresh(name string, data []byte) (int64, error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return 0, err
	}
	_, err = f.Write(data)
	when, statErr := modTime(f)
	return when, errors.Join(err, statErr, f.Close())
}
