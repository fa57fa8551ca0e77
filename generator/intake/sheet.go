package intake

import "strings"

// Sheet is one sheet of a workbook, or the whole of a CSV file. Rows and columns
// count from 0.
type Sheet struct {
	Name       string
	Hidden     bool
	Rows       [][]string
	HiddenRows map[int]bool
	HiddenCols map[int]bool
	Merges     []Span
	blanks     []cell    // with a formula, of which the file has no value
	comments   []comment // beside cells
	flat       bool      // from CSV: what was merged is blank now

	covered map[cell]cell // cells of a merged range, with its first
	// origin is where a cell stands in the sheet that this one was made of, or nil.
	origin func(cell) cell
	turned bool // rows count columns
}

// Span is a range of merged cells, its ends included.
type Span struct{ Top, Left, Bottom, Right int }

// cell is the place of a cell.
type cell struct{ row, col int }

// own is the text that stands in the cell itself.
func (s *Sheet) own(r, c int) string {
	if r < 0 || r >= len(s.Rows) || c < 0 || c >= len(s.Rows[r]) {
		return ""
	}
	return s.Rows[r][c]
}

// at is the text of the cell, or of the merged range that covers it.
func (s *Sheet) at(r, c int) string {
	if t := s.own(r, c); t != "" {
		return t
	}
	if first, ok := s.covered[cell{r, c}]; ok {
		return s.own(first.row, first.col)
	}
	return ""
}

// isCovered reports whether the cell is a later one of a merged range.
func (s *Sheet) isCovered(r, c int) bool {
	_, ok := s.covered[cell{r, c}]
	return ok
}

// prepare drops blank ends and indexes the merged ranges, as far as there are rows.
func (s *Sheet) prepare() {
	for i, row := range s.Rows {
		n := len(row)
		for n > 0 && row[n-1] == "" {
			n--
		}
		s.Rows[i] = row[:n]
	}
	for len(s.Rows) > 0 && len(s.Rows[len(s.Rows)-1]) == 0 {
		s.Rows = s.Rows[:len(s.Rows)-1]
	}
	s.covered = map[cell]cell{}
	left := maxCovered
	for _, m := range s.Merges {
		m.Bottom = min(m.Bottom, len(s.Rows)-1)
		area := max(0, m.Bottom-m.Top+1) * (m.Right - m.Left + 1)
		if area > left || m.Right-m.Left > maxColumns {
			continue
		}
		left -= area
		for r := m.Top; r <= m.Bottom; r++ {
			for c := m.Left; c <= m.Right; c++ {
				if r != m.Top || c != m.Left {
					s.covered[cell{r, c}] = cell{m.Top, m.Left}
				}
			}
		}
	}
}

// width is the number of columns.
func (s *Sheet) width() int {
	n := 0
	for _, row := range s.Rows {
		n = max(n, len(row))
	}
	return n
}

// filled counts the cells of a row that hold a text of their own.
func (s *Sheet) filled(r int) int {
	n := 0
	for c := range s.Rows[r] {
		if s.Rows[r][c] != "" {
			n++
		}
	}
	return n
}

// text joins the texts of a row.
func (s *Sheet) text(r int) string {
	var parts []string
	for _, t := range s.Rows[r] {
		if t != "" {
			parts = append(parts, t)
		}
	}
	return strings.Join(parts, " | ")
}

// transposed turns rows into columns.
func (s *Sheet) transposed() *Sheet {
	t := &Sheet{Name: s.Name, Hidden: s.Hidden, flat: s.flat, Rows: make([][]string, s.width())}
	for c := range t.Rows {
		t.Rows[c] = make([]string, len(s.Rows))
		for r := range s.Rows {
			t.Rows[c][r] = s.own(r, c)
		}
	}
	for _, m := range s.Merges {
		t.Merges = append(t.Merges, Span{m.Left, m.Top, m.Right, m.Bottom})
	}
	t.prepare()
	t.turned = true
	t.origin = func(at cell) cell { return cell{at.col, at.row} }
	return t
}

var cellSpace = strings.NewReplacer("\r\n", "\n", "\r", "\n", "_x000D_", "", "\u00a0", " ", "\u200b", "", "\ufeff", "", "\u2028", "\n", "\v", "\n", "\t", " ")

// cleanText puts a cell's text into order: line ends, invisible characters and
// outer space.
func cleanText(s string) string {
	s = cellSpace.Replace(s)
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x200b || r == 0x2060 || r == 0xfeff {
			return -1
		}
		return r
	}, s)
	return strings.Trim(s, " \n\u3000")
}
