package load

import (
	"io/fs"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark/text"
)

// samePlainly fails where a body that is read as plain is another as Markdown.
func samePlainly(t *testing.T, data []byte) (plain bool) {
	t.Helper()
	src := &source{path: "u/gang.md", data: data, line: 3}
	if !src.checkEncoding() {
		return false
	}
	got, plain := src.plainOutlines()
	if src.excessiveMarkdown() {
		if plain && src.moderate() {
			t.Fatalf("%q is excessive", data)
		}
		return false
	}
	if !plain {
		return false
	}
	want := src.outlines(markdown.Parse(text.NewReader(data)))
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(outline{}, item{})); diff != "" {
		t.Fatalf("%q is other text as Markdown (-) than plain (+):\n%s", data, diff)
	}
	return true
}

const plainBody = `办理采购，保管资料。
又一行 with words。

另一段（2026年）。


## 化整为零规避招标 {#split}

- 类别：岗位职责风险
- 表现：把一个项目拆开\* <b>
  - 前期：公开（责任：科室）
  - 2次：复核

- 依据: 12号 [x]
说明之前有空行。
`

func TestPlainBodies(t *testing.T) {
	good := strings.Replace(plainBody, "说明之前", "\n说明之前", 1)
	for what, body := range map[string]string{
		"nothing":       "",
		"blank lines":   "\n\n",
		"all there is":  good,
		"no line end":   strings.TrimSpace(good),
		"prose first":   "## 一\n先说明。\n再说明。\n\n- 类别：甲\n\n后说明。\n",
		"no list":       "## 一\n\n说明。\n## 二\n## 三 {#san}\n- 等级：高",
		"spaces behind": "## 一  \n\n- 类别：甲  \n- 等级：高 \n",
	} {
		if !samePlainly(t, []byte(body)) {
			t.Errorf("%s is not read as plain", what)
		}
	}
	for what, body := range map[string]string{
		"paragraph goes on from an entry": plainBody,
		"markup in prose":                 "说明 **重点**。\n",
		"link":                            "见 [办法](a.md)。\n",
		"hard line break":                 "一  \n二\n",
		"table":                           "甲|乙\n-|-\n",
		"code":                            "## 一\n\n    code\n",
		"fence":                           "```\n## 一\n```\n",
		"HTML":                            "<div>\n## 一\n",
		"numbered":                        "1. 一\n",
		"other list":                      "## 一\n* 类别：甲\n",
		"two lists":                       "## 一\n- 类别：甲\n\n说明。\n\n- 又一张\n",
		"list before headings":            "- 一\n",
		"list in a paragraph":             "## 一\n说明\n- 类别：甲\n",
		"entry goes on":                   "## 一\n- 表现：甲\n  乙\n",
		"nested twice":                    "## 一\n- 表现：\n  - 甲\n    - 乙\n",
		"bold label":                      "## 一\n- **类别**：甲\n",
		"other heading":                   "## 一\n### 二\n",
		"underlined":                      "一\n---\n",
		"closed heading":                  "## 一 ##\n",
		"empty heading":                   "## \n",
		"wide space for a heading":        "## \u3000\n",
		"Windows":                         "## 一\r\n",
	} {
		if samePlainly(t, []byte(body)) {
			t.Errorf("%s: read as plain", what)
		}
	}
}

// Lines of all sorts one behind another: most ways in which one changes what another
// means are among them.
func TestPlainOfAnyLines(t *testing.T) {
	lines := []string{
		"", "", "", "说明一句。", "words, and more", "12 份", "12. 条", "3) 条", "　缩进", " 一格", "  两格", "   三格", "    四格", "行尾有空格 ", "行尾有两格  ", "反斜线\\", "a\tb",
		"## 一", "## 二 {#er}", "## 三 ##", "## {#si}", "##", "##五", "# 六", "### 七", "##  八", " ## 九",
		"- 类别：甲", "- 等级: 高", "-  两格", "- ", "-", "- 12. 条", "- 2026年", "- **表现**：丙", "- [链接](a.md)", "-甲", "- - 甲", "- # 甲", "- > 甲", "- `甲`",
		"  - 前期：乙", "  -  乙", "  - ", "    - 丁", "   - 戊", " - 己", "  - 1. 庚",
		"* 甲", "+ 甲", "> 引", "---", "===", "***", "```", "~~~", "<div>", "</div>", "<!-- 注", "注 -->", "|甲|乙|", "|-|-|", "甲|乙", "-|-", "[a]: /b", "[a]", "![a](b)", "&amp;", "https://a.example", "\u2028", "\u00a0甲", "甲\u3000",
		"\u3000", "## \u3000", "- \u3000", "  - \u3000", "## \u3000题", "- \u3000类别：甲\u3000", "\u0085",
	}
	rng := rand.New(rand.NewPCG(7, 1))
	plain := 0
	for range 30_000 {
		var b strings.Builder
		pick := lines
		if rng.IntN(2) == 0 { // more often plain
			pick = []string{"", "", "说明一句。", "words, and more", "12 份", "## 一", "## 二 {#er}", "- 类别：甲", "- 等级: 高", "  - 前期：乙", "- 2026年", lines[rng.IntN(len(lines))]}
		}
		for range 1 + rng.IntN(9) {
			b.WriteString(pick[rng.IntN(len(pick))])
			b.WriteByte('\n')
		}
		if samePlainly(t, []byte(b.String()[:b.Len()-rng.IntN(2)])) {
			plain++
		}
	}
	if t.Logf("%d of 30000 are plain", plain); plain < 3000 {
		t.Errorf("only %d are plain", plain)
	}
}

// Most positions of the sample are plain, or the plain way is not worth having.
func TestSampleIsMostlyPlain(t *testing.T) {
	files, plain := 0, 0
	content := os.DirFS("../../content")
	names, err := fs.Glob(content, "*/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(content, name)
		if err != nil {
			t.Fatal(err)
		}
		if _, body, ok := splitFrontMatter(&source{path: name, data: data, line: 1}); ok {
			files++
			if samePlainly(t, body.data) {
				plain++
			}
		}
	}
	t.Logf("%d of %d files are plain", plain, files)
	if files < 20 || plain*2 < files {
		t.Errorf("%d of %d files are plain", plain, files)
	}
}

// FuzzPlain holds what is read as plain against what it is as Markdown.
func FuzzPlain(f *testing.F) {
	f.Add([]byte(plainBody))
	f.Add([]byte("## 一\n先说明。\n\n- 类别：甲\n  - 乙\n\n后说明。\n- 丙\n"))
	f.Add([]byte("a\n\n\nb\n## c {#d}\n- e: f\n- 1) g\n\n- h\ni\n"))
	f.Fuzz(func(t *testing.T, data []byte) { samePlainly(t, data) })
}

// Text is trimmed as package strings trims it.
func TestTrim(t *testing.T) {
	pieces := []string{"", " ", "\t", "\u3000", "\u00a0", "\u2003", ":", "：", "一", "龥", "。", "㐂", "、", "a", "é", "𠀀", "**", "\ufeff"}
	for _, a := range pieces {
		for _, b := range pieces {
			for _, c := range pieces {
				s := a + b + c
				if got, want := trimSpace(s), strings.TrimSpace(s); got != want {
					t.Errorf("%q: %q, want %q", s, got, want)
				}
				if got, want := trimColons(s), strings.TrimLeft(s, ":：\t "); got != want {
					t.Errorf("%q without colons: %q, want %q", s, got, want)
				}
			}
		}
	}
}

// What is taken to be moderate at a glance is so line by line, and of what is plain
// little else is not.
func TestModerate(t *testing.T) {
	for _, c := range []struct {
		text      string
		moderate  bool
		excessive bool
	}{
		{strings.Repeat("一段文字。\n\n", 2000), true, false},
		{strings.Repeat("_", maxMarks), true, false},
		{strings.Repeat("_", maxMarks+1), false, true},
		{strings.Repeat("_", maxMarks) + "\n\n*", false, false},
		{strings.Repeat("*_[]`~", maxMarks/6+1), false, true},
		{"| 一 |", false, false},
	} {
		src := &source{path: "a.md", data: []byte(c.text), line: 1}
		if moderate, excessive := src.moderate(), src.excessiveMarkdown(); moderate != c.moderate || excessive != c.excessive {
			t.Errorf("%.20q of %d bytes: moderate %v, excessive %v", c.text, len(c.text), moderate, excessive)
		}
	}
}
