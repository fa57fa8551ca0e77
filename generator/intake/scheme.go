package intake

import (
	"slices"
	"strings"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
	"gongshi/generator/search"
)

// schemesOf are the schemes for each family of grades, the most usual first.
var schemesOf = map[string][]string{
	familyHML:    {"high-medium-low", "sandao", "zhiquan", "yewu", "sanzhong-yida"},
	familyLevel:  {"three-level", "sanzhong-yida"},
	familyABC:    {"abc"},
	familyFour:   {"four-level"},
	familyColour: {"four-level"},
}

// settleScheme chooses the scheme that the table's grades belong to and puts its
// words in the place of those that were written.
func (rd *reader) settleScheme() {
	res := rd.result
	s := rd.chooseScheme()
	if s == nil {
		return
	}
	res.Scheme, res.Report.Scheme = s.ID, s.Name
	family := rd.family()
	add := &Addition{}
	for _, p := range res.positions {
		for _, k := range p.risks {
			at := rd.placeOf(k)
			rd.settleGrade(k.exact, &k.Grade, s, family, at)
			rd.settleGrade(k.exact, &k.Residual, s, family, at)
			rd.settleInputs(k, s)
			if k.exact && s.Method != catalog.MethodDirect && k.Likelihood != 0 && k.Severity != 0 {
				k.Grade = "" // it was shown in the form, and follows from the inputs
			}
			rd.settleCategories(k, s, add, at)
			for i := range k.Controls {
				rd.settleStage(k.exact, &k.Controls[i].Stage, s, add)
			}
			if k.Grade == "" && !(s.Method != catalog.MethodDirect && k.Likelihood != 0) {
				at.Severity, at.Rule = diag.Error, "grade-missing"
				at.Message = diag.Textf("风险点“%s”没有写等级", "the risk point %q has no grade", k.Title)
				at.Hint = diag.Text{Zh: "在表里补上等级，再导入一次", En: "add the grade in the table and import it again"}
				rd.notes(at)
			}
			if len(k.Controls) == 0 {
				at.Severity, at.Rule = diag.Error, "control-missing"
				at.Message = diag.Textf("风险点“%s”没有写防控措施", "the risk point %q has no control", k.Title)
				at.Hint = diag.Text{Zh: "在表里补上措施，再导入一次", En: "add the control in the table and import it again"}
				rd.notes(at)
			}
		}
	}
	if len(add.Categories)+len(add.Stages) > 0 {
		res.Added = add
		rd.tellAdded(s, add)
	}
	rd.conversions(s, family)
}

// tellAdded tells of the words that a scheme of the unit's own adds to its scheme.
func (rd *reader) tellAdded(s *catalog.Scheme, add *Addition) {
	for _, x := range []struct {
		rule  string
		name  diag.Text
		words []string
	}{{"category-added", diag.Text{Zh: "类别", En: "categories"}, add.Categories}, {"stage-added", diag.Text{Zh: "防线", En: "stages"}, add.Stages}} {
		if len(x.words) == 0 {
			continue
		}
		const most = 20
		words := strings.Join(x.words[:min(len(x.words), most)], "、")
		if len(x.words) > most {
			words += "……"
		}
		rd.notes(Note{Severity: diag.Warning, Rule: x.rule,
			Message: diag.Textf("方案“%[1]s”里没有的%[2]s：%[4]s；已加入 schemes 里这个单位自己的方案", "%[3]s that the scheme %[1]q lacks: %[4]s; a scheme of the unit's own, in schemes, adds them", s.Name, x.name.Zh, x.name.En, words),
			Hint:    diag.Text{Zh: "写法有误的，在表里改正后删去方案，再导入一次", En: "where a word is wrong, mend the table, delete the scheme and import again"}})
	}
}

// placeOf is the beginning of a note about a risk point.
func (rd *reader) placeOf(k *risk) Note {
	return Note{Sheet: k.sheet, Cell: cellName(k.at.row, k.at.col), row: k.at.row, col: k.at.col}
}

// family is the scale that most of the grades belong to. A word such as 低 counts
// for each scale that has it.
func (rd *reader) family() string {
	count := map[string]int{}
	for _, u := range rd.result.grades {
		k := bareGrade(u.written)
		for _, family := range familyOrder {
			for _, words := range gradeWords[family] {
				if slices.Contains(strings.Fields(words), k) {
					count[family]++
				}
			}
		}
	}
	for _, p := range rd.result.positions {
		for _, r := range p.risks {
			if g, ok := readGrade(r.Grade); ok {
				count[g.family]++
			}
		}
	}
	best := ""
	for _, family := range familyOrder {
		if count[family] > count[best] {
			best = family
		}
	}
	return best
}

// stepIn reads a grade as a step of the family.
func stepIn(family, written string) (int, bool) {
	k := bareGrade(written)
	for step, words := range gradeWords[family] {
		if slices.Contains(strings.Fields(words), k) {
			return step, true
		}
	}
	if g, ok := readGrade(written); ok && g.family == family {
		return g.step, true
	}
	return 0, false
}

func (rd *reader) chooseScheme() *catalog.Scheme {
	o := rd.opts
	if s := o.Schemes[o.Scheme]; s != nil {
		return s
	}
	family := rd.family()
	inputs := map[string]int{}
	risks := 0
	for _, p := range rd.result.positions {
		for _, k := range p.risks {
			risks++
			for name, n := range map[string]float64{catalog.InputLikelihood: k.Likelihood, catalog.InputSeverity: k.Severity, catalog.InputExposure: k.Exposure} {
				if n != 0 {
					inputs[name]++
				}
			}
		}
	}
	most := func(name string) bool { return inputs[name]*10 >= risks*8 && risks > 0 }
	var candidates []string
	if most(catalog.InputLikelihood) && most(catalog.InputSeverity) && family != familyLevel && family != familyABC && family != familyHML {
		if most(catalog.InputExposure) {
			candidates = append(candidates, "lec")
		} else {
			candidates = append(candidates, "lsr")
		}
	}
	candidates = append(candidates, o.Default)
	candidates = append(candidates, schemesOf[family]...)
	var best *catalog.Scheme
	bestMisses := 1 << 30
	for i, id := range candidates {
		s := o.Schemes[id]
		if s == nil || s.Method != catalog.MethodDirect && !most(catalog.InputLikelihood) {
			continue
		}
		grades, words := rd.misses(s, family)
		if cost := grades*1000 + words*10 + min(i, 9); cost < bestMisses {
			best, bestMisses = s, cost
		}
	}
	return best
}

// misses counts the grades and the categories that a scheme lacks.
func (rd *reader) misses(s *catalog.Scheme, family string) (grades, categories int) {
	unknown := map[string]bool{}
	for _, p := range rd.result.positions {
		for _, k := range p.risks {
			if k.Grade != "" && findGrade(s, family, k.Grade) == nil {
				grades++
			}
			for _, c := range k.Category {
				if findTerm(s.Categories, c) == nil && len(s.Categories) > 0 {
					unknown[c] = true
				}
			}
		}
	}
	return grades, len(unknown)
}

// findGrade finds the scheme's grade for a word in any of its spellings.
func findGrade(s *catalog.Scheme, family, written string) *catalog.Grade {
	if g, _ := s.FindGrade(written); g != nil {
		return g
	}
	if step, ok := stepIn(family, written); ok {
		if g, _ := s.FindGrade(familyLabels[family][step]); g != nil {
			return g
		}
	}
	if g, ok := readGrade(written); ok {
		if found, _ := s.FindGrade(g.label()); found != nil {
			return found
		}
	}
	return nil
}

func (rd *reader) settleGrade(exact bool, to *string, s *catalog.Scheme, family string, at Note) {
	if *to == "" {
		return
	}
	if g := findGrade(s, family, *to); g != nil {
		if !exact {
			*to = g.Label
		}
		return
	}
	at.Severity, at.Rule = diag.Error, "grade-unknown"
	at.Message = diag.Textf("等级“%s”不在方案“%s”内，照原样写入", "the grade %q is not of the scheme %q; it is kept as written", *to, s.Name)
	labels := make([]string, len(s.Grades))
	for i, g := range s.Grades {
		labels[i] = g.Label
	}
	at.Hint = diag.Nearest(*to, labels)
	rd.notes(at)
}

// settleInputs reads inputs that were written as words of the scheme's scale.
func (rd *reader) settleInputs(k *risk, s *catalog.Scheme) {
	for _, w := range rd.result.scaled {
		if w.risk != k {
			continue
		}
		to := map[Field]*float64{Likelihood: &k.Likelihood, Severity: &k.Severity, Exposure: &k.Exposure, Score: &k.Score}[w.field]
		if n, ok := scaleStep(s, string(w.field), w.text); ok {
			*to = n
			continue
		}
		line := w.field.Name().Zh + "：" + joinLines(w.text)
		if k.Description.Markdown != "" {
			line = k.Description.Markdown + "\n\n" + line
		}
		k.Description.Markdown = line
	}
}

func scaleStep(s *catalog.Scheme, input, word string) (float64, bool) {
	for _, sc := range s.Scores {
		if sc.Input == input && key(sc.Label) == key(word) {
			return sc.Value, true
		}
	}
	if m := s.Matrix; m != nil {
		labels := m.Likelihood
		if input == catalog.InputSeverity {
			labels = m.Severity
		}
		for i, l := range labels {
			if key(l) == key(word) {
				return float64(i + 1), true
			}
		}
	}
	return 0, false
}

// findTerm finds a word of a vocabulary in either script, with or without 风险
// and 类.
func findTerm(terms []catalog.Term, word string) *catalog.Term {
	folded := search.Fold(word)
	for _, w := range []string{word, folded, strings.TrimSuffix(folded, "类"), strings.TrimSuffix(strings.TrimSuffix(folded, "类"), "风险"), strings.TrimSuffix(folded, "方面"), folded + "风险", strings.TrimPrefix(folded, "廉政")} {
		if t := catalog.FindTerm(terms, w); t != nil {
			return t
		}
	}
	return nil
}

func (rd *reader) settleCategories(k *risk, s *catalog.Scheme, add *Addition, at Note) {
	for i, c := range k.Category {
		if t := findTerm(s.Categories, c); t != nil {
			if !k.exact {
				k.Category[i] = t.Label
			}
			continue
		}
		if len(s.Categories) == 0 {
			continue
		}
		if near, tied := diag.Closest(c, catalog.Labels(s.Categories)); near != "" && !tied && diag.Distance([]rune(near), []rune(c)) == 1 && len([]rune(c)) >= 4 {
			at.Severity, at.Rule = diag.Warning, "category-corrected"
			at.Message = diag.Textf("类别“%s”当作“%s”", "the category %q was taken for %q", c, near)
			rd.notes(at)
			k.Category[i] = near
			continue
		}
		if rd.opts.Scheme != "" {
			at.Severity, at.Rule = diag.Warning, "category-unknown"
			at.Message = diag.Textf("类别“%s”不在方案“%s”内，照原样写入", "the category %q is not of the scheme %q; it is kept as written", c, s.Name)
			at.Hint = diag.Nearest(c, catalog.Labels(s.Categories))
			rd.notes(at)
		} else if !slices.Contains(add.Categories, c) {
			add.Categories = append(add.Categories, c)
		}
	}
	k.Category = slices.Compact(k.Category)
}

func (rd *reader) settleStage(exact bool, to *string, s *catalog.Scheme, add *Addition) {
	if *to == "" || len(s.Stages) == 0 {
		return
	}
	if t := findTerm(s.Stages, *to); t != nil {
		if !exact {
			*to = t.Label
		}
		return
	}
	if label := stageOf(*to); label != "" {
		if t := findTerm(s.Stages, label); t != nil {
			*to = t.Label
			return
		}
	}
	if rd.opts.Scheme == "" && !slices.Contains(add.Stages, *to) {
		add.Stages = append(add.Stages, *to)
	}
}

// conversions notes the spellings of grades that the scheme words otherwise.
func (rd *reader) conversions(s *catalog.Scheme, family string) {
	count, read := map[gradeUse]int{}, map[gradeUse]string{}
	for _, u := range rd.result.grades {
		count[u]++
		if g := findGrade(s, family, u.written); g != nil {
			read[u] = g.Label
		}
	}
	for _, u := range rd.result.categories {
		count[u]++
		if t := findTerm(s.Categories, u.written); t != nil {
			read[u] = t.Label
		}
	}
	for u, n := range count {
		if read[u] == "" || read[u] == u.written {
			continue
		}
		for i := range rd.result.Report.Sheets {
			sh := &rd.result.Report.Sheets[i]
			if sh.Name != u.sheet {
				continue
			}
			for j := range sh.Columns {
				if c := &sh.Columns[j]; c.Column == columnName(u.col) {
					c.Read = append(c.Read, Conversion{u.written, read[u], n})
				}
			}
		}
	}
	for i := range rd.result.Report.Sheets {
		for j := range rd.result.Report.Sheets[i].Columns {
			c := &rd.result.Report.Sheets[i].Columns[j]
			slices.SortFunc(c.Read, func(a, b Conversion) int { return strings.Compare(a.Written+a.Read, b.Written+b.Read) })
		}
	}
}
