package intake

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// item is one of the risk points that a row lists, with what the row says of it
// alone.
type item struct {
	title    string
	category string // that its column is for
	kind     string // what stands before all of the items
	grade    string
	controls []string // nil where those of the row are for all of its items
}

// newRisks makes the risk points that a row begins: one, or several where its
// cells list several.
func (t *sheetReader) newRisks(r int, row []value) {
	p := t.ctx.position
	for _, it := range t.items(r, row) {
		k := &risk{sheet: t.sheet.Name, row: r, power: t.ctx.power}
		k.at.row, k.at.col = t.where(r, 0)
		if v := first(row, t.titleField()); v.column != nil {
			k.at.row, k.at.col = t.where(r, v.index)
		}
		t.cur = k
		p.risks = append(p.risks, k)
		t.name(r, row, it.title, k)
		if it.grade != "" {
			from, _, _ := t.shares(row)
			if from.column == nil {
				from = first(row, t.titleField())
			}
			k.Grade, k.graded = t.gradeLabel(it.grade, from), true
		}
		if it.category != "" {
			k.Category = []string{it.category}
		}
		t.fields(r, row, k, true)
		k.Kind = cmp.Or(k.Kind, it.kind)
		if k.Grade == "" && t.ctx.grade != "" && !t.has(Grade) {
			k.Grade = t.ctx.grade
		}
		t.controls(r, row, k, true, it.controls)
		if k.exact = t.exact; t.exact {
			k.said = make([]string, len(row))
			for i, v := range row {
				k.said[i] = v.text
			}
		}
		if k.Audience == "" && (t.sheet.HiddenRows[r] || t.sheet.Hidden) {
			k.Audience = catalog.AudienceInternal
		}
		if t.ctx.category != "" && len(k.Category) == 0 {
			k.Category = []string{t.ctx.category}
		}
		t.step(r, row, k)
	}
}

// items are the risk points that the cells of a row list: those of columns for each
// category, or those that a column of risk points numbers. Numbers within other texts
// are no proof: grades, a count, or controls have to agree with them.
func (t *sheetReader) items(r int, row []value) []item {
	main := first(row, t.titleField())
	one := []item{{title: main.text}}
	if t.exact || main.text == "" {
		return one
	}
	list := t.underCategories(row)
	sure := len(list) > 0
	if !sure && !t.has(Grade) {
		list = gradedItems(main.text)
		sure = len(list) > 0
	}
	if !sure {
		list = t.listed(row, main)
		sure = main.field == Title && beginsWithNumber(main.text)
	}
	if len(list) < 2 {
		t.tellSeveral(r, main)
		return append(list, one...)[:1]
	}
	graded := t.gradeItems(r, row, list)
	controls := t.itemControls(row, len(list))
	n, err := strconv.Atoi(strings.TrimRight(text(row, RiskCount), "个"))
	if counted := err == nil && n == len(list); !sure && !graded && !counted && (main.field != Title || controls == nil) {
		return one
	}
	for i := range controls {
		list[i].controls = controls[i]
	}
	if sure && controls == nil && first(row, Control).text != "" {
		t.tellSplit(r, main, len(list))
	}
	return list
}

// underCategories are the risk points of columns that are for one category each.
func (t *sheetReader) underCategories(row []value) (list []item) {
	for _, v := range row {
		if v.field != Title || v.value == "" || v.text == "" {
			continue
		}
		t.result.categories = append(t.result.categories, gradeUse{v.value, t.sheet.Name, v.index})
		parts := splitNumbered(v.text)
		if len(parts) == 0 {
			parts = []string{v.text}
		}
		for _, p := range parts {
			list = append(list, item{title: p, category: v.value})
		}
	}
	return list
}

// listed are the risk points that a title lists: by numbers, or where grades for
// several stand beside it by other marks.
func (t *sheetReader) listed(row []value, title value) (list []item) {
	lead, parts := numbered(title.text)
	if _, shares, _ := t.shares(row); len(parts) < 2 && len(shares) > 0 {
		lead, parts = "", splitPlain(title.text)
	}
	if len(parts) < 2 {
		return nil
	}
	kind := strings.TrimRight(joinLines(lead), "：:，, ")
	for _, p := range parts {
		list = append(list, item{title: p, kind: kind})
	}
	return list
}

var bracketed = pattern(`[(（【\[]([^()（）【】\[\]]{1,8})[)）】\]]`)

// gradedItems parts a text in which several risk points each have a grade in brackets:
// 虚报车费（高）；泄密（低）. Every grade stands after its risk point, or every one before.
func gradedItems(s string) (list []item) {
	var marks [][]int
	for _, m := range bracketed().FindAllStringSubmatchIndex(s, -1) {
		if g, ok := readGrade(s[m[2]:m[3]]); ok && !numeral(s[m[2]:m[3]], g) {
			marks = append(marks, m)
		}
	}
	if len(marks) < 2 {
		return nil
	}
	bare := func(from, to int) string {
		return stripNumber(strings.Trim(s[from:to], " 　\n、，,；;。和及"))
	}
	before := bare(0, marks[0][0]) == ""
	for i, m := range marks {
		from, to, rest := 0, m[0], len(s)
		if i > 0 {
			from = marks[i-1][1]
		}
		if i+1 < len(marks) {
			rest = marks[i+1][0]
		}
		if before {
			from, to = m[1], rest
		}
		title := bare(from, to)
		if title == "" || !before && i+1 == len(marks) && bare(m[1], rest) != "" {
			return nil
		}
		list = append(list, item{title: title, grade: s[m[2]:m[3]]})
	}
	return list
}

// beginsWithNumber reports a text that numbers its items from the first on.
func beginsWithNumber(s string) bool {
	m := outermost(s)
	return len(m) > 1 && m[0].n == 1 && strings.TrimSpace(s[:m[0].start]) == ""
}

// tellSeveral tells of a title that looks like a list without numbers.
func (t *sheetReader) tellSeveral(r int, title value) {
	if title.field != Title || !title.own || !looksListed(title.text) {
		return
	}
	t.note(r, title.index, diag.Warning, "risks-several", diag.Text{Zh: "这一格像是写了几个风险点，当作一个读", En: "the cell looks like several risk points; it was read as one"},
		diag.Text{Zh: "是几个的，每个写一行，或者编上号", En: "if it is, give each a row of its own, or number them"})
}

// looksListed reports short phrases that semicolons or line ends part.
func looksListed(s string) bool {
	short := func(parts []string, least int) bool {
		for _, p := range parts {
			if n := utf8.RuneCountInString(strings.TrimSpace(p)); n < least || n > 20 {
				return false
			}
		}
		return len(parts) > 1
	}
	if lines := strings.Split(s, "\n"); len(lines) > 1 {
		return short(lines, 4) && !wrapped(lines) && !even(lines)
	}
	return short(splitAt(strings.TrimRight(s, "；;"), "；;"), 2)
}

// even reports lines that all but the last fill the width of a cell.
func even(lines []string) bool {
	longest := 0
	for _, l := range lines {
		longest = max(longest, utf8.RuneCountInString(l))
	}
	return !slices.ContainsFunc(lines[:len(lines)-1], func(l string) bool { return utf8.RuneCountInString(l) < longest })
}

// gradeItems gives the items their grades where the row's grade lists one for each.
func (t *sheetReader) gradeItems(r int, row []value, list []item) bool {
	grade, shares, written := t.shares(row)
	words := gradesOfItems(grade.text)
	if len(words) != len(list) {
		words = nil
		total := 0
		for _, s := range shares {
			total += s.n
		}
		for _, s := range shares {
			switch {
			case total == len(list):
				for range s.n {
					words = append(words, s.word)
				}
			case len(shares) == len(list) && written == grade.text: // not numbers in columns
				words = append(words, s.word)
			}
		}
		if len(words) > 0 && total == len(list) {
			t.note(r, grade.index, diag.Warning, "grade-composite", diag.Textf("“%s”同时给出几个等级，已按先后分给 %d 个风险点，请核对", "%q grades several risk points at once; they were given to %d in order", written, len(list)),
				diag.Text{Zh: "在表里每个风险点写一行，各写各的等级", En: "give each risk point a row of its own"})
		}
	}
	for i, w := range words {
		list[i].grade = w
	}
	return len(words) > 0
}

// shares are how many of the risk points of a row have which grade, as its cell or its
// columns of grades say: the cell, the shares and their wording.
func (t *sheetReader) shares(row []value) (grade value, shares []share, written string) {
	if counts, counted := gradeCounts(row); len(counts) > 0 {
		return first(row, Grade), counts, counted
	}
	grade = t.gradeValue(row)
	return grade, readComposite(grade.text), grade.text
}

// tellSplit tells that the controls of a row are for several risk points.
func (t *sheetReader) tellSplit(r int, v value, n int) {
	t.note(r, v.index, diag.Warning, "risks-split", diag.Textf("这一行写了 %d 个风险点，已分开；措施分不清各属哪一个，每个都写上了全部措施，请核对", "the row lists %d risk points, which were parted; which control belongs to which is not said, so each has all of them", n),
		diag.Text{Zh: "在表里每个风险点写一行，各写各的措施", En: "give each risk point a row of its own"})
}
