package generator

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"gongshi/generator/catalog"
	"gongshi/generator/check"
	"gongshi/generator/load"
	"gongshi/generator/write"
)

func init() { settling, markEvery, mostHeld = 0, 1, 64<<10 }

// contentCopy is a copy of a content folder, with files that were not changed just now.
func contentCopy(t *testing.T, from string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "content")
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	long := time.Now().Add(-time.Hour)
	eachFile(t, dir, func(name string) {
		if err := os.Chtimes(name, long, long); err != nil {
			t.Fatal(err)
		}
	})
	return dir
}

func eachFile(t *testing.T, dir string, f func(name string)) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			f(name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// keeping are options under which results are kept in a folder.
func keeping(dir string) Options { return Options{View: public.View, Keep: dir, Program: "test"} }

func mustBuild(t *testing.T, content, out string, opt Options) *Report {
	t.Helper()
	report, err := Build(t.Context(), os.DirFS(content), out, opt)
	if err != nil {
		t.Fatal(err)
	}
	if report.Unkept != nil {
		t.Fatal(report.Unkept)
	}
	return report
}

// sameAsClean compares a build that takes over what it can with a clean one.
func sameAsClean(t *testing.T, what, content string, kept *Report, opt Options) *Report {
	t.Helper()
	opt.Keep, opt.Program, opt.Session, opt.Shard = "", "", nil, Shard{}
	clean := mustBuild(t, content, filepath.Join(t.TempDir(), "clean"), opt)
	got, want := *kept, *clean
	got.Reused, want.Reused = 0, 0
	got.desk, want.desk = nil, nil
	if !reflect.DeepEqual(got.Findings, want.Findings) && len(got.Findings)+len(want.Findings) > 0 {
		t.Fatalf("%s: findings\n%v\nwant\n%v", what, got.Findings, want.Findings)
	}
	got.Findings, want.Findings = nil, nil
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%s: %+v, want %+v", what, got, want)
	}
	return clean
}

// isWhole reports where a site is not as its manifest says, or has a folder with nothing
// in it.
func isWhole(t *testing.T, what, out string) {
	t.Helper()
	problems, err := write.Verify(out)
	must(t, err)
	if len(problems) > 0 {
		t.Errorf("%s: the site is not as its manifest says: %v", what, problems)
	}
	must(t, filepath.WalkDir(out, func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if entries, err := os.ReadDir(name); err != nil || len(entries) == 0 {
			t.Errorf("%s: %s is empty, %v", what, name, err)
		}
		return nil
	}))
}

// spareIn is where the spare site of the one folder is whose results are kept.
func spareIn(t *testing.T, opt Options) string {
	t.Helper()
	kept, err := os.ReadDir(opt.Keep)
	must(t, err)
	if len(kept) != 1 {
		t.Fatalf("results of %d folders are kept", len(kept))
	}
	return filepath.Join(opt.Keep, kept[0].Name(), "spare")
}

// Whatever became of the spare site, the next site is right, and so is the one before
// until then.
func TestSpareIsNeverTrusted(t *testing.T) {
	content := contentCopy(t, "../content")
	dir := t.TempDir()
	out, opt := filepath.Join(dir, "public"), keeping(filepath.Join(dir, "kept"))
	rng := seeded()
	edit := func() { edits[0].do(t, content, rng) }
	for what, spoil := range map[string]func(spare string){
		"as it was": func(string) {},
		"files written on": func(spare string) {
			eachFile(t, spare, func(name string) {
				data, err := os.ReadFile(name)
				must(t, err)
				must(t, os.Remove(name)) // it may be of the site too
				must(t, os.WriteFile(name, bytes.ToUpper(data), 0o644))
			})
		},
		"files gone": func(spare string) { must(t, os.RemoveAll(filepath.Join(spare, "data"))) },
		"more files": func(spare string) {
			must(t, os.MkdirAll(filepath.Join(spare, "其他", "deep"), 0o755))
			must(t, os.WriteFile(filepath.Join(spare, "其他", "a.html"), nil, 0o644))
			must(t, os.WriteFile(filepath.Join(spare, "manifest.json.minisig"), nil, 0o644))
		},
		"a link": func(spare string) {
			must(t, os.RemoveAll(filepath.Join(spare, "search")))
			must(t, os.Symlink(t.TempDir(), filepath.Join(spare, "search")))
		},
		"a folder in the way": func(spare string) {
			must(t, os.Remove(filepath.Join(spare, "index.html")))
			must(t, os.MkdirAll(filepath.Join(spare, "index.html", "a"), 0o755))
		},
		"a file in the way": func(spare string) {
			must(t, os.RemoveAll(filepath.Join(spare, "grade")))
			must(t, os.WriteFile(filepath.Join(spare, "grade"), nil, 0o644))
		},
		"a file": func(spare string) {
			must(t, os.RemoveAll(spare))
			must(t, os.WriteFile(spare, nil, 0o644))
		},
	} {
		for range 2 {
			mustBuild(t, content, out, opt)
			edit()
		}
		mustBuild(t, content, out, opt)
		spare := spareIn(t, opt)
		if _, err := os.Stat(filepath.Join(spare, "index.html")); err != nil {
			t.Fatalf("before %s: no spare site: %v", what, err)
		}
		spoil(spare)
		isWhole(t, what, out)
		edit()
		report := mustBuild(t, content, out, opt)
		sameAsClean(t, what, content, report, opt)
		isWhole(t, what, out)
		if _, err := os.Stat(spareIn(t, opt)); err == nil {
			isWhole(t, what+", the site before", spareIn(t, opt)) // nothing was written on its files
		} else if what == "as it was" {
			t.Error(err)
		}
	}
}

// A build that takes over what has not changed gives the bytes of a clean one, whatever
// was changed in between.
func TestKeptEqualsClean(t *testing.T) {
	t.Run("on disk", func(t *testing.T) { testKept(t, keeping(t.TempDir()), 3) })
	t.Run("in memory", func(t *testing.T) {
		opt := keeping(t.TempDir())
		opt.Session = new(Session)
		testKept(t, opt, 2)
	})
}

func testKept(t *testing.T, opt Options, times int) {
	content := contentCopy(t, "../content")
	out := filepath.Join(t.TempDir(), "public")
	first := mustBuild(t, content, out, opt)
	if again := mustBuild(t, content, out, opt); again.Reused != first.Units || again.Digest != first.Digest {
		t.Fatalf("nothing changed: %d of %d units taken over, digest %s, first %s", again.Reused, first.Units, again.Digest, first.Digest)
	}
	rng := seeded()
	reused, built, spared := 0, 0, 0
	for step := range times * len(edits) {
		e := edits[step%len(edits)]
		undo := e.do(t, content, rng)
		what := fmt.Sprintf("step %d, %s", step, e.name)
		report := mustBuild(t, content, out, opt)
		clean := sameAsClean(t, what, content, report, opt)
		isWhole(t, what, out)
		if _, err := os.Stat(spareIn(t, opt)); err == nil {
			spared++
		}
		t.Logf("%s: %d units taken over, %d errors", what, report.Reused, clean.Findings.Count(0))
		if clean.Failed(false) {
			undo()
			continue
		}
		if e.narrow && report.Reused < report.Units-2 {
			t.Errorf("%s: only %d of %d units were taken over", what, report.Reused, report.Units)
		}
		built++
		if report.Reused > 0 {
			reused++
		}
	}
	if built < 8*times || reused < 4*times || spared < 3*times {
		t.Errorf("%d steps built a site, %d of them with units taken over, %d left a spare site: the test shows little", built, reused, spared)
	}
}

// A build that is given up takes nothing from those that follow, whenever it was.
func TestSessionOutlivesCancelledBuilds(t *testing.T) {
	content := contentCopy(t, "../content")
	dir := t.TempDir()
	out, opt := filepath.Join(dir, "public"), keeping(filepath.Join(dir, "kept"))
	opt.Session = new(Session)
	start := time.Now()
	mustBuild(t, content, out, opt)
	took := time.Since(start)
	rng := seeded()
	cancelled := 0
	for range 12 {
		edits[0].do(t, content, rng)
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(rng.Int64N(int64(took))))
		if _, err := Build(ctx, os.DirFS(content), out, opt); err != nil {
			cancelled++
		}
		cancel()
		isWhole(t, "cancelled", out)
		edits[0].do(t, content, rng)
		report := mustBuild(t, content, out, opt)
		sameAsClean(t, "after one that was cancelled", content, report, opt)
		isWhole(t, "after one that was cancelled", out)
	}
	if cancelled == 0 {
		t.Error("no build was cancelled")
	}
}

// However many builds a session sees, it holds what one has left.
func TestSessionDoesNotGrow(t *testing.T) {
	content := contentCopy(t, "testdata/golden/content")
	dir := t.TempDir()
	out, opt := filepath.Join(dir, "public"), keeping(filepath.Join(dir, "kept"))
	opt.Session = new(Session)
	rng := seeded()
	var last *Desk // as serve holds it
	held := func(builds int) uint64 {
		for range builds {
			edits[0].do(t, content, rng)
			last = mustBuild(t, content, out, opt).Desk()
		}
		var m runtime.MemStats
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(&m)
		runtime.KeepAlive(last)
		return m.HeapAlloc
	}
	first := held(3)
	if more := held(12); more > first+8<<20 {
		t.Errorf("%d MB are held after 15 builds, %d after 3", more>>20, first>>20)
	}
}

func seeded() *rand.Rand { return rand.New(rand.NewPCG(7, 11)) }

// edit is a change of content. It returns what undoes it.
type edit struct {
	name   string
	narrow bool // concerns few units
	do     func(t *testing.T, content string, rng *rand.Rand) func()
}

var edits = []edit{
	{"a sentence of a position", true, func(t *testing.T, dir string, rng *rand.Rand) func() {
		return rewrite(t, choose(t, dir, rng, isPosition), func(b []byte) []byte {
			return bytes.Replace(b, []byte("。"), fmt.Appendf(nil, "，以第%d次修订为准。", rng.IntN(1000)), 1)
		})
	}},
	{"a file touched", true, func(t *testing.T, dir string, rng *rand.Rand) func() {
		return rewrite(t, choose(t, dir, rng, isPosition), func(b []byte) []byte { return b })
	}},
	{"a position renamed", true, func(t *testing.T, dir string, rng *rand.Rand) func() {
		name := choose(t, dir, rng, isPosition)
		to := strings.TrimSuffix(name, ".md") + "-er.md"
		must(t, os.Rename(name, to))
		return func() { must(t, os.Rename(to, name)) }
	}},
	{"a position removed", true, func(t *testing.T, dir string, rng *rand.Rand) func() {
		name := choose(t, dir, rng, isPosition)
		was, err := os.ReadFile(name)
		must(t, err)
		must(t, os.Remove(name))
		return func() { must(t, os.WriteFile(name, was, 0o644)) }
	}},
	{"a later day of update", true, func(t *testing.T, dir string, rng *rand.Rand) func() {
		return rewrite(t, choose(t, dir, rng, isUnit), func(b []byte) []byte {
			return lastUpdate.ReplaceAll(b, fmt.Appendf(nil, "updated_on = 2026-11-%02d", 1+rng.IntN(28)))
		})
	}},
	{"an attachment", true, func(t *testing.T, dir string, rng *rand.Rand) func() {
		assets := filepath.Join(filepath.Dir(choose(t, dir, rng, isUnit)), "assets")
		must(t, os.MkdirAll(assets, 0o755))
		name := filepath.Join(assets, "fujian.txt")
		must(t, os.WriteFile(name, fmt.Appendf(nil, "附件第%d版\n", rng.IntN(1000)), 0o644))
		return func() { must(t, os.Remove(name)) }
	}},
	{"the title of the site", false, func(t *testing.T, dir string, rng *rand.Rand) func() {
		return rewrite(t, filepath.Join(dir, "site.toml"), func(b []byte) []byte {
			return bytes.Replace(b, []byte("title = \""), []byte("title = \"新"), 1)
		})
	}},
	{"the name of a unit", false, func(t *testing.T, dir string, rng *rand.Rand) func() {
		return rewrite(t, choose(t, dir, rng, isUnit), func(b []byte) []byte {
			return bytes.Replace(b, []byte("name = \"某"), []byte("name = \"某某"), 1)
		})
	}},
	{"a law of the register", false, func(t *testing.T, dir string, rng *rand.Rand) func() {
		return rewrite(t, filepath.Join(dir, "rules.toml"), func(b []byte) []byte {
			return bytes.Replace(b, []byte("有效"), []byte("修订"), 1)
		})
	}},
	{"the theme", false, func(t *testing.T, dir string, rng *rand.Rand) func() {
		must(t, os.MkdirAll(filepath.Join(dir, "look", "assets", "style"), 0o755))
		css := fmt.Sprintf("main { max-width: %dem }\n", 40+rng.IntN(40))
		must(t, os.WriteFile(filepath.Join(dir, "look", "assets", "style", "zz-own.css"), []byte(css), 0o644))
		return rewrite(t, filepath.Join(dir, "site.toml"), func(b []byte) []byte {
			if bytes.HasPrefix(b, []byte("theme")) {
				return b
			}
			return append([]byte("theme = \"look\"\n"), b...)
		})
	}},
	{"a unit becomes a draft", false, func(t *testing.T, dir string, rng *rand.Rand) func() {
		return rewrite(t, choose(t, dir, rng, isUnit), func(b []byte) []byte {
			return bytes.Replace(b, []byte("status = \"published\""), []byte("status = \"draft\""), 1)
		})
	}},
}

var lastUpdate = regexp.MustCompile(`updated_on = 2\d\d\d-\d\d-\d\d`)

func isPosition(name string) bool {
	return strings.HasSuffix(name, ".md") && filepath.Base(name) != "index.md"
}

func isUnit(name string) bool { return filepath.Base(name) == "unit.toml" }

func choose(t *testing.T, dir string, rng *rand.Rand, is func(string) bool) string {
	t.Helper()
	var names []string
	eachFile(t, dir, func(name string) {
		if is(name) {
			names = append(names, name)
		}
	})
	return names[rng.IntN(len(names))]
}

func rewrite(t *testing.T, name string, change func([]byte) []byte) (undo func()) {
	t.Helper()
	was, err := os.ReadFile(name)
	must(t, err)
	must(t, os.WriteFile(name, change(slices.Clone(was)), 0o644))
	return func() { must(t, os.WriteFile(name, was, 0o644)) }
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Whatever becomes of what is kept, or of the site, the next build is right.
func TestKeptIsNeverTrusted(t *testing.T) {
	content := contentCopy(t, "testdata/golden/content")
	for _, c := range []struct {
		name   string
		damage func(t *testing.T, name string)
	}{
		{"cut short", func(t *testing.T, name string) { must(t, os.Truncate(name, 10)) }},
		{"emptied", func(t *testing.T, name string) { must(t, os.Truncate(name, 0)) }},
		{"removed", func(t *testing.T, name string) { must(t, os.Remove(name)) }},
		{"a bit turned", func(t *testing.T, name string) {
			rewrite(t, name, func(b []byte) []byte { b[len(b)/2] ^= 1; return b })
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			out, opt := filepath.Join(dir, "public"), keeping(filepath.Join(dir, "kept"))
			for _, where := range []string{opt.Keep, out} {
				first := mustBuild(t, content, out, opt)
				eachFile(t, where, func(name string) {
					if filepath.Base(name) != "manifest.json" { // without it the folder is not a site
						c.damage(t, name)
					}
				})
				report := mustBuild(t, content, out, opt)
				sameAsClean(t, c.name, content, report, opt)
				if report.Digest != first.Digest {
					t.Errorf("digest %s, before %s", report.Digest, first.Digest)
				}
				problems, err := write.Verify(out)
				must(t, err)
				if len(problems) > 0 {
					t.Errorf("the site is not as its manifest says: %v", problems)
				}
			}
		})
	}
}

// Of what is kept apart of a unit, for the search, the loss is noticed late: all is then
// made anew.
func TestLostSegments(t *testing.T) {
	content := contentCopy(t, "testdata/golden/content")
	dir := t.TempDir()
	out, opt := filepath.Join(dir, "public"), keeping(filepath.Join(dir, "kept"))
	for name, damage := range map[string]func(name string) error{
		"removed":   os.Remove,
		"cut short": func(name string) error { return os.Truncate(name, 100) },
	} {
		mustBuild(t, content, out, opt)
		lost := 0
		eachFile(t, opt.Keep, func(name string) {
			if strings.HasSuffix(name, segmentSuffix) {
				lost++
				must(t, damage(name))
			}
		})
		if lost == 0 {
			t.Fatal("nothing is kept apart")
		}
		eachFile(t, content, func(name string) {
			if filepath.Base(name) == "index.md" {
				rewrite(t, name, func(b []byte) []byte { return append(b, "\n\n又一段。\n"...) })
			}
		})
		report := mustBuild(t, content, out, opt)
		sameAsClean(t, name, content, report, opt)
	}
}

// What another program kept is not taken over, nor what was made for another view.
func TestKeptIsOfTheSameProgramAndView(t *testing.T) {
	content := contentCopy(t, "testdata/golden/content")
	dir := t.TempDir()
	out, opt := filepath.Join(dir, "public"), keeping(filepath.Join(dir, "kept"))
	mustBuild(t, content, out, opt)
	for _, change := range []func(*Options){
		func(o *Options) { o.Program = "another" },
		func(o *Options) { o.View.Audience = catalog.AudienceInternal },
		func(o *Options) { o.Print = true },
		func(o *Options) { o.SM3 = true },
	} {
		changed := opt
		change(&changed)
		report := mustBuild(t, content, out, changed)
		if report.Reused > 0 {
			t.Errorf("%+v took over %d units", changed, report.Reused)
		}
		sameAsClean(t, "changed", content, report, changed)
		mustBuild(t, content, out, opt)
	}
}

// A file that is changed while a build reads it is not taken for what it was before.
func TestKeptOfChangingContent(t *testing.T) {
	content := contentCopy(t, "testdata/golden/content")
	dir := t.TempDir()
	out, opt := filepath.Join(dir, "public"), keeping(filepath.Join(dir, "kept"))
	var position string
	eachFile(t, content, func(name string) {
		if isPosition(name) && position == "" {
			position = name
		}
	})
	rel, err := filepath.Rel(content, position)
	must(t, err)
	// The second reading of the file finds another sentence; then it is as it was.
	undo := func() {}
	fsys := &onRead{FS: os.DirFS(content), name: filepath.ToSlash(rel), do: func(times int) {
		if times == 2 {
			undo = rewrite(t, position, func(b []byte) []byte {
				return bytes.Replace(b, []byte("。"), []byte("，另有规定的除外。"), 1)
			})
		}
	}}
	if _, err := Build(t.Context(), fsys, out, opt); err != nil || fsys.times < 2 {
		t.Fatal(fsys.times, err)
	}
	undo()
	long := time.Now().Add(-time.Hour)
	must(t, os.Chtimes(position, long, long))
	sameAsClean(t, "after the change was undone", content, mustBuild(t, content, out, opt), opt)
}

// onRead calls a function before each reading of a file.
type onRead struct {
	fs.FS
	name  string
	do    func(times int)
	times int
}

func (o *onRead) ReadFile(name string) ([]byte, error) {
	if name == o.name {
		o.times++
		o.do(o.times)
	}
	return fs.ReadFile(o.FS, name)
}

// The findings of a unit are kept for the days by which it would be judged alike, and
// for no other.
func TestSpanOfFindings(t *testing.T) {
	content := os.DirFS("../content")
	site, err := load.OpenSite(content)
	must(t, err)
	day := site.Newest
	for i := range site.Units {
		u, _, err := load.Unit(content, site, site.Units[i])
		must(t, err)
		for _, today := range []catalog.Date{day, day.AddDays(-400), day.AddDays(100), day.AddDays(2000)} {
			site.Today = today
			findings, span := check.UnitWithin(site.Site, u)
			if !span.Holds(today) {
				t.Fatalf("%s on %s: the span %v does not hold the day itself", u.ID, today, span)
			}
			for _, days := range []int{-900, -300, -40, -1, 1, 40, 300, 900} {
				site.Today = today.AddDays(days)
				other, _ := check.UnitWithin(site.Site, u)
				if span.Holds(site.Today) && !reflect.DeepEqual(findings, other) {
					t.Errorf("%s: judged on %s, holds on %s, but the findings differ", u.ID, today, site.Today)
				}
			}
		}
	}
}

// What a unit gives to others depends on what is shown of it, too: an edit of a unit above
// it, and another view, withhold what they should.
func TestKeptWithholdsWhatIsHidden(t *testing.T) {
	dir := t.TempDir()
	content := filepath.Join(dir, "content")
	const graded = "\n- 等级：一级\n- 前期预防：按月核对\n"
	for name, text := range map[string]string{
		"site.toml":        "title = \"站\"\nscheme = \"own\"\n",
		"schemes/own.toml": "name = \"甲\"\n[[grade]]\nid = \"1\"\nlabel = \"一级\"\n[[stage]]\nid = \"p\"\nlabel = \"前期预防\"\n",
		"shi/unit.toml":    "name = \"市\"\n",
		"shi/p.md":         "+++\nname = \"岗\"\n+++\n## 围标 {#a}\n" + graded,
		"ju/unit.toml":     "name = \"局\"\n",
		"ju/ke/unit.toml":  "name = \"科\"\n",
		"ju/ke/q.md":       "+++\nname = \"密岗\"\n+++\n## 密险 {#b}\n" + graded + "- 承接：shi/p#a\n",
		"caogao/unit.toml": "name = \"稿\"\n[publication]\nstatus = \"draft\"\n",
		"caogao/r.md":      "+++\nname = \"稿岗\"\n+++\n## 稿险 {#c}\n" + graded + "- 承接：shi/p#a\n",
		"neibu/unit.toml":  "name = \"内\"\n",
		"neibu/s.md":       "+++\nname = \"内岗\"\n+++\n## 内险 {#d}\n" + graded + "- 承接：shi/p#a\n- 公开范围：内部\n",
	} {
		file := filepath.Join(content, filepath.FromSlash(name))
		must(t, os.MkdirAll(filepath.Dir(file), 0o755))
		must(t, os.WriteFile(file, []byte(text), 0o644))
	}
	out, opt := filepath.Join(dir, "public"), keeping(filepath.Join(dir, "kept"))
	inside, drafts := opt, opt
	inside.View.Audience, drafts.View.Drafts = catalog.AudienceInternal, true
	step := func(what string, opt Options) {
		t.Helper()
		report := mustBuild(t, content, out, opt)
		if report.Findings.HasErrors() {
			t.Fatal(what, report.Findings)
		}
		sameAsClean(t, what, content, report, opt)
		isWhole(t, what, out)
	}
	step("first", opt)
	step("internal", inside)
	step("public again", opt)
	step("drafts", drafts)
	step("no drafts again", opt)
	rewrite(t, filepath.Join(content, "schemes", "own.toml"), func(b []byte) []byte {
		return bytes.Replace(b, []byte("一级"), []byte("特级\"\naliases = [\"一级\"]\nmeaning = \"重"), 1)
	})
	step("another label", opt)
	rewrite(t, filepath.Join(content, "ju", "unit.toml"), func(b []byte) []byte { return append(b, "[publication]\naudience = \"internal\"\n"...) })
	step("the unit above is internal", opt)
	page, err := os.ReadFile(filepath.Join(out, "shi", "p.html"))
	must(t, err)
	for _, hidden := range []string{"密险", "稿险", "内险"} {
		if i := bytes.Index(page, []byte(hidden)); i >= 0 {
			t.Errorf("the page of the superior tells of %s: %s", hidden, page[max(i-200, 0):i+20])
		}
	}
}

// Files that are no content are told of, whatever was built before.
func TestKeptTellsOfStrayFiles(t *testing.T) {
	content := contentCopy(t, "testdata/golden/content")
	dir := t.TempDir()
	out, opt := filepath.Join(dir, "public"), keeping(filepath.Join(dir, "kept"))
	mustBuild(t, content, out, opt)
	for _, name := range []string{"readme.txt", "ju/gang.docx", "ju/q.MD", "ju/assets/con.txt", "ju/assets/~$b.docx"} {
		file := filepath.Join(content, filepath.FromSlash(name))
		must(t, os.MkdirAll(filepath.Dir(file), 0o755))
		must(t, os.WriteFile(file, []byte("x"), 0o644))
		report := mustBuild(t, content, out, opt)
		told := false
		for _, f := range report.Findings {
			told = told || f.File == name
		}
		if !told {
			t.Errorf("%s is not told of", name)
		}
		must(t, os.Remove(file))
		sameAsClean(t, "without "+name, content, mustBuild(t, content, out, opt), opt)
	}
}
