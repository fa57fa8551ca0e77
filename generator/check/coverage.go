package check

import (
	"strings"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

func positionWithoutRisk(c *checker) {
	c.eachPosition(func(p *catalog.Position) {
		if len(p.Risks) == 0 {
			c.report(p, nil, p.Origin.Position(), diag.Textf("“%s”没有风险点", "%q has no risk point", p.Name), diag.Text{})
		}
	})
}

// frontLineMissing reports a unit that states the levels of two positions or more
// and has the front line nowhere, or, with ten risk points, hardly anywhere.
func frontLineMissing(c *checker) {
	levelled, front, risks, frontRisks := 0, 0, 0, 0
	c.eachPosition(func(p *catalog.Position) {
		if p.Level == "" {
			return
		}
		levelled++
		risks += len(p.Risks)
		if p.Level == catalog.LevelFrontline {
			front++
			frontRisks += len(p.Risks)
		}
	})
	least := c.site.Checks.FrontlineShare
	switch {
	case levelled >= 2 && front == 0:
		c.atUnit(c.unit.Origin.Of("name"), diag.Textf("注明层级的 %d 个岗位中没有一线岗位", "none of the %d positions with a level is of the front line", levelled))
	case risks >= 10 && 100*frontRisks < least*risks:
		c.atUnit(c.unit.Origin.Of("name"), diag.Textf("一线岗位只有 %d 个风险点，不到全部 %d 个的 %d%%", "the front line has %d risk points, fewer than %[3]d%% of all %[2]d", frontRisks, risks, least))
	}
}

// areas are fields of work in which power is dangerous, by words that tell of them.
var areas = []struct {
	name  diag.Text
	words []string
}{
	{diag.Text{Zh: "采购", En: "purchasing"}, []string{"采购", "招标", "招投标", "询价", "物资", "供应商", "投标", "竞价"}},
	{diag.Text{Zh: "工程", En: "works"}, []string{"工程", "基建", "施工", "建设", "项目", "设计变更", "监理"}},
	{diag.Text{Zh: "财务", En: "finance"}, []string{"财务", "资金", "预算", "报销", "拨付", "付款", "会计", "出纳", "经费", "支付", "票据", "收费", "账户"}},
	{diag.Text{Zh: "人事", En: "personnel"}, []string{"人事", "人力", "干部", "招聘", "录用", "任免", "选拔", "职称", "用工", "考核", "薪酬"}},
	{diag.Text{Zh: "审批", En: "approvals"}, []string{"审批", "许可", "行政服务", "准入", "核准", "备案", "登记"}},
	{diag.Text{Zh: "执法", En: "enforcement"}, []string{"执法", "处罚", "稽查", "稽核", "监察", "检查", "办案", "案件", "罚款"}},
	{diag.Text{Zh: "资产", En: "property"}, []string{"资产", "国资", "处置", "租赁", "出租", "房产", "土地"}},
}

// leaderWithoutManagedRisks reports a leader who is in charge of a department whose
// field of work none of the leader's own risk points or powers mentions. The field
// is read from the department's name, and from its duties where the name is silent;
// the first two characters of the name count as a word for it.
func leaderWithoutManagedRisks(c *checker) {
	declared := c.unit.DepartmentIndex()
	c.eachPosition(func(p *catalog.Position) {
		if p.Level != catalog.LevelLeadership || len(p.Manages) == 0 || len(p.Risks) == 0 {
			return
		}
		own := ownText(p)
		for i, name := range p.Manages {
			d := declared[name]
			field, words := fieldOf(name, d)
			if len(words) == 0 || containsAny(own, words) || strings.Contains(own, string([]rune(name)[:min(2, len([]rune(name)))])) {
				continue
			}
			c.report(p, nil, p.Origin.Nth("manages", i), diag.Textf("“%[1]s”分管%[2]s，却没有%[3]s方面的风险点", "%[1]q is in charge of %[2]s and has no risk point in %[4]s", p.Name, name, field.Zh, field.En), diag.Text{})
		}
	})
}

// holderIsLeader reports a position that heads its own department and is in charge of
// it as well: whoever holds it has nobody above who would see what is done.
func holderIsLeader(c *checker) {
	declared := c.unit.DepartmentIndex()
	c.eachPosition(func(p *catalog.Position) {
		own := declared[p.Department]
		if own == nil || own.Leader != p.ID {
			return
		}
		for i, name := range p.Manages {
			if d := declared[name]; d != nil && d.ID == own.ID {
				c.report(p, nil, p.Origin.Nth("manages", i), diag.Textf("“%[1]s”在%[2]s任职，又是%[2]s的负责人和分管领导，没有人监督", "%[1]q is a position of %[2]s, heads it and is in charge of it: nobody supervises it", p.Name, own.Name), diag.Text{})
			}
		}
	})
}

// fieldOf tells a department's field of work and the words for it.
func fieldOf(name string, d *catalog.Department) (diag.Text, []string) {
	texts := []string{name}
	if d != nil {
		texts = append(texts, strings.Join(d.Duties, " "))
	}
	for _, text := range texts {
		for _, a := range areas {
			if containsAny(text, a.words) {
				return a.name, a.words
			}
		}
	}
	return diag.Text{}, nil
}

func ownText(p *catalog.Position) string {
	var b strings.Builder
	for _, r := range p.Risks {
		for _, s := range []string{r.Title, r.Manifestation, r.Cause, r.Consequence, r.Kind} {
			b.WriteString(s + "\n")
		}
	}
	for _, w := range p.Powers {
		b.WriteString(w.Name + "\n")
	}
	return b.String()
}

func containsAny(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// powerWithoutRisk reports a power whose position has risk points, none of which
// the power's process names.
func powerWithoutRisk(c *checker) {
	c.eachPower(func(p *catalog.Position, w *catalog.Power) {
		if len(w.Steps) == 0 || len(p.Risks) == 0 {
			return
		}
		for _, s := range w.Steps {
			if len(s.Risks) > 0 {
				return
			}
		}
		c.report(p, nil, w.Origin.Position(), diag.Textf("职权“%s”的流程没有标出风险点", "the process of the power %q names no risk point", w.Name), diag.Text{})
	})
}

func powerWithoutProcess(c *checker) {
	c.eachPower(func(p *catalog.Position, w *catalog.Power) {
		if len(w.Steps) == 0 {
			c.report(p, nil, w.Origin.Position(), diag.Textf("职权“%s”没有运行流程", "the power %q has no process", w.Name), diag.Text{})
		}
	})
}

func basisMissing(c *checker) {
	c.eachPower(func(p *catalog.Position, w *catalog.Power) {
		if len(w.Basis) == 0 {
			c.report(p, nil, w.Origin.Position(), diag.Textf("职权“%s”没有依据", "the power %q has no legal basis", w.Name), diag.Text{})
		}
	})
}

// eachPower calls f with every power of the unit.
func (c *checker) eachPower(f func(*catalog.Position, *catalog.Power)) {
	c.eachPosition(func(p *catalog.Position) {
		for i := range p.Powers {
			f(p, &p.Powers[i])
		}
	})
}

// categoryMissing reports a required category of the scheme that has no risk point,
// such as one of the four areas of 三重一大.
func categoryMissing(c *checker) {
	have := map[string]bool{}
	c.eachRisk(func(_ *catalog.Position, r *catalog.RiskPoint) {
		for _, category := range r.Category {
			have[category] = true
		}
	})
	if len(have) == 0 {
		return
	}
	for _, t := range c.unit.Scheme.Categories {
		if t.Required && !have[t.Label] {
			c.atUnit(c.unit.Origin.Of("name"), diag.Textf("方案要求的类别“%s”没有风险点", "the category %q, which the scheme requires, has no risk point", t.Label))
		}
	}
}

func departmentWithoutPosition(c *checker) {
	staffed, declared := map[string]bool{}, c.unit.DepartmentIndex()
	c.eachPosition(func(p *catalog.Position) {
		for d := declared[p.Department]; d != nil && !staffed[d.ID]; d = declared[d.Parent] {
			staffed[d.ID] = true
			if d.Parent == "" {
				break
			}
		}
	})
	if len(staffed) == 0 {
		return // no position says where it belongs
	}
	for i := range c.unit.Departments {
		d := &c.unit.Departments[i]
		if !staffed[d.ID] && d.Leader == "" {
			c.atUnit(d.Origin.Of("name"), diag.Textf("部门“%s”没有岗位", "the department %q has no position", d.Name))
		}
	}
}

// fieldBlank reports a risk point that lacks a field which nine in ten of a unit's
// risk points have: a blank in a column that is published.
func fieldBlank(c *checker) {
	for _, f := range []struct {
		name   diag.Text
		filled func(*catalog.RiskPoint) bool
	}{
		{diag.Text{Zh: "类别", En: "category"}, func(r *catalog.RiskPoint) bool { return len(r.Category) > 0 }},
		{diag.Text{Zh: "表现", En: "manifestation"}, func(r *catalog.RiskPoint) bool { return r.Manifestation != "" || !r.Description.IsZero() }},
	} {
		n := 0
		c.eachRisk(func(_ *catalog.Position, r *catalog.RiskPoint) {
			if f.filled(r) {
				n++
			}
		})
		if total := c.riskCount(); n == total || 10*n < 9*total {
			continue
		}
		c.eachRisk(func(p *catalog.Position, r *catalog.RiskPoint) {
			if !f.filled(r) {
				c.report(p, r, r.Origin.Position(), diag.Textf("风险点“%[1]s”没有写%[2]s，公开的表格里这一栏是空白", "the risk point %[1]q has no %[3]s: a blank in the published table", r.Title, f.name.Zh, f.name.En), diag.Text{})
			}
		})
	}
}

// supervisionMissing reports a catalogue that is out or on notice, as its status or its
// dates say, and names no channel for complaints.
func supervisionMissing(c *checker) {
	pub := &c.unit.Publication
	stated := pub.Origin.Has("status") || !pub.PublishedOn.IsZero() || !pub.NoticeFrom.IsZero()
	if !stated || pub.Status == catalog.StatusDraft || c.withdrawn() || pub.Audience == catalog.AudienceInternal || c.unit.Supervision != (catalog.Supervision{}) {
		return
	}
	c.atUnit(c.unit.Origin.Of("name"), diag.Text{Zh: "目录公开了，没有公布监督举报的渠道", En: "the catalogue is public and names no channel for complaints"})
}

func declaredTotalDiffers(c *checker) {
	d := c.unit.Declared
	if c.unit.Incomplete {
		return
	}
	kinds, classes := map[string]bool{}, map[string]bool{}
	holders := 0
	for _, p := range c.unit.Positions {
		holders += p.Holders
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
		{"risks", "风险点数", d.Risks, c.riskCount()},
		{"kinds", "种数", d.Kinds, len(kinds)},
		{"classes", "类数", d.Classes, len(classes)},
		{"holders", "人数", d.Holders, holders},
	} {
		if total.declared != nil && *total.declared != total.computed {
			c.atUnit(d.Origin.Of(total.key), diag.Textf("自报%[1]s为 %[3]d，实际为 %[4]d", "declared %[2]s: %[3]d, computed: %[4]d", total.zh, total.key, *total.declared, total.computed))
		}
	}
}
