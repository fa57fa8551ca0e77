package generator

import (
	"fmt"
	"strings"

	"gongshi/generator/check"
	"gongshi/generator/diag"
	"gongshi/generator/load"
)

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
