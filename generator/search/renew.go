package search

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
)

// A site of many units is built again after one of them was edited. Where every record
// keeps its number, a list of the index changes only by the records of the edited unit,
// and most lists do not: so the lists that change are read from the index as it is
// published, changed and written again, with the shards in which they stand, and all
// other files are taken over. What comes of it is what a merge of all segments would
// make, byte for byte. Where it is not certain to be (a list grows so long that it gets
// files of its own, the shards behind come out as more or fewer), that family of lists
// is merged as a whole.

// Former is the index that another is to take the place of.
type Former struct {
	Memo *Memo
	Site fs.FS // that the index is part of
	// Segment returns what the index was made of for a unit.
	Segment func(unit string) (*Segment, error)
	// Take makes the index's files that are below one of the folders, which end with a
	// slash and are themselves below search/, files of the new one, but for some paths.
	// Where the cause of its error is [ErrStale] it has taken none.
	Take func(folders []string, but map[string]bool) error
}

// ErrStale is the cause of not taking over files that are not as they were left.
var ErrStale = errors.New("search: the former index is not as it was left")

// Memo is what Merge remembers of an index, beside its files, to take it over later.
type Memo struct {
	Version string              // of the index
	Layout  [32]byte            // of the numbers of records
	Sums    map[string][32]byte // of the segments, by unit
	Singles map[uint64]uint32   // the number of records with each character
	Heavy   []uint64            // the pairs whose lists have files of their own
	Sample  bookSample          // that the phrase book was learnt from
}

// errUnfit reports that a part of the index has to be made anew.
var errUnfit = errors.New("search: the former index does not fit")

// renewal is what is known of an index that is made from a former one.
type renewal struct {
	*Former
	index   *Index
	changed []changedSegment
}

// changedSegment is a segment that is not as it was.
type changedSegment struct {
	number int // in the merge
	former *Segment
}

// mostChanged is the share of the segments, as one of so many, beyond which all is
// merged.
const mostChanged = 8

// renew prepares to take over what it can of a former index, and does nothing where
// that cannot be.
func (m *merger) renew(f *Former) {
	if f == nil || f.Memo == nil || f.Memo.Layout != m.memo.Layout || m.bundle {
		return
	}
	r := &renewal{Former: f}
	for i, s := range m.segments {
		id := s.unit.id
		if f.Memo.Sums[id] == m.memo.Sums[id] {
			continue
		}
		if len(r.changed)*mostChanged > len(m.segments) {
			return
		}
		former, err := f.Segment(id)
		if err != nil || former == nil || former.load(pairs, sounds, texts) != nil || s.load(pairs, sounds, texts) != nil || !former.alignedWith(s) {
			return
		}
		r.changed = append(r.changed, changedSegment{i, former})
	}
	index, err := Open(f.Site)
	if err != nil || index.root.Build != f.Memo.Version {
		return // another build has taken its place meanwhile
	}
	r.index = index
	m.former = r
}

// hasChanged reports whether a segment of the merge is not as it was.
func (r *renewal) hasChanged(segment int) bool {
	return slices.ContainsFunc(r.changed, func(c changedSegment) bool { return c.number == segment })
}

// alignedWith reports whether the bands and the parts of two segments have the same
// numbers.
func (s *Segment) alignedWith(o *Segment) bool {
	return slices.EqualFunc(s.parts, o.parts, func(a, b part) bool {
		return a.first == b.first && a.n == b.n && slices.EqualFunc(a.texts, b.texts, func(a, b textChunk) bool {
			return a.first == b.first
		})
	})
}

// key is that of a list.
type key = [2]uint64

type listChanges map[key]*listChange

func (c listChanges) add(k key, tier int, out, in []uint32) {
	if len(out)+len(in) == 0 {
		return
	}
	if c[k] == nil {
		c[k] = new(listChange)
	}
	t := &c[k][tier]
	t.out, t.in = append(t.out, out...), append(t.in, in...)
}

func (c listChanges) sorted() []key {
	return slices.SortedFunc(maps.Keys(c), func(a, b key) int {
		switch {
		case keyLess(a, b):
			return -1
		case keyLess(b, a):
			return 1
		}
		return 0
	})
}

// differ finds what changes in the lists of a family, and with singles in those of the
// first elements.
func (m *merger) differ(source familySource, withSingles bool) (all, singles listChanges, err error) {
	all, singles = listChanges{}, listChanges{}
	for _, c := range m.former.changed {
		now := m.segments[c.number]
		for k := range now.parts {
			before, err1 := source(&c.former.parts[k])
			after, err2 := source(&now.parts[k])
			if err := errors.Join(err1, err2); err != nil {
				return nil, nil, err
			}
			numbers := m.pieces(c.number, &now.parts[k])
			eachFirst(&before, &after, func(first uint64, before, after []byte) {
				if bytes.Equal(before, after) {
					return
				}
				was, is := readLists(before), readLists(after)
				for b, is := range is {
					if b>>3 != 0 || !withSingles {
						all.add(key{first, uint64(b >> 3)}, int(b&7), numbered32(numbers, without(was[b], is)), numbered32(numbers, without(is, was[b])))
					}
				}
				for b, was := range was {
					if _, still := is[b]; !still && (b>>3 != 0 || !withSingles) {
						all.add(key{first, uint64(b >> 3)}, int(b&7), numbered32(numbers, slices.Clone(was)), nil)
					}
				}
				for tier := range uint32(tiers) {
					if withSingles {
						was, is := inTier(was, tier), inTier(is, tier)
						singles.add(key{first, 0}, int(tier), numbered32(numbers, without(was, is)), numbered32(numbers, without(is, was)))
					}
				}
			})
		}
	}
	for _, changes := range []listChanges{all, singles} {
		for _, c := range changes {
			for t := range c {
				slices.Sort(c[t].out)
				slices.Sort(c[t].in)
			}
		}
	}
	return all, singles, nil
}

// eachFirst visits the lists of every first element of two streams.
func eachFirst(a, b *stream, visit func(first uint64, a, b []byte)) {
	for i, j := 0, 0; i < len(a.firsts) || j < len(b.firsts); {
		var first uint64
		var x, y []byte
		inA := i < len(a.firsts) && (j == len(b.firsts) || a.firsts[i] <= b.firsts[j])
		inB := j < len(b.firsts) && (i == len(a.firsts) || b.firsts[j] <= a.firsts[i])
		if inA {
			first, x = a.firsts[i], a.data[a.starts[i]:a.starts[i+1]]
			i++
		}
		if inB {
			first, y = b.firsts[j], b.data[b.starts[j]:b.starts[j+1]]
			j++
		}
		visit(first, x, y)
	}
}

// readLists reads the lists of a first element in a part, by second element and tier.
func readLists(data []byte) map[uint32][]uint32 {
	out := map[uint32][]uint32{}
	second := uint64(0)
	for r := (reader{b: data}); len(r.b) > 0; {
		head, n := r.uvarint(), r.uvarint()
		second += head >> 3
		id := uint32(r.uvarint())
		ids := []uint32{id}
		for count := n >> 1; count > 1; count-- {
			id++
			if n&1 == 0 {
				id += uint32(r.uvarint())
			}
			ids = append(ids, id)
		}
		out[uint32(second<<3|head&7)] = ids
	}
	return out
}

// inTier is, of the lists of a first element, every record in one of a tier, in order.
func inTier(lists map[uint32][]uint32, tier uint32) (ids []uint32) {
	for k, list := range lists {
		if k&7 == tier {
			ids = append(ids, list...)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// numbered32 gives records of a part their numbers in the index, in place.
func numbered32(pieces []piece, ids []uint32) []uint32 {
	at := 0
	for i, id := range ids {
		for id >= pieces[at].end {
			at++
		}
		ids[i] = id + pieces[at].delta
	}
	return ids
}

// file is one to be written.
type file struct {
	path string
	data []byte
}

// renewFamily is family, from the former index.
func (m *merger) renewFamily(r *root, name, singles string, source familySource) (map[uint64]bool, error) {
	all, single, err := m.differ(source, singles != "")
	if err != nil {
		return nil, err
	}
	var files []file
	keep := func(kind string, n int, body []byte) {
		if was, err := m.former.index.body(kind, n); err == nil && bytes.Equal(was, body) {
			return // it is taken over
		}
		files = append(files, file{numbered(kind, n), m.binaryScript(kind, n, body)})
	}
	w, ws := m.familyWriter(name, keep), m.familyWriter(singles, keep)
	if err := w.renew(m.former.index, all, nil); err != nil {
		return nil, unfit(err)
	}
	folders := w.folders()
	if singles != "" {
		sizes := maps.Clone(m.former.Memo.Singles)
		if err := ws.renew(m.former.index, single, sizes); err != nil {
			return nil, unfit(err)
		}
		folders = append(folders, ws.folders()...)
		m.memo.Singles = sizes
	}
	but := map[string]bool{}
	for _, f := range files {
		but["search/"+f.path] = true
	}
	if err := m.take(folders, but); err != nil {
		return nil, err
	}
	for _, f := range files {
		if err := m.script(f.path, f.data); err != nil {
			return nil, err
		}
	}
	if singles != "" {
		r.Common = common(m.memo.Singles)
		if r.Families[singles], err = ws.root(); err != nil {
			return nil, err
		}
	}
	heavy := map[uint64]bool{}
	if name == "g" {
		for _, k := range m.former.Memo.Heavy {
			heavy[k] = true
		}
	}
	r.Families[name], err = w.root()
	return heavy, err
}

// take takes over the files of folders. Where they are not as they were left it is
// errUnfit.
func (m *merger) take(folders []string, but map[string]bool) error {
	err := m.former.Take(folders, but)
	if errors.Is(err, ErrStale) {
		return unfit(err)
	}
	return err
}

// unfit says of an error that it keeps from taking over a former index and no more.
func unfit(err error) error { return fmt.Errorf("%w: %w", errUnfit, err) }

// folders are those of the family's shards and long lists. The keys of shards are
// always written.
func (w *familyWriter) folders() []string { return []string{w.name + "/", w.name + "l/"} }

// renew writes the shards that hold lists that change, and those behind until shards
// begin as before. It keeps sizes, if not nil, up with the lists.
func (w *familyWriter) renew(x *Index, changes listChanges, sizes map[uint64]uint32) error {
	keys, err := x.keysOf(w.name)
	if err != nil {
		return err
	}
	due := changes.sorted()
	if len(keys) == 0 && len(due) > 0 {
		return errUnfit
	}
	done := 0 // shards
	for len(due) > 0 {
		// The shard before may have room for the first of this one's lists.
		from := max(done, lastAt(keys, due[0])-1, 0)
		w.keys = append(w.keys, keys[done:from]...)
		at := from
		for at < len(keys) {
			next := 0 // of the due lists, that are beyond this shard
			for next < len(due) && (at+1 == len(keys) || keyLess(due[next], keys[at+1])) {
				next++
			}
			if err := w.renewShard(x, at, due[:next], changes, sizes); err != nil {
				return err
			}
			due = due[next:]
			if at++; at == len(keys) || len(due) > 0 && lastAt(keys, due[0]) <= at+1 {
				continue
			}
			fits, err := w.fits(x, at)
			if err != nil {
				return err
			}
			if !fits {
				break
			}
		}
		w.flush()
		if len(w.keys) != at {
			return errUnfit
		}
		done = at
	}
	w.keys = append(w.keys, keys[done:]...)
	return nil
}

// fits reports whether the first list of a shard fits into the one being written.
func (w *familyWriter) fits(x *Index, shard int) (bool, error) {
	b, err := x.body(w.name, shard)
	if err != nil {
		return false, err
	}
	r := reader{b: b}
	r.uvarint()
	r.uvarint()
	r.uvarint()
	size := r.uvarint()
	if r.bad {
		return false, errList
	}
	return len(w.shard) == 0 || len(w.shard)+int(size) <= w.limit, nil
}

// renewShard adds the lists of a shard of the former index, with the changes that are
// due to some of them and to others between.
func (w *familyWriter) renewShard(x *Index, shard int, due []key, changes listChanges, sizes map[uint64]uint32) error {
	b, err := x.body(w.name, shard)
	if err != nil {
		return err
	}
	var lists []renewedList
	err = eachList(b, func(k key, head uint64, payload []byte) error {
		for len(due) > 0 && keyLess(due[0], k) {
			lists = append(lists, renewedList{k: due[0], change: changes[due[0]]})
			due = due[1:]
		}
		l := renewedList{k: k, head: head, payload: payload}
		if len(due) > 0 && due[0] == k {
			l.change = changes[k]
			due = due[1:]
		}
		lists = append(lists, l)
		return nil
	})
	if err != nil {
		return err
	}
	for _, k := range due {
		lists = append(lists, renewedList{k: k, change: changes[k]})
	}
	var g errgroup.Group
	g.SetLimit(w.m.workers)
	for i := range lists {
		if lists[i].change != nil {
			g.Go(func() error { return lists[i].renew(x, w.name) })
		}
	}
	if err := g.Wait(); err != nil {
		return err
	}
	for i := range lists {
		l := &lists[i]
		if l.change == nil {
			w.put(l.k, l.head, l.payload)
			continue
		}
		if sizes != nil {
			if sizes[l.k[0]] = l.now.records; l.now.records == 0 {
				delete(sizes, l.k[0])
			}
		}
		if err := w.addRenewed(l); err != nil {
			return err
		}
	}
	return nil
}

// renewedList is a list of a shard.
type renewedList struct {
	k       key
	head    uint64
	payload []byte      // nil for a list that has not been
	change  *listChange // nil for a list that stays as it is
	was     found
	now     merged // without tiers where no records are left
}

// renew changes a list of a family: those of its containers that have to, the others
// stay as they are.
func (l *renewedList) renew(x *Index, family string) (err error) {
	if l.payload != nil {
		if l.was, err = parsePayload(l.head, l.payload); err != nil {
			return err
		}
	}
	var was, now [tiers][]byte
	for t := range tiers {
		if was[t], err = x.encoded(family, &l.was, t); err != nil {
			return err
		}
		if now[t], err = changeList(was[t], l.change[t].out, l.change[t].in, x.root.Numbers); err != nil {
			return err
		}
	}
	more, err := l.change.growth(was, now)
	if err != nil {
		return err
	}
	l.now = merged{a: l.k[0], b: l.k[1], records: uint32(l.was.records + more)}
	for t, data := range now {
		if len(data) == 0 {
			continue
		}
		records := l.was.tiers[t].records + len(l.change[t].in) - len(l.change[t].out)
		l.now.tiers = append(l.now.tiers, tierList{t, records, data})
	}
	return nil
}

// addRenewed adds what is left of a list, if anything. The files of a long one have to be
// as many as they were.
func (w *familyWriter) addRenewed(l *renewedList) error {
	if len(l.now.tiers) == 0 {
		if l.was.long {
			return errUnfit
		}
		return nil
	}
	files, first := 0, 0
	for _, place := range l.was.tiers {
		if place.files > 0 {
			if files == 0 {
				first = place.first
			}
			files += place.files
		}
	}
	w.files = first
	if w.add(&l.now) != l.was.long || w.files != first+files {
		return errUnfit
	}
	return nil
}

// keysOf returns the first keys of all shards of a family.
func (x *Index) keysOf(family string) ([]key, error) {
	f := x.families[family]
	if f == nil || f.pages == 0 {
		if f == nil {
			return nil, nil
		}
		return f.keys, nil
	}
	var out []key
	for page := range f.pages {
		b, err := x.body(family+"r", page)
		if err != nil {
			return nil, err
		}
		keys, err := decodeKeys(b)
		if err != nil {
			return nil, err
		}
		out = append(out, keys...)
	}
	return out, nil
}

// renewBlocks is writeBlocks, from the former index.
func (m *merger) renewBlocks() error {
	blocks, err := m.changedBlocks()
	if err != nil {
		return err
	}
	but := map[string]bool{}
	for _, n := range blocks {
		but["search/"+numbered("d", int(n))] = true
	}
	if err := m.take([]string{"d/"}, but); err != nil {
		return err
	}
	var g errgroup.Group
	g.SetLimit(m.workers)
	for _, n := range blocks {
		g.Go(func() error {
			lo := n * uint32(m.block)
			hi := min(lo+uint32(m.block), m.n)
			chunks, err := m.chunks(lo, hi)
			if err != nil {
				return err
			}
			return m.blocks(chunks, lo, hi, m.writeBlock)
		})
	}
	return g.Wait()
}

// changedBlocks are the numbers of the blocks that hold a record whose lines are not
// what they were, in order.
func (m *merger) changedBlocks() ([]uint32, error) {
	blocks := map[uint32]bool{}
	for _, c := range m.former.changed {
		now := m.segments[c.number]
		for k := range now.parts {
			p := &now.parts[k]
			pieces := m.pieces(c.number, p)
			for t := range p.texts {
				changed, err := changedRecords(&c.former.parts[k].texts[t], &p.texts[t])
				if err != nil {
					return nil, err
				}
				for i, id := range changed {
					changed[i] = id - p.first
				}
				for _, id := range numbered32(pieces, changed) {
					blocks[id/uint32(m.block)] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(blocks)), nil
}

// changedRecords are the records of a chunk, by their numbers in the segment, that have
// other lines in another.
func changedRecords(before, after *textChunk) (changed []uint32, err error) {
	if bytes.Equal(before.data, after.data) {
		return nil, nil
	}
	was, err1 := before.records()
	is, err2 := after.records()
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	for i := range max(len(was), len(is)) {
		if i >= len(was) || i >= len(is) || was[i] != is[i] {
			changed = append(changed, after.first+uint32(i))
		}
	}
	return changed, nil
}

// recordLines are the lines of a record with those of its unit and position, and whether
// those stand before it.
type recordLines struct {
	unit, position, risk string
	fresh                bool
}

// records lists the lines of each record.
func (t *textChunk) records() ([]recordLines, error) {
	text, err := t.unpack(nil)
	if err != nil {
		return nil, err
	}
	out := make([]recordLines, 0, t.n)
	var now recordLines
	for l := range strings.Lines(text) {
		switch l[0] {
		case 'U':
			now = recordLines{unit: l, fresh: true}
		case 'P':
			now.position, now.fresh = l, true
		case 'R':
			now.risk = l
			out = append(out, now)
			now.fresh = false
		}
	}
	if len(out) != int(t.n) {
		return nil, errSegment
	}
	return out, nil
}
