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
	of        [][]uint16 // by character: indexes into syllables, ascending
	initials  [][]byte   // by character: first letters, ascending
}

var pinyin = sync.OnceValue(func() *readings {
	t := &readings{of: make([][]uint16, maxReading), initials: make([][]byte, maxReading)}
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

// maxReading is above every character that the table has readings of.
const maxReading = 0xa000

// syllablesOf returns the readings of a character.
func (t *readings) syllablesOf(r rune) []uint16 {
	if r >= maxReading {
		return nil
	}
	return t.of[r]
}

// initialsOf returns the first letters of the readings of a character.
func (t *readings) initialsOf(r rune) []byte {
	if r >= maxReading {
		return nil
	}
	return t.initials[r]
}

// pinyinTable is the table as the page's script reads it: a line for each
// syllable, in the order of the numbers that the lists use.
func pinyinTable() string {
	t := pinyin()
	chars := make([][]rune, len(t.syllables))
	for r, list := range t.of {
		for _, n := range list {
			chars[n] = append(chars[n], rune(r))
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
