package catalog

import (
	"strings"
	"testing"
	"unsafe"
)

// A summary is all that is held of a unit while hundreds of others are built: it must not
// hold the whole text of the unit by a name that is part of it.
func TestSummaryHoldsNoMoreThanItTells(t *testing.T) {
	text := "采购岗 r1 设备采购 财务科 《采购法》第五条 " + strings.Repeat("长", 1000)
	part := func(s string) string { return text[strings.Index(text, s):][:len(s)] }
	u := &Unit{ID: "u", Positions: []Position{{ID: "caigou", Name: part("采购岗"), Department: part("财务科"), Risks: []RiskPoint{{ID: part("r1"), Kind: part("设备采购"), Title: part("采购"), Basis: []string{part("《采购法》第五条")}}}}}}
	s := Summarize(u)
	cited := (&Site{Register: []Rule{{ID: "caigou", Title: "采购法"}}}).Citations(u).List()
	if len(cited) != 1 || len(cited[0].First) != 1 || len(cited[0].First[0].Clauses) != 1 {
		t.Fatalf("%+v", cited)
	}
	c := cited[0].First[0]
	p := &s.Positions.List()[0]
	from := uintptr(unsafe.Pointer(unsafe.StringData(text)))
	for _, own := range []string{p.Name, p.Risks[0], s.Departments[0].ID, s.Departments[0].Label, s.Kinds[0].ID, s.Kinds[0].Label, c.Holder, c.Risk, c.Title, c.Clauses[0]} {
		if at := uintptr(unsafe.Pointer(unsafe.StringData(own))); at >= from && at < from+uintptr(len(text)) {
			t.Errorf("%q is part of the text", own)
		}
	}
}

func TestSummariesShare(t *testing.T) {
	u := &Unit{ID: "u", Positions: []Position{{ID: "a", Name: "采购岗", Risks: []RiskPoint{{ID: "r1"}}}, {ID: "b"}}}
	one, same := Summarize(u), Summarize(u)
	same.Share(one)
	if unsafe.StringData(one.Positions.form) != unsafe.StringData(same.Positions.form) {
		t.Error("equal positions are there twice")
	}
	for name, change := range map[string]func(){
		"name":  func() { u.Positions[0].Name = "出纳岗" },
		"risk":  func() { u.Positions[0].Risks[0].ID = "r2" },
		"fewer": func() { u.Positions = u.Positions[:1] },
	} {
		change()
		other := Summarize(u)
		other.Share(one)
		if other.Shares(one) {
			t.Errorf("%s: other positions are taken for the same", name)
		}
	}
}

func TestSummaryThatIsNotWhole(t *testing.T) {
	s := Summarize(&Unit{ID: "u", Positions: []Position{{ID: "a", Risks: []RiskPoint{{ID: "r1"}}}}})
	if err := s.Whole(); err != nil {
		t.Error(err)
	}
	if err := new(Summary).Whole(); err != nil {
		t.Error(err)
	}
	positions := s.Positions
	s.Positions.form = positions.form[:len(positions.form)-1]
	if s.Whole() == nil || s.Positions.List() != nil {
		t.Error("positions that are cut off are taken for whole")
	}
	s.Positions, s.Rules.form = positions, "\x05"
	if s.Whole() == nil || s.Rules.List() != nil {
		t.Error("citations that are cut off are taken for whole")
	}
}
