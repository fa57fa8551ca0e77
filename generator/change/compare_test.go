package change

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

func snapshot(positions ...catalog.Position) *Snapshot {
	var s Snapshot
	s.Add(&catalog.Unit{ID: "ju", Name: "某局", Positions: positions})
	s.Sort()
	return &s
}

func position(id string, risks ...catalog.RiskPoint) catalog.Position {
	return catalog.Position{ID: id, Name: id, Risks: risks}
}

func risk(id, title, grade, manifestation string, controls ...string) catalog.RiskPoint {
	r := catalog.RiskPoint{ID: id, Title: title, Grade: grade, Manifestation: manifestation}
	for _, c := range controls {
		r.Controls = append(r.Controls, catalog.Control{Stage: "前期预防", Text: c, Owner: "科长"})
	}
	return r
}

// Each kind of change is told once, and a risk point whose address changed is found
// by what it says.
func TestCompare(t *testing.T) {
	before := snapshot(
		position("caigou", risk("same", "不变的", "一级", "照旧", "两人核对"),
			risk("grade", "调级的", "一级", "金额大"),
			risk("words", "改写的", "二级", "旧的表现"),
			risk("controls", "改措施的", "二级", "表现", "每月核对三家报价", "抽查一次"),
			risk("old-id", "换了编号的", "二级", "同一批物资拆成多笔报价", "按季汇总金额"),
			risk("gone", "移除的", "三级", "以后不再发生的事")),
		position("kuguan", risk("went", "搬走的", "二级", "出库不登记经手人", "扫码登记")))
	after := snapshot(
		position("caigou", risk("same", "不变的", "一级", "照旧", "两人核对"),
			risk("grade", "调级的", "二级", "金额大"),
			risk("words", "改写的", "二级", "新的表现"),
			risk("controls", "改措施的", "二级", "表现", "每季核对三家报价", "全程录像"),
			risk("new-id", "换了编号的", "二级", "同一批物资拆成几笔报价", "按季汇总金额"),
			risk("fresh", "新增的", "一级", "从来没有写过的风险")),
		position("zhan", risk("went", "搬走的", "二级", "出库不登记经手人", "扫码登记")))
	var got []string
	changes := Compare(before, after)
	for _, c := range changes {
		line := c.Kind + " " + c.Address
		if c.Was != "" {
			line += " < " + c.Was
		}
		got = append(got, line)
	}
	want := []string{
		"control-added ju/caigou#controls", "control-removed ju/caigou#controls", "control-reworded ju/caigou#controls",
		"added ju/caigou#fresh", "removed ju/caigou#gone", "regraded ju/caigou#grade",
		"moved ju/caigou#new-id < ju/caigou#old-id", "reworded ju/caigou#new-id", "reworded ju/caigou#words",
		"moved ju/zhan#went < ju/kuguan#went",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if again := Compare(after, after); len(again) > 0 {
		t.Errorf("nothing changed, and yet %v", again)
	}
	for _, lang := range []diag.Lang{diag.Chinese, diag.English} {
		for name, write := range map[string]func(*bytes.Buffer) error{
			"text":     func(b *bytes.Buffer) error { return Text(b, changes, lang) },
			"markdown": func(b *bytes.Buffer) error { return Markdown(b, changes, lang) },
			"notice":   func(b *bytes.Buffer) error { return Notice(b, changes, lang) },
		} {
			var b bytes.Buffer
			if err := write(&b); err != nil {
				t.Fatal(err)
			}
			for _, c := range changes {
				if !strings.Contains(b.String(), KindName(c.Kind, lang)) || !strings.Contains(b.String(), c.Address) {
					t.Errorf("%s in %s does not tell of %s", name, lang, c.Address)
				}
			}
		}
	}
}

// A text of the content cannot break out of a notice.
func TestNoticeEscapes(t *testing.T) {
	changes := Compare(snapshot(), snapshot(position("p", risk("a", "<script>x</script>*", "一级", ""))))
	var page, text bytes.Buffer
	if err := Notice(&page, changes, diag.Chinese); err != nil {
		t.Fatal(err)
	}
	if err := Markdown(&text, changes, diag.Chinese); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(page.String(), "<script>") || strings.Contains(text.String(), " <script>") || !strings.Contains(text.String(), `\*`) {
		t.Errorf("%s\n%s", page.String(), text.String())
	}
}

// Every difference of two catalogues is told, once, and nothing that is none: from
// what is told and the old state follow the addresses and the grades of the new one.
func FuzzCompare(f *testing.F) {
	const one = `{"units":[{"unit":{"id":"ju","name":"局"},"positions":[{"id":"p","name":"岗","risks":[{"id":"a","title":"围标","grade":"一级","manifestation":"拆分","controls":[{"stage":"前期预防","text":"两人核对"}]}]}]}]}`
	f.Add(one, one)
	f.Add(one, strings.NewReplacer(`"id":"a"`, `"id":"b"`, "一级", "二级").Replace(one))
	f.Add(one, strings.Replace(one, `{"text":"两人核对"}`, `{"text":"两人核对账目"},{"text":"抽查"}`, 1))
	f.Add(`{"units":[{"positions":[{"risks":[{},{}]}]}]}`, `{"units":[]}`)
	f.Fuzz(func(t *testing.T, a, b string) {
		before, err := Read(strings.NewReader(a))
		if err != nil {
			return
		}
		after, err := Read(strings.NewReader(b))
		if err != nil {
			return
		}
		grades := map[string]string{}
		for _, p := range before.Points {
			if _, twice := grades[p.Address]; twice {
				return // no catalogue: addresses are unique
			}
			grades[p.Address] = p.Grade
		}
		want := map[string]string{}
		for _, p := range after.Points {
			if _, twice := want[p.Address]; twice {
				return
			}
			want[p.Address] = p.Grade
		}
		changes := Compare(before, after)
		for _, c := range changes {
			switch c.Kind {
			case Removed:
				delete(grades, c.Address)
			case Moved:
				grades[c.Address] = grades[c.Was]
				delete(grades, c.Was)
			case Added:
				p, _ := after.find(c.Address)
				grades[c.Address] = p.Grade
			}
		}
		for _, c := range changes {
			if c.Kind == Regraded {
				grades[c.Address] = c.After
			}
		}
		if diff := cmp.Diff(want, grades); diff != "" {
			t.Errorf("-after +before with the changes\n%s", diff)
		}
		if again := Compare(after, after); len(again) > 0 {
			t.Errorf("a state differs from itself: %v", again)
		}
		for _, write := range []func(io.Writer, []Change, diag.Lang) error{Text, Markdown, Notice} {
			if err := write(io.Discard, changes, diag.Chinese); err != nil {
				t.Error(err)
			}
		}
	})
}
