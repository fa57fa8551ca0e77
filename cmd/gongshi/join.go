package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gongshi/generator"
)

func (c *command) joinCommand() *cobra.Command {
	var f buildFlags
	cmd := &cobra.Command{
		Use:   "join SHARD…",
		Short: c.say("把分几份生成的网站合成一个", "make one site of shards that were built apart"),
		Long: c.say(`内容很多时，可以分给几台机器（或一台机器的几个进程）同时生成：
第 I 份用 gongshi build --shard I/N --out 文件夹，全部完成后用 join 合成网站。
合成的网站与一次生成的逐字节相同。各份须用同一版本的程序、同一份内容、相同的选项生成；
缺一份、重一份或有改动的，都不合成，原有的网站保持不变。`,
			`Much content can be built on several machines, or by several processes of one, at the
same time: gongshi build --shard I/N --out FOLDER builds the I-th of N shards, and join
makes the site of them all. It is, byte for byte, what a single build makes. The shards
have to be of the same version, content and options; when one is missing, there twice
or changed, no site is made and the earlier one stays as it was.`),
		Example: "  gongshi build --shard 1/2 --out shard/1\n  gongshi build --shard 2/2 --out shard/2\n  gongshi join shard/1 shard/2 --out public",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError{c.say("join 需要各份的文件夹；用法见 gongshi join --help", "join wants the folders of the shards; see gongshi join --help")}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			start := time.Now()
			for _, dir := range args {
				if err := c.checkApart(dir, f.out); err != nil {
					return err
				}
			}
			program, err := programID()
			if err != nil {
				return err
			}
			progress := c.progress()
			report, err := generator.Join(cmd.Context(), args, f.out, generator.Options{Program: program, Strict: f.strict, Jobs: f.jobs, Progress: progress.show})
			progress.clear()
			if err != nil {
				return err
			}
			c.printFindings(c.stderr, report.Findings)
			fmt.Fprintln(c.stderr, c.closing(report, time.Since(start)))
			if report.Failed(f.strict) {
				return errFindings
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&f.out, "out", "public", c.say("输出文件夹", "output folder"))
	c.strictFlag(cmd, &f.strict)
	c.jobsFlag(cmd, &f.jobs)
	return cmd
}

// shard reads I/N.
func (c *command) shard(s string) (generator.Shard, error) {
	var shard generator.Shard
	if s == "" {
		return shard, nil
	}
	number, of, _ := strings.Cut(s, "/")
	var err1, err2 error
	shard.Number, err1 = strconv.Atoi(number)
	shard.Of, err2 = strconv.Atoi(of)
	if err1 != nil || err2 != nil || !shard.Valid() || shard.Of > maxShards {
		return shard, usageError{c.sayf("--shard 不能是 %q；第 2 份共 7 份写成 2/7", "--shard cannot be %q; the second of seven is 2/7", s)}
	}
	return shard, nil
}

// maxShards is more than any engine runs at once, and keeps a slip from naming billions.
const maxShards = 10_000
