//go:build linux

package main

import (
	"bytes"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// bounded runs the program as a process of its own, holds it to a gigabyte of memory
// and half a minute of processor time, and returns what it said.
func bounded(t *testing.T, args ...string) (said string, code int) {
	t.Helper()
	var out bytes.Buffer
	cmd := exec.Command("gongshi", append([]string{"--lang", "en"}, args...)...)
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(5*time.Minute, func() { cmd.Process.Kill() })
	cmd.Wait()
	timer.Stop()
	usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	peak, took := usage.Maxrss>>10, cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime()
	t.Logf("%d MB, %v of processor time", peak, took.Round(10*time.Millisecond))
	if peak > 1000 {
		t.Errorf("%d MB of memory", peak)
	}
	if took > 30*time.Second {
		t.Errorf("%v of processor time", took)
	}
	if strings.Contains(out.String(), "goroutine ") {
		t.Errorf("a panic: %.2000s", out.String())
	}
	return out.String(), cmd.ProcessState.ExitCode()
}

// Content that was made to take all memory and time is refused with a finding that
// names the limit, or built, and takes neither.
func TestLimits(t *testing.T) {
	const million = 1 << 20
	positionOf := func(body string) map[string]string {
		return map[string]string{"a/p.md": goodPosition + "\n" + body + "\n"}
	}
	tomlOf := func(text string) map[string]string { return map[string]string{"a/x.toml": text} }
	many := func(n int, line string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, line, i, (i*7+1)%n)
		}
		return b.String()
	}
	for _, c := range []struct {
		name  string
		files map[string]string
		want  string // a part of what is said; empty where the site is built
	}{
		{"emphasis without end", positionOf(strings.Repeat("*a_", million/3)), "[too-much]"},
		{"brackets", positionOf(strings.Repeat("[", million)), "[too-much]"},
		{"links in links", positionOf(strings.Repeat("[", 1500) + "a" + strings.Repeat("](b.md)", 1500)), "[dangling-reference]"},
		{"open comments", positionOf(strings.Repeat("a <!-- ", million/7)), ""},
		{"parentheses", positionOf("[a](" + strings.Repeat("(", million)), ""},
		{"a table of sparse rows", positionOf(strings.Repeat("|a", 3000) + "|\n" + strings.Repeat("|-", 3000) + "|\n" + strings.Repeat("|b|\n", 60000)), "[too-much]"},
		{"numbered lists in one another", positionOf(strings.Repeat("1) ", 100_000) + "a"), "[nesting-too-deep]"},
		{"indented lists in one another", positionOf("a\n" + nested(800)), "[nesting-too-deep]"},
		{"quotations and lists at the limit", positionOf(strings.Repeat("> - > - > - > - > - > a\n\n", 30_000)), ""},
		{"a field of a megabyte", map[string]string{"a/p.md": strings.Replace(goodPosition, "岗", strings.Repeat("岗", 350_000), 1)}, "[too-much]"},
		{"prose of a megabyte", positionOf(strings.Repeat("字", 350_000)), ""},
		{"Markdown of 3 MB", positionOf(strings.Repeat("字\n", 3<<20/4)), "[file-too-large]"},
		{"lists in lists, TOML", tomlOf("a = " + strings.Repeat("[", 5*million)), "[nesting-too-deep]"},
		{"tables in tables, TOML", tomlOf("a = " + strings.Repeat("{a=", 2*million)), "[nesting-too-deep]"},
		{"a key of a million parts", tomlOf("a" + strings.Repeat(".a", million) + " = 1\n"), "[nesting-too-deep]"},
		{"a heading of many parts", tomlOf("[a" + strings.Repeat(".a", 100_000) + "]\nb = 1\n"), "[nesting-too-deep]"},
		{"two million keys", tomlOf(many(2*million, "k%d=%d\n")), "[too-much]"},
		{"many unknown keys", tomlOf(many(50_000, "k%d=%d\n")), "[unknown-key]"},
		{"two million numbers", tomlOf("a = [" + strings.Repeat("1,", 2*million) + "]\n"), "[too-much]"},
		{"a process of 3,000 steps", map[string]string{"a/p.md": "+++\nname = \"岗\"\n[[power]]\nname = \"权\"\n" + many(3000, "[[power.step]]\nid = \"s%d\"\nname = \"步\"\nnext = [\"s%d\"]\n") + "+++\n"}, "[too-much]"},
		{"5,000 departments", map[string]string{"a/unit.toml": "name = \"甲单位\"\n" + many(5000, "[[department]]\nid = \"d%d\"\nname = \"科%d\"\n")}, "[too-much]"},
		{"5,000 grades", map[string]string{"schemes/s.toml": "name = \"s\"\n" + many(5000, "[[grade]]\nid = \"g%d\"\nlabel = \"级%d\"\n")}, "[too-much]"},
		{"100,000 lines that are none", tomlOf(strings.Repeat("a = b\n", 100_000)), "[toml-syntax]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			lay(t, filepath.Join(dir, "content"), map[string]string{"site.toml": "title = \"公示\"\n", "a/unit.toml": "name = \"甲单位\"\n", "a/p.md": goodPosition})
			lay(t, filepath.Join(dir, "content"), c.files)
			said, code := bounded(t, "build", "--content", filepath.Join(dir, "content"), "--out", filepath.Join(dir, "public"))
			if c.want == "" && code != exitDone || c.want != "" && (code != exitFailed || !strings.Contains(said, c.want)) {
				t.Errorf("exit %d, want %q: %.600s", code, c.want, said)
			}
		})
	}
}
