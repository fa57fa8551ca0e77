package search

import (
	"math/rand/v2"
	"path"
	"reflect"
	"slices"
	"testing"

	"gongshi/generator/catalog"
)

func urls(hits []Hit) []string {
	out := make([]string, len(hits))
	for i, h := range hits {
		out[i] = h.URL
	}
	slices.Sort(out)
	return out
}

// The reader finds exactly the records that contain a text.
func TestReaderAgainstPlainSearch(t *testing.T) {
	for _, c := range []struct {
		name       string
		n, perUnit int
		bundle     int
		few        int
		queries    int
	}{
		{"one bundle", 300, 60, 1 << 30, -1, 200},
		{"small", 300, 60, -1, 0, 300},
		{"medium", 5000, 300, -1, 0, 300},
		{"vacant numbers", 5000, 70, -1, -1, 300},
		{"a unit of several parts", 9000, 9000, -1, 0, 100},
		{"vacant numbers in several parts", 9500, 9500, -1, -1, 100},
		{"long lists", 70_000, 500, -1, 0, 100},
	} {
		t.Run(c.name, func(t *testing.T) {
			site, units := fakeSite(c.n, c.perUnit)
			files, info := publish(t, segments(site, units), Options{BundleBytes: c.bundle, FewRecords: c.few})
			if info.Records != c.n || info.Files != len(files) {
				t.Fatalf("info %+v, want %d records in %d files", info, c.n, len(files))
			}
			x, err := Open(files)
			if err != nil {
				t.Fatal(err)
			}
			if got := x.Records(); got != c.n {
				t.Errorf("the reader knows of %d records, want %d", got, c.n)
			}
			records := plain(units)
			rng := rand.New(rand.NewPCG(1, 2))
			queries := append(substrings(rng, records, c.queries), "审批", "制度", "一级", "防", "O", "oa", "42号", "，", "(2011)", "监督检查")
			for _, q := range queries {
				want := containing(records, q)
				got, err := x.Search(Request{Query: q, Limit: c.n})
				if err != nil {
					t.Fatalf("%q: %v", q, err)
				}
				if len(got.Sound) > 0 && len(want) == 0 {
					continue
				}
				if got.Total != len(want) || !slices.Equal(urls(got.Hits), want) {
					t.Errorf("%q: total %d, hits %d, want %d", q, got.Total, len(got.Hits), len(want))
				}
			}
		})
	}
}

// Facets count and filters find the same, whether numbers are vacant or not.
func TestFacetsWithVacantNumbers(t *testing.T) {
	site, units := fakeSite(5000, 70)
	var indexes []*Index
	for _, few := range []int{0, -1} {
		files, _ := publish(t, segments(site, units), Options{BundleBytes: -1, FewRecords: few})
		x, err := Open(files)
		if err != nil {
			t.Fatal(err)
		}
		indexes = append(indexes, x)
	}
	if a, b := indexes[0].root.Numbers, indexes[1].root.Numbers; a != 5000 || b <= a || b > a*5/4 {
		t.Errorf("%d and %d numbers of records", a, b)
	}
	for _, query := range []string{"", "审批", "审批 -制度"} {
		for _, filters := range []map[string][]string{nil, {"grade": {"一级"}}, {"unit": {units[3].ID, units[9].ID}}, {"level": {"middle"}, "grade": {"二级", "三级"}}} {
			var answers []*Result
			for _, x := range indexes {
				res, err := x.Search(Request{Query: query, Filters: filters, Facets: true, Limit: 200})
				if err != nil {
					t.Fatal(err)
				}
				answers = append(answers, res)
			}
			if answers[0].Total == 0 && query == "" {
				t.Errorf("%v: nothing is found", filters)
			}
			if !reflect.DeepEqual(answers[0], answers[1]) {
				t.Errorf("%q %v: %+v without vacant numbers, %+v with", query, filters, answers[0].Facets, answers[1].Facets)
			}
		}
	}
}

// Numbers are left vacant where that makes no part of the index larger.
func TestRoomFits(t *testing.T) {
	for _, c := range []struct {
		records uint32
		fits    bool
	}{{21_500, true}, {213_000, true}, {290_000, false}, {310_000, true}, {1_000_000, false}, {1_065_000, true}, {2_050_000, false}} {
		if got := roomFits(c.records, c.records/10*11, 0); got != c.fits {
			t.Errorf("%d records: numbers to spare %t, want %t", c.records, got, c.fits)
		}
	}
}

// The files do not depend on the number of workers.
func TestMergeIsDeterministic(t *testing.T) {
	site, units := fakeSite(3000, 200)
	one, info1 := publish(t, segments(site, units), Options{Workers: 1})
	many, info2 := publish(t, segments(site, units), Options{Workers: 7})
	if !reflect.DeepEqual(info1, info2) {
		t.Errorf("info %+v with one worker, %+v with many", info1, info2)
	}
	for path, f := range one {
		if many[path] == nil || string(many[path].Data) != string(f.Data) {
			t.Errorf("%s differs", path)
		}
	}
}

func bodyOf(t testing.TB, s *Segment) []byte {
	t.Helper()
	body, err := s.Body()
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// readAll reads a segment at once.
func readAll(head, body []byte) (*Segment, error) {
	s, err := ReadSegment(head, func() ([]byte, error) { return body, nil })
	if err != nil {
		return nil, err
	}
	return s, s.Validate()
}

func TestSegmentSurvivesItsBinaryForm(t *testing.T) {
	site, units := fakeSite(1000, 100)
	var read []*Segment
	for _, s := range segments(site, units) {
		head, body := s.Head(), bodyOf(t, s)
		again, err := readAll(head, body)
		if err != nil {
			t.Fatal(err)
		}
		if string(again.Head()) != string(head) || string(bodyOf(t, again)) != string(body) {
			t.Fatal("a segment that was read is written otherwise")
		}
		for n := range min(len(head), 2000) {
			if _, err := readAll(head[:n], body); err == nil {
				t.Fatalf("%d of %d bytes are taken for a head", n, len(head))
			}
		}
		for n := range min(len(body), 2000) {
			if _, err := readAll(head, body[:n]); err == nil {
				t.Fatalf("%d of %d bytes are taken for a body", n, len(body))
			}
		}
		read = append(read, again)
	}
	_, want := publish(t, segments(site, units), Options{})
	_, got := publish(t, read, Options{})
	if !reflect.DeepEqual(got, want) {
		t.Errorf("info %+v, want %+v", got, want)
	}
}

func TestSegmentSetAside(t *testing.T) {
	site, units := fakeSite(1000, 100)
	_, want := publish(t, segments(site, units), Options{})
	aside := segments(site, units)
	for _, s := range aside {
		body := bodyOf(t, s)
		s.SetAside(func() ([]byte, error) { return body, nil })
	}
	_, got := publish(t, aside, Options{})
	if !reflect.DeepEqual(got, want) {
		t.Errorf("info %+v, want %+v", got, want)
	}
}

// Files are few, folders small enough for any file system and paths short enough
// for shared drives, of short texts and of long ones.
func TestFilesAreFew(t *testing.T) {
	for _, times := range []int{1, 4} {
		site, units := fakeSite(10_000, 500)
		for _, u := range units {
			for i := range u.Positions {
				for j := range u.Positions[i].Risks {
					r := &u.Positions[i].Risks[j]
					all := r.Manifestation
					for k := 1; k < times; k++ { // of other risk points, so that no text stands twice
						other := &units[(i*7+j+k)%len(units)].Positions[(i+k)%len(u.Positions)].Risks[j]
						all += other.Consequence + other.Liability + other.Controls[0].Text + other.Controls[1].Text
					}
					r.Description.Text = all
				}
			}
		}
		filesAreFew(t, site, units)
	}
}

func filesAreFew(t *testing.T, site *catalog.Site, units []*catalog.Unit) {
	t.Helper()
	files, info := publish(t, segments(site, units), Options{})
	if len(files) != info.Files {
		t.Errorf("%d files, info says %d", len(files), info.Files)
	}
	if info.Files > 1000 {
		t.Errorf("%d files at 10,000 records, want at most 1,000", info.Files)
	}
	t.Logf("%d files, %.1f MB", info.Files, float64(info.Bytes)/1e6)
	folders := map[string]int{}
	for name := range files {
		folders[path.Dir(name)]++
		if len(name) > 24 {
			t.Errorf("long path %s", name)
		}
	}
	for folder, n := range folders {
		if n > 256 {
			t.Errorf("%s holds %d files", folder, n)
		}
	}
}
