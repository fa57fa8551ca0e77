package check

import (
	"slices"
	"strings"
	"sync"
)

// A concept is what words of the language of catalogues mean in common: 收取 and
// 接受 are one, and so are 审批 and 审核 where it matters only whether two texts say
// the same. It stands in a text as one character of private use.
const (
	firstConcept = '\ue000'
	firstManner  = '\uf000' // concepts that say how rather than what
	endOfManners = '\uf900'
)

// weight is what it counts for that two texts share a character or a concept: a word
// of two characters as much as the characters.
func weight(r rune) float64 {
	switch {
	case r >= firstManner && r < endOfManners:
		return 0.5
	case isConcept(r):
		return 2
	default:
		return 1
	}
}

// isConcept reports whether a character stands for what is done, or to what.
func isConcept(r rune) bool { return r >= firstConcept && r < firstManner }

// weigh is what the characters and concepts of a text weigh together.
func weigh(text []rune) float64 {
	sum := 0.0
	for _, r := range text {
		sum += weight(r)
	}
	return sum
}

// plain puts concepts for words and leaves out punctuation and words that only join.
func plain(text string) []rune {
	characters, known, table := []rune(narrow(text)), concepts(), signs()
	kept := characters[:0]
	for len(characters) > 0 {
		n, concept := known.longest(characters)
		switch {
		case n == 0:
			n = 1
			if table.of(characters[0])&punctuation == 0 {
				kept = append(kept, characters[0])
			}
		case concept != nothing:
			kept = append(kept, concept)
		}
		characters = characters[n:]
	}
	return kept
}

// nothing stands for words that only join.
const nothing = -1

// concepts are the concepts that stand for words. Of several that begin alike the
// longest is taken.
var concepts = sync.OnceValue(func() *lexicon {
	words := &lexicon{}
	put := func(first rune, groups string) {
		list := strings.Fields(groups)
		for i, group := range slices.Backward(list) { // of two the later holds
			for w := range strings.SplitSeq(group, "|") {
				words.add(w, first+rune(i))
			}
		}
	}
	put(firstManner, manners)
	put(firstConcept, deeds)
	for w := range strings.SplitSeq(joining, "|") {
		words.add(w, nothing)
	}
	return words
})

// deeds are groups of words for what is done, with what and to what.
const deeds = `
收受|接受供应商赠送的|接受|收取|收下|收了|接收|拿了|拿|接受赠送|接受馈赠|收受赠送|收
索取|索要|勒索|索拿|索贿|讨要|吃拿卡要|吃拿|才给|才肯|等对方送礼|不送好处|不给好处|暗示
好处|好处费|财物|钱物|钱财|贿赂|回扣|返点|返利|提成|感谢费|辛苦费|返还比例|约定折扣
礼金|礼品、礼金|礼金、礼品|礼品礼金|礼金礼品|礼品|礼物|红包|购物卡|土特产|送礼
宴请|吃请|吃喝|请客吃饭|请客|餐费|用餐|大吃大喝
泄露|泄漏|透露|外泄|泄密|告知|告诉|透给|讲给|通知|走漏|跑风漏气|通风报信|通气|说出去|传给|失密|散布
拆分|拆成|分拆|化整为零|拆散|分解
规避|逃避|避开|绕开|绕过|躲避|躲开
招标|公开招标|招投标|招标投标
底价|标底
审批|审核|审查|批准|核准|审定|许可|准予|批复|签批|审验|同意
核查|调查|核实|核对|查核|检查|监督检查|查验|查看|入户|走访|验视|检验|稽核
办理|经办|处理|承办|办
查处|处罚|惩处|查办|行政处罚|处分|罚
减免|免除|免予|免于|免收|少收|从轻|减轻|降低处罚|少罚|不罚|缓缴|缓交
虚假|虚报|多报|虚列|虚增|多填|多计|多算|多量|高报|夸大|虚开|虚构|编造|伪造|捏造|弄虚作假|造假|作假|假|不实|失实|失真|不真实|瞎编|冒充|冒名|代签
骗取|套取|套取套骗|冒领|骗领|虚领|多领|骗|多得|代领
领取|申领|领走|领
挪用|挪作|挪|占用|移用|用于个人
截留|克扣|扣下|不上缴|未上缴|私吞|据为己有|侵占|贪污|私分|坐支
账外|小金库|账外账|不入账|未入账|不进账|体外循环|个人账户|私人账户|私人名下|个人二维码|账外资金
拖延|拖着|压着|迟迟|拖|超过时限|超期|超时|逾期|不按时|不及时|未及时|未按时|延迟|滞后|推迟|久拖不决|积压|长期|很久
刁难|设置障碍|设卡|为难|推诿|推脱|卡
干预|插手|干涉|过问|打听|打探|说情|请托|打招呼|受人请托|托人说情|递条子|询问
徇私|徇情|优亲厚友|照顾亲友|任人唯亲|照顾身边人|照顾关系|照顾熟人|照顾|关照|人情|情面|讲人情|关系案|偏袒|偏私
亲友|亲属|亲戚|家属|近亲属|亲朋|家人|朋友|关系人|关系户|熟人|特定关系人|身边人|身边的人|关系较好|关系好|私交|私人关系
出借|借出|外借|借给|挂靠|转借
转包|分包|转让|转给
串通|勾结|合谋|联手|围标|串标|共谋|陪标
指定|推荐特定|安排给|内定|强制|强迫|强行|摊派
倾向|倾向性|量身定做|量身定制|量身设置|排斥|偏向|设置门槛
更改|改变|变更|篡改|修改|改动|调整|涂改|改
提高|抬高|调高|上调|增加|虚高|高价|加价
降低|压低|调低|低价|减少
超标准|超出标准|超过标准|超出章程规定的标准|超出章程规定标准|超标|超出规定|超范围
超出|超过|高于|大于|超
丢失|遗失|弄丢|丢|缺失|找不到|灭失|流失|去向不明
闲置|没人用|使用率低|搁置
出售|变卖|倒卖|贩卖|卖掉|卖出去|卖出|卖
采购|购买|购置|采买|买
公开|公示|公布|发布|公告|披露
申报|申请|上报|报送
报销|报账|列支|冲账|入账|核销|套现
支付|付款|付给|拨付|拨款|付
发放|发给|分发|派发|发
提拔|选拔任用|选人用人|选拔|任用|晋升|任命|重用
招聘|聘用|招录|录用|聘请
集体讨论|集体研究|集体决策|上会研究|上会|会议研究|班子讨论
个人决定|个人拍板|说了算|一言堂|直接决定|独断专行|独断|拍板
脱岗|不在岗|擅离职守|离岗|离开岗位|缺岗|空岗|擅离
一致|相符|吻合
试题|考题|试卷题目|试卷|考试题目|题目
案情|案件信息|案件情况|办案信息|案件进展|案子
核算|计算|测算
现场|实地|到场|人到|上门
项目|工程|工程项目
施工单位|施工方|施工企业|施工队|承包人|承包商|中标单位|中标人
投标人|投标单位|投标企业|投标方
评委|评标专家|评审专家|专家
供应商|供货商|经销商|供应单位|供货单位|送菜商|书商|代理商
津补贴|津贴补贴|津贴|补贴|补助|补贴款|奖补
资金|经费|款项|钱款|公款|费用|现金|专款|钱|款
资料|材料|文件
仪器|设备|器材
物品|物资|货物|东西|用品
证件|证照|证书|执照
票据|发票|单据
公章|印章
称重|过秤|不过秤|缺斤短两|分量不足|短斤少两|少秤
清点|点清|盘点
立项|上马
不符合条件|不合条件|不够条件|不具备条件|不具备法定条件|达不到要求|未达到要求|不合格|不达标|低于合同约定|达不到合同要求|不符合要求|不符合标准|不满足条件|没有达到|未达到|未达标
应当|应该|按规定应|该|应
假公济私|公物私用|公车私用|私用|拿回家|带回家|办私事|办理私事
谋利|经商|做生意|经营活动|牟利|谋私|谋取私利|谋取利益|赚钱|获利
兼职|任职|兼任
收入|收益|所得
编制|制定|拟定
名单|名册
竣工|完工
重复|多次|两次|多头|分两次|一票多报
出具|开具|开出|提供|开
盖章|用印|盖印|加盖
签字|签名|签认|签单|签收
以次充好|次品|偷工减料|劣质
数量|数目|数额|金额
价格|报价|单价|价款|价钱
时间|日期
考生|应试人员|考试人员|应考人员
学生|学员
患者|病人|病患|就诊人员
车辆|公车|公务用车|公务车|公务车辆|单位车辆
驾驶员|司机
房屋|房子|住房
租金|房租|出租收入|租赁收入
出租|租赁|招租
会议记录|会议纪要|所记内容
停止|终止|中止
补办|后补|倒签|事后补
打击报复|报复|穿小鞋
旅游|游览|游玩|观光
退还|返还|退回|归还|还给|发还|退
举报人|举报者|投诉人
查封|扣押|查扣
评审|评标|评定|评选|评比
评分|打分|分数
中标|成交|入围
名额|指标
库房|仓库
移交|交接
备案|报备
打骂|殴打|虐待
参加|参与|出席
开工|动工|施工|建设
办结|办完|完成
承揽|承接|承包|拿工程
推荐|介绍|引荐
登记|录入|入册
公示栏|公告栏|公开栏
销毁|毁弃|毁掉
安排|分配
权限|账号|密码|口令
党员`

// manners are groups of words that are in half of all risk points.
const manners = `
违规|违反规定|违反程序|违反法定程序|未按规定|不按规定|违规定|擅自|私自|私下|自行|违反有关规定|未经批准|未经同意|未经允许|不经法定程序|不按程序|不按程序审批|违法|非法|随意|任意|随便|越权|不经集体|未按|不按
不严|把关不严|审核不严|不严格|不细致|不细|不认真|不到位|不仔细|走过场|流于形式|搞形式|走形式|形式化|放松|放水|不力|不尽职|失职|失管|失控|缺位|松弛|疏于|敷衍|应付|混乱|不规范|不善|不当|松懈|把关|不落实|管理混乱
不公|不公正|不公平|不公道|不客观
利用职权|利用职务便利|利用职务之便|利用职务上的便利|利用职务影响|利用手中权力|以权谋私|权力寻租|权钱交易
人员|人|员|工作人员|者|经办人|经办人员|干部|职工|员工|负责人|责任人|同志
领导|领导干部|主要领导|一把手|主要负责人
当事人|服务对象|办事群众|群众|相对人|管理对象|监管对象|行政相对人|对象|申请人
单位|企业|公司|厂家|厂商|机构|部门
隐瞒|瞒报|不报告|不报
未|没有|没|不予|不加|不曾|未曾|未经|不经|不|无
逢年过节|节日期间|节假日期间|节日|节假日
立即|即|当即|马上|就
特定|某个|个别|某
要求|规定|条件|标准|程序|手续|流程
监督|监管|管理|管控
实际|真实|真正|确实
部分|一些|少数|有的
故意|有意`

// joining are words that join or soften.
const joining = `便|即|时候|期间|进行|予以|给予|存在|出现|可能|容易|相关|有关|情况|问题|现象|行为|风险|的|了|在|对|将|把|与|和|及|或|等|中|时|被|由|为|从而|以及|其|本|之前|之后|过程|工作|环节|方面|按照|照着|按|或者|并|而|也|仍然|仍予|仍|照样|均|都|又|之|名义|通过|利用|致使|导致|造成|使得|引起|后|前|事后|事先|给|让|使|向|从|到|来|去|才|还|且|以|于|因|由于|为了|借机|之机|所|既|只|光|自己|他人|有|是|同|这|那|上|下|里|内`
