package intake

import (
	"strings"
	"unicode/utf8"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// risk is a risk point as it is put together from rows.
type risk struct {
	catalog.RiskPoint
	sheet  string
	row    int
	at     cell // where it begins, in the file's own sheet
	step   string
	power  *power
	exact  bool     // from a table that this program wrote
	graded bool     // its grade is one of several in a cell
	titled string   // the title that several rows share
	said   []string // by the columns of its first row, of a table that this program wrote
}

// titleFields are what can name a risk point, the best first.
var titleFields = []Field{Title, Manifestation, Step, Power, Consequence, Place}

func (t *sheetReader) titleField() Field {
	for _, f := range titleFields {
		if t.has(f) {
			return f
		}
	}
	return None
}

// begins reports whether a row begins a risk point, rather than going on with the
// one above.
func (t *sheetReader) begins(row []value, newPosition bool) bool {
	if t.exact {
		return t.ownBegins(row, newPosition)
	}
	main := t.titleField()
	title, manif, grade := first(row, main), together(row, Manifestation), t.gradeValue(row)
	if t.cur == nil {
		return title.text != "" || manif.text != "" || first(row, Control).own
	}
	switch {
	case newPosition:
		return title.text != "" || manif.text != "" || first(row, Control).own
	case main == Title && title.own:
		same := stripNumber(joinLines(title.text)) == t.cur.titled
		if !same {
			return true
		}
		// The same title again goes on, unless it has another manifestation and
		// a grade of its own.
		return manif.own && joinLines(manif.text) != joinLines(t.cur.Manifestation) && grade.own
	case main == Title && (title.text == "" || !title.own):
		return manif.own && grade.own && t.cur.Manifestation != ""
	case title.own:
		return true
	}
	return false
}

// gradeValue is the cell of the grade: the ticked one where grades are ticked.
func (t *sheetReader) gradeValue(row []value) value {
	for _, v := range row {
		if v.field != Grade || v.text == "" {
			continue
		}
		if v.value == "" || isTick(v.text) {
			return v
		}
		if _, ok := readGrade(v.text); ok {
			return v
		}
	}
	return value{}
}

// itemControls gives the controls one by one where they are numbered like the n
// risk points.
func (t *sheetReader) itemControls(row []value, n int) [][]string {
	if len(t.byField[Control]) != 1 {
		return nil
	}
	c := first(row, Control)
	if stageLabel().MatchString(c.text) {
		return nil
	}
	_, parts := numbered(c.text)
	if lines := strings.Split(c.text, "\n"); len(parts) == 0 && len(lines) == n && strings.Count(first(row, t.titleField()).text, "\n") == n-1 {
		parts = lines // line by line, as the risk points are
	}
	if len(parts) != n {
		return nil
	}
	out := make([][]string, n)
	for i, p := range parts {
		out[i] = []string{p}
	}
	return out
}

// name gives a risk point its title and its manifestation.
func (t *sheetReader) name(r int, row []value, title string, k *risk) {
	main := t.titleField()
	k.titled = stripNumber(joinLines(title))
	manif := together(row, Manifestation)
	switch {
	case t.exact:
		k.Title, k.Manifestation = title, manif.text
	case main == Title && title != "" && !first(row, Title).own && manif.own && t.sameTitleAbove(k):
		// Several manifestations below one title, each with its own grade.
		t.splitTitle(k)
		k.Kind, k.Title, k.Manifestation = k.titled, shortTitle(manif.text), manif.text
	case main == Title && title != "":
		k.Title, k.Manifestation = k.titled, manif.text
		if !t.has(Grade) {
			var written string
			if k.Title, written = cutGradeMark(k.Title); written == "" && namesGrade(first(row, Title).heading) {
				k.Title, written = cutGradeWord(k.Title)
			}
			if written != "" {
				k.Grade = t.gradeLabel(written, first(row, Title))
			}
		}
		if isLong(k.Title) {
			k.Title = shortTitle(title)
			if k.Manifestation == "" {
				k.Manifestation = title
			} else {
				k.Manifestation = title + "\n" + k.Manifestation
			}
		}
	case title != "":
		k.Title = shortTitle(title)
		switch {
		case main == Manifestation && (k.Title != k.titled || len(titleFields) > 0):
			k.Manifestation = title
		case k.Title != k.titled:
			k.Manifestation = title
		}
	case manif.text != "":
		k.Title, k.Manifestation = shortTitle(manif.text), manif.text
	default:
		k.Title = shortTitle(first(row, Control).text)
		if k.Title == "" {
			k.Title = "未写名称的风险点"
		}
		t.note(r, 0, diag.Error, "title-missing", diag.Textf("第 %d 行没有写风险点，暂以措施的开头代替", "row %d names no risk point; the beginning of its control stands in", t.line(r)),
			diag.Text{Zh: "在表里补上风险点的名称", En: "name the risk point in the table"})
	}
	if !t.exact && k.Manifestation != "" {
		k.Manifestation = tidyText(k.Manifestation)
	}
	t.hold(r, first(row, main))
	t.use(r, row, Title, Manifestation)
}

// sameTitleAbove reports whether the risk point before has the same title.
func (t *sheetReader) sameTitleAbove(k *risk) bool {
	list := t.ctx.position.risks
	return len(list) > 1 && list[len(list)-2].titled == k.titled && k.titled != ""
}

// splitTitle makes the title that several risk points share their kind.
func (t *sheetReader) splitTitle(k *risk) {
	list := t.ctx.position.risks
	for i := len(list) - 2; i >= 0 && list[i].titled == k.titled; i-- {
		if list[i].Kind == "" && list[i].Manifestation != "" && list[i].Title == k.titled {
			list[i].Kind, list[i].Title = k.titled, shortTitle(list[i].Manifestation)
		}
	}
}

func isLong(s string) bool {
	return utf8.RuneCountInString(s) > 36 || strings.ContainsAny(strings.TrimRight(s, "。；;"), "。；;\n")
}

// tidyText keeps the items of a list on lines of their own and joins broken lines.
func tidyText(s string) string {
	if !strings.Contains(s, "\n") {
		return s
	}
	lines := strings.Split(s, "\n")
	var kept []string
	for _, l := range lines {
		if l = strings.Trim(l, " 　"); l != "" {
			kept = append(kept, l)
		}
	}
	if len(kept) > 1 && wrapped(kept) {
		return joinLines(s)
	}
	return strings.Join(kept, "\n")
}

// shortTitle makes a title of a longer text: its first clause.
func shortTitle(s string) string {
	if parts := splitNumbered(s); len(parts) > 0 {
		s = parts[0]
	}
	s = stripNumber(joinLines(s))
	if i := strings.IndexAny(s, "。；;！!？?"); i > 0 {
		s = s[:i]
	}
	const limit = 30
	r := []rune(s)
	if len(r) <= limit {
		return strings.TrimRight(s, "，,、：: ")
	}
	cut := limit
	for i := limit - 1; i >= 8; i-- {
		if strings.ContainsRune("，,：:、", r[i]) {
			cut = i
			break
		}
	}
	return strings.TrimRight(string(r[:cut]), "，,、：: （(《“")
}
