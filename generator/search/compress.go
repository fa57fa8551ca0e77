package search

import (
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"sync"
	"unsafe"
)

var deflaters = sync.Pool{New: func() any {
	w, err := flate.NewWriter(nil, flate.BestSpeed)
	if err != nil {
		panic(err) // the level is a constant
	}
	return w
}}

// deflate compresses the text of a segment.
func deflate(text []byte) []byte {
	var b bytes.Buffer
	w := deflaters.Get().(*flate.Writer)
	defer deflaters.Put(w)
	w.Reset(&b)
	w.Write(text)
	w.Close() // writing to a buffer does not fail
	return bytes.Clone(b.Bytes())
}

var inflaters = sync.Pool{New: func() any { return flate.NewReader(nil) }}

// inflate undoes deflate.
func (t *textChunk) inflate() (string, error) {
	r := inflaters.Get().(io.ReadCloser)
	defer inflaters.Put(r)
	if err := r.(flate.Resetter).Reset(bytes.NewReader(t.data), nil); err != nil {
		return "", err
	}
	text := make([]byte, t.size)
	if _, err := io.ReadFull(r, text); err != nil {
		return "", fmt.Errorf("search: the text of a segment is damaged: %w", err)
	}
	return unsafe.String(unsafe.SliceData(text), len(text)), nil // nobody else has text
}
