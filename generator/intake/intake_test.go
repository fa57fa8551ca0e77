package intake

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
	"gongshi/generator/format"
	"gongshi/generator/load"
)

var update = flag.Bool("update", false, "write what is read of the tables into testdata")

// sample is a table of the tests. In its rows ^ stands for a cell merged with the
// one above, < for one merged with the one to the left.
type sample struct {
	name   string
	sheets []sampleSheet
	csv    string // the encoding, where the table is a CSV file
	opts   Options
}

type sampleSheet struct {
	name   string
	rows   [][]string
	hidden []int // rows, from 1
}

func (s *sample) file(t testing.TB) string {
	if s.csv != "" {
		return s.csvFile(t)
	}
	f := excelize.NewFile()
	defer f.Close()
	for i, sh := range s.sheets {
		if i == 0 {
			must(t, f.SetSheetName("Sheet1", sh.name))
		} else if _, err := f.NewSheet(sh.name); err != nil {
			t.Fatal(err)
		}
		covered := map[cell]bool{}
		for r, row := range sh.rows {
			for c, text := range row {
				if text == "^" || text == "<" || covered[cell{r, c}] {
					continue
				}
				bottom, right := r, c
				for right+1 < len(row) && row[right+1] == "<" {
					right++
				}
				for bottom+1 < len(sh.rows) && c < len(sh.rows[bottom+1]) && sh.rows[bottom+1][c] == "^" {
					bottom++
				}
				must(t, f.SetCellStr(sh.name, cellName(r, c), text))
				if bottom > r || right > c {
					must(t, f.MergeCell(sh.name, cellName(r, c), cellName(bottom, right)))
				}
			}
		}
		for _, r := range sh.hidden {
			must(t, f.SetRowVisible(sh.name, r, false))
		}
	}
	name := filepath.Join(t.TempDir(), s.name+".xlsx")
	must(t, f.SaveAs(name))
	return name
}

func (s *sample) csvFile(t testing.TB) string {
	var b bytes.Buffer
	for _, row := range s.sheets[0].rows {
		for c, text := range row {
			if c > 0 {
				b.WriteByte(',')
			}
			if text == "^" || text == "<" {
				text = ""
			}
			if strings.ContainsAny(text, ",\"\n") {
				text = `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
			}
			b.WriteString(text)
		}
		b.WriteString("\r\n")
	}
	data := b.Bytes()
	switch s.csv {
	case "gb18030":
		var err error
		if data, err = simplifiedchinese.GB18030.NewEncoder().Bytes(data); err != nil {
			t.Fatal(err)
		}
	case "big5":
		var err error
		if data, err = traditionalchinese.Big5.NewEncoder().Bytes(data); err != nil {
			t.Fatal(err)
		}
	case "bom":
		data = append([]byte("\xef\xbb\xbf"), data...)
	}
	name := filepath.Join(t.TempDir(), s.name+".csv")
	must(t, os.WriteFile(name, data, 0o644))
	return name
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func schemes(t testing.TB) map[string]*catalog.Scheme {
	site, err := load.OpenSite(fstest.MapFS{"site.toml": &fstest.MapFile{Data: []byte("title = \"公示\"\n")}})
	must(t, err)
	return site.Schemes
}

// read imports a sample and gives what was made of it.
func (s *sample) read(t testing.TB) (*Result, error) {
	opts := s.opts
	opts.Schemes, opts.Default = schemes(t), "three-level"
	res, err := File(s.file(t), opts)
	if res != nil {
		res.Identify(nil)
	}
	return res, err
}

func TestSamples(t *testing.T) {
	for _, s := range samples {
		t.Run(s.name, func(t *testing.T) {
			res, err := s.read(t)
			var got strings.Builder
			if refused, ok := IsRefusal(err); ok {
				fmt.Fprintf(&got, "拒绝: %s\n    办法: %s\n\n", refused.Reason.Zh, refused.Hint.Zh)
			} else if err != nil {
				t.Fatal(err)
			}
			got.WriteString(res.Report.Format(diag.Chinese))
			fmt.Fprintf(&got, "\n方案 %s\n", res.Scheme)
			if res.Added != nil {
				fmt.Fprintf(&got, "增加类别 %q，防线 %q\n", res.Added.Categories, res.Added.Stages)
			}
			got.WriteByte('\n')
			got.Write(format.Catalogue(res.Positions))
			golden := filepath.Join("testdata", s.name+".golden")
			if *update {
				must(t, os.MkdirAll("testdata", 0o755))
				must(t, os.WriteFile(golden, []byte(got.String()), 0o644))
			}
			want, err := os.ReadFile(golden)
			must(t, err)
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// fragments are the pieces of a text that have to be found again: what stands
// between punctuation, without numbers of items.
func fragments(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsPunct(r) || unicode.IsSymbol(r) || unicode.IsDigit(r) || r >= '①' && r <= '⑳'
	})
}

// Every cell's text is in the catalogue or in the report.
func TestEveryCellIsFoundAgain(t *testing.T) {
	cells, lost, rows, whole := 0, 0, 0, 0
	for _, s := range samples {
		res, err := s.read(t)
		if _, refused := IsRefusal(err); !refused {
			r, w := mappedRows(&res.Report)
			rows, whole = rows+r, whole+w
		}
		report, err := res.Report.JSON(diag.Chinese)
		must(t, err)
		var text strings.Builder
		text.Write(report)
		text.Write(format.Catalogue(res.Positions))
		all := strings.Map(func(r rune) rune {
			if unicode.IsSpace(r) || unicode.IsPunct(r) {
				return -1
			}
			return r
		}, strings.ReplaceAll(text.String(), `\n`, ""))
		for _, sh := range s.sheets {
			for r, row := range sh.rows {
				for c, cellText := range row {
					if cellText == "" || cellText == "^" || cellText == "<" {
						continue
					}
					cells++
					for _, f := range fragments(cellText) {
						for _, prefix := range []string{"一是", "二是", "三是", "一", "二", "三"} {
							if rest, ok := strings.CutPrefix(f, prefix); ok && !strings.Contains(all, f) {
								f = rest
							}
						}
						if !strings.Contains(all, f) {
							lost++
							t.Errorf("%s %s %s: %q is nowhere", s.name, sh.name, cellName(r, c), f)
						}
					}
				}
			}
		}
	}
	t.Logf("%d tables, %d cells, %d pieces lost; %d of %d rows taken over whole without help", len(samples), cells, lost, whole, rows)
	if whole*100 < rows*90 {
		t.Errorf("only %d of %d rows are taken over whole", whole, rows)
	}
}

// mappedRows counts the rows that say something of risk points, and those of them
// of which nothing was left over but what belongs to persons.
func mappedRows(r *Report) (rows, whole int) {
	for _, s := range r.Sheets {
		left := map[int]bool{}
		for _, l := range s.Left {
			if _, row, err := excelize.CellNameToCoordinates(l.Cell); err == nil && l.Why != whyPrivate {
				left[row] = true
			}
		}
		for _, row := range s.Rows {
			switch row.As {
			case "risk", "more", "position", "left":
				rows++
				if row.As != "left" && !left[row.Row] {
					whole++
				}
			}
		}
	}
	return rows, whole
}

// Names of persons are in no catalogue, whatever the table.
func TestNamesStayOut(t *testing.T) {
	for _, s := range samples {
		res, _ := s.read(t)
		text := string(format.Catalogue(res.Positions))
		for _, name := range []string{"张三", "李四", "王五"} {
			if strings.Contains(text, name) {
				t.Errorf("%s: %s is in the catalogue", s.name, name)
			}
		}
	}
}

func TestSameTableSameResult(t *testing.T) {
	for _, s := range samples {
		a, _ := s.read(t)
		b, _ := s.read(t)
		if a.Report.Format("zh") != b.Report.Format("zh") || !bytes.Equal(format.Catalogue(a.Positions), format.Catalogue(b.Positions)) {
			t.Errorf("%s differs from one reading to the next", s.name)
		}
	}
}

// A table of three thousand rows as it was printed, on fifty pages: the heading on
// every page, positions that pages cut, page numbers, a total at the end.
func TestFiftyPrintedPages(t *testing.T) {
	head := []string{"序号", "部门", "岗位", "风险点", "风险等级", "防控措施"}
	rows := [][]string{{"某市某集团廉洁风险防控清单", "<", "<", "<", "<", "<"}, head}
	n := 0
	for page := range 50 {
		if page > 0 {
			rows = append(rows, []string{fmt.Sprintf("第%d页", page), "<", "<", "<", "<", "<"}, head)
		}
		for range 60 {
			row := []string{fmt.Sprint(n + 1), "^", "^", fmt.Sprintf("风险%d", n), []string{"高", "中", "低"}[n%3], "1.公开；2.抽查"}
			if n%50 == 0 {
				row[1] = fmt.Sprintf("第%d科", n/50)
			} else if len(rows[len(rows)-1]) > 0 && rows[len(rows)-1][0] == "序号" {
				row[1] = "" // the page cuts the merged cell
			}
			if n%5 == 0 {
				row[2] = fmt.Sprintf("岗位%d", n/5)
			} else if row[1] == "" || rows[len(rows)-1][0] == "序号" {
				row[2] = ""
			}
			if row[1] == "^" && rows[len(rows)-1][0] == "序号" {
				row[1] = ""
			}
			rows = append(rows, row)
			n++
		}
	}
	rows = append(rows, []string{"合计", "", "", fmt.Sprintf("%d个风险点", n), "", ""})
	s := sample{name: "pages", sheets: []sampleSheet{{name: "Sheet1", rows: rows}}}
	res, err := s.read(t)
	if err != nil {
		t.Fatal(err)
	}
	r := res.Report
	if r.Risks != 3000 || r.Positions != 600 || r.Controls != 6000 || len(r.Sheets[0].Left) > 0 || len(r.Notes) > 0 {
		t.Errorf("%d risk points, %d positions, %d controls, left %v, notes %v", r.Risks, r.Positions, r.Controls, r.Sheets[0].Left, r.Notes)
	}
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte("岗位,风险点,风险等级,防控措施\n采购岗,围标,高,1.公开2.抽查\n"))
	f.Add([]byte("岗位名称,采购岗\n风险点,围标\n等级,高\n防控措施,公开\n"))
	s := schemes(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		sheets, err := readCSV("x", data)
		if err != nil {
			return
		}
		for _, sh := range sheets {
			sh.prepare()
		}
		res, _ := Read("x.csv", sheets, Options{Schemes: s, Default: "three-level"})
		res.Identify(nil)
		res.Report.Format("zh")
		format.Catalogue(res.Positions)
	})
}
