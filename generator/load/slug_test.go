package load

import (
	"strings"
	"testing"

	"github.com/mozillazg/go-pinyin"
)

// The readings are those of the dictionary that they are taken from, all of them.
func TestReadings(t *testing.T) {
	n := 0
	for line := range strings.Lines(readings) {
		syllable, characters, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		for _, r := range characters {
			n++
			if want := pinyin.SinglePinyin(r, pinyin.NewArgs()); len(want) != 1 || want[0] != syllable {
				t.Errorf("%c is read %q, want %q", r, syllable, want)
			}
		}
	}
	if n != len(pinyin.PinyinDict) {
		t.Errorf("%d characters, want %d", n, len(pinyin.PinyinDict))
	}
	for _, c := range []struct {
		r    rune
		want string
		ok   bool
	}{{'采', "cai", true}, {'a', "a", true}, {' ', " ", true}, {'é', "", false}} {
		if got, ok := reading(c.r); got != c.want || ok != c.ok {
			t.Errorf("%c is read %q, want %q", c.r, got, c.want)
		}
	}
}
