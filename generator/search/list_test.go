package search

import (
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"testing"
)

// A list is read as it was written, whatever its size and the number of records.
func TestListSurvivesEncoding(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	for _, n := range []uint32{1, 2, 63, 64, 1000, 65_535, 65_536, 65_537, 200_000} {
		all := make([]uint32, n)
		for i := range all {
			all[i] = uint32(i)
		}
		lists := map[string][]uint32{"none": nil, "first": {0}, "last": {n - 1}, "all": all, "all but one": slices.Delete(slices.Clone(all), int(n/2), int(n/2)+1)}
		for _, share := range []uint32{2, 5, 17, 200, 5000} {
			var some []uint32
			for _, id := range all {
				if rng.Uint32N(share) == 0 {
					some = append(some, id)
				}
			}
			lists["one in "+string(rune('0'+share%10))] = some
		}
		for name, ids := range lists {
			b := appendList(nil, ids)
			got, err := decodeList(nil, b, n)
			if err != nil || !slices.Equal(got, ids) {
				t.Errorf("%d records, %s: %d of %d read, error %v", n, name, len(got), len(ids), err)
			}
			if limit := int(n)/8 + 64; len(b) > limit {
				t.Errorf("%d records, %s: %d bytes, more than a bitmap's %d", n, name, len(b), limit)
			}
		}
	}
}

// Numbers that are skipped end where they do when they are read.
func TestSkippedNumbers(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	for range 2000 {
		count := rng.IntN(40)
		var b []byte
		for range count {
			b = binary.AppendUvarint(b, rng.Uint64()>>rng.IntN(64))
		}
		end := len(b)
		for range rng.IntN(12) {
			b = append(b, byte(rng.Uint32()))
		}
		r := reader{b: b}
		if r.skip(uint64(count)); r.bad || len(r.b) != len(b)-end {
			t.Fatalf("%d numbers of %d bytes: %d bytes left of %d, bad %v", count, end, len(r.b), len(b)-end, r.bad)
		}
		r = reader{b: b[:end]}
		if r.skip(uint64(count) + 1); !r.bad {
			t.Fatalf("%d numbers: one more is not missed", count)
		}
	}
}

// Every piece of a long list begins with a container, and together they are the
// list.
func TestSplitList(t *testing.T) {
	var ids []uint32
	for id := uint32(0); id < 600_000; id += 3 {
		ids = append(ids, id)
	}
	b := appendList(nil, ids)
	chunks, containers := splitList(b, 8<<10)
	var got []uint32
	for i, chunk := range chunks {
		part, err := decodeList(nil, chunk, 600_000)
		if err != nil {
			t.Fatal(err)
		}
		if first := uint64(part[0] >> 16); first != containers[i] {
			t.Errorf("piece %d begins with container %d, said %d", i, first, containers[i])
		}
		got = append(got, part...)
	}
	if !slices.Equal(got, ids) || len(chunks) < 5 {
		t.Errorf("%d pieces hold %d records, want %d", len(chunks), len(got), len(ids))
	}
}

func FuzzListRoundTrip(f *testing.F) {
	f.Add([]byte{1, 2, 3}, uint8(4))
	f.Add(slices.Repeat([]byte{0}, 400), uint8(0))
	f.Fuzz(func(t *testing.T, gaps []byte, wide uint8) {
		var ids []uint32
		next := uint32(0)
		for _, g := range gaps {
			next += uint32(g) << (wide % 12)
			ids = append(ids, next)
			next++
		}
		got, err := decodeList(nil, appendList(nil, ids), next+1)
		if err != nil || !slices.Equal(got, ids) {
			t.Fatalf("%d of %d records read, error %v", len(got), len(ids), err)
		}
	})
}

// Damaged lists give an error or a list within the limit, never a panic.
func FuzzDecodeList(f *testing.F) {
	f.Add(appendList(nil, []uint32{1, 5, 70_000}), uint32(100_000))
	f.Add([]byte{0xff, 0xff, 0xff}, uint32(10))
	f.Add(binary.AppendUvarint([]byte{2}, 1<<40), uint32(1<<20))
	f.Fuzz(func(t *testing.T, b []byte, limit uint32) {
		limit %= 1 << 22
		ids, err := decodeList(nil, b, limit)
		if err == nil && len(ids) > 0 && ids[len(ids)-1] >= limit {
			t.Fatalf("record %d of %d", ids[len(ids)-1], limit)
		}
	})
}

func FuzzQuery(f *testing.F) {
	for _, q := range []string{"采购 -验收", `"a b" 岗位:采购`, "-", "\"", "岗位：", "\xff\xfe", "拼音:cg -依据:x", "－", "：：", "a:b:c"} {
		f.Add(q)
	}
	f.Fuzz(func(t *testing.T, q string) {
		for _, term := range parseQuery(q) {
			if len(term.text) == 0 || len(term.text) > maxQuery {
				t.Fatalf("a term of %d characters", len(term.text))
			}
		}
	})
}
