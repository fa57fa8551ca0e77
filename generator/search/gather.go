package search

import (
	"encoding/binary"
	"slices"
	"sort"
)

// The lists of a family are gathered from all parts, first element by first element,
// and for each key in the order of units. What a part says of one key is in the order
// of its records, so that within a band all records of a list come in order.

// mergedRange are the lists of a range of keys.
type mergedRange struct{ all, singles []merged }

// piece tells how the numbers of a part's records become those of the index: add
// delta to those below end, which are of one band.
type piece struct {
	end, delta uint32
	band       int
}

func (m *merger) pieces(segment int, p *part) []piece {
	s := m.segments[segment]
	var out []piece
	first := uint32(0) // of the band in the segment
	for b, records := range s.bands {
		n := room(records)
		if first < p.first+p.n && first+n > p.first {
			band := b
			if b == len(s.bands)-1 {
				band = len(m.bands) - 1
			}
			end := min(first+n, p.first+p.n) - p.first
			out = append(out, piece{end, m.starts[band][segment] - first + p.first, band})
		}
		first += n
	}
	return out
}

// cursor is a part's place in a range of first elements.
type cursor struct {
	stream   stream
	next, to int // in stream.firsts
	pieces   []piece
}

func (m *merger) cursors(source familySource, r keyRange) []cursor {
	var out []cursor
	for i, s := range m.segments {
		for k := range s.parts {
			st, err := source(&s.parts[k])
			if err != nil {
				continue // split has reported it
			}
			from := sort.Search(len(st.firsts), func(j int) bool { return st.firsts[j] >= r.lo })
			to := sort.Search(len(st.firsts), func(j int) bool { return st.firsts[j] >= r.hi })
			if from < to {
				out = append(out, cursor{st, from, to, m.pieces(i, &s.parts[k])})
			}
		}
	}
	return out
}

// mergeRange merges the lists of a range of keys over all parts.
func (m *merger) mergeRange(source familySource, r keyRange, singles bool) (out mergedRange) {
	g := gatherer{m: m, cursors: m.cursors(source, r), bands: make([][]uint32, len(m.bands))}
	g.encoder.seen = newBitset(m.n)
	single := singleLists{m: m, e: &g.encoder}
	for {
		first, ok := g.first()
		if !ok {
			return out
		}
		g.collect(first)
		for g.more() {
			b, lists := g.list()
			if singles {
				single.add(lists)
				if b == 0 {
					continue // the end of a field is only wanted for the single character
				}
			}
			out.all = append(out.all, g.encoder.encode(first, b, lists))
		}
		if singles {
			out.singles = append(out.singles, single.close(first))
		}
	}
}

// gatherer gathers the lists of one first element after another.
type gatherer struct {
	m       *merger
	cursors []cursor
	encoder tierEncoder

	entries, spare []gathered
	at             int // in entries
	bands          [][]uint32
	ids            [tiers][]uint32
	lists          []tierIDs
}

// gathered is where a list of a part stands.
type gathered struct {
	key    uint32 // second element <<3 | tier
	cursor uint32
	offset uint32 // in the stream, of the list's count
}

// first is the least first element that is left.
func (g *gatherer) first() (least uint64, ok bool) {
	for i := range g.cursors {
		c := &g.cursors[i]
		if c.next < c.to && (!ok || c.stream.firsts[c.next] < least) {
			least, ok = c.stream.firsts[c.next], true
		}
	}
	return least, ok
}

// collect finds all lists of a first element and sorts them by their keys. Those of
// one key stay in the order of parts.
func (g *gatherer) collect(first uint64) {
	g.entries, g.at = g.entries[:0], 0
	for i := range g.cursors {
		c := &g.cursors[i]
		if c.next == c.to || c.stream.firsts[c.next] != first {
			continue
		}
		offset, end := int(c.stream.starts[c.next]), int(c.stream.starts[c.next+1])
		c.next++
		second := uint64(0)
		for offset < end {
			head, n := binary.Uvarint(c.stream.data[offset:end])
			offset += n
			second += head >> 3
			g.entries = append(g.entries, gathered{uint32(second<<3 | head&7), uint32(i), uint32(offset)})
			count, n := binary.Uvarint(c.stream.data[offset:end])
			offset += n
			offset = end - len(skipUvarints(c.stream.data[offset:end], count))
		}
	}
	g.sort()
}

// sort orders the entries by key, keeping the order of those of one key.
func (g *gatherer) sort() {
	const width = 11
	if len(g.entries) < 1<<width {
		slices.SortStableFunc(g.entries, func(a, b gathered) int { return int(a.key) - int(b.key) })
		return
	}
	g.spare = slices.Grow(g.spare[:0], len(g.entries))[:len(g.entries)]
	for shift := 0; shift < keyBits+3; shift += width {
		var offsets [1 << width]uint32
		for _, e := range g.entries {
			offsets[e.key>>shift&(1<<width-1)]++
		}
		sum := uint32(0)
		for i, n := range offsets {
			offsets[i] = sum
			sum += n
		}
		for _, e := range g.entries {
			k := e.key >> shift & (1<<width - 1)
			g.spare[offsets[k]] = e
			offsets[k]++
		}
		g.entries, g.spare = g.spare, g.entries
	}
}

// more reports whether lists are left of the first element.
func (g *gatherer) more() bool { return g.at < len(g.entries) }

// list merges the lists of the next key and returns its second element. The lists
// are good until the next call.
func (g *gatherer) list() (second uint64, lists []tierIDs) {
	second = uint64(g.entries[g.at].key >> 3)
	g.lists = g.lists[:0]
	for g.more() && uint64(g.entries[g.at].key>>3) == second {
		key := g.entries[g.at].key
		tier := int(key & 7)
		for g.more() && g.entries[g.at].key == key {
			g.read(&g.entries[g.at])
			g.at++
		}
		ids := g.ids[tier][:0]
		for b := range g.bands {
			ids = append(ids, g.bands[b]...)
			g.bands[b] = g.bands[b][:0]
		}
		g.ids[tier] = ids
		g.lists = append(g.lists, tierIDs{tier, ids})
	}
	return second, g.lists
}

// read adds the records of one list to those of their bands.
func (g *gatherer) read(e *gathered) {
	c := &g.cursors[e.cursor]
	b := c.stream.data[e.offset:]
	head, i := binary.Uvarint(b)
	x, j := binary.Uvarint(b[i:])
	b = b[i+j:]
	count, run, id := int(head>>1), head&1 != 0, uint32(x)
	k := 0 // in b
	for p := range c.pieces {
		piece := &c.pieces[p]
		if id >= piece.end {
			continue
		}
		out := g.bands[piece.band]
		for id < piece.end {
			out = append(out, id+piece.delta)
			if count--; count == 0 {
				break
			}
			id++
			if !run {
				gap := uint64(b[k])
				if k++; gap >= 0x80 {
					var n int
					gap, n = binary.Uvarint(b[k-1:])
					k += n - 1
				}
				id += uint32(gap)
			}
		}
		g.bands[piece.band] = out
		if count == 0 {
			return
		}
	}
}

// skipUvarints skips the records of a list with the head n.
func skipUvarints(b []byte, n uint64) []byte {
	count := n >> 1
	if n&1 != 0 {
		count = 1
	}
	i := 0
	for ; count > 0; count-- {
		for b[i] >= 0x80 {
			i++
		}
		i++
	}
	return b[i:]
}

type tierIDs struct {
	tier int
	ids  []uint32
}

// tierEncoder encodes lists one after another into shared memory.
type tierEncoder struct {
	seen bitset // empty
	buf  []byte
}

func (e *tierEncoder) encode(a, b uint64, lists []tierIDs) merged {
	l := merged{a: a, b: b, records: union(lists, e.seen), tiers: make([]tierList, len(lists))}
	for i, t := range lists {
		if most := 3*len(t.ids) + 16; cap(e.buf)-len(e.buf) < most {
			e.buf = make([]byte, 0, max(most, 64<<10))
		}
		start := len(e.buf)
		e.buf = appendList(e.buf, t.ids)
		l.tiers[i] = tierList{t.tier, len(t.ids), e.buf[start:len(e.buf):len(e.buf)]}
	}
	return l
}

// union counts the records in any of the lists. Seen is empty before and after.
func union(lists []tierIDs, seen bitset) uint32 {
	if len(lists) == 1 {
		return uint32(len(lists[0].ids))
	}
	n := uint32(0)
	for _, t := range lists {
		for _, id := range t.ids {
			if seen.add(id) {
				n++
			}
		}
	}
	for _, t := range lists {
		for _, id := range t.ids {
			seen[id>>6] = 0
		}
	}
	return n
}

// singleLists gathers the list of one character from the lists of the pairs that
// begin with it.
type singleLists struct {
	m    *merger
	e    *tierEncoder
	sets [tiers]bitset
	ids  [tiers][]uint32
}

func (s *singleLists) add(lists []tierIDs) {
	for _, t := range lists {
		if s.sets[t.tier] == nil {
			s.sets[t.tier] = newBitset(s.m.n)
		}
		set := s.sets[t.tier]
		for _, id := range t.ids {
			if set.add(id) {
				s.ids[t.tier] = append(s.ids[t.tier], id)
			}
		}
	}
}

// close returns the list, of the character a, and is ready for the next.
func (s *singleLists) close(a uint64) merged {
	var lists []tierIDs
	for tier, ids := range s.ids {
		if len(ids) == 0 {
			continue
		}
		if len(ids) > len(s.sets[tier])/4 {
			ids = s.sets[tier].drain(ids[:0])
		} else {
			slices.Sort(ids)
			for _, id := range ids {
				s.sets[tier][id>>6] = 0
			}
		}
		s.ids[tier] = ids
		lists = append(lists, tierIDs{tier, ids})
	}
	l := s.e.encode(a, 0, lists)
	for tier := range s.ids {
		s.ids[tier] = s.ids[tier][:0]
	}
	return l
}
