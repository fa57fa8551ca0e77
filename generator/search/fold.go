package search

import (
	_ "embed"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed data/variants.txt
var variantLines string

// variants maps a character to the one that stands for its class of Simplified,
// Traditional and regional forms. Characters that stand for themselves are absent.
var variants = sync.OnceValue(func() map[rune]rune {
	m := make(map[rune]rune, 5000)
	for line := range strings.Lines(variantLines) {
		first := rune(0)
		for _, r := range strings.TrimSuffix(line, "\n") {
			if first == 0 {
				first = r
				continue
			}
			m[r] = first
		}
	}
	return m
})

// foldLow holds the folded form of every character below 0x10000, or 0 where it
// is dropped. Characters above are only folded by class.
var foldLow = sync.OnceValue(func() *[0x10000]uint16 {
	var t [0x10000]uint16
	for r := range t {
		t[r] = uint16(foldForm(rune(r)))
	}
	for from, to := range variants() {
		if from < 0x10000 && to < 0x10000 {
			t[from] = uint16(to)
		}
	}
	return &t
})

// foldRune returns the form of a character in which texts and queries are
// compared, or 0 for one that does not count.
func foldRune(r rune) rune {
	if r >= 0 && r < 0x10000 {
		if v := foldLow()[r]; v != 0 || r == 0 || dropped(r) {
			return rune(v)
		}
	}
	if v, ok := variants()[r]; ok {
		return v
	}
	if r > maxRune {
		return utf8.RuneError
	}
	return r
}

// foldsLow tells of every character from 0x2e80 to 0xffff, as a bit, whether it is folded
// to another.
var foldsLow = sync.OnceValue(func() *[0x10000 / 64]uint64 {
	var bits [0x10000 / 64]uint64
	for r, to := range foldLow() {
		if r >= 0x2e80 && int(to) != r {
			bits[r/64] |= 1 << (r % 64)
		}
	}
	return &bits
})

// maxRune is the last character that keys of the index can hold; no script has
// characters beyond it.
const maxRune = 0x3ffff

// foldForm is foldRune without the classes of variants: width, case, space and
// the forms of brackets, quotes, dashes and dots that people do not tell apart.
// The page's script has the same rules.
func foldForm(r rune) rune {
	if r >= 0xff01 && r <= 0xff5e {
		r -= 0xfee0
	}
	switch {
	case dropped(r):
		return 0
	case isSpace(r):
		return ' '
	case r >= 'A' && r <= 'Z', r >= 0xc0 && r <= 0xde && r != 0xd7,
		r >= 0x391 && r <= 0x3a9 && r != 0x3a2, r >= 0x410 && r <= 0x42f:
		return r + 32
	case r >= 0x400 && r <= 0x40f:
		return r + 80
	case r >= 0x2160 && r <= 0x216f:
		return r + 16
	case r >= 0x24b6 && r <= 0x24cf:
		return r + 26
	}
	if form, ok := forms[r]; ok {
		return form
	}
	if r >= 0xd800 && r <= 0xdfff {
		return utf8.RuneError
	}
	return r
}

// forms are the characters that count as another.
var forms = func() map[rune]rune {
	m := map[rune]rune{}
	for form, class := range map[rune]string{
		'(': "[〔［【〖｢", ')': "]〕］】〗｣", '"': "“”„‟″「」『』", '\'': "‘’‚‛′", '-': "‐‑‒–—―─", '.': "。｡", '、': "､", '·': "•‧・∙･", '~': "〜", '¥': "￥",
	} {
		for _, r := range class {
			m[r] = form
		}
	}
	return m
}()

func isSpace(r rune) bool {
	return r <= 0x20 || r >= 0x7f && r <= 0xa0 || r == 0x1680 || r >= 0x2000 && r <= 0x200a ||
		r == 0x2028 || r == 0x2029 || r == 0x202f || r == 0x205f || r == 0x3000
}

// dropped reports characters that do not show: joiners, direction marks,
// variation selectors.
func dropped(r rune) bool {
	return r == 0xad || r >= 0x200b && r <= 0x200f || r >= 0x202a && r <= 0x202e ||
		r >= 0x2060 && r <= 0x206f || r >= 0xfe00 && r <= 0xfe0f || r == 0xfeff
}

// fold appends the folded form of s to dst: runs of space become one, and none is
// left at either end.
func fold(dst []rune, s string) []rune {
	low := foldLow()
	start, space := len(dst), false
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = decode(s[i:])
		}
		i += size
		f := r
		if r < 0x10000 {
			if f = rune(low[r]); f == 0 {
				continue
			}
		} else {
			f = foldRune(r)
		}
		if f == ' ' {
			space = true
			continue
		}
		if space && len(dst) > start {
			dst = append(dst, ' ')
		}
		space = false
		dst = append(dst, f)
	}
	return dst
}

// decode is utf8.DecodeRuneInString, with a short way for the three bytes of the
// characters and the signs of Chinese. With 0xed surrogates would begin too.
func decode(s string) (r rune, size int) {
	if len(s) >= 3 && s[0] > 0xe0 && s[0] < 0xf0 && s[0] != 0xed && s[1]&0xc0 == 0x80 && s[2]&0xc0 == 0x80 {
		return rune(s[0]&0xf)<<12 | rune(s[1]&0x3f)<<6 | rune(s[2]&0x3f), 3
	}
	return utf8.DecodeRuneInString(s)
}

// foldString is fold for short strings.
func foldString(s string) string { return string(fold(nil, s)) }

// foldTable is the table of variants as the page's script reads it: classes split
// by a space, the first of each stands for all.
func foldTable() string {
	return strings.ReplaceAll(strings.TrimSpace(variantLines), "\n", " ")
}
