package catalog_test

import (
	"testing"
	"testing/fstest"

	"gongshi/generator/catalog"
	"gongshi/generator/load"
)

func day(t *testing.T, s string) catalog.Date {
	t.Helper()
	d, err := catalog.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// The built-in calendar holds the public notices of 2024 to 2026: each holiday off,
// each make-up day worked, and no day both.
func TestWorkdays(t *testing.T) {
	site, err := load.OpenSite(fstest.MapFS{
		"site.toml":     {Data: []byte("title = \"t\"\n")},
		"holidays.toml": {Data: []byte("off = [2026-03-03]\nwork = [2026-05-05]\n")},
	})
	if err != nil || len(site.Findings) > 0 {
		t.Fatal(err, site.Findings)
	}
	h := &site.Holidays
	for s, want := range map[string]bool{
		"2024-02-04": true, "2024-02-09": true, "2024-02-12": false, "2024-09-14": true, "2024-10-12": true,
		"2025-01-27": true, "2025-01-28": false, "2025-02-08": true, "2025-10-08": false, "2025-10-09": true,
		"2026-01-02": false, "2026-01-04": true, "2026-02-14": true, "2026-02-16": false, "2026-02-24": true,
		"2026-10-10": true, "2026-10-07": false, "2026-11-25": true, "2026-11-28": false,
		"2026-03-03": false, // of the site itself
		"2026-05-05": true,
	} {
		if got := h.IsWorkday(day(t, s)); got != want {
			t.Errorf("%s: working day %t", s, got)
		}
	}
	// The Spring Festival of 2026 lengthens a term of twenty working days.
	if n := h.Workdays(day(t, "2026-02-06"), day(t, "2026-02-24")); n != 7 {
		t.Errorf("%d working days", n)
	}
	if d := h.AddWorkdays(day(t, "2026-02-06"), 20); d != day(t, "2026-03-13") {
		t.Errorf("the term ends on %s", d)
	}
	for from, n := day(t, "2025-12-31"), 1; n <= 300; n++ {
		if last := h.AddWorkdays(from, n); !h.IsWorkday(last) || h.Workdays(from, last) != n {
			t.Errorf("a term of %d working days ends on %s, after %d", n, last, h.Workdays(from, last))
		}
	}
	for _, d := range h.Off {
		for _, w := range h.Work {
			if d == w {
				t.Errorf("%s is off and worked", d)
			}
		}
	}
}
