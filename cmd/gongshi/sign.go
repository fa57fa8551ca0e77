package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"gongshi/generator/write"
)

func (c *command) signCommand() *cobra.Command {
	var key, passwordFile string
	cmd := &cobra.Command{
		Use:   "sign DIR",
		Short: c.say("给已生成的网站签名", "sign a built site"),
		Long: c.say(`sign 先按清单核对网站，再用密钥给清单签名，签名文件放在清单旁边。
密钥可以是 minisign 的私钥，也可以是 SSH 私钥；有口令的密钥会在终端询问口令。
重新生成网站后要重新签名。`,
			`sign compares the site with its manifest, then signs the manifest with a key and
puts the signature beside it. The key is a secret key of minisign or an SSH key; the
password of one that has any is asked for on the terminal. A site that is built anew
has to be signed anew.`),
		Example: "  gongshi sign public --key ~/.ssh/id_ed25519\n  gongshi verify public --key ~/.ssh/id_ed25519.pub",
		Args:    c.siteFolder("sign"),
		RunE: func(_ *cobra.Command, args []string) error {
			if key == "" {
				return usageError{c.say("请用 --key 写明私钥文件", "name the file of the secret key with --key")}
			}
			if err := c.checkBuilt(args[0]); err != nil {
				return err
			}
			name, err := write.Sign(args[0], key, func() (string, error) { return c.password(key, passwordFile) })
			if err != nil {
				return err
			}
			m, err := write.ReadManifest(args[0])
			if err != nil {
				return err
			}
			fmt.Fprintln(c.stdout, c.sayf("签名写入 %s，清单摘要 sha256:%s", "signature written to %s, the manifest's digest is sha256:%s", name, m.Digest))
			return nil
		},
	}
	cmd.Flags().StringVar(&key, "key", "", c.say("私钥文件", "file of the secret key"))
	cmd.Flags().StringVar(&passwordFile, "password-file", "", c.say("写有口令的文件，不在终端询问", "file with the password, instead of asking on the terminal"))
	return cmd
}

// siteFolder wants one argument, the folder of a built site.
func (c *command) siteFolder(name string) cobra.PositionalArgs {
	return c.args(1, 1, "请写明网站所在的文件夹，例如 gongshi "+name+" public", "name the folder of the site, for example gongshi "+name+" public")
}

// checkBuilt refuses a folder that is no built site.
func (c *command) checkBuilt(dir string) error {
	if _, err := os.Stat(filepath.Join(dir, "manifest.json")); !errors.Is(err, fs.ErrNotExist) {
		return nil // what else is wrong is told when it is read
	}
	return errors.New(c.sayf("%s 不是已生成的网站（没有 manifest.json）\n    办法: 写明用 gongshi build 生成的文件夹，例如 public",
		"%s is not a built site: it has no manifest.json\n    hint: name the folder that gongshi build made, such as public", dir))
}

// password reads the password of a key from a file or from the terminal.
func (c *command) password(key, file string) (string, error) {
	if file != "" {
		data, err := os.ReadFile(file)
		return string(bytes.TrimRight(data, "\r\n")), err
	}
	fd := int(os.Stdin.Fd())
	if !term.IsTerminal(fd) {
		return "", errors.New(c.say("密钥有口令：请在终端运行，或用 --password-file", "the key has a password: run on a terminal, or use --password-file"))
	}
	fmt.Fprint(c.stderr, c.sayf("%s 的口令：", "password of %s: ", key))
	word, err := term.ReadPassword(fd)
	fmt.Fprintln(c.stderr)
	return string(word), err
}
