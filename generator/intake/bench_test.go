package intake

import (
	"fmt"
	"testing"
)

// BenchmarkRows reads tables of made-up rows.
func BenchmarkRows(b *testing.B) {
	for _, n := range []int{1000, 10000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := &Sheet{Name: "表", Rows: [][]string{{"序号", "部门", "岗位", "风险点", "表现形式", "风险等级", "防控措施", "责任人"}}}
			for i := range n {
				s.Rows = append(s.Rows, []string{fmt.Sprint(i + 1), fmt.Sprintf("第%d科", i/1000), fmt.Sprintf("岗位%d", i/20), fmt.Sprintf("风险%d：收受财物", i), "在采购活动中接受宴请、礼金，泄露标底。", []string{"高", "中", "低"}[i%3], "1.签订廉洁协议；2.每半年谈话；3.公开采购结果", "采购科科长"})
			}
			s.prepare()
			opts := Options{Schemes: schemes(b), Default: "three-level"}
			b.ReportAllocs()
			for b.Loop() {
				res, err := Read("表.xlsx", []*Sheet{s}, opts)
				if err != nil {
					b.Fatal(err)
				}
				res.Identify(nil)
			}
		})
	}
}
