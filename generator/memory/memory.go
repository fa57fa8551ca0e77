// Package memory tells the garbage collector how a build uses memory: what it keeps
// grows with the site, what it throws away does not.
package memory

import (
	"math"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// Limits of what SetSpare asks of the collector, in percent of what is in use.
const (
	leastPercent = 33   // below, collecting takes more time than it is worth
	usualPercent = 75   // below, the same, where that is no more than usualSpare
	mostPercent  = 1000 // above, a small program would collect hardly ever

	usualSpare = 224 << 20
)

// SetSpare lets about so many bytes of garbage gather between two collections,
// however much is in use. The collector's own rule, as much garbage as is in use,
// collects too often when little is and takes too much memory when much is. Where
// collecting then takes too long, more gathers. It holds for the whole program and from the next collection on.
func SetSpare(bytes uint64) {
	pace(bytes)
}

// pace sets the percentage by what the last collection left, and is called again
// after the next one: then what it allocates here is found to be garbage.
func pace(spare uint64) {
	debug.SetGCPercent(percent(inUse(), spare))
	runtime.AddCleanup(new([16]byte), pace, spare)
}

// inUse is what the last collection found to be in use, in bytes.
func inUse() uint64 {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	return live[0].Value.Uint64()
}

func percent(used, spare uint64) int {
	spare = max(spare, min(used*usualPercent/100, usualSpare))
	p := 100 * float64(spare) / math.Max(float64(used), 1)
	return int(min(max(p, leastPercent), mostPercent))
}
