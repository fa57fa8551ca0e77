package render

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"

	"gongshi/generator/catalog"
)

// SearchPage is the page on which the search runs. Without scripts it leads to
// the indexes.
type SearchPage struct {
	Page
	Version string // of the search index
	Code    string // the search's script
	Sounds  string // its part that goes by sound
	Units   []SearchUnit
	Schemes []SearchScheme
	Levels  []SearchTerm
	Indexes []Link // ways to find things without a search
}

// SearchUnit is a unit by which hits can be narrowed.
type SearchUnit struct {
	ID     string
	Name   string
	Href   string
	Depth  int
	Scheme string
	Risks  int
}

// SearchScheme is a scheme with the words by which hits can be narrowed.
type SearchScheme struct {
	ID         string
	Name       string
	Page       string
	Grades     []SearchGrade
	Categories []SearchTerm
}

// SearchGrade is a grade with how it is shown and how many risk points bear it.
type SearchGrade struct {
	Grade
	N int
}

// SearchTerm is a word with how many risk points bear it.
type SearchTerm struct {
	ID    string
	Label string
	N     int
}

// maxSearchUnits is the most units that the page lists itself. A search should not
// have to load more; the index of units is one of its links.
const maxSearchUnits = 60

func (j *join) writeSearch(emit Emit) error {
	r, w := j.r, j.r.words
	at := place("search.html")
	page := &SearchPage{Page: r.page("search", "search.html", w.get("nav.search")), Version: j.version,
		Code: at.to(r.assets.at("assets/search.js")), Sounds: at.to(r.assets.at("assets/search-sound.js")), Indexes: r.ways(at)}
	page.Crumbs = r.crumbs(at, "", false)
	page.titled()
	page.Description = w.get("describe.search")
	for _, s := range j.summaries {
		if len(j.summaries) > maxSearchUnits {
			break
		}
		page.Units = append(page.Units, SearchUnit{ID: s.ID, Name: s.Name, Href: r.unitLink(at, s.ID), Depth: j.depth(s), Scheme: s.SchemeID, Risks: s.RiskCount})
	}
	for _, s := range j.schemes() {
		page.Schemes = append(page.Schemes, j.searchScheme(at, s))
	}
	levels := map[string]int{}
	for _, s := range j.summaries {
		for _, l := range s.Levels {
			levels[l.ID] += l.N
		}
	}
	for _, l := range catalog.Levels {
		if levels[l] > 0 {
			page.Levels = append(page.Levels, SearchTerm{ID: l, Label: w.get("level." + l), N: levels[l]})
		}
	}
	return r.write(emit, "search", "search.html", page)
}

func (j *join) searchScheme(at place, s *catalog.Scheme) SearchScheme {
	grades, categories := map[string]int{}, map[string]int{}
	for _, x := range j.summaries {
		if x.SchemeID != s.ID {
			continue
		}
		for _, c := range x.Grades {
			grades[c.ID] += c.N
		}
		for _, c := range x.Categories {
			categories[c.ID] += c.N
		}
	}
	out := SearchScheme{ID: s.ID, Name: s.Name, Page: at.to(catalog.SchemePage(s.ID))}
	for _, g := range s.Grades {
		out.Grades = append(out.Grades, SearchGrade{gradeView(g), grades[g.ID]})
	}
	for _, c := range s.Categories {
		if categories[c.ID] > 0 {
			out.Categories = append(out.Categories, SearchTerm{c.ID, c.Label, categories[c.ID]})
		}
	}
	return out
}

// NotFoundPage is shown by servers at addresses that do not exist. It cannot
// know how deep such an address is, so it brings its style along and refers to
// nothing by a relative link that it does not have to.
type NotFoundPage struct {
	Page
	StyleDigest string // of its style, for the policy
	Links       []Link
}

func (j *join) writeNotFound(emit Emit) error {
	r, w := j.r, j.r.words
	page := &NotFoundPage{Page: r.page("404", "404.html", w.get("notfound.title"))}
	page.titled()
	page.NoIndex = true
	for _, x := range []struct{ text, path string }{{"nav.home", "index.html"}, {"nav.search", "search.html"}, {"nav.directory", "directory/index.html"}} {
		link := Link{Text: w.get(x.text), Href: x.path}
		if r.site.BaseURL != "" {
			link.Href = strings.TrimRight(r.site.BaseURL, "/") + "/" + x.path
		}
		page.Links = append(page.Links, link)
	}
	draft, err := r.layouts["404"].Append(nil, page)
	if err != nil {
		return fmt.Errorf("render 404.html: %w", err)
	}
	page.StyleDigest = styleDigest(draft)
	return r.write(emit, "404", "404.html", page)
}

// styleDigest is the digest of the style element of a page, as a policy writes
// it.
func styleDigest(page []byte) string {
	_, rest, _ := bytes.Cut(page, []byte("<style>"))
	style, _, ok := bytes.Cut(rest, []byte("</style>"))
	if !ok {
		return ""
	}
	sum := sha256.Sum256(style)
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
