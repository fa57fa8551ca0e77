package catalog

import (
	"strings"
	"unicode/utf8"
)

// Cites returns the entry of the register that a basis names, by its id or by its
// title in title marks, and the clause that follows. It returns nil where the
// basis is text of its own.
func (s *Site) Cites(basis string) (rule *Rule, clause string) {
	if name, rest, ok := cutTitle(basis); ok {
		for i := range s.Register {
			if r := &s.Register[i]; strings.Trim(r.Title, "《》") == name {
				return r, rest
			}
		}
		return nil, ""
	}
	for i := range s.Register {
		r := &s.Register[i]
		rest, ok := strings.CutPrefix(basis, r.ID)
		if !ok || r.ID == "" || rule != nil && len(r.ID) < len(rule.ID) {
			continue
		}
		if first, _ := utf8.DecodeRuneInString(rest); rest == "" || strings.ContainsRune(" \t#第", first) {
			rule, clause = r, strings.TrimLeft(rest, " \t#")
		}
	}
	return rule, clause
}

// cutTitle parts a text that begins with a title in title marks.
func cutTitle(s string) (title, rest string, ok bool) {
	if s, ok = strings.CutPrefix(s, "《"); !ok {
		return "", "", false
	}
	return strings.Cut(s, "》")
}

// Quoted is the rule's title in title marks; a title in Latin letters stays as it is.
func (r *Rule) Quoted() string {
	if strings.HasPrefix(r.Title, "《") || !strings.ContainsFunc(r.Title, func(c rune) bool { return c >= 0x2e80 }) {
		return r.Title
	}
	return "《" + r.Title + "》"
}
