package generator

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gongshi/generator/search"
)

// What people ask of the sample site leads to the risk points they want. The ranks
// are a golden: after a change that is meant, write them with -update and read the
// difference.
func TestQuestions(t *testing.T) {
	dir, _ := buildSample(t)
	index, err := search.Open(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	asked, sum := 0, 0.0
	for query, want := range questions(t) {
		result, err := index.Search(search.Request{Query: query, Limit: 1000})
		if err != nil {
			t.Fatal(err)
		}
		rank := slices.IndexFunc(result.Hits, func(h search.Hit) bool { return slices.Contains(want, h.URL) }) + 1
		asked++
		if rank > 0 {
			sum += 1 / float64(rank)
		}
		fmt.Fprintf(&out, "%d of %d\t%s\n", rank, result.Total, query)
	}
	fmt.Fprintf(&out, "mean reciprocal rank %.3f of %d questions\n", sum/float64(asked), asked)
	const golden = "testdata/questions.ranks"
	if *update {
		if err := os.WriteFile(golden, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	ranks, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(ranks), out.String()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// questions yields each query with the addresses that answer it.
func questions(t *testing.T) func(func(string, []string) bool) {
	t.Helper()
	file, err := os.Open(filepath.FromSlash("testdata/questions.txt"))
	if err != nil {
		t.Fatal(err)
	}
	return func(yield func(string, []string) bool) {
		defer file.Close()
		for lines := bufio.NewScanner(file); lines.Scan(); {
			line := lines.Text()
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			query, want, ok := strings.Cut(line, " | ")
			if !ok {
				t.Fatalf("no answers: %s", line)
			}
			if !yield(query, strings.Fields(want)) {
				return
			}
		}
	}
}
