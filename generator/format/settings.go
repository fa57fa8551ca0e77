package format

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/BurntSushi/toml"

	"gongshi/generator/catalog"
	"gongshi/generator/load"
)

// Key is the text of a key of the first table of a TOML file, or "".
func Key(data []byte, key string) string {
	var v map[string]any
	if _, err := toml.Decode(string(load.Text(data)), &v); err != nil {
		return ""
	}
	s, _ := v[key].(string)
	return s
}

// Mapping is how a table is read, as it is kept for the next time.
type Mapping struct {
	HeadRow int               `toml:"head_row"`
	Sheets  []string          `toml:"sheets"`
	Columns map[string]string `toml:"columns"`
}

// ReadMapping reads what Bytes has written.
func ReadMapping(data []byte) (Mapping, error) {
	m := Mapping{}
	if _, err := toml.Decode(string(data), &m); err != nil {
		return m, fmt.Errorf("read mapping: %w", err)
	}
	if m.Columns == nil {
		m.Columns = map[string]string{}
	}
	return m, nil
}

// Bytes writes the mapping, with a comment on how to change it.
func (m Mapping) Bytes() []byte {
	root := &table{lead: nil}
	if m.HeadRow > 0 {
		root.set("head_row", strconv.Itoa(m.HeadRow))
	}
	if len(m.Sheets) > 0 {
		root.set("sheets", quoteList(m.Sheets, 0))
	}
	columns := &table{path: []string{"columns"}, lead: []string{"# 左边是列名或列号，右边是字段，例如 \"D\" = \"风险等级\"；不导入的写 \"不导入\"。"}}
	var names []string
	for name := range m.Columns {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		columns.entries = append(columns.entries, &entry{key: quoteLine(name), raw: quote(m.Columns[name])})
	}
	if len(root.entries) > 0 {
		root.entries[0].lead = []string{"# 表格的读法，再次导入同一张表时照用。"}
	} else {
		columns.lead = append([]string{"# 表格的读法，再次导入同一张表时照用。"}, columns.lead...)
	}
	return (&document{tables: []*table{root, columns}}).print(false)
}

// Scheme writes a scheme that is another one with more categories and stages.
func Scheme(base *catalog.Scheme, categories, stages []string) []byte {
	root := &table{}
	root.set("name", quote(base.Name+"（增补）"))
	root.set("include", quoteList([]string{base.ID}, 0))
	doc := &document{tables: []*table{root}}
	add := func(key string, terms []catalog.Term, words []string) {
		if len(words) == 0 {
			return
		}
		taken := map[string]bool{}
		for _, t := range terms {
			taken[t.ID] = true
			e := &table{path: []string{key}, array: true}
			setText(e, "id", t.ID)
			setText(e, "label", t.Label)
			setList(e, "aliases", t.Aliases)
			if t.Required {
				e.set("required", "true")
			}
			doc.tables = append(doc.tables, e)
		}
		for _, w := range words {
			e := &table{path: []string{key}, array: true}
			setText(e, "id", Unique(load.Slug(w), taken))
			setText(e, "label", w)
			doc.tables = append(doc.tables, e)
		}
	}
	add("category", base.Categories, categories)
	add("stage", base.Stages, stages)
	return doc.print(false)
}
