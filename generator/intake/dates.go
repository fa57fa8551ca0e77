package intake

import (
	"cmp"
	"strings"

	"github.com/xuri/excelize/v2"

	"gongshi/generator/catalog"
	"gongshi/generator/load"
)

// A date in a workbook is a number with a form in which it is shown: 6/30/2026,
// 2026-06-30 0:00:00. Content has one form for it.

// plainDates has the dates of a workbook shown in the form that content has. A form
// that leaves out the day or the year is left alone: the number behind it says more
// than its writer did.
func plainDates(f *excelize.File) {
	const shortDate, dayMonthYear = 14, 15 // of the forms that every workbook has
	_, _ = f.GetStyle(-1)                  // there is none, but the forms are read now
	if f.Styles == nil {
		return
	}
	own := map[int]bool{}
	if forms := f.Styles.NumFmts; forms != nil {
		for _, form := range forms.NumFmt {
			own[form.NumFmtID] = true
			if plain := plainForm(cmp.Or(form.FormatCode16, form.FormatCode)); plain != "" {
				form.FormatCode, form.FormatCode16 = plain, ""
			}
		}
	}
	if styles := f.Styles.CellXfs; styles != nil && !own[shortDate] && !own[dayMonthYear] {
		for i := range styles.Xf {
			if id := styles.Xf[i].NumFmtID; id != nil && *id == dayMonthYear {
				short := shortDate
				styles.Xf[i].NumFmtID = &short
			}
		}
	}
}

var formLiterals = pattern(`"[^"]*"|\[[^\]]*\]|[\\_*].`)

// plainForm is the form to show dates in for one that shows the year, the month and the
// day, or "".
func plainForm(code string) string {
	code, _, _ = strings.Cut(formLiterals().ReplaceAllString(code, ""), ";")
	code = strings.ToLower(code)
	switch {
	case !strings.Contains(code, "y"), !strings.Contains(code, "m"), !strings.Contains(code, "d"):
		return ""
	case strings.Contains(code, "h"):
		return "yyyy-mm-dd hh:mm"
	}
	return "yyyy-mm-dd"
}

var midnight = pattern(`^(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?) +0?0:00(?::00)?$`)

// withoutMidnight drops the time of a date that has none.
func withoutMidnight(s string) string {
	if !strings.HasSuffix(s, ":00") {
		return s
	}
	return midnight().ReplaceAllString(s, "$1")
}

// readDate reads a cell as a date.
func readDate(s string) (catalog.Date, error) { return load.ParseDate(withoutMidnight(s)) }
