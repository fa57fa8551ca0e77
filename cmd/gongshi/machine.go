package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"path/filepath"
	"slices"
	"unicode/utf8"

	"gongshi/generator"
	"gongshi/generator/diag"
	"gongshi/generator/load"
)

// Findings for other programs: SARIF for code scanning, and the report of code
// quality that GitLab shows in merge requests.

// sarif is a log of SARIF 2.1.0, as far as findings need it.
type sarif struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool       sarifTool     `json:"tool"`
	ColumnKind string        `json:"columnKind"`
	Results    []sarifResult `json:"results"`
}

type sarifTool struct {
	Driver struct {
		Name    string      `json:"name"`
		Version string      `json:"version,omitempty"`
		Rules   []sarifRule `json:"rules"`
	} `json:"driver"`
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifRule struct {
	ID      string    `json:"id"`
	Short   sarifText `json:"shortDescription"`
	Default struct {
		Level string `json:"level"`
	} `json:"defaultConfiguration"`
}

type sarifResult struct {
	RuleID    string          `json:"ruleId"`
	RuleIndex int             `json:"ruleIndex"`
	Level     string          `json:"level"`
	Message   sarifText       `json:"message"`
	Locations []sarifLocation `json:"locations"`
}

type sarifLocation struct {
	Physical struct {
		Artifact struct {
			URI string `json:"uri"`
		} `json:"artifactLocation"`
		Region struct {
			Line   int `json:"startLine"`
			Column int `json:"startColumn"`
		} `json:"region"`
	} `json:"physicalLocation"`
}

// printSARIF writes findings as a log of SARIF. prefix is where the content lies
// as seen from the project, since scanners want names from there.
func (c *command) printSARIF(w io.Writer, content fs.FS, prefix string, findings diag.List) error {
	var run sarifRun
	run.Tool.Driver.Name, run.Tool.Driver.Version = "gongshi", programVersion()
	run.ColumnKind = "unicodeCodePoints"
	var names []string
	for _, r := range generator.Rules() {
		if slices.Contains(names, r.Name) {
			continue // loading and checking share it
		}
		rule := sarifRule{ID: r.Name, Short: sarifText{r.Title.In(c.lang)}}
		if rule.Short.Text == "" {
			rule.Short.Text = r.Name
		}
		rule.Default.Level = r.Severity.String()
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, rule)
		names = append(names, r.Name)
	}
	run.Results = []sarifResult{}
	columns := characterColumns{content: content}
	for _, f := range findings {
		res := sarifResult{RuleID: f.Rule, RuleIndex: slices.Index(names, f.Rule), Level: f.Severity.String(), Message: sarifText{withHint(f, c.lang)}}
		var at sarifLocation
		at.Physical.Artifact.URI = (&url.URL{Path: prefix + f.File}).String()
		at.Physical.Region.Line, at.Physical.Region.Column = max(f.Line, 1), columns.of(f.Position)
		res.Locations = []sarifLocation{at}
		run.Results = append(run.Results, res)
	}
	return indented(w, sarif{"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json", "2.1.0", []sarifRun{run}})
}

// characterColumns counts columns in characters, as other programs do, where
// findings count bytes.
type characterColumns struct {
	content fs.FS
	name    string
	lines   [][]byte
}

func (c *characterColumns) of(p diag.Position) int {
	if c.name != p.File {
		data, _ := fs.ReadFile(c.content, p.File) // a file that is gone has no lines
		c.name, c.lines = p.File, bytes.Split(load.Text(data), []byte("\n"))
	}
	if p.Line < 1 || p.Line > len(c.lines) || p.Column < 1 {
		return 1
	}
	line := c.lines[p.Line-1]
	return utf8.RuneCount(line[:min(p.Column-1, len(line))]) + 1
}

func withHint(f diag.Finding, lang diag.Lang) string {
	if hint := f.Hint.In(lang); hint != "" {
		return f.Message.In(lang) + "\n" + hint
	}
	return f.Message.In(lang)
}

// contentPrefix is how names in the content begin as seen from the project, where
// the command runs.
func contentPrefix(content string) string {
	clean := filepath.ToSlash(filepath.Clean(content))
	if clean == "." || filepath.IsAbs(content) {
		return ""
	}
	return clean + "/"
}

// printGitLab writes findings as a report of code quality.
func (c *command) printGitLab(w io.Writer, prefix string, findings diag.List) error {
	type lines struct {
		Begin int `json:"begin"`
	}
	type location struct {
		Path  string `json:"path"`
		Lines lines  `json:"lines"`
	}
	type issue struct {
		Description string   `json:"description"`
		CheckName   string   `json:"check_name"`
		Fingerprint string   `json:"fingerprint"`
		Severity    string   `json:"severity"`
		Location    location `json:"location"`
	}
	severity := map[diag.Severity]string{diag.Error: "major", diag.Warning: "minor", diag.Note: "info"}
	seen := map[string]int{}
	out := []issue{}
	for _, f := range findings {
		// The line is not part of it, so that a finding stays the same one when
		// lines above it come or go.
		id := f.File + "\x00" + f.Rule + "\x00" + f.Message.Zh
		seen[id]++
		sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", id, seen[id]))
		out = append(out, issue{withHint(f, c.lang), f.Rule, hex.EncodeToString(sum[:16]), severity[f.Severity], location{prefix + f.File, lines{max(f.Line, 1)}}})
	}
	return indented(w, out)
}

func indented(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
