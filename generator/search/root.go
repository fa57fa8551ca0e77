package search

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
)

// root is the content of root.js: what a reader has to know before it can ask for
// anything else.
type root struct {
	Format   int                    `json:"v"`
	Build    string                 `json:"build"`
	Stamp    string                 `json:"stamp"`
	Numbers  uint32                 `json:"n"`
	Records  uint32                 `json:"records"` // fewer where some of the numbers are vacant
	Units    int                    `json:"units"`
	Block    int                    `json:"bs"`
	Bands    []uint32               `json:"bands"`
	Bundle   bool                   `json:"bundle,omitempty"`
	Families map[string]*rootFamily `json:"families,omitempty"`
	Grades   []rootGrade            `json:"grades"`
	Common   string                 `json:"common,omitempty"`  // characters, those in most records first
	Phrases  string                 `json:"phrases,omitempty"` // two symbols for each
}

// roomOf is how many numbers a unit has in a band in which it has so many records.
func (r *root) roomOf(records uint32) uint32 {
	if r.Records == r.Numbers {
		return records
	}
	return room(records)
}

// rootGrade is a grade of some scheme of the site.
type rootGrade struct {
	Grade
	Rank int `json:"rank"` // in its scheme, 0 the worst
}

// rootFamily names the shards of a family of lists. Keys holds the first key of
// each shard, or where there are very many of each page of pageSize shards, whose
// keys are files of their own.
type rootFamily struct {
	Shards int    `json:"s"`
	Paged  bool   `json:"paged,omitempty"`
	Keys   string `json:"k"`
}

const (
	pageSize = 256
	maxKeys  = 768 // shards whose keys root.js holds itself
)

// encodeKeys writes ascending keys, in base64: uvarint(a less the one before),
// uvarint(b).
func encodeKeys(keys [][2]uint64) []byte {
	var b []byte
	before := uint64(0)
	for _, key := range keys {
		b = binary.AppendUvarint(b, key[0]-before)
		b = binary.AppendUvarint(b, key[1])
		before = key[0]
	}
	return b
}

// root makes the family's part of root.js and writes the pages of keys.
func (w *familyWriter) root() (*rootFamily, error) {
	f := &rootFamily{Shards: len(w.keys)}
	keys := w.keys
	if len(keys) > maxKeys {
		f.Paged = true
		keys = nil
		for i := 0; i < len(w.keys); i += pageSize {
			page := w.keys[i:min(i+pageSize, len(w.keys))]
			keys = append(keys, page[0])
			kind := w.name + "r"
			if err := w.m.script(numbered(kind, i/pageSize), w.m.binaryScript(kind, i/pageSize, encodeKeys(page))); err != nil {
				return nil, err
			}
		}
	}
	f.Keys = base64.StdEncoding.EncodeToString(encodeKeys(keys))
	return f, nil
}

func (m *merger) newRoot() *root {
	r := &root{
		Format: formatVersion, Build: m.build, Stamp: m.stamp, Numbers: m.n, Records: uint32(m.records()), Units: len(m.segments),
		Block: m.block, Bands: m.bands, Families: map[string]*rootFamily{}, Grades: []rootGrade{},
	}
	seen := map[rootGrade]bool{}
	for rank := range max(len(m.bands), 1) {
		for _, s := range m.segments {
			if rank < len(s.unit.grades) {
				if g := (rootGrade{s.unit.grades[rank], rank}); !seen[g] {
					seen[g] = true
					r.Grades = append(r.Grades, g)
				}
			}
		}
	}
	return r
}

// writeRest writes root.js, with the blocks of a bundle behind it, the facets and
// the tables.
func (m *merger) writeRest(r *root, blocks []byte) error {
	data, err := m.jsonScript("r", 0, r)
	if err != nil {
		return err
	}
	if err := m.script("root.js", append(data, blocks...)); err != nil {
		return err
	}
	if err := m.writeFacets(); err != nil {
		return err
	}
	if err := m.script("fold.js", m.textScript("fold", 0, foldTable())); err != nil {
		return err
	}
	return m.script("pinyin.js", m.textScript("pinyin", 0, pinyinTable()))
}

// jsonScript is the script that hands a value to the page's script.
func (m *merger) jsonScript(kind string, n int, value any) ([]byte, error) {
	data, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("search: write %s: %w", kind, err)
	}
	out := fmt.Appendf(nil, "_gs(%q,%d,%q,", kind, n, m.stamp)
	out = append(out, data...)
	return append(out, ");\n"...), nil
}

// textScript is the script that hands text to the page's script.
func (m *merger) textScript(kind string, n int, text string) []byte {
	out := fmt.Appendf(make([]byte, 0, len(text)+64), "_gs(%q,%d,%q,", kind, n, m.stamp)
	out = appendJSString(out, text)
	return append(out, ");\n"...)
}

// appendJSString appends s as a string that JavaScript and JSON both read.
func appendJSString(dst []byte, s string) []byte {
	const hexDigits = "0123456789abcdef"
	dst = append(dst, '"')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"', c == '\\':
			dst = append(dst, '\\', c)
		case c == '\n':
			dst = append(dst, `\n`...)
		case c == '\t':
			dst = append(dst, `\t`...)
		case c < ' ' || c == 0x7f:
			dst = append(dst, `\u00`...)
			dst = append(dst, hexDigits[c>>4], hexDigits[c&15])
		case c == 0xe2 && i+2 < len(s) && s[i+1] == 0x80 && s[i+2]|1 == 0xa9:
			dst = append(dst, `\u202`...)
			dst = append(dst, hexDigits[s[i+2]&15])
			i += 2
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, '"')
}
