package generator

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"

	"gongshi/generator/catalog"
	"gongshi/generator/change"
	"gongshi/generator/check"
	"gongshi/generator/diag"
	"gongshi/generator/load"
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

// compare finds what changed since the previous site, before anything is rendered: the
// pages of a unit tell of the addresses that its risk points had.
func (b *builder) compare(ctx context.Context) error {
	if b.opt.Previous == nil {
		return nil
	}
	err := eachUnit(ctx, b.site, b.opt.Jobs, func(_ context.Context, i int) error {
		if !b.shown[b.site.Units[i].ID] {
			return nil
		}
		u, err := b.view(i)
		if err == nil {
			b.remember(u)
		}
		return err
	})
	if err != nil {
		return err
	}
	b.now.Sort()
	b.changes = change.Compare(b.opt.Previous.Snapshot, &b.now)
	b.log = b.opt.Previous.Log
	if len(b.changes) > 0 {
		b.log = publish(Publication{On: b.site.Newest, Changes: b.changes}, b.log)
	}
	for _, p := range b.log {
		b.public.Log = append(b.public.Log, b.entry(p))
	}
	b.findMoved()
	return nil
}

// publish puts a publication before those of earlier days. One of the same day gives
// way to it, but for its moves: old addresses lead on for ever.
func publish(now Publication, log []Publication) []Publication {
	out := []Publication{now}
	for _, p := range log {
		if p.On != now.On {
			out = append(out, p)
			continue
		}
		for _, c := range p.Changes {
			if c.Kind == change.Moved {
				out[0].Changes = append(slices.Clip(out[0].Changes), c)
			}
		}
	}
	return out
}

// findMoved follows every risk point that ever moved from the addresses that it had to
// the one that it has, and notes by unit those that no [[removed]] tells of.
func (b *builder) findMoved() {
	to, title := map[string]string{}, map[string]string{}
	for _, p := range b.log { // the latest first
		for _, c := range p.Changes {
			if c.Kind == change.Moved && to[c.Was] == "" {
				to[c.Was], title[c.Was] = c.Address, c.Title
			}
		}
	}
	b.moved = map[string][]catalog.Removal{}
	for _, was := range slices.Sorted(maps.Keys(to)) {
		if _, told := b.toldRemoved(was); told || b.now.Has(was) || !isAddress(was) {
			continue
		}
		at := to[was]
		for range len(to) {
			if b.now.Has(at) || to[at] == "" {
				break
			}
			at = to[at]
		}
		now := b.now.Find(at)
		if now == nil {
			continue // gone since, which a removal has to tell
		}
		unit, what := parted(was)
		page, risk, _ := strings.Cut(at, "#")
		nowUnit, position := path.Split(page)
		b.moved[unit] = append(b.moved[unit], catalog.Removal{What: what, Title: title[was], Moved: &catalog.Layer{Address: at, Unit: now.Unit,
			Position: now.Position, Title: now.Title, URL: catalog.PositionPage(strings.TrimSuffix(nowUnit, "/"), position) + "#" + risk}})
	}
}

// isAddress reports whether a log names what may be the address of a risk point. Nothing
// is made for one that no build has written.
func isAddress(s string) bool {
	unit, what := parted(s)
	position, risk, _ := strings.Cut(what, "#")
	return load.IsUnitID(unit) && load.IsID(position) && position != "index" && load.IsID(risk)
}

// parted is the unit of an address and what it has there: position#risk.
func parted(address string) (unit, what string) {
	page, risk, _ := strings.Cut(address, "#")
	unit, position := path.Split(page)
	return strings.TrimSuffix(unit, "/"), position + "#" + risk
}

// vanished reports the addresses that led somewhere and are told of nowhere. What moved
// is led on to where it is.
func (b *builder) vanished() (findings diag.List) {
	for _, c := range b.changes {
		if c.Kind != change.Removed {
			continue
		}
		if file, told := b.toldRemoved(c.Address); !told {
			findings.Add(ruleVanished.At(diag.Position{File: file}, diag.Textf("公开过的风险点 %s“%s”不在目录里了", "the published risk point %s, %q, is no longer there", c.Address, c.Title), diag.Text{}))
		}
	}
	if b.opt.Previous != nil {
		for _, p := range change.Unmoved(b.opt.Previous.Snapshot, &b.now, b.changes) {
			findings.Add(check.PowerChanged(b.site.Site, p.At, p.Name))
		}
	}
	return findings
}

// writeMoved makes the pages of positions whose whole unit is gone from the site, so
// that no unit tells of them.
func (b *builder) writeMoved() error {
	for _, unit := range slices.Sorted(maps.Keys(b.moved)) {
		if !b.shown[unit] {
			if err := b.renderer.Moved(unit, b.moved[unit], b.tree.Write); err != nil {
				return err
			}
		}
	}
	return nil
}

// toldRemoved reports whether a unit says what became of an address, and the file in
// which it would. Where a whole unit is gone, that is the site.
func (b *builder) toldRemoved(address string) (file string, told bool) {
	unit, what := parted(address)
	removed, known := b.removed[unit]
	if !known {
		return "site.toml", false
	}
	position, _, _ := strings.Cut(what, "#")
	if slices.Contains(removed, position) || slices.Contains(removed, what) {
		return "", true
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
	if !b.public.ChangeLog {
		return nil
	}
	return create(b.tree, catalog.DataFile("changes", "json"), func(w io.Writer) error {
		if b.log == nil {
			b.log = []Publication{}
		}
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		return enc.Encode(b.log)
	})
}
