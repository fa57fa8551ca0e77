package load

import (
	"path"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// The folder and file names of the content are those of the site, which is unpacked on
// disks of every system: names that one of them refuses, or takes for another, are
// reported.

const (
	maxName = 200 // bytes of a file's name; disks hold 255, and tools add to it
	maxPath = 200 // characters of a path from the root, as Windows counts, which has 260 for all
)

var (
	attachmentHint = diag.Text{Zh: "给文件换一个名称：可用文字、数字、连字符、下划线、空格和括号", En: "give the file another name, of letters, digits, hyphens, underscores, spaces and brackets"}
	pathHint       = diag.Text{Zh: "缩短文件夹或文件的名称，或减少文件夹的层数", En: "shorten the names, or put folders less deep in one another"}
)

// pageOfAll names the page that lists all of a kind, beside those of each. A position, a rule
// and a scheme cannot have the name too.
const pageOfAll = "index"

var otherID = diag.Text{Zh: "换一个编号", En: "give it another id"}

// legible reports whether a path can be read and written at all.
func (s *Site) legible(p string) bool {
	if utf8.ValidString(p) {
		return true
	}
	s.Findings.Add(ruleInvalidUTF8.At(diag.Position{File: p}, diag.Text{Zh: "这个名称不是 UTF-8，没有读取", En: "this name is not UTF-8, and was not read"},
		diag.Text{Zh: "给文件换一个名称（常见原因：从 GBK 编码的压缩包解出）", En: "give the file another name (it often comes of an archive in GBK)"}))
	return false
}

// checkPath reports a path that is too long for a disk.
func (s *Site) checkPath(p string, at diag.Position) bool {
	if n := len(utf16.Encode([]rune(p))); n > maxPath {
		s.Findings.Add(ruleBadName.At(at, diag.Textf("路径有 %d 个字，最多 %d 个", "the path has %d characters, at most %d", n, maxPath), pathHint))
		return false
	}
	return true
}

func (s *Site) checkUnitPath(id string) {
	name := path.Base(id)
	pos := diag.Position{File: path.Join(id, "unit.toml")}
	s.checkPath(id, pos)
	if !isID(name) {
		s.Findings.Add(ruleBadID.At(pos, diag.Textf("文件夹名%q不能用作地址", "folder name %q cannot be an address", name), badIDHint(name, "")))
	}
	if name == "assets" {
		s.Findings.Add(ruleReserved.At(pos, diag.Text{Zh: "文件夹 assets 用于附件，不能是单位", En: "a folder named assets holds attachments and cannot be a unit"},
			diag.Text{Zh: "换一个文件夹名", En: "give the folder another name"}))
	}
	s.checkFolders(path.Dir(id), pos)
	if top, _, _ := strings.Cut(id, "/"); isReservedTop(top) {
		s.Findings.Add(ruleReserved.At(pos, diag.Textf("顶层的文件夹名%q为网站自用", "the site itself uses the top-level name %q", top),
			diag.Text{Zh: "换一个文件夹名", En: "give the folder another name"}))
	}
}

func isReservedTop(name string) bool {
	for _, reserved := range append([]string{"schemes"}, catalog.ReservedNames...) {
		if name == reserved {
			return true
		}
	}
	return false
}

// checkFolders reports the folders above a unit that are no units themselves, whose
// names are a part of its address.
func (s *Site) checkFolders(dir string, at diag.Position) {
	for ; dir != "."; dir = path.Dir(dir) {
		if name := path.Base(dir); !isID(name) && !s.folders[dir] {
			s.Findings.Add(ruleBadID.At(at, diag.Textf("上级文件夹名%q不能用作地址", "the name %q of a folder above cannot be an address", name), badIDHint(name, "")))
		}
	}
}

// checkAttachment reports an attachment that a disk would refuse, or take for another.
// It is then none of the unit's.
func (s *Site) checkAttachment(p string) bool {
	at := diag.Position{File: p}
	if !s.checkPath(p, at) {
		return false
	}
	for _, part := range strings.Split(p, "/") {
		if why, ok := badName(part); !ok {
			s.Findings.Add(ruleBadName.At(at, why, attachmentHint))
			return false
		}
	}
	// A folder or a file is the same to some disks where only the case or the
	// composition of its name differs.
	for name := p; name != "."; name = path.Dir(name) {
		key := cases.Fold().String(norm.NFC.String(name))
		first, taken := s.assets[key]
		if taken && first != name {
			s.Findings.Add(ruleBadName.At(at, diag.Textf("%q与%q在 Windows 和 macOS 上是同一个名称", "%q and %q are one name on Windows and macOS", path.Base(name), path.Base(first)), attachmentHint))
			return false
		}
		s.assets[key] = name
	}
	return true
}

// badName tells why a name cannot be that of a file on every system.
func badName(name string) (why diag.Text, ok bool) {
	stem, _, _ := strings.Cut(name, ".")
	switch {
	case catalog.IsDevice(stem):
		return diag.Textf("%q是 Windows 的设备名，不能作文件名", "%q is a device of Windows and cannot name a file", name), false
	case strings.ContainsFunc(name, isForbidden) || strings.ContainsAny(name, "\n\r\t\u0085"):
		return diag.Textf("名称%q里有控制字符", "the name %q holds control characters", name), false
	case strings.ContainsAny(name, `\:*?"<>|`):
		return diag.Textf(`名称 %q 里有 \ : * ? " < > | 之一，Windows 不能保存`, `the name %q holds one of \ : * ? " < > |, which Windows refuses`, name), false
	case strings.TrimRight(name, ". ") != name || strings.HasPrefix(name, " "):
		return diag.Textf("名称%q以空格或句点开头或结尾，Windows 不能保存", "the name %q begins or ends in a space or ends in a dot, which Windows refuses", name), false
	case len(name) > maxName:
		return diag.Textf("名称有 %d 字节，最多 %d 字节", "the name has %d bytes, at most %d", len(name), maxName), false
	}
	return diag.Text{}, true
}

// checkDepartmentNames reports departments that positions name, whose pages would be
// one file.
func checkDepartmentNames(u *catalog.Unit, findings *diag.List) {
	names, declared := map[string]string{}, u.DepartmentIndex()
	for i := range u.Positions {
		p := &u.Positions[i]
		if p.Department == "" || declared[p.Department] != nil {
			continue
		}
		key := cases.Fold().String(norm.NFC.String(catalog.Slug(p.Department)))
		first, taken := names[key]
		if taken && first != p.Department {
			findings.Add(ruleDuplicateID.At(p.Origin.Of("department"), diag.Textf("部门%q与%q的网页会是同一个文件", "the pages of the departments %q and %q would be one file", p.Department, first),
				diag.Text{Zh: "统一写法，或在 unit.toml 用 [[department]] 给它们各写一个 id", En: "write them alike, or give each an id in a [[department]] of unit.toml"}))
		}
		if !taken {
			names[key] = p.Department
		}
	}
}
