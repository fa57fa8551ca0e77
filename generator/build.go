package generator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"gongshi/generator/catalog"
	"gongshi/generator/change"
	"gongshi/generator/diag"
	"gongshi/generator/exchange"
	"gongshi/generator/load"
	"gongshi/generator/render"
	"gongshi/generator/search"
	"gongshi/generator/write"
	"gongshi/themes"
)

// Options of a build. The zero value is not a view that shows anything public;
// set View.
type Options struct {
	View     catalog.View
	Today    catalog.Date   // by which what is due is judged; zero for the newest that the content states
	Previous *Previous      // the site that this one replaces, or nil
	Strict   bool           // warnings forbid a site too
	Print    bool           // make the folder of sheets and documents to be printed
	SM3      bool           // the manifest names SM3 digests too
	Jobs     int            // units built at once, 0 for one on each processor
	Progress func(Progress) // called from several goroutines in turn, or nil
}

// Progress tells how far a build has come.
type Progress struct {
	Units, UnitsDone int
	Files            int
}

// Build makes the site of the content and puts it in the place of the folder
// out. When the findings forbid a site, the report has no files and out is as it
// was, as it is after an error. The same content and options give the same bytes.
func Build(ctx context.Context, content fs.FS, out string, opt Options) (_ *Report, err error) {
	site, err := openSite(content, opt.Today)
	if err != nil {
		return nil, err
	}
	site.Inside = opt.View.ShowsAll()
	report := &Report{Findings: site.Findings, Today: site.Today}
	b := &builder{content: content, site: site, opt: opt}
	if err := b.begin(out, report); err != nil {
		return nil, err
	}
	if b.tree != nil {
		defer func() {
			if b.tree != nil {
				err = errors.Join(err, b.tree.Discard())
			}
		}()
	}
	if b.tree != nil {
		if b.layers, err = b.readLayers(ctx); err != nil {
			return nil, err
		}
		if err = b.compare(ctx); err != nil {
			return nil, err
		}
	}
	units := make([]checked, len(site.Units))
	err = eachUnit(ctx, site, opt.Jobs, func(ctx context.Context, i int) error {
		u, c, err := checkUnit(content, site, i)
		if err != nil {
			return err
		}
		units[i] = c
		return b.unit(ctx, i, u, c.findings)
	})
	if err != nil {
		return nil, err
	}
	report.join(units)
	b.reportVanished(report)
	if report.Failed(opt.Strict) || b.tree == nil {
		return report, nil
	}
	return report, b.finish(report)
}

// builder is the state of one build.
type builder struct {
	content fs.FS
	site    *load.Site
	opt     Options

	tree     *write.Tree // nil once the findings forbid a site
	renderer *render.Renderer
	public   catalog.Site // the site as the view shows it
	shown    map[string]bool
	layers   *layers
	now      change.Snapshot     // of the units shown; kept only to be compared
	removed  map[string][]string // what each unit tells to be removed
	moved    map[string][]catalog.Removal
	changes  []change.Change
	log      []Publication
	states   sync.Mutex // of now and removed
	failed   atomic.Bool

	summaries []*catalog.Summary // of the units shown, in their order; nil elsewhere
	segments  []*search.Segment

	progress sync.Mutex
	done     Progress
}

// begin prepares the output, unless the shared files already forbid a site.
func (b *builder) begin(out string, report *Report) error {
	b.summaries = make([]*catalog.Summary, len(b.site.Units))
	b.segments = make([]*search.Segment, len(b.site.Units))
	b.done.Units = len(b.site.Units)
	if report.Failed(b.opt.Strict) {
		b.failed.Store(true)
		return nil
	}
	b.public = *b.site.Site
	b.public.Tree = b.opt.View.Tree(b.site.Tree)
	if !b.opt.View.ShowsAll() {
		b.public.Allow = nil // reasons are for the editors
	}
	b.public.ChangeLog = b.opt.Previous != nil
	b.removed = map[string][]string{}
	b.shown = make(map[string]bool, len(b.public.Tree))
	for _, u := range b.public.Tree {
		b.shown[u.ID] = true
	}
	theme, err := b.theme()
	if err != nil {
		return err
	}
	if b.renderer, err = render.New(theme, &b.public, b.opt.View); err != nil {
		return fmt.Errorf("theme: %w", err)
	}
	b.renderer.Prints = b.opt.Print
	b.tree, err = write.Stage(out, write.Options{SM3: b.opt.SM3})
	return err
}

// theme is the default theme, or the site's own laid over it.
func (b *builder) theme() (fs.FS, error) {
	if b.site.Theme == "" {
		return themes.Default(), nil
	}
	own, err := fs.Sub(b.content, b.site.Theme)
	if err != nil {
		return nil, fmt.Errorf("theme %q: %w", b.site.Theme, err)
	}
	return themes.Overlay(own), nil
}

// unit builds the pages, data and segment of one unit that has been checked.
func (b *builder) unit(ctx context.Context, i int, u *catalog.Unit, findings diag.List) error {
	defer b.advance()
	if (&Report{Findings: findings}).Failed(b.opt.Strict) {
		b.failed.Store(true)
	}
	if b.failed.Load() || !b.shown[u.ID] {
		return nil
	}
	shown := b.layers.apply(b.opt.View.Unit(u))
	if moved := b.moved[u.ID]; moved != nil && shown.Publication.Status != catalog.StatusWithdrawn {
		shown = shown.WithRemoved(moved)
	}
	b.summaries[i] = catalog.Summarize(shown)
	b.summaries[i].Rules = b.public.Citations(shown)
	g, _ := errgroup.WithContext(ctx)
	g.Go(func() error { return b.renderer.Unit(shown, b.tree.Write) })
	g.Go(func() error { b.segments[i] = search.NewSegment(&b.public, shown); return nil })
	for _, f := range dataFiles {
		g.Go(func() error {
			return b.create(catalog.DataFile(u.ID, f.ext), func(w io.Writer) error { return f.write(w, &b.public, shown) })
		})
	}
	g.Go(func() error { return b.attachments(shown) })
	if err := g.Wait(); err != nil {
		return fmt.Errorf("unit %s: %w", u.ID, err)
	}
	return nil
}

// remember keeps what comparing with the previous site needs of a unit.
func (b *builder) remember(u *catalog.Unit) {
	b.states.Lock()
	defer b.states.Unlock()
	b.now.Add(u)
	list := []string{}
	for _, r := range u.Removed {
		list = append(list, r.What)
	}
	b.removed[u.ID] = list
}

func (b *builder) advance() {
	b.progress.Lock()
	defer b.progress.Unlock()
	b.done.UnitsDone++
	if b.opt.Progress != nil {
		if b.tree != nil {
			b.done.Files = b.tree.Len()
		}
		b.opt.Progress(b.done)
	}
}

// dataFiles are the forms in which a unit's catalogue is published as data.
var dataFiles = []struct {
	ext   string
	write func(io.Writer, *catalog.Site, *catalog.Unit) error
}{{"json", exchange.JSON}, {"csv", exchange.CSV}, {"xlsx", exchange.XLSX}}

func (b *builder) attachments(u *catalog.Unit) error {
	for _, a := range u.Attachments {
		name := u.ID + "/" + a.Path
		err := b.create(name, func(w io.Writer) error {
			f, err := b.content.Open(name)
			if err != nil {
				return err
			}
			defer f.Close()
			_, err = io.Copy(w, f)
			return err
		})
		if err != nil {
			return fmt.Errorf("attachment: %w", err)
		}
	}
	return nil
}

// create writes one file of the tree.
func (b *builder) create(name string, fill func(io.Writer) error) error {
	w, err := b.tree.Create(name)
	if err != nil {
		return err
	}
	if err := fill(w); err != nil {
		return errors.Join(err, w.Close())
	}
	return w.Close()
}

// finish makes everything that spans units and puts the site in place.
func (b *builder) finish(report *Report) error {
	var summaries []*catalog.Summary
	var segments []*search.Segment
	for i, s := range b.summaries {
		if s != nil {
			summaries = append(summaries, s)
			segments = append(segments, b.segments[i])
			report.add(s)
		}
	}
	index, err := search.Merge(segments, search.Options{Workers: b.opt.Jobs}, b.tree.Write)
	if err != nil {
		return fmt.Errorf("search index: %w", err)
	}
	if err := b.renderer.Site(summaries, index.Version, b.tree.Write); err != nil {
		return fmt.Errorf("site pages: %w", err)
	}
	if err := errors.Join(b.writeMoved(), b.catalogue(summaries), b.writeLog()); err != nil {
		return err
	}
	manifest, err := b.tree.Commit()
	b.tree = nil
	if err != nil {
		return err
	}
	report.Files, report.Bytes, report.Digest = len(manifest.Files)+1, manifest.Size(), manifest.Digest
	return nil
}

// catalogue writes the data file of the whole site from those of its units.
func (b *builder) catalogue(units []*catalog.Summary) error {
	return b.create(catalog.DataFile("catalogue", "json"), func(w io.Writer) error {
		return exchange.Catalogue(w, &b.public, units, func(unit string) (io.ReadCloser, error) {
			return b.tree.Open(catalog.DataFile(unit, "json"))
		})
	})
}
