package diag

import (
	"slices"
	"strings"
)

// Nearest is the hint that proposes, for a word that is not known, the candidate
// closest to it by the number of characters to change, or lists the candidates
// where none is close or several are as close and they are few. Others, such as ids
// beside names, are proposed as well but not listed.
func Nearest(word string, candidates []string, others ...string) Text {
	candidates = slices.DeleteFunc(slices.Clone(candidates), func(c string) bool { return c == "" })
	near, tied := Closest(word, slices.Concat(candidates, others))
	if near != "" && (!tied || len(candidates) > 8) {
		return Textf("是不是“%s”？", "did you mean %q?", near)
	}
	if len(candidates) == 0 {
		return Text{}
	}
	if len(candidates) > 24 {
		candidates = candidates[:24]
	}
	return Text{Zh: "可用：" + strings.Join(candidates, "、"), En: "known: " + strings.Join(candidates, ", ")}
}

// Closest returns the candidate closest to the word, and whether another is just
// as close. It returns "" when none is close enough to be what was meant: no more
// than half of the longer of the two may differ, unless one contains the other.
func Closest(word string, candidates []string) (best string, tied bool) {
	want := []rune(strings.ToLower(word))
	bestCost := 1 << 30
	for _, c := range candidates {
		have := []rune(strings.ToLower(c))
		cost := 2 * Distance(want, have)
		close := cost <= max(len(want), len(have))
		if len(want) > 1 && len(have) > 1 && (strings.Contains(string(have), string(want)) || strings.Contains(string(want), string(have))) {
			cost, close = min(cost, 3), true
		}
		if !close {
			continue
		}
		tied = tied && cost >= bestCost || cost == bestCost
		if cost < bestCost {
			best, bestCost = c, cost
		}
	}
	return best, tied
}

// Distance is how many characters have to be inserted, deleted or replaced to
// make one text of the other (Levenshtein). Texts of more than 64 characters
// count as far apart.
func Distance(a, b []rune) int {
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
