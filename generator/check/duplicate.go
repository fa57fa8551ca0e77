package check

import (
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
// So texts are compared by their pairs of characters, after common synonyms are
// made one, and what is left on either side is looked at: where both have something
// of their own, they speak of two things.

// What makes two texts the same, measured on the labelled pairs: how much of both
// together they share, and how much of the shorter may be its own.
const (
	sameShare = 0.56
	ownShare  = 0.22
)

// duplicateRisk reports, of two risk points that say the same, the later one.
func duplicateRisk(c *checker) {
	index := map[string][]int{} // a key of a sketch to the risk points that have it
	type entry struct {
		position *catalog.Position
		risk     *catalog.RiskPoint
		sketch   sketch
	}
	var all []entry
	c.eachRisk(func(p *catalog.Position, r *catalog.RiskPoint) {
		e := entry{p, r, sketchOf(r.Title, r.Manifestation)}
		seen := map[int]bool{}
		for _, key := range e.sketch.keys {
			for _, i := range index[key] {
				if seen[i] {
					continue
				}
				seen[i] = true
				o := &all[i]
				if o.position != p && r.Kind != "" && r.Kind == o.risk.Kind && !(o.risk.Title == r.Title && o.risk.Manifestation == r.Manifestation && r.Manifestation != "") {
					continue // said to be of one kind: positions may share it
				}
				if o.sketch.same(&e.sketch) {
					c.report(p, r, r.Origin.Position(), diag.Textf("风险点“%s”与%s的“%s”几乎相同", "the risk point %[1]q is nearly that of %[2]s: %[3]q",
						r.Title, place(o.risk.Origin), o.risk.Title), diag.Text{})
					all = append(all, e)
					return
				}
			}
		}
		n := len(all)
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
	title, body, whole pairs
	counted            string // what numbers things in it
	titleOnly          bool
	keys               []string
}

// pairs are the pairs of characters of a text with how often each occurs, and the
// characters themselves.
type pairs struct {
	text  []rune
	count map[[2]rune]int
	total int
}

func pairsOf(text string) pairs {
	p := pairs{text: []rune(plain(text)), count: map[[2]rune]int{}}
	for i := 0; i+1 < len(p.text); i++ {
		p.count[[2]rune{p.text[i], p.text[i+1]}]++
		p.total++
	}
	return p
}

func sketchOf(title, body string) sketch {
	s := sketch{title: pairsOf(title), body: pairsOf(body), whole: pairsOf(title + "\n" + body), titleOnly: body == ""}
	s.counted = counted(s.whole.text)
	// Keys are the least pairs by a fixed order: texts that share much share one.
	least := s.body
	if s.titleOnly {
		least = s.title
	}
	best := make([]uint32, 0, 6)
	names := make([]string, 0, 6)
	for pair := range least.count {
		h := mix(pair)
		at := len(best)
		for at > 0 && (best[at-1] > h || best[at-1] == h && names[at-1] > string(pair[:])) {
			at--
		}
		if at >= 6 {
			continue
		}
		best, names = insert(best, at, h), insert(names, at, string(pair[:]))
		if len(best) > 6 {
			best, names = best[:6], names[:6]
		}
	}
	s.keys = append(names, "="+string(s.title.text))
	return s
}

func insert[E any](list []E, at int, e E) []E {
	list = append(list, e)
	copy(list[at+1:], list[at:])
	list[at] = e
	return list
}

// mix orders pairs without regard to what they mean.
func mix(pair [2]rune) uint32 {
	h := uint32(pair[0])*0x9e3779b1 ^ uint32(pair[1])*0x85ebca6b
	h ^= h >> 15
	h *= 0x2c1b3c6d
	return h ^ h>>13
}

// same reports whether two risk points say the same.
func (s *sketch) same(o *sketch) bool {
	if s.titleOnly != o.titleOnly {
		return false
	}
	if s.counted != o.counted {
		return false // 一级 and 二级, 甲库 and 乙库
	}
	if s.titleOnly {
		return len(s.title.text) >= 3 && len(o.title.text) >= 3 && alike(s.title, o.title, 0.5)
	}
	ownS, ownO := own(s.whole, o.whole), own(o.whole, s.whole)
	return alike(s.body, o.body, sameShare) && (alike(s.title, o.title, 0.2) || share(s.body, o.body) > 0.8) ||
		min(ownS, ownO) <= 0.15 && max(ownS, ownO) <= 0.45 && share(s.whole, o.whole) >= 0.5
}

// counted is the characters of a text that number things or tell one of several.
func counted(text []rune) string {
	var list []rune
	for _, r := range text {
		if strings.ContainsRune("0123456789一二三四五六七八九十甲乙丙丁ABCDEFⅠⅡⅢⅣ东南西北", r) {
			list = append(list, r)
		}
	}
	slices.Sort(list)
	return string(list)
}

// alike reports whether two texts share enough of their pairs, and no more than
// one of them has a part of its own.
func alike(a, b pairs, least float64) bool {
	if a.total == 0 || b.total == 0 {
		return string(a.text) == string(b.text)
	}
	if share(a, b) < least {
		return false
	}
	ownA, ownB := own(a, b), own(b, a)
	return min(ownA, ownB) <= ownShare
}

// share is how much of the pairs of both texts they have in common (Dice).
func share(a, b pairs) float64 {
	common := 0
	for pair, n := range a.count {
		common += min(n, b.count[pair])
	}
	if a.total+b.total == 0 {
		return 0
	}
	return 2 * float64(common) / float64(a.total+b.total)
}

// own is the part of the characters of a that b has nowhere.
func own(a, b pairs) float64 {
	have := map[rune]int{}
	for _, r := range b.text {
		have[r]++
	}
	n := 0
	for _, r := range a.text {
		if have[r] > 0 {
			have[r]--
		} else {
			n++
		}
	}
	return float64(n) / float64(max(len(a.text), 1))
}

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

// synonyms are pairs of a word and the one that stands for it; words that join or
// soften are dropped.
var synonyms = func() *strings.Replacer {
	var list []string
	for _, group := range strings.Split(`
收受 接受供应商赠送的|收受|收取|收下|接受赠送|接受馈赠
礼金 礼品、礼金|礼金、礼品|礼品礼金|礼金礼品|礼品|礼物|红包|财物
泄露 泄漏|透露|外泄
拆分 拆成|分拆|化整为零|拆散
规避 逃避|避开|绕开|躲避
招标 公开招标|招投标|招标投标
不严 把关不严|审核不严|不严格|不细致|不细|不认真|不到位
违规 违反规定|违反程序|未按规定|不按规定|违规定|擅自|私自|自行
利用职权 利用职务便利|利用职务之便|利用职务上的便利|利用职务影响|利用手中权力|以权谋私
优亲厚友 照顾亲友|任人唯亲
回扣 好处费|提成|返点
挪用 挪作|占用
套取 骗取|套取套骗
人员 人|员工|工作人员
津补贴 津贴补贴|津贴|补贴
公章 印章
更改 改变|变更|篡改|修改
走过场 流于形式|搞形式
不公 不公正|不公平|不公道
索要 索取|勒索|索拿
超标准 超出标准|超过标准|超出章程规定的标准|超出章程规定标准
致使 导致|造成|使得|引起|致使
逢年过节 节日期间|节假日期间|节日|节假日
案情 案件信息|案件情况|办案信息
说情 请托|打招呼|受人请托|托人说情
亲友 亲属|亲戚|家属|近亲属|亲朋|关系人|关系户
现金 钱款|款项`, "\n") {
		head, words, ok := strings.Cut(group, " ")
		if !ok {
			continue
		}
		for _, w := range strings.Split(words, "|") {
			list = append(list, w, head)
		}
	}
	for _, w := range strings.Split(`进行|予以|给予|存在|出现|可能|容易|相关|有关|情况|问题|现象|行为|风险|的|了|在|对|将|把|与|和|及|或|等|中|时|被|由|为|从而|以及|其|该|本|之前|之后|过程|工作|环节|方面`, "|") {
		list = append(list, w, "")
	}
	return strings.NewReplacer(list...)
}()
