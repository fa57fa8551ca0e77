package memory

import (
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

func TestPercent(t *testing.T) {
	const mega = 1 << 20
	for _, c := range []struct {
		used, spare uint64
		want        int
	}{
		{0, 100 * mega, mostPercent},
		{30 * mega, 50 * mega, 166},
		{100 * mega, 100 * mega, 100},
		{200 * mega, 100 * mega, usualPercent},
		{448 * mega, 100 * mega, 50},
		{1000 * mega, 400 * mega, 40},
		{100_000 * mega, 100 * mega, leastPercent},
	} {
		if got := percent(c.used, c.spare); got != c.want {
			t.Errorf("%d in use, %d to spare: %d%%, want %d%%", c.used, c.spare, got, c.want)
		}
	}
}

// The percentage follows what is in use from one collection to the next.
func TestSetSpareFollows(t *testing.T) {
	before := debug.SetGCPercent(100)
	defer debug.SetGCPercent(before)
	SetSpare(32 << 20)
	held := make([][]byte, 0, 128)
	small := current(t, func(p int) bool { return p > 100 })
	for range 128 {
		held = append(held, make([]byte, 1<<20))
	}
	large := current(t, func(p int) bool { return p <= usualPercent })
	runtime.KeepAlive(held)
	if large >= small {
		t.Errorf("%d%% with little in use, %d%% with much", small, large)
	}
}

// current collects until the percentage is as wanted.
func current(t *testing.T, wanted func(int) bool) (p int) {
	for range 200 {
		runtime.GC()
		p = debug.SetGCPercent(100)
		debug.SetGCPercent(p)
		if wanted(p) {
			return p
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatalf("the percentage stays at %d", p)
	return p
}
