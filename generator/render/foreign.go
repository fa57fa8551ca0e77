package render

import (
	"bytes"

	"golang.org/x/net/html"
)

// markForeign marks what stands in Chinese on a page whose interface is English,
// so that it is read aloud, broken and drawn as Chinese. Content is shown as
// written, and nobody says in which language that is; its characters do. All other
// bytes stay as they are.
func markForeign(page []byte) []byte {
	var out bytes.Buffer
	out.Grow(len(page) + len(page)/50)
	z := html.NewTokenizer(bytes.NewReader(page))
	var open []byte // a start tag that is not yet written
	for {
		kind := z.Next()
		raw := z.Raw()
		if open != nil {
			if kind == html.TextToken && bytes.ContainsFunc(raw, isHan) {
				open = append(open[:len(open)-1], ` lang="zh">`...)
			}
			out.Write(open)
			open = nil
		}
		switch kind {
		case html.ErrorToken:
			out.Write(raw)
			return out.Bytes()
		case html.StartTagToken:
			if tag := bytes.Clone(raw); speaks(z) {
				open = tag
				continue
			}
		}
		out.Write(raw)
	}
}

// speaks reports whether a start tag begins what may be marked: neither code nor
// what holds no text, and nothing whose language is told.
func speaks(z *html.Tokenizer) bool {
	name, more := z.TagName()
	switch string(name) {
	case "script", "style", "br", "hr", "img", "input", "link", "meta":
		return false
	}
	for more {
		var key []byte
		if key, _, more = z.TagAttr(); string(key) == "lang" {
			return false
		}
	}
	return true
}

func isHan(r rune) bool { return r >= 0x3400 && r <= 0x9fff || r >= 0x20000 && r <= 0x3ffff }
