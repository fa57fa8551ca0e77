package check

import (
	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// Span are the days by which a unit is judged alike, from the first to the last. A
// zero day is no bound.
type Span struct{ From, Until catalog.Date }

// Holds reports whether a day is one of the span.
func (s Span) Holds(day catalog.Date) bool {
	return (s.From.IsZero() || s.From.Compare(day) <= 0) && (s.Until.IsZero() || s.Until.Compare(day) >= 0)
}

// and are the days of both spans.
func (s Span) and(o Span) Span {
	if o.From.Compare(s.From) > 0 {
		s.From = o.From
	}
	if s.Until.IsZero() || !o.Until.IsZero() && o.Until.Compare(s.Until) < 0 {
		s.Until = o.Until
	}
	return s
}

// past reports whether a day that was set has gone by. Like ahead it narrows the span
// in which the findings hold: to the day itself where they may name it.
func (c *checker) past(d catalog.Date) bool {
	today := c.site.Today
	switch {
	case d.IsZero() || today.IsZero():
		return false
	case d.Compare(today) < 0:
		c.span = Span{today, today}
		return true
	}
	if c.span.Until.IsZero() || d.Compare(c.span.Until) < 0 {
		c.span.Until = d
	}
	return false
}

// ahead reports whether a day has still to come.
func (c *checker) ahead(d catalog.Date) bool {
	today := c.site.Today
	switch {
	case d.IsZero() || today.IsZero():
		return false
	case d.Compare(today) > 0:
		c.span = Span{today, today}
		return true
	}
	if d.Compare(c.span.From) > 0 {
		c.span.From = d
	}
	return false
}

func (c *checker) withdrawn() bool {
	return c.unit.Publication.Status == catalog.StatusWithdrawn
}

func reviewOverdue(c *checker) {
	if c.withdrawn() {
		return
	}
	pub := &c.unit.Publication
	if c.past(pub.ReviewBy) {
		c.atUnit(pub.Origin.Of("review_by"), diag.Textf("目录应在 %s 前复核，已经过期（按 %s 计）", "the catalogue was to be reviewed by %s (it is %s)", pub.ReviewBy, c.site.Today))
	}
	c.eachRisk(func(p *catalog.Position, r *catalog.RiskPoint) {
		if c.past(r.ReviewBy) {
			c.report(p, r, r.Origin.Of("review_by"), diag.Textf("风险点“%s”应在 %s 前复核，已经过期（按 %s 计）", "the risk point %q was to be reviewed by %s (it is %s)", r.Title, r.ReviewBy, c.site.Today), diag.Text{})
		}
	})
}

// catalogueStale reports a catalogue that states no date of review and has not
// changed for longer than the site allows.
func catalogueStale(c *checker) {
	pub := &c.unit.Publication
	months := c.site.Publication.ReviewMonths
	last := later(pub.PublishedOn, pub.UpdatedOn)
	if c.withdrawn() || last.IsZero() || months == 0 || !pub.ReviewBy.IsZero() {
		return
	}
	if c.past(last.AddMonths(months)) {
		key := "updated_on"
		if pub.UpdatedOn.Compare(pub.PublishedOn) < 0 {
			key = "published_on"
		}
		c.atUnit(pub.Origin.Of(key), diag.Textf("目录自 %s 起没有更新，超过 %d 个月", "the catalogue has not changed since %s, for more than %d months", last, months))
	}
}

// riskUnchanged reports a unit that has not touched its catalogue since a rule of the
// register that its powers or risk points rest on was issued or revised, where it
// cites the rule first. Some days are left for the review.
func riskUnchanged(c *checker) {
	pub := &c.unit.Publication
	last := later(pub.PublishedOn, pub.UpdatedOn)
	if last.IsZero() || c.withdrawn() {
		return
	}
	told := map[string]bool{}
	c.eachBasis(func(p *catalog.Position, r *catalog.RiskPoint, rule *catalog.Rule, at diag.Position) {
		if told[rule.ID] || rule.Date.Compare(last) <= 0 || !c.past(rule.Date.AddDays(c.site.Checks.BasisDays)) {
			return
		}
		told[rule.ID] = true
		c.report(p, r, at, diag.Textf("依据%[1]s在 %[2]s 发布或修订，目录最近一次更新是 %[3]s，没有随之复核", "%[1]s, on which this rests, was issued or revised on %[2]s; the catalogue last changed on %[3]s", rule.Quoted(), rule.Date, last), diag.Text{})
	})
}

// PowerChanged is the finding of risk-unchanged about a power that has changed since the
// site was published last, while none of its risk points has. Only the site may accept
// it: what a unit accepts stands for every publication.
func PowerChanged(site *catalog.Site, at diag.Position, power string) diag.Finding {
	var f diag.Finding
	for i := range table {
		if table[i].Name == "risk-unchanged" {
			f = table[i].At(at, diag.Textf("职权“%s”与上次公开的不同，它的风险点和措施都没有变", "the power %q differs from what was published last, and none of its risk points or controls does", power), diag.Text{})
		}
	}
	if reason, ok := allowed(f.Rule, site.Allow); ok {
		f = accepted(f, reason)
	}
	return f
}

func later(a, b catalog.Date) catalog.Date {
	if a.Compare(b) > 0 {
		return a
	}
	return b
}

// reviewTooLate reports a date of review that lies further ahead than the grade, or
// for the catalogue as a whole the site, allows.
func reviewTooLate(c *checker) {
	pub := &c.unit.Publication
	last := later(pub.PublishedOn, pub.UpdatedOn)
	if last.IsZero() {
		return
	}
	c.eachRisk(func(p *catalog.Position, r *catalog.RiskPoint) {
		g, _ := c.unit.Scheme.FindGrade(r.Grade)
		if g == nil || g.ReviewMonths == 0 || r.ReviewBy.IsZero() {
			return
		}
		if limit := last.AddMonths(g.ReviewMonths); r.ReviewBy.Compare(limit) > 0 {
			c.report(p, r, r.Origin.Of("review_by"), diag.Textf("“%[1]s”的风险点每 %[2]d 个月复核一次，应不晚于 %[3]s，写的是 %[4]s", "risk points graded %[1]q are reviewed every %[2]d months, by %[3]s; the date is %[4]s",
				g.Label, g.ReviewMonths, limit, r.ReviewBy), diag.Text{})
		}
	})
}

// publishedLate holds publication to the limit of working days after approval
// (政府信息公开条例, article 26).
func publishedLate(c *checker) {
	pub, limit := &c.unit.Publication, c.site.Publication.WorkingDays
	if pub.ApprovedOn.IsZero() || limit == 0 || c.withdrawn() {
		return
	}
	last := c.site.Holidays.AddWorkdays(pub.ApprovedOn, limit)
	switch {
	case pub.PublishedOn.Compare(last) > 0:
		n := c.site.Holidays.Workdays(pub.ApprovedOn, pub.PublishedOn)
		c.atUnit(pub.Origin.Of("published_on"), diag.Textf("审定后第 %[1]d 个工作日才公开，应在 %[2]d 个工作日内，即不晚于 %[3]s", "published on working day %[1]d after approval, the limit is %[2]d: %[3]s", n, limit, last))
	case pub.PublishedOn.IsZero() && pub.Audience != catalog.AudienceInternal && c.past(last):
		c.atUnit(pub.Origin.Of("approved_on"), diag.Textf("%[1]s 审定，应在 %[2]d 个工作日内（%[3]s 前）公开，至今没有公开", "approved on %[1]s, to be published within %[2]d working days, by %[3]s, and not published", pub.ApprovedOn, limit, last))
	}
}

// datesOutOfOrder reports dates of publication of which a later step is earlier.
func datesOutOfOrder(c *checker) {
	pub := &c.unit.Publication
	type step struct {
		key, zh, en string
		on          catalog.Date
	}
	steps := []step{{"made_on", "生成日期", "made_on", pub.MadeOn}, {"approved_on", "审定日期", "approved_on", pub.ApprovedOn},
		{"published_on", "公开日期", "published_on", pub.PublishedOn}, {"updated_on", "更新日期", "updated_on", pub.UpdatedOn}, {"review_by", "复核日期", "review_by", pub.ReviewBy}}
	order := func(a, b step) {
		if !a.on.IsZero() && !b.on.IsZero() && b.on.Compare(a.on) < 0 {
			c.atUnit(pub.Origin.Of(b.key), diag.Textf("%[1]s %[2]s 早于%[3]s %[4]s", "%[5]s %[2]s is earlier than %[6]s %[4]s", b.zh, b.on, a.zh, a.on, b.en, a.en))
		}
	}
	last := steps[0]
	for _, s := range steps[1:] {
		order(last, s)
		if !s.on.IsZero() {
			last = s
		}
	}
	order(step{"notice_from", "公示开始日期", "notice_from", pub.NoticeFrom}, step{"notice_until", "公示结束日期", "notice_until", pub.NoticeUntil})
	for i := range c.unit.Milestones {
		if m := &c.unit.Milestones[i]; !m.From.IsZero() && !m.To.IsZero() && m.To.Compare(m.From) < 0 {
			c.atUnit(m.Origin.Of("to"), diag.Textf("工作节点“%s”的结束日期 %s 早于开始日期 %s", "the milestone %q ends on %s, before it begins on %s", m.Name, m.To, m.From))
		}
	}
}

// dateAhead reports a date of something done that lies in the future: a falsified
// date is a veto of the inspections of public sites.
func dateAhead(c *checker) {
	pub := &c.unit.Publication
	for _, d := range []struct {
		key, zh string
		on      catalog.Date
	}{{"made_on", "生成日期", pub.MadeOn}, {"approved_on", "审定日期", pub.ApprovedOn}, {"published_on", "公开日期", pub.PublishedOn},
		{"updated_on", "更新日期", pub.UpdatedOn}, {"withdrawn_on", "撤回日期", pub.WithdrawnOn}} {
		if c.ahead(d.on) {
			c.atUnit(pub.Origin.Of(d.key), diag.Textf("%[1]s %[3]s 还没有到（按 %[4]s 计）", "%[2]s %[3]s lies ahead (it is %[4]s)", d.zh, d.key, d.on, c.site.Today))
		}
	}
}

// stageIndex is the place of a stage in the scheme's chain of approval, or -1.
func (c *checker) stageIndex(label string) int {
	for i, t := range c.unit.Scheme.Approvals {
		if t.Label == label {
			return i
		}
	}
	return -1
}

// approvalMissing reports a catalogue that states when it was published and lacks
// stages of approval which the scheme requires.
func approvalMissing(c *checker) {
	pub := &c.unit.Publication
	if pub.Status != catalog.StatusPublished || pub.PublishedOn.IsZero() {
		return
	}
	have := map[string]bool{}
	for _, a := range pub.Approval {
		have[a.Stage] = true
	}
	var missing []string
	for _, t := range c.unit.Scheme.Approvals {
		if t.Required && !have[t.Label] {
			missing = append(missing, t.Label)
		}
	}
	if len(missing) > 0 {
		c.atUnit(pub.Origin.Of("published_on"), diag.Textf("目录已经公开，审核环节缺少%[1]s", "the catalogue is published without these stages of approval: %[2]s", joinZh(missing), joinEn(missing)))
	}
}

// approvalOutOfOrder reports a stage of approval that is dated before one that
// precedes it in the scheme, or after publication.
func approvalOutOfOrder(c *checker) {
	pub := &c.unit.Publication
	var last *catalog.Approval
	for i := range pub.Approval {
		a := &pub.Approval[i]
		at := c.stageIndex(a.Stage)
		if at < 0 {
			continue
		}
		switch {
		case last != nil && at < c.stageIndex(last.Stage):
			c.atUnit(a.Origin.Of("stage"), diag.Textf("审核环节“%s”应在“%s”之前", "the stage %q of approval comes before %q", a.Stage, last.Stage))
			continue
		case last != nil && !a.On.IsZero() && a.On.Compare(last.On) < 0:
			c.atUnit(a.Origin.Of("on"), diag.Textf("“%s”在 %s，早于前一环节“%s”的 %s", "%q is dated %s, before the stage %q that precedes it, %s", a.Stage, a.On, last.Stage, last.On))
		case !pub.PublishedOn.IsZero() && a.On.Compare(pub.PublishedOn) > 0:
			c.atUnit(a.Origin.Of("on"), diag.Textf("“%s”在 %s，晚于公开日期 %s", "%q is dated %s, after publication on %s", a.Stage, a.On, pub.PublishedOn))
		}
		last = a
	}
}

// approvalByAuthor reports a stage of approval by the one who did the first.
func approvalByAuthor(c *checker) {
	chain := c.unit.Publication.Approval
	for i := 1; i < len(chain); i++ {
		if a := &chain[i]; a.By != "" && catalog.FoldTerm(a.By) == catalog.FoldTerm(chain[0].By) {
			c.atUnit(a.Origin.Of("by"), diag.Textf("“%s”与“%s”都由“%s”承担，自己审自己", "%q and %q are both by %q, who so reviews himself", chain[0].Stage, a.Stage, a.By))
		}
	}
}

func noticeEnded(c *checker) {
	pub := &c.unit.Publication
	if pub.Status == catalog.StatusNotice && c.past(pub.NoticeUntil) {
		c.atUnit(pub.Origin.Of("notice_until"), diag.Textf("公示期 %s 届满，状态仍是公示中（按 %s 计）", "the notice ended on %s and the status is still notice (it is %s)", pub.NoticeUntil, c.site.Today))
	}
}

func warningOverdue(c *checker) {
	for i := range c.unit.Warnings {
		w := &c.unit.Warnings[i]
		switch {
		case !w.Replied.IsZero() && !w.ReplyDue.IsZero() && w.Replied.Compare(w.ReplyDue) > 0:
			c.atUnit(w.Origin.Of("replied"), diag.Textf("预警 %s 应在 %s 前回复，%s 才回复", "the warning %s was to be answered by %s and was on %s", w.Number, w.ReplyDue, w.Replied))
		case w.Replied.IsZero() && c.past(w.ReplyDue):
			c.atUnit(w.Origin.Of("reply_due"), diag.Textf("预警 %s 应在 %s 前回复，至今没有回复（按 %s 计）", "the warning %s was to be answered by %s and is not (it is %s)", w.Number, w.ReplyDue, c.site.Today))
		}
	}
}

// warningNotFollowed reports a warning about a risk point after which the catalogue
// has not changed, though it was answered.
func warningNotFollowed(c *checker) {
	pub := &c.unit.Publication
	last := later(pub.PublishedOn, pub.UpdatedOn)
	for i := range c.unit.Warnings {
		w := &c.unit.Warnings[i]
		if w.Risk != "" && !w.Issued.IsZero() && !w.Replied.IsZero() && !last.IsZero() && last.Compare(w.Issued) < 0 {
			c.atUnit(w.Origin.Of("issued"), diag.Textf("预警 %s 发出后（%s），目录没有更新，最近一次是 %s", "the catalogue has not changed since the warning %s of %s: the last time was %s", w.Number, w.Issued, last))
		}
	}
}

// milestoneOverdue reports a milestone that has passed and is not recorded as done,
// in a unit that records it of others or that has not published yet.
func milestoneOverdue(c *checker) {
	records := c.unit.Publication.Status != catalog.StatusPublished && !c.withdrawn()
	for _, m := range c.unit.Milestones {
		records = records || !m.Done.IsZero()
	}
	for i := range c.unit.Milestones {
		if m := &c.unit.Milestones[i]; records && m.Done.IsZero() && c.past(m.To) {
			c.atUnit(m.Origin.Of("to"), diag.Textf("工作节点“%s”应在 %s 前完成，没有完成日期（按 %s 计）", "the milestone %q was due by %s and is not recorded as done (it is %s)", m.Name, m.To, c.site.Today))
		}
	}
}
