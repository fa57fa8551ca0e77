package search

import (
	"cmp"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
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
	write   func(kind string, n int, body []byte)
	shard   []byte
	payload []byte // of the list being added
	a, b    uint64 // of the last list in the shard
	files   int    // of long lists
	keys    []key
	heavy   map[uint64]bool
}

// maxCommon is the number of characters that the root tells to be common.
const maxCommon = 128

// common returns the characters with the most records, those with most first.
func common(singles map[uint64]uint32) string {
	characters := slices.SortedFunc(maps.Keys(singles), func(a, b uint64) int {
		return cmp.Or(cmp.Compare(singles[b], singles[a]), cmp.Compare(a, b))
	})
	var b strings.Builder
	for _, c := range characters[:min(len(characters), maxCommon)] {
		b.WriteRune(rune(c))
	}
	return b.String()
}

// rareFamilies are those that few queries need.
const rareFamilies = "sp"

// familyWriter hands the files of shards and of long lists to write, in order. What it
// hands over is not changed after.
func (m *merger) familyWriter(name string, write func(kind string, n int, body []byte)) *familyWriter {
	w := &familyWriter{m: m, name: name, limit: m.shard, write: write, heavy: map[uint64]bool{}}
	if strings.Contains(rareFamilies, name) {
		w.limit = m.rare
	}
	return w
}

// family merges and writes a family, and names its heavy lists. With singles, the
// name of another family, it writes that one too: of each first element, every
// record in any of its lists. The source is of a section.
func (m *merger) family(r *root, name, singles string, of section, source familySource) (heavy map[uint64]bool, err error) {
	if m.former != nil {
		heavy, err = m.renewFamily(r, name, singles, source)
		if !errors.Is(err, errUnfit) {
			return heavy, err
		}
	}
	if err := m.load(of); err != nil {
		return nil, err
	}
	return m.makeFamily(r, name, singles, source)
}

// makeFamily is family, from what is loaded of the segments.
func (m *merger) makeFamily(r *root, name, singles string, source familySource) (heavy map[uint64]bool, err error) {
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
	write := func(kind string, n int, body []byte) {
		tasks.Go(func() error { return m.script(numbered(kind, n), m.binaryScript(kind, n, body)) })
	}
	w, ws := m.familyWriter(name, write), m.familyWriter(singles, write)
	sizes := map[uint64]uint32{}
	for i := range ranges {
		lists := <-results[i]
		for k := range lists.all {
			w.add(&lists.all[k])
		}
		for k := range lists.singles {
			ws.add(&lists.singles[k])
			sizes[lists.singles[k].a] = lists.singles[k].records
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
		m.memo.Singles = sizes
		r.Common = common(sizes)
		if r.Families[singles], err = ws.root(); err != nil {
			return nil, err
		}
	}
	r.Families[name], err = w.root()
	return w.heavy, err
}

// keyRange is a range of first elements, the upper bound not in it.
type keyRange struct{ lo, hi uint64 }

// split cuts the keys of a family into ranges of about the same work, some for each
// worker and none that takes much memory.
func (m *merger) split(source familySource) ([]keyRange, error) {
	const most = 4 << 20
	work, all := map[uint64]int{}, 0
	for _, s := range m.segments {
		for i := range s.parts {
			st, err := source(&s.parts[i])
			if err != nil {
				return nil, err
			}
			for k, first := range st.firsts {
				work[first] += int(st.starts[k+1] - st.starts[k])
			}
			all += len(st.data)
		}
	}
	firsts := make([]uint64, 0, len(work))
	for first := range work {
		firsts = append(firsts, first)
	}
	slices.Sort(firsts)
	target := min(most, all/(4*m.workers))
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

// add puts a list into the shard, or begins a new one where it would grow too big. It
// reports whether the list is a long one.
func (w *familyWriter) add(l *merged) (long bool) {
	size := 4
	for _, t := range l.tiers {
		size += len(t.data) + 2
	}
	flag := uint64(0)
	if long = size > max(w.limit, w.m.long); long {
		flag = 1
		w.heavy[l.a<<keyBits|l.b] = true
		w.payload = w.longPayload(w.payload[:0], l)
	} else {
		w.payload = appendShort(w.payload[:0], l)
	}
	w.put(key{l.a, l.b}, uint64(l.records)<<1|flag, w.payload)
	return long
}

// put is add of a list that has its form already.
func (w *familyWriter) put(k key, head uint64, payload []byte) {
	if len(w.shard) > 0 && len(w.shard)+len(payload) > w.limit {
		w.flush()
	}
	if len(w.shard) == 0 {
		w.keys = append(w.keys, k)
		w.a, w.b = 0, 0
	}
	b := w.shard
	b = binary.AppendUvarint(b, k[0]-w.a)
	if k[0] != w.a {
		w.b = 0
	}
	b = binary.AppendUvarint(b, k[1]-w.b)
	b = binary.AppendUvarint(b, head)
	b = binary.AppendUvarint(b, uint64(len(payload)))
	w.shard = append(b, payload...)
	w.a, w.b = k[0], k[1]
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
		number := uint64(r.container())
		size := len(start) - len(r.b)
		if begun && size > limit {
			chunks, containers = append(chunks, start[:at]), append(containers, last)
			start, last = start[at:], number
		} else if !begun {
			begun, last = true, number
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

// binaryScript is the script that hands binary data to the page's script.
func (m *merger) binaryScript(kind string, n int, body []byte) []byte {
	out := fmt.Appendf(make([]byte, 0, len(body)*4/3+48), "_gs(%q,%d,%q,\"", kind, n, m.stamp)
	out = base64.StdEncoding.AppendEncode(out, body)
	return append(out, "\");\n"...)
}
