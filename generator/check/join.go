package check

import (
	"math/bits"
	"strings"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

var (
	ruleDangling = &diag.Rule{Name: "dangling-reference", Severity: diag.Error,
		Title: diag.Text{Zh: "引用的对象应存在", En: "references lead somewhere"}}
	ruleCycle = &diag.Rule{Name: "cyclic-reference", Severity: diag.Error,
		Title: diag.Text{Zh: "承接关系不成环", En: "risk points do not extend one another in a circle"},
		Cure:  diag.Text{Zh: "只由下级承接上级", En: "let only the subordinate extend the superior"}}
	ruleDownward = &diag.Rule{Name: "refinement-downward", Severity: diag.Warning, Source: "篇9",
		Title: diag.Text{Zh: "承接的是上级单位的风险点", En: "what a risk point refines is of a superior unit"},
		Cure:  diag.Text{Zh: "写上级单位的风险点；同一单位相互有关的，写同一个“种类”；下级细化的，由下级承接", En: "name one of a superior unit; give those of one unit the same kind; let the subordinate extend what it refines"}}
	ruleWeaker = &diag.Rule{Name: "refinement-weaker", Severity: diag.Warning, Source: "篇9",
		Title: diag.Text{Zh: "承接上级的风险点不放松要求", En: "what refines a superior's risk point is not weaker"},
		Cure:  diag.Text{Zh: "补上上级已有的防线，等级不低于上级；确有不同的，用 allow 说明理由", En: "add the lines of defence that the superior has and grade no milder, or accept this with a reason"}}
	ruleOutdated = &diag.Rule{Name: "refinement-outdated", Severity: diag.Warning, Source: "篇9",
		Title: diag.Text{Zh: "上级修改后，承接的风险点随之复核", En: "a change of the superior is followed by its subordinates"},
		Cure:  diag.Text{Zh: "对照上级修改的内容复核，改写本单位的 updated_on", En: "compare with what the superior changed, and set the unit's updated_on"}}
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
	units, ends := map[string]bool{}, map[string]end{}
	for _, s := range summaries {
		units[s.ID] = true
		for _, p := range s.Positions.List() {
			for i, r := range p.Risks {
				address := catalog.Address(s.ID, p.ID, r)
				if _, wanted := known[address]; wanted {
					known[address] = true
					ends[address] = end{s, p.Marks[i]}
				} else if _, refers := extends[address]; refers {
					ends[address] = end{s, p.Marks[i]}
				}
			}
		}
	}
	var findings diag.List
	for from, ref := range extends {
		if !known[ref.To] {
			findings.Add(ruleDangling.At(ref.Origin, diag.Textf("承接的风险点%q不存在", "the risk point %q that this one extends does not exist", ref.To), danglingHint(ref.To, units)))
			continue
		}
		if inCycle(from, extends) {
			findings.Add(ruleCycle.At(ref.Origin, diag.Textf("承接关系成环：%s", "risk points extend one another in a circle: %s", from),
				diag.Text{}))
			continue
		}
		own, superior := ends[from], ends[ref.To]
		if superior.unit == own.unit || strings.HasPrefix(superior.unit.ID, own.unit.ID+"/") {
			findings.Add(told(ruleDownward, ref, diag.Textf("承接的 %s 是本单位或下级的风险点，不是上级的", "%s, which this one extends, is of its own unit or of a subordinate", ref.To)))
			continue
		}
		findings = append(findings, drift(ref, own, superior)...)
	}
	findings.Sort()
	return findings
}

// end is a risk point at one end of a reference.
type end struct {
	unit *catalog.Summary
	mark catalog.RiskMark
}

// told is a finding about a reference, which may be accepted where it stands.
func told(r *diag.Rule, ref catalog.Reference, message diag.Text) diag.Finding {
	f := r.At(ref.Origin, message, diag.Text{})
	if reason, ok := allowed(r.Name, ref.Allow); ok {
		f = accepted(f, reason)
	}
	return f
}

// drift reports how a risk point has come away from the one it refines. Grades and
// stages are compared only within one scheme.
func drift(ref catalog.Reference, own, superior end) (findings diag.List) {
	add := func(r *diag.Rule, message diag.Text) { findings.Add(told(r, ref, message)) }
	if own.unit.SchemeID == superior.unit.SchemeID {
		if own.mark.Grade > superior.mark.Grade && superior.mark.Grade >= 0 {
			add(ruleWeaker, diag.Textf("等级比所承接的 %s 低", "the grade is milder than that of %s, which it extends", ref.To))
		} else if missing := superior.mark.Stages &^ own.mark.Stages; missing != 0 {
			add(ruleWeaker, diag.Textf("所承接的 %[1]s 有 %[2]d 道防线，这里缺少 %[3]d 道", "%[1]s, which it extends, has %[2]d lines of defence, of which %[3]d are missing here", ref.To, bits.OnesCount32(superior.mark.Stages), bits.OnesCount32(missing)))
		}
	}
	if changed, mine := superior.unit.Publication.UpdatedOn, later(own.unit.Publication.UpdatedOn, own.unit.Publication.PublishedOn); !mine.IsZero() && changed.Compare(mine) > 0 {
		add(ruleOutdated, diag.Textf("所承接的 %[1]s 在 %[2]s 更新过，本单位最近更新是 %[3]s", "%[1]s, which it extends, changed on %[2]s, after this unit did on %[3]s", ref.To, changed, mine))
	}
	return findings
}

func danglingHint(to string, units map[string]bool) diag.Text {
	address, _, _ := strings.Cut(to, "#")
	if i := strings.LastIndexByte(address, '/'); i > 0 && !units[address[:i]] {
		return diag.Textf("没有单位%q；写成 单位/岗位#风险点", "there is no unit %q; write unit/position#risk", address[:i])
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
