package load

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

//go:embed schemes/*.toml
var builtin embed.FS

// schemeFile is a scheme as written, before it takes over what it includes.
type schemeFile struct {
	scheme  *catalog.Scheme
	include []string
	table   *table
	stated  map[string]bool // the blocks that the file states itself
}

// loadSchemes reads the built-in schemes and those of the site; a site's scheme
// replaces a built-in one of the same name.
func loadSchemes(fsys fs.FS) (map[string]*catalog.Scheme, diag.List, error) {
	files := map[string]*schemeFile{}
	if err := readSchemes(builtin, "schemes", files); err != nil {
		return nil, nil, err
	}
	builtins := map[string]*schemeFile{}
	for id, f := range files {
		f.scheme.BuiltIn = true
		builtins[id] = f
	}
	if err := readSchemes(fsys, "schemes", files); err != nil {
		return nil, nil, err
	}
	var findings diag.List
	resolver := schemeResolver{files: files, builtins: builtins, state: map[*schemeFile]int{}}
	schemes := make(map[string]*catalog.Scheme, len(files))
	for id, f := range files {
		resolver.resolve(f)
		schemes[id] = f.scheme
	}
	for _, f := range files {
		f.check()
		findings = append(findings, f.table.src.findings...)
	}
	return schemes, findings, nil
}

func readSchemes(fsys fs.FS, dir string, into map[string]*schemeFile) error {
	entries, err := fs.ReadDir(fsys, dir)
	if isNotExist(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read schemes: %w", err)
	}
	for _, e := range entries {
		if e.IsDir() || path.Ext(e.Name()) != ".toml" || isIgnored(e.Name()) {
			continue
		}
		src, ok, err := readSource(fsys, path.Join(dir, e.Name()))
		if err != nil {
			return err
		}
		id := strings.TrimSuffix(e.Name(), ".toml")
		f := &schemeFile{scheme: &catalog.Scheme{ID: id, Name: id}, table: &table{src: src, mark: &mark{}}}
		if ok {
			f = parseScheme(src, id)
		}
		f.scheme.Damaged = src.damaged
		if src.checkFileID() == pageOfAll {
			src.report(ruleReserved, src.at(1, 1), diag.Text{Zh: "方案文件不能叫 index.toml", En: "a scheme cannot have the id index"},
				diag.Text{Zh: "给文件换一个名称", En: "give the file another name"})
		}
		into[id] = f
	}
	return nil
}

func parseScheme(src *source, id string) *schemeFile {
	t := parseTOML(src)
	s := &catalog.Scheme{
		Origin: t.origin(),
		ID:     id,
		Name:   t.required("name", ruleNameMissing, diag.Text{Zh: "方案名称", En: "the scheme's name"}),
		Method: t.enum("method", "", catalog.MethodDirect, catalog.MethodMatrix, catalog.MethodProduct),
		Inputs: t.strings("inputs"),
	}
	f := &schemeFile{scheme: s, include: t.strings("include"), table: t, stated: map[string]bool{}}
	for key := range t.values {
		f.stated[key] = true
	}
	for _, g := range t.tables("grade") {
		s.Grades = append(s.Grades, parseGrade(g))
	}
	s.Categories = parseTerms(t, "category")
	s.Stages = parseTerms(t, "stage")
	s.Treatments = parseTerms(t, "treatment")
	s.Approvals = parseTerms(t, "approval")
	s.Sources = parseTerms(t, "source")
	s.Assessments = parseTerms(t, "assessment")
	for _, e := range t.tables("score") {
		s.Scores = append(s.Scores, catalog.Score{Input: e.string("input"), Value: e.number("value"), Label: e.string("label")})
		e.finish()
	}
	if m := t.table("matrix"); m != nil {
		s.Matrix = parseMatrix(m)
	}
	t.finish()
	return f
}

// stagesOf are the stages that controls name under a scheme: its own, or where it lists
// none, the three lines of defence. In a list of fields any other word could be a label
// that is misspelt.
func stagesOf(s *catalog.Scheme) []catalog.Term {
	if len(s.Stages) > 0 {
		return s.Stages
	}
	return linesOfDefence()
}

var linesOfDefence = sync.OnceValue(func() []catalog.Term {
	src, ok, err := readSource(builtin, "schemes/sandao.toml")
	if err != nil || !ok {
		panic(fmt.Sprintf("built-in scheme: %v", err))
	}
	return parseScheme(src, "sandao").scheme.Stages
})

func parseTerm(t *table) catalog.Term {
	term := catalog.Term{ID: t.string("id"), Label: t.string("label"), Aliases: t.strings("aliases"), Required: t.bool("required")}
	if term.Label == "" {
		term.Label = term.ID
	}
	if term.ID == "" {
		term.ID = term.Label
	}
	if term.ID == "" && !t.src.damaged {
		t.src.report(ruleNameMissing, t.position(), diag.Text{Zh: "缺少 id 和 label", En: "id and label are missing"}, diag.Text{})
	} else if term.ID != "" {
		t.src.checkID(strings.ToLower(term.ID), t.at("id"))
		term.ID = strings.ToLower(term.ID)
	}
	return term
}

func parseTerms(t *table, key string) []catalog.Term {
	var terms []catalog.Term
	for _, e := range t.tables(key) {
		terms = append(terms, parseTerm(e))
		e.finish()
	}
	return terms
}

var colourPattern = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

func parseGrade(t *table) catalog.Grade {
	months, _ := t.within("review_months", maxMonths)
	g := catalog.Grade{
		Origin:         t.origin(),
		Term:           parseTerm(t),
		Symbol:         t.string("symbol"),
		Colour:         t.string("colour"),
		ColourName:     t.string("colour_name"),
		Meaning:        t.string("meaning"),
		From:           t.number("from"),
		Monitor:        t.string("monitor"),
		Accountability: t.string("accountability"),
		ReviewMonths:   months,
		Extends:        t.string("extends"),
	}
	if g.Colour != "" && !colourPattern.MatchString(g.Colour) {
		t.src.report(ruleBadValue, t.at("colour"), diag.Textf("颜色%q不能识别", "colour %q is not known", g.Colour),
			diag.Text{Zh: "写成 #rrggbb，例如 #b3261e", En: "write #rrggbb, for example #b3261e"})
		g.Colour = ""
	}
	t.finish()
	return g
}

func parseMatrix(t *table) *catalog.Matrix {
	m := &catalog.Matrix{Likelihood: t.strings("likelihood"), Severity: t.strings("severity")}
	rows, _ := t.take("grade")
	list, isList := rows.([]any)
	if !isList {
		t.src.report(ruleBadScheme, t.at("grade"), diag.Text{Zh: "矩阵缺少各格的等级(grade)", En: "the matrix lacks the grade of each cell (grade)"}, diag.Text{})
	}
	for _, row := range list {
		var cells []string
		values, _ := row.([]any)
		for _, v := range values {
			s, _ := v.(string)
			cells = append(cells, s)
		}
		m.Grade = append(m.Grade, cells)
	}
	t.finish()
	return m
}

// schemeResolver lets each scheme take over, from the schemes it includes, every
// block that it does not state itself.
type schemeResolver struct {
	files    map[string]*schemeFile
	builtins map[string]*schemeFile
	state    map[*schemeFile]int // 1 under way, 2 done
}

func (r *schemeResolver) resolve(f *schemeFile) {
	if r.state[f] != 0 {
		return
	}
	r.state[f] = 1
	for _, id := range f.include {
		from := r.files[id]
		if from == f { // a site's scheme may build on the built-in one that it replaces
			from = r.builtins[id]
		}
		src := f.table.src
		switch {
		case from == nil || from == f:
			src.report(ruleUnknownScheme, f.table.at("include"), diag.Textf("没有名为%q的方案", "there is no scheme %q", id), diag.Nearest(id, r.names()))
			continue
		case r.state[from] == 1:
			src.report(ruleBadScheme, f.table.at("include"), diag.Textf("方案%q循环引用", "scheme %q includes itself in a circle", id), diag.Text{})
			continue
		}
		r.resolve(from)
		f.takeOver(from)
		f.scheme.Damaged = f.scheme.Damaged || from.scheme.Damaged
	}
	if f.scheme.Method == "" {
		f.scheme.Method = catalog.MethodDirect
	}
	r.state[f] = 2
}

func (r *schemeResolver) names() []string {
	var names []string
	for id := range r.files {
		names = append(names, id)
	}
	slices.Sort(names)
	return names
}

// takeOver copies the blocks that f has not. How grades are decided is one
// block: grades, method, inputs, scores and matrix go together.
func (f *schemeFile) takeOver(from *schemeFile) {
	s, o := f.scheme, from.scheme
	if !f.stated["grade"] && !f.stated["method"] {
		f.stated["grade"] = true
		s.Grades, s.Method, s.Inputs, s.Scores, s.Matrix = o.Grades, o.Method, o.Inputs, o.Scores, o.Matrix
	}
	take := func(key string, mine *[]catalog.Term, theirs []catalog.Term) {
		if !f.stated[key] && len(theirs) > 0 {
			f.stated[key] = true
			*mine = theirs
		}
	}
	take("category", &s.Categories, o.Categories)
	take("stage", &s.Stages, o.Stages)
	take("treatment", &s.Treatments, o.Treatments)
	take("approval", &s.Approvals, o.Approvals)
	take("source", &s.Sources, o.Sources)
	take("assessment", &s.Assessments, o.Assessments)
}

// check reports a scheme that cannot grade.
func (f *schemeFile) check() {
	s, src := f.scheme, f.table.src
	if s.Damaged || len(src.findings) > 0 && len(f.stated) == 0 {
		return
	}
	bad := func(key string, message diag.Text, hint diag.Text) {
		src.report(ruleBadScheme, f.table.at(key), message, hint)
	}
	if len(s.Grades) == 0 {
		bad("name", diag.Text{Zh: "方案没有等级", En: "the scheme has no grades"},
			diag.Text{Zh: "用 [[grade]] 由高到低列出等级，或用 include 取自另一方案", En: "list the grades with [[grade]], the worst first, or include a scheme that has them"})
	}
	f.checkUnique(bad)
	f.checkGradeExtends(bad)
	switch s.Method {
	case catalog.MethodMatrix:
		f.checkMatrix(bad)
	case catalog.MethodProduct:
		f.checkProduct(bad)
	}
}

func (f *schemeFile) checkUnique(bad func(string, diag.Text, diag.Text)) {
	s := f.scheme
	var grades []catalog.Term
	for _, g := range s.Grades {
		grades = append(grades, g.Term)
	}
	for _, v := range []struct {
		key   string
		terms []catalog.Term
	}{{"grade", grades}, {"category", s.Categories}, {"stage", s.Stages}, {"treatment", s.Treatments},
		{"approval", s.Approvals}, {"source", s.Sources}, {"assessment", s.Assessments}} {
		owner := map[string]string{}
		for _, t := range v.terms {
			for _, name := range append([]string{t.ID, t.Label}, t.Aliases...) {
				name = catalog.FoldTerm(name)
				if other, taken := owner[name]; taken && other != t.ID {
					bad(v.key, diag.Textf("%s 中%q同时指%q和%q", "in %s, %q names both %q and %q", v.key, name, other, t.ID), diag.Text{})
				}
				owner[name] = t.ID
			}
		}
	}
}

// checkGradeExtends reports grades that extend an unknown grade or, in a circle,
// themselves.
func (f *schemeFile) checkGradeExtends(bad func(string, diag.Text, diag.Text)) {
	s := f.scheme
	for i := range s.Grades {
		g := &s.Grades[i]
		for steps := 0; g.Extends != ""; steps++ {
			next, _ := s.FindGrade(g.Extends)
			if next == nil {
				bad("grade", diag.Textf("等级%q承接的等级%q不存在", "grade %q extends the unknown grade %q", g.ID, g.Extends), diag.Text{})
				break
			}
			if steps > len(s.Grades) {
				bad("grade", diag.Textf("等级%q的承接关系成环", "grade %q extends itself in a circle", s.Grades[i].ID), diag.Text{})
				break
			}
			g = next
		}
	}
}

func (f *schemeFile) checkMatrix(bad func(string, diag.Text, diag.Text)) {
	s := f.scheme
	inputs := []string{catalog.InputLikelihood, catalog.InputSeverity}
	for _, in := range s.Inputs {
		if !slices.Contains(inputs, in) {
			bad("inputs", diag.Textf("矩阵没有输入%q", "a matrix has no input %q", in), diag.Text{Zh: "矩阵的输入是 likelihood 和 severity，不必写 inputs", En: "those of a matrix are likelihood and severity; inputs need not be written"})
		}
	}
	s.Inputs = inputs
	m := s.Matrix
	if m == nil || len(m.Likelihood) == 0 || len(m.Severity) == 0 || len(m.Grade) != len(m.Likelihood) {
		bad("matrix", diag.Text{Zh: "矩阵应有 likelihood、severity，以及每个可能性一行的 grade", En: "the matrix wants likelihood, severity, and grade with a row for each likelihood"}, diag.Text{})
		s.Matrix = nil
		return
	}
	for l, row := range m.Grade {
		if len(row) != len(m.Severity) {
			bad("matrix", diag.Textf("矩阵第 %d 行有 %d 格，应为 %d 格", "row %d of the matrix has %d cells, wants %d", l+1, len(row), len(m.Severity)), diag.Text{})
			s.Matrix = nil
			return
		}
		for i, cell := range row {
			g, _ := s.FindGrade(cell)
			if g == nil {
				bad("matrix", diag.Textf("矩阵中的等级%q不在方案内", "grade %q of the matrix is not of the scheme", cell), diag.Text{})
				continue
			}
			row[i] = g.ID
		}
	}
}

func (f *schemeFile) checkProduct(bad func(string, diag.Text, diag.Text)) {
	s := f.scheme
	known := []string{catalog.InputLikelihood, catalog.InputSeverity, catalog.InputExposure}
	if len(s.Inputs) == 0 {
		bad("inputs", diag.Text{Zh: "计算等级的方案应写明 inputs", En: "a scheme that computes wants inputs"},
			diag.Text{Zh: `例如 inputs = ["likelihood", "severity"]`, En: `for example inputs = ["likelihood", "severity"]`})
	}
	for _, in := range s.Inputs {
		if !slices.Contains(known, in) {
			bad("inputs", diag.Textf("不认识的输入%q", "unknown input %q", in), diag.Nearest(in, known))
		}
	}
	for i := 1; i < len(s.Grades); i++ {
		if s.Grades[i].From >= s.Grades[i-1].From {
			bad("grade", diag.Textf("等级%q的起点 from 应低于%q的", "grade %q wants a lower from than %q", s.Grades[i].ID, s.Grades[i-1].ID),
				diag.Text{Zh: "等级由高到低排列", En: "list the worst grade first"})
		}
	}
}
