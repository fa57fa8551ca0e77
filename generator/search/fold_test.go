package search

import (
	"math/rand/v2"
	"testing"
	"unicode/utf8"
)

// Characters are read as package utf8 reads them, those that are none too.
func TestDecode(t *testing.T) {
	same := func(s string) {
		r, size := decode(s)
		if want, n := utf8.DecodeRuneInString(s); r != want || size != n {
			t.Fatalf("%x: %x of %d bytes, want %x of %d", s, r, size, want, n)
		}
	}
	for r := range rune(utf8.MaxRune + 1) {
		same(string(r) + "后")
	}
	rng := rand.New(rand.NewPCG(5, 8))
	for lead := range 256 {
		for range 500 {
			more := rng.Uint32()
			same(string([]byte{byte(lead), byte(more), byte(more >> 8), byte(more >> 16)})[:1+more>>24%4])
		}
	}
}
