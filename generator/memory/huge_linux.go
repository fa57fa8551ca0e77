package memory

import (
	"runtime"
	"runtime/debug"
	"syscall"
)

// UseHugePages asks the system to back the first bytes of the heap with huge pages, of
// 2 MB in place of 4 KB, where it leaves that to programs: a program that needs its
// memory at once then stops for it far less often. What is not needed takes no memory.
// It is for the start of a program. Where there are no such pages it does nothing.
func UseHugePages(bytes int) {
	percent := debug.SetGCPercent(-1) // so much at once would have it collected before
	defer debug.SetGCPercent(percent)
	heap := make([]byte, bytes)
	_ = syscall.Madvise(heap, syscall.MADV_HUGEPAGE) // refused, all is as without
	runtime.KeepAlive(heap)
	runtime.GC() // its addresses are the first to be given out again
}
