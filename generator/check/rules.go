package check

import (
	"path"
	"slices"
	"strings"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// row is a rule with the function that applies it.
type row struct {
	diag.Rule
	check func(*checker)
}

// The measures of heuristics are those of the labelled sentences of testdata that
// nothing was tuned on; a test holds the rules to them.

// table lists the rules of substance, by family: grades, coverage, controls,
// processes, dates, counts and text, privacy. A new rule is a row here, a function,
// a script of cmd/gongshi/testdata/rules that shows it, and a place of the bad
// catalogue in testdata.
var table []row

func init() {
	table = []row{
		// Grades.
		{diag.Rule{Name: "grade-missing", Severity: diag.Error, Source: "篇1（四）",
			Title: diag.Text{Zh: "每个风险点都有等级", En: "every risk point has a grade"},
			Cure:  diag.Text{Zh: "加一行 - 等级：…", En: "add a line - grade: …"}}, gradeMissing},
		{diag.Rule{Name: "grade-by-rank", Severity: diag.Warning, Source: "篇1（四）",
			Title: diag.Text{Zh: "等级按风险评定，不按职务高低评定", En: "grades follow the risk, not the rank of its holder"},
			Cure:  diag.Text{Zh: "按发生的可能性和后果逐个重新评定；确实如此的，用 allow 说明理由", En: "grade each by likelihood and consequence, or accept this with a reason"}}, gradeByRank},
		{diag.Rule{Name: "grade-uniform", Severity: diag.Warning, Source: "篇1（四）", Parameters: []string{"checks.grade_share"},
			Title: diag.Text{Zh: "不把几乎所有风险点定为同一等级", En: "not nearly all risk points bear one grade"},
			Cure:  diag.Text{Zh: "对照各等级的标准逐个重新评定；确实如此的，用 allow 说明理由", En: "grade each against the criteria of the grades, or accept this with a reason"}}, gradeUniform},
		{diag.Rule{Name: "grade-unexplained", Severity: diag.Warning, Source: "篇11",
			Title: diag.Text{Zh: "最高等级的风险点写明理由或后果", En: "a risk point of the worst grade says why, or what would follow"},
			Cure:  diag.Text{Zh: "加一行 - 评级理由：…，或 - 后果：…", En: "add a line - reason: … or - consequence: …"}}, gradeUnexplained},
		{diag.Rule{Name: "residual-worse", Severity: diag.Warning,
			Title: diag.Text{Zh: "剩余等级不高于原等级", En: "the grade after controls is not worse than before"},
			Cure:  diag.Text{Zh: "核对两个等级，措施不会使风险升高", En: "correct one of the two: controls do not make a risk worse"}}, residualWorse},

		// Coverage.
		{diag.Rule{Name: "position-without-risk", Severity: diag.Warning, Source: "篇1（三）",
			Title: diag.Text{Zh: "每个岗位都查找出风险点", En: "every position has a risk point"},
			Cure:  diag.Text{Zh: "查找这一岗位的风险点；确实没有的，用 allow 说明理由", En: "find its risk points, or accept this with a reason"}}, positionWithoutRisk},
		{diag.Rule{Name: "front-line-missing", Severity: diag.Warning, Source: "篇1（三）", Parameters: []string{"checks.frontline_share"},
			Title: diag.Text{Zh: "一线岗位也在目录之内", En: "the front line is in the catalogue"},
			Cure:  diag.Text{Zh: "查找窗口、现场、经办等一线岗位的风险点，岗位的 level 写 frontline", En: "find the risk points of those at counters and in the field; their level is frontline"}}, frontLineMissing},
		{diag.Rule{Name: "leader-without-managed-risks", Severity: diag.Warning, Source: "篇1（三）", Precision: 0.9, Recall: 0.8,
			Title: diag.Text{Zh: "领导岗位查找分管领域的风险", En: "leaders have the risks of what they are in charge of"},
			Cure:  diag.Text{Zh: "补上分管领域的风险点，例如审定、签批、打招呼的环节；确实没有的，用 allow 说明理由", En: "add the risks of deciding and signing in that field, or accept this with a reason"}}, leaderWithoutManagedRisks},
		{diag.Rule{Name: "holder-is-leader", Severity: diag.Warning, Source: "篇1（三）",
			Title: diag.Text{Zh: "岗位、部门负责人和分管领导不是同一个", En: "who holds a position is not also the head of its department and the leader in charge of it"},
			Cure:  diag.Text{Zh: "由另一位领导分管，或改由他人负责部门；确实兼任的，用 allow 说明由谁监督", En: "let another leader be in charge or another head the department; if it has to be, accept this and say who supervises"}}, holderIsLeader},
		{diag.Rule{Name: "power-without-risk", Severity: diag.Warning, Source: "篇10",
			Title: diag.Text{Zh: "职权的运行流程标出风险点", En: "the process of a power names its risk points"},
			Cure:  diag.Text{Zh: "在有风险的环节写 risks = [\"风险点编号\"]", En: "give the step at risk risks = [\"id\"]"}}, powerWithoutRisk},
		{diag.Rule{Name: "power-without-process", Severity: diag.Warning, Source: "篇10",
			Title: diag.Text{Zh: "职权有运行流程", En: "a power has a process"},
			Cure:  diag.Text{Zh: "用 [[power.step]] 写出从受理到办结的环节", En: "write its steps with [[power.step]]"}}, powerWithoutProcess},
		{diag.Rule{Name: "basis-missing", Severity: diag.Warning, Source: "篇10",
			Title: diag.Text{Zh: "职权写明依据", En: "a power names its legal basis"},
			Cure:  diag.Text{Zh: "加一行 basis = [\"《…》第…条\"]", En: "add basis = [\"…\"]"}}, basisMissing},
		{diag.Rule{Name: "category-missing", Severity: diag.Warning, Source: "篇6",
			Title: diag.Text{Zh: "方案要求的类别都有风险点", En: "every required category has a risk point"},
			Cure:  diag.Text{Zh: "查找这一类的风险点；确实没有的，用 allow 说明理由", En: "find risk points of the category, or accept this with a reason"}}, categoryMissing},
		{diag.Rule{Name: "department-without-position", Severity: diag.Warning, Source: "篇1（三）",
			Title: diag.Text{Zh: "每个部门都有岗位", En: "every department has a position"},
			Cure:  diag.Text{Zh: "补上这个部门的岗位，或核对岗位的 department", En: "add its positions, or correct the department of a position"}}, departmentWithoutPosition},
		{diag.Rule{Name: "field-blank", Severity: diag.Warning, Source: "国办秘函〔2019〕19号",
			Title: diag.Text{Zh: "公开的栏目不留空白", En: "no blank in a column that is published"},
			Cure:  diag.Text{Zh: "补上这一项", En: "fill it in"}}, fieldBlank},
		{diag.Rule{Name: "supervision-missing", Severity: diag.Warning, Source: "中纪发〔2011〕42号",
			Title: diag.Text{Zh: "公开的目录公布监督举报渠道", En: "a public catalogue names its channel for complaints"},
			Cure:  diag.Text{Zh: "在 unit.toml 写 [supervision] 的 body、phone 等", En: "give [supervision] in unit.toml its body and phone"}}, supervisionMissing},

		// Controls.
		{diag.Rule{Name: "control-missing", Severity: diag.Error, Source: "篇1（五）",
			Title: diag.Text{Zh: "每个风险点都有防控措施", En: "every risk point has a control"},
			Cure:  diag.Text{Zh: "写明由谁、在何时、用什么办法防控，例如 - 前期预防：…（责任：…；时限：…）", En: "say who does what and when, for example - prevention: … (owner: …; due: …)"}}, controlMissing},
		{diag.Rule{Name: "control-generic", Severity: diag.Warning, Source: "篇1（五）", Precision: 0.97, Recall: 0.92,
			Title: diag.Text{Zh: "措施有可以检查的内容", En: "a control says something that can be checked"},
			Cure:  diag.Text{Zh: "写明谁、在哪个环节、做什么、多久一次、留下什么记录", En: "say who does what at which step, how often, and what record is left"}}, controlGeneric},
		{diag.Rule{Name: "stage-missing", Severity: diag.Warning, Source: "篇2",
			Title: diag.Text{Zh: "三道防线齐全：方案要求的每一道，最高等级的全部", En: "no line of defence is left out: none that is required, none at all at the worst grade"},
			Cure:  diag.Text{Zh: "补上这一道防线的措施", En: "add a control of that stage"}}, stageMissing},
		{diag.Rule{Name: "controls-few", Severity: diag.Warning, Source: "篇1（五）", Parameters: []string{"checks.top_grade_controls"},
			Title: diag.Text{Zh: "最高等级的风险点措施不过少", En: "a risk point of the worst grade has controls enough"},
			Cure:  diag.Text{Zh: "补上流程、技术、监督方面的措施", En: "add controls of process, technique and supervision"}}, controlsFew},
		{diag.Rule{Name: "controls-soft", Severity: diag.Warning, Source: "篇1（五）", Precision: 0.95, Recall: 0.85,
			Title: diag.Text{Zh: "最高等级的风险点不只靠教育和事后追究", En: "a risk point of the worst grade is not met by teaching and punishing alone"},
			Cure:  diag.Text{Zh: "补上流程、技术或监督方面的措施，例如两人复核、系统限制、随机抽查", En: "add a control of process, technique or supervision, such as a second signature, a limit in the system, a random check"}}, controlsSoft},
		{diag.Rule{Name: "control-repeated", Severity: diag.Warning, Source: "篇1（五）", Parameters: []string{"checks.repeated_controls"},
			Title: diag.Text{Zh: "措施不在许多风险点中照抄", En: "a control is not copied to many risk points"},
			Cure:  diag.Text{Zh: "按各个风险点的环节分别写；确实通用的，用 allow 说明理由", En: "write it for each risk point, or accept this with a reason"}}, controlRepeated},
		{diag.Rule{Name: "owner-missing", Severity: diag.Warning, Source: "篇6",
			Title: diag.Text{Zh: "措施落实到岗、责任到人", En: "somebody is to carry out the controls"},
			Cure:  diag.Text{Zh: "在措施后的括号里写 责任：岗位", En: "write owner: position in the parentheses after the control"}}, ownerMissing},
		{diag.Rule{Name: "deadline-missing", Severity: diag.Warning, Source: "篇3–5",
			Title: diag.Text{Zh: "措施有时限或频次", En: "controls say when or how often"},
			Cure:  diag.Text{Zh: "在措施后的括号里写 时限：… 或 频次：…", En: "write due: … or frequency: … in the parentheses after the control"}}, deadlineMissing},
		{diag.Rule{Name: "owner-is-supervisor", Severity: diag.Warning, Source: "篇3–5",
			Title: diag.Text{Zh: "责任人和监督人不是同一个", En: "nobody supervises himself"},
			Cure:  diag.Text{Zh: "由责任岗位以外的岗位或部门监督", En: "let another position or department supervise"}}, ownerIsSupervisor},
		{diag.Rule{Name: "control-unlinked", Severity: diag.Warning, Source: "篇3–5", Precision: 0.9, Recall: 0.9,
			Title: diag.Text{Zh: "上下环节的措施相互衔接", En: "the controls of adjacent steps lock into one another"},
			Cure:  diag.Text{Zh: "写明上下环节怎样交接、由谁复核；确实各自独立的，用 allow 说明理由", En: "say how one step hands over to the next and who checks it, or accept this with a reason"}}, controlUnlinked},
		{diag.Rule{Name: "numbering-gap", Severity: diag.Warning, Source: "篇6",
			Title: diag.Text{Zh: "条目的编号连续", En: "enumerations leave out no number"},
			Cure:  diag.Text{Zh: "补上缺少的条目，或重新编号", En: "add what is missing, or number anew"}}, numberingGap},
		{diag.Rule{Name: "basis-repealed", Severity: diag.Warning, Source: "篇12",
			Title: diag.Text{Zh: "依据现行有效", En: "a basis is in force"},
			Cure:  diag.Text{Zh: "换成现行有效的规定，并核对内容", En: "cite what is in force, and check what it says"}}, basisRepealed},
		{diag.Rule{Name: "name-inconsistent", Severity: diag.Warning, Source: "篇3–5", Precision: 0.9, Recall: 0.7,
			Title: diag.Text{Zh: "部门和岗位的名称前后一致", En: "departments and positions have one name"},
			Cure:  diag.Text{Zh: "改成同一个名称；确是两个部门的，用 allow 说明理由", En: "use one name, or accept this with a reason"}}, nameInconsistent},

		// Processes.
		{diag.Rule{Name: "process-short", Severity: diag.Warning, Source: "篇10", Parameters: []string{"checks.process_steps"},
			Title: diag.Text{Zh: "流程的环节不过少", En: "a process has steps enough"},
			Cure:  diag.Text{Zh: "写全从受理到办结的环节", En: "write all steps from receipt to completion"}}, processShort},
		{diag.Rule{Name: "duties-merged", Severity: diag.Warning, Source: "行政事业单位内部控制规范", Precision: 0.9, Recall: 0.7,
			Title: diag.Text{Zh: "不相容的职责分开", En: "duties that exclude each other are separate"},
			Cure:  diag.Text{Zh: "由不同的岗位分别办理", En: "give them to different positions"}}, dutiesMerged},
		{diag.Rule{Name: "step-vague", Severity: diag.Warning, Source: "篇10",
			Title: diag.Text{Zh: "环节的名称说明做什么", En: "the name of a step says what is done"},
			Cure:  diag.Text{Zh: "写明具体的动作，例如“核对三家报价”", En: "name the act, for example: compare three offers"}}, stepVague},
		{diag.Rule{Name: "step-unassigned", Severity: diag.Warning, Source: "篇10",
			Title: diag.Text{Zh: "关键环节写明由谁办理", En: "a key step says who does it"},
			Cure:  diag.Text{Zh: "加一行 by = \"岗位\"", En: "add by = \"position\""}}, stepUnassigned},
		{diag.Rule{Name: "process-open", Severity: diag.Warning, Source: "篇10",
			Title: diag.Text{Zh: "流程有起点和终点", En: "a process has a beginning and an end"},
			Cure:  diag.Text{Zh: "给第一个环节写 kind = \"start\"，最后一个写 kind = \"end\"", En: "give the first step kind = \"start\" and the last kind = \"end\""}}, processOpen},
		{diag.Rule{Name: "step-unreachable", Severity: diag.Warning, Source: "篇10",
			Title: diag.Text{Zh: "每个环节都能到达", En: "a way leads to every step"},
			Cure:  diag.Text{Zh: "在前一环节的 next 里写上它的编号", En: "name it in next of the step before"}}, stepUnreachable},
		{diag.Rule{Name: "step-without-exit", Severity: diag.Warning, Source: "篇10",
			Title: diag.Text{Zh: "每个环节都能走到终点", En: "a way leads from every step to the end"},
			Cure:  diag.Text{Zh: "给循环中的一个环节写上通向终点的 next", En: "give a step of the circle a next that leads out"}}, stepWithoutExit},

		// Dates.
		{diag.Rule{Name: "review-overdue", Severity: diag.Warning, Source: "篇1（六）",
			Title: diag.Text{Zh: "按期复核", En: "reviews are held in time"},
			Cure:  diag.Text{Zh: "复核后改写复核日期", En: "review it and set the next date"}}, reviewOverdue},
		{diag.Rule{Name: "review-too-late", Severity: diag.Warning, Source: "篇11",
			Title: diag.Text{Zh: "复核日期不晚于等级规定的周期", En: "reviews are as frequent as the grade asks"},
			Cure:  diag.Text{Zh: "提前复核日期；方案里各等级的 review_months 不合适的，另定方案", En: "set an earlier date, or a scheme with other review_months"}}, reviewTooLate},
		{diag.Rule{Name: "catalogue-stale", Severity: diag.Warning, Source: "篇1（六）", Parameters: []string{"publication.review_months"},
			Title: diag.Text{Zh: "目录不长期不更新", En: "a catalogue is kept"},
			Cure:  diag.Text{Zh: "复核目录，改写 updated_on，写上 review_by", En: "review the catalogue, set updated_on, and give it a review_by"}}, catalogueStale},
		{diag.Rule{Name: "risk-unchanged", Severity: diag.Warning, Source: "篇1（六）", Parameters: []string{"checks.basis_days"},
			Title: diag.Text{Zh: "职权或其依据变了，风险点随之修订", En: "risk points follow a change of the power or of the rule that it rests on"},
			Cure:  diag.Text{Zh: "对照新的规定和流程复核风险点和措施，改写 updated_on", En: "review the risk points and controls against what has changed, and set updated_on"}}, riskUnchanged},
		{diag.Rule{Name: "published-late", Severity: diag.Warning, Source: "政府信息公开条例第二十六条", Parameters: []string{"publication.working_days"},
			Title: diag.Text{Zh: "审定后按期公开", En: "publication follows approval in time"},
			Cure:  diag.Text{Zh: "核对日期；确实迟了的，用 allow 说明理由，以后按期公开", En: "check the dates, or accept this with the reason"}}, publishedLate},
		{diag.Rule{Name: "dates-out-of-order", Severity: diag.Warning,
			Title: diag.Text{Zh: "日期的先后合理", En: "dates are in order"},
			Cure:  diag.Text{Zh: "核对两个日期", En: "check both dates"}}, datesOutOfOrder},
		{diag.Rule{Name: "date-ahead", Severity: diag.Warning, Source: "国办秘函〔2019〕19号",
			Title: diag.Text{Zh: "已经发生的事不写将来的日期", En: "what is done is not dated ahead"},
			Cure:  diag.Text{Zh: "写实际的日期", En: "give the day on which it was"}}, dateAhead},
		{diag.Rule{Name: "approval-missing", Severity: diag.Warning, Source: "篇2",
			Title: diag.Text{Zh: "公开之前走完审核环节", En: "publication follows every stage of approval"},
			Cure:  diag.Text{Zh: "用 [[publication.approval]] 补记这些环节；没有走完的，status 写 notice 或 draft", En: "record them with [[publication.approval]], or set the status to notice or draft"}}, approvalMissing},
		{diag.Rule{Name: "approval-out-of-order", Severity: diag.Warning, Source: "篇2",
			Title: diag.Text{Zh: "审核环节先后有序", En: "the stages of approval are in order"},
			Cure:  diag.Text{Zh: "按方案的次序排列，核对日期", En: "put them in the order of the scheme and check the dates"}}, approvalOutOfOrder},
		{diag.Rule{Name: "approval-by-author", Severity: diag.Warning, Source: "篇2",
			Title: diag.Text{Zh: "不自己审核自己", En: "nobody reviews his own work"},
			Cure:  diag.Text{Zh: "由上一级或另外的部门审核", En: "let a superior or another department review"}}, approvalByAuthor},
		{diag.Rule{Name: "notice-ended", Severity: diag.Warning, Source: "篇11",
			Title: diag.Text{Zh: "公示期满后及时转为公开", En: "a notice that has ended is followed by publication"},
			Cure:  diag.Text{Zh: "记下公示收到的意见，把 status 改为 published，写上 published_on", En: "record what was objected, set status to published, and give published_on"}}, noticeEnded},
		{diag.Rule{Name: "warning-overdue", Severity: diag.Warning, Source: "篇1（三）",
			Title: diag.Text{Zh: "预警按期回复", En: "warnings are answered in time"},
			Cure:  diag.Text{Zh: "回复后写 replied 和 outcome；已经迟的，用 allow 说明理由", En: "answer it, and give replied and outcome; if it was late, accept this with the reason"}}, warningOverdue},
		{diag.Rule{Name: "warning-not-followed", Severity: diag.Warning, Source: "篇1（三）",
			Title: diag.Text{Zh: "预警之后更新所涉的风险点", En: "a warning is followed by a change of its risk point"},
			Cure:  diag.Text{Zh: "按预警修改风险点的等级或措施，改写 updated_on", En: "change the grade or the controls of the risk point, and set updated_on"}}, warningNotFollowed},
		{diag.Rule{Name: "milestone-overdue", Severity: diag.Warning, Source: "篇10",
			Title: diag.Text{Zh: "工作节点按期完成", En: "milestones are reached in time"},
			Cure:  diag.Text{Zh: "完成后写 done = 日期；推迟的，改写 to", En: "give it done = date, or move its to"}}, milestoneOverdue},

		// Counts and text.
		{diag.Rule{Name: "declared-total-differs", Severity: diag.Warning, Source: "篇11",
			Title: diag.Text{Zh: "自报数与实际条目数一致", En: "declared totals equal the computed"},
			Cure:  diag.Text{Zh: "补全条目，或更正自报数", En: "add what is missing, or correct the total"}}, declaredTotalDiffers},
		{diag.Rule{Name: "duplicate-risk", Severity: diag.Warning, Source: "篇3–5", Precision: 0.9, Recall: 0.9,
			Title: diag.Text{Zh: "同一单位的风险点不重复", En: "no risk point of a unit stands twice"},
			Cure:  diag.Text{Zh: "合并为一个；各岗位共有的，写同一个“种类”；确是两个的，写明区别", En: "make one of them; if positions share it give both the same kind; if they are two, say how they differ"}}, duplicateRisk},
		{diag.Rule{Name: "text-damaged", Severity: diag.Warning, Source: "篇3–5", Precision: 0.95, Recall: 0.94,
			Title: diag.Text{Zh: "文字没有乱码、私用区字符和没有填的空缺", En: "text has no mojibake, private-use characters or parts left blank"},
			Cure:  diag.Text{Zh: "从原件重新录入这段文字", En: "type the text again from the original"}}, textDamaged},
		{diag.Rule{Name: "mixed-script", Severity: diag.Warning, Source: "篇3–5",
			Title: diag.Text{Zh: "同一段文字不混用繁体和简体", En: "a text does not mix traditional and simplified characters"},
			Cure:  diag.Text{Zh: "统一用一种；引用的名称放在书名号里", En: "use one of them; put quoted titles in title marks"}}, mixedScript},
		{diag.Rule{Name: "raw-html", Severity: diag.Warning,
			Title: diag.Text{Zh: "文字中不写 HTML", En: "text holds no HTML"},
			Cure:  diag.Text{Zh: "删去标记，或改用 Markdown 的写法", En: "delete the tag, or write it in Markdown"}}, rawHTML},
		{diag.Rule{Name: "attachment-type", Severity: diag.Warning, Source: "国办发〔2017〕47号",
			Title: diag.Text{Zh: "附件是一般读者能打开的类型", En: "attachments are of types that readers can open"},
			Cure:  diag.Text{Zh: "换成 PDF、OFD、XLSX、CSV 或图片", En: "use PDF, OFD, XLSX, CSV or a picture"}}, attachmentType},
		{diag.Rule{Name: "unknown-rule", Severity: diag.Warning,
			Title: diag.Text{Zh: "豁免的规则应存在", En: "an exception names a rule that exists"}}, unknownRule},

		// Privacy and secrecy.
		{diag.Rule{Name: "personal-name", Severity: diag.Error, Source: "个人信息保护法、政府信息公开条例第十五条", Precision: 0.97, Recall: 0.92,
			Title: diag.Text{Zh: "公开的文字不写个人姓名", En: "public text names no person"},
			Cure:  diag.Text{Zh: "改写岗位名称，例如“采购管理岗”；依规定应当公开的，用 allow 说明依据；不公开的内容标“内部”", En: "publish the position instead; if the name has to be public, accept this with the basis; mark what is not public internal"}}, personalName},
		{diag.Rule{Name: "mobile-number", Severity: diag.Error, Source: "个人信息保护法", Precision: 0.97, Recall: 0.97,
			Title: diag.Text{Zh: "公开的文字不写手机号码", En: "public text holds no mobile number"},
			Cure:  diag.Text{Zh: "改写办公电话；确是公布的值班手机，用 allow 说明", En: "give the telephone of the office; if it is a duty telephone, accept this with the reason"}}, mobileNumber},
		{diag.Rule{Name: "id-number", Severity: diag.Error, Source: "个人信息保护法", Precision: 0.97, Recall: 0.97,
			Title: diag.Text{Zh: "公开的文字不写身份证号码", En: "public text holds no identity number"},
			Cure:  diag.Text{Zh: "删去号码；写岗位或“当事人”即可", En: "delete the number; the position or \"the party\" is enough"}}, idNumber},
		{diag.Rule{Name: "bank-card", Severity: diag.Error, Source: "个人信息保护法", Precision: 0.9, Recall: 0.8,
			Title: diag.Text{Zh: "公开的文字不写银行卡号", En: "public text holds no bank card number"},
			Cure:  diag.Text{Zh: "删去卡号", En: "delete the number"}}, bankCard},
		{diag.Rule{Name: "plate-number", Severity: diag.Error, Source: "个人信息保护法", Precision: 0.9, Recall: 0.9,
			Title: diag.Text{Zh: "公开的文字不写车牌号", En: "public text holds no number plate"},
			Cure:  diag.Text{Zh: "改写车辆的用途，例如“公务用车”", En: "say what the vehicle is for"}}, plateNumber},
		{diag.Rule{Name: "private-email", Severity: diag.Error, Source: "个人信息保护法", Precision: 0.9, Recall: 0.9,
			Title: diag.Text{Zh: "公开的文字不写个人邮箱", En: "public text holds no private mail address"},
			Cure:  diag.Text{Zh: "改写单位邮箱，写在 [contact] 或 [supervision] 里", En: "give the office's address, in [contact] or [supervision]"}}, privateEmail},
		{diag.Rule{Name: "home-address", Severity: diag.Error, Source: "个人信息保护法", Precision: 0.9, Recall: 0.7,
			Title: diag.Text{Zh: "公开的文字不写住址", En: "public text holds no home address"},
			Cure:  diag.Text{Zh: "删去住址", En: "delete the address"}}, homeAddress},
		{diag.Rule{Name: "mobile-channel", Severity: diag.Warning, Source: "政府信息公开条例第十二条",
			Title: diag.Text{Zh: "监督和联系电话用办公电话", En: "the telephones of the unit are those of an office"},
			Cure:  diag.Text{Zh: "改写办公电话；只有值班手机的，用 allow 说明", En: "give the telephone of the office, or accept this with the reason"}}, mobileChannel},
		{diag.Rule{Name: "secrecy-mark", Severity: diag.Error, Source: "保守国家秘密法、国办发〔2017〕47号", Precision: 0.9, Recall: 0.7,
			Title: diag.Text{Zh: "公开的文字没有密级和内部标记", En: "public text bears no mark of secrecy"},
			Cure:  diag.Text{Zh: "确认能否公开：不能的删去或标“内部”，能的删去标记", En: "find out whether it may be public: mark it internal, or delete the mark"}}, secrecyMarked},
	}
}

// inTOML are the cures where a catalogue in TOML has keys for what the rule's own cure writes
// as Markdown.
var inTOML = map[string]diag.Text{
	"grade-missing":     {Zh: `加一行 grade = "…"`, En: `add a line grade = "…"`},
	"grade-unexplained": {Zh: `加一行 reason = "…"，或 consequence = "…"`, En: `add a line reason = "…" or consequence = "…"`},
	"control-missing": {Zh: `写明由谁、在何时、用什么办法防控：加一段 [[position.risk.control]]，写 stage = "前期预防"、text = "…"、owner = "…"、due = "…"`,
		En: `say who does what and when: add a [[position.risk.control]] with stage = "prevention", text = "…", owner = "…", due = "…"`},
	"owner-missing":    {Zh: `在措施下加一行 owner = "岗位"`, En: `give the control owner = "position"`},
	"deadline-missing": {Zh: `在措施下加一行 due = "…" 或 frequency = "…"`, En: `give the control due = "…" or frequency = "…"`},
	"duplicate-risk":   {Zh: `合并为一个；各岗位共有的，写同一个 kind；确是两个的，写明区别`, En: `make one of them; if positions share it give both the same kind; if they are two, say how they differ`},
}

// isCatalogue reports whether a file of a unit is a catalogue in TOML.
func isCatalogue(file string) bool {
	return path.Ext(file) == ".toml" && path.Base(file) != "unit.toml"
}

// Rules lists the rules of substance: those of the site, those of the table in its
// order, and those that span units.
func Rules() []*diag.Rule {
	rules := []*diag.Rule{ruleUnmapped}
	for i := range table {
		rules = append(rules, &table[i].Rule)
	}
	return append(rules, ruleDangling, ruleCycle, ruleDownward, ruleWeaker, ruleOutdated)
}

// knownRules are the names that an exception may give.
func knownRules() []string {
	var names []string
	for _, r := range Rules() {
		names = append(names, r.Name)
	}
	return names
}

// acceptable are warnings that other stages make.
var acceptable = []string{"id-missing", "stray-field"}

func unknownRule(c *checker) {
	known := append(knownRules(), acceptable...)
	judge := func(p *catalog.Position, r *catalog.RiskPoint, list []catalog.Allowance) {
		for _, a := range list {
			if a.Rule != "" && !slices.Contains(known, a.Rule) {
				c.report(p, r, a.Origin.Of("rule"), diag.Textf("没有名为%q的规则", "there is no rule %q", a.Rule), diag.Nearest(a.Rule, known))
			}
		}
	}
	judge(nil, nil, c.unit.Allow)
	for i := range c.unit.Positions {
		judge(&c.unit.Positions[i], nil, c.unit.Positions[i].Allow)
	}
	c.eachRisk(func(p *catalog.Position, r *catalog.RiskPoint) { judge(p, r, r.Allow) })
}

func joinZh(list []string) string { return strings.Join(list, "、") }
func joinEn(list []string) string { return strings.Join(list, ", ") }
