package search

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"sort"
	"strings"
	"sync"
)

// Index reads a published index and answers what the page's script answers, from
// the same files. It may be used by several goroutines at once.
type Index struct {
	fsys     fs.FS
	root     root
	families map[string]*familyReader
	phrases  []string // nil where blocks are written without

	mu     sync.Mutex
	shards map[string][]byte
	blocks map[int]*block
	facets *facetColumns
}

type familyReader struct {
	pages int // 0 where keys holds every shard's key
	keys  [][2]uint64
}

// Open reads the root of the index of the site in fsys, the folder that holds
// "search".
func Open(fsys fs.FS) (*Index, error) {
	x := &Index{fsys: fsys, families: map[string]*familyReader{}, shards: map[string][]byte{}, blocks: map[int]*block{}}
	calls, err := x.read("root.js")
	if err != nil {
		return nil, err
	}
	if len(calls) == 0 || calls[0].kind != "r" {
		return nil, fmt.Errorf("search: root.js holds no root")
	}
	if err := json.Unmarshal(calls[0].payload, &x.root); err != nil {
		return nil, fmt.Errorf("search: read root.js: %w", err)
	}
	if x.root.Format != formatVersion {
		return nil, fmt.Errorf("search: the index has format %d, want %d", x.root.Format, formatVersion)
	}
	if x.root.Block <= 0 || x.root.Numbers > maxNumbers {
		return nil, fmt.Errorf("search: root.js is damaged")
	}
	if x.root.Phrases != "" {
		x.phrases = expandPhrases([]rune(x.root.Phrases))
	}
	for _, c := range calls[1:] {
		if err := x.addBlock(c); err != nil {
			return nil, err
		}
	}
	for name, f := range x.root.Families {
		b, err := base64.StdEncoding.DecodeString(f.Keys)
		if err != nil {
			return nil, fmt.Errorf("search: keys of %s: %w", name, err)
		}
		keys, err := decodeKeys(b)
		if err != nil {
			return nil, err
		}
		x.families[name] = &familyReader{keys: keys}
		if f.Paged {
			x.families[name].pages = len(keys)
		}
	}
	return x, nil
}

// maxNumbers is more than a whole country needs: reading takes memory for each.
const maxNumbers = 1 << 27

// Records is the number of risk points in the index.
func (x *Index) Records() int { return int(x.root.Records) }

// Version is the version that Merge's Info told.
func (x *Index) Version() string { return x.root.Build }

// call is one call of a script of the index.
type call struct {
	kind    string
	number  int
	stamp   string
	payload json.RawMessage
	extra   string
}

// read returns the calls of a script. Those of another build are an error.
func (x *Index) read(path string) ([]call, error) {
	data, err := fs.ReadFile(x.fsys, "search/"+path)
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	var calls []call
	for l := range strings.Lines(string(data)) {
		l, ok := strings.CutPrefix(strings.TrimSpace(l), "_gs(")
		l, closed := strings.CutSuffix(l, ");")
		var args []json.RawMessage
		if !ok || !closed || json.Unmarshal([]byte("["+l+"]"), &args) != nil || len(args) < 4 {
			return nil, fmt.Errorf("search: %s is damaged", path)
		}
		c := call{payload: args[3]}
		targets := []any{&c.kind, &c.number, &c.stamp}
		for i, target := range targets {
			if err := json.Unmarshal(args[i], target); err != nil {
				return nil, fmt.Errorf("search: %s: %w", path, err)
			}
		}
		if len(args) > 4 {
			if err := json.Unmarshal(args[4], &c.extra); err != nil {
				return nil, fmt.Errorf("search: %s: %w", path, err)
			}
		}
		if x.root.Stamp != "" && c.stamp != x.root.Stamp {
			return nil, fmt.Errorf("search: %s is of another build", path)
		}
		calls = append(calls, c)
	}
	return calls, nil
}

// body returns the binary data of a numbered file.
func (x *Index) body(kind string, n int) ([]byte, error) {
	path := numbered(kind, n)
	x.mu.Lock()
	b, ok := x.shards[path]
	x.mu.Unlock()
	if ok {
		return b, nil
	}
	data, err := fs.ReadFile(x.fsys, "search/"+path)
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	before, text, _ := bytes.Cut(data, []byte(",\""+x.root.Stamp+"\",\""))
	text, closed := bytes.CutSuffix(text, []byte("\");\n"))
	if string(before) != fmt.Sprintf("_gs(%q,%d", kind, n) || !closed {
		return nil, fmt.Errorf("search: %s is damaged, or of another build", path)
	}
	if b, err = base64.StdEncoding.AppendDecode(nil, text); err != nil {
		return nil, fmt.Errorf("search: %s: %w", path, err)
	}
	x.mu.Lock()
	x.shards[path] = b
	x.mu.Unlock()
	return b, nil
}

func decodeKeys(b []byte) ([][2]uint64, error) {
	r := reader{b: b}
	var keys [][2]uint64
	before := uint64(0)
	for len(r.b) > 0 {
		before += r.uvarint()
		keys = append(keys, [2]uint64{before, r.uvarint()})
	}
	if r.bad {
		return nil, fmt.Errorf("search: keys are damaged")
	}
	return keys, nil
}

func keyLess(a, b [2]uint64) bool { return a[0] < b[0] || a[0] == b[0] && a[1] < b[1] }

// lastAt is the index of the last key that is not above the wanted one, or -1.
func lastAt(keys [][2]uint64, want [2]uint64) int {
	return sort.Search(len(keys), func(i int) bool { return keyLess(want, keys[i]) }) - 1
}

// shardOf is the number of the shard that would hold the key, or -1.
func (x *Index) shardOf(family string, want [2]uint64) (int, error) {
	f := x.families[family]
	if f == nil {
		return -1, nil
	}
	i := lastAt(f.keys, want)
	if i < 0 || f.pages == 0 {
		return i, nil
	}
	b, err := x.body(family+"r", i)
	if err != nil {
		return -1, err
	}
	keys, err := decodeKeys(b)
	if err != nil {
		return -1, err
	}
	return i*pageSize + lastAt(keys, want), nil
}

// found is a list of the index: where its records of each tier are.
type found struct {
	records int
	long    bool
	mask    byte
	tiers   [tiers]tierPlace
}

type tierPlace struct {
	records int // in a long list
	data    []byte
	files   int
	first   int
	listed  bool // in data, not in files
}

// lists visits the lists with keys from lo to hi, hi included.
func (x *Index) lists(family string, lo, hi [2]uint64, visit func(found) error) error {
	from, err := x.shardOf(family, lo)
	if err != nil {
		return err
	}
	to, err := x.shardOf(family, hi)
	if err != nil {
		return err
	}
	for n := max(from, 0); n <= to; n++ {
		b, err := x.body(family, n)
		if err != nil {
			return err
		}
		err = eachList(b, func(k key, head uint64, payload []byte) error {
			if keyLess(k, lo) || keyLess(hi, k) {
				return nil
			}
			f, err := parsePayload(head, payload)
			if err != nil {
				return err
			}
			return visit(f)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// eachList visits the lists of a shard, in order.
func eachList(shard []byte, visit func(k key, head uint64, payload []byte) error) error {
	var k key
	for r := (reader{b: shard}); len(r.b) > 0; {
		da, db := r.uvarint(), r.uvarint()
		if da > 0 {
			k[1] = 0
		}
		k[0] += da
		k[1] += db
		head := r.uvarint()
		payload := r.bytes(r.uvarint())
		if r.bad {
			return errList
		}
		if err := visit(k, head, payload); err != nil {
			return err
		}
	}
	return nil
}

// list returns the list of one key; without one, its records are 0.
func (x *Index) list(family string, a, b uint64) (f found, err error) {
	key := [2]uint64{a, b}
	err = x.lists(family, key, key, func(l found) error {
		f = l
		return nil
	})
	return f, err
}

func parsePayload(head uint64, payload []byte) (found, error) {
	r := reader{b: payload}
	f := found{records: int(head >> 1), long: head&1 != 0}
	if m := r.bytes(1); m != nil {
		f.mask = m[0]
	}
	var lengths []uint64
	last := -1
	for t := range tiers {
		if f.mask&(1<<t) == 0 {
			continue
		}
		if !f.long {
			if last >= 0 {
				lengths = append(lengths, r.uvarint())
			}
			last = t
			continue
		}
		p := &f.tiers[t]
		n := r.uvarint()
		p.records = int(n >> 1)
		if n&1 == 0 {
			p.listed = true
			p.data = r.bytes(r.uvarint())
		} else {
			p.files = int(r.uvarint())
			p.first = int(r.uvarint())
			for range p.files {
				r.uvarint()
			}
		}
	}
	if !f.long {
		for t := range tiers {
			if f.mask&(1<<t) == 0 {
				continue
			}
			n := uint64(len(r.b))
			if t != last && len(lengths) > 0 {
				n, lengths = lengths[0], lengths[1:]
			}
			f.tiers[t] = tierPlace{data: r.bytes(n), listed: true}
		}
	}
	if r.bad {
		return f, errList
	}
	return f, nil
}

// records returns the records of a tier of a list.
func (x *Index) records(family string, f *found, tier int) ([]uint32, error) {
	list, err := x.encoded(family, f, tier)
	if err != nil {
		return nil, err
	}
	return decodeList(nil, list, x.root.Numbers)
}

// encoded returns a tier of a list as it is written.
func (x *Index) encoded(family string, f *found, tier int) ([]byte, error) {
	p := &f.tiers[tier]
	if p.listed || p.files == 0 {
		return p.data, nil
	}
	var pieces [][]byte
	for n := p.first; n < p.first+p.files; n++ {
		b, err := x.body(family+"l", n)
		if err != nil {
			return nil, err
		}
		pieces = append(pieces, b)
	}
	return slices.Concat(pieces...), nil
}
