package intake

import (
	"slices"
	"strings"

	"gongshi/generator/diag"
	"gongshi/generator/search"
)

// blocks are groups of columns that repeat side by side: risk point, grade,
// control; risk point, grade, control. What stands before the first group or after
// the last belongs to each.
type blocks struct {
	first, width, n int // column of the first, columns of each, how many
}

// findBlocks finds the groups of columns that repeat below a heading.
func findBlocks(s *Sheet, h head) (blocks, bool) {
	var cols []column
	for c := range s.width() {
		col := column{index: c}
		col.recognise(headingParts(s, h, c))
		cols = append(cols, col)
	}
	same := func(a, b column) bool { return a.field == b.field && a.stage == b.stage && a.value == b.value }
	for first := range cols {
		for width := 2; first+2*width <= len(cols)+1; width++ {
			n := 1
			for first+(n+1)*width <= len(cols) && slices.EqualFunc(cols[first:first+width], cols[first+n*width:first+(n+1)*width], same) {
				n++
			}
			// Two tables may have a blank column between them, which the last lacks.
			if at := first + n*width; cols[first+width-1].heading == "" && len(headingParts(s, h, first+width-1)) == 0 && at+width-1 == len(cols) && slices.EqualFunc(cols[first:first+width-1], cols[at:], same) {
				n++
			}
			has := func(fields ...Field) bool {
				return slices.ContainsFunc(cols[first:first+width], func(c column) bool { return slices.Contains(fields, c.field) })
			}
			if n > 1 && has(Title, Manifestation) && has(Control, Grade) {
				return blocks{first, width, n}, true
			}
		}
	}
	return blocks{}, false
}

// unfold puts the groups of columns below one another. Where nothing belongs to
// all of them, they are tables side by side, and each is read to its end.
func (s *Sheet) unfold(h head, b blocks) *Sheet {
	u := &Sheet{Name: s.Name, Hidden: s.Hidden, HiddenRows: map[int]bool{}, HiddenCols: s.HiddenCols, flat: s.flat}
	var origins []origin
	add := func(row []string, r, block int) {
		if s.HiddenRows[r] {
			u.HiddenRows[len(u.Rows)] = true
		}
		u.Rows = append(u.Rows, row)
		origins = append(origins, origin{r, block})
	}
	for r := range h.first {
		add(s.Rows[r], r, 0)
	}
	for _, m := range s.Merges {
		if m.Bottom < h.first {
			u.Merges = append(u.Merges, m)
		}
	}
	apart := b.first == 0 && b.n*b.width >= s.width()
	heading := func(block int) {
		row := make([]string, s.width())
		for c := range row {
			if parts := headingParts(s, h, b.column(c, block)); len(parts) > 0 && b.holds(c, block) {
				row[c] = parts[len(parts)-1]
			}
		}
		add(row, h.last, block)
		if top := s.at(h.first, b.column(b.first, block)); apart && h.last > h.first && isDepartmentName(top) {
			u.Merges = append(u.Merges, Span{len(u.Rows), b.first, len(u.Rows), b.first + b.width - 1})
			row := make([]string, s.width())
			row[b.first] = top
			add(row, h.first, block)
		}
	}
	placed := map[origin]int{} // the rows of groups that stand here
	spans := map[cell]int{}    // the merged ranges that stand here, by their first cell there
	data := func(r, block int) {
		row, own := make([]string, s.width()), 0
		for c := range row {
			at := b.column(c, block)
			if !b.holds(c, block) {
				continue
			}
			row[c] = s.own(r, at)
			if row[c] != "" && b.inside(c) {
				own++
			}
			if over, ok := s.covered[cell{r, at}]; ok && over.row < r && over.row > h.last && !b.inside(c) {
				row[c] = s.at(r, at)
			}
			if block > 0 && !b.inside(c) && guessHeading(strings.Join(headingParts(s, h, c), "")).field == Seq {
				row[c] = "" // the number is that of the row
			}
		}
		if own == 0 && (block > 0 || s.filled(r) == 0) {
			return
		}
		placed[origin{r, block}] = len(u.Rows)
		for c := b.first; c < b.first+b.width; c++ {
			over, covered := s.covered[cell{r, b.column(c, block)}]
			if top, known := placed[origin{over.row, block}]; covered && known && over.row < r && over.col == b.column(c, block) {
				if _, begun := spans[over]; !begun {
					spans[over] = len(u.Merges)
					u.Merges = append(u.Merges, Span{top, c, top, c})
				}
				u.Merges[spans[over]].Bottom = len(u.Rows)
			}
		}
		add(row, r, block)
	}
	heading(0)
	rows := func(block int) {
		for r := h.last + 1; r < len(s.Rows); r++ {
			data(r, block)
		}
	}
	if apart {
		rows(0)
		for block := 1; block < b.n; block++ {
			heading(block)
			rows(block)
		}
	} else {
		r := h.last + 1
		for _, end := range s.bands(h, b).ends(r) {
			for block := range b.n {
				for at := r; at < end; at++ {
					data(at, block)
				}
			}
			r = end
		}
	}
	u.prepare()
	u.origin = func(at cell) cell {
		if at.row < 0 || at.row >= len(origins) {
			return at
		}
		o := origins[at.row]
		return cell{o.row, b.column(at.col, o.block)}
	}
	return u
}

// bands parts the rows of a sheet so that each group of columns can be read on its own
// within a band: there no row goes on with what one of another band began.
type bands struct {
	sheet  *Sheet
	blocks blocks
	names  []string // of the columns, as the heading has them
	fields []Field
}

func (s *Sheet) bands(h head, b blocks) *bands {
	p := &bands{sheet: s, blocks: b}
	for c := range s.width() {
		name, parts := "", headingParts(s, h, c)
		if len(parts) > 0 {
			name = key(parts[len(parts)-1])
		}
		p.names = append(p.names, name)
		p.fields = append(p.fields, guessHeading(strings.Join(parts, "")).field)
	}
	return p
}

// ends are the rows at which a band ends, with the end of the sheet. Pages and their
// headings end none; a line between the rows does, and a row at which no group goes on.
func (p *bands) ends(from int) []int {
	ends := []int{len(p.sheet.Rows)}
	goesOn := make([]bool, p.blocks.n) // whether the next data of each group do
	for r := len(p.sheet.Rows) - 1; r > from; r-- {
		data := false
		for block := range goesOn {
			if begins, filled := p.begins(r, block); filled {
				data, goesOn[block] = true, !begins
			}
		}
		if data && !slices.Contains(goesOn, true) || !data && p.between(r) {
			ends = append(ends, r)
			clear(goesOn)
		}
	}
	slices.Reverse(ends)
	return ends
}

// begins reports whether a row has data in a group, and whether it begins something
// there: the position and the risk point are written.
func (p *bands) begins(r, block int) (begins, data bool) {
	filled, heading, main := 0, 0, None
	begins = true
	for c := p.blocks.first; c < p.blocks.first+p.blocks.width && p.blocks.column(c, block) < len(p.names); c++ {
		at := p.blocks.column(c, block)
		text := p.sheet.own(r, at)
		if text != "" {
			filled++
			if key(text) == p.names[at] {
				heading++
			}
		}
		switch f := p.fields[at]; {
		case f == Position, f == Department:
			begins = begins && text != ""
		case main == None && (f == Title || f == Manifestation):
			main, begins = f, begins && text != ""
		}
	}
	return begins, filled > heading
}

// between reports a row that stands above the groups that follow, and is no page number.
func (p *bands) between(r int) bool {
	for c, text := range p.sheet.Rows[r] {
		if text != "" && c >= p.blocks.first && c < p.blocks.first+p.blocks.n*p.blocks.width {
			return false
		}
	}
	return p.sheet.filled(r) > 0 && !pageRow().MatchString(search.Fold(p.sheet.text(r)))
}

// origin is the row that a row of an unfolded sheet was made of, and its group.
type origin struct{ row, block int }

// inside reports whether a column is one of the first group.
func (b blocks) inside(c int) bool { return c >= b.first && c < b.first+b.width }

// holds reports whether a column of the unfolded sheet has anything from a group.
func (b blocks) holds(c, block int) bool {
	return c < b.first+b.width || c >= b.first+b.n*b.width
}

// column is where a column of the unfolded sheet comes from.
func (b blocks) column(c, block int) int {
	if b.inside(c) {
		return c + block*b.width
	}
	return c
}

// through reads a sheet that was made of this one, and takes over which of its
// cells were read.
func (t *sheetReader) through(s *Sheet, h head) {
	inner := *t
	inner.sheet, inner.used, inner.told = s, map[cell]bool{}, map[cell]bool{}
	t.report.Form = "table"
	inner.preface(0, h.first)
	inner.table(h)
	for at := range inner.used {
		t.used[s.origin(at)] = true
	}
	for at := range inner.told {
		t.told[s.origin(at)] = true
	}
	t.head, t.byField = inner.head, inner.byField
}

// sideBySide reads a sheet whose columns repeat.
func (t *sheetReader) sideBySide(h head) bool {
	if len(t.opts.Columns) > 0 {
		return false
	}
	b, ok := findBlocks(t.sheet, h)
	if !ok {
		return false
	}
	u := t.sheet.unfold(h, b)
	if h, ok = findHead(u, h.first, nil); !ok {
		return false
	}
	t.through(u, h)
	t.note(h.first, b.first, diag.Note, "columns-repeat", diag.Textf("这张表左右并排写了 %d 组，已逐组读", "%d groups of columns stand side by side; each was read", b.n), diag.Text{})
	return true
}
