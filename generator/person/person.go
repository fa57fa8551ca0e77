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
	"unicode/utf8"
)

// lists are the lists of words.go, made ready.
type lists struct {
	characters [lastHan - firstHan + 1]character
	compound   map[[2]rune]bool
	not        map[word]bool
}

// All characters of the lists are of this block.
const firstHan, lastHan = '\u4e00', '\u9fff'

// character is what one says of a name.
type character struct {
	surname, given int8 // what it weighs as one, 0 if it is none
	rare           bool // among the given names that are seldom other words
	begins         bool // a surname, or one of two characters
}

// word is a word of up to four characters of the lists.
type word [4]uint16

func wordOf(s []rune) (w word) {
	for i, r := range s {
		if r >= firstHan && r <= lastHan {
			w[i] = uint16(r)
		} else {
			w[i] = 1 // stands in no word
		}
	}
	return w
}

var ready = sync.OnceValue(func() *lists {
	l := &lists{compound: map[[2]rune]bool{}, not: map[word]bool{}}
	each := func(list string, f func(*character)) {
		for _, r := range list {
			f(&l.characters[r-firstHan])
		}
	}
	surnames := func(list string, weight int8) { each(list, func(c *character) { c.surname, c.begins = weight, true }) }
	surnames(usual, 2)
	surnames(familiar, 3)
	surnames(doubtful, -2)
	each(commonGiven, func(c *character) { c.given = 2 })
	each(rareGiven, func(c *character) { c.given, c.rare = 4, true })
	forms := []rune(traditional)
	for i := 0; i < len(forms); i += 2 {
		l.characters[forms[i]-firstHan].begins = l.characters[forms[i+1]-firstHan].begins
	}
	for _, w := range strings.Split(compounds, "|") {
		r := []rune(w)
		l.compound[[2]rune{r[0], r[1]}] = true
		l.characters[r[0]-firstHan].begins = true
	}
	for _, w := range strings.Split(Tibetan+"|"+MongolHeads, "|") {
		r, _ := utf8.DecodeRuneInString(w)
		l.characters[r-firstHan].begins = true
	}
	for _, w := range strings.Fields(notNames) {
		l.not[wordOf([]rune(w))] = true
	}
	return l
})

// of is what is known of a character.
func (l *lists) of(r rune) character {
	if r < firstHan || r > lastHan {
		return character{}
	}
	return l.characters[r-firstHan]
}

// Familiar are the surnames with which an office names a person to all who know the
// unit: 王主任.
func Familiar() string { return familiar + besides }

// Begins reports whether a character can begin a name that stands in a sentence.
func Begins(r rune) bool { return ready().of(r).begins }

var simplified = sync.OnceValue(func() *strings.Replacer {
	var pairs []string
	for _, r := range traditional {
		pairs = append(pairs, string(r))
	}
	return strings.NewReplacer(pairs...)
})

// Simplified writes the characters that names and offices are made of in their
// simplified forms. Of other words some characters stay as they are.
func Simplified(text string) string { return simplified().Replace(text) }

func isCompound(s []rune) bool {
	l := ready()
	return len(s) > 1 && l.of(s[0]).begins && l.compound[[2]rune{s[0], s[1]}]
}

// Weight is how much the first n characters look like a name: by the surname and by
// the characters of the given name. It is 0 where they cannot be one.
func Weight(s []rune, n int) int {
	if n < 2 || len(s) < n {
		return 0
	}
	l := ready()
	family, weight := 1, int(l.of(s[0]).surname)
	compound := isCompound(s)
	switch {
	case compound:
		family, weight = 2, 5
	case weight == 0:
		return 0
	}
	if n-family < 1 || n-family > 2 {
		return 0
	}
	for _, r := range s[family:n] {
		given := int(l.of(r).given)
		if given == 0 {
			return 0
		}
		weight += given
	}
	if !compound && l.isWord(s[:n]) {
		return 0
	}
	if n == 2 {
		weight -= 2
	}
	return weight
}

// isWord reports characters that are a word, or begin or end with one.
func (l *lists) isWord(s []rune) bool {
	return l.not[wordOf(s)] || l.not[wordOf(s[:2])] || len(s) == 3 && l.not[wordOf(s[1:])]
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
	case l.isWord(s) && !(len(s) == 3 && l.of(s[1]).rare && l.of(s[2]).rare):
		return false
	case len(s) == 2 && strings.ContainsRune(wordlike, s[0]):
		return false
	}
	return !strings.ContainsAny(given, OfficeGiven) || Weight(s, len(s)) >= sure[len(s)]
}
