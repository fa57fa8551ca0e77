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
	Segment  *search.Segment  // nil where Shown is
	Files    []write.Written  // where they were made
}

// encode gives the form that decodeRecord reads.
func (r *record) encode() ([]byte, error) {
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(r); err != nil {
		return nil, fmt.Errorf("keep unit: %w", err)
	}
	return b.Bytes(), nil
}

var errRecord = errors.New("kept unit: not whole")

func decodeRecord(data []byte) (*record, error) {
	r := new(record)
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(r); err != nil {
		return nil, fmt.Errorf("kept unit: %w", err)
	}
	if r.Checked == nil || r.Shown != nil && r.Segment == nil {
		return nil, errRecord
	}
	return r, nil
}
