package check

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// Names of people are found by three things together: a surname, one or two
// characters that given names are made of, and a place in the sentence where a
// person stands: after 责任人：, before 同志 or an office, in a list of such names.
// The more a place says of a person, the less the characters have to. No list of
// people is kept.

func personalName(c *checker) {
	c.eachPublicText(func(t catalog.Text) {
		if name := findName(t.Value, personFields[t.Field]); name != "" {
			c.report(t.Position, t.Risk, t.At, diag.Textf("公开的文字里像是有人名“%s”", "public text seems to name a person: %q", name), diag.Text{})
		}
	})
}

// personFields are fields whose whole value says who somebody is.
var personFields = map[string]bool{"owner": true, "supervisor": true, "by": true, "responsible": true, "leader": true}

const (
	surnames1 = `程余庞乔王李张刘陈杨赵黄周吴徐孙胡朱林何郭马罗梁宋郑谢韩唐冯董萧肖曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶闫阎潘杜戴夏钟汪姜谭廖邹熊陆郝孔崔邱秦侯邵孟龙段雷汤尹黎贺赖龚骆麦尚焦柴康姚伍欧殷翟倪葛俞覃耿聂岳詹莫涂裴祁柯阮柳邢齐梅庄祝辛樊兰鲁瞿滕卞芦甄戚冉桑靳席佟练`
	surnames2 = `纪贝银高田范石金江毛顾邹谢施陶洪颜严牛季韦章申尤毕丛路左谷舒牟卜苗费盛童项曲成游卫查屈鲍位霍翁隋植甘景薄司宁车房边辜吉饶刁丘古米池晋苑臧宫苟褚简娄符木穆党燕郎冀谈姬屠连栾郁商蒙喻窦迟宇敖糜冷卓花仇艾蓝都巩稽井仲虞封竺原官衣楚栗匡宗台巫僧荆银扬沙伏岑习胥蔺代付方史邬晏鄢寇`
	// surnames3 are surnames that are other words far more often.
	surnames3 = `和时保易常于向应任单万经计管关全强安平包明文温白钱武解水乐`
	surnames4 = `欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|端木|百里|南宫|轩辕|宇文|长孙|呼延|闻人|赫连|澹台|公冶|宗政|濮阳|淳于|单于|太叔|申屠|钟离|鲜于|闾丘|司空|亓官|司寇|独孤`
	// The characters of given names: rare are those that catalogues seldom use
	// otherwise, usual those that they use, but names do too.
	rareGiven  = `静洁璠梓轩浩宇泽辉婷伟杰兰雨鹏熙阳丽俊玉鑫涛豪涵诚辰博琪昊萍沐珍芳君佳智磊欣烨航宸然军霖奕睿哲慧桐栋雅燕馨怡凯汐桂彬瑞海健瑜雪振荣煜洋聪韬鸿馥擎煊祺美瑶彪渊帅驰嘉霞妍诗雯羽锋丹懿珈倩艳刚勇晓呈娟波茗榕芬蒙萱癸若颖玥梅斌艺玲悦凤娇娜敏林紫香沫苡琴炫靖锦愚笑耀皓飞鹭钰松淼雄峻晟骞尧弘旭昕苍黎乐祥胤驹鹤瀚炎苑楷啸彤熠翊焱柏潇晋瑾云亚亦亨仁仰伊伦伯佑侠俐俭倬傲儒兆兴冀冉冰凌凝凰劢励劼勃勋勐卉卓卿厚吉咏喆喜坚坤塬墨奇契妙妞妮姗姝姣姿威娃娅娥娴婉婕婧婵媛嫣嫦嬿孜宁宏宙宜宝宾寅寿屹岚岩岭岱岳峙峥嵘嵩巅巍帆希庆庚廷彦忆忠怀恒恬恺悟悠惟愉慕扬抒拓挺捷敦斐斯旋旺昂昆昌春昭昱晔晖晗景晴晶暄暐曜曦曼朗望朝枝枫柔柯栩桃桦梦梧棣楠榆樱歆毅沁沂沛泉泓泰洛洪浪涌涓淑溪滋滢漫澄澈澜灏灿炜炳烁焕煦燎爽玄玑玮玺珂珊珏珠珺琅琛琦琨琬琰琳琼瑄瑗瑛璇璋璐璞璟璧皎盈盛砚砺硕碧磐祯禄禹稳穆筠箫纯纶绮缘罡翎翔翠翰耘腾舒芊芙芝芷芸芹苓茜茵茹荃莉莎莲莹菁菊菡菱菲萌萧蓉蓓蔓蔚蕴蕾薇虹衡裕谊谦贞贤贵跃逸遥郁钊钧铃铎铭铮锐雁霁霄霆霏韵韶骁骄骏鲁鸣鹰麟鼎龄龙素芮嫚娣娉筱颐赟钗镕鹃彧翀淇淳湛炀焜熹燊玟珩瑀瑭祎竣绍翱舜茉荻蒨蓁觅诺谌邈闵阅霈`
	usualGiven = `依修果开德胜堂萃来英晨秀志立天静华强语敬治远洁越义融红良东乙堂城默正齐致举久亮仪众光克凡初功勉勤千南卫友史含启唯善园培基士声奶学守宗容尚常广庭康廉彩念惠愿慈才援旦显普树河池润深温灵特真礼福童端纲继维群育节花荷蓝西观让训赞起近铁铜银际雷露音国明文子思建家超方成一平万安金风德心信元先政业民中全保发本世丰夏太山川州北湖江洲浦木竹石秋冬舟五二三九七诗丙丁甲向自少小大永多存如长百行有可原利道达新顺星来`
	// ends may follow a name; what follows in other places could be a longer word.
	namedAfter  = `同志|先生|女士|老师|医生|医师|护士|师傅|同学|教授|律师|法官|警官|检察官|书记|局长|副局长|科长|副科长|处长|副处长|主任|副主任|院长|副院长|校长|副校长|所长|副所长|站长|副站长|队长|副队长|厂长|副厂长|经理|副经理|总经理|副总经理|部长|副部长|镇长|副镇长|乡长|县长|市长|区长|村长|组长|副组长|班长|股长|会计|出纳|组员|科员|干事|委员|秘书|馆长|台长|行长|董事长|总监|主管|专员|民警|辅警|教练|支书|社长|会长|园长|庭长|政委|校医|的(?:妻子|丈夫|儿子|女儿|弟弟|哥哥|父亲|母亲|配偶|岳父|亲属|账户|银行卡|手机|身份证|档案)|等人|等[0-9一二两三四五六七八九十]+人|等\s*[0-9]+\s*人|(?:两|二|三|四|五|六|几)(?:名|位|人)`
	verbsAfter  = `负责|审批|审核|签字|签名|办理|保管|担任|牵头|主持|汇报|同意|批准|复核|管理|经办|承办|监督|收取|收受|索要|提出|反映|举报|带队|带领|到场|值守|核对|对账|分管|为验收|为组长|为负责|为法定|为项目|为经办|申请|领取|代领|擅自|私自|违规|违反|违纪|利用|挪用|开具|签发|变更|更改|把|将|给出|给|与|和|及|或|于|因|在|被|系|是|任|兼任|兼|说|称|从|向|对|等|之|入股|承揽|互为|参与|参加|输入|离岗|列入|组成|核实|当场|作检查|并责令|并|接受|负有|接任|接替|继任|复核|了解|询问|登记|发放|拆分|逐|轮流|共同|值班|巡查|检查|调查|代|离任|离职|退休|请假|发现|承认|交代|供述|送|组织|执行|落实|具体|统一|具办|调阅|到|去|经常|多次|先后|曾|已|未|不|也|所|通过|要求|安排|介绍|打招呼|说情|涉嫌|受贿|贪污|行贿|的`
	titlesAhead = `同志|书记|局长|科长|处长|主任|院长|校长|所长|站长|队长|厂长|经理|部长|镇长|乡长|县长|市长|区长|村长|组长|班长|股长|会计|出纳|组员|科员|干事|委员|秘书|馆长|台长|行长|董事长|总监|主管|专员|民警|辅警|支书|村支书|社长|会长|园长|庭长|政委|驾驶员|医师|医生|护士|护士长|教师|老师|评委|专家|村干部|干部|协管员|检查员|采购员|保管员|仓管员|业务员|员工|职工|法人|代理人|客户|患者|农户|户主|村民|供应商代表|负责人|责任人|联系人|经办人|承办人|当事人|申请人|举报人|反映人|被举报人|收款人|领取人|监护人|投诉人|签字人|审批人|验收人|保管人|复核人|监督人|代表人|法定代表人|被处罚人|嫌疑人|犯罪嫌疑人|被告人|校医|司机|老板|副职|正职|党员|局领导|分管领导|主要领导`
)

var (
	surname          = weights(map[string]int8{surnames1: 3, surnames2: 2, surnames3: -2})
	givenRune        = weights(map[string]int8{rareGiven: 4, usualGiven: 2})
	compoundSurnames = func() map[[2]rune]bool {
		m := map[[2]rune]bool{}
		for _, w := range strings.Split(surnames4, "|") {
			r := []rune(w)
			m[[2]rune{r[0], r[1]}] = true
		}
		return m
	}()
	afterName  = regexp.MustCompile(`^[ \t]*(?:` + namedAfter + `)`)
	afterVerb  = regexp.MustCompile(`^(?:` + verbsAfter + `)`)
	aheadTitle = regexp.MustCompile(`(?:` + titlesAhead + `)[::为系是]*$`)
	aheadLabel = regexp.MustCompile(`(?:责任|责任人|监督|监督人|负责人|联系人|经办人|承办人|审批人|主管|分管|领导|姓名|签名|签字|校对|验收|保管|执笔|抄送|报送|名单)[::]$`)
	// A word for a kind of person, by its last character.
	aheadKind = regexp.MustCompile(`[\p{Han}](?:员|师|民|士|工|手|友|户|属|干)$`)
	aheadWord = regexp.MustCompile(`(?:由|经|请|报|交|指定|安排|任命|聘请|委托|委派|选派|指派|抽调|约谈|询问|讯问|通报|告知|查实|查处|查明|发现|对|向|与|和|及|给|让|把|被|将|找|如|以|送|问|叫|跟|同|为|调查|举报|投诉|任|系|[局科部室处所站队组厂院校办会][::]?)$`)
	aheadSex  = regexp.MustCompile(`^(?:[(,](?:男|女)|[(](?:分管|主管|[^()]{1,10}(?:长|主任|主管|经理|书记|员|岗|师))[)])`)
	ofPlace   = regexp.MustCompile(`^.{0,3}?(?:公司|集团|药业|商行|超市|饭店|酒店|宾馆|中学|小学|学校|大学|学院|医院|诊所|银行|支行|广场|大厦|小区|社区|街道|街|路|巷|桥|村|镇|乡|县|市|区|省|州|庄|屯|河|湖|江|山|岛|港|湾|寺|庙|派出所|法庭|事务所|工作室|基金|奖|杯|牌|式|派|法|庭|厂|店|站|园|苑|馆|楼|墓|路段|一带|线|桥段)`)
	// A surname with an office, 王主任, names a person to all who know the unit.
	familyTitle = regexp.MustCompile(`(?:^|[^\p{Han}]|[由经请报与向找给让被问])([` + surnames1 + `](?:局长|副局长|科长|处长|主任|副主任|院长|校长|所长|站长|厂长|经理|镇长|乡长|县长|市长|书记|老师|师傅|先生|女士|医生|同志))`)
	ownVerb     = regexp.MustCompile(`^的(?:妻子|丈夫|儿子|女儿|弟弟|哥哥|父亲|母亲|配偶|岳父|亲属|账户|银行卡|手机|身份证|档案)`)
)

// noName are words and beginnings of words that look like a surname with a given
// name and are none.
var noName = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`
安全 安装 安排 安检 安保 安监 安置 安心 安康 安宁 安静 白天 白班 白酒 白条 包装 包括 包干 包容 包村 保安 保管 保护 保密 保证 保洁 保险 保留 保存 保养 边防 边界 边境 查处 查验 查实 查明 查询 查看 常务 常规 常委 常态 常年 常用 常见 常住 车间 车队 车辆 车站 车主 成本 成立 成员 成果 成绩 成交 成都 程序 程度 党委 党员 党组 党支 党建 党群 党纪 党政 党校 党务 党风 单位 单据 单笔 单价 单独 单项 单证 单一 代表 代理 代办 代管 代码 代领 代签 代开 代收 代购 都要 都是 方案 方法 方式 方面 方向 方可 方便 房产 房屋 房管 房源 费用 费率 封存 封闭 封条 封样 符合 付款 付费 付息 高级 高校 高中 高层 高温 高压 高新 高等 高度 高效 高危 高风险 高值 古籍 谷物 顾问 顾客 关于 关键 关系 关联 关注 关口 官方 管理 管控 管辖 管护 管网 管道 管委 广告 规范 规划 国家 国有 国库 国资 福利 儿童 胜诉 开展 依法 依据 修理 修改 修订 果品 和平 和谐 华东 华北 华南 华中 华侨 计划 计算 计量 计财 计生 计时 纪委 纪检 纪律 纪要 季度 季节 季末 江南 江北 江苏 江西 解决 解除 解释 解聘 解放 金额 金融 金库 金华 金山 金属 金牌 金龙 经办 经理 经费 经济 经营 景区 景点 居民 康复 孔明 来访 来源 来信 来电 来文 老师 乐山 乐清 冷库 冷藏 冷链 黎明 连续 连接 连带 连锁 廉洁 廉政 廉价 练习 林业 林场 林木 林草 林权 林地 龙头 路政 路灯 路段 路桥 路面 罗列 马上 马路 毛利 毛巾 毛坯 梅花 米粉 苗木 苗圃 苗头 明确 明细 明显 明码 明示 明文 明白 莫名 牧场 木材 牛奶 牛羊 欧盟 平安 平时 平台 平均 平衡 平面 平方 齐全 齐抓 齐备 钱款 钱物 钱财 强制 强化 强调 强度 强行 桥梁 秦岭 全体 全部 全程 全面 全员 全年 全省 全市 全县 全局 全额 全科 全文 任务 任职 任何 任免 任命 任用 任期 任课 任教 任意 荣誉 沙石 沙土 商务 商品 商业 商场 商户 商会 商定 商贸 申请 申报 申诉 申购 申领 沈阳 盛大 石油 石化 石材 石料 时间 时限 时任 时点 时段 史料 史志 施工 施救 施药 施肥 舒适 水务 水利 水质 水电 水泥 司法 司机 司库 司长 宋体 苏州 台账 台长 谈话 谈判 谈心 汤料 唐山 陶瓷 田间 田地 童工 涂改 涂抹 万元 万达 万一 汪洋 危险 危化 危房 韦伯 温度 温室 温控 文件 文书 文化 文明 文物 文字 文档 文旅 文本 文体 文号 文员 武装 武警 武汉 武术 喜庆 夏季 夏粮 夏天 项目 项下 向上 向下 向社 肖像 谢绝 辛苦 辛勤 邢台 徐州 许可 许诺 宣传 严格 严禁 严肃 严重 严防 严查 严惩 阳光 阳台 养护 养老 杨树 药品 药房 叶片 易于 易耗 易燃 易腐 易发 易制 阴阳 银行 应当 应急 应收 应付 应用 应该 应届 应对 营业 尤其 尤为 游客 游泳 游览 于是 余额 余款 余地 余数 鱼塘 原则 原件 原因 原料 原始 原来 原价 原定 原油 原告 岳阳 云南 云龙 云端 臧否 章程 章节 张贴 张挂 张榜 张家 招商 赵州 郑州 钟点 钟楼 周期 周边 周转 周末 周报 周五 周一 周二 周三 周四 周六 周日 周密 朱砂 祝贺 庄稼 庄园 卓越 宗旨 宗教 邹城 左右 和及 和有 和人 和本 和其 和相 和各 和单 和使 和质 和资 和工 和社 和家 时应 明知 武校 安监局 成品 成员单位 成熟 成效 成功 成套 成批 成人 成年 强势 强项 国税 阳性 华夏 华联 金秋 金杯 易地 易货 商家 商标 商检 商铺 商圈 商砼 施行 施策 万户 关停 关闭 关爱 关怀 关税 关卡 关押 官员 路线 路径 路费 路口 路边 路牌 连同 连片 连环 司勤 司炉 台班 台风 支书 向导 向心 白皮 白纸 白名单 黄金 黄页 黄牌 黄线 黄色 红色 蓝色 蓝图 蓝牙 乐队 乐器 古树 古建 温泉 温馨 房租 房款 房东 房改 都市 房主 华为 康养 康乐 平价 平整 平行 平板 平移 安居 安抚 安葬 安稳 高速 高铁 高考 高空 高位 高额 高价 高风 包保 包片 包抓 包案 包户 柴油 柴火 甘肃 甘蔗 花木 花费 花卉 花名 花生 计件 计税 计费 计价 计提 计分 计入 井盖 井场 井口 井下 乐于 冷冻 冷暖 连长 明年 明火 明星 明日 明天 曲线 曲折 谷雨 桂林 桂花 柳州 柏油 安徽 宁夏 宁波 海关 湖南 贵州 池塘 池州 左侧 左转 官网 官司 晋升 晋级 晋江 盖章 盖板 简单 简易 简化 简报 简历 简介 简称 全天 全权 全国 符号 原有 原状 原值 原本 原材 原厂 原封 仲裁 仲夏 银川 银监 银保 明晰 宫颈 全新 保修 保本 保价 保费 保额 保底 保函 保释 代扣 代缴 代建 代驾 代发 代付 代销 代写 代替 代储 代管员 付出 付清 付讫 应标 应聘 应试 应税 应缴 解剖 解答 解约 解散 解读 解释权 时效 时长 时机 时价 项下款 席位 席卷 舒张 关节 谈及 贺信 贺礼 贺卡 温差 单号 单元 单体 单纯 单科 单列 单亲 单身 单向 单次 单边 柜员 古城 田块 田头 白灰 白内障 党费 党课 党章 党规 党籍 党龄 党代 景观 经贸 经销 经开 经信 经过 经由 经常 经手 经纪 雷管 雷电 雷达 雷同 雷击 方形 方圆 方言 方能 方位 文艺 文娱 文印 文秘 文凭 文教 文职 文风 文秘员 万亩 万吨 万人 成因 成型 成份 成分 成就 史上 熊猫 马匹 马力 马达 牛肉 羊肉 金银 金钱 金工 安排表 石灰 石板 石膏 钟表 汪清 花圈 花草 花圃 花园 台胞 台湾 都江 卫生 卫星 卫健 卫监 武功 祝福 杜绝 别 应建 应有 应由 应付款 方和 项和 常抓 常备 常设 常住人 管线 管材 管片 管事 管好 管住 管人 管钱 管物 管账 管教 管区 游戏 游行 相关 许多 江河 江湖 路人 温饱 梁柱 梁体 汤药 唐突 夏令 姜黄 曲目 沙场 沙漠 沙发 单班 房建 房地 房补 施暴 施压 施教 施策 宗地 宗族 官方 华人 华裔 欧洲 林区 林农 林下 林长 河长 金矿 金税 金卡 钱包 石子 石矿 石墨 米面 米线 古迹 郎中 连夜 连坐 阮咸 成批 成文 安慰 安家 安插 安分 安身 武器 武力 平民 平房 平账 平抑 平反 平安县 龙舟 龙江 易学 景气 车工 车票 车位 车牌 车型 车险 车贴 车改 车费 车损 车检 车管 解冻 解锁 解密 解码 金点 金桥 金额由 方知 谷歌 包袱 包销 包庇 包揽 包办 强拆 强征 强买 强迫 强占 强令 强奸 盛装 盛行 申办 申辩 申述 申明 申论 商谈 商讨 商议 商机 商量 季报 季后 凌晨 凌空 查封 查扣 查找 查账 查收 查勘 查档 查缉 查摆 查证 查清 查重 查库 查体 查房 查获 查岗 查核 查漏 严把 严守 严控 严管 严惩 严打 严厉 严密 严谨 严于 严抓 严审 任选 任教师 任人 任内 任前 任满 任由 任性 任凭 司法所 左邻 计生办 代维 代理商 代理人 谈妥 应知 应会 应诉 应拆 应退 应保 应享 应报 应公 应在 应按 应及 应将 应对 应予 应为 应与 应以 应向 应经 应有 应提 应先 应加 应从 应立 应设 应做 应不 和监 和财 和采 和使 和验 和管 和审 和纪 和分 和经 和主 和群 和部 和业 和安 和法 和党 和会 和领 和科 和处 和服 和供 和项 和技 和人 和物 和时 和公 和行 和政 和干 和职 和责 和标 和合 和结 和票 和发 和收 和支 和库 和车 和设 和数 和信 和文 和材 和申 和受 和证 和地 和房 和土 和医 和药 和护 和病 和学 和教 和招 和考 和录 和生 和成 和期 和金 和款 和价 和量 和质 向本 向其 向各 向有 向上级 向主 向分 向纪 向局 向党 向上 向外 向内 向前 向后 向社会 向群众 向职工 向当 向申 向供 向投 向企 向用 向村 向监 向财 向审 向业 向客 向服 向省 向市 向县 向区 向镇 于每 于当 于次 于本 于年 于月 于日 于上 于下 于前 于后 于公 于规 于三 于五 于一 于二 于十 于两 于四 于合 于开 于收 于发 于取 于受 于决 于作 于接 于事 于会 于该 于其 于任 于个 于第 于申 于评 于验 于付`) {
		m[w] = true
	}
	return m
}()

// joined are words that end with a character that is a surname too.
var joined = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`
任何 如何 为何 几何 部位 单位 岗位 学位 各位 席位 到位 工程 流程 过程 规程 全程 课程 其余 结余 剩余 提高 最高 较高 农田 完成 组成 形成 造成 达成 生成 双方 对方 一方 多方 地方 官方 甲方 乙方 三方 各方
资金 现金 奖金 基金 租金 押金 罚金 税金 礼金 从严 实施 措施 设施 印章 公章 规章 盖章 签章 公车 派车 用车 住房 库房 药房 机房 事项 专项 款项 各项 单项 检查 审查 核查 抽查 调查 巡查 复查 自查 稽查 督查 保卫 取代 支付 拨付 对付
历史 审计 会计 统计 设计 预计 累计 合计 主管 分管 监管 保管 库管 代管 清单 名单 订单 工单 简单 机关 有关 相关 加强 增强 公安 治安 公文 发文 收文 承包 分包 发包 外包 证明 说明 声明 查明 注明 透明 由于 用于 低于 高于 属于 关于 对于 基于 供应 相应 反应 日常 经常 正常 异常 交易 贸易 简易
及时 同时 按时 临时 随时 平时 定时 道路 公路 线路 儿童 公司 主张 学习 复习 供应商 大宗 草原 平台 柜台 首都 重申 推广 园林 森林 造林 桥梁 不连 一连 采石 领导 负责 收支 农村 生活 家庭 医院 学校 当家 行为 水平 公平 民政 全面 方面 不明 不经 已经 财经 曾经 未经 历任 离任 责任 主任 担任 兼任 委任 信任 前任 连任 时任 聘任 现任 转任 补习 工商 招商 协商 税务 服务 业务 财务 事务 商务 党务 公务 政务 警务 家务 劳务 债务 义务`) {
		m[w] = true
	}
	return m
}()

// findName returns the first name of a person in a text, or "". person tells that
// the text as a whole says who somebody is.
func findName(text string, person bool) string {
	s := []rune(narrowWidth(text))
	if m := familyTitle.FindStringSubmatch(string(s)); m != nil {
		return m[1]
	}
	for i := range s {
		if surname.of(s[i]) == 0 && !isCompound(s[i:]) {
			continue
		}
		for _, n := range []int{3, 4, 2} {
			weight := 0
			if i+n <= len(s) {
				weight = nameWeight(s[i:], n)
			}
			if weight <= 0 {
				continue
			}
			if i > 0 && joined[string(s[i-1:i+1])] {
				weight -= 5
			}
			place := placeWeight(s, i, n)
			if person && (i == 0 || isListMark(s[i-1])) && (i+n == len(s) || isListMark(s[i+n])) {
				place += 8
			}
			if place >= leastPlace && weight+place >= personWeight {
				return string(s[i : i+n])
			}
		}
	}
	return ""
}

// weighed holds the weights of characters, 0 for those of no list.
type weighed struct{ of16 []int8 }

func (w *weighed) of(r rune) int {
	if r < 0 || int(r) >= len(w.of16) {
		return 0
	}
	return int(w.of16[r])
}

// weights gives every character of the lists the weight of its list, the greatest
// where several hold it, but a negative one always.
func weights(lists map[string]int8) *weighed {
	w := &weighed{make([]int8, 0x10000)}
	for list, weight := range lists {
		for _, r := range list {
			if at := &w.of16[r]; *at >= 0 && weight > *at || weight < 0 {
				*at = weight
			}
		}
	}
	return w
}

// isCompound reports whether the characters begin with a surname of two.
func isCompound(s []rune) bool {
	return len(s) > 1 && compoundSurnames[[2]rune{s[0], s[1]}]
}

// The weight at which a name in its place is one, and the least that the place has
// to add.
const (
	personWeight = 11
	leastPlace   = 3
)

// nameWeight is how much n characters look like a name: by the surname and by the
// characters of the given name. It is 0 where they cannot be one.
func nameWeight(s []rune, n int) int {
	if len(s) < n {
		return 0
	}
	word := string(s[:n])
	family, weight := 1, surname.of(s[0])
	switch {
	case isCompound(s):
		family, weight = 2, 5
	case weight == 0, noName[word], noName[string(s[:2])], n == 3 && noName[string(s[1:3])]:
		return 0
	}
	if n-family < 1 || n-family > 2 {
		return 0
	}
	for _, r := range s[family:n] {
		if givenRune.of(r) == 0 {
			return 0
		}
		weight += givenRune.of(r)
	}
	if n == 2 {
		weight -= 2
	}
	return weight
}

// placeWeight is how much the words around s[i:i+n] say that a person stands there.
func placeWeight(s []rune, i, n int) int {
	before, after := string(s[max(0, i-8):i]), string(s[i+n:min(len(s), i+n+12)])
	office := afterName.MatchString(after)
	if !office && ofPlace.MatchString(after) {
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
	switch {
	case ownVerb.MatchString(after):
		weight += 5
	case afterVerb.MatchString(after):
		weight += 4
	}
	add(5, inList(s, i, n))
	add(1, before == "" || endsWithPunct(before))
	add(1, after == "" || startsWithPunct(after))
	return weight
}

// inList reports whether a name stands beside another, with a mark of a list
// between.
func inList(s []rune, i, n int) bool {
	for _, k := range []int{3, 2, 4} {
		if at := i + n + 1; at+k <= len(s) && isListMark(s[i+n]) && nameWeight(s[at:], k) >= 5 {
			return true
		}
		if at := i - 1 - k; at >= 0 && isListMark(s[i-1]) && nameWeight(s[at:], k) >= 5 {
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

// narrowWidth makes full-width ASCII half-width.
func narrowWidth(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '!'+0xfee0 && r <= '~'+0xfee0 {
			return r - 0xfee0
		}
		return r
	}, s)
}
