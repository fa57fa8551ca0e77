package generator

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"testing/fstest"

	"gongshi/generator/chrome"
	"gongshi/generator/corpus"
)

// The page of a unit with five thousand risk points can be read and its table
// narrowed down without waiting: the browser lays out what it shows.
func TestLargeUnitInBrowser(t *testing.T) {
	content := fstest.MapFS{}
	for name, data := range (corpus.Shape{Units: 1, Positions: 500, Risks: 5000}).Files() {
		content[name] = &fstest.MapFile{Data: data}
	}
	dir := filepath.Join(t.TempDir(), "public")
	if _, err := Build(context.Background(), content, dir, public); err != nil {
		t.Fatal(err)
	}
	b := chrome.Start(t)
	b.Open(chrome.FileURL(filepath.Join(dir, "danwei-0000", "index.html")))
	load := chrome.Eval[map[string]float64](b, `(n => ({bytes: n.decodedBodySize, interactive: n.domInteractive, ready: n.domContentLoadedEventEnd}))(performance.getEntriesByType('navigation')[0])`)
	t.Logf("%.1f MB, interactive after %.0f ms, with the table's controls after %.0f ms", load["bytes"]/1e6, load["interactive"], load["ready"])
	chrome.Eval[int](b, `window.took = change => { const from = performance.now(); change(); document.body.offsetHeight;
		return new Promise(done => requestAnimationFrame(() => setTimeout(() => done(performance.now() - from)))); };
		window.shown = () => Array.from(document.querySelectorAll('.risks tbody tr')).map(r => r.textContent);
		window.choose = (name, value) => { const e = document.querySelector('.narrow [name=' + name + ']'); e.value = value; e.dispatchEvent(new Event(name === 'find' ? 'input' : 'change', {bubbles: true})); }; 0`)
	for _, x := range []struct{ what, change, holds string }{
		{"a grade", `choose('grade', '一级')`, `shown().length > 500 && shown().every(r => r.includes('一级'))`},
		{"all grades", `choose('grade', '')`, `shown().length === 5000`},
		{"a word", `choose('find', '药品购销')`, `shown().length > 50 && shown().every(r => r.includes('药品购销'))`},
		{"no word", `choose('find', '')`, `shown().length === 5000`},
		{"an order", `choose('sort', 'grade')`, `(g => g.length === 5000 && g[0] === '0' && g.every((x, i) => !i || g[i-1] <= x))(Array.from(document.querySelectorAll('.risks [data-order]')).map(c => c.dataset.order))`},
	} {
		ms := chrome.Eval[float64](b, fmt.Sprintf(`took(() => %s)`, x.change))
		t.Logf("%s: %.0f ms", x.what, ms)
		if ms > 2500 {
			t.Errorf("%s: shown after %.0f ms", x.what, ms)
		}
		if !chrome.Eval[bool](b, x.holds) {
			t.Errorf("%s: the table shows something else", x.what)
		}
	}
	// What lies out of view costs nothing: without that, the page is as slow as it
	// is long.
	if !chrome.Eval[bool](b, `getComputedStyle(document.querySelector('.risks tbody')).contentVisibility === 'auto'`) {
		t.Error("the whole table is laid out at once")
	}
	for _, trouble := range b.Trouble() {
		t.Error(trouble)
	}
}
