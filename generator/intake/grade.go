package intake

import (
	"regexp"
	"strconv"
	"strings"

	"gongshi/generator/search"
)

// A family is a scale of grades by the words that tables use for it.
const (
	familyLevel  = "level"  // 一级 二级 三级
	familyHML    = "hml"    // 高 中 低
	familyABC    = "abc"    // A B C
	familyFour   = "four"   // 重大 较大 一般 低
	familyColour = "colour" // 红 橙 黄 蓝
)

var familyLabels = map[string][]string{
	familyLevel:  {"一级", "二级", "三级", "四级"},
	familyHML:    {"高", "中", "低"},
	familyABC:    {"A级", "B级", "C级"},
	familyFour:   {"重大风险", "较大风险", "一般风险", "低风险"},
	familyColour: {"重大风险", "较大风险", "一般风险", "低风险"},
}

// gradeWords are the words for each step of a family, the worst step first.
var gradeWords = map[string][]string{
	familyLevel:  {"一级 1级 i级 l级 壹级 一 1 i 壹", "二级 2级 ii级 贰级 二 2 ii", "三级 3级 iii级 叁级 三 3 iii", "四级 4级 iv级 四 4 iv"},
	familyHML:    {"高 高级 h 三星 ★★★", "中 中级 m 中等 二星 ★★", "低 低级 l 一星 ★"},
	familyABC:    {"a a级 a类 甲级", "b b级 b类 乙级", "c c级 c类 丙级"},
	familyFour:   {"重大 特别重大", "较大", "一般", "低 较小"},
	familyColour: {"红 红色", "橙 橙色", "黄 黄色", "蓝 蓝色"},
}

var familyOrder = []string{familyHML, familyLevel, familyABC, familyFour, familyColour}

// grade is a word for a grade, read.
type grade struct {
	family string
	step   int
}

func (g grade) label() string { return familyLabels[g.family][g.step] }

var gradeIndex = func() map[string]grade {
	m := map[string]grade{}
	for _, family := range familyOrder {
		for step, words := range gradeWords[family] {
			for _, w := range strings.Fields(words) {
				if _, taken := m[w]; !taken {
					m[w] = grade{family, step}
				}
			}
		}
	}
	return m
}()

var romanDigits = strings.NewReplacer("ⅰ", "i", "ⅱ", "ii", "ⅲ", "iii", "ⅳ", "iv")

// bareGrade is a grade's word without what people add to it.
func bareGrade(s string) string {
	k := strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '\n' || r == '、' || r == '。' || r == ';' || r == ',' || r == ':' || r == '"' || r == '[' || r == ']':
			return -1
		case r == '☆' || r == '⭐':
			return '★'
		}
		return r
	}, romanDigits.Replace(search.Fold(s)))
	for _, suffix := range []string{"风险点", "风险等级", "风险", "等级", "预警", "程度"} {
		if t := strings.TrimSuffix(k, suffix); t != "" {
			k = t
		}
	}
	for _, prefix := range []string{"风险等级", "等级", "风险"} {
		if t := strings.TrimPrefix(k, prefix); t != "" {
			k = t
		}
	}
	return k
}

// readGrade reads a whole text as a grade, in any of its spellings.
func readGrade(s string) (grade, bool) {
	k := bareGrade(s)
	if g, ok := gradeIndex[k]; ok {
		return g, true
	}
	// 一级（高）: the parentheses explain.
	if before, inner, ok := strings.Cut(k, "("); ok {
		if g, ok := gradeIndex[bareGrade(before)]; ok {
			return g, true
		}
		if g, ok := gradeIndex[bareGrade(strings.TrimSuffix(inner, ")"))]; ok {
			return g, true
		}
	}
	return grade{}, false
}

// weak are words that are grades only where a column of grades has them.
func (g grade) weak(s string) bool {
	switch bareGrade(s) {
	case "1", "2", "3", "4", "i", "ii", "iii", "iv", "一", "二", "三", "四", "l", "h", "m", "a", "b", "c":
		return true
	}
	return false
}

var (
	gluedGrade = pattern(`^\s*(高|中|低|[一二三四1-4][级級]|[ⅠⅡⅢⅣ][级級]?|I{1,3}V?[级級]|[ABCabc][级級]|重大|较大|一般)(?:风险|風險|等级|等級)?[\s，,、：:；;]*((?:[(（]?\d{1,2}[.．、)）]|[①-⑳]|[一二三]是|[一二三]、)[\s\S]+)$`)
	countFirst = pattern(`(\d{1,3})个?(高|中|低|[一二三四][级級]|[ABC][级級]?|重大|较大|一般)(?:风险|風險)?`)
	countLast  = pattern(`(高|中|低|[一二三四][级級]|[ABC][级級]?|重大|较大|一般)(?:风险|風險)?[:：]?(\d{1,3})个?`)
)

// cutGlued parts a grade from the controls that follow it in the same cell.
func cutGlued(s string) (word, rest string, ok bool) {
	m := gluedGrade().FindStringSubmatch(s)
	if m == nil {
		return "", "", false
	}
	return m[1], m[2], true
}

// share is one part of a composite grade: how many risk points have it.
type share struct {
	n    int
	word string
}

var compositeGaps = strings.NewReplacer(" ", "", "\n", "", "、", "", "，", "", ",", "", "；", "", ";", "", "和", "")

// readComposite reads a cell that gives grades to several risk points at once,
// such as 1中2低 or 高1中2.
func readComposite(s string) []share {
	if len(s) < 4 || !strings.ContainsAny(s, "0123456789") {
		return nil
	}
	k := compositeGaps.Replace(s)
	for _, form := range []struct {
		re           *regexp.Regexp
		number, word int
	}{{countFirst(), 1, 2}, {countLast(), 2, 1}} {
		found := form.re.FindAllStringSubmatch(k, -1)
		if len(found) == 0 || form.re.ReplaceAllString(k, "") != "" || len(found) == 1 && strings.Contains("ABC", found[0][form.word]) {
			continue
		}
		var out []share
		for _, m := range found {
			n, _ := strconv.Atoi(m[form.number])
			out = append(out, share{n, m[form.word]})
		}
		return out
	}
	return nil
}

// gradesOfItems reads a cell that lists a grade for each of several items: 1.高
// 2.中, or 高、中、低. It returns nothing unless every part is a grade.
func gradesOfItems(s string) []string {
	parts := splitNumbered(s)
	if len(parts) < 2 {
		parts = strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("、，,；;/\n ", r) })
	}
	if len(parts) < 2 {
		return nil
	}
	for i, p := range parts {
		parts[i] = strings.TrimSpace(p)
		if _, ok := readGrade(parts[i]); !ok {
			return nil
		}
	}
	return parts
}

var (
	gradeAfter  = pattern(`^([\s\S]+?)\s*[(（【\[]([^()（）【】\[\]]{1,8})[)）】\]]\s*$`)
	gradeBefore = pattern(`^\s*[(（【\[]([^()（）【】\[\]]{1,8})[)）】\]]\s*([\s\S]+)$`)
)

// cutGradeMark parts a title from the grade that stands beside it in brackets:
// 虚列支出（高风险）.
func cutGradeMark(s string) (title, written string) {
	if m := gradeAfter().FindStringSubmatch(s); m != nil {
		if g, ok := readGrade(m[2]); ok && !numeral(m[2], g) {
			return m[1], m[2]
		}
	}
	if m := gradeBefore().FindStringSubmatch(s); m != nil {
		if g, ok := readGrade(m[1]); ok && !numeral(m[1], g) {
			return m[2], m[1]
		}
	}
	return s, ""
}

var gradeWord = []func() *regexp.Regexp{
	pattern(`^(?P<grade>[★☆⭐]{1,4})[\s：:]*(?P<title>.+)$`),
	pattern(`^(?P<grade>[^\s：:]{1,5})\s*[：:]\s*(?P<title>.+)$`),
	pattern(`^(?P<title>.+?)[\s　：:]*(?P<grade>[★☆⭐]{1,4})$`),
	pattern(`^(?P<title>.+?)[\s　：:]+(?P<grade>\S{1,5})$`),
}

// cutGradeWord parts a title from a grade that stands beside it without brackets, in a
// column whose heading says that there is one: 一级：虚列支出.
func cutGradeWord(s string) (title, written string) {
	for _, re := range gradeWord {
		m := re().FindStringSubmatch(s)
		if m == nil {
			continue
		}
		word := m[re().SubexpIndex("grade")]
		if g, ok := readGrade(word); ok && !numeral(word, g) {
			return m[re().SubexpIndex("title")], word
		}
	}
	return s, ""
}

// namesGrade reports a heading of risk points that names their grade too.
func namesGrade(heading string) bool { return containsAny(key(heading), "等级", "级别") }

// numeral reports a bare number, which counts rather than grades.
func numeral(s string, g grade) bool { return g.family == familyLevel && g.weak(s) }

// isTick reports a mark that ticks the heading above it.
func isTick(s string) bool {
	switch strings.TrimSpace(s) {
	case "√", "✓", "✔", "☑", "■", "●", "○", "◯", "V", "v", "Y", "y", "是", "有", "*", "★", "▲", "△", "1", "＊", "☆", "🗸":
		return true
	}
	return false
}
