package check

import (
	"math/bits"
	"slices"

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

// What makes two texts the same, measured on the labelled pairs. Two clerks who describe
// one risk at length have fewer of their words in common than two who do in a line; of
// very long texts any two have some.
const (
	sameShort  = 0.52 // of two texts together, that they have in common, where they are short
	sameLong   = 0.41 // where they are long
	sameLonger = 0.50 // where they are longer still
	moreFrames = 0.08 // more where short texts have titles that are one phrase with another word in it
	sameTitles = 0.7  // where there is nothing but titles
	leastTitle = 3.0  // what a title weighs that says something by itself

	// What texts weigh that are short, long and longer still. How much is enough
	// changes little by little between.
	shortText, longText, longerText, longestText = 14.0, 18.0, 30.0, 45.0
	// framed is what texts weigh at most of which titles in one frame tell that they differ.
	framed = 19.0
)

// duplicateRisk reports, of two risk points that say the same, the later one.
func duplicateRisk(c *checker) { c.beside(c.findDuplicates) }

func (c *checker) findDuplicates() {
	type entry struct {
		position *catalog.Position
		risk     *catalog.RiskPoint
		sketch   sketch
	}
	all := make([]entry, 0, c.riskCount())
	common := make(rarity, 1<<bits.Len(uint(64*cap(all))))
	var marks markSet
	c.eachRisk(func(p *catalog.Position, r *catalog.RiskPoint) {
		all = append(all, entry{p, r, sketchOf(r.Title, r.Manifestation)})
		common.add(all[len(all)-1].sketch.marks(&marks))
	})
	index := newMarkIndex(len(all))
	for n := range all {
		e := &all[n]
		shared := 2
		if e.sketch.titleOnly() {
			shared = 1
		}
		for _, i := range index.near(n, common.rarest(e.sketch.marks(&marks)), shared) {
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

// markIndex leads from marks to the risk points that have them.
type markIndex struct {
	having  map[uint64][]int32
	met     []uint8 // how many marks each shares with the one that is looked up
	similar []int32
}

func newMarkIndex(risks int) *markIndex {
	return &markIndex{having: map[uint64][]int32{}, met: make([]uint8, risks)}
}

// near lists, in order, the risk points that share some marks with another, and then
// adds that one. The list holds until the next call.
func (x *markIndex) near(risk int, marks []uint64, shared int) []int32 {
	x.similar = x.similar[:0]
	for _, m := range marks {
		having := x.having[m]
		for _, i := range having {
			if x.met[i]++; int(x.met[i]) == shared {
				x.similar = append(x.similar, i)
			}
		}
		if len(having) < maxAlike {
			x.having[m] = append(having, int32(risk))
		}
	}
	for _, m := range marks {
		for _, i := range x.having[m] {
			x.met[i] = 0
		}
	}
	slices.Sort(x.similar)
	return x.similar
}

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
	type key struct {
		count uint16
		order uint64 // among those that are as rare
		mark  uint64
	}
	before := func(a, b *key) bool { return a.count < b.count || a.count == b.count && a.order < b.order }
	keys := make([]key, 0, mostKeys)
	for _, m := range marks {
		k := key{*c.place(m), mix(m), m}
		if k.count < 2 || len(keys) == mostKeys && !before(&k, &keys[mostKeys-1]) {
			continue
		}
		if len(keys) < mostKeys {
			keys = append(keys, k)
		}
		i := len(keys) - 1
		for ; i > 0 && before(&k, &keys[i-1]); i-- {
			keys[i] = keys[i-1]
		}
		keys[i] = k
	}
	for i, k := range keys {
		marks[i] = k.mark
	}
	return marks[:len(keys)]
}

// mix spreads marks without regard to what they mean.
func mix(mark uint64) uint64 {
	mark *= 0x9e3779b97f4a7c15
	mark ^= mark >> 32
	return mark * 0xbf58476d1ce4e5b9 >> 16
}

// sketch is what a risk point is compared by.
type sketch struct {
	title, body string // as they are written
	head, tail  phrase // title and body, in concepts
	whole       bag    // what is in both
	signature          // of whole
	numbers     []rune // characters that number things, sorted
	*particulars
}

// signature tells of most bags that have little in common that they do, without a look
// at them. Each character of a bag sets a bit and each concept, which weighs as much as
// two, two.
type signature struct {
	bits [8]uint64
	lost int // bits that were set already
}

// particulars are what tells alike texts apart, beside numbers.
type particulars struct {
	matters []uint32 // for each class of matters, which of it the text names
	topics  []uint64 // what the title names and the body again
}

func sketchOf(title, body string) sketch {
	s := sketch{title: title, body: body, head: phraseOf(title), tail: phraseOf(body), numbers: counted(title, body)}
	s.whole = bagOf(make([]rune, 0, len(s.head.text)+len(s.tail.text)), s.head.text, s.tail.text)
	s.sign()
	return s
}

func (s *sketch) titleOnly() bool { return len(s.tail.text) == 0 }

// marks are the concepts, the characters and the pairs of neighbours in a text, each
// once. They hold until the set is used again.
func (s *sketch) marks(set *markSet) []uint64 {
	set.empty(len(s.whole.list) + len(s.head.text) + len(s.tail.text))
	for _, r := range s.whole.list {
		set.add(uint64(r))
	}
	for _, text := range [][]rune{s.head.text, s.tail.text} {
		for i := 0; i+1 < len(text); i++ {
			set.add(pair(text, i))
		}
	}
	return set.list
}

// markSet is a set of marks.
type markSet struct {
	list   []uint64
	places []int32 // in the list, from 1, at or behind the place of the hash
}

// empty makes room for so many marks.
func (s *markSet) empty(size int) {
	s.list = s.list[:0]
	clear(s.places)
	if len(s.places) < 2*size {
		s.places = make([]int32, 1<<bits.Len(uint(2*size)))
	}
}

func (s *markSet) add(mark uint64) {
	for i := mix(mark); ; i++ {
		switch place := &s.places[i&uint64(len(s.places)-1)]; {
		case *place == 0:
			s.list = append(s.list, mark)
			*place = int32(len(s.list))
			return
		case s.list[*place-1] == mark:
			return
		}
	}
}

// phrase is a text in concepts, and what they weigh together.
type phrase struct {
	text   []rune
	weight float64
}

func phraseOf(text string) phrase {
	p := phrase{text: plain(text)}
	p.weight = weigh(p.text)
	return p
}

// appendPairs appends the pairs of neighbours in a text.
func appendPairs(pairs []uint64, text []rune) []uint64 {
	for i := 0; i+1 < len(text); i++ {
		pairs = append(pairs, pair(text, i))
	}
	return pairs
}

func pair(text []rune, i int) uint64 { return uint64(text[i])<<32 | uint64(text[i+1]) }

// bag holds the concepts and characters of a text, each once and in order, and what
// they weigh together.
type bag struct {
	list   []rune
	weight float64
}

// bagOf fills a bag, in some room if that is large enough.
func bagOf(room []rune, texts ...[]rune) bag {
	list := room[:0]
	for _, text := range texts {
		list = append(list, text...)
	}
	slices.Sort(list)
	list = slices.Compact(list)
	return bag{list, weigh(list)}
}

func (b bag) has(r rune) bool {
	_, found := slices.BinarySearch(b.list, r)
	return found
}

// sign makes the signature of the whole.
func (s *sketch) sign() {
	set := func(place uint64) {
		word, bit := &s.bits[place>>6&7], uint64(1)<<(place&63)
		if *word&bit != 0 {
			s.lost++
		}
		*word |= bit
	}
	for _, r := range s.whole.list {
		place := mix(uint64(r))
		set(place)
		if weight(r) > 1 {
			set(place >> 9)
		}
	}
}

// mayShare reports whether as much of two texts together can be common to them.
func (s *sketch) mayShare(o *sketch, least float64) bool {
	most, both := min(s.whole.weight, o.whole.weight), max(s.whole.weight+o.whole.weight, 1)
	if 2*most/both < least {
		return false
	}
	common := min(s.lost, o.lost)
	for i := range s.bits {
		common += bits.OnesCount64(s.bits[i] & o.bits[i])
	}
	return 2*min(most, float64(common))/both >= least
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

// same reports whether two risk points say the same. What most often tells that they do
// not, for the least work, is looked at first.
func (s *sketch) same(o *sketch) bool {
	if beyond(s.numbers, o.numbers) && beyond(o.numbers, s.numbers) {
		return false // 一级 and 二级, 甲库 and 乙库
	}
	weight := (s.whole.weight + o.whole.weight) / 2
	enough := enoughOf(weight)
	if s.titleOnly() != o.titleOnly() || !s.mayShare(o, enough) {
		return false
	}
	alike := s.whole.share(o.whole)
	if alike < enough {
		return false
	}
	switch {
	case s.speaksOfAnother(o):
		return false
	case s.titleOnly():
		return alike >= sameTitles && min(s.whole.weight, o.whole.weight) >= leastTitle && !swapped(s.head, o.head)
	case weight <= framed && alike < enough+moreFrames || swapped(s.tail, o.tail):
		return !swapped(s.head, o.head)
	}
	return true
}

// enoughOf is how much texts have to have in common that weigh so much on average.
func enoughOf(weight float64) float64 {
	part := func(from, to float64) float64 { return min(1, max(0, (weight-from)/(to-from))) }
	return sameShort + (sameLong-sameShort)*part(shortText, longText) + (sameLonger-sameLong)*part(longerText, longestText)
}

// speaksOfAnother reports whether each of two texts has a matter of its own: one of a
// class of which the other names another, or a word that title and body repeat and the
// other has nowhere.
func (s *sketch) speaksOfAnother(o *sketch) bool {
	a, b := s.inParticular(), o.inParticular()
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
		s.particulars = &particulars{mattersOf(narrow(s.title + "," + s.body)), s.topicsOf()}
	}
	return s.particulars
}

// topicsOf are the concepts that stand in the title and again in the body, and the
// pairs of characters.
func (s *sketch) topicsOf() (topics []uint64) {
	body := appendPairs(make([]uint64, 0, len(s.tail.text)), s.tail.text)
	for _, pair := range appendPairs(nil, s.head.text) {
		if slices.Contains(body, pair) {
			topics = append(topics, pair)
		}
	}
	for _, r := range s.head.text {
		if isConcept(r) && slices.Contains(s.tail.text, r) {
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
func swapped(one, other phrase) bool {
	a, b := one.text, other.text
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	left, right := weigh(a), weigh(b)
	if min(left, right) < 2 || 5*max(left, right) > 3*max(one.weight, other.weight) {
		return false
	}
	var room [2][64]rune
	return bagOf(room[0][:], a).share(bagOf(room[1][:], b)) < 0.5
}

// counted is the characters of texts that number things or tell one of several.
func counted(texts ...string) (list []rune) {
	table := signs()
	for _, text := range texts {
		for _, r := range text {
			if table.of(r)&ordinal != 0 {
				list = append(list, r)
			}
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
