package render

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"

	"gongshi/generator/catalog"
)

// words are the words of the interface in one language, by key. A key is the
// name of a table of the file, a dot, and the name of an entry.
type words struct {
	lang string
	text map[string]string
}

// readWords reads i18n/LANG.toml and i18n/*.LANG.toml of a theme. An entry that
// the language lacks is taken from Simplified Chinese.
func readWords(theme fs.FS, lang string) (*words, error) {
	w := &words{lang: lang, text: map[string]string{}}
	for _, l := range slices.Compact([]string{"zh-Hans", lang}) {
		if err := w.read(theme, l); err != nil {
			return nil, err
		}
	}
	return w, nil
}

func (w *words) read(theme fs.FS, lang string) error {
	main := "i18n/" + lang + ".toml"
	if _, err := fs.Stat(theme, main); err != nil {
		return fmt.Errorf("theme has no words for language %q: %w", lang, err)
	}
	more, err := fs.Glob(theme, "i18n/*."+lang+".toml")
	if err != nil {
		return err
	}
	for _, name := range append([]string{main}, more...) {
		data, err := fs.ReadFile(theme, name)
		if err != nil {
			return err
		}
		var tables map[string]map[string]string
		if err := toml.Unmarshal(data, &tables); err != nil {
			return fmt.Errorf("read words %s: %w", name, err)
		}
		for table, entries := range tables {
			for key, text := range entries {
				w.text[table+"."+key] = text
			}
		}
	}
	return nil
}

// keys are the keys of the entries, sorted.
func (w *words) keys() []string { return slices.Sorted(maps.Keys(w.text)) }

// get returns the words of a key. A key that is missing is shown in brackets,
// which the tests look for.
func (w *words) get(key string) string {
	if text, ok := w.text[key]; ok {
		return text
	}
	return "[" + key + "]"
}

// format fills the verbs of the words of a key.
func (w *words) format(key string, args ...any) string {
	return fmt.Sprintf(w.get(key), args...)
}

// count gives a number with its unit. Where the language tells one from many,
// the key with _one appended holds the words for one.
func (w *words) count(key string, n int) string {
	if one, ok := w.text[key+"_one"]; ok && n == 1 {
		return one
	}
	return w.format(key, w.number(n))
}

// number writes a count. Official Chinese writes digits without separators.
func (w *words) number(n int) string {
	s := strconv.Itoa(n)
	if w.lang != "en" {
		return s
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// amount writes a score or an input without needless zeros.
func amount(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// date writes a date in words, or nothing for the zero date.
func (w *words) date(d catalog.Date) string {
	if d.IsZero() {
		return ""
	}
	if w.lang == "en" {
		return fmt.Sprintf("%d %s %d", d.Day, d.Time().Month(), d.Year)
	}
	return fmt.Sprintf("%d年%d月%d日", d.Year, d.Month, d.Day)
}

// join writes a list of words in one line.
func (w *words) join(list []string) string { return strings.Join(list, w.get("sign.comma")) }

// size writes a number of bytes for people.
func size(n int64) string {
	switch {
	case n < 1024:
		return strconv.FormatInt(n, 10) + " B"
	case n < 1024*1024:
		return strconv.FormatInt((n+512)/1024, 10) + " KB"
	}
	return strconv.FormatFloat(float64(n)/(1024*1024), 'f', 1, 64) + " MB"
}
