package catalog

import (
	"encoding"
	"encoding/binary"
	"errors"
)

// What is kept of units between builds is much, and is read whenever one of them was
// edited. The forms of what there is most of are therefore plainer than those that package
// gob makes of it: texts after their lengths, and numbers of varying length. What is read
// from one holds few pieces of memory, since its texts are parts of one.

var errBinary = errors.New("not the binary form of it")

// packed is a list in its binary form. Of what is held of all units while a site is built
// the collector then has a piece for each to look at, and not one for each text.
type packed struct{ form string }

func pack(list encoding.BinaryMarshaler) packed {
	form, err := list.MarshalBinary()
	if err != nil {
		panic(err) // the forms here are never refused
	}
	return packed{string(form)}
}

// MarshalBinary gives the form.
func (p packed) MarshalBinary() ([]byte, error) { return []byte(p.form), nil }

// UnmarshalBinary takes a form as it is.
func (p *packed) UnmarshalBinary(b []byte) error {
	p.form = string(b)
	return nil
}

// unpack reads the list, in which nothing is where nothing was packed.
func (p packed) unpack(list encoding.BinaryUnmarshaler) error {
	if p.form == "" {
		return nil
	}
	return list.UnmarshalBinary([]byte(p.form))
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// binaryReader reads texts and numbers one after another. Once one was not there bad is
// set, and all that is read is zero.
type binaryReader struct {
	b    []byte
	text string // what is left of the same, of which the texts read are parts
	bad  bool
}

func newBinaryReader(b []byte) *binaryReader { return &binaryReader{b: b, text: string(b)} }

func (r *binaryReader) left() bool { return len(r.b) > 0 && !r.bad }

func (r *binaryReader) skip(n int) {
	r.bad = r.bad || n <= 0 || n > len(r.b)
	if r.bad {
		n = len(r.b)
	}
	r.b, r.text = r.b[n:], r.text[n:]
}

func (r *binaryReader) varint() int {
	x, n := binary.Varint(r.b)
	r.skip(n)
	return int(x)
}

// count reads how many there are of what takes at least so many bytes each.
func (r *binaryReader) count(bytes int) int {
	x, n := binary.Uvarint(r.b)
	if r.skip(n); x > uint64(len(r.b)/bytes) {
		r.bad, x = true, 0
	}
	return int(x)
}

func (r *binaryReader) string() string {
	n := r.count(1)
	if n == 0 {
		return ""
	}
	s := r.text[:n]
	r.skip(n)
	return s
}

// err is nil where all was read and nothing else was there.
func (r *binaryReader) err() error {
	if r.bad || len(r.b) > 0 {
		return errBinary
	}
	return nil
}

// cut parts the first n of a list from the rest; not ok where there are fewer. Of none it
// gives nil.
func cut[E any](list []E, n int) (first, rest []E, ok bool) {
	switch {
	case n < 0 || n > len(list):
		return nil, nil, false
	case n == 0:
		return nil, list, true
	}
	return list[:n:n], list[n:], true
}
