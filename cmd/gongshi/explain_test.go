package main

import (
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"

	"gongshi/generator/diag"
)

// What the program was at is told in the user's language too.
func TestExplainSteps(t *testing.T) {
	for text, want := range map[string]string{
		"read key: open key.pub: no such file or directory": "读取密钥: 打开 key.pub: 没有这个文件或文件夹\n    办法: 检查路径是否写对",
		`theme "zhuti": read theme: unreadable`:             `主题 "zhuti": 读取主题: unreadable`,
		"theme: layout home: template: home.html:3: bad":    "主题: 版面 home: template: home.html:3: bad",
		"new: import of a thing":                            "new: import of a thing",
	} {
		err := errors.New(text)
		if rest, ok := strings.CutSuffix(text, "no such file or directory"); ok {
			err = fmt.Errorf("%s%w", rest, syscall.ENOENT)
		}
		if got := (&command{lang: diag.Chinese}).explain(err); got != want {
			t.Errorf("%q, want %q", got, want)
		}
		if got := (&command{lang: diag.English}).explain(err); !strings.HasPrefix(got, text) {
			t.Errorf("%q, want %q", got, text)
		}
	}
}

// Every cause of a failure is told in the user's language, with what can be done.
func TestExplain(t *testing.T) {
	for _, k := range append(systemCauses, causes...) {
		err := fmt.Errorf("a/b: %w: c", k.err)
		zh, en := (&command{lang: diag.Chinese}).explain(err), (&command{lang: diag.English}).explain(err)
		if want := "a/b: " + k.zh + ": c\n    办法: " + k.cure.Zh; zh != want {
			t.Errorf("%q, want %q", zh, want)
		}
		if !strings.Contains(en, k.err.Error()) || !strings.HasSuffix(en, "\n    hint: "+k.cure.En) {
			t.Errorf("%q", en)
		}
	}
}
