package load

import (
	"fmt"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// Unit reads one unit and links what refers to something else in it. The
// findings are sorted. The unit is never nil, but is fit to render only when
// there are no errors among the findings.
func Unit(fsys fs.FS, site *Site, files UnitFiles) (*catalog.Unit, diag.List, error) {
	u, src, err := readUnit(fsys, site, files)
	if err != nil {
		return nil, nil, err
	}
	fits, err := src.fits(fsys, files)
	if err != nil {
		return nil, nil, err
	}
	var parts []part
	if fits {
		if parts, err = readPositions(fsys, u, files, src); err != nil {
			return nil, nil, err
		}
	}
	findings := src.findings
	for _, p := range parts {
		u.Incomplete = u.Incomplete || p.refused
		u.Positions = append(u.Positions, p.positions...)
		findings = append(findings, p.findings...)
	}
	slices.SortStableFunc(u.Positions, func(a, b catalog.Position) int { return strings.Compare(a.ID, b.ID) })

	checkDepartmentNames(u, &findings)
	if err := readProse(fsys, u, files, &findings); err != nil {
		return nil, nil, err
	}
	for _, a := range files.Assets {
		info, err := fs.Stat(fsys, a)
		if err != nil {
			return nil, nil, fmt.Errorf("read attachment: %w", err)
		}
		u.Attachments = append(u.Attachments, catalog.Attachment{Path: strings.TrimPrefix(a, files.ID+"/"), Size: info.Size()})
	}
	if u.Scheme != nil {
		l := linker{site: site, unit: u}
		l.link()
		findings = append(findings, l.findings...)
	}
	findings.Sort()
	return u, findings, nil
}

func readUnit(fsys fs.FS, site *Site, files UnitFiles) (*catalog.Unit, *source, error) {
	u := &catalog.Unit{ID: files.ID, Parent: files.Parent}
	src, ok, err := readSource(fsys, path.Join(files.ID, "unit.toml"))
	if err != nil {
		return nil, nil, err
	}
	if ok {
		parseUnit(parseTOML(src), u, site)
	}
	u.Scheme = site.schemeOf(u, src)
	return u, src, nil
}

// schemeOf is the scheme of a unit, which names it or has that of the site. It is nil where
// what names it or what defines it could not be read whole: nothing is then told of words
// that it may have.
func (s *Site) schemeOf(u *catalog.Unit, src *source) *catalog.Scheme {
	if u.SchemeID == "" {
		u.SchemeID = s.Scheme
		if src.damaged || s.schemeUnread {
			return nil
		}
	}
	if scheme := s.Schemes[u.SchemeID]; scheme != nil && !scheme.Damaged {
		return scheme
	}
	return nil
}

func parseUnit(t *table, u *catalog.Unit, site *Site) {
	u.Origin = t.origin()
	u.Name = t.required("name", ruleNameMissing, diag.Text{Zh: "单位名称", En: "the unit's name"})
	u.Short = t.string("short")
	u.Kind = t.string("kind")
	u.IndexNumber = t.string("index_number")
	u.Summary = t.string("summary")
	u.Allow = t.allowances("allow")
	if id := t.string("scheme"); id != "" {
		u.SchemeID = id
		if site.Schemes[id] == nil {
			t.src.report(ruleUnknownScheme, t.at("scheme"), diag.Textf("没有名为%q的方案", "there is no scheme %q", id), diag.Nearest(id, site.schemeIDs()))
		}
	}
	if s := t.table("supervision"); s != nil {
		u.Supervision = catalog.Supervision{Body: s.string("body"), Phone: s.string("phone"), Mailbox: s.string("mailbox"),
			Email: s.string("email"), Address: s.string("address"), Hours: s.string("hours")}
		s.finish()
	}
	if c := t.table("contact"); c != nil {
		u.Contact = catalog.Contact{Office: c.string("office"), Phone: c.string("phone"), Email: c.string("email"),
			Address: c.string("address"), Hours: c.string("hours")}
		c.finish()
	}
	if d := t.table("declared"); d != nil {
		u.Declared = catalog.Declared{Origin: d.origin(), Positions: d.count("positions"), Risks: d.count("risks"),
			Kinds: d.count("kinds"), Classes: d.count("classes"), Holders: d.count("holders")}
		d.finish()
	}
	u.Publication = catalog.Publication{Status: catalog.StatusPublished, Audience: catalog.AudiencePublic}
	if p := t.table("publication"); p != nil {
		u.Publication = parsePublication(p)
	}
	parseDepartments(t, u)
	parseRecords(t, u)
	t.finish()
}

func parsePublication(t *table) catalog.Publication {
	p := catalog.Publication{
		Origin:      t.origin(),
		Status:      t.choice("status", catalog.StatusPublished, catalog.StatusWords),
		Audience:    t.audience("audience", catalog.AudiencePublic),
		MadeOn:      t.date("made_on"),
		ApprovedOn:  t.date("approved_on"),
		NoticeFrom:  t.date("notice_from"),
		NoticeUntil: t.date("notice_until"),
		PublishedOn: t.date("published_on"),
		UpdatedOn:   t.date("updated_on"),
		ReviewBy:    t.date("review_by"),
		WithdrawnOn: t.date("withdrawn_on"),
		Reason:      t.string("reason"),
	}
	for _, a := range t.tables("approval") {
		p.Approval = append(p.Approval, catalog.Approval{Origin: a.origin(),
			Stage: a.required("stage", ruleNameMissing, diag.Text{Zh: "审核环节", En: "the stage of approval"}),
			By:    a.string("by"), On: a.date("on"), Result: a.string("result"), Opinion: a.string("opinion"), Audience: a.audience("audience", "")})
		a.finish()
	}
	t.finish()
	return p
}

// audience takes public or internal, in either language.
func (t *table) audience(key, fallback string) string {
	s := t.string(key)
	if s == "" {
		return fallback
	}
	a, ok := audienceOf(s)
	if !ok {
		t.src.reportAudience(s, t.at(key))
		return catalog.AudienceInternal // what cannot be read is not published
	}
	return a
}

func audienceOf(s string) (string, bool) {
	switch strings.ToLower(s) {
	case "public", "公开":
		return catalog.AudiencePublic, true
	case "internal", "内部":
		return catalog.AudienceInternal, true
	}
	return "", false
}

func (src *source) reportAudience(s string, pos diag.Position) {
	src.report(ruleBadValue, pos, diag.Textf("公开范围不能是%q", "the audience cannot be %q", s),
		diag.Text{Zh: "写 public（公开）或 internal（内部）", En: "write public or internal"})
}

func parseDepartments(t *table, u *catalog.Unit) {
	seen := map[string]bool{}
	for _, d := range t.tables("department") {
		dep := catalog.Department{
			Origin: d.origin(),
			ID:     d.string("id"),
			Name:   d.required("name", ruleNameMissing, diag.Text{Zh: "部门名称", En: "the department's name"}),
			Parent: d.string("parent"),
			Leader: d.string("leader"),
			Duties: d.strings("duties"),

			Audience: d.audience("audience", ""),
		}
		d.finish()
		if dep.ID == "" {
			dep.ID = catalog.DepartmentSlug(u, dep.Name)
		} else {
			t.src.checkID(dep.ID, d.at("id"))
		}
		for _, key := range []string{"id", "name"} {
			value := map[string]string{"id": dep.ID, "name": dep.Name}[key]
			if key == "id" {
				value = strings.ToLower(value)
			}
			if value != "" && seen[key+"\x00"+value] {
				t.src.report(ruleDuplicateID, d.at(key), diag.Textf("部门%q重复", "department %q stands twice", value), diag.Text{})
			}
			seen[key+"\x00"+value] = true
		}
		u.Departments = append(u.Departments, dep)
	}
}

// parseRecords takes the blocks that tell how the catalogue is kept.
func parseRecords(t *table, u *catalog.Unit) {
	for _, a := range t.tables("assessment") {
		u.Assessments = append(u.Assessments, catalog.Assessment{Origin: a.origin(),
			Period: a.string("period"), Object: a.string("object"), Method: a.string("method"), Result: a.string("result"),
			Findings: a.strings("findings"), Corrections: a.strings("corrections"), Audience: a.audience("audience", "")})
		a.finish()
	}
	for _, m := range t.tables("milestone") {
		u.Milestones = append(u.Milestones, catalog.Milestone{Origin: m.origin(),
			Name: m.required("name", ruleNameMissing, diag.Text{Zh: "工作节点名称", En: "the milestone's name"}),
			From: m.date("from"), To: m.date("to"), Done: m.date("done"), Responsible: m.string("responsible"), Audience: m.audience("audience", "")})
		m.finish()
	}
	for _, w := range t.tables("warning") {
		u.Warnings = append(u.Warnings, catalog.Warning{Origin: w.origin(),
			Number: w.string("number"), Kind: w.string("kind"), Level: w.string("level"), Risk: w.string("risk"),
			Issued: w.date("issued"), ReplyDue: w.date("reply_due"), Replied: w.date("replied"), Outcome: w.string("outcome"),
			Audience: w.audience("audience", "")})
		w.finish()
	}
	for _, r := range t.tables("resource") {
		u.Resources = append(u.Resources, catalog.Resource{Origin: r.origin(),
			Kind:     r.required("kind", ruleNameMissing, diag.Text{Zh: "资源种类", En: "the kind of resource"}),
			Required: r.quantity("required"), Actual: r.quantity("actual"), Place: r.string("place"), Audience: r.audience("audience", "")})
		r.finish()
	}
	for _, r := range t.tables("response") {
		u.Responses = append(u.Responses, catalog.Response{Origin: r.origin(),
			Level:   r.required("level", ruleNameMissing, diag.Text{Zh: "响应级别", En: "the level of response"}),
			Extends: r.string("extends"), Trigger: r.string("trigger"), Release: r.string("release"), Responsible: r.string("responsible"),
			Measures: r.strings("measures"), Audience: r.audience("audience", "")})
		r.finish()
	}
	for _, r := range t.tables("removed") {
		u.Removed = append(u.Removed, catalog.Removal{Origin: r.origin(),
			What:  r.required("what", ruleNameMissing, diag.Text{Zh: "移除的岗位或岗位#风险点", En: "the position or position#risk that was removed"}),
			Title: r.string("title"), On: r.date("on"), Reason: r.string("reason"), To: r.string("to")})
		r.finish()
	}
	for _, g := range t.tables("target") {
		u.Targets = append(u.Targets, catalog.Target{Origin: g.origin(),
			Name:   g.required("name", ruleNameMissing, diag.Text{Zh: "指标名称", En: "the target's name"}),
			Target: g.quantity("target"), Actual: g.quantity("actual"), AsOf: g.date("as_of"), Audience: g.audience("audience", "")})
		g.finish()
	}
}

// part is what one file adds to a unit.
type part struct {
	positions []catalog.Position
	findings  diag.List
	refused   bool // the file could not be read at all
}

// readPositions reads the unit's Markdown and TOML files, several at once. The
// parts are in the order of the files. Where they hold more than a unit may, there
// are none: which of them would be read first is left to chance.
func readPositions(fsys fs.FS, u *catalog.Unit, files UnitFiles, unit *source) ([]part, error) {
	var elements atomic.Int64
	parts := make([]part, len(files.Positions)+len(files.Catalogs))
	words := vocabularyOf(u.Scheme)
	words.open = u.Scheme == nil
	read := func(i int) error {
		name, parse := "", parseMarkdownPosition
		if i < len(files.Positions) {
			name = files.Positions[i]
		} else {
			name, parse = files.Catalogs[i-len(files.Positions)], parseCatalog
		}
		src, ok, err := readSource(fsys, name)
		if err != nil {
			return err
		}
		if ok && elements.Load() <= maxElements {
			parts[i].positions = parse(src, words)
		}
		elements.Add(int64(src.elements))
		parts[i].findings, parts[i].refused = src.findings, !ok
		return nil
	}
	// Each goroutine reads many files: one for each would have to grow its stack first.
	var g errgroup.Group
	var next atomic.Int64
	for range min(runtime.GOMAXPROCS(0), len(parts)) {
		g.Go(func() error {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(parts) {
					return nil
				}
				if err := read(i); err != nil {
					return err
				}
			}
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	if elements.Load() > maxElements && !slices.ContainsFunc(parts, func(p part) bool { return p.findings.HasErrors() }) {
		unit.reportElements(unit.at(1, 1))
		return nil, nil
	}
	return parts, nil
}

func readProse(fsys fs.FS, u *catalog.Unit, files UnitFiles, findings *diag.List) error {
	if files.Index == "" {
		return nil
	}
	src, ok, err := readSource(fsys, files.Index)
	if err != nil {
		return err
	}
	if ok {
		u.Description = parseProse(src)
		src.straysOfIndex()
	}
	*findings = append(*findings, src.findings...)
	return nil
}
