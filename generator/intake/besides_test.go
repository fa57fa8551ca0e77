package intake

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongshi/generator/diag"
)

// A formula of which the file has no value is told of; one that gives no text is not.
func TestFormulasWithoutValue(t *testing.T) {
	rows := `<row r="3"><c r="A3" t="str"><f>"出纳"&amp;"岗"</f></c><c r="B3" t="inlineStr"><is><t>坐支</t></is></c><c r="C3"><f>IF(1>0,"高")</f><v></v></c><c r="D3" t="inlineStr"><is><t>盘点</t></is></c></row>` +
		`<row r="4"><c r="A4"><f t="shared" si="0"/><v/></c><c r="B4" t="str"><f>A1</f><v></v></c><c r="C4" t="str"><f>A1</f><v>高</v></c><c r="D4"/></row>`
	name := filepath.Join(t.TempDir(), "t.xlsx")
	must(t, os.WriteFile(name, workbook(t, sheetHead+`<sheetData>`+sheetTable+rows+`</sheetData></worksheet>`, sharedText, ""), 0o644))
	res, err := File(name, Options{})
	must(t, err)
	at := slices.IndexFunc(res.Report.Notes, func(n Note) bool { return n.Rule == "formula-blank" })
	if at < 0 {
		t.Fatal("nothing is told")
	}
	if n := res.Report.Notes[at]; n.Cell != "A3" || !strings.HasPrefix(n.Message.In(diag.English), "A3, C3, A4: ") {
		t.Errorf("%s: %s", n.Cell, n.Message.In(diag.English))
	}
}

// What the buffer cuts is read as a whole.
func TestFormulasInPieces(t *testing.T) {
	var b strings.Builder
	for r := range 50 {
		fmt.Fprintf(&b, `<row r="%d"><c r="A%d" s="%s1"><f>SUM(B1:B2)</f></c><c r="B%d"><v>%s</v></c></row>`, r+1, r+1, strings.Repeat("0", r), r+1, strings.Repeat("9", r))
	}
	for size := 16; size < 40; size++ {
		blanks, found := readFormulas(bufio.NewReaderSize(strings.NewReader(b.String()+"</sheetData>"), size))
		if !found || len(blanks) != 50 || blanks[49] != (cell{49, 0}) {
			t.Errorf("buffer of %d: %v, %v", size, blanks, found)
		}
	}
}

// Comments are left over by name.
func TestComments(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	must(t, f.SetSheetRow("Sheet1", "A1", &[]any{"岗位", "风险点", "等级", "防控措施"}))
	must(t, f.SetSheetRow("Sheet1", "A2", &[]any{"会计", "虚列支出", "二级", "查验"}))
	must(t, f.AddComment("Sheet1", excelize.Comment{Cell: "C2", Author: "办公室", Paragraph: []excelize.RichTextRun{{Text: "此项"}, {Text: "调整为一级"}}}))
	name := filepath.Join(t.TempDir(), "t.xlsx")
	must(t, f.SaveAs(name))
	res, err := File(name, Options{})
	must(t, err)
	left := res.Report.Sheets[0].Left
	if len(left) != 1 || left[0].Cell != "C2" || !strings.Contains(left[0].Text, "此项调整为一级") || left[0].Why != whyComment {
		t.Errorf("%+v", left)
	}
}
