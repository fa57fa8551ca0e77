package intake

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongshi/generator/search"
)

// People's names have no place in a catalogue: what is published is the position.
// In columns that name who is responsible, names are told from roles by their
// surnames, their length, and by not being words of an office.

const (
	// surnames that are words of no office.
	surnames = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕张孔曹严华魏陶姜戚谢邹喻柏窦章苏潘葛奚范彭郎鲁韦马苗凤花俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬康伍余卜顾孟黄穆萧尹姚邵湛汪祁毛狄贝臧戴宋庞熊纪舒屈祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房裘缪解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊甄曲封芮储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公仉督岳帅缑亢况郈有琴归海晋楚闫法汝鄢涂钦商牟佘佴伯赏墨哈谯笪年爱阳佟言福邸"
	// ambiguous surnames are words as well; with them only three characters are a
	// name.
	ambiguous = "都有向查后农商国权关空相公能通利别那从养步居满和计应富解支管强终广东印符连束言福年全海房左成方平明车水温游边容双常康安项巩充暴习封台申终时经万段毛游乐于元"
	// officeRunes do not stand in given names as often as in words of an office.
	officeRunes = "科股室处部局厂站长员主岗组办会所队院校委理审检财务工程业综合人事岁副正级责任管监督位领导班子各全体有关相单小支点区市县省镇乡村街道社企司银库网安技设计划项目采购销售验收仓车间党群团法规政策信访后勤保卫基建行经济营运服资产档案机要秘书文件"
)

var compoundSurnames = strings.Fields("欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 长孙 令狐 宇文 司徒 夏侯")

// officeWords begin like a surname and are none.
var officeWords = strings.Fields("施工方 高管 高层 石化 金融 商务 商贸 农业 农经 国资 国土 和谐 左右 江河 方案 温控 牛羊 时任 应急 宣传 文秘 文书 文印 司机 路政 路桥 房产 房管 终端 通信 白班 夜班 从业者 全程 实时 专人 万元 广告 边防 居民 商户 相对人 公证 公告 公示 督察 督查 连续 计生 解放 扶贫 游客 养老 养护 利益 东区 西区 海事 海关 阳光 法院 权属 师生 教师 医师 药师 护师 那么 向上 都是 单独 满意 别的 能源 景区 符合 富余 印章 申请 须知 项目 查验 包装 边境 支付 管护 都管 后厨 关键 关口 水利 易制 空管 言论 年度 简报 连队 应诉 养路 向导 有权 红线 福利 终审 束缚 广电 法务 党建 党群 农技 公路 公车 养殖 国库 单据 柜台 印鉴 封存 储备 强制 毛利 花费 支出 边检 当事人 中层 左侧 江边")

// roleWords are what people put beside a name.
var roleWords = regexp.MustCompile(`(?:副|总|正|兼)*(?:局长|科长|股长|主任|书记|处长|经理|所长|站长|校长|院长|队长|组长|会计师|会计|出纳|同志|部长|厂长|委员|主席|干事|科员|总监|镇长|乡长|县长|市长|区长|司长|厅长|巡视员|调研员|工程师|检察长|检察官|法官|审判员|干部|专员|园长|社长|行长|董事长|负责人|责任人|联系人|局长助理|助理|老师|先生|女士|主管)`)

var personSeparators = regexp.MustCompile(`[、，,；;/／\n：:]|(?:\s{1,})|[（()）]`)

// isName reports whether a word is a person's name.
func isName(s string) bool {
	k := search.Fold(s)
	n := utf8.RuneCountInString(k)
	if n < 2 || n > 4 {
		return false
	}
	for _, r := range k {
		if !unicode.Is(unicode.Han, r) && r != 'x' {
			return false
		}
	}
	for _, w := range officeWords {
		if strings.HasPrefix(k, w) {
			return false
		}
	}
	for _, c := range compoundSurnames {
		if rest, ok := strings.CutPrefix(k, c); ok {
			return n >= 3 && !strings.ContainsAny(rest, officeRunes)
		}
	}
	first, size := utf8.DecodeRuneInString(k)
	if strings.ContainsRune(ambiguous, first) && n < 3 {
		return false
	}
	return n <= 3 && strings.ContainsRune(surnames, first) && !strings.ContainsAny(k[size:], officeRunes)
}

// spacedName is a name of two characters that was spread to the width of three.
var spacedName = regexp.MustCompile(`(^|[、，,；;/\n：: 　（(])(\p{Han})[ 　]{1,3}(\p{Han})($|[、，,；;/\n：: 　）)])`)

// withoutNames takes people's names out of a text that names who is responsible.
// role is what remains, tidied; names are what was taken out.
func withoutNames(s string) (role string, names []string) {
	s = spacedName.ReplaceAllStringFunc(s, func(m string) string {
		p := spacedName.FindStringSubmatch(m)
		if isName(p[2] + p[3]) {
			return p[1] + p[2] + p[3] + p[4]
		}
		return m
	})
	var out strings.Builder
	at := 0
	word := func(w string) {
		kept, name := cutName(w)
		if name != "" {
			names = append(names, name)
		}
		out.WriteString(kept)
	}
	for _, m := range personSeparators.FindAllStringIndex(s, -1) {
		word(s[at:m[0]])
		out.WriteString(s[m[0]:m[1]])
		at = m[1]
	}
	word(s[at:])
	if len(names) == 0 {
		return s, nil
	}
	return tidyRole(out.String()), names
}

// cutName takes a name off a word, alone or beside a role.
func cutName(w string) (role, name string) {
	w = strings.TrimSpace(w)
	if isName(w) {
		return "", w
	}
	for _, m := range roleWords.FindAllStringIndex(w, -1) {
		before, title, after := w[:m[0]], w[m[0]:m[1]], w[m[1]:]
		switch {
		case before == "" && isName(after):
			return title, after
		case after == "" && isName(before):
			return title, before
		case after == "" && utf8.RuneCountInString(before) == 1 && strings.Contains("赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张曹魏陶姜谢邹潘范彭韦苗俞袁柳唐薛雷贺倪汤罗郝顾孟姚邵汪毛戴宋熊董梁杜贾郭梅林钟徐邱骆夏蔡田樊胡凌霍卢莫丁邓洪崔龚程邢裴陆段侯武刘龙叶黎白乔谭廖耿聂曾沙岳闫", before):
			return title, before + title
		case before != "" && after == "":
			// 采购科张三科长: the name stands between.
			for n := 3; n >= 2; n-- {
				runes := []rune(before)
				if len(runes) > n && isName(string(runes[len(runes)-n:])) && strings.ContainsRune(officeRunes, runes[len(runes)-n-1]) && !strings.ContainsAny(string(runes[len(runes)-n:]), officeRunes) {
					return string(runes[:len(runes)-n]) + title, string(runes[len(runes)-n:])
				}
			}
		case after != "" && isName(after):
			return before + title, after
		}
	}
	return w, ""
}

var (
	emptyBrackets = regexp.MustCompile(`[（(][\s、，,；;/]*[)）]`)
	repeated      = regexp.MustCompile(`([、，,；;/：:\n])[\s、，,；;/：:]+`)
)

func tidyRole(s string) string {
	s = emptyBrackets.ReplaceAllString(s, "")
	s = repeated.ReplaceAllString(s, "$1")
	s = strings.Trim(s, " \n　、，,；;/：:")
	// （科长） alone was beside a name.
	if strings.HasPrefix(s, "（") && strings.HasSuffix(s, "）") && strings.Count(s, "（") == 1 {
		s = strings.Trim(s, "（）")
	}
	if strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") && strings.Count(s, "(") == 1 {
		s = strings.Trim(s, "()")
	}
	return s
}

var (
	mobile   = regexp.MustCompile(`(?:^|[^\d])(1[3-9]\d[ -]?\d{4}[ -]?\d{4})(?:$|[^\d])`)
	identity = regexp.MustCompile(`(?:^|[^\d])(\d{17}[\dXx])(?:$|[^\d])`)
)

// withoutNumbers takes mobile and identity numbers out of a text.
func withoutNumbers(s string) (rest string, numbers []string) {
	for _, re := range []*regexp.Regexp{identity, mobile} {
		for {
			m := re.FindStringSubmatchIndex(s)
			if m == nil {
				break
			}
			numbers = append(numbers, s[m[2]:m[3]])
			s = s[:m[2]] + s[m[3]:]
		}
	}
	if len(numbers) > 0 {
		s = emptyBrackets.ReplaceAllString(regexp.MustCompile(`[（(](?:联系)?(?:电话|手机)[：:]?[）)]`).ReplaceAllString(s, ""), "")
	}
	return s, numbers
}
