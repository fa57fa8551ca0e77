package generator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"
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
	Shard    Shard          // the share of the units to build, for Join
	Members  []Member       // sites published elsewhere that are listed too; nothing is then kept
	Keep     string         // folder of results kept for the next build, or empty
	Session  *Session       // what the build before left in memory, or nil
	Program  string         // what tells this program from any other; nothing is kept without
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
func Build(ctx context.Context, content fs.FS, out string, opt Options) (*Report, error) {
	if len(opt.Members) > 0 {
		opt.Keep = "" // what the members publish may change at any time
	}
	report, err := build(ctx, content, out, opt, false)
	if errors.Is(err, errLost) || errors.Is(err, write.ErrSpare) {
		report, err = build(ctx, content, out, opt, true)
	}
	return report, err
}

// build is Build. Anew, it takes nothing over of what is kept.
func build(ctx context.Context, content fs.FS, out string, opt Options, anew bool) (_ *Report, err error) {
	k, unkept := newKeeper(content, out, opt, anew)
	tree := content
	content = k.content()
	site, err := openSite(content, opt.Today)
	if err != nil {
		return nil, err
	}
	site.Inside = opt.View.ShowsAll()
	b := &builder{content: content, site: site, opt: opt, keep: k}
	defer func() { err = errors.Join(err, b.closeMembers()) }()
	if err := b.openMembers(); err != nil {
		return nil, err
	}
	if err := errors.Join(b.share(), b.look(ctx)); err != nil {
		return nil, err
	}
	if report := k.unchanged(site, opt); report != nil {
		return report, nil
	}
	report := &Report{Findings: site.Findings, Drafts: drafts(site, opt.View), Today: site.Today, Unkept: unkept}
	if err := b.begin(out, report); err != nil {
		return nil, err
	}
	if b.tree != nil {
		defer func() {
			if b.tree != nil {
				err = errors.Join(err, b.tree.Discard())
			}
		}()
		if err = b.prepare(ctx); err != nil {
			return nil, err
		}
	}
	units := make([]checked, len(site.Units))
	err = eachUnit(ctx, site, opt.Jobs, func(ctx context.Context, i int) (err error) {
		defer b.advance()
		if b.mine[i] {
			units[i], err = b.unit(ctx, i)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if b.tree != nil && !b.failed.Load() {
		if err = each(ctx, len(b.guests), opt.Jobs, b.guest); err != nil {
			return nil, err
		}
	}
	if opt.Shard.IsZero() {
		report.join(units)
	} else {
		report.addFindings(units)
	}
	report.Reused = int(b.reused.Load())
	report.Findings = append(report.Findings, b.vanished()...)
	report.Findings.Sort()
	report.Changes = len(b.changes)
	report.desk = b.desk(tree, report.Findings)
	if report.Failed(opt.Strict) || b.tree == nil {
		return report, nil
	}
	k.encodeAhead(report.Findings)
	finish := b.finish
	if !opt.Shard.IsZero() {
		finish = b.finishShard
	}
	if err := finish(report); err != nil {
		return nil, err
	}
	if b.unkept == nil {
		b.unkept = k.finish(report)
	}
	report.Unkept = errors.Join(report.Unkept, b.unkept)
	return report, nil
}

// drafts is how many units the view leaves out only because they are drafts.
func drafts(site *load.Site, view catalog.View) int {
	all := view
	all.Drafts = true
	return len(all.Tree(site.Tree)) - len(view.Tree(site.Tree))
}

// look finds what the units are made of, before any of them is read: those of other
// shards too, by which a join knows that all were of the same content.
func (b *builder) look(ctx context.Context) error {
	if !b.keep.looks {
		return nil
	}
	if err := b.keep.look(b.site, b.opt); err != nil {
		return err
	}
	return eachUnit(ctx, b.site, b.opt.Jobs, func(_ context.Context, i int) error {
		return b.keep.base(i, &b.site.Units[i])
	})
}

// prepare finds all that a unit needs of others before any is built.
func (b *builder) prepare(ctx context.Context) (err error) {
	if b.layers, err = b.readLayers(ctx); err != nil {
		return err
	}
	if err = b.compare(ctx); err != nil {
		return err
	}
	if !b.keep.looks {
		return nil
	}
	all := b.layers.byUnit()
	for i := range b.site.Units {
		id := b.site.Units[i].ID
		g := all[id]
		if !b.mine[i] {
			continue
		}
		if moved := b.moved[id]; len(moved) > 0 {
			if g == nil {
				g = new(given)
			}
			for _, m := range moved {
				g.Moved, g.To = append(g.Moved, m), append(g.To, m.Moved)
			}
		}
		if err := b.keep.key(i, id, b.layers.found[i], g); err != nil {
			return err
		}
	}
	return nil
}

// builder is the state of one build.
type builder struct {
	content fs.FS
	site    *load.Site
	opt     Options

	tree     *write.Tree // nil once the findings forbid a site
	renderer *render.Renderer
	public   catalog.Site    // the site as the view shows it
	shown    map[string]bool // the units of the content
	listed   map[string]bool // those of the members
	members  []*member
	guests   []guest
	layers   *layers
	ahead    ahead
	now      change.Snapshot     // of the units shown; kept only to be compared
	removed  map[string][]string // what each unit tells to be removed
	moved    map[string][]catalog.Removal
	changes  []change.Change
	log      []Publication
	states   sync.Mutex // of now, removed and unkept
	failed   atomic.Bool
	reused   atomic.Int32
	held     atomic.Int64 // bytes of segments
	keep     *keeper
	mine     []bool // by unit: it is of the shard
	unkept   error  // why nothing is kept for the next build

	summaries []*catalog.Summary // of the units shown, in their order; nil elsewhere
	segments  []*search.Segment
	sums      []string // digests of their data files

	progress sync.Mutex
	done     Progress
}

// begin prepares the output, unless the shared files already forbid a site.
func (b *builder) begin(out string, report *Report) error {
	b.summaries = make([]*catalog.Summary, len(b.site.Units)+len(b.guests))
	b.segments = make([]*search.Segment, len(b.site.Units)+len(b.guests))
	b.sums = make([]string, len(b.site.Units)+len(b.guests))
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
	b.shown, b.listed = make(map[string]bool, len(b.public.Tree)), make(map[string]bool, len(b.guests))
	for _, u := range b.public.Tree {
		if u.Home == nil {
			b.shown[u.ID] = true
		} else {
			b.listed[u.ID] = true
		}
	}
	theme, err := b.theme()
	if err != nil {
		return err
	}
	if b.renderer, err = render.New(theme, &b.public, b.opt.View); err != nil {
		return fmt.Errorf("theme: %w", err)
	}
	b.renderer.Prints = b.opt.Print
	b.tree, err = write.Stage(out, b.keep.output(b.opt.SM3))
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

// unit checks the i-th unit and builds its pages, data and segment, or takes over what
// an earlier build made of the same files.
func (b *builder) unit(ctx context.Context, i int) (checked, error) {
	var part *write.Part
	if b.tree != nil {
		part = b.tree.Part()
		if r := b.keep.record(i, b.site.Units[i].ID, b.site.Today); r != nil {
			switch err := part.Take(b.keep.out, r.Files); {
			case err == nil:
				b.take(i, r)
				return checked{r.Checked, r.Findings}, b.writeRecord(i, r)
			case !errors.Is(err, write.ErrStale):
				return checked{}, err
			}
		}
	}
	u, findings, err := b.ahead.take(b, i)
	if err != nil {
		return checked{}, err
	}
	c, judged := checkLoaded(b.site, u, findings)
	r := &record{Findings: c.findings, Judged: judged, Checked: c.summary}
	b.judge(c.findings)
	if b.failed.Load() {
		return c, nil
	}
	if b.shown[u.ID] {
		if err := b.make(ctx, u, r, part); err != nil {
			return c, fmt.Errorf("unit %s: %w", u.ID, err)
		}
		b.finished(i, r)
	}
	kept, err := b.keep.keep(i, &b.site.Units[i], r)
	if err != nil {
		b.states.Lock()
		b.unkept = err
		b.states.Unlock()
	}
	return c, errors.Join(b.writeRecord(i, r), b.setAside(i, r, kept))
}

// mostHeld is how many bytes of what units have for the search are held until the index
// is made.
var mostHeld int64 = 64 << 20

// setAside lets go of what a unit has for the search until the index is made, unless all
// so far is little: that of many units would take more memory than all else.
func (b *builder) setAside(i int, r *record, kept bool) error {
	if r.segment == nil || b.held.Add(int64(r.segment.Size())) <= mostHeld {
		return nil
	}
	if kept && !b.keep.anew {
		r.segment.SetAside(b.keep.segment(b.keep.keys[i]))
		return nil
	}
	scratch, err := b.tree.Scratch()
	if err != nil {
		return err
	}
	body, err := r.segment.Body()
	if err != nil {
		return err
	}
	name := strconv.Itoa(i)
	r.segment.SetAside(func() ([]byte, error) { return scratch.Get(name) })
	return scratch.Put(name, body)
}

// judge notes whether findings forbid the site.
func (b *builder) judge(findings diag.List) {
	if (&Report{Findings: findings}).Failed(b.opt.Strict) {
		b.failed.Store(true)
	}
}

// take puts what was made of a unit before in the place of what would be.
func (b *builder) take(i int, r *record) {
	b.judge(r.Findings)
	b.reused.Add(1)
	b.finished(i, r)
}

// finished notes what the site needs of a unit that it shows.
func (b *builder) finished(i int, r *record) {
	b.summaries[i], b.segments[i] = r.Shown, r.segment
	data := catalog.DataFile(b.site.Units[i].ID, "json")
	for k := range r.Files {
		if r.Files[k].Path == data {
			b.sums[i] = r.Files[k].SHA256
		}
	}
}

// make builds all that a unit leaves behind.
func (b *builder) make(ctx context.Context, u *catalog.Unit, r *record, part *write.Part) error {
	shown := b.asShown(u)
	r.Shown = catalog.Summarize(shown)
	r.Shown.Share(r.Checked)
	r.Shown.Rules = b.public.Citations(shown)
	g, _ := errgroup.WithContext(ctx)
	g.Go(func() error { return b.renderer.Unit(shown, part.Write) })
	g.Go(func() error { r.segment = search.NewSegment(&b.public, shown); return nil })
	for _, f := range dataFiles {
		g.Go(func() error {
			return create(part, catalog.DataFile(u.ID, f.ext), func(w io.Writer) error { return f.write(w, &b.public, shown) })
		})
	}
	g.Go(func() error { return b.attachments(shown, part) })
	err := g.Wait()
	r.Files = part.Files()
	return err
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

func (b *builder) attachments(u *catalog.Unit, part *write.Part) error {
	for _, a := range u.Attachments {
		name := u.ID + "/" + a.Path
		err := create(part, name, func(w io.Writer) error {
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

// creator is a tree or a part of one.
type creator interface {
	Create(path string) (io.WriteCloser, error)
}

// create writes one file of a tree.
func create(tree creator, name string, fill func(io.Writer) error) error {
	w, err := tree.Create(name)
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
	var sums []string
	for i, s := range b.summaries {
		if s != nil {
			summaries = append(summaries, s)
			segments = append(segments, b.segments[i])
			sums = append(sums, b.sums[i])
			report.add(s)
		}
	}
	var data errgroup.Group
	data.Go(func() error { return b.catalogue(summaries, sums) })
	err := b.across(summaries, segments)
	b.tree.Arrange()
	if err := errors.Join(err, data.Wait()); err != nil {
		return err
	}
	return b.commit(report)
}

// across makes the search index and the pages of the whole site.
func (b *builder) across(summaries []*catalog.Summary, segments []*search.Segment) error {
	var g errgroup.Group
	version := make(chan string, 1)
	g.Go(func() error {
		defer close(version)
		part := b.tree.Part()
		index, err := search.Merge(segments, search.Options{
			Workers: b.opt.Jobs, Former: b.keep.formerIndex(part), Named: func(v string) { version <- v },
		}, part.Write)
		if err != nil {
			return fmt.Errorf("search index: %w", err)
		}
		if b.unkept == nil {
			b.unkept = b.keep.keepIndex(index, part.Files())
		}
		return nil
	})
	g.Go(func() error {
		v, named := <-version
		if !named {
			return nil // the index tells why
		}
		if err := b.renderer.Site(summaries, v, b.tree.Write); err != nil {
			return fmt.Errorf("site pages: %w", err)
		}
		return errors.Join(b.writeMoved(), b.writeLog())
	})
	return g.Wait()
}

// commit puts the tree in place.
func (b *builder) commit(report *Report) error {
	tree := b.tree
	b.tree = nil
	b.keep.replacing()
	manifest, err := tree.Commit()
	if err != nil {
		return err
	}
	b.keep.replaced(manifest.State, tree.Left())
	report.Files, report.Bytes, report.Digest = len(manifest.Files)+1, manifest.Size(), manifest.Digest
	return nil
}
