//go:build linux

package main

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// part is a file of a workbook: its text, and how often the text is repeated between
// its beginning and its end.
type part struct {
	name, begin, text, end string
	times                  int
}

const (
	sheetBegin = `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`
	sheetRows  = `<row r="1"><c r="A1" t="inlineStr"><is><t>岗位</t></is></c><c r="B1" t="inlineStr"><is><t>风险点</t></is></c><c r="C1" t="inlineStr"><is><t>风险等级</t></is></c><c r="D1" t="inlineStr"><is><t>防控措施</t></is></c></row>` +
		`<row r="2"><c r="A2" t="inlineStr"><is><t>采购岗</t></is></c><c r="B2" t="inlineStr"><is><t>围标</t></is></c><c r="C2" t="inlineStr"><is><t>高</t></is></c><c r="D2" t="inlineStr"><is><t>公开；抽查</t></is></c></row>`
	sheetEnd = `</worksheet>`
)

// pack writes a workbook with one sheet, replacing or adding parts.
func pack(t *testing.T, name string, parts ...part) {
	t.Helper()
	whole := []part{
		{name: "[Content_Types].xml", text: `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>`},
		{name: "_rels/.rels", text: `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{name: "xl/workbook.xml", text: `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`},
		{name: "xl/_rels/workbook.xml.rels", text: `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>`},
		{name: "xl/worksheets/sheet1.xml", begin: sheetBegin + `<sheetData>`, text: sheetRows, end: `</sheetData>` + sheetEnd},
		{name: "xl/sharedStrings.xml", text: `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>x</t></si></sst>`},
	}
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	put := func(p part) {
		w, err := z.Create(p.name)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, p.begin)
		block := strings.Repeat(p.text, max(1, min(p.times, 4096)))
		for left := max(1, p.times); left > 0; left -= 4096 {
			if left < 4096 {
				block = strings.Repeat(p.text, left)
			}
			if _, err := io.WriteString(w, block); err != nil {
				t.Fatal(err)
			}
		}
		io.WriteString(w, p.end)
	}
	for _, p := range whole {
		for _, other := range parts {
			if other.name == p.name {
				p = other
			}
		}
		put(p)
	}
	for _, other := range parts {
		if !strings.HasPrefix(other.name, "xl/worksheets/") && other.name != "xl/sharedStrings.xml" && other.name != "xl/_rels/workbook.xml.rels" && other.name != "xl/workbook.xml" {
			put(other)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// understate makes a workbook say of each of its files that it unpacks to 100 bytes.
func understate(t *testing.T, name string) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	directory := bytes.Index(data, []byte("PK\x01\x02"))
	for at := directory; at >= 0 && at < len(data); {
		binary.LittleEndian.PutUint32(data[at+24:], 100)
		next := bytes.Index(data[at+4:], []byte("PK\x01\x02"))
		if next < 0 {
			break
		}
		at += 4 + next
	}
	writeFile(t, name, string(data))
}

// Tables that were made to take all memory, to run something or to fetch something
// are read as far as they are tables, or refused in a sentence, and take neither.
func TestHostileTables(t *testing.T) {
	sheet := func(before, rows, after string, times int) part {
		return part{name: "xl/worksheets/sheet1.xml", begin: sheetBegin + before + `<sheetData>` + sheetRows, text: rows, end: `</sheetData>` + after + sheetEnd, times: times}
	}
	shared := func(begin, text, end string, times int) part {
		begin = strings.Replace(begin, "<sst>", `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`, 1)
		return part{name: "xl/sharedStrings.xml", begin: `<?xml version="1.0"?>` + begin, text: text, end: end, times: times}
	}
	const million = 1 << 20
	const reference = `<row><c t="s"><v>0</v></c></row>`
	for _, c := range []struct {
		name  string
		write func(file string)
		want  string // a part of what is said
		read  bool
	}{
		{"a billion rows declared", func(f string) { pack(t, f, sheet(`<dimension ref="A1:XFD1048576"/>`, "", "", 0)) }, "", true},
		{"a last row of all rows", func(f string) {
			pack(t, f, sheet("", `<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`, "", 1))
		}, "16384 columns, at most 1000", false},
		{"a row beyond all rows", func(f string) {
			pack(t, f, sheet("", `<row r="2000000000"><c r="A2000000000"><v>1</v></c></row>`, "", 1))
		}, "row number exceeds", false},
		{"16,384 columns in each row", func(f string) {
			pack(t, f, sheet("", `<row><c r="XFD1" t="inlineStr"><is><t>x</t></is></c></row>`, "", 20_000))
		}, "16384 columns, at most 1000", false},
		{"a million empty rows", func(f string) { pack(t, f, sheet("", `<row/>`, "", 2*million)) }, "", true},
		{"a zip bomb of rows", func(f string) {
			pack(t, f, sheet("", `<row><c t="inlineStr"><is><t>`+strings.Repeat("a", 1000)+`</t></is></c></row>`, "", 550_000))
		}, "unpacks to 549 MB, at most 512 MB", false},
		{"more rows than any office has", func(f string) {
			pack(t, f, sheet("", `<row><c t="inlineStr"><is><t>x</t></is></c></row>`, "", 210_000))
		}, "more than 200000 rows", false},
		{"one text in a hundred thousand cells", func(f string) {
			pack(t, f, sheet("", reference, "", 100_000), shared(`<sst><si><t>`, strings.Repeat("a", 30_000), `</t></si></sst>`, 1))
		}, "more than 64 MB", false},
		{"a zip bomb that says it is none", func(f string) {
			pack(t, f, sheet("", `<row><c t="inlineStr"><is><t>`+strings.Repeat("a", 1000)+`</t></is></c></row>`, "", 550_000))
			understate(t, f)
		}, "cannot be opened as a workbook", false},
		{"a workbook of many files", func(f string) {
			var parts []part
			for i := range 20_001 {
				parts = append(parts, part{name: fmt.Sprintf("xl/media/%d", i)})
			}
			pack(t, f, parts...)
		}, "files, at most 20000", false},
		{"a zip bomb of one cell", func(f string) {
			pack(t, f, sheet("", strings.Repeat("a", 1024), "", 550_000))
		}, "unpacks to 537 MB, at most 512 MB", false},
		{"a zip bomb of shared texts", func(f string) {
			pack(t, f, shared(`<sst>`, `<si><t>`+strings.Repeat("a", 1000)+`</t></si>`, `</sst>`, 550_000))
		}, "unpacks to 532 MB, at most 512 MB", false},
		{"a million shared texts", func(f string) {
			pack(t, f, sheet("", reference, "", 1), shared(`<sst>`, `<si><t>a</t></si>`, `</sst>`, million))
		}, "", true},
		{"a zip bomb of another part", func(f string) {
			pack(t, f, part{name: "xl/media/x.bin", text: strings.Repeat("\x00", 1024), times: 80_000})
		}, "78 MB, at most 64 MB", false},
		{"merged over everything, again and again", func(f string) {
			pack(t, f, sheet("", "", `<mergeCells>`+strings.Repeat(`<mergeCell ref="A1:XFD1048576"/>`, 50_000)+`</mergeCells>`, 0))
		}, "", true},
		{"columns hidden again and again", func(f string) {
			pack(t, f, sheet(`<cols>`+strings.Repeat(`<col min="1" max="16384" hidden="1"/>`, 10_000)+`</cols>`, "", "", 0))
		}, "", true},
		{"formulas and DDE", func(f string) {
			pack(t, f, sheet("", `<row r="3"><c r="A3" t="str"><f>cmd|'/c calc'!A1</f><v>库管岗</v></c><c r="B3" t="str"><f>HYPERLINK("http://evil.example")</f><v>挪用</v></c><c r="C3" t="inlineStr"><is><t>高</t></is></c><c r="D3" t="inlineStr"><is><t>=cmd|'/c calc'!A1</t></is></c></row>`, "", 1))
		}, "", true},
		{"links to other workbooks and hosts", func(f string) {
			pack(t, f, part{name: "xl/_rels/workbook.xml.rels", text: `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink" TargetMode="External" Target="http://evil.example/x.xlsx"/></Relationships>`})
		}, "", true},
		{"a sheet outside of the archive", func(f string) {
			pack(t, f, part{name: "xl/_rels/workbook.xml.rels", text: `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="../../../../etc/passwd"/></Relationships>`})
		}, "is empty", false},
		{"one sheet under many names", func(f string) {
			sheets := `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>`
			for i := range 100 {
				sheets += fmt.Sprintf(`<sheet name="Sheet%d" sheetId="%d" r:id="rId1"/>`, i+1, i+1)
			}
			pack(t, f, sheet("", `<row/>`, "", 2*million), part{name: "xl/workbook.xml", text: sheets + `</sheets></workbook>`})
		}, "unpacks to 1200 MB, at most 512 MB", false},
		{"macros", func(f string) { pack(t, f, part{name: "xl/vbaProject.bin", text: "Sub AutoOpen()"}) }, "", true},
		{"entities that multiply", func(f string) {
			lol := `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">`
			for i := 'b'; i < 'k'; i++ {
				lol += fmt.Sprintf(`<!ENTITY %c "%s">`, i, strings.Repeat(fmt.Sprintf("&%c;", i-1), 10))
			}
			pack(t, f, shared(lol+`]><sst>`, `<si><t>&j;</t></si>`, `</sst>`, 1))
		}, "it declares entities", false},
		{"an entity that is a file", func(f string) {
			pack(t, f, part{name: "xl/worksheets/sheet1.xml", text: `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY p SYSTEM "file:///etc/passwd">]><worksheet><sheetData><row><c t="inlineStr"><is><t>&p;</t></is></c></row></sheetData></worksheet>`})
		}, "it declares entities", false},
		{"elements in elements", func(f string) { pack(t, f, sheet("", reference, "", 1), shared(`<sst>`, `<si>`, ``, 3*million)) }, "more than 64 deep", false},
		{"elements in a cell", func(f string) {
			pack(t, f, sheet("", `<row><c t="inlineStr"><is>`+strings.Repeat(`<r>`, 20*million), "", 1))
		}, "more than 64 deep", false},
		{"a row of twenty million cells", func(f string) {
			pack(t, f, sheet("", `<row>`+strings.Repeat(`<c/>`, 20*million), "", 1))
		}, "a row holds more than 1000000 elements", false},
		{"a cell of 20 MB", func(f string) {
			pack(t, f, sheet("", `<row><c t="inlineStr"><is><t>`+strings.Repeat("a", 20*million)+`</t></is></c></row>`, "", 1))
		}, "a row has more than 16 MB", false},
		{"ten million formats", func(f string) {
			pack(t, f, part{name: "xl/styles.xml", begin: `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs>`, text: `<xf/>`, end: `</cellXfs></styleSheet>`, times: 10 * million})
		}, "more than 1000000 elements", false},
		{"a truncated archive", func(f string) {
			pack(t, f)
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			writeFile(t, f, string(data[:len(data)*2/3]))
		}, "cannot be opened as a workbook", false},
		{"an encrypted workbook", func(f string) {
			writeFile(t, f, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"+strings.Repeat("\x00", 4096))
		}, "password", false},
		{"a billion names of files", func(f string) {
			var b bytes.Buffer
			b.WriteString("PK\x05\x06\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00\x00\x00")
			writeFile(t, f, b.String())
		}, "cannot be opened as a workbook", false},
		{"text without an end of its quotation", func(f string) {
			writeFile(t, f, "岗位,风险点,风险等级,防控措施\n\""+strings.Repeat("a,\n", 4*million))
		}, "12582911 characters, at most 32767", false},
		{"a line of four million columns", func(f string) { writeFile(t, f, strings.Repeat("a,", 4*million)+"\n") }, "4194304 columns, at most 1000", false},
		{"four million lines", func(f string) {
			writeFile(t, f, "岗位,风险点,风险等级,防控措施\n"+strings.Repeat(",\n", 4*million))
		}, "more than 4000000 blank rows", false},
		{"more cells than any office has", func(f string) {
			writeFile(t, f, "岗位,风险点,风险等级,防控措施\n"+strings.Repeat(strings.Repeat("a,", 999)+"a\n", 4_001))
		}, "more than 4000000 cells", false},
		{"a file of 65 MB", func(f string) { writeFile(t, f, strings.Repeat("a", 65<<20)) }, "the file has 65 MB, at most 64 MB", false},
		{"a JSON of 65 MB", func(f string) { writeFile(t, f+".json", strings.Repeat(" ", 65<<20)) }, "the file has 65 MB, at most 64 MB", false},
		{"a JSON of lists in lists", func(f string) { writeFile(t, f+".json", strings.Repeat("[", 20*million)) }, "the JSON cannot be read", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			file := filepath.Join(dir, "table.xlsx")
			c.write(file)
			if _, err := os.Stat(file); err != nil {
				file += ".json"
			}
			said, code := bounded(t, "import", file, "--into", filepath.Join(dir, "content", "ju"))
			if c.read != (code == exitDone) || !strings.Contains(said, c.want) || code == exitUsage {
				t.Errorf("exit %d, want %q: %.700s", code, c.want, said)
			}
			if strings.Contains(said, "{") {
				t.Errorf("it does not speak: %s", said)
			}
			if strings.Contains(said, "root:") {
				t.Errorf("a file of the system: %s", said)
			}
		})
	}
}
