package check

import (
	"slices"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// row is a rule with the function that applies it.
type row struct {
	diag.Rule
	check func(*checker)
}

// table lists the rules of substance. A new rule is a row here, a function, and
// a script of cmd/gongshi/testdata/rules that shows it.
var table []row

func init() {
	table = []row{
		{diag.Rule{Name: "grade-missing", Severity: diag.Error, Source: "篇1（四）",
			Title: diag.Text{Zh: "每个风险点都有等级", En: "every risk point has a grade"}}, gradeMissing},
		{diag.Rule{Name: "control-missing", Severity: diag.Error, Source: "篇1（五）",
			Title: diag.Text{Zh: "每个风险点都有防控措施", En: "every risk point has a control"}}, controlMissing},
		{diag.Rule{Name: "position-without-risk", Severity: diag.Warning, Source: "篇1（三）",
			Title: diag.Text{Zh: "每个岗位都查找出风险点", En: "every position has a risk point"}}, positionWithoutRisk},
		{diag.Rule{Name: "grade-by-rank", Severity: diag.Warning, Source: "篇1（四）",
			Title: diag.Text{Zh: "等级按风险评定，不按职务高低评定", En: "grades follow the risk, not the rank of its holder"}}, gradeByRank},
		{diag.Rule{Name: "declared-total-differs", Severity: diag.Warning, Source: "篇11",
			Title: diag.Text{Zh: "自报数与实际条目数一致", En: "declared totals equal the computed"}}, declaredTotalDiffers},
		{diag.Rule{Name: "text-damaged", Severity: diag.Warning, Source: "篇3–5",
			Title: diag.Text{Zh: "文字没有乱码、私用区字符和掩去的年份", En: "text has no mojibake, private-use characters or masked years"}}, textDamaged},
		{diag.Rule{Name: "raw-html", Severity: diag.Warning,
			Title: diag.Text{Zh: "文字中不写 HTML", En: "text holds no HTML"}}, rawHTML},
		{diag.Rule{Name: "unknown-rule", Severity: diag.Warning,
			Title: diag.Text{Zh: "豁免的规则应存在", En: "an exception names a rule that exists"}}, unknownRule},
	}
}

// Rules lists the rules of substance in the order of the table, and those that
// span units.
func Rules() []*diag.Rule {
	var rules []*diag.Rule
	for i := range table {
		rules = append(rules, &table[i].Rule)
	}
	return append(rules, ruleDangling, ruleCycle)
}

func gradeMissing(c *checker) {
	c.eachRisk(func(p *catalog.Position, r *catalog.RiskPoint) {
		if r.Grade != "" || inputsWritten(r) {
			return // an input that cannot be used has its own finding
		}
		hint := diag.Text{Zh: "加一行 - 等级：…", En: "add a line - grade: …"}
		if c.unit.Scheme.Method != catalog.MethodDirect {
			hint = diag.Text{Zh: "写明可能性、影响程度等数值，等级由此算出", En: "give the inputs from which the scheme computes the grade"}
		}
		c.report(p, r, r.Origin.Position(), diag.Textf("风险点“%s”没有等级", "the risk point %q has no grade", r.Title), hint)
	})
}

func inputsWritten(r *catalog.RiskPoint) bool {
	return r.Origin.Has(catalog.InputLikelihood) || r.Origin.Has(catalog.InputSeverity) || r.Origin.Has(catalog.InputExposure)
}

func controlMissing(c *checker) {
	c.eachRisk(func(p *catalog.Position, r *catalog.RiskPoint) {
		if len(r.Controls) > 0 {
			return
		}
		c.report(p, r, r.Origin.Position(), diag.Textf("风险点“%s”没有防控措施", "the risk point %q has no control", r.Title),
			diag.Text{Zh: "写明由谁、在何时、用什么办法防控，例如 - 前期预防：…（责任：…；时限：…）", En: "say who does what and when, for example - prevention: … (owner: …; due: …)"})
	})
}

func positionWithoutRisk(c *checker) {
	for i := range c.unit.Positions {
		p := &c.unit.Positions[i]
		if len(p.Risks) == 0 {
			c.report(p, nil, p.Origin.Position(), diag.Textf("“%s”没有风险点", "%q has no risk point", p.Name),
				diag.Text{Zh: "查找这一岗位的风险点；确实没有的，用 allow 说明理由", En: "find its risk points, or accept this with a reason"})
		}
	}
}

// gradeByRank reports a unit whose leaders have only risks of the worst grade and
// whose front line has only those of the mildest. Fewer than two risk points on
// either side prove nothing.
func gradeByRank(c *checker) {
	grades := c.unit.Scheme.Grades
	if len(grades) < 2 {
		return
	}
	worst, mildest := grades[0].Label, grades[len(grades)-1].Label
	leaders, front := 0, 0
	for _, p := range c.unit.Positions {
		for _, r := range p.Risks {
			switch {
			case p.Level == catalog.LevelLeadership && r.Grade == worst:
				leaders++
			case p.Level == catalog.LevelFrontline && r.Grade == mildest:
				front++
			case p.Level == catalog.LevelLeadership, p.Level == catalog.LevelFrontline:
				return
			}
		}
	}
	if leaders >= 2 && front >= 2 {
		c.report(nil, nil, c.unit.Origin.Of("name"), diag.Textf("领导岗位的 %[1]d 个风险点全部为“%[2]s”，一线岗位的 %[3]d 个全部为“%[4]s”，像是按职务定级",
			"all %[1]d risk points of leaders are graded %[2]q, all %[3]d of the front line %[4]q: graded by rank, it seems", leaders, worst, front, mildest),
			diag.Text{Zh: "按发生的可能性和后果逐个重新评定；确实如此的，用 allow 说明理由", En: "grade each by likelihood and consequence, or accept this with a reason"})
	}
}

func declaredTotalDiffers(c *checker) {
	d := c.unit.Declared
	kinds, classes := map[string]bool{}, map[string]bool{}
	holders, risks := 0, 0
	for _, p := range c.unit.Positions {
		holders += p.Holders
		risks += len(p.Risks)
	}
	c.eachRisk(func(_ *catalog.Position, r *catalog.RiskPoint) {
		if r.Kind != "" {
			kinds[r.Kind] = true
		}
		for _, category := range r.Category {
			classes[category] = true
		}
	})
	for _, total := range []struct {
		key, zh  string
		declared *int
		computed int
	}{
		{"positions", "岗位数", d.Positions, len(c.unit.Positions)},
		{"risks", "风险点数", d.Risks, risks},
		{"kinds", "种数", d.Kinds, len(kinds)},
		{"classes", "类数", d.Classes, len(classes)},
		{"holders", "人数", d.Holders, holders},
	} {
		if total.declared != nil && *total.declared != total.computed {
			c.report(nil, nil, d.Origin.Of(total.key), diag.Textf("自报%[1]s为 %[3]d，实际为 %[4]d", "declared %[2]s: %[3]d, computed: %[4]d", total.zh, total.key, *total.declared, total.computed),
				diag.Text{Zh: "补全条目，或更正自报数", En: "add what is missing, or correct the total"})
		}
	}
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
var acceptable = []string{"id-missing"}

func unknownRule(c *checker) {
	known := append(knownRules(), acceptable...)
	judge := func(p *catalog.Position, r *catalog.RiskPoint, list []catalog.Allowance) {
		for _, a := range list {
			if a.Rule != "" && !slices.Contains(known, a.Rule) {
				c.report(p, r, a.Origin.Of("rule"), diag.Textf("没有名为 %q 的规则", "there is no rule %q", a.Rule), diag.Nearest(a.Rule, known))
			}
		}
	}
	judge(nil, nil, c.unit.Allow)
	for i := range c.unit.Positions {
		judge(&c.unit.Positions[i], nil, c.unit.Positions[i].Allow)
	}
	c.eachRisk(func(p *catalog.Position, r *catalog.RiskPoint) { judge(p, r, r.Allow) })
}
