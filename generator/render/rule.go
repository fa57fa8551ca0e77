package render

import (
	"strings"

	"gongshi/generator/catalog"
)

// Basis is a law or rule that something rests on.
type Basis struct {
	Text string // as written, or the title of the rule with its clause
	Note string // number and status of the rule, where the register has them
	Href string // the page of the rule
}

// basis shows a basis with what the register knows of it.
func (r *Renderer) basis(at place, text string) Basis {
	rule, clause := r.site.Cites(text)
	if rule == nil {
		return Basis{Text: text}
	}
	note := rule.Number
	if rule.Status != "" && rule.Status != catalog.RuleInForce {
		note = strings.Trim(note+" "+rule.Status, " ")
	}
	return Basis{Text: rule.Quoted() + clause, Note: note, Href: at.to(catalog.RulePage(rule.ID))}
}

func (r *Renderer) bases(at place, list []string) []Basis {
	var out []Basis
	for _, b := range list {
		out = append(out, r.basis(at, b))
	}
	return out
}

// RulesPage lists the register of laws and internal rules.
type RulesPage struct {
	Page
	Sentence string
	Groups   []RuleGroup
}

// RuleGroup are the entries of one sort.
type RuleGroup struct {
	Title   string
	Caption string
	Rules   []RuleRow
}

// RuleRow is an entry with how much cites it.
type RuleRow struct {
	Link
	Number, Issuer, Status string
	Date                   Field
	Risks, Units           int
}

// RulePage tells which risk points and powers cite one entry of the register.
type RulePage struct {
	Page
	Sentence string
	Repealed bool
	Facts    []Field
	Units    []RuleUnit
}

// RuleUnit is a unit that cites a rule.
type RuleUnit struct {
	Link
	ID     string // of the element on the page
	Count  string
	Rows   []RuleCitation // risk points
	Powers []RuleCitation
	All    *Link // the list of all of them, where Rows are only the first
}

// RuleCitation is a risk point or a power that cites a rule. A power has no grade.
type RuleCitation struct {
	Link
	Grade    *Grade
	Position Link
	Clauses  string
}

// citationsShown is how many rows the page of a rule has before it goes on with
// the numbers alone.
const citationsShown = 3000

// citing is a unit with what it cites of one rule.
type citing struct {
	unit *catalog.Summary
	catalog.Citations
}

// citations are the citations of each rule of the register, by unit in the order
// of paths.
func (j *join) citations() map[string][]citing {
	out := map[string][]citing{}
	for _, s := range j.summaries {
		for _, c := range s.Rules.List() {
			out[c.Rule] = append(out[c.Rule], citing{s, c})
		}
	}
	return out
}

// writeRules makes the page of each entry of the register and the one that lists
// them. A site without a register has neither.
func (j *join) writeRules(emit Emit) error {
	r, w := j.r, j.r.words
	if len(r.site.Register) == 0 {
		return nil
	}
	path := "rule/index.html"
	at := place(path)
	page := &RulesPage{Page: r.page("rules", path, w.get("rule.index")), Sentence: w.get("rule.index_text")}
	page.Crumbs = r.crumbs(at, "", false)
	page.titled()
	page.Description = page.Sentence
	page.Meta = append(page.Meta, columnMeta(page.Heading, page.Sentence, w.get("meta.column"))...)
	cited := j.citations()
	groups := map[string][]RuleRow{}
	for i := range r.site.Register {
		rule := &r.site.Register[i]
		own := j.rulePage(rule, cited[rule.ID])
		if err := r.write(emit, "rule", catalog.RulePage(rule.ID), own); err != nil {
			return err
		}
		row := RuleRow{Link: Link{Text: rule.Title, Href: at.to(catalog.RulePage(rule.ID))},
			Number: rule.Number, Issuer: rule.Issuer, Status: rule.Status, Date: day(rule.Date), Units: len(cited[rule.ID])}
		for _, c := range cited[rule.ID] {
			row.Risks += c.Risks
		}
		groups[rule.Kind] = append(groups[rule.Kind], row)
	}
	for _, kind := range []string{"law", "internal", ""} {
		if rows := groups[kind]; rows != nil {
			title := w.get("rule.kind_" + describe(kind, "other"))
			page.Groups = append(page.Groups, RuleGroup{title, w.format("list.caption", title, w.count("count.rules", len(rows))), rows})
		}
	}
	return r.write(emit, "rules", path, page)
}

func (j *join) rulePage(rule *catalog.Rule, cited []citing) *RulePage {
	r, w := j.r, j.r.words
	path := catalog.RulePage(rule.ID)
	at := place(path)
	page := &RulePage{Page: r.page("rule", path, rule.Title), Facts: r.ruleFields(rule), Repealed: rule.Status == catalog.RuleRepealed}
	page.Crumbs = append(r.crumbs(at, "", false), Link{Text: w.get("rule.index"), Href: at.to("rule/index.html")})
	page.titled(w.get("rule.index"))
	risks, powers, shown := 0, 0, 0
	for _, c := range cited {
		u := RuleUnit{Link: Link{Text: c.unit.Name, Href: r.unitLink(at, c.unit.ID)}, ID: elementID(c.unit.ID)}
		if !c.Whole() {
			u.All = &Link{Text: w.format("rule.all", w.count("count.risks", c.Risks)), Href: at.to(catalog.RuleListPage(c.unit.ID, rule.ID))}
		}
		risks += c.Risks
		own := 0 // powers
		known := gradesOf(j.scheme(c.unit.SchemeID))
		for _, x := range c.First {
			list := &u.Rows
			if x.Power != "" {
				list = &u.Powers
				own++
			}
			if shown++; shown <= citationsShown {
				*list = append(*list, r.citationRow(at, c.unit.ID, known, x))
			}
		}
		powers += own
		u.Count = w.citing(c.Risks, own)
		page.Units = append(page.Units, u)
	}
	page.Sentence = w.get("rule.uncited")
	if len(cited) > 0 {
		page.Sentence = w.format("rule.cited", w.count("count.units", len(cited)), w.citing(risks, powers))
	}
	page.Description = w.format("describe.rule", rule.Title, page.Sentence)
	page.Meta = append(page.Meta, columnMeta(rule.Title, page.Description, w.get("meta.column"))...)
	return page
}

// citing tells how many risk points and powers cite a rule, of which one or the other may
// be none.
func (w *words) citing(risks, powers int) string {
	switch {
	case powers == 0:
		return w.count("count.risks", risks)
	case risks == 0:
		return w.count("count.powers", powers)
	}
	return w.format("rule.both", w.count("count.risks", risks), w.count("count.powers", powers))
}

func (r *Renderer) citationRow(at place, unit string, known grades, x catalog.Citation) RuleCitation {
	row := RuleCitation{Link: Link{Text: x.Title, Href: r.positionLink(at, unit, x.Position, x.Risk)},
		Position: Link{Text: x.Holder, Href: r.positionLink(at, unit, x.Position)}, Clauses: r.words.join(x.Clauses)}
	if x.Power != "" {
		row.Href = r.positionLink(at, unit, x.Position, powerID(x.Power))
		return row
	}
	g := known.of(x.Grade)
	row.Grade = &g
	return row
}

// ruleFields are what the register says of a rule.
func (r *Renderer) ruleFields(rule *catalog.Rule) []Field {
	w := r.words
	var f fields
	if rule.Kind != "" {
		f.add(w.get("rule.kind"), w.get("rule.kind_"+rule.Kind))
	}
	f.add(w.get("rule.number"), rule.Number)
	f.add(w.get("rule.issuer"), rule.Issuer)
	f.addDate(w, w.get("rule.date"), rule.Date)
	f.add(w.get("rule.status"), rule.Status)
	f.addLink(w.get("rule.url"), rule.URL, rule.URL)
	return f
}
