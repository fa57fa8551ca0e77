package main

import (
	"fmt"
	"strings"
	"testing"

	"gongshi/generator/diag"
)

// Every cause of a failure is told in the user's language, with what can be done.
func TestExplain(t *testing.T) {
	for _, k := range append(systemCauses, causes...) {
		err := fmt.Errorf("a/b: %w: c", k.err)
		zh, en := (&command{lang: diag.Chinese}).explain(err), (&command{lang: diag.English}).explain(err)
		if want := "a/b: " + k.zh + ": c\n    办法: " + k.cure.Zh; zh != want {
			t.Errorf("%q, want %q", zh, want)
		}
		if !strings.Contains(en, k.err.Error()) || !strings.HasSuffix(en, "\n    hint: "+k.cure.En) {
			t.Errorf("%q", en)
		}
	}
}
