package load

import (
	"strings"

	"gongshi/generator/catalog"
)

// nearest returns the candidate closest to the word by the number of characters
// to change, and whether others are just as close. It returns "" when none is
// close enough to be what was meant: no more than half of the longer of the two
// may differ, or one contains the other.
func nearest(word string, candidates []string) (best string, tied bool) {
	want := []rune(catalog.FoldTerm(word))
	bestCost := 1 << 30
	for _, c := range candidates {
		have := []rune(catalog.FoldTerm(c))
		cost := distance(want, have) * 2
		if len(want) > 1 && len(have) > 1 && (strings.Contains(string(have), string(want)) || strings.Contains(string(want), string(have))) {
			cost = min(cost, 1)
		}
		if cost > max(len(want), len(have)) && cost != 1 {
			continue
		}
		tied = tied && cost >= bestCost || cost == bestCost
		if cost < bestCost {
			best, bestCost = c, cost
		}
	}
	return best, tied
}

// distance is the Levenshtein distance.
func distance(a, b []rune) int {
	if len(a) > 64 || len(b) > 64 {
		return 64
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost++
			}
			diagonal = row[j]
			row[j] = min(cost, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}
