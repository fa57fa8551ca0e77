package load

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/transform"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// Member is a site that was published elsewhere, as its catalogue.json tells of it. The
// units are read one at a time.
type Member struct {
	Site  *catalog.Site      // what its units share
	Units []catalog.UnitName // in the order of paths, with their addresses on that site

	file  io.ReaderAt
	spans [][2]int64 // where each unit stands in the file
}

// ErrMember tells that a file is not the catalogue of a published site, or that it
// holds what no site would publish.
var ErrMember = errors.New("not the catalogue of a published site")

func badMember(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrMember, fmt.Sprintf(format, args...))
}

// OpenMember reads what the units of a published site share, and finds the units. The
// file is that which a build writes as data/catalogue.json; it has to stay readable.
func OpenMember(file io.ReaderAt, size int64) (*Member, error) {
	m := &Member{Site: &catalog.Site{Schemes: map[string]*catalog.Scheme{}}, file: file}
	dec := json.NewDecoder(transform.NewReader(io.NewSectionReader(file, 0, size), encoding.UTF8Validator))
	if err := m.read(dec); err != nil {
		if errors.Is(err, ErrMember) {
			return nil, err
		}
		return nil, fmt.Errorf("%w: %w", ErrMember, err)
	}
	if err := m.check(); err != nil {
		return nil, err
	}
	return m, nil
}

func (m *Member) read(dec *json.Decoder) error {
	if err := expect(dec, json.Delim('{')); err != nil {
		return err
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return err
		}
		switch key {
		case "site":
			err = decode(dec, m.Site)
		case "schemes":
			var list []*catalog.Scheme
			err = decode(dec, &list)
			for _, s := range list {
				switch {
				case s == nil:
				case m.Site.Schemes[s.ID] != nil:
					return badMember("scheme %q stands twice", s.ID)
				default:
					m.Site.Schemes[s.ID] = s
				}
			}
		case "units":
			err = m.readUnits(dec)
		default:
			var other json.RawMessage // of a later version
			err = dec.Decode(&other)
		}
		if err != nil {
			return err
		}
	}
	if err := expect(dec, json.Delim('}')); err != nil {
		return err
	}
	switch more, err := dec.Token(); {
	case err == nil:
		return badMember("%v stands where it should end", more)
	case err != io.EOF:
		return err
	}
	return nil
}

func (m *Member) readUnits(dec *json.Decoder) error {
	if err := expect(dec, json.Delim('[')); err != nil {
		return err
	}
	for dec.More() {
		var u struct{ Unit *catalog.Unit }
		start := dec.InputOffset()
		if err := dec.Decode(&u); err != nil {
			return err
		}
		if u.Unit == nil {
			return badMember("a unit has no name")
		}
		m.Units = append(m.Units, catalog.UnitName{ID: u.Unit.ID, Name: u.Unit.Name, Short: u.Unit.Short, Kind: u.Unit.Kind, Parent: u.Unit.Parent,
			Home: u.Unit.Home, Status: u.Unit.Publication.Status, Audience: u.Unit.Publication.Audience})
		m.spans = append(m.spans, [2]int64{start, dec.InputOffset()})
	}
	return expect(dec, json.Delim(']'))
}

// decode reads a value in which every text is as content may have it.
func decode(dec *json.Decoder, v any) error {
	var data json.RawMessage
	if err := dec.Decode(&data); err != nil {
		return err
	}
	if err := legibleJSON(data); err != nil {
		return err
	}
	return json.Unmarshal(data, v)
}

// legibleJSON refuses a value with a text that holds what no text of content may, written
// as it is or by its number.
func legibleJSON(data []byte) error {
	if indexForbidden(data) < 0 && !bytes.Contains(data, []byte(`\`)) {
		return nil
	}
	for dec := json.NewDecoder(bytes.NewReader(data)); ; {
		token, err := dec.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if s, ok := token.(string); ok && indexForbidden(s) >= 0 {
			return badMember("the text %q", s)
		}
	}
}

func expect(dec *json.Decoder, want json.Token) error {
	got, err := dec.Token()
	if err == nil && got != want {
		err = badMember("%v stands where %v should", got, want)
	}
	return err
}

// check refuses what loading would have reported as an error in the content of the site.
func (m *Member) check() error {
	if m.Site.Title == "" {
		return badMember("the site has no title")
	}
	if m.Site.BaseURL != "" {
		address, ok := catalog.ParseHome(m.Site.BaseURL)
		if !ok {
			return badMember("base_url %q", m.Site.BaseURL)
		}
		m.Site.BaseURL = address
	}
	if err := atMostOf("rule", len(m.Site.Register)); err != nil {
		return fmt.Errorf("%w: %w", ErrMember, err)
	}
	rules := map[string]bool{}
	for i := range m.Site.Register {
		r := &m.Site.Register[i]
		if !isPageID(r.ID) || rules[r.ID] || r.Title == "" || !slices.Contains([]string{"", "law", "internal"}, r.Kind) {
			return badMember("rule %q", r.ID)
		}
		rules[r.ID] = true
	}
	for id, s := range m.Site.Schemes {
		if err := checkScheme(s); err != nil {
			return fmt.Errorf("%w: scheme %q: %w", ErrMember, id, err)
		}
	}
	order := make([]int, len(m.Units))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(m.Units[a].ID, m.Units[b].ID) })
	units, spans := make([]catalog.UnitName, len(order)), make([][2]int64, len(order))
	ids := map[string]bool{}
	for i, from := range order {
		units[i], spans[i] = m.Units[from], m.spans[from]
		u := &units[i]
		if !IsUnitID(u.ID) || ids[u.ID] || u.Name == "" {
			return badMember("unit %q", u.ID)
		}
		ids[u.ID] = true
		if u.Home != nil {
			address, ok := catalog.ParseHome(u.Home.URL)
			if !ok || !IsUnitID(u.Home.ID) {
				return badMember("unit %q is said to be at %q", u.ID, u.Home.URL)
			}
			u.Home = &catalog.Home{URL: address, ID: u.Home.ID, Title: u.Home.Title}
		}
	}
	for i := range units {
		if p := units[i].Parent; p != "" && (!ids[p] || !strings.HasPrefix(units[i].ID, p+"/")) {
			units[i].Parent = ""
		}
	}
	m.Units, m.spans = units, spans
	return nil
}

// isPageID reports whether an id can be that of a page beside the one that lists all.
func isPageID(id string) bool { return isID(id) && id != pageOfAll }

// atMostOf refuses more of a kind than content may have.
func atMostOf(kind string, n int) error {
	if most := mostOf[kind]; n > most {
		return fmt.Errorf("there are %d entries %q, at most %d", n, kind, most)
	}
	return nil
}

// IsUnitID reports whether a unit can have the address.
func IsUnitID(id string) bool {
	parts := strings.Split(id, "/")
	return !slices.ContainsFunc(parts, func(p string) bool { return !isID(p) }) && !isReservedTop(parts[0]) && path.Base(id) != "assets"
}

// checkScheme tells why a scheme that was not read from TOML cannot grade.
func checkScheme(s *catalog.Scheme) error {
	err := errors.Join(atMostOf("grade", len(s.Grades)), atMostOf("category", len(s.Categories)), atMostOf("stage", len(s.Stages)),
		atMostOf("treatment", len(s.Treatments)), atMostOf("approval", len(s.Approvals)), atMostOf("source", len(s.Sources)),
		atMostOf("assessment", len(s.Assessments)), atMostOf("score", len(s.Scores)))
	if err != nil {
		return err
	}
	terms := slices.Concat(s.Categories, s.Stages, s.Treatments, s.Approvals, s.Sources, s.Assessments)
	for _, g := range s.Grades {
		terms = append(terms, g.Term)
		if g.Colour != "" && !colourPattern.MatchString(g.Colour) {
			return fmt.Errorf("colour %q", g.Colour)
		}
	}
	for _, t := range terms {
		if !isID(t.ID) || t.Label == "" {
			return fmt.Errorf("term %q", t.ID)
		}
	}
	if !isPageID(s.ID) {
		return fmt.Errorf("id %q", s.ID)
	}
	if !slices.Contains([]string{catalog.MethodDirect, catalog.MethodMatrix, catalog.MethodProduct}, s.Method) {
		return fmt.Errorf("method %q", s.Method)
	}
	src := &source{path: s.ID}
	f := &schemeFile{scheme: s, table: parseTOML(src), stated: map[string]bool{"grade": true}}
	f.check()
	if src.findings.HasErrors() {
		return errors.New(src.findings[0].Message.En)
	}
	return nil
}

// Unit reads the i-th unit, as the site shows it to the public or to those inside.
// Every word of it is one of its scheme, and every id can be an address.
func (m *Member) Unit(i int) (*catalog.Unit, error) {
	from, to := m.spans[i][0], m.spans[i][1]
	if to-from > 2*maxUnitSize {
		return nil, badMember("unit %q has %d MB", m.Units[i].ID, (to-from)>>20)
	}
	data := make([]byte, to-from)
	if _, err := m.file.ReadAt(data, from); err != nil {
		return nil, fmt.Errorf("read member: %w", err)
	}
	var v struct {
		Unit      catalog.Unit       `json:"unit"`
		Positions []catalog.Position `json:"positions"`
	}
	data = bytes.TrimLeft(data, ", \t\r\n")
	if err := errors.Join(legibleJSON(data), json.Unmarshal(data, &v)); err != nil {
		return nil, fmt.Errorf("%w: unit %q: %w", ErrMember, m.Units[i].ID, err)
	}
	u := &v.Unit
	if u.ID != m.Units[i].ID {
		return nil, badMember("unit %q is now %q", m.Units[i].ID, u.ID)
	}
	u.Positions, u.Parent, u.Home = v.Positions, m.Units[i].Parent, m.Units[i].Home
	if u.Scheme = m.Site.Schemes[u.SchemeID]; u.Scheme == nil {
		return nil, badMember("unit %q: scheme %q", u.ID, u.SchemeID)
	}
	if err := checkUnit(u); err != nil {
		return nil, fmt.Errorf("%w: unit %q: %w", ErrMember, u.ID, err)
	}
	l := linker{site: &Site{Site: m.Site}, unit: u}
	l.link()
	if i := slices.IndexFunc(l.findings, isError); i >= 0 {
		return nil, badMember("unit %q: %s", u.ID, l.findings[i].Message.En)
	}
	readProseOf(u)
	return u, nil
}

func isError(f diag.Finding) bool { return f.Severity == diag.Error }

// checkUnit refuses ids that cannot be addresses and words that are of no list.
func checkUnit(u *catalog.Unit) error {
	p := &u.Publication
	if !slices.Contains([]string{catalog.StatusDraft, catalog.StatusNotice, catalog.StatusPublished, catalog.StatusWithdrawn}, p.Status) {
		return fmt.Errorf("status %q", p.Status)
	}
	if p.Audience != catalog.AudiencePublic && p.Audience != catalog.AudienceInternal {
		return fmt.Errorf("audience %q", p.Audience)
	}
	for _, d := range u.Departments {
		if !isID(d.ID) || d.Name == "" {
			return fmt.Errorf("department %q", d.ID)
		}
	}
	kinds := []string{catalog.KindPosition, catalog.KindDepartment, catalog.KindUnit, catalog.KindProcess, catalog.KindPlace}
	for i := range u.Positions {
		p := &u.Positions[i]
		if !isID(p.ID) || !slices.Contains(kinds, p.Kind) || p.Level != "" && !slices.Contains(catalog.Levels, p.Level) {
			return fmt.Errorf("position %q", p.ID)
		}
		for j := range p.Risks {
			if !isID(p.Risks[j].ID) {
				return fmt.Errorf("risk point %q", catalog.Address(u.ID, p.ID, p.Risks[j].ID))
			}
		}
		for j := range p.Powers {
			if !isID(p.Powers[j].ID) {
				return fmt.Errorf("power %q of position %q", p.Powers[j].ID, p.ID)
			}
		}
	}
	return nil
}

// readProseOf finds the words and the links in the Markdown of a unit.
func readProseOf(u *catalog.Unit) {
	read := func(p *catalog.Prose) {
		if !p.IsZero() {
			*p = parseProse(&source{data: []byte(p.Markdown)})
		}
	}
	read(&u.Description)
	for i := range u.Positions {
		read(&u.Positions[i].Description)
		for j := range u.Positions[i].Risks {
			read(&u.Positions[i].Risks[j].Description)
		}
	}
}
