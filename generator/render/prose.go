package render

import (
	"bytes"
	"html/template"
	"net/url"
	"path"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"gongshi/generator/catalog"
)

// newMarkdown is CommonMark with tables, in the safe mode: links that could run
// a script are emptied, and raw HTML is shown as the text that it is.
func newMarkdown() goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignNone))),
		goldmark.WithParserOptions(parser.WithASTTransformers(util.Prioritized(linkWriter{}, 500))),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(plainHTML{}, 100))),
	)
}

// prose renders Markdown of the unit for a page in the unit's folder, or for a
// print of it, where the heading above is of the level. Headings in the text go
// below it, whatever levels they were written with.
func (v *unitView) prose(p catalog.Prose, level int) template.HTML {
	return v.r.prose(p, level, v.base)
}

// printBase is where the parser keeps the base of prose to be printed.
var printBase = parser.NewContextKey()

func (r *Renderer) prose(p catalog.Prose, level int, base string) template.HTML {
	if p.IsZero() {
		return ""
	}
	source := []byte(p.Markdown)
	pc := parser.NewContext()
	pc.Set(printBase, base)
	doc := r.markdown.Parser().Parse(text.NewReader(source), parser.WithContext(pc))
	lowerHeadings(doc, level)
	var out proseBuffer
	if err := r.markdown.Renderer().Render(&out, source, doc); err != nil {
		// Writing to memory does not fail, and the nodes are goldmark's own.
		return template.HTML("<pre>" + template.HTMLEscapeString(p.Markdown) + "</pre>")
	}
	return template.HTML(strings.Map(oneDirection, out.String()))
}

// proseBuffer is a buffer that goldmark writes to as it is, without one of its own.
type proseBuffer struct{ bytes.Buffer }

func (*proseBuffer) Buffered() int { return 0 }

func (*proseBuffer) Flush() error { return nil }

// oneDirection drops the characters that change the order in which text is shown.
// No file of content holds them, but Markdown can name them by their numbers.
func oneDirection(r rune) rune {
	if r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
		return -1
	}
	return r
}

// lowerHeadings sets headings so that the highest is one below the level and
// none skips a level.
func lowerHeadings(doc ast.Node, level int) {
	var open []int // levels as written of the headings that enclose this place
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		h, ok := n.(*ast.Heading)
		if !ok {
			continue
		}
		for len(open) > 0 && open[len(open)-1] >= h.Level {
			open = open[:len(open)-1]
		}
		open = append(open, h.Level)
		h.Level = min(6, level+len(open))
	}
}

// linkWriter rewrites links to other files of the content into links to their
// pages, turns pictures of other hosts into links, marks aligned cells, and lets tables
// scroll. What is to be printed keeps the words of links, and the pictures.
type linkWriter struct{}

func (linkWriter) Transform(doc *ast.Document, _ text.Reader, pc parser.Context) {
	base, _ := pc.Get(printBase).(string)
	var pictures []*ast.Image
	var links []*ast.Link
	ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Link:
			n.Destination = pageLink(n.Destination)
			links = append(links, n)
		case *ast.Image:
			switch {
			case isForeign(n.Destination):
				pictures = append(pictures, n)
			case base != "" && !bytes.HasPrefix(n.Destination, []byte("data:")):
				n.Destination = append([]byte(base), n.Destination...)
			}
		case *east.Table:
			n.SetAttributeString("tabindex", []byte("0")) // on a narrow screen it scrolls, by the keyboard too
		case *east.TableCell:
			if n.Alignment == east.AlignRight || n.Alignment == east.AlignCenter {
				n.SetAttributeString("class", []byte(n.Alignment.String()))
			}
		}
		return ast.WalkContinue, nil
	})
	for _, n := range pictures {
		link := ast.NewLink()
		link.Destination, link.Title = n.Destination, n.Title
		for child := n.FirstChild(); child != nil; child = n.FirstChild() {
			link.AppendChild(link, child)
		}
		if link.FirstChild() == nil {
			link.AppendChild(link, ast.NewString(n.Destination))
		}
		n.Parent().ReplaceChild(n.Parent(), n, link)
		links = append(links, link)
	}
	if base == "" {
		return
	}
	for _, n := range links {
		for child := n.FirstChild(); child != nil; child = n.FirstChild() {
			n.Parent().InsertBefore(n.Parent(), n, child)
		}
		n.Parent().RemoveChild(n.Parent(), n)
	}
}

// isForeign reports whether an address leads out of the site.
func isForeign(destination []byte) bool {
	u, err := url.Parse(string(destination))
	return err != nil || u.Host != "" || u.Scheme != "" && u.Scheme != "data"
}

// pageLink gives the address of the page that a file of the content becomes.
func pageLink(destination []byte) []byte {
	u, err := url.Parse(string(destination))
	if err != nil || u.Host != "" || u.Scheme != "" || u.Path == "" {
		return destination
	}
	switch {
	case path.Base(u.Path) == "unit.toml":
		u.Path = strings.TrimSuffix(u.Path, "unit.toml") + "index.html"
	case strings.HasSuffix(u.Path, ".md"):
		u.Path = strings.TrimSuffix(u.Path, ".md") + ".html"
	case strings.HasSuffix(u.Path, "/"):
		u.Path += "index.html"
	default:
		return destination
	}
	u.RawPath = ""
	return []byte(u.String())
}

// plainHTML renders raw HTML as text, so that nothing written is lost and
// nothing written runs.
type plainHTML struct{}

func (plainHTML) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindHTMLBlock, func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		w.WriteString("<pre>")
		block := n.(*ast.HTMLBlock)
		for i := range block.Lines().Len() {
			line := block.Lines().At(i)
			w.Write(util.EscapeHTML(line.Value(source)))
		}
		if block.HasClosure() {
			w.Write(util.EscapeHTML(block.ClosureLine.Value(source)))
		}
		w.WriteString("</pre>\n")
		return ast.WalkContinue, nil
	})
	reg.Register(ast.KindRawHTML, func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			raw := n.(*ast.RawHTML)
			for i := range raw.Segments.Len() {
				segment := raw.Segments.At(i)
				w.Write(util.EscapeHTML(segment.Value(source)))
			}
		}
		return ast.WalkSkipChildren, nil
	})
}
