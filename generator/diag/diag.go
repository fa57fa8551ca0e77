// Package diag holds findings: what is wrong in the content, where, and what to
// do about it. A finding is data. It is collected, sorted and printed by others;
// a failure of the program is an error and never a finding.
package diag

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Lang is a language in which findings and the command speak.
type Lang string

// The two languages of findings and of the command.
const (
	Chinese Lang = "zh"
	English Lang = "en"
)

// Text is one statement in both languages.
type Text struct {
	Zh, En string
}

// Textf formats the two sentences with the same arguments. Sentences that name
// the arguments in another order use indexed verbs such as %[2]s. What %q quotes
// stands between the marks of the language.
func Textf(zh, en string, args ...any) Text {
	quoted := make([]any, len(args))
	for i, a := range args {
		quoted[i] = chineseArg{a}
	}
	return Text{Zh: fmt.Sprintf(zh, quoted...), En: fmt.Sprintf(en, args...)}
}

// chineseArg is an argument of a Chinese sentence.
type chineseArg struct{ value any }

// Format writes the argument as the verb says, and quotes it in Chinese.
func (a chineseArg) Format(f fmt.State, verb rune) {
	text := fmt.Sprintf(fmt.FormatString(f, verb), a.value)
	if inner, ok := strings.CutPrefix(text, `"`); ok && verb == 'q' {
		text = "“" + strings.ReplaceAll(strings.TrimSuffix(inner, `"`), `\"`, `"`) + "”"
	}
	_, _ = f.Write([]byte(text))
}

// In returns the text in the language, Chinese when the language is not known.
func (t Text) In(lang Lang) string {
	if lang == English {
		return t.En
	}
	return t.Zh
}

// IsZero reports whether there is no text.
func (t Text) IsZero() bool { return t.Zh == "" && t.En == "" }

// Position is a place in the content. File is relative to the content root, with
// forward slashes. Line and Column count from 1, Column in bytes; a Line of 0
// stands for the file as a whole.
type Position struct {
	File         string
	Line, Column int
}

// String gives FILE:LINE:COLUMN. A position without a line is printed as the
// start of its file, so that every finding can be opened in an editor.
func (p Position) String() string {
	return legible(p.File) + ":" + strconv.Itoa(max(p.Line, 1)) + ":" + strconv.Itoa(max(p.Column, 1))
}

// legible writes the characters of a name as numbers that a terminal would not show,
// or obey.
func legible(name string) string {
	if !strings.ContainsFunc(name, isHidden) {
		return name
	}
	var b strings.Builder
	for _, r := range name {
		if isHidden(r) {
			fmt.Fprintf(&b, "<U+%04X>", r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

func isHidden(r rune) bool { return !unicode.IsPrint(r) || r == utf8.RuneError }

// Severity tells what a finding does to a build.
type Severity uint8

// An Error stops the build. A Warning stops it under --strict. A Note tells
// something that needs no action, such as a finding that was accepted with its
// reason.
const (
	Error Severity = iota
	Warning
	Note
)

// String gives the English word that machine formats use.
func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	}
	return "note"
}

// In gives the word for the severity in a language.
func (s Severity) In(lang Lang) string {
	if lang == English {
		return s.String()
	}
	switch s {
	case Error:
		return "错误"
	case Warning:
		return "警告"
	}
	return "说明"
}

// Finding is one thing to mend in the content. Rule is the stable name of what
// found it; Hint is empty where no cure is known.
type Finding struct {
	Position
	Severity Severity
	Rule     string
	Message  Text
	Hint     Text
}

// Format gives the finding as FILE:LINE:COLUMN: SEVERITY: MESSAGE [RULE], and
// below it, indented, the hint where there is one. It has no final newline.
func (f Finding) Format(lang Lang) string {
	s := f.Position.String() + ": " + f.Severity.In(lang) + ": " + f.Message.In(lang) + " [" + f.Rule + "]"
	if hint := f.Hint.In(lang); hint != "" {
		label := "办法"
		if lang == English {
			label = "hint"
		}
		s += "\n    " + label + ": " + hint
	}
	return s
}

// List is a list of findings.
type List []Finding

// Add appends a finding.
func (l *List) Add(f Finding) { *l = append(*l, f) }

// Sort puts the findings in the order of file, line, column, rule and text,
// which does not depend on the order in which they were found.
func (l List) Sort() {
	if !slices.IsSortedFunc(l, compare) {
		slices.SortStableFunc(l, compare)
	}
}

func compare(a, b Finding) int {
	if c := cmp.Compare(a.File, b.File); c != 0 {
		return c
	}
	if c := cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column)); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Message.Zh, b.Message.Zh))
}

// Merge makes one sorted list of two.
func (l List) Merge(o List) List {
	out := make(List, 0, len(l)+len(o))
	for len(l) > 0 && len(o) > 0 {
		if compare(o[0], l[0]) < 0 {
			out, o = append(out, o[0]), o[1:]
		} else {
			out, l = append(out, l[0]), l[1:]
		}
	}
	return append(append(out, l...), o...)
}

// Count returns the number of findings of a severity.
func (l List) Count(s Severity) int {
	n := 0
	for _, f := range l {
		if f.Severity == s {
			n++
		}
	}
	return n
}

// HasErrors reports whether any finding is an error.
func (l List) HasErrors() bool { return l.Count(Error) > 0 }
