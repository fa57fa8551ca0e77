package render

import (
	"strings"
	"testing"

	"gongshi/generator/catalog"
)

// Units of one kind stand side by side, their grades only beside those of the same
// scheme; a kind of one unit has nothing to be compared with.
func TestUnitsOfOneKindAreCompared(t *testing.T) {
	site := fullSite(t, "zh-Hans")
	list := units(t, site)
	twin := *list[0]
	twin.ID, twin.Name = "twin", "又一个局"
	site.Tree = append(site.Tree, catalog.UnitName{ID: "twin", Name: "又一个局", Kind: "国有企业"}, catalog.UnitName{ID: "alone", Name: "独一家", Kind: "学校"})
	alone := &catalog.Unit{ID: "alone", Name: "独一家", Kind: "学校", SchemeID: "lsr", Scheme: site.Schemes["lsr"]}
	for i := range twin.Positions {
		twin.Positions[i].URL = catalog.PositionPage("twin", twin.Positions[i].ID)
	}
	out := build(t, site, append(list, &twin, alone), catalog.View{})
	text := textOf(t, out.files["compare/国有企业.html"])
	for _, want := range []string{"共公开3个单位、7个岗位、5个风险点", "东区支局", "又一个局", "某市邮政局", "LSR", "50.0%"} {
		if !strings.Contains(text, want) {
			t.Errorf("the comparison lacks %q", want)
		}
	}
	if strings.Contains(text, "矩阵") {
		t.Error("the only unit under its scheme is compared by grade")
	}
	if page := string(out.files["邮政局/index.html"]); !strings.Contains(page, `href="../compare/%E5%9B%BD%E6%9C%89%E4%BC%81%E4%B8%9A.html">国有企业</a>`) {
		t.Error("the unit does not lead to the comparison")
	}
	if out.files["compare/学校.html"] != nil || strings.Contains(string(out.files["alone/index.html"]), "compare/%E5%AD") {
		t.Error("a unit is compared with itself")
	}
}
