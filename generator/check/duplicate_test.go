package check

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// The marks of a text are gathered each once, whatever was gathered before.
func TestMarkSet(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var set markSet
	for range 200 {
		all := make([]uint64, random.IntN(200))
		set.empty(len(all))
		for i := range all {
			all[i] = random.Uint64N(100)
			set.add(all[i])
		}
		slices.Sort(all)
		want := slices.Compact(all)
		got := slices.Sorted(slices.Values(set.list))
		if !slices.Equal(got, want) {
			t.Fatalf("%v, want %v", got, want)
		}
	}
}

func TestRarest(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		counts := make(rarity, 64)
		marks := make([]uint64, random.IntN(40))
		for i := range marks {
			marks[i] = random.Uint64()
			counts.add(marks[:random.IntN(i+1)])
		}
		want := slices.DeleteFunc(slices.Clone(marks), func(m uint64) bool { return *counts.place(m) < 2 })
		slices.SortFunc(want, func(a, b uint64) int {
			return cmp.Or(cmp.Compare(*counts.place(a), *counts.place(b)), cmp.Compare(mix(a), mix(b)))
		})
		want = want[:min(len(want), mostKeys)]
		if got := counts.rarest(marks); !slices.Equal(got, want) {
			t.Fatalf("%v, want %v", got, want)
		}
	}
}

// A risk point is compared with those before it that share marks enough, but for marks
// that too many have.
func TestNear(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	const risks = 300
	index := newMarkIndex(risks)
	having := map[uint64][]int32{}
	for risk := range int32(risks) {
		shared := 1 + random.IntN(2)
		marks := make([]uint64, 1+random.IntN(mostKeys))
		for i := range marks {
			marks[i] = uint64(i)<<8 | random.Uint64N(4+uint64(i*i))
		}
		met := map[int32]int{}
		var want []int32
		for _, m := range marks {
			for _, i := range having[m] {
				if met[i]++; met[i] == shared {
					want = append(want, i)
				}
			}
			if len(having[m]) < maxAlike {
				having[m] = append(having[m], risk)
			}
		}
		slices.Sort(want)
		if got := index.near(int(risk), marks, shared); !slices.Equal(got, want) {
			t.Fatalf("risk point %d: %v, want %v", risk, got, want)
		}
	}
}

// What the signatures of two texts rule out, the texts rule out too; and they rule out
// nearly all that have little in common.
func TestSignature(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	ruledOut, unlike := 0, 0
	for range 20_000 {
		size, kinds := 1+random.IntN(400), 1+random.IntN(600)
		var texts [2]sketch
		for i := range texts {
			list := make([]rune, 1+random.IntN(size))
			for k := range list {
				if list[k] = '一' + rune(random.IntN(kinds)); random.IntN(4) == 0 {
					list[k] = firstConcept + rune(random.IntN(40))
				} else if random.IntN(8) == 0 {
					list[k] = firstManner + rune(random.IntN(4))
				}
			}
			texts[i].whole = bagOf(nil, list)
			texts[i].sign()
		}
		a, b := &texts[0], &texts[1]
		share := a.whole.share(b.whole)
		if !a.mayShare(b, share) {
			t.Fatalf("%v and %v share %v", a.whole, b.whole, share)
		}
		if share < 0.2 && size < 100 {
			if unlike++; !a.mayShare(b, sameLong) {
				ruledOut++
			}
		}
	}
	if ruledOut < unlike*98/100 {
		t.Errorf("of %d unlike texts %d are ruled out", unlike, ruledOut)
	}
}

// Two texts that are alike but for what numbers their matters speak of two.
func TestNumbersTellApart(t *testing.T) {
	const text = "甲库物资账实不符。甲库保管员收发物资不登记，盘点时以少报多，侵占差额。"
	for other, same := range map[string]bool{
		text: true,
		strings.Replace(text, "，侵占差额", "", 1): true, // one has no number that the other has not
		strings.ReplaceAll(text, "甲", "乙"):    false,
	} {
		if sameRisk(text, other) != same || sameRisk(other, text) != same {
			t.Errorf("%q: the same %v", other, !same)
		}
	}
}
