package generator

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"gongshi/generator/catalog"
	"gongshi/generator/change"
	"gongshi/generator/load"
)

// hostileLogs are logs as no build writes them: moves in a circle, to nowhere, from
// outside the site.
var hostileLogs = []string{
	`null`, `[]`, `[null]`, `[{}]`,
	`[{"on":"2026-01-05","changes":[{"kind":"moved","address":"ju/p#a","was":"ju/q#a","unit":"局","position":"岗","title":"甲"},{"kind":"removed","address":"ju/p#b"}]}]`,
	`[{"on":"2026-01-05","changes":[{"kind":"moved","address":"x#a","was":"y#a"},{"kind":"moved","address":"y#a","was":"x#a"}]}]`,
	`[{"on":"2026-01-05","changes":[{"kind":"moved","address":"ju/p#a","was":"ju/p#a"},{"kind":"moved","address":"ju/p#a","was":""}]}]`,
	`[{"on":"2026-01-05","changes":[{"kind":"moved","address":"ju/p#a","was":"../../etc/p#a"}]},{"on":"2026-01-04","changes":[{"kind":"moved","address":"ju/p#a","was":"/p#a"}]}]`,
	`[{"on":"2026-01-05","changes":[{"kind":"moved","address":"ju/p#a","was":"gone/con#a"},{"kind":"no kind","field":"no field"}]}]`,
	`[{"on":"2026-01-05","changes":[{"kind":"moved","address":"ju/p#a","was":"ju/index#a"},{"kind":"moved","address":"ju/p#a","was":"grade/index#a"}]}]`,
	`[{"on":"2026-01-05","changes":[{"kind":"moved","address":"ju/p#a","was":"search/root#a"},{"kind":"moved","address":"ju/p#a","was":"JU/P#a"}]}]`,
}

// A log is refused or read, what is read and written again is the same, and whatever
// it tells, old addresses lead on only to what is there.
func FuzzLog(f *testing.F) {
	for _, s := range hostileLogs {
		f.Add([]byte(s))
	}
	now := change.Snapshot{Points: []change.Point{{Address: "ju/p#a", Unit: "局", Position: "岗", Title: "甲"}}}
	f.Fuzz(func(t *testing.T, data []byte) {
		log, err := ReadLog(bytes.NewReader(data))
		if err != nil {
			return
		}
		written, err := json.Marshal(log)
		if err != nil {
			t.Fatal(err)
		}
		again, err := ReadLog(bytes.NewReader(written))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(log, again, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("(-read +written)\n%s", diff)
		}
		b := &builder{site: &load.Site{Site: &catalog.Site{}}, now: now, removed: map[string][]string{}}
		b.log = publish(Publication{On: catalog.Date{Year: 2026, Month: 1, Day: 5}}, log)
		for _, lang := range []string{"en", "zh-Hans"} {
			b.public.Language = lang
			for _, p := range b.log {
				b.entry(p)
			}
		}
		b.findMoved()
		for unit, list := range b.moved {
			for _, r := range list {
				if !b.now.Has(r.Moved.Address) || b.now.Has(unit+"/"+r.What) {
					t.Errorf("%s/%s leads to %s", unit, r.What, r.Moved.Address)
				}
			}
		}
	})
}

// A log that somebody has tampered with makes no file outside the site, and keeps none
// from being built.
func TestHostileLog(t *testing.T) {
	content := fstest.MapFS{
		"site.toml":    {Data: []byte("title = \"公示\"\n")},
		"ju/unit.toml": {Data: []byte("name = \"局\"\n")},
		"ju/p.md":      {Data: []byte("+++\nname = \"岗\"\n+++\n\n## 甲 {#a}\n\n- 等级：一级\n- 前期预防：按季核对三家报价（责任：科长）\n")},
	}
	for _, text := range hostileLogs {
		log, err := ReadLog(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		out := filepath.Join(dir, "a", "b", "public")
		_, err = Build(context.Background(), content, out, Options{View: catalog.View{Audience: catalog.AudiencePublic},
			Previous: &Previous{Snapshot: &change.Snapshot{}, Log: log}})
		if err != nil {
			t.Errorf("%s: %v", text, err)
		}
		err = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() && !strings.HasPrefix(name, out+string(os.PathSeparator)) && !strings.HasSuffix(name, ".lock") {
				t.Errorf("%s makes %s", text, name)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
