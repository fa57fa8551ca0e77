package load

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gongshi/generator/diag"
)

// Where the scheme of a unit is not known, nothing is told of the words that it may have;
// what is wrong whatever the scheme, is.
func TestUnknownSchemeIsToldOnce(t *testing.T) {
	const position = "+++\nname = \"岗\"\n+++\n## 甲 {#a}\n- 等级：五级\n- 类别：无此类\n- 可能性：很少\n- 前期预防：核对（责任：科长）\n- 中期监控：\n  - 抽查\n- 后期处置：追回（责人：科长）\n"
	const catalogue = "[[position]]\nid = \"q\"\nname = \"岗\"\n[[position.risk]]\nid = \"r\"\ntitle = \"险\"\ngrade = \"五级\"\nlikelihood = \"很少\"\n[[position.risk.control]]\nstage = \"无此防线\"\ntext = \"查\"\n"
	always := "a/p.md:11 unknown-label" // 责人, which no scheme has
	for name, c := range map[string]struct {
		site, unit, scheme string
		want               []string
	}{
		"misspelt in unit.toml":       {siteTOML, "name = \"甲\"\nscheme = \"three-levels\"\n", "", []string{always, "a/unit.toml:2 unknown-scheme"}},
		"misspelt in site.toml":       {siteTOML + "scheme = \"three-levels\"\n", "name = \"甲\"\n", "", []string{always, "site.toml:2 unknown-scheme"}},
		"without quotes in unit.toml": {siteTOML, "name = \"甲\"\nscheme = own\n", "", []string{always, "a/unit.toml:2 toml-syntax"}},
		"unit.toml without end":       {siteTOML, "name = \"甲\"\nscheme = \"own\n[\n", "", []string{always, "a/unit.toml:2 toml-syntax"}},
		"site.toml without end":       {siteTOML + "[[\n", "name = \"甲\"\n", "", []string{always, "site.toml:2 toml-syntax"}},
		"a scheme that is damaged":    {siteTOML, "name = \"甲\"\nscheme = \"own\"\n", "name = \"自定\"\n[[\n", []string{always, "schemes/own.toml:2 toml-syntax"}},
		"that includes one":           {siteTOML, "name = \"甲\"\nscheme = \"more\"\n", "name = \"自定\"\n[[\n", []string{always, "schemes/own.toml:2 toml-syntax"}},
	} {
		files := tree("site.toml", c.site, "a/unit.toml", c.unit, "a/p.md", position, "a/q.toml", catalogue)
		if c.scheme != "" {
			files = tree("site.toml", c.site, "a/unit.toml", c.unit, "a/p.md", position, "a/q.toml", catalogue,
				"schemes/own.toml", c.scheme, "schemes/more.toml", "name = \"更多\"\ninclude = [\"own\"]\n")
		}
		units, findings := loadAll(t, files)
		got := rulesAt(findings)
		if len(got) > 0 && strings.HasSuffix(got[len(got)-1], "toml:3 toml-syntax") {
			got = got[:len(got)-1]
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s%s", name, diff, format(findings))
		}
		if n := len(units[0].Positions[0].Risks[0].Controls); n != 3 {
			t.Errorf("%s: %d controls, want 3", name, n)
		}
	}

	// What is stated beside what is damaged is known.
	_, findings := loadAll(t, tree("site.toml", siteTOML, "a/unit.toml", "name = \"甲\"\nscheme = \"abc\"\nkind = 机关\n", "a/p.md", position))
	if got := rulesAt(findings); !strings.Contains(strings.Join(got, " "), "a/p.md:5 unknown-grade") {
		t.Errorf("a scheme that is stated is not held to:\n%s", format(findings))
	}
}

// Laws are not looked for in a register that could not be read.
func TestDamagedRegister(t *testing.T) {
	_, findings := loadAll(t, tree("site.toml", siteTOML, "rules.toml", "[[rule]]\nid = \"bidding\"\ntitle = 法\n", "a/unit.toml", "name = \"甲\"\n",
		"a/p.md", "+++\nname = \"岗\"\n+++\n## 甲 {#a}\n- 依据：tendering 第四条\n"))
	if diff := cmp.Diff([]string{"rules.toml:3 toml-syntax"}, rulesAt(findings)); diff != "" {
		t.Errorf("-want +got:\n%s%s", diff, format(findings))
	}
}

// A conflict that was not resolved is told once, in whatever file, and nothing that comes of
// it is told.
func TestMergeConflict(t *testing.T) {
	const conflict = "<<<<<<< HEAD\nkind = \"机关\"\n=======\nkind = \"事业单位\"\n>>>>>>> kouling\n"
	const front, risk = "+++\nname = \"岗\"\nlevel = \"frontline\"\n+++\n", "\n## 甲 {#a}\n\n- 等级：甲等\n- 依据：bidding 第四条\n- 前期预防：核对（责任：科长）\n"
	const scheme = "name = \"自定\"\ninclude = [\"three-level\"]\n[[grade]]\nid = \"a\"\nlabel = \"甲等\"\n"
	good := func() []string {
		return []string{"site.toml", siteTOML + "scheme = \"own\"\n", "rules.toml", "[[rule]]\nid = \"bidding\"\ntitle = \"招标投标法\"\n", "holidays.toml", "off = [2026-01-01]\n",
			"schemes/own.toml", scheme, "a/unit.toml", "name = \"甲\"\n[[department]]\nname = \"科\"\nleader = \"p\"\n",
			"a/index.md", "[采购](p.md#a)\n", "a/p.md", front + risk, "a/q.md", "+++\nname = \"岗\"\ndepartment = \"科\"\n+++\n" + risk, "a/c.toml", "[[position]]\nid = \"r\"\nname = \"岗\"\n"}
	}
	if _, findings := loadAll(t, tree(good()...)); len(findings) > 0 {
		t.Fatal(format(findings))
	}
	for i := 0; i < len(good()); i += 2 {
		for _, c := range []struct{ before, conflict string }{{"", conflict}, {good()[i+1], "\r\n" + strings.ReplaceAll(conflict, "\n", "\r\n")}} {
			files := good()
			files[i+1] = c.before + c.conflict
			if c.before == "" {
				files[i+1] += good()[i+1]
			}
			line := strings.Count(files[i+1][:strings.Index(files[i+1], "<<<")], "\n") + 1
			_, findings := loadAll(t, tree(files...))
			if diff := cmp.Diff([]string{fmt.Sprintf("%s:%d merge-conflict", files[i], line)}, rulesAt(findings)); diff != "" {
				t.Errorf("%s (-want +got):\n%s%s", files[i], diff, format(findings))
			} else if findings[0].Column != 1 || !strings.Contains(findings[0].Hint.Zh, "删去 <<<<<<<、=======、>>>>>>> 三行") {
				t.Error(findings[0].Format(diag.Chinese))
			}
		}
	}
	for name, text := range map[string]string{
		"in code":               front + risk + "\n```\n" + conflict + "```\n",
		"in code, wide fence":   front + risk + "\n~~~~ git\n" + conflict + "~~~~\n",
		"half of one":           front + risk + "\n<<<<<<< HEAD\n",
		"ends before it begins": front + risk + "\n>>>>>>> b\n\n<<<<<<< HEAD\n",
		"within a line":         front + risk + "\n见 <<<<<<< HEAD\n\n>>>>>>> b\n",
	} {
		files := good()
		files[13] = text
		if _, findings := loadAll(t, tree(files...)); len(findings) > 0 {
			t.Errorf("%s:\n%s", name, format(findings))
		}
	}
	for _, text := range []string{front + "```\n```\n" + conflict, front + "```\n" + conflict + "```\n" + conflict} {
		if p := ParsePosition("a/p.md", []byte(text), nil); len(p.Findings) != 1 || p.Findings[0].Rule != "merge-conflict" || len(p.Positions) > 0 {
			t.Errorf("%q: %v", text, p.Findings)
		}
	}
	if p := ParseCatalogue("a/c.toml", []byte(conflict), nil); len(p.Findings) != 1 || p.Findings[0].Rule != "merge-conflict" {
		t.Errorf("a catalogue: %v", p.Findings)
	}
}
