//go:build unix

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"gongshi/generator/corpus"
)

// BenchmarkCommand times whole builds, the program started anew for each, over the
// sample site and made-up corpora: all anew, once more with nothing changed, and with
// one position changed. cpu-s is processor time of user and system, MB-peak the most
// memory that the program held. With -short it leaves out the large corpora, of which
// each makes the next three to nine times as large.
func BenchmarkCommand(b *testing.B) {
	dir := b.TempDir()
	program := buildProgram(b)
	names := []string{"sample", "S", "M", "uneven", "wordy"}
	if !testing.Short() {
		names = append(names, "L", "XL")
	}
	var sizes, times []float64 // of S to XL
	for _, name := range names {
		content := filepath.Join(dir, name)
		shape := corpus.Shapes[name]
		if err := writeCorpus(name, content); err != nil {
			b.Fatal(err)
		}
		t := &timing{program: program, content: content, out: filepath.Join(dir, "public"), cache: filepath.Join(dir, "cache")}
		b.Run(name+"/new", func(b *testing.B) {
			cpu := t.run(b, func() { os.RemoveAll(t.cache) })
			if shape.Risks > 0 && !shape.Uneven && shape.Sentences == 0 {
				sizes, times = append(sizes, math.Log(float64(shape.Risks))), append(times, math.Log(cpu))
			}
		})
		b.Run(name+"/again", func(b *testing.B) { t.run(b, func() {}) })
		b.Run(name+"/edit", func(b *testing.B) { t.run(b, func() { t.edit(b) }) })
		for _, left := range []string{content, t.out, t.cache} {
			os.RemoveAll(left)
		}
	}
	b.Run("exponent", func(b *testing.B) {
		for b.Loop() {
		}
		b.ReportMetric(slope(sizes, times), "cpu-by-size")
		b.ReportMetric(0, "ns/op")
	})
}

// BenchmarkCheckFile times the check of one file, as a hook before a commit does it,
// the program started anew for each. ms-CPU is what it takes of the processors.
func BenchmarkCheckFile(b *testing.B) {
	program := buildProgram(b)
	cpu := time.Duration(0)
	for b.Loop() {
		cmd := exec.Command(program, "check", "--content", "../../content", "--today", "2026-06-30", "../../content/caizhengju/guoku-zhifu.md")
		if text, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, text)
		}
		cpu += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	}
	b.ReportMetric(float64(cpu.Microseconds())/1e3/float64(b.N), "ms-CPU")
}

// BenchmarkServe times what an editor waits for after one edit under serve: ms-page until
// the page of the position is the new one, ms-site until the search is too.
func BenchmarkServe(b *testing.B) {
	names := []string{"sample", "S", "M"}
	if !testing.Short() {
		names = append(names, "L")
	}
	for _, name := range names {
		t := &timing{content: filepath.Join(b.TempDir(), name)}
		if err := writeCorpus(name, t.content); err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			address := startServe(b, t.content)
			var page, site time.Duration
			wait := func(path, want string, has bool) {
				for {
					if _, body := get(b, address+path, ""); strings.Contains(body, want) == has {
						return
					}
					time.Sleep(time.Millisecond)
				}
			}
			for b.Loop() {
				_, before := get(b, address+"/search.html", "")
				start := time.Now()
				wait(t.edit(b), fmt.Sprintf("第%d次修订的", t.edits), true)
				page += time.Since(start)
				wait("/search.html", searchVersion.FindString(before), false)
				site += time.Since(start)
			}
			b.ReportMetric(float64(page.Microseconds())/1e3/float64(b.N), "ms-page")
			b.ReportMetric(float64(site.Microseconds())/1e3/float64(b.N), "ms-site")
		})
	}
}

var searchVersion = regexp.MustCompile(`data-version="?[^" >]*`)

func buildProgram(b *testing.B) string {
	b.Helper()
	program := filepath.Join(b.TempDir(), "gongshi")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return program
}

// writeCorpus writes the content of a name, with times that a cache may go by.
func writeCorpus(name, dir string) error {
	var err error
	if name == "sample" {
		err = os.CopyFS(dir, os.DirFS("../../content"))
	} else {
		err = corpus.Shapes[name].Write(dir)
	}
	long := time.Now().Add(-time.Hour)
	return errors.Join(err, filepath.WalkDir(dir, func(name string, _ fs.DirEntry, err error) error {
		return errors.Join(err, os.Chtimes(name, long, long))
	}))
}

// timing runs builds of one content.
type timing struct {
	program, content, out, cache string
	edits                        int
}

// run times builds and returns the processor time of one, in seconds.
func (t *timing) run(b *testing.B, before func()) float64 {
	return timeRuns(b, before, t.program, "build", "--content", t.content, "--out", t.out, "--cache", t.cache)
}

// timeRuns times runs of a program, each after a call of before, which is not timed. It
// reports the most memory and the processor time of one, and returns the latter, in
// seconds.
func timeRuns(b *testing.B, before func(), program string, args ...string) float64 {
	peak, cpu, n := int64(0), time.Duration(0), 0
	for b.Loop() {
		b.StopTimer()
		before()
		cmd := exec.Command(program, args...)
		b.StartTimer()
		if text, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, text)
		}
		peak = max(peak, maxResident(cmd.ProcessState))
		cpu += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
		n++
	}
	b.ReportMetric(float64(peak)/1e6, "MB-peak")
	b.ReportMetric(cpu.Seconds()/float64(n), "cpu-s")
	return cpu.Seconds() / float64(n)
}

// edit changes the title of a risk point and returns the path of its page.
func (t *timing) edit(b *testing.B) string {
	names, err := filepath.Glob(filepath.Join(t.content, "*", "*-*.md")) // none is index.md
	if err != nil || len(names) == 0 {
		b.Fatal("no position to edit")
	}
	name := names[len(names)/2]
	data, err := os.ReadFile(name)
	if err != nil {
		b.Fatal(err)
	}
	t.edits++
	data = bytes.Replace(data, []byte("\n## "), fmt.Appendf(nil, "\n## 第%d次修订的", t.edits), 1)
	if err := os.WriteFile(name, data, 0o644); err != nil {
		b.Fatal(err)
	}
	rel, err := filepath.Rel(t.content, strings.TrimSuffix(name, ".md")+".html")
	if err != nil {
		b.Fatal(err)
	}
	return "/" + filepath.ToSlash(rel)
}

// slope is that of the line that fits the points best.
func slope(x, y []float64) float64 {
	n := float64(len(x))
	var sx, sy, sxx, sxy float64
	for i := range x {
		sx, sy, sxx, sxy = sx+x[i], sy+y[i], sxx+x[i]*x[i], sxy+x[i]*y[i]
	}
	return (n*sxy - sx*sy) / (n*sxx - sx*sx)
}

// maxResident is the most memory that a process held, in bytes.
func maxResident(p *os.ProcessState) int64 {
	usage, ok := p.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	if runtime.GOOS == "darwin" {
		return usage.Maxrss
	}
	return usage.Maxrss * 1024
}
