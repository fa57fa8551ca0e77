package render

import (
	"net/url"
	"testing"

	"gongshi/generator/catalog"
)

// Links are addresses as package url writes them.
func TestLinksAsPackageURL(t *testing.T) {
	parts := []string{"", "ju/index.html", "ju/a-1.html", "ju/xia/B_2.html", "data/ju.xlsx", "局/岗 位.html", "a:b/c.html", "a b", "x%41", "r1", "_y", "~z", "?", "ju/a^`b.html", "./a", "a//b", "种类/甲第1种.html", "é–", "\xffx/甲"}
	for _, from := range parts {
		for _, to := range parts {
			if got, want := place(from).to(to), (&url.URL{Path: catalog.RelativeTo(from, to)}).String(); got != want {
				t.Errorf("from %q to %q: %q, want %q", from, to, got, want)
			}
			for _, fragment := range parts {
				u := url.URL{Fragment: fragment}
				if from != to {
					u.Path = catalog.RelativeTo(from, to)
				}
				if got := place(from).to(to, fragment); got != u.String() {
					t.Errorf("from %q to %q#%s: %q, want %q", from, to, fragment, got, u.String())
				}
			}
		}
	}
}
