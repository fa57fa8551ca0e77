package check_test

import (
	"testing"
	"testing/fstest"

	"gongshi/generator/check"
	"gongshi/generator/corpus"
	"gongshi/generator/load"
)

// BenchmarkUnit applies all rules to a unit of two thousand risk points.
func BenchmarkUnit(b *testing.B) {
	content := fstest.MapFS{}
	for name, data := range corpus.Small.Files() {
		content[name] = &fstest.MapFile{Data: data}
	}
	site, err := load.OpenSite(content)
	if err != nil {
		b.Fatal(err)
	}
	u, _, err := load.Unit(content, site, site.Units[0])
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		check.Unit(site.Site, u)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(corpus.Small.Risks), "ns/risk")
}
