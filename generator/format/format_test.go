package format

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"gongshi/generator/catalog"
	"gongshi/generator/load"
)

var ignoreOrigins = cmp.Options{cmpopts.IgnoreTypes(catalog.Origin{}), cmpopts.IgnoreFields(catalog.Prose{}, "Line", "Links"), cmpopts.EquateEmpty()}

// The sample keeps its meaning when it is laid out, and a second pass changes
// nothing.
func TestSampleKeepsItsMeaning(t *testing.T) {
	root := "../../content"
	content := os.DirFS(root)
	site, err := load.OpenSite(content)
	if err != nil {
		t.Fatal(err)
	}
	schemes := map[string]*catalog.Scheme{}
	for _, u := range site.Units {
		if schemes[u.ID], err = load.SchemeOf(content, site, u.ID); err != nil {
			t.Fatal(err)
		}
	}
	err = filepath.WalkDir(root, func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, ".md") && !strings.HasSuffix(p, ".toml") {
			return err
		}
		data, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(root, p)
		name = filepath.ToSlash(name)
		scheme := schemes[path.Dir(name)]
		once, findings := File(name, data, Scope{Scheme: scheme})
		if len(findings) > 0 {
			t.Errorf("%s: %v", name, findings[0])
			return nil
		}
		twice, _ := File(name, once, Scope{Scheme: scheme})
		if diff := cmp.Diff(string(once), string(twice)); diff != "" {
			t.Errorf("%s: a second pass changes it (-once +twice):\n%s", name, diff)
		}
		if filepath.Base(name) == "index.md" {
			return nil
		}
		read := load.ParseCatalogue
		if strings.HasSuffix(name, ".md") {
			read = load.ParsePosition
		}
		if diff := cmp.Diff(read(name, data, scheme).Positions, read(name, once, scheme).Positions, ignoreOrigins); diff != "" {
			t.Errorf("%s: the meaning differs (-before +after):\n%s", name, diff)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// generated makes a position of odd texts, the same for the same seed.
func generated(seed uint64) catalog.Position {
	r := rand.New(rand.NewPCG(seed, 1))
	texts := []string{"核对合同", "1. 按季核对；超限额的逐笔核对", "- 两人同行", "# 不是标题", `C:\目录\*号`, "a b  c", "《招标投标法》第四条（2017 年修正）",
		"> 5000 元", "甲：乙：丙", "[链接](x.md)", "* 星号", "第一行\n第二行\n3. 第三行", "<五千元", "`代码`", "=号", "“引号”与\"直引号\"", "表|格", "a_b_c", "~~删~~", "+1", "10) 十"}
	text := func() string { return texts[r.IntN(len(texts))] }
	maybe := func() string {
		if r.IntN(2) == 0 {
			return ""
		}
		return text()
	}
	oneLine := func() string { return strings.ReplaceAll(text(), "\n", "") }
	p := catalog.Position{ID: "gang", Name: oneLine(), Kind: catalog.KindPosition, Department: oneLine(), Level: catalog.LevelMiddle, Holders: r.IntN(3),
		Duties: []string{text(), text()}, Description: catalog.Prose{Markdown: "说明。\n\n- 一\n- 二\n\n### 三级标题"}}
	p.Powers = []catalog.Power{{ID: "w", Name: oneLine(), Basis: []string{text()}, Steps: []catalog.Step{{ID: "s", Name: oneLine(), Kind: catalog.StepStart, Risks: []string{"r0"}}}}}
	for i := range 1 + r.IntN(4) {
		risk := catalog.RiskPoint{ID: fmt.Sprintf("r%d", i), Title: oneLine() + "#", Category: []string{"思想道德风险", "外部环境风险"}[:1+r.IntN(2)], Grade: "一级",
			Manifestation: maybe(), Cause: maybe(), Basis: []string{text(), text()}, Likelihood: float64(r.IntN(3)), Kind: maybe(),
			ReviewBy: catalog.Date{Year: 2027, Month: 1, Day: 2}, Allow: []catalog.Allowance{{Rule: "grade-by-rank", Reason: "理由"}}}
		if r.IntN(2) == 0 {
			risk.Audience, risk.Description.Markdown = catalog.AudienceInternal, "正文 `代码`。\n\n1. 一\n2. 二"
		}
		for range r.IntN(5) {
			c := catalog.Control{Stage: []string{"", "前期预防", "中期监控"}[r.IntN(3)], Text: text()}
			if r.IntN(2) == 0 {
				c.Owner, c.Due, c.Basis = "科长（一审）", "2026-03-31", []string{"《办法》第二条", "其他"}
			}
			risk.Controls = append(risk.Controls, c)
		}
		p.Risks = append(p.Risks, risk)
	}
	return p
}

// What is written is read back as it was, in either form, and is already laid out.
func TestWrittenIsRead(t *testing.T) {
	scheme := &catalog.Scheme{Stages: []catalog.Term{{ID: "prevent", Label: "前期预防"}, {ID: "monitor", Label: "中期监控"}}}
	for seed := range uint64(300) {
		p := generated(seed)
		for name, text := range map[string][]byte{"u/gang.md": Markdown(&p), "u/a.toml": Catalogue([]catalog.Position{p})} {
			read := load.ParseCatalogue
			if name == "u/gang.md" {
				read = load.ParsePosition
			}
			got := read(name, text, scheme)
			if len(got.Findings) > 0 {
				t.Fatalf("seed %d: %s\n%s", seed, got.Findings[0].Format("zh"), text)
			}
			if diff := cmp.Diff([]catalog.Position{p}, got.Positions, ignoreOrigins, cmpopts.IgnoreFields(catalog.Prose{}, "Text")); diff != "" {
				t.Fatalf("seed %d: %s (-written +read):\n%s\n%s", seed, name, diff, text)
			}
			laid, _ := File(name, text, Scope{Scheme: scheme})
			if diff := cmp.Diff(string(text), string(laid)); diff != "" {
				t.Fatalf("seed %d: not laid out (-written +laid out):\n%s", seed, diff)
			}
		}
	}
}

func TestCommentsStay(t *testing.T) {
	in := "# 文件\n[[position]]\n# 名称\nname=\"甲\"   # 旁注\n\n\n\n# 依据\nduties = [ 'a', \"b\" ]\n  [[position.risk]]\n  # 定级\n  grade = \"一级\"\n  title = \"风险\"\n[[position.risk.control]]\ntext=\"\"\"\n两行\n文字\"\"\"\ndue = \"2026-03-31\"\n# 末尾\n"
	want := "# 文件\n[[position]]\nid = \"jia\"\n# 名称\nname = \"甲\" # 旁注\n\n# 依据\nduties = [\"a\", \"b\"]\n\n  [[position.risk]]\n  id = \"feng-xian\"\n  title = \"风险\"\n  # 定级\n  grade = \"一级\"\n\n    [[position.risk.control]]\n    text = \"\"\"\n两行\n文字\"\"\"\n    due = 2026-03-31\n# 末尾\n"
	got, findings := File("u/a.toml", []byte(in), Scope{})
	if diff := cmp.Diff(want, string(got)); diff != "" || len(findings) > 0 {
		t.Errorf("(-want +got):\n%s%v", diff, findings)
	}
}

// Laying out keeps a file readable: a line that would end the front matter stays within its
// text, and an id that looks like a date stays a text.
func TestLayingOutKeepsTheFileReadable(t *testing.T) {
	data := "+++\nname = \"会计岗\"\nduties = [\"一\\n+++\\n二\"]\n\n[[power]]\nid = \"a\"\nname = \"审批\"\nconditions = \"一\\n+++ \\n二\"\n+++\n"
	out, findings := File("a/p.md", []byte(data), Scope{})
	if parsed := load.ParsePosition("a/p.md", out, nil); len(parsed.Findings) > 0 || len(findings) > 0 || parsed.Positions[0].Powers[0].Conditions != "一\n+++ \n二" {
		t.Errorf("%s%v", out, parsed.Findings)
	}
	unit := "name = \"甲\"\n\n[[removed]]\nposition = \"p\"\nto = \"2026-01-05\"\n\n[[milestone]]\nname = \"乙\"\nto = \"2026-01-05\"\n"
	out, _ = File("a/unit.toml", []byte(unit), Scope{})
	if want := strings.Replace(unit, "乙\"\nto = \"2026-01-05\"", "乙\"\nto = 2026-01-05", 1); string(out) != want {
		t.Errorf("%s", out)
	}
}

func TestUnreadableStays(t *testing.T) {
	for name, in := range map[string]string{"u/p.md": "没有属性\n", "u/a.toml": "[[position]\n", "u/unit.toml": "name = 甲\n"} {
		got, findings := File(name, []byte(in), Scope{})
		if string(got) != in || len(findings) == 0 {
			t.Errorf("%s: %q, findings %v", name, got, findings)
		}
	}
}

// A file that is laid out says what it said before, and a second pass changes
// nothing.
func FuzzFile(f *testing.F) {
	f.Add("+++\nname = \"甲\"\n+++\n\n## 风险 {#a}\n\n- 等级：高\n- 前期预防：\n  - 一\n  - 二（责任：甲）\n", false)
	f.Add("[[position]]\nname = \"甲\"\n[[position.risk]]\ntitle = \"x\"\n", true)
	f.Add("+++\nname = \"甲\"\n+++\n\n    # a\n\n    ``` b\n\nc\n\n## 风险 {#a}\n\n\td\n\n- 等级：高\n\ne\n", false)
	site, err := load.BuiltIn()
	if err != nil {
		f.Fatal(err)
	}
	scope := Scope{Scheme: site.Schemes["three-level"]}
	f.Fuzz(func(t *testing.T, text string, toml bool) {
		name, read := "u/p.md", load.ParsePosition
		if toml {
			name, read = "u/a.toml", load.ParseCatalogue
		}
		once, findings := File(name, []byte(text), scope)
		if len(findings) > 0 {
			return
		}
		if again, _ := File(name, once, scope); string(again) != string(once) {
			t.Errorf("a second pass changes it:\n%q\n%q", once, again)
		}
		before, after := read(name, []byte(text), scope.Scheme).Positions, read(name, once, scope.Scheme).Positions
		withoutMissingIDs(before, before, after)
		if diff := cmp.Diff(before, after, ignoreOrigins); diff != "" {
			t.Errorf("the meaning differs (-before +after):\n%s\n%q\n%q", diff, text, once)
		}
	})
}

// withoutMissingIDs empties the ids of risk points that the first list does not
// write: laying out numbers those that coincide.
func withoutMissingIDs(written []catalog.Position, lists ...[]catalog.Position) {
	for i := range written {
		for j := range written[i].Risks {
			if written[i].Risks[j].Origin.Has("id") {
				continue
			}
			for _, list := range lists {
				if i < len(list) && j < len(list[i].Risks) {
					list[i].Risks[j].ID = ""
				}
			}
		}
	}
}

// A change keeps the comments of what it leaves, and of the keys that it changes.
func TestUpdateKeepsComments(t *testing.T) {
	in := "# 目录\n\n[[position]]\nid = \"a\"\nname = \"甲\" # 岗\n\n  # 第一个\n  [[position.risk]]\n  id = \"r\"\n  title = \"围标\"\n  # 定级\n  grade = \"一级\"\n\n    # 措施\n    [[position.risk.control]]\n    text = \"公开\"\n\n  # 第二个\n  [[position.risk]]\n  id = \"s\"\n  title = \"泄密\"\n\n[[position]]\nid = \"b\"\nname = \"乙\"\n"
	positions := load.ParseCatalogue("u/a.toml", []byte(in), nil).Positions
	p := positions[0]
	p.Risks[0].Grade = "二级"
	p.Risks = append(p.Risks, catalog.RiskPoint{ID: "n", Title: "新增"})
	added := catalog.Position{ID: "c", Name: "丙", Kind: catalog.KindPosition}
	got, err := Update("u/a.toml", []byte(in), Scope{}, []catalog.Position{p, added})
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Replace(in, "\"一级\"", "\"二级\"", 1)
	want = strings.Replace(want, "title = \"泄密\"\n", "title = \"泄密\"\n\n  [[position.risk]]\n  id = \"n\"\n  title = \"新增\"\n", 1) + "\n[[position]]\nid = \"c\"\nname = \"丙\"\n"
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A list of tables that is written inline becomes tables where it changes, and stays
// where it does not. Comments above it and in it stay.
func TestUpdateInline(t *testing.T) {
	const control = `control = [ { stage = "前期预防", text = "核对" } ]`
	for _, c := range []struct{ what, name, in, want string }{
		{"nothing changes", "u/a.toml",
			"position = [{ id = \"a\", name = \"甲\" }]\n",
			"position = [{ id = \"a\", name = \"甲\" }]\n"},
		{"what is left open", "u/p.md",
			"+++\nname = \"岗\"\n# 填部门\ndepartment = \"\"\n# 填职责\nduties = [] # 空\nholders = 0\n\n[[power]]\nid = \"x\"\nname = \"审批\"\n+++\n",
			"+++\nname = \"岗\"\n# 填部门\ndepartment = \"\"\nholders = 0\n# 填职责\nduties = [] # 空\n\n[[power]]\nid = \"x\"\nname = \"审批\"\n+++\n"},
		{"risk points", "u/a.toml",
			"[[position]]\nid = \"a\"\nname = \"甲\"\n# 风险\nrisk = [ # 旁注\n  { id = \"r\", title = \"围标\", grade = \"一级\", " + control + " },\n]\n\n[[position]]\nid = \"b\"\nname = \"乙\"\nrisk = []\n",
			"[[position]]\nid = \"a\"\nname = \"甲\"\n\n  # 风险\n  # 旁注\n  [[position.risk]]\n  id = \"r\"\n  title = \"围标\"\n  grade = \"改\"\n\n    [[position.risk.control]]\n    stage = \"前期预防\"\n    text = \"核对\"\n\n[[position]]\nid = \"b\"\nname = \"乙\"\nrisk = []\n"},
		{"controls", "u/a.toml",
			"[[position]]\nid = \"a\"\nname = \"甲\"\nrisk = []\n\n[[position]]\nid = \"c\"\nname = \"丙\"\n\n  [[position.risk]]\n  id = \"r\"\n  title = \"围标\"\n  grade = \"一级\"\n  # 措施\n  " + control + "\n",
			"[[position]]\nid = \"a\"\nname = \"甲\"\nrisk = []\n\n[[position]]\nid = \"c\"\nname = \"丙\"\n\n  [[position.risk]]\n  id = \"r\"\n  title = \"围标\"\n  grade = \"改\"\n\n    # 措施\n    [[position.risk.control]]\n    stage = \"前期预防\"\n    text = \"核对\"\n"},
		{"positions", "u/a.toml",
			"# 目录\nposition = [\n  { id = \"a\", name = \"甲\", risk = [{ id = \"r\", title = \"围标\", grade = \"一级\" }] }, # 一\n  { id = \"b\", name = \"乙\" },\n]\n",
			"# 目录\n# 一\n[[position]]\nid = \"a\"\nname = \"甲\"\n\n  [[position.risk]]\n  id = \"r\"\n  title = \"围标\"\n  grade = \"改\"\n\n[[position]]\nid = \"b\"\nname = \"乙\"\n"},
		{"keys in quotes", "u/a.toml",
			"[[\"position\"]]\n'id' = \"a\"\n\"name\" = \"甲\"\n\n  [[position.\"risk\"]]\n  id = \"r\"\n  title = \"围标\"\n  \"grade\" = \"一级\"\n",
			"[[position]]\nid = \"a\"\nname = \"甲\"\n\n  [[position.risk]]\n  id = \"r\"\n  title = \"围标\"\n  grade = \"改\"\n"},
		{"what is allowed", "u/a.toml",
			"[[position]]\nid = \"a\"\nname = \"甲\"\n\n  # 已议定\n  [[position.allow]]\n  rule = \"grade-by-rank\"\n  reason = \"议定\"\n\n  [[position.risk]]\n  id = \"r\"\n  title = \"围标\"\n",
			"[[position]]\nid = \"a\"\nname = \"甲\"\n# 已议定\nallow = [{ rule = \"grade-by-rank\", reason = \"议定\" }]\n\n  [[position.risk]]\n  id = \"r\"\n  title = \"围标\"\n  grade = \"改\"\n"},
		{"powers", "u/p.md",
			"+++\nname = \"岗\"\nduties = [\n  # 其一\n  \"采购\",\n]\n# 职权\npower = [{ id = \"x\", name = \"审批\", step = [{ id = \"s\", name = \"受理\" }] }]\n+++\n",
			"+++\nname = \"岗\"\nduties = [\n  # 其一\n  \"采购\",\n]\n\n# 职权\n[[power]]\nid = \"x\"\nname = \"审批\"\n\n[[power.step]]\nid = \"s\"\nname = \"改\"\n+++\n"},
		{"what is allowed, in Markdown", "u/p.md",
			"+++\nname = \"岗\"\n\n[[power]]\nid = \"x\"\nname = \"审批\"\n\n[[power.step]]\nid = \"s\"\nname = \"受理\"\n\n[[allow]]\nrule = \"grade-by-rank\"\nreason = \"议定\"\n+++\n",
			"+++\nname = \"岗\"\nallow = [{ rule = \"grade-by-rank\", reason = \"议定\" }]\n\n[[power]]\nid = \"x\"\nname = \"审批\"\n\n[[power.step]]\nid = \"s\"\nname = \"改\"\n+++\n"},
	} {
		positions := readPositions(c.name, []byte(c.in))
		if len(positions) == 0 {
			t.Fatalf("%s: no positions", c.what)
		}
		for i := range positions {
			reword(&positions[i])
		}
		got, err := Update(c.name, []byte(c.in), Scope{}, positions)
		if err != nil {
			t.Errorf("%s: %v", c.what, err)
		}
		if diff := cmp.Diff(c.want, string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.what, diff)
		}
	}
}

// reword changes the grade of the risk points of a position and the names of its steps.
func reword(p *catalog.Position) {
	for i := range p.Risks {
		p.Risks[i].Grade = "改"
	}
	for i := range p.Powers {
		for j := range p.Powers[i].Steps {
			p.Powers[i].Steps[j].Name = "改"
		}
	}
}

// readPositions reads a file that has nothing to be found in it; of one that has it
// gives none.
func readPositions(name string, data []byte) []catalog.Position {
	read := load.ParseCatalogue
	if path.Ext(name) == ".md" {
		read = load.ParsePosition
	}
	parsed := read(name, data, nil)
	if len(parsed.Findings) > 0 {
		return nil
	}
	return parsed.Positions
}

// Whatever the form of a file, what changes in it is changed, and the rest stays.
func FuzzUpdate(f *testing.F) {
	for _, text := range []string{
		"[[position]]\nid = \"a\"\nname = \"甲\"\nrisk = [ { id = \"r\", title = \"t\", allow = [{ rule = \"x\", reason = \"y\" }], control = [ { text = \"x\" } ] } ]\npower = []\n",
		"position = [{ id = \"a\", name = \"甲\" }, { id = \"b\", name = \"乙\", risk = [] }] # c\n",
		"[['position']]\n\"id\" = 'a'\n\"na\\u006de\" = \"甲\"\n[[position.allow]]\nrule = \"x\"\nreason = \"y\"\n[[position.risk]]\nid = \"r\"\ntitle = \"t\"\n[[position.power]]\nid = \"w\"\nname = \"w\"\nstep = [{ id = \"s\", name = \"s\" }]\n",
	} {
		f.Add(text, true, uint8(1))
	}
	for _, text := range []string{
		"+++\nname = \"甲\"\npower = [{ id = \"w\", name = \"w\", step = [{ id = \"s\", name = \"s\" }] }]\n+++\n\n## 风险 {#a}\n\n- 等级：高\n",
		"+++\nname = \"甲\"\nallow = [{ rule = \"x\", reason = \"y\" }]\n[[power]]\nid = \"w\"\nname = \"w\"\n[[\"power\".step]]\nid = \"s\"\nname = \"s\"\n+++\n",
	} {
		f.Add(text, false, uint8(1))
	}
	f.Fuzz(func(t *testing.T, text string, toml bool, which uint8) {
		name := "u/p.md"
		if toml {
			name = "u/a.toml"
		}
		want := readPositions(name, []byte(text))
		ids := map[string]bool{"": true}
		taken := func(id string) bool {
			was := ids[id]
			ids[id] = true
			return was
		}
		var changed []catalog.Position
		for i := range want {
			p := &want[i]
			twice := taken(p.ID)
			for _, r := range p.Risks {
				twice = twice || r.ID == "" || taken(p.ID+"#"+r.ID)
			}
			for _, w := range p.Powers {
				twice = twice || w.ID == ""
				for _, s := range w.Steps {
					twice = twice || s.ID == ""
				}
			}
			if twice {
				return // which of them is meant is not known
			}
			if which>>(i%8)&1 == 1 {
				reword(p)
				p.Risks = append(p.Risks, catalog.RiskPoint{ID: "new-" + fmt.Sprint(len(text)), Title: "新增"})
				changed = append(changed, *p)
			}
		}
		if len(changed) == 0 {
			return
		}
		if toml {
			p := catalog.Position{ID: "new-" + fmt.Sprint(len(text)), Name: "新增", Kind: catalog.KindPosition}
			want, changed = append(want, p), append(changed, p)
		}
		out, err := Update(name, []byte(text), Scope{}, changed)
		if err != nil {
			t.Fatalf("%v\n%q", err, text)
		}
		if diff := cmp.Diff(want, readPositions(name, out), ignoreOrigins, cmpopts.IgnoreFields(catalog.Prose{}, "Text")); diff != "" {
			t.Errorf("(-want +got):\n%s\n%q\n%q", diff, text, out)
		}
	})
}

// A text of several lines is a list below its label, as people write it; a basis
// is not, since each entry would be one of its own.
func TestLinesAreEntries(t *testing.T) {
	p := catalog.Position{ID: "gang", Name: "岗", Risks: []catalog.RiskPoint{{ID: "a", Title: "甲", Manifestation: "其一\n其二", Basis: []string{"规定\n附件"}}}}
	want := "- 表现：\n  - 其一\n  - 其二\n- 依据：规定\n\n  附件\n"
	if got := string(Markdown(&p)); !strings.Contains(got, want) {
		t.Errorf("%s\nlacks\n%s", got, want)
	}
}

func TestAddDepartments(t *testing.T) {
	unit := "name = \"某局\" # 全称\n\n# 内设机构\n[[department]]\nid = \"office\"\nname = \"办公室\"\n\n[[milestone]]\nname = \"启动\"\n"
	want := "name = \"某局\" # 全称\n\n# 内设机构\n[[department]]\nid = \"office\"\nname = \"办公室\"\n\n[[department]]\nid = \"cai-wu-ke\"\nname = \"财务科\"\n\n[[milestone]]\nname = \"启动\"\n"
	for range 2 { // what is there is not added again
		got, ok := AddDepartments([]byte(unit), []string{"office", "办公室", "财务科", "财务科"}, false)
		if diff := cmp.Diff(want, string(got)); diff != "" || !ok {
			t.Errorf("(-want +got):\n%s", diff)
		}
		unit = string(got)
	}
	none := []byte("name = \"某局\"\n")
	if got, _ := AddDepartments(none, []string{"财务科"}, false); string(got) != string(none) {
		t.Errorf("a unit that takes any department has:\n%s", got)
	}
	if got, _ := AddDepartments(none, []string{"财务科"}, true); !strings.Contains(string(got), "财务科") {
		t.Errorf("a new unit lacks its department:\n%s", got)
	}
}

// How a table is read is refused or read, and keeps its meaning when it is written.
func FuzzMapping(f *testing.F) {
	f.Add([]byte("head_row = 3\nsheets = [\"一\", \"二\"]\n\n[columns]\n\"D\" = \"风险等级\"\n\"情况\" = \"表现形式\"\n"))
	f.Add([]byte("[columns]\n\"\" = \"\"\n\"a\\nb\\\"\" = \"\\u0007'''\\\\\"\n'#' = '不导入'\n"))
	f.Add([]byte("head_row = -1\nsheets = [\"\\u007f\"]\ncolumns = {}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := ReadMapping(data)
		if err != nil {
			return
		}
		m.HeadRow = max(m.HeadRow, 0) // as none is written
		written := m.Bytes()
		again, err := ReadMapping(written)
		if err != nil {
			t.Fatalf("%v\n%s", err, written)
		}
		if diff := cmp.Diff(m, again, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("(-read +written)\n%s%s", diff, written)
		}
	})
}
