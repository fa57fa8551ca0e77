package catalog

import (
	"strings"
	"unicode"
)

// Ways in which a scheme arrives at a grade.
const (
	MethodDirect  = "direct"  // the grade is written
	MethodMatrix  = "matrix"  // the grade stands in a table of likelihood by severity
	MethodProduct = "product" // the grade follows from the product of the inputs
)

// Inputs of schemes that compute.
const (
	InputLikelihood = "likelihood"
	InputSeverity   = "severity"
	InputExposure   = "exposure"
)

// Scheme says how risk points are graded and which words a catalogue may use.
type Scheme struct {
	Origin      Origin   `json:"-"`
	BuiltIn     bool     `json:"-"` // it comes with the program
	Damaged     bool     `json:"-"` // not all of it could be read, so that it lacks words
	ID          string   `json:"id"`
	Name        string   `json:"name"`
	Method      string   `json:"method"`
	Inputs      []string `json:"inputs,omitempty"`
	Grades      []Grade  `json:"grade,omitempty"` // the worst first
	Categories  []Term   `json:"category,omitempty"`
	Stages      []Term   `json:"stage,omitempty"`
	Treatments  []Term   `json:"treatment,omitempty"`
	Approvals   []Term   `json:"approval,omitempty"` // in the order of review
	Sources     []Term   `json:"source,omitempty"`
	Assessments []Term   `json:"assessment,omitempty"`
	Scores      []Score  `json:"score,omitempty"`
	Matrix      *Matrix  `json:"matrix,omitempty"`
}

// Term is a word of a scheme's vocabulary. Label is how it is shown; a catalogue
// may write the id, the label or an alias.
type Term struct {
	ID       string   `json:"id"`
	Label    string   `json:"label"`
	Aliases  []string `json:"aliases,omitempty"`
	Required bool     `json:"required,omitempty"`
}

// Grade is one step of a scheme.
type Grade struct {
	Origin Origin `json:"-"`
	Term
	Symbol         string  `json:"symbol,omitempty"`
	Colour         string  `json:"colour,omitempty"`      // #rrggbb
	ColourName     string  `json:"colour_name,omitempty"` // 红, 橙, 黄, 蓝 where the scheme is known by them
	Meaning        string  `json:"meaning,omitempty"`
	From           float64 `json:"from,omitempty"` // lowest score, where the scheme computes a product
	Monitor        string  `json:"monitor,omitempty"`
	Accountability string  `json:"accountability,omitempty"`
	ReviewMonths   int     `json:"review_months,omitempty"`
	Extends        string  `json:"extends,omitempty"` // id of a lower grade whose measures this one includes
}

// Score is one step of the scale of an input.
type Score struct {
	Input string  `json:"input"`
	Value float64 `json:"value"`
	Label string  `json:"label"`
}

// Matrix gives the grade of each pair of likelihood and severity. Both count
// from 1, the lowest first: Grade[l-1][s-1] is the id of a grade.
type Matrix struct {
	Likelihood []string   `json:"likelihood"`
	Severity   []string   `json:"severity"`
	Grade      [][]string `json:"grade"`
}

// FindGrade returns the grade that the text names by id, label or alias, and its
// rank from 0, the worst. It returns nil and -1 for a word the scheme lacks.
func (s *Scheme) FindGrade(text string) (*Grade, int) {
	for i := range s.Grades {
		if s.Grades[i].Label == text {
			return &s.Grades[i], i
		}
	}
	want := FoldTerm(text)
	for i := range s.Grades {
		if s.Grades[i].names(want) {
			return &s.Grades[i], i
		}
	}
	return nil, -1
}

// FindTerm returns the term of a vocabulary that the text names by id, label or
// alias, or nil.
func FindTerm(terms []Term, text string) *Term {
	for i := range terms {
		if terms[i].Label == text {
			return &terms[i]
		}
	}
	want := FoldTerm(text)
	for i := range terms {
		if terms[i].names(want) {
			return &terms[i]
		}
	}
	return nil
}

func (t *Term) names(folded string) bool {
	if FoldTerm(t.Label) == folded || FoldTerm(t.ID) == folded {
		return true
	}
	for _, a := range t.Aliases {
		if FoldTerm(a) == folded {
			return true
		}
	}
	return false
}

// FoldTerm is the form in which words of a vocabulary are compared: full-width
// ASCII made half-width, white space and what does not show removed, Latin letters in lower
// case.
func FoldTerm(s string) string {
	if isFolded(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\u3000' || r == '\u00a0' || r >= '\u00ad' && unicode.Is(unicode.Cf, r):
			return -1
		case r >= '!'+0xfee0 && r <= '~'+0xfee0:
			r -= 0xfee0
		}
		if r >= 'A' && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}, s)
}

// isFolded reports of a text in characters of U+4000 to U+9FFF, as nearly all Chinese ones
// are, that there is nothing to fold.
func isFolded(s string) bool {
	for i := 0; i < len(s); i += 3 {
		if s[i] < 0xe4 || s[i] > 0xe9 {
			return false
		}
	}
	return true
}

// Labels returns the labels of a vocabulary in its order.
func Labels(terms []Term) []string {
	out := make([]string, len(terms))
	for i, t := range terms {
		out[i] = t.Label
	}
	return out
}
