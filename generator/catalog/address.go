package catalog

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Pages of a unit live in the unit's own folder; pages that list a unit's risk
// points by department, grade, category, kind or rule live below folders of the
// site whose names no unit may take. All paths are relative to the site's root, with
// forward slashes, not percent-encoded.

// ReservedNames are the names that no unit at the top of the content may take,
// since the site has files or folders of its own there.
var ReservedNames = []string{
	"assets", "catalogue", "category", "changes", "compare", "data", "department", "directory", "grade", "kind", "ledger", "level", "print", "rule", "scheme", "search",
}

// UnitPage is the path of a unit's page.
func UnitPage(unit string) string { return unit + "/index.html" }

// PositionPage is the path of a position's page.
func PositionPage(unit, position string) string { return unit + "/" + position + ".html" }

// DepartmentPage is the path of the page of a unit's department.
func DepartmentPage(unit, slug string) string { return "department/" + unit + "/" + slug + ".html" }

// GradePage is the path of the list of a unit's risk points of one grade.
func GradePage(unit, grade string) string { return "grade/" + unit + "/" + grade + ".html" }

// CategoryPage is the path of the list of a unit's risk points of one category.
func CategoryPage(unit, category string) string { return "category/" + unit + "/" + category + ".html" }

// KindPage is the path of the list of a unit's risk points of one kind of which there are
// many.
func KindPage(unit, slug string) string { return "kind/" + unit + "/" + slug + ".html" }

// KindIndex is the path of the page of a unit's kinds, with the risk points of those of
// which there are few.
func KindIndex(unit string) string { return "kind/" + unit + "/index.html" }

// RulePage is the path of the page of an entry of the register.
func RulePage(rule string) string { return "rule/" + rule + ".html" }

// RuleListPage is the path of the list of a unit's risk points that cite a rule,
// which only a unit with many of them has.
func RuleListPage(unit, rule string) string { return "rule/" + unit + "/" + rule + ".html" }

// ComparePage is the path of the page that compares the units of one kind, by the
// slug of the kind.
func ComparePage(slug string) string { return "compare/" + slug + ".html" }

// SheetPage is the path of the sheet of a position for the notice board.
func SheetPage(unit, position string) string { return "print/" + unit + "/" + position + ".html" }

// DocumentPage is the path of a unit's catalogue as one document to be printed.
func DocumentPage(unit string) string { return "print/" + unit + "/index.html" }

// ChangesPage is the path of the page that tells what changed.
const ChangesPage = "changes/index.html"

// LedgerPage is the path of the ledger of a unit.
func LedgerPage(unit string) string { return "ledger/" + unit + ".html" }

// DepartmentLedgerPage is the path of the ledger of a unit's department, which only a unit
// with many controls has. No unit's name has a full stop.
func DepartmentLedgerPage(unit, slug string) string {
	return "ledger/" + unit + "/of." + slug + ".html"
}

// SchemePage is the path of the page that explains a scheme.
func SchemePage(scheme string) string { return "scheme/" + scheme + ".html" }

// DataFile is the path of a unit's data file with the extension.
func DataFile(unit, ext string) string { return "data/" + unit + "." + ext }

// DepartmentSlug is the file name, without extension, of the page of a
// department: its id where unit.toml declares it, else made of its name by
// replacing what a file name may not hold.
func DepartmentSlug(u *Unit, idOrName string) string {
	if d := u.Department(idOrName); d != nil {
		return d.ID
	}
	return Slug(idOrName)
}

// slugLength is the most characters of a slug. A file name may have 255 bytes,
// and a character up to four.
const slugLength = 60

// Slug makes a file name, without extension, of any text: it replaces what a
// file name may not hold and cuts what is too long. Different texts may have one
// slug.
func Slug(text string) string {
	s := strings.Map(func(r rune) rune {
		switch {
		case r < ' ', unicode.IsControl(r), unicode.Is(unicode.Cf, r), strings.ContainsRune(`/\:*?"<>|.#%&`, r):
			return '-'
		}
		return r
	}, strings.TrimSpace(text))
	if list := []rune(s); len(list) > slugLength {
		s = strings.TrimSpace(string(list[:slugLength]))
	}
	if IsDevice(s) {
		s += "-"
	}
	return s
}

// IsDevice reports a name that no file may have on Windows, whatever its extension.
func IsDevice(name string) bool {
	name = strings.ToLower(strings.TrimRight(name, " "))
	switch name {
	case "con", "prn", "aux", "nul", "conin$", "conout$":
		return true
	}
	port, ok := strings.CutPrefix(name, "com")
	if !ok {
		port, ok = strings.CutPrefix(name, "lpt")
	}
	return ok && utf8.RuneCountInString(port) == 1 && strings.Contains("123456789¹²³", port)
}

// Slugs are slugs that are taken, in lower case. A set gives every text a slug of
// its own.
type Slugs map[string]bool

// Of gives a slug and takes it.
func (taken Slugs) Of(text string) string {
	slug := Slug(text)
	for n := 2; taken[strings.ToLower(slug)]; n++ {
		slug = Slug(text) + "-" + strconv.Itoa(n)
	}
	taken[strings.ToLower(slug)] = true
	return slug
}

// upwards leads up through more folders than most sites have.
var upwards = strings.Repeat("../", 16)

// RelativeTo returns the path of target as written in a page at from, both
// relative to the site's root.
func RelativeTo(from, target string) string {
	common := 0 // how long the folders are that both lie in
	for i := 0; i < len(from) && i < len(target) && from[i] == target[i]; i++ {
		if from[i] == '/' {
			common = i + 1
		}
	}
	up := strings.Count(from[common:], "/")
	if 3*up <= len(upwards) {
		return upwards[:3*up] + target[common:]
	}
	return strings.Repeat("../", up) + target[common:]
}
