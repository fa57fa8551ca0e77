package generator

import (
	"fmt"
	"strings"

	"gongshi/generator/check"
	"gongshi/generator/diag"
	"gongshi/generator/load"
)

// documents are the public documents that rules follow, 篇1 to 篇13, by the kind of body
// whose they are.
var documents = []diag.Text{
	{Zh: "检察院：帮助发案单位防控廉政风险的做法和检察建议", En: "a procuratorate: how it helps units with cases to control integrity risks, and its proposals to them"},
	{Zh: "民政局：排查廉政风险、三道防线和考核的实施方案", En: "a civil affairs bureau: plan of finding integrity risks, three lines of defence and assessment"},
	{Zh: "财政局：查找、评估和防控风险的做法，按发生几率和危害程度评估", En: "a finance bureau: finding, judging and controlling risks, by likelihood and harm"},
	{Zh: "财政局：同类做法，与篇3、篇5 合看", En: "a finance bureau: the same matter, to be read with 篇3 and 篇5"},
	{Zh: "财政局：同类做法，与篇3、篇4 合看", En: "a finance bureau: the same matter, to be read with 篇3 and 篇4"},
	{Zh: "商务中心：个人岗位风险识别和自我防控表，三重一大", En: "a commerce centre: forms by which each position finds and controls its risks; matters of collective decision"},
	{Zh: "供电公司：风险信息收集、评估矩阵、台账和报告", En: "a power company: gathering risks, a matrix to judge them, ledger and reports"},
	{Zh: "钢铁企业：法律风险防控的组织、清单和检查", En: "a steel company: legal risks, who controls them, lists and inspections"},
	{Zh: "镇政府：疫情分级分区防控方案", En: "a town government: plan for zones and levels in an epidemic"},
	{Zh: "民政局：廉能风险的职权目录、流程图、查找情况表和作业规程", En: "a civil affairs bureau: powers, charts of their processes, table of the risks found, rules of work"},
	{Zh: "邮政企业：六步查找风险，一、二、三级的监控和责任追究", En: "a postal enterprise: six steps of finding risks; three levels with who monitors and what follows"},
	{Zh: "采油厂：岗位廉洁风险的查找、防控图和制度建设", En: "an oil field: risks found by positions and their peers, charts of control, the rules behind them"},
	{Zh: "安全生产委员会：区域安全风险评估的步骤、方法和时限", En: "a safety committee: steps, methods and dates of judging the safety risks of an area"},
}

// RuleReference is the reference of every rule, in Markdown, made from the tables
// that apply them.
func RuleReference(lang diag.Lang) string {
	var b strings.Builder
	say := func(zh, en string) string { return diag.Text{Zh: zh, En: en}.In(lang) }
	fmt.Fprintf(&b, "# %s\n\n%s\n\n", say("检查规则", "Rules"), say(
		`本页由规则表生成。警告可以接受，但要写明理由：风险点里写 - 豁免：规则名（理由），岗位、
unit.toml 和 site.toml 里写 allow = [{ rule = "规则名", reason = "理由" }]；接受的发现仍作为说明
列出。错误不能接受，但靠推断的规则可能误判，所以它们的错误也可以用理由推翻。推断的规则注明
准确率（报出的有多少是对的）和召回率（该报的报出多少），都在标注过的句子上测得
（generator/check/testdata/labelled，每一份写明修订规则时有没有看过）。`,
		`This page is made from the table of the rules. A warning can be accepted with a reason:
in a risk point by "- allow: rule (reason)", in a position, unit.toml or site.toml by
allow = [{ rule = "…", reason = "…" }]; what is accepted is still listed, as a note. Errors
cannot be accepted, but for those of rules that guess, which may be wrong. For these the
page gives precision (how much of what they report is right) and recall (how much of what
they look for they find), measured on labelled sentences
(generator/check/testdata/labelled; each set says whether it was read while the rule was
mended).`))
	fmt.Fprintf(&b, "%s\n\n", say("来源中的“篇1”至“篇13”是下列机构公开的文件：", "篇1 to 篇13 among the sources are documents that bodies of these kinds have published:"))
	for i, d := range documents {
		fmt.Fprintf(&b, "- 篇%d %s\n", i+1, d.In(lang))
	}
	b.WriteByte('\n')
	group := func(zh, en string, rules []*diag.Rule) {
		fmt.Fprintf(&b, "## %s\n\n| %s | %s | %s | %s | %s |\n|---|---|---|---|---|\n", say(zh, en),
			say("规则", "rule"), say("级别", "severity"), say("要求", "what is wanted"), say("办法", "cure"), say("来源、参数", "source, parameters"))
		for _, r := range rules {
			source := []string{}
			if r.Source != "" {
				source = append(source, r.Source)
			}
			for _, p := range r.Parameters {
				source = append(source, "`"+p+"`")
			}
			title := r.Title.In(lang)
			if r.Guesses() {
				title += fmt.Sprintf(say("（推断：准确率 %.2f，召回率 %.2f）", " (guesses: precision %.2f, recall %.2f)"), r.Precision, r.Recall)
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", r.Name, r.Severity.In(lang), title, strings.ReplaceAll(r.Cure.In(lang), "|", `\|`), strings.Join(source, say("；", "; ")))
		}
		b.WriteByte('\n')
	}
	group("内容的规则", "Rules of substance", append(check.Rules(), ruleVanished))
	group("格式的规则", "Rules of the format", load.Rules)
	return strings.TrimSuffix(b.String(), "\n")
}
