package generator

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongshi/generator/catalog"
	"gongshi/generator/change"
	"gongshi/generator/write"
)

// buildShards builds all shards of a site, one folder each.
func buildShards(t *testing.T, content, dir string, n int, opt Options) []string {
	t.Helper()
	var dirs []string
	for i := range n {
		opt.Shard = Shard{i + 1, n}
		out := filepath.Join(dir, fmt.Sprintf("%d-of-%d", i+1, n))
		if report := mustBuild(t, content, out, opt); report.Failed(false) {
			t.Fatalf("shard %d: %v", i+1, report.Findings)
		}
		if problems, err := write.Verify(out); err != nil || len(problems) > 0 {
			t.Fatalf("shard %d is not as its manifest says: %v, %v", i+1, problems, err)
		}
		dirs = append(dirs, out)
	}
	return dirs
}

func mustJoin(t *testing.T, dirs []string, out string, opt Options) *Report {
	t.Helper()
	report, err := Join(t.Context(), dirs, out, Options{Program: opt.Program, Strict: opt.Strict})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// The site of the shards is, byte for byte, that of a single build: for more shards than
// units too, in any order, and for every view.
func TestJoinEqualsBuild(t *testing.T) {
	content := contentCopy(t, "../content")
	theme := filepath.Join(content, "look", "assets", "style")
	must(t, os.MkdirAll(theme, 0o755))
	must(t, os.WriteFile(filepath.Join(theme, "zz-own.css"), []byte("main { max-width: 60em }\n"), 0o644))
	rewrite(t, filepath.Join(content, "site.toml"), func(b []byte) []byte { return append([]byte("theme = \"look\"\n"), b...) })
	must(t, os.MkdirAll(filepath.Join(content, "caogao"), 0o755))
	must(t, os.WriteFile(filepath.Join(content, "caogao", "unit.toml"), []byte("name = \"某局\"\npublication = { status = \"draft\" }\n"), 0o644))
	for _, c := range []struct {
		n   int
		opt Options
	}{
		{1, Options{View: public.View}},
		{2, Options{View: catalog.View{Audience: catalog.AudienceInternal, Drafts: true}, Print: true}},
		{7, Options{View: public.View, SM3: true}},
		{16, Options{View: public.View, Today: catalog.Date{Year: 2026, Month: 12, Day: 31}}},
	} {
		t.Run(fmt.Sprint(c.n), func(t *testing.T) {
			c.opt.Program = "test"
			dir := t.TempDir()
			dirs := buildShards(t, content, dir, c.n, c.opt)
			slices.Reverse(dirs)
			out := filepath.Join(dir, "public")
			sameAsClean(t, "joined", content, mustJoin(t, dirs, out, c.opt), c.opt)
			if problems, err := write.Verify(out); err != nil || len(problems) > 0 {
				t.Errorf("%v, %v", problems, err)
			}
		})
	}
}

// Shards tell of the changes since the site before as a single build does.
func TestJoinTellsOfChanges(t *testing.T) {
	content := contentCopy(t, "testdata/golden/content")
	opt := Options{View: public.View, Program: "test"}
	before, err := Snapshot(t.Context(), os.DirFS(content), opt.View, 0)
	must(t, err)
	eachFile(t, content, func(name string) {
		if isPosition(name) {
			rewrite(t, name, func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("。"), []byte("，从严掌握。")) })
		}
	})
	opt.Previous = &Previous{Snapshot: before}
	dir := t.TempDir()
	dirs := buildShards(t, content, dir, 2, opt)
	clean := sameAsClean(t, "joined", content, mustJoin(t, dirs, filepath.Join(dir, "public"), opt), opt)
	if clean.Changes == 0 {
		t.Error("the test changes nothing")
	}
	for name, c := range map[string]struct {
		previous *Previous
		want     error
	}{
		"none":         {nil, ErrShardContent},
		"empty":        {&Previous{Snapshot: new(change.Snapshot)}, ErrShardPrevious},
		"another log":  {&Previous{Snapshot: before, Log: []Publication{{On: catalog.Date{Year: 2020, Month: 1, Day: 2}}}}, ErrShardPrevious},
		"another unit": {&Previous{Snapshot: &change.Snapshot{Points: append(slices.Clone(before.Points), change.Point{Address: "x/y#z"})}}, ErrShardPrevious},
	} {
		opt.Previous = c.previous
		others := buildShards(t, content, filepath.Join(dir, name), 2, opt)
		if _, err := Join(t.Context(), []string{dirs[0], others[1]}, filepath.Join(dir, "public"), opt); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

// A shard that is run again, from what it kept, is what it was.
func TestShardIsRunAgain(t *testing.T) {
	content := contentCopy(t, "../content")
	dir := t.TempDir()
	opt := keeping(filepath.Join(dir, "kept"))
	dirs := buildShards(t, content, dir, 3, opt)
	must(t, os.RemoveAll(dirs[1]))
	if _, err := Join(t.Context(), dirs, filepath.Join(dir, "public"), opt); !errors.Is(err, ErrNoShard) {
		t.Errorf("got %v, want ErrNoShard", err)
	}
	buildShards(t, content, dir, 3, opt)
	sameAsClean(t, "joined", content, mustJoin(t, dirs, filepath.Join(dir, "public"), opt), opt)
}

// forge changes a file of a shard and, with it, the manifest.
func forge(t *testing.T, dir, name string, data []byte) {
	t.Helper()
	m, err := write.ReadManifest(dir)
	must(t, err)
	file := m.Files[slices.IndexFunc(m.Files, func(f write.File) bool { return f.Path == name })]
	must(t, os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), data, 0o644))
	rewrite(t, filepath.Join(dir, "manifest.json"), func(b []byte) []byte {
		return bytes.Replace(b, fmt.Appendf(nil, `"size":%d,"sha256":"%s"`, file.Size, file.SHA256),
			fmt.Appendf(nil, `"size":%d,"sha256":"%x"`, len(data), sha256.Sum256(data)), 1)
	})
}

// No shard is made of content that changes meanwhile: it would be of no content that ever was.
func TestShardOfChangingContent(t *testing.T) {
	for _, c := range []struct{ read, changed string }{
		{"ju/caigou.md", "ju/caigou.md"},
		{"ju/caigou.md", "ju/assets/biao.csv"},
		{"rules.toml", "rules.toml"},
	} {
		content := contentCopy(t, "testdata/golden/content")
		fsys := &onRead{FS: os.DirFS(content), name: c.read, do: func(times int) {
			if times == 2 {
				rewrite(t, filepath.Join(content, filepath.FromSlash(c.changed)), func(b []byte) []byte { return append(b, '\n') })
			}
		}}
		out := filepath.Join(t.TempDir(), "shard")
		_, err := Build(t.Context(), fsys, out, Options{View: public.View, Program: "test", Shard: Shard{1, 1}})
		if !errors.Is(err, ErrShardChanging) || !strings.HasSuffix(err.Error(), c.changed) {
			t.Errorf("%s: %v", c.changed, err)
		}
		if _, err := os.Stat(out); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: there is a shard: %v", c.changed, err)
		}
	}
}

// A set of shards that do not belong together is refused, and the site left as it was.
func TestJoinRefuses(t *testing.T) {
	content := contentCopy(t, "testdata/golden/content")
	dir := t.TempDir()
	opt := Options{View: public.View, Program: "test"}
	dirs := buildShards(t, content, dir, 2, opt)
	out := filepath.Join(dir, "public")
	first := mustJoin(t, dirs, out, opt)

	other := opt
	other.Program = "another"
	newer := buildShards(t, content, filepath.Join(dir, "newer"), 2, other)
	inside := opt
	inside.View.Audience = catalog.AudienceInternal
	wider := buildShards(t, content, filepath.Join(dir, "wider"), 2, inside)
	edited := contentCopy(t, "testdata/golden/content")
	rewrite(t, choose(t, edited, seeded(), isPosition), func(b []byte) []byte { return append(b, "\n补充。\n"...) })
	later := buildShards(t, edited, filepath.Join(dir, "later"), 2, opt)
	mended := contentCopy(t, "testdata/golden/content")
	rewrite(t, choose(t, mended, seeded(), isPosition), func(b []byte) []byte { return bytes.Replace(b, []byte("。"), []byte("！"), 1) })
	same := buildShards(t, mended, filepath.Join(dir, "same"), 2, opt)
	attached := contentCopy(t, "testdata/golden/content")
	rewrite(t, filepath.Join(attached, "ju", "assets", "biao.csv"), func(b []byte) []byte { b[0] ^= 1; return b })
	file := buildShards(t, attached, filepath.Join(dir, "file"), 2, opt)
	damaged := buildShards(t, content, filepath.Join(dir, "damaged"), 2, opt)
	rewrite(t, filepath.Join(damaged[0], "ju", "index.html"), func(b []byte) []byte { b[len(b)/2] ^= 1; return b })
	spoilt := buildShards(t, content, filepath.Join(dir, "spoilt"), 2, opt)
	rewrite(t, filepath.Join(spoilt[1], ".shard", "head"), func(b []byte) []byte { b[len(b)/2] ^= 1; return b })

	touched := func(name string, change func(content string)) []string {
		dirs := buildShards(t, content, filepath.Join(dir, name), 2, opt)
		change(filepath.Join(dirs[0], ".shard", "content"))
		return dirs
	}

	for _, c := range []struct {
		name string
		dirs []string
		want error
	}{
		{"none", nil, ErrShardsMissing},
		{"one is missing", dirs[:1], ErrShardsMissing},
		{"one twice", []string{dirs[0], dirs[1], dirs[0]}, ErrShardTwice},
		{"a site", []string{out}, ErrNoShard},
		{"no folder", []string{filepath.Join(dir, "nothing")}, ErrNoShard},
		{"another version", []string{dirs[0], newer[1]}, ErrShardProgram},
		{"all of another version", newer, ErrShardProgram},
		{"another audience", []string{dirs[0], wider[1]}, ErrShardContent},
		{"other content", []string{dirs[0], later[1]}, ErrShardContent},
		{"other content of the same size", []string{dirs[0], same[1]}, ErrShardContent},
		{"the same in another order", []string{same[1], dirs[0]}, ErrShardContent},
		{"another attachment of the same size", []string{dirs[0], file[1]}, ErrShardContent},
		{"a changed page", damaged, ErrShardDamaged},
		{"a changed head", spoilt, ErrShardDamaged},
		{"a changed title", touched("title", func(dir string) {
			rewrite(t, filepath.Join(dir, "site.toml"), func(b []byte) []byte { return bytes.Replace(b, []byte("title"), []byte("titel"), 1) })
		}), ErrShardDamaged},
		{"no site.toml", touched("no-site", func(dir string) { must(t, os.Remove(filepath.Join(dir, "site.toml"))) }), ErrShardDamaged},
		{"no register", touched("no-rules", func(dir string) { must(t, os.Remove(filepath.Join(dir, "rules.toml"))) }), ErrShardDamaged},
		{"half a register", touched("half", func(dir string) {
			rewrite(t, filepath.Join(dir, "rules.toml"), func(b []byte) []byte { return b[:len(b)/2] })
		}), ErrShardDamaged},
		{"a scheme that is missing, of which the manifest knows nothing", touched("forged", func(dir string) {
			site, err := os.ReadFile(filepath.Join(dir, "site.toml"))
			must(t, err)
			forge(t, filepath.Dir(filepath.Dir(dir)), shardContent+"site.toml", append([]byte("scheme = \"none\"\n"), site...))
		}), ErrShardDamaged},
	} {
		if _, err := Join(t.Context(), c.dirs, out, opt); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
		if m, err := write.ReadManifest(out); err != nil || m.Digest != first.Digest {
			t.Fatalf("%s: the site has changed: %v", c.name, err)
		}
	}
}

// What lies in a shard beside the files of its manifest has no part in the site. A theme
// may be a folder without files.
func TestJoinReadsWhatTheManifestNames(t *testing.T) {
	content := contentCopy(t, "testdata/golden/content")
	must(t, os.Mkdir(filepath.Join(content, "look"), 0o755))
	rewrite(t, filepath.Join(content, "site.toml"), func(b []byte) []byte { return append([]byte("theme = \"look\"\n"), b...) })
	dir := t.TempDir()
	opt := Options{View: public.View, Program: "test"}
	dirs := buildShards(t, content, dir, 2, opt)
	for name, text := range map[string]string{
		"schemes/three-level.toml": "name = \"x\"\ninclude = [\"three-level\"]\n",
		"holidays.toml":            "off = [2026-05-06]\n",
		"look/assets/style/zz.css": "main { display: none }\n",
		"new/unit.toml":            "name = \"x\"\n",
	} {
		name = filepath.Join(dirs[0], ".shard", "content", filepath.FromSlash(name))
		must(t, os.MkdirAll(filepath.Dir(name), 0o755))
		must(t, os.WriteFile(name, []byte(text), 0o644))
	}
	sameAsClean(t, "joined", content, mustJoin(t, dirs, filepath.Join(dir, "public"), opt), opt)
}

// Whatever a file of a shard says, that its manifest has the digest of, the shards are
// joined or refused, and nothing is written but the site.
func FuzzShard(f *testing.F) {
	content := os.DirFS("testdata/golden/content")
	opt := Options{View: public.View, Program: "test"}
	dir := f.TempDir()
	var dirs []string
	for n := range 2 {
		opt.Shard = Shard{n + 1, 2}
		out := filepath.Join(dir, fmt.Sprint(n))
		if _, err := Build(f.Context(), content, out, opt); err != nil {
			f.Fatal(err)
		}
		dirs = append(dirs, out)
	}
	m, err := write.ReadManifest(dirs[0])
	if err != nil {
		f.Fatal(err)
	}
	var files []write.File // that are read, not copied
	for _, file := range m.Files {
		if strings.HasPrefix(file.Path, shardFolder) {
			data, err := os.ReadFile(filepath.Join(dirs[0], filepath.FromSlash(file.Path)))
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data, uint8(len(files)))
			files = append(files, file)
		}
	}
	if len(files) < 2 {
		f.Fatalf("a shard of %v", files)
	}
	f.Fuzz(func(t *testing.T, data []byte, which uint8) {
		file := files[int(which)%len(files)]
		name := filepath.Join(dirs[0], filepath.FromSlash(file.Path))
		was, err := os.ReadFile(name)
		must(t, err)
		forge(t, dirs[0], file.Path, data)
		out := filepath.Join(dir, "public")
		report, err := Join(t.Context(), dirs, out, Options{Program: opt.Program})
		if errors.Is(err, ErrShardDamaged) && strings.HasSuffix(err.Error(), file.Path) {
			t.Fatalf("the digest is not that of the file: %v", err)
		}
		if bytes.Equal(data, was) && (err != nil || report.Failed(false)) {
			t.Fatal(report, err)
		}
		if err == nil && !report.Failed(false) {
			if problems, err := write.Verify(out); err != nil || len(problems) > 0 {
				t.Errorf("%v, %v", problems, err)
			}
		}
		forge(t, dirs[0], file.Path, was)
		entries, err := os.ReadDir(dir)
		if err != nil || len(entries) > 3 {
			t.Errorf("beside the site: %v %v", entries, err)
		}
	})
}
