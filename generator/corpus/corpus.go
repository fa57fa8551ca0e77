// Package corpus makes up catalogues of any size, for benchmarks. The text is
// grammatical and repeats itself about as much as real catalogues do: a risk point
// has some two hundred characters, most phrases occur in many units and some in
// one alone. The same shape gives the same bytes.
package corpus

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

// Shape is how large a corpus is. Positions and Risks are of all units together
// and are spread evenly over them, unless Uneven gives the first unit half of all.
// Every risk point has Sentences more that say what may happen.
type Shape struct {
	Units, Positions, Risks int
	Uneven                  bool
	Sentences               int
}

// The shapes that figures are quoted for. Small is the size of one prefecture's
// post office, which counted 426 positions and 2,012 risk points of 103 kinds.
var (
	Small  = Shape{Units: 1, Positions: 426, Risks: 2012}
	Medium = Shape{Units: 43, Positions: 4300, Risks: 21500}
	Large  = Shape{Units: 426, Positions: 42600, Risks: 213000}
	Huge   = Shape{Units: 2130, Positions: 213000, Risks: 1065000}

	// Uneven and Wordy are as large as Medium and a fifth of it, and of another form.
	Uneven = Shape{Units: 43, Positions: 4300, Risks: 21500, Uneven: true}
	Wordy  = Shape{Units: 9, Positions: 860, Risks: 4300, Sentences: 40}
)

// Shapes are the shapes by their names.
var Shapes = map[string]Shape{"S": Small, "M": Medium, "L": Large, "XL": Huge, "uneven": Uneven, "wordy": Wordy}

// Files makes the files of a corpus one after another: their paths below the
// content root, with forward slashes, and what they hold.
func (s Shape) Files() iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		if !yield("site.toml", []byte(siteTOML)) || !yield("rules.toml", []byte(rulesTOML)) {
			return
		}
		for u := range s.Units {
			w := &unitWriter{rng: rand.New(rand.NewPCG(uint64(u), 20260119)), number: u, sentences: s.Sentences}
			if !w.unit(s.share(s.Positions, u), s.share(s.Risks, u), yield) {
				return
			}
		}
	}
}

// Write writes a corpus to a folder.
func (s Shape) Write(dir string) error {
	for name, data := range s.Files() {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return fmt.Errorf("write corpus: %w", err)
		}
		if err := os.WriteFile(file, data, 0o644); err != nil {
			return fmt.Errorf("write corpus: %w", err)
		}
	}
	return nil
}

// share is the u-th unit's part of a total.
func (s Shape) share(total, u int) int {
	switch {
	case !s.Uneven || s.Units == 1:
		return share(total, s.Units, u)
	case u == 0:
		return total / 2
	}
	return share(total-total/2, s.Units-1, u-1)
}

// share is the i-th of n nearly equal parts of a total.
func share(total, n, i int) int { return total*(i+1)/n - total*i/n }

// unitWriter makes the files of one unit.
type unitWriter struct {
	rng       *rand.Rand
	number    int
	sentences int
	b         strings.Builder
}

func (w *unitWriter) unit(positions, risks int, yield func(string, []byte) bool) bool {
	id := fmt.Sprintf("danwei-%04d", w.number)
	w.printf("name = \"某市第%d%s\"\nkind = \"行政机关\"\nscheme = \"three-level\"\n", w.number+1, bodies[w.number%len(bodies)])
	w.printf("[supervision]\nbody = \"纪检监察室\"\nphone = \"(0000)12388\"\n[publication]\nstatus = \"published\"\n")
	w.printf("made_on = 2026-01-05\napproved_on = 2026-01-09\npublished_on = 2026-01-19\nreview_by = 2027-01-19\n")
	for i, d := range departments {
		w.printf("[[department]]\nid = \"d%d\"\nname = \"%s\"\n", i, d)
	}
	if !w.emit(id+"/unit.toml", yield) {
		return false
	}
	for p := range positions {
		w.position(p, share(risks, positions, p))
		if !w.emit(fmt.Sprintf("%s/gangwei-%03d.md", id, p), yield) {
			return false
		}
	}
	return true
}

func (w *unitWriter) emit(name string, yield func(string, []byte) bool) bool {
	data := []byte(w.b.String())
	w.b.Reset()
	return yield(name, data)
}

func (w *unitWriter) printf(format string, args ...any) { fmt.Fprintf(&w.b, format, args...) }

func (w *unitWriter) pick(list []string) string { return list[w.rng.IntN(len(list))] }

func (w *unitWriter) position(number, risks int) {
	field := w.pick(fields)
	w.printf("+++\nname = \"%s%s（%d）\"\ndepartment = \"%s\"\nlevel = \"%s\"\nholders = %d\n", field, w.pick(roles), number+1,
		w.pick(departments), w.pick(levels), 1+w.rng.IntN(3))
	w.printf("duties = [\"办理%s事项\", \"保管%s资料\"]\n", field, field)
	if number%4 == 0 && risks > 0 {
		w.printf("[[power]]\nid = \"shenpi\"\nname = \"%s审批\"\nbasis = [\"zhaobiao 第%d条\"]\n", field, 1+w.rng.IntN(60))
		for i, step := range steps {
			w.printf("[[power.step]]\nid = \"s%d\"\nname = \"%s\"\nby = \"%s\"\n", i, step, w.pick(owners))
			if i+1 < len(steps) {
				w.printf("next = [\"s%d\"]\n", i+1)
			}
		}
	}
	w.printf("+++\n\n负责%s的受理、审核和归档。\n", field)
	for r := range risks {
		w.risk(r, field)
	}
}

func (w *unitWriter) risk(number int, field string) {
	kind := w.rng.IntN(103)
	act := acts[kind%len(acts)]
	w.printf("\n## 在%s中%s {#r%d}\n\n", field, act, number)
	w.printf("- 类别：%s\n- 等级：%s\n- 种类：%s第%d种\n", w.pick(categories), w.pick(grades), act, kind)
	w.printf("- 表现：%s，在%s时%s，涉及金额 %d 元。%s\n", w.pick(ways), field, act, 1000*(1+w.rng.IntN(900)), w.more(field))
	w.printf("- 成因：%s。\n- 后果：%s。\n", w.pick(causes), w.pick(consequences))
	w.printf("- 依据：zhaobiao 第%d条\n- 评级理由：%s。\n", 1+w.rng.IntN(60), w.pick(causes))
	for _, stage := range stages {
		w.printf("- %s：%s%s，每%d件抽查 1 件（责任：%s；监督：%s；频次：%s）\n", stage, w.pick(measures), field, 2+w.rng.IntN(9),
			w.pick(owners), w.pick(supervisors), w.pick(frequencies))
	}
}

// more are the further sentences of a risk point.
func (w *unitWriter) more(field string) string {
	var b strings.Builder
	for range w.sentences {
		fmt.Fprintf(&b, "或者%s，在%s的第%d个环节%s，%s。", w.pick(ways), field, 1+w.rng.IntN(90), w.pick(acts), w.pick(consequences))
	}
	return b.String()
}

const siteTOML = `title = "廉政风险防控公开"
language = "zh-Hans"
scheme = "three-level"
`

const rulesTOML = `[[rule]]
id = "zhaobiao"
title = "中华人民共和国招标投标法"
status = "有效"
kind = "law"
`
