package render

import (
	"fmt"
	"testing"

	"gongshi/generator/catalog"
	"gongshi/themes"
)

// largeUnit is a unit of 426 positions with 2,012 risk points.
func largeUnit(site *catalog.Site) *catalog.Unit {
	u := &catalog.Unit{ID: "post", Name: "某市邮政局", SchemeID: "lsr", Scheme: site.Schemes["lsr"]}
	for i := range 426 {
		p := catalog.Position{ID: fmt.Sprintf("p%03d", i), Name: fmt.Sprintf("第%d号岗位", i), Department: fmt.Sprintf("部门%d", i%40), Level: catalog.Levels[i%3], Duties: []string{"编制采购计划", "组织询价"}}
		n := 5
		if i < 118 {
			n = 4
		}
		for j := range n {
			p.Risks = append(p.Risks, catalog.RiskPoint{ID: fmt.Sprintf("r%d", j), Title: fmt.Sprintf("化整为零规避招标 %d", j), Category: []string{"岗位职责风险"}, Grade: []string{"重大风险", "低风险"}[(i+j)%2],
				Manifestation: "将同一批物资拆成多笔,使每笔低于公开招标限额,由同一供应商承接。", Cause: "监督不足", Consequence: "造成损失", Liability: "停职检查和通报批评", Basis: []string{"bidding 第四条"},
				Controls: []catalog.Control{
					{Stage: "前期预防", Text: "年度采购计划汇总后统一审定", Owner: "物资供应科科长", Due: "2026-03-31"},
					{Stage: "中期监控", Text: "按季核对同一供应商的累计金额", Owner: "纪检监察室", Frequency: "每季度"},
					{Stage: "后期处置", Text: "追回差额,按三级责任追究办法处理"},
				}})
		}
		u.Positions = append(u.Positions, p)
	}
	return u
}

func BenchmarkUnit(b *testing.B) {
	site := fullSite(b, "zh-Hans")
	u := largeUnit(site)
	r, err := New(themes.Default(), site, catalog.View{})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := r.Unit(u, func(string, []byte) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	site := fullSite(b, "zh-Hans")
	for b.Loop() {
		if _, err := New(themes.Default(), site, catalog.View{}); err != nil {
			b.Fatal(err)
		}
	}
}
