package load

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// Every list of tables that is read has a limit, but those that a unit is made of, and
// one more than that is a finding that tells the number.
func TestEveryTableHasItsLimit(t *testing.T) {
	position := "[[position]]\nid = \"p\"\nname = \"岗\"\n"
	risk := position + "[[position.risk]]\nid = \"r\"\ntitle = \"险\"\ngrade = \"一级\"\n"
	// Where each stands: the file, what comes before, and one table.
	stands := map[string][3]string{
		"department": {"a/unit.toml", "", "[[department]]\nname = \"科%d\"\n"},
		"approval":   {"a/unit.toml", "", "[[publication.approval]]\nstage = \"自评\"\nby = \"甲%d\"\n"},
		"assessment": {"a/unit.toml", "", "[[assessment]]\nperiod = \"%d\"\n"},
		"milestone":  {"a/unit.toml", "", "[[milestone]]\nname = \"%d\"\n"},
		"warning":    {"a/unit.toml", "", "[[warning]]\nnumber = \"%d\"\n"},
		"resource":   {"a/unit.toml", "", "[[resource]]\nkind = \"%d\"\n"},
		"target":     {"a/unit.toml", "", "[[target]]\nname = \"%d\"\n"},
		"response":   {"a/unit.toml", "", "[[response]]\nlevel = \"%d\"\n"},
		"removed":    {"a/unit.toml", "", "[[removed]]\nwhat = \"q%d\"\nreason = \"并入\"\n"},
		"allow":      {"a/unit.toml", "", "[[allow]]\nrule = \"control-generic\"\nreason = \"%d\"\n"},
		"power":      {"a/x.toml", position, "[[position.power]]\nname = \"权%d\"\n"},
		"step":       {"a/x.toml", position + "[[position.power]]\nname = \"权\"\n", "[[position.power.step]]\nid = \"s%d\"\nname = \"步\"\n"},
		"control":    {"a/x.toml", risk, "[[position.risk.control]]\ntext = \"核对 %d 家\"\n"},
		"grade":      {"schemes/s.toml", "name = \"s\"\n", "[[grade]]\nid = \"g%d\"\nlabel = \"级\"\n"},
		"category":   {"schemes/s.toml", "name = \"s\"\n", "[[category]]\nid = \"g%d\"\nlabel = \"类\"\n"},
		"stage":      {"schemes/s.toml", "name = \"s\"\n", "[[stage]]\nid = \"g%d\"\nlabel = \"期\"\n"},
		"treatment":  {"schemes/s.toml", "name = \"s\"\n", "[[treatment]]\nid = \"g%d\"\nlabel = \"法\"\n"},
		"source":     {"schemes/s.toml", "name = \"s\"\n", "[[source]]\nid = \"g%d\"\nlabel = \"源\"\n"},
		"score":      {"schemes/s.toml", "name = \"s\"\n", "[[score]]\ninput = \"likelihood\"\nvalue = %d\n"},
		"rule":       {"rules.toml", "", "[[rule]]\nid = \"r%d\"\ntitle = \"规\"\n"},
	}
	for key, at := range stands {
		most := mostOf[key]
		if most == 0 {
			t.Errorf("%s has no limit", key)
			continue
		}
		for _, n := range []int{most, most + 1} {
			var text strings.Builder
			for i := range n {
				fmt.Fprintf(&text, at[2], i)
			}
			files := tree("site.toml", siteTOML, "a/unit.toml", "name = \"甲\"\n")
			if at[0] == "a/unit.toml" {
				files[at[0]].Data = append(files[at[0]].Data, text.String()...)
			} else {
				files[at[0]] = &fstest.MapFile{Data: []byte(at[1] + text.String())}
			}
			_, findings := loadAll(t, files)
			if said, want := format(findings), fmt.Sprintf("there are %d entries, at most %d", n, most); strings.Contains(said, want) != (n > most) {
				t.Errorf("%d times %s: want it said that there are too many: %v; %.300s", n, key, n > most, said)
			}
		}
	}
	for key := range mostOf {
		if _, tried := stands[key]; !tried {
			t.Errorf("the limit of %s is not tried", key)
		}
	}
	unlimited := map[string]bool{"position": true, "risk": true} // by the number of elements and bytes of a unit
	read := regexp.MustCompile(`\.tables\("(\w+)"\)`)
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range sources {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range read.FindAllSubmatch(data, -1) {
			if key := string(m[1]); mostOf[key] == 0 && !unlimited[key] {
				t.Errorf("%s: %s has no limit", name, key)
			}
		}
	}
}

// A unit of too many files, or of too much in them, is a finding; one at the limit is
// read.
func TestUnitsAreLimited(t *testing.T) {
	files := func(n, size int) fstest.MapFS {
		fsys := tree("site.toml", siteTOML, "a/unit.toml", "name = \"甲\"\n")
		comment := []byte("# " + strings.Repeat("x", size) + "\n")
		for i := range n {
			fsys[fmt.Sprintf("a/f%d.toml", i)] = &fstest.MapFile{Data: comment}
		}
		return fsys
	}
	for _, c := range []struct {
		what  string
		files fstest.MapFS
		want  string
	}{
		{"20,000 files", files(maxUnitFiles, 1), ""},
		{"20,001 files", files(maxUnitFiles+1, 1), "the unit has 20001 files, at most 20000"},
		{"files of 60 MB", files(2, 30<<20), ""},
		{"files of 90 MB", files(3, 30<<20), "the files of the unit have 90 MB, at most 64 MB"},
		{"a list of 2,001 texts", tree("site.toml", siteTOML, "a/unit.toml", "name = \"甲\"\n", "a/x.toml", "[[position]]\nid = \"p\"\nname = \"岗\"\nduties = ["+strings.Repeat("\"责\",", maxList+1)+"]\n"), "there are 2001 entries, at most 2000"},
	} {
		_, findings := loadAll(t, c.files)
		if said := format(findings); strings.Contains(said, "too-much") != (c.want != "") || !strings.Contains(said, c.want) {
			t.Errorf("%s: want %q, got %.300s", c.what, c.want, said)
		}
	}
}

// Terms and products that no catalogue needs are reported and not reckoned with.
func TestNumbersAreBounded(t *testing.T) {
	const scheme = "name = \"积\"\nmethod = \"product\"\ninputs = [\"likelihood\", \"severity\"]\n[[grade]]\nid = \"a\"\nreview_months = %d\n"
	for name, c := range map[string]struct {
		days, months, monthsOfGrade int
		inputs                      string
		want                        []string
	}{
		"all within":    {1000, 600, 600, "- 可能性：1e6\n- 影响程度：1e6\n", nil},
		"working days":  {1001, 0, 0, "", []string{"site.toml:3 bad-value"}},
		"a long time":   {1 << 31, 0, 0, "", []string{"site.toml:3 wrong-type"}},
		"months":        {0, 601, 0, "", []string{"site.toml:4 bad-value"}},
		"of a grade":    {0, 0, 601, "", []string{"schemes/own.toml:6 bad-value"}},
		"a product":     {0, 0, 0, "- 可能性：1e7\n- 影响程度：1e6\n", []string{"a/p.md:5 input-out-of-scale"}},
		"no number any": {0, 0, 0, "- 可能性：1e308\n- 影响程度：1e308\n", []string{"a/p.md:5 input-out-of-scale"}},
	} {
		_, findings := loadAll(t, tree("site.toml", siteTOML+fmt.Sprintf("[publication]\nworking_days = %d\nreview_months = %d\n", c.days, c.months),
			"schemes/own.toml", fmt.Sprintf(scheme, c.monthsOfGrade), "a/unit.toml", "name = \"甲\"\nscheme = \"own\"\n", "a/p.md", "+++\nname = \"岗\"\n+++\n## 险 {#r}\n"+c.inputs))
		if diff := cmp.Diff(c.want, rulesAt(findings)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
