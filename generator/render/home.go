package render

import (
	"net/url"

	"gongshi/generator/catalog"
)

// unitLink is the link to the page of a unit, which another site may have.
func (r *Renderer) unitLink(at place, unit string) string {
	if home := r.units[unit].Home; home != nil {
		return at.away(home, home.To("index.html"))
	}
	return at.to(catalog.UnitPage(unit))
}

// positionLink is the link to the page of a position, perhaps at an element of it,
// which another site may have.
func (r *Renderer) positionLink(at place, unit, position string, fragment ...string) string {
	if home := r.units[unit].Home; home != nil {
		link := at.away(home, home.To(position+".html"))
		if len(fragment) > 0 {
			link += place("").fragment(fragment[0])
		}
		return link
	}
	return at.to(catalog.PositionPage(unit, position), fragment...)
}

// dataLink is the link to a data file of a unit. Of a unit of another site this one has
// only that in JSON.
func (r *Renderer) dataLink(at place, unit, ext string) string {
	if home := r.units[unit].Home; home != nil && ext != "json" {
		return at.away(home, home.Data(ext))
	}
	return at.to(catalog.DataFile(unit, ext))
}

// away is the link to an address of another site, as seen from the root of this one.
func (p place) away(home *catalog.Home, address string) string {
	if home.Absolute() {
		return address
	}
	return p.root() + address
}

// homeField tells on which site a unit is published, where that is another.
func (r *Renderer) homeField(at place, unit string) []Field {
	home := r.units[unit].Home
	if home == nil {
		return nil
	}
	var f fields
	f.addLink(r.words.get("list.home"), home.Title, r.unitLink(at, unit))
	return f
}

// unitAddress is the full address of the page of a unit, or its path where base_url is
// not set.
func (j *join) unitAddress(unit string) string {
	home := j.r.units[unit].Home
	if home == nil {
		return j.address(catalog.UnitPage(unit))
	}
	address := home.To("index.html")
	if base, err := url.Parse(j.r.site.BaseURL); err == nil && base.Host != "" {
		if to, err := base.Parse(address); err == nil {
			return to.String()
		}
	}
	return address
}
