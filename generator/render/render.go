package render

import (
	"cmp"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"maps"
	"slices"
	"sync"

	"github.com/yuin/goldmark"
	"golang.org/x/sync/errgroup"

	"gongshi/generator/catalog"
	"gongshi/generator/render/stencil"
)

// Emit takes one file of the site. The data is lent to it: when it returns, another
// page may be written there. It is called from many goroutines at once.
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
	layouts  map[string]layout
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
	var assets errgroup.Group
	assets.Go(func() (err error) {
		r.assets, err = readAssets(theme, r.settings, site.Schemes)
		return err
	})
	templates, err := readLayouts(theme, r.words)
	if err == nil {
		err = r.tryLayouts(templates)
	}
	if err := cmp.Or(assets.Wait(), err); err != nil {
		return nil, err
	}
	return r, nil
}

// layout makes the page of a kind, and appends it.
type layout interface {
	Append(out []byte, page any) ([]byte, error)
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
		"kinds":     &KindsPage{Page: p},
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

// tryLayouts escapes every layout by rendering an empty page of its kind, and makes
// a stencil of it.
func (r *Renderer) tryLayouts(templates map[string]*template.Template) error {
	pages := r.emptyPages()
	kinds := slices.Sorted(maps.Keys(pages))
	layouts, errs := make([]layout, len(kinds)), make([]error, len(kinds))
	var g errgroup.Group
	g.SetLimit(workers())
	for i, kind := range kinds {
		g.Go(func() error {
			layouts[i], errs[i] = tryLayout(templates[kind], kind, pages[kind])
			return nil
		})
	}
	g.Wait()
	r.layouts = make(map[string]layout, len(kinds))
	for i, kind := range kinds {
		if errs[i] != nil {
			return errs[i]
		}
		r.layouts[kind] = layouts[i]
	}
	return nil
}

func tryLayout(t *template.Template, kind string, page any) (layout, error) {
	if t == nil {
		return nil, fmt.Errorf("theme has no layouts/%s.html", kind)
	}
	if err := t.ExecuteTemplate(io.Discard, "page", page); err != nil {
		return nil, fmt.Errorf("layout %s: %w", kind, err)
	}
	return stencil.New(t, "page", page), nil
}

// buffers are room for pages, to be used again.
var buffers = sync.Pool{New: func() any { return new(make([]byte, 0, 1<<20)) }}

// write renders a page of a kind and hands it on.
func (r *Renderer) write(emit Emit, kind, path string, page any) error {
	buffer := buffers.Get().(*[]byte)
	defer buffers.Put(buffer)
	data, err := r.layouts[kind].Append((*buffer)[:0], page)
	*buffer = data
	if err != nil {
		return fmt.Errorf("render %s: %w", path, err)
	}
	if r.words.lang == "en" {
		data = markForeign(data)
	}
	return emit(path, data)
}

var errNoScheme = errors.New("render: the unit has no scheme")
