package check

import (
	"os"
	"slices"
	"strings"
	"testing"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// labelled is a text with the label that a person gave it.
type labelled struct {
	label string
	texts []string
}

// readLabelled reads a labelled set and parts it: of each label the odd ones are
// tuned on, the even ones only measured.
func readLabelled(t *testing.T, name string) (tuned, held []labelled) {
	t.Helper()
	data, err := os.ReadFile("testdata/labelled/" + name)
	if err != nil {
		t.Fatal(err)
	}
	met := map[string]int{}
	for _, line := range strings.Split(string(data), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(line, "\t")
		if len(fields) < 2 {
			t.Fatalf("%s: no label: %s", name, line)
		}
		l := labelled{fields[0], fields[1:]}
		if met[l.label]++; met[l.label]%2 == 1 {
			tuned = append(tuned, l)
		} else {
			held = append(held, l)
		}
	}
	return tuned, held
}

// measure counts how well a judgement agrees with the labels. Mistakes are shown
// of the set that is tuned on, never of the other.
func measure(t *testing.T, set []labelled, label string, show bool, judge func(...string) bool) (precision, recall float64) {
	t.Helper()
	right, found, wanted := 0, 0, 0
	for _, l := range set {
		want, got := l.label == label, judge(l.texts...)
		if want {
			wanted++
		}
		if got {
			found++
		}
		if want && got {
			right++
		}
		if want != got && show {
			t.Logf("%s, found %t: %s", l.label, got, strings.Join(l.texts, " / "))
		}
	}
	return float64(right) / float64(max(found, 1)), float64(right) / float64(max(wanted, 1))
}

// The heuristics reach the figures that their rules state, on the sentences that they were
// tuned on and on the others. Each set says whether all of it was read meanwhile.
func TestHeuristicsAgainstLabels(t *testing.T) {
	one := func(f func(string) bool) func(...string) bool { return func(s ...string) bool { return f(s[0]) } }
	rules := map[string]*diag.Rule{}
	for _, r := range Rules() {
		rules[r.Name] = r
	}
	for _, c := range []struct {
		rule, file, label string
		judge             func(...string) bool
	}{
		{"control-generic", "controls.txt", "generic", one(isGeneric)},
		{"control-generic", "controls-fresh.txt controls-third.txt", "generic", one(isGeneric)},
		{"controls-soft", "soft.txt", "soft", one(isSoft)},
		{"control-unlinked", "linked.txt", "alone", one(func(s string) bool { return !links(s) })},
		{"personal-name", "names.txt names-second.txt names-third.txt", "name", one(func(s string) bool { return nameIn(lookAt(s)) != "" })},
		{"mobile-number", "numbers.txt", "mobile", one(func(s string) bool { return findMobile(s) != "" })},
		{"id-number", "numbers.txt", "identity", one(func(s string) bool { return findIdentity(s) != "" })},
		{"text-damaged", "damaged.txt damaged-second.txt damaged-third.txt damaged-fourth.txt", "damaged", one(func(s string) bool { _, _, ok := damage(lookAt(s)); return ok })},
		{"duplicate-risk", "duplicates.txt duplicates-fresh.txt duplicates-third.txt duplicates-fourth.txt duplicates-fifth.txt duplicates-seventh.txt duplicates-eighth.txt duplicates-ninth.txt duplicates-twelfth.txt", "same", sameRisk},
	} {
		rule := rules[c.rule]
		var tuned, held []labelled
		for _, file := range strings.Fields(c.file) {
			first, second := readLabelled(t, file)
			tuned, held = append(tuned, first...), append(held, second...)
		}
		p, r := measure(t, tuned, c.label, testing.Verbose(), c.judge)
		hp, hr := measure(t, held, c.label, false, c.judge)
		t.Logf("%s, %s: tuned on %d: precision %.3f, recall %.3f; held out %d: precision %.3f, recall %.3f", c.rule, c.file, len(tuned), p, r, len(held), hp, hr)
		if hp < rule.Precision || hr < rule.Recall || p < rule.Precision || r < rule.Recall {
			t.Errorf("%s states precision %.2f and recall %.2f", c.rule, rule.Precision, rule.Recall)
		}
	}
}

// The figures of duplicate-risk are those of three sets of which nothing was tuned on.
func TestDuplicatesBlind(t *testing.T) {
	i := slices.IndexFunc(table, func(r row) bool { return r.Name == "duplicate-risk" })
	var set []labelled
	for _, file := range []string{"duplicates-sixth.txt", "duplicates-tenth.txt", "duplicates-eleventh.txt"} {
		first, second := readLabelled(t, file)
		set = slices.Concat(set, first, second)
	}
	p, r := measure(t, set, "same", false, sameRisk)
	t.Logf("%d pairs: precision %.3f, recall %.3f", len(set), p, r)
	if p < table[i].Precision || r < table[i].Recall {
		t.Errorf("the rule states precision %.2f and recall %.2f", table[i].Precision, table[i].Recall)
	}
}

// A unit is searched for pairs that say the same without comparing all: next to none
// that the judgement knows is lost by that.
func TestDuplicatesAreFound(t *testing.T) {
	unit := &catalog.Unit{}
	pairs := 0
	for _, file := range []string{"duplicates.txt", "duplicates-fresh.txt", "duplicates-third.txt", "duplicates-fourth.txt", "duplicates-fifth.txt", "duplicates-sixth.txt",
		"duplicates-seventh.txt", "duplicates-eighth.txt", "duplicates-ninth.txt", "duplicates-tenth.txt", "duplicates-eleventh.txt", "duplicates-twelfth.txt"} {
		first, second := readLabelled(t, file)
		for _, l := range slices.Concat(first, second) {
			if !sameRisk(l.texts...) {
				continue
			}
			pairs++
			for _, text := range l.texts {
				title, body := cutBody(text)
				unit.Positions = append(unit.Positions, catalog.Position{Risks: []catalog.RiskPoint{{Title: title, Manifestation: body}}})
			}
		}
	}
	c := newChecker(&catalog.Site{}, unit)
	c.rule = &diag.Rule{}
	c.findDuplicates()
	findings := *c.findings
	if len(findings) < pairs*97/100 {
		t.Errorf("of %d pairs %d are found", pairs, len(findings))
	}
	t.Logf("of %d pairs %d are found", pairs, len(findings))
}

// sameRisk judges a pair of labelled risk points as the rule does.
func sameRisk(s ...string) bool {
	a, b := sketchOf(cutBody(s[0])), sketchOf(cutBody(s[1]))
	return a.same(&b)
}

// Good content is left alone: the sample's controls, of which each was written to be
// checkable, and none of its texts names a person or holds a number of one.
func TestHeuristicsLeaveGoodTextAlone(t *testing.T) {
	tuned, held := readLabelled(t, "controls.txt")
	fresh, more := readLabelled(t, "controls-fresh.txt")
	for _, l := range slices.Concat(tuned, held, fresh, more) {
		s := l.texts[0]
		if name := nameIn(lookAt(s)); name != "" {
			t.Errorf("%q is no name: %s", name, s)
		}
		if n := findMobile(s) + findIdentity(s) + findBankCard(s); n != "" {
			t.Errorf("%q is no number of a person: %s", n, s)
		}
		if _, _, damaged := damage(lookAt(s)); damaged {
			t.Errorf("not damaged: %s", s)
		}
	}
}

// cutBody parts a labelled risk point into title and manifestation.
func cutBody(s string) (title, body string) {
	title, body, _ = strings.Cut(s, "｜")
	return title, body
}
