package load

import (
	"strconv"
	"time"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// wrongType reports a value that is not of the type that its key wants.
func (t *table) wrongType(key string, value any, wantZh, wantEn string, hint diag.Text) {
	t.wrongTypeAt(t.at(key), key, value, wantZh, wantEn, hint)
}

func (t *table) wrongTypeAt(at diag.Position, key string, value any, wantZh, wantEn string, hint diag.Text) {
	foundZh, foundEn := describe(value)
	t.src.report(ruleWrongType, at, diag.Textf(
		"%[1]s 应为%[2]s，现为%[4]s", "%[1]s wants %[3]s, found %[5]s",
		key, wantZh, wantEn, foundZh, foundEn), hint)
}

// describe names what a value is. A table is what stands below one line of brackets.
func describe(value any) (zh, en string) {
	switch n := value.(type) {
	case string:
		return "文字", "text"
	case int64:
		if n < 0 {
			return "负数", "a negative number"
		}
		return "整数", "an integer"
	case float64:
		if n < 0 {
			return "负数", "a negative number"
		}
		return "小数", "a decimal number"
	case bool:
		return "真假值", "a boolean"
	case time.Time:
		return "日期", "a date"
	case map[string]any:
		return "一个小节", "a table"
	case []map[string]any:
		return "一组小节", "a list of tables"
	}
	return "列表", "a list"
}

// textHint tells how to write as text what is something else.
func textHint(key string, value any) diag.Text {
	switch v := value.(type) {
	case int64:
		return quoted(key, strconv.FormatInt(v, 10))
	case time.Time:
		return quoted(key, catalog.DateOf(v).String())
	case []any:
		return diag.Text{Zh: "只写一项文字，不加方括号", En: "write one text, without brackets"}
	}
	return quoteHint
}

// numberHint tells how to write as a number what is text.
func numberHint(key string, value any) diag.Text {
	if s, isText := value.(string); isText && len(s) < longLine {
		return plainNumber(key, s)
	}
	return diag.Text{}
}

// tableHint tells how to head the one table of a key.
func (t *table) tableHint(key string, value any) diag.Text {
	switch v := value.(type) {
	case []map[string]any:
		return diag.Textf("[[%[1]s]] 写成 [%[1]s]，一层方括号", "write [%[1]s] for [[%[1]s]], with one bracket", t.path+key)
	case []any:
		if len(v) > 0 && isTable(v[0]) {
			return diag.Textf("去掉外面的方括号：%s = { … }", "take away the brackets around the braces: %s = { … }", key)
		}
	}
	return diag.Textf("写成一个小节：一行 [%[1]s]，下面每行一个 键 = 值", "write [%[1]s] in a line of its own, and below it the keys, each as key = value", t.path+key)
}

// tablesHint tells how to head each table of a list.
func (t *table) tablesHint(key string, value any) diag.Text {
	path, m := t.path+key, t.mark.child(key)
	if isTable(value) && m != nil {
		switch inner := firstHeaded(m.kids); {
		case m.headed:
			return diag.Textf("[%[1]s] 写成 [[%[1]s]]，两层方括号", "write [[%[1]s]] for [%[1]s], with two brackets", path)
		case inner != "":
			return diag.Textf("在 %[1]s.%[2]s 的前面先写一个小节 [[%[1]s]]", "write a table [[%[1]s]] before %[1]s.%[2]s", path, inner)
		}
		return diag.Textf("花括号外面加方括号：%s = [{ … }]", "put brackets around the braces: %s = [{ … }]", key)
	}
	return diag.Textf("每一项写成一个小节：一行 [[%[1]s]]，下面每行一个 键 = 值", "write each as a table: [[%[1]s]] in a line of its own, and below it the keys, each as key = value", path)
}

func isTable(v any) bool { _, ok := v.(map[string]any); return ok }

// firstHeaded is the key of the first of the marks that heads a table, or "".
func firstHeaded(kids []*mark) string {
	for _, k := range kids {
		if k.headed {
			return k.key
		}
	}
	return ""
}

var (
	textsHint = diag.Text{Zh: "每一项文字加英文双引号：[\"甲\", \"乙\"]", En: "put each text in double quotes: [\"a\", \"b\"]"}
	datesHint = diag.Text{Zh: "写成 [2026-01-01, 2026-01-02]，TOML 中不加引号", En: "write [2026-01-01, 2026-01-02], without quotes in TOML"}
)
