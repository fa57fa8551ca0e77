package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/spf13/cobra"
)

// version is set at release by the linker.
var version = ""

func (c *command) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   c.say("显示版本", "show the version"),
		Example: "  gongshi version",
		Args:    c.noArgs(),
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(c.stdout, "gongshi", programVersion())
			return err
		},
	}
}

// programVersion is the version of a release, else that of the module, else
// "devel".
func programVersion() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "devel"
}

// programID tells this program from any other that may build something else of the
// same content: the version of a release, and the digest of a program that is none.
var programID = sync.OnceValues(func() (string, error) {
	v := programVersion()
	if v != "devel" && !strings.Contains(v, "dirty") {
		return v, nil
	}
	name, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("program: %w", err)
	}
	f, err := os.Open(name)
	if err != nil {
		return "", fmt.Errorf("program: %w", err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", fmt.Errorf("program: %w", err)
	}
	return fmt.Sprintf("%s %x", v, h.Sum(nil)[:8]), nil
})
