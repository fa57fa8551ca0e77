package diag

import (
	"encoding/binary"
	"errors"
)

var errBinary = errors.New("findings: the binary form is damaged")

// texts are those of a finding, in the order of the binary form.
func (f *Finding) texts() [6]*string {
	return [...]*string{&f.File, &f.Rule, &f.Message.Zh, &f.Message.En, &f.Hint.Zh, &f.Hint.En}
}

// MarshalBinary gives the form that UnmarshalBinary reads. There is no error.
func (l List) MarshalBinary() ([]byte, error) {
	size := 10
	for i := range l {
		size += 40
		for _, text := range l[i].texts() {
			size += len(*text)
		}
	}
	b := binary.AppendUvarint(make([]byte, 0, size), uint64(len(l)))
	for i := range l {
		f := &l[i]
		b = binary.AppendVarint(b, int64(f.Line))
		b = binary.AppendVarint(b, int64(f.Column))
		b = append(b, byte(f.Severity))
		for _, text := range f.texts() {
			b = binary.AppendUvarint(b, uint64(len(*text)))
			b = append(b, *text...)
		}
	}
	return b, nil
}

// UnmarshalBinary reads what MarshalBinary gave. The texts of the list are parts of one.
func (l *List) UnmarshalBinary(data []byte) error {
	all, at := string(data), 0
	number := func(read func([]byte) (uint64, int)) uint64 {
		if at > len(data) {
			return 0
		}
		v, n := read(data[at:])
		if n <= 0 {
			at = len(data) + 1 // and remains there
			return 0
		}
		at += n
		return v
	}
	signed := func(b []byte) (uint64, int) {
		v, n := binary.Varint(b)
		return uint64(v), n
	}
	octet := func(b []byte) (uint64, int) {
		if len(b) == 0 {
			return 0, 0
		}
		return uint64(b[0]), 1
	}
	const least = 9 // bytes of a finding
	n := number(binary.Uvarint)
	if n > uint64(len(data)/least) {
		return errBinary
	}
	*l = nil
	if n > 0 {
		*l = make(List, n)
	}
	for i := range *l {
		f := &(*l)[i]
		f.Line, f.Column = int(number(signed)), int(number(signed))
		f.Severity = Severity(number(octet))
		for _, text := range f.texts() {
			size := number(binary.Uvarint)
			if at > len(data) || size > uint64(len(data)-at) {
				return errBinary
			}
			*text = all[at : at+int(size)]
			at += int(size)
		}
	}
	if at != len(data) {
		return errBinary
	}
	return nil
}
