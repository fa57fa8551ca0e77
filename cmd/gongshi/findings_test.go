package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gongshi/generator"
	"gongshi/generator/diag"
)

// Many findings end with how many come from which rule; few need no overview, and what
// was accepted is not counted.
func TestOverview(t *testing.T) {
	of := func(rule string, severity diag.Severity, n int) (list diag.List) {
		for range n {
			list = append(list, diag.Finding{Severity: severity, Rule: rule})
		}
		return list
	}
	overview := func(parts ...diag.List) string {
		var b strings.Builder
		c := &command{lang: diag.English}
		var all diag.List
		for _, p := range parts {
			all = append(all, p...)
		}
		c.printOverview(&b, all)
		return b.String()
	}
	if got := overview(of("control-missing", diag.Error, 9), of("basis-missing", diag.Warning, 11), of("step-vague", diag.Note, 50)); got != "" {
		t.Errorf("20 findings and some that are accepted have an overview:\n%s", got)
	}
	got := overview(of("step-vague", diag.Note, 50), of("step-vague", diag.Warning, 2), of("basis-missing", diag.Warning, 18), of("dangling-reference", diag.Error, 1))
	want := `
By rule:
      1  error  dangling-reference  references lead somewhere
     18  warning  basis-missing       a power names its legal basis
      2  warning  step-vague          the name of a step says what is done

`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the overview differs:\n%s", diff)
	}

	var one diag.List
	seen := map[string]bool{}
	for _, r := range generator.Rules() {
		if !seen[r.Name] {
			one = append(one, of(r.Name, r.Severity, 1)...)
		}
		seen[r.Name] = true
	}
	got = overview(one)
	lines := strings.Split(strings.TrimSpace(got), "\n")
	if len(lines) != 1+mostRules+1 {
		t.Errorf("an overview of %d rules names %d:\n%s", len(seen), len(lines)-2, got)
	}
	if last, want := strings.TrimSpace(lines[len(lines)-1]), fmt.Sprintf("%d  of %[1]d other rules", len(seen)-mostRules); last != want {
		t.Errorf("the last line is %q, want %q", last, want)
	}
}
