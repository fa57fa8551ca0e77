package load

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"gongshi/generator/catalog"
)

const memberCatalogue = `{"site":{"title":"t","language":"zh-Hans","scheme":"two","base_url":"https://m.example.gov.cn","rules":[{"id":"fa","title":"法","kind":"law"}]},
"schemes":[{"id":"two","name":"two","method":"direct","grade":[{"id":"high","label":"高","colour":"#112233"},{"id":"low","label":"低","extends":"high"}],"category":[{"id":"duty","label":"职责"}]}],
"later":{"unknown":[1,2]},"units":[
{"unit":{"id":"b","name":"乙","scheme":"two","description":"见[甲](../a/index.md)。","publication":{"status":"published","audience":"public"},"departments":[{"id":"d","name":"科"}]},"positions":[
{"id":"p","name":"岗","kind":"position","department":"科","url":"b/p.html","risks":[{"id":"r","title":"险","category":["职责"],"grade":"高","basis":["fa 第1条"],"description":"**重**","controls":[{"text":"两人"}]}]}]}
,
{"unit":{"id":"a","name":"甲局","scheme":"two","home":{"url":"../x","id":"y"},"publication":{"status":"published","audience":"public"}},"positions":[]}]}
`

func TestMember(t *testing.T) {
	m, err := OpenMember(bytes.NewReader([]byte(memberCatalogue)), int64(len(memberCatalogue)))
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Units) != 2 || m.Units[0].ID != "a" || *m.Units[0].Home != (catalog.Home{URL: "../x/", ID: "y"}) || m.Site.BaseURL != "https://m.example.gov.cn/" {
		t.Errorf("%+v", m.Units)
	}
	u, err := m.Unit(1)
	if err != nil {
		t.Fatal(err)
	}
	r := u.Positions[0].Risk("r")
	if u.ID != "b" || u.Scheme != m.Site.Schemes["two"] || r.Description.Text != "重" || u.Description.Text != "见甲。" || len(u.Description.Links) != 1 {
		t.Errorf("%+v", u)
	}
}

// A catalogue that is not whole, or holds more than content may, is refused.
func TestMemberRefuses(t *testing.T) {
	change := func(from, to string) string {
		if !strings.Contains(memberCatalogue, from) {
			t.Fatalf("there is no %s", from)
		}
		return strings.Replace(memberCatalogue, from, to, 1)
	}
	many := func(n int, entry string) string {
		var list []string
		for i := range n {
			list = append(list, fmt.Sprintf(entry, i))
		}
		return strings.Join(list, ",")
	}
	for name, data := range map[string]string{
		"nothing":                 "",
		"cut short":               memberCatalogue[:len(memberCatalogue)-3],
		"a brace more":            memberCatalogue + "}",
		"words behind":            memberCatalogue + "(end)",
		"twice":                   memberCatalogue + memberCatalogue,
		"no UTF-8":                change("甲局", "甲\xbe\xd6"),
		"no UTF-8 behind":         memberCatalogue + "\xff",
		"many rules":              change(`{"id":"fa","title":"法","kind":"law"}`, many(20_001, `{"id":"fa-%d","title":"法"}`)),
		"a rule twice":            change(`{"id":"fa","title":"法","kind":"law"}`, `{"id":"fa","title":"法"},{"id":"fa","title":"办法"}`),
		"a rule called index":     change(`{"id":"fa"`, `{"id":"index"`),
		"many grades":             change(`{"id":"low","label":"低","extends":"high"}`, many(50, `{"id":"low-%[1]d","label":"低%[1]d"}`)),
		"many categories":         change(`{"id":"duty","label":"职责"}`, many(201, `{"id":"duty-%[1]d","label":"职责%[1]d"}`)),
		"a scheme twice":          change(`"schemes":[`, `"schemes":[{"id":"two","name":"2","method":"direct","grade":[{"id":"high","label":"高"}]},`),
		"a title that turns text": change(`"title":"t"`, "\"title\":\"t\u202e\""),
		"the same by its number":  change(`"title":"t"`, `"title":"t\u202e"`),
		"a scheme that rings":     change(`"label":"职责"`, `"label":"职责\u0007"`),
		"a scheme called index":   change(`"schemes":[`, `"schemes":[{"id":"index","name":"2","method":"direct","grade":[{"id":"high","label":"高"}]},`),
	} {
		if m, err := OpenMember(strings.NewReader(data), int64(len(data))); !errors.Is(err, ErrMember) {
			t.Errorf("%s: %+v, %v", name, m, err)
		}
	}
}

// What no text of content may hold is in no text of a unit either; lines may end and
// backslashes stand in it.
func TestMemberTexts(t *testing.T) {
	for text, want := range map[string]bool{`险\n\t`: true, `\\u202e`: true, "险\u202e": false, `险\u202e`: false, `险\u0007`: false, `险\b`: false} {
		data := strings.Replace(memberCatalogue, `"title":"险"`, `"title":"`+text+`"`, 1)
		m, err := OpenMember(strings.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := m.Unit(1); (err == nil) != want || err != nil && !errors.Is(err, ErrMember) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// Whatever is given for a catalogue is read or refused, and what is read can be the
// address of a file below its own folder.
func FuzzMember(f *testing.F) {
	f.Add([]byte(memberCatalogue))
	f.Add([]byte(`{"units":[{"unit":{"id":"a/../b"}}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := OpenMember(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		for i := range m.Units {
			u, err := m.Unit(i)
			if err != nil {
				continue
			}
			for _, p := range u.Positions {
				if !IsUnitID(u.ID+"/"+p.ID) || u.Scheme == nil {
					t.Errorf("%q, %q", u.ID, p.ID)
				}
			}
		}
	})
}
