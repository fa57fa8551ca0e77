// Package person judges whether characters are the name of a person. It holds the
// surnames, the characters of given names and the words for offices that every rule
// about names goes by; no list of people is kept.
//
// A word in a sentence is judged by Weight, to which the reader adds what the place
// of the word says. A word that stands where somebody is to be named, such as a cell
// below 责任人, is judged by IsName, which needs less to go by.
package person

import (
	"strings"
	"sync"
	"unicode"
)

// lists are the lists of words.go, made ready.
type lists struct {
	surname, given map[rune]int
	rare           map[rune]bool
	compound       map[[2]rune]bool
	not            map[string]bool
}

var ready = sync.OnceValue(func() *lists {
	l := &lists{surname: map[rune]int{}, given: map[rune]int{}, rare: map[rune]bool{}, compound: map[[2]rune]bool{}, not: map[string]bool{}}
	fill := func(m map[rune]int, list string, weight int) {
		for _, r := range list {
			m[r] = weight
		}
	}
	fill(l.surname, usual, 2)
	fill(l.surname, familiar, 3)
	fill(l.surname, doubtful, -2)
	fill(l.given, commonGiven, 2)
	fill(l.given, rareGiven, 4)
	for _, r := range rareGiven {
		l.rare[r] = true
	}
	for _, w := range strings.Split(compounds, "|") {
		r := []rune(w)
		l.compound[[2]rune{r[0], r[1]}] = true
	}
	for _, w := range strings.Fields(notNames) {
		l.not[w] = true
	}
	return l
})

// Familiar are the surnames with which an office names a person to all who know the
// unit: 王主任.
func Familiar() string { return familiar + besides }

// Begins reports whether the characters can begin a name that stands in a sentence.
func Begins(s []rune) bool {
	return len(s) > 0 && (ready().surname[s[0]] != 0 || isCompound(s))
}

func isCompound(s []rune) bool { return len(s) > 1 && ready().compound[[2]rune{s[0], s[1]}] }

// Weight is how much the first n characters look like a name: by the surname and by
// the characters of the given name. It is 0 where they cannot be one.
func Weight(s []rune, n int) int {
	if len(s) < n {
		return 0
	}
	l := ready()
	family, weight := 1, l.surname[s[0]]
	switch {
	case isCompound(s):
		family, weight = 2, 5
	case weight == 0, l.isWord(s[:n]):
		return 0
	}
	if n-family < 1 || n-family > 2 {
		return 0
	}
	for _, r := range s[family:n] {
		if l.given[r] == 0 {
			return 0
		}
		weight += l.given[r]
	}
	if n == 2 {
		weight -= 2
	}
	return weight
}

// isWord reports characters that are a word, or begin or end with one.
func (l *lists) isWord(s []rune) bool {
	return l.not[string(s)] || l.not[string(s[:2])] || len(s) == 3 && l.not[string(s[1:])]
}

// sure is the weight from which characters are a name although the given name has
// those of an office, as 李文 and 王建国 do, by their number.
var sure = [...]int{2: 3, 3: 6, 4: 9}

// IsName reports whether a word is a name, where somebody is to be named. An x
// stands for a character that was left out.
func IsName(word string) bool {
	s := []rune(word)
	if len(s) < 2 || len(s) > 4 {
		return false
	}
	for _, r := range s {
		if !unicode.Is(unicode.Han, r) && r != 'x' && r != 'X' && r != '*' {
			return false
		}
	}
	l, family := ready(), 1
	if isCompound(s) {
		family = 2
	}
	given := string(s[family:])
	switch {
	case len(s)-family < 1 || len(s)-family > 2:
		return false
	case family == 2:
		return !strings.ContainsAny(given, OfficeGiven)
	case !strings.ContainsRune(familiar+usual+doubtful+others, s[0]):
		return false
	case l.isWord(s) && !(len(s) == 3 && l.rare[s[1]] && l.rare[s[2]]):
		return false
	case len(s) == 2 && strings.ContainsRune(wordlike, s[0]):
		return false
	}
	return !strings.ContainsAny(given, OfficeGiven) || Weight(s, len(s)) >= sure[len(s)]
}
