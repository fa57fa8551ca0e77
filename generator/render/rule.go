package render

import (
	"strings"

	"gongshi/generator/catalog"
)

// Basis is a law or rule that something rests on.
type Basis struct {
	Text string // as written, or the title of the rule with its clause
	Note string // number and status of the rule, where the register has them
	Href string // where the rule can be read
}

// basis shows a basis with what the register knows of it.
func basis(site *catalog.Site, text string) Basis {
	rule, clause := site.Cites(text)
	if rule == nil {
		return Basis{Text: text}
	}
	note := rule.Number
	if rule.Status != "" && rule.Status != "有效" {
		note = strings.Trim(note+" "+rule.Status, " ")
	}
	return Basis{Text: rule.Quoted() + clause, Note: note, Href: rule.URL}
}

func (r *Renderer) bases(list []string) []Basis {
	var out []Basis
	for _, b := range list {
		out = append(out, basis(r.site, b))
	}
	return out
}
