package search

import (
	"cmp"
	"slices"
)

// Request is a question to the index.
type Request struct {
	Query string
	// Filters confine the answer: records have to have one of the values of each
	// facet named. A value is an id or a label.
	Filters map[string][]string
	Offset  int
	Limit   int  // most hits returned; 0 means none
	Facets  bool // count by facet
}

// Result is an answer. Total counts all records that match, and is exact.
type Result struct {
	Total  int
	Hits   []Hit
	Facets map[string][]FacetCount
	// Sound holds the terms that nothing contains and that were taken as pinyin.
	Sound []string
	// Alone tells, when nothing was found, how many records each term finds.
	Alone []TermCount
	// Similar holds, when nothing was found, names that sound like a term.
	Similar []string
}

// Hit is a record that matches.
type Hit struct {
	URL        string // of the page and the place in it, relative to the site's root
	Title      string
	Unit       string
	Department string
	Position   string
	Grade      string
	Excerpt    string
}

// TermCount is how many records one term finds.
type TermCount struct {
	Term  string
	Total int
}

// maxExact is the most matches in titles that are ordered by how exact they are,
// except in a bundle, where all are.
const maxExact = 12

// Search answers a question.
func (x *Index) Search(q Request) (*Result, error) {
	terms := parseQuery(q.Query)
	res := &Result{}
	filtering := x.filtering(q) || onlyExcludes(terms) // of all records, without vacant numbers
	tiersOf, err := x.evaluate(terms, filtering, res)
	if err != nil {
		return nil, err
	}
	var ranked []uint32
	if filtering {
		if tiersOf, err = x.filter(tiersOf, q, res); err != nil {
			return nil, err
		}
	}
	if ranked, err = x.rank(tiersOf, terms); err != nil {
		return nil, err
	}
	res.Total = len(ranked)
	if res.Total == 0 && len(q.Filters) == 0 {
		return res, x.explain(terms, res)
	}
	from := min(max(q.Offset, 0), len(ranked))
	for _, id := range ranked[from:min(from+max(q.Limit, 0), len(ranked))] {
		r, err := x.record(id)
		if err != nil {
			return nil, err
		}
		res.Hits = append(res.Hits, makeHit(r, terms))
	}
	return res, nil
}

func (x *Index) filtering(q Request) bool {
	return q.Facets || slices.ContainsFunc(facetNames, func(name string) bool { return len(q.Filters[name]) > 0 })
}

// onlyExcludes reports whether a query says what records are not to have, and no more.
func onlyExcludes(terms []term) bool {
	return len(terms) > 0 && !slices.ContainsFunc(terms, func(t term) bool { return !t.not })
}

// evaluate returns the tier of each record's weakest term, or none. Without terms that
// records have to have it returns all of them for browsing, or none.
func (x *Index) evaluate(terms []term, browse bool, res *Result) ([]uint8, error) {
	all := make([]uint8, x.root.Numbers)
	if len(terms) == 0 || onlyExcludes(terms) {
		rest := uint8(tierLabels)
		if !browse {
			rest = none
		}
		for i := range all {
			all[i] = rest
		}
	}
	for i := range terms {
		t := &terms[i]
		got, total, err := x.term(t)
		if err != nil {
			return nil, err
		}
		if total == 0 && !t.not && hasLetter(t.text) && !t.sound {
			t.sound = true
			if got, total, err = x.term(t); err != nil {
				return nil, err
			}
			if t.sound = total > 0; t.sound {
				res.Sound = append(res.Sound, string(t.text))
			}
		}
		t.total = total
		for id := range all {
			switch {
			case t.not && got[id] != none:
				all[id] = none
			case !t.not:
				all[id] = max(all[id], got[id])
			}
		}
	}
	return all, nil
}

func hasLetter(text []rune) bool {
	return slices.ContainsFunc(text, func(r rune) bool { return r >= 'a' && r <= 'z' })
}

// term returns the best tier of a term in each record, and how many records have
// it.
func (x *Index) term(t *term) (got []uint8, total int, err error) {
	got = slices.Repeat([]uint8{none}, int(x.root.Numbers))
	lists, exact, err := x.candidates(t)
	if err != nil {
		return nil, 0, err
	}
	for tier, ids := range lists {
		for _, id := range ids {
			if got[id] == none {
				got[id] = uint8(tier)
			}
		}
	}
	for id := range got {
		if got[id] == none {
			continue
		}
		if !exact {
			r, err := x.record(uint32(id))
			if err != nil {
				return nil, 0, err
			}
			got[id] = t.find(r).tier
		}
		if got[id] != none {
			total++
		}
	}
	return got, total, nil
}

// candidates returns by tier the records that may contain the term, and whether
// they surely do.
func (x *Index) candidates(t *term) (lists [tiers][]uint32, exact bool, err error) {
	if x.root.Bundle {
		lists[tierTitle] = make([]uint32, x.root.Numbers)
		for i := range lists[tierTitle] {
			lists[tierTitle][i] = uint32(i)
		}
		return lists, false, nil
	}
	if t.sound {
		lists, err = x.soundCandidates(t)
		return lists, false, err
	}
	lists, exact, err = x.literal(t.text)
	if t.other != nil && err == nil {
		var others [tiers][]uint32
		others, _, err = x.literal(t.other)
		for tier := range lists {
			lists[tier] = slices.Compact(slices.Sorted(slices.Values(slices.Concat(lists[tier], others[tier]))))
		}
	}
	exact = exact && t.fields == 0
	if t.fields != 0 {
		mask := 0
		for i, f := range fields {
			if t.fields&(1<<i) != 0 {
				mask |= 1 << f.tier
			}
		}
		for tier := range lists {
			if mask&(1<<tier) == 0 {
				lists[tier] = nil
			}
		}
	}
	return lists, exact, err
}

// literal returns by tier the records that may contain a text, and whether they surely do.
func (x *Index) literal(text []rune) (lists [tiers][]uint32, exact bool, err error) {
	grams, err := x.gramsOf(text)
	if err != nil {
		return lists, false, err
	}
	lists, err = x.intersect(grams)
	return lists, len(grams) == 1, err
}

// gram is a list that the records have to be in.
type gram struct {
	family string
	found
}

// gramsOf returns the lists of a text: of its pairs, or of trigrams in the place
// of two pairs whose lists are long.
func (x *Index) gramsOf(text []rune) ([]gram, error) {
	if len(text) == 1 {
		f, err := x.list("s", uint64(text[0]), 0)
		return []gram{{"s", f}}, err
	}
	var pairs, out []gram
	for i := 0; i+1 < len(text); i++ {
		f, err := x.list("g", uint64(text[i]), uint64(text[i+1]))
		if err != nil {
			return nil, err
		}
		pairs = append(pairs, gram{"g", f})
	}
	for i := range pairs {
		before := i > 0 && pairs[i-1].long && pairs[i].long
		after := i+1 < len(pairs) && pairs[i].long && pairs[i+1].long
		if after && x.families["h"] != nil {
			f, err := x.list("h", pairKey(text[i], text[i+1]), uint64(text[i+2]))
			if err != nil {
				return nil, err
			}
			out = append(out, gram{"h", f})
		} else if !before || x.families["h"] == nil {
			out = append(out, pairs[i])
		}
	}
	return out, nil
}

// intersect returns by tier the records that are in all lists.
func (x *Index) intersect(grams []gram) (lists [tiers][]uint32, err error) {
	slices.SortStableFunc(grams, func(a, b gram) int { return cmp.Compare(a.found.records, b.found.records) })
	for tier := range lists {
		for i := range grams {
			if grams[i].mask&(1<<tier) == 0 {
				lists[tier] = nil
				break
			}
			ids, err := x.records(grams[i].family, &grams[i].found, tier)
			if err != nil {
				return lists, err
			}
			if i == 0 {
				lists[tier] = ids
			} else {
				lists[tier] = intersection(lists[tier], ids)
			}
			if len(lists[tier]) == 0 {
				break
			}
		}
	}
	return lists, nil
}

// intersection keeps in a, which it changes, what is in b.
func intersection(a, b []uint32) []uint32 {
	out, j := a[:0], 0
	for _, id := range a {
		for j < len(b) && b[j] < id {
			j++
		}
		if j < len(b) && b[j] == id {
			out = append(out, id)
		}
	}
	return out
}

// rank orders the records that match: by tier, then by number, which is by grade
// first. Where few match in the title, exact titles come first, then those that
// begin with the term.
func (x *Index) rank(tiersOf []uint8, terms []term) ([]uint32, error) {
	var byTier [tiers][]uint32
	for id, tier := range tiersOf {
		if tier != none {
			byTier[tier] = append(byTier[tier], uint32(id))
		}
	}
	if titles := byTier[tierTitle]; (x.root.Bundle || len(titles) <= maxExact) && len(terms) > 0 {
		keys := make(map[uint32]int, len(titles))
		for _, id := range titles {
			r, err := x.record(id)
			if err != nil {
				return nil, err
			}
			keys[id] = exactness(r, terms)
		}
		slices.SortStableFunc(titles, func(a, b uint32) int { return keys[a] - keys[b] })
	}
	return slices.Concat(byTier[:]...), nil
}

// exactness tells how near the title is to the first term: 0 the same, 1 begins
// with it, 2 has it.
func exactness(r *record, terms []term) int {
	for i := range terms {
		t := &terms[i]
		if t.not {
			continue
		}
		m := t.find(r)
		switch {
		case m.tier != tierTitle || m.start > 0:
			return 2
		case m.end == len(r.texts[m.text].folded):
			return 0
		}
		return 1
	}
	return 2
}

// excerptSide is the number of characters shown on each side of a match.
const excerptSide = 24

func makeHit(r *record, terms []term) Hit {
	h := Hit{
		URL: r.address(), Title: r.get('t'), Unit: r.get('u'), Department: r.get('e'),
		Position: r.get('p'), Grade: r.get('g'),
	}
	m, t := excerptMatch(r, terms)
	if t == nil {
		h.Excerpt = cut(r.get('m'), 0, 0)
		return h
	}
	f := &r.texts[m.text]
	h.Excerpt = cut(f.text, m.start, m.end)
	return h
}

// excerptMatch chooses the match to show: in the field with most of the terms that the
// names do not show already, and of these the rarest. Where no other field has any, it is
// the best match in a name.
func excerptMatch(r *record, terms []term) (match, *term) {
	var literal, hidden []*term
	for i := range terms {
		t := &terms[i]
		if t.not || t.sound {
			continue
		}
		literal = append(literal, t)
		named := *t
		if named.fields = cmp.Or(t.fields, allFields) & namedFields; named.fields == 0 || named.find(r).tier == none {
			hidden = append(hidden, t)
		}
	}
	if m, t := richest(r, hidden); t != nil {
		return m, t
	}
	if m, t := richest(r, literal); t != nil {
		return m, t
	}
	best, by := match{tier: none}, (*term)(nil)
	for i := range terms {
		if t := &terms[i]; !t.not {
			if m := t.find(r); m.tier < best.tier {
				best, by = m, t
			}
		}
	}
	return best, by
}

// richest finds the field, other than a name, that has most of the terms, and there the
// rarest of them. Of fields with as many the one with the rarest term is taken, then the
// one of the better tier.
func richest(r *record, terms []*term) (best match, by *term) {
	most := 0
	for i := range r.texts {
		f := &r.texts[i]
		if namedFields&(1<<f.field) != 0 {
			continue
		}
		n, here, rarest := 0, match{}, (*term)(nil)
		for _, t := range terms {
			if !t.counts(f.field) {
				continue
			}
			start, end := t.in(f.folded)
			if start < 0 {
				continue
			}
			if n++; rarest == nil || t.total < rarest.total {
				here, rarest = match{fields[f.field].tier, i, start, end}, t
			}
		}
		if n > most || n == most && n > 0 && (rarest.total < by.total || rarest.total == by.total && here.tier < best.tier) {
			most, best, by = n, here, rarest
		}
	}
	return best, by
}

// allFields are the bits of all fields.
var allFields = uint32(1)<<len(fields) - 1

// namedFields are the fields that every hit shows.
var namedFields = func() (mask uint32) {
	for i, f := range fields {
		if f.tier <= tierUnit || f.code == 'g' {
			mask |= 1 << i
		}
	}
	return mask
}()

// cut returns the part of a text around a match, which is given in the folded
// text.
func cut(text string, start, end int) string {
	runes := []rune(text)
	offsets := foldOffsets(runes)
	from := 0
	if start < len(offsets) {
		from = max(0, offsets[start]-excerptSide)
	}
	to := min(len(runes), from+2*excerptSide)
	if end > 0 && end <= len(offsets) {
		to = min(len(runes), offsets[end-1]+1+excerptSide)
	}
	out := string(runes[from:to])
	if from > 0 {
		out = "…" + out
	}
	if to < len(runes) {
		out += "…"
	}
	return out
}

// foldOffsets tells for each character of the folded text which one of runes it
// comes from.
func foldOffsets(runes []rune) []int {
	var out []int
	space := -1
	for i, r := range runes {
		switch f := foldRune(r); {
		case f == 0:
		case f == ' ':
			if space < 0 {
				space = i
			}
		default:
			if space >= 0 && len(out) > 0 {
				out = append(out, space)
			}
			space = -1
			out = append(out, i)
		}
	}
	return out
}

// explain fills in what may help when nothing was found.
func (x *Index) explain(terms []term, res *Result) error {
	for i := range terms {
		t := terms[i]
		if t.not {
			continue
		}
		_, total, err := x.term(&t)
		if err != nil {
			return err
		}
		if len(terms) > 1 {
			res.Alone = append(res.Alone, TermCount{string(t.text), total})
		}
		if total == 0 {
			similar, err := x.similar(&t)
			if err != nil {
				return err
			}
			res.Similar = append(res.Similar, similar...)
		}
	}
	return nil
}
