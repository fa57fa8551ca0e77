package exchange

import (
	"archive/zip"
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math"
	"regexp"
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
	name := label{"风险点目录", "風險點目錄", "Catalogue"}.in(language)
	if err := f.SetSheetName("Sheet1", name); err != nil {
		return nil, err
	}
	if err := layOut(f, name); err != nil {
		return nil, err
	}
	if err := prepare(f, name, language); err != nil {
		return nil, err
	}
	made, err := f.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	emptyWorkbooks.Store(language, made.Bytes())
	return made.Bytes(), nil
}

// Parts of a workbook that are not copied as they are.
const (
	sheetPart = "xl/worksheets/sheet1.xml"
	bookPart  = "xl/workbook.xml" // names the cells that are filtered
	textsPart = "xl/sharedStrings.xml"
)

// pack copies the workbook and puts the rows of a unit into its sheet, their texts
// into its table of texts.
func pack(w io.Writer, workbook []byte, site *catalog.Site, u *catalog.Unit) error {
	in, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		return err
	}
	out := zip.NewWriter(w)
	out.RegisterCompressor(zip.Deflate, newDeflater)
	parts := make(map[string][]byte)
	for _, f := range in.File {
		switch f.Name {
		case sheetPart, bookPart, textsPart:
			if parts[f.Name], err = readPart(f); err != nil {
				return err
			}
		default:
			if err := out.Copy(f); err != nil {
				return err
			}
		}
	}
	n := rowCount(u)
	last := strconv.AppendInt(nil, int64(n+1), 10)
	for _, name := range []string{bookPart, sheetPart} {
		parts[name] = bytes.ReplaceAll(parts[name], strconv.AppendInt(nil, excelize.TotalRows, 10), last)
	}
	// Those of the heading are counted. What is not said need not be true.
	parts[textsPart] = bytes.Replace(parts[textsPart], fmt.Appendf(nil, ` count="%d" uniqueCount="%[1]d"`, len(columns)), nil, 1)
	shared := sharedTexts{numbers: make(map[string]int, n), before: len(columns)}
	rows := func(w *bufio.Writer) error { return writeRows(w, &shared, site, u) }
	for _, p := range []struct {
		name, end string
		content   func(*bufio.Writer) error
	}{{bookPart, "</workbook>", nil}, {sheetPart, "</sheetData>", rows}, {textsPart, "</sst>", shared.write}} {
		if err := writePart(out, p.name, parts[p.name], p.end, p.content); err != nil {
			return err
		}
	}
	return out.Close()
}

// readPart reads a part of the empty workbook.
func readPart(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// writePart writes a part of the empty workbook with content before the end of an element.
func writePart(out *zip.Writer, name string, part []byte, end string, content func(*bufio.Writer) error) error {
	before, after, ok := bytes.Cut(part, []byte(end))
	if !ok {
		return fmt.Errorf("%s has no %s", name, end)
	}
	packed, err := out.Create(name)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(packed, 1<<16)
	w.Write(before)
	if content != nil {
		if err := content(w); err != nil {
			return err
		}
	}
	w.WriteString(end)
	w.Write(after)
	return w.Flush()
}

// writeRows writes the rows after the heading.
func writeRows(w *bufio.Writer, shared *sharedTexts, site *catalog.Site, u *catalog.Unit) error {
	n := 1
	texts, made := make([]string, len(columns)), make(cells, len(columns))
	var line []byte
	return eachEntry(site, u, func(e entry) error {
		n++
		row(e, site.Language, texts)
		made.set(e, texts, shared)
		line = made.append(line[:0], n)
		_, err := w.Write(line)
		return err
	})
}

// sharedTexts is the table of the texts of a workbook: cells name them by their
// numbers, and most stand in many cells.
type sharedTexts struct {
	before  int            // how many there are in the empty workbook
	texts   []string       // those of the rows
	numbers map[string]int // in texts
}

// number gives the number of a text.
func (s *sharedTexts) number(text string) int {
	n, ok := s.numbers[text]
	if !ok {
		n = len(s.texts)
		s.texts = append(s.texts, text)
		s.numbers[text] = n
	}
	return s.before + n
}

func (s *sharedTexts) write(w *bufio.Writer) error {
	var line []byte
	for _, text := range s.texts {
		line = append(appendText(append(line[:0], `<si>`...), cellText(text)), `</si>`...)
		w.Write(line)
	}
	return nil
}

// deflaters are used again: one takes as much memory as a sheet.
var deflaters sync.Pool

type deflater struct{ *flate.Writer }

func newDeflater(w io.Writer) (io.WriteCloser, error) {
	if d, ok := deflaters.Get().(*deflater); ok {
		d.Reset(w)
		return d, nil
	}
	d, err := flate.NewWriter(w, flate.BestSpeed)
	return &deflater{d}, err
}

func (d *deflater) Close() error {
	err := d.Writer.Close()
	deflaters.Put(d)
	return err
}

// prepare sets the widths of columns and what stays in sight, and writes the heading.
func prepare(f *excelize.File, sheet, language string) error {
	for i, c := range columns {
		if err := f.SetColWidth(sheet, columnNames[i], columnNames[i], c.width); err != nil {
			return err
		}
	}
	if err := f.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	style, err := f.NewStyle(&excelize.Style{
		Font:      &excelize.Font{Bold: true},
		Alignment: &excelize.Alignment{Vertical: "center", Horizontal: "center", WrapText: true},
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EDF3"}},
	})
	if err != nil {
		return err
	}
	breaking, err := f.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}})
	if err != nil {
		return err
	}
	if breaking != breakingStyle {
		return fmt.Errorf("the style of long texts is %d", breaking)
	}
	for i, text := range heading(language) {
		if err := f.SetCellStr(sheet, columnNames[i]+"1", text); err != nil {
			return err
		}
	}
	if err := f.SetCellStyle(sheet, "A1", columnNames[len(columns)-1]+"1", style); err != nil {
		return err
	}
	return f.SetRowHeight(sheet, 1, 30)
}

// breakingStyle is the style of cells: their lines break, from the top.
const breakingStyle = 2

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
	text  string
	xml   []byte
	lines int // that it takes, if it is printed
}

func (r cells) set(e entry, texts []string, shared *sharedTexts) {
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
		out = append(strconv.AppendInt(append(out, ` s="`...), breakingStyle, 10), '"')
		if i < printedCount {
			r[i].lines = linesOf(texts[i], c.width)
		}
		r[i].xml = append(strconv.AppendInt(append(out, ` t="s"><v>`...), int64(shared.number(texts[i])), 10), `</v></c>`...)
	}
}

// append appends the row of a number, without the cells that are empty.
func (r cells) append(out []byte, n int) []byte {
	number := strconv.Itoa(n)
	out = append(append(append(out, `<row r="`...), number...), '"')
	lines := 1
	for i := range r[:printedCount] {
		lines = max(lines, r[i].lines)
	}
	if lines > 1 {
		height := min(int64(lines*formLine), mostHeight)
		out = append(strconv.AppendInt(append(out, ` ht="`...), height, 10), `" customHeight="1"`...)
	}
	out = append(out, '>')
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

// layOut sets filters over all rows and the page for printing: A4 across, the columns of
// the paper form as wide as the paper, the heading on every page.
func layOut(f *excelize.File, sheet string) error {
	last, err := excelize.CoordinatesToCellName(len(columns), excelize.TotalRows)
	if err != nil {
		return err
	}
	if err := f.SetSheetDimension(sheet, "A1:"+last); err != nil {
		return err
	}
	if err := f.AutoFilter(sheet, "A1:"+last, nil); err != nil {
		return err
	}
	a4, wide, high := 9, 1, 0
	orientation, fit := "landscape", true
	if err := f.SetPageLayout(sheet, &excelize.PageLayoutOptions{Size: &a4, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &high}); err != nil {
		return err
	}
	if err := f.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	if err := setMargins(f, sheet); err != nil {
		return err
	}
	printed := fmt.Sprintf("'%s'!$A$1:$%s$%d", sheet, columnNames[printedCount-1], excelize.TotalRows)
	if err := f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", Scope: sheet, RefersTo: printed}); err != nil {
		return err
	}
	return f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: sheet, RefersTo: "'" + sheet + "'!$1:$1"})
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
