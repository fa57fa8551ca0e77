package search

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// A list of which some records are taken out and others put in is that of what is then
// in it, and the records in any of some lists are counted right, whatever their forms.
func TestChangedList(t *testing.T) {
	const n = 3 * containerSize
	rng := rand.New(rand.NewPCG(11, 3))
	// some are numbers from lo to hi: few or many, alone or in runs.
	some := func(lo, hi uint32) (ids []uint32) {
		share, run := 1+rng.Uint32N(1<<rng.Uint32N(12)), 1+rng.Uint32N(1<<rng.Uint32N(8))
		for id := lo; id < hi; id += 1 + rng.Uint32N(2*share) {
			for end := min(hi, id+1+rng.Uint32N(run)); id < end; id++ {
				ids = append(ids, id)
			}
		}
		return ids
	}
	forms := map[byte]int{}
	for range 150 {
		var was, now [tiers][]byte
		var change listChange
		before, after := map[uint32]bool{}, map[uint32]bool{}
		for tier := range tiers {
			if rng.IntN(2) == 0 {
				continue
			}
			ids := some(rng.Uint32N(n), rng.Uint32N(n+1))
			at := rng.Uint32N(n)
			others := some(at, min(at+1+rng.Uint32N(500), n))
			if rng.IntN(8) == 0 {
				others = nil // all is gone from there
			}
			var left []uint32
			for _, id := range ids {
				if id < at || id >= at+500 {
					left = append(left, id)
				}
			}
			then := appendMerged(nil, left, others)
			change[tier].out, change[tier].in = without(ids, then), without(then, ids)
			was[tier] = appendList(nil, ids)
			got, err := changeList(was[tier], change[tier].out, change[tier].in, n)
			if now[tier] = appendList(nil, then); err != nil || !slices.Equal(got, now[tier]) {
				t.Fatalf("%d records less %d and %d more: another list, error %v", len(ids), len(change[tier].out), len(change[tier].in), err)
			}
			for r := (reader{b: got}); len(r.b) > 0; r.container() {
				forms[r.b[0]&3]++
			}
			for _, id := range ids {
				before[id] = true
			}
			for _, id := range then {
				after[id] = true
			}
		}
		if more, err := change.growth(was, now); err != nil || more != len(after)-len(before) {
			t.Fatalf("%d records more, want %d, error %v", more, len(after)-len(before), err)
		}
	}
	for form := range byte(3) {
		if forms[form] < 20 {
			t.Errorf("only %d containers of form %d", forms[form], form)
		}
	}
}
