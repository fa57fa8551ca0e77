package exchange

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongshi/generator/catalog"
)

// The form prints as a page that can be read: what the paper form has, on a paper's
// width, each row as high as its text, also where cells are merged.
func TestFormCanBePrinted(t *testing.T) {
	long := strings.Repeat("按季汇总同一对象的累计金额并复核。", 12)
	form := Form{Title: "某市某局风险点及防控措施一览表", Positions: []catalog.Position{{
		ID: "caigou", Name: "采购岗", Department: "办公室", Level: catalog.LevelFrontline, Duties: []string{"采购"}, Description: catalog.Prose{Markdown: long},
		Powers: []catalog.Power{{ID: "shenpi", Name: "采购审批", Conditions: long}},
		Risks: []catalog.RiskPoint{
			{ID: "a", Title: "围标", Category: []string{"业务流程"}, Grade: "一级", Likelihood: 3, Severity: 4, Exposure: 2, Manifestation: long, Cause: long, Reason: long,
				Controls: []catalog.Control{{Stage: "前期预防", Text: "公开招标", Owner: "科长", Supervisor: "派驻纪检组", Due: "2026-03-31"}, {Stage: "后期处置", Text: "终止", Owner: "局长", Frequency: "每季度"}}},
			{ID: "b", Title: "泄密", Grade: "二级", Manifestation: "泄露标底", Controls: []catalog.Control{{Text: long, Owner: "科长"}}},
		},
	}}}
	var b bytes.Buffer
	if err := form.XLSX(&b); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	const sheet = "风险点"
	areas := map[string]string{}
	for _, n := range book.GetDefinedName() {
		areas[n.Name+" "+n.Scope] = n.RefersTo
	}
	if got, want := areas["_xlnm.Print_Area "+sheet], "'风险点'!$A$1:$O$5"; got != want {
		t.Errorf("printed is %s, want %s", got, want)
	}
	if got, err := book.GetCellValue(sheet, "O2"); err != nil || got != "频次" {
		t.Errorf("the last printed column is %q, %v", got, err)
	}
	width := 0.0
	for _, c := range form.shownColumns() {
		if c.printed {
			width += c.width
		}
	}
	if width > 230 { // of which a page across holds some 150 in letters of 11 points
		t.Errorf("the printed columns are %.0f characters wide", width)
	}
	height := func(row int, of ...string) float64 {
		h, err := book.GetRowHeight(append(of, sheet)[0], row)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	lines := float64(linesOf(long, 32))
	if got := height(3) + height(4); lines < 10 || got < lines*formLine || got > (lines+2)*formLine {
		t.Errorf("the two rows of a text of %.0f lines are %.0f points high", lines, got)
	}
	if got := height(2, "职权"); got < float64(linesOf(long, 24))*formLine {
		t.Errorf("the row of a power with long conditions is %.0f points high", got)
	}
	if got := height(5); got < float64(linesOf(long, 38))*formLine {
		t.Errorf("the row of a long control is %.0f points high", got)
	}
}
