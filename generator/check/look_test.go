package check

import (
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// A rule that passes over a text because of its signs would have found nothing in it.
func TestSignsHideNothing(t *testing.T) {
	texts := labelledTexts(t)
	special := strings.Fields("1 23 2. 13800138000 １３８００１３８０００ 一三八零零一三八零零零 110101199003070000 6222020000000000000 < <b> 138-0013-8000 138.0013．8000 110101-19900307-0000 6222－0200－0000－0000－000 @ ＠qq.com someone@163.com 京A12345 京Ａ１２３４５ 住址：某路3号 ★ 秘密★ 请勿外传 不宜公开 王建国 司马主任 凌主任 後 后 锛 鐨勫 ? ??? 、、 &nbsp; 20XX年 × \u200b \ue000 \U000f0000 é Ã¤ 😀 ，")
	random := rand.New(rand.NewPCG(1, 2))
	found := 0
	for range 60 {
		unit := &catalog.Unit{Scheme: &catalog.Scheme{}, Positions: make([]catalog.Position, 1)}
		for range 60 {
			s := []rune(texts[random.IntN(len(texts))])
			at, more := random.IntN(len(s)+1), special[random.IntN(len(special))]
			unit.Positions[0].Duties = append(unit.Positions[0].Duties, string(s[:at])+more+string(s[at:]))
		}
		site := &catalog.Site{}
		quick, slow := newChecker(site, unit), newChecker(site, unit)
		slow.look = func(t catalog.Text) text { return text{Text: t, signs: ^sign(0), digits: 1000} }
		slow.quiet = &sync.Pool{New: func() any { return map[string]bool{} }} // of its own
		quick.checkAll()
		slow.checkAll()
		if diff := cmp.Diff(*slow.findings, *quick.findings); diff != "" {
			t.Fatalf("-all that is to be found +what is\n%s", diff)
		}
		found += len(*quick.findings)
	}
	if found < 1000 {
		t.Errorf("only %d findings to compare", found)
	}
}

// A text is found fault with wherever it stands, though one like it be in order elsewhere.
func TestPassagesAreReadWhereTheyMatter(t *testing.T) {
	office := func(owner string) catalog.Control { return catalog.Control{Text: "双人复核", Owner: owner} }
	unit := &catalog.Unit{Scheme: &catalog.Scheme{}, Positions: []catalog.Position{{
		Duties: []string{"王建国", "办公室", "办公室", "□□□", "□□□"}, // a name only where it says who somebody is
		Risks: []catalog.RiskPoint{
			{Title: "甲", Controls: []catalog.Control{office("办公室"), office("王建国"), office("王建国")}},
			{Title: "乙", Controls: []catalog.Control{office("办公室"), office("王建国")}},
		},
	}}}
	found := map[string]int{}
	for _, f := range Unit(&catalog.Site{}, unit) {
		found[f.Rule]++
	}
	if found["personal-name"] != 3 || found["text-damaged"] != 2 {
		t.Errorf("%v", found)
	}
}

// A category is shown wherever its risk points are: no name may stand in one.
func TestNameInCategory(t *testing.T) {
	unit := &catalog.Unit{Scheme: &catalog.Scheme{}, Positions: []catalog.Position{{Risks: []catalog.RiskPoint{
		{Title: "甲", Category: []string{"岗位职责风险", "以上内容属实。签名：王晓明"}},
		{Title: "乙", Category: []string{"以上内容属实。签名：王晓明"}, Audience: catalog.AudienceInternal},
	}}}}
	found := 0
	for _, f := range Unit(&catalog.Site{}, unit) {
		if f.Rule == "personal-name" {
			found++
		}
	}
	if found != 1 {
		t.Errorf("%d names were found, want 1", found)
	}
}

// labelledTexts are the texts of all labelled sets.
func labelledTexts(t *testing.T) (texts []string) {
	t.Helper()
	files, err := filepath.Glob("testdata/labelled/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		tuned, held := readLabelled(t, filepath.Base(file))
		for _, l := range append(tuned, held...) {
			texts = append(texts, l.texts...)
		}
	}
	return texts
}

// What a unit that is not for the public may say is found where another says it in public.
func TestPassagesOfOtherUnits(t *testing.T) {
	unit := func(audience string) *catalog.Unit {
		return &catalog.Unit{Scheme: &catalog.Scheme{}, Publication: catalog.Publication{Audience: audience},
			Positions: []catalog.Position{{Duties: []string{"值班电话13800138000"}}}}
	}
	has := func(u *catalog.Unit) bool {
		return slices.ContainsFunc(Unit(&catalog.Site{}, u), func(f diag.Finding) bool { return f.Rule == "mobile-number" })
	}
	for range 20 { // whatever goroutine had which
		if has(unit(catalog.AudienceInternal)) || !has(unit("")) {
			t.Fatal("the number is found where it may stand, or not where it may not")
		}
	}
}
