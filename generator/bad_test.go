package generator

import (
	"context"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gongshi/generator/catalog"
	"gongshi/generator/check"
	"gongshi/generator/diag"
)

// In the bad catalogue every rule of substance finds one thing, where findings.txt
// says. After a change that is meant, write it with -update and read the difference.
func TestBadCatalogue(t *testing.T) {
	day := catalog.Date{Year: 2026, Month: 11, Day: 25}
	report, err := CheckOn(context.Background(), os.DirFS("testdata/bad/content"), 0, day)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	tripped := map[string]int{}
	for _, f := range report.Findings {
		out.WriteString(f.Format(diag.Chinese) + "\n")
		tripped[f.Rule]++
	}
	for _, r := range check.Rules() {
		if tripped[r.Name] != 1 {
			t.Errorf("%s: %d findings, want 1", r.Name, tripped[r.Name])
		}
		delete(tripped, r.Name)
	}
	for name := range tripped {
		t.Errorf("%s is not of the table", name)
	}
	const golden = "testdata/bad/findings.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), out.String()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// Every rule says in both languages what it wants and what to do, and none has the
// name of another.
func TestRulesAreComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Rules() {
		if seen[r.Name] && r.Name != "dangling-reference" { // within a unit, and between units
			t.Errorf("two rules %s", r.Name)
		}
		seen[r.Name] = true
		if r.Title.Zh == "" || r.Title.En == "" || (r.Cure.Zh == "") != (r.Cure.En == "") {
			t.Errorf("%s: a text is missing", r.Name)
		}
		if r.Guesses() && (r.Recall <= 0 || r.Precision > 1 || r.Recall > 1) {
			t.Errorf("%s: precision %v, recall %v", r.Name, r.Precision, r.Recall)
		}
	}
}

// Every document that a rule names as its source is explained.
func TestSourcesAreExplained(t *testing.T) {
	numbers := regexp.MustCompile(`篇(\d+)(?:–(\d+))?`)
	for _, r := range check.Rules() {
		for _, m := range numbers.FindAllStringSubmatch(r.Source, -1) {
			for _, s := range m[1:] {
				if n, err := strconv.Atoi(s); s != "" && (err != nil || n < 1 || n > len(documents)) {
					t.Errorf("%s: %s is not explained", r.Name, m[0])
				}
			}
		}
	}
	if len(documents) != 13 {
		t.Errorf("%d documents", len(documents))
	}
}

// The reference pages are those of the table. Write them anew with -update.
func TestRuleReference(t *testing.T) {
	for lang, name := range map[diag.Lang]string{diag.Chinese: "check/RULES.zh-CN.md", diag.English: "check/RULES.md"} {
		page := RuleReference(lang)
		if *update {
			if err := os.WriteFile(name, []byte(page), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), page); diff != "" {
			t.Errorf("%s: -want +got\n%s", name, diff)
		}
	}
}
