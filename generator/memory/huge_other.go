//go:build !linux

package memory

// UseHugePages does nothing: only Linux leaves it to programs.
func UseHugePages(int) {}
