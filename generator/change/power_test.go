package change

import (
	"testing"

	"gongshi/generator/catalog"
)

// A power that changed while none of its risk points did is told; one whose risk point
// changed with it, one that is as it was, and one that names none are not.
func TestUnmoved(t *testing.T) {
	unit := func(limit, grade string) *Snapshot {
		step := func(risks ...string) []catalog.Step {
			return []catalog.Step{{ID: "a", Name: "审核", Limit: limit, Risks: risks}}
		}
		var s Snapshot
		s.Add(&catalog.Unit{ID: "u", Positions: []catalog.Position{{ID: "p",
			Powers: []catalog.Power{{ID: "left", Name: "甲", Steps: step("r")}, {ID: "followed", Name: "乙", Steps: step("r", "s")},
				{ID: "bare", Name: "丙", Steps: step()}, {ID: "same", Name: "丁"}},
			Risks: []catalog.RiskPoint{{ID: "r", Title: "一", Grade: "高"}, {ID: "s", Title: "二", Grade: grade}}}}})
		s.Sort()
		return &s
	}
	before, after := unit("3 日", "高"), unit("5 日", "中")
	got := Unmoved(before, after, Compare(before, after))
	if len(got) != 1 || got[0].Name != "甲" {
		t.Errorf("%+v", got)
	}
	if got := Unmoved(before, before, nil); got != nil {
		t.Errorf("nothing changed: %+v", got)
	}
}
