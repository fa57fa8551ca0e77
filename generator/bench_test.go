package generator

import (
	"context"
	"path/filepath"
	"testing"
	"testing/fstest"

	"gongshi/generator/catalog"
	"gongshi/generator/corpus"
)

// memory is a corpus as a file system, so that reading from a disk is not timed.
func memory(shape corpus.Shape) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, data := range shape.Files() {
		fsys[name] = &fstest.MapFile{Data: data}
	}
	return fsys
}

func BenchmarkBuild(b *testing.B) {
	for _, name := range []string{"S", "M"} {
		b.Run(name, func(b *testing.B) {
			content := memory(corpus.Shapes[name])
			out := filepath.Join(b.TempDir(), "public")
			b.ReportAllocs()
			for b.Loop() {
				report, err := Build(context.Background(), content, out, Options{View: catalog.View{Audience: catalog.AudiencePublic}})
				if err != nil {
					b.Fatal(err)
				}
				if report.Files == 0 {
					b.Fatal(report.Findings)
				}
			}
		})
	}
}

func BenchmarkCheck(b *testing.B) {
	content := memory(corpus.Small)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Check(context.Background(), content, 0); err != nil {
			b.Fatal(err)
		}
	}
}
