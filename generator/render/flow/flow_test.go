package flow

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// boxes are n nodes of one size.
func boxes(n int) []Node {
	out := make([]Node, n)
	for i := range out {
		out[i] = Node{Width: 100, Height: 40}
	}
	return out
}

// check verifies what makes a drawing readable: boxes keep apart and inside, edges
// begin and end at their boxes, run straight, and cross no box.
func check(t *testing.T, g Graph, d Drawing) {
	t.Helper()
	if len(d.Paths) != len(g.Edges) {
		t.Fatalf("%d edges drawn, want %d", len(d.Paths), len(g.Edges))
	}
	for i, a := range d.Boxes {
		if a.X < 0 || a.Y < 0 || a.X+g.Nodes[i].Width > d.Width || a.Y+g.Nodes[i].Height > d.Height {
			t.Errorf("box %d lies outside", i)
		}
		for j, b := range d.Boxes[:i] {
			if overlap(a, g.Nodes[i], b, g.Nodes[j]) {
				t.Errorf("boxes %d and %d overlap", i, j)
			}
		}
	}
	for _, p := range d.Paths {
		checkPath(t, g, d, p)
	}
}

func overlap(a Point, m Node, b Point, n Node) bool {
	return a.X < b.X+n.Width && b.X < a.X+m.Width && a.Y < b.Y+n.Height && b.Y < a.Y+m.Height
}

func checkPath(t *testing.T, g Graph, d Drawing, p Path) {
	t.Helper()
	for i := 1; i < len(p.Points); i++ {
		a, b := p.Points[i-1], p.Points[i]
		if a.X != b.X && a.Y != b.Y {
			t.Errorf("edge %v runs askew from %v to %v", p.Edge, a, b)
		}
		for j, box := range d.Boxes {
			inner := Point{box.X + 1, box.Y + 1}
			size := Node{g.Nodes[j].Width - 2, g.Nodes[j].Height - 2}
			if overlap(inner, size, Point{min(a.X, b.X), min(a.Y, b.Y)}, Node{max(a.X-b.X, b.X-a.X, 0.01), max(a.Y-b.Y, b.Y-a.Y, 0.01)}) {
				t.Errorf("edge %v crosses box %d", p.Edge, j)
			}
		}
		for _, q := range []Point{a, b} {
			if q.X < 0 || q.Y < 0 || q.X > d.Width || q.Y > d.Height {
				t.Errorf("edge %v leaves the drawing at %v", p.Edge, q)
			}
		}
	}
}

func TestLayout(t *testing.T) {
	for name, g := range map[string]Graph{
		"nothing":        {},
		"one":            {Nodes: boxes(1)},
		"chain":          {boxes(3), []Edge{{0, 1}, {1, 2}}},
		"branch":         {boxes(4), []Edge{{0, 1}, {0, 2}, {1, 3}, {2, 3}}},
		"return":         {boxes(3), []Edge{{0, 1}, {1, 2}, {1, 0}}},
		"self":           {boxes(2), []Edge{{0, 0}, {0, 1}}},
		"skip":           {boxes(4), []Edge{{0, 1}, {1, 2}, {2, 3}, {0, 3}}},
		"only a cycle":   {boxes(3), []Edge{{0, 1}, {1, 2}, {2, 0}}},
		"twice the same": {boxes(2), []Edge{{0, 1}, {0, 1}}},
		"apart":          {boxes(5), []Edge{{0, 1}, {3, 4}}},
	} {
		t.Run(name, func(t *testing.T) { check(t, g, Layout(g)) })
	}
}

// TestTree draws an organisation of a hundred departments.
func TestTree(t *testing.T) {
	g := Graph{Nodes: boxes(100)}
	for i := 1; i < 100; i++ {
		g.Edges = append(g.Edges, Edge{(i - 1) / 4, i})
	}
	check(t, g, Layout(g))
}

// TestAnyGraph draws graphs of up to thirty nodes with branches and returns at
// random, the same in every run.
func TestAnyGraph(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1))
		n := 2 + r.IntN(29)
		g := Graph{}
		for range n {
			g.Nodes = append(g.Nodes, Node{Width: 60 + float64(r.IntN(120)), Height: 30 + float64(r.IntN(40))})
		}
		for i := range n {
			if i+1 < n {
				g.Edges = append(g.Edges, Edge{i, i + 1})
			}
			if r.IntN(3) == 0 {
				g.Edges = append(g.Edges, Edge{i, r.IntN(n)})
			}
		}
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			d := Layout(g)
			check(t, g, d)
			if fmt.Sprint(d) != fmt.Sprint(Layout(g)) {
				t.Error("the same graph gave another drawing")
			}
		})
	}
}

// Whatever a process says, its chart is drawn.
func FuzzLayout(f *testing.F) {
	f.Add([]byte{0, 1, 1, 2, 2, 0}, uint8(3))
	f.Add([]byte{0, 0, 1, 1, 5, 2, 2, 5}, uint8(7))
	f.Fuzz(func(t *testing.T, pairs []byte, n uint8) {
		n = n%24 + 1
		g := Graph{Nodes: boxes(int(n))}
		for i := 0; i+1 < len(pairs) && len(g.Edges) < 60; i += 2 {
			g.Edges = append(g.Edges, Edge{int(pairs[i] % n), int(pairs[i+1] % n)})
		}
		check(t, g, Layout(g))
	})
}
