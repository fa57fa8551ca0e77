package intake

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"

	"gongshi/generator/diag"
)

// isTable reports whether a part holds rows or the texts of cells; these are many, and
// are read one by one.
func isTable(name string) bool {
	name = strings.TrimPrefix(name, "/")
	return strings.HasPrefix(name, "xl/worksheets/sheet") || name == "xl/sharedStrings.xml"
}

// plainParts refuses a workbook whose parts no program writes so.
func plainParts(files []*zip.File) error {
	others := &scan{}
	for _, f := range files {
		s := others
		if isTable(f.Name) {
			s = &scan{table: true}
		}
		if err := s.part(f); err != nil {
			return err
		}
	}
	return nil
}

// scan counts what parts of a workbook hold. In what is no XML, as pictures, it counts
// what looks like it.
type scan struct {
	table                bool
	open, inner, entries int
	entry                int64 // bytes since the entry began
	elements, attributes int
}

func (s *scan) part(f *zip.File) error {
	r, err := f.Open()
	if err != nil {
		return unreadable(err)
	}
	defer r.Close()
	buf := make([]byte, 1<<16)
	x := lexer{}
	for {
		n, err := r.Read(buf)
		if why, ok := s.count(&x, buf[:n]); !ok {
			return &Refusal{
				diag.Text{
					Zh: fmt.Sprintf("工作簿里的 %s 不是表格程序写出的样子：%s", f.Name, why.Zh),
					En: fmt.Sprintf("%s in the workbook is not as spreadsheet programs write it: %s", f.Name, why.En),
				},
				diag.Text{Zh: "在 WPS 或 Excel 中打开，只留表格，另存为“Excel 工作簿（.xlsx）”后再导入", En: "open it in a spreadsheet program, keep the table, and save it as .xlsx"},
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return unreadable(err)
		}
	}
}

// count goes through a piece of a part.
func (s *scan) count(x *lexer, data []byte) (why diag.Text, ok bool) {
	s.entry += int64(len(data))
	for len(data) > 0 {
		var e event
		e, data = x.next(data)
		switch e {
		case began, empty:
			s.elements++
			s.open++
			s.inner++
			if s.open <= 3 {
				s.entries++
			}
			if s.table && s.open > maxOpen {
				return diag.Textf("元素嵌套超过 %d 层", "elements lie more than %d deep in one another", maxOpen), false
			}
			if e == empty {
				s.open--
			}
		case ended:
			s.open--
		case attribute:
			s.attributes++
		case odd:
			if s.table {
				return diag.Text{Zh: "有实体声明或别的编码", En: "it declares entities, or an encoding of its own"}, false
			}
			x.plain = true
		}
		switch {
		case !s.table && s.elements > maxElements:
			return diag.Textf("元素超过 %d 个", "there are more than %d elements", maxElements), false
		case !s.table && s.attributes > maxAttribute:
			return diag.Textf("属性超过 %d 个", "there are more than %d attributes", maxAttribute), false
		case s.table && s.entries > maxEntries:
			return diag.Textf("行或文字超过 %d 条", "there are more than %d rows or texts", maxEntries), false
		case s.table && s.inner > maxInner:
			return diag.Textf("一行里的元素超过 %d 个", "a row holds more than %d elements", maxInner), false
		}
		if (e == began || e == empty || e == ended) && s.open <= 2 {
			s.inner, s.entry = 0, int64(len(data))
		}
	}
	if s.table && s.entry > maxEntry {
		return diag.Textf("一行超过 %d MB", "a row has more than %d MB", maxEntry>>20), false
	}
	return diag.Text{}, true
}

// event is what a piece of XML says that is counted.
type event int

const (
	nothing event = iota
	began         // an element
	ended
	empty // an element that ends where it begins
	attribute
	odd // a declaration of entities or of an encoding
)

// lexer finds the tags of XML that comes in pieces. Where it errs, in what is no XML,
// it finds too many.
type lexer struct {
	state state
	plain bool   // all that could begin an element does: neither quotes nor comments hide it
	quote byte   // that is open in a tag
	last  byte   // before the next one, in a tag
	begin []byte // of what stands behind <! or <?
	until string // what ends it
	met   int    // bytes of that
}

type state int

const (
	inText state = iota
	atTag        // behind <
	inTag        // of an element that begins
	inEnd        // of one that ends
	inMark       // behind <!
	inside       // a comment, CDATA or <?
)

const cdata = "[CDATA["

// mostDeclared is how much a declaration of an encoding may say, in bytes.
const mostDeclared = 300

// encodings are those in which no byte of another character looks like markup.
var encodings = pattern(`(?i)encoding\s*=\s*["'](?:utf-8|us-ascii|gbk|gb2312|gb18030)["']`)

// declares reports whether what stands behind <? changes how the rest is read.
func declares(text []byte) bool {
	return len(text) > mostDeclared || bytes.Contains(text, []byte("encoding")) && (bytes.Count(text, []byte("encoding")) > 1 || !encodings().Match(text))
}

// next reads up to the next event, or to the end of the data.
func (x *lexer) next(data []byte) (event, []byte) {
	for i := 0; i < len(data); i++ {
		c := data[i]
		switch x.state {
		case inText:
			at := bytes.IndexByte(data[i:], '<')
			if at < 0 {
				return nothing, nil
			}
			i += at
			x.state = atTag
		case atTag:
			switch c {
			case '/':
				x.state = inEnd
			case '!':
				x.state, x.begin = inMark, x.begin[:0]
			case '?':
				x.state, x.begin, x.until, x.met = inside, x.begin[:0], "?>", 0
			default:
				x.state, x.quote, x.last = inTag, 0, c
				if c == '>' || c == '<' {
					x.state = inText
				}
			}
		case inTag:
			was := x.last
			x.last = c
			switch {
			case x.quote != 0:
				if c == x.quote {
					x.quote = 0
				}
			case c == '"' || c == '\'':
				if !x.plain {
					x.quote = c
				}
				return attribute, data[i+1:]
			case c == '<' && x.plain:
				x.state = atTag
			case c == '>' && was == '/':
				x.state = inText
				return empty, data[i+1:]
			case c == '>':
				x.state = inText
				return began, data[i+1:]
			}
		case inEnd:
			if c == '>' {
				x.state = inText
				return ended, data[i+1:]
			}
		case inMark:
			x.begin = append(x.begin, c)
			switch s := string(x.begin); {
			case s == "--" && !x.plain:
				x.state, x.until, x.met = inside, "-->", 0
			case s == cdata && !x.plain:
				x.state, x.until, x.met = inside, "]]>", 0
			case x.plain || s != "-" && !strings.HasPrefix(cdata, s):
				x.state = inText
				return odd, data[i:]
			}
		case inside:
			if x.plain && c == '<' {
				x.state = atTag
				continue
			}
			if len(x.begin) <= mostDeclared {
				x.begin = append(x.begin, c)
			}
			switch {
			case c == x.until[x.met]:
				if x.met++; x.met < len(x.until) {
					continue
				}
				x.state = inText
				if x.until == "?>" && declares(x.begin) {
					return odd, data[i+1:]
				}
			case x.met == 2 && c == x.until[0]: // --->
			case c == x.until[0]:
				x.met = 1
			default:
				x.met = 0
			}
		}
	}
	return nothing, nil
}
