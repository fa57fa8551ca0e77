package search

import "testing"

func TestLinesAreClean(t *testing.T) {
	for text, want := range map[string]string{
		"采购 计划":           "采购 计划",
		" 采购":             "采购",
		"采购 ":             "采购",
		"采  购":            "采 购",
		"采\t购\n计":         "采 购 计",
		"采\u0085购":        "采 购",
		"采\u2028购\u2029计": "采 购 计",
		"采\u00a0购 – “计”":  "采\u00a0购 – “计”",
		"采\xff购":          "采\ufffd购",
		"":                "",
		" ":               "",
		"\u0085\u2028 \t": "",
	} {
		if got := string(appendClean(nil, text)); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}
