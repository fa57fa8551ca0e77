package check

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// A lexicon finds the words that a text begins with, and no others.
func TestLexicon(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	any := func(most int) string {
		b := make([]rune, random.IntN(most+1))
		for i := range b {
			b[i] = []rune("甲乙丙a😀")[random.IntN(5)]
		}
		return string(b)
	}
	for range 100 {
		words, values := &lexicon{}, map[string]int32{}
		for i := range random.IntN(100) {
			if w := any(4); w != "" {
				words.add(w, int32(i+1))
				if values[w] == 0 {
					values[w] = int32(i + 1)
				}
			}
		}
		words.add("无", 1000)
		for range 100 {
			text := any(8)
			var want, got []string
			for _, w := range slices.SortedFunc(maps.Keys(values), func(a, b string) int { return len(a) - len(b) }) {
				if strings.HasPrefix(text, w) {
					want = append(want, fmt.Sprint(len([]rune(w)), values[w]))
				}
			}
			words.words([]rune(text), func(n int, value int32) { got = append(got, fmt.Sprint(n, value)) })
			if !slices.Equal(got, want) {
				t.Fatalf("%v in %q: %v, want %v", values, text, got, want)
			}
		}
	}
}

// Concepts stand for words as if these were replaced one after the other, the longest
// first.
func TestPlain(t *testing.T) {
	stands := map[string]string{}
	for _, w := range strings.Split(joining, "|") {
		stands[w] = ""
	}
	for first, groups := range map[rune]string{firstConcept: deeds, firstManner: manners} {
		for i, group := range strings.Fields(groups) {
			for _, w := range strings.Split(group, "|") {
				if known, ok := stands[w]; !ok || first == firstManner || known < string(first+rune(i)) {
					stands[w] = string(first + rune(i))
				}
			}
		}
	}
	var pairs []string
	for _, w := range slices.SortedFunc(maps.Keys(stands), func(a, b string) int { return len(b) - len(a) }) {
		pairs = append(pairs, w, stands[w])
	}
	replacer := strings.NewReplacer(pairs...)
	for _, text := range labelledTexts(t) {
		want := strings.Map(func(r rune) rune {
			if isPunctuation(r) {
				return -1
			}
			return r
		}, replacer.Replace(narrow(text)))
		if got := string(plain(text)); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestNarrowed(t *testing.T) {
	const s = "Ａ１（“甲　乙”）, b~～\xff。！￥"
	for _, c := range []struct {
		how  func(string) string
		want string
	}{
		{narrowWidth, "A1(“甲　乙”), b~~\xff。!￥"},
		{narrow, "A1(甲乙),b~~\xff。!￥"},
		{bare, "A1甲乙b"},
	} {
		if got := c.how(s); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
