package generator

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
	"gongshi/generator/load"
	"gongshi/generator/write"
)

// Shard is a share of the units of a site: the Number-th of so many, from 1. The zero
// value is the whole site.
type Shard struct{ Number, Of int }

// IsZero reports whether it is the whole site.
func (s Shard) IsZero() bool { return s.Of == 0 }

// Valid reports whether there is such a share.
func (s Shard) Valid() bool { return s.Number >= 1 && s.Number <= s.Of }

// A shard's folder holds the files of its units where the site has them, and in
// shardFolder what else a join needs: the head, the record of each unit, and the files
// of the content that all units share. It has a manifest like a site, and takes its
// place in one step like one.
const (
	shardFolder  = ".shard/"
	shardHead    = shardFolder + "head"
	shardUnits   = shardFolder + "units/"
	shardContent = shardFolder + "content/"
)

// head is what a shard says of itself and of the site.
type head struct {
	Program string
	Shard   Shard
	Shared  string   // digest of what all units depend on, the options included
	Bases   []string // digests of the files of each unit of the site
	Units   []int    // of the shard, as places in Tree

	Theme         string // folder of the content, which may be empty
	View          catalog.View
	Print, SM3    bool
	Today, Newest catalog.Date
	Tree          []catalog.UnitName
	Findings      diag.List // of what is shared
	Past          past
}

// past is what the site tells of the one that it replaces.
type past struct {
	ChangeLog bool
	Log       []Publication
	Entries   []catalog.LogEntry
	Moved     map[string][]catalog.Removal
	Vanished  diag.List
	Changes   int
}

// Causes of a shard that is not made, and of a join that is refused.
var (
	ErrShardChanging = errors.New("the content changed while the shard was built")
	ErrNoShard       = errors.New("not the folder of a shard")
	ErrShardProgram  = errors.New("the shards are of different versions of the program")
	ErrShardContent  = errors.New("the shards are of different content or options")
	ErrShardPrevious = errors.New("the shards tell of changes since different sites")
	ErrShardsMissing = errors.New("the shards are not all there")
	ErrShardTwice    = errors.New("a shard is there twice")
	ErrShardDamaged  = errors.New("the shard is damaged")
)

// share decides which units the shard builds, so that all shards have about the same
// number of bytes to read: the largest units first, each to the shard that has least.
func (b *builder) share() error {
	b.mine = make([]bool, len(b.site.Units))
	if b.opt.Shard.IsZero() {
		for i := range b.mine {
			b.mine[i] = true
		}
		return nil
	}
	sizes, order := make([]int64, len(b.site.Units)), make([]int, len(b.site.Units))
	for i := range b.site.Units {
		order[i] = i
		for _, name := range filesOf(&b.site.Units[i]) {
			info, err := fs.Stat(b.content, name)
			if err != nil {
				return fmt.Errorf("read content: %w", err)
			}
			sizes[i] += info.Size()
		}
	}
	slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(sizes[y], sizes[x]) })
	loads := make([]int64, b.opt.Shard.Of)
	for _, i := range order {
		least := 0
		for s, load := range loads {
			if load < loads[least] {
				least = s
			}
		}
		loads[least] += sizes[i]
		b.mine[i] = least == b.opt.Shard.Number-1
	}
	return nil
}

func shardRecord(i int) string { return fmt.Sprintf("%s%03d/%06d", shardUnits, i/1000, i) }

// writeRecord adds the record of the i-th unit to the shard that is being built.
func (b *builder) writeRecord(i int, r *record) error {
	if b.opt.Shard.IsZero() {
		return nil
	}
	b.keep.steadyUnit(&b.site.Units[i], r.Files) // notes attachments that are not what they were
	data, err := r.encode()
	if err != nil {
		return err
	}
	if err := b.tree.Write(shardRecord(i), data); err != nil || r.segment == nil {
		return err
	}
	body, err := r.segment.Body()
	if err != nil {
		return err
	}
	return b.tree.Write(shardRecord(i)+segmentSuffix, body)
}

// finishShard completes the folder of a shard and puts it in place.
func (b *builder) finishShard(report *Report) error {
	h := head{Program: b.opt.Program, Shard: b.opt.Shard, Shared: b.keep.shared, Bases: b.keep.bases, Theme: b.site.Theme,
		View: b.opt.View, Print: b.opt.Print, SM3: b.opt.SM3, Today: b.site.Today, Newest: b.site.Newest, Tree: b.site.Tree,
		Findings: b.site.Findings,
		Past:     past{ChangeLog: b.public.ChangeLog, Log: b.log, Entries: b.public.Log, Moved: b.moved, Vanished: b.vanished(), Changes: len(b.changes)}}
	for i, mine := range b.mine {
		if mine {
			h.Units = append(h.Units, i)
		}
	}
	var out bytes.Buffer
	if err := gob.NewEncoder(&out).Encode(&h); err != nil {
		return fmt.Errorf("shard: %w", err)
	}
	if err := b.tree.Write(shardHead, out.Bytes()); err != nil {
		return err
	}
	for _, name := range b.keep.common {
		data, err := fs.ReadFile(b.content, name)
		if err != nil {
			return fmt.Errorf("read content: %w", err)
		}
		if err := b.tree.Write(shardContent+name, data); err != nil {
			return err
		}
	}
	if len(b.keep.altered) > 0 { // and nobody knows of which content the shard is
		return fmt.Errorf("%w: %s", ErrShardChanging, slices.Sorted(maps.Keys(b.keep.altered))[0])
	}
	for _, s := range b.summaries {
		if s != nil {
			report.add(s)
		}
	}
	return b.commit(report)
}

// joined is a shard that is being joined.
type joined struct {
	dir   string
	head  head
	files map[string]write.File // by path
}

// Join makes the site of which the folders are the shards, in any order, and puts it in
// the place of the folder out. It gives the bytes that a build of the whole content
// gives, and refuses shards of different programs, content or options, and a set that
// is not complete. View, Today, Print, SM3 and Previous are those of the shards.
func Join(ctx context.Context, dirs []string, out string, opt Options) (_ *Report, err error) {
	shards, err := openShards(dirs)
	if err != nil {
		return nil, err
	}
	h := &shards[0].head
	if opt.Program != h.Program {
		return nil, fmt.Errorf("%s: %w: %s, this is %s", shards[0].dir, ErrShardProgram, h.Program, opt.Program)
	}
	opt.View, opt.Print, opt.SM3, opt.Previous, opt.Shard = h.View, h.Print, h.SM3, nil, Shard{}
	content, err := shards[0].content()
	if err != nil {
		return nil, err
	}
	site, err := openSite(content, h.Today)
	if err != nil {
		return nil, err
	}
	if site.Findings.HasErrors() { // of which no shard is made
		return nil, fmt.Errorf("%s: %w: errors in %s", shards[0].dir, ErrShardDamaged, shardContent)
	}
	site.Inside, site.Newest, site.Tree, site.Findings = opt.View.ShowsAll(), h.Newest, h.Tree, slices.Clone(h.Findings)
	for _, u := range h.Tree {
		site.Units = append(site.Units, load.UnitFiles{ID: u.ID})
	}
	report := &Report{Findings: site.Findings, Drafts: drafts(site, opt.View), Today: site.Today}
	b := &builder{content: content, site: site, opt: opt, log: h.Past.Log, moved: h.Past.Moved}
	if err := b.begin(out, report); err != nil {
		return nil, err
	}
	b.public.ChangeLog, b.public.Log = h.Past.ChangeLog, h.Past.Entries
	if b.tree != nil {
		defer func() {
			if b.tree != nil {
				err = errors.Join(err, b.tree.Discard())
			}
		}()
	}
	units := make([]checked, len(site.Units))
	from := make([]*joined, len(site.Units))
	for _, s := range shards {
		for _, i := range s.head.Units {
			from[i] = s
		}
	}
	if i := slices.Index(from, nil); i >= 0 {
		return nil, fmt.Errorf("%w: no %s", ErrShardsMissing, site.Units[i].ID)
	}
	err = eachUnit(ctx, site, opt.Jobs, func(_ context.Context, i int) error {
		defer b.advance()
		r, err := from[i].record(i)
		if err != nil {
			return err
		}
		units[i] = checked{r.Checked, r.Findings}
		b.take(i, r)
		if b.failed.Load() {
			return nil
		}
		return from[i].copy(b.tree.Part(), r.Files)
	})
	if err != nil {
		return nil, err
	}
	report.join(units)
	report.Findings = append(report.Findings, h.Past.Vanished...)
	report.Findings.Sort()
	report.Changes = h.Past.Changes
	if report.Failed(opt.Strict) || b.tree == nil {
		return report, nil
	}
	return report, b.finish(report)
}

// openShards reads the heads and sees that they belong together and are complete.
func openShards(dirs []string) ([]*joined, error) {
	if len(dirs) == 0 {
		return nil, ErrShardsMissing
	}
	var shards []*joined
	for _, dir := range dirs {
		s, err := openShard(dir)
		if err != nil {
			return nil, err
		}
		shards = append(shards, s)
	}
	first := shards[0]
	there := map[int]string{}
	for _, s := range shards {
		a, b := &s.head, &first.head
		switch other := there[a.Shard.Number]; {
		case a.Program != b.Program:
			return nil, fmt.Errorf("%s and %s: %w: %s, %s", first.dir, s.dir, ErrShardProgram, b.Program, a.Program)
		case a.Shared != b.Shared || a.Today != b.Today || a.Shard.Of != b.Shard.Of:
			return nil, fmt.Errorf("%s and %s: %w", first.dir, s.dir, ErrShardContent)
		case !slices.Equal(a.Bases, b.Bases):
			return nil, fmt.Errorf("%s and %s: %w: %s/", first.dir, s.dir, ErrShardContent, b.otherUnit(a))
		case !reflect.DeepEqual(a.Past, b.Past):
			return nil, fmt.Errorf("%s and %s: %w", first.dir, s.dir, ErrShardPrevious)
		case other != "":
			return nil, fmt.Errorf("%s and %s: %w: %d/%d", other, s.dir, ErrShardTwice, a.Shard.Number, a.Shard.Of)
		}
		there[s.head.Shard.Number] = s.dir
	}
	for n := range first.head.Shard.Of {
		if there[n+1] == "" {
			return nil, fmt.Errorf("%w: no %d/%d", ErrShardsMissing, n+1, first.head.Shard.Of)
		}
	}
	return shards, nil
}

// otherUnit is the first unit whose files are others to the two shards.
func (h *head) otherUnit(than *head) string {
	for i, u := range h.Tree {
		if i >= len(than.Bases) || h.Bases[i] != than.Bases[i] {
			return u.ID
		}
	}
	return ""
}

func openShard(dir string) (*joined, error) {
	m, err := write.ReadManifest(dir)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", dir, ErrNoShard, err)
	}
	s := &joined{dir: dir, files: make(map[string]write.File, len(m.Files))}
	for _, f := range m.Files {
		s.files[f.Path] = f
	}
	if _, ok := s.files[shardHead]; !ok {
		return nil, fmt.Errorf("%s: %w", dir, ErrNoShard)
	}
	data, err := s.read(shardHead)
	if err != nil {
		return nil, err
	}
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&s.head); err != nil {
		return nil, fmt.Errorf("%s: %w: %w", dir, ErrShardProgram, err) // written by a program with other heads
	}
	if n := len(s.head.Tree); !s.head.Shard.Valid() || len(s.head.Bases) != n || slices.ContainsFunc(s.head.Units, func(i int) bool { return i < 0 || i >= n }) {
		return nil, fmt.Errorf("%s: %w", dir, ErrShardDamaged)
	}
	return s, nil
}

// read reads a file of the shard and holds it against the manifest.
func (s *joined) read(name string) ([]byte, error) {
	data, err := os.ReadFile(filepath.Join(s.dir, filepath.FromSlash(name)))
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", s.dir, ErrShardDamaged, err)
	}
	if !s.files[name].Is(data) {
		return nil, fmt.Errorf("%s: %w: %s", s.dir, ErrShardDamaged, name)
	}
	return data, nil
}

// content is what all units share of the content: the files that the manifest names, each
// as the manifest has it, and no other that lies in the folder.
func (s *joined) content() (fs.FS, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	add := func(name string, data []byte) error {
		f, err := w.CreateHeader(&zip.FileHeader{Name: name})
		if err != nil {
			return fmt.Errorf("%s: %w: %w", s.dir, ErrShardDamaged, err)
		}
		_, err = f.Write(data)
		return err
	}
	if s.head.Theme != "" {
		if err := add(s.head.Theme+"/", nil); err != nil {
			return nil, err
		}
	}
	for file := range s.files {
		name, shared := strings.CutPrefix(file, shardContent)
		if !shared {
			continue
		}
		data, err := s.read(file)
		if err == nil {
			err = add(name, data)
		}
		if err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("%s: %w", s.dir, err)
	}
	return zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
}

func (s *joined) record(i int) (*record, error) {
	data, err := s.read(shardRecord(i))
	if err != nil {
		return nil, err
	}
	r, err := decodeRecord(data, func() ([]byte, error) { return s.read(shardRecord(i) + segmentSuffix) })
	if err == nil {
		err = r.Checked.Whole()
	}
	if err == nil && r.segment != nil {
		err = errors.Join(r.Shown.Whole(), r.segment.Validate())
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", s.dir, ErrShardDamaged, err)
	}
	return r, nil
}

// copy copies the files of a unit into a site.
func (s *joined) copy(part *write.Part, written []write.Written) error {
	files := make([]write.File, len(written))
	for i, w := range written {
		files[i] = w.File
	}
	if err := part.Copy(s.dir, files); errors.Is(err, write.ErrStale) {
		return fmt.Errorf("%s: %w: %w", s.dir, ErrShardDamaged, err)
	} else if err != nil {
		return err
	}
	return nil
}
