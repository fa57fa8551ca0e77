package load

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// source is one text file being read, with the findings made in it.
type source struct {
	path     string
	data     []byte
	line     int // lines of the file before data begins
	findings diag.List
	elements int                       // keys, tables and entries of lists
	seen     struct{ line, start int } // of linesAbove: the last line it looked at
	plain    bool                      // texts stand in it as they are, and all of it was checked
	// damaged is set when a part of the file could not be read, so that what it
	// lacks is not reported as missing on top.
	damaged bool
}

// readSource reads a text file. ok is false when it cannot be used; the
// findings then say why.
func readSource(fsys fs.FS, path string) (src *source, ok bool, err error) {
	src = &source{path: path}
	limit := int64(maxFileSize)
	if strings.HasSuffix(path, ".md") {
		limit = maxMarkdownSize
	}
	if tree, can := fsys.(within); can {
		src.data, ok = tree.readWithin(path, limit)
	}
	if !ok {
		info, err := fs.Stat(fsys, path)
		if err != nil {
			return nil, false, fmt.Errorf("read content: %w", err)
		}
		if info.Size() > limit {
			src.report(ruleFileTooLarge, src.at(1, 1), diag.Textf(
				"文件有 %.1f MB，超过 %d MB 的上限", "the file has %.1f MB, more than the limit of %d MB",
				float64(info.Size())/(1<<20), limit>>20),
				diag.Text{Zh: "把目录拆成几个文件", En: "split the catalogue into several files"})
			src.damaged = true
			return src, false, nil
		}
		if src.data, err = fs.ReadFile(fsys, path); err != nil {
			return nil, false, fmt.Errorf("read content: %w", err)
		}
	}
	src.data = Text(src.data)
	src.damaged = !src.isReadable()
	return src, !src.damaged, nil
}

// Text is a file of content as it is read, without a byte order mark and with lines that
// end as on Unix, so that it is read alike on whatever system it was saved, or checked out.
func Text(data []byte) []byte {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if bytes.IndexByte(data, '\r') < 0 {
		return data
	}
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	return bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
}

// checkEncoding reports the first byte that is not UTF-8, and control characters.
func (src *source) checkEncoding() bool {
	if !utf8.Valid(src.data) {
		at := 0
		for at < len(src.data) {
			r, size := utf8.DecodeRune(src.data[at:])
			if r == utf8.RuneError && size == 1 {
				break
			}
			at += size
		}
		src.report(ruleInvalidUTF8, src.offset(at), diag.Textf(
			"此处的字节 0x%02x 不是 UTF-8", "byte 0x%02x is not UTF-8 here", src.data[at]),
			diag.Text{Zh: "用编辑器把文件另存为 UTF-8 编码（常见原因：文件是 GBK 或 GB18030 编码）",
				En: "save the file as UTF-8 (it is often GBK or GB18030)"})
		return false
	}
	if i := indexForbidden(src.data); i >= 0 {
		src.reportForbidden(string(src.data[i:min(len(src.data), i+utf8.UTFMax)]), src.offset(i))
		return false
	}
	return true
}

// reportForbidden reports the character that s begins with.
func (src *source) reportForbidden(s string, at diag.Position) {
	r, _ := utf8.DecodeRuneInString(s)
	message := diag.Textf("此处有控制字符 U+%04X", "control character U+%04X here", r)
	if isBidiControl(r) {
		message = diag.Textf("此处有改变文字方向的字符 U+%04X，显示的顺序会与所写的不同", "the character U+%04X changes the direction of text: what is shown is not in the order of what is written", r)
	}
	src.report(ruleControlChar, at, message, diag.Text{Zh: "删去这个字符", En: "delete the character"})
}

// isForbidden reports control characters, and those that change the order in which
// text is shown.
func isForbidden(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' && r != '\u0085' || isBidiControl(r)
}

// indexForbidden is where the first such character stands in a text, or -1.
func indexForbidden[T string | []byte](s T) int {
	for i := range len(s) {
		// What is forbidden begins with one of few bytes, none of which stands inside
		// another character.
		if c := s[i]; c < ' ' || c == 0x7f || c == 0xc2 || c == 0xe2 {
			if r, _ := utf8.DecodeRuneInString(string(s[i:min(i+utf8.UTFMax, len(s))])); isForbidden(r) {
				return i
			}
		}
	}
	return -1
}

// isBidiControl reports the characters that embed, override and isolate directions.
// Text in any script is shown in its order without them.
func isBidiControl(r rune) bool { return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 }

func (src *source) report(r *diag.Rule, pos diag.Position, message, hint diag.Text) {
	src.findings.Add(r.At(pos, message, hint))
}

func (src *source) at(line, col int) diag.Position {
	return diag.Position{File: src.path, Line: line, Column: col}
}

// offset is the position of a byte of src.data.
func (src *source) offset(at int) diag.Position {
	line, col := lineCol(src.data, at)
	return src.at(src.line+line, col)
}

// lineCol counts lines and bytes from 1.
func lineCol(data []byte, at int) (line, col int) {
	at = min(at, len(data))
	start := bytes.LastIndexByte(data[:at], '\n') + 1
	return bytes.Count(data[:at], []byte("\n")) + 1, at - start + 1
}

// isID reports whether s may be a permanent address: lower-case letters, digits,
// hyphens and Han characters, no hyphen at the start. Han are written in the one form
// that all disks keep.
func isID(s string) bool {
	if s == "" || strings.HasPrefix(s, "-") || len(s) > 120 || !norm.NFC.IsNormalString(s) {
		return false
	}
	for _, r := range s {
		if !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || unicode.Is(unicode.Han, r)) {
			return false
		}
	}
	return !catalog.IsDevice(s)
}

// checkID reports an id that cannot be an address.
func (src *source) checkID(id string, pos diag.Position) bool {
	if isID(id) {
		return true
	}
	src.report(ruleBadID, pos, diag.Textf("编号%q不能用作地址", "id %q cannot be an address", id), badIDHint(id, ""))
	return false
}

// checkFileID is checkID of the id that the file's name gives.
func (src *source) checkFileID() string {
	id := fileID(src.path)
	if !isID(id) {
		base := path.Base(src.path)
		src.report(ruleBadID, src.at(1, 1), diag.Textf("文件名%q不能用作地址", "the file's name %q cannot be an address", base), badIDHint(id, path.Ext(base)))
	}
	return id
}

// badIDHint tells what an id may be, with an example made of what was written.
func badIDHint(written, ext string) diag.Text {
	return diag.Textf("只用小写字母、数字、连字符和汉字，例如 %s", "use lower-case letters, digits, hyphens and Han characters only, for example %s", slug(written)+ext)
}

func isNotExist(err error) bool { return errors.Is(err, fs.ErrNotExist) }
