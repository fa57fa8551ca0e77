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
// as close. It returns "" when none is close enough to be what was meant: fewer than
// half of the characters of the longer of the two may differ, or one of two, unless
// one contains the other, and no character may that by itself makes another word of it.
func Closest(word string, candidates []string) (best string, tied bool) {
	want := []rune(strings.ToLower(word))
	bestCost := 1 << 30
	for _, c := range candidates {
		have := []rune(strings.ToLower(c))
		cost, longer := 2*Distance(want, have), max(len(want), len(have))
		close := cost < longer || cost == 2 && longer == 2
		if len(want) > 1 && len(have) > 1 && (strings.Contains(string(have), string(want)) || strings.Contains(string(want), string(have))) {
			cost, close = min(cost, 3), true
		}
		if !close || tellsApart(want, have) {
			continue
		}
		tied = tied && cost >= bestCost || cost == bestCost
		if cost < bestCost {
			best, bestCost = c, cost
		}
	}
	return best, tied
}

// telling are the characters by which words of one kind differ on purpose: 二级 is no
// slip for 三级, nor 失效 for 有效.
const telling = "一二三四五六七八九十首末两双单0123456789甲乙丙丁戊己庚辛" +
	"不未非无失否免有是特重较轻最基前中后上下左右内外高低大小多少新旧正副公私东西南北红橙黄蓝绿"

// tellsApart reports whether a telling character stands in one of the two texts more
// often than in the other.
func tellsApart(a, b []rune) bool {
	count := func(text []rune, r rune) (n int) {
		for _, have := range text {
			if have == r {
				n++
			}
		}
		return n
	}
	for _, r := range slices.Concat(a, b) {
		if strings.ContainsRune(telling, r) && count(a, r) != count(b, r) {
			return true
		}
	}
	return false
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
