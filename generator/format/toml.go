package format

import (
	"bytes"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// document is a TOML text in the pieces that an editor sees: tables with their
// keys, and the comments above and beside them. Values are kept as written until
// they are printed.
type document struct {
	tables []*table // the first has no header
	tail   []string // comments after the last key
}

type table struct {
	lead    []string // comments and blank lines above the header
	path    []string
	array   bool
	comment string // beside the header
	entries []*entry
}

type entry struct {
	lead    []string
	key     string
	raw     string // the value
	comment string
}

func (t *table) entry(key string) *entry {
	for _, e := range t.entries {
		if e.key == key {
			return e
		}
	}
	return nil
}

// set gives a key its value; an empty value removes the key. A value that says the same
// already, if only nothing, stays as it is written, with its comments.
func (t *table) set(key, raw string) {
	switch e := t.entry(key); {
	case raw == "" && e != nil && !saysNothing(e.raw):
		t.remove(key)
	case raw == "":
	case e != nil && !sameValue(e.raw, raw):
		e.raw = raw
	case e != nil:
	default:
		t.entries = append(t.entries, &entry{key: key, raw: raw})
	}
}

func (t *table) remove(key string) {
	t.entries = slices.DeleteFunc(t.entries, func(e *entry) bool { return e.key == key })
}

// cut removes a key and returns the comments above, in and beside it.
func (t *table) cut(key string) (comments []string) {
	e := t.entry(key)
	if e == nil {
		return nil
	}
	t.remove(key)
	comments = append(slices.Clone(e.lead), commentsIn(e.raw)...)
	if e.comment != "" {
		comments = append(comments, e.comment)
	}
	return comments
}

func (t *table) is(path ...string) bool { return slices.Equal(t.path, path) }

// scanDocument takes apart a text that the decoder has accepted. ok is false for
// forms that it does not know; such a text is left as it is.
func scanDocument(data []byte) (doc *document, ok bool) {
	var any map[string]any
	if _, err := toml.Decode(string(data), &any); err != nil {
		return nil, false
	}
	s := &scanner{rest: string(data)}
	doc = &document{tables: []*table{{}}}
	current := doc.tables[0]
	for {
		lead := s.lead()
		switch {
		case s.rest == "":
			doc.tail = lead
			return doc, true
		case s.rest[0] == '[':
			t := &table{lead: lead, array: strings.HasPrefix(s.rest, "[[")}
			s.rest = strings.TrimLeft(s.rest, "[")
			if t.path, ok = s.keys(); !ok || !strings.HasPrefix(s.rest, "]") {
				return nil, false
			}
			s.rest = strings.TrimLeft(s.rest, "]")
			t.comment = s.comment()
			doc.tables = append(doc.tables, t)
			current = t
		default:
			keys, ok := s.keys()
			if !ok || !strings.HasPrefix(s.rest, "=") {
				return nil, false
			}
			s.rest = strings.TrimLeft(s.rest[1:], " \t")
			e := &entry{lead: lead, key: strings.Join(keys, "."), raw: s.value()}
			e.comment = s.comment()
			current.entries = append(current.entries, e)
		}
	}
}

type scanner struct{ rest string }

// lead takes comments and blank lines, of which at most one stays in a row.
func (s *scanner) lead() []string {
	var lines []string
	for s.rest != "" {
		line, after, _ := strings.Cut(s.rest, "\n")
		trimmed := strings.TrimSpace(line)
		if trimmed != "" && trimmed[0] != '#' {
			s.rest = strings.TrimLeft(s.rest, " \t")
			break
		}
		if trimmed != "" || len(lines) > 0 && lines[len(lines)-1] != "" || len(lines) == 0 {
			lines = append(lines, trimmed)
		}
		s.rest = after
	}
	return lines
}

// keys takes a dotted key; each part is bare where it can be, or quoted.
func (s *scanner) keys() (keys []string, ok bool) {
	for {
		s.rest = strings.TrimLeft(s.rest, " \t")
		n := 0
		if s.rest != "" && (s.rest[0] == '"' || s.rest[0] == '\'') {
			n = stringEnd(s.rest)
		} else {
			for n < len(s.rest) && !strings.ContainsRune(" \t\n.=[]{},#\"'", rune(s.rest[n])) {
				n++
			}
		}
		if n == 0 {
			return nil, false
		}
		keys = append(keys, plainKey(s.rest[:n]))
		s.rest = strings.TrimLeft(s.rest[n:], " \t")
		if !strings.HasPrefix(s.rest, ".") {
			return keys, true
		}
		s.rest = s.rest[1:]
	}
}

var bareKey = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// plainKey takes away quotes that a key does not need.
func plainKey(key string) string {
	if key[0] != '"' && key[0] != '\'' {
		return key
	}
	var v struct{ X string }
	if _, err := toml.Decode("x = "+key, &v); err != nil || !bareKey.MatchString(v.X) {
		return key
	}
	return v.X
}

// value takes a value to its end.
func (s *scanner) value() string {
	depth, i := 0, 0
	for i < len(s.rest) {
		switch c := s.rest[i]; {
		case c == '"' || c == '\'':
			i += stringEnd(s.rest[i:])
			continue
		case c == '[' || c == '{':
			depth++
		case c == ']' || c == '}':
			depth--
		case c == '#' && depth > 0:
			for i < len(s.rest) && s.rest[i] != '\n' {
				i++
			}
			continue
		case depth == 0 && (c == '\n' || c == '#'):
			raw := s.rest[:i]
			s.rest = s.rest[i:]
			return strings.TrimSpace(raw)
		}
		i++
	}
	raw := s.rest
	s.rest = ""
	return strings.TrimSpace(raw)
}

// comment takes what stands beside a value or a header, with the end of the line.
func (s *scanner) comment() string {
	line, after, _ := strings.Cut(s.rest, "\n")
	s.rest = after
	return strings.TrimSpace(line)
}

// commentsIn are the comments within a value.
func commentsIn(raw string) (comments []string) {
	for i := 0; i < len(raw); i++ {
		switch raw[i] {
		case '"', '\'':
			i += stringEnd(raw[i:]) - 1
		case '#':
			line, _, _ := strings.Cut(raw[i:], "\n")
			comments = append(comments, strings.TrimSpace(line))
			i += len(line)
		}
	}
	return comments
}

// sameValue reports whether two values say the same.
func sameValue(a, b string) bool {
	var x, y struct{ X any }
	_, err1 := toml.Decode("x = "+a, &x)
	_, err2 := toml.Decode("x = "+b, &y)
	return err1 == nil && err2 == nil && reflect.DeepEqual(x, y)
}

// saysNothing reports a value that is the same as none.
func saysNothing(raw string) bool {
	return slices.ContainsFunc([]string{`""`, "[]", "0", "0.0"}, func(none string) bool { return sameValue(raw, none) })
}

// stringEnd is the length of the string literal that s begins with.
func stringEnd(s string) int {
	quote := s[:1]
	if strings.HasPrefix(s, quote+quote+quote) {
		quote += quote + quote
	}
	for i := len(quote); i < len(s); {
		switch {
		case strings.HasPrefix(s[i:], quote):
			i += len(quote)
			for len(quote) == 3 && i < len(s) && s[i] == quote[0] {
				i++
			}
			return i
		case s[i] == '\\' && quote[0] == '"':
			i += 2
		default:
			i++
		}
	}
	return len(s)
}

// print writes the document in its canonical layout: one blank line between
// tables, keys as they stand, strings and short lists in one form. Nested tables
// of a catalogue are indented.
func (d *document) print(indented bool) []byte {
	var b bytes.Buffer
	for i, t := range d.tables {
		indent := ""
		if indented && len(t.path) > 1 {
			indent = strings.Repeat("  ", len(t.path)-1)
		}
		if i > 0 {
			lead := t.lead
			if b.Len() > 0 && (len(lead) == 0 || lead[0] != "") {
				b.WriteByte('\n')
			}
			writeLead(&b, lead, indent)
			header := "[" + strings.Join(t.path, ".") + "]"
			if t.array {
				header = "[" + header + "]"
			}
			writeLine(&b, indent+header, t.comment)
		}
		for _, e := range t.entries {
			writeLead(&b, e.lead, indent)
			writeLine(&b, indent+e.key+" = "+canonicalValue(t, e, len(indent)), e.comment)
		}
	}
	writeLead(&b, d.tail, "")
	out := bytes.Trim(b.Bytes(), "\n")
	if len(out) == 0 {
		return nil
	}
	return append(out, '\n')
}

func writeLead(b *bytes.Buffer, lead []string, indent string) {
	for _, l := range lead {
		switch {
		case l != "":
			b.WriteString(indent + l + "\n")
		case b.Len() > 0 && !bytes.HasSuffix(b.Bytes(), []byte("\n\n")):
			b.WriteByte('\n')
		}
	}
}

func writeLine(b *bytes.Buffer, text, comment string) {
	b.WriteString(text)
	if comment != "" {
		b.WriteString(" " + comment)
	}
	b.WriteByte('\n')
}

// canonicalValue gives strings, dates and lists of strings their one form, and
// leaves every other value as it is.
func canonicalValue(t *table, e *entry, indent int) string {
	raw, isDate := e.raw, t.isDate(e.key)
	if plain := strings.TrimSuffix(strings.TrimPrefix(raw, `"`), `"`); len(plain) == len(raw)-2 && plain != "" && !strings.ContainsAny(plain, "\"\\\t") && !(isDate && isoDate.MatchString(plain)) {
		return raw // most values, and already in their one form
	}
	if strings.Contains(raw, "#") && strings.HasPrefix(raw, "[") && strings.Contains(raw, "\n") {
		return raw // comments within a list
	}
	var v struct{ X any }
	if _, err := toml.Decode("x = "+raw, &v); err != nil {
		return raw
	}
	switch x := v.X.(type) {
	case string:
		if isDate && isoDate.MatchString(x) {
			return x
		}
		return quote(x)
	case []any:
		texts := make([]string, len(x))
		for i, e := range x {
			s, isText := e.(string)
			if !isText {
				return raw
			}
			texts[i] = s
		}
		return strings.ReplaceAll(quoteList(texts, indent+len(e.key)), "\n", "\n"+strings.Repeat(" ", indent))
	}
	return raw
}

// isDate reports whether a value of the key is a date if it looks like one. What is gone
// leads to a position, whose id may look so.
func (t *table) isDate(key string) bool {
	return dateKeys[key] && !(key == "to" && slices.Equal(t.path, []string{"removed"}))
}

// frontEnd is a line that would end the front matter in which it stands.
var frontEnd = regexp.MustCompile(`(?m)^\+\+\+[ \t\r]*$`)

// quote is the one form of a text: a basic string, on several lines where the
// text has several.
func quote(s string) string {
	if strings.Contains(s, "\n") && !frontEnd.MatchString(s) {
		return "\"\"\"\n" + escapeBasic(s, "\n") + `"""`
	}
	return quoteLine(s)
}

// quoteLine is a basic string on one line, which alone may be a key.
func quoteLine(s string) string { return `"` + escapeBasic(s, `\n`) + `"` }

// escapeBasic gives a text as it stands in a basic string, with newline for the end of a
// line.
func escapeBasic(s, newline string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\\' || r == '"':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(newline)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case r < ' ' || r == 0x7f:
			b.WriteString(`\u00`)
			b.WriteByte("0123456789abcdef"[r>>4])
			b.WriteByte("0123456789abcdef"[r&15])
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// listWidth is how many columns of a terminal a list may take on one line.
const listWidth = 160

// quoteList is the one form of a list of texts: on one line, or with one text on
// each line where that would be long.
func quoteList(texts []string, indent int) string {
	quoted := make([]string, len(texts))
	width := indent
	for i, t := range texts {
		quoted[i] = quoteLine(t)
		for _, r := range quoted[i] {
			if width++; r >= 0x1100 {
				width++
			}
		}
	}
	if width <= listWidth || len(texts) < 2 {
		return "[" + strings.Join(quoted, ", ") + "]"
	}
	return "[\n  " + strings.Join(quoted, ",\n  ") + ",\n]"
}
