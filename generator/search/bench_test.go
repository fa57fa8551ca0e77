package search

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io/fs"
	"iter"
	"math/rand/v2"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"gongshi/generator/catalog"
	"gongshi/generator/chrome"
	"gongshi/generator/memory"
)

// sizes are the numbers of records that are measured, with those of a unit.
var sizes = []struct{ n, perUnit int }{{2_000, 100}, {10_000, 250}, {213_000, 500}, {1_000_000, 500}}

func eachSize(b *testing.B, f func(b *testing.B, n, perUnit int)) {
	for _, s := range sizes {
		if testing.Short() && s.n > 10_000 {
			continue
		}
		b.Run(fmt.Sprint(s.n), func(b *testing.B) { f(b, s.n, s.perUnit) })
	}
}

// build makes the segments of a made-up site. The units are made up a few at a time,
// before and after which it calls paused, which may be nil.
func build(n, perUnit int, paused func(bool)) []*Segment {
	if paused == nil {
		paused = func(bool) {}
	}
	var out []*Segment
	paused(true)
	next, stop := iter.Pull(fakeUnits(n, perUnit))
	defer stop()
	for {
		var units []*catalog.Unit
		for len(units) < unitsAtOnce {
			u, ok := next()
			if !ok {
				break
			}
			units = append(units, u)
		}
		paused(false)
		if len(units) == 0 {
			return out
		}
		out = append(out, segments(fakeRegister, units)...)
		paused(true)
	}
}

const unitsAtOnce = 8

// sample returns the texts of some of the records that build has.
func sample(n, perUnit int) []plainRecord {
	var out []plainRecord
	number := 0
	for u := range fakeUnits(n, perUnit) {
		if number%max(1, n/perUnit/20) == 0 {
			out = append(out, plain([]*catalog.Unit{u})...)
		}
		number++
	}
	return out
}

func BenchmarkSegment(b *testing.B) {
	_, units := fakeSite(500, 500)
	b.ReportAllocs()
	for b.Loop() {
		NewSegment(fakeRegister, units[0])
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*500), "µs/record")
}

// BenchmarkBuild segments and merges a site, with as much garbage to spare as the
// command has. Making it up is not timed. Its peak is that of the process's memory,
// the made-up units included.
func BenchmarkBuild(b *testing.B) {
	memory.SetSpare(64 << 20)
	eachSize(b, func(b *testing.B, n, perUnit int) {
		for b.Loop() {
			before := b.Elapsed()
			s := build(n, perUnit, func(paused bool) {
				if paused {
					b.StopTimer()
				} else {
					b.StartTimer()
				}
			})
			b.ReportMetric((b.Elapsed() - before).Seconds(), "s-segments")
			info, err := Merge(s, Options{}, func(string, []byte) error { return nil })
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(info.Files), "files")
			b.ReportMetric(float64(info.Bytes)/1e6, "MB")
			b.ReportMetric(peakMemory()/1e6, "MB-peak")
		}
	})
}

// peakMemory is the most memory that the process has had, in bytes, or 0 where the
// system does not tell.
func peakMemory() float64 {
	data, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	var kb float64
	_, rest, _ := strings.Cut(string(data), "VmHWM:")
	fmt.Sscan(rest, &kb)
	return kb * 1024
}

func BenchmarkReader(b *testing.B) {
	for _, size := range sizes[:2] {
		files, _ := publish(b, build(size.n, size.perUnit, nil), Options{BundleBytes: -1})
		x, err := Open(files)
		if err != nil {
			b.Fatal(err)
		}
		queries := substrings(rand.New(rand.NewPCG(1, 1)), sample(size.n, size.perUnit), 200)
		b.Run(fmt.Sprint(size.n), func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				if _, err := x.Search(Request{Query: queries[i%len(queries)], Limit: 10}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// counted serves a folder compressed and counts what it sends.
type counted struct {
	fsys  fs.FS
	bytes atomic.Int64
	files atomic.Int64
	mu    sync.Mutex
	cache map[string][]byte

	kinds, counts map[string]int // bytes and files by folder of the index
}

func (c *counted) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/")
	c.mu.Lock()
	body, ok := c.cache[name]
	c.mu.Unlock()
	if !ok {
		data, err := fs.ReadFile(c.fsys, name)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		var buf bytes.Buffer
		z, _ := gzip.NewWriterLevel(&buf, 6)
		z.Write(data)
		z.Close()
		body = buf.Bytes()
		c.mu.Lock()
		c.cache[name] = body
		c.mu.Unlock()
	}
	c.bytes.Add(int64(len(body)))
	if parts := strings.Split(name, "/"); len(parts) > 1 && parts[0] == "search" {
		c.mu.Lock()
		c.kinds[parts[1]] += len(body)
		c.counts[parts[1]]++
		c.mu.Unlock()
	}
	c.files.Add(1)
	w.Header().Set("Content-Encoding", "gzip")
	w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
	w.Header().Set("Cache-Control", "no-store")
	w.Write(body)
}

// BenchmarkPage measures searches in the browser, each in a page of its own:
// cold-KB is all that the first search loads, the page with its script and style
// included, compressed; warm-KB is what a search loads in a page that has only
// loaded its root; ms is the time of that search, ms-loaded that of the same one
// when all it needs is loaded. Recall and precision are those of exactQueries
// other queries.
func BenchmarkPage(b *testing.B) {
	browser := chrome.Start(b)
	eachSize(b, func(b *testing.B, n, perUnit int) {
		dir := b.TempDir()
		info, err := Merge(build(n, perUnit, nil), Options{}, func(name string, data []byte) error {
			file := filepath.Join(dir, name)
			if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
				return err
			}
			return os.WriteFile(file, data, 0o666)
		})
		if err != nil {
			b.Fatal(err)
		}
		site(b, dir, nil, info)
		handler := &counted{fsys: os.DirFS(dir), cache: map[string][]byte{}, kinds: map[string]int{}, counts: map[string]int{}}
		server := httptest.NewServer(handler)
		defer server.Close()
		queries := append(substrings(rand.New(rand.NewPCG(5, 5)), sample(n, perUnit), 100), "防控", "审批", "制度", "一级")
		for b.Loop() {
			var cold, warm, files, ms, loaded []float64
			for i, q := range queries {
				if i < 30 {
					handler.bytes.Store(0)
					handler.files.Store(0)
					browser.Open(server.URL + "/search.html?q=" + url.QueryEscape(q))
					browser.Wait(settled)
					cold = append(cold, float64(handler.bytes.Load())/1024)
					files = append(files, float64(handler.files.Load()))
				}
				browser.Open(server.URL + "/search.html")
				browser.Wait(settled)
				chrome.Eval[int](browser, `gongshi.search('').then(() => 1)`)
				handler.bytes.Store(0)
				clear(handler.kinds)
				clear(handler.counts)
				took := chrome.Eval[[]float64](browser, fmt.Sprintf(`(async () => { const t = performance.now(); const ask = () => gongshi.search(%q, {limit: 10, budget: 4, places: true});
await ask(); const t1 = performance.now(); await gongshi.search(''); const t2 = performance.now(); await ask(); return [t1 - t, performance.now() - t2]; })()`, q))
				warm = append(warm, float64(handler.bytes.Load())/1024)
				ms = append(ms, took[0])
				loaded = append(loaded, took[1])
				if os.Getenv("SEARCH_BENCH_DETAIL") != "" {
					fmt.Fprintf(os.Stderr, "%-10s %6.1f KB %6.1f ms %6.1f ms loaded %v %v\n", q, warm[i], took[0], took[1], handler.kinds, handler.counts)
				}
			}
			for _, m := range []struct {
				name   string
				values []float64
			}{{"cold-KB", cold}, {"warm-KB", warm}, {"files", files}, {"ms", ms}, {"ms-loaded", loaded}} {
				slices.Sort(m.values)
				b.ReportMetric(m.values[len(m.values)/2], m.name+"-p50")
				b.ReportMetric(m.values[len(m.values)*95/100], m.name+"-p95")
			}
			recall, precision := compared(b, browser, n, perUnit)
			b.ReportMetric(recall, "recall")
			b.ReportMetric(precision, "precision")
			b.ReportMetric(0, "ns/op")
		}
	})
	if trouble := browser.Trouble(); len(trouble) > 0 {
		b.Errorf("console: %v", trouble)
	}
}

const (
	exactQueries = 500
	// exactHits is the most hits that are read for a query. Of those that have more,
	// the first ones have to be right, and the count where the page calls it exact.
	exactHits = 50
)

// compared compares what the page finds with what plainly contains the text. Recall
// is the part of the records that are found, precision the part of what is found
// that is right. A count that is called exact and is not counts as nothing found.
func compared(b *testing.B, browser *chrome.Browser, n, perUnit int) (recall, precision float64) {
	queries := append(substrings(rand.New(rand.NewPCG(7, 7)), sample(n, perUnit), exactQueries-4), "防控", "审批", "制度", "一级")
	truth := make([]int, len(queries))
	eachText(n, perUnit, func(_, text string) {
		for i, q := range queries {
			if strings.Contains(text, q) {
				truth[i]++
			}
		}
	})
	answers := make([]pageAnswer, 0, len(queries))
	texts := map[string]string{}
	for part := range slices.Chunk(queries, 10) {
		answers = append(answers, ask(b, browser, part, fmt.Sprintf("{limit: %d, budget: 4}", exactHits))...)
	}
	for _, a := range answers {
		for _, u := range a.URLs {
			texts[u] = ""
		}
	}
	eachText(n, perUnit, func(url, text string) {
		if _, ok := texts[url]; ok {
			texts[url] = text
		}
	})
	var found, wanted, shown int
	for i, a := range answers {
		right := 0
		for _, u := range a.URLs {
			if strings.Contains(texts[u], queries[i]) {
				right++
			}
		}
		if a.Exact && a.Total != truth[i] {
			b.Logf("%q: says exactly %d, want %d", queries[i], a.Total, truth[i])
			right = 0
		}
		found, shown, wanted = found+right, shown+len(a.URLs), wanted+min(truth[i], exactHits)
	}
	return float64(found) / float64(wanted), float64(found) / float64(max(shown, 1))
}

// eachText visits the address and the folded texts of every record.
func eachText(n, perUnit int, visit func(url, text string)) {
	for u := range fakeUnits(n, perUnit) {
		for _, r := range plain([]*catalog.Unit{u}) {
			visit(r.url, strings.Join(r.texts, "\x00"))
		}
	}
}
