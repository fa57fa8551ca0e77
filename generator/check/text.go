package check

import (
	"regexp"
	"strings"
	"unicode"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// maskedYear is a year whose last digits were struck out before publication:
// 20**年, 20XX年, 20××-20××.
var maskedYear = regexp.MustCompile(`(?:19|20)\s*(?:[*×xX＊Ｘ✕○]{2}|\d[*×＊])|(?:^|[^A-Za-z0-9])[xX×＊]{2,4}\s*年`)

// Marks of UTF-8 read as GBK and the like. The first list does not occur in
// ordinary text; of the second, which does, it takes two different ones.
const mojibakeAlways = "銆鈥锟"

const mojibakeOften = "锛鐢鐨鏄鍦涓绗浠鍙鍜鏈鏂闃鎺鐩瀵绠鎴鍚璁浜鍏鍒鏉杩閲鍥鍗绋椤鎵灞閮澶瑙瀹嫹"

func textDamaged(c *checker) {
	c.unit.Texts(func(t catalog.Text) {
		if message, ok := damage(t.Value); ok {
			c.report(t.Position, t.Risk, t.At, message,
				diag.Text{Zh: "从原件重新录入这段文字", En: "type the text again from the original"})
		}
	})
}

// damage tells what is wrong with a text, if anything is.
func damage(s string) (diag.Text, bool) {
	plain := true
	for i := range len(s) {
		if s[i] >= 0x80 || s[i] == '*' || s[i] == 'X' || s[i] == 'x' {
			plain = false
			break
		}
	}
	if plain {
		return diag.Text{}, false
	}
	latin := 0
	for _, r := range s {
		switch {
		case r == unicode.ReplacementChar:
			return diag.Text{Zh: "文字中有替换符 U+FFFD，原字已丢失", En: "the text holds U+FFFD: characters were lost"}, true
		case unicode.Is(unicode.Co, r):
			return diag.Textf("文字中有私用区字符 U+%04X，多数设备无法显示", "the text holds the private-use character U+%04X", r), true
		case r >= 0x80 && r <= 0xff && !strings.ContainsRune("·×÷°±§®©«»²³¹µ¥", r):
			if latin++; latin == 3 {
				return diag.Text{Zh: "文字像是乱码（编码转换出错）", En: "the text looks like mojibake (a wrong character encoding)"}, true
			}
		default:
			latin = 0
		}
	}
	if strings.ContainsAny(s, mojibakeAlways) || distinctOf(s, mojibakeOften) >= 2 || strings.Contains(s, "烫烫烫") || strings.Contains(s, "屯屯屯") {
		return diag.Text{Zh: "文字像是乱码（编码转换出错）", En: "the text looks like mojibake (a wrong character encoding)"}, true
	}
	if m := maskedYear.FindString(s); m != "" {
		return diag.Textf("年份被掩去：%s", "a year is masked: %s", strings.TrimSpace(m)), true
	}
	return diag.Text{}, false
}

func distinctOf(s, set string) int {
	n := 0
	for _, r := range set {
		if strings.ContainsRune(s, r) {
			n++
		}
	}
	return n
}

var htmlTag = regexp.MustCompile(`<(?:/?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?|!--|!DOCTYPE)`)

func rawHTML(c *checker) {
	c.unit.Texts(func(t catalog.Text) {
		if strings.IndexByte(t.Value, '<') < 0 {
			return
		}
		if tag := htmlTag.FindString(t.Value); tag != "" {
			c.report(t.Position, t.Risk, t.At, diag.Textf("文字中有 HTML（%s），将原样显示为文字", "the text holds HTML (%s), which is shown as text", tag),
				diag.Text{Zh: "删去标记，或改用 Markdown 的写法", En: "delete the tag, or write it in Markdown"})
		}
	})
}
