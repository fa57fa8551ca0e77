package intake

import (
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"path"
	"strings"

	"github.com/xuri/excelize/v2"

	"gongshi/generator/diag"
)

// A workbook holds more than the texts of its cells: formulas that no program has
// worked out, and comments. The report tells of them, so that nobody looks for them
// in the catalogue.

// besides tells of what a sheet holds beside the texts of its cells.
func (t *sheetReader) besides() {
	for _, c := range t.sheet.comments {
		t.leave(c.at.row, c.at.col, c.text, whyComment)
	}
	if len(t.sheet.blanks) == 0 {
		return
	}
	var names []string
	for _, at := range t.sheet.blanks[:min(len(t.sheet.blanks), 10)] {
		names = append(names, cellName(at.row, at.col))
	}
	if len(t.sheet.blanks) > len(names) {
		names = append(names, "…")
	}
	first := t.sheet.blanks[0]
	t.note(first.row, first.col, diag.Warning, "formula-blank", diag.Textf("%[1]s 是公式，文件里没有存下它的值，只能当作空白", "%[2]s: the file does not hold the value of the formula, which was read as blank", strings.Join(names, "、"), strings.Join(names, ", ")),
		diag.Text{Zh: "在 WPS 或 Excel 中打开，保存后再导入", En: "open the file in a spreadsheet program, save it, and import it again"})
}

// mostBlanks is how many formulas without a value are kept of a sheet.
const mostBlanks = 1000

// readFormulas reads the rows up to their end, and finds the cells with a formula of
// which the file has no value, since no spreadsheet program has saved it.
func readFormulas(in *bufio.Reader) (blanks []cell, found bool) {
	var begun, cut []byte // the tag of a cell, and what there is of one that the buffer cuts
	formula, value := false, false
	for {
		chunk, err := in.ReadSlice('>')
		begin := max(bytes.LastIndexByte(chunk, '<'), 0)
		tag := chunk[begin:]
		if cut != nil {
			tag, cut = append(cut, tag...), nil
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			cut = bytes.Clone(tag[:min(len(tag), 1<<10)])
			continue
		}
		if err != nil {
			return blanks, false
		}
		switch string(tagName(tag)) {
		case "c":
			begun, formula, value = append(begun[:0], tag...), false, false
		case "f":
			formula = true
		case "v":
			value = value || bytes.Contains(begun, []byte(`t="str"`)) // a text, which may be empty
		case "/v":
			value = value || begin > 0
		case "/c":
			if at, ok := placeOfTag(begun); ok && formula && !value && len(blanks) < mostBlanks {
				blanks = append(blanks, at)
			}
		case "/sheetData":
			return blanks, true
		}
	}
}

// tagName is the name of an element that a tag begins, or with a slash ends.
func tagName(tag []byte) []byte {
	name := bytes.TrimPrefix(tag, []byte("<"))
	if end := bytes.IndexAny(name[min(len(name), 1):], " \t\r\n/>"); end >= 0 {
		name = name[:end+1]
	}
	return name
}

// placeOfTag is the place that the tag of a cell gives.
func placeOfTag(tag []byte) (at cell, ok bool) {
	elements(tag, "c", func(attr map[string]string) {
		c, r, err := excelize.CellNameToCoordinates(attr["r"])
		at, ok = cell{r - 1, c - 1}, err == nil
	})
	return at, ok
}

// comment is what somebody has noted beside a cell.
type comment struct {
	at   cell
	text string
}

// readComments reads the comments of the sheet in a file of the workbook.
func readComments(sheet string, files map[string]*zip.File) (out []comment) {
	sheet = strings.TrimPrefix(sheet, "/")
	var rels struct {
		List []struct {
			Type   string `xml:",attr"`
			Target string `xml:",attr"`
		} `xml:"Relationship"`
	}
	decodePart(files[path.Join(path.Dir(sheet), "_rels", path.Base(sheet)+".rels")], &rels)
	for _, r := range rels.List {
		if !strings.HasSuffix(r.Type, "/comments") {
			continue
		}
		target := path.Join(path.Dir(sheet), r.Target)
		if strings.HasPrefix(r.Target, "/") {
			target = r.Target
		}
		var part struct {
			List []struct {
				Ref  string   `xml:"ref,attr"`
				Text string   `xml:"text>t"`
				Runs []string `xml:"text>r>t"`
			} `xml:"commentList>comment"`
		}
		decodePart(files[strings.TrimPrefix(target, "/")], &part)
		for _, c := range part.List {
			text := cleanText(c.Text + strings.Join(c.Runs, ""))
			if col, row, err := excelize.CellNameToCoordinates(c.Ref); err == nil && text != "" {
				out = append(out, comment{cell{row - 1, col - 1}, text})
			}
		}
	}
	return out
}
