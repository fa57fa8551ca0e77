package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"gongshi/generator"
	"gongshi/generator/diag"
)

// printFindings writes findings as text, one after another.
func (c *command) printFindings(w io.Writer, findings diag.List) {
	b := bufio.NewWriterSize(w, 64<<10) // a large site has thousands
	for _, f := range findings {
		fmt.Fprintln(b, f.Format(c.lang))
	}
	b.Flush() // where it cannot be told there is nobody to tell so
}

// What an overview is for and what it names: about what a screen holds.
const (
	fewFindings = 20
	mostRules   = 10
)

// printOverview writes, of many findings, how many come from which rule, errors first
// and then those that come from the most: what to mend once and for all. What was
// accepted with a reason is not counted.
func (c *command) printOverview(w io.Writer, findings diag.List) {
	of, rest := map[string]int{}, 0
	for _, f := range findings {
		if f.Severity != diag.Note {
			of[f.Rule]++
			rest++
		}
	}
	if rest <= fewFindings {
		return
	}
	var rules []*diag.Rule
	for _, r := range generator.Rules() { // a few are both of the format and of substance
		if of[r.Name] > 0 && !slices.ContainsFunc(rules, func(known *diag.Rule) bool { return known.Name == r.Name }) {
			rules = append(rules, r)
		}
	}
	slices.SortStableFunc(rules, func(a, b *diag.Rule) int {
		return cmp.Or(cmp.Compare(a.Severity, b.Severity), cmp.Compare(of[b.Name], of[a.Name]))
	})
	named := rules[:min(len(rules), mostRules)]
	widest := 0
	for _, r := range named {
		widest = max(widest, len(r.Name))
	}
	fmt.Fprintln(w, c.say("\n按规则合计：", "\nBy rule:"))
	for _, r := range named {
		fmt.Fprintf(w, "%7d  %s  %-*s  %s\n", of[r.Name], r.Severity.In(c.lang), widest, r.Name, r.Title.In(c.lang))
		rest -= of[r.Name]
	}
	if rest > 0 {
		fmt.Fprintf(w, "%7d  %s\n", rest, c.sayf("其余 %d 条规则", "of %d other rules", len(rules)-len(named)))
	}
	fmt.Fprintln(w)
}

// printJSON writes findings as a JSON array, in the language of the command.
func (c *command) printJSON(w io.Writer, findings diag.List) error {
	type object struct {
		File     string `json:"file"`
		Line     int    `json:"line"`
		Column   int    `json:"column"`
		Severity string `json:"severity"`
		Rule     string `json:"rule"`
		Message  string `json:"message"`
		Hint     string `json:"hint,omitempty"`
	}
	out := make([]object, 0, len(findings))
	for _, f := range findings {
		out = append(out, object{f.File, max(f.Line, 1), max(f.Column, 1), f.Severity.String(), f.Rule, f.Message.In(c.lang), f.Hint.In(c.lang)})
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

// printGitHub writes findings as workflow commands, which GitHub shows at the
// lines of a change. prefix is where the content lies as seen from the project.
func (c *command) printGitHub(w io.Writer, prefix string, findings diag.List) {
	levels := map[diag.Severity]string{diag.Error: "error", diag.Warning: "warning", diag.Note: "notice"}
	for _, f := range findings {
		text := f.Message.In(c.lang)
		if hint := f.Hint.In(c.lang); hint != "" {
			text += "\n" + hint
		}
		fmt.Fprintf(w, "::%s file=%s,line=%d,col=%d,title=%s::%s\n", levels[f.Severity],
			githubEscape(prefix+f.File, true), max(f.Line, 1), max(f.Column, 1), githubEscape(f.Rule, true), githubEscape(text, false))
	}
}

// githubEscape escapes what ends a workflow command or one of its properties.
func githubEscape(s string, property bool) string {
	out := make([]byte, 0, len(s))
	for i := range len(s) {
		switch b := s[i]; {
		case b == '%' || b == '\n' || b == '\r' || property && (b == ':' || b == ','):
			out = fmt.Appendf(out, "%%%02X", b)
		default:
			out = append(out, b)
		}
	}
	return string(out)
}

// summary counts findings in words.
func (c *command) summary(findings diag.List) string {
	errors, warnings, notes := findings.Count(diag.Error), findings.Count(diag.Warning), findings.Count(diag.Note)
	if errors+warnings+notes == 0 {
		return c.say("没有发现问题", "no findings")
	}
	text := diag.Text{Zh: fmt.Sprintf("%d 个错误，%d 个警告", errors, warnings), En: plural(errors, "error", "errors") + ", " + plural(warnings, "warning", "warnings")}
	if notes > 0 {
		text.Zh += fmt.Sprintf("，%d 条说明", notes)
		text.En += ", " + plural(notes, "note", "notes")
	}
	return text.In(c.lang)
}
