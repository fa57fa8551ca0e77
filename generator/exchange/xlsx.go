package exchange

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"gongshi/generator/catalog"
)

// maxCell is how many characters a cell of a workbook may hold.
const maxCell = excelize.TotalCellChars

// XLSX writes a unit as a workbook with one sheet: the same table as [CSV], with
// the heading fixed and filters set. Every text is a text and never a formula.
// Text beyond what a cell may hold is cut, with a mark.
func XLSX(w io.Writer, site *catalog.Site, u *catalog.Unit) error {
	f := excelize.NewFile()
	defer f.Close()
	s := sheet{file: f, site: site, language: site.Language, name: label{"风险点目录", "風險點目錄", "Catalogue"}.in(site.Language)}
	if err := s.write(u); err != nil {
		return fmt.Errorf("make workbook: %w", err)
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

// sheet is the one sheet of a workbook being made.
type sheet struct {
	file           *excelize.File
	site           *catalog.Site
	name, language string
	stream         *excelize.StreamWriter
	rows           int
}

func (s *sheet) write(u *catalog.Unit) error {
	if err := s.file.SetSheetName("Sheet1", s.name); err != nil {
		return err
	}
	if err := s.layOut(s.rowCount(u) + 1); err != nil {
		return err
	}
	var err error
	if s.stream, err = s.file.NewStreamWriter(s.name); err != nil {
		return err
	}
	if err := s.prepare(); err != nil {
		return err
	}
	if err := eachEntry(s.site, u, s.entry); err != nil {
		return err
	}
	return s.stream.Flush()
}

// prepare sets the widths of columns and what stays in sight, and writes the heading.
func (s *sheet) prepare() error {
	// The stream puts the width set last first; programs want them in order.
	for i, c := range slices.Backward(columns) {
		if err := s.stream.SetColWidth(i+1, i+1, c.width); err != nil {
			return err
		}
	}
	if err := s.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	style, err := s.file.NewStyle(&excelize.Style{
		Font:      &excelize.Font{Bold: true},
		Alignment: &excelize.Alignment{Vertical: "center", Horizontal: "center", WrapText: true},
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EDF3"}},
	})
	if err != nil {
		return err
	}
	cells := make([]any, len(columns))
	for i, text := range heading(s.language) {
		cells[i] = excelize.Cell{StyleID: style, Value: text}
	}
	s.rows = 1
	return s.stream.SetRow("A1", cells, excelize.RowOpts{Height: 30})
}

func (s *sheet) entry(e entry) error {
	s.rows++
	texts := row(e, s.language, nil)
	cells := make([]any, len(columns))
	for i, c := range columns {
		switch {
		case texts[i] == "":
		case c.number != nil:
			cells[i] = c.number(e)
		default:
			cells[i] = cellText(texts[i])
		}
	}
	return s.stream.SetRow(fmt.Sprintf("A%d", s.rows), cells)
}

// layOut sets filters over all rows and the page for printing: A4 across, as wide
// as the paper, the heading on every page. It comes before the rows are streamed,
// since afterwards the whole sheet would have to be read again.
func (s *sheet) layOut(rows int) error {
	last, err := excelize.CoordinatesToCellName(len(columns), rows)
	if err != nil {
		return err
	}
	if err := s.file.SetSheetDimension(s.name, "A1:"+last); err != nil {
		return err
	}
	if err := s.file.AutoFilter(s.name, "A1:"+last, nil); err != nil {
		return err
	}
	a4, wide, high := 9, 1, 0
	orientation, fit := "landscape", true
	if err := s.file.SetPageLayout(s.name, &excelize.PageLayoutOptions{Size: &a4, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &high}); err != nil {
		return err
	}
	if err := s.file.SetSheetProps(s.name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	return s.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: s.name, RefersTo: "'" + s.name + "'!$1:$1"})
}

func (s *sheet) rowCount(u *catalog.Unit) int {
	n := 0
	eachEntry(s.site, u, func(entry) error { n++; return nil }) // does not fail
	return n
}

// cellText makes a text fit for a cell: no characters that XML forbids, no more
// than a cell may hold.
func cellText(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	if utf8.RuneCountInString(s) <= maxCell {
		return s
	}
	return string([]rune(s)[:maxCell-1]) + "…"
}
