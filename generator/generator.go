package generator

import (
	"context"
	"fmt"
	"io/fs"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"gongshi/generator/catalog"
	"gongshi/generator/check"
	"gongshi/generator/diag"
	"gongshi/generator/load"
)

// Report is what a run found and made. Counts are of what the site shows.
type Report struct {
	Findings  diag.List
	Units     int
	Drafts    int // units that a build left out because they are drafts
	Positions int
	Risks     int
	Controls  int
	Files     int
	Changes   int          // since the previous site, where one was given
	Bytes     int64        // of all files
	Digest    string       // SHA-256 of the manifest, in hex
	Today     catalog.Date // by which what is due was judged
	Reused    int          // units taken over from the build before
	Unkept    error        // why nothing is kept for the next build, which is no failure

	desk *Desk
}

// Desk is what an editor of the content needs until the next build, or nil where nothing
// was read, because nothing had changed or no unit could be built.
func (r *Report) Desk() *Desk { return r.desk }

// Failed reports whether the findings forbid a site. Warnings do when strict.
func (r *Report) Failed(strict bool) bool {
	return r.Findings.HasErrors() || strict && r.Findings.Count(diag.Warning) > 0
}

func (r *Report) add(s *catalog.Summary) {
	r.Units++
	r.Positions += s.PositionCount
	r.Risks += s.RiskCount
	r.Controls += s.ControlCount
}

// Rules lists every rule that findings can come from, those of the format first.
func Rules() []*diag.Rule {
	return append(slices.Concat(load.Rules, check.Rules()), ruleVanished)
}

// Check reads the content and applies every rule, by the newest date that the
// content states. The findings are sorted; the error is non-nil only where the file
// system fails. jobs is how many units are read at once, 0 for one on each
// processor.
func Check(ctx context.Context, content fs.FS, jobs int) (*Report, error) {
	return CheckOn(ctx, content, jobs, catalog.Date{})
}

// CheckOn is Check with the day by which what is due is judged.
func CheckOn(ctx context.Context, content fs.FS, jobs int, today catalog.Date) (*Report, error) {
	site, err := openSite(content, today)
	if err != nil {
		return nil, err
	}
	report := &Report{Findings: site.Findings, Today: site.Today}
	units := make([]checked, len(site.Units))
	err = eachUnit(ctx, site, jobs, func(_ context.Context, i int) (err error) {
		_, units[i], _, err = checkUnit(content, site, i)
		return err
	})
	if err != nil {
		return nil, err
	}
	report.join(units)
	for _, u := range units {
		report.add(u.summary)
	}
	return report, nil
}

// openSite reads what all units share. Without a day of its own the site is judged
// by the newest date that it states, so that the same content is always judged
// alike.
func openSite(content fs.FS, today catalog.Date) (*load.Site, error) {
	site, err := load.OpenSite(content)
	if err != nil {
		return nil, err
	}
	site.Today = today
	if today.IsZero() {
		site.Today = site.Newest
	}
	site.Findings = append(site.Findings, check.Site(site.Site)...)
	return site, nil
}

// checked is what remains of a unit after its check.
type checked struct {
	summary  *catalog.Summary
	findings diag.List
}

// checkUnit loads and checks the i-th unit, and tells by which days it would find the
// same.
func checkUnit(content fs.FS, site *load.Site, i int) (*catalog.Unit, checked, check.Span, error) {
	u, findings, err := loadUnit(content, site, i)
	if err != nil {
		return nil, checked{}, check.Span{}, err
	}
	c, judged := checkLoaded(site, u, findings)
	return u, c, judged, nil
}

func loadUnit(content fs.FS, site *load.Site, i int) (*catalog.Unit, diag.List, error) {
	u, findings, err := load.Unit(content, site, site.Units[i])
	if err != nil {
		return nil, nil, fmt.Errorf("unit %s: %w", site.Units[i].ID, err)
	}
	return u, findings, nil
}

// checkLoaded checks a unit, and adds to the findings of loading it.
func checkLoaded(site *load.Site, u *catalog.Unit, findings diag.List) (checked, check.Span) {
	findings = check.Accept(findings, site.Site, u)
	var judged check.Span
	if u.Scheme != nil {
		var more diag.List
		more, judged = check.UnitWithin(site.Site, u)
		findings = append(findings, more...)
	}
	return checked{catalog.Summarize(u), findings}, judged
}

// join adds the findings of the units, and those between units, and sorts all.
func (r *Report) join(units []checked) {
	summaries := make([]*catalog.Summary, len(units))
	for i, u := range units {
		summaries[i] = u.summary
	}
	r.Findings = append(r.Findings, check.Join(summaries)...)
	r.addFindings(units)
}

// addFindings adds the findings of the units and sorts all.
func (r *Report) addFindings(units []checked) {
	n := 0
	for _, u := range units {
		n += len(u.findings)
	}
	all := make(diag.List, 0, n)
	for _, u := range units {
		all = append(all, u.findings...)
	}
	all.Sort()
	r.Findings.Sort()
	r.Findings = r.Findings.Merge(all)
}

// eachUnit calls f with the number of every unit, several at once, and stops at
// the first error.
func eachUnit(ctx context.Context, site *load.Site, jobs int, f func(context.Context, int) error) error {
	return each(ctx, len(site.Units), jobs, f)
}

// each calls f with every number below n, several at once, and stops at the first
// error.
func each(ctx context.Context, n, jobs int, f func(context.Context, int) error) error {
	if jobs <= 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	g, inner := errgroup.WithContext(ctx)
	g.SetLimit(jobs)
	for i := range n {
		if inner.Err() != nil {
			break
		}
		g.Go(func() error { return f(inner, i) })
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return ctx.Err()
}
