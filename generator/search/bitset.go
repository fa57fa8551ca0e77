package search

import "math/bits"

// bitset is a set of small numbers.
type bitset []uint64

func newBitset(n uint32) bitset { return make(bitset, (uint64(n)+63)/64) }

func (s bitset) set(i uint32)      { s[i>>6] |= 1 << (i & 63) }
func (s bitset) has(i uint32) bool { return s[i>>6]&(1<<(i&63)) != 0 }

// add sets a bit and reports whether it was not set before.
func (s bitset) add(i uint32) bool {
	word, bit := &s[i>>6], uint64(1)<<(i&63)
	if *word&bit != 0 {
		return false
	}
	*word |= bit
	return true
}

// drain appends the members in ascending order to ids and empties the set.
func (s bitset) drain(ids []uint32) []uint32 {
	for i, w := range s {
		for ; w != 0; w &= w - 1 {
			ids = append(ids, uint32(i)<<6+uint32(bits.TrailingZeros64(w)))
		}
		s[i] = 0
	}
	return ids
}
