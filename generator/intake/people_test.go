package intake

import (
	"strings"
	"testing"
)

// The names are the ones that textbooks use for anybody.
func TestWithoutNames(t *testing.T) {
	for in, want := range map[string]string{
		"张三":            "|张三",
		"张三、李四":         "|张三,李四",
		"张　三":           "|张三",
		"科长张三":          "科长|张三",
		"张三（科长）":        "科长|张三",
		"科长（张三）":        "科长|张三",
		"王科长":           "科长|王科长",
		"财务科 张三":        "财务科|张三",
		"财务科科长":         "财务科科长|",
		"科长":            "科长|",
		"党委书记":          "党委书记|",
		"分管副局长":         "分管副局长|",
		"会计、出纳":         "会计、出纳|",
		"安全员":           "安全员|",
		"项目经理":          "项目经理|",
		"单位主要负责人":       "单位主要负责人|",
		"纪检监察室":         "纪检监察室|",
		"应急办":           "应急办|",
		"欧阳三":           "|欧阳三",
		"张某某":           "|张某某",
		"李四 副局长；王五":     "副局长|李四,王五",
		"文秘":            "文秘|",
		"全体干部":          "全体干部|",
		"车间主任":          "车间主任|",
		"采购科张三科长":       "采购科科长|张三",
		"高级工程师":         "高级工程师|",
		"派驻纪检监察组":       "派驻纪检监察组|",
		"施工方":           "施工方|",
		"办公室主任（兼）":      "办公室主任（兼）|",
		"责任人：张三":        "责任人|张三",
		"局长 张三\n副局长 李四": "局长\n副局长|张三,李四",
	} {
		role, names := withoutNames(in)
		if got := strings.TrimSpace(role) + "|" + strings.Join(names, ","); strings.ReplaceAll(got, " ", "") != strings.ReplaceAll(want, " ", "") {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestWithoutNumbers(t *testing.T) {
	rest, numbers := withoutNumbers("拨打举报电话（电话：13800000000）核实")
	if rest != "拨打举报电话核实" || len(numbers) != 1 {
		t.Errorf("%q %v", rest, numbers)
	}
	if _, numbers := withoutNumbers("金额 13800000000000 元"); len(numbers) != 0 {
		t.Errorf("%v", numbers)
	}
}
