package generator

import (
	"bytes"
	"encoding/gob"
	"reflect"
	"testing"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
	"gongshi/generator/search"
	"gongshi/generator/write"
)

func TestRecordsComeBack(t *testing.T) {
	u := &catalog.Unit{ID: "u", Name: "某市某局", Positions: []catalog.Position{{ID: "caigou", Name: "采购岗", Risks: []catalog.RiskPoint{{ID: "r1", Kind: "设备采购"}}}}}
	other := &catalog.Unit{ID: "u", Positions: []catalog.Position{{ID: "chuna"}}}
	for name, shown := range map[string]*catalog.Unit{"nothing": nil, "all": u, "less": other} {
		r := &record{
			Findings: diag.List{{Rule: "no-risks", Message: diag.Text{Zh: "没有风险点"}}},
			Checked:  catalog.Summarize(u),
			Files:    write.Files{{File: write.File{Path: "u/index.html", Size: 3}, ModTime: 7}},
		}
		if shown != nil {
			r.Shown = catalog.Summarize(shown)
			r.Shown.Share(r.Checked)
			r.segment = search.NewSegment(&catalog.Site{}, shown)
		}
		data, err := r.encode()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(data, recordTypes) {
			t.Errorf("%s: a record begins with other types than all", name)
		}
		for range 2 { // the second time by a reader that knows the types
			got, err := decodeRecord(data, func() ([]byte, error) { return nil, errLost })
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got.Checked, r.Checked) || !reflect.DeepEqual(got.Shown, r.Shown) || !reflect.DeepEqual(got.Findings, r.Findings) || !reflect.DeepEqual(got.Files, r.Files) {
				t.Errorf("%s: %+v comes back as %+v", name, r, got)
			}
			if shown == u && !got.Shown.Shares(got.Checked) {
				t.Error("equal positions come back twice")
			}
		}
		for _, n := range []int{0, len(recordTypes), len(recordTypes) + 1, len(data) - 1} {
			if _, err := decodeRecord(data[:n], nil); err == nil {
				t.Errorf("%s: %d of %d bytes are enough", name, n, len(data))
			}
		}
	}
}

// A shard may come from a program that numbers gob's types otherwise.
func TestRecordOfAnotherProgram(t *testing.T) {
	type record struct {
		Files   write.Files
		Checked *catalog.Summary
	}
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(&record{write.Files{{File: write.File{Path: "a"}}}, &catalog.Summary{Name: "某局"}}); err != nil {
		t.Fatal(err)
	}
	got, err := decodeRecord(b.Bytes(), nil)
	if err != nil || got.Checked.Name != "某局" || len(got.Files) != 1 {
		t.Errorf("%+v, %v", got, err)
	}
}
