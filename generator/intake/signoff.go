package intake

import (
	"slices"
	"strings"
	"unicode/utf8"

	"gongshi/generator/search"
)

// Below a table stands how it was passed on: what those who read it think of it, who
// signed it and when. None of it is content, and much of it names people.

// signers are those who sign and agree, by the end of what they are called.
const signers = `[\p{Han}、/]{0,10}(?:人|者|领导|科室|部门|单位|机关|党组|党委|支部|书记|主任|经理|本级|上级|主管|分管|[科股处室局部厅办组委会长院校所站队]|会签|签署|审[核批查定议阅]|[复初终]审|复核|核定|评议|考核|鉴定|本人|个人)`

var (
	// signTopic is what a row of the kind is headed by: 科室意见, 本人承诺, 单位（公章）.
	signTopic = pattern(`^(?:` + signers + `)?(?:意见|签[字名章]|盖章|(?:廉[政洁])?承诺书?|[(](?:签[字名章]|盖章|公章|印章)[)])(?:$|[:(])`)
	// signEnd is how it may end, where no such text is content.
	signEnd = pattern(`(?:意见|签[字名章]|承诺书?|[(](?:签[字名章]|盖章|公章|印章)[)])[:_]*$`)
	// signer is somebody with a name, or with room for it: 填报单位负责人：王建国.
	signer = pattern(`^[\p{Han}]{0,10}(?:人|领导|长|书记|主任|经理|签[字名章])(?:[(][^()]{0,6}[)])?:[^,;。]{0,12}$`)
	// signAnswer is what such a row says.
	signAnswer = pattern(`^(?:.{0,40}(?:同意|属实|无误|无异议|无意见|审核通过|已阅).{0,20}|通过[。.]?|\d{4}[-/.年]\d{1,2}[-/.月](?:\d{1,2}日?)?|\d{0,4}年\d{0,2}月\d{0,2}日|[_-]+)$`)
	// signName is a name that stands behind a label.
	signName = pattern(`[:)]([\p{Han}]{2,4})(?:$|[\d,;。(])`)
)

// bareLine is a text as the patterns of this file read it.
func bareLine(s string) string {
	return strings.Join(strings.Fields(search.Fold(s)), "")
}

// signs reports a text that heads a row by which a table is passed on. What labels
// content, as 责任人：科长, does not.
func signs(s string) bool {
	line := bareLine(s)
	if signTopic().MatchString(line) {
		return true
	}
	known := inline(s)
	return signer().MatchString(line) && (len(known) == 0 || known[0].field == Person)
}

// signedName is the name that stands behind a label in a text, or "".
func signedName(s string) string {
	if m := signName().FindStringSubmatch(bareLine(s)); m != nil && isName(m[1]) {
		return m[1]
	}
	return ""
}

// follows reports a text that may stand beside one that signs.
func follows(s string) bool {
	return signs(s) || signAnswer().MatchString(bareLine(s)) || isName(s) || noteRow().MatchString(search.Fold(s))
}

// isSignOff reports a row by which the table is passed on. A row with a grade is none.
func (t *sheetReader) isSignOff(r int) bool {
	if t.isGraded(r) {
		return false
	}
	at := slices.IndexFunc(t.sheet.Rows[r], func(s string) bool { return s != "" })
	head := t.sheet.own(r, at)
	if over, ok := t.sheet.covered[cell{r, 0}]; ok && at > 0 && over.row > t.head.last && t.isSignOff(over.row) {
		return true // 科室意见 is merged down beside it
	}
	field := t.fieldAt(at)
	switch {
	case field == Seq && (signEnd().MatchString(bareLine(head)) || signer().MatchString(bareLine(head)) || signs(head)):
		return true
	case !signs(head), at > 0 && (t.sheet.isCovered(r, at-1) || isProse(field) && utf8.RuneCountInString(head) > 16):
		return false
	}
	return t.restFollows(r, at)
}

// restFollows reports whether what stands in a row behind its head belongs to it: what
// people write when they sign, a text across several columns, or no more than one
// that says neither a risk point nor a grade nor a control.
func (t *sheetReader) restFollows(r, at int) bool {
	others := 0
	for c := at + 1; c < len(t.sheet.Rows[r]); c++ {
		s := t.sheet.own(r, c)
		if s == "" || follows(s) {
			continue
		}
		if n := t.spans(r, c); n >= 3 || n*2 > len(t.head.columns) {
			continue
		}
		switch t.fieldAt(c) {
		case Control, Grade:
			return false
		case Title, Manifestation:
			if head := bareLine(t.sheet.own(r, at)); !strings.Contains(head, "意见") || t.goesOn(r) {
				return false
			}
		}
		if others++; others > 1 {
			return false
		}
	}
	return true
}

// goesOn reports whether rows of the table follow that nobody signs.
func (t *sheetReader) goesOn(r int) bool {
	for r++; r < len(t.sheet.Rows); r++ {
		over, covered := t.sheet.covered[cell{r, 0}]
		if covered && signs(t.sheet.own(over.row, over.col)) {
			continue
		}
		if texts := t.texts(r); len(texts) > 1 && !slices.ContainsFunc(texts, follows) {
			return true
		}
	}
	return false
}

// isProse reports a field whose texts are sentences, so that words of one who signs
// can be among them.
func isProse(f Field) bool {
	switch f {
	case Title, Manifestation, Control, Cause, Consequence, Liability, Basis, Remark, Description:
		return true
	}
	return false
}

// fieldAt is what a column holds.
func (t *sheetReader) fieldAt(c int) Field {
	for i := range t.head.columns {
		if t.head.columns[i].index == c {
			return t.head.columns[i].field
		}
	}
	return None
}

// isGraded reports a row that gives a grade of its own.
func (t *sheetReader) isGraded(r int) bool {
	return slices.ContainsFunc(t.byField[Grade], func(c *column) bool {
		text := t.sheet.own(r, c.index)
		_, ok := readGrade(text)
		return text != "" && (ok || c.value != "" && isTick(text))
	})
}
