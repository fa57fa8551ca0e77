package exchange

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"gongshi/generator/catalog"
)

var office = &catalog.Site{
	Title: "公示", Language: "zh-Hans",
	Register: []catalog.Rule{{ID: "bidding", Title: "招标投标法", Kind: "law"}, {ID: "unused", Title: "预算法"}},
	Schemes:  map[string]*catalog.Scheme{"three-level": {ID: "three-level", Name: "三级"}, "abc": {ID: "abc"}},
}

func bureau() *catalog.Unit {
	return &catalog.Unit{ID: "ju", Name: "某市某局", SchemeID: "three-level", Positions: []catalog.Position{
		{ID: "caigou", Name: "采购管理岗", Kind: "position", Department: "物资科", Level: "frontline", URL: "ju/caigou.html", Risks: []catalog.RiskPoint{
			{ID: "split", Title: "化整为零", Category: []string{"岗位职责风险", "业务流程风险"}, Grade: "一级", Likelihood: 2.5,
				Basis: []string{"bidding 第四条", "内部办法"}, Manifestation: `=HYPERLINK("http://x")` + "\n第二行",
				Controls: []catalog.Control{{Stage: "前期预防", Text: "<b>统一审定</b>", Owner: "科长", Due: "2026-03-31"}, {Text: "抽查", Frequency: "每季度"}}},
			{ID: "bare", Title: "@没有措施", Grade: "二级"},
		}},
		{ID: "empty", Name: "'没有风险点", Kind: "position", URL: "ju/empty.html"},
	}}
}

// The data file of a unit has the form that the format promises, and nothing empty.
func TestJSON(t *testing.T) {
	var out bytes.Buffer
	if err := JSON(&out, office, bureau()); err != nil {
		t.Fatal(err)
	}
	const want = `{"unit":{"id":"ju","name":"某市某局","scheme":"three-level"},
"rules":[{"id":"bidding","title":"招标投标法","kind":"law"}],
"positions":[
{"id":"caigou","name":"采购管理岗","kind":"position","department":"物资科","level":"frontline","url":"ju/caigou.html","risks":[
{"id":"split","title":"化整为零","category":["岗位职责风险","业务流程风险"],"grade":"一级","manifestation":"=HYPERLINK(\"http://x\")\n第二行","basis":["bidding 第四条","内部办法"],"likelihood":2.5,
"controls":[{"stage":"前期预防","text":"<b>统一审定</b>","owner":"科长","due":"2026-03-31"},{"text":"抽查","frequency":"每季度"}]},
{"id":"bare","title":"@没有措施","grade":"二级"}]},
{"id":"empty","name":"'没有风险点","kind":"position","url":"ju/empty.html"}]}`
	if diff := cmp.Diff(decoded(t, want), decoded(t, out.String())); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if strings.Contains(out.String(), `\u003c`) {
		t.Error("HTML is escaped as for a page")
	}
}

func TestCatalogueHoldsTheUnitsAndTheirSchemes(t *testing.T) {
	var unit, out bytes.Buffer
	if err := JSON(&unit, office, bureau()); err != nil {
		t.Fatal(err)
	}
	units := []*catalog.Summary{{ID: "ju", SchemeID: "three-level"}, {ID: "ju/xia", SchemeID: "three-level"}}
	head, err := CatalogueHead(office, units)
	if err != nil {
		t.Fatal(err)
	}
	open := func(string) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(unit.Bytes())), nil }
	out.Write(head)
	var ends []int // behind each unit
	err = CatalogueUnits(&out, units, 0, open, func(n int) error {
		ends = append(ends, out.Len())
		if len(ends) != n {
			t.Errorf("%d units are told to be written, %d are", n, len(ends))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for from, end := range ends {
		again := bytes.NewBuffer(bytes.Clone(out.Bytes()[:end]))
		if err := CatalogueUnits(again, units, from+1, open, func(int) error { return nil }); err != nil || again.String() != out.String() {
			t.Errorf("behind %d units comes other text, %v", from+1, err)
		}
	}
	var got struct {
		Site    struct{ Title string }
		Schemes []struct{ ID string }
		Units   []struct{ Unit struct{ ID string } }
	}
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	if got.Site.Title != "公示" || len(got.Schemes) != 1 || got.Schemes[0].ID != "three-level" || len(got.Units) != 2 {
		t.Errorf("got %+v", got)
	}
}

func decoded(t *testing.T, text string) (v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return v
}

// wantRows are the cells that tell the rows apart: position, risk point, category,
// manifestation, stage, control, frequency, basis and page.
var wantRows = [][]string{
	{"采购管理岗", "化整为零", "岗位职责风险；业务流程风险", `=HYPERLINK("http://x")` + "\n第二行", "前期预防", "<b>统一审定</b>", "", "《招标投标法》第四条；内部办法", "ju/caigou.html#split"},
	{"采购管理岗", "化整为零", "岗位职责风险；业务流程风险", `=HYPERLINK("http://x")` + "\n第二行", "", "抽查", "每季度", "《招标投标法》第四条；内部办法", "ju/caigou.html#split"},
	{"采购管理岗", "@没有措施", "", "", "", "", "", "", "ju/caigou.html#bare"},
	{"'没有风险点", "", "", "", "", "", "", "", "ju/empty.html"},
}

// chosen takes the columns of wantRows out of a table, its heading first.
func chosen(t *testing.T, rows [][]string) [][]string {
	t.Helper()
	var out [][]string
	for _, r := range rows[1:] {
		var cells []string
		for _, name := range []string{"岗位", "风险点", "风险类别", "表现形式", "防线", "防控措施", "频次", "依据", "网页"} {
			cell := ""
			for i, h := range rows[0] {
				if h == name && i < len(r) {
					cell = r[i]
				}
			}
			cells = append(cells, cell)
		}
		out = append(out, cells)
	}
	return out
}

// A spreadsheet program takes no cell of the CSV for a formula, and what was put
// before it can be taken away.
// What is written is what package csv writes.
func TestFieldsOfCSV(t *testing.T) {
	texts := []string{"", "采购", "a,b", `他说"可以"`, " 前有空格", "\u3000前有全角空格", "一\n二", "一\r\n二", "=1+1", `\.`, "-", "'", "\t", ",", "后有空格 "}
	f := newFields()
	var got []byte
	var want bytes.Buffer
	library := csv.NewWriter(&want)
	library.UseCRLF = true
	for shift := range 2 * len(texts) {
		line, harmless := make([]string, len(columns)), make([]string, len(columns))
		for i := range line {
			line[i] = texts[(i*i+shift/2)%len(texts)] // each line stands twice
			harmless[i] = inert(line[i])
		}
		var err error
		if got, err = f.appendLine(got, line); err != nil {
			t.Fatal(err)
		}
		if err := library.Write(harmless); err != nil {
			t.Fatal(err)
		}
	}
	if library.Flush(); string(got) != want.String() {
		t.Errorf("%q\nwant\n%q", got, want.String())
	}
}

func TestCSV(t *testing.T) {
	var out bytes.Buffer
	if err := CSV(&out, office, bureau()); err != nil {
		t.Fatal(err)
	}
	text, ok := strings.CutPrefix(out.String(), "\ufeff")
	if !ok {
		t.Error("no byte order mark")
	}
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		for i, cell := range r {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
				t.Errorf("a formula: %q", cell)
			}
			r[i] = strings.TrimPrefix(cell, "'")
		}
	}
	if diff := cmp.Diff(wantRows, chosen(t, rows)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if got := rows[1][21]; rows[0][21] != "可能性" || got != "2.5" {
		t.Errorf("%s %q", rows[0][21], got)
	}
}

func TestXLSX(t *testing.T) {
	var out, again bytes.Buffer
	unit := bureau()
	unit.Positions[0].Risks[0].Cause = strings.Repeat("长", maxCell+10) + "\x01"
	if err := XLSX(&out, office, unit); err != nil {
		t.Fatal(err)
	}
	if err := XLSX(&again, office, unit); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(out.Bytes(), again.Bytes()) {
		t.Error("not the same bytes twice")
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("风险点目录")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(wantRows, chosen(t, rows)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if formula, err := f.GetCellFormula("风险点目录", "H2"); err != nil || formula != "" {
		t.Errorf("formula %q, %v", formula, err)
	}
	if kind, err := f.GetCellType("风险点目录", "V2"); err != nil || kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
		t.Errorf("the likelihood is no number: %v, %v", kind, err)
	}
	for _, n := range f.GetDefinedName() {
		if want := fmt.Sprintf("'风险点目录'!$A$1:$N$%d", len(rows)); n.Name == "_xlnm.Print_Area" && n.RefersTo != want {
			t.Errorf("printed is %s, want %s", n.RefersTo, want)
		}
	}
	if last := rows[0][printedCount-1]; last != "频次" {
		t.Errorf("the last printed column is %s", last)
	}
	if got := []rune(rows[1][17]); len(got) != maxCell || got[len(got)-1] != '…' {
		t.Errorf("%d characters in a cell", len(got))
	}
}

// workbook opens the workbook of a unit.
func workbook(t *testing.T, u *catalog.Unit) *excelize.File {
	t.Helper()
	var out bytes.Buffer
	if err := XLSX(&out, office, u); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// A row of the table is as high as the longest text that is printed of it.
func TestRowsAreAsHighAsTheirText(t *testing.T) {
	unit := bureau()
	unit.Positions[0].Risks[0].Manifestation = strings.Repeat("按季汇总同一对象的累计金额并复核。", 12)
	unit.Positions[0].Risks[0].Cause = strings.Repeat("不打印", 1000)
	f := workbook(t, unit)
	height, err := f.GetRowHeight("风险点目录", 2)
	if lines := linesOf(unit.Positions[0].Risks[0].Manifestation, 36); err != nil || height < float64(lines*formLine) || height > float64((lines+1)*formLine) {
		t.Errorf("a row of %d lines is %.0f points high, %v", lines, height, err)
	}
	style, err := f.GetCellStyle("风险点目录", "H2")
	if err != nil {
		t.Fatal(err)
	}
	if s, err := f.GetStyle(style); err != nil || s.Alignment == nil || !s.Alignment.WrapText || s.Alignment.Vertical != "top" {
		t.Errorf("a text has the style %+v, %v", s, err)
	}
}

// A text comes out of a workbook as it went in, but for what no cell may hold.
func TestTextsOfCells(t *testing.T) {
	texts := map[string]string{
		" 前后有空格\n": " 前后有空格\n", "a\tb": "a\tb", `<t>&amp;"'</t>`: `<t>&amp;"'</t>`, "_x0041_ _x005F_x0041_": "_x0041_ _x005F_x0041_", "_x00": "_x00",
		"a\x00\r\x1fb": "ab", "\ufffe甲\uffff": "甲", "\xff乙": "\ufffd乙", "]]>": "]]>", "0012": "0012", "\u2028😀": "\u2028😀", "\x01": "",
		strings.Repeat("😀", maxCell): strings.Repeat("😀", maxCell/2) + "…",
	}
	unit := bureau()
	unit.Positions = unit.Positions[:1]
	risk := &unit.Positions[0].Risks[0]
	unit.Positions[0].Risks, risk.Controls = unit.Positions[0].Risks[:1], nil
	for text := range texts {
		risk.Controls = append(risk.Controls, catalog.Control{Text: text})
	}
	risk.Severity = math.Inf(1)
	f := workbook(t, unit)
	for i, c := range risk.Controls {
		if got, err := f.GetCellValue("风险点目录", fmt.Sprintf("J%d", i+2)); err != nil || got != texts[c.Text] {
			t.Errorf("%.20q came out as %.20q of %d bytes, %v", c.Text, got, len(got), err)
		}
	}
	if filter, err := f.GetSheetDimension("风险点目录"); err != nil || filter != fmt.Sprintf("A1:AH%d", len(texts)+1) {
		t.Errorf("the sheet holds %s, %v", filter, err)
	}
	part, _ := f.Pkg.Load("xl/sharedStrings.xml")
	shared := regexp.MustCompile(`<si>.*?</si>`).FindAllString(string(part.([]byte)), -1)
	if once := slices.Compact(slices.Sorted(slices.Values(shared))); len(shared) < len(texts) || len(once) != len(shared) {
		t.Errorf("%d texts are shared, %d of them different", len(shared), len(once))
	}
	if strings.Contains(string(part.([]byte)), "ount=") {
		t.Errorf("texts are counted wrongly: %.200s", part)
	}
	if panes, err := f.GetPanes("风险点目录"); err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("panes %+v, %v", panes, err)
	}
}

func TestHeadingsAreInTheSitesLanguage(t *testing.T) {
	for language, want := range map[string]string{"zh-Hans": "单位,部门,岗位,", "zh-Hant": "單位,部門,崗位,", "en": "Unit,Department,Position,", "": "单位,"} {
		var out bytes.Buffer
		if err := CSV(&out, &catalog.Site{Language: language}, bureau()); err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(out.String(), "\ufeff"+want) {
			t.Errorf("%s: %.60s", language, out.String())
		}
	}
}

// What is read as a unit and written again is read as the same.
func FuzzJSON(f *testing.F) {
	var out bytes.Buffer
	if err := JSON(&out, office, bureau()); err != nil {
		f.Fatal(err)
	}
	f.Add(out.Bytes())
	f.Add([]byte(`{"unit":{},"positions":[{"risks":[{"likelihood":1e308,"review_by":"2026-02-28","description":{}}]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		u, positions, err := ReadJSON(bytes.NewReader(data))
		if err != nil {
			return
		}
		u.Positions = positions
		var first, second bytes.Buffer
		if err := JSON(&first, office, u); err != nil {
			t.Fatal(err)
		}
		if u, positions, err = ReadJSON(bytes.NewReader(first.Bytes())); err != nil {
			t.Fatal(err)
		}
		u.Positions = positions
		if err := JSON(&second, office, u); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(first.String(), second.String()); diff != "" {
			t.Errorf("-once +twice\n%s", diff)
		}
		for _, write := range []func(io.Writer, *catalog.Site, *catalog.Unit) error{CSV, XLSX} {
			if err := write(io.Discard, office, u); err != nil {
				t.Error(err)
			}
		}
	})
}
