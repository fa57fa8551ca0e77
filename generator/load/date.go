package load

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

var (
	numericDate = regexp.MustCompile(`^(\d{4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})$`)
	chineseDate = regexp.MustCompile(`^(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日$`)
	// dateLike is text that was meant as a whole date and nothing else.
	dateLike = regexp.MustCompile(`^\d{2,4}\s*(?:[-/.]\s*\d{1,2}\s*[-/.]\s*\d{1,4}|年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)$`)
)

// parseDate reads 2026-01-19, 2026/1/19 or 2026年1月19日, with digits of either
// width.
func parseDate(s string) (catalog.Date, error) {
	s = foldWidth(strings.TrimSpace(s))
	m := numericDate.FindStringSubmatch(s)
	if m == nil {
		m = chineseDate.FindStringSubmatch(s)
	}
	if m == nil {
		return catalog.Date{}, fmt.Errorf("date %q: want YYYY-MM-DD", s)
	}
	year, _ := strconv.Atoi(m[1])
	month, _ := strconv.Atoi(m[2])
	day, _ := strconv.Atoi(m[3])
	return catalog.ParseDate(fmt.Sprintf("%04d-%02d-%02d", year, month, day))
}

// termText gives a date in its standard form and leaves a term in words as it
// is. What looks like a date must be one.
func (src *source) termText(s string, pos diag.Position) string {
	if !dateLike.MatchString(foldWidth(s)) {
		return s
	}
	d, err := parseDate(s)
	if err != nil {
		src.report(ruleBadDate, pos, diag.Textf("不是有效的日期：%s", "not a date: %s", s), dateHint)
		return s
	}
	return d.String()
}

// foldWidth makes full-width ASCII half-width and leaves everything else.
func foldWidth(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '!'+0xfee0 && r <= '~'+0xfee0 {
			return r - 0xfee0
		}
		return r
	}, s)
}
