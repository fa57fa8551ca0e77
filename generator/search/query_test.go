package search

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongshi/generator/catalog"
)

// officeSite is a small site written by hand, for what the made-up ones lack.
func officeSite() []*catalog.Unit {
	risk := func(id, title, grade, manifestation string, more func(*catalog.RiskPoint)) catalog.RiskPoint {
		r := catalog.RiskPoint{ID: id, Title: title, Grade: grade, Category: []string{"业务流程风险"}, Manifestation: manifestation}
		if more != nil {
			more(&r)
		}
		return r
	}
	unit := func(id, name string, positions ...catalog.Position) *catalog.Unit {
		u := &catalog.Unit{ID: id, Name: name, Scheme: fakeScheme, Positions: positions}
		u.Publication.Status = catalog.StatusPublished
		for i := range u.Positions {
			u.Positions[i].URL = catalog.PositionPage(id, u.Positions[i].ID)
		}
		return u
	}
	return []*catalog.Unit{
		unit("caizhengju", "某市财政局",
			catalog.Position{ID: "kuaiji", Name: "会计岗", Department: "计财科", Level: catalog.LevelFrontline, Risks: []catalog.RiskPoint{
				risk("zhangmu", "账目不实", "二级", "对账不及时,账目与凭证不符。", func(r *catalog.RiskPoint) {
					r.Basis = []string{"《会计法》第九条", "财会〔2011〕42号"}
					r.Controls = []catalog.Control{{Stage: "前期预防", Text: "按月对账并公示", Owner: "会计岗", Frequency: "每月"}}
				}),
				risk("chongzhi", "重置系统密码", "三级", "擅自重置 OA 系统的密码。", func(r *catalog.RiskPoint) {
					r.Controls = []catalog.Control{{Stage: "中期监控", Text: "清查用户", Due: "2026-10-30"}}
				}),
			}},
			catalog.Position{ID: "caigou", Name: "采购管理岗", Department: "采购科", Level: catalog.LevelMiddle, Risks: []catalog.RiskPoint{
				risk("caigou", "采购", "三级", "采购计划未经集体研究。", nil),
				risk("chaifen", "拆分采购规避招标", "一级", "将同一批物资拆成多笔,使每笔低于公开招标限额。", func(r *catalog.RiskPoint) {
					r.Cause = "2026年10月30日以前没有限额。"
					r.Controls = []catalog.Control{{Stage: "中期监控", Text: "按季核对同一供应商的累计金额", Owner: "纪检监察室", Frequency: "每季度"}}
				}),
				risk("weituo", "验收把关不严", "二级", "采购验收走过场。", nil),
			}}),
		unit("jiaotongju", "某县交通運輸局",
			catalog.Position{ID: "gongji", Name: "物資供給崗", Department: "後勤科", Risks: []catalog.RiskPoint{
				risk("gongji", "供給覆蓋不足", "一級", "單位內部採購乾貨,著手太晚。", nil),
			}}),
	}
}

func openOffice(t *testing.T, bundle int) *Index {
	t.Helper()
	files, _ := publish(t, segments(fakeRegister, officeSite()), Options{BundleBytes: bundle})
	x, err := Open(files)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// officeQueries are questions with the risk points wanted, in order.
var officeQueries = []struct {
	name, query string
	filters     map[string][]string
	want        string
}{
	{"exact title, title that has it, other text", "采购", nil, "caigou chaifen weituo gongji"},
	{"a word across words", "购计", nil, "caigou"},
	{"all terms", "采购 验收", nil, "weituo"},
	{"a phrase", "“重置 OA 系统”", nil, "chongzhi"},
	{"without a word", "采购 -验收", nil, "caigou chaifen gongji"},
	{"only without", "-验收", nil, "chaifen zhangmu chongzhi caigou gongji"},
	{"only without, of a range", "-采购", map[string][]string{"unit": {"caizhengju"}}, "zhangmu chongzhi"},
	{"only without longer texts", "-交通运输局 -采购计划", nil, "chaifen zhangmu weituo chongzhi"},
	{"without what is nowhere", "-火星", map[string][]string{"level": {"middle"}}, "chaifen weituo caigou"},
	{"letters are left out as they are written", "采购 -caigou", nil, "caigou chaifen weituo gongji"},
	{"a dash is no minus", "——采购", nil, ""},
	{"field in Chinese", "岗位:采购", nil, "chaifen weituo caigou"},
	{"field in English, full-width colon", "position：采购 拆分", nil, "chaifen"},
	{"field of controls", "措施:公示", nil, "zhangmu"},
	{"field of basis", "依据:会计法", nil, "zhangmu"},
	{"an unknown field is text", "地点:采购", nil, ""},
	{"document number", "〔2011〕42号", nil, "zhangmu"},
	{"document number, other brackets", "[2011]42号", nil, "zhangmu"},
	{"full-width digits", "２０１１", nil, "zhangmu"},
	{"upper and lower case", "oA", nil, "chongzhi"},
	{"one character", "账", nil, "zhangmu"},
	{"Traditional finds Simplified", "採購計劃", nil, "caigou"},
	{"Simplified finds Traditional", "交通运输局", nil, "gongji"},
	{"variants", "覆盖", nil, "gongji"},
	{"pinyin in full", "caigou", nil, "caigou chaifen weituo"},
	{"initials", "cggl", nil, "chaifen weituo caigou"},
	{"characters and initials", "采购gl", nil, "chaifen weituo caigou"},
	{"the last syllable cut short", "zhangm", nil, "zhangmu"},
	{"polyphone 会计", "kuaiji", nil, "zhangmu chongzhi"},
	{"polyphone 重置", "chongzhi", nil, "chongzhi"},
	{"polyphone 供给", "gongji", nil, "gongji"},
	{"a day as pages show it", "2026年10月30日", nil, "chaifen chongzhi"},
	{"a day as fields hold it", "2026-10-30", nil, "chaifen chongzhi"},
	{"a day in its field", "时限：２０２６年10月30日", nil, "chongzhi"},
	{"a month", "2026年10月", nil, "chaifen chongzhi"},
	{"part of a day", "10月30日", nil, "chaifen chongzhi"},
	{"a month of any year", "10月", nil, "chaifen chongzhi"},
	{"a year", "2026年", nil, "chaifen chongzhi"},
	{"a month as fields hold it", "2026-10", nil, "chaifen chongzhi"},
	{"another day", "2026年10月3日", nil, ""},
	{"filter by grade", "采购", map[string][]string{"grade": {"一级"}}, "chaifen"},
	{"filter by id of a grade", "采购", map[string][]string{"grade": {"2"}}, "weituo"},
	{"filters across facets", "采购", map[string][]string{"grade": {"一级", "二级"}, "unit": {"caizhengju"}}, "chaifen weituo"},
	{"filter by level", "", map[string][]string{"level": {"middle"}}, "chaifen weituo caigou"},
	{"filter by department", "", map[string][]string{"department": {"计财科"}}, "zhangmu chongzhi"},
	{"filter that nothing has", "采购", map[string][]string{"status": {"draft"}}, ""},
	{"nothing", "", nil, ""},
	{"emoji", "😀", nil, ""},
}

// grade 一級 of the Traditional unit is none of its scheme, so its risk point comes
// last.
func TestQueries(t *testing.T) {
	for _, bundle := range []int{0, -1} {
		x := openOffice(t, bundle)
		for _, c := range officeQueries {
			res, err := x.Search(Request{Query: c.query, Filters: c.filters, Limit: 20})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, h := range res.Hits {
				got = append(got, h.URL[strings.IndexByte(h.URL, '#')+1:])
			}
			if s := strings.Join(got, " "); s != c.want || res.Total != len(got) {
				t.Errorf("bundle %d: %s: %q: got %q (%d), want %q", bundle, c.name, c.query, s, res.Total, c.want)
			}
		}
	}
}

func TestNothingFound(t *testing.T) {
	for _, bundle := range []int{0, -1} {
		x := openOffice(t, bundle)
		res, err := x.Search(Request{Query: "帐目", Limit: 5})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(res.Similar, "账目") {
			t.Errorf("similar to 帐目: %q, want 账目", res.Similar)
		}
		res, err = x.Search(Request{Query: "采购 火星", Limit: 5})
		if err != nil {
			t.Fatal(err)
		}
		if want := []TermCount{{"采购", 4}, {"火星", 0}}; !slices.Equal(res.Alone, want) {
			t.Errorf("alone: %v, want %v", res.Alone, want)
		}
	}
}

// Counts of a facet leave its own filter aside.
func TestFacetCounts(t *testing.T) {
	x := openOffice(t, -1)
	res, err := x.Search(Request{Query: "采购", Filters: map[string][]string{"grade": {"一级"}}, Facets: true})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, f := range res.Facets["grade"] {
		got["grade "+f.Label] = f.N
	}
	for _, f := range res.Facets["level"] {
		got["level "+f.Label] = f.N
	}
	want := map[string]int{"grade 一级": 1, "grade 二级": 1, "grade 三级": 1, "level middle": 1}
	if len(got) != len(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for k, n := range want {
		if got[k] != n {
			t.Errorf("%s: %d, want %d", k, got[k], n)
		}
	}
}

// The scripts keep to the language of the browsers they are for.
func TestScriptSyntax(t *testing.T) {
	modules, err := filepath.Abs("../../themes/node_modules")
	if err != nil {
		t.Fatal(err)
	}
	for _, script := range []string{"search.js", "search-sound.js", "table.js", "site.js"} {
		cmd := exec.Command("node", "testdata/syntax.js", themeDir+"/assets/"+script)
		cmd.Env = append(os.Environ(), "NODE_PATH="+modules)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v (the test needs node, and npm ci in themes)\n%s", err, out)
		}
	}
}
