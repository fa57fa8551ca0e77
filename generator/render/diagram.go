package render

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"gongshi/generator/catalog"
	"gongshi/generator/render/flow"
)

// Diagram is a chart as a drawing of boxes and arrows. What it shows stands
// beside it as a list, which is its text alternative.
type Diagram struct {
	Title   string
	Width   string // in units of the drawing
	Height  string
	Wide    string // in em, so that the drawing grows with the type
	Tall    string
	Shrinks bool // a little wider than a page: it may be drawn smaller, to fit
	Boxes   []Box
	Paths   []Arrow
	ID      string  // of the drawing on its page
	Strips  []Strip // of a drawing too high for paper: its parts from top to bottom
}

// Strip is a part of a drawing that is as wide as all of it.
type Strip struct {
	Top, Height string
	Tall        string // in em
}

// Box is a node with the lines written in it.
type Box struct {
	Kind          string // start, task, decision or end
	X, Y          string
	Width, Height string
	Radius        string
	Outline       string // points of the outline, where it is no rectangle
	Lines         []TextLine
	Marks         []Mark
}

// TextLine is a line of text at a place.
type TextLine struct {
	X, Y, Text string
	Minor      bool
}

// Mark is the symbol of a grade at the corner of a box.
type Mark struct {
	X, Y, Symbol, Tone string
}

// Arrow is an edge.
type Arrow struct {
	D      string // the path
	Tip    string // points of the arrow's head
	Return bool
}

// Sizes in the units of drawings: 16 units are an em.
const (
	unitsPerEm  = 16
	lineHeight  = 21
	minorHeight = 18
	minorSize   = 13
	boxPadding  = 10
	shrinkable  = 76               // em, of a drawing that can still be read when it is made to fit a page
	textWidth   = 9.5 * unitsPerEm // where text is broken
	paperHeight = 80 * unitsPerEm  // of a drawing that can still be read when it is made to fit the height of paper
	stripHeight = 64 * unitsPerEm  // of a part that fits as it is
)

// textSize is about how wide a text is, in units: Han characters are square, the
// rest about half as wide.
func textSize(s string) float64 {
	w := 0.0
	for _, r := range s {
		if r >= 0x2e80 {
			w += unitsPerEm
		} else {
			w += unitsPerEm * 0.56
		}
	}
	return w
}

// broken parts a text into lines of at most the width, and of about the same
// length.
func broken(s string, width float64) []string {
	lines := brokenAt(s, width)
	if len(lines) == 1 {
		return lines
	}
	for narrow := textSize(s) / float64(len(lines)); narrow < width; narrow += unitsPerEm / 2 {
		if even := brokenAt(s, narrow); len(even) == len(lines) {
			return even
		}
	}
	return lines
}

// brokenAt parts a text between any two Han characters and between words.
func brokenAt(s string, width float64) []string {
	if textSize(s) <= width {
		return []string{strings.TrimSpace(s)}
	}
	var lines []string
	line, used := "", 0.0
	for _, word := range breakable(s) {
		w := textSize(word)
		if line != "" && used+w > width {
			lines = append(lines, strings.TrimSpace(line))
			line, used = "", 0
		}
		line += word
		used += w
	}
	return append(lines, strings.TrimSpace(line))
}

// breakable parts a text where a line may end. Closing punctuation stays with
// what it closes.
func breakable(s string) []string {
	var out []string
	for _, r := range s {
		n := len(out) - 1
		narrow := r < 0x2e80 && r != ' '
		switch {
		case n >= 0 && narrow && lastIsNarrow(out[n]), n >= 0 && strings.ContainsRune("\uff0c\u3002\u3001\uff1b\uff1a\uff09\u300b\u201d", r):
			out[n] += string(r)
		default:
			out = append(out, string(r))
		}
	}
	return out
}

func lastIsNarrow(s string) bool {
	return s != "" && s[len(s)-1] < 0x80 && s[len(s)-1] != ' '
}

// boxText is what stands in a box, before it has a place.
type boxText struct {
	kind         string
	major, minor []string
	marks        []Grade
}

func (b boxText) size() flow.Node {
	width := 0.0
	for _, s := range b.major {
		width = max(width, textSize(s))
	}
	for _, s := range b.minor {
		width = max(width, textSize(s)*minorSize/unitsPerEm)
	}
	n := flow.Node{Width: width + 2*boxPadding + 8, Height: float64(len(b.major)*lineHeight+len(b.minor)*minorHeight) + 2*boxPadding - 4}
	if b.kind == catalog.StepDecision {
		n.Width += 16
	}
	n.Width = max(n.Width, 5*unitsPerEm)
	return n
}

// draw lays out boxes and writes them down as a drawing.
func draw(id, title string, texts []boxText, edges []flow.Edge) *Diagram {
	g := flow.Graph{Edges: edges}
	for _, t := range texts {
		g.Nodes = append(g.Nodes, t.size())
	}
	d := flow.Layout(g)
	out := &Diagram{ID: id, Title: title, Width: coordinate(d.Width), Height: coordinate(d.Height),
		Wide: coordinate(d.Width/unitsPerEm) + "em", Tall: coordinate(d.Height/unitsPerEm) + "em",
		Shrinks: d.Width < shrinkable*unitsPerEm}
	out.Strips = strips(d, g.Nodes)
	for i, t := range texts {
		out.Boxes = append(out.Boxes, t.box(d.Boxes[i], g.Nodes[i]))
	}
	for _, p := range d.Paths {
		out.Paths = append(out.Paths, arrow(p))
	}
	return out
}

// strips cuts a drawing that is too high for paper between boxes, into parts that stand
// beside each other there.
func strips(d flow.Drawing, sizes []flow.Node) []Strip {
	if d.Height <= paperHeight {
		return nil
	}
	order := make([]int, len(sizes))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(d.Boxes[a].Y, d.Boxes[b].Y) })
	var out []Strip
	even := d.Height / math.Ceil(d.Height/stripHeight)
	high := min(stripHeight-lineHeight, even+2*lineHeight)
	top, end := 0.0, 0.0 // of the part, and of the boxes so far
	cut := func(to float64) {
		out = append(out, Strip{coordinate(top), coordinate(to - top), coordinate((to-top)/unitsPerEm) + "em"})
		top = to
	}
	for _, i := range order {
		y, foot := d.Boxes[i].Y, d.Boxes[i].Y+sizes[i].Height
		if y > end && foot-top > high && end > top {
			cut((end + y) / 2)
		}
		end = max(end, foot)
	}
	cut(d.Height)
	return out
}

func (b boxText) box(at flow.Point, size flow.Node) Box {
	box := Box{Kind: b.kind, X: coordinate(at.X), Y: coordinate(at.Y), Width: coordinate(size.Width), Height: coordinate(size.Height), Radius: "3"}
	switch b.kind {
	case catalog.StepStart, catalog.StepEnd:
		box.Radius = coordinate(min(size.Height, 44) / 2)
	case catalog.StepDecision:
		box.Outline = hexagon(at, size)
	}
	y := at.Y + boxPadding - 2
	middle := coordinate(at.X + size.Width/2)
	for _, s := range b.major {
		box.Lines = append(box.Lines, TextLine{X: middle, Y: coordinate(y + 15.5), Text: s})
		y += lineHeight
	}
	for _, s := range b.minor {
		box.Lines = append(box.Lines, TextLine{X: middle, Y: coordinate(y + 13), Text: s, Minor: true})
		y += minorHeight
	}
	x := at.X + size.Width - 4
	for i := len(b.marks) - 1; i >= 0; i-- {
		g := b.marks[i]
		x -= textSize(first(g.Symbol))
		box.Marks = append(box.Marks, Mark{X: coordinate(x), Y: coordinate(at.Y + 5), Symbol: first(g.Symbol), Tone: g.Tone})
	}
	return box
}

// first is the first character of a symbol, which may repeat it.
func first(s string) string {
	for _, r := range s {
		return string(r)
	}
	return ""
}

func hexagon(at flow.Point, s flow.Node) string {
	const cut = 14
	return points([]flow.Point{{X: at.X + cut, Y: at.Y}, {X: at.X + s.Width - cut, Y: at.Y}, {X: at.X + s.Width, Y: at.Y + s.Height/2},
		{X: at.X + s.Width - cut, Y: at.Y + s.Height}, {X: at.X + cut, Y: at.Y + s.Height}, {X: at.X, Y: at.Y + s.Height/2}})
}

func points(list []flow.Point) string {
	parts := make([]string, len(list))
	for i, p := range list {
		parts[i] = coordinate(p.X) + "," + coordinate(p.Y)
	}
	return strings.Join(parts, " ")
}

// arrow draws an edge as lines that end at the foot of the arrow's head.
func arrow(p flow.Path) Arrow {
	const long, half = 8, 4
	list := append([]flow.Point(nil), p.Points...)
	tip, before := list[len(list)-1], list[len(list)-2]
	dx, dy := sign(tip.X-before.X), sign(tip.Y-before.Y)
	foot := flow.Point{X: tip.X - dx*long, Y: tip.Y - dy*long}
	list[len(list)-1] = foot
	var d strings.Builder
	for i, q := range list {
		d.WriteString(map[bool]string{true: "M", false: "L"}[i == 0] + coordinate(q.X) + " " + coordinate(q.Y))
	}
	head := points([]flow.Point{tip, {X: foot.X - dy*half, Y: foot.Y - dx*half}, {X: foot.X + dy*half, Y: foot.Y + dx*half}})
	return Arrow{D: d.String(), Tip: head, Return: p.Return}
}

func sign(x float64) float64 {
	switch {
	case x > 0.01:
		return 1
	case x < -0.01:
		return -1
	}
	return 0
}

func coordinate(x float64) string {
	s := strconv.FormatFloat(x, 'f', 1, 64)
	return strings.TrimSuffix(s, ".0")
}

// chartOf draws the process of a power. A process that runs straight on through
// less than three steps needs no drawing.
func (v *unitView) chartOf(p *catalog.Position, x *catalog.Power) *Diagram {
	if len(x.Steps) < 3 || len(x.Steps) > 60 {
		return nil
	}
	number := map[string]int{}
	for i, s := range x.Steps {
		number[s.ID] = i
	}
	var texts []boxText
	var edges []flow.Edge
	for i, s := range x.Steps {
		t := boxText{kind: s.Kind, major: broken(strconv.Itoa(i+1)+" "+s.Name, textWidth)}
		if s.By != "" {
			t.minor = broken(s.By, textWidth*unitsPerEm/minorSize)
		}
		for _, id := range s.Risks {
			if r := p.Risk(id); r != nil {
				t.marks = append(t.marks, v.grades.of(r.Grade))
			}
		}
		texts = append(texts, t)
		for _, next := range s.Next {
			if j, ok := number[next]; ok {
				edges = append(edges, flow.Edge{From: i, To: j})
			}
		}
	}
	return draw("flow-"+elementID(p.ID)+"-"+elementID(x.ID), v.r.words.format("diagram.flow", x.Name), texts, edges)
}

// organisation draws the departments of the unit, where they form a tree of more
// than one level.
func (v *unitView) organisation() *Diagram {
	u := v.unit
	var texts []boxText
	var edges []flow.Edge
	number := map[string]int{}
	for i, d := range u.Departments {
		number[d.ID] = i
	}
	parent := make([]int, len(u.Departments))
	for i := range u.Departments {
		d := &u.Departments[i]
		texts = append(texts, boxText{kind: catalog.StepTask, major: broken(d.Name, 7*unitsPerEm)})
		parent[i] = -1
		if up, ok := number[d.Parent]; ok && d.Parent != "" && up != i {
			edges = append(edges, flow.Edge{From: up, To: i})
			parent[i] = up
		}
	}
	if len(edges) == 0 || len(texts) > 100 {
		return nil
	}
	title := v.r.words.format("diagram.organisation", u.Name)
	if d := draw("organisation", title, texts, edges); d.Shrinks || !isTree(parent) {
		return d
	}
	return hang(title, texts, parent)
}

// isTree reports whether every node leads up to a root.
func isTree(parent []int) bool {
	for i := range parent {
		steps := 0
		for at := i; at >= 0; at = parent[at] {
			if steps++; steps > len(parent) {
				return false
			}
		}
	}
	return true
}
