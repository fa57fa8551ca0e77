package load

import (
	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// choice takes one of a few values, in any word for it, and gives the value.
func (t *table) choice(key, fallback string, terms []catalog.Term) string {
	s := t.string(key)
	if s == "" {
		return fallback
	}
	if term := catalog.FindTerm(terms, s); term != nil {
		return term.ID
	}
	words := catalog.Words(terms)
	t.src.report(ruleBadValue, t.at(key), diag.Textf("%s 不能是%q", "%s cannot be %q", key, s), diag.Nearest(s, words[:len(terms)], words[len(terms):]...))
	return fallback
}
