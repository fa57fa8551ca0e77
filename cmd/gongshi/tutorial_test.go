package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

var tutorialBlock = regexp.MustCompile("(?s)<!-- tutorial -->\n```\n(.*?)```")

// Every command of the tutorial works, in order, from a blank folder with a
// spreadsheet.
func TestTutorial(t *testing.T) {
	for readme, table := range map[string]string{"README.md": "risks.xlsx", "README.zh-CN.md": "风险点.xlsx"} {
		t.Run(readme, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join("..", "..", readme))
			if err != nil {
				t.Fatal(err)
			}
			t.Chdir(t.TempDir())
			tutorialTable(t, table)
			commands := 0
			for _, block := range tutorialBlock.FindAllStringSubmatch(string(data), -1) {
				for _, line := range strings.Split(strings.TrimSpace(block[1]), "\n") {
					args := strings.Fields(line)
					if args[0] != "gongshi" {
						t.Fatalf("%s is no command of gongshi", line)
					}
					commands++
					if args[1] == "serve" {
						tryServe(t, "content")
						continue
					}
					mustRun(t, args[1:]...)
				}
			}
			if commands != 9 {
				t.Errorf("%d commands", commands)
			}
			if _, err := os.Stat(filepath.Join("public", "index.html")); err != nil {
				t.Error(err)
			}
		})
	}
}

var readmePosition = regexp.MustCompile("(?s)```\n(\\+\\+\\+\n.*?)```")

// The finding that each README shows is that of its example, with a grade that is none.
func TestReadmeFinding(t *testing.T) {
	for readme, lang := range map[string]string{"README.md": "en", "README.zh-CN.md": "zh"} {
		data, err := os.ReadFile(filepath.Join("..", "..", readme))
		if err != nil {
			t.Fatal(err)
		}
		content := filepath.Join(t.TempDir(), "content")
		for name, text := range map[string]string{"site.toml": "title = \"公示\"\n", "a/unit.toml": "name = \"甲\"\n",
			"a/caigou.md": strings.Replace(readmePosition.FindStringSubmatch(string(data))[1], "一级", "五级", 1)} {
			name = filepath.Join(content, filepath.FromSlash(name))
			if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte(text), 0o644)); err != nil {
				t.Fatal(err)
			}
		}
		var out bytes.Buffer
		run([]string{"--lang", lang, "check", "--content", content}, &out, io.Discard)
		if out.Len() == 0 || !strings.Contains(string(data), " check\n"+out.String()+"```") {
			t.Errorf("%s does not show\n%s", readme, out.String())
		}
	}
}

func tutorialTable(t *testing.T, name string) {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range [][]any{
		{"某市民政局廉政风险点一览表"},
		{"序号", "岗位", "风险点", "情况", "风险等级", "防控措施", "责任人"},
		{1, "低保审批岗", "人情保", "放宽条件审批", "高", "1.两人入户；2.结果张榜公示", "救助科科长"},
		{2, "采购岗", "围标", "串通投标", "中", "公开招标；专家随机抽取", "办公室主任"},
	} {
		if err := f.SetSheetRow("Sheet1", "A"+string(rune('1'+i)), &row); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SaveAs(name); err != nil {
		t.Fatal(err)
	}
}

// tryServe previews the content for a moment.
func tryServe(t *testing.T, content string) {
	t.Helper()
	ctx, stop := context.WithTimeout(context.Background(), time.Second)
	defer stop()
	var out bytes.Buffer
	c := &command{lang: "zh", stdout: &out, stderr: &out}
	if err := c.serve(ctx, content, "127.0.0.1:0"); err != nil {
		t.Errorf("%v\n%s", err, out.String())
	}
}
