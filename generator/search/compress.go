package search

import (
	"bytes"
	"fmt"
	"slices"
	"unsafe"

	"github.com/klauspost/compress/s2"
)

// pack compresses the text of a segment, by way of a buffer that it returns grown. The
// text is read as often as written, so the compression is a fast one.
func pack(buffer, text []byte) (grown, packed []byte) {
	buffer = slices.Grow(buffer[:0], s2.MaxEncodedLen(len(text)))
	return buffer, bytes.Clone(s2.Encode(buffer[:cap(buffer)], text))
}

// unpack undoes pack. The text stands in the buffer, if there is one, until it is used
// again.
func (t *textChunk) unpack(buffer *[]byte) (string, error) {
	if buffer == nil {
		buffer = new([]byte)
	}
	*buffer = slices.Grow((*buffer)[:0], int(t.size))[:t.size]
	text, err := s2.Decode(*buffer, t.data)
	if err != nil {
		return "", fmt.Errorf("search: the text of a segment is damaged: %w", err)
	}
	return readOnly(text), nil
}

// readOnly is the bytes as a string, without a copy. Nobody may change them as long
// as the string is in use.
func readOnly(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
