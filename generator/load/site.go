package load

import (
	"cmp"
	_ "embed" // for the built-in calendar
	"fmt"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// Site is the content root: what all units share and where the units are.
type Site struct {
	*catalog.Site
	Units    []UnitFiles  // in the order of paths, enclosing units first
	Findings diag.List    // of the shared files and of the tree
	Newest   catalog.Date // the latest date of something done that the units state

	schemeUnread   bool // site.toml names no scheme as far as it could be read, which is not all of it
	registerUnread bool // rules.toml could not be read whole

	folders map[string]bool   // those that are units
	assets  map[string]string // the attachments and their folders, as disks tell them apart
}

// UnitFiles names the files of one unit, relative to the content root. The
// files of subordinate units are not among them.
type UnitFiles struct {
	ID        string
	Parent    string
	Name      catalog.UnitName
	Index     string   // index.md, or empty
	Positions []string // Markdown files
	Catalogs  []string // TOML files other than unit.toml
	Assets    []string
}

// OpenSite reads site.toml, the schemes, the register and the calendar, and finds
// the units. Their files are read later, one unit at a time.
func OpenSite(fsys fs.FS) (*Site, error) {
	s := &Site{Site: &catalog.Site{Language: "zh-Hans", Scheme: "three-level", Checks: catalog.DefaultThresholds}}
	var err error
	var schemeFindings diag.List
	if s.Schemes, schemeFindings, err = loadSchemes(fsys); err != nil {
		return nil, err
	}
	s.Findings = append(s.Findings, schemeFindings...)
	damaged, err := s.readShared(fsys, "site.toml", s.parseSite)
	if err != nil {
		return nil, err
	}
	s.schemeUnread = damaged && !s.Origin.Has("scheme")
	s.checkTheme(fsys)
	if s.Title == "" && !s.Findings.HasErrors() {
		s.Findings.Add(ruleSiteMissing.At(diag.Position{File: "site.toml"},
			diag.Text{Zh: "这里没有 site.toml，不是内容目录", En: "no site.toml here: this is not a content folder"},
			diag.Text{Zh: "用 --content 指明内容目录，或用 gongshi new site 新建一个", En: "name the content folder with --content, or make one with gongshi new site"}))
	}
	if s.registerUnread, err = s.readShared(fsys, "rules.toml", s.parseRegister); err != nil {
		return nil, err
	}
	s.parseHolidays(parseTOML(&source{path: "holidays.toml", data: builtinHolidays}))
	if _, err := s.readShared(fsys, "holidays.toml", s.parseHolidays); err != nil {
		return nil, err
	}
	if err := s.findUnits(fsys); err != nil {
		return nil, err
	}
	s.Findings.Sort()
	return s, nil
}

// readShared reads an optional file of the root. damaged tells that not all of it could be
// read.
func (s *Site) readShared(fsys fs.FS, name string, parse func(*table)) (damaged bool, err error) {
	src, ok, err := readSource(fsys, name)
	if isNotExist(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if ok {
		parse(parseTOML(src))
	}
	s.Findings = append(s.Findings, src.findings...)
	return src.damaged, nil
}

func (s *Site) parseSite(t *table) {
	s.Origin = t.origin()
	s.Title = t.required("title", ruleNameMissing, diag.Text{Zh: "站点名称", En: "the site's title"})
	s.Language = t.enum("language", "zh-Hans", "zh-Hans", "zh-Hant", "en")
	s.BaseURL = t.string("base_url")
	if s.BaseURL != "" && !strings.HasPrefix(s.BaseURL, "http://") && !strings.HasPrefix(s.BaseURL, "https://") {
		t.src.report(ruleBadValue, t.at("base_url"), diag.Textf("base_url 不是网址：%s", "base_url is not an address: %s", s.BaseURL),
			diag.Text{Zh: "写成 https://…/，或者留空", En: "write https://…/ or leave it empty"})
		s.BaseURL = ""
	}
	if s.BaseURL != "" && !strings.HasSuffix(s.BaseURL, "/") {
		s.BaseURL += "/"
	}
	if id := t.string("scheme"); id != "" {
		s.Scheme = id
		if s.Schemes[id] == nil {
			t.src.report(ruleUnknownScheme, t.at("scheme"), diag.Textf("没有名为%q的方案", "there is no scheme %q", id), diag.Nearest(id, s.schemeIDs()))
		}
	}
	s.Theme = t.string("theme")
	s.Allow = t.allowances("allow")
	if f := t.table("footer"); f != nil {
		s.Footer = catalog.Footer{
			Organiser: f.string("organiser"), Undertaker: f.string("undertaker"), SiteIDCode: f.string("site_id_code"),
			ICP: f.string("icp"), Police: f.string("police"), Contact: f.string("contact"),
		}
		if code := s.Footer.SiteIDCode; code != "" && !isDigits(code, 10) {
			f.src.report(ruleBadValue, f.at("site_id_code"), diag.Textf("网站标识码应为 10 位数字，现为%q", "site_id_code wants 10 digits, found %q", code), diag.Text{})
		}
		f.finish()
	}
	s.Publication = catalog.Limits{WorkingDays: 20, ReviewMonths: 12}
	if p := t.table("publication"); p != nil {
		if n, written := p.within("working_days", maxWorkingDays); written {
			s.Publication.WorkingDays = n
		}
		if n, written := p.within("review_months", maxMonths); written {
			s.Publication.ReviewMonths = n
		}
		p.finish()
	}
	if c := t.table("checks"); c != nil {
		for _, limit := range []struct {
			key string
			to  *int
		}{{"frontline_share", &s.Checks.FrontlineShare}, {"grade_share", &s.Checks.GradeShare}, {"repeated_controls", &s.Checks.RepeatedControls},
			{"top_grade_controls", &s.Checks.TopGradeControls}, {"process_steps", &s.Checks.ProcessSteps}, {"basis_days", &s.Checks.BasisDays}} {
			if n, written := c.int(limit.key); written {
				*limit.to = n
			}
		}
		c.finish()
	}
	t.finish()
}

// checkTheme reports a theme that is no folder of the content. It is then not used.
func (s *Site) checkTheme(fsys fs.FS) {
	if s.Theme == "" {
		return
	}
	name := path.Clean(s.Theme)
	if info, err := fs.Stat(fsys, name); err == nil && info.IsDir() && name != "." {
		s.Theme = name
		return
	}
	s.Findings.Add(ruleBadValue.At(s.Origin.Of("theme"), diag.Textf("没有主题文件夹%q", "there is no theme folder %q", s.Theme),
		diag.Text{Zh: "写内容目录里的一个文件夹，或者留空", En: "name a folder of the content, or leave it empty"}))
	s.Theme = ""
}

func isDigits(s string, n int) bool {
	return len(s) == n && strings.Trim(s, "0123456789") == ""
}

func (s *Site) schemeIDs() []string {
	ids := make([]string, 0, len(s.Schemes))
	for id := range s.Schemes {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

func (s *Site) parseRegister(t *table) {
	seen := map[string]bool{}
	for _, r := range t.tables("rule") {
		rule := catalog.Rule{
			Origin: r.origin(),
			ID:     r.required("id", ruleNameMissing, diag.Text{Zh: "编号", En: "the id"}),
			Title:  r.required("title", ruleNameMissing, diag.Text{Zh: "制度名称", En: "the rule's title"}),
			Kind:   r.enum("kind", "", "law", "internal"),
			Number: r.string("number"),
			Issuer: r.string("issuer"),
			Date:   r.date("date"),
			Status: r.choice("status", "", catalog.RuleStatusWords),
			URL:    r.string("url"),
		}
		r.finish()
		if rule.ID != "" && t.src.checkID(rule.ID, r.at("id")) && seen[rule.ID] {
			t.src.report(ruleDuplicateID, r.at("id"), diag.Textf("制度编号%q重复", "rule id %q stands twice", rule.ID), diag.Text{})
		}
		if rule.ID == pageOfAll {
			t.src.report(ruleReserved, r.at("id"), diag.Text{Zh: "制度编号不能是 index", En: "a rule cannot have the id index"}, otherID)
		}
		seen[rule.ID] = true
		s.Register = append(s.Register, rule)
	}
	t.finish()
}

//go:embed holidays.toml
var builtinHolidays []byte

// parseHolidays takes the site's own days, which come before the built-in ones: a
// day that the site works is no day off, and the other way round.
func (s *Site) parseHolidays(t *table) {
	own := catalog.Holidays{Off: t.dates("off"), Work: t.dates("work")}
	t.finish()
	s.Holidays.Off = append(own.Off, slices.DeleteFunc(s.Holidays.Off, func(d catalog.Date) bool { return slices.Contains(own.Work, d) })...)
	s.Holidays.Work = append(own.Work, slices.DeleteFunc(s.Holidays.Work, func(d catalog.Date) bool { return slices.Contains(own.Off, d) })...)
}

// findUnits walks the tree. Every file is a unit's, one of the shared ones, or
// reported.
func (s *Site) findUnits(fsys fs.FS) error {
	units := map[string]*UnitFiles{}
	s.folders, s.assets = map[string]bool{}, map[string]string{}
	var order []string
	err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("read content: %w", err)
		}
		switch {
		case p == ".":
			return nil
		case !s.legible(p):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case isIgnored(d.Name()) || p == s.Theme:
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.Type()&fs.ModeSymlink != 0:
			s.Findings.Add(ruleSymlink.At(diag.Position{File: p}, diag.Text{Zh: "这是符号链接，没有读取", En: "this is a symbolic link and was not read"},
				diag.Text{Zh: "换成文件本身", En: "put the file itself here"}))
			return nil
		case d.IsDir():
			switch _, err := fs.Stat(fsys, path.Join(p, "unit.toml")); {
			case err == nil:
				units[p] = &UnitFiles{ID: p, Parent: enclosing(units, path.Dir(p))}
				order = append(order, p)
				s.folders[p] = true
				s.checkUnitPath(p)
			case !isNotExist(err):
				return fmt.Errorf("read content: %w", err)
			}
			return nil
		}
		s.classify(units, p)
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortFunc(order, comparePaths)
	peeks := make([]peek, len(order))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, id := range order {
		g.Go(func() (err error) {
			peeks[i], err = peekUnit(fsys, id)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	for i, id := range order {
		u := units[id]
		u.Name = peeks[i].name
		if peeks[i].newest.Compare(s.Newest) > 0 {
			s.Newest = peeks[i].newest
		}
		u.Name.Parent = u.Parent
		s.Units = append(s.Units, *u)
		s.Tree = append(s.Tree, u.Name)
	}
	s.checkNames()
	return nil
}

func isIgnored(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_")
}

// comparePaths orders paths part by part, so that a unit comes right before its
// subordinate units.
func comparePaths(a, b string) int {
	return slices.CompareFunc(strings.Split(a, "/"), strings.Split(b, "/"), cmp.Compare[string])
}

// enclosing is the id of the unit that dir belongs to, or empty.
func enclosing(units map[string]*UnitFiles, dir string) string {
	for ; dir != "."; dir = path.Dir(dir) {
		if units[dir] != nil {
			return dir
		}
	}
	return ""
}

// classify gives a file to its unit or reports it.
func (s *Site) classify(units map[string]*UnitFiles, p string) {
	dir, base := path.Split(p)
	dir = strings.TrimSuffix(dir, "/")
	switch {
	case dir == "" && (base == "site.toml" || base == "rules.toml" || base == "holidays.toml"):
		return
	case dir == "schemes" && path.Ext(base) == ".toml":
		return
	}
	if u := units[dir]; u != nil {
		switch ext := path.Ext(base); {
		case base == "unit.toml":
			return
		case base == "index.md":
			u.Index = p
			return
		case ext == ".md":
			u.Positions = append(u.Positions, p)
			return
		case ext == ".toml":
			u.Catalogs = append(u.Catalogs, p)
			return
		}
	} else if u := units[enclosing(units, dir)]; u != nil && strings.HasPrefix(strings.TrimPrefix(p, u.ID+"/"), "assets/") {
		if isLitter(base) {
			s.Findings.Add(ruleLitter.At(diag.Position{File: p},
				diag.Text{Zh: "这不是附件，没有公开", En: "this is no attachment and is not published"}, unclassifiedHint(dir, base)))
		} else if s.checkAttachment(p) {
			u.Assets = append(u.Assets, p)
		}
		return
	}
	s.Findings.Add(ruleUnclassified.At(diag.Position{File: p},
		diag.Text{Zh: "这个文件不属于任何一种内容，没有读取", En: "this file is none of the kinds of content and was not read"}, unclassifiedHint(dir, base)))
}

// unclassifiedHint tells what to do about a file that is none of the kinds of content.
func unclassifiedHint(dir, base string) diag.Text {
	lower := strings.ToLower(base)
	switch ext := path.Ext(lower); {
	case isLitter(base):
		return diag.Text{Zh: "这是系统或软件自动生成的文件；关闭正在用它的软件，再删去", En: "the system or a program left this file; close the program and delete it"}
	case strings.HasSuffix(lower, ".md.txt") || strings.HasSuffix(lower, ".toml.txt"):
		return diag.Textf("改名为 %[1]s（系统可能隐藏了扩展名 .txt）", "rename it to %[1]s; the system may hide the ending .txt", base[:len(base)-len(".txt")])
	case (ext == ".md" || ext == ".toml") && path.Ext(base) != ext:
		return diag.Textf("扩展名用小写：%[1]s", "write the ending in lower case: %[1]s", base[:len(base)-len(ext)]+ext)
	case ext == ".md" || ext == ".toml":
		return diag.Text{Zh: "岗位和目录文件要放在含有 unit.toml 的单位文件夹里", En: "positions and catalogues belong in a unit's folder, one that holds unit.toml"}
	case ext == ".xlsx" || ext == ".csv":
		return diag.Text{Zh: "风险点的表格用 gongshi import 导入，不放在这里；附件放进单位文件夹的 assets/",
			En: "a table of risk points is read with gongshi import and does not stand here; put attachments in a unit's assets/"}
	case ext == ".txt" && dir != "":
		return diag.Textf("是岗位的，改名为 %[1]s（另存时，保存类型选“所有文件”）；是附件的，放进本单位的 assets/", "rename it to %[1]s if it is a position; put it in the unit's assets/ if it is an attachment", base[:len(base)-len(".txt")]+".md")
	case dir == "":
		return diag.Text{Zh: "附件放进单位文件夹的 assets/；不发布的文件，文件名以 _ 开头", En: "put attachments in a unit's assets/; begin the names of files not to be published with _"}
	}
	return diag.Text{Zh: "附件放进本单位的 assets/ 文件夹；不发布的文件，文件名以 _ 开头", En: "put attachments in the unit's assets/ folder; begin the names of files not to be published with _"}
}

// isLitter reports the files that Windows, offices and editors leave in folders. They may
// show more than is meant to be published: thumbnails, earlier versions.
func isLitter(base string) bool {
	switch lower := strings.ToLower(base); lower {
	case "thumbs.db", "ehthumbs.db", "desktop.ini":
		return true
	default:
		return strings.HasPrefix(base, "~$") || strings.HasSuffix(base, "~") ||
			slices.Contains([]string{".bak", ".tmp", ".swp", ".orig", ".rej"}, path.Ext(lower))
	}
}

// peek is what other units need to know of a unit before it is read: its name, and
// the newest date of something done.
type peek struct {
	name   catalog.UnitName
	newest catalog.Date
}

// peekUnit reads a unit's peek. Mistakes in it are reported when the unit itself is
// read.
func peekUnit(fsys fs.FS, id string) (s peek, err error) {
	s.name.ID = id
	name := &s.name
	src, ok, err := readSource(fsys, path.Join(id, "unit.toml"))
	if err != nil || !ok {
		return s, err
	}
	t := parseValues(src)
	name.Name, name.Short, name.Kind = t.string("name"), t.string("short"), t.string("kind")
	if p := t.table("publication"); p != nil {
		name.Status, name.Audience = p.choice("status", "", catalog.StatusWords), p.audience("audience", catalog.AudiencePublic)
		s.note(p, "made_on", "approved_on", "notice_from", "published_on", "updated_on", "withdrawn_on")
		for _, a := range p.tables("approval") {
			s.note(a, "on")
		}
	}
	for key, dates := range map[string][]string{"warning": {"issued", "replied"}, "target": {"as_of"}, "milestone": {"done"}} {
		for _, record := range t.tables(key) {
			s.note(record, dates...)
		}
	}
	return s, nil
}

// note takes the dates of a table into the newest that the content states.
func (s *peek) note(t *table, keys ...string) {
	for _, key := range keys {
		if d := t.date(key); d.Compare(s.newest) > 0 {
			s.newest = d
		}
	}
}

// checkNames reports sibling units of one name, which readers could not tell
// apart.
func (s *Site) checkNames() {
	seen := map[[2]string]string{}
	for _, u := range s.Tree {
		if u.Name == "" {
			continue
		}
		key := [2]string{u.Parent, u.Name}
		if first, taken := seen[key]; taken {
			s.Findings.Add(ruleDuplicateID.At(diag.Position{File: path.Join(u.ID, "unit.toml")},
				diag.Textf("单位名称“%s”与 %s 相同", "the name %q is that of %s too", u.Name, first),
				diag.Text{Zh: "给其中一个单位换上能区别的全称", En: "give one of them its full, distinct name"}))
			continue
		}
		seen[key] = u.ID
	}
}
