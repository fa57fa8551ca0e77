package search

import (
	"cmp"
	"slices"
	"strings"
)

// soundCandidates returns by tier the records whose names may sound like the term.
func (x *Index) soundCandidates(t *term) (lists [tiers][]uint32, err error) {
	initials, err := x.soundMode(t, x.initialLists)
	if err != nil {
		return lists, err
	}
	syllables, err := x.soundMode(t, x.syllableLists)
	if err != nil {
		return lists, err
	}
	for tier := range lists {
		lists[tier] = mergeIDs(initials[tier], syllables[tier])
	}
	return lists, nil
}

// tierLists are the records of a list by tier.
type tierLists [tiers][]uint32

// soundMode intersects the lists of the term's runs of letters, as alternatives
// gives them, with those of the characters between.
func (x *Index) soundMode(t *term, lettersLists func(string) (*tierLists, error)) (tierLists, error) {
	var out *tierLists
	for _, run := range splitLetters(t.text) {
		var lists *tierLists
		var err error
		if isLetter(run[0]) {
			lists, err = lettersLists(string(run))
		} else {
			var grams []gram
			if grams, err = x.gramsOf(run); err == nil {
				var got tierLists
				got, err = x.intersect(grams)
				lists = &got
			}
		}
		if err != nil {
			return tierLists{}, err
		}
		if lists == nil {
			continue // says nothing
		}
		if out == nil {
			out = lists
			continue
		}
		for tier := range out {
			out[tier] = intersection(out[tier], lists[tier])
		}
	}
	if out == nil {
		return tierLists{}, nil
	}
	return *out, nil
}

func isLetter(r rune) bool { return r >= 'a' && r <= 'z' }

// splitLetters cuts a text between letters and other characters.
func splitLetters(text []rune) [][]rune {
	var out [][]rune
	for i := 0; i < len(text); {
		j := i + 1
		for j < len(text) && isLetter(text[j]) == isLetter(text[i]) {
			j++
		}
		out = append(out, text[i:j])
		i = j
	}
	return out
}

// union adds to lists every record of the lists with keys from lo to hi.
func (x *Index) addLists(dst *tierLists, lo, hi uint64) error {
	split := func(key uint64) [2]uint64 { return [2]uint64{key >> soundBits, key & (1<<soundBits - 1)} }
	return x.lists("p", split(lo), split(hi), func(f found) error {
		for tier := range dst {
			if f.mask&(1<<tier) == 0 {
				continue
			}
			ids, err := x.records("p", &f, tier)
			if err != nil {
				return err
			}
			dst[tier] = mergeIDs(dst[tier], ids)
		}
		return nil
	})
}

// mergeIDs returns the members of either ascending list.
func mergeIDs(a, b []uint32) []uint32 {
	if len(a) == 0 {
		return b
	}
	out := slices.Concat(a, b)
	slices.Sort(out)
	return slices.Compact(out)
}

// initialLists returns the records with names in which syllables begin with the
// letters, one after another; nil for a single letter, which says too little.
func (x *Index) initialLists(run string) (*tierLists, error) {
	if len(run) < 2 {
		return nil, nil
	}
	var out tierLists
	if len(run) == 2 {
		key := initialsKey(run[0], run[1], 0)
		return &out, x.addLists(&out, key, key|(1<<soundBits-1))
	}
	for i := 0; i+2 < len(run); i++ {
		var lists tierLists
		key := initialsKey(run[i], run[i+1], run[i+2])
		if err := x.addLists(&lists, key, key); err != nil {
			return nil, err
		}
		for tier := range out {
			if i == 0 {
				out[tier] = lists[tier]
			} else {
				out[tier] = intersection(out[tier], lists[tier])
			}
		}
	}
	return &out, nil
}

// syllableLists returns the records with names that have the syllables, in any
// way of splitting the letters into them; the last may be cut short.
func (x *Index) syllableLists(run string) (*tierLists, error) {
	var out tierLists
	for _, split := range splitSyllables(run) {
		lists, err := x.splitLists(split)
		if err != nil {
			return nil, err
		}
		for tier := range out {
			out[tier] = mergeIDs(out[tier], lists[tier])
		}
	}
	return &out, nil
}

// syllableRange is one syllable of a split: from lo to before hi in the table, for
// a syllable cut short stands for all that begin so.
type syllableRange struct{ lo, hi int }

func (x *Index) splitLists(split []syllableRange) (tierLists, error) {
	var out tierLists
	if len(split) == 1 {
		lo, hi := uint64(soundSyllables+split[0].lo), uint64(soundSyllables+split[0].hi-1)
		return out, x.addLists(&out, lo<<soundBits, hi<<soundBits|(1<<soundBits-1))
	}
	for i := 0; i+1 < len(split); i++ {
		var lists tierLists
		a := uint64(soundSyllables+split[i].lo) << soundBits
		if err := x.addLists(&lists, a|uint64(split[i+1].lo+1), a|uint64(split[i+1].hi)); err != nil {
			return out, err
		}
		for tier := range out {
			if i == 0 {
				out[tier] = lists[tier]
			} else {
				out[tier] = intersection(out[tier], lists[tier])
			}
		}
	}
	return out, nil
}

// maxSplits bounds the ways of splitting letters that are tried.
const maxSplits = 16

func splitSyllables(run string) [][]syllableRange {
	table := pinyin().syllables
	var out [][]syllableRange
	var walk func(rest string, done []syllableRange)
	walk = func(rest string, done []syllableRange) {
		if len(out) == maxSplits {
			return
		}
		if rest == "" {
			out = append(out, slices.Clone(done))
			return
		}
		lo, found := slices.BinarySearch(table, rest)
		hi := lo
		for hi < len(table) && strings.HasPrefix(table[hi], rest) {
			hi++
		}
		if hi > lo && (len(done) > 0 || found) {
			out = append(out, append(slices.Clone(done), syllableRange{lo, hi}))
		}
		for n := min(len(rest)-1, 6); n > 0; n-- {
			if k, ok := slices.BinarySearch(table, rest[:n]); ok {
				walk(rest[n:], append(done, syllableRange{k, k + 1}))
			}
		}
	}
	walk(run, nil)
	return out
}

// maxSimilar is the most names suggested, and maxSimilarRead the most records
// looked at for them.
const (
	maxSimilar     = 3
	maxSimilarRead = 60
)

// similar returns names, or parts of them, that sound like the term.
func (x *Index) similar(t *term) ([]string, error) {
	if len(t.text) < 2 || len(t.text) > 12 {
		return nil, nil
	}
	counts := map[string]int{}
	read := 0
	for _, spelled := range spell(t.text) {
		s := term{text: spelled, sound: true}
		lists, _, err := x.candidates(&s)
		if err != nil {
			return nil, err
		}
		for _, ids := range lists {
			for _, id := range ids {
				if read++; read > maxSimilarRead && !x.root.Bundle {
					break
				}
				r, err := x.record(id)
				if err != nil {
					return nil, err
				}
				m := s.find(r)
				if m.tier != none && m.end-m.start == len(t.text) {
					counts[string(r.texts[m.text].folded[m.start:m.end])]++
				}
			}
		}
	}
	out := make([]string, 0, len(counts))
	for name := range counts {
		out = append(out, name)
	}
	slices.SortFunc(out, func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), strings.Compare(a, b))
	})
	return out[:min(len(out), maxSimilar)], nil
}

// maxSpellings bounds the readings of a text that are tried.
const maxSpellings = 8

// spell returns the text with its characters in letters, in every reading.
func spell(text []rune) [][]rune {
	table := pinyin()
	out := [][]rune{nil}
	for _, r := range text {
		list := table.syllablesOf(r)
		if len(list) == 0 {
			for i := range out {
				out[i] = append(out[i], r)
			}
			continue
		}
		var next [][]rune
		for _, done := range out {
			for _, n := range list {
				if len(next) < maxSpellings {
					next = append(next, append(slices.Clone(done), []rune(table.syllables[n])...))
				}
			}
		}
		out = next
	}
	return out
}
