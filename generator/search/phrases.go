package search

import (
	"container/heap"
	"strings"
	"unicode/utf8"
)

// Text blocks are written with a phrase book: frequent runs of characters, each
// with a code of one character that takes two bytes. A phrase is a pair of symbols,
// a symbol a character or the code of an earlier phrase, so that the book itself is
// small. It is learnt from a part of the site's own text by byte pair encoding (Gage
// 1994), and shared by all blocks, which a compressing server could not do.

const (
	firstCode  = 0x100
	lastCode   = 0x7ff
	maxPhrases = lastCode - firstCode + 1
	// escape stands before a character of the text that could be taken for a code.
	escape = 0x7f

	// A phrase book is learnt from so much text, averageTrain bytes from a place.
	minTrainBytes = 128 << 10
	maxTrainBytes = 384 << 10
	averageTrain  = 4 << 10
	// bytesPerPhrase is how much text there has to be on the site for a phrase to be
	// worth its place in root.js.
	bytesPerPhrase = 8 << 10
)

// isCode reports whether a character of a text has to be escaped.
func isCode(r rune) bool { return r >= firstCode && r <= lastCode || r == escape }

// phraseBook holds phrases in the order of their codes.
type phraseBook struct {
	pairs []rune // two symbols for each phrase
	trie  trie
}

// newPhraseBook makes the book of pairs of symbols.
func newPhraseBook(pairs []rune) *phraseBook {
	p := &phraseBook{pairs: pairs}
	texts := expandPhrases(pairs)
	for i, text := range texts {
		p.trie.add(text, firstCode+rune(i))
	}
	return p
}

// expandPhrases returns the texts of phrases. A code that no earlier phrase has
// stands for nothing.
func expandPhrases(pairs []rune) []string {
	var texts []string
	symbol := func(r rune) string {
		if r < firstCode || r > lastCode {
			return string(r)
		}
		if k := int(r - firstCode); k < len(texts) {
			return texts[k]
		}
		return ""
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		texts = append(texts, symbol(pairs[i])+symbol(pairs[i+1]))
	}
	return texts
}

// appendCoded appends a text with the longest phrases that fit, from its start on,
// in the place of what they stand for.
func (p *phraseBook) appendCoded(dst []byte, text string) []byte {
	for i := 0; i < len(text); {
		r, size := decode(text[i:])
		node, code, end := p.trie.step(0, r), rune(0), 0
		for j := i + size; node != 0 && j < len(text); {
			r, size := decode(text[j:])
			if node = p.trie.step(node, r); node == 0 {
				break
			}
			j += size
			if c := p.trie.codes[node]; c != 0 {
				code, end = c, j
			}
		}
		switch {
		case end > 0:
			dst = utf8.AppendRune(dst, code)
			i = end
		case isCode(r):
			dst = append(dst, escape)
			fallthrough
		default:
			dst = append(dst, text[i:i+size]...)
			i += size
		}
	}
	return dst
}

// decodePhrases undoes appendCoded.
func decodePhrases(texts []string, coded string) string {
	var b strings.Builder
	escaped := false
	for _, r := range coded {
		k := int(r - firstCode)
		switch {
		case !escaped && r == escape:
			escaped = true
			continue
		case escaped || r < firstCode || r > lastCode:
			b.WriteRune(r)
		case k < len(texts):
			b.WriteString(texts[k])
		}
		escaped = false
	}
	return b.String()
}

// trie finds phrases. Node 0 is the root; a step from it leads to nothing or to a
// node above 0.
type trie struct {
	codes []rune          // of each node, or 0
	first [1 << 16]uint32 // the steps from the root
	keys  []uint64
	nodes []uint32
}

func (t *trie) slot(node uint32, r rune) (int, bool) {
	key := uint64(node)<<21 | uint64(r) + 1
	for i := int(key * 0x9e3779b97f4a7c15 >> 32); ; i++ {
		i &= len(t.keys) - 1
		if t.keys[i] == key {
			return i, true
		}
		if t.keys[i] == 0 {
			return i, false
		}
	}
}

func (t *trie) step(node uint32, r rune) uint32 {
	if node == 0 && int(r) < len(t.first) {
		return t.first[r]
	}
	if len(t.keys) == 0 {
		return 0
	}
	if i, ok := t.slot(node, r); ok {
		return t.nodes[i]
	}
	return 0
}

func (t *trie) add(text string, code rune) {
	node := uint32(0)
	for _, r := range text {
		if 4*len(t.codes) >= len(t.keys) {
			t.grow()
		}
		i, ok := t.slot(node, r)
		if !ok {
			t.keys[i] = uint64(node)<<21 | uint64(r) + 1
			t.nodes[i] = uint32(len(t.codes))
			t.codes = append(t.codes, 0)
		}
		if node == 0 && int(r) < len(t.first) {
			t.first[r] = t.nodes[i]
		}
		node = t.nodes[i]
	}
	if node != 0 && t.codes[node] == 0 {
		t.codes[node] = code
	}
}

func (t *trie) grow() {
	old := *t
	t.keys = make([]uint64, max(1<<12, 4*len(old.keys)))
	t.nodes = make([]uint32, len(t.keys))
	if len(t.codes) == 0 {
		t.codes = []rune{0}
	}
	for i, key := range old.keys {
		if key != 0 {
			k, _ := t.slot(uint32(key>>21), rune(key&(1<<21-1))-1)
			t.keys[k], t.nodes[k] = key, old.nodes[i]
		}
	}
}

// learnPhrases returns the pairs of symbols of at most limit phrases for texts like
// the one given. No phrase goes beyond a line.
func learnPhrases(text string, limit int) []rune {
	l := learner{stats: map[[2]rune]*pairStat{}}
	l.read(text)
	var pairs []rune
	for len(pairs) < 2*min(limit, maxPhrases) {
		best := l.best()
		if best == nil {
			break
		}
		code := firstCode + rune(len(pairs)/2)
		pairs = append(pairs, best.pair[0], best.pair[1])
		l.replace(best, code)
	}
	return pairs
}

// learner is a text as a list of symbols, with the places of each pair of adjacent
// ones.
type learner struct {
	symbols    []rune  // 0 where a symbol was merged into the one before
	next, prev []int32 // the neighbours of each symbol
	// The places of a pair are a list through these, in no order that matters.
	later, earlier []int32
	stats          map[[2]rune]*pairStat
	queue          pairQueue
}

const nowhere = -1

// pairStat is a pair with the number of its places and one of them.
type pairStat struct {
	pair         [2]rune
	count, first int32
	queued       int // the gain with which it stands in the queue
}

// Bits that a symbol is worth after compression, about.
const (
	bitsASCII = 7
	bitsOther = 16
	bitsCode  = 11
	// minGain is the fewest bits that a phrase has to save: what its entry costs
	// and a little more.
	minGain = 60
)

func bitsOf(r rune) int {
	switch {
	case r < utf8.RuneSelf:
		return bitsASCII
	case r >= firstCode && r <= lastCode:
		return bitsCode
	}
	return bitsOther
}

// gain is how many bits a phrase would save.
func (s *pairStat) gain() int {
	return int(s.count) * (bitsOf(s.pair[0]) + bitsOf(s.pair[1]) - bitsCode)
}

// pairQueue has the pair with the greatest gain on top.
type pairQueue []*pairStat

func (q pairQueue) Len() int { return len(q) }
func (q pairQueue) Less(i, j int) bool {
	a, b := q[i], q[j]
	if a.queued != b.queued {
		return a.queued > b.queued
	}
	return a.pair[0] < b.pair[0] || a.pair[0] == b.pair[0] && a.pair[1] < b.pair[1]
}
func (q pairQueue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *pairQueue) Push(x any)   { *q = append(*q, x.(*pairStat)) }
func (q *pairQueue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

func (l *learner) read(text string) {
	for _, r := range text {
		l.symbols = append(l.symbols, r)
	}
	n := len(l.symbols)
	links := make([]int32, 4*n)
	l.next, l.prev, l.later, l.earlier = links[:n], links[n:2*n], links[2*n:3*n], links[3*n:]
	for i := range l.symbols {
		l.next[i], l.prev[i] = int32(i+1), int32(i-1)
	}
	if n > 0 {
		l.next[n-1] = nowhere
	}
	for i := range l.symbols {
		l.note(int32(i))
	}
	for _, s := range l.stats {
		if s.queued = s.gain(); s.queued >= minGain {
			l.queue = append(l.queue, s)
		} else {
			s.queued = 0
		}
	}
	heap.Init(&l.queue)
}

// pairAt is the pair that begins at a place; not ok where no phrase may go.
func (l *learner) pairAt(i int32) (pair [2]rune, ok bool) {
	if i == nowhere || l.next[i] == nowhere {
		return pair, false
	}
	pair = [2]rune{l.symbols[i], l.symbols[l.next[i]]}
	for k, r := range pair {
		at := i
		if k > 0 {
			at = l.next[i]
		}
		if r == '\n' || isCode(r) && !l.coded(at) {
			return pair, false
		}
	}
	return pair, true
}

// coded reports whether the symbol at a place is a phrase: it reaches further than
// one character.
func (l *learner) coded(i int32) bool {
	return int(i)+1 < len(l.symbols) && l.symbols[i+1] == 0
}

// note adds the place of a pair, forget takes it away.
func (l *learner) note(i int32) *pairStat {
	pair, ok := l.pairAt(i)
	if !ok {
		return nil
	}
	s := l.stats[pair]
	if s == nil {
		s = &pairStat{pair: pair, first: nowhere}
		l.stats[pair] = s
	}
	l.later[i], l.earlier[i] = s.first, nowhere
	if s.first != nowhere {
		l.earlier[s.first] = i
	}
	s.first = i
	s.count++
	return s
}

func (l *learner) forget(i int32) {
	pair, ok := l.pairAt(i)
	if !ok {
		return
	}
	s := l.stats[pair]
	if l.earlier[i] == nowhere {
		s.first = l.later[i]
	} else {
		l.later[l.earlier[i]] = l.later[i]
	}
	if l.later[i] != nowhere {
		l.earlier[l.later[i]] = l.earlier[i]
	}
	s.count--
}

// best takes the pair with the greatest gain from the queue, or nil when none is
// worth a phrase.
func (l *learner) best() *pairStat {
	for l.queue.Len() > 0 {
		s := heap.Pop(&l.queue).(*pairStat)
		switch gain := s.gain(); {
		case gain < minGain:
			s.queued = 0
		case gain < s.queued: // it has lost places since
			s.queued = gain
			heap.Push(&l.queue, s)
		default:
			return s
		}
	}
	return nil
}

// replace puts a code in the place of a pair, everywhere.
func (l *learner) replace(s *pairStat, code rune) {
	var grown []*pairStat
	for s.first != nowhere {
		i := s.first
		j := l.next[i]
		l.forget(i)
		if l.prev[i] != nowhere {
			l.forget(l.prev[i])
		}
		l.forget(j)
		l.symbols[i], l.symbols[j] = code, 0
		l.next[i] = l.next[j]
		if l.next[j] != nowhere {
			l.prev[l.next[j]] = i
		}
		if before := l.note(l.prev[i]); before != nil {
			grown = append(grown, before)
		}
		if after := l.note(i); after != nil {
			grown = append(grown, after)
		}
	}
	for _, s := range grown {
		if s.queued == 0 && s.gain() >= minGain {
			s.queued = s.gain()
			heap.Push(&l.queue, s)
		}
	}
}
