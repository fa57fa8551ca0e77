// Package format lays out content in its one canonical form, and writes new
// content in it. Laying out changes no meaning: comments, prose and the order of
// entries stay, ids that are missing are added, and a second pass changes
// nothing. A file with mistakes that hinder reading is left as it is.
package format

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
	"gongshi/generator/load"
)

// dateKeys are the keys whose values are dates where they look like one.
var dateKeys = map[string]bool{
	"due": true, "review_by": true, "made_on": true, "approved_on": true, "notice_from": true, "notice_until": true,
	"published_on": true, "updated_on": true, "withdrawn_on": true, "on": true, "from": true, "to": true,
	"issued": true, "reply_due": true, "replied": true, "as_of": true, "date": true,
}

var isoDate = regexp.MustCompile(`^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$`)

// Scope says what a file is, which its name alone does not tell for all.
type Scope struct {
	Scheme *catalog.Scheme // of the unit; tells which words are stages
}

// File lays out one file of content. name is its path in the content. The
// findings say why a file could not be read; data is then returned as it is.
func File(name string, data []byte, scope Scope) ([]byte, diag.List) {
	switch base := path.Base(name); {
	case base == "index.md":
		return prose(data), nil
	case path.Ext(base) == ".md":
		return markdownFile(name, data, scope)
	case base == "unit.toml" || path.Dir(name) == "." || strings.HasPrefix(name, "schemes/"):
		if doc, ok := scanDocument(load.Text(data)); ok {
			return doc.print(false), nil
		}
		return data, load.ParseCatalogue(name, data, scope.Scheme).Findings
	}
	return catalogueFile(name, data, scope)
}

// prose gives a text of Markdown its line ends and leaves the rest.
func prose(data []byte) []byte {
	data = load.Text(data)
	data = bytes.Trim(data, "\n")
	if len(bytes.TrimSpace(data)) == 0 {
		return nil
	}
	return append(bytes.TrimRight(data, " \t\n"), '\n')
}

// unreadable are the findings for which a file is left alone: what they concern
// would be lost in writing it anew.
func unreadable(findings diag.List) diag.List {
	var out diag.List
	for _, f := range findings {
		if f.Severity == diag.Error && f.Rule != "bad-id" && f.Rule != "name-missing" {
			out = append(out, f)
		}
	}
	return out
}

func markdownFile(name string, data []byte, scope Scope) ([]byte, diag.List) {
	parsed := load.ParsePosition(name, data, scope.Scheme)
	if bad := unreadable(parsed.Findings); len(bad) > 0 || len(parsed.Positions) != 1 {
		return data, parsed.Findings
	}
	p := &parsed.Positions[0]
	doc, ok := scanDocument(parsed.Front)
	if !ok {
		return data, parsed.Findings
	}
	completeIDs(doc, p)
	uniqueRisks(p)
	return joinMarkdown(doc, p, labelsOf(data)), nil
}

// joinMarkdown writes a position with the front matter that doc holds.
func joinMarkdown(doc *document, p *catalog.Position, labels labels) []byte {
	orderKeys(doc, nil)
	var b bytes.Buffer
	b.WriteString("+++\n")
	b.Write(doc.print(false))
	b.WriteString("+++\n")
	writeBody(&b, p, labels)
	return b.Bytes()
}

func catalogueFile(name string, data []byte, scope Scope) ([]byte, diag.List) {
	parsed := load.ParseCatalogue(name, data, scope.Scheme)
	if bad := unreadable(parsed.Findings); len(bad) > 0 {
		return data, parsed.Findings
	}
	doc, ok := scanDocument(load.Text(data))
	if !ok {
		return data, parsed.Findings
	}
	completeCatalogue(doc, parsed.Positions)
	orderKeys(doc, []string{"position"})
	return doc.print(true), nil
}

// completeIDs writes down the ids of powers and steps that stand in for missing
// ones.
func completeIDs(doc *document, p *catalog.Position) {
	power, step := -1, -1
	for _, t := range doc.tables {
		switch {
		case t.is("power"):
			power, step = power+1, -1
			if power < len(p.Powers) && t.entry("id") == nil {
				t.set("id", quote(p.Powers[power].ID))
			}
		case t.is("power", "step"):
			step++
			if power >= 0 && power < len(p.Powers) && step < len(p.Powers[power].Steps) && t.entry("id") == nil {
				t.set("id", quote(p.Powers[power].Steps[step].ID))
			}
		}
	}
}

// completeCatalogue does the same for a file of positions, with the ids of
// positions and risk points.
func completeCatalogue(doc *document, positions []catalog.Position) {
	position, risk, power, step := -1, -1, -1, -1
	for _, t := range doc.tables {
		if t.is("position") {
			position, risk, power, step = position+1, -1, -1, -1
		}
		if position < 0 || position >= len(positions) || t.entry("id") != nil && len(t.path) == 1 {
			continue
		}
		p := &positions[position]
		id := ""
		switch {
		case t.is("position"):
			id = p.ID
		case t.is("position", "risk"):
			if risk++; risk == 0 {
				uniqueRisks(p)
			}
			if risk < len(p.Risks) {
				id = p.Risks[risk].ID
			}
		case t.is("position", "power"):
			if power, step = power+1, -1; power < len(p.Powers) {
				id = p.Powers[power].ID
			}
		case t.is("position", "power", "step"):
			if step++; power >= 0 && power < len(p.Powers) && step < len(p.Powers[power].Steps) {
				id = p.Powers[power].Steps[step].ID
			}
		}
		if id != "" && t.entry("id") == nil {
			t.set("id", quote(id))
		}
	}
}

// uniqueRisks numbers ids that stand in for missing ones where they coincide.
func uniqueRisks(p *catalog.Position) {
	taken := map[string]bool{}
	for i := range p.Risks {
		if p.Risks[i].Origin.Has("id") {
			taken[p.Risks[i].ID] = true
		}
	}
	for i := range p.Risks {
		if r := &p.Risks[i]; !r.Origin.Has("id") && r.ID != "" {
			r.ID = Unique(r.ID, taken)
		}
	}
}

// keyOrders are the orders of the keys of a position and what is in it, by the
// last part of the table's path.
var keyOrders = map[string][]string{
	"position": {"id", "name", "kind", "department", "level", "holders", "duties", "manages", "audience", "description", "allow"},
	"power":    {"id", "name", "type", "basis", "conditions", "audience"},
	"step":     {"id", "name", "by", "kind", "next", "risks", "limit"},
	"risk": {"id", "title", "category", "grade", "likelihood", "severity", "exposure", "kind", "source", "manifestation", "cause",
		"consequence", "liability", "basis", "reason", "residual", "review_by", "audience", "extends", "description", "allow"},
	"control": {"stage", "text", "owner", "supervisor", "due", "frequency", "treatment", "basis", "indicator", "audience"},
}

// orderKeys puts the keys of positions in their order. root is the path under
// which positions stand: none in front matter.
func orderKeys(doc *document, root []string) {
	for i, t := range doc.tables {
		name := "position"
		switch {
		case i == 0 && len(root) > 0:
			continue
		case len(t.path) > 0:
			name = t.path[len(t.path)-1]
		}
		order := keyOrders[name]
		if order == nil {
			continue
		}
		rank := func(e *entry) int {
			if n := slices.Index(order, e.key); n >= 0 {
				return n
			}
			return len(order)
		}
		slices.SortStableFunc(t.entries, func(a, b *entry) int { return rank(a) - rank(b) })
	}
}
