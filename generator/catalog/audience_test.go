package catalog

import (
	"strings"
	"testing"
)

// Links to what is hidden go and nothing else, if they can be told apart; else the prose
// becomes its text, always the same.
func TestUnlink(t *testing.T) {
	hidden := func(_, target string) bool { return target == "gou.md" || target == "cai.md#yi" }
	for _, test := range []struct {
		markdown, text string
		links          []string
		want           string
	}{
		{"见[甲](gou.md)、[乙](caigou.md)。**重**", "见甲、乙。重", []string{"gou.md", "caigou.md"}, "见甲、[乙](caigou.md)。**重**"},
		{"[甲](cai.md#yi)和[乙](cai.md#yi-er)", "甲和乙", []string{"cai.md#yi", "cai.md#yi-er"}, "甲和[乙](cai.md#yi-er)"},
		{"[甲](gou.md)**和**[[乙]](cai.md#yi)", "甲和[乙]", []string{"gou.md", "cai.md#yi"}, `甲和\[乙\]`},
		{"> [甲][x]\n> [x]: gou.md \"岗\"", "甲", []string{"gou.md"}, "甲"},
	} {
		p := Prose{Markdown: test.markdown, Text: test.text}
		for _, l := range test.links {
			p.Links = append(p.Links, Link{Target: l})
		}
		for range 20 {
			if got := p.unlink("", hidden); got.Markdown != test.want || strings.Contains(got.Markdown, "](gou.md") {
				t.Fatalf("%q: %q, want %q", test.markdown, got.Markdown, test.want)
			}
		}
	}
}
