package corpus

import (
	"bytes"
	"maps"
	"strings"
	"testing"
)

func TestShapeHoldsItsNumbers(t *testing.T) {
	shape := Shape{Units: 3, Positions: 20, Risks: 101}
	files := maps.Collect(shape.Files())
	units, positions, risks := 0, 0, 0
	for name, data := range files {
		switch {
		case strings.HasSuffix(name, "/unit.toml"):
			units++
		case strings.HasSuffix(name, ".md"):
			positions++
			risks += bytes.Count(data, []byte("\n## "))
		}
	}
	if got := (Shape{units, positions, risks}); got != shape {
		t.Errorf("got %+v, want %+v", got, shape)
	}
	for name, data := range shape.Files() {
		if !bytes.Equal(data, files[name]) {
			t.Errorf("%s differs the second time", name)
		}
	}
}
