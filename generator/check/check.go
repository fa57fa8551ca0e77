// Package check holds the rules that a catalogue is held to before it is
// published. Each rule is one function and one row of the table in rules.go.
//
// A rule looks at one unit, with nothing of any other; what spans units is
// checked from their summaries by [Join]. A warning can be accepted with a
// reason, by an allow entry of the risk point, the position, the unit or the
// site; it is then reported as a note that gives the reason. Errors cannot be
// accepted, but for those of heuristics, which may be wrong.
//
// Rules that depend on the day take it from the site: nothing here reads a clock.
//
// Most texts have nothing that a rule looks for, and that is to be found out at little
// cost. So a rule is handed each text with what one look at it shows, see look.go, and
// a pattern, which is written as a regular expression, reads it once.
package check

import (
	"fmt"
	"slices"
	"strconv"
	"sync"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// Unit applies every rule to one unit. The findings are sorted.
func Unit(site *catalog.Site, u *catalog.Unit) diag.List {
	findings, _ := UnitWithin(site, u)
	return findings
}

// UnitWithin is [Unit], and tells by which other days than that of the site the
// findings would be the same.
func UnitWithin(site *catalog.Site, u *catalog.Unit) (diag.List, Span) {
	c := newChecker(site, u)
	c.checkAll()
	return *c.findings, c.span
}

// Accept turns the warnings that the unit or the site accepts into notes with
// their reasons. It serves the findings of loading, which are not tied to a risk
// point.
func Accept(findings diag.List, site *catalog.Site, u *catalog.Unit) diag.List {
	for i, f := range findings {
		if f.Severity == diag.Error {
			continue
		}
		if reason, ok := allowed(f.Rule, u.Allow, site.Allow); ok {
			findings[i] = accepted(f, reason)
		}
	}
	return findings
}

// checker is what a rule works with. Each rule of a unit has one of its own.
type checker struct {
	site     *catalog.Site
	unit     *catalog.Unit
	rule     *diag.Rule
	readers  []reader                // of the texts
	besides  []func()                // what is done while texts are read
	look     func(catalog.Text) text // a test can take one to have all signs
	quiet    *sync.Pool              // of sets of passages that need not be read
	findings *diag.List
	told     *int // counts the findings of all rules that read texts
	span     Span // in which the findings hold
}

func newChecker(site *catalog.Site, u *catalog.Unit) *checker {
	return &checker{site: site, unit: u, findings: new(diag.List), told: new(int), look: look, quiet: &quietPassages}
}

// checkAll applies all rules of the table.
func (c *checker) checkAll() {
	rules := make([]*checker, len(table))
	var beside sync.WaitGroup
	for i := range slices.Backward(table) { // what goes on beside the others stands late
		r := newChecker(c.site, c.unit)
		r.rule = &table[i].Rule
		table[i].check(r)
		for _, f := range r.besides {
			beside.Go(f)
		}
		if len(r.readers) > 0 {
			r.told = c.told
		}
		c.readers = append(c.readers, r.readers...)
		rules[i] = r
	}
	c.read()
	beside.Wait()
	for _, r := range rules {
		*c.findings = append(*c.findings, *r.findings...)
		c.span = c.span.and(r.span)
	}
	c.findings.Sort()
}

// read reads the texts of the unit, each once for all rules that look at texts. What they
// find in a text depends on nothing but its value, its field and who sees it, so that one
// like a text in which there was nothing, such as the name of an office, is not read again,
// in this unit or another.
func (c *checker) read() {
	closed := c.site.Inside || c.unit.Publication.Audience == catalog.AudienceInternal
	quiet := c.quiet.Get().(map[string]bool)
	defer c.quiet.Put(quiet)
	var seen text
	var passage []byte // what rules know of a text, in one
	c.unit.Texts(func(t catalog.Text) {
		hidden := closed || t.Internal
		short := len(t.Value) <= longestPassage
		if short {
			passage = strconv.AppendBool(append(append(passage[:0], t.Field...), ' '), hidden)
			if passage = append(append(passage, ' '), t.Value...); quiet[string(passage)] {
				return
			}
		}
		before := *c.told
		seen = c.look(t)
		for i := range c.readers {
			if r := &c.readers[i]; !r.public || !hidden {
				r.read(&seen)
			}
		}
		if short && *c.told == before && len(quiet) < mostPassages {
			quiet[string(passage)] = true
		}
	})
}

// Passages that are long hardly ever come twice, and what comes often comes early.
const (
	longestPassage = 160 // bytes
	mostPassages   = 8192
)

// quietPassages are sets of passages in which there was nothing.
var quietPassages = sync.Pool{New: func() any { return map[string]bool{} }}

// reader is what a rule does with each text.
type reader struct {
	public bool // it reads only what a public build shows
	read   func(*text)
}

// report makes a finding about a risk point, a position or, where both are nil,
// the unit.
func (c *checker) report(p *catalog.Position, r *catalog.RiskPoint, at diag.Position, message, hint diag.Text) {
	if hint.IsZero() && isCatalogue(at.File) {
		hint = inTOML[c.rule.Name]
	}
	f := c.rule.At(at, message, hint)
	var own, above []catalog.Allowance
	if r != nil {
		own = r.Allow
	}
	if p != nil {
		above = p.Allow
	}
	if f.Severity != diag.Error || c.rule.Guesses() {
		if reason, ok := allowed(f.Rule, own, above, c.unit.Allow, c.site.Allow); ok {
			f = accepted(f, reason)
		}
	}
	c.findings.Add(f)
	*c.told++
}

func allowed(rule string, lists ...[]catalog.Allowance) (reason string, ok bool) {
	for _, list := range lists {
		for _, a := range list {
			if a.Rule == rule && a.Reason != "" {
				return a.Reason, true
			}
		}
	}
	return "", false
}

// accepted gives the note that takes the place of an accepted finding.
func accepted(f diag.Finding, reason string) diag.Finding {
	f.Severity = diag.Note
	f.Message = diag.Text{
		Zh: fmt.Sprintf("%s（已说明理由：%s）", f.Message.Zh, reason),
		En: fmt.Sprintf("%s (accepted: %s)", f.Message.En, reason),
	}
	f.Hint = diag.Text{}
	return f
}

// eachRisk calls f with every risk point of the unit.
func (c *checker) eachRisk(f func(*catalog.Position, *catalog.RiskPoint)) {
	for i := range c.unit.Positions {
		p := &c.unit.Positions[i]
		for j := range p.Risks {
			f(p, &p.Risks[j])
		}
	}
}

// atUnit makes a finding about the unit, at the first of the keys that is written.
func (c *checker) atUnit(at diag.Position, message diag.Text) {
	c.report(nil, nil, at, message, diag.Text{})
}

// eachPosition calls f with every position of the unit.
func (c *checker) eachPosition(f func(*catalog.Position)) {
	for i := range c.unit.Positions {
		f(&c.unit.Positions[i])
	}
}

// eachText has f called with the texts of the unit, when all rules have said what they
// want to do with texts. The text holds until f returns; what f finds in it depends on its
// value, its field and who sees it alone.
func (c *checker) eachText(f func(*text)) {
	c.readers = append(c.readers, reader{false, f})
}

// eachPublicText has f called with every text that a public build shows.
func (c *checker) eachPublicText(f func(*text)) {
	c.readers = append(c.readers, reader{true, f})
}

// beside has f called while the texts are read: what takes long and needs none of them.
func (c *checker) beside(f func()) { c.besides = append(c.besides, f) }

// riskCount is how many risk points the unit has.
func (c *checker) riskCount() int {
	n := 0
	for i := range c.unit.Positions {
		n += len(c.unit.Positions[i].Risks)
	}
	return n
}
