package intake

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"golang.org/x/net/html/charset"
)

// scanned counts what a part holds, read in pieces.
func scanned(data []byte, table bool, piece int) (s *scan, deepest int, refused bool) {
	s = &scan{table: table}
	x := lexer{}
	for len(data) > 0 {
		n := min(piece, len(data))
		if _, ok := s.count(&x, data[:n]); !ok {
			return s, deepest, true
		}
		data = data[n:]
		deepest = max(deepest, s.open)
	}
	return s, deepest, false
}

// Nothing that the library takes for an element escapes the limits.
func FuzzPart(f *testing.F) {
	for _, text := range []string{
		sheetText, sharedText, `<?xml version="1.0" encoding="UTF-8"?><a b="/>"><c d='>'/></a>`, `<a><!-- <b> --><![CDATA[<c>]]></a>`, `<a><!--> <b> --><b/></a>`,
		`<!DOCTYPE x [<!ENTITY b ">"> <a "]> <r><r><r>`, `<?x > <a " ?> <r><r><r>`, `<!x "><a '"> <r><r>`, "<?xml version='1.0' encoding='iso-2022-jp'?><a>\x1b$B!!<!--\x1b(B<b/><b/>-->",
		`<a><?xml version="1.0" encoding="utf-16"?>` + "<\x00b\x00 \x00c\x00=\x00\"\x00\x00\x22\"\x00>\x00<\x00b\x00", `<a></a><a></a><b/>text<b/>`, `<?xml version="1.0" encoding="gbk"?><a>` + "\xb8\xdf</a>",
		`<a b="encoding" c='"' d="'"/>`, `<?xml encoding="utf-8" encoding="utf-16"?><a/>`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d := xml.NewDecoder(bytes.NewReader(data))
		d.CharsetReader = func(label string, in io.Reader) (io.Reader, error) { return charset.NewReaderLabel(label, in) }
		elements, attributes, open, deepest := 0, 0, 0, 0
		for {
			token, err := d.RawToken()
			if err != nil {
				break
			}
			switch token := token.(type) {
			case xml.StartElement:
				elements++
				attributes += len(token.Attr)
				open++
				deepest = max(deepest, open)
			case xml.EndElement:
				open--
			}
		}
		for _, table := range []bool{true, false} {
			for _, piece := range []int{1, 7, 1 << 16} {
				s, deep, refused := scanned(data, table, piece)
				if refused {
					continue
				}
				if s.elements < elements || table && s.attributes < attributes || table && piece == 1 && deep < deepest-1 {
					t.Errorf("table %v, pieces of %d: %d elements of %d, %d attributes of %d, %d deep of %d", table, piece, s.elements, elements, s.attributes, attributes, deep, deepest)
				}
			}
		}
	})
}

// What programs write is let through, and what no program writes is not.
func TestPartsAreLookedThrough(t *testing.T) {
	many := strings.Repeat
	row := `<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>`
	for _, c := range []struct {
		name, text string
		table, ok  bool
	}{
		{"a sheet", sheetText, true, true},
		{"a hundred thousand rows", "<worksheet><sheetData>" + many(row, 100_000) + "</sheetData></worksheet>", true, true},
		{"shared texts", "<sst>" + many("<si><t>a</t></si>", 100_000) + "</sst>", true, true},
		{"a declared encoding", `<?xml version="1.0" encoding="GB2312" standalone="yes"?><sst/>`, true, true},
		{"elements in elements", many("<a>", 100), true, false},
		{"a sheet with much behind its rows", "<worksheet><sheetData><row><c/></row></sheetData><extLst><ext>" + many("<a><b/></a>", 200_000) + "</ext></extLst></worksheet>", true, true},
		{"elements in a row", "<worksheet><sheetData><row>" + many("<c/>", 1_000_001), true, false},
		{"a text of 17 MB", "<sst><si><t>" + many("a", 17<<20), true, false},
		{"a text of 17 MB in pieces", "<sst><si><t>" + many(many("a", 1<<20)+"<x/>", 17), true, false},
		{"a comment of 17 MB", "<sst><!--" + many("a", 17<<20), true, false},
		{"an attribute of 17 MB", "<sst a=\"" + many("a", 17<<20), true, false},
		{"nine million entries", "<sst>" + many("<si/>", 9_000_000), true, false},
		{"entities", `<!DOCTYPE x [<!ENTITY a "a">]><sst/>`, true, false},
		{"formats", "<styleSheet><cellXfs>" + many(`<xf numFmtId="0" fontId="0"><alignment/></xf>`, 65_000), false, true},
		{"a picture", many("\x89PNG<\"<!--<?<![CDATA[<a b=\"", 10_000), false, true},
		{"a million formats", "<styleSheet><cellXfs>" + many(`<xf/>`, 1_000_001), false, false},
		{"formats in formats", many(`<xf>`, 1_000_001), false, false},
		{"attributes", "<styleSheet " + many(`a="" `, 4_000_001), false, false},
		{"formats behind entities", `<!DOCTYPE x [<!ENTITY b ">"> <a "]>` + many(`<xf>`, 1_000_001), false, false},
	} {
		if _, _, refused := scanned([]byte(c.text), c.table, 1<<16); refused == c.ok {
			t.Errorf("%s: refused %v", c.name, refused)
		}
	}
}
