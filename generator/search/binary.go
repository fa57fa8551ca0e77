package search

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sync"

	"gongshi/generator/catalog"
)

// segmentMagic begins an encoded segment and changes with the form.
const segmentMagic = "gongshi segment 4\n"

// errSegment reports bytes that are not a segment of this version.
var errSegment = errors.New("search: not a segment of this version, or damaged")

// appendHead appends all but the lists and the texts.
func (s *Segment) appendHead(b []byte) []byte {
	b = appendString(b, s.unit.id)
	b = appendString(b, s.unit.name)
	b = appendString(b, s.unit.status)
	b = binary.AppendUvarint(b, uint64(len(s.unit.grades)))
	for _, g := range s.unit.grades {
		b = appendString(b, g.ID)
		b = appendString(b, g.Label)
		b = appendString(b, g.Symbol)
	}
	b = appendNumbers(b, s.bands)
	f := &s.facets
	for _, list := range [][]string{f.departments, f.categories, f.categorySets} {
		b = binary.AppendUvarint(b, uint64(len(list)))
		for _, text := range list {
			b = appendString(b, text)
		}
	}
	b = appendNumbers(b, f.department)
	b = appendNumbers(b, f.level)
	return appendNumbers(b, f.categorySet)
}

// Head is a form of what a merge looks at first: all but the lists and the texts. With
// Body it is the whole segment, for ReadSegment.
func (s *Segment) Head() []byte {
	b := s.appendHead([]byte(segmentMagic))
	b = binary.AppendUvarint(b, uint64(s.textBytes))
	b = binary.AppendUvarint(b, uint64(s.gramBytes))
	return append(b, s.digest[:]...)
}

// Size is about how many bytes the lists and the texts take that are not set aside.
func (s *Segment) Size() int {
	size := 0
	for i := range s.parts {
		p := &s.parts[i]
		size += len(p.grams.data) + len(p.sound.data) + 8*(len(p.grams.firsts)+len(p.sound.firsts)) + 64
		for _, t := range p.texts {
			size += len(t.data) + 32
		}
	}
	return size
}

// Body is a form of the lists and the texts. The segment must not have been merged.
func (s *Segment) Body() ([]byte, error) {
	if err := s.load(pairs, sounds, texts); err != nil {
		return nil, err
	}
	b := binary.AppendUvarint(make([]byte, 0, s.Size()), uint64(len(s.parts)))
	for i := range s.parts {
		p := &s.parts[i]
		b = binary.AppendUvarint(b, uint64(p.n))
		b = p.grams.append(b)
		b = p.sound.append(b)
		b = binary.AppendUvarint(b, uint64(len(p.texts)))
		at := p.first
		for _, t := range p.texts {
			b = binary.AppendUvarint(b, uint64(t.first-at))
			at = t.first + t.n
			b = binary.AppendUvarint(b, uint64(t.n))
			b = binary.AppendUvarint(b, uint64(t.size))
			b = appendString(b, string(t.data))
		}
	}
	return b, nil
}

// ReadSegment reads a segment from its Head. Body is called when a merge wants some of the
// rest, a few times at most: what is not wanted yet is not held. The forms are for a cache
// that guards its own contents; Validate is for those that come from elsewhere.
func ReadSegment(head []byte, body func() ([]byte, error)) (*Segment, error) {
	if len(head) < len(segmentMagic) || string(head[:len(segmentMagic)]) != segmentMagic {
		return nil, errSegment
	}
	r := &reader{b: slices.Clone(head[len(segmentMagic):])}
	s := &Segment{}
	s.unit.id, s.unit.name, s.unit.status = r.string(), r.string(), r.string()
	for n := r.count(); n > 0; n-- {
		s.unit.grades = append(s.unit.grades, Grade{r.string(), r.string(), r.string()})
	}
	s.bands = readNumbers[uint32](r)
	f := &s.facets
	for _, list := range []*[]string{&f.departments, &f.categories, &f.categorySets} {
		for n := r.count(); n > 0; n-- {
			*list = append(*list, r.string())
		}
	}
	f.department, f.level, f.categorySet = readNumbers[uint32](r), readNumbers[uint8](r), readNumbers[uint32](r)
	s.textBytes, s.gramBytes = int(r.uvarint()), int(r.uvarint())
	copy(s.digest[:], r.bytes(uint64(len(s.digest))))
	if r.bad || len(r.b) > 0 || !f.holdFor(s.numbers()) {
		return nil, errSegment
	}
	s.SetAside(body)
	return s, nil
}

// SetAside lets go of the lists and the texts, which body gives again, as [Segment.Body]
// gave them, when a merge wants some of them.
func (s *Segment) SetAside(body func() ([]byte, error)) {
	s.parts = nil
	for first, n := uint32(0), uint32(s.numbers()); first < n; first += maxPart {
		s.parts = append(s.parts, part{first: first, n: min(n-first, maxPart)})
	}
	later := func(wanted ...section) {
		read := sync.OnceValue(func() error {
			data, err := body()
			if err != nil {
				return fmt.Errorf("search: segment of unit %s: %w", s.unit.id, err)
			}
			return s.readBody(data, wanted)
		})
		for _, want := range wanted {
			s.rest[want] = read
		}
	}
	later(pairs, sounds) // sounds are few
	later(texts)
}

// holdFor reports whether the facets are of so many numbers, and every value in them
// stands for a name.
func (f *segmentFacets) holdFor(records int) bool {
	if len(f.department) != records || len(f.level) != records || len(f.categorySet) != records {
		return false
	}
	for i := range records {
		if int(f.department[i]) > len(f.departments) || int(f.level[i]) > len(catalog.Levels) || int(f.categorySet[i]) >= len(f.categorySets) {
			return false
		}
	}
	for _, set := range f.categorySets {
		for ; set != ""; set = set[min(2, len(set)):] {
			if len(set) < 2 || int(set[0])<<8|int(set[1]) >= len(f.categories) {
				return false
			}
		}
	}
	return true
}

// Validate reads what is left of a segment and reports an error where its lists are not
// such as NewSegment makes: a merge of them would fail.
func (s *Segment) Validate() error {
	if err := s.load(pairs, sounds, texts); err != nil {
		return err
	}
	for i := range s.parts {
		p := &s.parts[i]
		if p.first != uint32(i)*maxPart || p.n > maxPart || !p.grams.holds(p.n) || !p.sound.holds(p.n) {
			return errSegment
		}
	}
	return nil
}

// holds reports whether a stream has lists in order, of so many records.
func (s *stream) holds(records uint32) bool {
	for i := range s.firsts {
		if i > 0 && s.firsts[i] <= s.firsts[i-1] || s.firsts[i] >= 1<<keyBits || s.starts[i+1] < s.starts[i] {
			return false
		}
		second, before := uint64(0), int64(-1)
		for r := (reader{b: s.data[s.starts[i]:s.starts[i+1]]}); len(r.b) > 0; {
			head, n := r.uvarint(), r.uvarint()
			second += head >> 3
			key, count := int64(second<<3|head&7), n>>1
			if second >= 1<<keyBits || head&7 >= tiers || key <= before || count == 0 || count > uint64(records) {
				return false
			}
			before = key
			id := r.uvarint()
			if n&1 != 0 {
				id += count - 1
			} else {
				for ; count > 1 && id < uint64(records); count-- {
					id += r.uvarint() + 1
				}
			}
			if r.bad || id >= uint64(records) {
				return false
			}
		}
	}
	return true
}

// section is a kind of what a segment holds in its parts. A merge wants one after another,
// but the sounds are read with the pairs.
type section int

const (
	pairs section = iota
	sounds
	texts
	sections
)

// load reads what is left of some sections, if anything.
func (s *Segment) load(wanted ...section) error {
	for _, want := range wanted {
		if s.rest[want] == nil {
			continue
		}
		if err := s.rest[want](); err != nil {
			return err
		}
	}
	return nil
}

// drop lets go of a section that nobody wants any more.
func (s *Segment) drop(done section) {
	for i := range s.parts {
		p := &s.parts[i]
		switch done {
		case pairs:
			p.grams = stream{}
		case sounds:
			p.sound = stream{}
		case texts:
			p.texts = nil
		}
	}
}

// readBody reads some sections. It keeps nothing else of the form.
func (s *Segment) readBody(b []byte, wanted []section) error {
	wants := func(want section) bool { return slices.Contains(wanted, want) }
	r := &reader{b: b}
	if r.count() != len(s.parts) {
		return errSegment
	}
	for i := range s.parts {
		p := &s.parts[i]
		if uint32(r.uvarint()) != p.n {
			return errSegment
		}
		grams, sound := readStream(r, wants(pairs)), readStream(r, wants(sounds))
		chunks, at := []textChunk(nil), p.first
		for k := r.count(); k > 0; k-- {
			t := textChunk{first: at + uint32(r.uvarint()), n: uint32(r.uvarint()), size: uint32(r.uvarint())}
			data := r.bytes(r.uvarint())
			at = t.first + t.n
			if wants(texts) {
				t.data = bytes.Clone(data)
				chunks = append(chunks, t)
			}
		}
		if at < p.first || at > p.first+p.n {
			return errSegment
		}
		if wants(pairs) {
			p.grams = grams
		}
		if wants(sounds) {
			p.sound = sound
		}
		if wants(texts) {
			p.texts = chunks
		}
	}
	if r.bad || len(r.b) > 0 {
		return errSegment
	}
	return nil
}

func appendNumbers[T uint8 | uint32](b []byte, numbers []T) []byte {
	b = binary.AppendUvarint(b, uint64(len(numbers)))
	for _, n := range numbers {
		b = binary.AppendUvarint(b, uint64(n))
	}
	return b
}

func readNumbers[T uint8 | uint32](r *reader) []T {
	out := make([]T, r.count())
	for i := range out {
		out[i] = T(r.uvarint())
	}
	return out
}

func (s *stream) append(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(len(s.firsts)))
	first := uint64(0)
	for i := range s.firsts {
		b = binary.AppendUvarint(b, s.firsts[i]-first)
		b = binary.AppendUvarint(b, uint64(s.starts[i+1]-s.starts[i]))
		first = s.firsts[i]
	}
	return appendString(b, string(s.data))
}

// readStream reads a stream, of which it holds something only where it is wanted.
func readStream(r *reader, wanted bool) (s stream) {
	n := r.count()
	if wanted {
		s.firsts, s.starts = make([]uint64, 0, n), make([]uint32, 1, n+1)
	}
	first, start := uint64(0), uint32(0)
	for ; n > 0; n-- {
		first += r.uvarint()
		start += uint32(r.uvarint())
		if wanted {
			s.firsts, s.starts = append(s.firsts, first), append(s.starts, start)
		}
	}
	data := r.bytes(r.uvarint())
	if int(start) != len(data) {
		r.bad = true
	}
	if wanted {
		s.data = bytes.Clone(data)
	}
	return s
}
