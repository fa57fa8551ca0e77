package exchange

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"gongshi/generator/catalog"
)

// CSV writes a unit as a table (RFC 4180, UTF-8 with a byte order mark, by which
// spreadsheet programs know the encoding). Headings are in the site's language.
func CSV(w io.Writer, site *catalog.Site, u *catalog.Unit) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(heading(site.Language)); err != nil {
		return err
	}
	texts, cells := make([]string, len(columns)), make([]string, len(columns))
	err := eachEntry(site, u, func(e entry) error {
		row(e, site.Language, texts)
		for i, text := range texts {
			cells[i] = inert(text)
		}
		return out.Write(cells)
	})
	if err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	out.Flush()
	return out.Error()
}

// inert puts an apostrophe before a text that a spreadsheet program would take
// for a formula (CWE-1236), and before one that begins with an apostrophe, so that
// the first apostrophe can always be taken away again.
func inert(s string) string {
	if s != "" && strings.IndexByte("=+-@\t\r'", s[0]) >= 0 {
		return "'" + s
	}
	return s
}
