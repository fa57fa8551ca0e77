package check

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"gongshi/generator/catalog"
	"gongshi/generator/person"
)

// text is a text of the unit with what one look at it shows. A rule that looks for
// what few texts have asks the signs before it reads the text.
type text struct {
	catalog.Text
	signs  sign
	digits int // how many the longest number has, of either width and in Chinese
}

// sign is a set of kinds of characters.
type sign uint16

const (
	digit       sign = 1 << iota // of either width and in Chinese
	following                    // the digits that number what is not the first
	angle                        // that begins a tag
	atSign                       // of mail addresses, of either width
	capital                      // of either width
	dwelt                        // what no home address is without: 住, 地址
	reserved                     // what no mark of secrecy is without
	family                       // what a name begins with, of a person or of an office as a person
	traditional                  // in this script alone
	simplified                   // in this script alone
	misread                      // of mojibake, see damage.go
	odd                          // what no damage that damage finds is without, but for oddWord
	punctuation                  // and symbols, and white space
	unused                       // white space and quotation marks, which rules about words go without
	wide                         // ASCII of full width
	ordinal                      // characters that number things or tell one of several
)

// has reports whether a text has a character of one of the kinds.
func (t *text) has(kinds sign) bool { return t.signs&kinds != 0 }

func look(t catalog.Text) text {
	seen := text{Text: t}
	table := signs()
	number, apart := 0, false // digits since the last that stood apart, by more than a separator
	for _, r := range t.Value {
		s := table.of(r)
		seen.signs |= s
		switch {
		case s&digit != 0:
			number, apart = number+1, false
			seen.digits = max(seen.digits, number)
		case number > 0 && !apart && isSeparator(r):
			apart = true
		default:
			number = 0
		}
	}
	return seen
}

// isSeparator reports whether a character may stand between the digits of a number.
func isSeparator(r rune) bool {
	switch r {
	case ' ', '-', '.', '－', '．', '·', '_', '–', '—', '＿':
		return true
	}
	return false
}

// signTable holds the signs of the first 65,536 characters.
type signTable [lastSigned + 1]sign

const lastSigned = 0xffff

func (t *signTable) of(r rune) sign {
	switch {
	case r <= lastSigned:
		return t[r]
	case isPunctuation(r):
		return odd | punctuation
	}
	return odd // some are of private use
}

func isPunctuation(r rune) bool {
	return unicode.IsPunct(r) || unicode.IsSymbol(r) || unicode.IsSpace(r)
}

func (t *signTable) mark(s sign, characters string) {
	for _, r := range characters {
		t[r] |= s
	}
}

func (t *signTable) markRange(s sign, first, last rune) {
	for r := first; r <= last; r++ {
		t[r] |= s
	}
}

func (t *signTable) markTable(s sign, ranges *unicode.RangeTable) {
	for _, a := range ranges.R16 {
		for r := int(a.Lo); r <= int(a.Hi); r += int(a.Stride) {
			t[r] |= s
		}
	}
}

var signs = sync.OnceValue(func() *signTable {
	t := new(signTable)
	t.mark(digit, "0123456789０１２３４５６７８９〇零幺一二三四五六七八九")
	t.mark(following, "23456789")
	t.mark(angle, "<")
	t.mark(atSign, "@＠")
	t.markRange(capital, 'A', 'Z')
	t.markRange(capital, 'Ａ', 'Ｚ')
	t.mark(dwelt, "住址")
	t.mark(reserved, "★☆存传供宜举开扩")
	t.mark(family, person.Familiar())
	t.markScripts()
	t.markMisread()
	t.mark(odd, "?锟烫屯锘□&*xX×＊Ｘ✕○\ufffd\u061c\u180e\ufeff#{<=%\\_＿错待填末木曰迸逬脸牧贡玫釆巳枇瞀冋禾凤【〔■█▇●§\"[>,")
	t.markRange(odd, 1, '\t'-1)
	t.markRange(odd, '\r'+1, ' '-1)
	t.markRange(odd, 0x2e80, 0x2fdf) // radicals
	t.markRange(odd, 0xff61, 0xff9f) // half-width Japanese
	t.markRange(odd, 0x3105, 0x312f) // the phonetic signs that stand beside no characters
	t.markTable(odd, unicode.Hangul)
	t.markRange(odd, 0x200b, 0x200f)
	t.markRange(odd, 0x2060, 0x2064)
	t.markRange(odd, 0x80, 0x24f)
	t.markRange(odd, 0xe000, 0xf8ff)
	t.mark(unused, "“”\"‘’")
	t.markRange(wide, '！', '～')
	t.mark(ordinal, "0123456789一二三四五六七八九十甲乙丙丁ABCDEFⅠⅡⅢⅣ东南西北")
	t.markTable(unused|punctuation, unicode.White_Space)
	t.markTable(punctuation, unicode.Punct)
	t.markTable(punctuation, unicode.Symbol)
	for r := range t {
		if person.Begins(rune(r)) {
			t[r] |= family
		}
	}
	return t
})

// narrowWidth makes full-width ASCII half-width.
func narrowWidth(s string) string {
	const lead = 0xef // what every such character begins with
	e := edited{s: s}
	for at := 0; ; at++ {
		next := strings.IndexByte(s[at:], lead)
		if next < 0 {
			return e.String()
		}
		at += next
		if r, size := utf8.DecodeRuneInString(s[at:]); r >= '！' && r <= '～' {
			e.leaveOut(at, size)
			e.b.WriteByte(byte(r - '！' + '!'))
		}
	}
}

// narrow makes full-width ASCII half-width and leaves out white space and quotation
// marks.
func narrow(s string) string { return narrowed(s, unused) }

// bare makes full-width ASCII half-width and leaves out punctuation and white space.
func bare(s string) string { return narrowed(s, punctuation) }

// narrowed makes full-width ASCII half-width and leaves out characters of some kinds.
func narrowed(s string, without sign) string {
	table, e := signs(), edited{s: s}
	for at, r := range s {
		kind := table.of(r)
		if kind&(without|wide) == 0 {
			continue
		}
		_, size := utf8.DecodeRuneInString(s[at:])
		e.leaveOut(at, size)
		if kind&without == 0 {
			e.b.WriteByte(byte(r - '！' + '!'))
		}
	}
	return e.String()
}

// edited is a text of which parts are left out, from the first to the last. It is
// copied only if there are any.
type edited struct {
	s    string
	kept int // all before is in b
	b    strings.Builder
}

func (e *edited) leaveOut(at, size int) {
	if e.kept == 0 {
		e.b.Grow(len(e.s))
	}
	e.b.WriteString(e.s[e.kept:at])
	e.kept = at + size
}

func (e *edited) String() string {
	if e.kept == 0 {
		return e.s
	}
	e.b.WriteString(e.s[e.kept:])
	return e.b.String()
}
