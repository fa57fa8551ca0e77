package main

import (
	"fmt"
	"runtime/debug"

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
