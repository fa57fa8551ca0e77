package render

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/css"
	"github.com/tdewolff/minify/v2/js"
	"github.com/tdewolff/minify/v2/svg"

	"gongshi/generator/catalog"
)

// settings are what theme.toml says.
type settings struct {
	Name       string
	Accent     string
	AccentDark string `toml:"accent_dark"`
	Logo       string
	Header     []Link
	Footer     []Link
}

func readSettings(theme fs.FS) (settings, error) {
	var s settings
	data, err := fs.ReadFile(theme, "theme.toml")
	if err != nil {
		return s, fmt.Errorf("read theme: %w", err)
	}
	if err := toml.Unmarshal(data, &s); err != nil {
		return s, fmt.Errorf("read theme.toml: %w", err)
	}
	return s, nil
}

// assets are the files of the theme that pages refer to, under the names at
// which the site publishes them.
type assets struct {
	files map[string][]byte // by path in the site
	names map[string]string // path in the site by path in the theme
}

// at is the path in the site of a file of the theme, or empty.
func (a *assets) at(name string) string { return a.names[name] }

func (a *assets) add(name, published string, data []byte) {
	a.files[published] = data
	a.names[name] = published
}

// Style sheets that pages refer to: each is made of the sheets of one folder of the
// theme's assets, in the order of their names.
const (
	pageStyle  = "assets/style" // of every page; ends with the colours of the grades
	paperStyle = "assets/paper" // besides, of what is made for paper
)

// readAssets takes in the assets of a theme. The style sheets of a folder become
// one. Names of scripts and of style sheets carry a digest of the content, so that
// a browser may keep them for good.
func readAssets(theme fs.FS, s settings, schemes map[string]*catalog.Scheme) (*assets, error) {
	a := &assets{files: map[string][]byte{}, names: map[string]string{}}
	sheets := map[string]*bytes.Buffer{pageStyle: {}}
	err := fs.WalkDir(theme, "assets", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(theme, name)
		if err != nil {
			return err
		}
		if path.Ext(name) != ".css" {
			return a.read(name, data)
		}
		folder := path.Dir(name)
		if sheets[folder] == nil {
			sheets[folder] = &bytes.Buffer{}
		}
		sheets[folder].Write(data)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the theme's assets: %w", err)
	}
	sheets[pageStyle].WriteString(colourSheet(s, schemes))
	for folder, sheet := range sheets {
		small, err := minified("text/css", sheet.Bytes())
		if err != nil {
			return nil, fmt.Errorf("minify the theme's style sheets in %s: %w", folder, err)
		}
		a.add(folder, digested(folder+".css", small), small)
	}
	return a, nil
}

func (a *assets) read(name string, data []byte) error {
	switch path.Ext(name) {
	case ".js":
		small, err := minified("text/javascript", data)
		if err != nil {
			return fmt.Errorf("minify %s: %w", name, err)
		}
		a.add(name, digested(name, small), small)
	case ".svg":
		small, err := minified("image/svg+xml", data)
		if err != nil {
			return fmt.Errorf("minify %s: %w", name, err)
		}
		a.add(name, name, small)
	default:
		a.add(name, name, data)
	}
	return nil
}

// minified returns a style sheet, script or picture without needless bytes.
// Names in scripts keep their length: pages call some of them.
func minified(kind string, data []byte) ([]byte, error) {
	m := minify.New()
	m.AddFunc("text/css", css.Minify)
	m.Add("text/javascript", &js.Minifier{Version: 2015})
	m.AddFunc("image/svg+xml", svg.Minify)
	return m.Bytes(kind, data)
}

// digested puts the first bytes of a digest of data into a file's name.
func digested(name string, data []byte) string {
	sum := sha256.Sum256(data)
	ext := path.Ext(name)
	return strings.TrimSuffix(name, ext) + "-" + hex.EncodeToString(sum[:5]) + ext
}

// colourSheet declares the theme's accent and one class for each colour that a
// grade has, on light and on dark ground.
func colourSheet(s settings, schemes map[string]*catalog.Scheme) string {
	light, dark := accents(s)
	tones := map[string]tone{}
	for _, scheme := range schemes {
		for _, g := range scheme.Grades {
			if t, ok := toneOf(g.Colour); ok {
				tones[t.class] = t
			}
		}
	}
	for _, class := range slices.Sorted(maps.Keys(tones)) {
		t := tones[class]
		light += fmt.Sprintf(".%s{--tone:%s}", class, t.light)
		dark += fmt.Sprintf("ROOT .%s{--tone:%s}", class, t.dark)
	}
	// A choice that the reader made goes before that of the system.
	chosen := strings.ReplaceAll(dark, "ROOT", `:root[data-theme="dark"]`)
	system := strings.ReplaceAll(dark, "ROOT", `:root:not([data-theme="light"])`)
	return "\n" + light + "@media screen{" + chosen + "}@media screen and (prefers-color-scheme:dark){" + system + "}\n"
}

// accents declares the theme's accent. A value that is no colour is passed over,
// and one that could not be read on its ground is moved until it can.
func accents(s settings) (light, dark string) {
	white, _ := parseColour(groundLight)
	night, _ := parseColour(groundDark)
	if c, ok := parseColour(s.Accent); ok {
		light = ":root{--accent:" + c.legible(white, colour{}, minimalContrast).hex() + "}"
	}
	if c, ok := parseColour(s.AccentDark); ok {
		dark = "ROOT{--accent:" + c.legible(night, white, minimalContrast).hex() + "}"
	}
	return light, dark
}
