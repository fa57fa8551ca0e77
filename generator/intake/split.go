package intake

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// piece is one control of a cell. said is how the cell words its stage.
type piece struct{ stage, text, said string }

// mark is a number that begins an item, as people write it.
type mark struct {
	start, end int // of the mark
	style      int
	n          int
}

// The styles of numbers, with how a number of each is read.
var markStyles = []func() *regexp.Regexp{
	pattern(`([\d０-９]{1,2})[.．、)）:：]`),
	pattern(`[(（]([\d０-９]{1,2})[)）][、.．]?`),
	pattern(`([①-⑳])[、.．]?`),
	pattern(`([一二三四五六七八九十]{1,3})是`),
	pattern(`[(（]([一二三四五六七八九十]{1,3})[)）][、.．]?`),
	pattern(`([一二三四五六七八九十]{1,3})[、.．]`),
	pattern(`第([一二三四五六七八九十]{1,3})[，,、：:]`),
	pattern(`([⑴-⑽])[、.．]?`),
	pattern(`([⒈-⒛])`),
	pattern(`([❶-❿])`),
	pattern(`(?:风险点?|風險點?|措施)[ 　]*([\d０-９]{1,2}|[一二三四五六七八九十]{1,3})[ 　]*[:：.．、]`),
	pattern(`([A-Ha-h])[.．、)）:：]`),
}

// markRunes tell whether a text can hold a number of a style, which is quicker than to
// look for one.
var markRunes = []func(rune) bool{
	isArabic, isArabic,
	func(r rune) bool { return r >= '①' && r <= '⑳' },
	isHanDigit, isHanDigit, isHanDigit, isHanDigit,
	func(r rune) bool { return r >= '⑴' && r <= '⑽' },
	func(r rune) bool { return r >= '⒈' && r <= '⒛' },
	func(r rune) bool { return r >= '❶' && r <= '❿' },
	func(r rune) bool { return r == '险' || r == '險' || r == '措' },
	func(r rune) bool { return r >= 'A' && r <= 'H' || r >= 'a' && r <= 'h' },
}

func isASCII(r rune) bool { return r < utf8.RuneSelf }

func isArabic(r rune) bool { return r >= '0' && r <= '9' || r >= '０' && r <= '９' }

func isHanDigit(r rune) bool {
	switch r {
	case '一', '二', '三', '四', '五', '六', '七', '八', '九', '十':
		return true
	}
	return false
}

var hanDigits = map[string]int{"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}

func readNumber(s string) int {
	r, _ := utf8.DecodeRuneInString(s)
	switch {
	case r >= '①' && r <= '⑳':
		return int(r-'①') + 1
	case r >= '⑴' && r <= '⒇':
		return int(r-'⑴') + 1
	case r >= '⒈' && r <= '⒛':
		return int(r-'⒈') + 1
	case r >= '❶' && r <= '❿':
		return int(r-'❶') + 1
	case r >= 'A' && r <= 'H':
		return int(r-'A') + 1
	case r >= 'a' && r <= 'h':
		return int(r-'a') + 1
	case r >= '0' && r <= '9', r >= '０' && r <= '９':
		n := 0
		for _, d := range s {
			if d >= '０' {
				d -= '０' - '0'
			}
			n = n*10 + int(d-'0')
		}
		return n
	}
	if n, ok := hanDigits[s]; ok {
		return n
	}
	if rest, ok := strings.CutPrefix(s, "十"); ok {
		return 10 + hanDigits[rest]
	}
	if rest, ok := strings.CutPrefix(s, "二十"); ok {
		return 20 + hanDigits[rest]
	}
	return 0
}

// marks finds the numbers of a style that count up from 1, or from 2 where the
// first item has lost its number, or from any number that the text begins with.
func marks(s string, style int) []mark {
	if !strings.ContainsFunc(s, markRunes[style]) {
		return nil
	}
	var out []mark
	for _, m := range markStyles[style]().FindAllStringSubmatchIndex(s, -1) {
		n := readNumber(s[m[2]:m[3]])
		want := 1
		if len(out) > 0 {
			want = out[len(out)-1].n + 1
		}
		goesOn := len(out) == 0 && n > 1 && (n == 2 || strings.TrimSpace(s[:m[0]]) == "")
		if !(n == want || goesOn) || !mayBegin(s, m[0], m[1], style) {
			continue
		}
		out = append(out, mark{m[0], m[1], style, n})
	}
	if len(out) == 1 && out[0].n == 1 && strings.TrimSpace(s[:out[0].start]) != "" {
		return nil // "第1款" and the like
	}
	return out
}

// mayBegin reports whether a number at s[start:end] can begin an item, rather
// than be part of an amount, a date or a reference.
func mayBegin(s string, start, end, style int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:start])
	after, _ := utf8.DecodeRuneInString(s[end:])
	if start == 0 {
		before = '\n'
	}
	atBreak := strings.ContainsRune("\n；;。.!！？?：: 　，,)）》”、", before)
	switch style {
	case 0:
		if unicode.IsDigit(after) && s[end-1] == '.' || unicode.IsDigit(before) || unicode.IsLetter(before) && before < 128 || strings.ContainsRune("第《-—~～./款条项之", before) {
			return false
		}
		if s[end-1] == ')' || strings.HasSuffix(s[:end], "）") {
			// A closing bracket that has its opening one is no mark.
			if open := strings.LastIndexAny(s[:start], "(（"); open >= 0 && !strings.ContainsAny(s[open:start], ")）") {
				return false
			}
		}
		if strings.HasSuffix(s[:end], "、") && strings.ContainsRune("、", before) {
			return false
		}
		return !strings.HasSuffix(s[:end], ":") && !strings.HasSuffix(s[:end], "：") || atBreak && !unicode.IsDigit(after)
	case 3, 10:
		return atBreak
	case 11:
		return atBreak && !isASCII(after) // A、B岗 is one post
	case 5:
		return before == '\n' || strings.ContainsRune("；;。:： 　", before)
	case 6:
		return atBreak
	case 1, 4:
		return !strings.ContainsRune("条款项", before) && before != '第'
	}
	return true
}

// outermost finds the marks of the style that begins first.
func outermost(s string) []mark {
	var best []mark
	for style := range markStyles {
		m := marks(s, style)
		if len(m) == 0 || len(m) == 1 && m[0].n == 1 && m[0].start > 0 {
			continue
		}
		first := m[0].start
		if m[0].n == 2 {
			first = 0 // the first item has no number
		}
		if best == nil || first < bestStart(best) || first == bestStart(best) && len(m) > len(best) {
			best = m
		}
	}
	return best
}

func bestStart(m []mark) int {
	if m[0].n == 2 {
		return 0
	}
	return m[0].start
}

// splitNumbered parts a text at its numbers. What stands before the first number
// is a part of its own where it is more than a lead-in.
func splitNumbered(s string) []string {
	_, parts := numbered(s)
	return parts
}

// numbered parts a text at its numbers into the lead-in and the items.
func numbered(s string) (lead string, parts []string) {
	m := outermost(s)
	if len(m) == 0 || len(m) == 1 && m[0].n != 2 {
		if len(m) == 1 && strings.TrimSpace(s[:m[0].start]) == "" {
			return "", []string{trimItem(s[m[0].end:])}
		}
		return "", nil
	}
	head := trimItem(s[:m[0].start])
	if head != "" && m[0].n == 2 {
		parts = append(parts, head)
	} else {
		lead = strings.TrimSpace(s[:m[0].start])
	}
	for i := range m {
		end := len(s)
		if i+1 < len(m) {
			end = m[i+1].start
		}
		if item := trimItem(s[m[i].end:end]); item != "" {
			parts = append(parts, item)
		}
	}
	return lead, parts
}

// trimItem drops what separates an item from the next.
func trimItem(s string) string {
	s = strings.Trim(s, " \n　")
	s = strings.TrimRight(s, "；;，,、 \n　")
	if strings.Count(s, "。") == 1 {
		s = strings.TrimSuffix(s, "。")
	}
	return joinLines(s)
}

// joinLines takes out the line breaks that stand within a sentence.
func joinLines(s string) string {
	lines := strings.Split(s, "\n")
	var b strings.Builder
	for i, l := range lines {
		l = strings.Trim(l, " 　")
		if i > 0 && l != "" && b.Len() > 0 {
			last, _ := utf8.DecodeLastRuneInString(b.String())
			first, _ := utf8.DecodeRuneInString(l)
			if last < 128 && first < 128 {
				b.WriteByte(' ')
			}
		}
		b.WriteString(l)
	}
	return b.String()
}

const stageNames = `前期预防|前期防范|事前预防|事前防范|事前控制|事前|前期|中期监控|中期控制|事中监控|事中控制|事中|中期|后期处置|后期处理|事后处置|事后处理|事后监督|事后|后期|第[一二三]道防线`

var (
	stageLabel = bothScripts(`(?:[(（【\[]?(?:\d{1,2}[.、．)）]|[一二三][、.．]|[(（][一二三1-3][)）]|[①-③])?\s*)(` + stageNames + `)(?:措施|阶段|方面)?[)）】\]]?\s*[:：]|[（(【\[]\s*(` + stageNames + `)(?:措施|阶段|方面)?\s*[)）】\]]\s*|(?m:^[ 　]*(?:[一二三][、.．]|[(（][一二三1-3][)）]|\d[.、．])?[ 　]*(` + stageNames + `)(?:措施|阶段|方面)?[ 　]*$)`)
	leadLabel  = bothScripts(`^\s*(?:[一二三四五]、|[(（][一二三四五][)）]|\d[.、])?\s*(?:防控|防范|控制|管控|具体|整改|主要|应对|监控|风险防控)?(?:措施|对策|办法)(?:如下|为|有)?\s*[:：]\s*`)
	lawLabel   = bothScripts(`^\s*(?:[一二]、|[(（][一二][)）]|\d[.、])?\s*(?:法律|法规|政策|制度|实施|设定|主要|法律法规)?依据\s*[:：]\s*`)
	lawHead    = pattern(`^\s*((?:《[^《》]{2,60}》(?:\s*第[〇零一二三四五六七八九十百千\d]+条(?:第[〇零一二三四五六七八九十百\d]+[款项])*(?:[、和及]第?[〇零一二三四五六七八九十百\d]+条)*)*[、，,和及\s]*)+)[。；;：:\n]+`)
)

// bothScripts compiles a pattern that is written in Simplified characters so that
// it matches Traditional ones too. None of them may stand in brackets.
func bothScripts(simplified string) func() *regexp.Regexp {
	return pattern(strings.NewReplacer("后", "[后後]", "预", "[预預]", "监", "[监監]", "处", "[处處]", "范", "[范範]", "阶", "[阶階]",
		"体", "[体體]", "应", "[应應]", "对", "[对對]", "办", "[办辦]", "风险", "(?:风险|風險)", "为", "[为為]", "规", "[规規]", "实", "[实實]", "设", "[设設]", "据", "[据據]", "防线", "防[线線]").Replace(simplified))
}

// splitControls parts a cell into its controls. laws are what stood at its head
// as the basis.
func splitControls(s string) (laws []string, out []piece) {
	laws, s = cutLaws(s)
	return laws, splitStages(s, "")
}

// cutLaws takes the laws at the head of a control cell: 一、依据：《…》第四条。二、措施：…
func cutLaws(s string) (laws []string, rest string) {
	if m := lawLabel().FindString(s); m != "" {
		body := s[len(m):]
		// The basis ends where the controls are announced, or with its line.
		end := len(body)
		for _, sep := range []string{"二、", "（二）", "(二)", "\n", "措施：", "措施:", "2、", "2."} {
			if i := strings.Index(body, sep); i > 0 && i < end {
				end = i
			}
		}
		if end < len(body) {
			return splitLaws(body[:end]), strings.TrimSpace(body[end:])
		}
	}
	if m := lawHead().FindStringSubmatch(s); m != nil && strings.TrimSpace(s[len(m[0]):]) != "" {
		return splitLaws(m[1]), s[len(m[0]):]
	}
	return nil, s
}

// splitLaws lists the laws of a text, each with the clauses that follow it.
func splitLaws(s string) []string {
	s = joinLines(s)
	var out []string
	starts := []int{}
	depth := 0
	for i, r := range s {
		switch r {
		case '《':
			if depth == 0 {
				starts = append(starts, i)
			}
			depth++
		case '》':
			depth--
		}
	}
	if len(starts) == 0 || strings.Trim(s[:starts[0]], " 1234567890.、（）()依据根按照") != "" {
		if s = strings.Trim(s, " ；;，,、。\n"); s != "" {
			out = append(out, s)
		}
		return out
	}
	for i, start := range starts {
		end := len(s)
		if i+1 < len(starts) {
			end = starts[i+1]
		}
		law := strings.TrimRight(s[start:end], " ；;，,、。和及与\n1234567890.")
		if strings.HasSuffix(law, "第") || law == "" {
			law = strings.TrimRight(s[start:end], " ；;，,、。\n")
		}
		out = append(out, law)
	}
	return out
}

// splitStages parts a text at the words of the lines of defence, then each part
// into its controls.
func splitStages(s, stage string) []piece {
	found := stageLabel().FindAllStringSubmatchIndex(s, -1)
	var marks [][]int
	for _, m := range found {
		before, _ := utf8.DecodeLastRuneInString(s[:m[0]])
		if m[0] == 0 || strings.ContainsRune("\n；;。.，, 　)）】、", before) || unicode.IsSpace(before) || len(marks) > 0 && m[2] >= 0 {
			switch { // in brackets or on a line of its own, without a colon
			case m[4] >= 0:
				m[2], m[3] = m[4], m[5]
			case m[6] >= 0:
				m[2], m[3] = m[6], m[7]
			}
			marks = append(marks, m)
		}
	}
	if len(marks) == 0 {
		return splitItems(s, stage)
	}
	out := splitItems(s[:marks[0][0]], stage)
	for i, m := range marks {
		end := len(s)
		if i+1 < len(marks) {
			end = marks[i+1][0]
		}
		said := s[m[2]:m[3]]
		for _, p := range splitItems(s[m[1]:end], stageOf(said)) {
			p.said = said
			out = append(out, p)
		}
	}
	return out
}

// splitItems parts a text of one stage into controls.
func splitItems(s, stage string) []piece {
	s = strings.TrimSpace(s)
	if m := leadLabel().FindString(s); m != "" && len(m) < len(s) {
		s = s[len(m):]
	}
	lead, parts := numbered(s)
	if len(parts) == 0 {
		parts = splitPlain(s)
	} else if lead != "" {
		switch {
		case leadLabel().MatchString(lead):
		case strings.HasSuffix(lead, "：") || strings.HasSuffix(lead, ":"):
			parts[0] = joinLines(lead) + parts[0] // announces the items
		default:
			parts = append(splitPlain(lead), parts...)
		}
	}
	var out []piece
	for _, p := range parts {
		if p = trimItem(p); p != "" {
			out = append(out, piece{stage: stage, text: p})
		}
	}
	return out
}

var lineEnd = pattern(`[；;。.！!]\s*$`)

// splitPlain parts a text without numbers: at line ends where they separate, at
// semicolons outside of brackets, and, for lists of short phrases, at 、.
func splitPlain(s string) []string {
	var lines []string
	for _, l := range strings.Split(s, "\n") {
		if l = strings.Trim(l, " 　-·•◆●■*"); l != "" {
			lines = append(lines, l)
		}
	}
	if len(lines) > 1 {
		if wrapped(lines) {
			return splitAt(joinLines(s), "；;")
		}
		var out []string
		for _, l := range lines {
			out = append(out, splitAt(l, "；;")...)
		}
		return out
	}
	parts := splitAt(s, "；;")
	if len(parts) == 1 {
		if short := splitAt(s, "、"); len(short) > 1 && allPhrases(short) && !strings.ContainsAny(s, "，,。：:（(") {
			return short
		}
	}
	return parts
}

// wrapped reports whether the lines are those of sentences broken to fit a cell,
// rather than one for each control.
func wrapped(lines []string) bool {
	if beginWithActions(lines) {
		return false
	}
	ends, short, inner, longest, even := 0, 0, 0, 0, 0
	for _, l := range lines {
		longest = max(longest, utf8.RuneCountInString(l))
	}
	for i, l := range lines {
		if i < len(lines)-1 && lineEnd().MatchString(l) {
			ends++
		}
		if n := utf8.RuneCountInString(l); n < 4 {
			short++
		} else if n >= longest-1 && i < len(lines)-1 {
			even++
		}
		first, _ := utf8.DecodeRuneInString(l)
		if strings.ContainsRune("，。；、,;的和与并", first) {
			return true
		}
		if i < len(lines)-1 {
			last, _ := utf8.DecodeLastRuneInString(l)
			if strings.ContainsRune("，,、的和与对在及《（(", last) {
				return true
			}
		}
		if strings.ContainsAny(strings.TrimRight(l, "；;。 "), "；;。") {
			inner++
		}
	}
	if ends == len(lines)-1 {
		return false
	}
	return short*2 >= len(lines) || inner > 0 && ends == 0 || len(lines) > 2 && even == len(lines)-1 && ends == 0
}

// splitAt parts a text at separators outside of brackets and titles.
func splitAt(s, separators string) []string {
	var out []string
	depth, start := 0, 0
	for i, r := range s {
		switch {
		case strings.ContainsRune("（(《【[“", r):
			depth++
		case strings.ContainsRune("）)》】]”", r):
			depth = max(depth-1, 0)
		case depth == 0 && strings.ContainsRune(separators, r):
			if part := strings.TrimSpace(s[start:i]); part != "" {
				out = append(out, part)
			}
			start = i + utf8.RuneLen(r)
		}
	}
	if part := strings.TrimSpace(s[start:]); part != "" {
		out = append(out, part)
	}
	return out
}

// actions are words with which controls begin.
var actions = strings.Fields("加强 完善 严格 落实 建立 健全 定期 实行 开展 推行 规范 强化 公开 执行 坚持 按 不 组织 制定 实施 明确 优化 提高 学习 轮岗 签订 推进 接受 每 双人 集体 细化 增强 做好 严肃 公示 采取 进行 设立 设置 及时 主动 自觉 廉政 深化 严禁 杜绝 抽查 检查 监督 核对 审核 压实 引入 聘请 通报 追究 约谈 报告 备案 专人 实时 动态 随机 限时 廉洁 警示")

// allPhrases reports whether each part reads as a control of its own.
func allPhrases(parts []string) bool {
	for _, p := range parts {
		if n := utf8.RuneCountInString(p); n < 4 || n > 24 {
			return false
		}
	}
	return beginWithActions(parts) || evenPhrases(parts)
}

// evenPhrases reports phrases of one length with different ends, as controls are
// often strung together: 两人入户、张榜公示、定期抽查.
func evenPhrases(parts []string) bool {
	if len(parts) < 3 {
		return false
	}
	ends := map[string]bool{}
	for _, p := range parts {
		r := []rune(p)
		if len(r) != utf8.RuneCountInString(parts[0]) || len(r) > 8 {
			return false
		}
		ends[string(r[len(r)-2:])] = true
	}
	return len(ends) == len(parts)
}

func beginWithActions(parts []string) bool {
	return !slices.ContainsFunc(parts, func(p string) bool {
		return !slices.ContainsFunc(actions, func(a string) bool { return strings.HasPrefix(p, a) })
	})
}
