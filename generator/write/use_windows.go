package write

import (
	"errors"

	"golang.org/x/sys/windows"
)

// inUse reports whether the system refuses to move or remove something because a program
// has a file open there: a reader, a scanner, a backup. It says so in several ways.
func inUse(err error) bool {
	for _, code := range []error{windows.ERROR_SHARING_VIOLATION, windows.ERROR_LOCK_VIOLATION, windows.ERROR_ACCESS_DENIED, windows.ERROR_DIR_NOT_EMPTY} {
		if errors.Is(err, code) {
			return true
		}
	}
	return false
}
