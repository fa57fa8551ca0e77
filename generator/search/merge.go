package search

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"runtime"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// formatVersion changes when a reader of the published index would have to.
const formatVersion = 3

// Options of Merge. The zero value is ready to use.
type Options struct {
	Workers int // goroutines; 0 means one for each processor
	// BundleBytes is the most text, in bytes, that is published as one file without
	// lists; 0 means 256 KiB, and less than 0 that no site is published so.
	BundleBytes int
	// FewRecords is the most records of which all numbers are taken, in an index that has
	// few files and is soon made; 0 means 20,000. Where there are more, or it is less than
	// 0, units have some numbers to spare, so that a risk point more changes little; but
	// not just below a size from which on the index has larger parts.
	FewRecords int
	// Named is told the Version of Info before any file is made, or nil.
	Named func(version string)
	// Former is the index that this one takes the place of, or nil. The files do not
	// depend on it.
	Former *Former
}

// Info tells of a published index.
type Info struct {
	Version string // of the index; search.html has to carry the same
	Records int
	Units   int
	Bundle  bool  // all in root.js
	Files   int   // below search/ that were made
	Bytes   int64 // of the files that were made, which are fewer where a former index was taken over
	Memo    *Memo // for the next Merge; nil in a bundle
}

// Merge publishes the index of the segments, which have to be in the order of
// their units' paths. It hands each file to emit under its path, which begins
// with "search/"; emit is called by several goroutines at once, and the data is
// not changed after. The files depend on the segments alone, not on the number of
// workers. After an error from emit no more files are made and Merge returns it.
// Merge lets go of the segments' lists as it has written them, so the segments are
// of no use afterwards.
func Merge(segments []*Segment, options Options, emit func(path string, data []byte) error) (Info, error) {
	m := &merger{segments: segments, emit: emit, workers: options.Workers}
	if m.workers <= 0 {
		m.workers = runtime.GOMAXPROCS(0)
	}
	limit := options.BundleBytes
	if limit == 0 {
		limit = 256 << 10
	}
	m.bundle = m.textBytes() <= limit
	few := options.FewRecords
	if few == 0 {
		few = 20_000
	}
	m.roomy = !m.bundle && m.records() > few
	m.number()
	if m.roomy && !roomFits(uint32(m.records()), m.n, m.gramBytes()) {
		m.roomy = false
		m.number()
	}
	m.geometry = geometryFor(m.n, m.gramBytes())
	m.sign()
	if options.Named != nil {
		options.Named(m.build)
	}
	m.renew(options.Former)
	if err := m.run(); err != nil {
		return Info{}, err
	}
	if m.bundle {
		m.memo = nil
	}
	return Info{
		Version: m.build, Records: m.records(), Units: len(segments), Bundle: m.bundle,
		Files: int(m.files.Load()), Bytes: m.bytes.Load(), Memo: m.memo,
	}, nil
}

type merger struct {
	segments []*Segment
	emit     func(path string, data []byte) error
	workers  int
	bundle   bool

	n      uint32     // numbers of records
	roomy  bool       // some of which are vacant, as in the segments
	bands  []uint32   // number of the first record of each band
	starts [][]uint32 // by band and segment: number of the first record
	geometry
	stamp, build string
	book         *phraseBook // nil in a bundle
	memo         *Memo
	former       *renewal // nil where all is made anew

	files  atomic.Int64
	bytes  atomic.Int64
	failed atomic.Pointer[error] // the first error of emit
}

// geometry are the sizes of the index's parts for a number of records.
type geometry struct {
	block int // records in a text block
	shard int // bytes of lists in a shard
	rare  int // bytes of lists in a shard that few queries need
	long  int // bytes of a list from which on it has files of its own, if above a shard
	chunk int // bytes of a long list in a file
}

// geometryFor keeps what a query loads small, and the files few: at most 1,000 at
// 10,000 records, however long their texts, and at most 65,536 of any kind.
// GramBytes are those of the segments' lists of pairs, which grow with the texts.
func geometryFor(n uint32, gramBytes int) geometry {
	g := geometry{block: 16, shard: 8 << 10, long: 12 << 10, chunk: 8 << 10}
	switch {
	case n <= 4_000:
		g.block, g.shard = 8, 3<<10
	case n <= 8_000:
		g.block, g.shard = 16, 5<<10
	case n <= 20_000:
		g.block, g.shard = 19, max(6500, gramBytes/520)
	case n <= 300_000:
		g.block, g.shard = 8, 5<<10
	}
	g.rare = g.shard
	if n <= 20_000 {
		g.rare *= 3
		g.long = 0
	}
	for n/uint32(g.block) >= 1<<16 {
		g.block *= 2
		g.shard *= 2
		g.rare *= 2
	}
	return g
}

// roomFits reports whether an index that has so many numbers for its records is parted as
// one that has none vacant. Larger parts would be more to load for every search.
func roomFits(records, numbers uint32, gramBytes int) bool {
	return geometryFor(records, gramBytes) == geometryFor(numbers, gramBytes)
}

// number gives every record its number: bands one after another, and within a
// band the units in their order.
func (m *merger) number() {
	bands := 0
	for _, s := range m.segments {
		bands = max(bands, len(s.bands))
	}
	m.n, m.bands, m.starts = 0, nil, nil
	for b := range bands {
		m.bands = append(m.bands, m.n)
		starts := make([]uint32, len(m.segments))
		for i, s := range m.segments {
			starts[i] = m.n
			m.n += m.roomIn(s, b, bands)
		}
		m.starts = append(m.starts, starts)
	}
}

// ownBand is the segment's band for one of the index, or -1 where it has none. The
// ungraded stand in the last band of the index, whatever number of grades the unit's
// scheme has.
func (s *Segment) ownBand(band, bands int) int {
	last := len(s.bands) - 1
	switch {
	case band == bands-1:
		return last
	case band < last:
		return band
	}
	return -1
}

// inBand is the number of records in a band of the index.
func (s *Segment) inBand(band, bands int) uint32 {
	if own := s.ownBand(band, bands); own >= 0 {
		return s.bands[own]
	}
	return 0
}

// roomIn is how many numbers a segment has in a band of the index.
func (m *merger) roomIn(s *Segment, band, bands int) uint32 {
	n := s.inBand(band, bands)
	if m.roomy {
		return room(n)
	}
	return n
}

// records are all that the segments hold.
func (m *merger) records() int {
	n := 0
	for _, s := range m.segments {
		n += s.Records()
	}
	return n
}

// sign derives the stamp, which changes with the numbering of records and is in
// every file, and the version, which changes with anything.
func (m *merger) sign() {
	layout, all := sha256.New(), sha256.New()
	fmt.Fprintln(layout, formatVersion, m.n, m.geometry, m.bands)
	for _, s := range m.segments {
		fmt.Fprint(layout, s.unit.id)
		for b := range m.bands {
			fmt.Fprint(layout, " ", m.roomIn(s, b, len(m.bands)))
		}
		fmt.Fprintln(layout)
	}
	layoutSum := layout.Sum(nil)
	m.memo = &Memo{Layout: [32]byte(layoutSum), Sums: map[string][32]byte{}}
	m.stamp = hex.EncodeToString(layoutSum[:4])
	all.Write(layoutSum)
	for _, s := range m.segments {
		m.memo.Sums[s.unit.id] = s.digest
		all.Write(s.digest[:])
	}
	io.WriteString(all, variantLines)
	io.WriteString(all, pinyinLines)
	m.build = hex.EncodeToString(all.Sum(nil)[:6])
	m.memo.Version = m.build
}

func (m *merger) gramBytes() int {
	n := 0
	for _, s := range m.segments {
		n += s.gramBytes
	}
	return n
}

func (m *merger) textBytes() int {
	n := 0
	for _, s := range m.segments {
		n += s.textBytes
	}
	return n
}

// load reads a section of all segments.
func (m *merger) load(want section) error {
	var g errgroup.Group
	g.SetLimit(m.workers)
	for _, s := range m.segments {
		g.Go(func() error { return s.load(want) })
	}
	return g.Wait()
}

// drop lets go of a section of all segments.
func (m *merger) drop(done section) {
	for _, s := range m.segments {
		s.drop(done)
	}
}

// run writes every file.
func (m *merger) run() error {
	r := m.newRoot()
	if m.bundle {
		blocks, err := m.collectBlocks()
		if err != nil {
			return err
		}
		r.Bundle = true
		return m.writeRest(r, blocks)
	}
	var beside errgroup.Group
	beside.Go(m.learnBook)
	err := m.lists(r)
	if err := cmp.Or(err, beside.Wait()); err != nil {
		return err
	}
	m.drop(sounds)
	if err := m.writeBlocks(); err != nil {
		return err
	}
	r.Phrases = string(m.book.pairs)
	return m.writeRest(r, nil)
}

// lists publishes the lists of all families.
func (m *merger) lists(r *root) error {
	heavy, err := m.family(r, "g", "s", pairs, func(p *part) (stream, error) { return p.grams, nil })
	if err != nil {
		return err
	}
	m.drop(pairs)
	m.memo.Heavy = slices.Sorted(maps.Keys(heavy))
	if len(heavy) > 0 {
		if err := m.trigrams(r, heavy); err != nil {
			return err
		}
	}
	_, err = m.family(r, "p", "", sounds, func(p *part) (stream, error) { return p.sound, nil })
	return err
}

// trigrams publishes the lists of the trigrams made of two heavy pairs.
func (m *merger) trigrams(r *root, heavy map[uint64]bool) error {
	if m.former != nil && slices.Equal(m.memo.Heavy, m.former.Memo.Heavy) {
		_, err := m.renewFamily(r, "h", "", func(p *part) (stream, error) { return p.trigrams(heavy) })
		if !errors.Is(err, errUnfit) {
			return err
		}
	}
	if err := m.load(texts); err != nil {
		return err
	}
	streams := make(map[*part]*stream)
	var g errgroup.Group
	g.SetLimit(m.workers)
	for _, s := range m.segments {
		for i := range s.parts {
			p, out := &s.parts[i], new(stream)
			streams[p] = out
			g.Go(func() (err error) {
				*out, err = p.trigrams(heavy)
				return err
			})
		}
	}
	if err := g.Wait(); err != nil {
		return err
	}
	_, err := m.makeFamily(r, "h", "", func(p *part) (stream, error) { return *streams[p], nil })
	return err
}

func (p *part) trigrams(heavy map[uint64]bool) (stream, error) {
	b := builders.Get().(*builder)
	defer builders.Put(b)
	b.reset()
	for _, t := range p.texts {
		text, err := t.unpack(&b.unpacked)
		if err != nil {
			return stream{}, err
		}
		b.tokens.add(text, t.first-p.first)
	}
	return b.trigrams(heavy), nil
}

// script makes the file of a piece of the index and hands it on.
func (m *merger) script(path string, data []byte) error {
	if err := m.failed.Load(); err != nil {
		return *err
	}
	m.files.Add(1)
	m.bytes.Add(int64(len(data)))
	if err := m.emit("search/"+path, data); err != nil {
		m.failed.CompareAndSwap(nil, &err)
		return err
	}
	return nil
}

// numbered is the path of a numbered file: no folder holds more than 256.
func numbered(family string, n int) string {
	return fmt.Sprintf("%s/%02x/%02x.js", family, n>>8, n&255)
}
