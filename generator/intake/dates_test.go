package intake

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// A cell that holds a date gives it, in whatever form it is shown.
func TestDatesOfCells(t *testing.T) {
	day, noon := time.Date(2026, 6, 30, 0, 0, 0, 0, time.UTC), time.Date(2026, 6, 30, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		form   string
		number int // of the form, where every workbook has it
		value  any
		due    string
		review bool
	}{
		"a date and midnight":      {form: "yyyy-mm-dd h:mm:ss", value: day, due: "2026-06-30", review: true},
		"a date and noon":          {form: "yyyy-mm-dd h:mm:ss", value: noon, due: "2026-06-30 12:00"},
		"the month first":          {form: "m/d/yyyy", value: day, due: "2026-06-30", review: true},
		"the day first":            {form: "dd.mm.yy;@", value: day, due: "2026-06-30", review: true},
		"in capitals":              {form: "M/D/YYYY", value: day, due: "2026-06-30", review: true},
		"in Chinese":               {form: `[$-804]yyyy"年"m"月"d"日";@`, value: day, due: "2026-06-30", review: true},
		"the month by its name":    {number: 15, value: day, due: "2026-06-30", review: true},
		"as the machine has it":    {number: 14, value: day, due: "2026-06-30", review: true},
		"and the time":             {number: 22, value: day, due: "2026-06-30", review: true},
		"the month alone":          {form: `yyyy"年"m"月"`, value: day, due: "2026年6月"},
		"a number with days":       {form: `0"day, my"`, value: 7, due: "7day, my"},
		"a text with midnight":     {value: "2026/6/30 0:00", due: "2026-06-30", review: true},
		"a text that is no date":   {value: "年底前", due: "年底前"},
		"a number that is no date": {value: 46203, due: "46203"},
	} {
		t.Run(name, func(t *testing.T) {
			f := excelize.NewFile()
			defer f.Close()
			must(t, f.SetSheetRow("Sheet1", "A1", &[]any{"岗位", "风险点", "等级", "防控措施", "完成时限", "复核日期"}))
			must(t, f.SetSheetRow("Sheet1", "A2", &[]any{"会计", "虚列支出", "高", "查验", c.value, c.value}))
			style := &excelize.Style{NumFmt: c.number}
			if c.form != "" {
				style.CustomNumFmt = &c.form
			}
			id, err := f.NewStyle(style)
			must(t, err)
			must(t, f.SetCellStyle("Sheet1", "E2", "F2", id))
			file := filepath.Join(t.TempDir(), "t.xlsx")
			must(t, f.SaveAs(file))
			res, err := File(file, Options{})
			must(t, err)
			risk := res.Positions[0].Risks[0]
			if risk.Controls[0].Due != c.due {
				t.Errorf("due %q, want %q", risk.Controls[0].Due, c.due)
			}
			switch left := res.Report.Sheets[0].Left; {
			case c.review && (risk.ReviewBy.String() != "2026-06-30" || len(left) > 0):
				t.Errorf("review %s, left %v", risk.ReviewBy, left)
			case !c.review && (!risk.ReviewBy.IsZero() || len(left) != 1 || left[0].Why != whyNoDate):
				t.Errorf("review %s, left %v", risk.ReviewBy, left)
			}
		})
	}
}

// Midnight is no time, in what column and file it be.
func TestMidnight(t *testing.T) {
	_, _, res := outcome(t, []string{"岗位", "风险点", "等级", "防控措施", "备注"}, []string{"会计", "虚列支出", "高", "查验", "2026-06-30 0:00:00"})
	if got := res.Positions[0].Risks[0].Description.Markdown; got != "备注：2026-06-30" {
		t.Errorf("%q", got)
	}
	sheets, err := readCSV("t", []byte("岗位,风险点,等级,防控措施,完成时限,复核日期\n会计,虚列支出,高,查验,2026/6/30 0:00,2026/6/30 0:00\n"))
	must(t, err)
	res, err = Read("t.csv", sheets, Options{})
	must(t, err)
	if r := res.Positions[0].Risks[0]; r.ReviewBy.String() != "2026-06-30" || r.Controls[0].Due != "2026-06-30" {
		t.Errorf("%+v", r)
	}
}
