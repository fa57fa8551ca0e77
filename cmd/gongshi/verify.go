package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"gongshi/generator/write"
)

func (c *command) verifyCommand() *cobra.Command {
	var key string
	cmd := &cobra.Command{
		Use:   "verify DIR",
		Short: c.say("按清单核对已生成的网站", "compare a built site with its manifest"),
		Long: c.say(`verify 找出与清单不符、缺少和多出的文件。
加上 --key 时，还核对清单的签名，公钥可以是 minisign 的，也可以是 SSH 的。`,
			`verify finds the files that were changed, removed or added. With --key it checks the
manifest's signature too, against a public key of minisign or SSH.`),
		Example: "  gongshi verify public\n  gongshi verify public --key key.pub",
		Args:    c.siteFolder("verify"),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := c.checkBuilt(args[0]); err != nil {
				return err
			}
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
				fmt.Fprintln(c.stderr, c.sayf("%[1]d 个文件与清单不符", "%[2]s not as the manifest says", len(problems), plural(len(problems), "file", "files")))
				return errFindings
			}
			if key != "" {
				if err := write.VerifySignature(args[0], key); err != nil {
					return err
				}
				fmt.Fprintln(c.stdout, c.sayf("清单的签名与公钥 %s 相符", "the manifest's signature is of the key %s", key))
			}
			fmt.Fprintln(c.stdout, c.sayf("%d 个文件与清单一致，清单摘要 sha256:%s", "%d files match the manifest, its digest is sha256:%s", len(m.Files), m.Digest))
			return nil
		},
	}
	cmd.Flags().StringVar(&key, "key", "", c.say("公钥文件，用来核对签名", "file of the public key, to check the signature"))
	return cmd
}
