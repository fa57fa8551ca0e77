package main

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/template"

	"github.com/spf13/cobra"
)

//go:embed skeleton
var skeleton embed.FS

// newFile is a file to make: a template of the skeleton, where it goes, and the
// name written into it.
type newFile struct {
	template, path, name string
}

// newShards is in how many shards the settings of new jobs build a site, to begin with.
const newShards = 8

func (c *command) newCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "new site|unit|position|jobs PATH",
		Short: c.say("新建站点、单位或岗位", "make a new site, unit or position"),
		Long: c.say(`新建站点、单位或岗位，文件里有逐项说明，改成自己的内容即可。
站点和单位是文件夹，岗位是单位文件夹里的一个 .md 文件。已有的文件不会被覆盖。
站点里带有 GitLab、GitHub、Gitea 的检查和发布设置，以及提交前检查的钩子。
jobs 是内容很多时的设置：用 Kubernetes、GitLab 或一台多核机器分几份同时生成，再合成网站。`,
			`new makes a site or a unit (folders) or a position (a .md file in a unit's folder),
with comments on each entry. It never overwrites a file. A site comes with settings for
GitLab, GitHub and Gitea that check and publish it, and a hook to check before a commit.
jobs are settings for much content: Kubernetes, GitLab or one machine of many cores builds
it in shards at the same time and joins them.`),
		Example: "  gongshi new site mysite\n  gongshi new unit mysite/weishengju\n  gongshi new position mysite/weishengju/caigou",
		Args:    c.args(2, 2, "请写明种类和路径，例如 gongshi new unit content/weishengju", "name the kind and the path, for example gongshi new unit content/weishengju"),
		RunE: func(_ *cobra.Command, args []string) error {
			files, err := c.newFiles(args[0], filepath.Clean(args[1]))
			if err != nil {
				return err
			}
			if err := c.makeFiles(files); err != nil {
				return err
			}
			for _, f := range files {
				fmt.Fprintln(c.stdout, f.path)
			}
			if args[0] == "site" {
				fmt.Fprintln(c.stderr, c.sayf("接下来：gongshi serve --content %s", "next: gongshi serve --content %s", args[1]))
			}
			return nil
		},
	}
}

func (c *command) newFiles(kind, path string) ([]newFile, error) {
	base := strings.TrimSuffix(filepath.Base(path), ".md")
	switch kind {
	case "site":
		return []newFile{
			{"site.toml", filepath.Join(path, "site.toml"), "廉政风险防控公开"},
			{"unit.toml", filepath.Join(path, "danwei", "unit.toml"), "某某单位"},
			{"position.md", filepath.Join(path, "danwei", "caigou.md"), "采购管理岗"},
			{"gitlab-ci.yml", filepath.Join(path, ".gitlab-ci.yml"), ""},
			{"workflow.yml", filepath.Join(path, ".github", "workflows", "gongshi.yml"), "github"},
			{"workflow.yml", filepath.Join(path, ".gitea", "workflows", "gongshi.yml"), "gitea"},
			{"pre-commit", filepath.Join(path, ".githooks", "pre-commit"), ""},
		}, nil
	case "jobs":
		return []newFile{
			{"shards.yaml", filepath.Join(path, "gongshi-shards.yaml"), ""},
			{"join.yaml", filepath.Join(path, "gongshi-join.yaml"), ""},
			{"parallel.gitlab-ci.yml", filepath.Join(path, "gongshi-parallel.gitlab-ci.yml"), ""},
			{"parallel.sh", filepath.Join(path, "gongshi-parallel.sh"), ""},
		}, nil
	case "unit":
		return []newFile{
			{"unit.toml", filepath.Join(path, "unit.toml"), base},
		}, nil
	case "position":
		if _, err := os.Stat(filepath.Join(filepath.Dir(path), "unit.toml")); err != nil {
			return nil, usageError{c.sayf("%s 不是单位文件夹（里面没有 unit.toml），岗位要建在单位文件夹里", "%s is not a unit's folder (it holds no unit.toml); a position goes into one", filepath.Dir(path))}
		}
		return []newFile{{"position.md", filepath.Join(filepath.Dir(path), base+".md"), base}}, nil
	}
	return nil, usageError{c.sayf("不能新建%q，可以新建 site、unit、position、jobs", "cannot make a new %q; it can be site, unit, position or jobs", kind)}
}

// makeFiles makes all of the files, or none where one of them exists.
func (c *command) makeFiles(files []newFile) error {
	for _, f := range files {
		if _, err := os.Lstat(f.path); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s", c.sayf("已经有 %s，没有改动任何文件", "%s exists; nothing was changed", f.path))
		}
	}
	for _, f := range files {
		data, err := f.content()
		if err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Dir(f.path), 0o755); err != nil {
			return fmt.Errorf("new: %w", err)
		}
		mode := fs.FileMode(0o644)
		if strings.HasPrefix(string(data), "#!") {
			mode = 0o755
		}
		if err := os.WriteFile(f.path, data, mode); err != nil {
			return fmt.Errorf("new: %w", err)
		}
	}
	return nil
}

func (f newFile) content() ([]byte, error) {
	t, err := template.ParseFS(skeleton, "skeleton/"+f.template)
	if err != nil {
		return nil, fmt.Errorf("new: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, struct {
		Name   string
		Shards int
	}{f.name, newShards}); err != nil {
		return nil, fmt.Errorf("new: %w", err)
	}
	return b.Bytes(), nil
}
