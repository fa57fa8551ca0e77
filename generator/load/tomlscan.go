package load

import "bytes"

// mark is a key of a TOML document or an element of one of its arrays, with
// where the key and its value begin. The decoder does not tell the positions of
// keys, so the text of a valid document is scanned a second time for them.
type mark struct {
	key         string
	line, col   int  // of the key; for an element, of its value
	vline, vcol int  // of the value
	headed      bool // stands in brackets at the head of a table
	kids        []*mark
	elems       []*mark
	byKey       map[string]*mark // of the kids, where they are many
}

// child returns the mark of a key of a table, or nil.
func (m *mark) child(key string) *mark {
	if m == nil {
		return nil
	}
	if m.byKey != nil {
		return m.byKey[key]
	}
	for _, k := range m.kids {
		if k.key == key {
			return k
		}
	}
	return nil
}

// elem returns the mark of the i-th element of an array, or nil.
func (m *mark) elem(i int) *mark {
	if m == nil || i >= len(m.elems) {
		return nil
	}
	return m.elems[i]
}

func (m *mark) childOrNew(key string, line, col int) *mark {
	if k := m.child(key); k != nil {
		return k
	}
	k := &mark{key: key, line: line, col: col, vline: line, vcol: col}
	m.kids = append(m.kids, k)
	if m.byKey != nil {
		m.byKey[key] = k
	} else if len(m.kids) > 40 {
		m.byKey = make(map[string]*mark, len(m.kids))
		for _, kid := range m.kids {
			m.byKey[kid.key] = kid
		}
	}
	return k
}

// scanTOML returns the marks of a document that the decoder has accepted. On
// text that is not TOML it stops early; it never panics.
func scanTOML(data []byte) *mark {
	s := &tomlScanner{data: data, line: 1}
	root := &mark{line: 1, col: 1, vline: 1, vcol: 1}
	current := root
	for s.skipBlank(true); s.pos < len(s.data); s.skipBlank(true) {
		before := s.pos
		if s.data[s.pos] == '[' {
			current = s.header(root)
		} else {
			s.keyValue(current)
		}
		if s.pos == before {
			break
		}
	}
	return root
}

type tomlScanner struct {
	data      []byte
	pos       int
	line      int
	lineStart int
}

func (s *tomlScanner) col() int { return s.pos - s.lineStart + 1 }

func (s *tomlScanner) peek() byte {
	if s.pos < len(s.data) {
		return s.data[s.pos]
	}
	return 0
}

func (s *tomlScanner) has(prefix string) bool {
	return bytes.HasPrefix(s.data[s.pos:], []byte(prefix))
}

// skipBlank passes over white space and comments, and over line ends where they
// mean nothing.
func (s *tomlScanner) skipBlank(lines bool) {
	for s.pos < len(s.data) {
		switch c := s.data[s.pos]; {
		case c == ' ', c == '\t', c == '\r':
			s.pos++
		case c == '\n' && lines:
			s.newline()
		case c == '#':
			for s.pos < len(s.data) && s.data[s.pos] != '\n' {
				s.pos++
			}
		default:
			return
		}
	}
}

func (s *tomlScanner) newline() {
	s.pos++
	s.line++
	s.lineStart = s.pos
}

// header reads [a.b] or [[a.b]] and returns the table that follows.
func (s *tomlScanner) header(root *mark) *mark {
	line, col := s.line, s.col()
	array := s.has("[[")
	s.pos++
	if array {
		s.pos++
	}
	m := root
	keys := s.dottedKey()
	for i, k := range keys {
		m = m.childOrNew(k.key, line, col)
		last := i == len(keys)-1
		m.headed = m.headed || last
		if last && array {
			m.elems = append(m.elems, &mark{line: line, col: col, vline: line, vcol: col})
		}
		if len(m.elems) > 0 {
			m = m.elems[len(m.elems)-1]
		}
	}
	for s.peek() == ']' {
		s.pos++
	}
	return m
}

// keyValue reads one key = value into the table.
func (s *tomlScanner) keyValue(table *mark) {
	keys := s.dottedKey()
	if len(keys) == 0 {
		return
	}
	for _, k := range keys {
		table = table.childOrNew(k.key, k.line, k.col)
	}
	s.skipBlank(false)
	if s.peek() == '=' {
		s.pos++
	}
	s.skipBlank(false)
	s.value(table)
}

func (s *tomlScanner) dottedKey() []mark {
	var keys []mark
	for {
		s.skipBlank(false)
		line, col := s.line, s.col()
		key := s.key()
		if key == "" && s.peek() != '.' {
			return keys
		}
		keys = append(keys, mark{key: key, line: line, col: col})
		s.skipBlank(false)
		if s.peek() != '.' {
			return keys
		}
		s.pos++
	}
}

func (s *tomlScanner) key() string {
	if c := s.peek(); c == '"' || c == '\'' {
		start := s.pos + 1
		s.stringLiteral()
		if s.pos-1 < start {
			return ""
		}
		return string(s.data[start : s.pos-1])
	}
	start := s.pos
	for s.pos < len(s.data) && !bytes.ContainsRune([]byte(" \t\r\n.=[]{},#\"'"), rune(s.data[s.pos])) {
		s.pos++
	}
	return string(s.data[start:s.pos])
}

func (s *tomlScanner) value(m *mark) {
	m.vline, m.vcol = s.line, s.col()
	switch s.peek() {
	case '"', '\'':
		s.stringLiteral()
	case '[':
		s.array(m)
	case '{':
		s.inlineTable(m)
	default:
		for s.pos < len(s.data) && !bytes.ContainsRune([]byte(",]}#\r\n"), rune(s.data[s.pos])) {
			s.pos++
		}
	}
}

func (s *tomlScanner) array(m *mark) {
	s.pos++
	for {
		s.skipBlank(true)
		switch {
		case s.pos >= len(s.data):
			return
		case s.peek() == ']':
			s.pos++
			return
		case s.peek() == ',':
			s.pos++
			continue
		}
		e := &mark{line: s.line, col: s.col()}
		before := s.pos
		s.value(e)
		m.elems = append(m.elems, e)
		if s.pos == before {
			s.pos++ // not TOML: make progress all the same
		}
	}
}

func (s *tomlScanner) inlineTable(m *mark) {
	s.pos++
	for {
		s.skipBlank(true)
		switch {
		case s.pos >= len(s.data):
			return
		case s.peek() == '}':
			s.pos++
			return
		case s.peek() == ',':
			s.pos++
			continue
		}
		before := s.pos
		s.keyValue(m)
		if s.pos == before {
			s.pos++
		}
	}
}

// stringLiteral passes over a string of any of the four kinds.
func (s *tomlScanner) stringLiteral() {
	quote := s.data[s.pos]
	end := string(quote)
	if s.has(end + end + end) {
		end += end + end
	}
	s.pos += len(end)
	for s.pos < len(s.data) {
		switch {
		case s.has(end):
			s.pos += len(end)
			for len(end) == 3 && s.peek() == quote { // """"" ends with up to two quotes of the text
				s.pos++
			}
			return
		case s.data[s.pos] == '\\' && quote == '"':
			s.pos++
			if s.peek() == '\n' {
				s.newline()
			} else {
				s.pos++
			}
		case s.data[s.pos] == '\n':
			s.newline()
			if len(end) == 1 {
				return
			}
		default:
			s.pos++
		}
	}
	s.pos = len(s.data)
}
