package load

import (
	"math"
	"strconv"
	"strings"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// field is a field of a risk point or of a control.
type field string

// The fields that a field list may give, named like the keys of a catalogue in
// TOML.
const (
	fieldCategory      field = "category"
	fieldGrade         field = "grade"
	fieldManifestation field = "manifestation"
	fieldCause         field = "cause"
	fieldConsequence   field = "consequence"
	fieldLiability     field = "liability"
	fieldBasis         field = "basis"
	fieldLikelihood    field = "likelihood"
	fieldSeverity      field = "severity"
	fieldExposure      field = "exposure"
	fieldReason        field = "reason"
	fieldResidual      field = "residual"
	fieldSource        field = "source"
	fieldKind          field = "kind"
	fieldReviewBy      field = "review_by"
	fieldAudience      field = "audience"
	fieldExtends       field = "extends"
	fieldAllow         field = "allow"
	fieldControl       field = "control"

	fieldOwner      field = "owner"
	fieldSupervisor field = "supervisor"
	fieldDue        field = "due"
	fieldFrequency  field = "frequency"
	fieldTreatment  field = "treatment"
	fieldIndicator  field = "indicator"
)

// label ties the words that editors write to a field. The first word of each
// field is the one that hints propose.
type label struct {
	field field
	words []string
}

var riskLabels = []label{
	{fieldCategory, []string{"类别", "风险类别", "category"}},
	{fieldGrade, []string{"等级", "风险等级", "grade"}},
	{fieldManifestation, []string{"表现", "表现形式", "manifestation"}},
	{fieldCause, []string{"成因", "cause"}},
	{fieldConsequence, []string{"后果", "consequence"}},
	{fieldLiability, []string{"责任追究", "liability"}},
	{fieldBasis, []string{"依据", "法律依据", "basis"}},
	{fieldLikelihood, []string{"可能性", "likelihood"}},
	{fieldSeverity, []string{"影响程度", "severity"}},
	{fieldExposure, []string{"暴露频率", "exposure"}},
	{fieldReason, []string{"评级理由", "reason"}},
	{fieldResidual, []string{"剩余等级", "residual"}},
	{fieldSource, []string{"来源", "source"}},
	{fieldKind, []string{"种类", "kind"}},
	{fieldReviewBy, []string{"复核日期", "review_by", "review by"}},
	{fieldAudience, []string{"公开范围", "audience"}},
	{fieldExtends, []string{"承接", "extends"}},
	{fieldAllow, []string{"豁免", "allow"}},
	{fieldControl, []string{"防控措施", "措施", "control", "controls"}},
}

var controlLabels = []label{
	{fieldOwner, []string{"责任", "责任人", "owner"}},
	{fieldSupervisor, []string{"监督", "监督人", "supervisor"}},
	{fieldDue, []string{"时限", "due"}},
	{fieldFrequency, []string{"频次", "frequency"}},
	{fieldTreatment, []string{"方式", "处置方式", "treatment"}},
	{fieldBasis, []string{"依据", "basis"}},
	{fieldIndicator, []string{"指标", "indicator"}},
	{fieldAudience, []string{"公开范围", "audience"}},
}

// inputName names an input of a computed grade for a finding.
func inputName(input string) diag.Text {
	for _, l := range riskLabels {
		if string(l.field) == input {
			return diag.Text{Zh: l.words[0], En: input}
		}
	}
	return diag.Text{Zh: input, En: input}
}

// vocabulary is the words of field lists under one scheme: the fixed labels and
// its stages, each of which is the label of a control.
type vocabulary struct {
	scheme   *catalog.Scheme
	open     bool // the scheme could not be read: any word may be one of its
	risk     map[string]field
	control  map[string]field
	stages   map[string]string // folded word to label
	riskWord []string
	ctrlWord []string
}

func vocabularyOf(s *catalog.Scheme) *vocabulary {
	v := &vocabulary{scheme: s, risk: map[string]field{}, control: map[string]field{}, stages: map[string]string{}}
	if s != nil {
		for _, st := range stagesOf(s) {
			v.riskWord = append(v.riskWord, st.Label)
			for _, w := range append([]string{st.Label, st.ID}, st.Aliases...) {
				v.stages[catalog.FoldTerm(w)] = st.Label
			}
		}
	}
	for _, l := range riskLabels {
		v.riskWord = append(v.riskWord, l.words...)
		for _, w := range l.words {
			v.risk[catalog.FoldTerm(w)] = l.field
		}
	}
	for _, l := range controlLabels {
		v.ctrlWord = append(v.ctrlWord, l.words...)
		for _, w := range l.words {
			v.control[catalog.FoldTerm(w)] = l.field
		}
	}
	return v
}

// isRiskLabel reports whether a word is the label of a field of a risk point.
func (v *vocabulary) isRiskLabel(word string) bool {
	folded := catalog.FoldTerm(word)
	_, isStage := v.stages[folded]
	return isStage || v.risk[folded] != ""
}

// isMainLabel reports whether a word is the label of a field that every risk point has: its
// category, grade, manifestation, or a control.
func (v *vocabulary) isMainLabel(word string) bool {
	folded := catalog.FoldTerm(word)
	if _, isStage := v.stages[folded]; isStage {
		return true
	}
	switch v.risk[folded] {
	case fieldCategory, fieldGrade, fieldManifestation, fieldControl:
		return true
	}
	return false
}

// splitList splits the values of a field that takes several.
func splitList(s string) []string {
	var out []string
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("、,\uff0c;\uff1b", r) }) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// unreadable stands for an input that was written, and reported, but is no number.
var unreadable = math.NaN()

// inputNumber reads an input of a computed grade: a number, or the label of a
// step of the scheme's scale.
func (src *source) inputNumber(key, s string, pos diag.Position, v *vocabulary) float64 {
	s = strings.TrimSpace(foldWidth(s))
	if s == "" {
		return 0
	}
	n, err := strconv.ParseFloat(s, 64)
	if err == nil && !math.IsNaN(n) && !math.IsInf(n, 0) && n >= 0 {
		return n
	}
	if n, ok := v.step(key, s); ok {
		return n
	}
	if v.open {
		return 0
	}
	name := inputName(key)
	src.report(ruleBadNumber, pos, diag.Textf("%[1]s应为不小于 0 的数字，现为%[3]q", "%[2]s wants a number of 0 or more, found %[3]q", name.Zh, name.En, s), diag.Text{})
	return unreadable
}

// step finds the value of a step of a scale by its label.
func (v *vocabulary) step(input, s string) (float64, bool) {
	if v.scheme == nil {
		return 0, false
	}
	want := catalog.FoldTerm(s)
	for _, sc := range v.scheme.Scores {
		if sc.Input == input && catalog.FoldTerm(sc.Label) == want {
			return sc.Value, true
		}
	}
	if m := v.scheme.Matrix; m != nil {
		labels := m.Likelihood
		if input == catalog.InputSeverity {
			labels = m.Severity
		}
		for i, l := range labels {
			if catalog.FoldTerm(l) == want {
				return float64(i + 1), true
			}
		}
	}
	return 0, false
}
