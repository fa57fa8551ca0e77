package stencil

import (
	"strconv"
	"strings"
)

// htmlEscaper is the escaper of text.
const htmlEscaper = "_html_template_htmlescaper"

// escapers append a text as the escapers of html/template write it, by the names
// under which these stand in templates. They are those of plain text: its types of
// texts that are trusted never come here.
var escapers = map[string]func(out []byte, text string) []byte{
	htmlEscaper:                    appendEscaped,
	"_html_template_attrescaper":   appendEscaped,
	"_html_template_rcdataescaper": appendEscaped,
	"_html_template_urlnormalizer | _html_template_attrescaper": func(out []byte, s string) []byte {
		return appendEscaped(out, normalURL(s))
	},
	"_html_template_urlfilter | _html_template_attrescaper": func(out []byte, s string) []byte {
		return appendEscaped(out, safeURL(s))
	},
	"_html_template_urlfilter | _html_template_urlnormalizer | _html_template_attrescaper": func(out []byte, s string) []byte {
		return appendEscaped(out, normalURL(safeURL(s)))
	},
	"_html_template_urlescaper | _html_template_attrescaper": func(out []byte, s string) []byte {
		return appendEscaped(out, percent(s, &inQuery))
	},
}

// entities stand for the bytes that mean something in HTML.
var entities = [256]string{0: "\ufffd", '"': "&#34;", '&': "&amp;", '\'': "&#39;", '+': "&#43;", '<': "&lt;", '>': "&gt;"}

var escaped = func() (t [256]bool) {
	for c, e := range entities {
		t[c] = e != ""
	}
	return t
}()

func appendEscaped(out []byte, s string) []byte {
	written := 0
	for i := 0; i < len(s); {
		end := i + 8
		switch {
		case end <= len(s) && isPlain(s[i:end]), end > len(s) && len(s) >= 8 && isPlain(s[len(s)-8:]):
			i = end
			continue
		}
		for end = min(end, len(s)); i < end; i++ {
			if escaped[s[i]] {
				out = append(append(out, s[written:i]...), entities[s[i]]...)
				written = i + 1
			}
		}
	}
	return append(out, s[written:]...)
}

// isPlain reports whether each of eight bytes is beyond the signs and digits of ASCII: a
// letter or part of a Chinese character.
func isPlain(s string) bool {
	_ = s[7]
	const high = 0x8080808080808080
	x := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
	return (x|x<<1)&high == high
}

// safeURL gives an address of a scheme that runs nothing, or what html/template
// puts in the place of another.
func safeURL(s string) string {
	scheme, _, ok := strings.Cut(s, ":")
	if !ok || strings.Contains(scheme, "/") {
		return s
	}
	for _, safe := range []string{"http", "https", "mailto"} {
		if strings.EqualFold(scheme, safe) {
			return s
		}
	}
	return "#ZgotmplZ"
}

// inQuery are the bytes that stand for themselves in a part of an address, and inURL
// those that do in a whole one.
var (
	inQuery = bytesOf("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
	inURL   = bytesOf("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!#$&*+,/:;=?@[]")
)

func bytesOf(s string) (t [256]bool) {
	for i := range len(s) {
		t[s[i]] = true
	}
	return t
}

// normalURL writes the bytes that do not belong in an address by their numbers.
func normalURL(s string) string { return percent(s, &inURL) }

// percent writes the bytes that are not kept by their numbers. In a whole address,
// what is written so already stays.
func percent(s string, kept *[256]bool) string {
	var out []byte
	written := 0
	for i := range len(s) {
		if kept[s[i]] || kept == &inURL && s[i] == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			continue
		}
		const digits = "0123456789abcdef"
		out = append(append(out, s[written:i]...), '%', digits[s[i]>>4], digits[s[i]&15])
		written = i + 1
	}
	if written == 0 {
		return s
	}
	return string(append(out, s[written:]...))
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// appendInt appends a number, which no escaper changes.
func appendInt(out []byte, n int64) []byte { return strconv.AppendInt(out, n, 10) }
