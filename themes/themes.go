// Package themes holds the default theme and lays a site's own theme over it.
//
// A theme is a folder with theme.toml, layouts (base.html and one file for each
// kind of page), partials (one piece of a page each), assets and i18n (the words
// of the interface, one TOML file for each language). A site's own theme holds
// only the files that it replaces or adds, and of a file of words only the entries.
package themes

import (
	"embed"
	"errors"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

//go:embed default
var files embed.FS

// Default is the theme that the program brings along.
func Default() fs.FS {
	theme, err := fs.Sub(files, "default")
	if err != nil {
		panic("themes: the embedded theme is missing: " + err.Error())
	}
	return theme
}

// Overlay is the default theme with each file that user holds in the place of
// the one of that name, and each entry of its words in the place of that entry. A nil
// user gives the default theme.
func Overlay(user fs.FS) fs.FS {
	if user == nil {
		return Default()
	}
	return overlay{over: user, under: Default()}
}

// overlay reads a file from over where it is there, else from under. A folder
// lists what either holds.
type overlay struct {
	over, under fs.FS
}

func (o overlay) Open(name string) (fs.File, error) {
	f, err := o.over.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return o.under.Open(name)
	}
	return f, err
}

func (o overlay) ReadFile(name string) ([]byte, error) {
	data, err := fs.ReadFile(o.over, name)
	if errors.Is(err, fs.ErrNotExist) {
		return fs.ReadFile(o.under, name)
	}
	if err == nil && path.Dir(name) == "i18n" {
		return o.words(name, data)
	}
	return data, err
}

// words lays entries over those of the file of that name below. What is no file of
// words is left as it is, for its reader to report.
func (o overlay) words(name string, data []byte) ([]byte, error) {
	below, err := fs.ReadFile(o.under, name)
	if errors.Is(err, fs.ErrNotExist) {
		return data, nil
	}
	var tables, own map[string]map[string]string
	if err := errors.Join(err, toml.Unmarshal(below, &tables)); err != nil {
		return nil, err
	}
	if toml.Unmarshal(data, &own) != nil {
		return data, nil
	}
	for name, entries := range own {
		if tables[name] == nil {
			tables[name] = map[string]string{}
		}
		maps.Copy(tables[name], entries)
	}
	return toml.Marshal(tables)
}

func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(o.over, name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	below, underErr := fs.ReadDir(o.under, name)
	if underErr != nil && !errors.Is(underErr, fs.ErrNotExist) {
		return nil, underErr
	}
	if err != nil && underErr != nil {
		return nil, err
	}
	for _, e := range below {
		if !slices.ContainsFunc(entries, func(x fs.DirEntry) bool { return x.Name() == e.Name() }) {
			entries = append(entries, e)
		}
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, nil
}
