package load

import (
	_ "embed"
	"strings"
	"unicode/utf8"

	"gongshi/generator/catalog"
)

// readings has a line for each syllable, with the characters that are read so. It is
// searched as it is: a slug wants few of them.
//
//go:embed data/readings.txt
var readings string

// reading gives the syllable of a character of Han, and other characters of ASCII as
// they are.
func reading(r rune) (syllable string, ok bool) {
	if r < utf8.RuneSelf {
		return string(r), true
	}
	i := strings.Index(readings, string(r))
	if i < 0 {
		return "", false
	}
	syllable, _, _ = strings.Cut(readings[strings.LastIndexByte(readings[:i], '\n')+1:], " ")
	return syllable, true
}

// slug makes an identifier of the pinyin of a name.
func slug(name string) string {
	var b strings.Builder
	hyphen := false
	for _, r := range name {
		syllable, ok := reading(r)
		if !ok {
			continue
		}
		letters := strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, strings.ToLower(syllable))
		if letters == "" || len(syllable) > 1 {
			hyphen = true
		}
		if letters == "" {
			continue
		}
		if hyphen && b.Len() > 0 {
			b.WriteByte('-')
		}
		hyphen = len(letters) > 1
		b.WriteString(letters)
		if b.Len() > 48 {
			break
		}
	}
	switch {
	case b.Len() == 0:
		return "weimingming"
	case catalog.IsDevice(b.String()):
		b.WriteByte('-') // no file may have the name alone
	}
	return b.String()
}
