package check

// lexicon is a list of words, each with a value, that can be looked for at any place
// of a text: a tree of characters, whose branches all stand in one table.
type lexicon struct {
	branches []branch // at the place of their hash or behind it, with room between
	used     int
	values   []int32 // of the nodes: 0 where no word ends
}

type branch struct {
	from, to  int32 // nodes; none leads to the first
	character rune
}

// add puts a word of a value that is not 0. A word that has one keeps it.
func (l *lexicon) add(word string, value int32) {
	if l.values == nil {
		l.values = make([]int32, 1)
	}
	node := int32(0)
	for _, r := range word {
		if 2*l.used >= len(l.branches) {
			l.grow()
		}
		b := l.branch(node, r)
		if b.to == 0 {
			*b = branch{node, int32(len(l.values)), r}
			l.values = append(l.values, 0)
			l.used++
		}
		node = b.to
	}
	if l.values[node] == 0 {
		l.values[node] = value
	}
}

func (l *lexicon) grow() {
	old := l.branches
	l.branches = make([]branch, max(64, 4*len(old)))
	for _, b := range old {
		if b.to != 0 {
			*l.branch(b.from, b.character) = b
		}
	}
}

// branch is where the branch of a character from a node stands, or belongs.
func (l *lexicon) branch(from int32, r rune) *branch {
	for i := mix(uint64(from)<<32 | uint64(uint32(r))); ; i++ {
		if b := &l.branches[i&uint64(len(l.branches)-1)]; b.to == 0 || b.from == from && b.character == r {
			return b
		}
	}
}

// words calls yield with the lengths and the values of all words that a text begins
// with, from the shortest to the longest.
func (l *lexicon) words(text []rune, yield func(length int, value int32)) {
	node := int32(0)
	for i, r := range text {
		if node = l.branch(node, r).to; node == 0 {
			return
		}
		if value := l.values[node]; value != 0 {
			yield(i+1, value)
		}
	}
}

// longest is the longest word that a text begins with, or none of length 0.
func (l *lexicon) longest(text []rune) (length int, value int32) {
	l.words(text, func(n int, v int32) { length, value = n, v })
	return length, value
}
