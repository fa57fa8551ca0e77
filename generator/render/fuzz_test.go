package render

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"gongshi/generator/catalog"
)

// proseElements are the elements that prose may bring into a page, with the
// attributes that each may bear.
var proseElements = map[string][]string{
	"html": nil, "head": nil, "body": nil, // put around it by the parser
	"p": nil, "h1": nil, "h2": nil, "h3": nil, "h4": nil, "h5": nil, "h6": nil, "ul": nil, "ol": {"start"}, "li": nil,
	"blockquote": nil, "pre": nil, "code": {"class"}, "em": nil, "strong": nil, "hr": nil, "br": nil,
	"a": {"href", "title"}, "img": {"src", "alt", "title"},
	"table": {"tabindex"}, "thead": nil, "tbody": nil, "tr": nil, "th": {"class"}, "td": {"class"},
}

// Whatever is written as prose, a page gets text and the elements of Markdown, and no
// address that runs a script or that a page would load from elsewhere.
func FuzzProse(f *testing.F) {
	for _, s := range []string{
		"<script>alert(1)</script>", "[x](javascript:alert(1))", "[x](  java\tscript:alert(1))", "[x](&#106;avascript:alert(1))", "![x](data:text/html,<script>)",
		"[x](data:text/html;base64,PHNjcmlwdD4=)", "<javascript:alert(1)>", "![x](https://evil.example/x.png)", "![x](//evil.example/x.png)", "![x](\\\\evil.example/x)",
		"|a|b|\n|--|:-:|\n|<b>|`c|`|\n", "```\"><script>\nx\n```", "[a]: javascript:x 'y\" onload=\"z'\n\n[a]", "[[[[a](b)](c)](d)](e)", "1000000000) x", "***a**b*__c_", "<!-- --><![CDATA[", "&#0;&#x110000;\x00", "http:/\\evil.example",
	} {
		f.Add(s, uint8(2), false)
	}
	r := &Renderer{markdown: newMarkdown()}
	f.Fuzz(func(t *testing.T, markdown string, level uint8, print bool) {
		base := ""
		if print {
			base = "../a/"
		}
		out := string(r.prose(catalog.Prose{Markdown: markdown}, int(level%5)+1, base))
		tokens := html.NewTokenizer(strings.NewReader(out))
		for {
			kind := tokens.Next()
			if kind == html.ErrorToken {
				return
			}
			if kind == html.CommentToken || kind == html.DoctypeToken {
				if raw := string(tokens.Raw()); raw != "<!-- raw HTML omitted -->" {
					t.Fatalf("%q brings %q", markdown, raw)
				}
			}
			if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
				continue
			}
			tag := tokens.Token()
			attributes, known := proseElements[tag.Data]
			if !known {
				t.Fatalf("%q brings an element %s", markdown, tag)
			}
			for _, a := range tag.Attr {
				if !slices.Contains(attributes, a.Key) {
					t.Fatalf("%q brings an attribute %s", markdown, tag)
				}
				if a.Key == "href" && !harmless(a.Val) || a.Key == "src" && !ownPicture(a.Val) {
					t.Fatalf("%q leads to %q", markdown, a.Val)
				}
			}
		}
	})
}

// schemeOf is the scheme of an address as a browser reads it, which passes over
// control characters.
func schemeOf(address string) string {
	address = strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r == '\r' {
			return -1
		}
		return r
	}, strings.TrimLeftFunc(address, func(r rune) bool { return r <= ' ' }))
	scheme, _, found := strings.Cut(address, ":")
	if !found || strings.ContainsAny(scheme, "/?#") {
		return ""
	}
	return strings.ToLower(scheme)
}

func harmless(address string) bool {
	return !slices.Contains([]string{"javascript", "vbscript", "data", "file"}, schemeOf(address)) || strings.HasPrefix(strings.ToLower(address), "data:image/")
}

// ownPicture reports whether a picture is a file of the site or written in the page.
func ownPicture(address string) bool {
	if scheme := schemeOf(address); scheme != "" {
		return scheme == "data"
	}
	plain := strings.ReplaceAll(strings.TrimLeftFunc(address, func(r rune) bool { return r <= ' ' }), `\`, "/")
	u, err := url.Parse(plain)
	return !strings.HasPrefix(plain, "//") && (err != nil || u.Host == "")
}
