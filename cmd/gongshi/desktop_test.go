package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongshi/generator/diag"
)

// A double click builds the content beside the program and shows it, a table that is
// dropped is imported first, and whatever happens the window stays until it was read.
func TestDesktop(t *testing.T) {
	dir, elsewhere := t.TempDir(), t.TempDir()
	t.Setenv(cacheVariable, t.TempDir())
	t.Chdir(elsewhere)
	shown := ""
	click := func(args ...string) (int, string) {
		t.Helper()
		var out bytes.Buffer
		c := &command{lang: diag.Chinese, stdout: &out, stderr: &out}
		shown = ""
		read := strings.NewReader("\n")
		code := c.desktop(dir, args, func(page string) error { shown = page; return nil }, read)
		if read.Len() > 0 {
			t.Errorf("%v: the window does not wait", args)
		}
		return code, out.String()
	}
	page := func() string {
		data, err := os.ReadFile(shown)
		if err != nil {
			t.Error(err)
		}
		return string(data)
	}

	if code, out := click(); code != exitDone || shown != "" || !strings.Contains(out, "拖到程序的图标上") {
		t.Errorf("with nothing beside it: %d, %s, shows %q", code, out, shown)
	}

	table := filepath.Join(dir, "风险点.csv")
	write := func(grade string) {
		t.Helper()
		if err := os.WriteFile(table, []byte("单位：某市水务局\n岗位,风险点,表现形式,等级,防控措施,责任人\n采购岗,拆分采购,把一批物资拆成几笔,"+grade+",按季核对同一供应商的累计金额,财务科长\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("一级")
	if code, out := click(table); code != exitDone || shown != filepath.Join(dir, "public", "index.html") || !strings.Contains(page(), "某市水务局") {
		t.Errorf("with a table: %d, %s, shows %q", code, out, shown)
	}
	write("二级")
	code, out := click(table)
	if changed, err := os.ReadFile(filepath.Join(dir, "public", "feng-xian-dian", "cai-gou-gang.html")); code != exitDone || shown == "" || !strings.Contains(string(changed), "二级</span>") {
		t.Errorf("with the table again: %d, %s, shows %q, %v", code, out, shown, err)
	}
	if code, out := click(); code != exitDone || shown == "" {
		t.Errorf("with content beside it: %d, %s, shows %q", code, out, shown)
	}
	if code, out := click(filepath.Join(dir, "content")); code != exitDone || shown == "" {
		t.Errorf("with a content folder: %d, %s, shows %q", code, out, shown)
	}
	if code, out := click("version"); code != exitDone || shown != "" || !strings.Contains(out, "gongshi") {
		t.Errorf("with a command: %d, %s, shows %q", code, out, shown)
	}

	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	other := filepath.Join(dir, "通知.docx")
	must(os.WriteFile(other, []byte("x"), 0o644))
	if code, out := click(other); code != exitFailed || shown != "" || !strings.Contains(out, "不是风险点表格") {
		t.Errorf("with another file: %d, %s, shows %q", code, out, shown)
	}
	must(os.WriteFile(filepath.Join(dir, "content", "site.toml"), []byte("title = \n"), 0o644))
	if code, out := click(); code != exitFailed || shown != "" || !strings.Contains(out, "site.toml:1") {
		t.Errorf("with an error in the content: %d, %s, shows %q", code, out, shown)
	}
}
