//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"gongshi/generator/corpus"
)

// BenchmarkCommand times whole builds, the program started anew for each, over the
// sample site and made-up corpora. MB-peak is the most memory that the program held.
func BenchmarkCommand(b *testing.B) {
	program := buildProgram(b)
	b.Run("sample", func(b *testing.B) { timeBuild(b, program, "../../content") })
	for _, name := range []string{"S", "M"} {
		b.Run(name, func(b *testing.B) {
			content := b.TempDir()
			if err := corpus.Shapes[name].Write(content); err != nil {
				b.Fatal(err)
			}
			timeBuild(b, program, content)
		})
	}
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

func buildProgram(b *testing.B) string {
	program := filepath.Join(b.TempDir(), "gongshi")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return program
}

func timeBuild(b *testing.B, program, content string) {
	out := filepath.Join(b.TempDir(), "public")
	peak := int64(0)
	for b.Loop() {
		cmd := exec.Command(program, "build", "--content", content, "--out", out)
		if text, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, text)
		}
		peak = max(peak, maxResident(cmd.ProcessState))
	}
	b.ReportMetric(float64(peak)/1e6, "MB-peak")
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
