package check

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"gongshi/generator/diag"
)

// Numbers that lead to one person: mobile telephones, identity and bank cards,
// plates, private mail and home addresses. A number is judged by its form and by
// the words before it, since order numbers and project codes are as long. Numbers
// of offices (landlines, credit codes, document numbers) are no personal data, and
// what is already masked with * is no number.

func mobileNumber(c *checker) {
	c.eachPublicText(func(t *text) {
		if t.digits < 11 {
			return
		}
		if n := findMobile(t.Value); n != "" {
			c.report(t.Position, t.Risk, t.Place(n), diag.Textf("公开的文字里有手机号码 %s", "public text holds the mobile number %s", masked(n)), diag.Text{})
		}
	})
}

func idNumber(c *checker) {
	c.eachPublicText(func(t *text) {
		if t.digits < 15 {
			return
		}
		if n := findIdentity(t.Value); n != "" {
			c.report(t.Position, t.Risk, t.Place(n), diag.Textf("公开的文字里有身份证号码 %s", "public text holds the identity number %s", masked(n)), diag.Text{})
		}
	})
}

func bankCard(c *checker) {
	c.eachPublicText(func(t *text) {
		if t.digits < 15 {
			return
		}
		if n := findBankCard(t.Value); n != "" {
			c.report(t.Position, t.Risk, t.Place(n), diag.Textf("公开的文字里有银行卡号 %s", "public text holds the bank card number %s", masked(n)), diag.Text{})
		}
	})
}

func plateNumber(c *checker) {
	c.eachPublicText(func(t *text) {
		if !t.has(digit) || !t.has(capital) {
			return
		}
		if n := plate.FindString(narrowWidth(t.Value)); n != "" && strings.ContainsAny(n, "0123456789") {
			c.report(t.Position, t.Risk, t.Place(n), diag.Textf("公开的文字里有车牌号 %s", "public text holds the number plate %s", masked(n)), diag.Text{})
		}
	})
}

func privateEmail(c *checker) {
	c.eachPublicText(func(t *text) {
		if !t.has(atSign) {
			return
		}
		if n := privateMail.FindString(narrowWidth(t.Value)); n != "" {
			c.report(t.Position, t.Risk, t.Place(n), diag.Textf("公开的文字里有个人邮箱 %s", "public text holds the private mail address %s", masked(n)), diag.Text{})
		}
	})
}

func homeAddress(c *checker) {
	c.eachPublicText(func(t *text) {
		if !t.has(digit) || !t.has(dwelt) {
			return
		}
		if n := dwelling.FindString(narrowWidth(t.Value)); n != "" {
			c.report(t.Position, t.Risk, t.Place(n), diag.Textf("公开的文字里有住址：%s", "public text holds a home address: %s", masked(n)), diag.Text{})
		}
	})
}

// mobileChannel reports a channel for complaints that is somebody's own mobile.
func mobileChannel(c *checker) {
	for _, phone := range []struct{ key, number string }{{"supervision", c.unit.Supervision.Phone}, {"contact", c.unit.Contact.Phone}} {
		if n := findMobile(phone.number); n != "" {
			c.report(nil, nil, c.unit.Origin.Of(phone.key), diag.Textf("公布的联系电话是手机 %s", "the published telephone is the mobile %s", masked(n)), diag.Text{})
		}
	}
}

var (
	// A run of digits as people write them, with separators between groups.
	mobileForm   = newPattern(`(?:(?:\+|00?)?86[- ]?)?1[3-9]\d[- .]?\d{4}[- .]?\d{4}`)
	identityForm = newPattern(`[0-9]{6}[- ]?[0-9]{8}[- ]?[0-9]{3}[0-9Xx]`)
	// grouped is a number in groups of whatever length.
	grouped     = newPattern(`[0-9](?:[- .·_–—]?[0-9])+[- ]?[XxⅩ×]?`)
	cardForm    = newPattern(`[3-6][0-9]{3}[- ]?[0-9]{4}[- ]?[0-9]{4}[- ]?[0-9]{3,4}(?:[- ]?[0-9]{1,3})?`)
	plate       = newPattern(`[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·•. ]?(?:[A-HJ-NP-Z0-9]{5,6})\b`)
	privateMail = newPattern(`(?i)[a-z0-9._%+-]+@(?:(?:vip\.)?(?:qq|163|126|sina|sohu|139|189|foxmail|gmail|hotmail|outlook|icloud|aliyun|yahoo|tom|21cn)\.com(?:\.cn)?|yeah\.net|wo\.cn)`)
	dwelling    = newPattern(`(?:家庭住址|家庭地址|现住址|住址|户籍地址|居住地址|家住|现住)[:是为在]?[^,。;、]{0,20}[0-9]+ ?(?:号|栋|幢|单元|室|组)`)

	aheadIdentity = newPattern(`(?i)(?:身份证|证件|公民身份|居民身份|\bID)[^0-9,。;()]{0,10}(?:[(][^()]{1,8}[)])?[^0-9,。;]{0,10}$`)
	ofPerson      = newPattern(`(?:姓名|申请人|户主|本人|监护人|法人|当事人|居民|领取人|代领人|村民|[男女])[^0-9。;]{0,12}$`)
	aheadCard     = newPattern(`(?:银行卡|卡号|储蓄卡|借记卡|信用卡|工资卡|存折)[^0-9,。;]{0,10}$`)
	behindPhone   = newPattern(`^[^0-9,。;]{0,6}(?:手机|电话)`)
	aheadPhone    = newPattern(`(?i)(?:手机|电话|联系|号码|微信|拨打|致电|短信|tel|phone|mobile|热线|传呼)[^0-9,。;]{0,8}$`)
	// aheadCode are words before numbers that name a thing and no person, perhaps with the
	// year of what is numbered between: 编号〔2024〕.
	aheadCode = newPattern(`(?i)(?:编号|批次|单号|代码|流水号|合同号|文号|批号|条码|学号|工号|账号|案号|编码|序列号|发票号码?|票号|信用代码|标识码|备案号|许可证号?|登记号|批准文号|项目号|资产号|物料号|货号|型号|标准号|箱号|档号|桩号|no|sn|id)[.:#： 为是]{0,3}(?:[〔\[(【](?:19|20)[0-9]{2}年?[〕\])】] ?)?$`)
	// afterAmount are units behind a number that is an amount.
	afterAmount = newPattern(`^\s*(?:万|亿|千|百)?(?:元|吨|件|户|人|公里|千米|米|平方米|亩|立方|度|千瓦|克|次|条|份|个)`)
)

// inNumber reports whether s[from:to] is a part of a longer number or word.
func inNumber(s string, from, to int) bool {
	before := s[:from]
	if r := lastByte(before); isWordByte(r) || (r == '-' || r == '.') && isWordByte(lastByte(before[:len(before)-1])) {
		return true
	}
	after := s[to:]
	if after == "" {
		return false
	}
	return isWordByte(after[0]) || after[0] == '*' || (after[0] == '-' || after[0] == '.') && len(after) > 1 && isWordByte(after[1])
}

func lastByte(s string) byte {
	if s == "" {
		return 0
	}
	return s[len(s)-1]
}

func isWordByte(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '*' || b == '_'
}

// findMobile returns the first mobile number of a text, or "".
func findMobile(text string) string {
	s := hanDigits(narrowWidth(text))
	for _, at := range grouped.FindAllStringIndex(s) {
		n := digitsOf(strings.TrimSuffix(s[at[0]:at[1]], ".0"))
		switch {
		case len(n) == 11 && n[0] == '1' && n[1] >= '3' && n[10] <= '9' && (aheadPhone.MatchString(s[:at[0]]) || behindPhone.MatchString(s[at[1]:])):
			return s[at[0]:at[1]]
		case len(n) == 18 && isIdentity(n):
			s = s[:at[0]] + strings.Repeat("*", at[1]-at[0]) + s[at[1]:]
		}
	}
	for _, at := range mobileForm.FindAllStringIndex(s) {
		before := s[:at[0]]
		if inNumber(s, at[0], at[1]) || afterAmount.MatchString(s[at[1]:]) {
			continue
		}
		if aheadCode.MatchString(before) && !aheadPhone.MatchString(before) {
			continue
		}
		return s[at[0]:at[1]]
	}
	return ""
}

// findIdentity returns the first identity number of a text, or "". The check digit
// is not asked for, since mistyped numbers are personal data too.
func findIdentity(text string) string {
	s := hanDigits(narrowWidth(text))
	for _, at := range identityForm.FindAllStringIndex(s) {
		if inNumber(s, at[0], at[1]) {
			continue
		}
		n, before := digitsOf(s[at[0]:at[1]]), s[:at[0]]
		if aheadIdentity.MatchString(before) {
			return s[at[0]:at[1]]
		}
		if isBirthday(n[6:14]) && (isProvince(n[:2]) || ofPerson.MatchString(before)) && !aheadCode.MatchString(before) && !afterAmount.MatchString(s[at[1]:]) {
			return s[at[0]:at[1]]
		}
	}
	for _, at := range grouped.FindAllStringIndex(s) {
		n := digitsOf(s[at[0]:at[1]])
		if last := utf8.RuneCountInString(n); last == 18 && len(n) > last {
			n = n[:17] + "X" // another character of the look of X
		}
		labelled := aheadIdentity.MatchString(s[:at[0]])
		switch {
		case labelled && (len(n) == 15 || len(n) == 18), len(n) == 18 && isIdentity(n) && !inNumber(s, at[0], at[1]):
			return s[at[0]:at[1]]
		}
	}
	return ""
}

// isIdentity reports whether 18 characters have the form of an identity number and its
// check digit (GB 11643-1999).
func isIdentity(n string) bool {
	if !isProvince(n[:2]) || !isBirthday(n[6:14]) {
		return false
	}
	sum, factor := 0, 1 // of the digits from the right, 2 to the power of the place
	for i := 16; i >= 0; i-- {
		factor = factor * 2 % 11
		sum += int(n[i]-'0') * factor
	}
	return "10X98765432"[sum%11] == strings.ToUpper(n)[17]
}

// findBankCard returns the first number of a personal bank card, or "": by the words
// before it, or by a card's first digits and check digit.
func findBankCard(text string) string {
	s := narrowWidth(text)
	for _, at := range cardForm.FindAllStringIndex(s) {
		if inNumber(s, at[0], at[1]) {
			continue
		}
		n, before := digitsOf(s[at[0]:at[1]]), s[:at[0]]
		if aheadIdentity.MatchString(before) || len(n) == 18 && isBirthday(n[6:14]) {
			continue
		}
		if aheadCard.MatchString(before) || strings.HasPrefix(n, "62") && luhn(n) && !aheadCode.MatchString(before) {
			return s[at[0]:at[1]]
		}
	}
	return ""
}

// digitsOf removes the separators of a number.
func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("- .·_–—", r) {
			return -1
		}
		return r
	}, s)
}

// isBirthday reports whether eight digits are a day on which somebody alive may
// have been born.
func isBirthday(s string) bool {
	t, err := time.Parse("20060102", s)
	return err == nil && t.Year() >= 1900 && t.Year() <= 2099
}

// isProvince reports whether two digits begin the codes of a province (GB/T 2260).
func isProvince(s string) bool {
	n, err := strconv.Atoi(s)
	return err == nil && (n >= 11 && n <= 15 || n >= 21 && n <= 23 || n >= 31 && n <= 37 || n >= 41 && n <= 46 || n >= 50 && n <= 54 || n >= 61 && n <= 65 || n == 71 || n == 81 || n == 82)
}

// luhn reports whether the last digit is the check digit of ISO/IEC 7812.
func luhn(s string) bool {
	sum := 0
	for i := range len(s) {
		d := int(s[len(s)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// hanDigits turns runs of eleven and more digits in Chinese into figures.
func hanDigits(s string) string {
	const digits = "〇一二三四五六七八九"
	return hanNumber.ReplaceAllStringFunc(s, func(run string) string {
		return strings.Map(func(r rune) rune {
			if r == '零' {
				return '0'
			}
			if r == '幺' {
				return '1'
			}
			for i, d := range []rune(digits) {
				if r == d {
					return '0' + rune(i)
				}
			}
			return r
		}, run)
	})
}

var hanNumber = newPattern(`[〇零幺一二三四五六七八九]{11,}`)

// masked shows a number so that it can be found and not used.
func masked(s string) string {
	r := []rune(strings.TrimSpace(s))
	for i := 3; i < len(r)-2; i++ {
		if !unicode.IsSpace(r[i]) {
			r[i] = '*'
		}
	}
	return string(r)
}
