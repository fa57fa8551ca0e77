package intake

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// workbook packs a sheet, the texts that it shares and its relations into a workbook.
func workbook(t testing.TB, sheet, shared, relations string) []byte {
	t.Helper()
	const head = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range [][2]string{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/>` + relations + `</Relationships>`},
		{"xl/worksheets/sheet1.xml", sheet},
		{"xl/sharedStrings.xml", shared},
	} {
		w, err := z.Create(part[0])
		must(t, err)
		_, err = w.Write([]byte(head + part[1]))
		must(t, err)
	}
	must(t, z.Close())
	return b.Bytes()
}

const (
	sheetHead  = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`
	sheetTable = `<row r="1"><c r="A1" t="inlineStr"><is><t>岗位</t></is></c><c r="B1" t="inlineStr"><is><t>风险点</t></is></c><c r="C1" t="s"><v>0</v></c><c r="D1" t="inlineStr"><is><t>防控措施</t></is></c></row>` +
		`<row r="2"><c r="A2" t="inlineStr"><is><t>采购岗</t></is></c><c r="B2" t="inlineStr"><is><t>围标</t></is></c><c r="C2" t="inlineStr"><is><t>高</t></is></c><c r="D2" t="inlineStr"><is><t>公开；抽查</t></is></c></row>`
	sheetText  = sheetHead + `<sheetData>` + sheetTable + `</sheetData></worksheet>`
	sharedText = `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="1" uniqueCount="1"><si><t>风险等级</t></si></sst>`
)

// Whatever stands in the parts of a workbook, it is read or refused.
func FuzzWorkbook(f *testing.F) {
	f.Add(sheetText, sharedText, "")
	f.Add(sheetHead+`<dimension ref="A1:XFD1048576"/><cols><col min="1" max="16384" hidden="1"/></cols><sheetData>`+sheetTable+`</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>`, sharedText, "")
	f.Add(sheetHead+`<sheetData><row r="4096"><c r="AZ4096"><f>cmd|'/c calc'!A1</f><v>1</v></c></row></sheetData></worksheet>`, `<sst><si><r><t>x</t></r></si></sst>`, "")
	f.Add(`<!DOCTYPE x [<!ENTITY a "aaaa">]>`+sheetText, sharedText, `<Relationship Id="x" TargetMode="External" Type="a" Target="http://evil.example/"/>`)
	s := schemes(f)
	name := filepath.Join(f.TempDir(), "x.xlsx")
	f.Fuzz(func(t *testing.T, sheet, shared, relations string) {
		must(t, os.WriteFile(name, workbook(t, sheet, shared, relations), 0o644))
		res, err := File(name, Options{Schemes: s, Default: "three-level"})
		if _, refused := IsRefusal(err); err != nil && !refused {
			t.Fatal(err)
		}
		if res != nil {
			res.Identify(nil)
			res.Report.Format("zh")
		}
	})
}

// Bytes that claim to be a workbook are read or refused.
func FuzzZip(f *testing.F) {
	whole := workbook(f, sheetText, sharedText, "")
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	f.Add([]byte("PK\x05\x06" + string(make([]byte, 18))))
	name := filepath.Join(f.TempDir(), "x.xlsx")
	f.Fuzz(func(t *testing.T, data []byte) {
		must(t, os.WriteFile(name, data, 0o644))
		_, err := Open(name)
		if _, refused := IsRefusal(err); err != nil && !refused {
			t.Fatal(err)
		}
	})
}
