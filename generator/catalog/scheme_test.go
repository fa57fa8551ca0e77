package catalog

import "testing"

func TestFoldTerm(t *testing.T) {
	for term, want := range map[string]string{
		"": "", "一级": "一级", "思想 道德　风险": "思想道德风险", "ＡＢc１": "abc1", "I 级": "i级", "岗位Ａ": "岗位a", "级 ": "级",
		"\t高\n": "高", "㐂鿿": "㐂鿿", "。、": "。、", "级\u00a0别": "级别", "：（": ":(",
	} {
		if got := FoldTerm(term); got != want {
			t.Errorf("%q: %q, want %q", term, got, want)
		}
	}
}
