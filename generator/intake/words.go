package intake

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"gongshi/generator/diag"
	"gongshi/generator/search"
)

// Field is what a column holds. Its text is the name by which a mapping file
// calls it.
type Field string

// The fields of tables.
const (
	None          Field = ""
	Ignore        Field = "ignore"
	Seq           Field = "seq"
	UnitName      Field = "unit"
	Department    Field = "department"
	Position      Field = "position"
	PositionID    Field = "position_id"
	PositionKind  Field = "position_kind"
	Level         Field = "level"
	Holders       Field = "holders"
	Duties        Field = "duties"
	Manages       Field = "manages"
	PositionText  Field = "position_description"
	PositionAud   Field = "position_audience"
	PositionAllow Field = "position_allow"
	Power         Field = "power"
	PowerType     Field = "power_type"
	PowerBasis    Field = "power_basis"
	Step          Field = "step"
	Category      Field = "category"
	Title         Field = "title"
	RiskID        Field = "risk_id"
	Manifestation Field = "manifestation"
	RiskCount     Field = "risk_count"
	Grade         Field = "grade"
	Residual      Field = "residual"
	Likelihood    Field = "likelihood"
	Severity      Field = "severity"
	Exposure      Field = "exposure"
	Score         Field = "score"
	Control       Field = "control"
	Stage         Field = "stage"
	Owner         Field = "owner"
	OwnerBody     Field = "owner_department"
	Leader        Field = "leader"
	Supervisor    Field = "supervisor"
	Basis         Field = "basis"
	ControlBasis  Field = "control_basis"
	ControlAud    Field = "control_audience"
	Cause         Field = "cause"
	Consequence   Field = "consequence"
	Liability     Field = "liability"
	Due           Field = "due"
	Frequency     Field = "frequency"
	Indicator     Field = "indicator"
	Treatment     Field = "treatment"
	Reason        Field = "reason"
	Source        Field = "source"
	Kind          Field = "kind"
	ReviewBy      Field = "review_by"
	Audience      Field = "audience"
	Extends       Field = "extends"
	Allow         Field = "allow"
	Description   Field = "description"
	Place         Field = "place"
	ControlLevel  Field = "control_level"
	Opinion       Field = "opinion"
	Remark        Field = "remark"
	Person        Field = "person"
	Phone         Field = "phone"
	Page          Field = "page"
)

// vocabulary lists for each field its name in reports and the headings by which
// tables call it, the most common first.
var vocabulary = []struct {
	field Field
	name  diag.Text
	words string
}{
	{Seq, diag.Text{Zh: "序号", En: "number"}, "序号 风险序号 编号 序 顺序号 no"},
	{UnitName, diag.Text{Zh: "单位", En: "unit"}, "单位 单位名称 上报单位 填报单位 上报单元 unit"},
	{Department, diag.Text{Zh: "部门", En: "department"}, "部门 科室 股室 处室 分公司 单位科室 科室名称 部门名称 所属部门 所属科室 所在部门 所在科室 部门单位 责任主体 车间 班组 内设机构 机构名称 业务科室 department"},
	{Position, diag.Text{Zh: "岗位", En: "position"}, "岗位 岗位名称 重点岗位 岗位类别 风险岗位 廉政风险岗位 风险点涉及的岗位 涉及关键岗位 涉及岗位 关键岗位 风险防控岗位 行使主体 行使主体岗位 岗位职务 职务 职位 职务岗位 岗位权力 工作岗位 position"},
	{PositionID, diag.Text{Zh: "岗位编号", En: "position's id"}, "岗位编号 positionid"},
	{PositionKind, diag.Text{Zh: "岗位种类", En: "position's kind"}, "岗位种类 positionkind"},
	{Level, diag.Text{Zh: "层级", En: "level"}, "层级 岗位层级 职务层级 人员层级 level"},
	{Holders, diag.Text{Zh: "在岗人数", En: "holders"}, "在岗人数 人数 岗位人数 holders"},
	{Duties, diag.Text{Zh: "职责", En: "duties"}, "职责 岗位职责 岗位职责内容 主要职责 工作职责 职责内容 岗位工作职责 职责描述 工作内容 duties"},
	{Manages, diag.Text{Zh: "分管部门", En: "departments in charge of"}, "分管部门 分管科室 manages"},
	{PositionText, diag.Text{Zh: "岗位说明", En: "position's description"}, "岗位说明 positiondescription"},
	{PositionAud, diag.Text{Zh: "岗位公开范围", En: "position's audience"}, "岗位公开范围 positionaudience"},
	{PositionAllow, diag.Text{Zh: "岗位豁免", En: "position's exceptions"}, "岗位豁免"},
	{Power, diag.Text{Zh: "职权事项", En: "power"}, "权力名称 权力事项 职权名称 职权内容 职权事项 行使权力 业务事项 业务名称 工作事项 项目 事项 事项名称 风险项目名称 权力清单 岗位职权 权力内容 业务 power"},
	{PowerType, diag.Text{Zh: "职权类别", En: "type of power"}, "执法类别 职权类别 权力类型 权力类别 职权类型 事项类别 powertype"},
	{PowerBasis, diag.Text{Zh: "设定依据", En: "basis of the power"}, "设定依据 实施依据 职权依据 权力依据"},
	{Step, diag.Text{Zh: "环节", En: "step"}, "环节 重要环节 风险防控环节 关键环节 风险环节 业务流程 工作流程 流程环节 业务环节 工作环节 重点环节 步骤 流程 step"},
	{Category, diag.Text{Zh: "风险类别", En: "category"}, "风险类别 类别 风险类型 排查分类 排查领域 风险分类 类型 风险点类型 风险点类别 廉政风险类别 风险来源类别 风险种类 分类 category"},
	{Title, diag.Text{Zh: "风险点", En: "risk point"}, "风险点 风险名称 风险点名称 风险点及等级 存在的风险点 存在风险 存在的风险 廉政风险点名称 廉洁风险点名称 廉洁从业风险 廉洁从业风险点 腐败风险点 腐败风险 内控风险点 履职风险 权力风险点 廉政风险点 廉洁风险点 廉能风险点 廉政风险 廉洁风险 主要风险点 法律风险 安全风险点 风险事项 风险 潜在风险点 risk riskpoint title"},
	{RiskID, diag.Text{Zh: "风险点编号", En: "risk point's id"}, "风险点编号 riskid"},
	{Manifestation, diag.Text{Zh: "表现形式", En: "manifestation"}, "表现形式 风险表现 廉政风险主要内容及表现形式 廉政风险点表现形式 风险描述 风险情况描述 风险内容 廉洁风险点自查描述 危险源描述 风险表现形式 风险点描述 具体表现 主要表现 表现 风险点及表现形式 风险点表现形式 风险内容及表现形式 危险源 风险情形 风险点内容 危险有害因素 风险点具体表现 主要风险内容 manifestation"},
	{RiskCount, diag.Text{Zh: "风险点数量", En: "number of risk points"}, "风险点数量 风险点个数 风险数量 风险点数 数量"},
	{Grade, diag.Text{Zh: "风险等级", En: "grade"}, "风险等级 等级 风险级别 级别 预警等级 建议级别 廉政风险等级 廉洁风险等级 风险点等级 评定等级 风险评级 风险程度 固有风险等级 固有风险 管控等级 风险分级 分级 评级 等次 grade"},
	{Residual, diag.Text{Zh: "剩余等级", En: "residual grade"}, "剩余等级 现实风险 剩余风险 剩余风险等级 现实风险等级 控制后等级 residual residualgrade"},
	{Likelihood, diag.Text{Zh: "可能性", En: "likelihood"}, "可能性 l值 l 风险发生可能性l值 发生可能性 风险发生可能性 发生概率 发生几率 概率 可能性l likelihood"},
	{Severity, diag.Text{Zh: "影响程度", En: "severity"}, "影响程度 s s值 c c值 风险产生后果的严重性c值 严重性 后果严重性 危害程度 严重程度 影响 严重性s 后果c severity"},
	{Exposure, diag.Text{Zh: "暴露频率", En: "exposure"}, "暴露频率 e e值 暴露频繁程度 频繁程度 暴露频率e exposure"},
	{Score, diag.Text{Zh: "风险值", En: "score"}, "风险值 d d值 r r值 廉政风险值d值 风险值r 风险值d 分值 风险分值 score"},
	{Control, diag.Text{Zh: "防控措施", En: "control"}, "防控措施 防控方法 防控要点及防控措施 防范措施 预防和控制措施 制度措施 监控措施 控制措施 管控措施 防控措施清单 防控对策 措施 风险防控措施 具体措施 廉政风险防控措施 应对措施 整改措施 防控办法 防范控制措施 预防措施 主要防控措施 防控要点 防控手段 防控内容 管控内容 防控要求 防控制度 防控 三道防线 防线措施 监管措施 制约措施 廉政措施 化解措施 改进措施 工作措施 措施内容 control controls"},
	{Stage, diag.Text{Zh: "防线", En: "stage"}, "防线 防控阶段 措施类别 措施类型 阶段 stage"},
	{Owner, diag.Text{Zh: "责任人", En: "owner"}, "责任人 责任 直接责任人 部门负责人 部门责任人 科室负责人 风险防控责任人 管控负责人 防控责任人 责任岗位 具体责任人 第一责任人 岗位责任人 负责人 管控责任人 最高管控层级及责任人 owner"},
	{OwnerBody, diag.Text{Zh: "责任部门", En: "owning department"}, "责任部门 责任科室 责任股室 责任股室单位 责任牵头部门 责任单位 牵头部门 责任处室 防控责任部门 管控部门"},
	{Leader, diag.Text{Zh: "责任领导", En: "leader in charge"}, "责任领导 分管领导 分管领导人 主管领导 风险防控责任领导 主要领导 包保领导"},
	{Supervisor, diag.Text{Zh: "监督部门", En: "supervisor"}, "监督部门 监督 监督部门监督人 监督单位 验收人员 监督人 监督责任人 监督主体 监督岗位 supervisor"},
	{Basis, diag.Text{Zh: "依据", En: "basis"}, "依据 法律依据 法规依据 政策依据 制度依据 法律法规依据 依据条款 basis"},
	{ControlBasis, diag.Text{Zh: "措施依据", En: "basis of the control"}, "措施依据 basisofthecontrol"},
	{ControlAud, diag.Text{Zh: "措施公开范围", En: "control's audience"}, "措施公开范围 controlaudience"},
	{Cause, diag.Text{Zh: "成因", En: "cause"}, "成因 原因 风险原因 风险成因 产生原因 形成原因 cause"},
	{Consequence, diag.Text{Zh: "后果", En: "consequence"}, "后果 可能导致的事故类型 可能导致的后果 可能后果 造成后果 危害后果 事故类型 可能造成的后果 潜在后果 风险后果 可能发生的事故类型 consequence"},
	{Liability, diag.Text{Zh: "责任追究", En: "liability"}, "责任追究 追责情形 责任追究办法 行政法律责任条规 法律责任 追究方式 liability"},
	{Due, diag.Text{Zh: "时限", En: "due"}, "时限 完成时限 工作完成时限要求 完成时间 期限 办理时限 整改时限 due"},
	{Frequency, diag.Text{Zh: "频次", En: "frequency"}, "频次 检查频次 管控频次 频率 监控频次 frequency"},
	{Indicator, diag.Text{Zh: "指标", En: "indicator"}, "指标 监测指标 考核指标 预警指标 indicator"},
	{Treatment, diag.Text{Zh: "方式", En: "treatment"}, "方式 处置方式 应对方式 应对策略 treatment"},
	{Reason, diag.Text{Zh: "评级理由", En: "reason"}, "评级理由 定级理由 评定理由 定级依据 评定依据 等级评定依据 reason"},
	{Source, diag.Text{Zh: "来源", En: "source"}, "来源 查找方式 风险来源 信息来源 排查方式 source"},
	{Kind, diag.Text{Zh: "种类", En: "kind"}, "种类 kind"},
	{ReviewBy, diag.Text{Zh: "复核日期", En: "review by"}, "复核日期 复评日期 下次评估日期 reviewby"},
	{Audience, diag.Text{Zh: "公开范围", En: "audience"}, "公开范围 是否公开 audience"},
	{Extends, diag.Text{Zh: "承接", En: "extends"}, "承接 extends"},
	{Allow, diag.Text{Zh: "豁免", En: "allow"}, "豁免 allow"},
	{Description, diag.Text{Zh: "说明", En: "description"}, "说明 风险点说明 description"},
	{Place, diag.Text{Zh: "位置", En: "place"}, "位置 地点 市 县区 详细地址 坐标 坐标经纬度 施工区域 风险点所在位置 风险点位置 所在位置 区域 场所 作业区域"},
	{ControlLevel, diag.Text{Zh: "管控层级", En: "level of control"}, "管控层级 最高管控层级 控制层级 管控级别"},
	{Opinion, diag.Text{Zh: "意见", En: "opinion"}, "意见 审核意见 部室子公司负责人意见 集团分管领导意见 主管领导意见 领导意见 审批意见 科室意见 党组意见"},
	{Remark, diag.Text{Zh: "备注", En: "remark"}, "备注 附注 报送材料 remark remarks"},
	{Person, diag.Text{Zh: "姓名", En: "person"}, "姓名 责任人姓名 本人姓名 填表人 填报人 人员姓名 在岗人员 在岗人员姓名 任职人员"},
	{Phone, diag.Text{Zh: "电话", En: "telephone"}, "电话 联系电话 手机 手机号 联系方式 手机号码 办公电话"},
	{Page, diag.Text{Zh: "网页", En: "page"}, "网页 page"},
}

// fieldNames are what reports call the fields.
var fieldNames = func() map[Field]diag.Text {
	m := map[Field]diag.Text{None: {Zh: "没有认出", En: "not recognised"}, Ignore: {Zh: "不导入", En: "left out"}}
	for _, v := range vocabulary {
		m[v.field] = v.name
	}
	return m
}()

// headings are the fields by the keys of their headings.
var headings = sync.OnceValue(func() map[string]Field {
	m := map[string]Field{"ignore": Ignore, "不导入": Ignore}
	for _, v := range vocabulary {
		for _, w := range strings.Fields(v.words) {
			m[key(w)] = v.field
		}
		m[key(string(v.field))] = v.field
	}
	return m
})

// Name is what the field is called in reports.
func (f Field) Name() diag.Text { return fieldNames[f] }

// FindField returns the field that a mapping names: by its own name, or by a
// heading that tables use.
func FindField(word string) (Field, bool) {
	f, ok := headings()[key(word)]
	return f, ok
}

// key is the form in which headings are compared: one script, one width, no space
// and no punctuation.
func key(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsPunct(r) || unicode.IsSymbol(r) {
			return -1
		}
		return r
	}, search.Fold(s))
}

// guess is what a heading was taken for.
type guess struct {
	field Field
	sure  float64
	how   string // exact, contained, similar, content, given
}

// contained lists words that tell the field wherever they stand in a heading, the
// more telling first. Those with None tell that the catalogue has no field for it.
var contained = []struct {
	word  string
	field Field
}{
	{"风险点及等级", Title}, {"风险点数", RiskCount}, {"剩余风险", Residual}, {"现实风险", Residual}, {"风险值", Score}, {"可能性", Likelihood}, {"严重", Severity},
	{"电话", Phone}, {"岗位姓名", Position}, {"职务姓名", Position}, {"姓名岗位", Position}, {"姓名职务", Position}, {"姓名", Person}, {"监督", Supervisor}, {"责任领导", Leader}, {"分管领导", Leader}, {"主管领导", Leader},
	{"责任部门", OwnerBody}, {"责任科室", OwnerBody}, {"责任股室", OwnerBody}, {"责任单位", OwnerBody}, {"牵头部门", OwnerBody}, {"责任追究", Liability},
	{"责任人", Owner}, {"负责人意见", Opinion}, {"意见", Opinion}, {"负责人", Owner}, {"责任岗位", Owner},
	{"时限", Due}, {"完成时间", Due}, {"落实情况", None}, {"完成情况", None}, {"措施", Control}, {"对策", Control}, {"三道防线", Control}, {"防控办法", Control}, {"防控方法", Control}, {"等级", Grade}, {"级别", Grade}, {"评级", Grade},
	{"表现", Manifestation}, {"描述", Manifestation}, {"风险内容", Manifestation}, {"风险类", Category}, {"类别", Category}, {"分类", Category},
	{"依据", Basis}, {"后果", Consequence}, {"事故类型", Consequence}, {"原因", Cause}, {"成因", Cause}, {"时限", Due}, {"频次", Frequency}, {"指标", Indicator},
	{"风险点位置", Place}, {"位置", Place}, {"地址", Place}, {"管控层级", ControlLevel},
	{"环节", Step}, {"流程", Step}, {"岗位", Position}, {"职务", Position}, {"科室", Department}, {"股室", Department}, {"处室", Department}, {"部门", Department},
	{"风险点", Title}, {"风险名称", Title}, {"权力", Power}, {"职权", Power}, {"事项", Power}, {"序号", Seq}, {"编号", Seq}, {"备注", Remark}, {"单位", UnitName},
}

// guessHeading tells what one heading stands for.
func guessHeading(heading string) guess {
	k := key(heading)
	if k == "" {
		return guess{}
	}
	if f, ok := headings()[beside(heading)]; ok {
		return guess{f, 0.9, "exact"}
	}
	if f, ok := headings()[k]; ok {
		return guess{f, 1, "exact"}
	}
	if trimmed := strings.TrimRight(k, "0123456789一二三四五"); trimmed != k && trimmed != "" {
		if f, ok := headings()[trimmed]; ok {
			return guess{f, 0.95, "exact"}
		}
	}
	if n := len([]rune(k)); n <= 24 {
		if strings.HasSuffix(k, "防控") || strings.HasSuffix(k, "监督措施") {
			return guess{Control, 0.6 + 0.6/float64(n), "contained"} // 监督 alone is who supervises
		}
		for _, c := range contained {
			if strings.Contains(k, c.word) {
				if c.field == None {
					return guess{}
				}
				return guess{c.field, 0.6 + 0.3*float64(len([]rune(c.word)))/float64(n), "contained"}
			}
		}
		if n >= 3 {
			return similar(k, n)
		}
	}
	return guess{}
}

var inBrackets = pattern(`^([^()（）]+)[(（]([^()（）]+)[)）]$`)

// beside is the key of what a heading names in the first place, where something else
// stands beside it in the same cells: 风险点（等级）, 岗位及姓名.
func beside(heading string) string {
	if !strings.ContainsAny(heading, "(（名") {
		return ""
	}
	if m := inBrackets().FindStringSubmatch(strings.TrimSpace(heading)); m != nil && headings()[key(m[1])] == Title && headings()[key(m[2])] == Grade {
		return key(m[1])
	}
	if before, after, ok := strings.Cut(key(heading), "姓名"); ok {
		if k := strings.Trim(before+after, "及和与"); headings()[k] == Position {
			return k
		}
	}
	return ""
}

// similar finds the known heading that differs least, by no more than a third.
func similar(k string, n int) guess {
	best, words := guess{}, []rune(k)
	for w, f := range headings() {
		known := []rune(w)
		longer := max(n, len(known))
		if len(known) < 3 || n-len(known) > 2 || len(known)-n > 2 {
			continue
		}
		sure := 1 - float64(diag.Distance(words, known))/float64(longer)
		if sure >= 0.66 && (sure > best.sure || sure == best.sure && f < best.field) {
			best = guess{f, sure, "similar"}
		}
	}
	best.sure *= 0.9
	return best
}

// stageWords tell the three lines of defence by the words that tables use.
var stageWords = []struct{ label, words string }{
	{"前期预防", "前期预防 前期防范 事前预防 事前防范 事前 前期 第一道防线 预防 事前控制 前期控制"},
	{"中期监控", "中期监控 中期控制 事中监控 事中控制 事中 中期 第二道防线 监控 中期监督 事中监督"},
	{"后期处置", "后期处置 后期处理 事后处置 事后处理 事后 后期 第三道防线 处置 后期追究 事后监督 事后控制"},
}

// stageOf is the line of defence that a heading names, or "" where it names none or
// several.
func stageOf(heading string) string {
	k := key(heading)
	for _, s := range stageWords {
		for _, w := range strings.Fields(s.words) {
			if k == w || k == w+"措施" || k == w+"阶段" {
				return s.label
			}
		}
	}
	named := ""
	for _, s := range stageWords {
		within := func(w string) bool {
			return len([]rune(w)) >= 4 && strings.Contains(k, w) || len([]rune(w)) == 2 && w != "预防" && w != "监控" && w != "处置" && strings.HasPrefix(k, w) && strings.Contains(k, "措施")
		}
		switch {
		case !slices.ContainsFunc(strings.Fields(s.words), within):
		case named != "":
			return ""
		default:
			named = s.label
		}
	}
	return named
}
