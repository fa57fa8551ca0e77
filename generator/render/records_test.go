package render

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"gongshi/generator/catalog"
	"gongshi/themes"
)

// A level of response has its own measures and, named as such, all those of the levels
// below it: of what it extends, or of what its grade extends.
func TestResponsesInherit(t *testing.T) {
	scheme := &catalog.Scheme{Grades: []catalog.Grade{
		{Term: catalog.Term{ID: "high", Label: "高风险区"}, Extends: "low"}, {Term: catalog.Term{ID: "low", Label: "低风险区"}}}}
	r, err := New(themes.Default(), &catalog.Site{Title: "公示", Language: "zh-Hans"}, catalog.View{})
	if err != nil {
		t.Fatal(err)
	}
	v := &unitView{r: r, grades: gradesOf(scheme), unit: &catalog.Unit{Scheme: scheme, Responses: []catalog.Response{
		{Level: "高风险区", Measures: []string{"封控"}},
		{Level: "低风险区", Measures: []string{"登记"}},
		{Level: "Ⅰ级", Extends: "Ⅱ级", Measures: []string{"停工"}},
		{Level: "Ⅱ级", Extends: "Ⅲ级"},
		{Level: "Ⅲ级", Measures: []string{"巡查"}},
	}}}
	got := map[string][]Inherited{}
	for _, r := range v.responses() {
		got[r.Level.Label] = r.Inherited
	}
	want := map[string][]Inherited{
		"高风险区": {{"同时执行低风险区的措施", []string{"登记"}}}, "低风险区": nil,
		"Ⅰ级": {{"同时执行Ⅲ级的措施", []string{"巡查"}}}, "Ⅱ级": {{"同时执行Ⅲ级的措施", []string{"巡查"}}}, "Ⅲ级": nil,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
