package generator

import "testing"

func TestMentionsOthers(t *testing.T) {
	for text, want := range map[string]bool{
		"- 承　接：a/b#c":                  true,
		"- 承 接：a/b#c":                  true,
		"- 承\u200b接：a/b#c":             true,
		"- ｅｘｔｅｎｄｓ：a/b#c":              true,
		"- Ext ends: a/b#c":            true,
		"承办人接到举报后办理":                   false,
		"":                             false,
		"x":                            false,
		"e":                            false,
		"xtends":                       false,
		"extend":                       false,
		"extends":                      true,
		"- Extends：a/b#c":              true,
		"eXTENDSx":                     true,
		"the next text extends x":      true,
		"见 [附件](assets/a.pdf)":         true,
		"见 [科长](kezhang.md)":           false,
		"[[power]]\nbasis = [\"a/b\"]": false,
		"[a]: ../b/c.md":               true,
		"[a](..%2Fb.md)":               true,
		"[a](<..\\/b c.md>)":           true,
		"[a](https://example.com/b)":   false,
	} {
		if got := saysExtends([]byte(text)) || linksFar([]byte(text)); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
