// Package exchange writes catalogues in the forms that other programs read: JSON,
// with everything the model holds, and tables for spreadsheets, CSV and XLSX, with
// a row for each control. The bytes depend on the catalogue alone.
package exchange

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"gongshi/generator/catalog"
)

// JSON writes a unit with its positions and the rules that it cites. The positions
// are encoded one by one, so that the memory needed is that of the largest.
func JSON(w io.Writer, site *catalog.Site, u *catalog.Unit) error {
	j := &jsonWriter{w: w}
	j.text(`{"unit":`)
	j.value(u)
	if rules := cited(site, u); len(rules) > 0 {
		j.text(`,"rules":`)
		j.value(rules)
	}
	j.text(`,"positions":[`)
	for i := range u.Positions {
		if i > 0 {
			j.text(",")
		}
		j.text("\n")
		j.value(&u.Positions[i])
	}
	j.text("]}\n")
	return j.err
}

// CatalogueHead is how the catalogue of the whole site begins: the site itself with its
// register of rules, and the schemes that its units use.
func CatalogueHead(site *catalog.Site, units []*catalog.Summary) ([]byte, error) {
	var b bytes.Buffer
	j := &jsonWriter{w: &b}
	j.text(`{"site":`)
	j.value(site)
	j.text(`,"schemes":`)
	j.value(used(site, units))
	j.text(`,"units":[`)
	return b.Bytes(), j.err
}

// CatalogueUnits writes what follows the head: the units as [JSON] writes them, each read
// from open. The first of them are written already, as many as from says. It calls wrote
// with the number of units written after each.
func CatalogueUnits(w io.Writer, units []*catalog.Summary, from int, open func(unit string) (io.ReadCloser, error), wrote func(n int) error) error {
	j := &jsonWriter{w: w}
	for i := from; i < len(units); i++ {
		if i > 0 {
			j.text(",")
		}
		j.text("\n")
		j.copy(units[i].ID, open)
		if j.err == nil {
			j.err = wrote(i + 1)
		}
	}
	j.text("]}\n")
	return j.err
}

// used lists the schemes of the units, each once, as they are met.
func used(site *catalog.Site, units []*catalog.Summary) []*catalog.Scheme {
	schemes := []*catalog.Scheme{}
	met := map[string]bool{}
	for _, u := range units {
		if s := site.Schemes[u.SchemeID]; s != nil && !met[s.ID] {
			met[s.ID] = true
			schemes = append(schemes, s)
		}
	}
	return schemes
}

// cited lists the entries of the register that a unit cites, in the order of the
// register.
func cited(site *catalog.Site, u *catalog.Unit) []catalog.Rule {
	met := map[string]bool{}
	note := func(basis []string) {
		for _, b := range basis {
			if rule, _ := site.Cites(b); rule != nil {
				met[rule.ID] = true
			}
		}
	}
	for i := range u.Positions {
		p := &u.Positions[i]
		for j := range p.Powers {
			note(p.Powers[j].Basis)
		}
		for j := range p.Risks {
			note(p.Risks[j].Basis)
			for k := range p.Risks[j].Controls {
				note(p.Risks[j].Controls[k].Basis)
			}
		}
	}
	var rules []catalog.Rule
	for _, r := range site.Register {
		if met[r.ID] {
			rules = append(rules, r)
		}
	}
	return rules
}

// jsonWriter writes JSON piece by piece and keeps the first error.
type jsonWriter struct {
	w   io.Writer
	err error
}

func (j *jsonWriter) text(s string) {
	if j.err == nil {
		_, j.err = io.WriteString(j.w, s)
	}
}

func (j *jsonWriter) value(v any) {
	if j.err != nil {
		return
	}
	enc := json.NewEncoder(trimmer{j.w})
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		j.err = fmt.Errorf("encode JSON: %w", err)
	}
}

func (j *jsonWriter) copy(unit string, open func(string) (io.ReadCloser, error)) {
	if j.err != nil {
		return
	}
	r, err := open(unit)
	if err != nil {
		j.err = err
		return
	}
	defer r.Close()
	_, j.err = io.Copy(j.w, r)
}

// trimmer leaves out the line feed with which an Encoder ends a value.
type trimmer struct{ w io.Writer }

func (t trimmer) Write(b []byte) (int, error) {
	n := len(b)
	if n > 0 && b[n-1] == '\n' {
		b = b[:n-1]
	}
	if _, err := t.w.Write(b); err != nil {
		return 0, err
	}
	return n, nil
}
