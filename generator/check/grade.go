package check

import (
	"slices"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

var ruleUnmapped = &diag.Rule{Name: "grade-unmapped", Severity: diag.Warning, Source: "篇11",
	Title: diag.Text{Zh: "方案写明每个等级由谁监控、多久复核", En: "a scheme says of each grade who monitors it and how often it is reviewed"},
	Cure:  diag.Text{Zh: "在这个 [[grade]] 里写 monitor、review_months，最好再写 accountability", En: "give this [[grade]] its monitor and review_months, and better its accountability too"}}

// Site applies the rules that look at what all units share: the schemes of the
// site's own. The findings are sorted.
func Site(site *catalog.Site) diag.List {
	var findings diag.List
	reported := map[diag.Position]bool{} // a scheme may take over the grades of another
	for _, s := range site.Schemes {
		if s.BuiltIn {
			continue
		}
		for i := range s.Grades {
			at := s.Grades[i].Origin.Position()
			message, unmapped := unmappedGrade(s, i)
			if !unmapped || reported[at] {
				continue
			}
			reported[at] = true
			f := ruleUnmapped.At(at, message, diag.Text{})
			if reason, ok := allowed(f.Rule, site.Allow); ok {
				f = accepted(f, reason)
			}
			findings.Add(f)
		}
	}
	findings.Sort()
	return findings
}

// unmappedGrade tells what a scheme leaves open of its i-th grade: who monitors it,
// where it says so of others, or anything at all. A scheme of one grade, and one that
// maps its grades to reviews alone, is complete.
func unmappedGrade(s *catalog.Scheme, i int) (diag.Text, bool) {
	g := &s.Grades[i]
	monitors := slices.ContainsFunc(s.Grades, func(g catalog.Grade) bool { return g.Monitor != "" })
	reviews := slices.ContainsFunc(s.Grades, func(g catalog.Grade) bool { return g.ReviewMonths > 0 })
	switch {
	case len(s.Grades) < 2:
	case !monitors && !reviews:
		return diag.Textf("方案“%s”没有写明等级“%s”由谁监控、多久复核一次", "the scheme %q does not say who monitors the grade %q, nor how often it is reviewed", s.Name, g.Label), true
	case monitors && g.Monitor == "":
		return diag.Textf("方案“%s”写明了其他等级由谁监控，没有写等级“%s”", "the scheme %q says who monitors other grades, but not %q", s.Name, g.Label), true
	case reviews && g.ReviewMonths == 0:
		return diag.Textf("方案“%s”写明了其他等级多久复核一次，没有写等级“%s”", "the scheme %q says how often other grades are reviewed, but not %q", s.Name, g.Label), true
	}
	return diag.Text{}, false
}

func gradeMissing(c *checker) {
	computed := c.unit.Scheme.Method != catalog.MethodDirect
	c.eachRisk(func(p *catalog.Position, r *catalog.RiskPoint) {
		if r.Grade != "" || computed && slices.ContainsFunc(c.unit.Scheme.Inputs, r.Origin.Has) {
			return // inputs that give no grade have their own finding
		}
		hint := diag.Text{}
		if computed {
			hint = diag.Text{Zh: "写明可能性、影响程度等数值，等级由此算出", En: "give the inputs from which the scheme computes the grade"}
		}
		c.report(p, r, r.Origin.Position(), diag.Textf("风险点“%s”没有等级", "the risk point %q has no grade", r.Title), hint)
	})
}

// gradeByRank reports a unit in which each level has one grade of its own, and a
// higher level a worse one. Fewer than two risk points on a level prove nothing.
func gradeByRank(c *checker) {
	type level struct {
		grade, n int
		mixed    bool
	}
	levels := map[string]*level{}
	for _, p := range c.unit.Positions {
		for _, r := range p.Risks {
			g, rank := c.unit.Scheme.FindGrade(r.Grade)
			if g == nil || p.Level == "" {
				continue
			}
			l := levels[p.Level]
			if l == nil {
				l = &level{grade: rank}
				levels[p.Level] = l
			}
			l.n++
			l.mixed = l.mixed || l.grade != rank
		}
	}
	top, front, middle := levels[catalog.LevelLeadership], levels[catalog.LevelFrontline], levels[catalog.LevelMiddle]
	if top == nil || front == nil || top.n < 2 || front.n < 2 || top.mixed || front.mixed || top.grade >= front.grade {
		return
	}
	if middle != nil && (middle.mixed || middle.grade < top.grade || middle.grade > front.grade) {
		return
	}
	grades := c.unit.Scheme.Grades
	c.atUnit(c.unit.Origin.Of("name"), diag.Textf("领导岗位的 %[1]d 个风险点全部为“%[2]s”，一线岗位的 %[3]d 个全部为“%[4]s”，像是按职务定级",
		"all %[1]d risk points of leaders are graded %[2]q, all %[3]d of the front line %[4]q: graded by rank, it seems", top.n, grades[top.grade].Label, front.n, grades[front.grade].Label))
}

// gradeUniform reports a catalogue of ten risk points or more that nearly all bear
// one grade.
func gradeUniform(c *checker) {
	count, total := map[string]int{}, 0
	c.eachRisk(func(_ *catalog.Position, r *catalog.RiskPoint) {
		if r.Grade != "" {
			count[r.Grade]++
			total++
		}
	})
	if total < 10 || len(c.unit.Scheme.Grades) < 2 {
		return
	}
	for _, g := range c.unit.Scheme.Grades {
		if n := count[g.Label]; 100*n > c.site.Checks.GradeShare*total {
			c.atUnit(c.unit.Origin.Of("name"), diag.Textf("%[1]d 个风险点中有 %[2]d 个定为“%[3]s”，超过 %[4]d%%", "%[2]d of %[1]d risk points are graded %[3]q, more than %[4]d%%",
				total, n, g.Label, c.site.Checks.GradeShare))
		}
	}
}

// gradeUnexplained reports a risk point of the worst grade, where grades are
// written, that says neither why nor what would follow.
func gradeUnexplained(c *checker) {
	if c.unit.Scheme.Method != catalog.MethodDirect || len(c.unit.Scheme.Grades) < 2 {
		return
	}
	explained := 0
	c.eachRisk(func(_ *catalog.Position, r *catalog.RiskPoint) {
		if explains(r) {
			explained++
		}
	})
	if 2*explained < c.riskCount() {
		return // the catalogue does not give reasons: nothing sticks out
	}
	worst := c.unit.Scheme.Grades[0].Label
	c.eachRisk(func(p *catalog.Position, r *catalog.RiskPoint) {
		if r.Grade == worst && !explains(r) {
			c.report(p, r, r.Origin.Of("grade"), diag.Textf("风险点“%s”定为最高等级“%s”，没有写评级理由或后果", "the risk point %q has the worst grade, %q, and no reason or consequence", r.Title, worst), diag.Text{})
		}
	})
}

func explains(r *catalog.RiskPoint) bool {
	return r.Reason != "" || r.Consequence != "" || r.Liability != ""
}

func residualWorse(c *checker) {
	c.eachRisk(func(p *catalog.Position, r *catalog.RiskPoint) {
		_, before := c.unit.Scheme.FindGrade(r.Grade)
		_, after := c.unit.Scheme.FindGrade(r.Residual)
		if r.Residual != "" && before >= 0 && after >= 0 && after < before {
			c.report(p, r, r.Origin.Of("residual"), diag.Textf("剩余等级“%s”比原等级“%s”还高", "the grade after controls, %q, is worse than the one before, %q", r.Residual, r.Grade), diag.Text{})
		}
	})
}
