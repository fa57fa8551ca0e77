package intake

import (
	"slices"
	"strings"
	"testing"
)

// Rows that say whose the rows below are hold whatever stands beside it.
func TestContextRows(t *testing.T) {
	head := []string{"序号", "岗位", "风险点", "风险等级", "防控措施"}
	row := []string{"1", "科长", "违规审批", "高", "集体审批"}
	byTitle := []string{"序号", "风险点", "风险等级", "防控措施"}
	for name, c := range map[string]struct {
		rows [][]string
		want string // the risk points
		left string // what has no place
	}{
		"department beside a date": {[][]string{{"部门：财务科", "", "", "", "填表日期：2025.4.1"}, head, row},
			"财务科>科长|违规审批|高||集体审批", "填表日期：2025.4.1"},
		"department and date in one cell": {[][]string{{"部门：财务科　　填表日期：2025.4.1", "<", "<", "<", "<"}, head, row},
			"财务科>科长|违规审批|高||集体审批", "填表日期：2025.4.1"},
		"departments one below the other": {[][]string{{"部门：财务科", "", "", "", "填表日期：2025.4.1"}, head, row, {"部门：人事科", "", "", "", "填表日期：2025.4.1"}, head, {"1", "科长", "用人失察", "高", "考察"}},
			"财务科>科长|违规审批|高||集体审批 人事科>科长|用人失察|高||考察", "填表日期：2025.4.1 填表日期：2025.4.1"},
		"department behind who filled it in": {[][]string{{"制表人：李红", "", "部门：财务科", "", ""}, head, row},
			"财务科>科长|违规审批|高||集体审批", "制表人：李红"},
		"department beside a title": {[][]string{{"廉政风险点一览表", "", "", "", "部门：财务科"}, head, row},
			"财务科>科长|违规审批|高||集体审批", ""},
		"position beside a title": {[][]string{{"廉政风险点一览表", "", "", "岗位：会计岗"}, byTitle, {"1", "虚列支出", "高", "查验"}},
			">会计岗|虚列支出|高||查验", ""},
		"telephone": {[][]string{{"部门：财务科", "", "", "联系电话：12345678", ""}, head, row},
			"财务科>科长|违规审批|高||集体审批", "12345678"},
		"the same department on the next page": {[][]string{{"部门：财务科", "", "", "", "编号：7"}, head, row, {"部门：财务科", "", "", "", "编号：7"}, head, {"2", "", "拖延", "低", "限时"}},
			"财务科>科长|违规审批|高||集体审批 财务科>科长|拖延|低||限时", "7 7"},
	} {
		t.Run(name, func(t *testing.T) {
			_, risks, res := outcome(t, c.rows...)
			var left []string
			for _, l := range res.Report.Sheets[0].Left {
				left = append(left, l.Text)
			}
			slices.Sort(left)
			if got := strings.Join(risks, " "); got != c.want || strings.Join(left, " ") != c.left {
				t.Errorf("%s\nwant %s\nleft %q", got, c.want, left)
			}
		})
	}
}
