package render

import (
	"strings"

	"gongshi/generator/render/flow"
)

// Distances in a drawing of hanging columns, in its units.
const (
	hangGap    = 8  // between boxes of a column
	hangIndent = 20 // from a box to those below it
	hangColumn = 24 // between columns
	hangRow    = 36 // between rows of columns, with the line that feeds them
)

// hang draws a tree too wide to be drawn in layers: the branches of its root are
// columns, in which all that is below a branch hangs indented, and columns that
// find no room beside the others go on in a further row. Without a single root,
// the roots are the columns. parent gives the node above each, or -1.
func hang(title string, texts []boxText, parent []int) *Diagram {
	children := map[int][]int{}
	for i, up := range parent {
		children[up] = append(children[up], i)
	}
	h := &hanging{texts: texts, children: children, places: make([]flow.Point, len(texts)), sizes: make([]flow.Node, len(texts))}
	for i, t := range texts {
		h.sizes[i] = t.size()
	}
	const left = hangIndent
	heads, top, trunk := children[-1], 0.0, -1.0
	if root := heads[0]; len(heads) == 1 {
		h.places[root] = flow.Point{X: 1, Y: 1}
		heads, top, trunk = children[root], h.sizes[root].Height+1, h.sizes[root].Height+1
	}
	x, y, bottom := float64(left), top+hangRow, top
	feed := y - hangRow/2
	for _, head := range heads {
		if w := h.width(head); x > left && x+w > shrinkable*unitsPerEm {
			x, y = left, bottom+hangRow
			feed = y - hangRow/2
		}
		if trunk >= 0 {
			middle := x + h.sizes[head].Width/2
			h.line(flow.Point{X: left / 2, Y: trunk}, flow.Point{X: left / 2, Y: feed}, flow.Point{X: middle, Y: feed}, flow.Point{X: middle, Y: y})
		}
		end := h.column(head, x, y)
		bottom, h.right = max(bottom, end), max(h.right, x+h.width(head))
		x += h.width(head) + hangColumn
	}
	d := &Diagram{Title: title, Width: coordinate(h.right + 1), Height: coordinate(bottom + 1),
		Wide: coordinate((h.right+1)/unitsPerEm) + "em", Tall: coordinate((bottom+1)/unitsPerEm) + "em", Shrinks: true, Paths: h.lines}
	for i, t := range texts {
		d.Boxes = append(d.Boxes, t.box(h.places[i], h.sizes[i]))
	}
	return d
}

// hanging is a drawing in the making.
type hanging struct {
	texts    []boxText
	children map[int][]int
	sizes    []flow.Node
	places   []flow.Point
	lines    []Arrow
	right    float64
}

// width is that of a node with all that hangs below it.
func (h *hanging) width(i int) float64 {
	w := h.sizes[i].Width
	for _, c := range h.children[i] {
		w = max(w, hangIndent+h.width(c))
	}
	return w
}

// column places a node and all that hangs below it, and returns where it ends.
func (h *hanging) column(i int, x, y float64) float64 {
	h.places[i] = flow.Point{X: x, Y: y}
	foot := y + h.sizes[i].Height
	y = foot
	for _, c := range h.children[i] {
		y += hangGap
		middle := y + h.sizes[c].Height/2
		h.line(flow.Point{X: x + hangIndent/2, Y: foot}, flow.Point{X: x + hangIndent/2, Y: middle}, flow.Point{X: x + hangIndent, Y: middle})
		y = h.column(c, x+hangIndent, y)
	}
	return y
}

func (h *hanging) line(through ...flow.Point) {
	var d strings.Builder
	for i, p := range through {
		d.WriteString(map[bool]string{true: "M", false: "L"}[i == 0] + coordinate(p.X) + " " + coordinate(p.Y))
	}
	h.lines = append(h.lines, Arrow{D: d.String()})
}
