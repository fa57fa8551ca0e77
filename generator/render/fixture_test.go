package render

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"

	"gongshi/generator/catalog"
	"gongshi/generator/render/stencil"
	"gongshi/themes"
)

func date(t testing.TB, s string) catalog.Date {
	t.Helper()
	d, err := catalog.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func term(id, label string) catalog.Term { return catalog.Term{ID: id, Label: label} }

// productScheme has everything that a scheme can have.
func productScheme() *catalog.Scheme {
	s := &catalog.Scheme{
		ID: "lsr", Name: "LSR", Method: catalog.MethodProduct, Inputs: []string{catalog.InputLikelihood, catalog.InputSeverity},
		Grades: []catalog.Grade{
			{Term: term("major", "重大风险"), Symbol: "■", Colour: "#b3261e", ColourName: "红", Meaning: "不可容许", Monitor: "主要负责人", Accountability: "停职检查", From: 20, ReviewMonths: 3, Extends: "low"},
			{Term: term("low", "低风险"), Symbol: "●", Colour: "#ffe000", ColourName: "黄", Meaning: "可以容许"},
		},
		Categories:  []catalog.Term{term("duty", "岗位职责风险"), term("process", "业务流程风险")},
		Stages:      []catalog.Term{{ID: "prevent", Label: "前期预防", Required: true}, term("monitor", "中期监控"), term("respond", "后期处置")},
		Treatments:  []catalog.Term{term("avoid", "风险回避")},
		Approvals:   []catalog.Term{{ID: "self", Label: "自评", Required: true}},
		Sources:     []catalog.Term{term("self", "自己找")},
		Assessments: []catalog.Term{term("good", "良好")},
	}
	for _, in := range s.Inputs {
		for i := range 5 {
			s.Scores = append(s.Scores, catalog.Score{Input: in, Value: float64(i + 1), Label: fmt.Sprintf("%s 第 %d 档", in, i+1)})
		}
	}
	return s
}

func matrixScheme() *catalog.Scheme {
	return &catalog.Scheme{
		ID: "matrix", Name: "矩阵", Method: catalog.MethodMatrix, Inputs: []string{catalog.InputLikelihood, catalog.InputSeverity},
		Grades: []catalog.Grade{{Term: term("high", "高"), Symbol: "▲", Colour: "#b3261e"}, {Term: term("low", "低"), Symbol: "●", Colour: "#1f5fa8"}},
		Matrix: &catalog.Matrix{Likelihood: []string{"很少", "经常"}, Severity: []string{"轻微", "重大"}, Grade: [][]string{{"low", "low"}, {"low", "high"}}},
	}
}

// fullSite has every field of a site set.
func fullSite(t testing.TB, lang string) *catalog.Site {
	return &catalog.Site{
		Title: "廉政风险防控公开", Language: lang, BaseURL: "https://example.gov.cn/lz/", Scheme: "lsr",
		Footer:   catalog.Footer{Organiser: "某市纪委", Undertaker: "某市信息中心", SiteIDCode: "3100000087", ICP: "某ICP备1号", Police: "某公网安备2号", Contact: "010-12345678"},
		Schemes:  map[string]*catalog.Scheme{"lsr": productScheme(), "matrix": matrixScheme()},
		Register: []catalog.Rule{{ID: "bidding", Title: "中华人民共和国招标投标法", Kind: "law", Number: "主席令第86号", Issuer: "全国人大常委会", Date: date(t, "2017-12-28"), Status: "修订", URL: "https://flk.npc.gov.cn/"}},
		Tree: []catalog.UnitName{{ID: "邮政局", Name: "某市邮政局", Short: "邮政局", Kind: "国有企业"}, {ID: "邮政局/east", Name: "东区支局", Parent: "邮政局", Kind: "国有企业"},
			{ID: "empty", Name: "空单位"}, {ID: "gone", Name: "旧单位"}},
	}
}

// fullUnit has every field of a unit set, and hostile text in some.
func fullUnit(t testing.TB, site *catalog.Site) *catalog.Unit {
	n := 2
	u := &catalog.Unit{
		ID: "邮政局", Name: "某市邮政局", Short: "邮政局", Kind: "国有企业", SchemeID: "lsr", Scheme: site.Schemes["lsr"], IndexNumber: "YZ-2026-001", Summary: "全局岗位",
		Description: catalog.Prose{Markdown: "# 说明\n\n见[采购岗](purchasing.md#split)与[局](unit.toml)。\n\n<script>alert(1)</script>\n\n| 甲 | 乙 |\n|---|--:|\n| 1 | 2 |\n\n| 分区 | 位置 | 进入的人员 | 离开之前必须完成 | 核对的人 |\n|---|---|---|---|---|\n| 清洁区域 | 东侧门厅和值班室 | 全体工作人员 | 手卫生并登记 | 值班组长 |\n\n|限额以上采购项目编号|第1季度金额|第2季度金额|第3季度金额|第4季度金额|第5季度金额|第6季度金额|第7季度金额|第8季度金额|第9季度金额|第10季度金额|第11季度金额|第12季度金额|第13季度金额|\n|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n|十二万五千元|十二万五千元|十二万五千元|十二万五千元|十二万五千元|十二万五千元|十二万五千元|十二万五千元|十二万五千元|十二万五千元|十二万五千元|十二万五千元|十二万五千元|十二万五千元|\n\n![外图](https://other.example/x.png) ![内图](assets/a.png) [坏](javascript:alert(1))\n\n### 深\n\n文<b>粗</b>"},
		Supervision: catalog.Supervision{Body: "纪检监察室", Phone: "010-12345678", Mailbox: "信箱", Email: "jj@example.gov.cn", Address: "某路1号", Hours: "工作日"},
		Contact:     catalog.Contact{Office: "办公室", Phone: "010-1、010-2", Email: "a@example.gov.cn", Address: "某路1号", Hours: "工作日"},
		Declared:    catalog.Declared{Positions: &n, Risks: &n, Kinds: &n, Classes: &n, Holders: &n},
		Publication: catalog.Publication{Status: catalog.StatusNotice, Audience: catalog.AudiencePublic, MadeOn: date(t, "2026-01-05"), ApprovedOn: date(t, "2026-01-09"),
			NoticeFrom: date(t, "2026-01-10"), NoticeUntil: date(t, "2026-01-16"), PublishedOn: date(t, "2026-01-19"), UpdatedOn: date(t, "2026-02-01"), ReviewBy: date(t, "2027-01-19"),
			Approval: []catalog.Approval{{Stage: "自评", By: "采购管理岗", On: date(t, "2026-01-06"), Result: "通过", Opinion: "同意"}}},
		Departments: []catalog.Department{{ID: "leaders", Name: "局领导", Leader: "director"}, {ID: "supply", Name: "物资供应科", Parent: "leaders", Leader: "purchasing", Duties: []string{"采购"}}},
		Assessments: []catalog.Assessment{{Period: "2026年上半年", Object: "全局", Method: "检查", Result: "良好", Findings: []string{"一处不全"}, Corrections: []string{"已补"}}},
		Milestones:  []catalog.Milestone{{Name: "排查", From: date(t, "2026-01-01"), To: date(t, "2026-01-05"), Responsible: "各科室"}},
		Warnings:    []catalog.Warning{{Number: "1", Kind: "提醒", Level: "黄色", Risk: "purchasing#split", Issued: date(t, "2026-03-01"), ReplyDue: date(t, "2026-03-06"), Outcome: "整改"}},
		Responses:   []catalog.Response{{Level: "重大风险", Trigger: "出现重大隐患", Release: "隐患消除", Responsible: "主要负责人", Measures: []string{"停止作业"}}, {Level: "低风险", Measures: []string{"每日巡查"}}},
		Resources:   []catalog.Resource{{Kind: "监控", Required: "30", Actual: "28", Place: "仓库"}},
		Targets:     []catalog.Target{{Name: "公开率", Target: "≥90%", Actual: "95%", AsOf: date(t, "2026-02-01")}},
		Attachments: []catalog.Attachment{{Path: "assets/附件 一.pdf", Size: 4096}},
		Positions: []catalog.Position{
			{ID: "director", Name: "局长", Kind: catalog.KindPosition, Department: "局领导", Level: catalog.LevelLeadership, Manages: []string{"物资供应科"}},
			{ID: "purchasing", Name: "采购管理岗", Department: "物资供应科", Level: catalog.LevelFrontline, Holders: 2, Duties: []string{"编制计划"},
				Audience: catalog.AudienceInternal, Description: catalog.Prose{Markdown: "## 概况\n\n正文"},
				Powers: []catalog.Power{{ID: "buy", Name: "采购审批", Type: "其他权力", Basis: []string{"bidding 第四条", "《内部办法》"}, Conditions: "5000 元以上", Audience: catalog.AudienceInternal,
					Steps: []catalog.Step{
						{ID: "start", Name: "申请", By: "采购管理岗", Kind: catalog.StepStart, Next: []string{"review"}},
						{ID: "review", Name: "审核", By: "科长", Kind: catalog.StepDecision, Next: []string{"end", "start"}, Risks: []string{"split"}, Limit: "3 个工作日"},
						{ID: "end", Name: "归档", Kind: catalog.StepEnd},
					}}},
				Risks: []catalog.RiskPoint{fullRisk(t), {ID: "plain", Title: `<img src=x onerror=alert(1)>`, Grade: "低风险", Category: []string{"业务流程风险"}}},
			},
			{ID: "loose", Name: "无部门岗", Kind: catalog.KindProcess},
		},
	}
	for i := range u.Positions {
		u.Positions[i].URL = catalog.PositionPage(u.ID, u.Positions[i].ID)
	}
	return u
}

func fullRisk(t testing.TB) catalog.RiskPoint {
	return catalog.RiskPoint{
		ID: "split", Title: "化整为零规避招标", Category: []string{"岗位职责风险", "业务流程风险"}, Grade: "重大风险", Manifestation: "拆成多笔", Cause: "监督不足", Consequence: "损失",
		Liability: "停职检查", Basis: []string{"bidding"}, Likelihood: 5, Severity: 4, Score: 20, Reason: "曾经发生", Residual: "低风险", Source: "自己找", Kind: "规避招标",
		ReviewBy: date(t, "2026-12-31"), Audience: catalog.AudienceInternal, Extends: "邮政局/purchasing#plain",
		Description: catalog.Prose{Markdown: "### 案例\n\n见 [东区](../邮政局/east/index.md)"},
		Controls: []catalog.Control{
			{Text: "统一审定", Stage: "前期预防", Owner: "科长", Supervisor: "纪检监察室", Due: "2026-03-31", Frequency: "每季度", Treatment: "风险回避", Basis: []string{"bidding 第五条"}, Indicator: "0 起", Audience: catalog.AudienceInternal},
			{Text: "追回差额", Stage: "后期处置", Due: "发现后 3 日内"},
			{Text: "公示", Stage: ""},
			{Text: "别的防线", Stage: "另一道"},
		},
	}
}

// withdrawnUnit is what is left of a unit that was withdrawn.
func withdrawnUnit(t testing.TB, site *catalog.Site) *catalog.Unit {
	return &catalog.Unit{ID: "gone", Name: "旧单位", SchemeID: "matrix", Scheme: site.Schemes["matrix"],
		Publication: catalog.Publication{Status: catalog.StatusWithdrawn, WithdrawnOn: date(t, "2026-05-01"), Reason: "机构撤销"}}
}

// units are one unit of each sort: full, subordinate under a matrix, empty and
// withdrawn.
func units(t testing.TB, site *catalog.Site) []*catalog.Unit {
	sub := &catalog.Unit{ID: "邮政局/east", Name: "东区支局", Parent: "邮政局", Kind: "国有企业", SchemeID: "matrix", Scheme: site.Schemes["matrix"],
		Publication: catalog.Publication{Status: catalog.StatusDraft},
		Positions: []catalog.Position{{ID: "a", Name: "营业员", Department: "营业/厅", Level: catalog.LevelFrontline,
			Risks: []catalog.RiskPoint{{ID: "风险-1", Title: "挪用", Grade: "高", Likelihood: 2, Severity: 2, Extends: "邮政局/purchasing#split"}}}}}
	return []*catalog.Unit{fullUnit(t, site), sub, {ID: "empty", Name: "空单位", SchemeID: "lsr", Scheme: site.Schemes["lsr"]}, withdrawnUnit(t, site)}
}

// tree collects emitted files.
type tree struct {
	mu    sync.Mutex
	files map[string][]byte
}

func (x *tree) emit(path string, data []byte) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if _, again := x.files[path]; again {
		return fmt.Errorf("%s was made twice", path)
	}
	x.files[path] = bytes.Clone(data)
	return nil
}

func (x *tree) names() []string { return slices.Sorted(maps.Keys(x.files)) }

// build renders a whole site.
func build(t testing.TB, site *catalog.Site, list []*catalog.Unit, view catalog.View) *tree {
	t.Helper()
	r, err := New(themes.Default(), site, view)
	if err != nil {
		t.Fatal(err)
	}
	r.Prints = true
	out := &tree{files: map[string][]byte{}}
	var summaries []*catalog.Summary
	for _, u := range list {
		if err := r.Unit(u, out.emit); err != nil {
			t.Fatal(err)
		}
		s := catalog.Summarize(u)
		s.Rules = site.Citations(u)
		summaries = append(summaries, s)
	}
	if err := r.Site(summaries, "v1", out.emit); err != nil {
		t.Fatal(err)
	}
	// Only what has data for programs in it, and is not on many pages.
	forPrograms := map[string]string{"home": "head", "unit": "head", "search": "main"}
	for kind, l := range r.layouts {
		for _, name := range l.(*stencil.Stencil).Left() {
			if name != forPrograms[kind] {
				t.Errorf("%q of layouts/%s.html is left to html/template, which is slow", name, kind)
			}
		}
	}
	return out
}
