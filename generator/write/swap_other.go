//go:build !linux

package write

import "errors"

// exchange is not to be had on this system.
func exchange(_, _ string) error { return errors.ErrUnsupported }
