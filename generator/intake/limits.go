package intake

import (
	"archive/zip"
	"unicode/utf8"

	"gongshi/generator/diag"
)

// A table is read whole, so what it may hold is limited: far beyond the tables of
// offices, and below what a machine of an office can hold. Files that were made to
// burst are small while they are packed.
const (
	maxWorkbook = 64 << 20  // bytes of a workbook, packed
	maxUnpacked = 512 << 20 // and unpacked
	maxPictures = 64 << 20  // bytes of what is no table in it, unpacked
	maxText     = 64 << 20  // bytes of a CSV file, and of the texts of all cells
	maxRows     = 200_000   // rows that are not empty
	maxBlank    = 4_000_000 // and that are
	maxColumns  = 1_000
	maxCells    = 4_000_000
	maxCell     = 32_767    // characters of a cell, what spreadsheet programs allow
	maxCovered  = 2_000_000 // cells of merged ranges
)

// A workbook is XML that a library reads. What it holds at once is what is open, one
// entry (a row, a shared text, a format) and, of some parts, all. Packed, a thousand
// times as much costs nothing, so parts are looked through before they are read.
const (
	maxOpen      = 64        // elements inside one another
	maxEntry     = 16 << 20  // bytes of an entry
	maxInner     = 1_000_000 // elements in an entry
	maxEntries   = 8_000_000 // entries of a sheet, and of the shared texts
	maxElements  = 1_000_000 // elements of all other parts
	maxAttribute = 4_000_000 // and attributes
)

var splitHint = diag.Text{Zh: "拆成几个文件再导入", En: "split it into several files"}

// unpacksWithin refuses a workbook that would unpack to more than a table needs.
func unpacksWithin(files []*zip.File) error {
	var all, pictures uint64
	for _, f := range files {
		all += min(f.UncompressedSize64, 1<<40)
		if !isTable(f.Name) {
			pictures += min(f.UncompressedSize64, 1<<40)
		}
	}
	switch {
	case len(files) > 20_000:
		return &Refusal{diag.Textf("工作簿由 %d 个文件组成，最多 20000 个", "the workbook is made of %d files, at most 20000", len(files)), splitHint}
	case all > maxUnpacked:
		return tooMuchUnpacked(all)
	case pictures > maxPictures:
		return &Refusal{diag.Textf("工作簿里图片等附带的内容有 %d MB，最多 %d MB", "pictures and the like in the workbook have %d MB, at most %d MB", pictures>>20, maxPictures>>20),
			diag.Text{Zh: "删去图片，只留表格，再导入", En: "remove the pictures, keep the table, and import that"}}
	}
	return nil
}

func tooMuchUnpacked(size uint64) error {
	return &Refusal{diag.Textf("工作簿解开有 %d MB，最多 %d MB", "the workbook unpacks to %d MB, at most %d MB", size>>20, maxUnpacked>>20), splitHint}
}

// tally counts what the sheets of a file hold together.
type tally struct{ rows, blank, cells, bytes int }

// add takes a row without its blank end, or refuses it.
func (t *tally) add(row []string) ([]string, error) {
	n := len(row)
	for n > 0 && row[n-1] == "" {
		n--
	}
	if n == 0 {
		if t.blank++; t.blank > maxBlank {
			return nil, &Refusal{diag.Textf("表格里空行超过 %d 行", "the table has more than %d blank rows", maxBlank),
				diag.Text{Zh: "删去表格下面的空行，再导入", En: "delete the blank rows below the table"}}
		}
		return nil, nil
	}
	t.rows++
	t.cells += n
	for _, text := range row[:n] {
		t.bytes += len(text)
		if len(text) > maxCell && utf8.RuneCountInString(text) > maxCell {
			return nil, &Refusal{diag.Textf("一格里有 %d 个字，最多 %d 个", "a cell has %d characters, at most %d", utf8.RuneCountInString(text), maxCell),
				diag.Text{Zh: "缩短这一格；CSV 文件检查引号是否成对", En: "shorten it; in a CSV file, check that quotes come in pairs"}}
		}
	}
	switch {
	case n > maxColumns:
		return nil, &Refusal{diag.Textf("有一行写了 %d 列，最多 %d 列", "a row has %d columns, at most %d", n, maxColumns),
			diag.Text{Zh: "删去右边多余的列", En: "delete the superfluous columns at the right"}}
	case t.rows > maxRows:
		return nil, &Refusal{diag.Textf("表格超过 %d 行", "the table has more than %d rows", maxRows), splitHint}
	case t.cells > maxCells:
		return nil, &Refusal{diag.Textf("表格超过 %d 格", "the table has more than %d cells", maxCells), splitHint}
	case t.bytes > maxText:
		return nil, &Refusal{diag.Textf("表格的文字超过 %d MB", "the texts of the table have more than %d MB", maxText>>20), splitHint}
	}
	return append([]string(nil), row[:n]...), nil
}
