package search

import (
	"cmp"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"slices"
	"sort"
	"strings"

	"golang.org/x/sync/errgroup"
)

// A family of lists is published as shards. The lists of a shard follow one
// another in the order of keys:
//
//	list := uvarint(a less the a of the list before)
//	        uvarint(b, less the b of the list before where a is the same)
//	        uvarint(records<<1 | long) uvarint(length) payload
//
// Records counts each record once, in however many tiers it is. The payload
// begins with a byte that has a bit for each tier. In a short list follow the
// lengths of all tiers' lists but the last, and the lists. In a long one, for each
// tier uvarint(records<<1 | split) and, where split, uvarint(number of files),
// uvarint(number of the first), and for each the first container in it, less that
// of the one before; where not split, uvarint(length) and the list.

// merged is one list of a family on its way into a shard.
type merged struct {
	a, b    uint64
	records uint32
	tiers   []tierList
}

type tierList struct {
	tier    int
	records int
	data    []byte
}

// familySource gives the lists of one family in a part.
type familySource func(*part) (stream, error)

// familyWriter writes the shards of a family in order.
type familyWriter struct {
	m       *merger
	name    string
	limit   int // bytes of a shard
	tasks   *errgroup.Group
	shard   []byte
	payload []byte // of the list being added
	a, b    uint64 // of the last list in the shard
	files   int    // of long lists
	keys    [][2]uint64
	heavy   map[uint64]bool
	sizes   []listSize
}

// listSize is the number of records of the list of a first element.
type listSize struct {
	a       uint64
	records uint32
}

// maxCommon is the number of characters that the root tells to be common.
const maxCommon = 256

// common returns the characters with the longest lists, the longest first.
func (w *familyWriter) common() string {
	slices.SortFunc(w.sizes, func(a, b listSize) int {
		return cmp.Or(cmp.Compare(b.records, a.records), cmp.Compare(a.a, b.a))
	})
	var b strings.Builder
	for _, s := range w.sizes[:min(len(w.sizes), maxCommon)] {
		b.WriteRune(rune(s.a))
	}
	return b.String()
}

// rareFamilies are those that few queries need.
const rareFamilies = "sp"

func (m *merger) familyWriter(name string, tasks *errgroup.Group) *familyWriter {
	w := &familyWriter{m: m, name: name, limit: m.shard, tasks: tasks, heavy: map[uint64]bool{}}
	if strings.Contains(rareFamilies, name) {
		w.limit = m.rare
	}
	return w
}

// family merges and writes a family, and names its heavy lists. With singles, the
// name of another family, it writes that one too: of each first element, every
// record in any of its lists.
func (m *merger) family(r *root, name, singles string, source familySource) (heavy map[uint64]bool, err error) {
	ranges, err := m.split(source)
	if err != nil {
		return nil, err
	}
	var producers, tasks errgroup.Group
	producers.SetLimit(m.workers)
	tasks.SetLimit(m.workers)
	results := make([]chan mergedRange, len(ranges))
	for i := range results {
		results[i] = make(chan mergedRange, 1)
	}
	ahead := make(chan struct{}, 2*m.workers) // bounds what waits to be written
	stop := make(chan struct{})
	go func() {
		for i, r := range ranges {
			select {
			case ahead <- struct{}{}:
			case <-stop:
				return
			}
			producers.Go(func() error {
				results[i] <- m.mergeRange(source, r, singles != "")
				return nil
			})
		}
	}()
	w, ws := m.familyWriter(name, &tasks), m.familyWriter(singles, &tasks)
	for i := range ranges {
		lists := <-results[i]
		for k := range lists.all {
			w.add(&lists.all[k])
		}
		for k := range lists.singles {
			ws.add(&lists.singles[k])
			ws.sizes = append(ws.sizes, listSize{lists.singles[k].a, lists.singles[k].records})
		}
		<-ahead
	}
	close(stop)
	w.flush()
	ws.flush()
	if err := tasks.Wait(); err != nil {
		return nil, err
	}
	if singles != "" {
		r.Common = ws.common()
		if r.Families[singles], err = ws.root(); err != nil {
			return nil, err
		}
	}
	r.Families[name], err = w.root()
	return w.heavy, err
}

// mergedRange are the lists of a range of keys.
type mergedRange struct{ all, singles []merged }

// keyRange is a range of first elements, the upper bound not in it.
type keyRange struct{ lo, hi uint64 }

// split cuts the keys of a family into ranges of about the same work.
func (m *merger) split(source familySource) ([]keyRange, error) {
	const target = 4 << 20
	work := map[uint64]int{}
	for _, s := range m.segments {
		for i := range s.parts {
			st, err := source(&s.parts[i])
			if err != nil {
				return nil, err
			}
			for k, first := range st.firsts {
				work[first] += int(st.starts[k+1] - st.starts[k])
			}
		}
	}
	firsts := make([]uint64, 0, len(work))
	for first := range work {
		firsts = append(firsts, first)
	}
	slices.Sort(firsts)
	var ranges []keyRange
	sum := 0
	for i, first := range firsts {
		if i == 0 || sum > target {
			if i > 0 {
				ranges[len(ranges)-1].hi = first
			}
			ranges = append(ranges, keyRange{first, first + 1})
			sum = 0
		}
		sum += work[first]
		ranges[len(ranges)-1].hi = first + 1
	}
	return ranges, nil
}

// piece tells how the numbers of a part's records become those of the index: add
// delta to those below end.
type piece struct{ end, delta uint32 }

func (m *merger) pieces(segment int, p *part) []piece {
	s := m.segments[segment]
	var out []piece
	first := uint32(0) // of the band in the segment
	for b, n := range s.bands {
		if first < p.first+p.n && first+n > p.first {
			band := b
			if b == len(s.bands)-1 {
				band = len(m.bands) - 1
			}
			end := min(first+n, p.first+p.n) - p.first
			out = append(out, piece{end, m.starts[band][segment] - first + p.first})
		}
		first += n
	}
	return out
}

// mergeRange merges the lists of a range of keys over all parts.
func (m *merger) mergeRange(source familySource, r keyRange, singles bool) mergedRange {
	c := collector{slots: make(map[uint64]int32, 1<<12), order: make([]int32, 0, 1<<18)}
	m.eachPart(source, r, c.count)
	c.allocate()
	m.eachPart(source, r, c.fill)
	return m.encodeLists(&c, singles)
}

func (m *merger) eachPart(source familySource, r keyRange, visit func(st *stream, from, to int, pieces []piece)) {
	for i, s := range m.segments {
		for k := range s.parts {
			st, err := source(&s.parts[k])
			if err != nil {
				continue // split has reported it
			}
			from := sort.Search(len(st.firsts), func(j int) bool { return st.firsts[j] >= r.lo })
			to := sort.Search(len(st.firsts), func(j int) bool { return st.firsts[j] >= r.hi })
			if from < to {
				visit(&st, from, to, m.pieces(i, &s.parts[k]))
			}
		}
	}
}

// collector gathers the records of each list: first their number, then they
// themselves.
type collector struct {
	slots   map[uint64]int32 // by key and tier
	sizes   []uint32
	order   []int32 // slots in the order visited
	next    int     // in order
	offsets []uint32
	records []uint32
}

func (c *collector) count(st *stream, from, to int, _ []piece) {
	for k := from; k < to; k++ {
		b, second := st.data[st.starts[k]:st.starts[k+1]], uint64(0)
		for len(b) > 0 {
			head, i := binary.Uvarint(b)
			second += head >> 3
			n, j := binary.Uvarint(b[i:])
			b = b[i+j:]
			key := (st.firsts[k]<<keyBits|second)<<3 | head&7
			slot, ok := c.slots[key]
			if !ok {
				slot = int32(len(c.sizes))
				c.slots[key] = slot
				c.sizes = append(c.sizes, 0)
			}
			c.sizes[slot] += uint32(n >> 1)
			c.order = append(c.order, slot)
			b = skipUvarints(b, n)
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

func (c *collector) allocate() {
	c.offsets = make([]uint32, len(c.sizes)+1)
	for i, n := range c.sizes {
		c.offsets[i+1] = c.offsets[i] + n
	}
	c.records = make([]uint32, c.offsets[len(c.sizes)])
	copy(c.sizes, c.offsets) // from here on the place of each slot's next record
}

func (c *collector) fill(st *stream, from, to int, pieces []piece) {
	for k := from; k < to; k++ {
		b := st.data[st.starts[k]:st.starts[k+1]]
		for len(b) > 0 {
			_, i := binary.Uvarint(b)
			n, j := binary.Uvarint(b[i:])
			b = b[i+j:]
			slot := c.order[c.next]
			c.next++
			at := c.sizes[slot]
			c.sizes[slot] += uint32(n >> 1)
			b = c.place(b, n, c.records[at:c.sizes[slot]], pieces)
		}
	}
}

// place writes the records of one list to out and returns the rest of b.
func (c *collector) place(b []byte, n uint64, out []uint32, pieces []piece) []byte {
	x, i := binary.Uvarint(b)
	id, run, piece := uint32(x), n&1 != 0, 0
	for k := range out {
		if k > 0 {
			id++
			if !run {
				gap := uint64(b[i])
				if gap < 0x80 {
					i++
				} else {
					var j int
					gap, j = binary.Uvarint(b[i:])
					i += j
				}
				id += uint32(gap)
			}
		}
		for id >= pieces[piece].end {
			piece++
		}
		out[k] = id + pieces[piece].delta
	}
	return b[i:]
}

// ordered puts the records of a list in ascending order. They were collected unit
// by unit, so those of each band are in order already.
func (m *merger) ordered(ids []uint32, scratch *[]uint32) []uint32 {
	if slices.IsSorted(ids) {
		return ids
	}
	next := make([]int, len(m.bands)+1) // place of each band's next record
	for _, id := range ids {
		next[m.bandOf(id)+1]++
	}
	for b := range m.bands {
		next[b+1] += next[b]
	}
	spare := slices.Grow((*scratch)[:0], len(ids))[:len(ids)]
	for _, id := range ids {
		b := m.bandOf(id)
		spare[next[b]] = id
		next[b]++
	}
	copy(ids, spare)
	*scratch = spare
	return ids
}

// bandOf is the band of a record.
func (m *merger) bandOf(id uint32) int {
	b := len(m.bands) - 1
	for m.bands[b] > id {
		b--
	}
	return b
}

func (m *merger) encodeLists(c *collector, singles bool) (out mergedRange) {
	keys := make([]uint64, 0, len(c.slots))
	for key := range c.slots {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	e := tierEncoder{seen: newBitset(m.n)}
	var spare []uint32
	single := singleLists{m: m, e: &e}
	for i := 0; i < len(keys); {
		j, key := i, keys[i]>>3
		var l []tierIDs
		for ; j < len(keys) && keys[j]>>3 == key; j++ {
			slot := c.slots[keys[j]]
			ids := c.records[c.offsets[slot]:c.offsets[slot+1]]
			l = append(l, tierIDs{int(keys[j] & 7), m.ordered(ids, &spare)})
		}
		i = j
		a, b := key>>keyBits, key&(1<<keyBits-1)
		if singles {
			if single.open && single.a != a {
				out.singles = append(out.singles, single.close())
			}
			single.add(a, l)
			if b == 0 {
				continue // the end of a field is only wanted for the single character
			}
		}
		out.all = append(out.all, e.encode(a, b, l))
	}
	if single.open {
		out.singles = append(out.singles, single.close())
	}
	return out
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
	open bool
	a    uint64
	sets [tiers]bitset
	ids  [tiers][]uint32
}

func (s *singleLists) add(a uint64, lists []tierIDs) {
	s.open, s.a = true, a
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

// close returns the list and is ready for the next.
func (s *singleLists) close() merged {
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
	l := s.e.encode(s.a, 0, lists)
	for tier := range s.ids {
		s.ids[tier] = s.ids[tier][:0]
	}
	s.open = false
	return l
}

// add puts a list into the shard, or begins a new one where it would grow too big.
func (w *familyWriter) add(l *merged) {
	size := 4
	for _, t := range l.tiers {
		size += len(t.data) + 2
	}
	long := size > w.limit
	if long {
		w.heavy[l.a<<keyBits|l.b] = true
		w.payload = w.longPayload(w.payload[:0], l)
	} else {
		w.payload = appendShort(w.payload[:0], l)
	}
	payload := w.payload
	if len(w.shard) > 0 && len(w.shard)+len(payload) > w.limit {
		w.flush()
	}
	if len(w.shard) == 0 {
		w.keys = append(w.keys, [2]uint64{l.a, l.b})
		w.a, w.b = 0, 0
	}
	flag := uint64(0)
	if long {
		flag = 1
	}
	b := w.shard
	b = binary.AppendUvarint(b, l.a-w.a)
	if l.a != w.a {
		w.b = 0
	}
	b = binary.AppendUvarint(b, l.b-w.b)
	b = binary.AppendUvarint(b, uint64(l.records)<<1|flag)
	b = binary.AppendUvarint(b, uint64(len(payload)))
	w.shard = append(b, payload...)
	w.a, w.b = l.a, l.b
}

func (l *merged) mask() byte {
	mask := byte(0)
	for _, t := range l.tiers {
		mask |= 1 << t.tier
	}
	return mask
}

func appendShort(b []byte, l *merged) []byte {
	b = append(b, l.mask())
	for _, t := range l.tiers[:len(l.tiers)-1] {
		b = binary.AppendUvarint(b, uint64(len(t.data)))
	}
	for _, t := range l.tiers {
		b = append(b, t.data...)
	}
	return b
}

// inlineTier is the most bytes of a tier of a long list that stay in the shard.
const inlineTier = 512

func (w *familyWriter) longPayload(b []byte, l *merged) []byte {
	b = append(b, l.mask())
	for _, t := range l.tiers {
		if len(t.data) <= inlineTier {
			b = binary.AppendUvarint(b, uint64(t.records)<<1)
			b = binary.AppendUvarint(b, uint64(len(t.data)))
			b = append(b, t.data...)
			continue
		}
		b = binary.AppendUvarint(b, uint64(t.records)<<1|1)
		chunks, containers := splitList(t.data, w.m.chunk)
		b = binary.AppendUvarint(b, uint64(len(chunks)))
		b = binary.AppendUvarint(b, uint64(w.files))
		before := uint64(0)
		for i, chunk := range chunks {
			b = binary.AppendUvarint(b, containers[i]-before)
			before = containers[i]
			w.write(w.name+"l", w.files, chunk)
			w.files++
		}
	}
	return b
}

// splitList cuts a list between containers into pieces of about limit bytes, and
// tells the first container of each.
func splitList(data []byte, limit int) (chunks [][]byte, containers []uint64) {
	r := reader{b: data}
	start, last := data, uint64(0)
	for begun := false; len(r.b) > 0; {
		at := len(start) - len(r.b)
		head, count := r.uvarint(), r.uvarint()
		if head&3 == formBits {
			r.bytes(count)
		} else {
			if head&3 == formRuns {
				count *= 2
			}
			for ; count > 0; count-- {
				r.uvarint()
			}
		}
		size := len(start) - len(r.b)
		if begun && size > limit {
			chunks, containers = append(chunks, start[:at]), append(containers, last)
			start, last = start[at:], head>>2
		} else if !begun {
			begun, last = true, head>>2
		}
	}
	return append(chunks, start), append(containers, last)
}

func (w *familyWriter) flush() {
	if len(w.shard) == 0 {
		return
	}
	w.write(w.name, len(w.keys)-1, w.shard)
	w.shard = nil
}

// write hands the file of a shard or a chunk on.
func (w *familyWriter) write(kind string, n int, body []byte) {
	m := w.m
	w.tasks.Go(func() error { return m.script(numbered(kind, n), m.binaryScript(kind, n, body)) })
}

// binaryScript is the script that hands binary data to the page's script.
func (m *merger) binaryScript(kind string, n int, body []byte) []byte {
	out := fmt.Appendf(make([]byte, 0, len(body)*4/3+48), "_gs(%q,%d,%q,\"", kind, n, m.stamp)
	out = base64.StdEncoding.AppendEncode(out, body)
	return append(out, "\");\n"...)
}
