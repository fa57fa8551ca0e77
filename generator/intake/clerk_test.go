package intake

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
	"gongshi/generator/format"
)

// clerkTable is a table with what a careful clerk makes of it, written down before
// the table was first read.
type clerkTable struct {
	sample
	// want are the risk points, in lines of position | title | grade | categories
	// | controls, the last two parted by /. A department stands before its
	// position, with >.
	want []string
	// told are rules of notes that the user has to be given, or reasons for which
	// cells are left over.
	told    []string
	refused bool
}

// score is how much of what the clerk expects was found.
type score struct{ risks, grades, categories, controls, told, cells float64 }

func share2(have, want int) float64 {
	if want == 0 {
		return 1
	}
	return float64(have) / float64(want)
}

func list(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == '/' })
}

func keys(texts []string) []string {
	out := make([]string, len(texts))
	for i, s := range texts {
		out[i] = key(s)
	}
	return out
}

// kinds are the keys of categories, with or without 风险.
func kinds(texts []string) []string {
	out := keys(texts)
	for i := range out {
		out[i] = strings.TrimSuffix(out[i], "风险")
	}
	return out
}

// judge compares what was read with what the clerk expects.
func (c *clerkTable) judge(t *testing.T, res *Result, err error) (s score) {
	_, refused := IsRefusal(err)
	if refused != c.refused {
		t.Errorf("refused: %v, want %v (%v)", refused, c.refused, err)
		return score{}
	}
	type found struct {
		p *catalog.Position
		r *catalog.RiskPoint
	}
	var all []found
	for i := range res.Positions {
		for j := range res.Positions[i].Risks {
			all = append(all, found{&res.Positions[i], &res.Positions[i].Risks[j]})
		}
	}
	taken := map[*catalog.RiskPoint]bool{}
	risks, grades, categories, controls := 0, 0, 0, 0
	for _, line := range c.want {
		parts := strings.Split(line, "|")
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		department, position, hasDepartment := strings.Cut(parts[0], ">")
		if !hasDepartment {
			department, position = "", parts[0]
		}
		at := slices.IndexFunc(all, func(f found) bool {
			return !taken[f.r] && key(f.r.Title) == key(parts[1]) && (position == "" || key(f.p.Name) == key(position)) && (department == "" || key(f.p.Department) == key(department))
		})
		if at < 0 {
			t.Errorf("not found: %s", line)
			continue
		}
		r := all[at].r
		taken[r] = true
		risks++
		if r.Grade == parts[2] {
			grades++
		} else {
			t.Errorf("%s: grade %q, want %q", parts[1], r.Grade, parts[2])
		}
		if slices.Equal(kinds(r.Category), kinds(list(parts[3]))) {
			categories++
		} else {
			t.Errorf("%s: categories %q, want %q", parts[1], r.Category, list(parts[3]))
		}
		var have []string
		for _, x := range r.Controls {
			stage := ""
			if x.Stage != "" {
				stage = x.Stage + "："
			}
			have = append(have, stage+x.Text)
		}
		if slices.Equal(keys(have), keys(list(parts[4]))) {
			controls++
		} else {
			t.Errorf("%s: controls %q, want %q", parts[1], have, list(parts[4]))
		}
	}
	for _, f := range all {
		if !taken[f.r] {
			t.Errorf("too many: %s | %s | %s", f.p.Name, f.r.Title, f.r.Grade)
			risks--
		}
	}
	told := 0
	for _, rule := range c.told {
		has := slices.ContainsFunc(res.Report.Notes, func(n Note) bool { return n.Rule == rule })
		for _, sh := range res.Report.Sheets {
			has = has || slices.ContainsFunc(sh.Left, func(l Left) bool { return l.Why == rule })
		}
		if has {
			told++
		} else {
			t.Errorf("not told: %s", rule)
		}
	}
	n := len(c.want)
	return score{share2(max(risks, 0), n), share2(grades, n), share2(categories, n), share2(controls, n), share2(told, len(c.told)), 1}
}

// The tables of the clerk reach what is asked of the import of tables that it has
// not seen.
func TestClerk(t *testing.T) {
	var sum score
	for i := range clerkTables {
		c := &clerkTables[i]
		t.Run(c.name, func(t *testing.T) {
			res, err := c.read(t)
			s := c.judge(t, res, err)
			for _, piece := range c.lost(t, res) {
				s.cells = 0
				t.Errorf("%s is nowhere", piece)
			}
			sum = score{sum.risks + s.risks, sum.grades + s.grades, sum.categories + s.categories, sum.controls + s.controls, sum.told + s.told, sum.cells + s.cells}
			if t.Failed() && testing.Verbose() {
				t.Logf("\n%s\n%s", res.Report.Format(diag.Chinese), format.Catalogue(res.Positions))
			}
		})
	}
	n := float64(len(clerkTables))
	t.Logf("%d tables: risk points %.3f, grades %.3f, categories %.3f, controls %.3f, told %.3f, cells %.3f", len(clerkTables), sum.risks/n, sum.grades/n, sum.categories/n, sum.controls/n, sum.told/n, sum.cells/n)
}

// lost lists the pieces of cells that are neither in the result nor in the report.
func (s *sample) lost(t *testing.T, res *Result) []string {
	report, err := res.Report.JSON(diag.Chinese)
	must(t, err)
	bare := func(s string) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsSpace(r) || unicode.IsPunct(r) {
				return -1
			}
			return r
		}, s)
	}
	all := bare(strings.ReplaceAll(string(report)+string(format.Catalogue(res.Positions)), `\n`, ""))
	var out []string
	for _, sh := range s.sheets {
		for r, row := range sh.rows {
			for c, text := range row {
				if text == "" || text == "^" || text == "<" {
					continue
				}
				for _, f := range fragments(text) {
					found := strings.Contains(all, f)
					for _, prefix := range []string{"一是", "二是", "三是", "四是", "一", "二", "三", "四"} {
						if rest, ok := strings.CutPrefix(f, prefix); ok {
							found = found || strings.Contains(all, rest)
						}
					}
					if !found {
						out = append(out, fmt.Sprintf("%s %s: %q", sh.name, cellName(r, c), f))
					}
				}
			}
		}
	}
	return out
}

// What a heading is taken for does not depend on the order in which the vocabulary
// is gone through.
func TestSameHeadingSameGuess(t *testing.T) {
	for _, heading := range []string{"风险分极", "风险分及", "防控对测", "岗位名臣", "责任科势"} {
		first := guessHeading(heading)
		for range 50 {
			if g := guessHeading(heading); g != first {
				t.Fatalf("%s: %+v, then %+v", heading, first, g)
			}
		}
	}
}
