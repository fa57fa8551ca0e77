package generator

import (
	"bytes"
	"encoding/gob"
	"errors"
	"fmt"
	"sync"

	"gongshi/generator/catalog"
	"gongshi/generator/check"
	"gongshi/generator/diag"
	"gongshi/generator/search"
	"gongshi/generator/write"
)

// record is what a unit leaves behind: all that the site needs of it, and the names
// of the files that were made of it. A later build takes it from the folder of kept
// results, and a join from a shard.
type record struct {
	Findings diag.List
	Judged   check.Span // the days by which the findings are these
	Checked  *catalog.Summary
	Shown    *catalog.Summary // as the site shows it; nil where it does not
	Files    write.Files      // where they were made
	Head     []byte           // of the segment; nil where Shown is
	Same     bool             // the positions shown are those checked, and encoded once

	segment *search.Segment
}

// encode gives the form that decodeRecord reads. The rest of the segment is apart: it is
// wanted less often.
func (r *record) encode() ([]byte, error) {
	if r.segment != nil {
		r.Head = r.segment.Head()
	}
	encoded := *r
	if encoded.Same = r.Shown != nil && r.Shown.Shares(r.Checked); encoded.Same {
		shown := *r.Shown
		shown.Positions = catalog.PackedPositions{}
		encoded.Shown = &shown
	}
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(&encoded); err != nil {
		return nil, fmt.Errorf("keep unit: %w", err)
	}
	return b.Bytes(), nil
}

// recordTypes is what each encoded record begins with: gob's description of its types.
var recordTypes = func() []byte {
	var b bytes.Buffer
	enc := gob.NewEncoder(&b)
	err1 := enc.Encode(new(record))
	first := b.Len()
	err2 := enc.Encode(new(record)) // without the types, which have been told
	if err := errors.Join(err1, err2); err != nil {
		panic(err) // a field that gob cannot encode
	}
	return b.Bytes()[:2*first-b.Len()]
}()

// recordReader decodes records after it has been told their types, which takes longer
// than a record.
type recordReader struct {
	in  *bytes.Reader
	gob *gob.Decoder
}

var recordReaders = sync.Pool{New: func() any { return new(recordReader) }}

// decode is gob's decoding of an encoded record.
func (r *record) decode(data []byte) error {
	value, known := bytes.CutPrefix(data, recordTypes)
	if !known { // of another program
		return gob.NewDecoder(bytes.NewReader(data)).Decode(r)
	}
	d := recordReaders.Get().(*recordReader)
	if d.gob == nil {
		d.in = bytes.NewReader(data)
		d.gob = gob.NewDecoder(d.in)
	} else {
		d.in.Reset(value)
	}
	if err := d.gob.Decode(r); err != nil {
		return err // and the reader is not used again
	}
	recordReaders.Put(d)
	return nil
}

var errRecord = errors.New("kept unit: not whole")

// decodeRecord reads a record. Where the rest of its segment is wanted body is called.
func decodeRecord(data []byte, body func() ([]byte, error)) (*record, error) {
	r := new(record)
	if err := r.decode(data); err != nil {
		return nil, fmt.Errorf("kept unit: %w", err)
	}
	if r.Checked == nil {
		return nil, errRecord
	}
	if r.Shown != nil {
		if r.Same {
			r.Shown.Positions = r.Checked.Positions
		}
		var err error
		if r.segment, err = search.ReadSegment(r.Head, body); err != nil {
			return nil, fmt.Errorf("kept unit: %w", err)
		}
	}
	return r, nil
}
