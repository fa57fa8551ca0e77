package load

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// markdown is CommonMark with tables. The parser is set up once and safe to
// share.
var markdown parser.Parser = goldmark.New(goldmark.WithExtensions(extension.Table)).Parser()

// parseMarkdownPosition reads a file that holds one position.
func parseMarkdownPosition(src *source, v *vocabulary) []catalog.Position {
	id := src.checkFileID()
	if id == "index" {
		return nil
	}
	front, body, ok := splitFrontMatter(src)
	if !ok {
		return nil
	}
	p := parsePosition(parseTOML(front), v, id)
	src.elements = front.elements
	body.damaged = front.damaged
	parseBody(body, &p, v)
	src.findings = append(src.findings, front.findings...)
	src.findings = append(src.findings, body.findings...)
	return []catalog.Position{p}
}

// splitFrontMatter parts a file at its +++ lines.
func splitFrontMatter(src *source) (front, body *source, ok bool) {
	first, rest, _ := bytes.Cut(src.data, []byte("\n"))
	if string(bytes.TrimRight(first, " \t\r")) != "+++" {
		hint := diag.Text{Zh: "第一行写半角的 +++，下面写 name = \"岗位名称\" 等属性，再以一行 +++ 结束", En: "write +++ on the first line, then name = \"…\" and the other keys, then +++ again"}
		if strings.HasPrefix(string(first), "---") {
			hint = diag.Text{Zh: "属性用 TOML 书写：把 --- 换成 +++，把 键: 值 换成 键 = \"值\"", En: "front matter is TOML: use +++ for ---, and key = \"value\" for key: value"}
		}
		src.report(ruleFrontMatter, src.at(1, 1), diag.Text{Zh: "岗位文件没有以 +++ 开头的属性", En: "the position does not begin with front matter"}, hint)
		return nil, nil, false
	}
	for at, line := 0, 1; at <= len(rest); line++ {
		end := bytes.IndexByte(rest[at:], '\n')
		if end < 0 {
			end = len(rest) - at
		}
		if string(bytes.TrimRight(rest[at:at+end], " \t\r")) == "+++" {
			next := min(at+end+1, len(rest))
			return &source{path: src.path, data: rest[:at], line: 1},
				&source{path: src.path, data: rest[next:], line: line + 1}, true
		}
		at += end + 1
	}
	src.report(ruleFrontMatter, src.at(1, 1), diag.Text{Zh: "属性没有以 +++ 结束", En: "the front matter has no end"},
		diag.Text{Zh: "在属性之后单独写一行 +++", En: "put a line of +++ after the last key"})
	return nil, nil, false
}

// parseBody reads what stands below the front matter: the description, then one
// risk point for each heading of level two.
func parseBody(src *source, p *catalog.Position, v *vocabulary) {
	var all []outline
	all, src.plain = src.plainOutlines()
	if !(src.plain && src.moderate()) && src.excessiveMarkdown() {
		return
	}
	if !src.plain {
		if n := len(src.data); n > 0 && src.data[n-1] != '\n' {
			src.data = append(src.data[:n:n], '\n') // a last line without it may be read otherwise
		}
		all = src.outlines(markdown.Parse(text.NewReader(src.data)))
	}
	p.Description = all[0].description
	p.Risks = slices.Grow(p.Risks, len(all)-1)
	for i := range all[1:] {
		p.Risks = append(p.Risks, src.risk(&all[1+i], v))
	}
	src.strays(all, v)
}

// outline is a heading of level two with what stands below it, or what stands before
// the first such heading.
type outline struct {
	heading     int    // where its line begins in the source
	title       string // as written
	titleAt     int    // where it begins in the source; 0 where there is none
	listed      bool   // there is a list of fields, perhaps of none
	items       []item
	description catalog.Prose
}

// outlines are those of a document. The first is that without a heading.
func (src *source) outlines(doc ast.Node) []outline {
	var out []outline
	for _, s := range sections(doc, src.data) {
		out = append(out, src.outline(s))
	}
	return out
}

func (src *source) outline(s section) outline {
	if s.heading == nil {
		return outline{description: src.proseOf(s.nodes, s.start, s.end)}
	}
	o := outline{heading: lineStart(src.data, nodeStart(s.heading))}
	if l := s.heading.Lines(); l != nil && l.Len() > 0 {
		o.title, o.titleAt = src.lines(l), l.At(0).Start
	}
	list := slices.IndexFunc(s.nodes, func(n ast.Node) bool { return n.Kind() == ast.KindList })
	if list < 0 {
		o.description = src.proseOf(s.nodes, s.start, s.end)
		return o
	}
	o.listed, o.items = true, src.items(s.nodes[list])
	before := src.proseOf(s.nodes[:list], s.start, lineStart(src.data, nodeStart(s.nodes[list])))
	after := catalog.Prose{}
	if rest := s.nodes[list+1:]; len(rest) > 0 {
		after = src.proseOf(rest, lineStart(src.data, nodeStart(rest[0])), s.end)
	}
	o.description = joinProse(before, after)
	return o
}

// section is a heading of level two with the nodes below it, or those before the first
// such heading.
type section struct {
	heading    *ast.Heading
	nodes      []ast.Node
	start, end int // bytes of the source, the heading's line excluded
}

func sections(doc ast.Node, data []byte) []section {
	all := []section{{}}
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		current := &all[len(all)-1]
		h, isHeading := n.(*ast.Heading)
		if !isHeading || h.Level != 2 {
			current.nodes = append(current.nodes, n)
			continue
		}
		current.end = lineStart(data, nodeStart(n))
		all = append(all, section{heading: h, start: blockEnd(n, data)})
	}
	all[len(all)-1].end = len(data)
	return all
}

// nodeStart is the offset of a block in the source.
func nodeStart(n ast.Node) int {
	if pos := n.Pos(); pos >= 0 {
		return pos
	}
	if n.Type() == ast.TypeBlock && n.Lines() != nil && n.Lines().Len() > 0 {
		return n.Lines().At(0).Start
	}
	if c := n.FirstChild(); c != nil {
		return nodeStart(c)
	}
	return 0
}

func lineStart(data []byte, at int) int {
	return bytes.LastIndexByte(data[:min(at, len(data))], '\n') + 1
}

// blockEnd is the offset after the last line of a heading.
func blockEnd(n ast.Node, data []byte) int {
	end := nodeStart(n)
	if l := n.Lines(); l != nil && l.Len() > 0 {
		end = max(end, l.At(l.Len()-1).Stop-1)
	}
	end = nextLine(data, end)
	// The underline of a setext heading belongs to it.
	if line := bytes.TrimSpace(data[end:nextLine(data, end)]); data[lineStart(data, nodeStart(n))] != '#' && len(line) > 0 && len(bytes.Trim(line, "-")) == 0 {
		end = nextLine(data, end)
	}
	return end
}

func nextLine(data []byte, at int) int {
	if at >= len(data) {
		return len(data)
	}
	if i := bytes.IndexByte(data[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(data)
}

// cutID parts the title of a heading from the id that stands after it, as {#id}. The marks
// may be full-width.
func cutID(s string) (title, id string, ok bool) {
	const space = " \t\n\f\r"
	text := strings.TrimRight(s, space)
	open, ok := strings.CutSuffix(text, "}")
	if !ok {
		open, ok = strings.CutSuffix(text, "｝")
	}
	at, begin := strings.LastIndex(open, "{#"), len("{#")
	if ok && at < 0 {
		for _, mark := range []string{"｛#", "{＃", "｛＃"} {
			if i := strings.LastIndex(open, mark); i > at {
				at, begin = i, len(mark)
			}
		}
	}
	if !ok || at < 0 || strings.ContainsAny(open[at+begin:], "{}｛｝") {
		return s, "", false
	}
	return strings.TrimRight(open[:at], space), open[at+begin:], true
}

// risk reads an outline as a risk point.
func (src *source) risk(o *outline, v *vocabulary) catalog.RiskPoint {
	at := src.offset(o.heading)
	r := catalog.RiskPoint{Origin: catalog.Origin{File: at.File, Line: at.Line, Column: at.Column}}
	src.heading(o, &r)
	if o.listed {
		src.fields(o.items, &r, v)
	}
	r.Description = o.description
	return r
}

func joinProse(a, b catalog.Prose) catalog.Prose {
	switch {
	case a.IsZero():
		return b
	case b.IsZero():
		return a
	}
	return catalog.Prose{Markdown: a.Markdown + "\n\n" + b.Markdown, Text: strings.TrimSpace(a.Text + "\n" + b.Text), Line: a.Line, Links: append(a.Links, b.Links...)}
}

// nearID is what was meant for an id at the end of a heading: braces without the number
// sign, or other brackets with one. A number in them may be a part of the title.
var nearID = regexp.MustCompile(`\s*(?:[{｛]([a-z][a-z0-9-]+)[}｝]|[\[(（【〔]\s*[#＃]([a-z][a-z0-9-]+)\s*[\])）】〕])\s*$`)

// nearIDOf matches nearID in a title that has no id.
func nearIDOf(title, id string) []string {
	if id != "" || !strings.ContainsAny(title, "{｛[(（【〔") {
		return nil
	}
	return nearID.FindStringSubmatch(title)
}

func (src *source) heading(o *outline, r *catalog.RiskPoint) {
	title := o.title
	if o.titleAt > 0 {
		_, col := lineCol(src.data, o.titleAt)
		r.Origin.Mark("title", r.Origin.Line, col)
	}
	if text, id, ok := cutID(title); ok {
		title, r.ID = text, id
		pos := r.Origin.Position()
		line := src.data[o.heading:nextLine(src.data, o.heading)]
		pos.Column = bytes.IndexAny(line, "{｛") + 1
		r.Origin.Mark("id", pos.Line, pos.Column)
		src.checkID(r.ID, pos)
	}
	if m := nearIDOf(title, r.ID); m != nil {
		title, r.ID = strings.TrimSuffix(title, m[0]), m[1]+m[2]
		src.report(ruleBadID, r.Origin.Position(), diag.Textf("标题末尾的“%[1]s”不成为编号", "%[1]s at the end of the heading is no identifier", strings.TrimSpace(m[0])),
			diag.Textf("写成 {#%[1]s}：半角花括号，里面以 # 开头", "write {#%[1]s}, with braces and a number sign", r.ID))
	}
	r.Title = src.text(unescape(strings.TrimSpace(title)), r.Origin.Position())
	if r.Title == "" {
		src.report(ruleTitleMissing, r.Origin.Position(), diag.Text{Zh: "风险点没有标题", En: "the risk point has no title"},
			diag.Text{Zh: "在 ## 之后写明风险点，例如 ## 化整为零规避招标 {#split-orders}", En: "write the risk after ##, for example ## Splitting orders {#split-orders}"})
	}
	if r.ID == "" && r.Title != "" {
		r.ID = slug(r.Title)
		src.reportIDMissing(r.Origin.Position(), r.ID, "{#"+r.ID+"}")
	}
}

// lines joins the lines of a block as text runs on: Han without a space, words
// with one.
func (src *source) lines(l *text.Segments) string {
	joined := make([]byte, 0, 256)
	for i := range l.Len() {
		seg := l.At(i)
		line := bytes.TrimSpace(seg.Value(src.data))
		if len(joined) > 0 && len(line) > 0 && joined[len(joined)-1] < utf8.RuneSelf && line[0] < utf8.RuneSelf {
			joined = append(joined, ' ')
		}
		joined = append(joined, line...)
	}
	return string(joined)
}

// unescape resolves the backslash escapes of Markdown. All other markup of a
// field is kept as it is written: a field is text.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && s[i+1] < utf8.RuneSelf && (unicode.IsPunct(rune(s[i+1])) || unicode.IsSymbol(rune(s[i+1]))) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// proseOf takes a stretch of the source as prose.
func (src *source) proseOf(nodes []ast.Node, start, end int) catalog.Prose {
	if len(nodes) == 0 || start >= end {
		return catalog.Prose{}
	}
	if len(bytes.TrimSpace(src.data[start:end])) == 0 {
		return catalog.Prose{}
	}
	trimmed := bytes.Trim(src.data[start:end], " \t\n") // other space is text to Markdown
	at := start + bytes.Index(src.data[start:end], trimmed)
	line, _ := lineCol(src.data, at)
	p := catalog.Prose{Markdown: string(trimmed), Line: src.line + line}
	switch first := nodes[0].(type) {
	case *ast.CodeBlock:
		p.Markdown = src.fenced(first, end)
	case *ast.List, *ast.FencedCodeBlock: // what follows is as it is by how far they are indented
		p.Markdown = string(src.data[lineStart(src.data, at):at]) + p.Markdown
	}
	var b strings.Builder
	for _, n := range nodes {
		src.collect(n, &b, &p)
	}
	p.Text = strings.TrimSpace(b.String())
	return p
}

// fenced is the source from a code block to the end, the block between fences.
func (src *source) fenced(code *ast.CodeBlock, end int) string {
	var text []byte
	stop := 0
	for i := range code.Lines().Len() {
		line := code.Lines().At(i)
		text, stop = append(text, line.Value(src.data)...), line.Stop
	}
	fence := "```"
	for bytes.Contains(text, []byte(fence)) {
		fence += "`"
	}
	rest := strings.TrimRight(string(src.data[min(stop, end):end]), " \t\r\n")
	return strings.TrimSpace(fence + "\n" + strings.TrimRight(string(text), "\r\n") + "\n" + fence + "\n" + rest)
}

// parseProse takes a whole text as prose.
func parseProse(src *source) catalog.Prose {
	if src.excessiveMarkdown() {
		return catalog.Prose{}
	}
	doc := markdown.Parse(text.NewReader(src.data))
	var nodes []ast.Node
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		nodes = append(nodes, n)
	}
	return src.proseOf(nodes, 0, len(src.data))
}

// collect gathers the text and the relative links below a node.
func (src *source) collect(n ast.Node, b *strings.Builder, p *catalog.Prose) {
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			if text := b.String(); n.Type() == ast.TypeBlock && text != "" && text[len(text)-1] != '\n' {
				b.WriteByte('\n')
			}
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Text:
			written := n.Segment.Value(src.data)
			if !n.IsRaw() {
				written = util.UnescapePunctuations(written)
			}
			b.Write(written)
			if n.SoftLineBreak() || n.HardLineBreak() {
				b.WriteByte('\n')
			}
		case *ast.String:
			b.Write(n.Value)
		case *ast.AutoLink:
			b.Write(n.Label(src.data))
		case *ast.RawHTML:
			for i := range n.Segments.Len() {
				seg := n.Segments.At(i)
				b.Write(seg.Value(src.data))
			}
		case *ast.HTMLBlock, *ast.CodeBlock, *ast.FencedCodeBlock:
			b.WriteString(src.lines(n.Lines()))
		case *ast.Link:
			src.link(string(n.Destination), n, p)
		case *ast.Image:
			src.link(string(n.Destination), n, p)
		}
		return ast.WalkContinue, nil
	})
}

var absoluteLink = regexp.MustCompile(`^(?:[a-zA-Z][a-zA-Z0-9+.-]*:|//)`)

// link notes a relative link of prose, to be checked once all files are known.
func (src *source) link(target string, n ast.Node, p *catalog.Prose) {
	if target == "" || absoluteLink.MatchString(target) {
		return
	}
	block := n
	for block.Type() != ast.TypeBlock && block.Parent() != nil {
		block = block.Parent()
	}
	pos := src.offset(nodeStart(block))
	p.Links = append(p.Links, catalog.Link{Target: target, Origin: catalog.Origin{File: pos.File, Line: pos.Line, Column: pos.Column}})
}
