package generator

import (
	"io/fs"
	"path"
	"slices"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// CheckFiles is [CheckOn] for some files of the content: it reads only the units
// that they belong to and gives only their findings. What spans units is left to
// CheckOn.
func CheckFiles(content fs.FS, names []string, today catalog.Date) (*Report, error) {
	site, err := openSite(content, today)
	if err != nil {
		return nil, err
	}
	report := &Report{Today: site.Today}
	add := func(findings diag.List) {
		for _, f := range findings {
			if slices.Contains(names, f.File) {
				report.Findings.Add(f)
			}
		}
	}
	add(site.Findings)
	for i, u := range site.Units {
		if !slices.ContainsFunc(names, func(n string) bool { return path.Dir(n) == u.ID }) {
			continue
		}
		_, c, _, err := checkUnit(content, site, i)
		if err != nil {
			return nil, err
		}
		add(c.findings)
		report.add(c.summary)
	}
	report.Findings.Sort()
	return report, nil
}
