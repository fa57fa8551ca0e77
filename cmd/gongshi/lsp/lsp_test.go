package lsp

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongshi/generator/diag"
)

// client plays an editor over a pair of pipes.
type client struct {
	t    *testing.T
	wire wire
	dir  string
	id   int
	diag map[string][]diagnostic
	done chan error
	got  chan *message
}

const unitTOML = "name = \"某单位\"\n\n[[department]]\nid = \"office\"\nname = \"办公室\"\nleader = \"zhuren\"\n"

const positionMD = "+++\nname = \"主任\"\ndepartment = \"办公室\"\n+++\n\n## 围标 {#wei-biao}\n\n- 等级：一级\n- 依据：bidding 第四条\n- 防控措施：每季度抽查 10% 的开标录像（责任：主任）\n"

func start(t *testing.T, encodings ...string) *client {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"site.toml": "title = \"公示\"\n", "rules.toml": "[[rule]]\nid = \"bidding\"\ntitle = \"招标投标法\"\nkind = \"law\"\n",
		"danwei/unit.toml": unitTOML, "danwei/zhuren.md": positionMD,
		"danwei/xia/unit.toml": "name = \"下级\"\n", "danwei/xia/gang.md": "+++\nname = \"岗\"\n+++\n\n## 围标 {#a}\n\n- 等级：一级\n- 承接：danwei/zhuren#wei-biao\n- 防控措施：公开\n",
	} {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	toServer, fromClient := io.Pipe()
	toClient, fromServer := io.Pipe()
	c := &client{t: t, dir: dir, wire: wire{in: bufio.NewReader(toClient), out: fromClient}, diag: map[string][]diagnostic{}, done: make(chan error, 1), got: make(chan *message, 1000)}
	go func() {
		defer close(c.got)
		for {
			m, err := c.wire.read()
			if err != nil {
				return
			}
			c.got <- m
		}
	}()
	go func() {
		c.done <- Serve(toServer, fromServer, dir, diag.Chinese)
		fromServer.Close()
	}()
	var init struct {
		Capabilities struct{ PositionEncoding string }
	}
	c.request("initialize", map[string]any{"rootUri": (&url.URL{Scheme: "file", Path: filepath.ToSlash(dir)}).String(),
		"capabilities": map[string]any{"general": map[string]any{"positionEncodings": encodings}}}, &init)
	if want := append(encodings, "utf-16")[0]; init.Capabilities.PositionEncoding != want {
		t.Errorf("encoding %q, want %q", init.Capabilities.PositionEncoding, want)
	}
	c.notify("initialized", map[string]any{})
	return c
}

func (c *client) stop() {
	c.request("shutdown", nil, nil)
	c.notify("exit", nil)
	if err := <-c.done; err != nil {
		c.t.Error(err)
	}
}

func (c *client) uri(name string) string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(c.dir, filepath.FromSlash(name)))}).String()
}

func (c *client) notify(method string, params any) {
	c.t.Helper()
	if err := c.wire.write(message{Method: method, Params: must(params)}); err != nil {
		c.t.Fatal(err)
	}
}

// request sends a request and waits for its answer; findings that come meanwhile
// are kept.
func (c *client) request(method string, params, result any) {
	c.t.Helper()
	c.id++
	id := json.RawMessage(fmt.Sprint(c.id))
	if err := c.wire.write(message{ID: &id, Method: method, Params: must(params)}); err != nil {
		c.t.Fatal(err)
	}
	for {
		m, ok := <-c.got
		if !ok {
			c.t.Fatal("the server has gone")
		}
		if m.Method == "textDocument/publishDiagnostics" {
			var p struct {
				URI         string
				Diagnostics []diagnostic
			}
			if err := json.Unmarshal(m.Params, &p); err != nil {
				c.t.Fatal(err)
			}
			c.diag[p.URI] = p.Diagnostics
			continue
		}
		if m.Error != nil {
			c.t.Fatalf("%s: %s", method, m.Error.Message)
		}
		if result != nil {
			data := must(m.Result)
			if err := json.Unmarshal(data, result); err != nil {
				c.t.Fatalf("%s: %v in %s", method, err, data)
			}
		}
		return
	}
}

func (c *client) open(name, text string) {
	c.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": c.uri(name), "languageId": "markdown", "version": 1, "text": text}})
}

// at is the parameters for the place of a mark | in a text; the text without it is
// what the server gets.
func (c *client) at(name, marked string) map[string]any {
	before, after, _ := strings.Cut(marked, "|")
	c.notify("textDocument/didChange", map[string]any{"textDocument": map[string]any{"uri": c.uri(name), "version": 2}, "contentChanges": []any{map[string]any{"text": before + after}}})
	line := strings.Count(before, "\n")
	last := before[strings.LastIndexByte(before, '\n')+1:]
	return map[string]any{"textDocument": map[string]any{"uri": c.uri(name)}, "position": position{line, len([]rune(last))}}
}

func (c *client) completions(name, marked string) []string {
	var got struct{ Items []completionItem }
	c.request("textDocument/completion", c.at(name, marked), &got)
	var labels []string
	for _, i := range got.Items {
		labels = append(labels, i.Label)
	}
	return labels
}

func TestEditor(t *testing.T) {
	c := start(t)
	defer c.stop()

	// Findings as one types, from the text in the editor, and a fix.
	c.open("danwei/zhuren.md", strings.Replace(positionMD, "一级", "二极", 1))
	var symbols []symbol
	c.request("textDocument/documentSymbol", map[string]any{"textDocument": map[string]any{"uri": c.uri("danwei/zhuren.md")}}, &symbols)
	if len(symbols) != 1 || symbols[0].Name != "主任" || len(symbols[0].Children) != 1 || symbols[0].Children[0].Name != "围标" {
		t.Errorf("outline: %+v", symbols)
	}
	list := c.diag[c.uri("danwei/zhuren.md")]
	if len(list) != 1 || list[0].Code != "unknown-grade" || list[0].Range.Start != (position{7, 5}) {
		t.Fatalf("findings: %+v", list)
	}
	var actions []struct {
		Title string
		Edit  struct{ Changes map[string][]textEdit }
	}
	for _, fix := range []struct{ rule, from, to, edit string }{
		{"id-missing", " {#wei-biao}", "", " {#wei-biao}"},
		{"unknown-label", "防控措施", "防控错施", "防控措施"},
		{"stray-heading", "## 围标", "##　围标", "## 围标 {#wei-biao}"},
		{"dangling-reference", `"办公室"`, `"办公市"`, "办公室"},
	} {
		text := strings.Replace(positionMD, fix.from, fix.to, 1)
		c.open("danwei/zhuren.md", text)
		c.request("textDocument/documentSymbol", map[string]any{"textDocument": map[string]any{"uri": c.uri("danwei/zhuren.md")}}, nil)
		list = slices.DeleteFunc(c.diag[c.uri("danwei/zhuren.md")], func(d diagnostic) bool { return d.Code != fix.rule })
		if len(list) != 1 {
			t.Fatalf("%s: findings %+v", fix.rule, c.diag)
		}
		c.request("textDocument/codeAction", map[string]any{"textDocument": map[string]any{"uri": c.uri("danwei/zhuren.md")}, "range": list[0].Range, "context": map[string]any{"diagnostics": []any{
			map[string]any{"range": list[0].Range, "code": 2304, "source": "other", "message": "m", "data": "abc"}, list[0]}}}, &actions)
		if len(actions) != 1 || actions[0].Edit.Changes[c.uri("danwei/zhuren.md")][0].NewText != fix.edit {
			t.Errorf("fixes: %+v of %+v", actions, list)
		}
	}

	// Completion.
	for marked, want := range map[string]string{
		strings.Replace(positionMD, "等级：一级", "等级：|", 1):                     "一级",
		strings.Replace(positionMD, "等级：一级", "类别：岗位|", 1):                   "岗位职责风险",
		strings.Replace(positionMD, "- 等级：一级", "- |", 1):                    "等级：",
		strings.Replace(positionMD, "等级：一级", "前|", 1):                       "前期预防：",
		strings.Replace(positionMD, "责任：主任", "责任：|", 1):                     "办公室",
		strings.Replace(positionMD, "责任：主任", "|", 1):                        "时限：",
		strings.Replace(positionMD, "责任：主任", "方式：|", 1):                     "风险回避",
		strings.Replace(positionMD, "依据：bidding", "依据：|", 1):                "bidding",
		strings.Replace(positionMD, "等级：一级", "豁免：|", 1):                     "grade-by-rank",
		strings.Replace(positionMD, "\"办公室\"", "\"|\"", 1):                  "办公室",
		strings.Replace(positionMD, "+++\n\n", "level = \"|\"\n+++\n\n", 1): "frontline",
	} {
		if got := c.completions("danwei/zhuren.md", marked); !slices.Contains(got, want) {
			t.Errorf("%s offers %q, want %q", marked[max(strings.IndexByte(marked, '|')-20, 0):], got, want)
		}
	}
	if got := c.completions("danwei/unit.toml", strings.Replace(unitTOML, "zhuren", "|", 1)); !slices.Contains(got, "zhuren") {
		t.Errorf("leader offers %q", got)
	}
	lower := "+++\nname = \"岗\"\n+++\n\n## 围标 {#a}\n\n- 等级：一级\n- 承接：|\n- 防控措施：公开\n"
	if got := c.completions("danwei/xia/gang.md", lower); !slices.Contains(got, "danwei/zhuren#wei-biao") {
		t.Errorf("extends offers %q", got)
	}

	// Explanations and definitions.
	var hover struct{ Contents struct{ Value string } }
	c.request("textDocument/hover", c.at("danwei/zhuren.md", strings.Replace(positionMD, "一级", "一|级", 1)), &hover)
	if !strings.Contains(hover.Contents.Value, "纪检监察部门重点监控") {
		t.Errorf("hover: %q", hover.Contents.Value)
	}
	var to location
	c.request("textDocument/definition", c.at("danwei/xia/gang.md", strings.Replace(lower, "|", "danwei/zhu|ren#wei-biao", 1)), &to)
	if to.URI != c.uri("danwei/zhuren.md") || to.Range.Start.Line != 5 {
		t.Errorf("definition: %+v", to)
	}
	c.request("textDocument/definition", c.at("danwei/zhuren.md", strings.Replace(positionMD, "bidding", "bid|ding", 1)), &to)
	if to.URI != c.uri("rules.toml") {
		t.Errorf("definition: %+v", to)
	}
	c.request("textDocument/definition", c.at("danwei/unit.toml", strings.Replace(unitTOML, "zhuren", "zhu|ren", 1)), &to)
	if to.URI != c.uri("danwei/zhuren.md") {
		t.Errorf("definition: %+v", to)
	}

	// Layout.
	var edits []textEdit
	c.at("danwei/zhuren.md", strings.ReplaceAll(positionMD, "\n- ", "\n*   "))
	c.request("textDocument/formatting", map[string]any{"textDocument": map[string]any{"uri": c.uri("danwei/zhuren.md")}}, &edits)
	if len(edits) != 1 || !strings.Contains(edits[0].NewText, "\n- 等级：一级\n") {
		t.Errorf("layout: %+v", edits)
	}
}

func TestBytePositions(t *testing.T) {
	c := start(t, "utf-8")
	defer c.stop()
	c.open("danwei/zhuren.md", strings.Replace(positionMD, "一级", "五级", 1))
	c.request("textDocument/documentSymbol", map[string]any{"textDocument": map[string]any{"uri": c.uri("danwei/zhuren.md")}}, nil)
	if list := c.diag[c.uri("danwei/zhuren.md")]; len(list) != 1 || list[0].Range.Start != (position{7, len("- 等级：")}) {
		t.Errorf("findings: %+v", list)
	}
}

// Bad messages end the conversation or are refused; nothing panics.
func TestBadMessages(t *testing.T) {
	for _, in := range []string{"", "x", "Content-Length: -1\r\n\r\n", "Content-Length: 3\r\n\r\n{}", "Content-Length: 2\r\n\r\n[]",
		"Content-Length: 84\r\n\r\n" + `{"jsonrpc":"2.0","id":1,"method":"textDocument/hover","params":{"position":{"line":-9}}}`} {
		var out bytes.Buffer
		_ = Serve(strings.NewReader(in), &out, t.TempDir(), diag.English)
	}
}

// Whatever an editor sends, line by line as messages or as raw bytes, the server
// answers or ends.
func FuzzServe(f *testing.F) {
	dir := f.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "site.toml"), []byte("title = \"公示\"\n"), 0o644); err != nil {
		f.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "a"), 0o755); err != nil {
		f.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "a", "unit.toml"), []byte(unitTOML), 0o644); err != nil {
		f.Fatal(err)
	}
	uri := (&url.URL{Scheme: "file", Path: filepath.ToSlash(dir) + "/a/p.md"}).String()
	text, err := json.Marshal(positionMD)
	if err != nil {
		f.Fatal(err)
	}
	open := fmt.Sprintf(`{"method":"textDocument/didOpen","params":{"textDocument":{"uri":"URI","text":%s}}}`, text)
	for _, method := range []string{"completion", "hover", "definition", "documentSymbol", "formatting", "codeAction", "didClose"} {
		f.Add(open+"\n"+`{"id":1,"method":"textDocument/`+method+`","params":{"textDocument":{"uri":"URI"},"position":{"line":8,"character":7}}}`, true)
	}
	f.Add(`{"id":1,"method":"initialize","params":{"rootUri":"file:///","capabilities":{"general":{"positionEncodings":["utf-8"]}}}}`, true)
	f.Add(open+"\n"+`{"method":"textDocument/didChange","params":{"textDocument":{"uri":"URI"},"contentChanges":[{"text":"+++\n"}]}}`, true)
	f.Add("Content-Length: 2\r\n\r\n{}", false)
	f.Fuzz(func(t *testing.T, text string, framed bool) {
		in := text
		if framed {
			in = ""
			for line := range strings.Lines(text) {
				line = strings.ReplaceAll(strings.TrimSuffix(line, "\n"), "URI", uri)
				in += fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(line), line)
			}
		}
		_ = Serve(strings.NewReader(in), io.Discard, dir, diag.English)
	})
}
