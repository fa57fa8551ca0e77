package search

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
)

// tokens is the folded text of a part, each character as a small number, with the
// places where each record's fields stand in it. The text of a unit or a position
// stands there once and is shared by the records below.
type tokens struct {
	number [maxRune + 1]uint16 // of each character met, from 1
	runes  []rune              // the characters, by number less one
	text   []uint16            // fields, each ended by 0
	spans  []span
	folded []rune
}

// span is a field's text in tokens.text, without the 0 that ends it.
type span struct {
	start, end uint32
	record     uint16
	tier       uint8
	named      bool // found by its sound too
}

func (t *tokens) reset() {
	for _, r := range t.runes {
		t.number[r] = 0
	}
	t.runes, t.text, t.spans = t.runes[:0], t.text[:0], t.spans[:0]
}

// add takes up the lines of records numbered from first.
func (t *tokens) add(text string, first uint32) {
	t.text = double(t.text, len(text)/2) // most characters take three bytes
	var unit, position, risk []span
	record := uint16(first)
	for l := range strings.Lines(text) {
		switch l[0] {
		case 'U':
			unit = t.fields(unit[:0], l, unitMeta)
		case 'P':
			position = t.fields(position[:0], l, positionMeta)
		case 'R':
			risk = t.fields(risk[:0], l, riskMeta)
			t.spans = double(t.spans, len(unit)+len(position)+len(risk))
			for _, spans := range [][]span{unit, position, risk} {
				for _, s := range spans {
					s.record = record
					t.spans = append(t.spans, s)
				}
			}
			record++
		}
	}
}

// fields appends the spans of a line's fields.
func (t *tokens) fields(dst []span, l string, meta int) []span {
	l = strings.TrimSuffix(l, "\n")
	for i := 0; ; i++ {
		part, rest, more := strings.Cut(l, "\t")
		if i >= meta && part != "" {
			if k := fieldIndex[part[0]]; k > 0 {
				dst = t.field(dst, &fields[k-1], part[1:])
			}
		}
		if !more {
			return dst
		}
		l = rest
	}
}

func (t *tokens) field(dst []span, f *field, text string) []span {
	t.folded = fold(t.folded[:0], text)
	if len(t.folded) == 0 {
		return dst
	}
	s := span{start: uint32(len(t.text)), tier: f.tier, named: f.tier <= tierUnit}
	for _, r := range t.folded {
		n := t.number[r]
		if n == 0 {
			if len(t.runes) == 1<<16-1 {
				r = ' ' // more kinds of characters than there are numbers: no text is like that
			} else {
				t.runes = append(t.runes, r)
				n = uint16(len(t.runes))
				t.number[r] = n
			}
		}
		t.text = append(t.text, n)
	}
	s.end = uint32(len(t.text))
	t.text = append(t.text, 0)
	return append(dst, s)
}

// ranks returns the place of each number in the order of characters, from 1, and
// the characters in that order. The end of a field has rank 0.
func (t *tokens) ranks() ([]uint64, []rune) {
	sorted := slices.Clone(t.runes)
	slices.Sort(sorted)
	ranks := make([]uint64, len(t.runes)+1)
	for i, r := range sorted {
		ranks[t.number[r]] = uint64(i + 1)
	}
	return ranks, sorted
}

// A key names a list: for a pair of characters, the first in the upper bits and
// the second, or 0 for the end of a field, in the lower keyBits. The other
// families fit their keys into the same form.
const keyBits = 18

func pairKey(a, b rune) uint64 { return uint64(a)<<keyBits | uint64(b) }

// grams makes the lists of pairs of adjacent characters.
func (b *builder) grams() stream {
	t := &b.tokens
	ranks, runes := t.ranks()
	bits := bitsFor(len(runes))
	n := 0
	for _, s := range t.spans {
		n += int(s.end - s.start)
	}
	posts := slices.Grow(b.posts[:0], n)
	for _, s := range t.spans {
		low := uint64(s.tier)<<partBits | uint64(s.record)
		at := ranks[t.text[s.start]]
		for _, c := range t.text[s.start+1 : s.end+1] {
			next := ranks[c]
			posts = append(posts, (at<<bits|next)<<(3+partBits)|low)
			at = next
		}
	}
	b.posts = posts
	sorted := b.sort(bits*2 + 3)
	return b.encode(sorted, func(key uint64) (uint64, uint64) {
		a, c := key>>bits, key&(1<<bits-1)
		if c > 0 {
			c = uint64(runes[c-1])
		}
		return uint64(runes[a-1]), c
	})
}

// Keys of sounds: the first two of three initials, from 1, with the third or 0
// for the end of the name; and, from soundSyllables, a syllable with one more than
// the next or 0.
const (
	soundSyllables = 1024
	soundBits      = 10
)

func initialsKey(x, y, z byte) uint64 {
	key := (uint64(x-'a')*26 + uint64(y-'a') + 1) << soundBits
	if z != 0 {
		key |= uint64(z - 'a' + 1)
	}
	return key
}

// sounds makes the lists of the initials and syllables of names.
func (b *builder) sounds() stream {
	t := &b.tokens
	table := pinyin()
	posts := b.posts[:0]
	for _, s := range t.spans {
		if !s.named {
			continue
		}
		low := uint64(s.tier)<<partBits | uint64(s.record)
		add := func(key uint64) { posts = append(posts, key<<(3+partBits)|low) }
		name := t.text[s.start:s.end]
		for i := range name {
			t.initialsAt(table, name, i, add)
			t.syllablesAt(table, name, i, add)
		}
	}
	b.posts = posts
	return b.encode(b.sort(soundBits*2+3+1), func(key uint64) (uint64, uint64) {
		return key >> soundBits, key & (1<<soundBits - 1)
	})
}

func (t *tokens) initialsAt(table *readings, name []uint16, i int, add func(uint64)) {
	if i+1 >= len(name) {
		return
	}
	var third []byte
	if i+2 < len(name) {
		third = t.initialsOf(table, name[i+2])
	}
	for _, x := range t.initialsOf(table, name[i]) {
		for _, y := range t.initialsOf(table, name[i+1]) {
			if len(third) == 0 {
				add(initialsKey(x, y, 0))
			}
			for _, z := range third {
				add(initialsKey(x, y, z))
			}
		}
	}
}

var letters = []byte("abcdefghijklmnopqrstuvwxyz")

// initialsOf returns the letters that a character may begin with when read.
func (t *tokens) initialsOf(table *readings, n uint16) []byte {
	if r := t.runes[n-1]; r >= 'a' && r <= 'z' {
		return letters[r-'a' : r-'a'+1]
	} else {
		return table.initialsOf(r)
	}
}

func (t *tokens) syllablesAt(table *readings, name []uint16, i int, add func(uint64)) {
	var second []uint16
	if i+1 < len(name) {
		second = table.syllablesOf(t.runes[name[i+1]-1])
	}
	for _, x := range table.syllablesOf(t.runes[name[i]-1]) {
		key := uint64(soundSyllables+int(x)) << soundBits
		if len(second) == 0 {
			add(key)
		}
		for _, y := range second {
			add(key | uint64(y+1))
		}
	}
}

func bitsFor(n int) int {
	bits := 1
	for 1<<bits <= n {
		bits++
	}
	return bits
}

// trigrams makes the lists of three adjacent characters that are two heavy pairs.
func (b *builder) trigrams(heavy map[uint64]bool) stream {
	t := &b.tokens
	ranks, runes := t.ranks()
	bits := bitsFor(len(runes))
	set := newBitset(uint32(1) << (2 * bits))
	for key := range heavy {
		a, c := key>>keyBits, key&(1<<keyBits-1)
		if x, y := t.number[a], t.number[c]; x > 0 && y > 0 {
			set.set(uint32(ranks[x]<<bits | ranks[y]))
		}
	}
	posts := b.posts[:0]
	for _, s := range t.spans {
		low := uint64(s.tier)<<partBits | uint64(s.record)
		pair, before := uint64(0), false
		for _, c := range t.text[s.start:s.end] {
			key := pair<<bits | ranks[c]
			pair = key & (1<<(2*bits) - 1)
			is := pair>>bits > 0 && set.has(uint32(pair))
			if is && before {
				posts = append(posts, key<<(3+partBits)|low)
			}
			before = is
		}
	}
	b.posts = posts
	return b.encode(b.sort(bits*3+3), func(key uint64) (uint64, uint64) {
		mask := uint64(1)<<bits - 1
		a, c, d := key>>(2*bits), key>>bits&mask, key&mask
		return pairKey(runes[a-1], runes[c-1]), uint64(runes[d-1])
	})
}

// sort orders the postings by key; those of one key keep the order of records.
func (b *builder) sort(keyBits int) []uint64 {
	if len(b.posts) < 4096 {
		slices.Sort(b.posts)
		return b.posts
	}
	if cap(b.spare) < len(b.posts) {
		b.spare = make([]uint64, cap(b.posts))
	}
	from, to := b.posts, b.spare[:len(b.posts)]
	passes := (keyBits + 11) / 12
	width := (keyBits + passes - 1) / passes
	for pass := range passes {
		shift := partBits + pass*width
		radixPass(from, to, shift, width)
		from, to = to, from
	}
	b.posts, b.spare = from, to
	return from
}

func radixPass(from, to []uint64, shift, width int) {
	var offsets [1 << 12]uint32
	mask := uint64(1)<<width - 1
	for _, x := range from {
		offsets[x>>shift&mask]++
	}
	sum := uint32(0)
	for i, n := range offsets[:mask+1] {
		offsets[i] = sum
		sum += n
	}
	for _, x := range from {
		k := x >> shift & mask
		to[offsets[k]] = x
		offsets[k]++
	}
}

// stream is a part's lists of one family in the order of keys. Starts tells where
// the lists of each first element begin:
//
//	list := uvarint(second element less that of the list before <<3 | tier)
//	        uvarint(count<<1 | run) records
//
// where the records of a run are its first, and otherwise gaps less one.
type stream struct {
	firsts []uint64
	starts []uint32 // one more than firsts
	data   []byte
}

// encode encodes sorted postings. Split gives the two elements of a key.
func (b *builder) encode(posts []uint64, split func(uint64) (a, b uint64)) stream {
	var s stream
	buf := b.encoded[:0]
	var first, second uint64
	for i := 0; i < len(posts); {
		list := posts[i] >> partBits
		j, n := i+1, 1
		for ; j < len(posts) && posts[j]>>partBits == list; j++ {
			if posts[j] != posts[j-1] {
				n++
			}
		}
		x, y := split(list >> 3)
		if len(s.firsts) == 0 || x != first {
			s.firsts = append(s.firsts, x)
			s.starts = append(s.starts, uint32(len(buf)))
			first, second = x, 0
		}
		buf = binary.AppendUvarint(buf, (y-second)<<3|list&7)
		second = y
		buf = appendRecords(buf, posts[i:j], n)
		i = j
	}
	s.starts = append(s.starts, uint32(len(buf)))
	s.data = bytes.Clone(buf)
	b.encoded = buf
	return s
}

func appendRecords(buf []byte, posts []uint64, n int) []byte {
	const mask = maxPart - 1
	first, last := posts[0]&mask, posts[len(posts)-1]&mask
	if int(last-first)+1 == n {
		buf = binary.AppendUvarint(buf, uint64(n)<<1|1)
		return binary.AppendUvarint(buf, first)
	}
	buf = binary.AppendUvarint(buf, uint64(n)<<1)
	buf = binary.AppendUvarint(buf, first)
	prev := first
	for _, x := range posts[1:] {
		if id := x & mask; id != prev {
			buf = binary.AppendUvarint(buf, id-prev-1)
			prev = id
		}
	}
	return buf
}
