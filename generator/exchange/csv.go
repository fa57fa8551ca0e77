package exchange

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongshi/generator/catalog"
)

// CSV writes a unit as a table (RFC 4180, UTF-8 with a byte order mark, by which
// spreadsheet programs know the encoding). Headings are in the site's language.
func CSV(w io.Writer, site *catalog.Site, u *catalog.Unit) error {
	f := newFields()
	texts := heading(site.Language)
	line, err := f.appendLine([]byte("\ufeff"), texts)
	if err != nil {
		return err
	}
	if _, err := w.Write(line); err != nil {
		return err
	}
	err = eachEntry(site, u, func(e entry) error {
		row(e, site.Language, texts)
		if line, err = f.appendLine(line[:0], texts); err != nil {
			return err
		}
		_, err = w.Write(line)
		return err
	})
	if err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}

// fields are those of a line as they are written. Rows of one risk point have most of
// their texts in common: what stands in the line above is not written anew.
type fields struct {
	texts  []string
	coded  [][]byte
	quoted bytes.Buffer
	writer *csv.Writer // to quoted
}

func newFields() *fields {
	f := &fields{texts: make([]string, len(columns)), coded: make([][]byte, len(columns))}
	f.writer = csv.NewWriter(&f.quoted)
	f.writer.UseCRLF = true
	return f
}

// appendLine appends the line of a row.
func (f *fields) appendLine(out []byte, texts []string) ([]byte, error) {
	for i, text := range texts {
		if f.texts[i] != text {
			var err error
			if f.coded[i], err = f.appendField(f.coded[i][:0], inert(text)); err != nil {
				return nil, err
			}
			f.texts[i] = text
		}
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, f.coded[i]...)
	}
	return append(out, "\r\n"...), nil
}

// appendField appends a field, which most often needs no quotes.
func (f *fields) appendField(out []byte, text string) ([]byte, error) {
	if text == "" || isBare(text) {
		return append(out, text...), nil
	}
	f.quoted.Reset()
	err := f.writer.Write([]string{text})
	f.writer.Flush()
	return append(out, bytes.TrimSuffix(f.quoted.Bytes(), []byte("\r\n"))...), err
}

// isBare reports whether a text surely needs no quotes.
func isBare(text string) bool {
	for i := range len(reserved) {
		if strings.IndexByte(text, reserved[i]) >= 0 {
			return false
		}
	}
	first, _ := utf8.DecodeRuneInString(text)
	return !unicode.IsSpace(first) && first != '\\'
}

// reserved are the characters that a field may hold in quotes alone.
const reserved = ",\"\r\n"

// inert puts an apostrophe before a text that a spreadsheet program would take
// for a formula (CWE-1236), and before one that begins with an apostrophe, so that
// the first apostrophe can always be taken away again.
func inert(s string) string {
	if s != "" && strings.IndexByte("=+-@\t\r'", s[0]) >= 0 {
		return "'" + s
	}
	return s
}
