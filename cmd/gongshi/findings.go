package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"

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
	text := c.sayf("%d 个错误，%d 个警告", "%d errors, %d warnings", errors, warnings)
	if notes > 0 {
		text += c.sayf(",%d 条说明", ", %d notes", notes)
	}
	return text
}
