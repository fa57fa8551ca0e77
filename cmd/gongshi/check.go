package main

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"gongshi/generator"
	"gongshi/generator/diag"
)

func (c *command) checkCommand() *cobra.Command {
	var content, format string
	var strict bool
	var jobs int
	cmd := &cobra.Command{
		Use:   "check [FILE...]",
		Short: c.say("检查内容，列出全部问题", "check the content and list every finding"),
		Long: c.say("检查内容目录，一次列出全部问题：在哪个文件、哪一行、哪一列，错在哪里，怎样改。\n写了文件名的，只列这些文件的问题，单位之间的引用不查，很快。",
			"check reads the content folder and lists every finding at once: file, line, column,\nwhat is wrong and how to mend it. With names it lists the findings of those files\nonly, without what spans units, and is quick."),
		Example: "  gongshi check --content content\n  gongshi check --format json > findings.json\n  gongshi check content/weishengju/caigou.md",
		RunE: func(cmd *cobra.Command, args []string) error {
			fsys, err := c.openContent(content)
			if err != nil {
				return err
			}
			if !slices.Contains(checkFormats, format) {
				return usageError{c.sayf("没有格式 %q；可用 %s", "there is no format %q; use one of %s", format, strings.Join(checkFormats, ", "))}
			}
			names, err := c.contentNames(content, args)
			if err != nil {
				return err
			}
			var report *generator.Report
			if len(names) > 0 {
				report, err = generator.CheckFiles(fsys, names)
			} else {
				report, err = generator.Check(cmd.Context(), fsys, jobs)
			}
			if err != nil {
				return err
			}
			if err := c.printReport(format, fsys, contentPrefix(content), report.Findings); err != nil {
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
	cmd.Flags().StringVar(&format, "format", "text", c.say("结果的格式：text、json、sarif、github 或 gitlab", "form of the result: text, json, sarif, github or gitlab"))
	c.complete(cmd, "format", checkFormats...)
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
	cmd.Flags().IntVar(to, "jobs", 0, c.say("同时处理的单位数，0 为每个处理器一个", "units handled at once, 0 for one on each processor"))
}
