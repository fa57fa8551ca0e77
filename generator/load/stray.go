package load

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"gongshi/generator/diag"
)

// Markdown is strict about the marks at the beginning of lines, and what it does not take
// for a heading or an entry of a list is prose. Those who type Chinese write them wide,
// leave out the space behind them, or put a full-width one there: what they meant for a
// risk point or a field would be published as prose, or within another field.

var (
	nearHeading = regexp.MustCompile(`^ {0,3}\x{3000}*([#＃]{1,6})[ \t\x{3000}]*([^#＃ \t\x{3000}].*)$`)
	headingMark = regexp.MustCompile(`^ {0,3}(#{1,6})(?:[ \t]|$)`)
	nearEntry   = regexp.MustCompile(`^[ \t\x{3000}]*(?:[-*+－＊＋—–−·•●○◆■▪]|\d{1,2}[.)、．）]|[(（]\d{1,2}[)）])?[ \t\x{3000}]*`)
	codeFence   = regexp.MustCompile("^ {0,3}(?:(```+)([^`]*)|(~~~+)(.*))$")
)

// strays reports the lines of a body that look like headings or fields of risk points
// and are neither.
func (src *source) strays(all []outline, v *vocabulary) {
	doubtful := func(o outline) bool { return strings.ContainsAny(o.description.Markdown, ":：＃") }
	if src.plain && !slices.ContainsFunc(all, doubtful) {
		return
	}
	for i := range all {
		end := len(src.data)
		if i+1 < len(all) {
			end = all[i+1].heading
		}
		src.straysOf(&all[i], i > 0, end, v)
	}
}

// straysOfIndex reports front matter and risk points in the prose of a unit, which is not
// their place.
func (src *source) straysOfIndex() {
	told := false
	src.eachLine(0, len(src.data), func(at, number int, line []byte) {
		misplaced := at == 0 && string(line) == "+++"
		if m := nearHeading.FindSubmatch(line); m != nil {
			_, _, misplaced = cutID(string(m[2]))
		}
		if !misplaced || told {
			return
		}
		told = true
		src.report(ruleStrayHeading, src.at(src.line+number, 1), diag.Text{Zh: "index.md 是单位的说明，不写岗位和风险点", En: "index.md is prose about the unit and holds no positions and risk points"},
			diag.Text{Zh: "移到岗位文件里，例如同一文件夹的 caigou.md", En: "move them to the file of a position, such as purchasing.md in the same folder"})
	})
}

// eachLine calls look with each line that begins in a stretch of the source and is not
// code between fences: where it begins, and its number, which counts from 1.
func (src *source) eachLine(start, end int, look func(at, number int, line []byte)) {
	fence := ""
	number, _ := lineCol(src.data, start)
	for at := start; at < end; at, number = nextLine(src.data, at), number+1 {
		line := bytes.TrimRight(src.data[at:nextLine(src.data, at)], " \t\n")
		m := codeFence.FindSubmatch(line)
		switch {
		case m == nil && fence == "":
			look(at, number, line)
		case m != nil && fence == "":
			fence = string(m[1]) + string(m[3])
		case m != nil && strings.HasPrefix(string(m[1])+string(m[3]), fence) && len(m[2])+len(m[4]) == 0:
			fence = ""
		}
	}
}

// straysOf reports those below one heading, and above all others where there is none.
func (src *source) straysOf(o *outline, isRisk bool, end int, v *vocabulary) {
	entries := map[int]bool{}
	src.beginnings(o.items, entries)
	var names []string
	var table pastedTable
	first := 0
	start := o.heading
	if isRisk {
		start = nextLine(src.data, start)
	}
	src.eachLine(start, end, func(at, number int, line []byte) {
		if entries[at] || src.strayHeading(line, number) {
			return
		}
		table.row(string(line), number, v)
		name, _, _, ok := cutLabel(string(line[len(nearEntry.Find(line)):]))
		if ok && v.isRiskLabel(name) && !slices.Contains(names, name) {
			if len(names) == 0 {
				first = number
			}
			names = append(names, name)
		}
	})
	if table.first > 0 {
		src.report(ruleStrayField, src.at(src.line+table.first, 1), diag.Text{Zh: "表格里的内容不成为字段", En: "what stands in a table becomes no field"},
			diag.Text{Zh: "写成标题下的列表，每行一个字段，例如 - 等级：…；整张表格用 gongshi import 导入；确是说明文字的，在 unit.toml 中用 allow 说明理由",
				En: "write a list below the heading, a line for each field, for example - grade: …; read whole tables with gongshi import; accept what is prose with allow in unit.toml"})
	}
	// Above the risk points a single such line may well be prose.
	if len(names) > 1 || len(names) == 1 && isRisk {
		src.report(ruleStrayField, src.at(src.line+first, 1), diag.Textf("“%[1]s”没有写在风险点标题下的列表里，不成为字段", "not in the list below the heading of a risk point, and so no field: %[2]s", strings.Join(names, "、"), strings.Join(names, ", ")),
			diag.Text{Zh: "都写在标题下的同一个列表里，每行以半角的 - 和一个空格开头，例如 - 等级：…；确是说明文字的，在 unit.toml 中用 allow 说明理由",
				En: "write all in one list below the heading, each line with a hyphen and a space, for example - grade: …; accept what is prose with allow in unit.toml"})
	}
}

// pastedTable looks for a table of fields: labels beside one another at its head, or below
// one another at its side, of which one is of a field that every risk point has.
type pastedTable struct {
	first  int // line at which it was found, 0 if it was not
	beside int // rows that begin with a label
	main   bool
}

// row looks at a line, which may be a row of a table in Markdown, or one copied from a
// table, whose cells are parted by tabs.
func (p *pastedTable) row(line string, number int, v *vocabulary) {
	bar := strings.Contains(line, "|")
	if p.first > 0 || !bar && !strings.Contains(strings.TrimLeft(line, "\t"), "\t") {
		return
	}
	cells := strings.FieldsFunc(line, func(r rune) bool { return r == '|' && bar || r == '\t' && !bar })
	labels, main := 0, false
	for i, cell := range cells {
		word := strings.Trim(cell, " \t*:：")
		if !v.isRiskLabel(word) {
			continue
		}
		labels++
		main = main || v.isMainLabel(word)
		if i == 0 && len(cells) > 1 {
			p.beside++
			p.main = p.main || v.isMainLabel(word)
		}
	}
	if labels > 1 && main || p.beside > 1 && p.main {
		p.first = number
	}
}

// strayHeading reports a line that is no heading of a risk point and looks like one: for
// two number signs or more, or an address at its end.
func (src *source) strayHeading(line []byte, number int) bool {
	m := nearHeading.FindSubmatch(line)
	if m == nil {
		return false
	}
	text := strings.TrimSpace(string(m[2]))
	_, _, hasID := cutID(text)
	if heading := headingMark.FindSubmatch(line); heading != nil && (!hasID || len(heading[1]) == 2) || !hasID && utf8.RuneCount(m[1]) == 1 {
		return false
	}
	src.report(ruleStrayHeading, src.at(src.line+number, 1), diag.Textf("这一行不成为风险点的标题：%s", "this line is no heading of a risk point: %s", excerpt(strings.TrimSpace(string(line)))),
		diag.Textf("写成 ## %[1]s：两个半角的 #，再一个半角空格；确是正文的，在 # 前加 \\", "write ## %[1]s, with two number signs and a space; put \\ before a # that is text", text))
	return true
}

// beginnings notes where the lines begin on which entries begin.
func (src *source) beginnings(items []item, at map[int]bool) {
	for _, it := range items {
		at[lineStart(src.data, it.offset)] = true
		src.beginnings(it.nested, at)
	}
}
