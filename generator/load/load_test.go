package load

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

const siteTOML = "title = \"公示\"\n"

// tree makes a file system of pairs of a name and its text.
func tree(pairs ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		fsys[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return fsys
}

// loadAll reads a site with all of its units.
func loadAll(t *testing.T, fsys fs.FS) ([]*catalog.Unit, diag.List) {
	t.Helper()
	site, err := OpenSite(fsys)
	if err != nil {
		t.Fatal(err)
	}
	findings := site.Findings
	var units []*catalog.Unit
	for _, files := range site.Units {
		u, list, err := Unit(fsys, site, files)
		if err != nil {
			t.Fatal(err)
		}
		units = append(units, u)
		findings = append(findings, list...)
	}
	findings.Sort()
	return units, findings
}

func format(list diag.List) string {
	var b strings.Builder
	for _, f := range list {
		fmt.Fprintln(&b, f.Format(diag.English))
	}
	return b.String()
}

// rulesAt gives file:line rule for each finding.
func rulesAt(list diag.List) []string {
	var out []string
	for _, f := range list {
		out = append(out, fmt.Sprintf("%s:%d %s", f.File, max(f.Line, 1), f.Rule))
	}
	return out
}

const purchasingMD = `+++
name = "采购管理岗"
department = "物资供应科"
level = "frontline"
holders = 2
duties = ["编制采购计划", "组织询价与评标"]
manages = ["工程科"]

[[power]]
id = "purchase"
name = "采购方式审批"
type = "其他权力"
basis = ["《中华人民共和国招标投标法》第四条"]
conditions = "单项采购 5000 元以上"
[[power.step]]
id = "review"
name = "审核"
by = "采购管理岗"
kind = "task"
next = ["review"]
risks = ["split-orders"]
limit = "3 个工作日"
+++

岗位说明。

## 化整为零规避招标 {#split-orders}

- 类别:岗位职责风险、业务流程风险
- 等级:一级
- 表现:将同一批物资拆成多笔。
- 成因:限额以下不公开。
- 后果:国有资产流失。
- 责任追究:停职检查。
- 依据:《中华人民共和国招标投标法》第四条
- 依据:《采购办法》第三条
- 评级理由:金额大
- 剩余等级:二级
- 来源:自己找
- 种类:规避招标
- 复核日期:2027-01-19
- 公开范围:公开
- 前期预防:年度采购计划汇总后统一审定(责任:物资供应科科长;时限:2026-03-31)
- 中期监控:
  - 按季核对同一供应商的累计金额(责任:纪检监察室;监督:分管领导;频次:每季度;方式:损失控制;指标:0 次;依据:《办法》;公开范围:公开)
  - 拆分超过两次的自动列入抽查
- 后期处置:追回差额

说明文字。
`

// The same position with English labels, full-width punctuation and aliases.
const purchasingEnglishMD = `+++
name = "采购管理岗"
department = "物资供应科"
level = "frontline"
holders = 2
duties = ["编制采购计划", "组织询价与评标"]
manages = ["工程科"]

[[power]]
id = "purchase"
name = "采购方式审批"
type = "其他权力"
basis = "《中华人民共和国招标投标法》第四条"
conditions = "单项采购 5000 元以上"
[[power.step]]
id = "review"
name = "审核"
by = "采购管理岗"
next = "review"
risks = ["split-orders"]
limit = "3 个工作日"
+++

岗位说明。

## 化整为零规避招标   {#split-orders}

* Category：岗位职责，业务流程
* grade：Ⅰ级
* manifestation: 将同一批物资拆成多笔。
* cause: 限额以下不公开。
* consequence: 国有资产流失。
* liability: 停职检查。
* basis:
  * 《中华人民共和国招标投标法》第四条
  * 《采购办法》第三条
* reason: 金额大
* residual: 2级
* source: 自查
* kind: 规避招标
* review_by: 2027年1月19日
* audience: public
* 事前预防：年度采购计划汇总后统一审定（owner：物资供应科科长；due：2026/3/31）。
* monitoring：
    * 按季核对同一供应商的累计金额（责任人：纪检监察室，监督：分管领导；频次：每季度；方式：控制；指标：0 次；依据：《办法》；公开范围：公开）
    * 拆分超过两次的自动列入抽查
* 第三道防线：追回差额

说明文字。
`

const purchasingTOML = `[[position]]
id = "purchasing"
name = "采购管理岗"
department = "物资供应科"
level = "frontline"
holders = 2
duties = ["编制采购计划", "组织询价与评标"]
manages = ["工程科"]
description = "岗位说明。"

[[position.power]]
id = "purchase"
name = "采购方式审批"
type = "其他权力"
basis = ["《中华人民共和国招标投标法》第四条"]
conditions = "单项采购 5000 元以上"
[[position.power.step]]
id = "review"
name = "审核"
by = "采购管理岗"
kind = "task"
next = ["review"]
risks = ["split-orders"]
limit = "3 个工作日"

[[position.risk]]
id = "split-orders"
title = "化整为零规避招标"
category = ["岗位职责风险", "业务流程风险"]
grade = "一级"
manifestation = "将同一批物资拆成多笔。"
cause = "限额以下不公开。"
consequence = "国有资产流失。"
liability = "停职检查。"
basis = ["《中华人民共和国招标投标法》第四条", "《采购办法》第三条"]
reason = "金额大"
residual = "二级"
source = "自己找"
kind = "规避招标"
review_by = 2027-01-19
audience = "public"
description = "说明文字。"
control = [
  { stage = "前期预防", text = "年度采购计划汇总后统一审定", owner = "物资供应科科长", due = 2026-03-31 },
  { stage = "中期监控", text = "按季核对同一供应商的累计金额", owner = "纪检监察室", supervisor = "分管领导", frequency = "每季度", treatment = "损失控制", indicator = "0 次", basis = "《办法》", audience = "public" },
  { stage = "中期监控", text = "拆分超过两次的自动列入抽查" },
  { stage = "后期处置", text = "追回差额" },
]
`

func TestFormsOfOneCatalogueAreEqual(t *testing.T) {
	forms := map[string]string{
		"unit/purchasing.md":    purchasingMD,
		"english/purchasing.md": purchasingEnglishMD,
		"toml/all.toml":         purchasingTOML,
	}
	var want []catalog.Position
	for _, name := range []string{"unit/purchasing.md", "english/purchasing.md", "toml/all.toml"} {
		for _, crlf := range []bool{false, true} {
			text := forms[name]
			if crlf {
				text = "\ufeff" + strings.ReplaceAll(text, "\n", "\r\n")
			}
			dir, _, _ := strings.Cut(name, "/")
			units, findings := loadAll(t, tree("site.toml", siteTOML, dir+"/unit.toml", "name = \"甲\"\n", name, text))
			if len(findings) > 0 {
				t.Fatalf("%s:\n%s", name, format(findings))
			}
			got := units[0].Positions
			got[0].URL = ""
			if want == nil {
				want = got
			}
			if diff := cmp.Diff(want, got, cmpopts.IgnoreTypes(catalog.Origin{}), cmpopts.IgnoreFields(catalog.Prose{}, "Line")); diff != "" {
				t.Errorf("%s (crlf %v) differs from the first form (-want +got):\n%s", name, crlf, diff)
			}
		}
	}
	if want[0].Risks[0].Controls[0].Due != "2026-03-31" || want[0].Risks[0].Grade != "一级" || len(want[0].Risks[0].Category) != 2 {
		t.Errorf("the catalogue is not what was written: %+v", want[0])
	}
}

func TestFindingsOfBothFormsAreAtTheirLines(t *testing.T) {
	_, findings := loadAll(t, tree("site.toml", siteTOML, "a/unit.toml", "name = \"甲\"\n",
		"a/p.md", "+++\nname = \"岗\"\nlevle = \"middle\"\n+++\n\n## 甲 {#a}\n\n- 等级:五级\n- 类型:岗位职责\n- 前期预防:做(责任:科长;监睹:局长)\n",
		"a/c.toml", "[[position]]\nid = \"q\"\nname = \"岗\"\nlevle = \"middle\"\n[[position.risk]]\nid = \"a\"\ntitle = \"甲\"\ngrade = \"五级\"\n[[position.risk.control]]\nstage = \"早期\"\ntext = \"做\"\nsupervizor = \"局长\"\n"))
	want := []string{
		"a/c.toml:4 unknown-key", "a/c.toml:8 unknown-grade", "a/c.toml:10 unknown-stage", "a/c.toml:12 unknown-key",
		"a/p.md:3 unknown-key", "a/p.md:8 unknown-grade", "a/p.md:9 unknown-label", "a/p.md:10 unknown-label",
	}
	if diff := cmp.Diff(want, rulesAt(findings)); diff != "" {
		t.Errorf("(-want +got):\n%s\n%s", diff, format(findings))
	}
	for _, hint := range []string{`did you mean "level"`, `did you mean "类别"`, `did you mean "监督"`, `did you mean "supervisor"`} {
		if !strings.Contains(format(findings), hint) {
			t.Errorf("no hint %s in:\n%s", hint, format(findings))
		}
	}
}

func TestEveryTOMLErrorOfAFileIsReported(t *testing.T) {
	_, findings := loadAll(t, tree("site.toml", siteTOML, "a/unit.toml",
		"name = \"甲\"\nkind = 机关\n[publication]\nmade_on = 2026-02-30\nstatus = \"publishd\"\nholders = 1\n"))
	want := []string{"a/unit.toml:2 toml-syntax", "a/unit.toml:4 bad-date", "a/unit.toml:5 bad-value", "a/unit.toml:6 unknown-key"}
	if diff := cmp.Diff(want, rulesAt(findings)); diff != "" {
		t.Errorf("(-want +got):\n%s\n%s", diff, format(findings))
	}
}

func TestBadInputEndsInFindings(t *testing.T) {
	unit := "name = \"甲\"\n"
	for name, test := range map[string]struct {
		files fstest.MapFS
		want  string
	}{
		"empty folder":           {tree(), "site.toml:1 site-missing"},
		"no title":               {tree("site.toml", ""), "site.toml:1 name-missing"},
		"unclassified file":      {tree("site.toml", siteTOML, "a/unit.toml", unit, "a/表.xlsx", ""), "a/表.xlsx:1 unclassified-file"},
		"file outside units":     {tree("site.toml", siteTOML, "a/b.md", ""), "a/b.md:1 unclassified-file"},
		"random bytes":           {tree("site.toml", siteTOML, "a/unit.toml", unit, "a/b.md", "\x8f\x01\xff"), "a/b.md:1 invalid-utf8"},
		"NUL":                    {tree("site.toml", siteTOML, "a/unit.toml", unit, "a/b.md", "a\x00"), "a/b.md:1 control-character"},
		"no front matter":        {tree("site.toml", siteTOML, "a/unit.toml", unit, "a/b.md", "# x\n"), "a/b.md:1 front-matter"},
		"YAML front matter":      {tree("site.toml", siteTOML, "a/unit.toml", unit, "a/b.md", "---\nname: x\n---\n"), "a/b.md:1 front-matter"},
		"front matter open":      {tree("site.toml", siteTOML, "a/unit.toml", unit, "a/b.md", "+++\nname = \"x\"\n"), "a/b.md:1 front-matter"},
		"heading without title":  {tree("site.toml", siteTOML, "a/unit.toml", unit, "a/b.md", "+++\nname = \"x\"\n+++\n##\n"), "a/b.md:4 title-missing"},
		"id with a slash":        {tree("site.toml", siteTOML, "a/unit.toml", unit, "a/b.md", "+++\nname = \"x\"\n+++\n## 甲 {#a/b}\n"), "a/b.md:4 bad-id"},
		"upper-case folder":      {tree("site.toml", siteTOML, "A/unit.toml", unit), "A/unit.toml:1 bad-id"},
		"folder of the site":     {tree("site.toml", siteTOML, "data/unit.toml", unit), "data/unit.toml:1 reserved-name"},
		"page of all rules":      {tree("site.toml", siteTOML, "rules.toml", "[[rule]]\nid = \"index\"\ntitle = \"采购办法\"\n"), "rules.toml:2 reserved-name"},
		"page of all schemes":    {tree("site.toml", siteTOML, "schemes/index.toml", "name = \"甲\"\ninclude = [\"abc\"]\n"), "schemes/index.toml:1 reserved-name"},
		"two units of one name":  {tree("site.toml", siteTOML, "a/unit.toml", unit, "b/unit.toml", unit), "b/unit.toml:1 duplicate-id"},
		"unknown scheme":         {tree("site.toml", siteTOML, "a/unit.toml", unit+"scheme = \"three-levels\"\n"), "a/unit.toml:2 unknown-scheme"},
		"scheme without grades":  {tree("site.toml", siteTOML, "schemes/x.toml", "name = \"x\"\n"), "schemes/x.toml:1 bad-scheme"},
		"cyclic scheme":          {tree("site.toml", siteTOML, "schemes/x.toml", "name = \"x\"\ninclude = [\"y\"]\n[[grade]]\nid=\"a\"\n", "schemes/y.toml", "name = \"y\"\ninclude = [\"x\"]\n[[grade]]\nid=\"a\"\n"), " bad-scheme"},
		"cyclic grades":          {tree("site.toml", siteTOML, "schemes/x.toml", "name = \"x\"\n[[grade]]\nid=\"a\"\nextends=\"b\"\n[[grade]]\nid=\"b\"\nextends=\"a\"\n"), " bad-scheme"},
		"extends without a form": {tree("site.toml", siteTOML, "a/unit.toml", unit, "a/b.md", "+++\nname = \"x\"\n+++\n## 甲 {#a}\n- 承接:某处\n"), "a/b.md:5 dangling-reference"},
		"bad date in a control":  {tree("site.toml", siteTOML, "a/unit.toml", unit, "a/b.md", "+++\nname = \"x\"\n+++\n## 甲 {#a}\n- 前期预防:做(时限:2026-02-30)\n"), "a/b.md:5 bad-date"},
		"duplicate risk id":      {tree("site.toml", siteTOML, "a/unit.toml", unit, "a/b.md", "+++\nname = \"x\"\n+++\n## 甲 {#a}\n## 乙 {#a}\n"), "a/b.md:5 duplicate-id"},
		"duplicate position id":  {tree("site.toml", siteTOML, "a/unit.toml", unit, "a/b.md", "+++\nname = \"x\"\n+++\n", "a/c.toml", "[[position]]\nid = \"b\"\nname = \"y\"\n"), " duplicate-id"},
		"wrong type":             {tree("site.toml", siteTOML, "a/unit.toml", "name = 3\n"), "a/unit.toml:1 wrong-type"},
	} {
		_, findings := loadAll(t, test.files)
		if !strings.Contains(strings.Join(rulesAt(findings), "\n"), test.want) {
			t.Errorf("%s: want %s, got:\n%s", name, test.want, format(findings))
		}
		for _, f := range findings {
			if f.Message.Zh == "" || f.Message.En == "" {
				t.Errorf("%s: %s is not in both languages", name, f.Rule)
			}
		}
	}
}

func TestHugeFileIsRefused(t *testing.T) {
	fsys := tree("site.toml", siteTOML, "a/unit.toml", "name = \"甲\"\n")
	fsys["a/b.md"] = &fstest.MapFile{Data: make([]byte, 50<<20)}
	_, findings := loadAll(t, fsys)
	if diff := cmp.Diff([]string{"a/b.md:1 file-too-large"}, rulesAt(findings)); diff != "" {
		t.Error(diff)
	}
}

func TestDeepListsAreRefused(t *testing.T) {
	for name, body := range map[string]string{
		"one line":    strings.Repeat("- ", 1000) + "x\n",
		"indentation": deepList(1000),
		"quotations":  strings.Repeat(">", 10000) + "x\n",
	} {
		_, findings := loadAll(t, tree("site.toml", siteTOML, "a/unit.toml", "name = \"甲\"\n", "a/b.md", "+++\nname = \"x\"\n+++\n## 甲 {#a}\n\n"+body))
		if !strings.Contains(strings.Join(rulesAt(findings), "\n"), "nesting-too-deep") {
			t.Errorf("%s: %s", name, format(findings))
		}
	}
}

func deepList(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%s- x\n", strings.Repeat("  ", i))
	}
	return b.String()
}

func TestComputedGrades(t *testing.T) {
	for name, test := range map[string]struct {
		scheme, fields, grade, rule string
	}{
		"matrix":                   {"matrix", "- 可能性:3\n- 影响程度:2\n", "高", ""},
		"matrix by words":          {"matrix", "- 可能性:很少发生\n- 影响程度:影响重大\n", "中", ""},
		"matrix agrees":            {"matrix", "- 可能性:1\n- 影响程度:1\n- 等级:低\n", "低", ""},
		"matrix disagrees":         {"matrix", "- 可能性:1\n- 影响程度:1\n- 等级:高\n", "低", "a/b.md:7 grade-disagrees"},
		"matrix off the table":     {"matrix", "- 可能性:4\n- 影响程度:1\n", "", "a/b.md:5 input-out-of-scale"},
		"one input missing":        {"matrix", "- 可能性:3\n", "", "a/b.md:4 input-missing"},
		"lsr red":                  {"lsr", "- 可能性:5\n- 影响程度:4\n", "重大风险", ""},
		"lsr orange":               {"lsr", "- 可能性:3\n- 影响程度:5\n", "较大风险", ""},
		"lsr yellow":               {"lsr", "- 可能性:3\n- 影响程度:3\n", "一般风险", ""},
		"lsr blue":                 {"lsr", "- 可能性:2\n- 影响程度:4\n", "低风险", ""},
		"lsr out of scale":         {"lsr", "- 可能性:6\n- 影响程度:4\n", "", "a/b.md:5 input-out-of-scale"},
		"lec with decimals":        {"lec", "- 可能性:0.5\n- 暴露频率:6\n- 影响程度:40\n", "一般风险", ""},
		"lec":                      {"lec", "- 可能性:6\n- 暴露频率:6\n- 影响程度:15\n", "重大风险", ""},
		"not a number":             {"lsr", "- 可能性:常常\n- 影响程度:4\n", "", "a/b.md:5 bad-number"},
		"direct takes the written": {"abc", "- 等级:A\n", "A级", ""},
		"left empty":               {"abc", "- 等级:A\n- 可能性:\n- 影响程度:　\n", "A级", ""},
		"left empty, and missing":  {"lsr", "- 可能性:\n- 影响程度:4\n", "", "a/b.md:4 input-missing"},
	} {
		units, findings := loadAll(t, tree("site.toml", siteTOML, "a/unit.toml", "name = \"甲\"\nscheme = \""+test.scheme+"\"\n",
			"a/b.md", "+++\nname = \"x\"\n+++\n## 甲 {#a}\n"+test.fields))
		if got := units[0].Positions[0].Risks[0].Grade; test.grade != "" && got != test.grade {
			t.Errorf("%s: grade %q, want %q", name, got, test.grade)
		}
		got := strings.Join(rulesAt(findings), "\n")
		if test.rule == "" && got != "" || !strings.Contains(got, test.rule) {
			t.Errorf("%s: findings %q, want %q", name, got, test.rule)
		}
	}
}

// The vocabularies that every built-in scheme for integrity risks must know.
func TestBuiltInSchemes(t *testing.T) {
	schemes, findings, err := loadSchemes(fstest.MapFS{})
	if err != nil || len(findings) > 0 {
		t.Fatal(err, format(findings))
	}
	want := []string{"abc", "high-medium-low", "lec", "lsr", "matrix", "sandao", "sanlei", "sanzhong-yida", "three-level", "three-level-ascending", "yewu", "zhiquan", "zones"}
	for _, id := range want {
		s := schemes[id]
		if s == nil {
			t.Errorf("no scheme %s", id)
			continue
		}
		for _, g := range s.Grades {
			if g.Symbol == "" || g.Colour == "" || g.Meaning == "" || len(g.Aliases) == 0 {
				t.Errorf("%s: grade %s lacks a symbol, colour, meaning or alias", id, g.ID)
			}
		}
		for _, stage := range []string{"前期预防", "中期监控", "后期处置"} {
			if catalog.FindTerm(s.Stages, stage) == nil {
				t.Errorf("%s: no stage %s", id, stage)
			}
		}
		for _, category := range []string{"思想道德", "岗位职责风险", "业务流程", "制度机制风险", "外部环境"} {
			if catalog.FindTerm(s.Categories, category) == nil {
				t.Errorf("%s: no category %s", id, category)
			}
		}
	}
	if g, rank := schemes["three-level"].FindGrade("一级"); rank != 0 || g.Monitor == "" || g.Accountability == "" {
		t.Error("three-level: 一级 is not the highest, with monitor and accountability")
	}
	if _, rank := schemes["three-level-ascending"].FindGrade("一级"); rank != 2 {
		t.Error("three-level-ascending: 一级 is not the lowest")
	}
	if g, _ := schemes["zones"].FindGrade("高风险区"); g.Extends != "medium" {
		t.Error("zones: the high area does not extend the medium one")
	}
}

// Keys that take one of a few are read in the words of pages and offices too.
func TestChoices(t *testing.T) {
	fsys := tree("site.toml", siteTOML,
		"rules.toml", `rule = [
			{ id = "a", title = "甲", status = "现行有效" }, { id = "b", title = "乙", status = "失效" },
			{ id = "c", title = "丙", status = "已废止" }, { id = "d", title = "丁", status = "无效" }]`,
		"u/unit.toml", "name = \"单位\"\n[publication]\nstatus = \"草稿\"\n",
		"u/p.md", "+++\nname = \"岗\"\nlevel = \"领导班子\"\n+++\n",
		"v/unit.toml", "name = \"另一单位\"\n[publication]\nstatus = \"已公开\"\n")
	site, err := OpenSite(fsys)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range site.Register {
		got = append(got, r.Status)
	}
	for _, files := range site.Units {
		u, findings, err := Unit(fsys, site, files)
		if err != nil || len(findings) > 0 {
			t.Fatal(err, format(findings))
		}
		if u.Publication.Status != files.Name.Status {
			t.Errorf("%s: %q, and %q at a glance", u.ID, u.Publication.Status, files.Name.Status)
		}
		got = append(got, u.Publication.Status)
		for _, p := range u.Positions {
			got = append(got, p.Level)
		}
	}
	if want := []string{"有效", "废止", "废止", "", "draft", "leadership", "published"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if len(site.Findings) != 1 || site.Findings[0].Hint.Zh != "可用：有效、修订、废止" {
		t.Errorf("%s", format(site.Findings))
	}
}

func TestSiteSchemesAddAndReplace(t *testing.T) {
	fsys := tree("site.toml", siteTOML,
		"schemes/own.toml", "name = \"自定\"\ninclude = [\"three-level\"]\n[[category]]\nid = \"x\"\nlabel = \"甲类\"\n",
		"schemes/abc.toml", "name = \"改\"\ninclude = [\"abc\"]\n[[stage]]\nid = \"only\"\nlabel = \"唯一\"\n")
	site, err := OpenSite(fsys)
	if err != nil || len(site.Findings) > 0 {
		t.Fatal(err, format(site.Findings))
	}
	own := site.Schemes["own"]
	if len(own.Categories) != 1 || len(own.Grades) != 3 || len(own.Stages) != 3 {
		t.Errorf("own: %+v", own)
	}
	if abc := site.Schemes["abc"]; len(abc.Stages) != 1 || len(abc.Grades) != 3 || abc.Name != "改" {
		t.Errorf("abc was not replaced on the ground of the built-in one: %+v", abc)
	}
}

func TestNestedUnits(t *testing.T) {
	units, findings := loadAll(t, tree("site.toml", siteTOML,
		"city/unit.toml", "name = \"市\"\n", "city/b/unit.toml", "name = \"乙\"\n", "city-x/unit.toml", "name = \"丙\"\n",
		"city/assets/a/b.pdf", "x", "city/b/assets/c.pdf", "x", "group/u/unit.toml", "name = \"组\"\n", "_draft/x.bin", "", ".git/y", ""))
	if len(findings) > 0 {
		t.Fatal(format(findings))
	}
	var got []string
	for _, u := range units {
		got = append(got, u.ID+"<"+u.Parent)
	}
	if diff := cmp.Diff([]string{"city<", "city/b<city", "city-x<", "group/u<"}, got); diff != "" {
		t.Error(diff)
	}
	if units[0].Attachments[0].Path != "assets/a/b.pdf" || units[1].Attachments[0].Path != "assets/c.pdf" {
		t.Errorf("attachments: %v %v", units[0].Attachments, units[1].Attachments)
	}
}

func TestParenthesesThatAreText(t *testing.T) {
	units, findings := loadAll(t, tree("site.toml", siteTOML, "a/unit.toml", "name = \"甲\"\n",
		"a/b.md", "+++\nname = \"x\"\n+++\n## 甲(乙) {#a}\n- 前期预防:按《办法(试行)》逐笔核对(含附件)\n- 中期监控:核对(见表(二))(责任:科长(主持工作))\n- 后期处置:处置\\*到位(时限:收到后 3 个工作日内)\n"))
	if len(findings) > 0 {
		t.Fatal(format(findings))
	}
	c := units[0].Positions[0].Risks[0].Controls
	if c[0].Text != "按《办法(试行)》逐笔核对(含附件)" || c[1].Text != "核对(见表(二))" || c[1].Owner != "科长(主持工作)" || c[2].Text != "处置*到位" || c[2].Due != "收到后 3 个工作日内" {
		t.Errorf("%+v", c)
	}
}

func TestSlug(t *testing.T) {
	for name, want := range map[string]string{"化整为零": "hua-zheng-wei-ling", "A级 采购": "a-ji-cai-gou", "!!!": "weimingming", "CON": "con-", "com1": "com1-", "控": "kong"} {
		if got := slug(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func FuzzMarkdownPosition(f *testing.F) {
	f.Add(purchasingMD)
	f.Add(purchasingEnglishMD)
	f.Add("+++\n+++\n## \n- ::\n- 前期预防:(责任:)\n")
	scheme, _, err := loadSchemes(fstest.MapFS{})
	if err != nil {
		f.Fatal(err)
	}
	v := vocabularyOf(scheme["three-level"])
	f.Fuzz(func(t *testing.T, text string) {
		src := &source{path: "a/b.md", data: []byte(text)}
		if !src.checkEncoding() {
			return
		}
		parseMarkdownPosition(src, v)
		checkPositions(t, src, text)
	})
}

func FuzzCatalog(f *testing.F) {
	f.Add(purchasingTOML)
	f.Add("[[position]]\nname = '''a\nb'''\n[position.risk]\n")
	scheme, _, err := loadSchemes(fstest.MapFS{})
	if err != nil {
		f.Fatal(err)
	}
	v := vocabularyOf(scheme["three-level"])
	f.Fuzz(func(t *testing.T, text string) {
		src := &source{path: "a/b.toml", data: []byte(text)}
		if !src.checkEncoding() {
			return
		}
		parseCatalog(src, v)
		checkPositions(t, src, text)
	})
}

func FuzzScheme(f *testing.F) {
	f.Add("name = \"x\"\ninclude = [\"sandao\"]\n[[grade]]\nid = \"a\"\n[matrix]\ngrade = [[1]]\n")
	f.Fuzz(func(t *testing.T, text string) {
		files, findings, err := loadSchemes(tree("schemes/x.toml", text))
		if err != nil || files["x"] == nil {
			t.Fatal(err)
		}
		_ = format(findings)
	})
}

// Whatever the files that all units share say, the site is read and the places of
// findings lie in their files.
func FuzzSite(f *testing.F) {
	f.Add(siteTOML, "[[rule]]\nid = \"a\"\ntitle = \"b\"\nurl = \"javascript:x\"\n", "off = [2026-01-01]\nwork = []\n", "name = \"x\"\n[publication]\nstatus = \"notice\"\nnotice_from = 2026-02-30\n[[department]]\nname = \"y\"\nparent = \"y\"\n")
	f.Add("title = 1\nscheme = [[]]\n[checks]\nfrontline_share = -1e9\n", "rule = 1", "off = [\"x\", 1, [2026-01-01]]", "[[removed]]\nwhat = \"p#r\"\n[[target]]\ntarget = 1e400\nactual = nan\n")
	f.Fuzz(func(t *testing.T, site, rules, holidays, unit string) {
		files := tree("site.toml", site, "rules.toml", rules, "holidays.toml", holidays, "a/unit.toml", unit, "a/p.md", purchasingMD)
		s, err := OpenSite(files)
		if err != nil {
			t.Fatal(err)
		}
		findings := slices.Clone(s.Findings)
		for _, u := range s.Units {
			_, more, err := Unit(files, s, u)
			if err != nil {
				t.Fatal(err)
			}
			findings = append(findings, more...)
		}
		for _, f := range findings {
			if files[f.File] != nil && f.Line > bytes.Count(Text(files[f.File].Data), []byte("\n"))+1 {
				t.Errorf("finding outside its file: %s", f.Format(diag.Chinese))
			}
		}
	})
}

// checkPositions fails for a finding that does not lie in its file.
func checkPositions(t *testing.T, src *source, text string) {
	t.Helper()
	lines := strings.Count(text, "\n") + 1
	for _, f := range src.findings {
		if f.Line < 0 || f.Line > lines || f.Column < 0 {
			t.Errorf("finding outside the file of %d lines: %s", lines, f.Format(diag.Chinese))
		}
	}
}

// The reference of the format names every label that a catalogue may write.
func TestReferenceNamesEveryLabel(t *testing.T) {
	for _, name := range []string{"doc.go", "FORMAT.zh-CN.md"} {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range slices.Concat(riskLabels, controlLabels) {
			for _, word := range []string{l.words[0], string(l.field)} {
				if !strings.Contains(string(data), word) {
					t.Errorf("%s does not name %s", name, word)
				}
			}
		}
	}
}

// The reference in Chinese names every word that the other does in its lists of keys.
func TestReferencesNameTheSameKeys(t *testing.T) {
	english, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	chinese, err := os.ReadFile("FORMAT.zh-CN.md")
	if err != nil {
		t.Fatal(err)
	}
	keys := 0
	for _, key := range regexp.MustCompile(`(?m)^//\t(\[*[a-z_.]+\]*)`).FindAllStringSubmatch(string(english), -1) {
		keys++
		if !strings.Contains(string(chinese), key[1]) {
			t.Errorf("FORMAT.zh-CN.md does not name %s", key[1])
		}
	}
	if keys < 40 {
		t.Errorf("%d keys", keys)
	}
}

// The examples of the reference are read without a finding.
func TestReferenceExamples(t *testing.T) {
	text, err := os.ReadFile("FORMAT.zh-CN.md")
	if err != nil {
		t.Fatal(err)
	}
	var blocks []string
	for _, b := range regexp.MustCompile(`(?m)(?:^    .*\n|^\n)+`).FindAllString(string(text), -1) {
		blocks = append(blocks, strings.TrimSpace(regexp.MustCompile(`(?m)^    `).ReplaceAllString(b, ""))+"\n")
	}
	find := func(begin string) string {
		i := slices.IndexFunc(blocks, func(b string) bool { return strings.HasPrefix(b, begin) })
		if i < 0 {
			t.Fatal("no example begins with " + begin)
		}
		return blocks[i]
	}
	front, _, _ := strings.Cut(find("+++\nname"), "\n\nname ")
	_, findings := loadAll(t, tree("site.toml", siteTOML, "a/unit.toml", "name = \"甲\"\n[[department]]\nname = \"物资供应科\"\n",
		"a/p.md", front+"\n\n"+find("## 化整为零"), "a/q.toml", find("[[position]]")))
	if len(findings) > 0 {
		t.Error(format(findings))
	}
}

func TestCutLabel(t *testing.T) {
	for text, want := range map[string][2]string{
		"类别:甲":         {"类别", "甲"},
		"类别 ： 甲：乙":     {"类别", "甲：乙"},
		"**类别**：甲":     {"类别", "甲"},
		"**类别：** 甲":    {"类别", "甲"},
		"__owner__: x": {"owner", "x"},
		"**类别：甲":       {"**类别", "甲"},
		"类别：":          {"类别", ""},
	} {
		label, value, at, ok := cutLabel(text)
		if !ok || label != want[0] || value != want[1] || text[at:] != value {
			t.Errorf("%q: %q %q from byte %d", text, label, value, at)
		}
	}
	if _, _, _, ok := cutLabel("没有冒号"); ok {
		t.Error("a label without a colon")
	}
}

func TestCutParenthesis(t *testing.T) {
	for text, want := range map[string][2]string{
		"复核（责任：科长）。":      {"复核", "责任：科长"},
		"复核 (owner: a); ": {"复核", "owner: a"},
		"复核（甲）（责任：（乙））":   {"复核（甲）", "责任：（乙）"},
		"（责任：科长)":         {"", "责任：科长"},
		"复核（）":            {"复核", ""},
	} {
		before, inner, ok := cutParenthesis(text)
		if !ok || before != want[0] || inner != want[1] {
			t.Errorf("%q: %q %q %v", text, before, inner, ok)
		}
	}
	for _, text := range []string{"", "。", "复核", "复核（责任：科长）后", "复核）", "（复核））", "（复核"} {
		if before, inner, ok := cutParenthesis(text); ok || before != text || inner != "" {
			t.Errorf("%q: %q %q %v", text, before, inner, ok)
		}
	}
}

func TestCutID(t *testing.T) {
	for text, want := range map[string][2]string{
		"甲 {#a}":     {"甲", "a"},
		"甲{#a} \t":   {"甲", "a"},
		"{#a}":       {"", "a"},
		"甲 {#}":      {"甲", ""},
		"甲 {#a}{#b}": {"甲 {#a}", "b"},
		"甲 {{#a}":    {"甲 {", "a"},
	} {
		title, id, ok := cutID(text)
		if !ok || title != want[0] || id != want[1] {
			t.Errorf("%q: %q %q %v", text, title, id, ok)
		}
	}
	for _, text := range []string{"", "甲", "甲 {#a} 乙", "甲 {a}", "甲 #a}", "甲 {#a{b}", "甲 {#a}}"} {
		if title, id, ok := cutID(text); ok || title != text || id != "" {
			t.Errorf("%q: %q %q %v", text, title, id, ok)
		}
	}
}

// Every character is told apart wherever it stands, and among bytes that are none.
func TestIndexForbidden(t *testing.T) {
	for r := rune(0); r <= utf8.MaxRune; r++ {
		s := "风 é " + string(r) + "\xc2"
		if got, want := indexForbidden(s), strings.IndexFunc(s, isForbidden); got != want {
			t.Fatalf("%U: %d, want %d", r, got, want)
		}
	}
}

// Levels of response stand once, extend what is there, and not in a circle; a level
// that is a grade takes the grade's label.
func TestResponses(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string // rules
	}{
		"sound":    {"[[response]]\nlevel = \"high\"\n[[response]]\nlevel = \"Ⅰ级\"\nextends = \"高风险区\"\n", nil},
		"twice":    {"[[response]]\nlevel = \"高\"\n[[response]]\nlevel = \"高风险区\"\n", []string{"duplicate-id"}},
		"dangling": {"[[response]]\nlevel = \"Ⅰ级\"\nextends = \"Ⅱ级\"\n", []string{"dangling-reference"}},
		"circle":   {"[[response]]\nlevel = \"Ⅰ级\"\nextends = \"Ⅱ级\"\n[[response]]\nlevel = \"Ⅱ级\"\nextends = \"Ⅰ级\"\n", []string{"bad-value", "bad-value"}},
	} {
		fsys := fstest.MapFS{"site.toml": {Data: []byte("title = \"t\"\n")}, "u/unit.toml": {Data: []byte("name = \"u\"\nscheme = \"zones\"\n" + c.text)}}
		site, err := OpenSite(fsys)
		if err != nil {
			t.Fatal(err)
		}
		u, findings, err := Unit(fsys, site, site.Units[0])
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range findings {
			got = append(got, f.Rule)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
		if name == "sound" && (u.Responses[0].Level != "高风险区" || u.Below(&u.Responses[1]) != &u.Responses[0]) {
			t.Errorf("%+v", u.Responses)
		}
	}
}

// Lines end as they do on any system.
func TestText(t *testing.T) {
	for _, in := range []string{"甲\n\n乙\n", "甲\r\n\r\n乙\r\n", "甲\r\r乙\r", "\xef\xbb\xbf甲\n\r\n乙\n"} {
		if got := string(Text([]byte(in))); got != "甲\n\n乙\n" {
			t.Errorf("%q: %q", in, got)
		}
	}
}

// Indentation before the first line of prose means something to those after it.
func TestIndentedProse(t *testing.T) {
	for in, want := range map[string]string{
		"\n  - 一\n  - 二\n\n  段\n":  "  - 一\n  - 二\n\n  段",
		"  ```\n   a\n b\n  ```\n": "  ```\n   a\n b\n  ```",
		"   一\n  二\n":              "一\n  二",
		"    一\n\n二\n":             "```\n一\n```\n\n二",
	} {
		before := parseProse(&source{data: []byte(in)})
		if before.Markdown != want {
			t.Errorf("%q: %q, want %q", in, before.Markdown, want)
		}
		if after := parseProse(&source{data: []byte(want)}); after.Markdown != want || after.Text != before.Text {
			t.Errorf("%q says %q, %q says %q", in, before.Text, after.Markdown, after.Text)
		}
	}
}

// Fields of a control are read from several parentheses at its end, and words with what
// does not show.
func TestFieldsInSeveralParenthesesAndUnseen(t *testing.T) {
	units, findings := loadAll(t, tree("site.toml", siteTOML, "a/unit.toml", "name = \"甲\"\n", "a/p.md",
		"+++\nname = \"岗\"\n+++\n\n## 化整为零 {#a}\n\n- 等级：\u200b一级\n- 前期预防：核对（说明）（责任：科长）（监督：会计；时限：2026-03-31）。\n"))
	if len(findings) > 0 {
		t.Fatal(format(findings))
	}
	r := units[0].Positions[0].Risks[0]
	if c := r.Controls[0]; r.Grade != "一级" || c.Text != "核对（说明）" || c.Owner != "科长" || c.Supervisor != "会计" || c.Due != "2026-03-31" {
		t.Errorf("%q %+v", r.Grade, c)
	}
}

// A circle of superiors is told of once, where it is written first, and not of a department
// below it.
func TestDepartmentsInACircle(t *testing.T) {
	for name, c := range map[string]struct {
		superiors []string // of 甲, 乙, 丙 …
		want      []string
	}{
		"a tree":         {[]string{"", "甲", "甲", "丙", "d2"}, nil},
		"written upside": {[]string{"乙", "丙", ""}, nil},
		"its own":        {[]string{"", "乙", "乙"}, []string{"乙"}},
		"two":            {[]string{"乙", "甲"}, []string{"甲"}},
		"below a circle": {[]string{"乙", "丙", "丁", "乙", "甲"}, []string{"乙"}},
		"two circles":    {[]string{"乙", "甲", "丁", "丙"}, []string{"甲", "丙"}},
	} {
		unit := "name = \"单位\"\n"
		for i, superior := range c.superiors {
			unit += fmt.Sprintf("[[department]]\nid = \"d%d\"\nname = %q\nparent = %q\n", i, string([]rune("甲乙丙丁戊")[i]), superior)
		}
		units, findings := loadAll(t, tree("site.toml", siteTOML, "a/unit.toml", unit))
		var got []string
		for _, f := range findings {
			got = append(got, strings.TrimSuffix(strings.TrimPrefix(f.Message.Zh, "部门“"), "”的上级关系成环"))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		for i := range units[0].Departments {
			d := &units[0].Departments[i]
			for range units[0].Departments {
				if d != nil {
					d = units[0].Department(d.Parent)
				}
			}
			if d != nil {
				t.Errorf("%s: %s is its own superior still", name, d.Name)
			}
		}
	}
}
