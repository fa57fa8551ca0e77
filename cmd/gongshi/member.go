package main

import (
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gongshi/generator"
	"gongshi/generator/load"
)

// members reads the arguments of a join of published sites: [NAME=]SITE, where SITE is
// the folder of the site, its data folder or its catalogue.json, and NAME is where its
// units are in the joined site. bases are NAME=URL, or NAME=FOLDER.
func (c *command) members(args, bases []string, out string) ([]generator.Member, error) {
	published := map[string]string{}
	for _, b := range bases {
		name, where, ok := strings.Cut(b, "=")
		if !ok {
			return nil, usageError{c.sayf("--base 不能是%q；写成 名称=网址，例如 minzhengju=https://…/", "--base cannot be %q; write NAME=URL, for example civil=https://…/", b)}
		}
		if published[name], ok = baseOf(where, out); !ok {
			return nil, usageError{c.sayf("--base 中的%q不是以 https:// 或 http:// 开头的网址，也不是已生成的网站的文件夹", "%q in --base is neither an address that begins with https:// or http:// nor the folder of a built site", where)}
		}
	}
	var list []generator.Member
	for _, arg := range args {
		name, site := splitMember(arg)
		file, ok := catalogueIn(site)
		if !ok {
			return nil, usageError{c.sayf("%s 里没有 data/catalogue.json，不是已生成的网站，也不是分份生成的文件夹", "there is no data/catalogue.json in %s: it is neither a built site nor a shard", site)}
		}
		folder, err := filepath.Abs(filepath.Dir(filepath.Dir(file)))
		if err != nil {
			return nil, err
		}
		if name == "" {
			name = nameOf(folder)
		}
		if !load.IsUnitID(name) || strings.Contains(name, "/") {
			return nil, usageError{c.sayf("%q不能用作网址中的名称；写成 名称=%s，名称用小写字母、数字和连字符", "%q cannot be a name in an address; write NAME=%s, with lower-case letters, digits and hyphens", name, arg)}
		}
		m := generator.Member{Name: name, File: file, Base: published[name]}
		delete(published, name)
		read := file
		if isSite(folder) {
			m.Near, read = wayTo(folder, out), folder
		}
		if err := c.checkApart(read, out); err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	for name := range published {
		return nil, usageError{c.sayf("--base 所说的%q不在要合并的网站之中", "--base names %q, which is not one of the sites", name)}
	}
	slices.SortStableFunc(list, func(a, b generator.Member) int { return strings.Compare(a.Name, b.Name) })
	return list, nil
}

// splitMember parts NAME=SITE. A folder may have an equals sign in its own name.
func splitMember(arg string) (name, site string) {
	if _, err := os.Stat(arg); err == nil {
		return "", arg
	}
	if name, site, ok := strings.Cut(arg, "="); ok {
		return name, site
	}
	return "", arg
}

// catalogueIn finds the data file of a whole site.
func catalogueIn(site string) (file string, ok bool) {
	for _, file := range []string{filepath.Join(site, "data", "catalogue.json"), filepath.Join(site, "catalogue.json"), site} {
		if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() {
			return file, true
		}
	}
	return "", false
}

// nameOf is the name of a site's folder, or of the one around it where all sites are
// called the same.
func nameOf(folder string) string {
	name := filepath.Base(folder)
	if name == "public" || name == "html" || name == "www" {
		name = filepath.Base(filepath.Dir(folder))
	}
	return strings.ToLower(name)
}

// isSite reports whether a folder holds a built site.
func isSite(folder string) bool {
	_, err := os.Stat(filepath.Join(folder, "index.html"))
	_, ok := catalogueIn(folder)
	return err == nil && ok
}

// baseOf is where a site is published, as the joined one finds it: an address of the web,
// or the folder of a built site on the same disk.
func baseOf(where, out string) (base string, ok bool) {
	if address, err := url.Parse(where); err == nil && address.Host != "" {
		return where, address.Scheme == "http" || address.Scheme == "https"
	}
	if where == "" || !isSite(where) {
		return "", false
	}
	folder, err := filepath.Abs(where)
	if err != nil {
		return "", false
	}
	base = wayTo(folder, out)
	return base, base != ""
}

// wayTo is the path from the joined site to another on the same disk, as links have it,
// or empty.
func wayTo(folder, out string) string {
	abs, err := filepath.Abs(out)
	if err != nil {
		return ""
	}
	rel, err := filepath.Rel(abs, folder)
	if err != nil {
		return "" // another drive
	}
	return (&url.URL{Path: filepath.ToSlash(rel) + "/"}).EscapedPath()
}

// isShard reports whether a folder was built as a shard of a site.
func isShard(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, ".shard"))
	return err == nil
}
