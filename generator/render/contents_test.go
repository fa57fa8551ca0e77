package render

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"gongshi/generator/catalog"
	"gongshi/generator/chrome"
)

// The contents of a page with a great many risk points do not stand before everything on a
// phone, and are there on a wide screen.
func TestLongContentsInBrowser(t *testing.T) {
	site := fullSite(t, "zh-Hans")
	u := fullUnit(t, site)
	p := &u.Positions[1]
	for i := range 60 {
		p.Risks = append(p.Risks, catalog.RiskPoint{ID: fmt.Sprint("more-", i), Title: "把一批物资拆成几笔采购,规避公开招标", Grade: "重大风险"})
	}
	out := build(t, site, []*catalog.Unit{u}, catalog.View{})
	dir := t.TempDir()
	for name, data := range out.files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b := chrome.Start(t)
	page := chrome.FileURL(filepath.Join(dir, filepath.FromSlash(p.URL)))
	const high = `document.querySelector('.contents').offsetHeight`
	const last = `document.querySelector('.contents a[href="#more-59"]').getBoundingClientRect().height > 0`
	b.Size(390, 800)
	b.Open(page)
	if h := chrome.Eval[int](b, high); h > 400 {
		t.Errorf("on a phone the contents are %d px high", h)
	}
	chrome.Eval[int](b, `document.querySelector('.contents summary').click();0`)
	if !chrome.Eval[bool](b, last) {
		t.Error("on a phone the list does not open")
	}
	b.Size(1280, 900)
	b.Open(page)
	if !chrome.Eval[bool](b, last) {
		t.Error("on a wide screen the list is folded up")
	}
}
