package load

import (
	"bytes"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"unicode/utf8"

	"gongshi/generator/diag"
)

// What is read has a limit, far beyond what a catalogue needs and below what would
// take a parser minutes or gigabytes: some cost grows with the square of what is
// written. The limits are looked at before a parser is, in the bytes of a file.
const (
	// maxFileSize is the largest TOML file, in bytes. A catalogue of fifty thousand
	// risk points fits well.
	maxFileSize = 32 << 20
	// maxMarkdownSize is the largest Markdown file, in bytes.
	maxMarkdownSize = 2 << 20
	// maxUnitSize is how much text a unit may hold in all its files, in bytes.
	maxUnitSize = 64 << 20
	// maxElements is how many keys, tables and entries of lists the TOML files of a unit
	// may hold together. A hundred thousand risk points fit well.
	maxElements = 1_500_000
	// maxUnitFiles is how many files a unit may hold.
	maxUnitFiles = 20_000
	// maxText is the longest text of a field, in characters: what the cell of a
	// spreadsheet holds.
	maxText = 32_767
	// maxNesting is how many lists and quotations may stand one inside another.
	maxNesting = 12
	// maxMarks is how many marks of emphasis, links and code a paragraph may hold.
	maxMarks = 4_000
	// maxCells is how many cells a table of Markdown may have.
	maxCells = 50_000
	// maxDepth is how deep the lists, tables and keys of TOML may lie in one another.
	maxDepth = 32
	// maxList is how many texts a list in a field may have.
	maxList = 2_000
	// maxWorkingDays and maxMonths are the longest terms: four years and fifty.
	maxWorkingDays = 1_000
	maxMonths      = 600
	// maxScore is the greatest product of the inputs of a grade.
	maxScore = 1e12
)

// mostOf is how many tables of a key may stand in one table: what is drawn, compared
// pair by pair or shown on every page. The others have no limit of their own.
var mostOf = map[string]int{
	"department": 2_000, "power": 500, "step": 200, "control": 500, "allow": 500, "approval": 200,
	"grade": 50, "category": 200, "stage": 50, "treatment": 200, "source": 200, "assessment": 2_000, "score": 500,
	"milestone": 2_000, "warning": 5_000, "resource": 2_000, "target": 2_000, "response": 200, "removed": 20_000, "rule": 20_000,
}

// marks are those of emphasis, links and code.
const marks = "*_[]`~"

// moderate reports whether plain Markdown surely is not excessive: it has no tables, and
// in all no more marks than a paragraph may hold.
func (src *source) moderate() bool {
	if bytes.IndexByte(src.data, '|') >= 0 {
		return false
	}
	n := 0
	for i := range len(marks) {
		n += bytes.Count(src.data, []byte(marks[i:i+1]))
	}
	return n <= maxMarks
}

// excessiveMarkdown reports what is nested too deeply, a paragraph with too many
// marks and a table with too many cells.
func (src *source) excessiveMarkdown() bool {
	marked, rows, columns := 0, 0, 0
	for line, rest := 1, src.data; len(rest) > 0; line++ {
		var l []byte
		l, rest, _ = bytes.Cut(rest, []byte("\n"))
		at := src.at(src.line+line, 1)
		if depth := nesting(l); depth > maxNesting {
			src.report(ruleNesting, at, diag.Textf("列表或引用嵌套 %d 层，最多 %d 层", "lists or quotations are nested %d deep, at most %d", depth, maxNesting),
				diag.Text{Zh: "减少缩进的层数", En: "indent less"})
			return true
		}
		if len(bytes.TrimSpace(l)) == 0 || l[0] == '#' {
			marked, rows, columns = 0, 0, 0
		}
		for _, c := range l {
			if strings.IndexByte(marks, c) >= 0 {
				marked++
			}
		}
		if marked > maxMarks {
			src.report(ruleTooMuch, at, diag.Textf("一段文字里的 * _ [ ] ` 超过 %d 个", "one paragraph holds more than %d of the marks * _ [ ] `", maxMarks),
				diag.Text{Zh: "用空行把文字分成几段", En: "part the text with blank lines"})
			return true
		}
		if n := bytes.Count(l, []byte("|")); n > 0 {
			rows, columns = rows+1, max(columns, n)
		}
		if rows*columns > maxCells {
			src.report(ruleTooMuch, at, diag.Textf("表格超过 %d 格", "the table has more than %d cells", maxCells),
				diag.Text{Zh: "把大表格放进 assets/ 作为附件", En: "put large tables into assets/ as attachments"})
			return true
		}
	}
	return false
}

// nesting counts the list and quotation marks that a line begins with, each two
// spaces of indentation before them counting as one.
func nesting(line []byte) int {
	depth, spaces := 0, 0
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == ' ':
			spaces++
		case c == '\t':
			spaces += 4
		case c == '>':
			depth += 1 + spaces/4
			spaces = 0
		case c == '-' || c == '*' || c == '+' || c >= '0' && c <= '9':
			end := i + 1
			if c >= '0' {
				for end < len(line) && line[end] >= '0' && line[end] <= '9' {
					end++
				}
				if end < len(line) && line[end] != '.' && line[end] != ')' {
					return depth
				}
				end++
			}
			if end >= len(line) || line[end] != ' ' && line[end] != '\t' {
				return depth
			}
			depth += 1 + spaces/2
			spaces = -1
			i = end - 1
		default:
			return depth
		}
	}
	return depth
}

// excessiveTOML reports lists, tables and keys that lie too deep in one another, and
// more of them than a unit may have. It counts them.
func (src *source) excessiveTOML() bool {
	s := &tomlScanner{data: src.data, line: 1}
	depth, dots := 0, 0
	for s.pos < len(s.data) {
		switch s.data[s.pos] {
		case '"', '\'':
			s.stringLiteral()
			continue
		case '#':
			s.skipBlank(false)
			continue
		case '\n':
			s.newline()
			dots = 0
			continue
		case '[', '{':
			depth++
			dots = 0
			src.elements++
		case ']', '}':
			depth = max(0, depth-1)
		case '=', ',':
			dots = 0
			src.elements++
		case '.':
			dots++
		}
		s.pos++
		if depth > maxDepth || dots > maxDepth {
			src.report(ruleNesting, src.at(src.line+s.line, s.col()-1), diag.Textf("列表、表或键嵌套超过 %d 层", "lists, tables or keys lie more than %d deep in one another", maxDepth), diag.Text{})
			return true
		}
		if src.elements > maxElements {
			src.reportElements(src.at(1, 1))
			return true
		}
	}
	return false
}

func (src *source) reportElements(at diag.Position) {
	src.report(ruleTooMuch, at, diag.Textf("键、表和列表项超过 %d 个", "there are more than %d keys, tables and entries of lists", maxElements),
		diag.Text{Zh: "把目录分到几个单位文件夹", En: "part the catalogue into several units"})
}

// fits reports whether the files of a unit are within its limits.
func (src *source) fits(fsys fs.FS, files UnitFiles) (bool, error) {
	names := append(slices.Clone(files.Positions), files.Catalogs...)
	var size int64
	for _, name := range names {
		info, err := fs.Stat(fsys, name)
		if err != nil {
			return false, fmt.Errorf("read content: %w", err)
		}
		size += min(info.Size(), maxFileSize) // a larger one is reported by itself
	}
	hint := diag.Text{Zh: "分成几个下级单位文件夹", En: "part the unit into folders of subordinate units"}
	switch {
	case len(names) > maxUnitFiles:
		src.report(ruleTooMuch, src.at(1, 1), diag.Textf("单位有 %d 个文件，最多 %d 个", "the unit has %d files, at most %d", len(names), maxUnitFiles), hint)
	case size > maxUnitSize:
		src.report(ruleTooMuch, src.at(1, 1), diag.Textf("单位的文件共 %d MB，最多 %d MB", "the files of the unit have %d MB, at most %d MB", size>>20, maxUnitSize>>20), hint)
	default:
		return true, nil
	}
	return false, nil
}

// indexForbidden is where the first forbidden character stands in a text, or -1. What
// was checked as a whole is not looked at again.
func (src *source) indexForbidden(s string) int {
	if src.plain {
		return -1
	}
	return indexForbidden(s)
}

// text gives a text of a field without the characters that no text may hold, which
// TOML can write as numbers, and only the beginning of one that is too long. Both are
// reported.
func (src *source) text(s string, at diag.Position) string {
	if i := src.indexForbidden(s); i >= 0 {
		src.reportForbidden(s[i:], at)
		s = strings.Map(func(r rune) rune {
			if isForbidden(r) {
				return -1
			}
			return r
		}, s)
	}
	if len(s) <= maxText {
		return s
	}
	if n := utf8.RuneCountInString(s); n > maxText {
		src.report(ruleTooMuch, at, diag.Textf("文字有 %d 个字，最多 %d 个", "the text has %d characters, at most %d", n, maxText),
			diag.Text{Zh: "写得短些，长的材料作为正文或附件", En: "write less; longer material can be prose or an attachment"})
		s = string([]rune(s)[:maxText])
	}
	return s
}

// atMost reports a list that is too long and gives its beginning.
func atMost[T any](src *source, list []T, most int, at diag.Position) []T {
	if len(list) <= most {
		return list
	}
	src.report(ruleTooMuch, at, diag.Textf("有 %d 项，最多 %d 项", "there are %d entries, at most %d", len(list), most), diag.Text{Zh: "分成几份", En: "split the list"})
	return list[:most]
}
