package check

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// Two risk points of a unit are the same where one was copied from the other, or
// written twice by people who did not know of each other: the same words in another
// order, with other synonyms, one a little longer. They are not where they differ
// in what is at risk, however alike the sentences: 低保 and 临时救助 are two matters.
//
// So texts are compared by the characters that they share in any order, after common
// synonyms are made one, with some pairs of characters in common to show that they
// share words. What is left of those that are alike is looked at: where each has a
// matter, a stage, a number or an office of its own, they speak of two things.

// What makes two texts the same, measured on the labelled pairs.
const (
	sameCharacters = 0.56 // of both texts together, that they have in common
	sameBodies     = 0.7  // of both bodies, where the titles are worded freely
	leastShared    = 0.4  // of characters, of both together as of the bodies
	samePairs      = 0.3  // of pairs of characters
	sameTitles     = 0.75 // of characters, where there is nothing but titles
)

// duplicateRisk reports, of two risk points that say the same, the later one.
func duplicateRisk(c *checker) {
	type entry struct {
		position *catalog.Position
		risk     *catalog.RiskPoint
		sketch   sketch
	}
	index := map[uint64][]int32{} // a key of a sketch to the risk points that have it
	var all []entry
	met := map[int32]int{} // how many keys an earlier risk point shares with this one
	var order []int32
	c.eachRisk(func(p *catalog.Position, r *catalog.RiskPoint) {
		e := entry{p, r, sketchOf(r.Title, r.Manifestation)}
		clear(met)
		order = order[:0]
		for _, key := range e.sketch.keys {
			for _, i := range index[key] {
				if met[i]++; met[i] == e.sketch.keysWanted() {
					order = append(order, i)
				}
			}
		}
		slices.Sort(order)
		for _, i := range order {
			o := &all[i]
			if o.position != p && r.Kind != "" && r.Kind == o.risk.Kind && !(o.risk.Title == r.Title && o.risk.Manifestation == r.Manifestation && r.Manifestation != "") {
				continue // said to be of one kind: positions may share it
			}
			if o.sketch.same(&e.sketch) {
				c.report(p, r, r.Origin.Position(), diag.Textf("风险点“%s”与%s的“%s”几乎相同", "the risk point %[1]q is nearly that of %[2]s: %[3]q",
					r.Title, place(o.risk.Origin), o.risk.Title), diag.Text{})
				break
			}
		}
		n := int32(len(all))
		all = append(all, e)
		for _, key := range e.sketch.keys {
			if len(index[key]) < maxAlike {
				index[key] = append(index[key], n)
			}
		}
	})
}

// maxAlike is how many risk points with a key in common are compared: where more
// share it, it tells nothing.
const maxAlike = 40

func place(o catalog.Origin) string { return o.Position().String() }

// sketch is what a risk point is compared by.
type sketch struct {
	head      []rune   // the title
	tail      []rune   // the body
	letters   []rune   // of both, sorted
	body      []rune   // of the body, sorted
	pairs     []uint64 // of characters that stand together, sorted
	topics    []uint64 // pairs that stand in the title and again in the body, sorted
	counted   []rune   // what numbers things in it, sorted
	matters   []uint32 // for each class of matters, which of it the text names
	titleOnly bool
	keys      []uint64 // some of the pairs: texts that share much share some of them
}

// mostKeys is how many keys a sketch has at most.
const mostKeys = 12

// keysWanted is how many keys another sketch has to share to be compared.
func (s *sketch) keysWanted() int {
	if s.titleOnly {
		return 1
	}
	return 2
}

func sketchOf(title, body string) sketch {
	head, tail := []rune(plain(title)), []rune(plain(body))
	text := slices.Concat(head, tail)
	s := sketch{head: head, tail: tail, titleOnly: body == ""}
	s.letters, s.body = slices.Sorted(slices.Values(text)), slices.Sorted(slices.Values(tail))
	first, second := pairsOf(head), pairsOf(tail)
	s.topics = slices.Compact(shared(first, second))
	s.pairs = slices.Concat(first, second)
	slices.Sort(s.pairs)
	s.counted = counted(text)
	s.matters = mattersOf(narrow(title + "," + body))
	s.keys = slices.Compact(slices.Clone(s.pairs))
	slices.SortFunc(s.keys, func(a, b uint64) int { return cmp.Compare(mix(a), mix(b)) })
	s.keys = s.keys[:min(len(s.keys), mostKeys)]
	return s
}

// pairsOf are the pairs of neighbouring characters of a text, sorted.
func pairsOf(text []rune) []uint64 {
	var pairs []uint64
	for i := 0; i+1 < len(text); i++ {
		pairs = append(pairs, uint64(text[i])<<32|uint64(text[i+1]))
	}
	slices.Sort(pairs)
	return pairs
}

// mix orders pairs without regard to what they mean.
func mix(pair uint64) uint64 {
	pair *= 0x9e3779b97f4a7c15
	pair ^= pair >> 32
	return pair * 0xbf58476d1ce4e5b9
}

// shared are the elements that two sorted lists have in common, each as often as in
// both.
func shared[E cmp.Ordered](a, b []E) []E {
	var out []E
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			out = append(out, a[i])
			i, j = i+1, j+1
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return out
}

// share is how much of two sorted lists together they have in common (Dice).
func share[E cmp.Ordered](a, b []E) float64 {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			n, i, j = n+1, i+1, j+1
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return 2 * float64(n) / float64(max(len(a)+len(b), 1))
}

// same reports whether two risk points say the same.
func (s *sketch) same(o *sketch) bool {
	if s.titleOnly != o.titleOnly || beyond(s.counted, o.counted) && beyond(o.counted, s.counted) {
		return false // 一级 and 二级, 甲库 and 乙库
	}
	letters := share(s.letters, o.letters)
	if s.titleOnly {
		return len(s.head) >= 3 && len(o.head) >= 3 && letters >= sameTitles && !swapped(s.head, o.head) && !s.speaksOfAnother(o)
	}
	bodies := share(s.body, o.body)
	if letters < sameCharacters && bodies < sameBodies || min(letters, bodies) < leastShared {
		return false
	}
	return share(s.pairs, o.pairs) >= samePairs && !(swapped(s.head, o.head) && swapped(s.tail, o.tail)) && !s.speaksOfAnother(o)
}

// speaksOfAnother reports whether each of two texts has a matter of its own: one of a
// class of which the other names another, or a word that title and body repeat and the
// other has nowhere.
func (s *sketch) speaksOfAnother(o *sketch) bool {
	for i := range s.matters {
		if s.matters[i]&^o.matters[i] != 0 && o.matters[i]&^s.matters[i] != 0 {
			return true
		}
	}
	return s.ownTopic(o) && o.ownTopic(s)
}

// ownTopic reports whether the title and the body repeat a word that another text has
// not: the pair stands nowhere in it, and one of its characters neither.
func (s *sketch) ownTopic(o *sketch) bool {
	return slices.ContainsFunc(s.topics, func(pair uint64) bool {
		_, found := slices.BinarySearch(o.pairs, pair)
		_, first := slices.BinarySearch(o.letters, rune(pair>>32))
		_, second := slices.BinarySearch(o.letters, rune(pair&0xffffffff))
		return !found && !(first && second)
	})
}

// swapped reports whether two texts are one phrase in which a word stands for another:
// 防汛物资 and 消防器材 with the same said of both.
func swapped(a, b []rune) bool {
	length := max(len(a), len(b))
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a) < 2 || len(b) < 2 || 5*max(len(a), len(b)) > 3*length {
		return false
	}
	return share(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))) < 0.5
}

// counted is the characters of a text that number things or tell one of several.
func counted(text []rune) (list []rune) {
	for _, r := range text {
		if strings.ContainsRune("0123456789一二三四五六七八九十甲乙丙丁ABCDEFⅠⅡⅢⅣ东南西北", r) {
			list = append(list, r)
		}
	}
	slices.Sort(list)
	return list
}

// beyond reports whether a sorted list holds what another has not, or not so often.
func beyond(a, b []rune) bool { return len(shared(a, b)) < len(a) }

// plain makes synonyms one and leaves out punctuation and words that only join.
func plain(text string) string {
	s := synonyms.Replace(narrow(text))
	return strings.Map(func(r rune) rune {
		if unicode.IsPunct(r) || unicode.IsSymbol(r) || unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// synonyms makes words that mean the same in a catalogue one, and drops those that
// join or soften. Of several that begin alike the longest is taken.
var synonyms = func() *strings.Replacer {
	stands := map[string]string{}
	for _, group := range strings.Split(strings.TrimSpace(alike), "\n") {
		words := strings.Split(group, "|")
		for _, w := range words {
			stands[w] = words[0]
		}
	}
	for _, w := range strings.Split(joining, "|") {
		stands[w] = ""
	}
	words := slices.SortedFunc(maps.Keys(stands), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), strings.Compare(a, b))
	})
	var list []string
	for _, w := range words {
		list = append(list, w, stands[w])
	}
	return strings.NewReplacer(list...)
}()

// alike are groups of words that mean the same, the one that stands for them first.
const alike = `
收受|接受供应商赠送的|收取|收下|接受赠送|接受馈赠|接收
礼金|礼品、礼金|礼金、礼品|礼品礼金|礼金礼品|礼品|礼物|红包|财物
泄露|泄漏|透露|外泄|泄密|告知
拆分|拆成|分拆|化整为零|拆散
规避|逃避|避开|绕开|躲避
招标|公开招标|招投标|招标投标
不严|把关不严|审核不严|不严格|不细致|不细|不认真|不到位|不仔细
违规|违反规定|违反程序|未按规定|不按规定|违规定|擅自|私自|自行|违反有关规定|未经批准|未经同意|未经允许
利用职权|利用职务便利|利用职务之便|利用职务上的便利|利用职务影响|利用手中权力|以权谋私
优亲厚友|照顾亲友|任人唯亲|照顾身边人|照顾关系
回扣|好处费|提成|返点|好处
挪用|挪作|占用
套取|骗取|套取套骗
人员|人|员|工作人员|者
津补贴|津贴补贴|津贴|补贴|补助
公章|印章
更改|改变|变更|篡改|修改|改动
走过场|流于形式|搞形式|走形式
不公|不公正|不公平|不公道
索要|索取|勒索|索拿
超标准|超出标准|超过标准|超出章程规定的标准|超出章程规定标准|超标|超出规定
致使|导致|造成|使得|引起
逢年过节|节日期间|节假日期间|节日|节假日
案情|案件信息|案件情况|办案信息
说情|请托|打招呼|受人请托|托人说情
亲友|亲属|亲戚|家属|近亲属|亲朋|关系人|关系户|熟人
现金|钱款|款项
未|没有|没|不予|不加|不曾|未曾|未经|不经
超出|超过|高于
单位|企业|公司|厂家
支付|付款|付给|拨付
票据|发票
底价|标底
核查|调查|核实|核对|查核
清点|点清|盘点
虚假|假|弄虚作假|造假|虚构
虚报|多报|虚列|虚增
供货商|供应商|经销商
立即|即|当即|马上|就
出借|借出|外借|借给
编造|伪造|捏造
串通|勾结|合谋
告诉|告知
指定|安排给|内定
领取|冒领|申领
隐瞒|瞒报|不报告|不报
随意|任意
混乱|不规范|不善
拖延|拖着|压着|迟迟
物品|物资|货物
宴请|吃请|吃喝
账外|小金库|账外账
称重|过秤
特定|某个|个别|某`

// joining are words that join or soften.
const joining = `便|即|时候|期间|进行|予以|给予|存在|出现|可能|容易|相关|有关|情况|问题|现象|行为|风险|的|了|在|对|将|把|与|和|及|或|等|中|时|被|由|为|从而|以及|其|该|本|之前|之后|过程|工作|环节|方面|按照|照着|按|或者|并|而|也|仍然|仍|均|都|又|之|名义|通过|利用`
