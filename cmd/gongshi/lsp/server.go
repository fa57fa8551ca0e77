// Package lsp is a language server for the content: findings as one types,
// completion, explanations, definitions, quick fixes, an outline and layout. It
// speaks the Language Server Protocol over a pair of streams and reads what the
// editor has open in the place of what is on the disk.
package lsp

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"gongshi/generator"
	"gongshi/generator/catalog"
	"gongshi/generator/diag"
	"gongshi/generator/format"
	"gongshi/generator/load"
)

// Serve answers an editor until it says goodbye or its stream ends. content is the
// folder to use where the editor's own does not hold a site.
func Serve(in io.Reader, out io.Writer, content string, lang diag.Lang) error {
	s := &server{wire: wire{in: bufio.NewReader(in), out: out}, root: content, lang: lang, open: map[string][]byte{}}
	for {
		m, err := s.wire.read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if m.Method == "exit" {
			return nil
		}
		result, failed := s.handle(m)
		if s.stale && s.wire.in.Buffered() == 0 {
			s.publish() // once for all keys that were typed meanwhile
		}
		if m.ID == nil {
			continue
		}
		reply := message{ID: m.ID, Result: result, Error: failed}
		if failed == nil && result == nil {
			reply.Result = json.RawMessage("null")
		}
		if err := s.wire.write(reply); err != nil {
			return err
		}
	}
}

type server struct {
	wire  wire
	root  string // the content folder
	lang  diag.Lang
	bytes bool              // positions count bytes rather than units of UTF-16
	open  map[string][]byte // texts that the editor has, by name in the content
	stale bool              // whether they have changed since findings were sent
}

func (s *server) handle(m *message) (result any, failed *wireError) {
	var p documentParams
	if m.Method != "initialize" && len(m.Params) > 0 {
		if err := json.Unmarshal(m.Params, &p); err != nil {
			return nil, &wireError{-32602, err.Error()}
		}
	}
	name, inside := s.name(p.TextDocument.URI)
	switch m.Method {
	case "initialize":
		return s.initialize(m.Params), nil
	case "initialized", "shutdown", "$/cancelRequest", "$/setTrace", "textDocument/didSave", "workspace/didChangeConfiguration", "workspace/didChangeWatchedFiles":
		return nil, nil
	}
	if !inside {
		return nil, nil
	}
	switch m.Method {
	case "textDocument/didOpen":
		s.open[name], s.stale = []byte(p.TextDocument.Text), true
	case "textDocument/didChange":
		if n := len(p.Changes); n > 0 {
			s.open[name], s.stale = []byte(p.Changes[n-1].Text), true
		}
	case "textDocument/didClose":
		delete(s.open, name)
	case "textDocument/completion":
		return s.with(name, p.Position, (*view).complete), nil
	case "textDocument/hover":
		return s.with(name, p.Position, (*view).hover), nil
	case "textDocument/definition":
		return s.with(name, p.Position, (*view).definition), nil
	case "textDocument/documentSymbol":
		return s.with(name, p.Position, (*view).outline), nil
	case "textDocument/formatting":
		return s.with(name, p.Position, (*view).layOut), nil
	case "textDocument/codeAction":
		return fixes(p.TextDocument.URI, p.Context.Diagnostics), nil
	default:
		if m.ID != nil {
			return nil, &wireError{-32601, "unknown method " + m.Method}
		}
	}
	return nil, nil
}

func (s *server) initialize(params json.RawMessage) any {
	var p struct {
		RootURI      string `json:"rootUri"`
		Capabilities struct {
			General struct {
				PositionEncodings []string `json:"positionEncodings"`
			} `json:"general"`
		} `json:"capabilities"`
	}
	_ = json.Unmarshal(params, &p) // what is missing has a default
	encoding := "utf-16"
	if slices.Contains(p.Capabilities.General.PositionEncodings, "utf-8") {
		encoding, s.bytes = "utf-8", true
	}
	if dir := filePath(p.RootURI); dir != "" {
		for _, c := range []string{dir, filepath.Join(dir, "content"), filepath.Join(dir, s.root)} {
			if _, err := os.Stat(filepath.Join(c, "site.toml")); err == nil {
				s.root = c
				break
			}
		}
	}
	if full, err := filepath.Abs(s.root); err == nil {
		s.root = full
	}
	return map[string]any{
		"serverInfo": map[string]string{"name": "gongshi"},
		"capabilities": map[string]any{
			"positionEncoding":           encoding,
			"textDocumentSync":           map[string]any{"openClose": true, "change": 1, "save": true},
			"completionProvider":         map[string]any{"triggerCharacters": []string{"：", ":", "-", "\"", "（", "(", "；", "/", "#", " "}},
			"hoverProvider":              true,
			"definitionProvider":         true,
			"documentSymbolProvider":     true,
			"documentFormattingProvider": true,
			"codeActionProvider":         map[string]any{"codeActionKinds": []string{"quickfix"}},
		},
	}
}

// filePath is the path that a file URI names, or "".
func filePath(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" {
		return ""
	}
	p := u.Path
	if runtime.GOOS == "windows" {
		p = strings.TrimPrefix(p, "/")
	}
	return filepath.FromSlash(p)
}

// name is that of a document in the content.
func (s *server) name(uri string) (name string, inside bool) {
	p := filePath(uri)
	if p == "" {
		return "", false
	}
	rel, err := filepath.Rel(s.root, p)
	if err != nil || !filepath.IsLocal(rel) {
		return "", false
	}
	return filepath.ToSlash(rel), true
}

func (s *server) uri(name string) string {
	p := filepath.ToSlash(filepath.Join(s.root, filepath.FromSlash(name)))
	if !strings.HasPrefix(p, "/") {
		p = "/" + p
	}
	return (&url.URL{Scheme: "file", Path: p}).String()
}

// publish sends the findings of every open document.
func (s *server) publish() {
	s.stale = false
	names := make([]string, 0, len(s.open))
	for n := range s.open {
		names = append(names, n)
	}
	slices.Sort(names)
	report, err := generator.CheckFiles(overlay{os.DirFS(s.root), s.open}, names, catalog.DateOf(time.Now()))
	if err != nil {
		return // the disk fails; the editor will tell
	}
	for _, n := range names {
		list := []diagnostic{}
		t := s.text(n)
		for _, f := range report.Findings {
			if f.File == n {
				list = append(list, s.diagnostic(t, f))
			}
		}
		// An editor that has gone away is noticed when reading.
		_ = s.wire.write(message{Method: "textDocument/publishDiagnostics", Params: must(map[string]any{"uri": s.uri(n), "diagnostics": list})})
	}
}

func must(v any) json.RawMessage {
	data, err := json.Marshal(v)
	if err != nil {
		panic("lsp: " + err.Error()) // the values are all our own
	}
	return data
}

func (s *server) diagnostic(t text, f diag.Finding) diagnostic {
	d := diagnostic{Severity: int(f.Severity) + 1, Code: f.Rule, Source: "gongshi", Message: f.Message.In(s.lang)}
	if d.Severity == 3 {
		d.Severity = 4 // a note is no more than a hint
	}
	if hint := f.Hint.In(s.lang); hint != "" {
		d.Message += "\n" + hint
	}
	line, from := max(f.Line-1, 0), max(f.Column-1, 0)
	to := valueEnd(t.line(line), from)
	d.Range = t.span(line, from, to)
	d.Data = s.cureOf(t, f, line, from, to)
	return d
}

// valueEnd is where the value that begins at a column ends.
func valueEnd(line string, from int) int {
	if from >= len(line) {
		return len(line)
	}
	if line[from] == '"' {
		if i := strings.IndexByte(line[from+1:], '"'); i >= 0 {
			return from + 1 + i + 1
		}
	}
	return len(strings.TrimRight(line, " \t\r"))
}

var (
	proposed  = regexp.MustCompile(`^是不是“(.+)”？$`)
	writtenID = regexp.MustCompile("^write (\\{#[^{}]+\\}|id = \"[^\"]+\")")
	asHeading = regexp.MustCompile(`^write (## .+), with two number signs`)
	wrongWord = regexp.MustCompile(`“([^”]+)”`)
)

// cureOf is the edit that mends a finding, or nil.
func (s *server) cureOf(t text, f diag.Finding, line, from, to int) *cure {
	say := func(zh, en string) string { return diag.Text{Zh: zh, En: en}.In(s.lang) }
	if m := writtenID.FindStringSubmatch(f.Hint.En); f.Rule == "id-missing" && m != nil {
		if strings.HasPrefix(m[1], "{") {
			end := len(strings.TrimRight(t.line(line), " \t\r"))
			return &cure{say("写上编号 ", "write the id ") + m[1], t.span(line, end, end), " " + m[1]}
		}
		end := len(t.line(line))
		return &cure{say("写上 ", "write ") + m[1], t.span(line, end, end), "\n" + m[1]}
	}
	if m := asHeading.FindStringSubmatch(f.Hint.En); f.Rule == "stray-heading" && m != nil {
		return &cure{say("改为标题", "make it a heading"), t.span(line, 0, to), m[1]}
	}
	m := proposed.FindStringSubmatch(f.Hint.Zh)
	if m == nil {
		return nil
	}
	// The word that is wrong stands in the message, and after the finding's place.
	rest := t.line(line)[min(from, len(t.line(line))):]
	for _, w := range wrongWord.FindAllStringSubmatch(f.Message.Zh, -1) {
		if i := strings.Index(rest, w[1]); i >= 0 {
			return &cure{say("改为“"+m[1]+"”", "change it to "+m[1]), t.span(line, from+i, from+i+len(w[1])), m[1]}
		}
	}
	if strings.HasPrefix(rest, `"`) {
		return &cure{say("改为“"+m[1]+"”", "change it to "+m[1]), t.span(line, from, to), `"` + m[1] + `"`}
	}
	return nil
}

// fixes makes an action of each finding that has a cure. Those of other programs, whose
// codes and data are anything, have none.
func fixes(uri string, list []json.RawMessage) any {
	out := []any{}
	for _, raw := range list {
		var d diagnostic
		if err := json.Unmarshal(raw, &d); err != nil || d.Source != "gongshi" || d.Data == nil {
			continue
		}
		out = append(out, map[string]any{
			"title": d.Data.Title, "kind": "quickfix", "diagnostics": []diagnostic{d}, "isPreferred": true,
			"edit": map[string]any{"changes": map[string]any{uri: []textEdit{{d.Data.Range, d.Data.Text}}}},
		})
	}
	return out
}

// text is the text of a document, in lines.
type text struct {
	lines []string
	bytes bool
}

func (s *server) text(name string) text {
	data, ok := s.open[name]
	if !ok {
		data, _ = fs.ReadFile(os.DirFS(s.root), name) // a file that is gone is empty
	}
	return text{strings.Split(string(data), "\n"), s.bytes}
}

func (t text) line(n int) string {
	if n < 0 || n >= len(t.lines) {
		return ""
	}
	return t.lines[n]
}

// span is a range within a line, from byte to byte.
func (t text) span(line, from, to int) textRange {
	return textRange{position{line, t.units(line, from)}, position{line, t.units(line, to)}}
}

// units counts what the editor counts up to a byte of a line.
func (t text) units(line, at int) int {
	l := t.line(line)
	at = min(max(at, 0), len(l))
	if t.bytes {
		return at
	}
	n := 0
	for _, r := range l[:at] {
		n += max(utf16.RuneLen(r), 1)
	}
	return n
}

// offset is the byte of a line that the editor's count stands for.
func (t text) offset(p position) int {
	l := t.line(p.Line)
	if t.bytes {
		return min(max(p.Character, 0), len(l))
	}
	n := 0
	for i, r := range l {
		if n >= p.Character {
			return i
		}
		n += max(utf16.RuneLen(r), 1)
	}
	return len(l)
}

// view is one document with what the site says about it.
type view struct {
	*server
	text
	name string
	at   position
	col  int // byte of the line
	site *load.Site
	unit *catalog.Unit
	fsys fs.FS
}

// with reads the site and answers a question about a place in a document.
func (s *server) with(name string, at position, answer func(*view) any) any {
	fsys := overlay{os.DirFS(s.root), s.open}
	site, err := load.OpenSite(fsys)
	if err != nil {
		return nil
	}
	v := &view{server: s, text: s.text(name), name: name, at: at, site: site, fsys: fsys}
	v.col = v.offset(at)
	for _, u := range site.Units {
		if u.ID == path.Dir(name) {
			if v.unit, _, err = load.Unit(fsys, site, u); err != nil {
				return nil
			}
		}
	}
	return answer(v)
}

func (v *view) scheme() *catalog.Scheme {
	if v.unit != nil && v.unit.Scheme != nil {
		return v.unit.Scheme
	}
	if s := v.site.Schemes[v.site.Scheme]; s != nil {
		return s
	}
	return &catalog.Scheme{}
}

// layOut gives the edit that lays out the whole document.
func (v *view) layOut() any {
	old := []byte(strings.Join(v.lines, "\n"))
	out, findings := format.File(v.name, old, format.Scope{Scheme: v.scheme()})
	if len(findings) > 0 || string(out) == string(old) {
		return []textEdit{}
	}
	last := len(v.lines) - 1
	return []textEdit{{textRange{position{}, position{last, v.units(last, len(v.line(last)))}}, string(out)}}
}

// outline lists positions and, in them, risk points.
func (v *view) outline() any {
	if v.unit == nil {
		return []symbol{}
	}
	var out []symbol
	at := func(p diag.Position, name, detail string, kind int) symbol {
		line := max(p.Line-1, 0)
		r := v.span(line, 0, len(v.line(line)))
		return symbol{Name: name, Detail: detail, Kind: kind, Range: r, Selection: r}
	}
	end := len(v.lines) - 1
	for i := range v.unit.Positions {
		p := &v.unit.Positions[i]
		if p.Origin.File != v.name {
			continue
		}
		s := at(p.Origin.Position(), orDash(p.Name), p.Department, 5)
		for j := range p.Risks {
			r := &p.Risks[j]
			s.Children = append(s.Children, at(r.Origin.Position(), orDash(r.Title), r.Grade, 13))
		}
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b symbol) int { return a.Range.Start.Line - b.Range.Start.Line })
	// A symbol reaches to the next one.
	for i := range out {
		next := end
		if i+1 < len(out) {
			next = out[i+1].Range.Start.Line - 1
		}
		out[i].Range.End = position{next, v.units(next, len(v.line(next)))}
		for j := range out[i].Children {
			last := next
			if j+1 < len(out[i].Children) {
				last = out[i].Children[j+1].Range.Start.Line - 1
			}
			out[i].Children[j].Range.End = position{last, v.units(last, len(v.line(last)))}
		}
	}
	if out == nil {
		return []symbol{}
	}
	return out
}

func orDash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

// wordAround is the run of characters of an address around a byte.
func wordAround(line string, at int) (word string, from, to int) {
	isPart := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '/' || r == '#' || r == '.' || r >= 0x4e00 && r <= 0x9fff || r == 'Ⅰ' || r == 'Ⅱ' || r == 'Ⅲ' || r >= 'A' && r <= 'Z'
	}
	from, to = min(at, len(line)), min(at, len(line))
	for from > 0 {
		r, n := utf8.DecodeLastRuneInString(line[:from])
		if !isPart(r) {
			break
		}
		from -= n
	}
	for to < len(line) {
		r, n := utf8.DecodeRuneInString(line[to:])
		if !isPart(r) {
			break
		}
		to += n
	}
	return line[from:to], from, to
}
