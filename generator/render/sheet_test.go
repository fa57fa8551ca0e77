package render

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"rsc.io/qr"

	"gongshi/generator/catalog"
	"gongshi/themes"
)

// The sheet of a position says what its page says, but for what a notice board
// has no room for.
func TestSheetTellsTheForm(t *testing.T) {
	out := fullTree(t, "zh-Hans", catalog.View{Audience: catalog.AudienceInternal})
	text := textOf(t, out.files["print/邮政局/purchasing.html"])
	for _, want := range []string{
		"某市邮政局岗位风险防控公示表", "2026年1月19日", "物资供应科", "2人", "编制计划", "采购审批", "5000 元以上", "申请", "3 个工作日",
		"化整为零规避招标", "重大风险", "拆成多笔", "前期预防", "统一审定", "责任：科长", "时限：2026年3月31日", "停职检查", "《中华人民共和国招标投标法》第四条",
		"纪检监察室", "010-12345678", "https://example.gov.cn/lz/%E9%82%AE%E6%94%BF%E5%B1%80/purchasing.html",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the sheet lacks %q", want)
		}
	}
}

// The document of a unit leads from its contents to every sheet, in the order in
// which they follow.
func TestDocumentLeadsToItsSheets(t *testing.T) {
	page := string(fullTree(t, "zh-Hans", catalog.View{Audience: catalog.AudienceInternal}).files["print/邮政局/index.html"])
	var sheets, contents []string
	for _, m := range regexp.MustCompile(`class="sheet" id="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		sheets = append(sheets, m[1])
	}
	for _, m := range regexp.MustCompile(`<li><a href="#([^"]+)"`).FindAllStringSubmatch(page, -1) {
		contents = append(contents, m[1])
	}
	if want := "sheet-director sheet-purchasing sheet-loose"; strings.Join(sheets, " ") != want || strings.Join(contents, " ") != want {
		t.Errorf("sheets %v, contents %v, want %s", sheets, contents, want)
	}
	if !strings.Contains(page, `src="../../%E9%82%AE%E6%94%BF%E5%B1%80/assets/a.png"`) || strings.Contains(page, `<a href="purchasing.html`) {
		t.Error("the prose of the unit keeps links or loses its picture")
	}
}

// Without Prints a site has no sheets, and no page leads to any.
func TestNoSheetsUnasked(t *testing.T) {
	site := fullSite(t, "zh-Hans")
	r, err := New(themes.Default(), site, catalog.View{})
	if err != nil {
		t.Fatal(err)
	}
	out := &tree{files: map[string][]byte{}}
	if err := r.Unit(fullUnit(t, site), out.emit); err != nil {
		t.Fatal(err)
	}
	for name, data := range out.files {
		if strings.HasPrefix(name, "print/") || strings.Contains(string(data), "print/") {
			t.Errorf("%s speaks of sheets", name)
		}
	}
}

// The drawing of a code has a dark square exactly where the code is dark, and
// light ones all around.
func TestCodeIsDrawn(t *testing.T) {
	const address = "https://example.gov.cn/lz/%E9%82%AE%E6%94%BF%E5%B1%80/purchasing.html"
	want, err := qr.Encode(address, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	c := codeOf(address)
	dark := map[[2]int]bool{}
	for _, m := range regexp.MustCompile(`M\d+ \d+h\d+v1h-\d+z`).FindAllString(c.Path, -1) {
		var x, y, n, back int
		if _, err := fmt.Sscanf(m, "M%d %dh%dv1h-%dz", &x, &y, &n, &back); err != nil || n != back {
			t.Fatalf("%s: %v", m, err)
		}
		for i := range n {
			dark[[2]int{x + i, y}] = true
		}
	}
	for y := range c.Size {
		for x := range c.Size {
			if dark[[2]int{x, y}] != want.Black(x-4, y-4) {
				t.Fatalf("the square at %d, %d is wrong", x, y)
			}
		}
	}
	if codeOf("") != nil || codeOf(strings.Repeat("x", 5000)) != nil {
		t.Error("what has no code has one")
	}
}
