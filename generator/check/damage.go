package check

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"

	"gongshi/generator/diag"
)

func textDamaged(c *checker) {
	c.eachText(func(t *text) {
		if !t.has(odd) && !strings.Contains(t.Value, "、、") {
			return
		}
		if message, ok := damage(t.Value); ok {
			c.report(t.Position, t.Risk, t.At, message, diag.Text{})
		}
	})
}

// Texts are damaged on their way from file to file. Most often one program wrote
// UTF-8 or GBK and another read it as something else; what was then saved is text,
// but not the one that was written. It is found by going back: a stretch of text
// that, written in the encoding it was taken for, gives valid text of the other
// one, was read wrongly. Ordinary text does not do that.

var (
	// masking is a part struck out before publication that was never filled in:
	// 20**年, 20XX年, 二〇××年, XX局. What is masked of a telephone number is not.
	masking = newPattern(`(?:^|[^0-9*])(?:19|20|二〇|二零)\s*(?:[*×xX＊Ｘ✕○]{2}|[0-9][*×＊])|(?:^|[^A-Za-z0-9＊*])[xX×Ｘ]{2,}\s*(?:年|月|局|县|市|区|省|镇|乡|村|街道|科|处|室|部|委|办|厅|院|校|所|站|公司|集团|单位|单位|银行|医院|学校|中心|同志|发〔|发\[|号)|〔20[xX×Ｘ]{2}〕|[xX×]年[xX×]月`)
	// lost are places where characters were dropped.
	lost   = newPattern(`\?{3,}|、、|锟斤拷|锟斤|烫烫烫|屯屯屯|锘挎|□{3,}`)
	entity = newPattern(`&(?:nbsp|lt|gt|amp|quot|middot|ldquo|rdquo|mdash|hellip|#[0-9]{2,6}|#x[0-9A-Fa-f]{2,5});`)
	// strayed is UTF-8 punctuation or a byte order mark read as a Western encoding.
	strayed = newPattern(`ï»¿|â€[\x{80}-\x{ff}\x{201a}-\x{203a}\x{2122}\x{0153}\x{0161}]?|Ã[\x{80}-\x{bf}]|Â[\x{a0}-\x{bf}]`)
)

// damage tells what is wrong with a text, if anything is.
func damage(s string) (diag.Text, bool) {
	mojibake := diag.Text{Zh: "文字像是乱码（编码转换出错）", En: "the text looks like mojibake (a wrong character encoding)"}
	suspect, western := false, false
	for i, r := range s {
		switch {
		case r == unicode.ReplacementChar:
			return diag.Text{Zh: "文字中有替换符 U+FFFD，原字已丢失", En: "the text holds U+FFFD: characters were lost"}, true
		case r >= 0xe000 && r <= 0xf8ff || r >= 0xf0000 && unicode.Is(unicode.Co, r):
			return diag.Textf("文字中有私用区字符 U+%04X，多数设备无法显示", "the text holds the private-use character U+%04X", r), true
		case r == 0x61c || r == 0x180e || r == 0xfeff || r >= 0x200b && r <= 0x200f && (r != joiner || afterLetter(s[:i])) || r >= 0x2060 && r <= 0x2064:
			return diag.Textf("文字中有看不见的字符 U+%04X", "the text holds the invisible character U+%04X", r), true
		case r >= 0x80 && r < 0x250:
			western = true
		default:
			suspect = suspect || signs().of(r)&misread != 0
		}
	}
	if western && (strayed.MatchString(s) || misreadWestern(s)) || suspect && misreadHan(s) {
		return mojibake, true
	}
	if m := lost.FindString(s); m != "" {
		return diag.Textf("文字中有缺字的痕迹“%s”", "characters were lost here: %q", m), true
	}
	if m := entity.FindString(s); m != "" {
		return diag.Textf("文字中有没有还原的网页代码 %s", "the text holds the character code %s", m), true
	}
	if m := masking.FindString(s); m != "" {
		m = strings.TrimFunc(m, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsPunct(r) && r != '*' })
		return diag.Textf("文字有一处没有填：%s", "a part was left blank: %s", m), true
	}
	return diag.Text{}, false
}

// joiner makes one picture of several, and shows nowhere else.
const joiner = 0x200d

func afterLetter(before string) bool {
	r, _ := utf8.DecodeLastRuneInString(before)
	return unicode.IsLetter(r)
}

// markMisread marks the characters that bytes of UTF-8 become when they are read as
// GBK: those whose first byte in GBK can begin a character of Han in UTF-8.
func (t *signTable) markMisread() {
	for lead := 0xe3; lead <= 0xef; lead++ {
		for trail := 0x80; trail <= 0xbf; trail++ {
			if b, err := simplifiedchinese.GBK.NewDecoder().Bytes([]byte{byte(lead), byte(trail)}); err == nil {
				if r, _ := utf8.DecodeRune(b); r != utf8.RuneError {
					t[r] |= misread | odd
				}
			}
		}
	}
}

// misreadHan reports whether a stretch of the text, written as GBK, is text in
// UTF-8: two characters of Han or more, next to one another.
func misreadHan(s string) bool {
	for _, run := range strings.FieldsFunc(s, func(r rune) bool { return r < 0x80 }) {
		if encoded := gbk(run); hanInUTF8(encoded) {
			return true
		}
	}
	return false
}

// gbk writes text as GBK; what GBK lacks becomes a question mark.
func gbk(s string) []byte {
	if b, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(s)); err == nil {
		return b
	}
	var out []byte
	for _, r := range s {
		b, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(string(r)))
		if err != nil {
			b = []byte{'?'}
		}
		out = append(out, b...)
	}
	return out
}

// hanInUTF8 reports whether bytes hold two adjacent characters of Han or of
// Chinese punctuation in UTF-8, and more of them than of what is none.
func hanInUTF8(b []byte) bool {
	run, best, good := 0, 0, 0
	for at := 0; at < len(b); {
		r, size := utf8.DecodeRune(b[at:])
		if size == 3 && (unicode.Is(unicode.Han, r) || r >= 0x3001 && r <= 0x301f || r >= 0xff01 && r <= 0xff5e) {
			run++
			good += size
			best = max(best, run)
		} else {
			run = 0
		}
		at += size
	}
	return best >= 2 && 2*good >= len(b)
}

// misreadWestern reports whether a stretch of Western letters is Chinese text in
// GBK or UTF-8 read as Windows-1252 or Latin-1.
func misreadWestern(s string) bool {
	for _, run := range strings.FieldsFunc(s, func(r rune) bool { return r < 0x80 || r >= 0x2e80 }) {
		var b []byte
		for _, r := range run {
			if c, ok := charmap.Windows1252.EncodeRune(r); ok {
				b = append(b, c)
			} else if r < 0x100 {
				b = append(b, byte(r))
			}
		}
		if utf8.RuneCountInString(run) < 4 {
			continue
		}
		if decoded, err := simplifiedchinese.GBK.NewDecoder().Bytes(b); hanInUTF8(b) || err == nil && mostlyHan(string(decoded)) {
			return true
		}
	}
	return false
}

func mostlyHan(s string) bool {
	n, han := 0, 0
	for _, r := range s {
		n++
		if unicode.Is(unicode.Han, r) {
			han++
		}
	}
	return han >= 2 && 3*han >= 2*n
}
