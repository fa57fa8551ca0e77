package render

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"net/url"
	"strings"

	"gongshi/generator/catalog"
)

// sitemapSize is how many addresses a sitemap may hold.
const sitemapSize = 50000

// hostOf is the host of an address, or empty.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// writeMachine makes the files that tell machines of the pages.
func (j *join) writeMachine(emit Emit) error {
	for _, step := range []func(Emit) error{j.writeSitemap, j.writeFeed, j.writeRobots, j.writeOpenSearch} {
		if err := step(emit); err != nil {
			return err
		}
	}
	return nil
}

// address is the full address of a file of the site, or its path where base_url
// is not set.
func (j *join) address(path string) string {
	if full := j.r.canonical(path); full != "" {
		return full
	}
	return place("").to(path)
}

type sitemapURL struct {
	Location string `xml:"loc"`
	Modified string `xml:"lastmod,omitempty"`
}

type sitemap struct {
	XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	URLs    []sitemapURL `xml:"url"`
}

type sitemapIndex struct {
	XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
	Maps    []sitemapURL `xml:"sitemap"`
}

// writeSitemap lists the pages that are for the public to find. A site of more
// pages than one sitemap may hold has several, and sitemap.xml lists those.
func (j *join) writeSitemap(emit Emit) error {
	all := j.sitemapURLs()
	if len(all) <= sitemapSize {
		return emitXML(emit, "sitemap.xml", sitemap{URLs: all})
	}
	var index sitemapIndex
	for i, part := range batches(len(all), sitemapSize) {
		name := fmt.Sprintf("sitemap-%d.xml", i+1)
		if err := emitXML(emit, name, sitemap{URLs: all[part[0]:part[1]]}); err != nil {
			return err
		}
		index.Maps = append(index.Maps, sitemapURL{Location: j.address(name)})
	}
	return emitXML(emit, "sitemap.xml", index)
}

func (j *join) sitemapURLs() []sitemapURL {
	newest := j.newest().String()
	var all []sitemapURL
	for _, path := range []string{"index.html", "directory/index.html", "department/index.html", "grade/index.html", "category/index.html", "scheme/index.html"} {
		all = append(all, sitemapURL{j.address(path), newest})
	}
	for _, rule := range j.r.site.Register {
		all = append(all, sitemapURL{j.address(catalog.RulePage(rule.ID)), ""})
	}
	for _, kind := range j.r.compared {
		all = append(all, sitemapURL{j.address(catalog.ComparePage(j.r.comparisons[kind])), newest})
	}
	for _, s := range j.schemes() {
		all = append(all, sitemapURL{j.address(catalog.SchemePage(s.ID)), ""})
	}
	for _, s := range j.summaries {
		if s.Home != nil || s.Publication.Status == catalog.StatusDraft || s.Publication.Audience == catalog.AudienceInternal {
			continue
		}
		changed := s.Publication.Newest().String()
		all = append(all, sitemapURL{j.address(catalog.UnitPage(s.ID)), changed})
		for _, p := range s.Positions.List() {
			all = append(all, sitemapURL{j.address(catalog.PositionPage(s.ID, p.ID)), changed})
		}
	}
	return all
}

type atomLink struct {
	Rel  string `xml:"rel,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Link    atomLink `xml:"link"`
	Author  string   `xml:"author>name"`
	Summary string   `xml:"summary,omitempty"`
}

type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  string      `xml:"author>name"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

// writeFeed tells of publications and revisions. Entries are named by the unit
// and the date, so that they stay the same wherever the site is put.
func (j *join) writeFeed(emit Emit) error {
	w := j.r.words
	author := describe(j.r.site.Footer.Organiser, j.r.site.Title)
	feed := atomFeed{Lang: w.lang, ID: j.tag("feed"), Title: j.r.site.Title, Updated: moment(j.newest()), Author: author,
		Links: []atomLink{{"self", j.address("feed.xml")}, {"alternate", j.address("index.html")}}}
	for _, s := range j.recent(50) {
		what, on := lastEvent(s.Publication)
		feed.Entries = append(feed.Entries, atomEntry{
			ID: j.tag(s.ID + ":" + what + ":" + on.String()), Title: w.format("feed.title", s.Name, w.get("event."+what)), Updated: moment(on),
			Link: atomLink{"alternate", j.unitAddress(s.ID)}, Author: describe(s.Name, author),
			Summary: describe(s.Summary, w.format("directory.summary", w.count("count.positions", s.PositionCount), w.count("count.risks", s.RiskCount))),
		})
	}
	feed.Entries = append(j.logEntries(author), feed.Entries...)
	return emitXML(emit, "feed.xml", feed)
}

// tag is a name that stays the same wherever the site is put.
func (j *join) tag(specific string) string {
	authority := describe(hostOf(j.r.site.BaseURL), "gongshi.invalid")
	if host, _, ok := strings.Cut(authority, ":"); ok {
		authority = host
	}
	return "tag:" + authority + ",2026:" + (&url.URL{Path: specific}).EscapedPath()
}

// moment is the beginning of a day in China. A feed has to name one even where
// nothing is dated.
func moment(d catalog.Date) string {
	if d.IsZero() {
		d = catalog.Date{Year: 1970, Month: 1, Day: 1}
	}
	return d.String() + "T00:00:00+08:00"
}

func (j *join) writeRobots(emit Emit) error {
	var out bytes.Buffer
	out.WriteString("User-agent: *\n")
	if j.r.view.Audience == catalog.AudienceInternal {
		out.WriteString("Disallow: /\n")
		return emit("robots.txt", out.Bytes())
	}
	out.WriteString("Disallow:\n")
	if j.r.site.BaseURL != "" {
		out.WriteString("\nSitemap: " + j.address("sitemap.xml") + "\n")
	}
	return emit("robots.txt", out.Bytes())
}

type openSearchURL struct {
	Type     string `xml:"type,attr"`
	Template string `xml:"template,attr"`
}

type openSearch struct {
	XMLName     xml.Name      `xml:"http://a9.com/-/spec/opensearch/1.1/ OpenSearchDescription"`
	ShortName   string        `xml:"ShortName"` // at most 16 characters
	LongName    string        `xml:"LongName"`  // at most 48
	Description string        `xml:"Description"`
	Encoding    string        `xml:"InputEncoding"`
	URL         openSearchURL `xml:"Url"`
}

// writeOpenSearch lets a browser search the site from its own search box. The
// description has to name a full address, so a site without base_url has none.
func (j *join) writeOpenSearch(emit Emit) error {
	if j.r.site.BaseURL == "" {
		return nil
	}
	return emitXML(emit, "opensearch.xml", openSearch{ShortName: atMost(j.r.site.Title, 16), LongName: atMost(j.r.site.Title, 48), Description: j.r.words.get("describe.search"), Encoding: "UTF-8",
		URL: openSearchURL{"text/html", j.address("search.html") + "?q={searchTerms}"}})
}

func atMost(s string, characters int) string {
	if r := []rune(s); len(r) > characters {
		return string(r[:characters])
	}
	return s
}

func emitXML(emit Emit, path string, v any) error {
	data, err := xml.MarshalIndent(v, "", " ")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return emit(path, append([]byte(xml.Header), append(data, '\n')...))
}
