package check

import (
	"slices"
	"strings"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// A control can keep to its own desk or lock into the desks beside it: the next step
// takes over against a signature, a second person checks, nobody does both. Where a
// process passes from hand to hand and none of the controls along it does, each desk
// guards itself and the gaps between them are open: 措施不衔接.

// controlUnlinked reports a power whose process passes through several hands and whose
// risk points, those that its steps name, have controls none of which reaches beyond
// its own desk.
func controlUnlinked(c *checker) {
	c.eachPower(func(p *catalog.Position, w *catalog.Power) {
		hands := handsOf(w)
		if len(hands) < 2 {
			return
		}
		judged := 0
		for _, s := range w.Steps {
			for _, id := range s.Risks {
				r := p.Risk(id)
				if r == nil || r.Extends != "" {
					continue
				}
				for i := range r.Controls {
					x := &r.Controls[i]
					if links(x.Text) || namesAnother(x, p.Name, s.By, hands) {
						return
					}
					judged++
				}
			}
		}
		if judged > 0 {
			c.report(p, nil, w.Origin.Position(), diag.Textf("职权“%[1]s”经过 %[2]d 个岗位或部门，%[3]d 条措施都只管自己的环节，没有与上下环节衔接", "the power %[1]q passes through %[2]d hands, and none of its %[3]d control(s) reaches beyond its own step", w.Name, len(hands), judged), diag.Text{})
		}
	})
}

// handsOf are those who do the steps of a process, each once.
func handsOf(w *catalog.Power) (hands []string) {
	for _, s := range w.Steps {
		if s.By != "" && !slices.Contains(hands, s.By) {
			hands = append(hands, s.By)
		}
	}
	return hands
}

// namesAnother reports whether a control reaches beyond the desk of its step: somebody
// else supervises it, or it names another of the hands, as its owner or in its text.
func namesAnother(x *catalog.Control, holder, by string, hands []string) bool {
	other := func(name string) bool { return name != "" && name != by && name != holder }
	return other(x.Supervisor) || slices.ContainsFunc(hands, func(hand string) bool {
		return other(hand) && (hand == x.Owner || strings.Contains(x.Text, hand))
	})
}

// links reports whether a control ties its step to another desk.
func links(text string) bool { return linking.MatchString(narrow(text)) }

// linking is what ties one desk to another: a second look, a handing over, duties
// kept apart, a decision of several, one record held against another.
var linking = newPattern(strings.Join([]string{
	`复[核审查验勘点评]|会[签审商同]|联[合签席审]|双人|双锁|双签|双岗|[两二三多][人名个](?:岗位|科室|部门|以上)?|第[二三]人|第三方`,
	`交接|移[交送]|转[交送办]|抄送|报送|送达.{0,4}[科股室处部]|推送|提交|上报|呈报|(?:^|[^填通汇申年月日])报[^告表销刊价废名]|退回|签收|反馈|通报[^批]|告知|通知.{0,4}[科股室处部]`,
	`核[对实验查]|比对|对账|印证|对照|抽[查检验]|回访|回看|督[查察]|检查|审[核批计查定]|监[督交盘理]|验收|把关`,
	`[分不][离设].{0,2}|分别由|分开|另[一行由派]|不得(?:同时|兼|由同|为同)|不相容|互不|相互|互相|交叉|轮[换岗流]|随机[派抽分]|回避`,
	`集体|共同|会议|班子|领导小组|表决|合议`,
}, "|"))

// controlsSoft reports a risk point of the worst grade whose controls, two or more,
// only teach beforehand and punish afterwards.
func controlsSoft(c *checker) {
	grades := c.unit.Scheme.Grades
	if len(grades) < 2 {
		return
	}
	c.eachRisk(func(p *catalog.Position, r *catalog.RiskPoint) {
		if r.Grade != grades[0].Label || len(r.Controls) < 2 || r.Extends != "" {
			return
		}
		for i := range r.Controls {
			if !isSoft(r.Controls[i].Text) {
				return
			}
		}
		c.report(p, r, r.Controls[0].Origin.Position(), diag.Textf("最高等级的风险点“%s”只有教育和追究的措施，没有流程、技术或监督的措施", "the risk point %q of the worst grade is met by teaching and punishing alone", r.Title), diag.Text{})
	})
}

// isSoft reports whether a control only teaches or punishes: what it says is of one or
// the other, and nothing in it stands in the way of the deed.
func isSoft(text string) bool {
	s := narrow(text)
	return soft.MatchString(s) && !hard.MatchString(harmless.ReplaceAllString(s, ""))
}

// soft is teaching and punishing.
var soft = newPattern(`教育|学习|培训|党课|讲座|警示片|教育片|警示录|案例|宣讲|宣誓|承诺书|责任[书状]|谈[心话]|约谈|家访|寄语|廉政短信|观看|参观|考试|测试|提醒|诫勉|批评|检讨|处分|问责|追究|处理|处罚|扣[发减罚除]|通报|调离|免职|停职|撤职|开除|移[送交]|立案|查处|追责|警告`)

// harmless are phrases of teaching and punishing that hold a word of what hinders.
var harmless = newPattern(`停职检查|书面检查|通报批评|(?:本|全|在|各)系统内?|移[送交](?:纪检?监?|纪委|监委|监察|司法|公安|检察)[^,。;]{0,8}|(?:经|一经|凡|如|若)?(?:查|核)(?:实|证)(?:的|后)?|签[订收]?(?:名|字)?确认|审计问题|签订[^,。;]{0,12}(?:书|状)|(?:纪检监察|监察|审计|监督|检查)(?:室|组|部门|机关|干部|人员|员)(?:负责)?|监督执纪|法律法规`)

// hard is what stands in the way: a second look, a limit, a record, chance, daylight.
var hard = newPattern(`复[核审查验勘点]|审[核批查计定]|核[对实验查销]|比对|对账|盘点|抽[查检取签验]|巡[查检]|检查|监[督控理盘]|验收|会签|双人|双锁|两人|三人|第三方|分离|分设|不相容|轮岗|轮换|交叉|回避|随机|摇号|公[示开告]|招标|竞价|系统|自动|限额|权限|锁定|密封|封存|台账|登记|留痕|录[像音]|拍照|影像|扫码|定位|电子|编号|票决|集体|表决|会议(?:研究|审|决)|上限|不得|方可|才可|须经|须报|报.{0,10}(?:批|备案|审)|备案|申报|报备|暂停|冻结|追回|退[还回]|停止|询价|比价|合同|清单|收集|回访|倒查`)
