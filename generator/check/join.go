package check

import (
	"strings"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

var (
	ruleDangling = &diag.Rule{Name: "dangling-reference", Severity: diag.Error,
		Title: diag.Text{Zh: "引用的对象应存在", En: "references lead somewhere"}}
	ruleCycle = &diag.Rule{Name: "cyclic-reference", Severity: diag.Error,
		Title: diag.Text{Zh: "承接关系不成环", En: "risk points do not extend one another in a circle"}}
)

// Join applies the rules that span units to the summaries of all of them. The
// findings are sorted.
func Join(summaries []*catalog.Summary) diag.List {
	known := map[string]bool{}
	extends := map[string]catalog.Reference{}
	for _, s := range summaries {
		for _, ref := range s.References {
			known[ref.To] = false
			extends[ref.From] = ref
		}
	}
	if len(extends) == 0 {
		return nil
	}
	units := map[string]bool{}
	for _, s := range summaries {
		units[s.ID] = true
		for _, p := range s.Positions {
			for _, r := range p.Risks {
				address := catalog.Address(s.ID, p.ID, r)
				if _, wanted := known[address]; wanted {
					known[address] = true
				}
			}
		}
	}
	var findings diag.List
	for from, ref := range extends {
		if !known[ref.To] {
			findings.Add(ruleDangling.At(ref.Origin, diag.Textf("承接的风险点 %q 不存在", "the risk point %q that this one extends does not exist", ref.To), danglingHint(ref.To, units)))
			continue
		}
		if inCycle(from, extends) {
			findings.Add(ruleCycle.At(ref.Origin, diag.Textf("承接关系成环：%s", "risk points extend one another in a circle: %s", from),
				diag.Text{Zh: "只由下级承接上级", En: "let only the subordinate extend the superior"}))
		}
	}
	findings.Sort()
	return findings
}

func danglingHint(to string, units map[string]bool) diag.Text {
	address, _, _ := strings.Cut(to, "#")
	if i := strings.LastIndexByte(address, '/'); i > 0 && !units[address[:i]] {
		return diag.Textf("没有单位 %q；写成 单位/岗位#风险点", "there is no unit %q; write unit/position#risk", address[:i])
	}
	return diag.Text{Zh: "核对岗位和风险点的编号", En: "check the ids of the position and the risk point"}
}

// inCycle reports whether following the references from an address leads back to
// it.
func inCycle(from string, extends map[string]catalog.Reference) bool {
	at := from
	for range len(extends) {
		ref, ok := extends[at]
		if !ok {
			return false
		}
		if at = ref.To; at == from {
			return true
		}
	}
	return false
}
