package check

import (
	"slices"
	"strconv"
	"strings"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

func controlMissing(c *checker) {
	c.eachRisk(func(p *catalog.Position, r *catalog.RiskPoint) {
		if len(r.Controls) == 0 {
			c.report(p, r, r.Origin.Position(), diag.Textf("风险点“%s”没有防控措施", "the risk point %q has no control", r.Title), diag.Text{})
		}
	})
}

// threeLines are the ids of the three lines of defence of the built-in schemes.
var threeLines = []string{"prevent", "monitor", "respond"}

// stageMissing reports a risk point whose controls leave out a line of defence: one
// that the scheme requires, or, for a risk of the worst grade that has one of the
// three lines, another of them. Controls without stages are not judged, nor is what
// inherits the controls of a superior.
func stageMissing(c *checker) {
	s := c.unit.Scheme
	if len(s.Stages) == 0 || len(s.Grades) == 0 {
		return
	}
	c.eachRisk(func(p *catalog.Position, r *catalog.RiskPoint) {
		have := map[string]bool{}
		for _, x := range r.Controls {
			have[x.Stage] = true
		}
		if len(r.Controls) == 0 || len(have) == 1 && have[""] || r.Extends != "" {
			return
		}
		lines := false
		for _, t := range s.Stages {
			lines = lines || have[t.Label] && slices.Contains(threeLines, t.ID)
		}
		var missing []string
		for _, t := range s.Stages {
			if !have[t.Label] && (t.Required || lines && r.Grade == s.Grades[0].Label && slices.Contains(threeLines, t.ID)) {
				missing = append(missing, t.Label)
			}
		}
		if len(missing) > 0 {
			c.report(p, r, r.Origin.Position(), diag.Textf("风险点“%[1]s”缺少%[2]s的措施", "the risk point %[1]q has no control for %[3]s", r.Title, strings.Join(missing, "、"), strings.Join(missing, ", ")), diag.Text{})
		}
	})
}

// controlsFew reports a risk point of the worst grade with too few controls, where
// they name no line of defence: else stageMissing says what is wanted.
func controlsFew(c *checker) {
	if len(c.unit.Scheme.Grades) < 2 {
		return
	}
	worst, least := c.unit.Scheme.Grades[0].Label, c.site.Checks.TopGradeControls
	c.eachRisk(func(p *catalog.Position, r *catalog.RiskPoint) {
		staged := slices.ContainsFunc(r.Controls, func(x catalog.Control) bool { return x.Stage != "" })
		if n := len(r.Controls); r.Grade == worst && n > 0 && n < least && !staged {
			c.report(p, r, r.Origin.Position(), diag.Textf("最高等级的风险点“%s”只有 %d 条措施，至少要有 %d 条", "the risk point %q of the worst grade has %d control(s), at least %d are wanted", r.Title, n, least), diag.Text{})
		}
	})
}

// controlRepeated reports a text that stands as the control of too many risk
// points, where it stands first.
func controlRepeated(c *checker) {
	type use struct {
		n    int
		p    *catalog.Position
		r    *catalog.RiskPoint
		x    *catalog.Control
		last *catalog.RiskPoint
	}
	uses := map[string]*use{}
	var order []*use
	c.eachRisk(func(p *catalog.Position, r *catalog.RiskPoint) {
		for i := range r.Controls {
			x := &r.Controls[i]
			key := bare(x.Text)
			if key == "" {
				continue
			}
			u := uses[key]
			if u == nil {
				u = &use{p: p, r: r, x: x}
				uses[key] = u
				order = append(order, u)
			}
			if u.last != r {
				u.n, u.last = u.n+1, r
			}
		}
	})
	for _, u := range order {
		if u.n >= c.site.Checks.RepeatedControls {
			c.report(u.p, u.r, u.x.Origin.Position(), diag.Textf("措施“%s”在 %d 个风险点中照抄", "the control %q stands in %d risk points", clip(u.x.Text, 24), u.n), diag.Text{})
		}
	}
}

// ownerMissing reports a risk point none of whose controls says who is to act, in a
// unit that says so of most; and, once, a unit of five risk points or more that
// never says so.
func ownerMissing(c *checker) {
	owned := func(r *catalog.RiskPoint) bool {
		return slices.ContainsFunc(r.Controls, func(x catalog.Control) bool { return x.Owner != "" })
	}
	have, total := 0, 0
	c.eachRisk(func(_ *catalog.Position, r *catalog.RiskPoint) {
		if len(r.Controls) > 0 {
			total++
		}
		if owned(r) {
			have++
		}
	})
	if have == 0 && total >= 5 {
		c.atUnit(c.unit.Origin.Of("name"), diag.Textf("%d 个风险点的措施都没有写责任人", "no control of the %d risk points has an owner", total))
	}
	if have == total || 10*have < 8*total {
		return
	}
	c.eachRisk(func(p *catalog.Position, r *catalog.RiskPoint) {
		if len(r.Controls) > 0 && !owned(r) {
			c.report(p, r, r.Controls[0].Origin.Position(), diag.Textf("风险点“%s”的措施都没有写责任人", "no control of the risk point %q has an owner", r.Title), diag.Text{})
		}
	})
}

// deadlineMissing reports a risk point none of whose controls says when, in a unit
// that says so of most of its risk points.
func deadlineMissing(c *checker) {
	timed, total := 0, 0
	c.eachRisk(func(_ *catalog.Position, r *catalog.RiskPoint) {
		if len(r.Controls) > 0 {
			total++
		}
		if saysWhen(r) {
			timed++
		}
	})
	if timed == total || 10*timed < 8*total {
		return
	}
	c.eachRisk(func(p *catalog.Position, r *catalog.RiskPoint) {
		if len(r.Controls) > 0 && !saysWhen(r) {
			c.report(p, r, r.Controls[0].Origin.Position(), diag.Textf("风险点“%s”的措施都没有写时限或频次", "no control of the risk point %q says when or how often", r.Title), diag.Text{})
		}
	})
}

var timeWords = newPattern(`每[日天周月季年次批笔案半单件班份个户人]|按[日周月季]|逐[笔项件月批案]|[0-9]+\s*(?:个)?(?:工作日|日|天|月|周|小时|分钟|年)|[月季年]末|[月年]底|当[日天场]|次[日月]|期满|前`)

func saysWhen(r *catalog.RiskPoint) bool {
	for _, x := range r.Controls {
		if x.Due != "" || x.Frequency != "" || timeWords.MatchString(x.Text) {
			return true
		}
	}
	return false
}

func ownerIsSupervisor(c *checker) {
	c.eachRisk(func(p *catalog.Position, r *catalog.RiskPoint) {
		for i := range r.Controls {
			x := &r.Controls[i]
			if x.Owner != "" && catalog.FoldTerm(x.Owner) == catalog.FoldTerm(x.Supervisor) {
				c.report(p, r, x.Origin.Of("supervisor"), diag.Textf("责任人和监督人都是“%s”，等于自己监督自己", "%q is owner and supervisor of the control, and so supervises itself", x.Owner), diag.Text{})
			}
		}
	})
}

// numbered is an item of an enumeration within a text.
var numbered = newPattern(`(?:^|[;；。,，、\s:：])[(（]?([0-9]{1,2})[)）]?[、.．](?:[^0-9]|$)`)

// numberingGap reports an enumeration within a text that leaves out a number, as
// when the first items were lost.
func numberingGap(c *checker) {
	c.eachText(func(t *text) {
		if t.Field == "description" || !t.has(following) {
			return
		}
		var list []int
		for _, m := range numbered.FindAllStringSubmatch(t.Value) {
			n, _ := strconv.Atoi(m[1])
			list = append(list, n)
		}
		if at, want := gap(list); want > 0 {
			c.report(t.Position, t.Risk, t.At, diag.Textf("编号不连续：有第 %d 项，没有第 %d 项", "the numbering has a gap: item %d without item %d", at, want), diag.Text{})
		}
	})
}

// gap finds, in the numbers of an enumeration that rises, the first that is left
// out before one that is there. A single number is an enumeration only if it is 2.
func gap(list []int) (at, want int) {
	if len(list) == 1 && list[0] != 2 {
		return 0, 0
	}
	next := 1
	for _, n := range list {
		switch {
		case n == 1:
			next = 1
		case n != next:
			if n > next && n <= next+2 {
				return n, next
			}
			return 0, 0 // figures, no enumeration
		}
		next++
	}
	return 0, 0
}

// basisRepealed reports what rests on a rule of the register that is no longer in
// force.
func basisRepealed(c *checker) {
	c.eachBasis(func(p *catalog.Position, r *catalog.RiskPoint, rule *catalog.Rule, at diag.Position) {
		if rule.Status == catalog.RuleRepealed {
			c.report(p, r, at, diag.Textf("依据%s已经废止", "the basis %s has been repealed", rule.Quoted()), diag.Text{})
		}
	})
}

// eachBasis calls f with every rule of the register that a power, a risk point or a
// control cites, and where. The risk point is nil for a power.
func (c *checker) eachBasis(f func(p *catalog.Position, r *catalog.RiskPoint, rule *catalog.Rule, at diag.Position)) {
	if len(c.site.Register) == 0 {
		return
	}
	visit := func(p *catalog.Position, r *catalog.RiskPoint, list []string, origin *catalog.Origin) {
		for i, text := range list {
			if rule, _ := c.site.Cites(text); rule != nil {
				f(p, r, rule, origin.Nth("basis", i))
			}
		}
	}
	c.eachPower(func(p *catalog.Position, w *catalog.Power) { visit(p, nil, w.Basis, &w.Origin) })
	c.eachRisk(func(p *catalog.Position, r *catalog.RiskPoint) {
		visit(p, r, r.Basis, &r.Origin)
		for i := range r.Controls {
			visit(p, r, r.Controls[i].Basis, &r.Controls[i].Origin)
		}
	})
}

// nameInconsistent reports an owner or supervisor whose name is one character away
// from that of a department or position of the unit: a slip of the hand.
func nameInconsistent(c *checker) {
	var names []string
	known := map[string]bool{}
	add := func(name string) {
		if n := len([]rune(name)); n >= 4 && !known[name] {
			names = append(names, name)
		}
		known[name] = true
	}
	for _, d := range c.unit.Departments {
		add(d.Name)
	}
	c.eachPosition(func(p *catalog.Position) { add(p.Name); add(p.Department) })
	judged := map[string]string{}
	near := func(word string) string {
		if known[word] {
			return ""
		}
		if found, ok := judged[word]; ok {
			return found
		}
		found := ""
		for _, name := range names {
			if slip(word, name) {
				found = name
				break
			}
		}
		judged[word] = found
		return found
	}
	c.eachRisk(func(p *catalog.Position, r *catalog.RiskPoint) {
		for i := range r.Controls {
			x := &r.Controls[i]
			for _, f := range []struct{ key, value string }{{"owner", x.Owner}, {"supervisor", x.Supervisor}} {
				if name := near(f.value); f.value != "" && name != "" {
					c.report(p, r, x.Origin.Of(f.key), diag.Textf("“%s”与本单位的“%s”只差一个字", "%q is one character away from %q of this unit", f.value, name), diag.Text{})
				}
			}
		}
	})
}

// slip reports whether two names of the same length differ in one character that
// does not tell one of several from another.
func slip(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) != len(y) || len(x) < 4 {
		return false
	}
	differ := -1
	for i := range x {
		if x[i] != y[i] {
			if differ >= 0 {
				return false
			}
			differ = i
		}
	}
	const telling = "一二三四五六七八九十东西南北上下左右前后正副新老大小甲乙丙丁内外男女省市县区镇村厂校院科室部处组岗员长任"
	return differ >= 0 && !strings.ContainsRune(telling, x[differ]) && !strings.ContainsRune(telling, y[differ]) && nearInForm(x, y, differ)
}

// nearInForm asks that what differs stands within a longer part in common, so that
// 财务科长 and 业务科长 are two and 纪检检察室 and 纪检监察室 one.
func nearInForm(x, _ []rune, differ int) bool { return len(x) >= 5 && differ >= 2 }
