package render

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"

	"github.com/yuin/goldmark"

	"gongshi/generator/catalog"
)

// Emit takes one file of the site. It owns the data and is called from many
// goroutines at once.
type Emit func(path string, data []byte) error

// Renderer makes pages. It is read-only once made.
type Renderer struct {
	// Prints is set, before the first page, where the site is to have a folder of
	// sheets and documents to be printed.
	Prints bool

	site     *catalog.Site
	view     catalog.View
	words    *words
	settings settings
	assets   *assets
	layouts  map[string]*template.Template
	markdown goldmark.Markdown
	units    map[string]catalog.UnitName
	children map[string][]catalog.UnitName

	compared    []string          // kinds of units that have a page to compare them
	comparisons map[string]string // slugs of those pages, by kind
}

// New makes a theme ready for a site and its view. Everything wrong with the theme, a
// template that cannot be parsed, words that are missing, a style sheet that
// cannot be read, is an error here and not on some later page.
func New(theme fs.FS, site *catalog.Site, view catalog.View) (*Renderer, error) {
	r := &Renderer{site: site, view: view, markdown: newMarkdown(),
		units: map[string]catalog.UnitName{}, children: map[string][]catalog.UnitName{}}
	for _, u := range site.Tree {
		r.units[u.ID] = u
		r.children[u.Parent] = append(r.children[u.Parent], u)
	}
	r.compared, r.comparisons = compared(site.Tree)
	var err error
	if r.words, err = readWords(theme, languageOf(site)); err != nil {
		return nil, err
	}
	if r.settings, err = readSettings(theme); err != nil {
		return nil, err
	}
	if r.assets, err = readAssets(theme, r.settings, site.Schemes); err != nil {
		return nil, err
	}
	if r.layouts, err = readLayouts(theme, r.words); err != nil {
		return nil, err
	}
	return r, r.tryLayouts()
}

// languageOf is the language of the interface, Simplified Chinese unless said.
func languageOf(site *catalog.Site) string {
	if site.Language == "" {
		return "zh-Hans"
	}
	return site.Language
}

// emptyPages has one page of each kind with nothing in it.
func (r *Renderer) emptyPages() map[string]any {
	p := Page{Lang: r.words.lang}
	return map[string]any{
		"home":      &HomePage{Page: p},
		"unit":      &UnitPage{Page: p},
		"position":  &PositionPage{Page: p},
		"list":      &ListPage{Page: p},
		"index":     &IndexPage{Page: p},
		"directory": &DirectoryPage{Page: p},
		"schemes":   &SchemesPage{Page: p},
		"scheme":    &SchemePage{Page: p},
		"rules":     &RulesPage{Page: p},
		"rule":      &RulePage{Page: p},
		"compares":  &ComparesPage{Page: p},
		"compare":   &ComparePage{Page: p},
		"sheet":     &SheetPage{Page: p, Form: Sheet{Position: &PositionPage{}}},
		"document":  &DocumentPage{Page: p},
		"sheets":    &SheetsPage{Page: p},
		"search":    &SearchPage{Page: p},
		"changes":   &ChangesPage{Page: p},
		"removed":   &RemovedPage{Page: p},
		"ledger":    &LedgerPage{Page: p},
		"404":       &NotFoundPage{Page: p},
	}
}

// tryLayouts escapes every layout by rendering an empty page of its kind.
func (r *Renderer) tryLayouts() error {
	for kind, page := range r.emptyPages() {
		t := r.layouts[kind]
		if t == nil {
			return fmt.Errorf("theme has no layouts/%s.html", kind)
		}
		if err := t.ExecuteTemplate(io.Discard, "page", page); err != nil {
			return fmt.Errorf("layout %s: %w", kind, err)
		}
	}
	return nil
}

// execute renders a page of a kind.
func (r *Renderer) execute(kind string, page any) ([]byte, error) {
	var out bytes.Buffer
	out.Grow(16 << 10)
	if err := r.layouts[kind].ExecuteTemplate(&out, "page", page); err != nil {
		return nil, err
	}
	if r.words.lang == "en" {
		return markForeign(out.Bytes()), nil
	}
	return out.Bytes(), nil
}

// write renders a page of a kind and hands it on.
func (r *Renderer) write(emit Emit, kind, path string, page any) error {
	data, err := r.execute(kind, page)
	if err != nil {
		return fmt.Errorf("render %s: %w", path, err)
	}
	return emit(path, data)
}

var errNoScheme = errors.New("render: the unit has no scheme")
