package check

import (
	"strings"
	"testing"

	"gongshi/generator/catalog"
)

// Characters that show nothing are told of: with them one name can be two. In pictures
// made of several they have their place.
func TestInvisibleCharactersAreTold(t *testing.T) {
	for _, r := range "\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2064\ufeff" {
		text := "采" + string(r) + "购"
		if said, _, found := damage(lookAt(text)); !found || !strings.Contains(said.En, "invisible") {
			t.Errorf("%+q: %v", text, said)
		}
	}
	for _, text := range []string{"采购", "👨\u200d👩\u200d👧", "🏳️\u200d🌈", "—", "“采购”"} {
		if said, _, found := damage(lookAt(text)); found {
			t.Errorf("%q: %v", text, said)
		}
	}
}

// Sound text that looks odd is left alone, and nobody is found in it.
func TestOddTextIsSound(t *testing.T) {
	for _, s := range []string{
		"请在□内打√，并在□中写明金额", "阳光·采购", "廉洁·高效", "责任人审核·监督人复核", "经办人员·复核人员", "科长审批·局长签发",
		"[附件](https://www.example.gov.cn/%E9%99%84%E4%BB%B6.pdf)", "见《关于印发〈采购办法〉的通知》", "（一）受理；（二）审核", "1）受理 2）审核",
		"高高兴兴、认认真真", "逐笔核对，逐项登记", "等级依次为高、中、高、中、高、中", "三个岗位为高、高、高", "“一事一档”", "误差不超过±0.5%", "2024年1—12月", "表1—2—3",
		"设备型号 HX-10I、HX-10L", "仓管员负责入库", "调查人员录入员工信息", "周末按值班表轮换，期末经审计确认", "采购量 5.5E+3 以上的批次",
		"组长：高效履职", "联系人：办公室", "责任人：施工员、材料员", "岗位：安全员", "负责人：信访办", "中标人：方正公司", "经办：财务科", "审批：局党组", "监督员：派驻纪检组",
		"刷脸收费数据与票据金额不一致", "违规进行人脸收集", "标牌尺寸200×300毫米", "A3纸195×110毫米", "单价200*12个月", "按200×人数核定", "钱从哪来?花到哪去?谁批的?", "钱从哪来?花到哪去?按月公开",
		"资金到账了?账目公开了?群众知情?", "账目要做到清清楚楚明明白白", "堂堂正正清清白白做人", "每季度末经批准后执行", "半年度末按规定结转", "办理入员手续", "负责入员工食堂",
		"责任人：金保办", "监督人：金保科", "责任人：金保工程办公室", "责任人：党史办", "监督人：保健中心", "由金叶中心负责",
		"负责人 信息科", "分管领导 常委会", "全市统一、全程公开", "已完成。 安全生产", "主任: 高级会计师",
	} {
		if said, _, found := damage(lookAt(s)); found {
			t.Errorf("%s: %v", s, said)
		}
		if name := nameIn(lookAt(s)); name != "" {
			t.Errorf("%s: %s", s, name)
		}
	}
}

// What is like the sentences above and damaged is told all the same.
func TestOddTextIsDamaged(t *testing.T) {
	for _, s := range []string{
		"到货后脸收入库", "20××年以来", "在201*年的检查中", "自202×年1月起", "钱从哪来?采?人员和验?人员未分开", "负责入员未到场", "管理入员工作日志", "管理入员手册", "制度末经批准", "报告末按规定上报", "审审批批核核不严",
		"清清楚楚明明白白审审批批核核", "甲方=======乙方",
	} {
		if said, _, found := damage(lookAt(s)); !found {
			t.Errorf("%s: %v", s, said)
		}
	}
	// The underline of a heading and the marks of bold words belong to prose.
	for text, want := range map[string]bool{"职责\n=======\n\n核对": false, "核对\n<<<<<<< HEAD\n=======": true, "**共20**个岗位": false, "自20**年至20**年": true} {
		prose := look(catalog.Text{Field: "description", Value: text})
		if said, _, found := damage(&prose); found != want {
			t.Errorf("%q: %v", text, said)
		}
	}
}

// A number that the text calls one of a thing is nobody's.
func TestNumbersOfThings(t *testing.T) {
	for text, want := range map[string]bool{
		"合同编号为13812345678": false, "编号〔2024〕13812345678号": false, "批次 138 0013 8000": false, "文号：（2024）13812345678": false, "案号是13812345678": false,
		"联系电话为13812345678": true, "编号为甲的联系人13812345678": true, "批次负责人 138 0013 8000": true, "〔2024〕13812345678": true,
	} {
		if got := findMobile(text) != ""; got != want {
			t.Errorf("%s: a mobile number: %t", text, got)
		}
	}
}

func lookAt(s string) *text {
	t := look(catalog.Text{Value: s})
	return &t
}
