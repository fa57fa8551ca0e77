package render

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"gongshi/generator/catalog"
)

// place is the path of the page that is being made, from which links are
// written.
type place string

// to is the link to a file of the site, perhaps at an element of it.
func (p place) to(target string, fragment ...string) string {
	var path, part string
	if target != string(p) || len(fragment) == 0 {
		path = catalog.RelativeTo(string(p), target)
	}
	if len(fragment) > 0 {
		part = fragment[0]
	}
	if !isOrdinary(path) || !isOrdinary(part) {
		return (&url.URL{Path: path, Fragment: part}).String()
	}
	if part != "" {
		path += "#" + part
	}
	return byNumbers(path)
}

// isOrdinary reports whether an address holds nothing that has to be escaped but
// characters beyond ASCII.
func isOrdinary(s string) bool {
	for i := range len(s) {
		c := s[i] | 0x20
		if !('a' <= c && c <= 'z' || '-' <= s[i] && s[i] <= '9' || s[i] >= utf8.RuneSelf) {
			return false
		}
	}
	return true
}

// byNumbers writes the bytes of characters beyond ASCII by their numbers.
func byNumbers(s string) string {
	const digits = "0123456789ABCDEF"
	beyond := 0
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			beyond++
		}
	}
	if beyond == 0 {
		return s
	}
	out := make([]byte, 0, len(s)+2*beyond)
	for i := range len(s) {
		if c := s[i]; c < utf8.RuneSelf {
			out = append(out, c)
		} else {
			out = append(out, '%', digits[c>>4], digits[c&15])
		}
	}
	return string(out)
}

// root is what leads from the page to the root of the site: empty, or one or
// more ../.
func (p place) root() string {
	return strings.Repeat("../", strings.Count(string(p), "/"))
}

// Link is a link as it stands in a page. Without Href it is plain text.
type Link struct {
	Text string
	Href string
	Note string // what stands beside it, or empty

	Current string // page or true, where the link leads to this page or to what encloses it
}

// Field is a label with its value, for lists of what is known of a thing. Date
// is the value in the form that machines read, where it is one.
type Field struct {
	Label string
	Value string
	Href  string
	Phone string // the digits to dial
	Date  string
}

// fields collects the fields that have a value.
type fields []Field

func (f *fields) add(label, value string) {
	if value != "" {
		*f = append(*f, Field{Label: label, Value: value})
	}
}

func (f *fields) addDate(w *words, label string, d catalog.Date) {
	if !d.IsZero() {
		*f = append(*f, Field{Label: label, Value: w.date(d), Date: d.String()})
	}
}

func (f *fields) addPhone(label, number string) {
	if number != "" {
		*f = append(*f, Field{Label: label, Value: number, Phone: dialled(number)})
	}
}

func (f *fields) addLink(label, value, href string) {
	if value != "" {
		*f = append(*f, Field{Label: label, Value: value, Href: href})
	}
}
