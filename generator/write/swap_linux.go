package write

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// exchange exchanges two names in one step. It fails with
// [errors.ErrUnsupported] on file systems that cannot.
func exchange(a, b string) error {
	err := unix.Renameat2(unix.AT_FDCWD, a, unix.AT_FDCWD, b, unix.RENAME_EXCHANGE)
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOSYS) {
		return fmt.Errorf("%w: %w", errors.ErrUnsupported, err)
	}
	return err
}
