package load

import (
	"fmt"
	"math"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// linker puts the labels of the scheme in the place of the words that were
// written, computes grades, and checks that what a unit refers to within itself
// exists. References to other units are checked when all are known.
type linker struct {
	site     *Site
	unit     *catalog.Unit
	findings diag.List

	declared map[string]*catalog.Department // the unit's, by id and by name
}

func (l *linker) report(r *diag.Rule, pos diag.Position, message, hint diag.Text) {
	l.findings.Add(r.At(pos, message, hint))
}

// link looks for positions only where all of them could be read.
func (l *linker) link() {
	l.departments()
	l.publication()
	l.uniquePositions()
	for i := range l.unit.Positions {
		l.position(&l.unit.Positions[i])
	}
	l.responses()
	for _, w := range l.unit.Warnings {
		l.warning(w)
	}
	l.removals()
	l.prose(l.unit.Description)
}

// removals checks that what was removed is gone and what takes its place is there.
func (l *linker) removals() {
	exists := func(address string) bool {
		position, risk, _ := strings.Cut(strings.TrimPrefix(address, l.unit.ID+"/"), "#")
		p := l.unit.Position(position)
		return p != nil && (risk == "" || p.Risk(risk) != nil)
	}
	for i := range l.unit.Removed {
		r := &l.unit.Removed[i]
		r.What, r.To = strings.TrimPrefix(r.What, l.unit.ID+"/"), strings.TrimPrefix(r.To, l.unit.ID+"/")
		for _, id := range strings.Split(r.What, "#") {
			if !isID(id) || id == pageOfAll {
				l.report(ruleBadID, r.Origin.Of("what"), diag.Textf("%q不是岗位或 岗位#风险点 的地址", "%q is not the address of a position or position#risk", r.What),
					diag.Text{Zh: "写这个单位里的岗位，或岗位#风险点，例如 caigou#weibiao", En: "write a position of this unit, or position#risk, for example purchasing#bid-rigging"})
				r.What = ""
				break
			}
		}
		switch {
		case r.What != "" && exists(r.What):
			l.report(ruleDuplicateID, r.Origin.Of("what"), diag.Textf("%q记为已移除，却还在目录里", "%q is said to be removed and is still there", r.What), diag.Text{Zh: "删去这一条，或改用别的编号", En: "delete this entry, or use another id"})
			r.What = ""
		case r.To != "" && !exists(r.To) && !l.unit.Incomplete:
			l.report(ruleDangling, r.Origin.Of("to"), diag.Textf("代替它的%q不存在", "%q, which takes its place, does not exist", r.To), diag.Text{Zh: "写成 岗位#风险点", En: "write position#risk"})
			r.To = ""
		}
	}
	l.unit.Removed = slices.DeleteFunc(l.unit.Removed, func(r catalog.Removal) bool { return r.What == "" })
}

func (l *linker) departments() {
	u := l.unit
	l.declared = u.DepartmentIndex()
	for i := range u.Departments {
		d := &u.Departments[i]
		if d.Parent != "" {
			parent := l.declared[d.Parent]
			if parent == nil {
				l.report(ruleDangling, d.Origin.Of("parent"), diag.Textf("上级部门%q不存在", "parent department %q does not exist", d.Parent), l.nearestDepartment(d.Parent))
			} else {
				d.Parent = parent.ID
			}
		}
		if d.Leader != "" && u.Position(d.Leader) == nil && !u.Incomplete {
			l.report(ruleDangling, d.Origin.Of("leader"), diag.Textf("负责岗位%q不存在", "leading position %q does not exist", d.Leader), diag.Nearest(d.Leader, l.positionIDs()))
		}
	}
	// Each is gone by once. A way up that comes to where it was is a circle, and is cut.
	way := make(map[*catalog.Department]int, len(u.Departments))
	for i := range u.Departments {
		for d := &u.Departments[i]; d != nil && d.Parent != "" && way[d] == 0; {
			way[d] = i + 1
			up := l.declared[d.Parent]
			if up != nil && way[up] == i+1 {
				l.report(ruleDangling, up.Origin.Of("parent"), diag.Textf("部门%q的上级关系成环", "department %q is its own superior", up.Name), diag.Text{})
				up.Parent = ""
			}
			d = up
		}
	}
}

func (l *linker) nearestDepartment(word string) diag.Text {
	var names, ids []string
	for _, d := range l.unit.Departments {
		names, ids = append(names, d.Name), append(ids, d.ID)
	}
	return diag.Nearest(word, names, ids...)
}

func (l *linker) positionIDs() []string {
	var ids []string
	for _, p := range l.unit.Positions {
		ids = append(ids, p.ID)
	}
	return ids
}

func (l *linker) publication() {
	for i := range l.unit.Publication.Approval {
		a := &l.unit.Publication.Approval[i]
		l.term(&a.Stage, l.unit.Scheme.Approvals, a.Origin.Of("stage"), ruleUnknownWord, "审核环节", "approval stage")
	}
	for i := range l.unit.Assessments {
		a := &l.unit.Assessments[i]
		l.term(&a.Result, l.unit.Scheme.Assessments, a.Origin.Of("result"), ruleUnknownWord, "考核结果", "assessment result")
	}
}

// term replaces a word by its label, or reports a word that the scheme lacks. A
// scheme without the vocabulary takes any word.
func (l *linker) term(word *string, terms []catalog.Term, pos diag.Position, r *diag.Rule, zh, en string) {
	if *word == "" || len(terms) == 0 {
		return
	}
	if t := catalog.FindTerm(terms, *word); t != nil {
		*word = t.Label
		return
	}
	l.report(r, pos, diag.Textf("%[1]s“%[3]s”不在方案“%[4]s”内", "%[2]s %[3]q is not of the scheme %[4]q", zh, en, *word, l.unit.Scheme.Name),
		diag.Nearest(*word, catalog.Labels(terms)))
}

func (l *linker) uniquePositions() {
	first := map[string]diag.Position{}
	for i := range l.unit.Positions {
		p := &l.unit.Positions[i]
		pos := p.Origin.Of("id")
		if at, taken := first[p.ID]; taken && p.ID != "" {
			l.report(ruleDuplicateID, pos, diag.Textf("岗位编号%q与 %s 的相同", "position id %q is that of %s too", p.ID, at),
				diag.Text{Zh: "给其中一个换一个编号", En: "give one of them another id"})
			continue
		}
		first[p.ID] = pos
		if p.ID == pageOfAll {
			l.report(ruleReserved, pos, diag.Text{Zh: "岗位编号不能是 index", En: "a position cannot have the id index"}, otherID)
		}
	}
}

func (l *linker) position(p *catalog.Position) {
	p.URL = catalog.PositionPage(l.unit.ID, p.ID)
	if len(l.unit.Departments) > 0 {
		l.department(&p.Department, p.Origin.Of("department"))
		for i := range p.Manages {
			l.department(&p.Manages[i], p.Origin.Of("manages"))
		}
	}
	seen := map[string]diag.Position{}
	for i := range p.Risks {
		r := &p.Risks[i]
		pos := r.Origin.Of("id")
		if at, taken := seen[r.ID]; taken && r.ID != "" {
			l.report(ruleDuplicateID, pos, diag.Textf("风险点编号%q与第 %d 行的相同", "risk id %q is that of line %d too", r.ID, at.Line),
				diag.Text{Zh: "给其中一个换一个编号", En: "give one of them another id"})
		}
		seen[r.ID] = pos
		l.risk(r)
	}
	for i := range p.Powers {
		l.power(&p.Powers[i], p)
		l.basis(p.Powers[i].Basis, &p.Powers[i].Origin)
	}
	l.prose(p.Description)
}

func (l *linker) department(name *string, pos diag.Position) {
	if *name == "" {
		return
	}
	if d := l.declared[*name]; d != nil {
		*name = d.Name
		return
	}
	l.report(ruleDangling, pos, diag.Textf("部门%q不在 unit.toml 的部门之内", "department %q is not one of unit.toml", *name), l.nearestDepartment(*name))
}

func (l *linker) power(w *catalog.Power, p *catalog.Position) {
	steps := map[string]bool{}
	for _, s := range w.Steps {
		if steps[s.ID] && s.ID != "" {
			l.report(ruleDuplicateID, s.Origin.Of("id"), diag.Textf("环节编号%q重复", "step id %q stands twice", s.ID), diag.Text{})
		}
		steps[s.ID] = true
	}
	for _, s := range w.Steps {
		for _, next := range s.Next {
			if !steps[next] {
				l.report(ruleDangling, s.Origin.Of("next"), diag.Textf("下一环节%q不存在", "next step %q does not exist", next), diag.Nearest(next, stepIDs(w.Steps)))
			}
		}
		for _, risk := range s.Risks {
			if p.Risk(risk) == nil {
				l.report(ruleDangling, s.Origin.Of("risks"), diag.Textf("风险点%q不在本岗位之内", "risk point %q is not of this position", risk), diag.Nearest(risk, riskIDs(p.Risks)))
			}
		}
	}
}

func stepIDs(steps []catalog.Step) []string {
	var ids []string
	for _, s := range steps {
		ids = append(ids, s.ID)
	}
	return ids
}

func riskIDs(risks []catalog.RiskPoint) []string {
	var ids []string
	for _, r := range risks {
		ids = append(ids, r.ID)
	}
	return ids
}

func (l *linker) risk(r *catalog.RiskPoint) {
	s := l.unit.Scheme
	for i := range r.Category {
		l.term(&r.Category[i], s.Categories, r.Origin.Item("category", i), ruleUnknownTerm, "风险类别", "category")
	}
	l.term(&r.Source, s.Sources, r.Origin.Of("source"), ruleUnknownWord, "来源", "source")
	written := l.grade(&r.Grade, r.Origin.Of("grade"))
	l.grade(&r.Residual, r.Origin.Of("residual"))
	if s.Method != catalog.MethodDirect {
		l.compute(r, written)
	}
	for _, input := range []*float64{&r.Likelihood, &r.Severity, &r.Exposure} {
		if math.IsNaN(*input) {
			*input = 0
		}
	}
	stages := stagesOf(s)
	for i := range r.Controls {
		c := &r.Controls[i]
		l.term(&c.Stage, stages, c.Origin.Of("stage"), ruleUnknownStage, "防线", "stage")
		l.term(&c.Treatment, s.Treatments, c.Origin.Of("treatment"), ruleUnknownWord, "处置方式", "treatment")
		l.basis(c.Basis, &c.Origin)
	}
	l.basis(r.Basis, &r.Origin)
	if r.Extends != "" {
		l.extends(r)
	}
	l.prose(r.Description)
}

// ruleID is a basis that names an entry of the register: an identifier in Latin
// letters, alone or before a clause.
var ruleID = regexp.MustCompile(`^([a-z][a-z0-9-]*)(?:[ \t#]*第.*)?$`)

// basis reports laws and rules that are cited by an id which the register lacks.
func (l *linker) basis(list []string, origin *catalog.Origin) {
	for i, text := range list {
		m := ruleID.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		if rule, _ := l.site.Cites(text); rule == nil && !l.site.registerUnread {
			l.report(ruleDangling, origin.Nth("basis", i), diag.Textf("rules.toml 中没有编号为%q的法规制度", "rules.toml has no entry %q", m[1]), l.ruleHint(m[1]))
		}
	}
}

// ruleHint names the entry that is likely meant, or says what to do.
func (l *linker) ruleHint(id string) diag.Text {
	ids := make([]string, len(l.site.Register))
	for i, r := range l.site.Register {
		ids[i] = r.ID
	}
	if near, _ := diag.Closest(id, ids); near != "" {
		return diag.Nearest(id, ids)
	}
	return diag.Text{Zh: "在 rules.toml 中登记，或写出法规的名称，例如《招标投标法》第四条", En: "register it in rules.toml, or write out the title of the law"}
}

// grade replaces a written grade by its label.
func (l *linker) grade(word *string, pos diag.Position) *catalog.Grade {
	if *word == "" {
		return nil
	}
	g, _ := l.unit.Scheme.FindGrade(*word)
	if g == nil {
		var labels []string
		for _, g := range l.unit.Scheme.Grades {
			labels = append(labels, g.Label)
		}
		l.report(ruleUnknownGrade, pos, diag.Textf("等级“%s”不在方案“%s”内", "grade %q is not of the scheme %q", *word, l.unit.Scheme.Name), diag.Nearest(*word, labels))
		return nil
	}
	*word = g.Label
	return g
}

// compute sets the grade that follows from the inputs.
func (l *linker) compute(r *catalog.RiskPoint, written *catalog.Grade) {
	g, ok := l.computed(r)
	if !ok || g == nil {
		return
	}
	if written != nil && written.ID != g.ID {
		how := fmt.Sprintf("%s×%s", number(r.Likelihood), number(r.Severity))
		if r.Score != 0 {
			how = "= " + number(r.Score)
		}
		l.report(ruleGradeDisagrees, r.Origin.Of("grade"), diag.Textf("所写等级为“%s”，按数值（%s）应为“%s”", "the grade is written as %q, the inputs (%s) give %q", written.Label, how, g.Label),
			diag.Text{Zh: "更正数值，或删去等级，由程序计算", En: "correct the inputs, or delete the grade and let it be computed"})
	}
	r.Grade = g.Label
}

func number(f float64) string { return strings.TrimSuffix(fmt.Sprintf("%g", f), ".0") }

// computed gives the grade of the inputs; ok is false when they give none. That has
// then been reported, but where none of them is written.
func (l *linker) computed(r *catalog.RiskPoint) (g *catalog.Grade, ok bool) {
	s := l.unit.Scheme
	if len(s.Inputs) == 0 || len(s.Grades) == 0 {
		return nil, false // the scheme has a finding of its own
	}
	values := map[string]float64{catalog.InputLikelihood: r.Likelihood, catalog.InputSeverity: r.Severity, catalog.InputExposure: r.Exposure}
	score := 1.0
	var missing []diag.Text
	for _, in := range s.Inputs {
		switch v := values[in]; {
		case math.IsNaN(v):
			return nil, false
		case v == 0 && !r.Origin.Has(in):
			missing = append(missing, inputName(in))
		case !l.inScale(in, v):
			l.outOfScale(r, in, v)
			return nil, false
		default:
			score *= v
		}
	}
	switch {
	case len(missing) == len(s.Inputs) && r.Grade == "":
		return nil, false // for the rule grade-missing to say
	case len(missing) > 0:
		var zh, en []string
		for _, name := range missing {
			zh, en = append(zh, name.Zh), append(en, name.En)
		}
		l.report(ruleInputMissing, r.Origin.Position(), diag.Textf("方案“%[1]s”由数值计算等级，缺少%[2]s", "the scheme %[1]q computes the grade, missing: %[3]s", s.Name, strings.Join(zh, "、"), strings.Join(en, ", ")),
			diag.Text{Zh: "补上缺少的数值", En: "add the missing inputs"})
		return nil, false
	}
	if s.Method == catalog.MethodMatrix {
		if s.Matrix == nil {
			return nil, false
		}
		g, _ = s.FindGrade(s.Matrix.Grade[int(r.Likelihood)-1][int(r.Severity)-1])
		return g, g != nil
	}
	if score > maxScore {
		l.report(ruleInputScale, r.Origin.Of(s.Inputs[0]), diag.Textf("数值之积超过 %s", "the product of the inputs is more than %s", number(maxScore)), diag.Text{Zh: "核对数值", En: "correct the inputs"})
		return nil, false
	}
	r.Score = math.Round(score*1e6) / 1e6
	for i := range s.Grades {
		if r.Score >= s.Grades[i].From {
			return &s.Grades[i], true
		}
	}
	l.belowAll(r)
	return nil, false
}

// outOfScale reports an input that is none of its scale.
func (l *linker) outOfScale(r *catalog.RiskPoint, input string, v float64) {
	name := inputName(input)
	l.report(ruleInputScale, r.Origin.Of(input), diag.Textf("%[1]s %[3]s 不在量表之内", "%[2]s %[3]s is out of scale", name.Zh, name.En, number(v)), l.scaleHint(input))
}

// belowAll reports a score that no grade of the scheme begins at or below.
func (l *linker) belowAll(r *catalog.RiskPoint) {
	s := l.unit.Scheme
	lowest := &s.Grades[len(s.Grades)-1]
	l.report(ruleInputScale, r.Origin.Of(s.Inputs[0]), diag.Textf("数值之积 %[1]s 低于最低等级“%[2]s”的起点 %[3]s", "the product of the inputs, %[1]s, lies below %[3]s, from which the lowest grade, %[2]q, holds", number(r.Score), lowest.Label, number(lowest.From)),
		diag.Textf("核对数值，或在方案“%s”里把最低等级的 from 改小", "correct the inputs, or give the lowest grade of the scheme %q a smaller from", s.Name))
}

// inScale reports whether an input lies within the matrix, or between the ends
// of its scale where the scheme has one.
func (l *linker) inScale(input string, v float64) bool {
	s := l.unit.Scheme
	if s.Method == catalog.MethodMatrix && s.Matrix != nil {
		steps := len(s.Matrix.Likelihood)
		if input == catalog.InputSeverity {
			steps = len(s.Matrix.Severity)
		}
		return v == math.Trunc(v) && v >= 1 && v <= float64(steps)
	}
	low, high, any := scale(s, input)
	return !any && v > 0 || any && v >= low && v <= high
}

func scale(s *catalog.Scheme, input string) (low, high float64, any bool) {
	for _, sc := range s.Scores {
		if sc.Input != input {
			continue
		}
		if !any || sc.Value < low {
			low = sc.Value
		}
		high = max(high, sc.Value)
		any = true
	}
	return low, high, any
}

func (l *linker) scaleHint(input string) diag.Text {
	s := l.unit.Scheme
	if low, high, any := scale(s, input); any {
		return diag.Textf("取 %s 至 %s 之间的值", "take a value from %s to %s", number(low), number(high))
	}
	if m := s.Matrix; m != nil {
		steps := len(m.Likelihood)
		if input == catalog.InputSeverity {
			steps = len(m.Severity)
		}
		return diag.Textf("取 1 至 %d 的整数", "take a whole number from 1 to %d", steps)
	}
	return diag.Text{Zh: "取大于 0 的值", En: "take a value above 0"}
}

// extends checks the form of a reference to a superior's risk point.
func (l *linker) extends(r *catalog.RiskPoint) {
	address, risk, ok := strings.Cut(r.Extends, "#")
	i := strings.LastIndexByte(address, '/')
	if !ok || i < 1 || risk == "" || i == len(address)-1 {
		l.report(ruleDangling, r.Origin.Of("extends"), diag.Textf("承接%q不是风险点的地址", "%q is not the address of a risk point", r.Extends),
			diag.Text{Zh: "写成 单位/岗位#风险点，例如 weishengju/caigou#split-orders", En: "write unit/position#risk, for example health/purchasing#split-orders"})
		r.Extends = ""
	}
}

func (l *linker) warning(w catalog.Warning) {
	if w.Risk == "" {
		return
	}
	position, risk, _ := strings.Cut(strings.TrimPrefix(w.Risk, l.unit.ID+"/"), "#")
	if p := l.unit.Position(position); (p == nil || p.Risk(risk) == nil) && !l.unit.Incomplete {
		l.report(ruleDangling, w.Origin.Of("risk"), diag.Textf("预警所指的风险点%q不存在", "the warning's risk point %q does not exist", w.Risk),
			diag.Text{Zh: "写成 岗位#风险点", En: "write position#risk"})
	}
}

// prose checks that relative links lead to files and risk points of this unit,
// or to another unit's files.
func (l *linker) prose(p catalog.Prose) {
	for _, link := range p.Links {
		if !l.unit.Incomplete && !l.leadsSomewhere(link.Target) {
			l.report(ruleDangling, link.Origin.Position(), diag.Textf("链接%q没有目标", "the link %q leads nowhere", link.Target),
				diag.Text{Zh: "链接到本单位 assets/ 中的附件，或岗位文件，例如 caigou.md#split-orders", En: "link to an attachment in assets/ or to a position such as purchasing.md#split-orders"})
		}
	}
}

func (l *linker) leadsSomewhere(target string) bool {
	u, err := url.Parse(target)
	if err != nil {
		return false
	}
	if u.Path == "" {
		return true // within the page
	}
	file := path.Join(l.unit.ID, u.Path)
	if strings.HasPrefix(u.Path, "/") || strings.HasPrefix(file, "../") {
		return false
	}
	for _, files := range l.site.Units {
		if slices.Contains(files.Assets, file) || files.Index == file {
			return true
		}
		if slices.Contains(files.Positions, file) {
			if files.ID == l.unit.ID && u.Fragment != "" {
				p := l.unit.Position(fileID(file))
				return p != nil && p.Risk(u.Fragment) != nil
			}
			return true
		}
	}
	// Positions of a catalogue in TOML have no file of their own.
	dir, base := path.Split(file)
	return strings.TrimSuffix(dir, "/") == l.unit.ID && path.Ext(base) == ".md" && l.unit.Position(fileID(base)) != nil
}

// responses reports levels of response that stand twice, extend none that is there, or
// extend themselves in a circle.
func (l *linker) responses() {
	u := l.unit
	for i := range u.Responses {
		for _, level := range []*string{&u.Responses[i].Level, &u.Responses[i].Extends} {
			if g, _ := u.Scheme.FindGrade(*level); g != nil && *level != "" {
				*level = g.Label
			}
		}
	}
	for i := range u.Responses {
		r := &u.Responses[i]
		switch {
		case u.Response(r.Level) != r && r.Level != "":
			l.report(ruleDuplicateID, r.Origin.Of("level"), diag.Textf("响应级别%q重复", "the level %q of response stands twice", r.Level), diag.Text{})
		case r.Extends != "" && u.Response(r.Extends) == nil:
			var levels []string
			for _, o := range u.Responses {
				levels = append(levels, o.Level)
			}
			l.report(ruleDangling, r.Origin.Of("extends"), diag.Textf("承接的响应级别%q不存在", "the level %q of response does not exist", r.Extends), diag.Nearest(r.Extends, levels))
		default:
			below := u.Below(r)
			for range u.Responses {
				if below == r {
					l.report(ruleBadValue, r.Origin.Of("extends"), diag.Textf("响应级别%q的承接关系成环", "the level %q of response extends itself in a circle", r.Level), diag.Text{})
					break
				}
				if below == nil {
					break
				}
				below = u.Below(below)
			}
		}
	}
}
