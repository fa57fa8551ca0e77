package main

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// The bill names every module that the program was compiled of, and is the same each
// time.
func TestBillOfThisProgram(t *testing.T) {
	name, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var first, second bytes.Buffer
	for _, out := range []*bytes.Buffer{&first, &second} {
		if err := write(out, "v1", []string{name, name}); err != nil {
			t.Fatal(err)
		}
	}
	if first.String() != second.String() {
		t.Error("two bills of one program differ")
	}
	var b bill
	if err := json.Unmarshal(first.Bytes(), &b); err != nil {
		t.Fatal(err)
	}
	if len(b.Components) == 0 || !strings.HasPrefix(b.Components[len(b.Components)-1].PURL, "pkg:golang/std@1.") || len(b.Metadata.Component.Components) != 2 {
		t.Errorf("%s", first.String())
	}
	if err := write(&first, "v1", []string{"main.go"}); err == nil {
		t.Error("a file that is no program has a bill")
	}
}
