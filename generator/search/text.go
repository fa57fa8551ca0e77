package search

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// block is a text block, read. Vacant numbers have empty records.
type block struct{ records []record }

// record is a risk point as the text blocks have it.
type record struct {
	unit, url, level, risk string
	texts                  []fieldText
}

type fieldText struct {
	field  uint8
	text   string
	folded []rune
}

func (r *record) get(code byte) string {
	want := fieldIndex[code] - 1
	for i := range r.texts {
		if r.texts[i].field == want {
			return r.texts[i].text
		}
	}
	return ""
}

// address is the page and the place in it, relative to the site's root.
func (r *record) address() string { return r.url + "#" + r.risk }

// maxBlock is above the numbers of any block.
const maxBlock = 1 << 16

// parseBlock reads a block of so many numbers.
func parseBlock(text string, size int) *block {
	var b block
	var unit, position record
	for l := range strings.Lines(text) {
		parts := strings.Split(strings.TrimSuffix(l, "\n"), "\t")
		switch {
		case parts[0] == "U" && len(parts) >= unitMeta:
			unit = record{unit: parts[1], texts: parseFields(parts[unitMeta:])}
		case parts[0] == "P" && len(parts) >= positionMeta:
			position = unit
			position.url, position.level = parts[1], parts[2]
			position.texts = slices.Concat(unit.texts, parseFields(parts[positionMeta:]))
		case parts[0] == "G" && len(parts) == 2:
			n, _ := strconv.Atoi(parts[1])
			if n < 0 || n > min(size, maxBlock)-len(b.records) {
				return &b // it is damaged
			}
			b.records = append(b.records, make([]record, n)...)
		case parts[0] == "R" && len(parts) >= riskMeta:
			r := position
			r.risk = parts[1]
			r.texts = slices.Concat(position.texts, parseFields(parts[riskMeta:]))
			b.records = append(b.records, r)
		}
	}
	return &b
}

func parseFields(parts []string) []fieldText {
	var out []fieldText
	for _, p := range parts {
		if p == "" || fieldIndex[p[0]] == 0 {
			continue
		}
		out = append(out, fieldText{fieldIndex[p[0]] - 1, p[1:], fold(nil, p[1:])})
	}
	return out
}

func (x *Index) addBlock(c call) error {
	var text string
	if c.kind != "d" || json.Unmarshal(c.payload, &text) != nil {
		return fmt.Errorf("search: a text block is damaged")
	}
	if x.phrases != nil {
		text = decodePhrases(x.phrases, text)
	}
	b := parseBlock(text, x.root.Block)
	want := min(x.root.Block, int(x.root.Numbers)-c.number*x.root.Block)
	if len(b.records) != want {
		return fmt.Errorf("search: text block %d is damaged", c.number)
	}
	x.mu.Lock()
	x.blocks[c.number] = b
	x.mu.Unlock()
	return nil
}

// record returns the record with the number.
func (x *Index) record(id uint32) (*record, error) {
	n, i := int(id)/x.root.Block, int(id)%x.root.Block
	x.mu.Lock()
	b := x.blocks[n]
	x.mu.Unlock()
	if b == nil {
		path := numbered("d", n)
		calls, err := x.read(path)
		if err != nil {
			return nil, err
		}
		if len(calls) != 1 || calls[0].number != n {
			return nil, fmt.Errorf("search: %s is damaged", path)
		}
		if err := x.addBlock(calls[0]); err != nil {
			return nil, err
		}
		x.mu.Lock()
		b = x.blocks[n]
		x.mu.Unlock()
	}
	return &b.records[i], nil
}

// none is the tier of no match.
const none = math.MaxUint8

// match is where a term stands in a record: the best tier, and in it the first
// field, from start to end of its folded text.
type match struct {
	tier       uint8
	text       int // in record.texts
	start, end int
}

// find returns the best match of a term in a record.
func (t *term) find(r *record) match {
	best := match{tier: none}
	for i := range r.texts {
		f := &r.texts[i]
		tier := fields[f.field].tier
		if tier >= best.tier || !t.counts(f.field) {
			continue
		}
		if start, end := t.in(f.folded); start >= 0 {
			best = match{tier, i, start, end}
		}
	}
	return best
}

// counts reports whether the term may stand in the field.
func (t *term) counts(field uint8) bool {
	if t.sound && !soundField(field) {
		return false
	}
	return t.fields == 0 || t.fields&(1<<field) != 0
}

func soundField(field uint8) bool {
	return fields[field].tier <= tierUnit
}

func (t *term) in(folded []rune) (start, end int) {
	if t.sound {
		return soundIn(folded, t.text)
	}
	i, n := indexRunes(folded, t.text, 0), len(t.text)
	if t.other != nil {
		if k := indexRunes(folded, t.other, 0); k >= 0 && (i < 0 || k < i) {
			i, n = k, len(t.other)
		}
	}
	if i < 0 {
		return -1, -1
	}
	return i, i + n
}

// soundIn finds a name that sounds like text: its letters are either all first
// letters of syllables, or syllables of which only the last may be cut short.
// Other characters of text stand for themselves.
func soundIn(name, text []rune) (start, end int) {
	for i := range name {
		for _, whole := range []bool{true, false} {
			if end := soundAt(name, text, i, whole); end >= 0 {
				return i, end
			}
		}
	}
	return -1, -1
}

func soundAt(name, text []rune, i int, whole bool) int {
	if len(text) == 0 {
		return i
	}
	if i == len(name) {
		return -1
	}
	if name[i] == text[0] {
		if end := soundAt(name, text[1:], i+1, whole); end >= 0 {
			return end
		}
	}
	table := pinyin()
	for _, n := range table.syllablesOf(name[i]) {
		s := table.syllables[n]
		if !whole {
			if rune(s[0]) == text[0] {
				if end := soundAt(name, text[1:], i+1, whole); end >= 0 {
					return end
				}
			}
			continue
		}
		if k := commonPrefix(s, text); k == len(s) || k == len(text) {
			if end := soundAt(name, text[k:], i+1, whole); end >= 0 {
				return end
			}
		}
	}
	return -1
}

func commonPrefix(s string, text []rune) int {
	k := 0
	for k < len(s) && k < len(text) && rune(s[k]) == text[k] {
		k++
	}
	return k
}
