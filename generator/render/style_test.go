package render

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"gongshi/themes"
)

// Phones that are years old show the site too. Their browsers know sides by the names of
// left and right; of those that follow the direction of writing they know some, or none,
// and leave out bars and distances; one centres the head of a row that is to start at
// the start.
func TestStyleIsForOldBrowsers(t *testing.T) {
	logical := regexp.MustCompile(`(?:margin|padding|border|inset)-(?:inline|block)[a-z-]*\s*:|text-align:\s*(?:start|end)`)
	sheets := 0
	err := fs.WalkDir(themes.Default(), "assets", func(name string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, ".css") {
			return err
		}
		sheets++
		style, err := fs.ReadFile(themes.Default(), name)
		for _, property := range logical.FindAllString(string(style), -1) {
			t.Errorf("%s: %s", name, property)
		}
		return err
	})
	if err != nil || sheets < 8 {
		t.Errorf("%d style sheets, %v", sheets, err)
	}
}
