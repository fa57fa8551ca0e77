package search

import (
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"

	"golang.org/x/sync/errgroup"
)

// A text block is the lines of a fixed number of records, each block with the
// lines of the units and positions that its records belong to, written with the
// phrase book. Beside the text stand the characters in it that the index folds to another, each followed by
// that other, so that a page needs no table to find a match in it; or, where they
// would be many, a star.

// maxExceptions is the most pairs of characters that a block names itself.
const maxExceptions = 40

// chunkPlace is a text chunk with the number in the index of its first record.
type chunkPlace struct {
	first uint32
	chunk *textChunk
}

// chunks lists the text of the index in the order of records.
func (m *merger) chunks() []chunkPlace {
	var out []chunkPlace
	for i, s := range m.segments {
		for k := range s.parts {
			p := &s.parts[k]
			pieces := m.pieces(i, p)
			for t := range p.texts {
				chunk := &p.texts[t]
				at := chunk.first - p.first
				j := 0
				for at >= pieces[j].end {
					j++
				}
				out = append(out, chunkPlace{at + pieces[j].delta, chunk})
			}
		}
	}
	slices.SortFunc(out, func(a, b chunkPlace) int { return int(int64(a.first) - int64(b.first)) })
	return out
}

// sample is a text of pieces of the whole site, from which the phrase book is learnt,
// and the most phrases that it may have.
func (m *merger) sample() (text string, limit int, err error) {
	size := m.textBytes()
	budget := min(max(size/64, minTrainBytes), maxTrainBytes)
	chunks := m.chunks()
	step := max(1, len(chunks)*averageTrain/budget)
	chosen := (len(chunks) + step - 1) / step
	var sample strings.Builder
	for i := 0; i < len(chunks); i += step {
		text, err := chunks[i].chunk.unpack()
		if err != nil {
			return "", 0, err
		}
		text = text[:min(len(text), budget/chosen)]
		sample.WriteString(text[:strings.LastIndexByte(text, '\n')+1])
	}
	return sample.String(), size / bytesPerPhrase, nil
}

// blocksPerTask is the number of consecutive blocks that one worker makes.
const blocksPerTask = 64

// writeBlocks writes the text of all records, and learns the phrase book that it is
// written with.
func (m *merger) writeBlocks() error {
	text, limit, err := m.sample()
	if err != nil {
		return err
	}
	m.memo.Sample = sampleSum(text, limit)
	if m.former != nil {
		if err := m.renewBlocks(); !errors.Is(err, errUnfit) {
			return err
		}
	}
	m.book = newPhraseBook(learnPhrases(text, limit))
	chunks := m.chunks()
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
	var out []byte
	err := m.blocks(m.chunks(), 0, m.n, func(n int, text string) error {
		out = append(out, m.blockScript(n, text)...)
		return nil
	})
	return out, err
}

// blocks makes the blocks of the records from lo, which begins a block, to hi. Their
// text is gone when visit returns.
func (m *merger) blocks(chunks []chunkPlace, lo, hi uint32, visit func(n int, text string) error) error {
	i := sort.Search(len(chunks), func(i int) bool { return chunks[i].first+chunks[i].chunk.n > lo })
	var block lines
	for ; i < len(chunks) && chunks[i].first < hi; i++ {
		text, err := chunks[i].chunk.unpack()
		if err != nil {
			return err
		}
		id := chunks[i].first
		unit, position, fresh := "", "", true
		for l := range strings.Lines(text) {
			switch l[0] {
			case 'U':
				unit, position, fresh = l, "", true
			case 'P':
				position, fresh = l, true
			case 'R':
				if id >= lo && id < hi {
					if fresh || len(block.b) == 0 {
						block.b = append(block.b, unit...)
						block.b = append(block.b, position...)
						fresh = false
					}
					block.b = append(block.b, l...)
					if (id+1)%uint32(m.block) == 0 || id+1 == m.n {
						if err := visit(int(id)/m.block, readOnly(block.b)); err != nil {
							return err
						}
						block.b = block.b[:0]
					}
				}
				id++
			}
		}
	}
	return nil
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
	low := foldLow()
	var met []rune
	for i := 0; i < len(text); {
		r, size := decode(text[i:])
		i += size
		if r < 0x2e80 || r < 0x10000 && low[r] == uint16(r) {
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
