package catalog

import "testing"

func TestCitesFindsTheLongestIDAndTheTitle(t *testing.T) {
	site := &Site{Register: []Rule{
		{ID: "law-bid", Title: "招标投标法"},
		{ID: "law-bid-rules", Title: "《招标投标法实施条例》"},
		{ID: "制度", Title: "采购制度"},
	}}
	for basis, want := range map[string][2]string{
		"law-bid":           {"law-bid", ""},
		"law-bid 第四条":       {"law-bid", "第四条"},
		"law-bid第四条":        {"law-bid", "第四条"},
		"law-bid#第四条":       {"law-bid", "第四条"},
		"law-bid-rules 第八条": {"law-bid-rules", "第八条"},
		"law-bidding 第四条":   {"", ""},
		"制度第三章":             {"制度", "第三章"},
		"《招标投标法》第四条":        {"law-bid", "第四条"},
		"《招标投标法实施条例》第八条":    {"law-bid-rules", "第八条"},
		"《招标投标法》没有闭合的另一部《办法": {"law-bid", "没有闭合的另一部《办法"},
		"《预算法》第一条":           {"", ""},
		"《":                  {"", ""},
		"":                   {"", ""},
		"按惯例":                {"", ""},
	} {
		rule, clause := site.Cites(basis)
		id := ""
		if rule != nil {
			id = rule.ID
		}
		if id != want[0] || rule != nil && clause != want[1] {
			t.Errorf("Cites(%q) = %q %q, want %q", basis, id, clause, want)
		}
	}
}
