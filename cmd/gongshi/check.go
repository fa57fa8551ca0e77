package main

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gongshi/generator"
	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

func (c *command) checkCommand() *cobra.Command {
	var content, format, today string
	var strict, rules bool
	var jobs int
	cmd := &cobra.Command{
		Use:   "check [FILE|DIR...]",
		Short: c.say("检查内容，列出全部问题", "check the content and list every finding"),
		Long: c.say("检查内容目录，一次列出全部问题：在哪个文件、哪一行、哪一列，错在哪里，怎样改。\n写了文件名的，只列这些文件的问题，单位之间的引用不查，很快。",
			"check reads the content folder and lists every finding at once: file, line, column,\nwhat is wrong and how to mend it. With names it lists the findings of those files\nonly, without what spans units, and is quick."),
		Example: "  gongshi check --content content\n  gongshi check --format json > findings.json\n  gongshi check content/weishengju/caigou.md\n  gongshi check --rules > rules.md",
		RunE: func(cmd *cobra.Command, args []string) error {
			if rules {
				_, err := fmt.Fprint(c.stdout, generator.RuleReference(c.lang))
				return err
			}
			fsys, err := c.openContent(content)
			if err != nil {
				return err
			}
			if !slices.Contains(checkFormats, format) {
				return usageError{c.sayf("没有格式%q；可用 %s", "there is no format %q; use one of %s", format, strings.Join(checkFormats, c.say("、", ", ")))}
			}
			day, err := c.day(today)
			if err != nil {
				return err
			}
			if day.IsZero() {
				day = catalog.DateOf(time.Now())
			}
			names, err := c.contentNames(content, args)
			if err != nil {
				return err
			}
			var report *generator.Report
			if len(names) > 0 {
				report, err = generator.CheckFiles(fsys, names, day)
			} else {
				report, err = generator.CheckOn(cmd.Context(), fsys, jobs, day)
			}
			if err != nil {
				return err
			}
			if err := c.printReport(format, fsys, contentPrefix(content), report.Findings); err != nil {
				return err
			}
			c.printOverview(c.stderr, report.Findings)
			fmt.Fprintln(c.stderr, c.sayf("%s：%s（到期事项按 %s 计算）", "%s: %s (what is due is judged by %s)",
				c.extent(report), c.summary(report.Findings), report.Today))
			if report.Failed(strict) {
				return errFindings
			}
			return nil
		},
	}
	c.contentFlag(cmd, &content)
	cmd.Flags().StringVar(&format, "format", "text", c.say("结果的格式：text、json、sarif、github 或 gitlab", "form of the result: text, json, sarif, github or gitlab"))
	c.complete(cmd, "format", checkFormats...)
	c.todayFlag(cmd, &today, c.say("当天", "today"))
	cmd.Flags().BoolVar(&rules, "rules", false, c.say("列出全部规则，不检查内容", "list every rule and check nothing"))
	c.strictFlag(cmd, &strict)
	c.jobsFlag(cmd, &jobs)
	return cmd
}

// checkFormats are the forms of findings.
var checkFormats = []string{"text", "json", "sarif", "github", "gitlab"}

func (c *command) printReport(format string, content fs.FS, prefix string, findings diag.List) error {
	switch format {
	case "json":
		return c.printJSON(c.stdout, findings)
	case "sarif":
		return c.printSARIF(c.stdout, content, prefix, findings)
	case "github":
		c.printGitHub(c.stdout, prefix, findings)
	case "gitlab":
		return c.printGitLab(c.stdout, prefix, findings)
	default:
		c.printFindings(c.stdout, findings)
	}
	return nil
}

func (c *command) contentFlag(cmd *cobra.Command, to *string) {
	cmd.Flags().StringVar(to, "content", "content", c.say("内容目录", "content folder"))
}

func (c *command) strictFlag(cmd *cobra.Command, to *bool) {
	cmd.Flags().BoolVar(to, "strict", false, c.say("把警告也当作错误", "treat warnings as errors"))
}

func (c *command) jobsFlag(cmd *cobra.Command, to *int) {
	cmd.Flags().Var((*countFlag)(to), "jobs", c.say("同时处理的单位数，0 为每个处理器一个", "units handled at once, 0 for one on each processor"))
}

func (c *command) todayFlag(cmd *cobra.Command, to *string, standard string) {
	cmd.Flags().StringVar(to, "today", "", c.sayf("按哪一天计算到期事项，例如 2026-01-19（默认：%s）", "the day by which what is due is judged, such as 2026-01-19 (default: %s)", standard))
}

// day reads the value of --today; none gives the zero date.
func (c *command) day(s string) (catalog.Date, error) {
	if s == "" {
		return catalog.Date{}, nil
	}
	d, err := catalog.ParseDate(s)
	if err != nil {
		return d, usageError{c.sayf("--today 不是日期：%q；写成 2026-01-19", "--today is not a date: %q; write 2026-01-19", s)}
	}
	return d, nil
}
