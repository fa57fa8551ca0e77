// Command gongshi compiles catalogues of risk points into a static site for
// public disclosure.
package main

import (
	"io"
	"os"

	"github.com/spf13/cobra"

	"gongshi/generator/memory"
)

// spareMemory is the garbage that may gather, in bytes, unless GOGC says otherwise.
// It keeps content within the limits of the format below a gigabyte.
const spareMemory = 128 << 20

// hugeMemory is what the build of some forty units takes, in bytes. A longer one gains
// little by more, and may lose where memory is in pieces.
const hugeMemory = 256 << 20

func main() {
	os.Exit(process())
}

// process is the whole program but for its end.
func process() int {
	memory.UseHugePages(hugeMemory)
	if os.Getenv("GOGC") == "" {
		memory.SetSpare(spareMemory)
	}
	if folder, ok := startedFromDesktop(); ok {
		cobra.MousetrapHelpText = "" // which would end it
		c := &command{lang: chooseLanguage(os.Args[1:], os.Getenv), stdout: os.Stdout, stderr: os.Stderr}
		return c.desktop(folder, os.Args[1:], showPage, os.Stdin)
	}
	return run(os.Args[1:], os.Stdout, os.Stderr)
}

// Exit codes.
const (
	exitDone   = 0
	exitFailed = 1 // the content or the build failed
	exitUsage  = 2 // the command was called wrongly
)

// run is the whole command: it returns the exit code and never exits.
func run(args []string, stdout, stderr io.Writer) int {
	c := &command{lang: chooseLanguage(args, os.Getenv), stdout: stdout, stderr: stderr}
	return c.execute(args)
}

// execute calls a command and returns its exit code.
func (c *command) execute(args []string) int {
	root := c.root()
	root.SetArgs(args)
	return c.exitCode(root.Execute())
}
