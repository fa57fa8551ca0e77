package check

import (
	"strings"
	"sync"
)

// classes are words for what a risk point is about, a class on each line, those of one
// class exclusive of one another: two texts that each name one which the other does
// not, speak of two things, however alike they are otherwise. Words of a group between
// bars are one.
const classes = `立项 招标 评标 定标 验收 结算 决算 签约|签订 履约|履行 施工 设计 监理 勘察
编制 审批 付款|支付|拨付 报销 入库 出库|领用 盘点 报废 处置 出租|租赁 转让 登记
受理 初审|初核 复审|复核 终审|审定 现场核查|踏勘 公示 发证|颁证 送达
抽取 评分|打分|打高分|高分 开标 唱标
立案 查封|扣押 询问|讯问 听证 执行 结案
计划 预算 决算 合同
验收 付款|支付|拨付
采购 分配 发放 维修|维护 使用 调拨
招聘 录用 考核 晋升|提拔 职称 任免 调动 辞退 推荐 转学 录取 编班
罚款 租金 税款|税费 会费 押金 工资 奖金 党费 学费 医药费 差旅费 会议费|培训费 接待费 加班费 物业费 水电费 话费
进度款 质保金|质量保证金 预付款 保证金 违约金 备用金
合同 档案 公章|印章 车辆|公车 库房|仓库 票据|发票 账户 食堂 网站 机房 会议室
药品 设备|器械 耗材 食材|粮油 图书|教材 办公用品 油料|油品 备件 煤炭|燃料 钢材
低保 特困 临时救助|临救助 医疗救助 孤儿 残疾人|残疾 优抚 养老 高龄 殡葬 收养 婚姻
房屋 土地 青苗|苗木 林木|林地 矿产|采矿 水利|河道 道路 桥梁
门诊 住院 急诊 手术 体检 处方
小学 初中 高中 大学|高校 幼儿园 教师
扶贫 教育资金|教育专项 救灾 环保专项 科研经费|科研 卫生专项 就业专项 产业专项
户籍 车管|驾驶证|车辆信息 出入境 护照 身份证
会计 出纳 审计 采购员 保管员|库管 驾驶员|司机 门卫
投标人名单 底价|标底 评审情况|评审信息 举报人|举报内容 试题 案情
进口 出口
安全 质量 环保|污染 消防
存放|存款 贷款 担保 理财|投资 保险
宴请|吃请 礼金|礼品|红包 借款|借钱 旅游 兼职|入股
过轻|畸轻|从轻|最低 过重|畸重|从重|顶格
不足|偏低|压低|低报|少报|少付|少缴 偏高|抬高|虚高|高报|多付|多缴|多退
提前|提早|过早 拖延|推迟|滞后|超期
压级|压低|压价|低等级 抬级|抬高|抬价|高等级|定高
放松|不开箱|免检 过度|反复开箱|重复检查
拖延|拖欠|迟发|迟迟|延迟|超过期限|超过时限|超期 截留|克扣|扣下 丢失|遗失|弄丢 拆分|分拆|分成|拆成 重复 闲置 出借|外借 涂改|篡改 挪用
虚开|虚构|虚假|造假|伪造 丢失|遗失|弄丢
医生|医师 护士|护理
采购人 代理机构
离岗|脱岗|不在岗|离开岗位|擅离职守 饮酒|喝酒
齐全|完备|齐备 不齐|不全
符合条件|具备条件|符合规定 违条件|不够条件|不具备
应当|应公开|应立案|应收|该罚|该收|该查 莫
`

// matter is a word of a class.
type matter struct {
	class int
	group uint32 // the bit that stands for the group
}

// matters are the words of all classes, and what those of each value belong to.
var matters = sync.OnceValues(func() (*lexicon, [][]matter) {
	words, of, values := &lexicon{}, [][]matter{nil}, map[string]int32{}
	for i, line := range strings.Split(strings.TrimSpace(classes), "\n") {
		for j, group := range strings.Fields(line) {
			for word := range strings.SplitSeq(group, "|") {
				value, known := values[word]
				if !known {
					value = int32(len(of))
					values[word] = value
					of = append(of, nil)
					words.add(word, value)
				}
				of[value] = append(of[value], matter{i, 1 << j})
			}
		}
	}
	return words, of
})

var classCount = strings.Count(classes, "\n")

// denials puts one word for what is denied, which else would hold what is affirmed.
var denials = sync.OnceValue(func() *strings.Replacer {
	return strings.NewReplacer("不符合", "违", "不应", "莫", "不该", "莫")
})

// mattersOf tells for each class which of its groups a text names.
func mattersOf(text string) []uint32 {
	if strings.Contains(text, "不") {
		text = denials().Replace(text)
	}
	named := make([]uint32, classCount)
	words, of := matters()
	for left := []rune(text); len(left) > 0; left = left[1:] {
		words.words(left, func(_ int, value int32) {
			for _, m := range of[value] {
				named[m.class] |= m.group
			}
		})
	}
	return named
}
