package catalog

import (
	"net/url"
	"path"
	"strings"
)

// Home is the site on which a unit is published, where that is not the site whose
// pages list it.
type Home struct {
	URL string `json:"url"` // http:// or https://, or a path from this site's root; ends with a slash
	ID  string `json:"id"`  // of the unit there

	Title string `json:"title,omitempty"` // of the site
}

// ParseHome reads the address of a site: of http or https, or a path from this site's
// root. It reports whether a link can be made from it.
func ParseHome(address string) (string, bool) {
	u, err := url.Parse(address)
	if err != nil || u.RawQuery != "" || u.Fragment != "" || u.User != nil || u.Opaque != "" || u.Path == "" && u.Host == "" {
		return "", false
	}
	switch {
	case u.Scheme == "" && u.Host == "":
		if path.IsAbs(u.Path) || strings.Contains(u.Path, `\`) {
			return "", false
		}
	case u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		return "", false
	}
	if !strings.HasSuffix(u.Path, "/") {
		u.Path, u.RawPath = u.Path+"/", ""
	}
	return u.String(), true
}

// Absolute reports whether the address names a host.
func (h *Home) Absolute() bool {
	return strings.HasPrefix(h.URL, "http://") || strings.HasPrefix(h.URL, "https://")
}

// To is the address of a page of the unit, seen from this site's root and
// percent-encoded. file is relative to the unit's folder.
func (h *Home) To(file string) string { return h.at(h.ID + "/" + file) }

// Data is the address of a data file of the unit with the extension.
func (h *Home) Data(ext string) string { return h.at(DataFile(h.ID, ext)) }

func (h *Home) at(file string) string { return h.URL + (&url.URL{Path: file}).EscapedPath() }

// From is the home as a site sees it that finds this site at base, which
// [ParseHome] has read.
func (h *Home) From(base string) Home {
	to, err := url.Parse(h.URL)
	from, err2 := url.Parse(base)
	if err != nil || err2 != nil || h.Absolute() {
		return *h
	}
	if from.Host != "" {
		return Home{from.ResolveReference(to).String(), h.ID, h.Title}
	}
	return Home{(&url.URL{Path: path.Join(from.Path, to.Path) + "/"}).EscapedPath(), h.ID, h.Title}
}
