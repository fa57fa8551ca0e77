package intake

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gongshi/generator/diag"
	"gongshi/generator/load"
)

// fields takes what a row says of a risk point. begin is false for rows that go
// on.
func (t *sheetReader) fields(r int, row []value, k *risk, begin bool) {
	t.setGrade(r, row, k)
	t.setCategory(r, row, k)
	texts := []struct {
		field Field
		to    *string
	}{{Cause, &k.Cause}, {Consequence, &k.Consequence}, {Liability, &k.Liability}, {Reason, &k.Reason}, {Kind, &k.Kind}, {Source, &k.Source}, {Extends, &k.Extends}}
	for _, x := range texts {
		for _, v := range row {
			if v.field != x.field || v.text == "" || !v.own && !begin || x.field == t.titleField() && begin {
				continue
			}
			body := tidyText(v.text)
			if t.exact {
				body = v.text
			}
			switch {
			case *x.to == "":
				*x.to = body
			case v.own && !strings.Contains(*x.to, body):
				*x.to += "\n" + body
			}
			t.use(r, []value{v}, x.field)
		}
	}
	if !begin {
		for _, v := range row {
			if v.own && v.field == Manifestation && !strings.Contains(k.Manifestation, tidyText(v.text)) {
				k.Manifestation = strings.TrimPrefix(k.Manifestation+"\n"+tidyText(v.text), "\n")
			}
		}
		if v := first(row, Title); v.own && stripNumber(joinLines(v.text)) != k.titled {
			k.Manifestation = strings.TrimPrefix(k.Manifestation+"\n"+tidyText(v.text), "\n")
		}
		t.use(r, row, Manifestation, Title)
	}
	for _, v := range row {
		if v.field != Basis || v.text == "" || !v.own && !begin {
			continue
		}
		laws := splitLaws(v.text)
		if t.exact {
			laws = strings.Split(v.text, "\n")
		}
		for _, l := range laws {
			if !slices.Contains(k.Basis, l) {
				k.Basis = append(k.Basis, l)
			}
		}
		t.use(r, row, Basis)
	}
	t.numbers(r, row, k)
	t.others(r, row, k, begin)
}

// setGrade reads the grade of a row.
func (t *sheetReader) setGrade(r int, row []value, k *risk) {
	if res := text(row, Residual); res != "" && k.Residual == "" {
		k.Residual = t.gradeLabel(res, first(row, Residual))
		t.hold(r, first(row, Residual))
	}
	if shares, written := gradeCounts(row); len(shares) > 0 {
		t.countedGrade(r, row, k, shares, written)
		return
	}
	v := t.gradeValue(row)
	for _, x := range row {
		if x.field == Grade && x.value != "" && x.own {
			t.used[cell{r, x.index}] = true
			if !isTick(x.text) {
				t.conversion(x.index, x.text, "不选")
			}
			if _, isGrade := readGrade(x.text); !isTick(x.text) && !isRefused(x.text) && !isGrade {
				t.note(r, x.index, diag.Warning, "tick-unclear", diag.Textf("“%s”下面写的是“%s”，不是打勾，没有当作选中", "below %q stands %q, which is no tick and was not taken for one", leafOf(x.heading), x.text),
					diag.Text{Zh: "打勾用“√”，别的内容另写一列", En: "tick with √, and write other texts in a column of their own"})
			}
		}
	}
	if v.text == "" {
		return
	}
	if k.graded {
		t.use(r, row, Grade)
		t.conversion(v.index, v.text, k.Grade)
		return
	}
	written := joinLines(v.text)
	if v.value != "" {
		if k.Grade != "" && !v.own {
			return
		}
		t.conversion(v.index, written, v.value)
		k.Grade = v.value
		t.tickedTwice(r, row, v)
		return
	}
	if word, rest, ok := cutGlued(v.text); ok {
		// The cell holds the beginning of the next column too.
		t.use(r, row, Grade)
		if k.Grade == "" {
			k.Grade = word
			t.addControls(r, row, k, rest, "")
			t.note(r, v.index, diag.Note, "grade-glued", diag.Textf("等级“%s”和措施写在一格里，已经分开", "the grade %q and controls stood in one cell and were parted", word), diag.Text{})
		}
		return
	}
	if shares := readComposite(v.text); shares != nil && v.own {
		t.compositeGrade(r, v, k, written, shares)
		t.use(r, row, Grade)
		return
	}
	if several := gradesOfItems(v.text); len(several) > 1 && v.own {
		var shares []share
		for _, word := range several {
			shares = append(shares, share{1, word})
		}
		t.compositeGrade(r, v, k, written, shares)
		t.use(r, row, Grade)
		return
	}
	if k.Grade != "" && v.own && k.Grade != t.gradeLabel(written, v) && !(k.row == r) {
		t.note(r, v.index, diag.Warning, "grade-twice", diag.Textf("同一风险点写了“%s”和“%s”两个等级，取前一个", "one risk point has the grades %q and %q; the former was taken", k.Grade, written), diag.Text{})
		return
	}
	if k.Grade == "" {
		k.Grade = t.gradeLabel(written, v)
		t.sayAgain(row, v, k)
	}
	t.use(r, row, Grade)
}

// sayAgain notes the cells that give a grade a second time, as a column of colours
// does.
func (t *sheetReader) sayAgain(row []value, v value, k *risk) {
	for _, x := range row {
		if x.field == Grade && x.own && x.value == "" && x.index != v.index && joinLines(x.text) != k.Grade {
			t.conversion(x.index, joinLines(x.text), k.Grade)
		}
	}
}

// compositeGrade takes the worst of several grades for a risk point.
func (t *sheetReader) compositeGrade(r int, v value, k *risk, written string, shares []share) {
	worst := t.worst(shares)
	if k.Grade == "" {
		k.Grade = worst
	}
	t.conversion(v.index, written, worst)
	if len(shares) > 1 {
		t.note(r, v.index, diag.Warning, "grade-composite", diag.Textf("“%s”同时给出几个等级，分不清各属哪一项，暂按最高的“%s”", "%q gives several grades at once; the worst, %q, was taken", written, worst),
			diag.Text{Zh: "在表里每个风险点写一行，各写各的等级", En: "give each risk point a row of its own"})
	}
}

// gradeLabel is the word for a grade; spellings are settled once the whole table
// is read.
func (t *sheetReader) gradeLabel(written string, v value) string {
	t.result.grades = append(t.result.grades, gradeUse{written, t.sheet.Name, v.index})
	return written
}

func (t *sheetReader) worst(shares []share) string {
	best, at := "", 99
	for _, s := range shares {
		if g, ok := readGrade(s.word); ok && g.step < at {
			best, at = s.word, g.step
		}
	}
	return best
}

func (t *sheetReader) tickedTwice(r int, row []value, chosen value) {
	for _, v := range row {
		if v.field == Grade && v.value != "" && v.index != chosen.index && v.own && isTick(v.text) && t.isFirstOf(r) {
			t.note(r, v.index, diag.Warning, "grade-twice", diag.Textf("“%s”和“%s”都打了勾，取前一个", "both %q and %q are ticked; the former was taken", chosen.value, v.value), diag.Text{})
		}
	}
}

// setCategory reads the categories of a row.
func (t *sheetReader) setCategory(r int, row []value, k *risk) {
	add := func(c string) {
		if c = strings.TrimSpace(c); c != "" && !slices.Contains(k.Category, c) {
			k.Category = append(k.Category, c)
		}
	}
	for _, v := range row {
		if v.field != Category || v.text == "" {
			continue
		}
		if v.value != "" {
			if isTick(v.text) || !isRefused(v.text) {
				add(v.value)
			}
			if v.own {
				t.choice(r, v, k)
			}
		} else if k.row == r || v.own {
			for _, c := range t.categories(v.text) {
				if name := signedName(c); name != "" && !t.exact {
					if v.own {
						t.tellNames(r, v, []string{name})
					}
					continue
				}
				add(stripNumber(c))
				t.result.categories = append(t.result.categories, gradeUse{stripNumber(c), t.sheet.Name, v.index})
			}
		}
		if v.own {
			t.used[cell{r, v.index - t.shift(r)}] = true
		}
	}
}

// categories parts a cell that names several, by marks or on lines of their own. A line
// too short to be one is the end of a word that was broken to fit the cell.
func (t *sheetReader) categories(s string) []string {
	lines := strings.Split(s, "\n")
	broken := func(l string) bool {
		return utf8.RuneCountInString(stripNumber(strings.TrimSpace(l))) < 4 && categoryWord(l) == ""
	}
	if strings.ContainsAny(s, "、，,；;") || slices.ContainsFunc(lines, broken) {
		lines = []string{joinLines(s)}
	}
	var out []string
	for _, l := range lines {
		out = append(out, t.names(stripNumber(cleanPlace(l)))...)
	}
	return out
}

// choice takes what stands below a category: a tick, or a text about it.
func (t *sheetReader) choice(r int, v value, k *risk) {
	switch {
	case isTick(v.text):
		t.conversion(v.index, v.text, v.value)
	case isRefused(v.text):
		t.conversion(v.index, v.text, "不选")
	default:
		line := leafOf(v.heading) + "：" + tidyText(v.text)
		k.Manifestation = strings.TrimPrefix(k.Manifestation+"\n"+line, "\n")
		t.note(r, v.index, diag.Warning, "tick-unclear", diag.Textf("“%[1]s”下面写的是文字，不是打勾；类别当作选中，文字写进“表现”", "below %[1]q stands a text and no tick; the category was taken as chosen, and the text for a manifestation", leafOf(v.heading)),
			diag.Text{Zh: "打勾用“√”，文字写进“表现形式”一列", En: "tick with √, and write texts in a column of manifestations"})
	}
}

// numbers reads the inputs of a computed grade.
func (t *sheetReader) numbers(r int, row []value, k *risk) {
	for _, x := range []struct {
		field Field
		to    *float64
	}{{Likelihood, &k.Likelihood}, {Severity, &k.Severity}, {Exposure, &k.Exposure}, {Score, &k.Score}} {
		v := first(row, x.field)
		if v.text == "" || *x.to != 0 {
			continue
		}
		n, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimRight(v.text, "分值")), 64)
		if err != nil || n < 0 || n > 1e6 {
			t.result.scaled = append(t.result.scaled, scaleWord{k, x.field, v.text})
			if v.own {
				t.used[cell{r, v.index - t.shift(r)}] = true
			}
			continue
		}
		*x.to = n
		t.use(r, row, x.field)
	}
	if k.Score != 0 && k.Likelihood != 0 && k.Severity != 0 {
		product := k.Likelihood * k.Severity
		if k.Exposure != 0 {
			product *= k.Exposure
		}
		if product != k.Score {
			v := first(row, Score)
			t.note(r, v.index, diag.Warning, "score-differs", diag.Textf("风险值写的是 %s，按数值相乘是 %s", "the score is written as %s, the inputs give %s", short(k.Score), short(product)),
				diag.Text{Zh: "核对各项数值", En: "check the inputs"})
		}
	}
}

func short(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// others takes what has no field of its own into the prose of the risk point, and
// what belongs to persons into notes.
func (t *sheetReader) others(r int, row []value, k *risk, begin bool) {
	var prose []string
	for _, v := range row {
		if v.text == "" || !v.own && !(begin && (v.field == Place || v.field == ControlLevel)) {
			continue
		}
		switch v.field {
		case RiskID:
			if t.exact {
				t.ownID(r, row, v, k)
			} else if load.IsID(joinLines(v.text)) {
				k.ID = joinLines(v.text)
				t.use(r, row, RiskID)
			}
		case ReviewBy:
			if d, err := readDate(v.text); err == nil {
				k.ReviewBy = d
				t.use(r, row, ReviewBy)
			}
		case Audience:
			k.Audience = audienceOf(v.text)
			t.use(r, row, Audience)
		case Description:
			if t.exact {
				k.Description.Markdown = v.text
			} else {
				prose = append(prose, tidyText(v.text))
			}
			t.use(r, row, Description)
		case Allow:
			k.Allow = allowances(v.text)
			t.use(r, row, Allow)
		case Remark, Place, ControlLevel:
			if v.field == t.titleField() {
				continue
			}
			said := tidyText(v.text)
			if v.second != nil {
				said = t.withoutPeople(r, v, said)
			}
			if said != "" {
				prose = append(prose, fmt.Sprintf("%s：%s", leafOf(v.heading), said))
			}
			t.hold(r, v)
		case Person:
			t.tellNames(r, v, []string{joinLines(v.text)})
		}
	}
	for _, line := range prose {
		if strings.Contains(k.Description.Markdown, line) {
			continue
		}
		if k.Description.Markdown != "" {
			k.Description.Markdown += "\n\n"
		}
		k.Description.Markdown += strings.ReplaceAll(line, "\n", "\n\n")
	}
}

// leafOf is the part of a heading that stands nearest to its column.
func leafOf(heading string) string {
	return strings.TrimPrefix(heading[max(strings.LastIndex(heading, "／"), 0):], "／")
}

func (t *sheetReader) countDeclared(s string) {
	if n, err := strconv.Atoi(strings.TrimRight(strings.TrimSpace(s), "个项条")); err == nil {
		t.declared += n
	}
}

// step ties a risk point to the step of the power that it lies in.
func (t *sheetReader) step(r int, row []value, k *risk) {
	v := first(row, Step)
	if v.text == "" || t.titleField() == Step {
		return
	}
	name := stripNumber(joinLines(v.text))
	t.hold(r, v)
	if k.power == nil {
		line := "环节：" + name
		if k.Description.Markdown != "" {
			line += "\n\n" + k.Description.Markdown
		}
		k.Description.Markdown = line
		return
	}
	k.step = name
	if _, known := k.power.steps[name]; !known {
		k.power.order = append(k.power.order, name)
	}
	k.power.steps[name] = append(k.power.steps[name], k)
}

// more takes a row that goes on with the risk point above it.
func (t *sheetReader) more(r int, row []value) {
	if t.exact {
		t.controls(r, row, t.cur, false, nil)
		t.again(r, row)
		return
	}
	t.fields(r, row, t.cur, false)
	t.controls(r, row, t.cur, false, nil)
	if v := first(row, Step); v.own && t.titleField() != Step {
		t.step(r, row, t.cur)
	}
}

// again takes what a row of a table of this program says again of the risk point that it
// goes on with, and tells of what it says otherwise.
func (t *sheetReader) again(r int, row []value) {
	for i, v := range row {
		was := ""
		if i < len(t.cur.said) {
			was = t.cur.said[i]
		}
		switch {
		case !v.own || isOfControl(v.field), v.text == was, v.field == Seq || isPlace(v.field) || v.field == PositionID:
			t.use(r, []value{v}, v.field)
		default:
			t.note(r, v.index, diag.Warning, "row-differs", diag.Textf("第 %[1]d 行的“%[2]s”和同一风险点的第一行不同，没有读：%[3]s", "%[2]q in row %[1]d is not what the first row of the risk point says, and was not read: %[3]s", t.line(r), leafOf(v.heading), v.text),
				diag.Text{Zh: "改名、改等级的，这个风险点的每一行都改；新增的风险点，编号留空", En: "change all rows of the risk point; leave the ids of new ones empty"})
		}
	}
}

// isOfControl reports a field of controls, of which each row has one.
func isOfControl(f Field) bool {
	switch f {
	case Control, Stage, Owner, Supervisor, Due, Frequency, Treatment, Indicator, ControlBasis, ControlAud:
		return true
	}
	return false
}
