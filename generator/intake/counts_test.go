package intake

import (
	"strings"
	"testing"
)

// Numbers in the columns of grades say how many of the row's risk points have each.
func TestGradeCounts(t *testing.T) {
	head := []string{"岗位", "风险点", "一级", "二级", "三级", "防控措施"}
	for name, c := range map[string]struct {
		row  []string
		want string // the grades
		told int
	}{
		"one of each":           {[]string{"会计", "1.虚列支出\n2.违规报销\n3.虚假记账", "1", "1", "1", "1.查验\n2.复核\n3.对账"}, "一级 二级 三级", 1},
		"two of one":            {[]string{"会计", "1.虚列支出\n2.违规报销\n3.虚假记账", "", "2", "1", "查验"}, "二级 二级 三级", 1},
		"five of one":           {[]string{"会计", "1.虚列；2.违规；3.虚假；4.挪用；5.坐支", "0", "5", "0", "查验"}, "二级 二级 二级 二级 二级", 1},
		"too few":               {[]string{"会计", "1.虚列支出\n2.违规报销\n3.虚假记账", "", "1", "1", "1.查验\n2.复核\n3.对账"}, "二级 二级 二级", 1},
		"too many":              {[]string{"会计", "1.虚列支出\n2.违规报销", "1", "2", "", "1.查验\n2.复核"}, "一级 一级", 1},
		"many for one":          {[]string{"会计", "虚列支出", "", "6", "7", "查验"}, "二级", 1},
		"one":                   {[]string{"会计", "虚列支出", "", "1", "", "查验"}, "二级", 0},
		"two ticks":             {[]string{"会计", "虚列支出", "√", "√", "", "查验"}, "一级", 1},
		"two ticks for several": {[]string{"会计", "1.虚列支出\n2.违规报销", "√", "√", "", "1.查验\n2.复核"}, "一级 一级", 1},
	} {
		t.Run(name, func(t *testing.T) {
			_, risks, res := outcome(t, head, c.row)
			var grades []string
			for _, r := range risks {
				grades = append(grades, strings.Split(r, "|")[2])
			}
			told := 0
			for _, n := range res.Report.Notes {
				if n.Rule == "grade-composite" || n.Rule == "grade-twice" {
					told++
				}
			}
			if got := strings.Join(grades, " "); got != c.want || told != c.told || len(res.Report.Sheets[0].Left) > 0 {
				t.Errorf("%s, told %d times, want %s, %d\n%v", got, told, c.want, c.told, res.Report.Notes)
			}
		})
	}
}
