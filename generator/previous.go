package generator

import (
	"encoding/json"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"gongshi/generator/catalog"
	"gongshi/generator/change"
	"gongshi/generator/diag"
)

// Previous is the state of a site that a build replaces: what it held, and what it
// told of changes before.
type Previous struct {
	Snapshot *change.Snapshot
	Log      []Publication
}

// Publication is what changed with one publication. A site keeps them, the latest
// first, in data/changes.json.
type Publication struct {
	On      catalog.Date    `json:"on"`
	Changes []change.Change `json:"changes"`
}

// ReadLog reads a published data/changes.json.
func ReadLog(r io.Reader) ([]Publication, error) {
	var log []Publication
	if err := json.NewDecoder(r).Decode(&log); err != nil {
		return nil, fmt.Errorf("read changes.json: %w", err)
	}
	return log, nil
}

// ruleVanished is no rule of the content alone: it needs the site that was published.
var ruleVanished = &diag.Rule{Name: "address-vanished", Severity: diag.Warning,
	Title: diag.Text{Zh: "公开过的地址不会无声消失（build --previous）", En: "an address once published does not vanish in silence (build --previous)"},
	Cure: diag.Text{Zh: "在 unit.toml 用 [[removed]] 写明 what、on、reason，移动的写 to；原地址会显示说明",
		En: "say what, on, reason and, where it moved, to, in a [[removed]] of unit.toml; the old address then tells"}}

// compare finds what changed since the previous site. It reports the addresses that
// led somewhere and are told of nowhere.
func (b *builder) compare(report *Report) {
	if b.opt.Previous == nil || b.tree == nil {
		return
	}
	b.now.Sort()
	changes := change.Compare(b.opt.Previous.Snapshot, &b.now)
	for _, c := range changes {
		address := c.Address
		switch c.Kind {
		case change.Moved:
			address = c.Was
		case change.Removed:
		default:
			continue
		}
		if file, told := b.toldRemoved(address); !told {
			f := ruleVanished.At(diag.Position{File: file}, diag.Textf("公开过的风险点 %s“%s”不在目录里了", "the published risk point %s, %q, is no longer there", address, c.Title), diag.Text{})
			if c.Kind == change.Moved {
				_, to, _ := strings.Cut(c.Address, "/")
				f.Hint = diag.Textf("它现在是 %[1]s；在 unit.toml 写 [[removed]] what = …、to = %[2]q", "it now is %[1]s; write [[removed]] what = …, to = %[2]q in unit.toml", c.Address, to)
			}
			report.Findings.Add(f)
		}
	}
	report.Findings.Sort()
	report.Changes = len(changes)
	log := b.opt.Previous.Log
	if len(changes) > 0 {
		log = slices.Concat([]Publication{{On: b.site.Newest, Changes: changes}}, slices.DeleteFunc(slices.Clone(log), func(p Publication) bool { return p.On == b.site.Newest }))
	}
	b.log = log
	for _, p := range log {
		b.public.Log = append(b.public.Log, b.entry(p))
	}
}

// toldRemoved reports whether a unit says what became of an address, and the file in
// which it would. Where a whole unit is gone, that is the site.
func (b *builder) toldRemoved(address string) (file string, told bool) {
	page, risk, _ := strings.Cut(address, "#")
	unit, position := path.Split(page)
	unit = strings.TrimSuffix(unit, "/")
	removed, known := b.removed[unit]
	if !known {
		return "site.toml", false
	}
	for _, what := range []string{position, position + "#" + risk} {
		if slices.Contains(removed, what) {
			return "", true
		}
	}
	return unit + "/unit.toml", false
}

// entry puts a publication into words, in the language of the site.
func (b *builder) entry(p Publication) catalog.LogEntry {
	lang := diag.Chinese
	if b.public.Language == "en" {
		lang = diag.English
	}
	colon := diag.Text{Zh: "：", En: ": "}.In(lang)
	e := catalog.LogEntry{On: p.On, Summary: change.Summary(p.Changes, lang)}
	for _, g := range change.ByPoint(p.Changes) {
		note := catalog.LogNote{Address: g.Address, Gone: !b.now.Has(g.Address), Where: g.Unit + " · " + g.Position, Title: g.Title}
		for _, c := range g.Changes {
			line := change.KindName(c.Kind, lang)
			if d := c.Detail(lang); d != "" {
				line += colon + d
			}
			note.Lines = append(note.Lines, line)
		}
		e.Notes = append(e.Notes, note)
	}
	return e
}

// writeLog writes data/changes.json.
func (b *builder) writeLog() error {
	if b.opt.Previous == nil {
		return nil
	}
	return b.create(catalog.DataFile("changes", "json"), func(w io.Writer) error {
		if b.log == nil {
			b.log = []Publication{}
		}
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		return enc.Encode(b.log)
	})
}
