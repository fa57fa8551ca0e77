package load

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"gongshi/generator/catalog"
)

// Most files are written in the plainest Markdown there is: headings, lists of fields,
// and paragraphs without markup. What those mean is known without a tree of the document,
// which takes several times as long to make. Of any other file, and where there is doubt,
// nothing is read here. FuzzPlain holds both ways against each other.

// plainOutlines are the outlines of a body in the plainest Markdown; not ok of any other.
func (src *source) plainOutlines() (out []outline, ok bool) {
	r := plainReader{src: src, out: make([]outline, 1, 8)}
	for start := 0; start < len(src.data); {
		end := len(src.data)
		if n := bytes.IndexByte(src.data[start:], '\n'); n >= 0 {
			end = start + n
		}
		if !r.line(start, end) {
			return nil, false
		}
		start = end + 1
	}
	r.close()
	return r.out, true
}

// plainReader reads a body line by line.
type plainReader struct {
	src      *source
	out      []outline
	prose    plainProse // being read
	notBlank bool       // the line before is neither empty nor a heading
}

// plainProse is a stretch of paragraphs, the last of which may not have ended.
type plainProse struct {
	start, end int // bytes of the source; both 0 where there is none
	text       []byte
	open       bool
}

// line reads a line, and reports whether it is a plain one.
func (r *plainReader) line(start, end int) bool {
	line := r.src.data[start:end]
	current := &r.out[len(r.out)-1]
	afterBlank := !r.notBlank
	r.notBlank = len(line) > 0
	switch {
	case bytes.IndexByte(line, '\r') >= 0 || bytes.IndexByte(line, '\t') >= 0:
		return false
	case len(line) == 0:
		if r.prose.open {
			r.prose.text = append(r.prose.text, '\n')
		}
		r.prose.open = false
		return true
	case bytes.HasPrefix(line, []byte("## ")):
		title := bytes.TrimSpace(line[3:])
		if !startsText(line[3:]) || len(title) == 0 || title[len(title)-1] == '#' {
			return false
		}
		r.close()
		r.out = append(r.out, outline{heading: start, title: string(title), titleAt: start + 3})
		r.notBlank = false
		return true
	case bytes.HasPrefix(line, []byte("- ")):
		if len(r.out) == 1 || !startsText(line[2:]) || !current.listed && !afterBlank || r.prose.end > 0 && current.listed {
			return false
		}
		if !current.listed {
			r.close()
			current.listed, current.items = true, make([]item, 0, 16)
		}
		current.items = append(current.items, plainItem(line, start, 2))
		return true
	case bytes.HasPrefix(line, []byte("  - ")):
		if !current.listed || afterBlank || r.prose.end > 0 || !startsText(line[4:]) {
			return false
		}
		last := &current.items[len(current.items)-1]
		last.nested = append(last.nested, plainItem(line, start, 4))
		return true
	}
	if !isPlainText(line) || current.listed && r.prose.end == 0 && !afterBlank {
		return false
	}
	p := &r.prose
	if p.end == 0 {
		p.start = start
	}
	if p.open {
		p.text = append(p.text, '\n')
	}
	p.text, p.end, p.open = append(p.text, line...), end, true
	return true
}

func plainItem(line []byte, start, text int) item {
	return item{text: unescape(trimSpace(string(line[text:]))), offset: start + text}
}

// close ends the prose being read.
func (r *plainReader) close() {
	if p := &r.prose; p.end > 0 {
		line, _ := lineCol(r.src.data, p.start)
		o := &r.out[len(r.out)-1]
		o.description = joinProse(o.description, catalog.Prose{
			Markdown: string(r.src.data[p.start:p.end]), Text: strings.TrimSpace(string(p.text)), Line: r.src.line + line,
		})
	}
	r.prose = plainProse{text: r.prose.text[:0]}
}

// startsText reports whether text begins as no block of Markdown but a paragraph does:
// with a letter, or with digits that number no list.
func startsText(text []byte) bool {
	if len(text) == 0 {
		return false
	}
	c := text[0]
	if c >= '0' && c <= '9' {
		rest := bytes.TrimLeft(text, "0123456789")
		return len(rest) == 0 || rest[0] != '.' && rest[0] != ')'
	}
	return c >= utf8.RuneSelf || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// isPlainText reports whether a line of a paragraph is text and nothing else.
func isPlainText(line []byte) bool {
	return startsText(line) && len(bytes.TrimSpace(line)) == len(line) && !bytes.ContainsAny(line, "[]!*_\\&<>`|")
}
