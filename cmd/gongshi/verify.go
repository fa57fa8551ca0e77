package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"gongshi/generator/write"
)

func (c *command) verifyCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "verify DIR",
		Short:   c.say("按清单核对已生成的网站", "compare a built site with its manifest"),
		Example: "  gongshi verify public",
		Args:    c.args(1, 1, "请写明网站所在的文件夹，例如 gongshi verify public", "name the folder of the site, for example gongshi verify public"),
		RunE: func(_ *cobra.Command, args []string) error {
			m, err := write.ReadManifest(args[0])
			if err != nil {
				return err
			}
			problems, err := write.Verify(args[0])
			if err != nil {
				return err
			}
			words := map[string]string{
				write.Changed: c.say("内容不同", "changed"),
				write.Missing: c.say("缺少", "missing"),
				write.Added:   c.say("多出", "added"),
			}
			for _, p := range problems {
				fmt.Fprintf(c.stdout, "%s: %s\n", words[p.Kind], p.Path)
			}
			if len(problems) > 0 {
				fmt.Fprintln(c.stderr, c.sayf("%d 个文件与清单不符", "%d files differ from the manifest", len(problems)))
				return errFindings
			}
			fmt.Fprintln(c.stdout, c.sayf("%d 个文件与清单一致，清单摘要 sha256:%s", "%d files match the manifest, its digest is sha256:%s", len(m.Files), m.Digest))
			return nil
		},
	}
}
