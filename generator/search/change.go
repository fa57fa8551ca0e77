package search

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math/bits"
	"slices"
	"sync"
)

// An encoded list from which a few records are taken and to which others are added is not
// read whole: of its containers those in which none of them is are copied, and of the
// others a bitmap is changed in place.

// listChange is what becomes of a list: records that leave a tier and that enter it.
type listChange [tiers]struct{ out, in []uint32 }

// changeList takes records out of an encoded list and puts others in.
func changeList(list []byte, out, in []uint32, limit uint32) ([]byte, error) {
	if len(out)+len(in) == 0 {
		return list, nil
	}
	memory := changers.Get().(*changer)
	defer changers.Put(memory)
	changed := make([]byte, 0, len(list)+3*len(in)+16)
	for r := (reader{b: list}); len(r.b) > 0 || len(out)+len(in) > 0; {
		rest := r.b
		number := r.container()
		if r.bad {
			return nil, errList
		}
		whole := rest[:len(rest)-len(r.b)]
		first := noContainer // that is changed
		if len(out) > 0 {
			first = out[0] >> 16
		}
		if len(in) > 0 {
			first = min(first, in[0]>>16)
		}
		if number < first {
			changed = append(changed, whole...)
			continue
		}
		if number > first { // which the list has not had
			r.b, whole = rest, nil
		}
		nOut, nIn := containerEnd(out, first), containerEnd(in, first)
		var err error
		if changed, err = memory.change(changed, whole, first, out[:nOut], in[:nIn], limit); err != nil {
			return nil, err
		}
		out, in = out[nOut:], in[nIn:]
	}
	return changed, nil
}

// changer is the working memory of changing a container.
type changer struct{ ids, kept, merged []uint32 }

var changers = sync.Pool{New: func() any { return new(changer) }}

// change appends what becomes of a container, which may be empty.
func (c *changer) change(dst, container []byte, number uint32, out, in []uint32, limit uint32) ([]byte, error) {
	if dst, ok := changeBits(dst, container, number, out, in); ok {
		return dst, nil
	}
	var err error
	if c.ids, err = decodeList(c.ids[:0], container, limit); err != nil {
		return nil, err
	}
	c.kept = appendWithout(c.kept[:0], c.ids, out)
	c.merged = appendMerged(c.merged[:0], c.kept, in)
	if len(c.merged) == 0 {
		return dst, nil
	}
	return appendContainer(dst, number, c.merged), nil
}

// changeBits is change of a bitmap that surely remains the shortest form.
func changeBits(dst, container []byte, number uint32, out, in []uint32) ([]byte, bool) {
	r := reader{b: container}
	form, size := r.uvarint()&3, int(r.uvarint())
	if form != formBits || len(r.b) != size {
		return dst, false
	}
	base, start := number<<16, len(dst)
	if len(in) > 0 {
		size = max(size, int(in[len(in)-1]-base)>>3+1)
	}
	bitmap := make([]byte, size)
	copy(bitmap, r.b)
	for _, id := range out {
		if k := int(id-base) >> 3; k < size {
			bitmap[k] &^= 1 << (id & 7)
		}
	}
	for _, id := range in {
		bitmap[int(id-base)>>3] |= 1 << (id & 7)
	}
	bitmap = bytes.TrimRight(bitmap, "\x00")
	records, runs, before := 0, 0, byte(0)
	for _, x := range bitmap {
		records += bits.OnesCount8(x)
		runs += bits.OnesCount8(x &^ (x<<1 | before>>7))
		before = x
	}
	if len(bitmap) >= records || len(bitmap) >= 2*runs { // what the other forms take at least
		return dst[:start], false
	}
	dst = binary.AppendUvarint(dst, head(number, formBits))
	dst = binary.AppendUvarint(dst, uint64(len(bitmap)))
	return append(dst, bitmap...), true
}

// growth is how many records more are in any tier of a list than were.
func (c *listChange) growth(was, now [tiers][]byte) (int, error) {
	var all []uint32
	only := 0
	for t := range c {
		if len(was[t])+len(now[t]) > 0 {
			only++
		}
		all = append(append(all, c[t].out...), c[t].in...)
	}
	if only == 1 {
		n := 0
		for t := range c {
			n += len(c[t].in) - len(c[t].out)
		}
		return n, nil
	}
	slices.Sort(all)
	all = slices.Compact(all)
	before, err1 := among(all, was)
	after, err2 := among(all, now)
	return after - before, errors.Join(err1, err2)
}

// among counts the records of an ascending list that are in any tier of another.
func among(ids []uint32, lists [tiers][]byte) (n int, err error) {
	found := make([]bool, len(ids))
	for _, list := range lists {
		for r := (reader{b: list}); len(r.b) > 0; {
			at := r
			number := r.container()
			from, _ := slices.BinarySearch(ids, number<<16)
			if to := from + containerEnd(ids[from:], number); from < to && !r.bad {
				at.find(ids[from:to], found[from:to])
			}
			if r.bad || at.bad {
				return 0, errList
			}
		}
	}
	for _, is := range found {
		if is {
			n++
		}
	}
	return n, nil
}

// find reads of a container what it has to tell which of some records of it, in order, it
// holds.
func (r *reader) find(ids []uint32, found []bool) {
	head, count := r.uvarint(), r.uvarint()
	base := uint32(head>>2) << 16
	i := 0
	switch head & 3 {
	case formBits:
		bitmap := r.bytes(count)
		for i, id := range ids {
			if k := int(id-base) >> 3; k < len(bitmap) && bitmap[k]>>(id&7)&1 != 0 {
				found[i] = true
			}
		}
	case formRuns:
		for next := base; count > 0 && i < len(ids) && !r.bad; count-- {
			start := next + uint32(r.uvarint())
			next = start + uint32(r.uvarint()) + 1
			for ; i < len(ids) && ids[i] < next; i++ {
				found[i] = found[i] || ids[i] >= start
			}
		}
	case formGaps:
		for id := base; count > 0 && i < len(ids) && !r.bad; count-- {
			id += uint32(r.uvarint())
			for ; i < len(ids) && ids[i] <= id; i++ {
				found[i] = found[i] || ids[i] == id
			}
		}
	}
}

// without is what an ascending list has and another has not.
func without(a, b []uint32) []uint32 { return appendWithout(nil, a, b) }

func appendWithout(dst, a, b []uint32) []uint32 {
	for _, id := range a {
		for len(b) > 0 && b[0] < id {
			b = b[1:]
		}
		if len(b) == 0 || b[0] != id {
			dst = append(dst, id)
		}
	}
	return dst
}

// appendMerged appends what either of two ascending lists has.
func appendMerged(dst, a, b []uint32) []uint32 {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			dst, a = append(dst, a[0]), a[1:]
		case b[0] < a[0]:
			dst, b = append(dst, b[0]), b[1:]
		default:
			dst, a, b = append(dst, a[0]), a[1:], b[1:]
		}
	}
	return append(append(dst, a...), b...)
}
