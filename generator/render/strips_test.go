package render

import (
	"fmt"
	"strconv"
	"testing"

	"gongshi/generator/catalog"
	"gongshi/generator/render/flow"
)

// A process of many steps is printed in parts that are high enough to be read and cut no
// box; one that fits is printed as it is.
func TestTallDrawingIsPrintedInParts(t *testing.T) {
	number := func(s string) float64 {
		x, err := strconv.ParseFloat(s, 64)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	process := func(n int) *Diagram {
		var texts []boxText
		var edges []flow.Edge
		for i := range n {
			texts = append(texts, boxText{kind: catalog.StepTask, major: broken(fmt.Sprint(i+1, " 对采购方式和供应商资格条件进行审核"), textWidth), minor: []string{"物资采购管理小组"}})
			if i > 0 {
				edges = append(edges, flow.Edge{From: i - 1, To: i})
			}
		}
		return draw("flow-x", "流程图", texts, edges)
	}
	if d := process(6); d.Strips != nil {
		t.Errorf("%s units are printed in %d parts", d.Height, len(d.Strips))
	}
	d := process(20)
	if len(d.Strips) < 2 {
		t.Fatalf("%s units are printed in %d parts", d.Height, len(d.Strips))
	}
	end := 0.0
	for _, s := range d.Strips {
		top, high := number(s.Top), number(s.Height)
		if top-end > 0.2 || end-top > 0.2 || high > stripHeight {
			t.Errorf("after %g a part goes from %g over %g units", end, top, high)
		}
		for _, b := range d.Boxes {
			if y := number(b.Y); y < top && y+number(b.Height) > top {
				t.Errorf("the box at %g is cut at %g", y, top)
			}
		}
		end = top + high
	}
	if h := number(d.Height); h-end > 0.2 || end-h > 0.2 {
		t.Errorf("the parts end at %g of %g", end, h)
	}
}
