package check

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"gongshi/generator/diag"
)

var htmlTag = newPattern(`<(?:/?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?|!--|!DOCTYPE)`)

func rawHTML(c *checker) {
	c.eachText(func(t *text) {
		if !t.has(angle) {
			return
		}
		if tag := htmlTag.FindString(t.Value); tag != "" {
			c.report(t.Position, t.Risk, t.Place(tag), diag.Textf("文字中有 HTML（%s），将原样显示为文字", "the text holds HTML (%s), which is shown as text", tag), diag.Text{})
		}
	})
}

// markScripts marks the characters that occur in one script alone: those of the common
// set of Big5 that GB 2312 lacks are traditional, those of GB 2312 that Big5 lacks
// simplified. What both have, like 后 and 里, belongs to either.
func (t *signTable) markScripts() {
	inBig5 := make([]bool, lastSigned+1)
	eachDouble(traditionalchinese.Big5.NewDecoder(), 0xa4, 0xf9, func(lead byte, r rune) {
		if r > lastSigned {
			return
		}
		inBig5[r] = true
		if lead < 0xc7 {
			t[r] |= traditional
		}
	})
	eachDouble(simplifiedchinese.GBK.NewDecoder(), 0xb0, 0xf7, func(_ byte, r rune) {
		t[r] &^= traditional
		if !inBig5[r] {
			t[r] |= simplified
		}
	}, 0xa1)
	for _, r := range "昇於妳牠淼" { // of names, and in use beside the simplified
		t[r] &^= traditional | simplified
	}
}

// eachDouble calls f with every character of Han of a double-byte encoding whose
// first byte lies between two others, and the second above a least one.
func eachDouble(d *encoding.Decoder, low, high int, f func(lead byte, r rune), least ...int) {
	trail := 0x40
	if len(least) > 0 {
		trail = least[0]
	}
	var b [2 * utf8.UTFMax]byte
	for lead := low; lead <= high; lead++ {
		for t := trail; t <= 0xfe; t++ {
			n, _, err := d.Transform(b[:], []byte{byte(lead), byte(t)}, true)
			if err != nil {
				continue
			}
			if r, size := utf8.DecodeRune(b[:n]); size == n && unicode.Is(unicode.Han, r) {
				f(byte(lead), r)
			}
		}
	}
}

// mixedScript reports a text in which traditional and simplified characters stand
// together. Titles in title marks are left out: they are quoted as they are.
func mixedScript(c *checker) {
	c.eachText(func(t *text) {
		if !t.has(traditional) || !t.has(simplified) {
			return
		}
		var trad, simp rune
		quoted := false
		for _, r := range t.Value {
			switch {
			case r == '《':
				quoted = true
			case r == '》':
				quoted = false
			case quoted || r < 0x4e00:
			case trad == 0 && signs().of(r)&traditional != 0:
				trad = r
			case simp == 0 && signs().of(r)&simplified != 0:
				simp = r
			}
		}
		if trad != 0 && simp != 0 {
			c.report(t.Position, t.Risk, t.At, diag.Textf("同一段文字里繁体简体混用：“%c”是繁体，“%c”是简体", "traditional (%c) and simplified (%c) characters stand in one text", trad, simp), diag.Text{})
		}
	})
}

// secrecyMark is a mark of a document that is not for the public, or what would tell
// who complained.
var secrecyMark = newPattern(`(?:绝密|机密|秘密)\s*[★☆]|[★☆]\s*(?:绝密|机密|秘密)|(?:内部资料|内部文件|内部材料)[，,、 ]*(?:注意保存|请勿外传|不得外传|严禁外传)|(?:请勿|不得|严禁|切勿)(?:对外|向外)?(?:公开|外传|传播|扩散)[!！。]?$|仅供(?:领导|内部)(?:参阅|参考|使用|掌握)|不宜公开|举报人(?:姓名|身份|电话|住址|信息)[:：]`)

func secrecyMarked(c *checker) {
	c.eachPublicText(func(t *text) {
		if !t.has(reserved) {
			return
		}
		if m := secrecyMark.FindString(t.Value); m != "" {
			c.report(t.Position, t.Risk, t.Place(m), diag.Textf("公开的文字里有不公开的标记“%s”", "public text bears a mark of what is not public: %q", strings.TrimSpace(m)), diag.Text{})
		}
	})
}

// attachmentKinds are the file types that the devices of readers can open.
var attachmentKinds = map[string]bool{".pdf": true, ".ofd": true, ".doc": true, ".docx": true, ".wps": true, ".xls": true, ".xlsx": true, ".et": true, ".csv": true,
	".ppt": true, ".pptx": true, ".dps": true, ".txt": true, ".md": true, ".rtf": true, ".jpg": true, ".jpeg": true, ".png": true, ".gif": true, ".webp": true, ".svg": true,
	".mp4": true, ".mp3": true, ".zip": true, ".json": true, ".xml": true, ".toml": true}

func attachmentType(c *checker) {
	for _, a := range c.unit.Attachments {
		if kind := strings.ToLower(path.Ext(a.Path)); !attachmentKinds[kind] {
			c.atUnit(diag.Position{File: c.unit.ID + "/" + a.Path}, diag.Textf("附件的类型%q一般读者打不开", "most readers cannot open an attachment of the type %q", kind))
		}
	}
}
