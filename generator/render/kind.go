package render

import (
	"strings"
	"unicode"

	"gongshi/generator/catalog"
)

// KindsPage lists the kinds of a unit's risk points. A kind of few risk points stands on
// it with all of them; one of more has a page of its own.
type KindsPage struct {
	Page
	Unit     Link
	Facts    []Field
	Sentence string
	Pages    []IndexCount // the kinds that have pages
	Legend   Legend
	Kinds    []Kind
	Alone    []Link // kinds of one risk point, each leading to it
}

// Kind is a kind of few risk points.
type Kind struct {
	ID    string // of its element
	Name  string
	Count string
	Rows  Rows
}

// The page of all kinds holds the risk points of those kinds that have at most so many,
// and of fewer kinds where they would be too many together.
const (
	fewOfKind  = 8
	mostInline = 500
)

// kindPages tells where the risk points of a unit's kinds are listed.
type kindPages struct {
	unit string
	few  int // a kind has a page if it has more risk points
}

func kindsOf(unit string, kinds []catalog.Count) kindPages {
	few := fewOfKind
	for ; few > 1; few-- {
		n := 0
		for _, k := range kinds {
			if k.N > 1 && k.N <= few {
				n += k.N
			}
		}
		if n <= mostInline {
			break
		}
	}
	return kindPages{unit, few}
}

// hasPage reports whether a kind has a page of its own.
func (p kindPages) hasPage(k catalog.Count) bool { return k.N > p.few }

// link leads to the risk points of a kind, and nowhere for a kind of one alone.
func (p kindPages) link(at place, k catalog.Count) string {
	switch {
	case k.N < 2:
		return ""
	case p.hasPage(k):
		return at.to(catalog.KindPage(p.unit, k.ID))
	}
	return at.to(catalog.KindIndex(p.unit), kindElement(k))
}

// kindElement is the id of the element of a kind on the page of all. An id holds no white
// space, and no slug a full stop.
func kindElement(k catalog.Count) string {
	return "kind-" + strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return '.'
		}
		return r
	}, k.ID)
}

// kindsPage makes the page of a unit's kinds, of whose risk points these are the rows.
func (v *unitView) kindsPage(rows map[listKey]Rows) *KindsPage {
	r, u, w := v.r, v.unit, v.r.words
	path := catalog.KindIndex(u.ID)
	at := place(path)
	page := &KindsPage{Page: r.page("kinds", path, w.get("index.kind")), Unit: Link{Text: u.Name, Href: r.unitLink(at, u.ID)},
		Facts: r.homeField(at, u.ID), Sentence: w.format("kinds.text", w.count("count.kinds", len(v.summary.Kinds))), Legend: v.legend(at)}
	for _, k := range v.summary.Kinds {
		own := rows[listKey{"kind", k.Label}]
		switch {
		case k.N < 2:
			page.Alone = append(page.Alone, Link{Text: k.Label, Href: own[0].Href})
		case v.kindPages.hasPage(k):
			page.Pages = append(page.Pages, IndexCount{Link: Link{Text: k.Label, Href: v.kindPages.link(at, k)}, N: w.number(k.N)})
		default:
			page.Kinds = append(page.Kinds, Kind{kindElement(k), k.Label, w.count("count.risks", k.N), own})
		}
	}
	v.frame(&page.Page, at, false)
	page.titled(u.Name)
	page.Description = w.format("describe.list", u.Name, page.Heading, page.Sentence)
	page.Meta = append(page.Meta, columnMeta(page.Heading, page.Description, w.get("meta.column"))...)
	return page
}
