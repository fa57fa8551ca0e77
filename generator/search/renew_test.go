package search

import (
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"gongshi/generator/catalog"
)

// An index that takes over what it can of a former one is that of a merge of all, byte
// for byte, whatever was edited.
func TestRenewedIndexIsTheSame(t *testing.T) {
	for _, size := range []struct {
		n, perUnit int
		options    Options
		from, to   int // kinds of edits
	}{
		{1500, 60, Options{BundleBytes: -1}, 0, 6},
		{5000, 100, Options{BundleBytes: -1}, 0, 6},
		{5000, 100, Options{BundleBytes: -1, FewRecords: -1}, 0, 8},
		{5000, 100, Options{BundleBytes: -1, FewRecords: -1}, 6, 8},
	} {
		rng := rand.New(rand.NewPCG(7, uint64(size.n)))
		_, units := fakeSite(size.n, size.perUnit)
		before := segments(fakeRegister, units)
		site, info := publish(t, before, size.options)
		before = segments(fakeRegister, units) // a merge lets go of what it was given
		taken, made := 0, 0
		for range 25 {
			number := rng.IntN(len(units))
			edited := editedUnit(rng, units[number], size.from, size.to)
			after := slices.Clone(before)
			after[number] = NewSegment(fakeRegister, edited)
			want, _ := publish(t, copies(t, after), size.options)
			var over fstest.MapFS
			former := &Former{Memo: info.Memo, Site: site,
				Segment: func(unit string) (*Segment, error) {
					return copies(t, before)[slices.IndexFunc(units, func(u *catalog.Unit) bool { return u.ID == unit })], nil
				},
				Take: func(folders []string, but map[string]bool) error {
					for path, f := range site {
						if !but[path] && slices.ContainsFunc(folders, func(folder string) bool { return strings.HasPrefix(path, "search/"+folder) }) {
							over[path] = f
						}
					}
					return nil
				}}
			over = fstest.MapFS{}
			renew := size.options
			renew.Former = former
			got, next := publish(t, copies(t, after), renew)
			made += len(got)
			taken += len(over)
			for path, f := range over {
				if got[path] != nil {
					t.Errorf("%s is taken over and made", path)
				}
				got[path] = f
			}
			if !slices.Equal(slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want))) {
				t.Fatalf("%d files, want %d", len(got), len(want))
			}
			for path := range want {
				if string(got[path].Data) != string(want[path].Data) {
					t.Fatalf("%s differs", path)
				}
			}
			units[number], before, site, info = edited, after, got, next
		}
		t.Logf("%d records: %d files taken over, %d made", size.n, taken, made)
		if 2*taken < made {
			t.Errorf("%d records: only %d files are taken over, %d made", size.n, taken, made)
		}
	}
}

// copies are segments of their own for a merge.
func copies(t *testing.T, segments []*Segment) []*Segment {
	t.Helper()
	out := make([]*Segment, len(segments))
	for i, s := range segments {
		body := bodyOf(t, s)
		var err error
		if out[i], err = ReadSegment(s.Head(), func() ([]byte, error) { return body, nil }); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// editedUnit is a unit of which something was changed, in one of the ways from one to
// another: the words of a risk point, a name, the order of some, or how many there are.
func editedUnit(rng *rand.Rand, u *catalog.Unit, from, to int) *catalog.Unit {
	edited := *u
	edited.Positions = slices.Clone(u.Positions)
	p := &edited.Positions[rng.IntN(len(edited.Positions))]
	p.Risks = slices.Clone(p.Risks)
	r := &p.Risks[rng.IntN(len(p.Risks))]
	words := strings.Fields(fakeWords)
	switch from + rng.IntN(to-from) {
	case 0:
		r.Title = fakeText(rng, words, 6)
	case 1:
		r.Manifestation += fakeText(rng, words, 20)
	case 2:
		r.Consequence, r.Manifestation = r.Manifestation, "改"
	case 3:
		p.Name += "甲"
	case 4:
		edited.Name += "乙"
	case 5:
		p.Risks[0], p.Risks[len(p.Risks)-1] = p.Risks[len(p.Risks)-1], p.Risks[0]
	case 6:
		added := *r
		added.ID, added.Title = fmt.Sprint("n", rng.Uint64()), fakeText(rng, words, 6)
		p.Risks = slices.Insert(p.Risks, rng.IntN(len(p.Risks)), added)
	case 7:
		if len(p.Risks) > 1 {
			p.Risks = p.Risks[1:]
		}
	}
	return &edited
}

// Where a former index is of no use all is made anew.
func TestUselessFormerIndex(t *testing.T) {
	_, units := fakeSite(1500, 60)
	site, info := publish(t, segments(fakeRegister, units), Options{BundleBytes: -1})
	more := slices.Clone(units)
	_, others := fakeSite(1600, 60)
	more[3] = others[4]
	more[3].Positions = more[3].Positions[1:]
	want, _ := publish(t, segments(fakeRegister, more), Options{BundleBytes: -1})
	damaged := maps.Clone(site)
	for path := range damaged {
		if strings.HasPrefix(path, "search/g/") {
			damaged[path] = &fstest.MapFile{Data: []byte("_gs(")}
		}
	}
	edited := slices.Clone(units)
	edited[5] = editedUnit(rand.New(rand.NewPCG(1, 1)), units[5], 0, 6)
	wantEdited, _ := publish(t, segments(fakeRegister, edited), Options{BundleBytes: -1})
	was := func(unit string) (*Segment, error) {
		return NewSegment(fakeRegister, units[slices.IndexFunc(units, func(u *catalog.Unit) bool { return u.ID == unit })]), nil
	}
	never := func([]string, map[string]bool) error { t.Error("something is taken over"); return nil }
	stale := func([]string, map[string]bool) error { return ErrStale }
	for name, c := range map[string]struct {
		units  []*catalog.Unit
		former Former
		want   fstest.MapFS
	}{
		"other records": {more, Former{Memo: info.Memo, Site: site, Segment: was, Take: never}, want},
		"no segment":    {edited, Former{Memo: info.Memo, Site: site, Segment: func(string) (*Segment, error) { return nil, fs.ErrNotExist }, Take: never}, wantEdited},
		"no index":      {edited, Former{Memo: info.Memo, Site: fstest.MapFS{}, Segment: was, Take: never}, wantEdited},
		"no memo":       {edited, Former{Site: site, Segment: was, Take: never}, wantEdited},
		"damaged":       {edited, Former{Memo: info.Memo, Site: damaged, Segment: was, Take: stale}, wantEdited},
		"another index": {edited, Former{Memo: info.Memo, Site: wantEdited, Segment: was, Take: never}, wantEdited},
		"gone":          {edited, Former{Memo: info.Memo, Site: site, Segment: was, Take: stale}, wantEdited},
	} {
		got, _ := publish(t, segments(fakeRegister, c.units), Options{BundleBytes: -1, Former: &c.former})
		if !maps.EqualFunc(got, c.want, func(a, b *fstest.MapFile) bool { return string(a.Data) == string(b.Data) }) {
			t.Errorf("%s: not the index of a merge of all", name)
		}
	}
}
