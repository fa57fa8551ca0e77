package search

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed data/pinyin.txt
var pinyinLines string

// readings is the table of syllables in alphabetical order and of the characters
// read so, all in folded form.
type readings struct {
	syllables []string
	of        map[rune][]uint16 // indexes into syllables, ascending
	initials  map[rune][]byte   // first letters, ascending
}

var pinyin = sync.OnceValue(func() *readings {
	t := &readings{of: map[rune][]uint16{}, initials: map[rune][]byte{}}
	for line := range strings.Lines(pinyinLines) {
		syllable, chars, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		n := uint16(len(t.syllables))
		t.syllables = append(t.syllables, syllable)
		for _, r := range chars {
			r = foldRune(r)
			if !slices.Contains(t.of[r], n) {
				t.of[r] = append(t.of[r], n)
			}
			if !slices.Contains(t.initials[r], syllable[0]) {
				t.initials[r] = append(t.initials[r], syllable[0])
			}
		}
	}
	return t
})

// pinyinTable is the table as the page's script reads it: a line for each
// syllable, in the order of the numbers that the lists use.
func pinyinTable() string {
	t := pinyin()
	chars := make([][]rune, len(t.syllables))
	for r, list := range t.of {
		for _, n := range list {
			chars[n] = append(chars[n], r)
		}
	}
	var b strings.Builder
	for i, s := range t.syllables {
		slices.Sort(chars[i])
		b.WriteString(s)
		b.WriteByte(' ')
		b.WriteString(string(chars[i]))
		b.WriteByte('\n')
	}
	return b.String()
}
