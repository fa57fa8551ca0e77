package intake

import (
	"strings"
	"testing"
)

func TestPosts(t *testing.T) {
	for in, want := range map[string]string{
		"局长、副局长":       "局长|副局长",
		"局长\n副局长":      "局长|副局长",
		"会计/出纳":        "会计|出纳",
		"1.会计 2.出纳":    "会计|出纳",
		"总经理及副总经理":     "总经理|副总经理",
		"党组书记、局长":      "党组书记、局长",
		"党组书记、局长、副局长":  "党组书记、局长|副局长",
		"書記、副書記":       "書記|副書記",
		"党组成员、副局长":     "党组成员、副局长",
		"局长 张伟、副局长 李娜": "局长|副局长",
		"局长\n助理":       "",
		"主管\n会计":       "",
		"采购管理\n岗":      "",
		"采购、验收岗":       "",
		"会计（出纳、资产管理员）": "",
		"正、副局长":        "",
		"和平街道主任":       "",
		"人事与会计岗":       "",
		"":             "",
		"、、":           "",
	} {
		got, _ := posts(in)
		if g := strings.Join(got, "|"); g != want {
			t.Errorf("%q: %q, want %q", in, g, want)
		}
	}
}

// A position that the unit has under a name of several posts keeps it, and its risk
// points their addresses.
func TestPostsOfOnePosition(t *testing.T) {
	sheet := &Sheet{Name: "Sheet1", Rows: [][]string{{"岗位", "人数", "风险点", "等级", "防控措施"}, {"局长、副局长", "5", "违规用人", "高", "任前公示"}, {"合计1个风险点"}}}
	sheet.prepare()
	for have, want := range map[string]string{"": "局长 副局长", "局长、副局长": "局长、副局长"} {
		res, err := Read("t.xlsx", []*Sheet{sheet}, Options{Positions: []string{have}})
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, p := range res.Positions {
			names = append(names, p.Name)
			if len(p.Risks) != 1 || have == "" && p.Risks[0].Kind != "违规用人" {
				t.Errorf("%s: %+v", p.Name, p.Risks)
			}
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("positions %q, want %q", got, want)
		}
		for _, n := range res.Report.Notes {
			if n.Rule == "total-differs" {
				t.Errorf("told: %s", n.Message.Zh)
			}
		}
	}
}
