package check

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// Two risk points of a unit are the same where one was copied from the other, or
// written twice by people who did not know of each other: the same in other words, in
// another order, one a little longer. They are not where they differ in what is at
// risk, however alike the sentences: 低保 and 临时救助 are two matters.
//
// So texts are compared by the concepts and characters that they have in common, in
// any order. What is left of those that are alike is looked at: where each has a
// matter, a stage, a number or an office of its own, they speak of two things.

// What makes two texts the same, measured on the labelled pairs.
const (
	sameTexts  = 0.52 // of both texts together, that they have in common
	sameFrames = 0.65 // where the titles are one phrase with another word in it
	sameTitles = 0.7  // where there is nothing but titles
	leastTitle = 3.0  // what a title weighs that says something by itself
)

// duplicateRisk reports, of two risk points that say the same, the later one.
func duplicateRisk(c *checker) {
	type entry struct {
		position *catalog.Position
		risk     *catalog.RiskPoint
		sketch   sketch
	}
	all := make([]entry, 0, c.riskCount())
	common := make(rarity, 1<<bits.Len(uint(64*cap(all))))
	c.eachRisk(func(p *catalog.Position, r *catalog.RiskPoint) {
		all = append(all, entry{p, r, sketchOf(r.Title, r.Manifestation)})
		common.add(all[len(all)-1].sketch.marks())
	})
	index := map[uint64][]int32{} // a mark to the risk points that have it
	var near []int32
	for n := range all {
		e := &all[n]
		keys := common.rarest(e.sketch.marks())
		near = near[:0]
		for _, key := range keys {
			near = append(near, index[key]...)
			if len(index[key]) < maxAlike {
				index[key] = append(index[key], int32(n))
			}
		}
		slices.Sort(near)
		for j, i := range near {
			if j > 0 && near[j-1] == i || !e.sketch.titleOnly() && (j+1 == len(near) || near[j+1] != i) {
				continue
			}
			o := &all[i]
			if o.position != e.position && e.risk.Kind != "" && e.risk.Kind == o.risk.Kind && !(o.risk.Title == e.risk.Title && o.risk.Manifestation == e.risk.Manifestation && e.risk.Manifestation != "") {
				continue // said to be of one kind: positions may share it
			}
			if o.sketch.same(&e.sketch) {
				c.report(e.position, e.risk, e.risk.Origin.Position(), diag.Textf("风险点“%s”与%s的“%s”几乎相同", "the risk point %[1]q is nearly that of %[2]s: %[3]q",
					e.risk.Title, place(o.risk.Origin), o.risk.Title), diag.Text{})
				break
			}
		}
	}
}

func place(o catalog.Origin) string { return o.Position().String() }

const (
	maxAlike = 40 // how many risk points with a mark in common are compared: where more share it, it tells nothing
	mostKeys = 12 // by how many marks a risk point is looked up
)

// rarity counts marks, in roughly as many places as there are: two marks may share one.
type rarity []uint16

func (c rarity) place(mark uint64) *uint16 { return &c[mix(mark)&uint64(len(c)-1)] }

func (c rarity) add(marks []uint64) {
	for _, m := range marks {
		if n := c.place(m); *n < 1<<16-1 {
			*n++
		}
	}
}

// rarest are the marks by which to look for texts that share some: the rarest of them
// that any other text has.
func (c rarity) rarest(marks []uint64) []uint64 {
	marks = slices.DeleteFunc(marks, func(m uint64) bool { return *c.place(m) < 2 })
	slices.SortFunc(marks, func(a, b uint64) int {
		return cmp.Or(cmp.Compare(*c.place(a), *c.place(b)), cmp.Compare(mix(a), mix(b)))
	})
	return marks[:min(len(marks), mostKeys)]
}

// mix spreads marks without regard to what they mean.
func mix(mark uint64) uint64 {
	mark *= 0x9e3779b97f4a7c15
	mark ^= mark >> 32
	return mark * 0xbf58476d1ce4e5b9 >> 16
}

// sketch is what a risk point is compared by.
type sketch struct {
	text       string // title and body as they are written
	head, tail []rune // title and body, in concepts
	whole      bag    // what is in both
	*particulars
}

// particulars are what tells alike texts apart.
type particulars struct {
	numbers []rune   // characters that number things, sorted
	matters []uint32 // for each class of matters, which of it the text names
	topics  []uint64 // what the title names and the body again
}

func sketchOf(title, body string) sketch {
	s := sketch{text: title + "," + body, head: plain(title), tail: plain(body)}
	s.whole = bagOf(s.head, s.tail)
	return s
}

func (s *sketch) titleOnly() bool { return len(s.tail) == 0 }

// marks are the concepts, the characters and the pairs of neighbours in a text, each
// once.
func (s *sketch) marks() []uint64 {
	marks := make([]uint64, 0, len(s.whole.list)+len(s.head)+len(s.tail))
	for _, r := range s.whole.list {
		marks = append(marks, uint64(r))
	}
	marks = appendPairs(appendPairs(marks, s.head), s.tail)
	slices.Sort(marks)
	return slices.Compact(marks)
}

// appendPairs appends the pairs of neighbours in a text.
func appendPairs(pairs []uint64, text []rune) []uint64 {
	for i := 0; i+1 < len(text); i++ {
		pairs = append(pairs, uint64(text[i])<<32|uint64(text[i+1]))
	}
	return pairs
}

// bag holds the concepts and characters of a text, each once and in order, and what
// they weigh together.
type bag struct {
	list   []rune
	weight float64
}

func bagOf(texts ...[]rune) bag {
	list := slices.Concat(texts...)
	slices.Sort(list)
	list = slices.Compact(list)
	return bag{list, weigh(list)}
}

func (b bag) has(r rune) bool {
	_, found := slices.BinarySearch(b.list, r)
	return found
}

// share is how much of two bags together they have in common.
func (b bag) share(o bag) float64 {
	common := 0.0
	for i, j := 0, 0; i < len(b.list) && j < len(o.list); {
		switch {
		case b.list[i] == o.list[j]:
			common += weight(b.list[i])
			i, j = i+1, j+1
		case b.list[i] < o.list[j]:
			i++
		default:
			j++
		}
	}
	return 2 * common / max(b.weight+o.weight, 1)
}

// same reports whether two risk points say the same.
func (s *sketch) same(o *sketch) bool {
	if s.titleOnly() != o.titleOnly() {
		return false
	}
	alike := s.whole.share(o.whole)
	if alike < sameTexts {
		return false
	}
	framed := swapped(s.head, o.head)
	switch {
	case s.titleOnly():
		if alike < sameTitles || framed || min(s.whole.weight, o.whole.weight) < leastTitle {
			return false
		}
	case framed && (alike < sameFrames || swapped(s.tail, o.tail)):
		return false
	}
	return !s.speaksOfAnother(o)
}

// speaksOfAnother reports whether each of two texts has a matter of its own: a number,
// one of a class of which the other names another, or a word that title and body repeat
// and the other has nowhere.
func (s *sketch) speaksOfAnother(o *sketch) bool {
	a, b := s.inParticular(), o.inParticular()
	if beyond(a.numbers, b.numbers) && beyond(b.numbers, a.numbers) {
		return true // 一级 and 二级, 甲库 and 乙库
	}
	for i := range a.matters {
		if a.matters[i]&^b.matters[i] != 0 && b.matters[i]&^a.matters[i] != 0 {
			return true
		}
	}
	return s.ownTopic(o) && o.ownTopic(s)
}

// inParticular finds the particulars, once: few texts are so alike that they matter.
func (s *sketch) inParticular() *particulars {
	if s.particulars == nil {
		s.particulars = &particulars{counted(s.text), mattersOf(narrow(s.text)), s.topicsOf()}
	}
	return s.particulars
}

// topicsOf are the concepts that stand in the title and again in the body, and the
// pairs of characters.
func (s *sketch) topicsOf() (topics []uint64) {
	body := appendPairs(nil, s.tail)
	for _, pair := range appendPairs(nil, s.head) {
		if slices.Contains(body, pair) {
			topics = append(topics, pair)
		}
	}
	for _, r := range s.head {
		if isConcept(r) && slices.Contains(s.tail, r) {
			topics = append(topics, uint64(r))
		}
	}
	return topics
}

// ownTopic reports whether a text has a topic that another has not: a pair of which one
// character is nowhere in it.
func (s *sketch) ownTopic(o *sketch) bool {
	return slices.ContainsFunc(s.topics, func(t uint64) bool {
		return !o.whole.has(rune(t&0xffffffff)) || t>>32 != 0 && !o.whole.has(rune(t>>32))
	})
}

// swapped reports whether two texts are one phrase in which a word stands for another:
// 防汛物资 and 消防器材 with the same said of both.
func swapped(a, b []rune) bool {
	length := max(weigh(a), weigh(b))
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if min(weigh(a), weigh(b)) < 2 || 5*max(weigh(a), weigh(b)) > 3*length {
		return false
	}
	return bagOf(a).share(bagOf(b)) < 0.5
}

// counted is the characters of a text that number things or tell one of several.
func counted(text string) (list []rune) {
	for _, r := range text {
		if strings.ContainsRune("0123456789一二三四五六七八九十甲乙丙丁ABCDEFⅠⅡⅢⅣ东南西北", r) {
			list = append(list, r)
		}
	}
	slices.Sort(list)
	return list
}

// beyond reports whether a sorted list holds what another has not, or not so often.
func beyond(a, b []rune) bool {
	for _, r := range b {
		if len(a) > 0 && a[0] < r {
			return true
		}
		if len(a) > 0 && a[0] == r {
			a = a[1:]
		}
	}
	return len(a) > 0
}
