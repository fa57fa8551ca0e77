package main

import (
	"os"

	"github.com/spf13/cobra"

	"gongshi/cmd/gongshi/lsp"
)

func (c *command) lspCommand() *cobra.Command {
	var content string
	cmd := &cobra.Command{
		Use:   "lsp",
		Short: c.say("语言服务器，由编辑器启动", "a language server, started by an editor"),
		Long: c.say(`语言服务器（LSP），在标准输入输出上工作，由编辑器启动。边写边列出问题，补全字段名、
等级、类别、防线、部门和编号，说明等级的含义，跳到引用的地方，改正能自动改的问题，
列出大纲，排好格式。`,
			`lsp is a language server over standard input and output, started by an editor. It lists
findings as you type, completes labels, grades, categories, stages, departments and
ids, explains grades, goes to definitions, mends what can be mended, and gives the
outline and the layout.`),
		Example: "  gongshi lsp --content content",
		Args:    c.noArgs(),
		RunE: func(*cobra.Command, []string) error {
			return lsp.Serve(os.Stdin, c.stdout, content, c.lang)
		},
	}
	c.contentFlag(cmd, &content)
	return cmd
}
