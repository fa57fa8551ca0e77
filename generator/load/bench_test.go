package load

import (
	"testing"
	"testing/fstest"
)

func BenchmarkBuiltInSchemes(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := loadSchemes(fstest.MapFS{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMarkdownPosition(b *testing.B) {
	schemes, _, err := loadSchemes(fstest.MapFS{})
	if err != nil {
		b.Fatal(err)
	}
	v := vocabularyOf(schemes["three-level"])
	b.SetBytes(int64(len(purchasingMD)))
	b.ReportAllocs()
	for b.Loop() {
		parseMarkdownPosition(&source{path: "a/b.md", data: []byte(purchasingMD)}, v)
	}
}

func BenchmarkCatalogPosition(b *testing.B) {
	schemes, _, err := loadSchemes(fstest.MapFS{})
	if err != nil {
		b.Fatal(err)
	}
	v := vocabularyOf(schemes["three-level"])
	b.SetBytes(int64(len(purchasingTOML)))
	b.ReportAllocs()
	for b.Loop() {
		parseCatalog(&source{path: "a/b.toml", data: []byte(purchasingTOML)}, v)
	}
}
