package render

import (
	"strings"

	"gongshi/generator/catalog"
)

// Page is what every layout has: the head, the way back, the foot.
type Page struct {
	Kind        string // the layout
	Lang        string
	Title       string // of the window: the page, the unit, the site
	Heading     string // of the page
	Description string
	Canonical   string // the full address, where base_url is set
	QR          *Code  // of the full address, for paper
	NoIndex     bool   // search engines are asked to leave the page alone
	Meta        []Meta
	Refresh     string   // where the browser is led on to, or empty
	Dataset     *Dataset // what can be downloaded, for machines

	Root        string // leads to the root of the site: empty, ../ or ../../ …
	Style       string
	PaperStyle  string // of pages that are made for paper
	Script      string
	TableScript string
	Icon        string
	Logo        string
	Feed        string
	OpenSearch  string

	Site      string // the site's title
	Home      string
	Search    string
	ShowsFind bool // the head bears a search box, the page having none of its own
	Nav       []Link
	Crumbs    []Link // from the home page to the one above this
	Banners   []Banner
	Footer    Footer
}

// Meta is a name and its content, for the head.
type Meta struct {
	Name, Content string
}

// Banner tells of a state that the reader has to know before reading on.
type Banner struct {
	Kind  string // draft, notice, withdrawn or internal
	Title string
	Text  string
	Until string // YYYY-MM-DD, the last day of a notice period
}

// Footer is the foot of each page.
type Footer struct {
	Fields  []Field // organiser, undertaker, contact
	Codes   []Field // numbers under which the site is registered
	Links   []Link
	Updated Field // the date of what the page shows
}

// page begins the page of a kind at a path.
func (r *Renderer) page(kind, path, heading string) Page {
	at := place(path)
	p := Page{
		Kind: kind, Lang: r.words.lang, Heading: heading, Title: heading,
		Root: at.root(), Style: at.to(r.assets.at(pageStyle)), PaperStyle: at.to(r.assets.at(paperStyle)), Script: at.to(r.assets.at("assets/site.js")),
		TableScript: at.to(r.assets.at("assets/table.js")),
		Icon:        at.to(r.assets.at("assets/favicon.svg")), Feed: at.to("feed.xml"),
		Site: r.site.Title, Home: at.to("index.html"), Search: at.to("search.html"), ShowsFind: kind != "home" && kind != "search",
		Canonical: r.canonical(path), Nav: r.navigation(at), Footer: r.footer(at),
	}
	if r.site.BaseURL != "" {
		p.OpenSearch = at.to("opensearch.xml")
	}
	if r.settings.Logo != "" {
		p.Logo = at.to(r.settings.Logo)
	}
	if heading == "" {
		p.Heading, p.Title = r.site.Title, r.site.Title
	}
	if r.view.Audience == catalog.AudienceInternal {
		p.NoIndex = true
		p.Banners = append(p.Banners, Banner{Kind: "internal", Title: r.words.get("banner.internal"), Text: r.words.get("banner.internal_text")})
	}
	p.Meta = r.siteMeta()
	return p
}

// titled completes the title of the window with what encloses the page.
func (p *Page) titled(enclosing ...string) {
	parts := []string{p.Heading}
	for _, name := range append(enclosing, p.Site) {
		if name != "" && name != parts[len(parts)-1] {
			parts = append(parts, name)
		}
	}
	p.Title = strings.Join(parts, " - ")
}

// canonical is the full address of a page, or empty where base_url is not set.
func (r *Renderer) canonical(path string) string {
	if r.site.BaseURL == "" {
		return ""
	}
	path = strings.TrimSuffix(path, "index.html")
	return strings.TrimSuffix(r.site.BaseURL, "/") + "/" + place("").to(path)
}

// navigation are the ways into the site that every page shows.
func (r *Renderer) navigation(at place) []Link {
	nav := []Link{{Text: r.words.get("nav.home"), Href: at.to("index.html")}}
	if at == "index.html" {
		nav[0].Current = "page"
	}
	return append(append(nav, r.ways(at)...), r.settings.Header...)
}

// ways are the pages from which everything can be found without a search.
func (r *Renderer) ways(at place) []Link {
	var ways []Link
	for _, x := range []struct{ text, folder string }{
		{"nav.directory", "directory"}, {"nav.departments", "department"}, {"nav.grades", "grade"}, {"nav.categories", "category"},
		{"nav.rules", "rule"}, {"nav.comparisons", "compare"}, {"nav.schemes", "scheme"},
	} {
		if x.folder == "rule" && len(r.site.Register) == 0 || x.folder == "compare" && len(r.compared) == 0 {
			continue
		}
		way := Link{Text: r.words.get(x.text), Href: at.to(x.folder + "/index.html")}
		switch {
		case string(at) == x.folder+"/index.html":
			way.Current = "page"
		case strings.HasPrefix(string(at), x.folder+"/"):
			way.Current = "true"
		}
		ways = append(ways, way)
	}
	return ways
}

func (r *Renderer) footer(at place) Footer {
	w, f := r.words, r.site.Footer
	var about, codes fields
	about.add(w.get("footer.organiser"), f.Organiser)
	about.add(w.get("footer.undertaker"), f.Undertaker)
	about.add(w.get("footer.contact"), f.Contact)
	codes.add(w.get("footer.site_id_code"), f.SiteIDCode)
	codes.add(w.get("footer.icp"), f.ICP)
	codes.add(w.get("footer.police"), f.Police)
	links := []Link{
		{Text: w.get("footer.data"), Href: at.to("data/catalogue.json")},
		{Text: w.get("footer.feed"), Href: at.to("feed.xml")},
	}
	if r.site.ChangeLog {
		links = append(links, Link{Text: w.get("changes.title"), Href: at.to(catalog.ChangesPage)})
	}
	return Footer{Fields: about, Codes: codes, Links: append(links, r.settings.Footer...)}
}

// siteMeta are the tags that identify the site to the inspection of government
// websites.
func (r *Renderer) siteMeta() []Meta {
	meta := []Meta{{"SiteName", r.site.Title}}
	if host := hostOf(r.site.BaseURL); host != "" {
		meta = append(meta, Meta{"SiteDomain", host})
	}
	if code := r.site.Footer.SiteIDCode; code != "" {
		meta = append(meta, Meta{"SiteIDCode", code})
	}
	return meta
}

// columnMeta are the tags of a page that lists others.
func columnMeta(name, description, kind string) []Meta {
	return []Meta{{"ColumnName", name}, {"ColumnDescription", description}, {"ColumnKeywords", name}, {"ColumnType", kind}}
}

// articleMeta are the tags of a page with content of its own. The date is that
// of publication as the unit states it, never that of a build.
func (r *Renderer) articleMeta(title, source string, published catalog.Date, keywords []string) []Meta {
	meta := []Meta{{"ArticleTitle", title}}
	if !published.IsZero() {
		meta = append(meta, Meta{"PubDate", published.String() + " 00:00"})
	}
	if source != "" {
		meta = append(meta, Meta{"ContentSource", source})
	}
	if len(keywords) > 0 {
		meta = append(meta, Meta{"Keywords", strings.Join(keywords, ",")})
	}
	return meta
}

// crumbs lead from the home page through the units that enclose a unit, and to
// the unit itself where the page is below it.
func (r *Renderer) crumbs(at place, unit string, self bool) []Link {
	var up []Link
	if !self {
		unit = r.units[unit].Parent
	}
	for seen := 0; unit != "" && seen < 100; seen++ {
		u := r.units[unit]
		label := u.Label()
		if label == "" {
			label = unit
		}
		up = append(up, Link{Text: label, Href: r.unitLink(at, unit)})
		unit = u.Parent
	}
	crumbs := []Link{{Text: r.words.get("nav.home"), Href: at.to("index.html")}}
	for i := len(up) - 1; i >= 0; i-- {
		crumbs = append(crumbs, up[i])
	}
	return crumbs
}

// banners tell of the state of a unit's catalogue.
func (r *Renderer) banners(p catalog.Publication) []Banner {
	w := r.words
	switch p.Status {
	case catalog.StatusDraft:
		return []Banner{{Kind: "draft", Title: w.get("banner.draft"), Text: w.get("banner.draft_text")}}
	case catalog.StatusNotice:
		text := w.get("banner.notice_text")
		if period := w.period(p.NoticeFrom, p.NoticeUntil); period != "" {
			text = w.format("banner.notice_period", period)
		}
		return []Banner{{Kind: "notice", Title: w.get("banner.notice"), Text: text, Until: p.NoticeUntil.String()}}
	case catalog.StatusWithdrawn:
		text := w.get("banner.withdrawn_text")
		if !p.WithdrawnOn.IsZero() {
			text = w.format("banner.withdrawn_on", w.date(p.WithdrawnOn))
		}
		if p.Reason != "" {
			text += w.format("banner.withdrawn_reason", p.Reason)
		}
		return []Banner{{Kind: "withdrawn", Title: w.get("banner.withdrawn"), Text: text}}
	}
	return nil
}

// period writes two dates, or the one that is known.
func (w *words) period(from, to catalog.Date) string {
	switch {
	case from.IsZero():
		return w.date(to)
	case to.IsZero() || from == to:
		return w.date(from)
	}
	return w.format("sign.period", w.date(from), w.date(to))
}
