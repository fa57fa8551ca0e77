package search

import (
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"

	"golang.org/x/sync/errgroup"
)

// A text block is the lines of the records with a fixed number of numbers, each block
// with the lines of the units and positions that its records belong to, and lines that
// tell how many numbers are vacant there, written with the phrase book. Beside the text stand the characters in it that the index folds to another, each followed by
// that other, so that a page needs no table to find a match in it; or, where they
// would be many, a star.

// maxExceptions is the most pairs of characters that a block names itself.
const maxExceptions = 40

// chunkPlace is where a text chunk stands.
type chunkPlace struct {
	first   uint32 // number in the index of its first record
	segment int
	part    int
	at      uint32 // number in the segment of its first record
	chunk   *textChunk
}

// places lists the chunks of the index in the order of records, without reading any.
func (m *merger) places() []chunkPlace {
	var out []chunkPlace
	for i, s := range m.segments {
		for b, n := range s.bands {
			start, at := m.starts[m.band(s, b)][i], uint32(s.first(b))
			for end := at + n; at < end; {
				next := min(end, (at/maxPart+1)*maxPart)
				out = append(out, chunkPlace{first: start, segment: i, part: int(at / maxPart), at: at})
				start += next - at
				at = next
			}
		}
	}
	slices.SortFunc(out, func(a, b chunkPlace) int { return int(int64(a.first) - int64(b.first)) })
	return out
}

// band is the band of the index for one of a segment.
func (m *merger) band(s *Segment, band int) int {
	if band == len(s.bands)-1 {
		return len(m.bands) - 1
	}
	return band
}

// open reads the text of a chunk.
func (m *merger) open(p *chunkPlace) error {
	s := m.segments[p.segment]
	if err := s.load(texts); err != nil {
		return err
	}
	chunks := s.parts[p.part].texts
	k := slices.IndexFunc(chunks, func(t textChunk) bool { return t.first == p.at })
	if k < 0 {
		return errSegment
	}
	p.chunk = &chunks[k]
	return nil
}

// chunks lists the chunks that have records from lo to hi, hi not included, in the order
// of records.
func (m *merger) chunks(lo, hi uint32) ([]chunkPlace, error) {
	all := m.places()
	from := max(sort.Search(len(all), func(i int) bool { return all[i].first > lo })-1, 0)
	to := sort.Search(len(all), func(i int) bool { return all[i].first >= hi })
	out := all[from:to]
	for i := range out {
		if err := m.open(&out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// bookSample tells which pieces of the site's text a phrase book is learnt from: the first
// bytes of every so many chunks. It may have so many phrases.
type bookSample struct{ Step, Bytes, Phrases int }

func (m *merger) sampleOf(chunks int) bookSample {
	size := m.textBytes()
	budget := min(max(size/64, minTrainBytes), maxTrainBytes)
	step := max(1, chunks*averageTrain/budget)
	return bookSample{step, budget / max(1, (chunks+step-1)/step), min(size/bytesPerPhrase, maxPhrases)}
}

// learnBook makes the phrase book, unless that of a former index was learnt from the
// same pieces.
func (m *merger) learnBook() error {
	places := m.places()
	s := m.sampleOf(len(places))
	m.memo.Sample = s
	again := m.former != nil && m.former.Memo.Sample == s
	for i := 0; again && i < len(places); i += s.Step {
		again = !m.former.hasChanged(places[i].segment)
	}
	if again {
		m.book = newPhraseBook([]rune(m.former.index.root.Phrases))
		return nil
	}
	var text strings.Builder
	var room []byte
	for i := 0; i < len(places); i += s.Step {
		if err := m.open(&places[i]); err != nil {
			return err
		}
		piece, err := places[i].chunk.unpack(&room)
		if err != nil {
			return err
		}
		piece = piece[:min(len(piece), s.Bytes)]
		text.WriteString(piece[:strings.LastIndexByte(piece, '\n')+1])
	}
	m.book = newPhraseBook(learnPhrases(text.String(), s.Phrases))
	return nil
}

// blocksPerTask is the number of consecutive blocks that one worker makes.
const blocksPerTask = 64

// writeBlocks writes the text of all records.
func (m *merger) writeBlocks() error {
	if m.former != nil && string(m.book.pairs) == m.former.index.root.Phrases {
		if err := m.renewBlocks(); !errors.Is(err, errUnfit) {
			return err
		}
	}
	chunks, err := m.chunks(0, m.n)
	if err != nil {
		return err
	}
	var g errgroup.Group
	g.SetLimit(m.workers)
	step := uint32(m.block * blocksPerTask)
	for lo := uint32(0); lo < m.n; lo += step {
		g.Go(func() error {
			return m.blocks(chunks, lo, min(lo+step, m.n), m.writeBlock)
		})
	}
	return g.Wait()
}

func (m *merger) writeBlock(n int, text string) error {
	return m.script(numbered("d", n), m.blockScript(n, text))
}

// collectBlocks returns the scripts of all blocks.
func (m *merger) collectBlocks() ([]byte, error) {
	chunks, err := m.chunks(0, m.n)
	if err != nil {
		return nil, err
	}
	var out []byte
	err = m.blocks(chunks, 0, m.n, func(n int, text string) error {
		out = append(out, m.blockScript(n, text)...)
		return nil
	})
	return out, err
}

// blocks makes the blocks of the numbers from lo, which begins a block, to hi. Their
// text is gone when visit returns. A block without records is not made.
func (m *merger) blocks(chunks []chunkPlace, lo, hi uint32, visit func(n int, text string) error) error {
	i := sort.Search(len(chunks), func(i int) bool { return chunks[i].first+chunks[i].chunk.n > lo })
	w := blockWriter{size: uint32(m.block), end: m.n, at: lo, visit: visit}
	memory := builders.Get().(*builder)
	defer builders.Put(memory)
	for ; i < len(chunks) && chunks[i].first < hi; i++ {
		text, err := chunks[i].chunk.unpack(&memory.unpacked)
		if err != nil {
			return err
		}
		id := chunks[i].first
		if err := w.skip(id); err != nil {
			return err
		}
		unit, position, fresh := "", "", true
		for l := range strings.Lines(text) {
			switch l[0] {
			case 'U':
				unit, position, fresh = l, "", true
			case 'P':
				position, fresh = l, true
			case 'R':
				if id >= lo && id < hi {
					if fresh || len(w.block.b) == 0 {
						w.block.b = append(w.block.b, unit...)
						w.block.b = append(w.block.b, position...)
						fresh = false
					}
					w.block.b = append(w.block.b, l...)
					w.records = true
					if err := w.advance(1); err != nil {
						return err
					}
				}
				id++
			}
		}
	}
	return w.skip(hi)
}

// blockWriter makes one block after another.
type blockWriter struct {
	size, end uint32 // numbers in a block, and in all
	at        uint32 // the next number
	block     lines
	records   bool // whether the block has any
	visit     func(n int, text string) error
}

// skip leaves the numbers before the next vacant.
func (w *blockWriter) skip(next uint32) error {
	for w.at < next {
		n := min(next, (w.at/w.size+1)*w.size) - w.at
		w.block.b = fmt.Appendf(w.block.b, "G\t%d\n", n)
		if err := w.advance(n); err != nil {
			return err
		}
	}
	return nil
}

// advance has written what a block says of the next n numbers, of which it holds all.
func (w *blockWriter) advance(n uint32) error {
	first := w.at
	if w.at += n; w.at%w.size != 0 && w.at != w.end {
		return nil
	}
	text, records := readOnly(w.block.b), w.records
	w.block.b, w.records = w.block.b[:0], false
	if !records {
		return nil
	}
	return w.visit(int(first/w.size), text)
}

func (m *merger) blockScript(n int, text string) []byte {
	out := fmt.Appendf(make([]byte, 0, len(text)+len(text)/16+64), "_gs(\"d\",%d,%q,", n, m.stamp)
	coded := text
	if m.book != nil {
		coded = readOnly(m.book.appendCoded(make([]byte, 0, len(text)/2), text))
	}
	out = appendJSString(out, coded)
	if e := exceptions(text); e != "" {
		out = append(out, ',')
		out = appendJSString(out, e)
	}
	return append(out, ");\n"...)
}

func exceptions(text string) string {
	table := variants()
	folds := foldsLow()
	var met []rune
	for i := 0; i < len(text); {
		r, size := decode(text[i:])
		i += size
		if r < 0x10000 && folds[r>>6]>>(r&63)&1 == 0 {
			continue
		}
		if _, ok := table[r]; ok && !slices.Contains(met, r) {
			if len(met) == maxExceptions {
				return "*"
			}
			met = append(met, r)
		}
	}
	slices.Sort(met)
	var b strings.Builder
	for _, r := range met {
		b.WriteRune(r)
		b.WriteRune(table[r])
	}
	return b.String()
}
