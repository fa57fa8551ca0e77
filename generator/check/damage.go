package check

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"

	"gongshi/generator/diag"
)

func textDamaged(c *checker) {
	c.eachText(func(t *text) {
		if message, cure, ok := damage(t); ok {
			c.report(t.Position, t.Risk, t.At, message, cure)
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
	// 20**年, 20XX年, 二〇××年, XX局. What is masked of a telephone number is not, nor what
	// is multiplied, as 200×300.
	masking = newPattern(`(?:^|[^0-9*])(?:19|20|二〇|二零)\s*(?:[*×xX＊Ｘ✕○]{2}|[0-9][*×＊](?:\s*$|\s*[^\s0-9０-９(（数人系单比率天]))|(?:^|[^A-Za-z0-9＊*])[xX×Ｘ]{2,}\s*(?:年|月|局|县|市|区|省|镇|乡|村|街道|科|处|室|部|委|办|厅|院|校|所|站|公司|集团|单位|银行|医院|学校|中心|同志|发〔|发\[|号)|〔20[xX×Ｘ]{2}〕|[xX×]年[xX×]月`)
	// lost are places where characters were dropped.
	lost = newPattern(`\?{3,}|、、|锟斤拷|锟斤|烫烫烫|屯屯屯|锘[挎匡縷]|□{2,}|[^\P{Han}在]□\p{Han}`)
	// swallowed are characters of which each became a question mark, in a sentence that asks
	// nothing; what asked finds is left out before.
	swallowed = newPattern(`\p{Han}\?\p{Han}.*\p{Han}\?\p{Han}`)
	asked     = newPattern(`[^?,，。;；、]*(?:谁|哪|吗|呢|怎|几|多少|什么|为何|如何|何[时处人]|是否|能否|可否|有无|是不是|有没有)[^?,，。;；、]*\?`)
	entity    = newPattern(`&(?:nbsp|lt|gt|amp|quot|middot|ldquo|rdquo|mdash|hellip|#[0-9]{2,6}|#x[0-9A-Fa-f]{2,5});`)
	// escaped is text as a program writes it for another, never undone.
	escaped = newPattern(`\(cid:[0-9]+\)|_x000[DAda9]_|\\r\\n|[\p{Han}；。，;,.]\\n|\[object Object\]|<{7}|>{7}|={7}|""|,,,|PAGE +\\\*|MERGEFORMAT|HYPERLINK +"|\x{ad}|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|(?:^|[\p{Han},，。;；:：、 ])(?:%[0-9A-F]{2}){3}|(?:=[0-9A-F]{2}){3}`)
	// unfilled is what a template or a form left to be filled in.
	unfilled = newPattern(`(?i:lorem ipsum)|单击(?:或点击)?此处|[【〔《（“]\s*[】〕》）”]|[Xx]{3,}-[Xx]{3,}|(?:^|[^A-Za-z])(?:undefined|NaN|null)(?:$|[^A-Za-z])|(?:^|[,，。;；、])年月日[前止起内,，。]|[■█▇●]{2,}|\{\{[^{}]*\}\}|[$#]\{[^{}]*\}|<%|[\[【〔(（](?:待填写?|待补充?|待定|此处填写|请填写|填写处)[^\]】〕)）]{0,24}[\]】〕)）]|[_＿]{2,}\s*(?:年|月|日|元|万元|人|%|号)|[_＿]{4,}`)
	// failed is what an office program puts where it could not work something out.
	failed = newPattern(`错误[!！]\s*(?:未|文档|书签)|#{4,}|#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)|Error! (?:Reference|Bookmark)`)
	// bulleted is a mark of a list in a font of pictures, seen without the font.
	bulleted = newPattern(`(?:^|[,，。;；])\s*[Øü§]\s*\p{Han}`)
	// scanned are characters that are read for others of the same look and make no word.
	scanned = newPattern(`迸行|逬行|(?:作|责|理|购|管|办|行|查|专|签|领)入员(?:$|[^工手]|手[^续]|工(?:$|[^食宿名信档之花通]))|木又力|凤险|禾只极|[每工]作?曰|曰(?:常|期|内|前|起)|(?:^|[^刷人变扫])脸收|验牧|贡任|廉玫|釆(?:购|取|用)|巳经|(?:(?:^|[^期周月年季本初岁度])|(?:^|[^季年])度)末(?:经(?:批准|审批|集体|授权|允许)|按(?:规定|要求|程序|照))|审枇|监瞀|合冋`)
	// paged is the number of a page that came into a sentence with it.
	paged = newPattern(`第\s*[0-9]+\s*页\s*[,，/]?\s*共\s*[0-9]+\s*页|[\p{Han},，、;；]\s*[-—–―]{1,2}\s*[0-9]{1,3}\s*[-—–―]{1,2}\s*\p{Han}`)
	// scientific is what a spreadsheet makes of long numbers.
	scientific = newPattern(`[0-9]\.[0-9]+E[+][0-9]{2}`)
	// titled is what a document is called: the blanks in it belong to its name.
	titled = newPattern(`《[^《》]+》`)
	// markup is what prose has in Markdown beside its words.
	markup = newPattern(`(?m)^ {0,3}=+[ \t]*$|(^|[\s，。、；：（(])\*\*([^*\n]+)\*\*`)
	// spread is a sentence of which every character stands apart.
	spread = newPattern(`(?:\p{Han} ){7}`)
	// misprinted is a number in which a letter was read for a figure.
	misprinted = newPattern(`(?:^|[^A-Za-z0-9.])[0-9OolI.]*(?:[0-9][OolI]|[OolI]\.?[0-9l])[0-9OolI.]*\s*(?:年|月|日|[%％]|元|万元)`)
	// strayed is UTF-8 punctuation or a byte order mark read as a Western encoding.
	strayed = newPattern(`ï»¿|â€[\x{80}-\x{ff}\x{201a}-\x{203a}\x{2122}\x{0153}\x{0161}]?|Ã[\x{80}-\x{bf}]|Â[ \x{a0}-\x{bf}]`)
)

// damage tells what is wrong with a text, if anything is, and what to do where that is
// not to type it again.
func damage(t *text) (message, cure diag.Text, ok bool) {
	if t.has(odd) || oddWord.MatchString(t.Value) {
		value := t.Value
		if t.Field == "description" {
			value = markup.ReplaceAllString(value, "$1$2")
		}
		if message, ok = garbled(value); ok {
			return message, diag.Text{}, true
		}
		if m := unfilledIn(value); m != "" {
			return diag.Textf("有一处没有填：%s", "a part was left blank: %s", m),
				diag.Text{Zh: "填上；不能公开的，改写成不留空的句子", En: "fill it in; what is not public, leave out of the sentence"}, true
		}
	}
	if twice := repeated(t.Value); twice != "" {
		return diag.Textf("“%s”连着写了几遍", "%q stands several times in a row", twice),
			diag.Text{Zh: "删去重复的部分", En: "delete the repetition"}, true
	}
	message, ok = broken(t.Value, t.digits > 0)
	return message, diag.Text{}, ok
}

// unfilledIn is a part of a text that was never filled in, or "".
func unfilledIn(s string) string {
	if m := unfilled.FindString(titled.ReplaceAllStringFunc(s, blanked)); m != "" {
		return m
	}
	return strings.TrimFunc(masking.FindString(s), func(r rune) bool { return unicode.IsSpace(r) || unicode.IsPunct(r) && r != '*' })
}

// oddWord is what else there is no damage without that garbled finds, in characters
// that are in many texts.
var oddWord = newPattern(`、、|入员|\(cid:|年月日|击此处|（\s*）|“\s*”|undefined|NaN|null|orem ipsum`)

// garbled tells of characters of a text that are not those that were written.
func garbled(s string) (diag.Text, bool) {
	mojibake := diag.Text{Zh: "文字像是乱码（编码转换出错）", En: "the text looks like mojibake (a wrong character encoding)"}
	suspect, western, before := false, false, rune(0)
	for i, r := range s {
		switch {
		case r == unicode.ReplacementChar:
			return diag.Text{Zh: "文字中有替换符 U+FFFD，原字已丢失", En: "the text holds U+FFFD: characters were lost"}, true
		case r >= 0xe000 && r <= 0xf8ff || r >= 0xf0000 && unicode.Is(unicode.Co, r):
			return diag.Textf("文字中有私用区字符 U+%04X，多数设备无法显示", "the text holds the private-use character U+%04X", r), true
		case r < ' ' && r != '\n' && r != '\t' && r != '\r' || r == 0x61c || r == 0x180e || r == 0xfeff || r >= 0x200b && r <= 0x200f && (r != joiner || afterLetter(s[:i])) || r >= 0x2060 && r <= 0x2064:
			return diag.Textf("文字中有看不见的字符 U+%04X", "the text holds the invisible character U+%04X", r), true
		case unicode.In(r, radicals):
			return diag.Textf("“%c”是部首符号 U+%04[1]X，不是汉字，搜索不到", "%q is the radical U+%04[1]X and no character: nobody will find it", r), true
		case r >= 0x3105 && r <= 0x312f || r >= 0xff61 && r <= 0xff9f || unicode.Is(unicode.Hangul, r) && !unicode.Is(unicode.Hangul, before) && besideHan(s, i):
			return mojibake, true
		case r >= 0x80 && r < 0x250:
			western = true
		default:
			suspect = suspect || signs().of(r)&misread != 0
		}
		before = r
	}
	if western && (strayed.MatchString(s) || misreadWestern(s)) || suspect && misreadHan(s) {
		return mojibake, true
	}
	m := lost.FindString(s)
	if m == "" && strings.Contains(s, "?") && !strings.HasSuffix(strings.TrimSpace(s), "?") {
		m = swallowed.FindString(asked.ReplaceAllString(s, ""))
	}
	if m != "" {
		return diag.Textf("文字中有缺字的痕迹“%s”", "characters were lost here: %q", m), true
	}
	if m := entity.FindString(s); m != "" {
		return diag.Textf("文字中有没有还原的网页代码 %s", "the text holds the character code %s", m), true
	}
	if m := escaped.FindString(s); m != "" {
		return diag.Textf("文字中有没有还原的代码 %s", "the text holds the code %s", m), true
	}
	if m := bulleted.FindString(s); m != "" {
		return diag.Textf("项目符号变成了“%s”", "the mark of a list became %q", strings.Trim(m, ",，。;； ")), true
	}
	if m := failed.FindString(s); m != "" {
		return diag.Textf("文字中有办公软件的出错提示“%s”", "the text holds an error of an office program: %s", m), true
	}
	if m := scanned.FindString(s); m != "" {
		return diag.Textf("“%s”像是扫描识别错的字", "%q seems to be misread by a scanner", m), true
	}
	return diag.Text{}, false
}

// radicals look like characters and are none; programs that take text from print put
// them in their place.
var radicals = &unicode.RangeTable{R16: []unicode.Range16{{Lo: 0x2e80, Hi: 0x2fdf, Stride: 1}}}

// besideHan reports whether Hangul stands at s[at:] in words of which some characters
// are Han, as they are where Chinese was read in a Korean encoding.
func besideHan(s string, at int) bool {
	hangul, han := 0, 0
	letters := func(s string, step func(string) (rune, int), cut func(string, int) string) {
		for s != "" {
			r, size := step(s)
			if !unicode.IsLetter(r) {
				return
			}
			if unicode.Is(unicode.Hangul, r) {
				hangul++
			} else if unicode.Is(unicode.Han, r) {
				han++
			}
			s = cut(s, size)
		}
	}
	letters(s[at:], utf8.DecodeRuneInString, func(s string, n int) string { return s[n:] })
	letters(s[:at], utf8.DecodeLastRuneInString, func(s string, n int) string { return s[:len(s)-n] })
	return hangul >= 2 && han >= 1
}

// containsOne reports whether a text has one of some words. Of characters that are not
// ASCII it is quicker than [strings.ContainsAny].
func containsOne(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// broken tells where a text was cut off or set together wrongly. Every character of it
// may be right.
func broken(s string, numbers bool) (diag.Text, bool) {
	s = strings.TrimSpace(s)
	first, _ := utf8.DecodeRuneInString(s)
	last, _ := utf8.DecodeLastRuneInString(s)
	switch {
	case s == "":
		return diag.Text{}, false
	case strings.ContainsRune("，。、；：）》”！？", first):
		return diag.Textf("开头是“%c”，前面的文字像是丢了", "it begins with %q: what stood before seems to be lost", first), true
	case strings.ContainsRune("《（“【〔、，", last):
		return diag.Textf("末尾是“%c”，后面的文字像是丢了", "it ends with %q: what followed seems to be lost", last), true
	case strings.Count(s, "《") != strings.Count(s, "》"):
		return diag.Text{Zh: "书名号“《”“》”不成对，文字像是丢了一截", En: "the title marks 《 and 》 do not match: a part of the text seems to be lost"}, true
	}
	if strings.Contains(s, " ") {
		if m := spread.FindString(s); m != "" {
			return diag.Textf("字与字之间都有空格：%s", "a space stands after every character: %s", m), true
		}
	}
	if numbers && (strings.ContainsAny(s, "-OolI+") || containsOne(s, "页", "—", "–", "―")) {
		if m := paged.FindString(s); m != "" {
			return diag.Textf("页码混进了句子里：%s", "a page number came into the sentence: %s", strings.Trim(m, "，、；,; ")), true
		}
		if m := scientific.FindString(s); m != "" {
			return diag.Textf("编号或金额变成了科学记数 %s", "a number or an amount became %s", m), true
		}
		if m := misprinted.FindString(s); m != "" {
			return diag.Textf("数字里有字母：%s", "a number has a letter in it: %s", m), true
		}
	}
	return diag.Text{}, false
}

// What is repeated by mistake: a clause of so many characters twice, a word three
// times, or three characters in a row each twice. 高高兴兴 and 逐笔逐笔 are not, nor is
// 清清楚楚明明白白.
const (
	clauseTwice = 5
	wordThrice  = 2
	pairsInRow  = 3

	fewestRepeated = 14 // bytes of six characters, of which four are of Han
)

// repeated returns what characters of Han stand in a row more than once as by mistake,
// if no further apart than a few hundred characters.
func repeated(s string) string {
	if len(s) < fewestRepeated {
		return ""
	}
	var text [256]rune                             // the last characters, each at its number's last bits
	var seen [64]struct{ character, number int32 } // where some stood last, at the last bits of theirs
	period, run := 0, 0                            // as many characters, by which the last ones repeat those before
	pairs, pairAt := 0, 0
	number := 0
	for _, r := range s {
		number++
		at := func(i int) rune { return text[i&(len(text)-1)] }
		text[number&(len(text)-1)] = r
		if isWordByte(byte(min(r, utf8.RuneSelf))) {
			period, run, pairs = 0, 0, 0
			continue
		}
		if at(number-1) == r && at(number-2) != r {
			if pairAt != number-2 {
				pairs = 0
			}
			pairs, pairAt = pairs+1, number
			if pairs > 1 && inPairs()[[2]rune{at(number - 2), r}] {
				pairs = 0
			}
		}
		if run++; period == 0 || at(number-period) != r {
			period, run = 0, 1
			if was := seen[r&63]; was.character == r && number-int(was.number) < len(text) {
				period = number - int(was.number)
			}
		}
		seen[r&63] = struct{ character, number int32 }{r, int32(number)}
		again := 0
		switch {
		case period >= clauseTwice && run >= period, period >= wordThrice && run >= 2*period:
			again = period
		case pairs == pairsInRow && pairAt == number:
			again = 2 * pairsInRow
		default:
			continue
		}
		var out []rune
		han := 0
		for i := number - again + 1; i <= number; i++ {
			out = append(out, at(i))
			if unicode.Is(unicode.Han, at(i)) {
				han++
			}
		}
		if 2*han > len(out) && han >= wordThrice {
			return string(out)
		}
	}
	return ""
}

// inPairs are words of two characters that are said with each of them twice, 清清楚楚, and
// more than one at a time.
var inPairs = sync.OnceValue(func() map[[2]rune]bool {
	m := map[[2]rune]bool{}
	for _, w := range strings.Fields(`
清楚 明白 清白 堂正 认真 踏实 老实 干净 规矩 本分 实在 兢业 勤恳 扎实 稳当 方正 端正 高兴 平安 快乐 安稳 妥当 整齐 完整 仔细 详细 明亮 亮堂 大方 坦荡 战兢 恭敬 客气 热闹 和气 红火 轰烈
点滴 条框 方面 时刻 世代 上下 里外 来往 进出 反复 断续 家户 村寨 日夜 字句 口声 形色 真切 真正 千万 林总 大小 多少 前后 陆续 严实 利索 简单 结实 忙碌 辛苦 确实 切实 服帖 安心 安分 是非 风雨 原本
匆忙 马虎 拖拉 吞吐 躲闪 遮掩 偷摸 吃喝 拉扯 吹拍 磨蹭 唯诺 浑噩 松垮`) {
		r := []rune(w)
		m[[2]rune{r[0], r[1]}] = true
	}
	return m
})

// blanked is a title without its name.
func blanked(string) string { return "《…》" }

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
