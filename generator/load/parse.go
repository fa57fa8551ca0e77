package load

import (
	"io/fs"
	"slices"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// Parsed is one file of positions as it is written: words of the scheme stand as
// the editor wrote them, and nothing is linked or computed.
type Parsed struct {
	Positions []catalog.Position
	Front     []byte // the front matter of a Markdown file, between the lines of +++
	Findings  diag.List
}

// ParsePosition reads the text of a Markdown file. The scheme tells which words
// are stages and may be nil.
func ParsePosition(name string, data []byte, scheme *catalog.Scheme) Parsed {
	src := &source{path: name, data: Text(data)}
	if !src.isReadable() {
		return Parsed{Findings: src.findings}
	}
	var p Parsed
	quiet := &source{path: name, data: src.data}
	if front, _, ok := splitFrontMatter(quiet); ok {
		p.Front = front.data
	}
	p.Positions = parseMarkdownPosition(src, vocabularyOf(scheme))
	p.Findings = src.findings
	return p
}

// ParseCatalogue reads the text of a TOML file of positions.
func ParseCatalogue(name string, data []byte, scheme *catalog.Scheme) Parsed {
	src := &source{path: name, data: Text(data)}
	if !src.isReadable() {
		return Parsed{Findings: src.findings}
	}
	positions := parseCatalog(src, vocabularyOf(scheme))
	return Parsed{Positions: positions, Findings: src.findings}
}

// ParseControl reads the text of a control with the fields in its closing
// parentheses, as a field list gives it. Mistakes in the fields leave them as
// text.
func ParseControl(text string, scheme *catalog.Scheme) catalog.Control {
	if _, _, ok := cutParenthesis(text); !ok {
		return catalog.Control{Text: text}
	}
	src := &source{}
	c := src.control("", text, diag.Position{}, vocabularyOf(scheme))
	if src.findings.HasErrors() || c.Text == "" {
		return catalog.Control{Text: text}
	}
	c.Origin = catalog.Origin{}
	return c
}

// ParseDate reads a date in any of the forms that content may use.
func ParseDate(s string) (catalog.Date, error) { return parseDate(s) }

// Slug makes an identifier of the pinyin of a name. It never returns "".
func Slug(name string) string { return slug(name) }

// IsID reports whether s may be a permanent address.
func IsID(s string) bool { return isID(s) }

// SchemeOf reads which scheme the unit has: nil where what names it or defines it names
// one that does not exist, or could not be read.
func SchemeOf(fsys fs.FS, site *Site, unit string) (*catalog.Scheme, error) {
	u, _, err := readUnit(fsys, site, UnitFiles{ID: unit})
	if err != nil {
		return nil, err
	}
	return u.Scheme, nil
}

// Files lists every text file of the content that is read, in the order of names.
func (s *Site) Files(fsys fs.FS) []string {
	var names []string
	for _, name := range []string{"site.toml", "rules.toml", "holidays.toml"} {
		if _, err := fs.Stat(fsys, name); err == nil {
			names = append(names, name)
		}
	}
	schemes, _ := fs.Glob(fsys, "schemes/*.toml") // the pattern is well formed
	names = append(names, schemes...)
	for _, u := range s.Units {
		names = append(names, u.ID+"/unit.toml")
		if u.Index != "" {
			names = append(names, u.Index)
		}
		names = append(append(names, u.Positions...), u.Catalogs...)
	}
	slices.Sort(names)
	return names
}

// BuiltIn is a site without content: the schemes that every site has.
func BuiltIn() (*Site, error) { return OpenSite(builtin) }
