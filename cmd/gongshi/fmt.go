package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
	"gongshi/generator/format"
	"gongshi/generator/load"
)

func (c *command) fmtCommand() *cobra.Command {
	var content string
	var check bool
	cmd := &cobra.Command{
		Use:   "fmt [FILE|DIR...]",
		Short: c.say("把内容文件排成统一的格式", "lay out the content in its one form"),
		Long: c.say(`把 Markdown 和 TOML 文件排成统一的格式，补上缺少的编号；注释、正文和各项的
先后不变，再运行一次不会再有改动。列出改动过的文件。不写文件名时处理全部内容。
读不懂的文件保持原样，并列出问题。`,
			`fmt lays out Markdown and TOML in their one form and writes down missing ids.
Comments, prose and the order of entries stay, and a second run changes nothing. It
lists the files that it changed. Without names it takes the whole content. A file
that cannot be read stays as it is, and its findings are listed.`),
		Example: "  gongshi fmt\n  gongshi fmt --check\n  gongshi fmt content/weishengju/caigou.md",
		RunE: func(_ *cobra.Command, args []string) error {
			if _, err := c.openContent(content); err != nil {
				return err
			}
			root := os.DirFS(content)
			names, err := c.contentNames(content, args)
			if err != nil {
				return err
			}
			changed, findings, err := formatFiles(root, content, names, check)
			if err != nil {
				return err
			}
			for _, name := range changed {
				fmt.Fprintln(c.stdout, filepath.Join(content, filepath.FromSlash(name)))
			}
			c.printFindings(c.stderr, findings)
			if len(findings) > 0 {
				return errFindings
			}
			if check && len(changed) > 0 {
				fmt.Fprintln(c.stderr, c.sayf("%[1]d 个文件不是统一的格式；运行 gongshi fmt 即可改好", "%[2]s not in form; gongshi fmt mends that", len(changed), plural(len(changed), "file", "files")))
				return errFindings
			}
			return nil
		},
	}
	c.contentFlag(cmd, &content)
	cmd.Flags().BoolVar(&check, "check", false, c.say("只列出要改的文件，不改动；有要改的就以 1 结束", "list the files to change and change none; end with 1 where there are any"))
	return cmd
}

// contentNames gives files named on the command line as names in the content, or
// nil for none. A folder stands for all files of the content below it. What lies
// outside of the content is refused.
func (c *command) contentNames(content string, args []string) ([]string, error) {
	root, err := filepath.Abs(content)
	if err != nil {
		return nil, fmt.Errorf("content folder: %w", err)
	}
	var names []string
	for _, a := range args {
		full, err := filepath.Abs(a)
		if err != nil {
			return nil, fmt.Errorf("name %q: %w", a, err)
		}
		name, err := filepath.Rel(root, full)
		if err != nil || !filepath.IsLocal(name) {
			return nil, usageError{c.sayf("%s 不在内容目录 %s 里", "%s is not in the content folder %s", a, content)}
		}
		info, err := os.Stat(full)
		if err != nil {
			return nil, usageError{c.sayf("没有文件 %s", "there is no file %s", a)}
		}
		if !info.IsDir() {
			names = append(names, filepath.ToSlash(name))
			continue
		}
		below, err := filesBelow(content, filepath.ToSlash(name))
		if err != nil {
			return nil, err
		}
		if len(below) == 0 {
			return nil, usageError{c.sayf("文件夹 %s 里没有内容文件", "the folder %s has no files of the content", a)}
		}
		names = append(names, below...)
	}
	return names, nil
}

// filesBelow lists the files of the content in a folder of it and below.
func filesBelow(content, folder string) (names []string, err error) {
	root := os.DirFS(content)
	site, err := load.OpenSite(root)
	if err != nil {
		return nil, err
	}
	for _, name := range site.Files(root) {
		if folder == "." || strings.HasPrefix(name, folder+"/") {
			names = append(names, name)
		}
	}
	return names, nil
}

// formatFiles lays out the named files of the content, or all of it, and returns
// the names of those that change. With check it writes nothing. Positions of a unit whose
// scheme is not known are left alone, and the findings say why it is not.
func formatFiles(root fs.FS, dir string, names []string, check bool) (changed []string, findings diag.List, err error) {
	site, err := load.OpenSite(root)
	if err != nil {
		return nil, nil, err
	}
	schemes := map[string]*catalog.Scheme{}
	for _, u := range site.Units {
		if schemes[u.ID], err = load.SchemeOf(root, site, u.ID); err != nil {
			return nil, nil, err
		}
	}
	if names == nil {
		names = site.Files(root)
	}
	slices.Sort(names)
	unknown := map[string]bool{}
	for _, name := range names {
		unit := path.Dir(name)
		if scheme, isUnit := schemes[unit]; isUnit && scheme == nil && path.Base(name) != "unit.toml" && path.Base(name) != "index.md" {
			unknown[unit] = true
			continue
		}
		data, err := fs.ReadFile(root, name)
		if err != nil {
			return nil, nil, fmt.Errorf("fmt: %w", err)
		}
		out, bad := format.File(name, data, format.Scope{Scheme: schemes[unit]})
		findings = append(findings, bad...)
		if bytes.Equal(out, data) {
			continue
		}
		changed = append(changed, name)
		if !check {
			if err := replaceFile(filepath.Join(dir, filepath.FromSlash(name)), out); err != nil {
				return nil, nil, fmt.Errorf("fmt: %w", err)
			}
		}
	}
	for _, u := range site.Units {
		if !unknown[u.ID] {
			continue
		}
		_, why, err := load.Unit(root, site, u)
		if err != nil {
			return nil, nil, fmt.Errorf("fmt: %w", err)
		}
		findings = slices.Concat(findings, why, site.Findings)
	}
	findings.Sort()
	return changed, slices.Compact(findings), nil
}

// replaceFile gives a file new content in one step, so that no reader ever sees a
// half of it.
func replaceFile(name string, data []byte) error {
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(name); err == nil {
		mode = info.Mode().Perm()
	}
	temp, err := os.CreateTemp(filepath.Dir(name), ".gongshi-*")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name()) // gone already where all went well
	_, err = temp.Write(data)
	if closed := temp.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Chmod(temp.Name(), mode)
	}
	if err == nil {
		err = os.Rename(temp.Name(), name)
	}
	return err
}
