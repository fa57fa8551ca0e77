package load

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// placesOf gives line:column rule for each finding about a file of a site.
func placesOf(t *testing.T, name, text string) (places []string, list diag.List) {
	t.Helper()
	files := tree("site.toml", siteTOML, "a/unit.toml", "name = \"甲\"\n", name, text)
	_, findings := loadAll(t, files)
	for _, f := range findings {
		if f.File == name {
			places = append(places, fmt.Sprintf("%d:%d %s", f.Line, f.Column, f.Rule))
			list = append(list, f)
		}
	}
	return places, list
}

// What TOML does not take is told where it stands, with whatever line ends, at the
// beginning and the end of lines and files, below the +++ of front matter, and in texts
// of several lines.
func TestPlacesOfTOMLErrors(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"at the beginning of a line":        {"kind = \"机关\"\nshort = \"短\"\n<<<<<<< HEAD\n", "3:1"},
		"a key that stands twice":           {"name = \"甲甲甲甲甲甲甲\"\nname = \"乙\"\n", "2:1"},
		"behind Han":                        {"name = \"甲乙\" = 1\n", "1:17"},
		"behind blanks":                     {"name = \"甲\"  \t乙\n", "1:16"},
		"at the end of a line":              {"name = \"甲\nkind = \"x\"\n", "1:12"},
		"at the end of a line without text": {"name =\nkind = \"x\"\n", "1:7"},
		"at the end of the file":            {"kind = \"x\"\nname = \"甲", "2:9"},
		"at the end of a list without end":  {"name = [\"甲\",\n\"乙\"\n", "2:6"},
		"in a text of several lines":        {"name = \"\"\"\n甲\n乙\\丙\n\"\"\"\n", "3:4"},
		"below a text of several lines":     {"name = \"\"\"\n甲\n乙\"\"\"\nkind = 机关\n", "4:8"},
		"in a list of several lines":        {"duties = [\n  \"甲\",\n  乙,\n]\n", "3:3"},
		"after a line that was left out":    {"kind = 机关\nshort = 短\n", "1:8 2:9"},
		"after a byte order mark":           {"\ufeffname = 甲\n", "1:11"},
		"a table that stands twice":         {"name = \"甲\"\n[contact]\n  [contact]\n", "3:4"},
		"a date":                            {"[publication]\nmade_on = 2026-02-30\n", "2:11"},
	} {
		for _, end := range []string{"\n", "\r\n"} {
			for lines := range 2 { // of the file above the text
				src := &source{path: "a.toml", data: Text([]byte(strings.Repeat("+++"+end, lines) + strings.ReplaceAll(c.text, "\n", end)))}
				src.data, src.line = src.data[len("+++\n")*lines:], lines
				if lines == 0 && strings.HasPrefix(c.text, "\ufeff") {
					continue // Text has taken it away
				}
				parseTOML(src)
				var got []string
				for _, f := range src.findings {
					got = append(got, fmt.Sprintf("%d:%d", f.Line-lines, f.Column))
				}
				if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" {
					t.Errorf("%s, lines end with %q, %d above (-want +got):\n%s%s", name, end, lines, diff, format(src.findings))
				}
			}
		}
	}
	places, list := placesOf(t, "a/p.md", "+++\r\nname = \"岗\"\r\nlevel =\r\n+++\r\n")
	if diff := cmp.Diff([]string{"3:8 toml-syntax"}, places); diff != "" {
		t.Errorf("front matter (-want +got):\n%s%s", diff, format(list))
	}
}

// What was done is seen from the line, and what is told to do about it leaves nothing to
// be told when it is done to the letter.
func TestTOMLMistakes(t *testing.T) {
	const top, contact, publication, position = "name = \"甲\"\n", "name = \"甲\"\n[contact]\n", "name = \"甲\"\n[publication]\n", "+++\nname = \"岗\"\n"
	for _, c := range []struct {
		before, line, place, rule, hint string
		cured                           string // the line, where what is written in the hint behind a colon is not
	}{
		{publication, "made_on = 2026.1.5", "3:11", "bad-date", "写成 年-月-日，例如 2026-01-19", "made_on = 2026-01-05"},
		{publication, "made_on = 2026年1月5日 # 生成", "3:15", "bad-date", "写成 年-月-日", "made_on = 2026-01-05"},
		{publication, "made_on = 2026/1/5", "3:15", "bad-date", "写成 年-月-日", "made_on = 2026-01-05"},
		{publication, "made_on = 2026-1-5", "3:11", "bad-date", "写成 年-月-日", "made_on = 2026-01-05"},
		{publication, "made_on = 2026-01", "3:11", "bad-date", "写成 年-月-日", "made_on = 2026-01-05"},
		{publication, "made_on = ２０２６-０１-０５", "3:11", "bad-date", "写成 年-月-日", "made_on = 2026-01-05"},
		{publication, "made_on = “2026-01-05”", "3:11", "toml-syntax", "引号改成英文双引号 \" \"：made_on = \"2026-01-05\"", ""},

		{position, "duties = 【\"甲\", \"乙\"】", "3:10", "toml-syntax", "列表用英文方括号：[\"甲\", \"乙\"]", "duties = [\"甲\", \"乙\"]"},
		{position, "duties = ［\"甲\", \"乙\"］", "3:10", "toml-syntax", "列表用英文方括号：", "duties = [\"甲\", \"乙\"]"},
		{position, "duties = [\"甲\", \"乙\"】", "3:23", "toml-syntax", "列表用英文方括号：", "duties = [\"甲\", \"乙\"]"},
		{position, "duties = [\"甲\"，\"乙\"]", "3:16", "toml-syntax", "写成 [\"甲\", \"乙\"]，逗号用英文半角", "duties = [\"甲\", \"乙\"]"},
		{position, "duties = \"甲\"、\"乙\"", "3:15", "toml-syntax", "列表用英文方括号：", "duties = [\"甲\", \"乙\"]"},
		{position, "duties = 【重点】询价", "3:10", "toml-syntax", "之间：duties = \"【重点】询价\"", ""},

		{top, "【publication】", "2:1", "toml-syntax", "小节名写成 [publication]，用英文方括号", "[publication]"},
		{top, "［publication］", "2:1", "toml-syntax", "小节名写成 [publication]", "[publication]"},
		{top, "[publication】 # 公示", "2:13", "toml-syntax", "小节名写成 [publication]", "[publication]"},
		{top, "【【department】】\nname = \"科\"", "2:1", "toml-syntax", "小节名写成 [[department]]", "[[department]]\nname = \"科\""},
		{top, "【department】\nname = \"科\"", "2:1", "toml-syntax", "小节名写成 [[department]]", "[[department]]\nname = \"科\""},
		{top, "[publication\nstatus = \"published\"", "2:13", "toml-syntax", "写成 [publication]", "[publication]\nstatus = \"published\""},
		{top, "[[department]\nname = \"科\"", "2:14", "toml-syntax", "写成 [[department]]", "[[department]]\nname = \"科\""},
		{top, "[department]]\nname = \"科\"", "2:13", "toml-syntax", "写成 [[department]]", "[[department]]\nname = \"科\""},
		{top, "[contact]\n[contact]", "3:2", "toml-syntax", "合并成一个小节", "[contact]"},
		{top, "[department]\nname = \"科\"\n[department]\nname = \"室\"", "4:2", "toml-syntax", "每一个都写成 [[department]]", "[[department]]\nname = \"科\"\n[[department]]\nname = \"室\""},

		{position, "level\u3000= \"frontline\"", "3:6", "toml-syntax", "改成半角空格", "level = \"frontline\""},
		{position, "level =\u3000\"frontline\"", "3:8", "toml-syntax", "改成半角空格", "level = \"frontline\""},
		{position, "\u3000level = \"frontline\"", "3:1", "toml-syntax", "改成半角空格", " level = \"frontline\""},
		{position, "level = \"frontline\" \u3000", "3:21", "toml-syntax", "改成半角空格", "level = \"frontline\" "},
		{position, "level\u00a0= \"frontline\"", "3:6", "toml-syntax", "改成半角空格", "level = \"frontline\""},
		{position, "level\u200b = \"frontline\"", "3:6", "toml-syntax", "删去这个字符", "level = \"frontline\""},
		{position, "level ＝ \"frontline\"", "3:7", "toml-syntax", "等号用英文半角 =", "level = \"frontline\""},
		{position, "level：\"frontline\"", "3:6", "toml-syntax", "等号用英文半角 =", "level=\"frontline\""},
		{position, "level", "3:6", "toml-syntax", "说明文字的前面加 #", "# level"},
		{position, "level =", "3:8", "toml-syntax", "还没有的，删去这一行", ""},

		{position, "holders = ２", "3:11", "toml-syntax", "数字用半角，不加引号和单位：holders = 2", ""},
		{position, "holders = 2人", "3:12", "toml-syntax", "数字用半角，不加引号和单位：holders = 2", ""},
		{position, "holders = 02", "3:11", "toml-syntax", "数字用半角，不加引号和单位：holders = 2", ""},
		{position, "holders = 约１０ 人", "3:11", "toml-syntax", "数字用半角，不加引号和单位：holders = 10", ""},
		{position, "holders = 两人", "3:11", "toml-syntax", "写一个半角数字，不加引号和单位，例如 holders = 2", "holders = 2"},

		{"", "name = \"关于\"三重一大\"的目录\"", "1:16", "toml-syntax", "文字里的引号用中文引号“ ”，外面用英文引号：name = \"关于“三重一大”的目录\"", ""},
		{"", "name = \"甲\"乙\"", "1:13", "toml-syntax", "文字里的引号用中文引号“ ”", "name = \"甲”乙\""},
		{"", "name = “甲”", "1:8", "toml-syntax", "引号改成英文双引号 \" \"：name = \"甲\"", ""},
		{"", "name = \"甲”", "1:15", "toml-syntax", "引号改成英文双引号 \" \"：name = \"甲\"", ""},
		{"", "name = ＂甲＂", "1:8", "toml-syntax", "引号改成英文双引号 \" \"：name = \"甲\"", ""},
		{"", "name = \"甲“乙”", "1:21", "toml-syntax", "文字要放在英文双引号", "name = \"甲“乙”\""},
		{"", "name = 甲 # 乙", "1:8", "toml-syntax", "之间：name = \"甲\"", ""},
		{"", "name = \"甲\"，", "1:13", "toml-syntax", "删去末尾多出的标点", "name = \"甲\""},
		{"", "name = \"甲\" ; # 乙", "1:14", "toml-syntax", "删去末尾多出的标点", "name = \"甲\""},
		{"", "name = \"甲\"；", "1:13", "toml-syntax", "删去末尾多出的标点", "name = \"甲\""},
		{"", "name = \"甲\"、", "1:13", "toml-syntax", "删去末尾多出的标点", "name = \"甲\""},
		{position, "holders = 2，", "3:12", "toml-syntax", "删去末尾多出的标点", "holders = 2"},
		{position, "duties = [\"甲\"],", "3:17", "toml-syntax", "删去末尾多出的标点", "duties = [\"甲\"]"},
		{publication, "made_on = 2026-01-05。", "3:21", "toml-syntax", "删去末尾多出的标点", "made_on = 2026-01-05"},
		{"", "name = \"甲\" 乙", "1:14", "toml-syntax", "删去多出的部分，或移到引号里面", "name = \"甲乙\""},

		{contact, "phone = 0516-88880000", "3:9", "toml-syntax", "电话等号码加英文双引号：phone = \"0516-88880000\"", ""},
		{contact, "phone = 051688880000", "3:9", "toml-syntax", "电话等号码加英文双引号：phone = \"051688880000\"", ""},
		{contact, "phone = 0516 88880000", "3:9", "toml-syntax", "电话等号码加英文双引号：phone = \"0516 88880000\"", ""},
		{contact, "phone = +86-516-88880000", "3:12", "toml-syntax", "电话等号码加英文双引号：phone = \"+86-516-88880000\"", ""},
		{contact, "hours = 8:30-12:00", "3:9", "toml-syntax", "号码加英文双引号：hours = \"8:30-12:00\"", ""},
		{contact, "office = 3个工作日", "3:11", "toml-syntax", "之间：office = \"3个工作日\"", ""},
		{top, "index_number = 32010000000000000001", "2:16", "toml-syntax", "号码加英文双引号：index_number = \"32010000000000000001\"", ""},
		{contact, `address = "C:\公示"`, "3:14", "toml-syntax", `把 \ 写成 \\，或者把外面的双引号换成英文单引号`, `address = "C:\\公示"`},
		{contact, `address = "C:\Users"`, "3:14", "toml-syntax", `换成英文单引号 ' '`, `address = 'C:\Users'`},
	} {
		file, after := "a/unit.toml", "\n"
		if c.before == position {
			file, after = "a/p.md", "\n+++\n"
		}
		places, list := placesOf(t, file, c.before+c.line+after)
		if diff := cmp.Diff([]string{c.place + " " + c.rule}, places); diff != "" {
			t.Errorf("%s (-want +got):\n%s%s", c.line, diff, format(list))
			continue
		}
		f := list[0]
		if !strings.Contains(f.Hint.Zh, c.hint) || f.Message.En == "" || f.Hint.En == "" {
			t.Errorf("%s: want the hint %s\n%s\n%s", c.line, c.hint, f.Format(diag.Chinese), f.Format(diag.English))
		}
		if strings.IndexFunc(strings.TrimPrefix(f.Message.Zh, "TOML "), unicode.IsLetter) < 0 || strings.Contains(f.Message.Zh, "expected") || strings.Contains(f.Message.Zh, "nvalid") {
			t.Errorf("%s: not told in Chinese: %s", c.line, f.Message.Zh)
		}
		cured := c.cured
		if _, literal, ok := strings.Cut(c.hint, "："); ok && cured == "" {
			cured = literal
		}
		if places, list = placesOf(t, file, c.before+cured+after); len(places) > 0 {
			t.Errorf("%s: what is told to do is told of again: %s\n%s", c.line, cured, format(list))
		}
	}
}

// A value of the wrong type is told with how to write it, which leaves nothing to be told
// when it is done.
func TestWrongTypes(t *testing.T) {
	const top, contact, publication, position, risk = "name = \"甲\"\n", "name = \"甲\"\n[contact]\n", "name = \"甲\"\n[publication]\n", "+++\nname = \"岗\"\n",
		"[[position]]\nid = \"p\"\nname = \"岗\"\n"
	for _, c := range []struct{ before, line, place, message, hint, cured string }{
		{top, "[department]\nname = \"科\"", "2:1", "department 应为一组小节，现为一个小节", "[department] 写成 [[department]]，两层方括号", "[[department]]\nname = \"科\""},
		{top, "department = { name = \"科\" }", "2:14", "现为一个小节", "花括号外面加方括号：department = [{", "department = [{ name = \"科\" }]"},
		{top, "department = [\"科\"]", "2:14", "现为文字", "每一项写成一个小节：一行 [[department]]", "[[department]]\nname = \"科\""},
		{top, "[[publication]]\nstatus = \"published\"", "2:1", "publication 应为一个小节，现为一组小节", "[[publication]] 写成 [publication]，一层方括号", "[publication]\nstatus = \"published\""},
		{top, "publication = [{ status = \"published\" }]", "2:15", "现为列表", "去掉外面的方括号：publication = {", "publication = { status = \"published\" }"},
		{top, "contact = \"电话\"", "2:11", "现为文字", "写成一个小节：一行 [contact]", "[contact]\nphone = \"电话\""},
		{risk, "[position.risk]\nid = \"r\"\ntitle = \"险\"", "4:1", "risk 应为一组小节，现为一个小节", "[position.risk] 写成 [[position.risk]]，两层方括号", "[[position.risk]]\nid = \"r\"\ntitle = \"险\""},
		{position, "[[power.step]]\nid = \"s\"\nname = \"环节\"", "3:1", "power 应为一组小节", "在 power.step 的前面先写一个小节 [[power]]", "[[power]]\nid = \"w\"\nname = \"权\"\n[[power.step]]\nid = \"s\"\nname = \"环节\""},
		{contact, "phone = 88880000", "3:9", "phone 应为文字，现为整数", "phone = \"88880000\"", "phone = \"88880000\""},
		{contact, "phone = [\"88880000\"]", "3:9", "现为列表", "只写一项文字，不加方括号", "phone = \"88880000\""},
		{contact, "hours = 2026-01-05", "3:9", "现为日期", "hours = \"2026-01-05\"", "hours = \"2026-01-05\""},
		{publication, "made_on = 20260105", "3:11", "made_on 应为日期，现为整数", "写成 年-月-日，例如 2026-01-19", "made_on = 2026-01-05"},
		{position, "holders = \"2人\"", "3:11", "现为文字", "数字用半角，不加引号和单位：holders = 2", "holders = 2"},
		{position, "holders = \"２\"", "3:11", "现为文字", "数字用半角，不加引号和单位：holders = 2", "holders = 2"},
		{position, "holders = \"两人\"", "3:11", "现为文字", "写一个半角数字，不加引号和单位，例如 holders = 2", "holders = 2"},
		{position, "duties = [1]", "3:10", "现为整数", "每一项文字加英文双引号", "duties = [\"1\"]"},
	} {
		file, after := "a/unit.toml", "\n"
		switch c.before {
		case position:
			file, after = "a/p.md", "\n+++\n"
		case risk:
			file = "a/c.toml"
		}
		places, list := placesOf(t, file, c.before+c.line+after)
		if diff := cmp.Diff([]string{c.place + " wrong-type"}, places); diff != "" {
			t.Errorf("%s (-want +got):\n%s%s", c.line, diff, format(list))
			continue
		}
		if f := list[0]; !strings.Contains(f.Message.Zh, c.message) || !strings.Contains(f.Hint.Zh, c.hint) || f.Hint.En == "" {
			t.Errorf("%s: want %s, %s\n%s", c.line, c.message, c.hint, f.Format(diag.Chinese))
		}
		if places, list = placesOf(t, file, c.before+c.cured+after); len(places) > 0 {
			t.Errorf("%s: what is told to do is told of again: %s\n%s", c.line, c.cured, format(list))
		}
	}
}

// However long a line is, what is told of it is short.
func TestTOMLMistakesAreShort(t *testing.T) {
	for _, text := range []string{"a = %s", "holders = %s", "a = \"%s", "a = \"%[1]s\"%[1]s\"", "a = “%s”", "%s", "[%s", "【%s】", "a = 0%s", "a = [%s】"} {
		for _, long := range []string{strings.Repeat("长", 5000), strings.Repeat("1", 5000), strings.Repeat("a", 5000), strings.Repeat("“", 5000), strings.Repeat("a\"", 5001)} {
			src := &source{path: "a.toml", data: []byte(fmt.Sprintf(text, long))}
			parseTOML(src)
			for _, f := range src.findings {
				if n := len(f.Format(diag.Chinese)); n > 2000 {
					t.Errorf("%s with %.6s…: %d bytes are told: %.200s", text, long, n, f.Format(diag.Chinese))
				}
			}
		}
	}
}

// Nothing that the decoder says is told in its own words.
func TestTOMLMistakesAreTold(t *testing.T) {
	for _, text := range []string{
		"a", "a =", "a = .5", "a = [1,,2]", "a = [1", "a = {b = 1", "a = {b = 1 c = 2}", "a = {,}", "= 1", ".a = 1", "a. = 1", "[]", "[.a]", "[a.]", "[[a]", "[a", "[a b]",
		"a = '''", "a = \"\\u12\"", "a = \"\\ud800\"", "a = \"\"\"\\ x\"\"\"", "a = 1__0", "a = 1e", "a = +x", "a = -0x1", "a = 0b2", "a = 99999999999999999999",
		"a = 1e999", "a = 1979-13-01", "a = nan2", "a = 1\na.b = 2", "a = [1]\n[[a]]", "[a]\n[[a]]", "[[a]]\n[a]", "a = 12:99:00", "a = true1", "a = \"x\" \"y\"",
	} {
		src := &source{path: "a.toml", data: []byte(text)}
		parseTOML(src)
		if len(src.findings) == 0 {
			t.Errorf("%s: nothing is told", text)
		}
		for _, f := range src.findings {
			if f.Hint.IsZero() || strings.Contains(f.Message.Zh, "不能识别") || strings.Contains(f.Message.En, "top-level") {
				t.Errorf("%s: %s\n%s", text, f.Format(diag.Chinese), f.Format(diag.English))
			}
		}
	}
}

// Keys in Han are told with the keys that they stand for, wherever they are and however
// many, and what is wrong beside them is told at its own place.
func TestHanKeys(t *testing.T) {
	const front = "+++\nname = \"岗\"\n"
	for name, c := range map[string]struct {
		file, text string
		want       []string // line:column rule hint
	}{
		"a known word":      {"a/p.md", front + "层级 = \"frontline\"\n人数=2\n+++\n", []string{"3:1 unknown-key 键名用英文：层级写成 level", "4:1 unknown-key 键名用英文：人数写成 holders"}},
		"in quotes":         {"a/p.md", front + "\"部门\" = \"采购科\"\n+++\n", []string{"3:1 unknown-key 键名用英文：部门写成 department"}},
		"the name":          {"a/p.md", "+++\n  名称 = \"岗\"\n+++\n", []string{"2:3 unknown-key 键名用英文：名称写成 name"}},
		"an unknown word":   {"a/p.md", front + "爱好 = \"无\"\n+++\n", []string{"3:1 unknown-key 键名用英文。可用：holders、name、"}},
		"partly Latin":      {"a/p.md", front + "level层 = \"x\"\n+++\n", []string{"3:1 unknown-key 键名用英文。"}},
		"two in a line":     {"a/c.toml", "[[position]]\nid = \"p\"\nname = \"岗\"\n[[position.risk]]\nid = \"r\"\ntitle = \"险\"\ncontrol = [{ 阶段 = \"前期预防\", 内容 = \"查\", ownr = \"长\" }]\n", []string{"7:14 unknown-key 键名用英文：阶段写成 stage", "7:39 unknown-key 键名用英文：内容写成 text", "7:55 unknown-key 是不是“owner”？"}},
		"a table":           {"a/unit.toml", "name = \"甲\"\n[公示]\nstatus = \"published\"\n[[部门]]\nname = \"科\"\n", []string{"2:1 unknown-key 键名用英文：公示写成 publication", "4:1 unknown-key 键名用英文：部门写成 department"}},
		"in a table":        {"a/unit.toml", "name = \"甲\"\n[supervision]\n电话 = \"0516\"\n", []string{"3:1 unknown-key 键名用英文：电话写成 phone"}},
		"with a value":      {"a/unit.toml", "name = \"甲\"\n简称 = 乙\nkind = 丙\n", []string{"2:10 toml-syntax 文字要放在英文双引号 \" \" 之间：简称 = \"乙\"", "3:8 toml-syntax 文字要放在英文双引号 \" \" 之间：kind = \"丙\""}},
		"with a number":     {"a/p.md", front + "人数 = ２\n+++\n", []string{"3:10 toml-syntax 数字用半角，不加引号和单位：人数 = 2"}},
		"with a wide space": {"a/p.md", front + "层级\u3000= \"frontline\"\n+++\n", []string{"3:7 toml-syntax 改成半角空格"}},
		"a sentence":        {"a/unit.toml", "name = \"甲\"\n这是说明\n", []string{"2:13 toml-syntax 每行写成 键 = 值"}},
		"an item of a list": {"a/unit.toml", "name = \"甲\"\n- 乙\n", []string{"2:3 toml-syntax 键名用英文，每行写成 键 = 值"}},
	} {
		places, list := placesOf(t, c.file, c.text)
		for i, want := range c.want {
			if i >= len(places) || !strings.HasPrefix(places[i]+" "+list[i].Hint.Zh, want) || list[i].Hint.En == "" {
				t.Errorf("%s: want %s, got\n%s%v", name, want, format(list), list)
			}
		}
		if len(places) != len(c.want) {
			t.Errorf("%s: want %d findings:\n%s", name, len(c.want), format(list))
		}
	}
}

// However many keys are in Han, they are told, in a time that does not grow with the
// square of their number.
func TestManyHanKeys(t *testing.T) {
	for _, text := range []string{strings.Repeat("简称 = 1\n[[department]]\n", 5000), "a = [" + strings.Repeat("{简称 = 1},", 5000) + "]\n"} {
		src := &source{path: "a/unit.toml", data: []byte(text)}
		parseUnit(parseTOML(src), &catalog.Unit{}, &Site{Site: &catalog.Site{}})
		if len(src.findings) == 0 {
			t.Error("nothing is told")
		}
	}
}
