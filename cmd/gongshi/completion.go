package main

import (
	"github.com/spf13/cobra"
)

func (c *command) completionCommand() *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use:   "completion bash|zsh|fish|powershell",
		Short: c.say("生成命令行的自动补全脚本", "write a script for the shell's completion"),
		Long: c.say("生成自动补全脚本。把它放到命令行启动时会读取的地方，按 Tab 键就能补全命令和选项。",
			"completion writes a script by which the shell completes commands and flags."),
		Example:   "  gongshi completion bash > /etc/bash_completion.d/gongshi\n  gongshi completion zsh > \"${fpath[1]}/_gongshi\"\n  gongshi completion fish > ~/.config/fish/completions/gongshi.fish",
		ValidArgs: shells,
		Args:      c.args(1, 1, "请写明 bash、zsh、fish 或 powershell", "name bash, zsh, fish or powershell"),
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(c.stdout, true)
			case "zsh":
				return root.GenZshCompletion(c.stdout)
			case "fish":
				return root.GenFishCompletion(c.stdout, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(c.stdout)
			}
			return usageError{c.sayf("没有%q的补全；可用 bash、zsh、fish、powershell", "there is no completion for %q; use bash, zsh, fish or powershell", args[0])}
		},
	}
}

// complete offers values for flags that have few.
func (c *command) complete(cmd *cobra.Command, flag string, values ...string) {
	// The flag exists, and it is registered once.
	_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
}
