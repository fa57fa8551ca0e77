package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"gongshi/generator"
)

func (c *command) checkCommand() *cobra.Command {
	var content, format string
	var strict bool
	var jobs int
	cmd := &cobra.Command{
		Use:   "check",
		Short: c.say("检查内容，列出全部问题", "check the content and list every finding"),
		Long: c.say("检查内容目录，一次列出全部问题：在哪个文件、哪一行、哪一列，错在哪里，怎样改。",
			"check reads the content folder and lists every finding at once: file, line, column,\nwhat is wrong and how to mend it."),
		Example: "  gongshi check --content content\n  gongshi check --format json > findings.json",
		Args:    c.noArgs(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			fsys, err := c.openContent(content)
			if err != nil {
				return err
			}
			if format != "text" && format != "json" && format != "github" {
				return usageError{c.sayf("没有格式 %q；可用 text、json、github", "there is no format %q; use text, json or github", format)}
			}
			report, err := generator.Check(cmd.Context(), fsys, jobs)
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
			fmt.Fprintln(c.stderr, c.sayf("%d 个单位，%d 个岗位，%d 个风险点：%s", "%d units, %d positions, %d risk points: %s",
				report.Units, report.Positions, report.Risks, c.summary(report.Findings)))
			if report.Failed(strict) {
				return errFindings
			}
			return nil
		},
	}
	c.contentFlag(cmd, &content)
	cmd.Flags().StringVar(&format, "format", "text", c.say("结果的格式：text、json 或 github", "form of the result: text, json or github"))
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
