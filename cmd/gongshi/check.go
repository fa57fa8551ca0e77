package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"gongshi/generator"
	"gongshi/generator/catalog"
)

func (c *command) checkCommand() *cobra.Command {
	var content, format, today string
	var strict, rules bool
	var jobs int
	cmd := &cobra.Command{
		Use:   "check",
		Short: c.say("检查内容，列出全部问题", "check the content and list every finding"),
		Long: c.say("检查内容目录，一次列出全部问题：在哪个文件、哪一行、哪一列，错在哪里，怎样改。",
			"check reads the content folder and lists every finding at once: file, line, column,\nwhat is wrong and how to mend it."),
		Example: "  gongshi check --content content\n  gongshi check --format json > findings.json\n  gongshi check --rules > rules.md",
		Args:    c.noArgs(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if rules {
				_, err := fmt.Fprint(c.stdout, generator.RuleReference(c.lang))
				return err
			}
			fsys, err := c.openContent(content)
			if err != nil {
				return err
			}
			if format != "text" && format != "json" && format != "github" {
				return usageError{c.sayf("没有格式 %q；可用 text、json、github", "there is no format %q; use text, json or github", format)}
			}
			day, err := c.day(today)
			if err != nil {
				return err
			}
			if day.IsZero() {
				day = catalog.DateOf(time.Now())
			}
			report, err := generator.CheckOn(cmd.Context(), fsys, jobs, day)
			if err != nil {
				return err
			}
			switch format {
			case "json":
				err = c.printJSON(c.stdout, report.Findings)
			case "github":
				c.printGitHub(c.stdout, report.Findings)
			default:
				c.printFindings(c.stdout, report.Findings)
			}
			if err != nil {
				return err
			}
			fmt.Fprintln(c.stderr, c.sayf("%d 个单位，%d 个岗位，%d 个风险点：%s（到期事项按 %s 计算）", "%d units, %d positions, %d risk points: %s (what is due is judged by %s)",
				report.Units, report.Positions, report.Risks, c.summary(report.Findings), report.Today))
			if report.Failed(strict) {
				return errFindings
			}
			return nil
		},
	}
	c.contentFlag(cmd, &content)
	cmd.Flags().StringVar(&format, "format", "text", c.say("结果的格式：text、json 或 github", "form of the result: text, json or github"))
	c.todayFlag(cmd, &today, c.say("当天", "today"))
	cmd.Flags().BoolVar(&rules, "rules", false, c.say("列出全部规则，不检查内容", "list every rule and check nothing"))
	c.strictFlag(cmd, &strict)
	c.jobsFlag(cmd, &jobs)
	return cmd
}

func (c *command) contentFlag(cmd *cobra.Command, to *string) {
	cmd.Flags().StringVar(to, "content", "content", c.say("内容目录", "content folder"))
}

func (c *command) strictFlag(cmd *cobra.Command, to *bool) {
	cmd.Flags().BoolVar(to, "strict", false, c.say("把警告也当作错误", "treat warnings as errors"))
}

func (c *command) jobsFlag(cmd *cobra.Command, to *int) {
	cmd.Flags().IntVar(to, "jobs", 0, c.say("同时处理的单位数，0 为每个处理器一个", "units handled at once, 0 for one on each processor"))
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
