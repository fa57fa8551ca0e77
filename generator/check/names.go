package check

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"gongshi/generator/diag"
	"gongshi/generator/person"
)

// Names of people are found by three things together: a surname, one or two
// characters that given names are made of, both of which package person judges, and
// a place in the sentence where a
// person stands: after 责任人：, before 同志 or an office, in a list of such names.
// The more a place says of a person, the less the characters have to. No list of
// people is kept.

func personalName(c *checker) {
	c.eachPublicText(func(t *text) {
		if !t.has(family) {
			return
		}
		if name := nameIn(t); name != "" {
			c.report(t.Position, t.Risk, t.Place(name), diag.Textf("公开的文字里像是有人名“%s”", "public text seems to name a person: %q", name), diag.Text{})
		}
	})
}

// personFields are fields whose whole value says who somebody is.
var personFields = map[string]bool{"owner": true, "supervisor": true, "by": true, "responsible": true, "leader": true}

const (
	// labelEnd is what follows a label of a form.
	labelEnd     = `(?:[(][^()]{1,8}[)])?(?:[::—][ \t\x{3000}—]*|[ \t\x{3000}]+—*[ \t\x{3000}]*)`
	formLabels   = `(?:人员?|者|组长|领导|姓名|签名|签字|签章)` + labelEnd
	officeLabels = `(?:长|员|师|书记|秘书|助理|干事|干部|总监|经理|主任|审批|审核|复核|复审|初审|核准|制单|制表|填报|填表|经办|承办|记账|出纳|会计|验收|保管|监督|责任|校对|主管|分管|负责|联系)` + labelEnd + `|我叫|(?:` + titlesAhead + `)[(]|。[ \t\x{3000}]+`
	foreigners   = `(?:` + person.Tibetan + `){2}|(?:` + person.MongolHeads + `)(?:` + person.MongolTails + `)`
	// parted is a name in several parts.
	parted = `[\p{Han}]{2,6}[·•][\p{Han}]{2,6}`
	// ends may follow a name; what follows in other places could be a longer word.
	namedAfter  = `(?:副|总|副总)?(?:` + person.Offices + `)|的(?:妻子|丈夫|儿子|女儿|弟弟|哥哥|父亲|母亲|配偶|岳父|亲属|账户|银行卡|手机|身份证|档案)|等人|等[0-9一二两三四五六七八九十]+人|等\s*[0-9]+\s*人|(?:两|二|三|四|五|六|几)(?:名|位|人)`
	verbsAfter  = `负责|审批|审核|联系|出具|签订|丢失|未参加|均未|任|掌握|自查|自报|填报|带班|值班|签字|签名|办理|保管|担任|牵头|主持|汇报|同意|批准|复核|管理|经办|承办|监督|收取|收受|索要|提出|反映|举报|带队|带领|到场|值守|核对|对账|分管|为验收|为组长|为负责|为法定|为项目|为经办|申请|领取|代领|擅自|私自|违规|违反|违纪|利用|挪用|开具|签发|变更|更改|把|将|给出|给|与|和|及|或|于|因|在|被|系|是|任|兼任|兼|说|称|从|向|对|等|之|入股|承揽|互为|参与|参加|输入|离岗|列入|组成|核实|当场|作检查|并责令|并|接受|负有|接任|接替|继任|复核|了解|询问|登记|发放|拆分|逐|轮流|共同|值班|巡查|检查|调查|代|离任|离职|退休|请假|发现|承认|交代|供述|送|组织|执行|落实|具体|统一|具办|调阅|到|去|经常|多次|先后|曾|已|未|不|也|所|通过|要求|安排|介绍|打招呼|说情|涉嫌|受贿|贪污|行贿|的`
	titlesAhead = person.Offices + `|村支书|驾驶员|护士长|教师|评委|专家|村干部|协管员|检查员|采购员|保管员|仓管员|业务员|员工|职工|法人|代理人|客户|患者|农户|户主|村民|供应商代表|经办人|承办人|当事人|申请人|举报人|反映人|被举报人|收款人|领取人|监护人|投诉人|签字人|审批人|验收人|保管人|复核人|监督人|代表人|法定代表人|被处罚人|嫌疑人|犯罪嫌疑人|被告人|司机|老板|副职|正职|党员|局领导|分管领导|主要领导`
)

// familiarOffices are those that follow a surname in speech.
const familiarOffices = `局长|副局长|科长|处长|主任|副主任|院长|校长|所长|站长|厂长|经理|镇长|乡长|县长|市长|书记|老师|师傅|先生|女士|医生|同志`

// familyTitles is a surname with an office, 王主任: it names a person to all who know the
// unit.
func familyTitles() string {
	return `(?:^|[^\p{Han}]|[由经请报与向找给让被问])([` + person.Familiar() + `](?:` + familiarOffices + `))`
}

var (
	afterName  = newPattern(`^[ \t]*(?:` + namedAfter + `)`)
	afterVerb  = newPattern(`^(?:` + verbsAfter + `|为[\p{Han}]{0,8}(?:` + person.Offices + `))`)
	aheadTitle = newPattern(`(?:` + titlesAhead + `)[::为系是]*$`)
	aheadLabel = newPattern(`(?:责任|责任人|监督|监督人|负责人|联系人|经办人|承办人|审批人|主管|分管|领导|姓名|签名|签字|校对|验收|保管|执笔|抄送|报送|名单)[::]$`)
	// A word for a kind of person, by its last character.
	aheadKind = newPattern(`[\p{Han}](?:员|师|民|士|工|手|友|户|属|干)$`)
	aheadWord = newPattern(`(?:由|经|请|报|交|指定|安排|任命|聘请|委托|委派|选派|指派|抽调|约谈|询问|讯问|通报|告知|查实|查处|查明|发现|对|向|与|和|及|给|让|把|被|将|找|如|以|送|问|叫|跟|同|为|调查|举报|投诉|任|系|[局科部室处所站队组厂院校办会][::]?)$`)
	aheadSex  = newPattern(`^(?:[(,](?:男|女)|[(](?:分管|主管|[^()]{1,10}(?:长|主任|主管|经理|书记|员|岗|师))[)])`)
	ofSchool  = newPattern(`^(?:干部|教师|会计|护士|医师)(?:学院|学校|培训|进修)`)
	ofPlace   = newPattern(`^.{0,3}?(?:公司|集团|药业|商行|超市|饭店|酒店|宾馆|中学|小学|学校|大学|学院|医院|诊所|银行|支行|广场|大厦|小区|社区|街道|街|路|巷|桥|村|镇|乡|县|市|区|省|州|庄|屯|河|湖|江|山|岛|港|湾|寺|庙|派出所|法庭|事务所|工作室|基金|奖|杯|牌|式|派|法|庭|厂|店|站|园|苑|馆|楼|墓|路段|一带|线|桥段)`)
	// An office is called by two characters of its work, as 党史办 and 金保科 are.
	ofOffice = newPattern(`^(?:中心|[办科股室处组站所局队委](?:$|[^\p{Han}])|工程(?:$|[^款师]))`)
	// What a form says before the name that was written into it: 填报人 张三, 复核:李四.
	// What asks for a person is followed by one more often than what names an office.
	formLabel   = newPattern(formLabels)
	officeLabel = newPattern(officeLabels)
	anyLabel    = newPattern(formLabels + `|` + officeLabels)
	// An office stands before a name in brackets, or a name before its office or
	// department in brackets: 保管员(张三), 李四(财务科).
	aheadPost  = newPattern(`(?:` + titlesAhead + `|[\p{Han}]员)[(]$`)
	afterPost  = newPattern(`^[)]`)
	afterPlace = newPattern(`^[(][^()]{0,12}(?:长|主任|主管|经理|书记|员|岗|师|出纳|会计|科|室|处|股|组|部|站|所|办|队|中心|委|局)[)]`)
	// In a row of a table a name is all that is between two marks.
	cellBefore = newPattern(`(?:^|[,;|\t])[ \t\x{3000}]*$`)
	cellAfter  = newPattern(`^[ \t\x{3000}]*(?:$|[,;|\t])`)
	// Names of other peoples are made of names that are words of theirs.
	foreign  = newPattern(foreigners)
	ownColon = newPattern(`^:(?:` + verbsAfter + `)`)
	// A name in several parts, as many peoples have: 阿依古丽·买买提.
	partedName  = newPattern(`(?:` + titlesAhead + `|人|组长|领导)(?:[::][ \t\x{3000}]*|[ \t\x{3000}]+)(` + parted + `)(?:$|[^\p{Han}·•])|^(` + parted + `)[(][^()]{0,12}(?:长|主任|主管|经理|书记|员|岗|师|理|科|室|组|部|站)[)]`)
	familyTitle = newPattern(familyTitles())
	// certain is a name by itself.
	certain = newPattern(familyTitles() + `|` + foreigners)
	ownVerb = newPattern(`^的(?:妻子|丈夫|儿子|女儿|弟弟|哥哥|父亲|母亲|配偶|岳父|亲属|账户|银行卡|手机|身份证|档案)`)
)

// joined are words that end with a character that is a surname too.
var joined = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`
任何 如何 为何 几何 部位 单位 岗位 学位 各位 席位 到位 工程 流程 过程 规程 全程 课程 其余 结余 剩余 提高 最高 较高 农田 完成 组成 形成 造成 达成 生成 双方 对方 一方 多方 地方 官方 甲方 乙方 三方 各方
资金 现金 奖金 基金 租金 押金 罚金 税金 礼金 从严 实施 措施 设施 印章 公章 规章 盖章 签章 公车 派车 用车 住房 库房 药房 机房 事项 专项 款项 各项 单项 检查 审查 核查 抽查 调查 巡查 复查 自查 稽查 督查 保卫 取代 支付 拨付 对付
历史 审计 会计 统计 设计 预计 累计 合计 主管 分管 监管 保管 库管 代管 清单 名单 订单 工单 简单 机关 有关 相关 加强 增强 公安 治安 公文 发文 收文 承包 分包 发包 外包 证明 说明 声明 查明 注明 透明 由于 用于 低于 高于 属于 关于 对于 基于 供应 相应 反应 日常 经常 正常 异常 交易 贸易 简易
及时 同时 按时 临时 随时 平时 定时 道路 公路 线路 儿童 公司 主张 学习 复习 供应商 大宗 草原 平台 柜台 首都 重申 推广 园林 森林 造林 桥梁 不连 一连 采石 领导 负责 收支 农村 生活 家庭 医院 学校 当家 行为 水平 公平 民政 全面 方面 不明 不经 已经 财经 曾经 未经 历任 离任 责任 主任 担任 兼任 委任 信任 前任 连任 时任 聘任 现任 转任 补习 工商 招商 协商 税务 服务 业务 财务 事务 商务 党务 公务 政务 警务 家务 劳务 债务 义务`) {
		m[w] = true
	}
	return m
})

// nameIn is the first name of a person in a text, or "".
func nameIn(t *text) string {
	value := t.Value
	if t.has(traditional) {
		value = person.Simplified(value)
	}
	return findName(value, personFields[t.Field])
}

// findName returns the first name of a person in a text, or "". alone tells that
// the text as a whole says who somebody is.
func findName(text string, alone bool) string {
	text = narrowWidth(text)
	if certain.MatchString(text) {
		if m := familyTitle.FindStringSubmatch(text); m != nil {
			return m[1]
		}
		return foreign.FindString(text)
	}
	if containsOne(text, "·", "•") {
		if m := partedName.FindStringSubmatch(text); m != nil {
			return m[1] + m[2]
		}
	}
	if name := formName(text); name != "" {
		return name
	}
	table := signs()
	var s []rune // the text, once something in it can be a name
	i := -1
	for at, r := range text {
		if i++; table.of(r)&family == 0 {
			continue
		}
		var ahead [4]rune
		known := copyRunes(ahead[:], text[at:])
		for _, n := range [...]int{3, 4, 2} {
			weight := person.Weight(ahead[:known], n)
			if weight <= 0 {
				continue
			}
			if s == nil {
				s = []rune(text)
			}
			if i > 0 && joined()[string(s[i-1:i+1])] {
				weight -= 5
			}
			place := placeWeight(s, i, n)
			if alone && (i == 0 || isListMark(s[i-1])) && (i+n == len(s) || isListMark(s[i+n])) {
				place += 8
			}
			if place >= leastPlace && weight+place >= personWeight {
				return string(s[i : i+n])
			}
		}
	}
	return ""
}

// formName returns the first name that stands where a form asks for one. A form is
// filled in with names and with offices; nothing else about the place is known.
func formName(text string) string {
	if !strings.ContainsAny(text, ":( \t") && !containsOne(text, "—", "\u3000", "我") || !anyLabel.MatchString(text) {
		return ""
	}
	for _, at := range formLabel.FindAllStringIndex(text) {
		if word := []rune(wordAt(text[at[1]:])); len(word) > 0 && person.Begins(word[0]) && person.IsName(string(word)) {
			return string(word)
		}
	}
	for _, at := range officeLabel.FindAllStringIndex(text) {
		if word := []rune(wordAt(text[at[1]:])); person.Weight(word, len(word)) >= officeWeight {
			return string(word)
		}
	}
	return ""
}

// officeWeight is what a name weighs at least behind an office.
const officeWeight = 5

// wordAt is the word that a text begins with. One that is set apart so that it is as
// wide as others, 胡 军, is one.
func wordAt(text string) string {
	word, rest := cutWord(text)
	second, _ := cutWord(strings.TrimLeft(rest, " \u3000"))
	if utf8.RuneCountInString(word) == 1 && utf8.RuneCountInString(second) == 1 {
		word += second
	}
	return word
}

// cutWord parts a text after the characters of Han that it begins with.
func cutWord(text string) (word, rest string) {
	if end := strings.IndexFunc(text, func(r rune) bool { return !unicode.Is(unicode.Han, r) }); end >= 0 {
		return text[:end], text[end:]
	}
	return text, ""
}

// copyRunes copies the first characters of a text and tells how many it has room for.
func copyRunes(to []rune, text string) (n int) {
	for _, r := range text {
		if n == len(to) {
			break
		}
		to[n] = r
		n++
	}
	return n
}

// The weight at which a name in its place is one, and the least that the place has
// to add.
const (
	personWeight = 11
	leastPlace   = 3
)

// placeWeight is how much the words around s[i:i+n] say that a person stands there.
func placeWeight(s []rune, i, n int) int {
	before, after := string(s[max(0, i-8):i]), string(s[i+n:min(len(s), i+n+12)])
	office := afterName.MatchString(after)
	if (!office || ofSchool.MatchString(after)) && !afterVerb.MatchString(after) && (ofPlace.MatchString(after) || ofOffice.MatchString(after)) || s[i+n-1] == '中' && strings.HasPrefix(after, "心") {
		return 0
	}
	weight := 0
	add := func(points int, here bool) {
		if here {
			weight += points
		}
	}
	add(6, aheadLabel.MatchString(before))
	switch {
	case aheadTitle.MatchString(before):
		weight += 6
	case aheadKind.MatchString(before):
		weight += 4
	case aheadWord.MatchString(before):
		weight += 3
	}
	add(6, office)
	add(6, aheadSex.MatchString(after))
	add(6, aheadPost.MatchString(before) && afterPost.MatchString(after))
	add(6, before == "" && (afterPlace.MatchString(after) || ownColon.MatchString(after)))
	switch {
	case ownVerb.MatchString(after):
		weight += 5
	case afterVerb.MatchString(after):
		weight += 4
	}
	add(5, inList(s, i, n))
	add(6, cellBefore.MatchString(before) && cellAfter.MatchString(after) && before+after != "")
	add(4, n > 2 && strings.HasSuffix(before, " ") && (after == "" || strings.HasPrefix(after, " ")))
	add(3, strings.HasSuffix(before, "(") && strings.HasPrefix(after, ")"))
	add(3, strings.HasPrefix(after, "(已") || strings.HasPrefix(after, "(原"))
	add(1, before == "" || endsWithPunct(before))
	add(1, after == "" || startsWithPunct(after))
	return weight
}

// inList reports whether a name stands beside another, with a mark of a list
// between.
func inList(s []rune, i, n int) bool {
	for _, k := range []int{3, 2, 4} {
		if at := i + n + 1; at+k <= len(s) && isListMark(s[i+n]) && person.Weight(s[at:], k) >= 5 {
			return true
		}
		if at := i - 1 - k; at >= 0 && isListMark(s[i-1]) && person.Weight(s[at:], k) >= 5 {
			return true
		}
	}
	return false
}

func isListMark(r rune) bool { return strings.ContainsRune("、,和与及", r) }

func endsWithPunct(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return !unicode.Is(unicode.Han, r) && !unicode.IsLetter(r)
}

func startsWithPunct(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return !unicode.Is(unicode.Han, r) && !unicode.IsLetter(r)
}
