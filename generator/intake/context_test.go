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

// The numbered lines of a note are no departments.
func TestNumberedNotes(t *testing.T) {
	head := []string{"序号", "岗位", "风险点", "风险等级", "防控措施"}
	row := []string{"1", "会计", "虚列支出", "高", "查验"}
	for name, c := range map[string]struct {
		rows  [][]string
		kinds string
		want  string
	}{
		"below the table": {[][]string{head, row, {"填表说明："}, {"1.等级按高中低填写"}, {"2.各科室于3月底前报送"}, {"3.报办公室"}, {"单位（公章）", "", "", "2025年3月1日"}},
			"heading risk note note note note note", ">会计|虚列支出|高||查验"},
		"the first in the row of the note": {[][]string{head, row, {"注：1.等级按高中低填写"}, {"2.报办公室"}},
			"heading risk note note", ">会计|虚列支出|高||查验"},
		"departments below a note": {[][]string{head, {"说明：各科室分别填写"}, {"一、办公室"}, row, {"二、财务科"}, row},
			"heading note group risk group risk", "办公室>会计|虚列支出|高||查验 财务科>会计|虚列支出|高||查验"},
		"the second department below a note": {[][]string{head, {"一、办公室"}, row, {"注：上表由办公室填写"}, {"二、采购事项"}, row},
			"heading group risk note group risk", "办公室>会计|虚列支出|高||查验 采购事项>会计|虚列支出|高||查验"},
		"another table": {[][]string{head, row, {"注："}, head, {"1.采购事项"}, row},
			"heading risk note repeated group risk", ">会计|虚列支出|高||查验 采购事项>会计|虚列支出|高||查验"},
	} {
		t.Run(name, func(t *testing.T) {
			kinds, risks, res := outcome(t, c.rows...)
			if got := strings.Join(risks, " "); kinds != c.kinds || got != c.want || len(res.Positions) != len(risks) {
				t.Errorf("%s\n%s\nwant %s\n%s", kinds, got, c.kinds, c.want)
			}
		})
	}
}

// How many there are of what is named is no part of the name.
func TestCountsInNames(t *testing.T) {
	row := []string{"1", "虚列支出", "高", "查验"}
	for name, rows := range map[string][][]string{
		"a row of labels": {{"序号", "风险点", "风险等级", "防控措施"}, {"部门：财务科（共5人）", "", "岗位：会计岗（2人）", ""}, row},
		"groups":          {{"序号", "风险点", "风险等级", "防控措施"}, {"一、财务科（3个风险点）", "<", "<", "<"}, {"会计岗（共２名）", "<", "<", "<"}, row},
		"a column":        {{"部门", "岗位", "风险点", "风险等级", "防控措施"}, {"财务科（5人）", "会计岗（2人）", "虚列支出", "高", "查验"}, {"财务科", "出纳岗（1个风险点）", "坐支", "中", "盘点"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, risks, res := outcome(t, rows...)
			if p := res.Positions[0]; risks[0] != "财务科>会计岗|虚列支出|高||查验" || p.Holders != 2 {
				t.Errorf("%q, %d holders", risks, p.Holders)
			}
			if len(res.Positions) > 1 && (res.Positions[1].Name != "出纳岗" || res.Positions[1].Holders != 0) {
				t.Errorf("%+v", res.Positions[1])
			}
		})
	}
	sheet := &Sheet{Name: "Sheet1", Rows: [][]string{{"岗位", "风险点", "等级", "防控措施"}, {"会计岗（2人）", "虚列支出", "高", "查验"}}}
	sheet.prepare()
	res, err := Read("t.xlsx", []*Sheet{sheet}, Options{Positions: []string{"会计岗（2人）"}})
	must(t, err)
	if p := res.Positions[0]; p.Name != "会计岗（2人）" {
		t.Errorf("a position that the unit has became %s", p.Name)
	}
}

// In a form the numbers of what a label has below one another are no values.
func TestNumbersInForms(t *testing.T) {
	_, risks, _ := outcome(t,
		[]string{"部门", "财务科", "岗位名称", "会计岗", ""},
		[]string{"廉政风险点", "1", "虚列支出", "风险等级", "高"},
		[]string{"^", "（2）", "违规报销", "风险等级", "中"},
		[]string{"防控措施", "1", "查验发票", "<", "<"},
		[]string{"^", "2", "分级审批", "<", "<"},
		[]string{"监督部门", "纪检室", "<", "<", "<"})
	if got, want := strings.Join(risks, " "), "财务科>会计岗|虚列支出|高|| 财务科>会计岗|违规报销|中||查验发票/分级审批"; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}
