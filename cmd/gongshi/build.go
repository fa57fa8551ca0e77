package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"gongshi/generator"
	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// buildFlags are the options of a build.
type buildFlags struct {
	content, out, audience, today, previous, cache, shard string
	drafts, strict, print, sm3, noCache                   bool
	jobs                                                  int
	members                                               []generator.Member
	session                                               *generator.Session // of the builds of serve, or nil
}

func (c *command) buildCommand() *cobra.Command {
	var f buildFlags
	cmd := &cobra.Command{
		Use:   "build",
		Short: c.say("生成网站", "build the site"),
		Long: c.say(`检查内容并生成网站。内容有错误时列出全部问题，原有的网站保持不变。
生成的文件夹可以放到任何服务器，也可以在磁盘上直接打开 index.html。`,
			`build checks the content and builds the site. When the content has errors it lists
them all and leaves the earlier site as it was. The folder it makes works on any
server and, opened from a disk, without one.`),
		Example: "  gongshi build --content content --out public",
		Args:    c.noArgs(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			start := time.Now()
			progress := c.progress()
			report, err := c.build(cmd.Context(), f, progress.show)
			progress.clear()
			if err != nil {
				return err
			}
			c.printFindings(c.stderr, report.Findings)
			c.printOverview(c.stderr, report.Findings)
			fmt.Fprintln(c.stderr, c.closing(report, time.Since(start)))
			if report.Unkept != nil {
				fmt.Fprintln(c.stderr, c.sayf("网站已经生成，但缓存没有保存：%v", "the site is built, but nothing was cached: %v", report.Unkept))
			}
			if report.Failed(f.strict) {
				return errFindings
			}
			return nil
		},
	}
	c.contentFlag(cmd, &f.content)
	cmd.Flags().StringVar(&f.out, "out", "public", c.say("输出文件夹", "output folder"))
	cmd.Flags().StringVar(&f.audience, "audience", catalog.AudiencePublic, c.say("公开范围：public 公众版，internal 内部版", "for whom: public or internal"))
	cmd.Flags().BoolVar(&f.drafts, "drafts", false, c.say("也生成草稿单位", "build units that are drafts too"))
	cmd.Flags().BoolVar(&f.print, "print", false, c.say("另外生成 print/ 文件夹：每个岗位一张公示表，每个单位一册目录，供打印", "also make the folder print/: a notice-board sheet for each position and one document for each unit"))
	cmd.Flags().BoolVar(&f.sm3, "sm3", false, c.say("清单中加上国密 SM3 摘要", "name SM3 digests in the manifest too"))
	cmd.Flags().StringVar(&f.previous, "previous", "", c.say("与哪个版本比较，生成变更记录：上次的网站、data/catalogue.json、内容目录或 git 版本", "the state to tell the changes from: the last site, its data/catalogue.json, a content folder or a git revision"))
	cmd.Flags().StringVar(&f.shard, "shard", "", c.say("只生成 N 份中的第 I 份，写成 I/N，之后用 gongshi join 合成", "build only the I-th of N shards, I/N, for gongshi join"))
	cmd.Flags().StringVar(&f.cache, "cache", "", c.say("缓存文件夹，没有改动的单位不再重做（默认在用户的缓存目录，也可用环境变量 "+cacheVariable+" 指定）", "folder of the cache, which spares building again what has not changed (by default in the user's cache folder, or "+cacheVariable+" names it)"))
	cmd.Flags().BoolVar(&f.noCache, "no-cache", false, c.say("不用缓存，全部重做", "use no cache and build everything"))
	c.todayFlag(cmd, &f.today, c.say("内容中最新的日期", "the newest date of the content"))
	c.strictFlag(cmd, &f.strict)
	c.jobsFlag(cmd, &f.jobs)
	return cmd
}

// build runs one build with the options.
func (c *command) build(ctx context.Context, f buildFlags, progress func(generator.Progress)) (*generator.Report, error) {
	if f.audience == "" {
		f.audience = catalog.AudiencePublic
	}
	if f.audience != catalog.AudiencePublic && f.audience != catalog.AudienceInternal {
		return nil, usageError{c.sayf("--audience 不能是%q；可用 public、internal", "--audience cannot be %q; use public or internal", f.audience)}
	}
	fsys, err := c.openContent(f.content)
	if err != nil {
		return nil, err
	}
	if err := c.checkApart(f.content, f.out); err != nil {
		return nil, err
	}
	today, err := c.day(f.today)
	if err != nil {
		return nil, err
	}
	previous, err := c.previous(ctx, f)
	if err != nil {
		return nil, err
	}
	shard, err := c.shard(f.shard)
	if err != nil {
		return nil, err
	}
	keep, program, err := c.cache(f)
	if err != nil {
		return nil, err
	}
	report, err := generator.Build(ctx, fsys, f.out, generator.Options{
		Previous: previous,
		Today:    today,
		View:     catalog.View{Audience: f.audience, Drafts: f.drafts},
		Strict:   f.strict,
		Print:    f.print,
		SM3:      f.sm3,
		Jobs:     f.jobs,
		Shard:    shard,
		Members:  f.members,
		Keep:     keep,
		Session:  f.session,
		Program:  program,
		Progress: progress,
	})
	return report, err
}

// cacheVariable names the folder of the cache where no option does.
const cacheVariable = "GONGSHI_CACHE"

// cache is the folder of the cache, empty where there is to be none, and what tells
// this program from others that have used it.
func (c *command) cache(f buildFlags) (dir, program string, err error) {
	if f.noCache && f.shard == "" {
		return "", "", nil // nobody asks which program it was
	}
	if program, err = programID(); err != nil || f.noCache {
		return "", program, err
	}
	if f.cache != "" {
		return f.cache, program, nil
	}
	if dir = os.Getenv(cacheVariable); dir != "" {
		return dir, program, nil
	}
	if dir, err = os.UserCacheDir(); err != nil {
		return "", program, nil // a machine without a home: everything is built
	}
	return filepath.Join(dir, "gongshi"), program, nil
}

// checkApart refuses an output folder that lies in one that is read, or holds it.
func (c *command) checkApart(content, out string) error {
	from, err1 := filepath.Abs(content)
	to, err2 := filepath.Abs(out)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	if within(from, to) || within(to, from) {
		return usageError{c.sayf("输出文件夹 %s 和 %s 不能一个在另一个里面", "the output folder %s and %s cannot lie one in the other", out, content)}
	}
	return nil
}

// within reports whether path is dir or lies below it.
func within(path, dir string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && filepath.IsLocal(rel)
}

// closing is what ends a build.
func (c *command) closing(r *generator.Report, took time.Duration) string {
	seconds := took.Seconds()
	if r.Files == 0 {
		return c.sayf("没有生成网站：%s（%.2f 秒）", "no site was built: %s (%.2f s)", c.summary(r.Findings), seconds)
	}
	text := c.sayf("%s，%d 个文件（%.1f MB），%.2f 秒；%s\n清单摘要 sha256:%s",
		"%s, %d files (%.1f MB), %.2f s; %s\nthe manifest's digest is sha256:%s",
		c.extent(r), r.Files, float64(r.Bytes)/1e6, seconds, c.summary(r.Findings), r.Digest)
	if r.Drafts > 0 {
		text += c.sayf("\n%[1]d 个草稿单位不在网站里：预览用 gongshi serve；审定后把 unit.toml 里的 status 改为 published", "\nthe site leaves out %[2]s: see drafts with gongshi serve; once approved, let status in unit.toml be published",
			r.Drafts, plural(r.Drafts, "unit that is a draft", "units that are drafts"))
	}
	return text
}

// extent counts in words what was read.
func (c *command) extent(r *generator.Report) string {
	return diag.Text{
		Zh: fmt.Sprintf("%d 个单位，%d 个岗位，%d 个风险点", r.Units, r.Positions, r.Risks),
		En: plural(r.Units, "unit", "units") + ", " + plural(r.Positions, "position", "positions") + ", " + plural(r.Risks, "risk point", "risk points"),
	}.In(c.lang)
}

// plural is a number with its noun in English.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// progressLine shows on a terminal how far a long build has come. Piped output
// stays silent.
type progressLine struct {
	c        *command
	terminal bool
	start    time.Time
	last     time.Time
	shown    bool
}

func (c *command) progress() *progressLine {
	f, isFile := c.stderr.(*os.File)
	return &progressLine{c: c, terminal: isFile && term.IsTerminal(int(f.Fd())), start: time.Now()}
}

// show writes the line anew, at most ten times a second and not in the first
// second.
func (p *progressLine) show(s generator.Progress) {
	now := time.Now()
	if !p.terminal || now.Sub(p.start) < time.Second || now.Sub(p.last) < 100*time.Millisecond {
		return
	}
	p.last, p.shown = now, true
	fmt.Fprintf(p.c.stderr, "\r\x1b[K%s", p.c.sayf("已处理 %d/%d 个单位，%d 个网页", "%d/%d units done, %d pages written", s.UnitsDone, s.Units, s.Files))
}

func (p *progressLine) clear() {
	if p.shown {
		fmt.Fprint(p.c.stderr, "\r\x1b[K")
	}
}
