package diag

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func TestNearest(t *testing.T) {
	known := []string{"前期预防", "中期监控", "后期处置", "owner", "supervisor", "frequency", "due"}
	for word, want := range map[string]string{
		"前期予防":       "是不是“前期预防”？",
		"supervizor": "是不是“supervisor”？",
		"DUE":        "是不是“due”？",
		"完全不同的词语":    "可用：前期预防、中期监控、后期处置、owner、supervisor、frequency、due",
	} {
		if got := Nearest(word, known).Zh; got != want {
			t.Errorf("Nearest(%q) = %q, want %q", word, got, want)
		}
	}
	for _, c := range []struct{ word, known, want string }{
		{"失效", "有效 修订 废止", "可用：有效、修订、废止"},
		{"二级", "特级 普通", "可用：特级、普通"},
		{"四级", "特级 普通", "可用：特级、普通"},
		{"特一级", "特级 普通", "可用：特级、普通"},
		{"不公开", "公开 内部", "可用：公开、内部"},
		{"后期监控", "前期预防 中期监控 后期处置", "可用：前期预防、中期监控、后期处置"},
		{"无风险", "高风险 低风险", "可用：高风险、低风险"},
		{"中层干部", "领导 中层 一线", "是不是“中层”？"},
		{"良", "优 差", "可用：优、差"},
		{"类型", "类别 等级 表现", "是不是“类别”？"},
		{"普通级", "特级 普通", "是不是“普通”？"},
		{"重大风俭", "重大风险 一般风险", "是不是“重大风险”？"},
		{"risk-2", "risk-1 other", "可用：risk-1、other"},
	} {
		if got := Nearest(c.word, strings.Fields(c.known)).Zh; got != c.want {
			t.Errorf("Nearest(%q) of %s = %q, want %q", c.word, c.known, got, c.want)
		}
	}
	if got := Nearest("财务", []string{"办公室", "规划科"}, "office", "planning").Zh; got != "可用：办公室、规划科" {
		t.Errorf("others are listed: %q", got)
	}
	if got := Nearest("ofice", []string{"办公室", "规划科"}, "office", "planning").Zh; got != "是不是“office”？" {
		t.Errorf("others are not proposed: %q", got)
	}
	if got := Nearest("x", []string{"", "财务", "", "人事"}).En; got != "known: 财务, 人事" {
		t.Errorf("names that are missing: %q", got)
	}
	if got := Nearest("x", nil); !got.IsZero() {
		t.Errorf("with nothing to choose from: %+v", got)
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"采购", "采购", 0}, {"采购", "采办", 1}, {"采购", "", 2}, {"kitten", "sitting", 3}} {
		if got := Distance([]rune(c.a), []rune(c.b)); got != c.want {
			t.Errorf("Distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

func TestListIsSortedByPlace(t *testing.T) {
	rule := &Rule{Name: "r", Severity: Error}
	var list List
	for _, p := range []Position{{"b", 1, 1}, {"a", 10, 1}, {"a", 2, 5}, {"a", 2, 1}, {"a", 0, 0}} {
		list.Add(rule.At(p, Text{Zh: "错", En: "wrong"}, Text{}))
	}
	list.Sort()
	want := []string{"a:1:1", "a:2:1", "a:2:5", "a:10:1", "b:1:1"}
	for i, f := range list {
		if f.Position.String() != want[i] {
			t.Errorf("%d: %s, want %s", i, f.Position, want[i])
		}
	}
}

func TestFormat(t *testing.T) {
	f := (&Rule{Name: "bad-date", Severity: Warning}).At(Position{"a/p.md", 3, 7}, Text{Zh: "不是日期", En: "not a date"}, Text{Zh: "改", En: "mend"})
	if got, want := f.Format(Chinese), "a/p.md:3:7: 警告: 不是日期 [bad-date]\n    办法: 改"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := f.Format(English), "a/p.md:3:7: warning: not a date [bad-date]\n    hint: mend"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Merging sorted lists is sorting both together.
func TestMerge(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 5))
	for range 200 {
		var a, b List
		for range rng.IntN(12) {
			f := Finding{Position: Position{File: string(rune('a' + rng.IntN(3))), Line: rng.IntN(3), Column: rng.IntN(2)}, Rule: string(rune('x' + rng.IntN(2)))}
			if rng.IntN(2) == 0 {
				a.Add(f)
			} else {
				b.Add(f)
			}
		}
		want := slices.Concat(a, b)
		want.Sort()
		a.Sort()
		b.Sort()
		if got := a.Merge(b); !slices.Equal(got, want) {
			t.Fatalf("%v and %v: %v, want %v", a, b, got, want)
		}
	}
}

// Each language quotes with its own marks, and neither lets a text break the line.
func TestTextfQuotes(t *testing.T) {
	type word string
	for _, c := range []struct {
		args   []any
		zh, en string
	}{
		{[]any{"采购", 2}, "部门“采购”重复 2 次", `the department "采购" stands 2 times`},
		{[]any{word(`a"b`), 1}, `部门“a"b”重复 1 次`, `the department "a\"b" stands 1 times`},
		{[]any{"a\nb\x1b", 1}, `部门“a\nb\x1b”重复 1 次`, `the department "a\nb\x1b" stands 1 times`},
	} {
		got := Textf("部门%q重复 %d 次", "the department %q stands %d times", c.args...)
		if got.Zh != c.zh || got.En != c.en {
			t.Errorf("%q", got)
		}
	}
	if got := Textf("%[2]q在%[1]q", "%[1]q and %[2]q", []string{"甲"}, "乙"); got.Zh != `“乙”在["甲"]` {
		t.Errorf("%q", got)
	}
}
