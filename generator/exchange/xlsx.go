package exchange

import (
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/klauspost/compress/flate"
	"github.com/xuri/excelize/v2"

	"gongshi/generator/catalog"
)

// maxCell is how many characters a cell of a workbook may hold.
const maxCell = excelize.TotalCellChars

// XLSX writes a unit as a workbook with one sheet: the same table as [CSV], with
// the heading fixed and filters set. Every text is a text and never a formula.
// Text beyond what a cell may hold is cut, with a mark.
//
// A workbook with its heading alone is made once. The rows, which are many and all
// alike, are put into its sheet as it is packed again for a unit.
func XLSX(w io.Writer, site *catalog.Site, u *catalog.Unit) error {
	empty, err := emptyWorkbook(site.Language)
	if err != nil {
		return fmt.Errorf("make workbook: %w", err)
	}
	if err := pack(w, empty, site, u); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

// sheet is the one sheet of a workbook being made.
type sheet struct {
	file           *excelize.File
	name, language string
	stream         *excelize.StreamWriter
}

// emptyWorkbooks are the workbooks without rows that have been made, by language.
var emptyWorkbooks sync.Map

// emptyWorkbook gives a workbook in which filters are set over as many rows as a sheet
// may have, and there are none.
func emptyWorkbook(language string) ([]byte, error) {
	if made, ok := emptyWorkbooks.Load(language); ok {
		return made.([]byte), nil
	}
	f := excelize.NewFile()
	defer f.Close()
	s := sheet{file: f, language: language, name: label{"风险点目录", "風險點目錄", "Catalogue"}.in(language)}
	if err := s.frame(); err != nil {
		return nil, err
	}
	made, err := f.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	emptyWorkbooks.Store(language, made.Bytes())
	return made.Bytes(), nil
}

// frame makes everything but the rows.
func (s *sheet) frame() error {
	if err := s.file.SetSheetName("Sheet1", s.name); err != nil {
		return err
	}
	if err := s.layOut(); err != nil {
		return err
	}
	var err error
	if s.stream, err = s.file.NewStreamWriter(s.name); err != nil {
		return err
	}
	if err := s.prepare(); err != nil {
		return err
	}
	return s.stream.Flush()
}

// pack copies the workbook and puts the rows of a unit into its sheet.
func pack(w io.Writer, workbook []byte, site *catalog.Site, u *catalog.Unit) error {
	in, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		return err
	}
	out := zip.NewWriter(w)
	for _, f := range in.File {
		switch f.Name {
		case "xl/worksheets/sheet1.xml":
			err = fill(out, f, site, u)
		case "xl/workbook.xml": // it names the cells that are filtered
			err = copyPart(out, f, u)
		default:
			err = out.Copy(f)
		}
		if err != nil {
			return err
		}
	}
	return out.Close()
}

// readPart reads a part of the empty workbook and tells it how many rows there are.
func readPart(f *zip.File, u *catalog.Unit) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	return bytes.ReplaceAll(data, strconv.AppendInt(nil, excelize.TotalRows, 10), strconv.AppendInt(nil, int64(rowCount(u)+1), 10)), err
}

func copyPart(out *zip.Writer, f *zip.File, u *catalog.Unit) error {
	data, err := readPart(f, u)
	if err != nil {
		return err
	}
	part, err := out.Create(f.Name)
	if err != nil {
		return err
	}
	_, err = part.Write(data)
	return err
}

// fill writes the sheet with the rows after its heading, packed by what is faster.
func fill(out *zip.Writer, heading *zip.File, site *catalog.Site, u *catalog.Unit) error {
	data, err := readPart(heading, u)
	if err != nil {
		return err
	}
	before, after, ok := bytes.Cut(data, []byte("</sheetData>"))
	if !ok {
		return errors.New("the sheet has no rows")
	}
	out.RegisterCompressor(zip.Deflate, newDeflater)
	defer out.RegisterCompressor(zip.Deflate, nil)
	part, err := out.Create(heading.Name)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(part, 1<<16)
	w.Write(before)
	n := 1
	texts, made := make([]string, len(columns)), make(cells, len(columns))
	var line []byte
	err = eachEntry(site, u, func(e entry) error {
		n++
		row(e, site.Language, texts)
		made.set(e, texts)
		line = made.append(line[:0], n)
		_, err := w.Write(line)
		return err
	})
	if err != nil {
		return err
	}
	w.WriteString("</sheetData>")
	w.Write(after)
	return w.Flush()
}

// deflaters are used again: one takes as much memory as a sheet.
var deflaters sync.Pool

type deflater struct{ *flate.Writer }

func newDeflater(w io.Writer) (io.WriteCloser, error) {
	if d, ok := deflaters.Get().(*deflater); ok {
		d.Reset(w)
		return d, nil
	}
	d, err := flate.NewWriter(w, flate.DefaultCompression)
	return &deflater{d}, err
}

func (d *deflater) Close() error {
	err := d.Writer.Close()
	deflaters.Put(d)
	return err
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
	return s.stream.SetRow("A1", cells, excelize.RowOpts{Height: 30})
}

// columnNames are those of a spreadsheet: A, B and so on.
var columnNames = func() []string {
	names := make([]string, len(columns))
	for i := range names {
		names[i], _ = excelize.ColumnNumberToName(i + 1)
	}
	return names
}()

// cells are those of a row in the form of a sheet, but for their names. Rows of one
// risk point have most of their texts in common: what stands in the row above is not
// written anew.
type cells []struct {
	text string
	xml  []byte
}

func (r cells) set(e entry, texts []string) {
	for i := range columns {
		if r[i].text == texts[i] {
			continue
		}
		c := &columns[i]
		r[i].text = texts[i]
		out := r[i].xml[:0]
		if c.number != nil {
			if v := c.number(e); !math.IsInf(v, 0) && !math.IsNaN(v) {
				r[i].xml = append(strconv.AppendFloat(append(out, `><v>`...), v, 'f', -1, 64), `</v></c>`...)
				continue
			}
		}
		r[i].xml = append(appendText(append(out, ` t="inlineStr"><is>`...), cellText(texts[i])), `</is></c>`...)
	}
}

// append appends the row of a number, without the cells that are empty.
func (r cells) append(out []byte, n int) []byte {
	number := strconv.Itoa(n)
	out = append(append(append(out, `<row r="`...), number...), `">`...)
	for i := range r {
		if r[i].text != "" {
			out = append(append(append(append(out, `<c r="`...), columnNames[i]...), number...), '"')
			out = append(out, r[i].xml...)
		}
	}
	return append(out, `</row>`...)
}

// entities stand for what means something in XML.
var entities = [256]string{'&': "&amp;", '<': "&lt;", '>': "&gt;"}

// byNumber is what spreadsheet programs take for a character written by its number.
var byNumber = regexp.MustCompile(`^_x[0-9A-Fa-f]{4}_`)

// literal writes by their number the underscores that begin what is no such
// character.
func literal(s string) string {
	var out strings.Builder
	for i := range len(s) {
		if s[i] == '_' && byNumber.MatchString(s[i:]) {
			out.WriteString("_x005F_")
		} else {
			out.WriteByte(s[i])
		}
	}
	return out.String()
}

// appendText appends the text of a cell as an element.
func appendText(out []byte, s string) []byte {
	if s == "" {
		return append(out, `<t></t>`...)
	}
	if strings.Contains(s, "_x") {
		s = literal(s)
	}
	out = append(out, `<t`...)
	if s[0] <= ' ' || s[len(s)-1] <= ' ' {
		out = append(out, ` xml:space="preserve"`...)
	}
	out = append(out, '>')
	written := 0
	for i := range len(s) {
		if e := entities[s[i]]; e != "" {
			out = append(append(out, s[written:i]...), e...)
			written = i + 1
		}
	}
	return append(append(out, s[written:]...), `</t>`...)
}

// layOut sets filters over all rows and the page for printing: A4 across, as wide
// as the paper, the heading on every page. It comes before the rows are streamed,
// since afterwards the whole sheet would have to be read again.
func (s *sheet) layOut() error {
	last, err := excelize.CoordinatesToCellName(len(columns), excelize.TotalRows)
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

func rowCount(u *catalog.Unit) int {
	n := 0
	eachEntry(nil, u, func(entry) error { n++; return nil }) // does not fail
	return n
}

// cellText makes a text fit for a cell: no characters that XML forbids, no more
// than a cell may hold.
func cellText(s string) string {
	if len(s) <= maxCell && isPlain(s) {
		return s
	}
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	if units(s) <= maxCell {
		return s
	}
	n := 0
	for i, r := range s {
		if n += utf16.RuneLen(r); n >= maxCell {
			return s[:i] + "…"
		}
	}
	return s
}

// isPlain reports whether a text surely holds nothing that XML forbids.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' && c != '\n' && c != '\t' || c == '\xef' && i+2 < len(s) && s[i+1] == '\xbf' && s[i+2] >= '\xbe' {
			return false
		}
	}
	return utf8.ValidString(s)
}

// units is the length of a text as spreadsheet programs count it.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}
