package main

import (
	"strings"

	"github.com/spf13/cobra"

	"gongshi/generator/schema"
)

func (c *command) schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema " + strings.Join(schema.Names, "|"),
		Short: c.say("输出 TOML 文件的 JSON Schema，供编辑器使用", "print the JSON Schema of a TOML file, for editors"),
		Long: c.say(`输出一种 TOML 文件的 JSON Schema。编辑器里的 TOML 插件（例如 Even Better TOML）用它
补全和检查各个键：position 是岗位文件开头的属性，catalogue 是许多岗位的文件。`,
			`schema prints the JSON Schema of one kind of TOML file, by which the TOML plug-ins of
editors complete and check its keys: position is the front matter of a position,
catalogue a file of many.`),
		Example:   "  gongshi schema unit > unit.schema.json",
		ValidArgs: schema.Names,
		Args:      c.args(1, 1, "请写明种类，例如 gongshi schema unit", "name the kind, for example gongshi schema unit"),
		RunE: func(_ *cobra.Command, args []string) error {
			data := schema.For(args[0], c.lang)
			if data == nil {
				return usageError{c.sayf("没有%q的 Schema；可用 %s", "there is no schema of %q; use one of %s", args[0], strings.Join(schema.Names, c.say("、", ", ")))}
			}
			_, err := c.stdout.Write(data)
			return err
		},
	}
}
