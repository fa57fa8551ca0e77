package intake

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Rows that are added to a table that this program wrote find their place without ids, or
// with those of the row they were copied from, in any order.
func TestRowsOfAnExportedTable(t *testing.T) {
	const heading = "部门,岗位,风险点,风险等级,表现形式,防控措施,岗位编号,风险点编号\n"
	tests := []struct {
		name, rows string
		want       string // position/id: title/id=controls
		notes      []string
	}{
		{"added", `物资科,采购岗,围标,二级,串通。,抽查,caigou,weibiao
物资科,采购岗,,,,公开,,
物资科,采购岗,围标,二级,串通。,轮换,,
物资科,采购岗,泄露标底,一级,告知。,密封,,
财务科,会计岗,虚列支出,二级,虚开。,查验,,
物资科,采购岗,以次充好,二级,不验。,双验,caigou,yici
`, `采购岗/caigou: 围标/weibiao=抽查+公开+轮换 泄露标底/xie-lu-biao-di=密封 以次充好/yici=双验
会计岗/hui-ji-gang: 虚列支出/xu-lie-zhi-chu=查验`, nil},
		{"sorted", `物资科,采购岗,围标,二级,串通。,抽查,caigou,weibiao
财务科,会计岗,虚列支出,二级,虚开。,查验,kuaiji,xulie
物资科,采购岗,围标,二级,串通。,公开,caigou,weibiao
`, `采购岗/caigou: 围标/weibiao=抽查+公开
会计岗/kuaiji: 虚列支出/xulie=查验`, nil},
		{"copied", `物资科,采购岗,围标,二级,串通。,抽查,caigou,weibiao
物资科,采购岗,泄露标底,一级,告知。,密封,caigou,weibiao
物资科,验收岗,以次充好,一级,不验。,双验,caigou,weibiao
`, `采购岗/caigou: 围标/weibiao=抽查 泄露标底/xie-lu-biao-di=密封
验收岗/yan-shou-gang: 以次充好/yi-ci-chong-hao=双验`, []string{"id-again", "id-again", "id-again"}},
		{"renamed", `物资科,采购与招标岗,串通投标,二级,串通。,抽查,caigou,weibiao
物资科,采购岗,围标,二级,串通。,公开,caigou,weibiao
`, `采购与招标岗/caigou: 串通投标/weibiao=抽查+公开`, []string{"row-differs"}},
		{"without its department", `物资科,采购岗,围标,二级,串通。,抽查,caigou,weibiao
,采购岗,泄露标底,一级,告知。,密封,,
`, `采购岗/caigou: 围标/weibiao=抽查 泄露标底/xie-lu-biao-di=密封`, nil},
		{"changed in a later row", `物资科,采购岗,围标,二级,串通。,抽查,caigou,weibiao
物资科,采购岗,围标,一级,串通。,公开,caigou,weibiao
`, `采购岗/caigou: 围标/weibiao=抽查+公开`, []string{"row-differs"}},
		{"before", `物资科,采购岗,泄露标底,一级,告知。,密封,,
物资科,采购岗,围标,二级,串通。,抽查,caigou,weibiao
`, `采购岗/caigou: 泄露标底/xie-lu-biao-di=密封 围标/weibiao=抽查`, nil},
		{"hostile", `物资科,采购岗,围标,二级,串通。,抽查,../../a/post,../weibiao
物资科,验收岗,以次充好,二级,不验。,双验,index,a/b
`, `采购岗/cai-gou-gang: 围标/wei-biao=抽查
验收岗/yan-shou-gang: 以次充好/yi-ci-chong-hao=双验`, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "t.csv")
			must(t, os.WriteFile(file, []byte(heading+test.rows), 0o644))
			res, err := File(file, Options{Schemes: schemes(t), Default: "three-level"})
			must(t, err)
			res.Identify(nil)
			var got []string
			for _, p := range res.Positions {
				line := fmt.Sprintf("%s/%s:", p.Name, p.ID)
				for _, r := range p.Risks {
					var controls []string
					for _, c := range r.Controls {
						controls = append(controls, c.Text)
					}
					line += fmt.Sprintf(" %s/%s=%s", r.Title, r.ID, strings.Join(controls, "+"))
				}
				got = append(got, line)
			}
			if diff := cmp.Diff(test.want, strings.Join(got, "\n")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			var notes []string
			for _, n := range res.Report.Notes {
				if n.Rule == "id-again" || n.Rule == "row-differs" {
					notes = append(notes, n.Rule)
				}
			}
			if !slices.Equal(notes, test.notes) {
				t.Errorf("notes %q, want %q", notes, test.notes)
			}
			if test.name == "hostile" && !strings.Contains(res.Report.Format("zh"), "../../a/post") {
				t.Error("an id that is not taken is not told of")
			}
		})
	}
}

// The powers of an exported table are those of their positions, in whatever order the office
// has put rows and sheets.
func TestPowersOfAnExportedTable(t *testing.T) {
	rows := func(lines ...string) *Sheet {
		s := &Sheet{HiddenRows: map[int]bool{}, HiddenCols: map[int]bool{}, flat: true}
		for _, l := range lines {
			s.Rows = append(s.Rows, strings.Split(l, ","))
		}
		return s
	}
	powers := rows("岗位编号,职权编号,职权名称,环节编号,环节名称", "caigou,p,审批,a,受理", "caigou,q,招标,c,公告", "caigou,p,审批,b,办结")
	risks := rows("部门,岗位,风险点,风险等级,表现形式,防控措施,岗位编号,风险点编号", "物资科,采购岗,围标,二级,串通。,抽查,caigou,weibiao")
	for _, sheets := range [][]*Sheet{{risks, powers}, {powers, risks}} {
		res, err := Read("t.xlsx", sheets, Options{Schemes: schemes(t), Default: "three-level"})
		must(t, err)
		res.Identify(nil)
		var got []string
		for _, w := range res.Positions[0].Powers {
			line := w.ID + ":"
			for _, s := range w.Steps {
				line += " " + s.ID
			}
			got = append(got, line)
		}
		if diff := cmp.Diff([]string{"p: a b", "q: c"}, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

// Steps and risk points that are called like what is signed are content.
func TestContentCalledLikeSignOffs(t *testing.T) {
	for _, table := range []string{
		"环节,风险点,风险等级,防控措施\n审核签字,把关不严,高,双人\n盖章,加盖空白文件,高,登记\n",
		"环节,风险点,防控措施\n审批意见,不明确，拖延,公示时限\n廉政承诺,不履行承诺,抽查\n",
	} {
		file := filepath.Join(t.TempDir(), "t.csv")
		must(t, os.WriteFile(file, []byte(table), 0o644))
		res, err := File(file, Options{Schemes: schemes(t), Default: "high-medium-low"})
		must(t, err)
		if res.Count(); res.Report.Risks != 2 {
			t.Errorf("%d risk points of\n%s%s", res.Report.Risks, table, res.Report.Format("zh"))
		}
	}
}
