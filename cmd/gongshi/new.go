package main

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"text/template"

	"github.com/spf13/cobra"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
	"gongshi/generator/load"
	"gongshi/themes"
)

//go:embed skeleton
var skeleton embed.FS

// newFile is a file to make: a template of the skeleton, where it goes, and what is
// written into it. A template that has a form for English is called NAME.en.EXT there.
type newFile struct {
	template, path, name string

	data  []byte      // what it holds, where it is made from no template
	draft bool        // of a unit: it is one
	words sampleWords // of a position
}

// sampleWords are those of the sample risk point: of the scheme that it is graded by.
type sampleWords struct {
	Grade, Category string
	Stages          []string // three lines of defence
}

// newShards is in how many shards the settings of new jobs build a site, to begin with.
const newShards = 8

func (c *command) newCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "new site|unit|position|theme|jobs PATH",
		Short: c.say("新建站点、单位或岗位", "make a new site, unit or position"),
		Long: c.say(`新建站点、单位或岗位，文件里有逐项说明，改成自己的内容即可。
站点和单位是文件夹，岗位是单位文件夹里的一个 .md 文件。已有的文件不会被覆盖。
站点里带有 GitLab、GitHub、Gitea 的检查和发布设置，以及提交前检查的钩子。
后来新建的单位先是草稿，审定以后再公开。
theme 写出默认主题的全部文件，留下要改的，其余删去。
jobs 是内容很多时的设置：用 Kubernetes、GitLab 或一台多核机器分几份同时生成，再合成网站。`,
			`new makes a site or a unit (folders) or a position (a .md file in a unit's folder),
with comments on each entry. It never overwrites a file. A site comes with settings for
GitLab, GitHub and Gitea that check and publish it, and a hook to check before a commit.
A unit that is made later is a draft until it is approved.
theme writes the files of the default theme: keep those to be changed, delete the rest.
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
			switch args[0] {
			case "site":
				fmt.Fprintln(c.stderr, c.sayf("接下来：gongshi serve --content %s", "next: gongshi serve --content %s", args[1]))
			case "theme":
				fmt.Fprintln(c.stderr, c.sayf("接下来：只留下要改的文件，在 site.toml 里写 theme = \"%s\"", "next: keep only the files to be changed, and write theme = \"%s\" in site.toml", filepath.Base(args[1])))
			}
			return nil
		},
	}
}

func (c *command) newFiles(kind, path string) ([]newFile, error) {
	base := strings.TrimSuffix(filepath.Base(path), ".md")
	words := sampleWords{
		Grade:    c.say("一级", "High"),
		Category: c.say("岗位职责风险", "Duties"),
		Stages:   strings.Fields(c.say("前期预防 中期监控 后期处置", "Prevention Monitoring Response")),
	}
	switch kind {
	case "site":
		files := []newFile{
			{template: "site.toml", path: filepath.Join(path, "site.toml"), name: c.say("廉政风险防控公开", "Integrity risks and their controls")},
			{template: "unit.toml", path: filepath.Join(path, "danwei", "unit.toml"), name: c.say("某某单位", "Sample Office")},
			{template: "position.md", path: filepath.Join(path, "danwei", "caigou.md"), name: c.say("采购管理岗", "Purchasing officer"), words: words},
			{template: "gitlab-ci.yml", path: filepath.Join(path, ".gitlab-ci.yml")},
			{template: "workflow.yml", path: filepath.Join(path, ".github", "workflows", "gongshi.yml"), name: "github"},
			{template: "workflow.yml", path: filepath.Join(path, ".gitea", "workflows", "gongshi.yml"), name: "gitea"},
			{template: "pre-commit", path: filepath.Join(path, ".githooks", "pre-commit")},
		}
		if c.lang == diag.English { // the schemes that are built in speak Chinese
			files = append(files, newFile{template: "levels.toml", path: filepath.Join(path, "schemes", "levels.toml")})
		}
		return files, nil
	case "jobs":
		return []newFile{
			{template: "shards.yaml", path: filepath.Join(path, "gongshi-shards.yaml")},
			{template: "join.yaml", path: filepath.Join(path, "gongshi-join.yaml")},
			{template: "parallel.gitlab-ci.yml", path: filepath.Join(path, "gongshi-parallel.gitlab-ci.yml")},
			{template: "parallel.sh", path: filepath.Join(path, "gongshi-parallel.sh")},
		}, nil
	case "theme":
		return themeFiles(path)
	case "unit":
		// What is made in a site that may be public already is not published by the way.
		return []newFile{{template: "unit.toml", path: filepath.Join(path, "unit.toml"), name: base, draft: true}}, c.checkAddress(path, base)
	case "position":
		dir := filepath.Dir(path)
		if _, err := os.Stat(filepath.Join(dir, "unit.toml")); err != nil {
			return nil, usageError{c.sayf("%s 不是单位文件夹（里面没有 unit.toml），岗位要建在单位文件夹里", "%s is not a unit's folder (it holds no unit.toml); a position goes into one", dir)}
		}
		words.take(schemeOf(dir))
		return []newFile{{template: "position.md", path: filepath.Join(dir, base+".md"), name: base, words: words}}, c.checkAddress(path, base)
	}
	return nil, usageError{c.sayf("不能新建%q，可以新建 site、unit、position、theme、jobs", "cannot make a new %q; it can be site, unit, position, theme or jobs", kind)}
}

// themeFiles are those of the default theme.
func themeFiles(dir string) (files []newFile, err error) {
	err = fs.WalkDir(themes.Default(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(themes.Default(), name)
		files = append(files, newFile{path: filepath.Join(dir, filepath.FromSlash(name)), data: data})
		return err
	})
	return files, err
}

// checkAddress refuses a file or folder of the content whose name cannot be an address.
func (c *command) checkAddress(path, name string) error {
	if load.IsID(name) {
		return nil
	}
	return usageError{c.sayf("名称%q不能用作地址；用小写字母、数字、连字符和汉字，例如 %s", "the name %q cannot be an address; use lower-case letters, digits, hyphens and Han, for example %s",
		name, filepath.Join(filepath.Dir(path), load.Slug(name)))}
}

// schemeOf is the scheme of a unit, nil where it cannot be told.
func schemeOf(unit string) *catalog.Scheme {
	for root := filepath.Dir(unit); ; root = filepath.Dir(root) {
		if _, err := os.Stat(filepath.Join(root, "site.toml")); err == nil {
			fsys := load.Folder(root)
			id, err1 := filepath.Rel(root, unit)
			site, err2 := load.OpenSite(fsys)
			if errors.Join(err1, err2) != nil {
				return nil
			}
			scheme, _ := load.SchemeOf(fsys, site, filepath.ToSlash(id)) // or none
			return scheme
		}
		if root == filepath.Dir(root) {
			return nil
		}
	}
}

// take puts the words of a scheme in the place of those that it does not have.
func (w *sampleWords) take(s *catalog.Scheme) {
	if s == nil || s.Method != catalog.MethodDirect {
		return
	}
	if g, _ := s.FindGrade(w.Grade); g == nil {
		w.Grade = s.Grades[0].Label
	}
	if catalog.FindTerm(s.Categories, w.Category) == nil && len(s.Categories) > 0 {
		w.Category = s.Categories[0].Label
		if duty := catalog.FindTerm(s.Categories, "duty"); duty != nil {
			w.Category = duty.Label
		}
	}
	for i, stage := range w.Stages {
		if catalog.FindTerm(s.Stages, stage) == nil && len(s.Stages) > 0 {
			w.Stages[i] = s.Stages[min(i, len(s.Stages)-1)].Label
		}
	}
}

// makeFiles makes all of the files, or none where one of them exists.
func (c *command) makeFiles(files []newFile) error {
	for _, f := range files {
		if _, err := os.Lstat(f.path); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s", c.sayf("已经有 %s，没有改动任何文件", "%s exists; nothing was changed", f.path))
		}
	}
	for _, f := range files {
		data, err := f.content(c.lang)
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

func (f newFile) content(lang diag.Lang) ([]byte, error) {
	if f.data != nil {
		return f.data, nil
	}
	name := f.template
	if lang == diag.English {
		ext := path.Ext(name)
		english := strings.TrimSuffix(name, ext) + ".en" + ext
		if _, err := fs.Stat(skeleton, "skeleton/"+english); err == nil {
			name = english
		}
	}
	say := func(zh, en string) string { return diag.Text{Zh: zh, En: en}.In(lang) }
	t, err := template.New(name).Funcs(template.FuncMap{"say": say}).ParseFS(skeleton, "skeleton/"+name)
	if err != nil {
		return nil, fmt.Errorf("new: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, struct {
		sampleWords
		Name   string
		Draft  bool
		Shards int
	}{f.words, f.name, f.draft, newShards}); err != nil {
		return nil, fmt.Errorf("new: %w", err)
	}
	return b.Bytes(), nil
}
