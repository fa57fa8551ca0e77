package check

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// A pattern says of every text what the regular expression says, also when it has to
// begin its automaton anew all the time.
func TestPatternsMatchAsExpressions(t *testing.T) {
	for _, expr := range []string{
		``, `^`, `$`, `^$`, `a`, `^a`, `a$`, `^a$`, `(?:^|b)a`, `a(?:$|b)`, `^a|b$`, `^a|^b`, `a*`, `(?:ab)+c?`, `a{2,3}`, `a.{0,2}b`, `(?s)a.b`, `(?i)k[a-c]`, `\bab\b`, `(?m)^a$`, `[^a]b`, `\p{Han}a`, `\x{1F600}|[\x{20000}-\x{20010}]`,
		acts.expr, evidence.expr, frame.expr, enumerator.expr, numbered.expr, linking.expr, soft.expr, hard.expr, harmless.expr, timeWords.expr,
		afterName.expr, afterVerb.expr, aheadTitle.expr, aheadKind.expr, aheadWord.expr, aheadSex.expr, ofPlace.expr, familyTitle.expr,
		masking.expr, strayed.expr, secrecyMark.expr, plate.expr, privateMail.expr, dwelling.expr, aheadCode.expr, aheadPhone.expr, ofPerson.expr, vagueStep.expr,
	} {
		p, exact := newPattern(expr), regexp.MustCompile(expr)
		full := newPattern(expr)
		full.MatchString("")
		pieces := piecesOf(expr)
		random := rand.New(rand.NewPCG(1, uint64(len(expr))))
		for range 1000 {
			var b strings.Builder
			for range random.IntN(8) {
				b.WriteString(pieces[random.IntN(len(pieces))])
			}
			s, want := b.String(), exact.MatchString(b.String())
			if p.MatchString(s) != want {
				t.Fatalf("%.60s: %q matches: %t", expr, s, want)
			}
			full.quick.Load().room = 0
			if full.MatchString(s) != want {
				t.Fatalf("%.60s, begun anew: %q matches: %t", expr, s, want)
			}
		}
	}
}

// piecesOf are what texts that nearly match an expression are made of: its own words
// and characters, and some others.
func piecesOf(expr string) []string {
	words := strings.FieldsFunc(expr, func(r rune) bool { return r < 0x80 })
	for _, r := range expr {
		words = append(words, string(r))
	}
	return slices.Concat(words, []string{"", "a", "b", "ab", "K", "\u212a", "\n", " ", "3", "甲", "的", "\xff", "\ufffd", "😀", "𠀀"})
}

func TestPatternsFindAsExpressions(t *testing.T) {
	for _, expr := range []string{`b+`, `(a)(b)?`, `x`} {
		p, exact := newPattern(expr), regexp.MustCompile(expr)
		for _, s := range []string{"", "cabbcb", "aa"} {
			if got, want := p.FindString(s), exact.FindString(s); got != want {
				t.Errorf("%s in %q: %q, want %q", expr, s, got, want)
			}
			if got, want := p.FindStringSubmatch(s), exact.FindStringSubmatch(s); !slices.Equal(got, want) {
				t.Errorf("%s in %q: %q, want %q", expr, s, got, want)
			}
			if got, want := p.FindAllStringIndex(s), exact.FindAllStringIndex(s, -1); !slices.EqualFunc(got, want, slices.Equal) {
				t.Errorf("%s in %q: %v, want %v", expr, s, got, want)
			}
			if got, want := p.FindAllStringSubmatch(s), exact.FindAllStringSubmatch(s, -1); !slices.EqualFunc(got, want, slices.Equal) {
				t.Errorf("%s in %q: %q, want %q", expr, s, got, want)
			}
			if got, want := p.ReplaceAllString(s, "<$0>"), exact.ReplaceAllString(s, "<$0>"); got != want {
				t.Errorf("%s in %q: %q, want %q", expr, s, got, want)
			}
			if got, want := p.ReplaceAllStringFunc(s, strings.ToUpper), exact.ReplaceAllStringFunc(s, strings.ToUpper); got != want {
				t.Errorf("%s in %q: %q, want %q", expr, s, got, want)
			}
		}
	}
}

// Several may read with a pattern at a time, also while it begins anew.
func TestPatternsMatchAtOnce(t *testing.T) {
	p, exact := newPattern(linking.expr), regexp.MustCompile(linking.expr)
	texts := labelledTexts(t)[:400]
	p.MatchString("")
	var group sync.WaitGroup
	for n := range 4 {
		group.Go(func() {
			for i, s := range texts {
				if i%50 == n {
					p.quick.Store(p.quick.Load().afresh())
				}
				if p.MatchString(s) != exact.MatchString(s) {
					t.Errorf("%q matches: %t", s, exact.MatchString(s))
				}
			}
		})
	}
	group.Wait()
}
