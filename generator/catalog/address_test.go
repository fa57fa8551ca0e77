package catalog

import "testing"

func TestRelativeTo(t *testing.T) {
	for _, x := range []struct{ from, target, want string }{
		{"index.html", "ju/index.html", "ju/index.html"},
		{"ju/a.html", "ju/b.html", "b.html"},
		{"ju/a.html", "ju/a.html", "a.html"},
		{"ju/a.html", "jua/a.html", "../jua/a.html"},
		{"ju/xia/a.html", "ju/b.html", "../b.html"},
		{"ju/b.html", "ju/xia/a.html", "xia/a.html"},
		{"ju/xia/a.html", "index.html", "../../index.html"},
		{"ju/xia/a.html", "ju", "../../ju"},
		{"", "ju/a.html", "ju/a.html"},
		{"ju/a.html", "", "../"},
	} {
		if got := RelativeTo(x.from, x.target); got != x.want {
			t.Errorf("from %q to %q: %q, want %q", x.from, x.target, got, x.want)
		}
	}
}
