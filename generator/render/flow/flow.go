// Package flow lays out small directed graphs in layers, from top to bottom: the
// flow chart of a process with its branches and returns, or the chart of an
// organisation. It knows sizes and places, not what is drawn there.
//
// The layout is made once and for good: the same graph gives the same drawing.
// Its cost grows with the square of the number of nodes, which suits charts that
// a person can read.
package flow

import (
	"slices"
)

// Node is a box of the graph.
type Node struct {
	Width, Height float64
}

// Edge leads from one node to another, both given by their index.
type Edge struct {
	From, To int
}

// Graph is what is to be laid out. The order of the nodes is that in which they
// are read: it decides which edges count as returns, and which of two branches
// stands to the left.
type Graph struct {
	Nodes []Node
	Edges []Edge
}

// Point is a place in the drawing. X grows to the right, Y downwards.
type Point struct {
	X, Y float64
}

// Path is the way of an edge, in straight pieces. The last point is the tip of
// its arrow.
type Path struct {
	Edge
	Points []Point
	Return bool // leads back to a node above
}

// Drawing is a graph with all its places. Boxes holds the upper left corner of
// each node.
type Drawing struct {
	Width, Height float64
	Boxes         []Point
	Paths         []Path
}

// Distances between things, in the units of the nodes' sizes.
const (
	gapX    = 24 // between boxes of a layer
	gapY    = 20 // above and below the tracks between two layers
	track   = 10 // between parallel pieces of edges
	margin  = 8
	dummyDX = 12 // the width that an edge takes where it passes a layer
)

// Layout places the nodes and routes the edges.
func Layout(g Graph) Drawing {
	l := newLayout(g)
	l.findReturns()
	l.assignLayers()
	l.passThrough()
	l.order()
	l.placeX()
	l.route()
	return l.drawing()
}

// vertex is a node of the graph, or the place at which an edge passes a layer.
type vertex struct {
	node          int // -1 for a passing edge
	layer         int
	x             float64 // centre
	width, height float64
	above, below  []int // neighbours in the layers next to it
	sortKey       float64
}

// chain is an edge as a way from vertex to vertex, one layer at a time.
type chain struct {
	edge     int
	vertices []int
}

type layout struct {
	graph    Graph
	returns  []bool
	out      [][]int // forward edges by node
	vertices []vertex
	layers   [][]int
	chains   []chain
	paths    []Path
	top      []float64 // of each layer
	bottom   []float64
	right    float64
	end      float64
}

func newLayout(g Graph) *layout {
	l := &layout{graph: g, returns: make([]bool, len(g.Edges)), out: make([][]int, len(g.Nodes))}
	for i, e := range g.Edges {
		l.out[e.From] = append(l.out[e.From], i)
	}
	for i, n := range g.Nodes {
		l.vertices = append(l.vertices, vertex{node: i, width: n.Width, height: n.Height})
	}
	return l
}

// findReturns marks the edges that lead back to a node on the way to their own
// start, so that the rest has no cycle.
func (l *layout) findReturns() {
	const open, done = 1, 2
	state := make([]int, len(l.graph.Nodes))
	var visit func(int)
	visit = func(n int) {
		state[n] = open
		for _, e := range l.out[n] {
			switch to := l.graph.Edges[e].To; state[to] {
			case open:
				l.returns[e] = true
			case 0:
				visit(to)
			}
		}
		state[n] = done
	}
	for n := range l.graph.Nodes {
		if state[n] == 0 {
			visit(n)
		}
	}
}

// assignLayers puts each node below all that lead to it.
func (l *layout) assignLayers() {
	for range l.graph.Nodes {
		moved := false
		for i, e := range l.graph.Edges {
			if from, to := &l.vertices[e.From], &l.vertices[e.To]; !l.returns[i] && to.layer <= from.layer {
				to.layer = from.layer + 1
				moved = true
			}
		}
		if !moved {
			break
		}
	}
	for i := range l.vertices {
		l.put(i)
	}
}

func (l *layout) put(v int) {
	for len(l.layers) <= l.vertices[v].layer {
		l.layers = append(l.layers, nil)
	}
	l.layers[l.vertices[v].layer] = append(l.layers[l.vertices[v].layer], v)
}

// passThrough gives edges that span several layers a place in each.
func (l *layout) passThrough() {
	for i, e := range l.graph.Edges {
		if l.returns[i] {
			continue
		}
		way := []int{e.From}
		for layer := l.vertices[e.From].layer + 1; layer < l.vertices[e.To].layer; layer++ {
			l.vertices = append(l.vertices, vertex{node: -1, layer: layer, width: dummyDX})
			l.put(len(l.vertices) - 1)
			way = append(way, len(l.vertices)-1)
		}
		way = append(way, e.To)
		for j := 1; j < len(way); j++ {
			l.vertices[way[j-1]].below = append(l.vertices[way[j-1]].below, way[j])
			l.vertices[way[j]].above = append(l.vertices[way[j]].above, way[j-1])
		}
		l.chains = append(l.chains, chain{i, way})
	}
}

// order sorts each layer so that few edges cross: by the mean place of the
// neighbours above, then below, several times.
func (l *layout) order() {
	place := make([]float64, len(l.vertices))
	renumber := func(layer []int) {
		for i, v := range layer {
			place[v] = float64(i) - float64(len(layer)-1)/2
		}
	}
	for _, layer := range l.layers {
		renumber(layer)
	}
	sweep := func(layer []int, neighbours func(int) []int) {
		for _, v := range layer {
			l.vertices[v].sortKey = place[v]
			if near := neighbours(v); len(near) > 0 {
				l.vertices[v].sortKey = mean(near, place)
			}
		}
		slices.SortStableFunc(layer, func(a, b int) int {
			switch x, y := l.vertices[a].sortKey, l.vertices[b].sortKey; {
			case x < y:
				return -1
			case x > y:
				return 1
			}
			return 0
		})
		renumber(layer)
	}
	for range 6 {
		for _, layer := range l.layers {
			sweep(layer, func(v int) []int { return l.vertices[v].above })
		}
		for i := len(l.layers) - 1; i >= 0; i-- {
			sweep(l.layers[i], func(v int) []int { return l.vertices[v].below })
		}
	}
	for _, layer := range l.layers {
		sweep(layer, func(v int) []int { return l.vertices[v].above })
	}
}

func mean(list []int, of []float64) float64 {
	sum := 0.0
	for _, v := range list {
		sum += of[v]
	}
	return sum / float64(len(list))
}

// placeX centres each layer, then lets every vertex move towards its neighbours
// as far as those beside it allow.
func (l *layout) placeX() {
	x := make([]float64, len(l.vertices))
	for _, layer := range l.layers {
		at := 0.0
		for _, v := range layer {
			x[v] = at + l.vertices[v].width/2
			at += l.vertices[v].width + gapX
		}
		for _, v := range layer {
			x[v] -= (at - gapX) / 2
		}
	}
	for round := range 24 {
		for i := range l.layers {
			layer := l.layers[i]
			if round%2 == 1 {
				layer = l.layers[len(l.layers)-1-i]
			}
			l.settle(layer, x, round%2 == 0)
		}
	}
	left := 0.0
	for i, v := range l.vertices {
		if edge := x[i] - v.width/2; i == 0 || edge < left {
			left = edge
		}
	}
	for i := range l.vertices {
		l.vertices[i].x = x[i] - left + margin
		l.right = max(l.right, l.vertices[i].x+l.vertices[i].width/2)
	}
}

// settle moves the vertices of a layer towards the mean of their neighbours and
// then apart where they overlap, keeping their order.
func (l *layout) settle(layer []int, x []float64, fromAbove bool) {
	for _, v := range layer {
		near := l.vertices[v].below
		if fromAbove || len(near) == 0 {
			near = l.vertices[v].above
		}
		if len(near) > 0 {
			x[v] = mean(near, x)
		}
	}
	for range layer {
		for i := 1; i < len(layer); i++ {
			a, b := layer[i-1], layer[i]
			need := (l.vertices[a].width+l.vertices[b].width)/2 + gapX
			if lack := need - (x[b] - x[a]); lack > 1e-6 {
				x[a] -= lack / 2
				x[b] += lack / 2
			}
		}
	}
	// What pushing in turns left undone is done from the left.
	for i := 1; i < len(layer); i++ {
		a, b := layer[i-1], layer[i]
		x[b] = max(x[b], x[a]+(l.vertices[a].width+l.vertices[b].width)/2+gapX)
	}
}
