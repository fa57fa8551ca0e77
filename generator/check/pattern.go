package check

import (
	"encoding/binary"
	"regexp"
	"regexp/syntax"
	"slices"
	"sync"
	"sync/atomic"
	"unicode"
)

// pattern is a regular expression that tells quickly that a text does not match,
// which is what most texts do. Its methods give what those of [regexp.Regexp] do; only
// a text that matches is looked at with that. It is compiled when it is first wanted: a
// command that checks little should not wait for all of them.
type pattern struct {
	expr  string
	exact func() *regexp.Regexp
	once  sync.Once
	quick atomic.Pointer[automaton]
}

func newPattern(expr string) *pattern {
	return &pattern{expr: expr, exact: sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })}
}

func (p *pattern) MatchString(s string) bool {
	p.once.Do(func() { p.quick.Store(newAutomaton(p.expr)) })
	a := p.quick.Load()
	matches, ok := a.match(s)
	if !ok {
		p.quick.CompareAndSwap(a, a.afresh())
	}
	if !ok || matches && !a.certain {
		return p.exact().MatchString(s)
	}
	return matches
}

func (p *pattern) FindString(s string) string {
	if !p.MatchString(s) {
		return ""
	}
	return p.exact().FindString(s)
}

func (p *pattern) FindStringSubmatch(s string) []string {
	if !p.MatchString(s) {
		return nil
	}
	return p.exact().FindStringSubmatch(s)
}

func (p *pattern) FindAllStringIndex(s string) [][]int {
	if !p.MatchString(s) {
		return nil
	}
	return p.exact().FindAllStringIndex(s, -1)
}

func (p *pattern) FindAllStringSubmatch(s string) [][]string {
	if !p.MatchString(s) {
		return nil
	}
	return p.exact().FindAllStringSubmatch(s, -1)
}

func (p *pattern) ReplaceAllString(s, with string) string {
	if !p.MatchString(s) {
		return s
	}
	return p.exact().ReplaceAllString(s, with)
}

func (p *pattern) ReplaceAllStringFunc(s string, f func(string) string) string {
	if !p.MatchString(s) {
		return s
	}
	return p.exact().ReplaceAllStringFunc(s, f)
}

// An automaton reads a text once, character by character, and is at each in one state,
// which stands for all the places of the expression where a match could have got to.
// A state is made when a text first leads there, and kept for all texts; several may
// read at a time.
type automaton struct {
	*program
	start *state

	making  sync.Mutex
	states  map[string]*state // by their places
	entries [][]uint32        // by class: what follows the places at which a match begins
	room    int               // for how many ways more
}

// mostWays bounds the memory of an automaton: when it is full another is begun.
const mostWays = 1 << 18

// program is what an automaton goes by.
type program struct {
	*syntax.Prog
	begin    []uint32 // places at which a match can begin anywhere in the text
	empty    bool     // whether it can begin and end where the text ends
	certain  bool     // no condition was taken for met
	alphabet alphabet
}

// state is where an automaton can be, in matches that have begun. Another may begin.
type state struct {
	places  []uint32                // instructions that wait for a character, or for the end
	ways    []atomic.Pointer[state] // by the class of the next character
	decided bool                    // whatever follows
	atEnd   bool                    // whether the text matches if it ends here, or, if that is decided, at all
}

func newAutomaton(expr string) *automaton {
	re, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		panic(err) // as regexp.MustCompile does
	}
	prog, err := syntax.Compile(re.Simplify())
	if err != nil {
		panic(err)
	}
	p := &program{Prog: prog, certain: true, alphabet: alphabetOf(prog)}
	if prog.StartCond()&syntax.EmptyBeginText == 0 {
		p.begin, _ = p.reach([]uint32{uint32(prog.Start)}, 0)
		_, p.empty = p.reach(p.begin, syntax.EmptyEndText)
	}
	for i := range prog.Inst {
		if in := &prog.Inst[i]; in.Op == syntax.InstEmptyWidth && syntax.EmptyOp(in.Arg)&^(syntax.EmptyBeginText|syntax.EmptyEndText) != 0 {
			p.certain = false
		}
	}
	return (&automaton{program: p}).afresh()
}

// afresh is the automaton without the states that it has come to know.
func (a *automaton) afresh() *automaton {
	n := &automaton{program: a.program, states: map[string]*state{}, entries: make([][]uint32, len(a.alphabet.sample)), room: mostWays}
	n.start = n.state([]uint32{uint32(a.Start)}, syntax.EmptyBeginText)
	return n
}

// match reports whether a text matches; it is not ok if the automaton is full.
func (a *automaton) match(s string) (matches, ok bool) {
	at := a.start
	for _, r := range s {
		if at.decided {
			break
		}
		class := a.alphabet.of(r)
		next := at.ways[class].Load()
		if next == nil {
			if next = a.step(at, class); next == nil {
				return false, false
			}
		}
		at = next
	}
	return at.atEnd, true
}

// step makes the way from a state by a class of characters.
func (a *automaton) step(from *state, class int) *state {
	a.making.Lock()
	defer a.making.Unlock()
	if a.entries[class] == nil {
		a.entries[class] = a.follow([]uint32{}, a.begin, class)
	}
	to := a.state(a.follow(slices.Clip(a.entries[class]), from.places, class), 0)
	if to != nil {
		from.ways[class].Store(to)
	}
	return to
}

// follow appends what follows some places when a character of a class is read.
func (p *program) follow(heads, places []uint32, class int) []uint32 {
	for _, i := range places {
		if in := &p.Inst[i]; in.Op != syntax.InstEmptyWidth && in.MatchRune(p.alphabet.sample[class]) {
			heads = append(heads, in.Out)
		}
	}
	return heads
}

// state gives the state of what can be reached from some instructions under a
// condition, or nil if there is no room for another.
func (a *automaton) state(heads []uint32, met syntax.EmptyOp) *state {
	places, matched := a.reach(heads, met)
	key := make([]byte, 0, 4*len(places)+1)
	for _, i := range places {
		key = binary.LittleEndian.AppendUint32(key, i)
	}
	key = append(key, byte(met)) // what ends at once may depend on it
	if matched {
		key = key[:0]
	}
	if s := a.states[string(key)]; s != nil {
		return s
	}
	s := &state{places: places, decided: matched || len(places) == 0 && len(a.begin) == 0, atEnd: matched}
	if !s.decided {
		if a.room -= len(a.alphabet.sample); a.room < 0 && len(a.states) > 0 {
			return nil
		}
		s.ways = make([]atomic.Pointer[state], len(a.alphabet.sample))
		_, s.atEnd = a.reach(places, met|syntax.EmptyEndText)
		s.atEnd = s.atEnd || a.empty
	}
	a.states[string(key)] = s
	return s
}

// reach lists the instructions that wait for a character or for the end of the text,
// of those that some lead to, in order, and tells whether a match is among them.
func (p *program) reach(heads []uint32, met syntax.EmptyOp) (places []uint32, matched bool) {
	seen := make([]bool, len(p.Inst))
	for open := slices.Clone(heads); len(open) > 0; {
		i := open[len(open)-1]
		open = open[:len(open)-1]
		if seen[i] {
			continue
		}
		seen[i] = true
		switch in := &p.Inst[i]; in.Op {
		case syntax.InstAlt, syntax.InstAltMatch:
			open = append(open, in.Out, in.Arg)
		case syntax.InstCapture, syntax.InstNop:
			open = append(open, in.Out)
		case syntax.InstEmptyWidth:
			wanted := syntax.EmptyOp(in.Arg) & (syntax.EmptyBeginText | syntax.EmptyEndText)
			if wanted&^met == 0 {
				open = append(open, in.Out)
			} else if wanted&syntax.EmptyEndText != 0 {
				places = append(places, i)
			}
		case syntax.InstMatch:
			matched = true
		case syntax.InstFail:
		default:
			places = append(places, i)
		}
	}
	slices.Sort(places)
	return places, matched
}

// alphabet parts all characters into classes that an expression does not tell apart.
type alphabet struct {
	pages  [256]*[256]uint16 // the classes of the first 65,536, by the upper half
	bounds []rune            // where runs of one class begin
	runs   []int             // their classes
	sample []rune            // a character of each
}

func (c *alphabet) of(r rune) int {
	if uint32(r) < 0x10000 {
		return int(c.pages[r>>8][r&0xff])
	}
	i, found := slices.BinarySearch(c.bounds, r)
	if !found {
		i--
	}
	return c.runs[i]
}

func alphabetOf(prog *syntax.Prog) alphabet {
	var sets [][]rune // pairs of the first and the last of a range
	known := map[string]bool{}
	c := alphabet{bounds: []rune{0}}
	for i := range prog.Inst {
		set := rangesOf(&prog.Inst[i])
		if set == nil || known[string(set)] {
			continue
		}
		known[string(set)] = true
		sets = append(sets, set)
		for j := 0; j < len(set); j += 2 {
			c.bounds = append(c.bounds, set[j], set[j+1]+1)
		}
	}
	slices.Sort(c.bounds)
	c.bounds = slices.Compact(c.bounds)
	c.runs = make([]int, len(c.bounds))
	inside := make([]int, 1, 2*len(c.bounds)) // by class: the class of what is in the set too
	var parted []int
	for _, set := range sets { // parts each class into what is in the set and what is not
		for j := 0; j < len(set); j += 2 {
			i, _ := slices.BinarySearch(c.bounds, set[j])
			for ; i < len(c.bounds) && c.bounds[i] <= set[j+1]; i++ {
				class := c.runs[i]
				if inside[class] == 0 {
					inside[class] = len(inside)
					inside = append(inside, 0)
					parted = append(parted, class)
				}
				c.runs[i] = inside[class]
			}
		}
		for _, class := range parted {
			inside[class] = 0
		}
		parted = parted[:0]
	}
	c.tidy(len(inside))
	c.lay()
	return c
}

// rangesOf are the characters that an instruction waits for.
func rangesOf(in *syntax.Inst) []rune {
	switch in.Op {
	case syntax.InstRuneAny:
		return []rune{0, unicode.MaxRune}
	case syntax.InstRuneAnyNotNL:
		return []rune{0, '\n' - 1, '\n' + 1, unicode.MaxRune}
	case syntax.InstRune, syntax.InstRune1:
		if len(in.Rune) > 1 {
			return in.Rune
		}
		set := []rune{in.Rune[0], in.Rune[0]}
		if syntax.Flags(in.Arg)&syntax.FoldCase != 0 {
			for r := unicode.SimpleFold(in.Rune[0]); r != in.Rune[0]; r = unicode.SimpleFold(r) {
				set = append(set, r, r)
			}
		}
		return set
	}
	return nil
}

// tidy numbers the classes that are left, of so many, without gaps, and picks samples.
func (c *alphabet) tidy(count int) {
	numbers := make([]int, count) // from 1
	for i, class := range c.runs {
		if numbers[class] == 0 {
			c.sample = append(c.sample, c.bounds[i])
			numbers[class] = len(c.sample)
		}
		c.runs[i] = numbers[class] - 1
	}
}

// lay fills the pages. Those of one class throughout are shared.
func (c *alphabet) lay() {
	uniform := map[int]*[256]uint16{}
	run := 0
	for high := range c.pages {
		first, end := rune(high)<<8, rune(high+1)<<8
		for run+1 < len(c.bounds) && c.bounds[run+1] <= first {
			run++
		}
		same := run+1 == len(c.bounds) || c.bounds[run+1] >= end
		if page := uniform[c.runs[run]]; same && page != nil {
			c.pages[high] = page
			continue
		}
		page := new([256]uint16)
		c.pages[high] = page
		if same {
			uniform[c.runs[run]] = page
		}
		for r := first; r < end; run++ {
			until := end
			if run+1 < len(c.bounds) {
				until = min(end, c.bounds[run+1])
			}
			for ; r < until; r++ {
				page[r-first] = uint16(c.runs[run])
			}
		}
		run--
	}
}
