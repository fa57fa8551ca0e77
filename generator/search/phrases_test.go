package search

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestPhraseBook(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	text := strings.Join(fakePool(rng, 2000, 36), "\n")
	pairs := learnPhrases(text, 500)
	if got := len(pairs) / 2; got != 500 {
		t.Fatalf("learnt %d phrases, want 500", got)
	}
	book, texts := newPhraseBook(pairs), expandPhrases(pairs)
	coded := string(book.appendCoded(nil, text))
	if len(coded) > len(text)/2 {
		t.Errorf("%d bytes became %d, want less than half", len(text), len(coded))
	}
	if got := decodePhrases(texts, coded); got != text {
		t.Errorf("the text came back changed")
	}
	for _, phrase := range texts {
		if strings.ContainsAny(phrase, "\n\x7fΩ") || phrase == "" {
			t.Errorf("a phrase is %q", phrase)
		}
	}
	if again := learnPhrases(text, 500); string(again) != string(pairs) {
		t.Errorf("the same text gave other phrases")
	}
}

func TestPhraseBookOfLittle(t *testing.T) {
	for _, text := range []string{"", "\n", "采购", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "ΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩ"} {
		pairs := learnPhrases(text, 10)
		coded := string(newPhraseBook(pairs).appendCoded(nil, text))
		if got := decodePhrases(expandPhrases(pairs), coded); got != text {
			t.Errorf("%q came back as %q by way of %q", text, got, coded)
		}
	}
}

func FuzzPhraseBook(f *testing.F) {
	f.Add("采购采购采购采购采购采购采购", "采购计划Ωé\x7f\x7fЖ")
	f.Fuzz(func(t *testing.T, sample, text string) {
		sample, text = strings.ToValidUTF8(sample, ""), strings.ToValidUTF8(text, "")
		sample = strings.ReplaceAll(strings.Repeat(sample, 5), "\x00", "")
		pairs := learnPhrases(sample, 40)
		coded := string(newPhraseBook(pairs).appendCoded(nil, text))
		if got := decodePhrases(expandPhrases(pairs), coded); got != text {
			t.Errorf("%q came back as %q", text, got)
		}
	})
}
