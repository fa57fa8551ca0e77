package main

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"gongshi/generator/catalog"
	"gongshi/generator/exchange"
	"gongshi/generator/format"
	"gongshi/generator/intake"
	"gongshi/generator/load"
)

// What is exported and imported again is the same catalogue to the byte, once both
// are laid out: for every unit of the sample, in every form. JSON has the words of the
// site.
func TestExportThenImport(t *testing.T) {
	sample := filepath.Join(t.TempDir(), "content")
	if err := os.CopyFS(sample, os.DirFS("../../content")); err != nil {
		t.Fatal(err)
	}
	site, err := load.OpenSite(os.DirFS(sample))
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range site.Units {
		if strings.Contains(u.ID, "/") {
			continue
		}
		scheme, err := load.SchemeOf(os.DirFS(sample), site, u.ID)
		if err != nil {
			t.Fatal(err)
		}
		want, findings, err := writtenPositions(os.DirFS(sample), scheme, u)
		if err != nil || findings.HasErrors() {
			t.Fatal(err, findings)
		}
		for _, file := range []string{"a.xlsx", "a.csv", "a.json"} {
			dir := t.TempDir()
			content := filepath.Join(dir, "content")
			if err := os.CopyFS(filepath.Join(content, "schemes"), os.DirFS(filepath.Join(sample, "schemes"))); err != nil {
				t.Fatal(err)
			}
			writeFile(t, filepath.Join(content, "site.toml"), "title = \"公示\"\n")
			writeFile(t, filepath.Join(content, "danwei", "unit.toml"), "name = \"某单位\"\nscheme = \""+scheme.ID+"\"\n")
			mustRun(t, "export", "--content", sample, "--unit", u.ID, filepath.Join(dir, file))
			mustRun(t, "import", filepath.Join(dir, file), "--into", filepath.Join(content, "danwei"), "--as", "toml")
			got, err := os.ReadFile(filepath.Join(content, "danwei", "gangwei.toml"))
			if err != nil {
				t.Fatal(err)
			}
			want := want
			if file == "a.json" {
				linked, _, err := load.Unit(os.DirFS(sample), site, u)
				if err != nil {
					t.Fatal(err)
				}
				want = linked.Positions
				withoutComputed(want, nil, scheme)
			}
			if diff := cmp.Diff(string(format.Catalogue(want)), string(got)); diff != "" {
				t.Errorf("%s as %s (-exported +imported):\n%s", u.ID, file, diff)
			}
		}
	}
}

// JSON that was edited changes what was changed in it: the rest keeps the editors' words,
// where the site has others, and what it computes is not written down.
func TestEditedJSON(t *testing.T) {
	dir := t.TempDir()
	content, file := filepath.Join(dir, "content"), filepath.Join(dir, "a.json")
	const text = "+++\nname = \"岗\"\ndepartment = \"wuzi\"\n+++\n\n## 围标 {#a}\n\n- 类别：岗位职责\n- 可能性：3\n- 影响程度：7\n- 暴露频率：3\n- 表现：三家同一人\n- 前期预防：公开招标\n- 后期处置：追究\n"
	position := filepath.Join(content, "danwei", "gang.md")
	lay(t, content, map[string]string{"site.toml": "title = \"公示\"\n", "danwei/unit.toml": "name = \"某局\"\nscheme = \"lec\"\ndepartment = [{ id = \"wuzi\", name = \"物资科\" }]\n", "danwei/gang.md": text})
	read := func(name string) string {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	mustRun(t, "export", "--content", content, file)
	mustRun(t, "import", file, "--into", filepath.Join(content, "danwei"))
	if diff := cmp.Diff(text, read(position)); diff != "" {
		t.Errorf("nothing was edited (-before +after):\n%s", diff)
	}
	for _, edit := range [][2]string{{"三家同一人", "三家串通"}, {"公开招标", "一律公开招标"}, {"三家串通", "三家合谋"}, {"岗位职责风险", "思想道德风险"}} {
		writeFile(t, file, strings.Replace(read(file), edit[0], edit[1], 1))
		mustRun(t, "import", file, "--into", filepath.Join(content, "danwei"))
	}
	want := strings.NewReplacer("三家同一人", "三家合谋", "公开招标", "一律公开招标", "岗位职责", "思想道德风险").Replace(text)
	if diff := cmp.Diff(want, read(position)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// mustRun runs a command that has to succeed.
func mustRun(t *testing.T, args ...string) {
	t.Helper()
	var stderr bytes.Buffer
	if code := run(args, io.Discard, &stderr); code != exitDone {
		t.Fatalf("gongshi %s: exit %d\n%s", strings.Join(args, " "), code, stderr.String())
	}
}

// generatedPositions makes positions of odd texts, the same for the same seed.
func generatedPositions(seed uint64) []catalog.Position {
	r := rand.New(rand.NewPCG(seed, 7))
	texts := []string{"核对合同", "1. 按季核对；2. 逐笔核对", "- 两人同行", "=SUM(A1)", "'引号", "a b  c", "《招标投标法》第四条（2017 年修正）", "+1", "@x",
		"高1.加强；2.检查", "同意、不同意", "一是甲；二是乙", "甲\n乙", "前期预防：甲", "第 1 页", "合计", "单位：某市", "“引”与\"直\""}
	text := func() string { return texts[r.IntN(len(texts))] }
	line := func() string { return strings.ReplaceAll(text(), "\n", "") }
	maybe := func(s string) string {
		if r.IntN(3) > 0 {
			return ""
		}
		return s
	}
	var out []catalog.Position
	for i := range 1 + r.IntN(4) {
		p := catalog.Position{ID: fmt.Sprintf("gang-%d", i), Name: line(), Kind: []string{catalog.KindPosition, catalog.KindDepartment, catalog.KindPlace}[r.IntN(3)], Department: maybe(line()),
			Level: maybe(catalog.LevelMiddle), Holders: r.IntN(3), Audience: maybe(catalog.AudienceInternal), Description: catalog.Prose{Markdown: maybe("说明。\n\n- 一\n- 二")}}
		if d := maybe(line()); d != "" {
			p.Duties = []string{d, "其他"}
			p.Manages = []string{"甲科", "乙科"}
			p.Powers = []catalog.Power{{ID: "w", Name: line(), Basis: []string{line()}, Steps: []catalog.Step{{ID: "s", Name: line(), Kind: catalog.StepStart, Next: []string{"t"}}, {ID: "t", Name: line(), Kind: catalog.StepEnd, Limit: "当日"}}}}
		}
		for j := range r.IntN(4) {
			k := catalog.RiskPoint{ID: fmt.Sprintf("r%d", j), Title: line(), Category: []string{"思想道德", "外部环境风险"}[:r.IntN(3)], Grade: []string{"一级", "Ⅱ级", "3"}[r.IntN(3)],
				Manifestation: maybe(text()), Cause: maybe(text()), Consequence: maybe(text()), Liability: maybe(text()), Reason: maybe(line()), Residual: maybe("三级"), Kind: maybe(line()),
				Audience: maybe(catalog.AudienceInternal), Extends: maybe("a/b#c"), Description: catalog.Prose{Markdown: maybe("正文。\n\n1. 一\n2. 二")}}
			if r.IntN(2) == 0 {
				k.Basis, k.ReviewBy = []string{line(), "其他"}, catalog.Date{Year: 2027, Month: 1, Day: 2}
				k.Allow = []catalog.Allowance{{Rule: "grade-by-rank", Reason: "理由（补充）"}}
			}
			for range r.IntN(4) {
				c := catalog.Control{Stage: maybe("前期预防"), Text: text(), Owner: maybe("科长（一审）"), Supervisor: maybe("纪检监察室"), Due: maybe("2026-03-31"), Frequency: maybe("每季度"), Indicator: maybe(line())}
				if c.Owner != "" {
					c.Basis = []string{line()}
				}
				k.Controls = append(k.Controls, c)
			}
			p.Risks = append(p.Risks, k)
		}
		out = append(out, p)
	}
	return out
}

func TestExportThenImportGenerated(t *testing.T) {
	site, err := load.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for seed := range uint64(60) {
		thereAndBack(t, dir, site, fmt.Sprint("seed ", seed), generatedPositions(seed), seed%2 == 0)
	}
}

// thereAndBack exports positions in both forms of a table and imports them again.
func thereAndBack(t *testing.T, dir string, site *load.Site, what string, want []catalog.Position, byDepartment bool) {
	t.Helper()
	form := exchange.Form{Title: "某市某局风险点及防控措施一览表", Positions: want, ByDepartment: byDepartment}
	for _, ext := range []string{".xlsx", ".csv"} {
		write := form.XLSX
		if ext == ".csv" {
			write = form.CSV
		}
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(dir, "table"+ext)
		writeFile(t, name, b.String())
		res, err := intake.File(name, intake.Options{Schemes: site.Schemes, Scheme: "three-level", Default: "three-level"})
		if _, refused := intake.IsRefusal(err); err != nil && !refused {
			t.Fatal(err)
		}
		slices.SortFunc(res.Positions, func(a, b catalog.Position) int { return strings.Compare(a.ID, b.ID) })
		if diff := cmp.Diff(string(format.Catalogue(want)), string(format.Catalogue(res.Positions))); diff != "" {
			t.Fatalf("%s as %s (-exported +imported):\n%s", what, ext, diff)
		}
	}
}

// Whatever a manifestation, a title or a name says, it comes back from the tables.
func FuzzExport(f *testing.F) {
	for _, text := range []string{"=cmd|'/c calc'!A1", "+1", "-1", "@SUM(A1)", "'x", "''", "\t=1", "a;b,c\"d", "第一行\n=2", "\u202e文", "0012", "1e5", "TRUE", "合计"} {
		f.Add(uint64(1), text)
	}
	site, err := load.BuiltIn()
	if err != nil {
		f.Fatal(err)
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, seed uint64, text string) {
		// Cells lose what does not show: white space at their ends, control characters.
		text = strings.TrimSpace(strings.Map(func(r rune) rune {
			if unicode.In(r, unicode.Cc, unicode.Cf) && r != '\n' || r == utf8.RuneError || r >= 0xfffe && r <= 0xffff || unicode.IsSpace(r) && r != ' ' && r != '\n' {
				return -1
			}
			return r
		}, strings.ToValidUTF8(text, "")))
		switch {
		case !strings.ContainsFunc(text, unicode.IsLetter), strings.Contains(text, "同"), strings.Contains(text, "_x"), strings.HasPrefix(text, "#"):
			return // in a table these say that there is nothing, that it is as above, a character by its number, or that a formula failed
		}
		want := generatedPositions(seed)
		for i := range want {
			for j := range want[i].Risks {
				r := &want[i].Risks[j]
				r.Manifestation, r.Cause, r.Liability = text, text, text
			}
		}
		thereAndBack(t, dir, site, fmt.Sprintf("%q", text), want, seed%2 == 0)
	})
}
