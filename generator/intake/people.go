package intake

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"gongshi/generator/person"
	"gongshi/generator/search"
)

// People's names have no place in a catalogue: what is published is the position.
// In columns that name who is responsible, names are told from roles by their
// surnames, their length, and by not being words of an office.

// roleWords are what people put beside a name.
var roleWords = pattern(`(?:副|总|正|兼)*(?:` + person.Offices + `)`)

var personSeparators = pattern(`[、，,；;/／\n：:]|(?:\s{1,})|[（()）]`)

// isName reports whether a word is a person's name.
func isName(s string) bool { return person.IsName(search.Fold(s)) }

// spacedName is a name of two characters that was spread to the width of three.
var spacedName = pattern(`(^|[、，,；;/\n：: 　（(])(\p{Han})[ 　]{1,3}(\p{Han})($|[、，,；;/\n：: 　）)])`)

// withoutNames takes people's names out of a text that names who is responsible.
// role is what remains, tidied; names are what was taken out.
func withoutNames(s string) (role string, names []string) {
	s = spacedName().ReplaceAllStringFunc(s, func(m string) string {
		p := spacedName().FindStringSubmatch(m)
		if isName(p[2] + p[3]) {
			return p[1] + p[2] + p[3] + p[4]
		}
		return m
	})
	var out strings.Builder
	at := 0
	word := func(w string) {
		kept, name := cutName(w)
		if name != "" {
			names = append(names, name)
		}
		out.WriteString(kept)
	}
	for _, m := range personSeparators().FindAllStringIndex(s, -1) {
		word(s[at:m[0]])
		out.WriteString(s[m[0]:m[1]])
		at = m[1]
	}
	word(s[at:])
	if len(names) == 0 {
		return s, nil
	}
	return tidyRole(out.String()), names
}

// cutName takes a name off a word, alone or beside a role.
func cutName(w string) (role, name string) {
	w = strings.TrimSpace(w)
	if isName(w) {
		return "", w
	}
	for _, m := range roleWords().FindAllStringIndex(w, -1) {
		before, title, after := w[:m[0]], w[m[0]:m[1]], w[m[1]:]
		switch {
		case before == "" && isName(after):
			return title, after
		case after == "" && isName(before):
			return title, before
		case after == "" && utf8.RuneCountInString(before) == 1 && strings.Contains(person.Familiar(), before):
			return title, before + title
		case before != "" && after == "":
			// 采购科张三科长: the name stands between.
			for n := 3; n >= 2; n-- {
				runes := []rune(before)
				if len(runes) > n && isName(string(runes[len(runes)-n:])) && strings.ContainsRune(person.OfficeGiven, runes[len(runes)-n-1]) && !strings.ContainsAny(string(runes[len(runes)-n:]), person.OfficeGiven) {
					return string(runes[:len(runes)-n]) + title, string(runes[len(runes)-n:])
				}
			}
		case after != "" && isName(after):
			return before + title, after
		}
	}
	return w, ""
}

var (
	emptyBrackets = pattern(`[（(][\s、，,；;/]*[)）]`)
	repeated      = pattern(`([、，,；;/：:\n])[\s、，,；;/：:]+`)
)

func tidyRole(s string) string {
	s = emptyBrackets().ReplaceAllString(s, "")
	s = repeated().ReplaceAllString(s, "$1")
	s = strings.Trim(s, " \n　、，,；;/：:")
	// （科长） alone was beside a name.
	if strings.HasPrefix(s, "（") && strings.HasSuffix(s, "）") && strings.Count(s, "（") == 1 {
		s = strings.Trim(s, "（）")
	}
	if strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") && strings.Count(s, "(") == 1 {
		s = strings.Trim(s, "()")
	}
	return s
}

var (
	mobile   = pattern(`(?:^|[^\d])(1[3-9]\d[ -]?\d{4}[ -]?\d{4})(?:$|[^\d])`)
	identity = pattern(`(?:^|[^\d])(\d{17}[\dXx])(?:$|[^\d])`)
	// phoneLabel is what stays of a mobile number that is taken out.
	phoneLabel = pattern(`[（(](?:联系)?(?:电话|手机)[：:]?[）)]`)
)

// withoutNumbers takes mobile and identity numbers out of a text.
func withoutNumbers(s string) (rest string, numbers []string) {
	for _, re := range []*regexp.Regexp{identity(), mobile()} {
		for {
			m := re.FindStringSubmatchIndex(s)
			if m == nil {
				break
			}
			numbers = append(numbers, s[m[2]:m[3]])
			s = s[:m[2]] + s[m[3]:]
		}
	}
	if len(numbers) > 0 {
		s = emptyBrackets().ReplaceAllString(phoneLabel().ReplaceAllString(s, ""), "")
	}
	return s, numbers
}
