//go:build ignore

// Pinyin writes data/pinyin.txt, the readings by which names are found: each line
// is a syllable without tone and the characters that are read so.
//
//	go run gen/pinyin.go >data/pinyin.txt
//
// It covers the characters of GB 2312. A character has its first reading in
// go-pinyin's dictionary, which is the usual one; the rest of that dictionary's
// readings are mostly of old texts, so those in use today are listed here.
package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	pinyin "github.com/mozillazg/go-pinyin"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/unicode/norm"
)

// polyphones are the characters with several readings in use today.
const polyphones = `
阿a,e 挨ai 艾ai,yi 熬ao 拗ao,niu 扒ba,pa 把ba 罢ba 白bai 百bai 柏bai,bo 膀bang,pang 磅bang,pang 蚌bang 刨bao,pao
炮pao,bao 暴bao,pu 曝pu,bao 剥bo,bao 薄bo,bao 堡bao,pu 背bei 奔ben 臂bi,bei 辟pi,bi 扁bian,pian 便bian,pian 别bie
秘mi,bi 泌mi,bi 伯bo,bai 泊bo,po 卜bo,bu 簸bo 不bu 参can,cen,shen 藏cang,zang 侧ce 差cha,chai,ci 查cha,zha 拆chai
禅chan,shan 颤chan,zhan 长chang,zhang 场chang 厂chang 朝chao,zhao 嘲chao 车che,ju 称cheng,chen 乘cheng,sheng 盛sheng,cheng
澄cheng,deng 匙chi,shi 冲chong 重zhong,chong 臭chou,xiu 仇chou,qiu 处chu 畜chu,xu 揣chuai 传chuan,zhuan 创chuang
幢zhuang,chuang 椎zhui,chui 绰chuo 伺ci,si 兹zi,ci 从cong 攒zan,cuan 撮cuo,zuo 答da 大da,dai 逮dai 待dai 单dan,shan,chan
担dan 弹dan,tan 石shi,dan 当dang 倒dao 得de,dei 的de,di 地di,de 底di,de 提ti,di 翟zhai,di 调diao,tiao 钉ding 侗dong,tong
斗dou 都du,dou 读du,dou 度du,duo 肚du 囤tun,dun 顿dun 敦dun 恶e,wu 番fan,pan 繁fan,po 分fen 坊fang 仿fang 冯feng 佛fo,fu
否fou,pi 夫fu 服fu 脯fu,pu 干gan,qian 杆gan 岗gang 扛kang,gang 葛ge 革ge 合he,ge 蛤ge,ha 个ge 给gei,ji 更geng 红hong
供gong 共gong 勾gou 估gu 骨gu 谷gu 贾jia,gu 观guan 冠guan 纶lun,guan 龟gui,jun 柜gui 哈ha 还hai,huan 汗han 行xing,hang
巷xiang,hang 号hao 喝he 和he,huo 核he,hu 荷he 吓xia,he 横heng 虹hong 划hua 华hua 化hua 晃huang 会hui,kuai 混hun 豁huo
几ji 缉ji,qi 济ji 系xi,ji 亟ji,qi 奇qi,ji 稽ji,qi 夹jia 假jia 价jia 间jian 监jian 见jian,xian 将jiang 降jiang,xiang 强qiang,jiang
浆jiang 角jiao,jue 觉jue,jiao 教jiao 校xiao,jiao 缴jiao 剿jiao 嚼jue,jiao 脚jiao 结jie 解jie,xie 芥jie 桔ju,jie 节jie 禁jin
尽jin 劲jin,jing 颈jing 咀ju,zui 据ju 句ju,gou 沮ju 卷juan 圈quan,juan 均jun 浚jun,xun 咖ka,ga 卡ka,qia 咯ge 看kan 壳ke,qiao
可ke 空kong 溃kui 括kuo 喇la 落luo,la,lao 烙lao,luo 乐le,yue 勒le,lei 累lei 棱leng 量liang 凉liang 俩lia,liang 燎liao 了le,liao
令ling 溜liu 笼long 弄nong,long 搂lou 露lu,lou 陆lu,liu 六liu,lu 碌lu,liu 绿lv,lu 率lv,shuai 论lun 络luo,lao 埋mai,man 脉mai,mo
蔓man,wan 氓mang,meng 没mei,mo 么me 冒mao 蒙meng 靡mi 糜mi 模mo,mu 抹mo,ma 磨mo 摩mo 牟mou,mu 哪na,nei 那na 难nan 内nei 南nan
呢ne,ni 泥ni 尿niao 宁ning 拧ning 疟nve,yao 娜na,nuo 迫po,pai 胖pang 跑pao 喷pen 澎peng 片pian 漂piao 撇pie 屏ping,bing 朴pu,piao
埔pu,bu 瀑pu 期qi 栖qi,xi 其qi 齐qi 契qi 铅qian 纤xian,qian 浅qian 乾qian,gan 茄qie,jia 切qie 亲qin,qing 区qu,ou 曲qu 券quan,xuan
雀que 任ren 若ruo 塞sai,se 散san 丧sang 色se,shai 刹sha,cha 厦sha,xia 莎sha 杉shan,sha 扇shan 上shang 裳shang,chang 少shao 舍she
折zhe,she 射she 什shen,shi 甚shen 省sheng,xing 胜sheng 施shi 食shi 识shi,zhi 似si,shi 属shu,zhu 术shu,zhu 数shu,shuo 说shuo,shui
熟shu,shou 宿su,xiu 遂sui 缩suo 台tai 苔tai 汤tang 帖tie 挑tiao 贴tie 通tong 同tong 吐tu 拓tuo,ta 瓦wa 万wan,mo 王wang 亡wang
为wei 尾wei,yi 蔚wei,yu 尉wei,yu 遗yi 涡wo,guo 无wu 吾wu 戏xi 虾xia 夏xia 洗xi,xian 铣xi,xian 鲜xian 咸xian 相xiang 降jiang,xiang
削xiao,xue 哮xiao 血xue,xie 邪xie 写xie 信xin 兴xing 许xu 旋xuan 选xuan 寻xun 压ya 轧ya,zha 咽yan 殷yin,yan 掩yan 要yao 钥yao,yue
约yue 叶ye,xie 耶ye 艺yi 尹yin 饮yin 应ying 佣yong 涌yong 有you 予yu 与yu 于yu 语yu 员yuan,yun 晕yun 允yun 载zai 仔zi,zai
择ze,zhai 扎zha,za 炸zha 粘zhan,nian 占zhan 涨zhang 着zhe,zhao,zhuo,zhu 著zhu,zhe 正zheng 挣zheng 症zheng 只zhi 殖zhi 种zhong
中zhong 轴zhou 爪zhua,zhao 转zhuan 赚zhuan 琢zhuo,zuo 综zong 钻zuan 作zuo 柞zuo,zha 曾zeng,ceng 逐zhu 朱zhu 幕mu 免mian 磷lin
解jie,xie 盖gai,ge 车che,ju 厘li 覆fu 复fu 隧sui 嘉jia 介jie 艾ai,yi 氏shi 隗wei,kui 嵌qian 汲ji 枕zhen 肖xiao 呆dai 侯hou 句ju,gou
娄lou 亳bo 丽li 济ji 蚌bang,beng 六liu,lu 峙zhi 圳zhen 垃la 圾ji 档dang 搞gao 概gai 夯hang 剖pou 酵jiao 矗chu 绮qi 徇xun 恪ke 谙an
`

func main() {
	common := map[rune][]string{}
	for _, entry := range strings.Fields(polyphones) {
		r, size := utf8.DecodeRuneInString(entry)
		common[r] = strings.Split(entry[size:], ",")
	}
	bySyllable := map[string][]rune{}
	for _, r := range gb2312() {
		readings := common[r]
		if readings == nil {
			readings = []string{plain(strings.Split(pinyin.PinyinDict[int(r)], ",")[0])}
		}
		for _, s := range readings {
			if s != "" {
				bySyllable[s] = append(bySyllable[s], r)
			}
		}
	}
	syllables := make([]string, 0, len(bySyllable))
	for s := range bySyllable {
		syllables = append(syllables, s)
	}
	slices.Sort(syllables)
	for _, s := range syllables {
		slices.Sort(bySyllable[s])
		fmt.Printf("%s %s\n", s, string(bySyllable[s]))
	}
}

// gb2312 returns the Han characters of the standard.
func gb2312() []rune {
	var out []rune
	decoder := simplifiedchinese.GBK.NewDecoder()
	for hi := byte(0xb0); hi <= 0xf7; hi++ {
		for lo := byte(0xa1); lo <= 0xfe; lo++ {
			b, err := decoder.Bytes([]byte{hi, lo})
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
			if r, _ := utf8.DecodeRune(b); unicode.Is(unicode.Han, r) {
				out = append(out, r)
			}
		}
	}
	return out
}

// plain drops the tone of a syllable and writes v for ü.
func plain(s string) string {
	s = strings.NewReplacer("ü", "v", "ǖ", "v", "ǘ", "v", "ǚ", "v", "ǜ", "v").Replace(s)
	return strings.Map(func(r rune) rune {
		if r < 'a' || r > 'z' {
			return -1
		}
		return r
	}, norm.NFD.String(s))
}
