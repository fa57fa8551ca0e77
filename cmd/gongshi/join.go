package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gongshi/generator"
	"gongshi/generator/catalog"
)

func (c *command) joinCommand() *cobra.Command {
	var f buildFlags
	var bases []string
	cmd := &cobra.Command{
		Use:   "join SHARD… | [NAME=]SITE…",
		Short: c.say("合成分份生成的网站，或把各单位的网站汇成门户", "make one site of shards, or a portal of published sites"),
		Long: c.say(`内容很多时，可以分给几台机器（或一台机器的几个进程）同时生成：
第 I 份用 gongshi build --shard I/N --out 文件夹，全部完成后用 join 合成网站。
合成的网站与一次生成的逐字节相同。各份须用同一版本的程序、同一份内容、相同的选项生成；
缺一份、重一份或有改动的，都不合成，原有的网站保持不变。

各单位自己办网站的，上级可以用 join 汇成门户：列出各网站的单位，一起搜索，链接仍通往
各单位自己的网站。每个网站给出它的文件夹，或只给它的 data/catalogue.json；名称是它在
门户中的地址。网站地址取自它的 base_url，或用 --base 指明；在同一个共享文件夹里的，
用相对路径。--content 是门户自己的内容：至少有 site.toml，也可以有自己的单位。`,
			`Much content can be built on several machines, or by several processes of one, at the
same time: gongshi build --shard I/N --out FOLDER builds the I-th of N shards, and join
makes the site of them all. It is, byte for byte, what a single build makes. The shards
have to be of the same version, content and options; when one is missing, there twice
or changed, no site is made and the earlier one stays as it was.

Where offices publish sites of their own, join makes a portal of them: it lists their
units and searches them together, and its links lead to the offices' own pages. Name
the folder of each site, or its data/catalogue.json alone; NAME is its address in the
portal. Where a site is published is its base_url, or what --base says, or a relative
path where it lies in the same shared folder. --content is the portal's own content: a
site.toml at least, and units of its own where it has any.`),
		Example: "  gongshi build --shard 1/2 --out shard/1\n  gongshi build --shard 2/2 --out shard/2\n  gongshi join shard/1 shard/2 --out public\n\n" +
			"  gongshi join minzhengju=sites/mzj caizhengju=czj.json --base caizhengju=https://czj.example.gov.cn/ --content portal --out public",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError{c.say("请写明各份或各网站的文件夹，例如 gongshi join shard/1 shard/2 --out public", "name the folders of shards or of sites, for example gongshi join shard/1 shard/2 --out public")}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			start := time.Now()
			progress := c.progress()
			report, err := c.join(cmd, args, bases, f, progress.show)
			progress.clear()
			if err != nil {
				return err
			}
			c.printFindings(c.stderr, report.Findings)
			c.printOverview(c.stderr, report.Findings)
			fmt.Fprintln(c.stderr, c.closing(report, time.Since(start)))
			if report.Failed(f.strict) {
				return errFindings
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&f.content, "content", "content", c.say("门户自己的内容目录", "content folder of the portal itself"))
	cmd.Flags().StringArrayVar(&bases, "base", nil, c.say("网站的地址，或同一磁盘上网站的文件夹，写成 名称=网址，可以写几次", "where a site is published, NAME=URL, or its folder on the same disk; may be given for each"))
	cmd.Flags().StringVar(&f.audience, "audience", catalog.AudiencePublic, c.say("门户的公开范围：public 公众版，internal 内部版", "for whom the portal is: public or internal"))
	cmd.Flags().StringVar(&f.out, "out", "public", c.say("输出文件夹", "output folder"))
	c.strictFlag(cmd, &f.strict)
	c.jobsFlag(cmd, &f.jobs)
	return cmd
}

// join joins shards, or published sites where none of the folders is a shard.
func (c *command) join(cmd *cobra.Command, args, bases []string, f buildFlags, progress func(generator.Progress)) (*generator.Report, error) {
	var err error
	if !slices.ContainsFunc(args, isShard) {
		if f.members, err = c.members(args, bases, f.out); err != nil {
			return nil, err
		}
		f.noCache = true
		return c.build(cmd.Context(), f, progress)
	}
	for _, of := range []string{"content", "base", "audience"} {
		if cmd.Flags().Changed(of) {
			return nil, usageError{c.sayf("合成各份时没有 --%s：内容和选项都在各份里", "there is no --%s for shards, which hold their content and options", of)}
		}
	}
	for _, dir := range args {
		if err := c.checkApart(dir, f.out); err != nil {
			return nil, err
		}
	}
	program, err := programID()
	if err != nil {
		return nil, err
	}
	return generator.Join(cmd.Context(), args, f.out, generator.Options{Program: program, Strict: f.strict, Jobs: f.jobs, Progress: progress})
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
		return shard, usageError{c.sayf("--shard 不能是%q；第 2 份共 7 份写成 2/7", "--shard cannot be %q; the second of seven is 2/7", s)}
	}
	return shard, nil
}

// maxShards is more than any engine runs at once, and keeps a slip from naming billions.
const maxShards = 10_000
