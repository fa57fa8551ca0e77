package flow

import "slices"

// Edges run in horizontal tracks between the layers. A track is given to one
// edge where the edge has to move sideways, so that no two lie on each other.

// piece is where an edge moves sideways between two layers.
type piece struct {
	gap      int // below the layer of that number; -1 is above the first
	from, to float64
	y        float64 // the number of its track, then its place
}

// straight reports whether an edge need not move sideways.
func (p piece) straight() bool { return p.from == p.to }

// returnWay is how a return runs: out of its start, up a lane beside everything,
// and into its end.
type returnWay struct {
	edge               int
	lane               float64
	sideFrom, sideTo   bool // leaves or enters at the side of the box
	fromPiece, toPiece int
}

// route finds the way of every edge and the height of every layer.
func (l *layout) route() {
	pieces := l.forwardPieces()
	returns := l.returnWays(&pieces)
	tracks := l.assignTracks(pieces)
	l.placeY(tracks)
	for i := range pieces {
		p := &pieces[i]
		p.y = l.bottomOf(p.gap) + gapY + p.y*track
	}
	l.drawForward(pieces)
	l.drawReturns(pieces, returns)
	slices.SortFunc(l.paths, func(a, b Path) int {
		if a.From != b.From {
			return a.From - b.From
		}
		return a.To - b.To
	})
}

// jog is how far an edge may be off the middle of a box rather than move
// sideways by so little.
const jog = 6

func (l *layout) forwardPieces() []piece {
	var pieces []piece
	for _, ch := range l.chains {
		x := l.port(ch.vertices[0], ch.vertices[1])
		for leg := 1; leg < len(ch.vertices); leg++ {
			to := l.vertices[ch.vertices[leg]].x
			if to-x < jog && x-to < jog {
				to = x
			}
			pieces = append(pieces, piece{gap: l.vertices[ch.vertices[leg-1]].layer, from: x, to: to})
			x = to
		}
	}
	return pieces
}

// port is where an edge leaves a vertex: two or three edges that leave a box
// together are spread along it, more share its middle.
func (l *layout) port(v, other int) float64 {
	x := &l.vertices[v]
	list := x.below
	if x.node < 0 || len(list) < 2 || len(list) > 3 {
		return x.x
	}
	sorted := slices.Clone(list)
	slices.SortStableFunc(sorted, func(a, b int) int {
		switch d := l.vertices[a].x - l.vertices[b].x; {
		case d < 0:
			return -1
		case d > 0:
			return 1
		}
		return 0
	})
	step := min(28, x.width/float64(len(sorted)+1))
	i := slices.Index(sorted, other)
	return x.x + (float64(i)-float64(len(sorted)-1)/2)*step
}

// returnWays plans the returns, the shortest on the innermost lane.
func (l *layout) returnWays(pieces *[]piece) []returnWay {
	var ways []returnWay
	for i, e := range l.graph.Edges {
		if l.returns[i] {
			ways = append(ways, returnWay{edge: i, sideFrom: l.isLast(e.From), sideTo: l.isLast(e.To)})
		}
	}
	slices.SortStableFunc(ways, func(a, b returnWay) int { return l.rise(a.edge) - l.rise(b.edge) })
	for i := range ways {
		w := &ways[i]
		e := l.graph.Edges[w.edge]
		w.lane = l.right + gapX/2 + float64(i+1)*track
		from, to := l.vertices[e.From], l.vertices[e.To]
		if !w.sideFrom {
			w.fromPiece = len(*pieces)
			*pieces = append(*pieces, piece{gap: from.layer, from: from.x + from.width/4, to: w.lane})
		}
		if !w.sideTo {
			w.toPiece = len(*pieces)
			*pieces = append(*pieces, piece{gap: to.layer - 1, from: w.lane, to: to.x + to.width/4})
		}
	}
	if len(ways) > 0 {
		l.right = ways[len(ways)-1].lane
	}
	return ways
}

func (l *layout) rise(edge int) int {
	e := l.graph.Edges[edge]
	return l.vertices[e.From].layer - l.vertices[e.To].layer
}

// isLast reports whether nothing stands to the right of a node in its layer.
func (l *layout) isLast(node int) bool {
	layer := l.layers[l.vertices[node].layer]
	return layer[len(layer)-1] == node
}

// assignTracks gives pieces that would touch different tracks, and returns how
// many each gap has. Gap -1 is at index 0.
func (l *layout) assignTracks(pieces []piece) []int {
	tracks := make([]int, len(l.layers)+1)
	for i := range pieces {
		p := &pieces[i]
		if p.straight() {
			continue
		}
		used := map[float64]bool{}
		for _, q := range pieces[:i] {
			if q.gap == p.gap && !q.straight() && p.touches(q) {
				used[q.y] = true
			}
		}
		for used[p.y] {
			p.y++
		}
		tracks[p.gap+1] = max(tracks[p.gap+1], int(p.y)+1)
	}
	return tracks
}

// touches reports whether two pieces would meet on one track. Those that leave
// one box together, or reach one, may.
func (p piece) touches(q piece) bool {
	if p.from == q.from || p.to == q.to {
		return false
	}
	return min(p.from, p.to) < max(q.from, q.to)+4 && min(q.from, q.to) < max(p.from, p.to)+4
}

// placeY sets the layers one below the other with room for the tracks.
func (l *layout) placeY(tracks []int) {
	y := float64(margin)
	if tracks[0] > 0 {
		y += gapY*2 + float64(tracks[0]-1)*track
	}
	for i, layer := range l.layers {
		height := 0.0
		for _, v := range layer {
			height = max(height, l.vertices[v].height)
		}
		l.top, l.bottom = append(l.top, y), append(l.bottom, y+height)
		y += height + gapY*2 + float64(max(tracks[i+1]-1, 0))*track
		l.end = l.bottom[i] + margin
		if i == len(l.layers)-1 && tracks[i+1] > 0 {
			l.end = y
		}
	}
}

func (l *layout) bottomOf(gap int) float64 {
	if gap < 0 {
		return margin - gapY
	}
	return l.bottom[gap]
}

// corner returns the box of a vertex.
func (l *layout) corner(v int) Point {
	x := &l.vertices[v]
	middle := (l.top[x.layer] + l.bottom[x.layer]) / 2
	return Point{x.x - x.width/2, middle - x.height/2}
}

func (l *layout) drawForward(pieces []piece) {
	n := 0
	for _, ch := range l.chains {
		e := l.graph.Edges[ch.edge]
		p := Path{Edge: e}
		for leg := 1; leg < len(ch.vertices); leg++ {
			part := pieces[n]
			n++
			if leg == 1 {
				p.Points = append(p.Points, Point{part.from, l.corner(e.From).Y + l.vertices[e.From].height})
			}
			if !part.straight() {
				p.Points = append(p.Points, Point{part.from, part.y}, Point{part.to, part.y})
			}
			if leg == len(ch.vertices)-1 {
				p.Points = append(p.Points, Point{part.to, l.corner(e.To).Y})
			}
		}
		l.paths = append(l.paths, p)
	}
}

func (l *layout) drawReturns(pieces []piece, ways []returnWay) {
	for _, w := range ways {
		e := l.graph.Edges[w.edge]
		from, to := l.corner(e.From), l.corner(e.To)
		f, t := l.vertices[e.From], l.vertices[e.To]
		p := Path{Edge: e, Return: true}
		if w.sideFrom {
			y := from.Y + f.height*0.6
			p.Points = append(p.Points, Point{from.X + f.width, y}, Point{w.lane, y})
		} else {
			y := pieces[w.fromPiece].y
			p.Points = append(p.Points, Point{f.x + f.width/4, from.Y + f.height}, Point{f.x + f.width/4, y}, Point{w.lane, y})
		}
		if w.sideTo {
			y := to.Y + t.height*0.4
			p.Points = append(p.Points, Point{w.lane, y}, Point{to.X + t.width, y})
		} else {
			y := pieces[w.toPiece].y
			p.Points = append(p.Points, Point{w.lane, y}, Point{t.x + t.width/4, y}, Point{t.x + t.width/4, to.Y})
		}
		l.paths = append(l.paths, p)
	}
}

func (l *layout) drawing() Drawing {
	d := Drawing{Width: l.right + margin, Height: l.end, Paths: l.paths, Boxes: make([]Point, len(l.graph.Nodes))}
	for i := range l.graph.Nodes {
		d.Boxes[i] = l.corner(i)
	}
	return d
}
