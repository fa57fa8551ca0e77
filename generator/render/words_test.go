package render

import (
	"strings"
	"testing"

	"gongshi/themes"
)

// Traditional Chinese writes some characters of Simplified Chinese in two ways; the words
// keep to one, and call one thing by one name.
func TestTraditionalWords(t *testing.T) {
	w, err := readWords(themes.Default(), "zh-Hant")
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range w.keys() {
		for _, wrong := range []string{"聯系", "復核", "應復", "答復", "周期", "分布", "發布", "注明", "占", "搜索", "后", "里", "于", "并", "采", "准", "余", "只限", "台帳"} {
			if text := w.get(key); strings.Contains(text, wrong) {
				t.Errorf("%s = %q: %s", key, text, wrong)
			}
		}
	}
}
