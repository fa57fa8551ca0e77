package render

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/html"
	"golang.org/x/sync/errgroup"
)

// readLayouts parses base.html and all partials together, and each layout on a
// copy of them. Templates are made small here, once, not page by page.
func readLayouts(theme fs.FS, w *words) (map[string]*template.Template, error) {
	shared, err := fs.Glob(theme, "partials/*.html")
	if err != nil {
		return nil, err
	}
	base := template.New("base").Option("missingkey=error").Funcs(template.FuncMap{"t": w.lookup})
	for _, name := range append([]string{"layouts/base.html"}, shared...) {
		if err := parse(base, theme, name, w); err != nil {
			return nil, err
		}
	}
	names, err := fs.Glob(theme, "layouts/*.html")
	if err != nil {
		return nil, err
	}
	names = slices.DeleteFunc(names, func(name string) bool { return kindOf(name) == "base" })
	parsed, errs := make([]*template.Template, len(names)), make([]error, len(names))
	var g errgroup.Group
	g.SetLimit(workers())
	for i, name := range names {
		g.Go(func() error {
			if parsed[i], errs[i] = base.Clone(); errs[i] == nil {
				errs[i] = parse(parsed[i], theme, name, w)
			}
			return nil
		})
	}
	g.Wait()
	layouts := make(map[string]*template.Template, len(names))
	for i, name := range names {
		if errs[i] != nil {
			return nil, errs[i]
		}
		layouts[kindOf(name)] = parsed[i]
	}
	return layouts, nil
}

// kindOf is the kind of page that a file of the theme lays out.
func kindOf(name string) string { return strings.TrimSuffix(path.Base(name), ".html") }

// parse adds the templates that a file of the theme defines.
func parse(t *template.Template, theme fs.FS, name string, w *words) error {
	source, err := fs.ReadFile(theme, name)
	if err != nil {
		return err
	}
	text, err := setWords(string(source), w)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	small, err := minifyTemplate(text)
	if err != nil {
		return fmt.Errorf("minify %s: %w", name, err)
	}
	if _, err := t.New(name).Parse(small); err != nil {
		return fmt.Errorf("parse %s: %w", name, err)
	}
	return nil
}

// wordCall is a call for words that depend on nothing else, as a whole action.
var wordCall = regexp.MustCompile(`\{\{t "([^"]*)"\}\}`)

// script matches a script element. Words in it are escaped as its language
// asks, by html/template, when the page is made.
var script = regexp.MustCompile(`(?s)<script.*?</script>`)

// setWords puts the words of the language in the place of {{t "key"}}, so that
// pages need not look them up. A key without words is an error at its line.
func setWords(source string, w *words) (string, error) {
	var out strings.Builder
	var missing error
	set := func(from, to int) {
		at := from
		for _, m := range wordCall.FindAllStringSubmatchIndex(source[from:to], -1) {
			key := source[from+m[2] : from+m[3]]
			text, ok := w.text[key]
			if !ok && missing == nil {
				missing = fmt.Errorf("line %d: no words for %q in language %s", 1+strings.Count(source[:from+m[0]], "\n"), key, w.lang)
			}
			out.WriteString(source[at:from+m[0]] + template.HTMLEscapeString(text))
			at = from + m[1]
		}
		out.WriteString(source[at:to])
	}
	at := 0
	for _, m := range script.FindAllStringIndex(source, -1) {
		set(at, m[0])
		out.WriteString(source[m[0]:m[1]])
		at = m[1]
	}
	set(at, len(source))
	return out.String(), missing
}

// lookup is the template function t where it stands inside a longer action.
func (w *words) lookup(key string, args ...any) (string, error) {
	text, ok := w.text[key]
	if !ok {
		return "", fmt.Errorf("no words for %q in language %s", key, w.lang)
	}
	if len(args) == 0 {
		return text, nil
	}
	return fmt.Sprintf(text, args...), nil
}

// define matches the actions that begin and end a template.
var define = regexp.MustCompile(`(?m)^\{\{define "[^"]*"\}\}\n`)

// minifyTemplate takes needless white space and comments out of a template.
// Quotes and end tags stay: the escaper of html/template and strict readers of
// HTML both rely on them.
var minifyTemplate = func(source string) (string, error) {
	// White space around an action may be all that parts two words, so the
	// minifier keeps it; between a line's end and a tag it parts nothing.
	source = define.ReplaceAllStringFunc(source, strings.TrimSpace)
	m := minify.New()
	var out bytes.Buffer
	err := (&html.Minifier{
		KeepDefaultAttrVals: true,
		KeepDocumentTags:    true,
		KeepEndTags:         true,
		KeepQuotes:          true,
		TemplateDelims:      html.GoTemplateDelims,
	}).Minify(m, &out, strings.NewReader(source), nil)
	return out.String(), err
}
