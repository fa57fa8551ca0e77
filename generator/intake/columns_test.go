package intake

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// columnTable is a table with what its columns have to be taken for. want are lines
// as [outline] gives them, told are words that the report has to say.
type columnTable struct {
	name string
	rows [][]string
	want []string
	told []string
	csv  string
}

// outline gives a catalogue with one line to a position that says more than its name,
// and one to a risk point.
func outline(positions []catalog.Position) (out []string) {
	add := func(line *string, label, text string) {
		if text != "" {
			*line += " | " + label + "：" + strings.ReplaceAll(text, "\n", "/")
		}
	}
	for _, p := range positions {
		name := strings.TrimPrefix(p.Department+">"+p.Name, ">")
		more := ""
		add(&more, "职责", strings.Join(p.Duties, "/"))
		for _, w := range p.Powers {
			var steps []string
			for _, s := range w.Steps {
				steps = append(steps, s.Name)
			}
			add(&more, "职权 "+w.Name, strings.Join(steps, "/")+".")
		}
		if more != "" {
			out = append(out, name+more)
		}
		for _, r := range p.Risks {
			line := name + " | " + r.Title + " | " + r.Grade
			add(&line, "类别", strings.Join(r.Category, "、"))
			add(&line, "表现", r.Manifestation)
			add(&line, "种类", r.Kind)
			add(&line, "说明", strings.ReplaceAll(r.Description.Markdown, "\n\n", "/"))
			for _, c := range r.Controls {
				text := c.Text
				for _, x := range [][2]string{{"责任", c.Owner}, {"监督", c.Supervisor}, {"时限", c.Due}, {"频次", c.Frequency}, {"依据", strings.Join(c.Basis, "、")}} {
					if x[1] != "" {
						text += " " + x[0] + "=" + x[1]
					}
				}
				add(&line, strings.TrimSuffix("措施 "+c.Stage, " "), text)
			}
			out = append(out, line)
		}
	}
	return out
}

// check reads the table, and looks for what is wanted and for what is lost.
func (c *columnTable) check(t *testing.T) {
	s := sample{name: "columns", csv: c.csv, sheets: []sampleSheet{{name: "S", rows: c.rows}}}
	res, err := s.read(t)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(c.want, outline(res.Positions)); diff != "" {
		t.Errorf("(-want +got):\n%s\n%s", diff, res.Report.Format(diag.Chinese))
	}
	report := res.Report.Format(diag.Chinese)
	for _, words := range c.told {
		if !strings.Contains(report, words) {
			t.Errorf("not told: %s\n%s", words, report)
		}
	}
	for _, piece := range s.lost(t, res) {
		t.Errorf("%s is nowhere", piece)
	}
}

// A column can be given to a stage.
func TestGivenStage(t *testing.T) {
	rows := [][]string{
		{"岗位", "风险点", "等级", "措施", "做法"},
		{"会计", "虚列支出", "高", "查验", "公示"},
	}
	for word, want := range map[string]string{
		"前期预防": "措施：查验 | 措施 前期预防：公示",
		"事后处置": "措施：查验 | 措施 后期处置：公示",
		"中间":   "",
	} {
		s := sample{name: "given", sheets: []sampleSheet{{name: "S", rows: rows}}, opts: Options{Columns: map[string]string{"E": word}}}
		res, err := s.read(t)
		if refused, ok := IsRefusal(err); ok {
			if want != "" || !strings.HasSuffix(refused.Hint.Zh, "各道防线的措施写前期预防、中期监控、后期处置") {
				t.Errorf("%s: %s %s", word, refused.Reason.Zh, refused.Hint.Zh)
			}
			continue
		}
		if got := strings.Join(outline(res.Positions), "/"); err != nil || !strings.HasSuffix(got, want) || want == "" {
			t.Errorf("%s: %q, %v", word, got, err)
		}
	}
}

func TestColumns(t *testing.T) {
	for _, c := range columnTables {
		t.Run(c.name, c.check)
	}
}

var columnTables = slices.Concat(secondColumns, categoryColumns, stageColumns, listedRisks, gradesBeside, unitColumns)

var secondColumns = []columnTable{
	{"two manifestations are one", [][]string{
		{"岗位", "风险点", "风险点描述", "廉政风险内容", "等级", "防控措施"},
		{"会计", "虚列支出", "虚开发票。", "套取现金。", "高", "查验"},
		{"出纳", "坐支", "不入账", "私存私放", "中", "盘点"},
		{"文秘", "泄密", "带出文件", "^", "低", "承诺"},
	}, []string{
		"会计 | 虚列支出 | 高 | 表现：虚开发票。/套取现金。 | 措施：查验",
		"出纳 | 坐支 | 中 | 表现：不入账；私存私放 | 措施：盘点",
		"文秘 | 泄密 | 低 | 表现：带出文件；私存私放 | 措施：承诺",
	}, nil, ""},
	{"three titles: the wordiest is the manifestation, and the last goes with it", [][]string{
		{"岗位", "风险点", "风险名称", "存在风险", "等级", "防控措施"},
		{"会计", "虚列支出", "用假发票套取现金私分", "违规", "高", "查验"},
	}, []string{
		"会计 | 虚列支出 | 高 | 表现：用假发票套取现金私分；违规 | 措施：查验",
	}, []string{"“存在风险”和“风险点”是同一个字段"}, ""},
	{"a process beside its steps is the power", [][]string{
		{"业务流程", "关键环节", "责任岗位", "风险点", "等级", "防控措施"},
		{"采购管理", "计划", "计划员", "虚报需求", "高", "集体审定"},
		{"^", "招标", "招标员", "泄露标底", "高", "封闭评标"},
		{"报销管理", "审核", "会计", "虚列支出", "高", "查验"},
	}, []string{
		"采购管理 | 职权 采购管理：计划/招标.",
		"采购管理 | 虚报需求 | 高 | 措施：集体审定 责任=计划员",
		"采购管理 | 泄露标底 | 高 | 措施：封闭评标 责任=招标员",
		"报销管理 | 职权 报销管理：审核.",
		"报销管理 | 虚列支出 | 高 | 措施：查验 责任=会计",
	}, nil, ""},
	{"a second position goes into the prose, without names", [][]string{
		{"职务", "岗位", "风险点", "等级", "防控措施"},
		{"二级科员 王建国", "会计岗", "虚列支出", "高", "查验"},
		{"三级科员", "出纳岗", "坐支", "中", "盘点"},
	}, []string{
		"会计岗 | 虚列支出 | 高 | 说明：职务：二级科员 | 措施：查验",
		"出纳岗 | 坐支 | 中 | 说明：职务：三级科员 | 措施：盘点",
	}, []string{"“职务”和“岗位”是同一个字段，取了后者；前者写进风险点的说明", "写了姓名：王建国"}, ""},
	{"duties and terms of two columns are joined", [][]string{
		{"岗位", "岗位职责", "工作内容", "风险点", "等级", "防控措施", "完成时限", "整改时限", "频次", "检查频次"},
		{"会计", "记账", "报税", "虚列支出", "高", "查验", "2026.3.1", "三日内", "每月", "每月"},
	}, []string{
		"会计 | 职责：记账/报税",
		"会计 | 虚列支出 | 高 | 措施：查验 时限=2026.3.1、三日内 频次=每月",
	}, nil, ""},
	{"other second columns go into the prose", [][]string{
		{"科室", "班组", "事项", "业务名称", "风险点", "等级", "现实风险", "剩余风险", "防控措施"},
		{"财务科", "一组", "报销", "费用报销", "虚列支出", "高", "中", "低", "查验"},
	}, []string{
		"财务科 | 职权 报销：.",
		"财务科 | 虚列支出 | 高 | 说明：班组：一组/业务名称：费用报销/剩余风险：低 | 措施：查验",
	}, []string{"“班组”和“科室”是同一个字段", "“剩余风险”和“现实风险”是同一个字段"}, ""},
	{"a second number is left over", [][]string{
		{"序号", "编号", "岗位", "风险点", "等级", "防控措施"},
		{"1", "甲一号", "会计", "虚列支出", "高", "查验"},
	}, []string{
		"会计 | 虚列支出 | 高 | 措施：查验",
	}, []string{"B2 编号 “甲一号”: 目录里没有对应的字段", "“编号”和“序号”是同一个字段，取了后者；前者没有写进目录"}, ""},
	{"an owner that the control contradicts is left over", [][]string{
		{"岗位", "风险点", "等级", "防控措施", "责任人"},
		{"会计", "虚列支出", "高", "查验（责任：科长）", "副科长"},
		{"出纳", "坐支", "中", "盘点（责任：科长）", "科长"},
	}, []string{
		"会计 | 虚列支出 | 高 | 措施：查验 责任=科长",
		"出纳 | 坐支 | 中 | 措施：盘点 责任=科长",
	}, []string{"E2 责任人 “副科长”: "}, ""},
}

var categoryColumns = []columnTable{
	{"texts below categories are risk points", [][]string{
		{"部门", "岗位", "思想道德风险", "岗位职责风险", "业务流程风险", "防控措施", "等级"},
		{"财务科", "会计岗", "贪图享受", "审核不严", "跳过复核", "1.警示教育2.双人复核3.流程固化", "高"},
		{"财务科", "出纳岗", "", "坐支现金", "", "每日盘点", "中"},
	}, []string{
		"财务科>会计岗 | 贪图享受 | 高 | 类别：思想道德风险 | 措施：警示教育",
		"财务科>会计岗 | 审核不严 | 高 | 类别：岗位职责风险 | 措施：双人复核",
		"财务科>会计岗 | 跳过复核 | 高 | 类别：业务流程风险 | 措施：流程固化",
		"财务科>出纳岗 | 坐支现金 | 中 | 类别：岗位职责风险 | 措施：每日盘点",
	}, nil, ""},
	{"categories below a merged heading, controls that belong to none", [][]string{
		{"岗位", "廉政风险点", "<", "<", "等级", "防控措施"},
		{"^", "思想道德", "岗位职责", "制度机制", "^", "^"},
		{"局长", "理想信念动摇", "1.违规决策；2.插手工程", "/", "高", "集体决策；民主测评"},
		{"会计", "", "虚列支出", "√", "中", "查验"},
		{"出纳", "", "", "制度空转", "低", "盘点"},
		{"文秘", "", "", "保密制度不全", "低", "承诺"},
	}, []string{
		"局长 | 理想信念动摇 | 高 | 类别：思想道德风险 | 措施：集体决策 | 措施：民主测评",
		"局长 | 违规决策 | 高 | 类别：岗位职责风险 | 措施：集体决策 | 措施：民主测评",
		"局长 | 插手工程 | 高 | 类别：岗位职责风险 | 措施：集体决策 | 措施：民主测评",
		"会计 | 虚列支出 | 中 | 类别：岗位职责风险 | 措施：查验",
		"出纳 | 制度空转 | 低 | 类别：制度机制风险 | 措施：盘点",
		"文秘 | 保密制度不全 | 低 | 类别：制度机制风险 | 措施：承诺",
	}, []string{"这一行写了 3 个风险点，已分开", "“/”读作“没有内容”", "D4 廉政风险点／制度机制 “√”"}, ""},
	{"a text among ticks", [][]string{
		{"岗位", "风险点", "风险类别", "<", "<", "等级", "防控措施"},
		{"^", "^", "思想道德", "岗位职责", "外部环境", "^", "^"},
		{"局长", "违规决策", "√", "×", "说情打招呼", "高", "集体决策"},
		{"会计", "虚列支出", "", "√", "", "中", "查验"},
	}, []string{
		"局长 | 违规决策 | 高 | 类别：思想道德风险、外部环境风险 | 表现：外部环境：说情打招呼 | 措施：集体决策",
		"会计 | 虚列支出 | 中 | 类别：岗位职责风险 | 措施：查验",
	}, []string{"“×”读作“不选”", "“外部环境”下面写的是文字，不是打勾；类别当作选中"}, ""},
	{"a text among the ticks of grades", [][]string{
		{"岗位", "风险点", "风险等级", "<", "<", "防控措施"},
		{"^", "^", "高", "中", "低", "^"},
		{"局长", "违规决策", "√", "原为中级", "", "集体决策"},
	}, []string{
		"局长 | 违规决策 | 高 | 措施：集体决策",
	}, []string{"“中”下面写的是“原为中级”，不是打勾"}, ""},
	{"categories on lines of their own", [][]string{
		{"岗位", "风险类别", "风险点", "等级", "防控措施"},
		{"门卫", "思想道德风险\n制度机制风险", "漏岗", "低", "巡查"},
		{"会计", "岗位职\n责风险", "虚列支出", "高", "查验"},
		{"出纳", "思想道德风险、岗位\n职责风险", "坐支", "中", "盘点"},
		{"文秘", "保密管理风险", "泄密", "中", "承诺"},
	}, []string{
		"门卫 | 漏岗 | 低 | 类别：思想道德风险、制度机制风险 | 措施：巡查",
		"会计 | 虚列支出 | 高 | 类别：岗位职责风险 | 措施：查验",
		"出纳 | 坐支 | 中 | 类别：思想道德风险、岗位职责风险 | 措施：盘点",
		"文秘 | 泄密 | 中 | 类别：保密管理风险 | 措施：承诺",
	}, []string{"警告: 方案“高、中、低（星级）”里没有的类别：保密管理风险；已加入"}, ""},
}

var stageColumns = []columnTable{
	{"controls and owners below stages, in three rows", [][]string{
		{"岗位", "风险点", "等级", "防控措施", "<", "<", "<", "<", "<"},
		{"^", "^", "^", "前期预防", "<", "中期监控", "<", "后期处置", "<"},
		{"^", "^", "^", "措施", "责任人", "措施", "责任人", "措施", "完成时限"},
		{"采购员", "收受回扣", "高", "供应商准入", "采购科长", "抽查比价", "审计科长", "解除合同", "三日内"},
		{"^", "^", "^", "", "", "按季轮岗", "", "", ""},
	}, []string{
		"采购员 | 收受回扣 | 高 | 措施 前期预防：供应商准入 责任=采购科长 | 措施 中期监控：抽查比价 责任=审计科长 | 措施 后期处置：解除合同 时限=三日内 | 措施 中期监控：按季轮岗 责任=审计科长",
	}, []string{"防控措施／前期预防／责任人 → 责任人（前期预防）"}, ""},
	{"the same in two rows, with a supervisor of all", [][]string{
		{"岗位", "风险点", "等级", "前期预防", "<", "后期处置", "<", "监督部门"},
		{"^", "^", "^", "措施", "责任人", "措施", "责任人", "^"},
		{"采购员", "收受回扣", "高", "准入", "采购科长", "1.解除合同；2.追责", "1.分管领导；2.办公室主任", "纪检室"},
		{"保管员", "虚报库存", "低", "双人收货", "仓库主任", "", "财务科长", "纪检室"},
	}, []string{
		"采购员 | 收受回扣 | 高 | 措施 前期预防：准入 责任=采购科长 监督=纪检室 | 措施 后期处置：解除合同 责任=分管领导 监督=纪检室 | 措施 后期处置：追责 责任=办公室主任 监督=纪检室",
		"保管员 | 虚报库存 | 低 | 措施 前期预防：双人收货 责任=仓库主任 监督=纪检室",
	}, []string{"G4 后期处置／责任人 “财务科长”: "}, ""},
	{"the same in a file that has no merged cells", [][]string{
		{"岗位", "风险点", "等级", "前期预防", "<", "后期处置", "<"},
		{"", "", "", "措施", "责任人", "措施", "责任人"},
		{"采购员", "收受回扣", "高", "供应商准入", "采购科长", "解除合同", "分管领导"},
	}, []string{
		"采购员 | 收受回扣 | 高 | 措施 前期预防：供应商准入 责任=采购科长 | 措施 后期处置：解除合同 责任=分管领导",
	}, nil, "bom"},
	{"owners of kinds of controls", [][]string{
		{"岗位", "风险点", "等级", "防控措施", "<", "<", "<"},
		{"^", "^", "^", "教育措施", "<", "制度措施", "<"},
		{"^", "^", "^", "措施", "责任人", "措施", "责任人"},
		{"会计", "虚列支出", "高", "警示教育", "政工科", "报销办法", "财务科"},
	}, []string{
		"会计 | 虚列支出 | 高 | 措施 教育措施：警示教育 责任=政工科 | 措施 制度措施：报销办法 责任=财务科",
	}, nil, ""},
	{"a heading that lists the stages names none", [][]string{
		{"岗位", "风险点", "等级", "防控措施（前期预防、中期监控、后期处置）"},
		{"会计", "虚列支出", "高", "1.查验；2.抽查；3.追回"},
		{"出纳", "坐支", "中", "盘点"},
	}, []string{
		"会计 | 虚列支出 | 高 | 措施：查验 | 措施：抽查 | 措施：追回",
		"出纳 | 坐支 | 中 | 措施：盘点",
	}, nil, ""},
	{"stages in the first column of the controls", [][]string{
		{"岗位", "风险点", "风险等级", "防控措施", "<"},
		{"执法岗", "选择性执法", "高", "前期预防", "制定裁量基准"},
		{"^", "^", "^", "中期监控", "1.全过程记录；2.抽查"},
		{"岗位", "风险点", "风险等级", "防控措施", "<"},
		{"", "", "", "事后处置", "约谈问责"},
	}, []string{
		"执法岗 | 选择性执法 | 高 | 措施 前期预防：制定裁量基准 | 措施 中期监控：全过程记录 | 措施 中期监控：抽查 | 措施 后期处置：约谈问责",
	}, nil, ""},
	{"kinds of controls below one heading", [][]string{
		{"岗位", "风险点", "等级", "防控措施", "<", "<", "<"},
		{"^", "^", "^", "教育措施", "责任追究措施", "监督措施", "监督人"},
		{"会计", "虚列支出", "高", "警示教育", "追缴", "内审", "审计科"},
	}, []string{
		"会计 | 虚列支出 | 高 | 措施 教育措施：警示教育 监督=审计科 | 措施 责任追究措施：追缴 监督=审计科 | 措施 监督措施：内审 监督=审计科",
	}, nil, ""},
	{"kinds of controls by other words", [][]string{
		{"岗位", "风险点", "等级", "制度防控", "教育防控", "监督防控"},
		{"会计", "虚列支出", "高", "报销办法", "警示教育", "内审"},
	}, []string{
		"会计 | 虚列支出 | 高 | 措施 制度防控：报销办法 | 措施 教育防控：警示教育 | 措施 监督防控：内审",
	}, nil, ""},
	{"controls of all kinds have none", [][]string{
		{"岗位", "风险点", "等级", "防控措施", "<", "<"},
		{"^", "^", "^", "具体措施", "控制措施", "监督责任"},
		{"会计", "虚列支出", "高", "报销办法", "查验", "审计科"},
	}, []string{
		"会计 | 虚列支出 | 高 | 措施：报销办法 监督=审计科 | 措施：查验 监督=审计科",
	}, nil, ""},
}

var listedRisks = []columnTable{
	{"numbers that no controls agree with", [][]string{
		{"岗位", "风险点", "等级", "防控措施"},
		{"会计", "①虚列支出②设立小金库③违规报销", "高", "①发票查验；②双人复核"},
		{"出纳", "1、坐支\n2、挪用", "中", "盘点"},
	}, []string{
		"会计 | 虚列支出 | 高 | 措施：发票查验 | 措施：双人复核",
		"会计 | 设立小金库 | 高 | 措施：发票查验 | 措施：双人复核",
		"会计 | 违规报销 | 高 | 措施：发票查验 | 措施：双人复核",
		"出纳 | 坐支 | 中 | 措施：盘点",
		"出纳 | 挪用 | 中 | 措施：盘点",
	}, []string{"S!B2: 警告: 这一行写了 3 个风险点，已分开；", "S!B3: 警告: 这一行写了 2 个风险点，已分开；"}, ""},
	{"numbers that are words or letters", [][]string{
		{"岗位", "风险点", "等级", "防控措施"},
		{"会计", "风险点1：虚列支出\n风险点2：违规报销", "风险点1：高\n风险点2：中", "风险点1：查验发票\n风险点2：分级审批"},
		{"出纳", "A.坐支 B.挪用", "中", "A.盘点 B.对账"},
		{"文秘", "A、B岗不设替补", "低", "A、B岗互备"},
	}, []string{
		"会计 | 虚列支出 | 高 | 措施：查验发票",
		"会计 | 违规报销 | 中 | 措施：分级审批",
		"出纳 | 坐支 | 中 | 措施：盘点",
		"出纳 | 挪用 | 中 | 措施：对账",
		"文秘 | A、B岗不设替补 | 低 | 措施：A、B岗互备",
	}, nil, ""},
	{"what stands before the numbers is the kind", [][]string{
		{"岗位", "风险点", "等级", "防控措施"},
		{"会计", "报销不实：1.虚列支出；2.违规报销", "高", "1.查验；2.审批"},
		{"出纳", "现金管理不严：1.坐支；2.白条抵库", "中", "盘点"},
	}, []string{
		"会计 | 虚列支出 | 高 | 种类：报销不实 | 措施：查验",
		"会计 | 违规报销 | 高 | 种类：报销不实 | 措施：审批",
		"出纳 | 坐支 | 中 | 表现：现金管理不严：1.坐支；2.白条抵库 | 措施：盘点",
	}, nil, ""},
	{"lists without numbers stay one, and are told", [][]string{
		{"岗位", "风险点", "等级", "防控措施"},
		{"采购员", "规避招标；指定供应商", "高", "集中采购"},
		{"会计", "虚列支出\n设立小金库", "高", "查验"},
	}, []string{
		"采购员 | 规避招标 | 高 | 表现：规避招标；指定供应商 | 措施：集中采购",
		"会计 | 虚列支出设立小金库 | 高 | 措施：查验",
	}, []string{"S!B2: 警告: 这一格像是写了几个风险点", "S!B3: 警告: 这一格像是写了几个风险点"}, ""},
}

// What looks like a list of risk points, and what is a sentence broken to fit its cell.
func TestLooksListed(t *testing.T) {
	for s, want := range map[string]bool{
		"规避招标；指定供应商":      true,
		"虚列支出\n设立小金库":     true,
		"虚列支出；":           false,
		"虚列支出":            false,
		"在采购过程中收\n受供应商回扣": false,
		"利用职务\n便利":        false,
		"违反规定审批；对不符合条件的单位和个人给予许可，并从中谋取利益": false,
	} {
		if got := looksListed(s); got != want {
			t.Errorf("%q: %v, want %v", s, got, want)
		}
	}
}

var gradesBeside = []columnTable{
	{"several risk points with grades in brackets", [][]string{
		{"岗位", "风险点及等级", "防控措施"},
		{"文秘", "虚报车费（高）；泄密（低）", "1.登记；2.承诺"},
		{"会计", "虚列支出（高）、违规报销（中风险）", "查验"},
		{"出纳", "【高】坐支\n【中】白条抵库", "盘点"},
		{"司机", "公车私用（低）", "定位"},
	}, []string{
		"文秘 | 虚报车费 | 高 | 措施：登记",
		"文秘 | 泄密 | 低 | 措施：承诺",
		"会计 | 虚列支出 | 高 | 措施：查验",
		"会计 | 违规报销 | 中 | 措施：查验",
		"出纳 | 坐支 | 高 | 措施：盘点",
		"出纳 | 白条抵库 | 中 | 措施：盘点",
		"司机 | 公车私用 | 低 | 措施：定位",
	}, []string{"S!B3: 警告: 这一行写了 2 个风险点，已分开；"}, ""},
	{"a grade alone where its heading names the risk point too", [][]string{
		{"岗位", "风险描述", "风险点（等级）", "防控措施"},
		{"会计", "虚列支出", "高", "查验"},
		{"出纳", "坐支", "同上", "盘点"},
	}, []string{
		"会计 | 虚列支出 | 高 | 表现：虚列支出 | 措施：查验",
		"出纳 | 坐支 | 高 | 表现：坐支 | 措施：盘点",
	}, nil, ""},
	{"a grade beside the risk point", [][]string{
		{"科室", "岗位及姓名", "风险点（等级）", "防控措施"},
		{"财务科", "主任 王建国", "★★★虚列支出", "查验"},
		{"财务科", "副主任（李明）", "坐支【中】", "盘点"},
		{"办公室", "科员\n赵小丽", "泄密 低", "承诺"},
		{"办公室", "科长：孙大伟", "高：私用公车", "定位"},
		{"办公室", "文秘", "一般：收受礼品★", "登记"},
	}, []string{
		"财务科>主任 | 虚列支出 | 高 | 措施：查验",
		"财务科>副主任 | 坐支 | 中 | 措施：盘点",
		"办公室>科员 | 泄密 | 低 | 措施：承诺",
		"办公室>科长 | 私用公车 | 高 | 措施：定位",
		"办公室>文秘 | 收受礼品★ | 一般 | 措施：登记",
	}, []string{"写了姓名：王建国", "写了姓名：李明", "写了姓名：赵小丽", "写了姓名：孙大伟"}, ""},
}

var unitColumns = []columnTable{
	{"departments of one name in two units", [][]string{
		{"单位", "科室", "岗位", "风险点", "等级", "防控措施"},
		{"市场监管局", "办公室", "主任", "违规用印", "高", "审批"},
		{"下属检测中心", "办公室", "主任", "虚假检测", "高", "留样复检"},
		{"^", "检测中心一室", "检测员", "篡改数据", "中", "系统锁定"},
		{"^", "", "", "伪造报告", "中", "双人签发"},
		{"市场监管局", "财务科", "会计", "虚列支出", "高", "查验"},
		{"下属检测中心", "办公室", "主任", "违规采购", "高", "比价"},
	}, []string{
		"办公室>主任 | 违规用印 | 高 | 措施：审批",
		"下属检测中心办公室>主任 | 虚假检测 | 高 | 措施：留样复检",
		"下属检测中心办公室>主任 | 违规采购 | 高 | 措施：比价",
		"下属检测中心检测中心一室>检测员 | 篡改数据 | 中 | 措施：系统锁定",
		"下属检测中心检测中心一室>检测员 | 伪造报告 | 中 | 措施：双人签发",
		"财务科>会计 | 虚列支出 | 高 | 措施：查验",
	}, []string{"S!A3: 警告: 这里写的单位是“下属检测中心”，不是“市场监管局”"}, ""},
	{"a unit without a department is one", [][]string{
		{"单位", "科室", "岗位", "风险点", "等级", "防控措施"},
		{"市场监管局", "办公室", "主任", "违规用印", "高", "审批"},
		{"下属检测中心", "", "检测员", "虚假检测", "高", "留样复检"},
	}, []string{
		"办公室>主任 | 违规用印 | 高 | 措施：审批",
		"下属检测中心>检测员 | 虚假检测 | 高 | 措施：留样复检",
	}, nil, ""},
}

// A heading that names two things of one cell is that of the first.
func TestBeside(t *testing.T) {
	for heading, want := range map[string]Field{
		"风险点（等级）":   Title,
		"廉政风险点(级别)": Title,
		"岗位及姓名":     Position,
		"姓名、职务":     Position,
		"岗位责任人姓名":   Person,
		"姓名":        Person,
		"风险等级":      Grade,
		"责任股室（单位）":  OwnerBody,
		"行使主体（岗位）":  Position,
	} {
		if got := guessHeading(heading).field; got != want {
			t.Errorf("%s: %s, want %s", heading, got, want)
		}
	}
}
