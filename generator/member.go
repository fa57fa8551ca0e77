package generator

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"gongshi/generator/catalog"
	"gongshi/generator/exchange"
	"gongshi/generator/load"
	"gongshi/generator/search"
	"gongshi/generator/write"
)

// Member is a site that is published elsewhere. A site that joins members lists and
// searches their units beside its own, and leads to their pages there.
type Member struct {
	Name string // of the folder in which the units are on this site
	File string // catalogue.json of the member
	Base string // where it is published, as [catalog.ParseHome] reads it; empty for what the member says itself
	Near string // the same, for a member that says nothing of it
}

// Causes of a member that is refused, beside [load.ErrMember].
var (
	ErrMemberName    = errors.New("a member cannot have this name")
	ErrMemberAddress = errors.New("it is not known where the member is published")
	ErrMemberFile    = errors.New("a member is published in a folder, and this is the address of a file")
	ErrMemberChanged = errors.New("the catalogue is not that of the member's manifest")
)

// member is a site that is being joined.
type member struct {
	Member
	site  *load.Member
	rules map[string]string // its entries of the register, by id, as entries of the joined one
	file  *os.File
}

// guest is a unit of a member.
type guest struct {
	of   *member
	unit int
}

// openMembers reads what is shared by the units of each member, and makes it part of
// the site: schemes, the register of rules, the names of units.
func (b *builder) openMembers() error {
	taken := map[string]bool{}
	for _, u := range b.site.Units {
		top, _, _ := strings.Cut(u.ID, "/")
		taken[top] = true
	}
	rules := newRegister(b.site.Register)
	for _, given := range b.opt.Members {
		if !load.IsUnitID(given.Name) || strings.Contains(given.Name, "/") || taken[given.Name] {
			return fmt.Errorf("%s: %w: %q", given.File, ErrMemberName, given.Name)
		}
		taken[given.Name] = true
		m, err := openMember(given)
		if err != nil {
			return fmt.Errorf("%s: %w", given.File, err)
		}
		b.members = append(b.members, m)
		m.shareSchemes(b.site.Schemes)
		m.shareRules(rules)
		for i, u := range m.site.Units {
			home := m.home(i)
			u.ID, u.Home = m.address(u.ID), &home
			if u.Parent != "" {
				u.Parent = m.address(u.Parent)
			}
			b.site.Tree = append(b.site.Tree, u)
			b.guests = append(b.guests, guest{m, i})
		}
	}
	b.site.Register = rules.rules
	return nil
}

// closeMembers closes the files of the members.
func (b *builder) closeMembers() error {
	var errs []error
	for _, m := range b.members {
		errs = append(errs, m.file.Close())
	}
	return errors.Join(errs...)
}

func openMember(given Member) (_ *member, err error) {
	m := &member{Member: given, rules: map[string]string{}}
	if m.file, err = os.Open(given.File); err != nil {
		return nil, fmt.Errorf("open member: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, m.file.Close())
		}
	}()
	if err = given.verify(); err != nil {
		return nil, err
	}
	info, err := m.file.Stat()
	if err != nil {
		return nil, fmt.Errorf("open member: %w", err)
	}
	if m.site, err = load.OpenMember(m.file, info.Size()); err != nil {
		return nil, err
	}
	address := cmp.Or(given.Base, m.site.Site.BaseURL, given.Near)
	var ok bool
	if m.Base, ok = catalog.ParseHome(address); !ok {
		return nil, fmt.Errorf("%w: %q", ErrMemberAddress, address)
	}
	if folder, ok := folderOfFile(m.Base); ok {
		return nil, fmt.Errorf("%w: %s → %s", ErrMemberFile, strings.TrimSuffix(m.Base, "/"), folder)
	}
	return m, nil
}

// folderOfFile is the address of the site of which a home in the web names a file.
func folderOfFile(home string) (folder string, ok bool) {
	u, err := url.Parse(home)
	if err != nil || u.Host == "" || !slices.Contains([]string{".html", ".htm", ".json", ".xml"}, path.Ext(path.Clean(u.Path))) {
		return "", false
	}
	up := "../"
	if path.Base(path.Dir(path.Clean(u.Path))) == "data" {
		up = "../../"
	}
	return u.JoinPath(up).String(), true
}

// verify holds the catalogue against the manifest of the site that it is a file of. A
// catalogue that was fetched alone has none.
func (m Member) verify() error {
	dir, data := filepath.Split(filepath.Dir(m.File))
	name := path.Join(data, filepath.Base(m.File))
	manifest, err := write.ReadManifest(filepath.Clean(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, f := range manifest.Files {
		if f.Path == name {
			if same, err := f.Matches(m.File); err != nil || same {
				return err
			}
			break
		}
	}
	return ErrMemberChanged
}

// address is the address on this site of a unit of the member.
func (m *member) address(unit string) string { return m.Name + "/" + unit }

// home is where the i-th unit is published: on the member's site, or where that site
// says that it is.
func (m *member) home(i int) catalog.Home {
	u := &m.site.Units[i]
	if u.Home != nil {
		return u.Home.From(m.Base)
	}
	return catalog.Home{URL: m.Base, ID: u.ID, Title: m.site.Site.Title}
}

// name is the n-th name, from 0, that the member can give to what it calls id, where those
// before are taken.
func (m *member) name(id string, n int) string {
	switch n {
	case 0:
		return id
	case 1:
		return m.Name + "-" + id
	}
	return fmt.Sprintf("%s-%s-%d", m.Name, id, n)
}

// shareSchemes adds the schemes of the member that are not there yet. One that bears
// the name of another gets a name of its own.
func (m *member) shareSchemes(schemes map[string]*catalog.Scheme) {
	own := m.site.Site.Schemes
	for _, id := range slices.Sorted(maps.Keys(own)) {
		s := own[id]
		for n := 0; ; n++ {
			s.ID = m.name(id, n)
			if schemes[s.ID] == nil {
				schemes[s.ID] = s
			}
			if sameScheme(schemes[s.ID], s) {
				own[id] = schemes[s.ID]
				break
			}
		}
	}
}

func sameScheme(a, b *catalog.Scheme) bool {
	x, y := *a, *b
	x.BuiltIn, y.BuiltIn = false, false
	return reflect.DeepEqual(catalog.WithoutOrigins(x), catalog.WithoutOrigins(y))
}

// register is the register of rules that members share, by what makes two entries one and
// by their ids.
type register struct {
	rules []catalog.Rule
	at    map[[3]string]int // title, number and issuer
	ids   map[string]bool
}

func newRegister(rules []catalog.Rule) *register {
	r := &register{at: map[[3]string]int{}, ids: map[string]bool{}}
	for _, rule := range rules {
		r.add(rule)
	}
	return r
}

func nameOfRule(r *catalog.Rule) [3]string { return [3]string{r.Title, r.Number, r.Issuer} }

func (r *register) add(rule catalog.Rule) {
	if _, there := r.at[nameOfRule(&rule)]; !there {
		r.at[nameOfRule(&rule)] = len(r.rules)
	}
	r.ids[rule.ID] = true
	r.rules = append(r.rules, rule)
}

// shareRules adds the entries of the member's register that are not there yet.
func (m *member) shareRules(all *register) {
	for _, r := range m.site.Site.Register {
		own := r.ID
		if at, there := all.at[nameOfRule(&r)]; there {
			m.rules[own] = all.rules[at].ID
			continue
		}
		for n := 1; all.ids[r.ID]; n++ {
			r.ID = m.name(own, n)
		}
		m.rules[own] = r.ID
		all.add(r)
	}
}

// read reads a unit of the member as a unit of this site. What its own pages alone tell
// is left out: attachments, what was removed, and what leads to other units, which this
// site may not show.
func (m *member) read(i int) (*catalog.Unit, error) {
	u, err := m.site.Unit(i)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", m.File, err)
	}
	home := m.home(i)
	u.ID, u.Home, u.SchemeID = m.address(u.ID), &home, u.Scheme.ID
	if u.Parent != "" {
		u.Parent = m.address(u.Parent)
	}
	u.Attachments, u.Removed = nil, nil
	for i := range u.Positions {
		p := &u.Positions[i]
		p.URL = pageOf(&home, p.ID)
		for j := range p.Powers {
			m.cite(p.Powers[j].Basis)
		}
		for j := range p.Risks {
			r := &p.Risks[j]
			m.cite(r.Basis)
			for k := range r.Controls {
				m.cite(r.Controls[k].Basis)
			}
			r.Extends, r.Inherits, r.RefinedBy = "", nil, nil
		}
	}
	return u.Unlink(func(_, _ string) bool { return true }), nil
}

// pageOf is the address of the page of a position as the model has it.
func pageOf(home *catalog.Home, position string) string {
	address := home.To(position + ".html")
	if path, err := url.PathUnescape(address); err == nil && !home.Absolute() {
		return path
	}
	return address
}

// cite makes bases that name an entry of the member's register name that of the site.
func (m *member) cite(bases []string) {
	for i, b := range bases {
		if rule, clause := m.site.Site.Cites(b); rule != nil {
			bases[i] = strings.TrimSpace(m.rules[rule.ID] + " " + clause)
		}
	}
}

// guest lists the i-th unit of the members: the pages of its risk points by department,
// grade and so on, its data in JSON, and its segment.
func (b *builder) guest(ctx context.Context, i int) error {
	g := b.guests[i]
	u, err := g.of.read(g.unit)
	if err != nil {
		return err
	}
	if !b.listed[u.ID] {
		return nil
	}
	u = b.opt.View.Unit(u)
	s := catalog.Summarize(u)
	s.Rules = b.public.Citations(u)
	at := len(b.site.Units) + i
	b.summaries[at], b.segments[at] = s, search.NewSegment(&b.public, u)
	part := b.tree.Part()
	if err := b.renderer.Lists(u, part.Write); err != nil {
		return fmt.Errorf("unit %s: %w", u.ID, err)
	}
	return create(part, catalog.DataFile(u.ID, "json"), func(w io.Writer) error { return exchange.JSON(w, &b.public, u) })
}
