package search

import (
	"encoding/binary"
	"errors"
	"math/bits"
)

// A list of record numbers is a sequence of containers, one for each span of
// 65,536 numbers that it has members in, in whichever of three forms is shortest:
//
//	container := uvarint(number<<2 | form) uvarint(count) body
//	form 0    := count gaps; the first is counted from the container's start
//	form 1    := a bitmap of count bytes, lowest bit first
//	form 2    := count runs, each a gap from the end of the last and a length less one
const (
	formGaps = iota
	formBits
	formRuns
)

const containerSize = 1 << 16

// errList reports a list that does not follow the format.
var errList = errors.New("search: a list of records is damaged")

// appendList appends the encoding of an ascending list without repetitions.
func appendList(dst []byte, ids []uint32) []byte {
	for len(ids) > 0 {
		number := ids[0] >> 16
		n := containerEnd(ids, number)
		dst = appendContainer(dst, number, ids[:n])
		ids = ids[n:]
	}
	return dst
}

// containerEnd is the index of the first id beyond the container.
func containerEnd(ids []uint32, number uint32) int {
	lo, hi := 0, len(ids)
	for lo < hi {
		mid := (lo + hi) / 2
		if ids[mid]>>16 == number {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// head is what a container begins with: its number and the form of what follows.
func head(number uint32, form uint64) uint64 { return uint64(number)<<2 | form }

func appendContainer(dst []byte, number uint32, ids []uint32) []byte {
	base := number << 16
	gaps, runs, nruns := listSizes(ids, base)
	last := int(ids[len(ids)-1] - base)
	bitmap := last>>3 + 1
	switch {
	case runs < gaps && runs <= bitmap:
		dst = binary.AppendUvarint(dst, head(number, formRuns))
		dst = binary.AppendUvarint(dst, uint64(nruns))
		return appendRuns(dst, ids, base)
	case bitmap < gaps:
		dst = binary.AppendUvarint(dst, head(number, formBits))
		dst = binary.AppendUvarint(dst, uint64(bitmap))
		at := len(dst)
		dst = append(dst, make([]byte, bitmap)...)
		for _, id := range ids {
			k := id - base
			dst[at+int(k>>3)] |= 1 << (k & 7)
		}
		return dst
	default:
		dst = binary.AppendUvarint(dst, head(number, formGaps))
		dst = binary.AppendUvarint(dst, uint64(len(ids)))
		prev := base
		for _, id := range ids {
			dst = binary.AppendUvarint(dst, uint64(id-prev))
			prev = id
		}
		return dst
	}
}

// listSizes returns the bytes of the forms gaps and runs, and the number of runs.
func listSizes(ids []uint32, base uint32) (gaps, runs, nruns int) {
	prev := base
	for i := 0; i < len(ids); {
		j := i + 1
		for j < len(ids) && ids[j] == ids[j-1]+1 {
			j++
		}
		gap := uvarintLen(uint64(ids[i] - prev))
		gaps += gap + j - i - 1
		if nruns > 0 {
			gap = uvarintLen(uint64(ids[i] - prev - 1))
		}
		runs += gap + uvarintLen(uint64(j-i-1))
		nruns++
		prev = ids[j-1]
		i = j
	}
	return gaps, runs, nruns
}

func appendRuns(dst []byte, ids []uint32, base uint32) []byte {
	next := base
	for i := 0; i < len(ids); {
		j := i + 1
		for j < len(ids) && ids[j] == ids[j-1]+1 {
			j++
		}
		dst = binary.AppendUvarint(dst, uint64(ids[i]-next))
		dst = binary.AppendUvarint(dst, uint64(j-i-1))
		next = ids[j-1] + 1
		i = j
	}
	return dst
}

func uvarintLen(x uint64) int { return (bits.Len64(x|1) + 6) / 7 }

// decodeList appends the members of an encoded list to ids. Damaged input gives an
// error, never a panic, and never more than limit members or a number past limit.
func decodeList(ids []uint32, b []byte, limit uint32) ([]uint32, error) {
	r := reader{b: b}
	start := len(ids)
	for len(r.b) > 0 {
		head, count := r.uvarint(), r.uvarint()
		number := head >> 2
		if r.bad || number > uint64(limit>>16) {
			return ids, errList
		}
		base := uint32(number) << 16
		switch head & 3 {
		case formGaps:
			id := base
			for ; count > 0; count-- {
				id += uint32(r.uvarint())
				if r.bad || id >= limit {
					return ids, errList
				}
				ids = append(ids, id)
			}
		case formBits:
			for i, x := range r.bytes(count) {
				for ; x != 0; x &= x - 1 {
					id := base + uint32(i)<<3 + uint32(bits.TrailingZeros8(x))
					if id >= limit {
						return ids, errList
					}
					ids = append(ids, id)
				}
			}
		case formRuns:
			id := base
			for ; count > 0; count-- {
				id += uint32(r.uvarint())
				for n := r.uvarint() + 1; n > 0; n-- {
					if r.bad || id >= limit {
						return ids, errList
					}
					ids = append(ids, id)
					id++
				}
			}
		default:
			return ids, errList
		}
		if r.bad {
			return ids, errList
		}
	}
	for i := start + 1; i < len(ids); i++ {
		if ids[i] <= ids[i-1] {
			return ids, errList
		}
	}
	return ids, nil
}

// noContainer is above the number of every container.
const noContainer = uint32(1 << 16)

// container skips a container and tells its number, or noContainer at the end.
func (r *reader) container() uint32 {
	if len(r.b) == 0 {
		return noContainer
	}
	head, count := r.uvarint(), r.uvarint()
	if head&3 == formBits {
		r.bytes(count)
	} else {
		if head&3 == formRuns {
			count *= 2
		}
		r.skip(count)
	}
	if head>>2 >= uint64(noContainer) {
		r.bad, r.b = true, nil
	}
	return uint32(head >> 2)
}

// reader reads the numbers and byte strings of the index. After an error bad is
// set and everything read is zero.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) uvarint() uint64 {
	x, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[n:]
	return x
}

// skip skips some numbers, of which each ends with the first byte below 128: eight bytes
// at a time as long as no more than these can end in them.
func (r *reader) skip(n uint64) {
	for n >= 8 && len(r.b) >= 8 {
		n -= uint64(bits.OnesCount64(^binary.LittleEndian.Uint64(r.b) & 0x8080808080808080))
		r.b = r.b[8:]
	}
	for ; n > 0 && !r.bad; n-- {
		r.uvarint()
	}
}

func (r *reader) bytes(n uint64) []byte {
	if n > uint64(len(r.b)) {
		r.bad, r.b = true, nil
		return nil
	}
	out := r.b[:n:n]
	r.b = r.b[n:]
	return out
}

func (r *reader) string() string { return string(r.bytes(r.uvarint())) }

// count reads a number of things that take at least one byte each, so that a
// damaged count cannot ask for more memory than the input has.
func (r *reader) count() int {
	n := r.uvarint()
	if n > uint64(len(r.b)) {
		r.bad, r.b = true, nil
		return 0
	}
	return int(n)
}

func appendString(dst []byte, s string) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(s)))
	return append(dst, s...)
}
