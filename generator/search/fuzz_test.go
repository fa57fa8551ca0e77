package search

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"gongshi/generator/catalog"
)

// texts are what is looked for in indexes that are not whole.
var wanted = []string{"采购", "-审批 制度", `"监督检查"`, "cg", "岗位:岗", "a"}

// An index of which a file is damaged gives an error or answers, and ends.
func FuzzIndex(f *testing.F) {
	site, units := fakeSite(40, 20)
	var sites []fstest.MapFS
	for _, bundle := range []int{1 << 30, -1} {
		files, _ := publish(f, segments(site, units), Options{BundleBytes: bundle, FewRecords: -1})
		sites = append(sites, files)
	}
	names := func(files fstest.MapFS) []string {
		var list []string
		for name := range files {
			list = append(list, name)
		}
		slices.Sort(list)
		return list
	}
	for which, files := range sites {
		for n, name := range names(files) {
			f.Add(files[name].Data, which == 1, uint8(n))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, parts bool, which uint8) {
		whole := sites[0]
		if parts {
			whole = sites[1]
		}
		files := fstest.MapFS{}
		for name, file := range whole {
			files[name] = file
		}
		list := names(whole)
		files[list[int(which)%len(list)]] = &fstest.MapFile{Data: data}
		x, err := Open(files)
		if err != nil {
			return
		}
		for _, q := range wanted {
			res, err := x.Search(Request{Query: q, Limit: 5})
			if err == nil && (res.Total < 0 || len(res.Hits) > 5) {
				t.Errorf("%d of %d hits", len(res.Hits), res.Total)
			}
		}
	})
}

// A segment that is damaged is refused, or can be merged.
func FuzzSegment(f *testing.F) {
	site, units := fakeSite(12, 6)
	for _, s := range segments(site, units) {
		head, body := s.Head(), bodyOf(f, s)
		f.Add(head, body)
		f.Add(head[:len(head)/2], body)
		f.Add(head, body[:len(body)/2])
	}
	f.Fuzz(func(t *testing.T, head, body []byte) {
		s, err := readAll(head, body)
		if err != nil {
			return
		}
		again, err := readAll(s.Head(), bodyOf(t, s))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(s.Head(), again.Head()) || !bytes.Equal(bodyOf(t, s), bodyOf(t, again)) {
			t.Error("a segment that was read is written otherwise")
		}
		merged := func(s *Segment) (sum [sha256.Size]byte, info Info, failed bool) {
			h := sha256.New()
			info, err := Merge([]*Segment{s}, Options{Workers: 1}, func(name string, data []byte) error {
				fmt.Fprintf(h, "%q %q\n", name, data)
				return nil
			})
			return [sha256.Size]byte(h.Sum(nil)), info, err != nil
		}
		sum1, info1, failed1 := merged(s)
		sum2, info2, failed2 := merged(again)
		if failed1 != failed2 || !failed1 && (sum1 != sum2 || !reflect.DeepEqual(info1, info2)) {
			t.Errorf("a segment that was read is merged otherwise: %v %v, %+v %+v", failed1, failed2, info1, info2)
		}
	})
}

// The index of several units finds in all of them together what their texts hold,
// whatever the texts, and whatever is asked.
func FuzzSearch(f *testing.F) {
	f.Add("采购审批\n合同\tabc\nＡＢＣ", "审批", "采购 -合同", uint8(1), false)
	f.Add("\u202e采购\u200b\x00<script>", "\u202e", "岗位:", uint8(2), true)
	f.Fuzz(func(t *testing.T, texts, sub, query string, n uint8, parts bool) {
		texts = strings.ToValidUTF8(texts, "")
		lines := strings.Split(texts, "\n")
		if len(lines) > 40 || len(texts) > 4000 {
			return
		}
		var units []*catalog.Unit
		for i, line := range lines {
			if i%(int(n%5)+1) == 0 {
				units = append(units, &catalog.Unit{ID: string(rune('a' + len(units))), Scheme: fakeScheme, Positions: []catalog.Position{{ID: "p", Name: "岗"}}})
				units[len(units)-1].Positions[0].URL = catalog.PositionPage(units[len(units)-1].ID, "p")
			}
			p := &units[len(units)-1].Positions[0]
			p.Risks = append(p.Risks, catalog.RiskPoint{ID: "r" + string(rune('a'+i%26)) + string(rune('a'+i/26)), Title: line, Grade: "一级"})
		}
		options := Options{}
		if parts {
			options.BundleBytes, options.FewRecords = -1, -int(n&1)
		}
		files, info := publish(t, segments(&catalog.Site{}, units), options)
		if info.Records != len(lines) {
			t.Fatalf("%d records of %d", info.Records, len(lines))
		}
		x, err := Open(files)
		if err != nil {
			t.Fatal(err)
		}
		if res, err := x.Search(Request{Query: query, Limit: 10}); err != nil || res.Total > len(lines) {
			t.Fatalf("%q: %v %v", query, res, err)
		}
		folded := []rune(foldString(sub))
		if len(folded) < 2 || len(folded) > 8 || strings.ContainsFunc(sub, func(r rune) bool { return !unicode.IsLetter(r) || r > maxRune }) {
			return
		}
		want := containing(plain(units), sub)
		got, err := x.Search(Request{Query: sub, Limit: len(lines)})
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Sound) > 0 && len(want) == 0 {
			return
		}
		if !slices.Equal(urls(got.Hits), want) {
			t.Errorf("%q finds %v, want %v", sub, urls(got.Hits), want)
		}
	})
}
