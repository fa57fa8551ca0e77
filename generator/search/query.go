package search

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// maxQuery is the most characters of a query that are looked at.
const maxQuery = 256

// term is one part of a query: text that a record has to contain, or has not to.
type term struct {
	text   []rune // folded
	other  []rune // the same with its dates written otherwise; nil without dates
	not    bool
	fields uint32 // bits of the fields that count; 0 means all
	sound  bool   // match by sound
	total  int    // how many records have it, once that is known
}

// parseQuery splits a query at white space. A leading - excludes; a field's name
// and a colon confine the term to it; quotes hold a term with spaces together. A
// query of which no term is left is taken as it stands.
func parseQuery(query string) []term {
	runes := []rune(query)
	if len(runes) > maxQuery {
		runes = runes[:maxQuery]
	}
	var terms []term
	for i := 0; i < len(runes); {
		if foldSpace(runes[i]) {
			i++
			continue
		}
		var t term
		t, i = parseTerm(runes, i)
		if len(t.text) > 0 {
			t.other = otherDates(t.text)
			terms = append(terms, t)
		}
	}
	if len(terms) == 0 {
		if text := fold(nil, string(runes)); len(text) > 0 {
			return []term{{text: text, other: otherDates(text)}}
		}
		return nil
	}
	return terms
}

func foldSpace(r rune) bool { return foldRune(r) == ' ' }

// parseTerm reads the term at i and returns the index behind it.
func parseTerm(runes []rune, i int) (term, int) {
	var t term
	// Two strokes are a dash of Chinese text.
	if foldRune(runes[i]) == '-' && i+1 < len(runes) && !foldSpace(runes[i+1]) && foldRune(runes[i+1]) != '-' {
		t.not = true
		i++
	}
	if mask, next := fieldPrefix(runes, i); mask != 0 {
		t.fields, i = mask, next
	} else if next := soundPrefix(runes, i); next > 0 {
		t.sound, i = true, next
	}
	end := i
	if i < len(runes) && foldRune(runes[i]) == '"' {
		i++
		for end = i; end < len(runes) && foldRune(runes[end]) != '"'; end++ {
		}
		t.text = fold(nil, string(runes[i:end]))
		return t, min(end+1, len(runes))
	}
	for end < len(runes) && !foldSpace(runes[end]) {
		end++
	}
	t.text = fold(nil, string(runes[i:end]))
	return t, end
}

// dates are days as pages show them, or a month, and days as fields hold them. The page's
// script has the same rule.
var dates = regexp.MustCompile(`(?:(\d{4})年)?(\d{1,2})月(?:(\d{1,2})日)?|(\d{4})年|(\d{4})-(\d{2})(?:-(\d{2}))?`)

// otherDates writes the dates of a folded text in the other form, or returns nil.
func otherDates(text []rune) []rune {
	s := string(text)
	other := dates.ReplaceAllStringFunc(s, func(date string) string {
		p := dates.FindStringSubmatch(date)
		switch {
		case p[4] != "":
			return p[4] + "-"
		case p[5] != "" && p[7] == "":
			return p[5] + "年" + strings.TrimPrefix(p[6], "0") + "月"
		case p[5] != "":
			return p[5] + "年" + strings.TrimPrefix(p[6], "0") + "月" + strings.TrimPrefix(p[7], "0") + "日"
		}
		day := p[3]
		if day != "" {
			day = fmt.Sprintf("%02s", day)
		}
		return p[1] + "-" + fmt.Sprintf("%02s", p[2]) + "-" + day
	})
	if other == s {
		return nil
	}
	return []rune(other)
}

// fieldNames maps the folded names of fields to their bits.
var fieldNames = sync.OnceValue(func() map[string]uint32 {
	m := map[string]uint32{}
	for i, f := range fields {
		for _, name := range strings.Fields(f.names) {
			m[foldString(name)] |= 1 << i
		}
	}
	return m
})

// prefix returns what stands before a colon near i, folded, and the index behind
// the colon. Nothing but a name may stand there, and something has to follow.
func prefix(runes []rune, i int) (string, int) {
	for k := i; k < len(runes) && k < i+16; k++ {
		switch r := foldRune(runes[k]); {
		case r == ' ' || r == '"':
			return "", 0
		case r == ':':
			if k == i || k+1 >= len(runes) || foldSpace(runes[k+1]) {
				return "", 0
			}
			return foldString(string(runes[i:k])), k + 1
		}
	}
	return "", 0
}

func fieldPrefix(runes []rune, i int) (uint32, int) {
	name, next := prefix(runes, i)
	return fieldNames()[name], next
}

var soundNames = []string{"拼音", "pinyin"}

func soundPrefix(runes []rune, i int) int {
	if name, next := prefix(runes, i); slices.Contains(soundNames, name) {
		return next
	}
	return 0
}

// indexRunes returns the index of text in folded, from a start, or -1.
func indexRunes(folded, text []rune, from int) int {
	for i := from; i+len(text) <= len(folded); i++ {
		if folded[i] == text[0] && slices.Equal(folded[i:i+len(text)], text) {
			return i
		}
	}
	return -1
}
