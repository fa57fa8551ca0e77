//go:build !windows

package write

// inUse reports that nothing is: files that are open can be moved and removed.
func inUse(error) bool { return false }
