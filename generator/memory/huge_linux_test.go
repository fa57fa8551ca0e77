package memory

import (
	"os"
	"regexp"
	"testing"
)

// The heap may have huge pages afterwards, and takes no more memory than before.
func TestUseHugePages(t *testing.T) {
	const size = 64 << 20
	UseHugePages(size)
	if used := inUse(); used >= size {
		t.Errorf("%d bytes stay in use", used)
	}
	if _, err := os.Stat("/sys/kernel/mm/transparent_hugepage"); err != nil {
		return // built without them: it was enough not to fail
	}
	maps, err := os.ReadFile("/proc/self/smaps")
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`VmFlags:.* hg\b`).Match(maps) {
		t.Error("the system was asked for no huge page")
	}
}
