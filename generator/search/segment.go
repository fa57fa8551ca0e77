package search

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"math/bits"
	"slices"
	"sync"

	"gongshi/generator/catalog"
)

// Segment is what one unit adds to the index: the texts of its records, the lists
// of the pairs of characters in them, and the values of their facets. It depends
// on the site and the unit only, so units may be segmented in any order, at the
// same time, or on different machines.
//
// Records are numbered by band, the grade's place in its scheme from the worst;
// within a band by department, level, position and as written. A band has more numbers
// than records, see [room].
type Segment struct {
	unit   segmentUnit
	bands  []uint32 // records in each band; the last is of the ungraded
	parts  []part
	facets segmentFacets

	textBytes, gramBytes int // of all texts, and of the lists of pairs
	digest               [32]byte
	rest                 [sections]func() error // reads a section of the parts, once; nil where it is there
}

// segmentUnit is what the facets tell of the unit.
type segmentUnit struct {
	id, name, status string
	grades           []Grade
}

// Grade is how a grade of a scheme is shown.
type Grade struct {
	ID     string `json:"id"`
	Label  string `json:"label"`
	Symbol string `json:"symbol,omitempty"`
}

// segmentFacets holds a value for each number, as numbers in lists of names that
// belong to the segment.
type segmentFacets struct {
	departments  []string
	categories   []string
	categorySets []string // numbers of categories, a byte or more each
	department   []uint32 // one more than the number in departments, or 0
	level        []uint8  // one more than the number in catalog.Levels, or 0
	categorySet  []uint32
}

// maxPart is the most records in a part. Their numbers take partBits bits.
const (
	partBits = 12
	maxPart  = 1 << partBits
)

// room is how many numbers a band of so many records has in a segment: so many more that
// most often a risk point is added to a unit, or taken away, and the records of other
// bands and other units keep their numbers. It is at most a quarter more.
func room(records uint32) uint32 {
	step := uint32(1) << max(0, bits.Len32(records)-3)
	return (records + step - 1) / step * step
}

// part is a run of at most maxPart numbers of a segment.
type part struct {
	first uint32 // number in the segment
	n     uint32
	grams stream
	sound stream
	texts []textChunk
}

// textChunk holds the lines of consecutive records of one band, compressed.
type textChunk struct {
	first uint32 // number of the first record in the segment
	n     uint32 // records
	size  uint32 // of the text in bytes
	data  []byte
}

// Records is the number of risk points in the segment.
func (s *Segment) Records() int {
	n := 0
	for _, records := range s.bands {
		n += int(records)
	}
	return n
}

// numbers is how many numbers the segment has for its records.
func (s *Segment) numbers() int { return s.first(len(s.bands)) }

// first is the number of a band's first record.
func (s *Segment) first(band int) int {
	n := 0
	for _, records := range s.bands[:band] {
		n += int(room(records))
	}
	return n
}

// entry is a risk point on its way into a segment, or a number without one.
type entry struct {
	vacant         bool
	band           int
	department     int // place in the order of departments
	level          int
	position, risk int
}

// NewSegment makes the segment of a unit. It reads the site and the unit and
// changes neither, and may be called for several units at once. What the unit
// holds is indexed: what is not for the audience has to be taken out before.
func NewSegment(site *catalog.Site, u *catalog.Unit) *Segment {
	s := &Segment{unit: segmentUnit{id: u.ID, name: unitName(u), status: u.Publication.Status}}
	if u.Scheme != nil {
		for _, g := range u.Scheme.Grades {
			s.unit.grades = append(s.unit.grades, Grade{g.ID, g.Label, g.Symbol})
		}
	}
	s.bands = make([]uint32, len(s.unit.grades)+1)
	entries := s.order(u)
	s.collectFacets(u, entries)

	b := builders.Get().(*builder)
	defer builders.Put(b)
	sum := newDigest()
	sum.put(s.appendHead(nil))
	for first := 0; first < len(entries); first += maxPart {
		batch := entries[first:min(first+maxPart, len(entries))]
		b.reset()
		p := part{first: uint32(first), n: uint32(len(batch))}
		for i := 0; i < len(batch); {
			if batch[i].vacant {
				i++
				continue
			}
			j := i
			b.text.b = b.text.b[:0]
			b.text.unit(u)
			for position := -1; j < len(batch) && batch[j].band == batch[i].band && !batch[j].vacant; j++ {
				e := batch[j]
				if e.position != position {
					position = e.position
					b.text.position(&u.Positions[position])
				}
				b.text.risk(site, u.Scheme, &u.Positions[e.position].Risks[e.risk])
			}
			text := b.text.b
			b.tokens.add(readOnly(text), uint32(i))
			sum.put(text)
			var packed []byte
			b.packed, packed = pack(b.packed, text)
			p.texts = append(p.texts, textChunk{uint32(first + i), uint32(j - i), uint32(len(text)), packed})
			s.textBytes += len(text)
			i = j
		}
		p.grams = b.grams()
		p.sound = b.sounds()
		s.gramBytes += len(p.grams.data)
		sum.put(p.grams.data)
		sum.put(p.sound.data)
		s.parts = append(s.parts, p)
	}
	sum.Sum(s.digest[:0])
	return s
}

// digest sums up parts, with their lengths. What of a segment goes into it is the same on
// every machine; packed text is not.
type digest struct {
	hash.Hash
	size []byte
}

func newDigest() *digest { return &digest{Hash: sha256.New()} }

func (d *digest) put(part []byte) {
	d.size = binary.AppendUvarint(d.size[:0], uint64(len(part)))
	d.Write(d.size)
	d.Write(part)
}

func unitName(u *catalog.Unit) string {
	if u.Name != "" {
		return u.Name
	}
	return u.ID
}

// order lists the unit's risk points by their numbers and counts the bands.
func (s *Segment) order(u *catalog.Unit) []entry {
	departments := map[string]int{}
	for i, d := range u.Departments {
		departments[d.Name] = i
	}
	var entries []entry
	for i := range u.Positions {
		p := &u.Positions[i]
		if _, ok := departments[p.Department]; !ok {
			departments[p.Department] = len(departments)
		}
		for j := range p.Risks {
			e := entry{false, len(s.bands) - 1, departments[p.Department], levelNumber(p.Level), i, j}
			if k := slices.IndexFunc(s.unit.grades, func(g Grade) bool { return g.Label == p.Risks[j].Grade }); k >= 0 {
				e.band = k
			}
			s.bands[e.band]++
			entries = append(entries, e)
		}
	}
	slices.SortStableFunc(entries, func(a, b entry) int {
		return cmp.Or(a.band-b.band, a.department-b.department, a.level-b.level)
	})
	numbered := make([]entry, 0, s.numbers())
	for band, records := range s.bands {
		numbered = append(numbered, entries[:records]...)
		entries = entries[records:]
		for range room(records) - records {
			numbered = append(numbered, entry{vacant: true, band: band})
		}
	}
	return numbered
}

// levelNumber is the place of a level from 1, the highest, or one beyond the
// lowest for none.
func levelNumber(level string) int {
	if i := slices.Index(catalog.Levels, level); i >= 0 {
		return i + 1
	}
	return len(catalog.Levels) + 1
}

func (s *Segment) collectFacets(u *catalog.Unit, entries []entry) {
	f := &s.facets
	departments, categories, sets := names{}, names{}, names{}
	f.department = make([]uint32, len(entries))
	f.level = make([]uint8, len(entries))
	f.categorySet = make([]uint32, len(entries))
	for i, e := range entries {
		if e.vacant {
			continue
		}
		p := &u.Positions[e.position]
		if p.Department != "" {
			f.department[i] = departments.number(p.Department) + 1
		}
		if n := levelNumber(p.Level); n <= len(catalog.Levels) {
			f.level[i] = uint8(n)
		}
		var set []byte
		for _, c := range p.Risks[e.risk].Category {
			set = appendRune(set, categories.number(c))
		}
		f.categorySet[i] = sets.number(string(set))
	}
	f.departments, f.categories, f.categorySets = departments.list(), categories.list(), sets.list()
}

func appendRune(b []byte, n uint32) []byte { return append(b, byte(n>>8), byte(n)) }

// names numbers strings in the order met.
type names map[string]uint32

func (n names) number(s string) uint32 {
	k, ok := n[s]
	if !ok {
		k = uint32(len(n))
		n[s] = k
	}
	return k
}

func (n names) list() []string {
	out := make([]string, len(n))
	for s, k := range n {
		out[k] = s
	}
	return out
}

// builder is the working memory of NewSegment and Merge.
type builder struct {
	tokens   tokens
	text     lines
	packed   []byte
	unpacked []byte
	posts    []uint64
	spare    []uint64
	// encoded is the stream being made.
	encoded []byte
}

var builders = sync.Pool{New: func() any { return new(builder) }}

func (b *builder) reset() { b.tokens.reset() }
