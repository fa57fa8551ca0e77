package generator

import (
	"bytes"
	"encoding/gob"
	"errors"
	"fmt"

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

	segment *search.Segment
}

// encode gives the form that decodeRecord reads. The rest of the segment is apart: it is
// wanted less often.
func (r *record) encode() ([]byte, error) {
	if r.segment != nil {
		r.Head = r.segment.Head()
	}
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(r); err != nil {
		return nil, fmt.Errorf("keep unit: %w", err)
	}
	return b.Bytes(), nil
}

var errRecord = errors.New("kept unit: not whole")

// decodeRecord reads a record. Where the rest of its segment is wanted body is called.
func decodeRecord(data []byte, body func() ([]byte, error)) (*record, error) {
	r := new(record)
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(r); err != nil {
		return nil, fmt.Errorf("kept unit: %w", err)
	}
	if r.Checked == nil {
		return nil, errRecord
	}
	if r.Shown != nil {
		var err error
		if r.segment, err = search.ReadSegment(r.Head, body); err != nil {
			return nil, fmt.Errorf("kept unit: %w", err)
		}
	}
	return r, nil
}
