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
	if got := (Shape{Units: units, Positions: positions, Risks: risks}); got != shape {
		t.Errorf("got %+v, want %+v", got, shape)
	}
	for name, data := range shape.Files() {
		if !bytes.Equal(data, files[name]) {
			t.Errorf("%s differs the second time", name)
		}
	}
}

// The uneven shape has as much as its numbers say, half of it in one unit; the wordy one
// has long texts.
func TestOtherShapes(t *testing.T) {
	positions, first, largest := 0, 0, 0
	for name := range Uneven.Files() {
		if strings.HasSuffix(name, ".md") {
			positions++
			if strings.HasPrefix(name, "danwei-0000/") {
				first++
			}
		}
	}
	if positions != Uneven.Positions || first != Uneven.Positions/2 {
		t.Errorf("%d positions, %d in the first unit", positions, first)
	}
	for name, data := range Wordy.Files() {
		if strings.HasSuffix(name, ".md") {
			largest = max(largest, len(data))
		}
	}
	if largest < 30_000 {
		t.Errorf("the largest position has %d bytes", largest)
	}
}
