package intake

import (
	"fmt"
	"strings"
	"testing"

	"gongshi/generator/format"
)

// outcome reads rows below a heading and words what was made of them: the kind of each
// row, and the risk points.
func outcome(t *testing.T, rows ...[]string) (kinds string, risks []string, res *Result) {
	t.Helper()
	s := sample{name: "t", sheets: []sampleSheet{{name: "Sheet1", rows: rows}}}
	res, err := s.read(t)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, r := range res.Report.Sheets[0].Rows {
		list = append(list, r.As)
	}
	for _, p := range res.Positions {
		for _, r := range p.Risks {
			var controls []string
			for _, c := range r.Controls {
				controls = append(controls, c.Text)
			}
			risks = append(risks, fmt.Sprintf("%s>%s|%s|%s|%s|%s", p.Department, p.Name, r.Title, r.Grade, strings.Join(r.Category, "/"), strings.Join(controls, "/")))
		}
	}
	return strings.Join(list, " "), risks, res
}

// Rows by which a table is passed on are no content, whatever column they begin in.
func TestSignOffs(t *testing.T) {
	byPosition := [][]string{{"序号", "岗位", "风险点", "风险等级", "防控措施"}, {"1", "会计岗", "虚列支出", "高", "发票查验"}}
	byCategory := [][]string{{"风险类别", "风险点", "风险等级", "防控措施"}, {"业务流程", "虚列支出", "高", "发票查验"}}
	for name, c := range map[string]struct {
		above [][]string
		row   []string
	}{
		"opinion in the column of numbers":   {byPosition, []string{"科室意见", "该同志认真负责", "报告的情况准确", "", "请予上报"}},
		"promise with a name":                {byPosition, []string{"本人承诺", "以上内容属实。签名：王晓明", "<", "<", "<"}},
		"opinion across two columns":         {byPosition, []string{"局党组审定意见", "<", "经局党组会研究，同意", "<", "<"}},
		"opinion, signature and date":        {byPosition, []string{"部门意见", "<", "同意上报", "", "签字：李志强"}},
		"places to sign":                     {byPosition, []string{"单位负责人（签字）：", "", "", "经办人（签字）：", ""}},
		"place to sign, and a date":          {byPosition, []string{"纪检监察组组长：", "", "", "年  月  日", ""}},
		"somebody in charge":                 {byPosition, []string{"负责人：王建国", "", "制表：李志强", "", ""}},
		"stamp":                              {byPosition, []string{"单位（公章）", "", "", "2025年3月1日", ""}},
		"leader, clerk and date":             {byPosition, []string{"填报单位负责人：王建国", "", "填报人：李红", "", "填报日期：2025年3月1日"}},
		"signature in the column of classes": {byCategory, []string{"本人签字", "", "科室负责人意见", "同意"}},
		"opinion across the table":           {byCategory, []string{"分管领导意见", "同意", "<", "<"}},
	} {
		t.Run(name, func(t *testing.T) {
			kinds, risks, res := outcome(t, append(c.above[:2:2], c.row)...)
			if kinds != "heading risk note" || len(risks) != 1 || !strings.HasSuffix(risks[0], "|发票查验") || res.Added != nil {
				t.Errorf("%s %q %v", kinds, risks, res.Added)
			}
			text := strings.Join(c.row, "")
			names := 0
			for _, n := range res.Report.Notes {
				if n.Rule == "personal-name" {
					names++
				}
			}
			for _, name := range []string{"王晓明", "李志强", "王建国"} {
				if strings.Contains(text, name) && names == 0 {
					t.Errorf("%s is not told of", name)
				}
			}
		})
	}
}

// An opinion that is merged down has more rows beside it.
func TestSignOffOfTwoRows(t *testing.T) {
	kinds, risks, _ := outcome(t, []string{"岗位", "风险点", "风险等级", "防控措施"}, []string{"会计岗", "虚列支出", "高", "发票查验"},
		[]string{"科室意见", "情况准确。", "<", "<"}, []string{"^", "请予上报", "", "办公室"})
	if kinds != "heading risk note note" || len(risks) != 1 {
		t.Errorf("%s %q", kinds, risks)
	}
}

// A form is signed as a table is.
func TestSignedForm(t *testing.T) {
	_, risks, res := outcome(t, []string{"部门", "财务科", "岗位名称", "会计岗"}, []string{"廉政风险点", "虚列支出", "风险等级", "高"}, []string{"防控措施", "查验发票", "<", "<"},
		[]string{"本人承诺", "以上内容属实。签名：王晓明", "<", "<"}, []string{"单位（公章）", "", "2025年3月1日", ""})
	if len(risks) != 1 || risks[0] != "财务科>会计岗|虚列支出|高||查验发票" {
		t.Errorf("%q", risks)
	}
	if n := len(res.Report.Notes); n != 1 || res.Report.Notes[0].Rule != "personal-name" {
		t.Errorf("%v", res.Report.Notes)
	}
}

// What only sounds like a sign-off is content.
func TestNoSignOffs(t *testing.T) {
	head := []string{"环节", "风险点", "风险等级", "防控措施"}
	for name, c := range map[string]struct {
		rows [][]string
		want int // risk points
		text string
	}{
		"a step":                 {[][]string{head, {"领导签字", "不审核即签字", "高", "双人复核"}}, 1, "不审核即签字"},
		"a step without a grade": {[][]string{head, {"领导签字", "不审核即签字", "", "双人复核"}}, 1, "不审核即签字"},
		"a risk point":           {[][]string{head, {"决策", "不听取意见", "高", "集体研究"}}, 1, "不听取意见"},
		"a further control":      {[][]string{head, {"决策", "独断", "高", "集体研究"}, {"^", "^", "^", "签订廉洁承诺书"}}, 1, "签订廉洁承诺书"},
		"a control of a step":    {[][]string{head, {"决策", "独断", "高", "集体研究"}, {"科长签字", "", "", "双人复核"}}, 1, "双人复核"},
		"a graded row":           {[][]string{{"序号", "岗位", "风险点", "风险等级", "防控措施"}, {"审核意见", "会计岗", "虚列支出", "高", "查验"}}, 1, "虚列支出"},
		"a numbered position":    {[][]string{{"序号", "岗位", "风险点", "风险等级", "防控措施"}, {"1", "主任：负责人", "独断", "高", "集体研究"}}, 1, "独断"},
	} {
		t.Run(name, func(t *testing.T) {
			_, risks, res := outcome(t, c.rows...)
			if len(risks) != c.want || !strings.Contains(string(format.Catalogue(res.Positions)), c.text) {
				t.Errorf("%q", risks)
			}
		})
	}
}

// A name in the column of categories goes into none.
func TestNameInCategory(t *testing.T) {
	_, risks, res := outcome(t, []string{"风险类别", "风险点", "风险等级", "防控措施"}, []string{"业务流程、填报人：王晓明", "虚列支出", "高", "发票查验"})
	if len(risks) != 1 || strings.Contains(risks[0], "王晓明") || !strings.Contains(risks[0], "业务流程") || len(res.Report.Sheets[0].Left) != 1 {
		t.Errorf("%q %v", risks, res.Report.Sheets[0].Left)
	}
}
