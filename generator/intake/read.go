package intake

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"gongshi/generator/diag"
)

// Refusal is a file that cannot be read as a table, with what to do about it.
type Refusal struct{ Reason, Hint diag.Text }

func (r *Refusal) Error() string { return r.Reason.Zh }

// Open reads a workbook or a CSV file. A file that is no table is a *Refusal.
func Open(name string) ([]*Sheet, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read table: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, fmt.Errorf("read table: %w", err)
	case info.Size() > max(maxWorkbook, maxText):
		return nil, &Refusal{diag.Textf("文件有 %d MB，最多 %d MB", "the file has %d MB, at most %d MB", info.Size()>>20, max(maxWorkbook, maxText)>>20), splitHint}
	}
	head := make([]byte, 8)
	n, _ := io.ReadFull(f, head) // a short file is judged by what there is
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("read table: %w", err)
	}
	var sheets []*Sheet
	switch head = head[:n]; {
	case bytes.HasPrefix(head, []byte("PK")):
		sheets, err = readXLSX(name)
	case bytes.HasPrefix(head, []byte{0xd0, 0xcf, 0x11, 0xe0}):
		return nil, &Refusal{diag.Text{Zh: "这是旧版的 .xls 文件，或者是加了密码的文件", En: "this is an old .xls file, or one with a password"},
			diag.Text{Zh: "在 WPS 或 Excel 中打开，去掉密码，另存为“Excel 工作簿（.xlsx）”后再导入", En: "open it in a spreadsheet program, remove the password, save it as .xlsx and import that"}}
	case bytes.HasPrefix(head, []byte("%PDF")):
		return nil, &Refusal{diag.Text{Zh: "这是 PDF 文件，不是表格", En: "this is a PDF file, not a table"},
			diag.Text{Zh: "找到原来的表格文件（.xlsx 或 .csv）再导入", En: "import the spreadsheet (.xlsx or .csv) that it was made from"}}
	default:
		var data []byte
		if data, err = io.ReadAll(f); err != nil {
			return nil, fmt.Errorf("read table: %w", err)
		}
		base := filepath.Base(name)
		sheets, err = readCSV(strings.TrimSuffix(base, filepath.Ext(base)), data)
	}
	if err != nil {
		return nil, err
	}
	for _, s := range sheets {
		s.prepare()
	}
	return sheets, nil
}

// readXLSX reads the sheets row by row. What excelize tells only of a sheet held
// in memory as a whole, merged ranges and hidden columns, is taken from the
// sheet's own file.
func readXLSX(name string) ([]*Sheet, error) {
	z, err := zip.OpenReader(name)
	if err != nil {
		return nil, unreadable(err)
	}
	if err = unpacksWithin(z.File); err == nil {
		err = plainParts(z.File)
	}
	z.Close()
	if err != nil {
		return nil, err
	}
	f, err := excelize.OpenFile(name, excelize.Options{ShortDatePattern: "yyyy-mm-dd", LongDatePattern: "yyyy-mm-dd"})
	if err != nil {
		return nil, unreadable(err)
	}
	defer f.Close()
	plainDates(f)
	parts, err := sheetParts(name, f.GetSheetList())
	if err != nil {
		return nil, err
	}
	var sheets []*Sheet
	var held tally
	for _, title := range f.GetSheetList() {
		s := &Sheet{Name: title, HiddenRows: map[int]bool{}, HiddenCols: map[int]bool{}}
		if visible, err := f.GetSheetVisible(title); err == nil {
			s.Hidden = !visible
		}
		err := s.readRows(f, &held)
		if _, refused := IsRefusal(err); refused {
			return nil, err
		}
		if err != nil {
			continue // a chart sheet has no rows
		}
		s.readParts(parts[title])
		sheets = append(sheets, s)
	}
	return sheets, nil
}

// unreadable refuses a file that is no workbook.
func unreadable(err error) error {
	return &Refusal{diag.Textf("不能作为 Excel 工作簿打开：%v", "cannot be opened as a workbook: %v", err),
		diag.Text{Zh: "在 WPS 或 Excel 中打开，另存为“Excel 工作簿（.xlsx）”后再导入；Word 文档请把表格复制到工作表里", En: "open it in a spreadsheet program and save it as .xlsx"}}
}

func (s *Sheet) readRows(f *excelize.File, held *tally) error {
	rows, err := f.Rows(s.Name)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		opts := rows.GetRowOpts()
		cells, err := rows.Columns()
		if err != nil {
			return unreadable(err)
		}
		if opts.Hidden {
			s.HiddenRows[len(s.Rows)] = true
		}
		for i := range cells {
			cells[i] = withoutMidnight(cleanText(cells[i]))
		}
		row, err := held.add(cells)
		if err != nil {
			return err
		}
		s.Rows = append(s.Rows, row)
	}
	if err := rows.Error(); err != nil {
		return unreadable(err)
	}
	return nil
}

// sheetPart is what is read of a sheet's own file.
type sheetPart struct {
	merges   []Span
	hidden   []int // columns
	blanks   []cell
	comments []comment
}

func (s *Sheet) readParts(p sheetPart) {
	s.Merges, s.blanks, s.comments = p.merges, p.blanks, p.comments
	for _, c := range p.hidden {
		s.HiddenCols[c] = true
	}
}

// sheetParts reads what the sheets' own files tell. Several sheets can be one file, which
// is read for each of them.
func sheetParts(name string, titles []string) (map[string]sheetPart, error) {
	z, err := zip.OpenReader(name)
	if err != nil {
		return nil, fmt.Errorf("read workbook: %w", err)
	}
	defer z.Close()
	files := map[string]*zip.File{}
	var largest, all uint64
	for _, f := range z.File {
		largest = max(largest, f.UncompressedSize64)
		files[strings.TrimPrefix(f.Name, "/")] = f
	}
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	var rels struct {
		List []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	decodePart(files["xl/workbook.xml"], &book)
	decodePart(files["xl/_rels/workbook.xml.rels"], &rels)
	target := map[string]string{}
	for _, r := range rels.List {
		target[r.ID] = strings.TrimPrefix(path.Join("xl", r.Target), "/")
		if strings.HasPrefix(r.Target, "/") {
			target[r.ID] = strings.TrimPrefix(r.Target, "/")
		}
	}
	file := map[string]*zip.File{}
	for _, s := range book.Sheets {
		file[s.Name] = files[target[s.ID]]
	}
	for _, title := range titles {
		if f := file[title]; f != nil {
			all += f.UncompressedSize64
		} else {
			all += largest
		}
	}
	if all > maxUnpacked {
		return nil, tooMuchUnpacked(all)
	}
	parts := map[string]sheetPart{}
	for title, f := range file {
		if f != nil {
			part := readSheetPart(f)
			part.comments = readComments(f.Name, files)
			parts[title] = part
		}
	}
	return parts, nil
}

// decodePart reads what it can of a part; a workbook without it has been refused
// already.
func decodePart(f *zip.File, v any) {
	if f == nil {
		return
	}
	r, err := f.Open()
	if err != nil {
		return
	}
	defer r.Close()
	_ = xml.NewDecoder(io.LimitReader(r, 16<<20)).Decode(v)
}

// readSheetPart reads what stands before and after the rows.
func readSheetPart(f *zip.File) (p sheetPart) {
	r, err := f.Open()
	if err != nil {
		return p
	}
	defer r.Close()
	in := bufio.NewReaderSize(r, 1<<16)
	before, _ := readUntil(in, "<sheetData", 1<<20)
	elements(before, "col", func(attr map[string]string) {
		if attr["hidden"] != "1" && attr["hidden"] != "true" {
			return
		}
		var from, to int
		fmt.Sscan(attr["min"], &from)
		fmt.Sscan(attr["max"], &to)
		for c := from; c >= 1 && c <= min(to, from+200); c++ {
			p.hidden = append(p.hidden, c-1)
		}
	})
	var found bool
	if p.blanks, found = readFormulas(in); !found {
		return p
	}
	after, _ := readUntil(in, "</worksheet>", 64<<20)
	elements(after, "mergeCell", func(attr map[string]string) {
		first, last, ok := strings.Cut(attr["ref"], ":")
		if !ok {
			return
		}
		left, top, err1 := excelize.CellNameToCoordinates(first)
		right, bottom, err2 := excelize.CellNameToCoordinates(last)
		if err1 == nil && err2 == nil && right >= left && bottom >= top {
			p.merges = append(p.merges, Span{top - 1, left - 1, bottom - 1, right - 1})
		}
	})
	return p
}

// readUntil reads up to and with a mark, of which it keeps the last keep bytes
// before it, or none.
func readUntil(in *bufio.Reader, mark string, keep int) (text []byte, found bool) {
	last := mark[len(mark)-1]
	var kept []byte
	for {
		chunk, err := in.ReadSlice(last)
		kept = append(kept, chunk...)
		if bytes.HasSuffix(kept, []byte(mark)) {
			return kept[:len(kept)-len(mark)], true
		}
		if limit := max(keep, len(mark)); len(kept) > 2*limit {
			kept = append(kept[:0], kept[len(kept)-limit:]...)
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return kept, false
		}
	}
}

// elements calls f with the attributes of each element of a name in a piece of
// XML.
func elements(text []byte, name string, f func(map[string]string)) {
	d := xml.NewDecoder(io.MultiReader(strings.NewReader("<x>"), bytes.NewReader(text)))
	d.Strict = false
	for {
		tok, err := d.RawToken()
		if err != nil {
			return
		}
		if e, ok := tok.(xml.StartElement); ok && e.Name.Local == name {
			attr := map[string]string{}
			for _, a := range e.Attr {
				attr[a.Name.Local] = a.Value
			}
			f(attr)
		}
	}
}

// readCSV reads text in columns, whatever its encoding and its separator.
func readCSV(name string, data []byte) ([]*Sheet, error) {
	text, ok := decodeText(data)
	if !ok {
		return nil, &Refusal{diag.Text{Zh: "这不是表格：文件既不是 Excel 工作簿，也不是文本", En: "this is no table: neither a workbook nor text"},
			diag.Text{Zh: "导入 .xlsx 或 .csv 文件", En: "import an .xlsx or a .csv file"}}
	}
	if head := strings.ToLower(strings.TrimSpace(text[:min(len(text), 400)])); strings.HasPrefix(head, "<!doctype html") || strings.HasPrefix(head, "<html") || strings.HasPrefix(head, "<?xml") {
		return nil, &Refusal{diag.Text{Zh: "这是网页或 XML 文件，只是换了扩展名", En: "this is HTML or XML under another name"},
			diag.Text{Zh: "在 WPS 或 Excel 中打开，另存为“Excel 工作簿（.xlsx）”后再导入", En: "open it in a spreadsheet program and save it as .xlsx"}}
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = separatorOf(text), true, -1
	s := &Sheet{Name: name, HiddenRows: map[int]bool{}, HiddenCols: map[int]bool{}, flat: true}
	r.ReuseRecord = true
	var held tally
	var end int64
	for {
		record, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, &Refusal{diag.Textf("CSV 读不下去：%v", "the CSV cannot be read: %v", err), diag.Text{Zh: "检查引号是否成对", En: "check that quotes come in pairs"}}
		}
		// The reader passes over blank lines; rows keep the numbers that a
		// spreadsheet program shows.
		for rest := text[end:r.InputOffset()]; ; {
			line, after, more := strings.Cut(rest, "\n")
			if !more || strings.TrimSpace(line) != "" {
				break
			}
			s.Rows = append(s.Rows, nil)
			rest = after
		}
		end = r.InputOffset()
		for i := range record {
			record[i] = strings.TrimPrefix(cleanText(record[i]), "'")
		}
		row, err := held.add(record)
		if err != nil {
			return nil, err
		}
		s.Rows = append(s.Rows, row)
	}
	return ownParts(s), nil
}

// separatorOf is the separator that occurs most outside of quotes in the first
// lines.
func separatorOf(text string) rune {
	best, most := ',', 0
	for _, sep := range []rune{',', '\t', ';', '|'} {
		n, quoted := 0, false
		for _, r := range text[:min(len(text), 20000)] {
			switch {
			case r == '"':
				quoted = !quoted
			case r == sep && !quoted:
				n++
			}
		}
		if n > most {
			best, most = sep, n
		}
	}
	return best
}

// decodeText makes UTF-8 of text in any of the encodings that offices use. ok is
// false for what is no text.
func decodeText(data []byte) (text string, ok bool) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		data = data[3:]
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		out, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data)
		return string(out), err == nil
	}
	if bytes.IndexByte(data, 0) >= 0 {
		return "", false
	}
	if utf8.Valid(data) {
		return string(data), true
	}
	best, most := "", -1
	for _, e := range []encoding.Encoding{simplifiedchinese.GB18030, traditionalchinese.Big5} {
		out, err := e.NewDecoder().Bytes(data)
		if err != nil {
			continue
		}
		if score := plausible(string(out)); score > most {
			best, most = string(out), score
		}
	}
	return best, most >= 0
}

// plausible counts the words that tables of risk points are full of, less the
// characters that could not be decoded.
func plausible(text string) int {
	score := 1
	for _, word := range []string{"风险", "風險", "岗位", "崗位", "措施", "等级", "等級", "责任", "責任", "部门", "部門", "的", "，"} {
		score += strings.Count(text, word)
	}
	return max(score-strings.Count(text, "\ufffd"), 0)
}
