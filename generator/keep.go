package generator

import (
	"bytes"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"maps"
	"path"
	"slices"
	"sync"
	"time"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
	"gongshi/generator/load"
	"gongshi/generator/write"
)

// keeper knows what the results of a build depend on, and takes over those of the
// build before. A unit's record is kept under a key, a digest of all that the unit is
// made of: where the key is the same, so are the pages, which are then taken from the
// site that is to be replaced.
type keeper struct {
	*witness
	began   time.Time
	looks   bool        // at what results depend on; nothing else is done where they are not kept
	anew    bool        // what was kept turned out to be lost
	store   *write.Kept // nil where nothing is kept
	out     string
	old     *oldSite            // nil where there was no build before
	last    index               // of the build before; zero where there was none
	whole   bool                // the site is as that build left it
	spare   func() *write.Spare // looks at the site before last; nil where it is of no use
	session *Session            // nil where the next build is of another process
	left    *write.Left         // of the site, for the session
	search  *keptIndex          // of this build, for the session
	now     index
	mu      sync.Mutex    // of now.Units
	encoded *encodedIndex // nil until what is now final of the index is being encoded

	shared string          // digest of what all units depend on
	common []string        // files of the content that all units share
	names  map[string]bool // of the files that links lead to
	bases  []string        // by unit, digests of its own files
	keys   []string        // by unit, also of what other units give it
}

// index is what is kept of a build beside the records of its units.
type index struct {
	Program string
	Began   time.Time
	Inputs  string // digest of all that the site was made of
	State   string // of the site, by which a change of it is noticed
	Report  Report
	Sources sources
	Search  string // name of what is kept of the search index
	Units   map[string]indexed

	Catalogue keptCatalogue
}

// indexed is what is known of a unit before it is read.
type indexed struct {
	Base     string
	Key      string
	Outgoing outgoing
}

const indexName = "index"

// encodedIndex is the kept form of an index: what there is much of, which is known before
// the site is in place, and the rest.
type encodedIndex struct {
	data bytes.Buffer
	gob  *gob.Encoder
	done sync.WaitGroup // with the first
	err  error
}

// indexBulk is what there is much of in an index. What is encoded in one piece comes last:
// gob's buffer grows bit by bit before it.
type indexBulk struct {
	Units    map[string]indexed
	Sources  sources
	Findings diag.List
}

// encodeAhead begins to encode the index, once all units are read.
func (k *keeper) encodeAhead(findings diag.List) {
	if k == nil || k.store == nil {
		return
	}
	k.now.Report.Findings, k.now.Sources = findings, k.sources(k.began)
	if k.session != nil {
		return
	}
	e := &encodedIndex{}
	e.gob = gob.NewEncoder(&e.data)
	k.encoded = e
	e.done.Go(func() { e.err = e.gob.Encode(indexBulk{k.now.Units, k.now.Sources, findings}) })
}

// finish encodes the rest and returns all.
func (e *encodedIndex) finish(i index) ([]byte, error) {
	e.done.Wait()
	i.Sources, i.Report.Findings, i.Units = nil, nil, nil
	if err := errors.Join(e.err, e.gob.Encode(&i)); err != nil {
		return nil, fmt.Errorf("keep results: %w", err)
	}
	return e.data.Bytes(), nil
}

func decodeIndex(data []byte) (i index, err error) {
	in := gob.NewDecoder(bytes.NewReader(data))
	var bulk indexBulk
	if err := errors.Join(in.Decode(&bulk), in.Decode(&i)); err != nil {
		return index{}, fmt.Errorf("kept results: %w", err)
	}
	i.Sources, i.Report.Findings, i.Units = bulk.Sources, bulk.Findings, bulk.Units
	return i, nil
}

// newKeeper opens what is kept for the folder out; anew, it takes over none of it. What
// cannot be opened is no error: everything is made anew, and the reason returned.
func newKeeper(content fs.FS, out string, opt Options, anew bool) (*keeper, error) {
	k := &keeper{began: time.Now(), out: out, anew: anew}
	k.now = index{Program: opt.Program, Began: k.began, Units: map[string]indexed{}}
	var reason error
	if opt.Keep != "" && opt.Program != "" {
		if k.store, reason = write.OpenKept(opt.Keep, out); reason == nil {
			k.session = opt.Session
			switch {
			case anew && k.session != nil:
				k.session.forget()
			case k.session != nil:
				k.old = k.session.oldSite(k.store)
			case !anew:
				k.old = k.lookAtOldSite()
			}
		} else {
			k.store = nil
		}
	}
	k.looks = k.store != nil || !opt.Shard.IsZero()
	k.witness = newWitness(content)
	return k, reason
}

// content is the tree to read.
func (k *keeper) content() fs.FS {
	if k.looks {
		return k.witness
	}
	return k.tree
}

// oldSite is what is found out of the build before and what it left, while the content
// is being looked at.
type oldSite struct {
	done  sync.WaitGroup
	last  index
	state string
	spare func() *write.Spare // looks at the site before last; nil where there is none
}

func (k *keeper) lookAtOldSite() *oldSite {
	if !k.store.Has(indexName) {
		return nil
	}
	o := new(oldSite)
	o.done.Go(func() {
		data, err := k.store.Get(indexName)
		if err != nil {
			return
		}
		if last, err := decodeIndex(data); err == nil {
			o.last = last
		}
	})
	o.done.Go(func() {
		state, stamps, err := write.StateAndStamps(k.out)
		if err != nil {
			o.state = "unknown"
			return
		}
		o.state = state
		o.spare = func() *write.Spare {
			spare, _ := stamps.OpenSpare(k.store.SpareSite()) // where there is none, all the more is to be done
			return spare
		}
	})
	return o
}

// takeOver waits for what is found out of the build before, and takes it over if it is of
// this program.
func (k *keeper) takeOver() {
	if k.old == nil {
		return
	}
	k.old.done.Wait()
	defer func() { k.old = nil }()
	if k.old.last.Program != k.now.Program {
		return
	}
	k.last = k.old.last
	k.witness.expect(k.last.Sources)
	if k.whole = k.old.state == k.last.State; k.whole {
		k.spare = k.old.spare
	}
}

// settling is how long before a build a file has to be written for its time to tell it from
// what the build writes. Tests, which build in quick succession, do without.
var settling = coarsest

// output are the options with which the site is to be written.
func (k *keeper) output(sm3 bool) write.Options {
	opt := write.Options{SM3: sm3}
	if k != nil && k.store != nil {
		opt.Whole, opt.Retired = k.whole, k.store.SpareSite()
		if k.spare != nil {
			if opt.Spare = k.spare(); opt.Spare != nil {
				opt.Spare.SettledBefore(k.last.Began.Add(-settling))
			}
		}
		if k.session != nil {
			opt.Remember = true
			k.session.begin()
		}
	}
	return opt
}

// replacing says that the site is about to be replaced: what the session knows of it
// does not hold from here on, unless the build comes to an end.
func (k *keeper) replacing() {
	if k != nil && k.session != nil {
		k.session.forget()
	}
}

// replaced tells what the new site is.
func (k *keeper) replaced(state string, left *write.Left) {
	if k != nil {
		k.now.State, k.left = state, left
	}
}

// look tells the keeper the site. It finds the digests of what units are made of.
func (k *keeper) look(site *load.Site, opt Options) error {
	k.takeOver()
	h := sha256.New()
	fmt.Fprintf(h, "%q %v %v %v %v %v\n", opt.Program, opt.View, opt.Print, opt.SM3, opt.Previous != nil, site.Today.IsZero())
	for _, name := range slices.Sorted(maps.Keys(k.seen)) {
		if path.Base(name) != "unit.toml" {
			k.common = append(k.common, name)
		}
	}
	if site.Theme != "" {
		err := themeFiles(k.tree, site.Theme, 0, func(name string) { k.common = append(k.common, name) })
		if err != nil {
			return fmt.Errorf("theme: %w", err)
		}
	}
	if err := k.addFiles(h, k.common); err != nil {
		return err
	}
	if err := json.NewEncoder(h).Encode(site.Tree); err != nil {
		return fmt.Errorf("keep results: %w", err)
	}
	k.shared = digest(h)
	k.bases, k.keys = make([]string, len(site.Units)), make([]string, len(site.Units))
	k.names = map[string]bool{}
	for i := range site.Units {
		for _, name := range filesOf(&site.Units[i]) {
			k.names[name] = true
		}
	}
	return nil
}

// themeFiles calls f with the files below a folder, in the order of their names. Folders to
// which links lead are followed, as they are in reading, but for links within links.
func themeFiles(tree fs.FS, dir string, links int, f func(name string)) error {
	return fs.WalkDir(tree, dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if d.Type()&fs.ModeSymlink != 0 && name != dir {
			if info, err := fs.Stat(tree, name); err == nil && info.IsDir() {
				if links == maxLinks {
					return nil
				}
				return themeFiles(tree, name, links+1, f)
			}
		}
		f(name)
		return nil
	})
}

// maxLinks keeps links that lead in a circle from being followed for ever.
const maxLinks = 4

func digest(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)[:16]) }

// addFiles adds the names and the contents of files to a digest.
func (k *keeper) addFiles(h hash.Hash, names []string) error {
	var b []byte
	for _, name := range names {
		sum, err := k.sum(name)
		if err != nil {
			return err
		}
		b = append(append(b[:0], name...), 0) // which no name has
		b = append(b, sum...)
		h.Write(b)
	}
	return nil
}

// filesOf are all files that a unit is made of.
func filesOf(files *load.UnitFiles) []string {
	names := slices.Concat([]string{files.ID + "/unit.toml"}, files.Positions, files.Catalogs, files.Assets)
	if files.Index != "" {
		names = append(names, files.Index)
	}
	return names
}

// base finds the digest of the i-th unit's files.
func (k *keeper) base(i int, files *load.UnitFiles) error {
	h := sha256.New()
	fmt.Fprintln(h, k.shared)
	if err := k.addFiles(h, filesOf(files)); err != nil {
		return err
	}
	k.bases[i] = digest(h)
	return nil
}

// unchanged is the report of the build before, where nothing at all has changed since.
func (k *keeper) unchanged(site *load.Site, opt Options) *Report {
	if k.store == nil || !opt.Shard.IsZero() {
		return nil // what a shard tells beside its pages is made anew
	}
	h := sha256.New()
	fmt.Fprintln(h, k.shared, site.Today, opt.Strict, k.bases, site.Findings)
	k.now.Inputs = digest(h)
	if !k.whole || k.last.Inputs != k.now.Inputs || opt.Previous != nil {
		return nil
	}
	report := k.last.Report
	report.Reused = len(k.last.Units)
	return &report
}

// key completes what is known of the i-th unit by what other units give it.
func (k *keeper) key(i int, unit string, o outgoing, given any) error {
	h := sha256.New()
	fmt.Fprintln(h, k.shared, k.bases[i])
	for _, target := range o.Targets {
		fmt.Fprintln(h, k.names[target])
	}
	if err := json.NewEncoder(h).Encode(given); err != nil {
		return fmt.Errorf("keep results: %w", err)
	}
	k.keys[i] = digest(h)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.now.Units[unit] = indexed{k.bases[i], k.keys[i], o}
	return nil
}

// outgoing is what the build before found in the files of the i-th unit.
func (k *keeper) outgoing(i int, unit string) (outgoing, bool) {
	before, ok := k.last.Units[unit]
	return before.Outgoing, ok && k.looks && before.Base == k.bases[i]
}

// record is what the build before made of the i-th unit, nil where it is of no use.
func (k *keeper) record(i int, unit string, today catalog.Date) *record {
	if !k.whole || k.last.Units[unit].Key != k.keys[i] {
		return nil
	}
	if r := k.read(k.keys[i]); r != nil && r.Judged.Holds(today) {
		return r
	}
	return nil
}

// read reads the record under a key, nil where it is of no use.
func (k *keeper) read(key string) *record {
	if k.session != nil {
		return k.session.record(key, k.segment(key))
	}
	data, err := k.store.Get(key)
	if err != nil {
		return nil
	}
	r, err := decodeRecord(data, k.segment(key))
	if err != nil {
		return nil
	}
	return r
}

// keep keeps the record of the i-th unit, unless a file of it changed while it was
// read: then nobody knows what it was made of. It reports whether it did.
func (k *keeper) keep(i int, files *load.UnitFiles, r *record) (bool, error) {
	if k.store == nil || !k.steadyUnit(files, r.Files) {
		return false, nil
	}
	if r.segment != nil {
		body, err := r.segment.Body()
		if err != nil {
			return false, err
		}
		if err := k.store.Put(k.keys[i]+segmentSuffix, body); err != nil {
			return false, err
		}
	}
	if k.session != nil {
		k.session.keep(k.keys[i], r)
		return true, nil
	}
	data, err := r.encode()
	if err != nil {
		return false, err
	}
	err = k.store.Put(k.keys[i], data)
	return err == nil, err
}

// segmentSuffix ends the name of what is kept of a unit for the search alone.
const segmentSuffix = ".segment"

// errLost is the cause of an error where something was kept and is no more.
var errLost = errors.New("what was kept of the unit is damaged or gone")

// segment gives what is kept for the search of the unit with a key.
func (k *keeper) segment(key string) func() ([]byte, error) {
	return func() ([]byte, error) {
		data, err := k.store.Get(key + segmentSuffix)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errLost, err)
		}
		return data, nil
	}
}

// steadyUnit reports whether the files of a unit were the same whenever they were read.
func (k *keeper) steadyUnit(files *load.UnitFiles, written write.Files) bool {
	for _, w := range written {
		if slices.Contains(files.Assets, w.Path) {
			k.saw(w.Path, w.SHA256)
		}
	}
	for _, name := range filesOf(files) {
		if !k.steady(name) {
			return false
		}
	}
	return true
}

// finish keeps the index of a build whose site is in place, and lets go of what it has
// not used. It keeps none where a file changed meanwhile: nobody knows what the site is
// of then.
func (k *keeper) finish(report *Report) error {
	if k.store == nil || len(k.altered) > 0 {
		return nil
	}
	k.now.Report = *report
	k.now.Report.desk = nil // it would hold that of the build before, and so on
	names := map[string]bool{indexName: true, k.now.Search: true}
	for _, u := range k.now.Units {
		names[u.Key], names[u.Key+segmentSuffix] = true, true
	}
	if k.session != nil {
		k.session.finish(k)
		return k.store.Retain(names)
	}
	data, err := k.encoded.finish(k.now)
	if err != nil {
		return err
	}
	return errors.Join(k.store.Put(indexName, data), k.store.Retain(names))
}
