package render

import (
	"bytes"
	"fmt"
	"unicode"

	"golang.org/x/net/html"
)

// markForeign marks what stands in Chinese on a page whose interface is English,
// so that it is read aloud, broken and drawn as Chinese. Content is shown as
// written, and nobody says in which language that is; its characters do. An element
// that begins with Chinese is marked itself, Chinese behind another element gets one
// of its own; a sentence in English that names something in Chinese stays English.
// All other bytes stay as they are.
func markForeign(page []byte) []byte {
	var out bytes.Buffer
	out.Grow(len(page) + len(page)/50)
	z := html.NewTokenizer(bytes.NewReader(page))
	var open []byte   // a start tag that is not yet written
	var told []string // the elements that are open, from one whose language is told
	name := ""        // of the tag before
	for {
		kind := z.Next()
		raw := z.Raw()
		chinese := kind == html.TextToken && mostlyHan(raw)
		if open != nil {
			if chinese {
				open = append(open[:len(open)-1], ` lang="zh">`...)
				told = append(told, name)
			}
			out.Write(open)
			open = nil
		} else if chinese && len(told) == 0 && name != "script" && name != "style" {
			text := bytes.TrimSpace(raw)
			before, after, _ := bytes.Cut(raw, text)
			fmt.Fprintf(&out, `%s<span lang="zh">%s</span>%s`, before, text, after)
			continue
		}
		switch kind {
		case html.ErrorToken:
			out.Write(raw)
			return out.Bytes()
		case html.StartTagToken:
			tag := bytes.Clone(raw)
			var has bool
			name, has = tagOf(z)
			switch {
			case void[name]:
			case len(told) > 0 || has && name != "html":
				told = append(told, name)
			case name != "script" && name != "style" && !has:
				open = tag
				continue
			}
		case html.EndTagToken:
			name, _ = tagOf(z)
			if i := lastIndex(told, name); i >= 0 {
				told = told[:i]
			}
		}
		out.Write(raw)
	}
}

// tagOf is the name of a tag, and whether it tells its language.
func tagOf(z *html.Tokenizer) (name string, told bool) {
	n, more := z.TagName()
	name = string(n)
	for more {
		var key []byte
		if key, _, more = z.TagAttr(); string(key) == "lang" {
			told = true
		}
	}
	return name, told
}

func lastIndex(list []string, s string) int {
	i := len(list) - 1
	for i >= 0 && list[i] != s {
		i--
	}
	return i
}

// void are the elements that hold nothing and have no end.
var void = map[string]bool{"br": true, "hr": true, "img": true, "input": true, "link": true, "meta": true, "wbr": true, "col": true}

// mostlyHan reports whether a text is Chinese, or Chinese with a name in letters: a
// character of it is about as long as two letters.
func mostlyHan(text []byte) bool {
	han, letters := 0, 0
	for _, r := range string(text) {
		switch {
		case isHan(r):
			han++
		case unicode.IsLetter(r):
			letters++
		}
	}
	return han*2 > letters
}

func isHan(r rune) bool { return r >= 0x3400 && r <= 0x9fff || r >= 0x20000 && r <= 0x3ffff }
