package check

import (
	"strings"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

func processShort(c *checker) {
	least := c.site.Checks.ProcessSteps
	c.eachPower(func(p *catalog.Position, w *catalog.Power) {
		if n := len(w.Steps); n > 0 && n < least {
			c.report(p, nil, w.Origin.Position(), diag.Textf("职权“%s”的流程只有 %d 个环节，至少要有 %d 个", "the process of the power %q has %d step(s), at least %d are wanted", w.Name, n, least), diag.Text{})
		}
	})
}

// incompatible are pairs of duties that nobody may do both of in one process
// (行政事业单位内部控制规范（试行） articles 15 and 34).
var incompatible = [][2]*pattern{
	{newPattern(`采购|询价|比价|下单|订货`), newPattern(`验收|收货`)},
	{newPattern(`^(?:提出|填写|提交|发起)?申请|申领|申购|提出需求`), newPattern(`审批|批准|审定|核准`)},
	{newPattern(`招标|编制标书|编制招标文件`), newPattern(`评标|评审打分|定标`)},
	{newPattern(`验收`), newPattern(`结算|付款|支付`)},
	{newPattern(`入库`), newPattern(`领用|出库`)},
	{newPattern(`受理|初审`), newPattern(`复审|终审|决定|审定`)},
}

// dutiesMerged reports a step that its process lets somebody do who also does the
// step that is to check it.
func dutiesMerged(c *checker) {
	c.eachPower(func(p *catalog.Position, w *catalog.Power) {
		for j := range w.Steps {
			later := &w.Steps[j]
			for i := range w.Steps {
				if i == j || later.By == "" || catalog.FoldTerm(w.Steps[i].By) != catalog.FoldTerm(later.By) {
					continue
				}
				if clash(w.Steps[i].Name, later.Name) {
					c.report(p, nil, later.Origin.Of("by"), diag.Textf("“%[1]s”和“%[2]s”都由“%[3]s”办理，不相容的职责没有分开", "%[1]q and %[2]q are both done by %[3]q: duties that exclude each other", w.Steps[i].Name, later.Name, later.By), diag.Text{})
					break
				}
			}
		}
	})
}

func clash(first, second string) bool {
	for _, pair := range incompatible {
		if pair[0].MatchString(first) && pair[1].MatchString(second) && !pair[1].MatchString(first) && !pair[0].MatchString(second) {
			return true
		}
	}
	return false
}

// vagueStep is a name that says that something is done, not what.
var vagueStep = newPattern(`^(?:开展|进行|组织|做好|及时)?(?:处理|办理|跟进|落实|相关工作|相关事项|有关工作|其他|其它|后续|后续工作|后续处理|日常工作|执行|实施|操作|协调|沟通|跟踪|推进)(?:工作|事项|事宜|情况)?$`)

func stepVague(c *checker) {
	c.eachStep(func(p *catalog.Position, s *catalog.Step) {
		if vagueStep.MatchString(strings.TrimSpace(s.Name)) {
			c.report(p, nil, s.Origin.Of("name"), diag.Textf("环节“%s”没有说明做什么", "the step %q does not say what is done", s.Name), diag.Text{})
		}
	})
}

// keyStep is a step that decides over money or rights.
var keyStep = newPattern(`审批|审核|验收|结算|招标|评标|批准|审定|付款|支付|定标|决定`)

func stepUnassigned(c *checker) {
	c.eachStep(func(p *catalog.Position, s *catalog.Step) {
		if s.By != "" {
			return
		}
		risky := false
		for _, id := range s.Risks {
			r := p.Risk(id)
			risky = risky || r != nil && len(c.unit.Scheme.Grades) > 0 && r.Grade == c.unit.Scheme.Grades[0].Label
		}
		if risky || keyStep.MatchString(s.Name) {
			c.report(p, nil, s.Origin.Position(), diag.Textf("关键环节“%s”没有写由谁办理", "the key step %q does not say who does it", s.Name), diag.Text{})
		}
	})
}

// eachStep calls f with every step of every process of the unit.
func (c *checker) eachStep(f func(*catalog.Position, *catalog.Step)) {
	c.eachPower(func(p *catalog.Position, w *catalog.Power) {
		for i := range w.Steps {
			f(p, &w.Steps[i])
		}
	})
}

// graph is a process whose steps say what comes next. A list of steps none of which
// does is a plain sequence, and nothing is wrong with it.
type graph struct {
	steps    []catalog.Step
	next     [][]int
	previous []int // how many steps lead to each
}

func graphOf(w *catalog.Power) (graph, bool) {
	g := graph{steps: w.Steps, next: make([][]int, len(w.Steps)), previous: make([]int, len(w.Steps))}
	at := map[string]int{}
	for i, s := range w.Steps {
		at[s.ID] = i
	}
	linked := false
	for i, s := range w.Steps {
		for _, id := range s.Next {
			if j, ok := at[id]; ok {
				g.next[i] = append(g.next[i], j)
				g.previous[j]++
				linked = true
			}
		}
	}
	return g, linked
}

// reach marks what can be reached from some steps.
func reach(from []int, next [][]int) []bool {
	seen := make([]bool, len(next))
	for len(from) > 0 {
		i := from[len(from)-1]
		from = from[:len(from)-1]
		if !seen[i] {
			seen[i] = true
			from = append(from, next[i]...)
		}
	}
	return seen
}

func (g *graph) starts() (list []int) {
	for i, s := range g.steps {
		if s.Kind == catalog.StepStart || g.previous[i] == 0 && i == 0 {
			list = append(list, i)
		}
	}
	if len(list) == 0 {
		for i := range g.steps {
			if g.previous[i] == 0 {
				list = append(list, i)
			}
		}
	}
	return list
}

func (g *graph) ends() (list []int) {
	for i, s := range g.steps {
		if s.Kind == catalog.StepEnd || len(g.next[i]) == 0 {
			list = append(list, i)
		}
	}
	return list
}

// processOpen reports a process without a beginning or an end.
func processOpen(c *checker) {
	c.eachPower(func(p *catalog.Position, w *catalog.Power) {
		g, linked := graphOf(w)
		if !linked {
			return
		}
		switch {
		case len(g.starts()) == 0:
			c.report(p, nil, w.Origin.Position(), diag.Textf("职权“%s”的流程没有起点", "the process of the power %q has no beginning", w.Name), diag.Text{})
		case len(g.ends()) == 0:
			c.report(p, nil, w.Origin.Position(), diag.Textf("职权“%s”的流程没有终点", "the process of the power %q has no end", w.Name), diag.Text{})
		}
	})
}

// stepUnreachable reports a step to which no way leads from the beginning.
func stepUnreachable(c *checker) {
	c.eachPower(func(p *catalog.Position, w *catalog.Power) {
		g, linked := graphOf(w)
		starts := g.starts()
		if !linked || len(starts) == 0 {
			return
		}
		for i, reached := range reach(starts, g.next) {
			if !reached {
				s := &w.Steps[i]
				c.report(p, nil, s.Origin.Position(), diag.Textf("环节“%s”无法从起点到达", "no way leads to the step %q", s.Name), diag.Text{})
			}
		}
	})
}

// stepWithoutExit reports a step from which no way leads to the end.
func stepWithoutExit(c *checker) {
	c.eachPower(func(p *catalog.Position, w *catalog.Power) {
		g, linked := graphOf(w)
		ends := g.ends()
		if !linked || len(ends) == 0 {
			return
		}
		back := make([][]int, len(g.next))
		for i, next := range g.next {
			for _, j := range next {
				back[j] = append(back[j], i)
			}
		}
		for i, leaves := range reach(ends, back) {
			if !leaves {
				s := &w.Steps[i]
				c.report(p, nil, s.Origin.Position(), diag.Textf("环节“%s”走不到终点，流程会一直循环", "no way leads from the step %q to the end", s.Name), diag.Text{})
				return // the others of the circle are the same mistake
			}
		}
	})
}
