package search

import (
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"strings"
	"sync"
)

var deflaters = sync.Pool{New: func() any {
	w, err := flate.NewWriter(nil, flate.BestSpeed)
	if err != nil {
		panic(err) // the level is a constant
	}
	return w
}}

// deflate compresses the text of a segment.
func deflate(text string) []byte {
	var b bytes.Buffer
	w := deflaters.Get().(*flate.Writer)
	defer deflaters.Put(w)
	w.Reset(&b)
	io.WriteString(w, text)
	w.Close() // writing to a buffer does not fail
	return bytes.Clone(b.Bytes())
}

// inflate undoes deflate.
func inflate(b []byte) (string, error) {
	var text strings.Builder
	if _, err := io.Copy(&text, flate.NewReader(bytes.NewReader(b))); err != nil {
		return "", fmt.Errorf("search: the text of a segment is damaged: %w", err)
	}
	return text.String(), nil
}
