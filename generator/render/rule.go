package render

import (
	"sort"
	"strings"

	"gongshi/generator/catalog"
)

// Basis is a law or rule that something rests on.
type Basis struct {
	Text string // as written, or the title of the rule with its clause
	Note string // number and status of the rule, where the register has them
	Href string // where the rule can be read
}

// ruleIndex finds entries of the register by what a basis begins with.
type ruleIndex struct {
	byID   map[string]*catalog.Rule
	byName map[string]*catalog.Rule
	ids    []string // the longest first
}

func indexRules(register []catalog.Rule) ruleIndex {
	x := ruleIndex{byID: map[string]*catalog.Rule{}, byName: map[string]*catalog.Rule{}}
	for i := range register {
		rule := &register[i]
		x.byID[rule.ID] = rule
		x.byName[strings.Trim(rule.Title, "《》")] = rule
		x.ids = append(x.ids, rule.ID)
	}
	sort.Slice(x.ids, func(i, j int) bool { return len(x.ids[i]) > len(x.ids[j]) })
	return x
}

// find returns the rule that a basis names and the clause that follows, or nil
// where the basis is text of its own.
func (x ruleIndex) find(basis string) (rule *catalog.Rule, clause string) {
	for _, id := range x.ids {
		rest, ok := strings.CutPrefix(basis, id)
		if ok && (rest == "" || strings.ContainsRune(" \t#第", firstRune(rest))) {
			return x.byID[id], strings.TrimLeft(rest, " \t#")
		}
	}
	if rest, ok := strings.CutPrefix(basis, "《"); ok {
		if name, clause, ok := strings.Cut(rest, "》"); ok {
			return x.byName[name], clause
		}
	}
	return nil, ""
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

// view shows a basis with what the register knows of it.
func (x ruleIndex) view(basis string) Basis {
	rule, clause := x.find(basis)
	if rule == nil {
		return Basis{Text: basis}
	}
	note := rule.Number
	if rule.Status != "" && rule.Status != "有效" {
		note = strings.Trim(note+" "+rule.Status, " ")
	}
	return Basis{Text: quoted(rule.Title) + clause, Note: note, Href: rule.URL}
}

// quoted puts a rule's title in the marks of a title, unless it has them.
func quoted(title string) string {
	if strings.HasPrefix(title, "《") || !strings.ContainsFunc(title, func(r rune) bool { return r >= 0x2e80 }) {
		return title
	}
	return "《" + title + "》"
}

func (x ruleIndex) views(list []string) []Basis {
	if len(list) == 0 {
		return nil
	}
	out := make([]Basis, len(list))
	for i, b := range list {
		out[i] = x.view(b)
	}
	return out
}
