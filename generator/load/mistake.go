package load

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/BurntSushi/toml"

	"gongshi/generator/diag"
)

// The decoder tells what it would have taken, in its own words. What an editor did is
// seen from the line: mostly it was typed as Chinese is, or as in a spreadsheet. What is
// told to do about it is right when it is followed to the letter.

// oneCharacter is what the decoder says of a character at which it stopped; what it
// had read before is part of the place that it tells.
var oneCharacter = regexp.MustCompile(`(?:got|found) '`)

// stoppedAt is the offset in the text of what the decoder refuses. The end of a line
// belongs to the line. Its own line and column are of other places where it stopped at
// an end or a beginning of a line, or in a text of several lines.
func stoppedAt(text string, e toml.ParseError) int {
	at, last := e.Position.Start, e.Position.Start+max(e.Position.Len, 1)-1
	if strings.HasPrefix(text, "\ufeff") { // which it does not count
		at, last = at+len("\ufeff"), last+len("\ufeff")
	}
	at, last = max(0, min(at, len(text)-1)), max(0, min(last, len(text)-1))
	switch {
	case badEscape.MatchString(e.Message):
		at = max(at, strings.LastIndexByte(text[:last+1], '\\'))
	case oneCharacter.MatchString(e.Message):
		at = last
	}
	for at > 0 && !utf8.RuneStart(text[at]) {
		at--
	}
	return at
}

// stop is where the decoder stopped: the line without its end, the offset in it, and what
// the decoder says.
type stop struct {
	line string
	at   int
	says string
}

// stopIn is the stop at an offset of a text.
func stopIn(text string, at int, says string) stop {
	begin := strings.LastIndexByte(text[:at], '\n') + 1
	line, _, _ := strings.Cut(text[begin:], "\n")
	line = strings.TrimSuffix(line, "\r")
	return stop{line: line, at: min(at-begin, len(line)), says: says}
}

// char is the character there, 0 at the end of the line.
func (s stop) char() rune {
	if s.at == len(s.line) {
		return 0
	}
	r, _ := utf8.DecodeRuneInString(s.line[s.at:])
	return r
}

// longLine is a line of which parts are no longer told, in bytes.
const longLine = 600

var assignment = regexp.MustCompile(`^[ \t]*([A-Za-z0-9_.-]+|"[^"]*")[ \t]*=[ \t]*`)

// value is what stands behind the equals sign of the line, and the last part of the key
// before it. It is "" where the decoder did not stop in it, and where it is too long to be
// told.
func (s stop) value() (key, value string) {
	m := assignment.FindStringSubmatchIndex(s.line)
	if m == nil || s.at < m[1] || len(s.line) > longLine {
		return "", ""
	}
	key = strings.Trim(s.line[m[2]:m[3]], `"`)
	return key[strings.LastIndexByte(key, '.')+1:], strings.TrimSpace(s.line[m[1]:])
}

// bare is the value where it is neither quoted nor a list nor a table, without a comment.
func (s stop) bare() (key, value string) {
	key, value = s.value()
	value, _, _ = strings.Cut(value, " #")
	if value = strings.TrimSpace(value); strings.ContainsAny(value, `"'[]{}`) {
		return key, ""
	}
	return key, value
}

// mistake is what an editor did, and what to do about it.
type mistake struct {
	rule          *diag.Rule
	message, hint diag.Text
}

func syntax(message, hint diag.Text) (mistake, bool) {
	return mistake{ruleTOMLSyntax, diag.Text{Zh: "TOML 语法错误：" + message.Zh, En: "TOML syntax: " + message.En}, hint}, true
}

// mistakes are tried in their order. Each reports whether it is what was done.
var mistakes = []func(stop) (mistake, bool){
	oddSpace, wideHeader, unevenHeader, repeatedHeader, misspeltDate, misspeltNumber, bareNumber,
	wideList, wideQuotes, innerQuotes, trailingMark, bareText, ofDecoder,
}

func mistakeAt(s stop) mistake {
	for _, find := range mistakes {
		if m, ok := find(s); ok {
			return m
		}
	}
	m, _ := syntax(diag.Text{Zh: "这一行不能识别", En: s.says}, keyHint)
	return m
}

var (
	quoteHint = diag.Text{Zh: "文字要放在英文双引号 \" \" 之间，例如 name = \"采购管理岗\"",
		En: "put text between straight double quotes, for example name = \"Purchasing\""}
	keyHint = diag.Text{Zh: "每行写成 键 = 值，等号用英文半角 =；说明文字的前面加 #",
		En: "write each line as key = value; put # before a comment"}
	listHint = diag.Text{Zh: "列表用英文方括号：[\"甲\", \"乙\"]", En: "write a list as [\"a\", \"b\"]"}
)

// quoted is the hint to write a value as text.
func quoted(key, value string) diag.Text {
	if key == "" || strings.ContainsAny(value, `"\`) {
		return quoteHint
	}
	return diag.Textf("文字要放在英文双引号 \" \" 之间：%s = \"%s\"", "put text between straight double quotes: %s = \"%s\"", key, value)
}

// oddSpace is a space that is not that of the keyboard, of full width most often.
func oddSpace(s stop) (mistake, bool) {
	switch r := s.char(); {
	case r == ' ' || r == '\t':
		return mistake{}, false
	case r == '\u3000':
		return syntax(diag.Text{Zh: "这里是全角空格", En: "this is a full-width space"}, diag.Text{Zh: "改成半角空格", En: "make it a plain space"})
	case unicode.IsSpace(r) || unicode.Is(unicode.Zs, r):
		return syntax(diag.Textf("这里是特殊的空格 U+%04X", "this is the special space U+%04X", r), diag.Text{Zh: "改成半角空格", En: "make it a plain space"})
	case unicode.Is(unicode.Cf, r):
		return syntax(diag.Textf("这里有看不见的字符 U+%04X", "there is the invisible character U+%04X here", r), diag.Text{Zh: "删去这个字符", En: "delete the character"})
	}
	return mistake{}, false
}

var (
	header = regexp.MustCompile(`^[ \t]*([\[【［〔]+)[ \t]*([A-Za-z][A-Za-z0-9_.-]*)[ \t]*([\]】］〕]*)[ \t]*(?:#.*)?$`)
	// brackets makes plain ones of those of full width.
	brackets = strings.NewReplacer("【", "[", "［", "[", "〔", "[", "】", "]", "］", "]", "〕", "]")
)

// single are the tables that stand once, in one pair of brackets; the others of the format
// may be repeated, in two.
var single = []string{"footer", "publication", "checks", "supervision", "contact", "declared", "matrix"}

// repeatable reports whether a table may be repeated, so far as its name is known.
func repeatable(name string) bool {
	name = name[strings.LastIndexByte(name, '.')+1:]
	_, limited := mostOf[name]
	return limited || name == "position" || name == "risk"
}

// headerOf gives the parts of a line that heads a table, and how it is to be written.
func headerOf(line string) (open, name, end, proper string, ok bool) {
	m := header.FindStringSubmatch(line)
	if m == nil || len(line) > longLine {
		return "", "", "", "", false
	}
	open, name, end = m[1], m[2], m[3]
	last := name[strings.LastIndexByte(name, '.')+1:]
	if !slices.Contains(single, last) && (repeatable(name) || max(utf8.RuneCountInString(open), utf8.RuneCountInString(end)) > 1) {
		return open, name, end, "[[" + name + "]]", true
	}
	return open, name, end, "[" + name + "]", true
}

// wideHeader is a table's name in brackets of full width.
func wideHeader(s stop) (mistake, bool) {
	open, _, end, proper, ok := headerOf(s.line)
	if !ok || brackets.Replace(open+end) == open+end {
		return mistake{}, false
	}
	return syntax(diag.Text{Zh: "小节名的方括号应为英文半角", En: "the brackets of a table's name want to be plain ones"},
		diag.Textf("小节名写成 %s，用英文方括号", "write the table's name as %s", proper))
}

// unevenHeader is a table's name that lacks a bracket.
func unevenHeader(s stop) (mistake, bool) {
	open, _, end, proper, ok := headerOf(s.line)
	hint := diag.Textf("写成 %s", "write %s", proper)
	switch {
	case !ok || len(open) == len(end):
		return mistake{}, false
	case len(open) > len(end):
		return syntax(diag.Text{Zh: "小节名缺少右方括号", En: "the table's name lacks a closing bracket"}, hint)
	}
	return syntax(diag.Text{Zh: "小节名缺少左方括号", En: "the table's name lacks an opening bracket"}, hint)
}

// repeatedHeader is a table that stands twice and may not.
func repeatedHeader(s stop) (mistake, bool) {
	_, name, _, proper, ok := headerOf(s.line)
	if !ok || !strings.HasPrefix(s.says, "Key '") {
		return mistake{}, false
	}
	hint := diag.Text{Zh: "合并成一个小节", En: "make one table of the two"}
	if repeatable(name) {
		hint = diag.Textf("每一个都写成 %s，两层方括号", "write each of them as %s, with two brackets", proper)
	}
	return syntax(diag.Textf("小节 %s 写了两次", "the table %s stands twice", name), hint)
}

// wholeDate is a date however it is parted, and yearMonth the beginning of one in the form
// of TOML.
var (
	wholeDate = regexp.MustCompile(`^(?:\d{4}|[1-9]\d)\s*(?:[-/.]\s*\d{1,2}\s*[-/.]\s*\d{1,2}|年\s*\d{1,2}\s*月\s*\d{1,2})\s*日?$`)
	yearMonth = regexp.MustCompile(`^(?:19|20)\d\d-\d{1,2}(?:\D|$)`)
)

// misspeltDate is a date that is none of TOML, or of no calendar.
func misspeltDate(s stop) (mistake, bool) {
	_, value := s.bare()
	said, isDate := strings.CutPrefix(s.says, "invalid datetime: ")
	if said = strings.Trim(said, `"`); isDate && (value == "" || yearMonth.MatchString(said)) {
		value = said
	}
	if !wholeDate.MatchString(foldWidth(value)) && !(isDate && yearMonth.MatchString(said)) {
		return mistake{}, false
	}
	return mistake{ruleBadDate, diag.Textf("不是有效的日期：%s", "not a date: %s", value), dateHint}, true
}

// numeric are the keys whose values are numbers and nothing else.
var numeric = []string{"holders", "positions", "risks", "kinds", "classes", "working_days", "review_months",
	"frontline_share", "grade_share", "repeated_controls", "top_grade_controls", "process_steps", "basis_days",
	"likelihood", "severity", "exposure", "value"}

var digits = regexp.MustCompile(`\d+(?:\.\d+)?`)

// plainNumber is the hint to write a number as such.
func plainNumber(key, written string) diag.Text {
	n := "2"
	if all := digits.FindAllString(foldWidth(written), -1); len(all) == 1 {
		if n = strings.TrimLeft(all[0], "0"); n == "" || n[0] == '.' {
			n = "0" + n
		}
	} else {
		return diag.Textf("写一个半角数字，不加引号和单位，例如 %s = %s", "write one number, without quotes and unit, for example %s = %s", key, n)
	}
	return diag.Textf("数字用半角，不加引号和单位：%s = %s", "write the number without quotes and unit: %s = %s", key, n)
}

// misspeltNumber is a number in digits of full width, with its unit, or in words.
func misspeltNumber(s stop) (mistake, bool) {
	key, value := s.bare()
	isNumeric := func(k string) bool { return k == key || means(key, k) }
	if value == "" || !slices.ContainsFunc(numeric, isNumeric) || strings.ContainsAny(value, "“”‘’") || isTrailingMark(s) {
		return mistake{}, false
	}
	return syntax(diag.Textf("这里应为数字，现为 %s", "a number is wanted here, found %s", value), plainNumber(key, value))
}

var numberLike = regexp.MustCompile(`^[+0-9][-0-9 +.:/~—–－至转、()]*$`)

// bareNumber is text of digits: a telephone, a code, hours.
func bareNumber(s stop) (mistake, bool) {
	key, value := s.bare()
	if value == "" || isTrailingMark(s) || !numberLike.MatchString(foldWidth(value)) {
		return mistake{}, false
	}
	return syntax(diag.Textf("这不是数字，是由数字组成的文字：%s", "this is not a number but text made of digits: %s", value),
		diag.Textf("电话等号码加英文双引号：%s = \"%s\"", "put telephones and other such numbers in double quotes: %s = \"%s\"", key, value))
}

// wideList is a list in brackets of full width.
func wideList(s stop) (mistake, bool) {
	_, value := s.value()
	opens, closes := strings.ContainsRune("【［〔", s.char()), strings.ContainsRune("】］〕", s.char())
	folded := brackets.Replace(value)
	if !(opens || closes) || value != "" && !(strings.HasPrefix(folded, "[") && strings.HasSuffix(folded, "]")) {
		return mistake{}, false
	}
	return syntax(diag.Textf("列表的方括号应为英文半角，现为 %c", "the brackets of a list want to be plain ones, found %c", s.char()), listHint)
}

const (
	wideOpen  = "“‘„＂＇「『〝”’"
	wideClose = "”’＂＇」』〞“‘"
)

// wideQuotes is text in quotation marks of Chinese.
func wideQuotes(s stop) (mistake, bool) {
	key, value := s.value()
	mark := s.char()
	inner := strings.TrimFunc(value, func(r rune) bool { return r == '"' || strings.ContainsRune(wideOpen+wideClose, r) })
	if s.says == "strings cannot contain newlines" {
		last, size := utf8.DecodeLastRuneInString(value)
		if text := value[:len(value)-size]; last == '”' && strings.Contains(text, "“") { // part of the text
			return mistake{}, false
		}
		mark = last
	}
	if mark == 0 || !strings.ContainsRune(wideOpen+wideClose, mark) || strings.HasPrefix(s.says, "expected a top-level item") {
		return mistake{}, false
	}
	if strings.ContainsAny(inner, wideOpen+wideClose+`"[]{}`) {
		key = ""
	}
	hint := diag.Textf("引号改成英文双引号 \" \"：%s = \"%s\"", "use straight double quotes: %s = \"%s\"", key, inner)
	if key == "" || inner == "" {
		hint = quoteHint
	}
	return syntax(diag.Textf("外面的引号应为英文半角，现为 %c", "the quotes around text want to be straight ones, found %c", mark), hint)
}

// innerQuotes is text in straight quotes with such quotes in it.
func innerQuotes(s stop) (mistake, bool) {
	key, value := s.value()
	n := strings.Count(value, `"`)
	if !strings.HasPrefix(s.says, "expected a top-level item") || n < 3 || value[0] != '"' || value[len(value)-1] != '"' {
		return mistake{}, false
	}
	if strings.ContainsRune(",，、;；", s.char()) {
		return syntax(diag.Text{Zh: "几项文字没有放在列表里", En: "several texts stand here without being a list"}, listHint)
	}
	hint := diag.Text{Zh: "文字里的引号用中文引号“ ”，外面用英文引号", En: "use “ ” within the text and straight quotes around it"}
	if n%2 == 0 {
		text := value[1 : len(value)-1]
		for strings.Contains(text, `"`) {
			text = strings.Replace(strings.Replace(text, `"`, "“", 1), `"`, "”", 1)
		}
		hint.Zh += "：" + key + ` = "` + text + `"`
		hint.En += ": " + key + ` = "` + text + `"`
	}
	return syntax(diag.Text{Zh: "文字里又有英文引号", En: "the text has straight quotes in it"}, hint)
}

// isTrailingMark reports whether nothing but marks of punctuation follows the value.
func isTrailingMark(s stop) bool {
	rest := strings.TrimSpace(strings.TrimLeft(s.line[s.at:], ",，;；、。.．:： "))
	return s.at < len(s.line) && strings.ContainsRune(",，;；、。.．:：", s.char()) && (rest == "" || rest[0] == '#') &&
		strings.HasPrefix(s.says, "expected a top-level item")
}

// trailingMark is a comma or the like behind a value.
func trailingMark(s stop) (mistake, bool) {
	if !isTrailingMark(s) {
		return mistake{}, false
	}
	return syntax(diag.Textf("这一行的末尾多出标点 %c", "the line ends with the mark %c", s.char()), diag.Text{Zh: "删去末尾多出的标点", En: "delete the mark at the end"})
}

// bareText is text without quotes.
func bareText(s stop) (mistake, bool) {
	key, value := s.bare()
	if value == "" || strings.HasPrefix(s.says, "Key '") {
		return mistake{}, false
	}
	return syntax(diag.Textf("文字没有加引号：%s", "the text is not in quotes: %s", excerpt(value)), quoted(key, value))
}

var badEscape = regexp.MustCompile(`^(?:invalid escape|expected \w+ hexadecimal digits|Escaped character)`)

var escapeHint = diag.Text{Zh: `把 \ 写成 \\，或者把外面的双引号换成英文单引号 ' '`, En: `write \\ for \, or put the text between single quotes ' '`}

// decoderSays are the other mistakes, as the decoder words them.
var decoderSays = []struct {
	pattern       *regexp.Regexp
	message, hint diag.Text
}{
	{regexp.MustCompile(`^expected value but found '\\n' instead$|^unexpected EOF; expected value$`),
		diag.Text{Zh: "等号后面没有值", En: "nothing follows the equals sign"}, diag.Text{Zh: "写上值；还没有的，删去这一行", En: "write the value, or delete the line"}},
	{regexp.MustCompile(`^[Ii]nvalid (?:datetime|integer|float)|^floats must|out of (?:range|the safe)|^expected a digit|^cannot use sign|^not an? `),
		diag.Text{Zh: "这不是有效的数字", En: "this is no number"}, diag.Text{Zh: "电话等号码加英文双引号", En: "put telephones and other such numbers in double quotes"}},
	{regexp.MustCompile(`^expected value but found (.*) instead$`), diag.Text{Zh: "这里不能是 $1", En: "expected a value but found $1"}, quoteHint},
	{regexp.MustCompile(`^strings cannot contain newlines$`), diag.Text{Zh: "引号没有在本行结束", En: "the quotes are not closed in this line"}, quoteHint},
	{badEscape, diag.Text{Zh: `引号里的 \ 有特别的意思，不能这样写`, En: `the \ between quotes has a meaning of its own and cannot stand here`}, escapeHint},
	{regexp.MustCompile(`^expected '\.' or '=', but got ('\p{Han}') instead$`), diag.Text{Zh: "键名里不能有汉字 $1", En: "the key has the character $1 in it"},
		diag.Text{Zh: "键名用英文，每行写成 键 = 值；说明文字的前面加 #", En: "keys are English; write each line as key = value, and put # before a comment"}},
	{regexp.MustCompile(`^expected '\.' or '=', but got '\\n' instead$`), diag.Text{Zh: "这一行没有等号", En: "the line has no equals sign"}, keyHint},
	{regexp.MustCompile(`^expected '\.' or '=', but got (.*) instead$`), diag.Text{Zh: "键的后面应为等号，现为 $1", En: "expected an equals sign behind the key but found $1"}, keyHint},
	{regexp.MustCompile(`^Key '(.*)' (?:has already been|was already) .*$`), diag.Text{Zh: "键 $1 写了两次", En: "the key $1 stands twice"},
		diag.Text{Zh: "删去其中一个", En: "delete one of the two"}},
	{regexp.MustCompile(`^(.*) is not a table$`), diag.Text{Zh: "$1 不是小节", En: "$1 is not a table"}, diag.Text{Zh: "核对上一层的小节名", En: "compare the name with that of the table above"}},
	{regexp.MustCompile(`^expected a comma or an inline table .*$`), diag.Text{Zh: "花括号里缺少逗号或右花括号", En: "a comma or the closing brace is missing"},
		diag.Text{Zh: "写成 { 键 = 值, 键 = 值 }，逗号和括号用英文半角", En: "write { key = value, key = value }"}},
	{regexp.MustCompile(`^expected a comma .*$`), diag.Text{Zh: "列表里缺少逗号或右方括号", En: "a comma or the closing bracket of the list is missing"},
		diag.Text{Zh: "写成 [\"甲\", \"乙\"]，逗号用英文半角；文字里的引号用中文引号“ ”", En: "write [\"a\", \"b\"]; use “ ” within a text"}},
	{regexp.MustCompile(`^unexpected comma$`), diag.Text{Zh: "多出一个逗号", En: "there is a comma too many"}, diag.Text{Zh: "删去这个逗号", En: "delete the comma"}},
	{regexp.MustCompile(`^unexpected EOF.*$`), diag.Text{Zh: "文件提前结束，可能缺少引号或括号", En: "the file ends too early; a quote or a bracket may be missing"},
		diag.Text{Zh: "从最后一个写对的地方往下，补上缺少的引号或括号", En: "look for the missing quote or bracket, from the last thing that is right"}},
	{regexp.MustCompile(`^expected a top-level item to end with .* got (.*) instead$`), diag.Text{Zh: "后面多出 $1", En: "$1 is too much here"},
		diag.Text{Zh: "删去多出的部分，或移到引号里面；注释的前面加 #", En: "delete it, or move it into the quotes; put # before a comment"}},
	{regexp.MustCompile(`^unexpected '[=.]'`), diag.Text{Zh: "等号前面的键名不完整", En: "the key before the equals sign is not whole"}, keyHint},
	{regexp.MustCompile(`^unexpected (?:end of table name|table separator) .*$|to end table name|end of table array name`), diag.Text{Zh: "小节名的写法不对", En: "the table's name is not well formed"},
		diag.Text{Zh: "小节名写成 [publication]，用英文", En: "write a table's name as [publication]"}},
}

func ofDecoder(s stop) (mistake, bool) {
	for _, d := range decoderSays {
		if m := d.pattern.FindStringSubmatch(s.says); m != nil {
			what := ""
			if len(m) > 1 {
				what = excerpt(m[1])
			}
			fill := func(text, what string) string { return strings.ReplaceAll(text, "$1", what) }
			inner := cmp.Or(strings.Trim(what, `'"`), what)
			return syntax(diag.Text{Zh: fill(d.message.Zh, inner), En: fill(d.message.En, what)}, d.hint)
		}
	}
	return mistake{}, false
}
