package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gongshi/generator/diag"
	"gongshi/generator/load"
)

// command is what all subcommands share.
type command struct {
	lang           diag.Lang
	stdout, stderr io.Writer
}

// errFindings ends a command whose findings have been printed.
var errFindings = errors.New("findings")

// usageError is a wrong call of the command.
type usageError struct{ text string }

func (e usageError) Error() string { return e.text }

func (c *command) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "gongshi",
		Short: c.say("把廉政风险目录编译成可搜索的公示网站", "compile catalogues of risk points into a searchable site"),
		Long: c.say(`gongshi（公示）把一个单位一个文件夹的风险目录（Markdown 和 TOML）
编译成静态网站：岗位、风险点、等级、防控措施，可以搜索，不需要服务器。`,
			`gongshi compiles catalogues of risk points, one folder of Markdown and TOML
for each unit, into a static site that can be searched without a server.`),
		Example:       "  gongshi new site mysite\n  gongshi build --content mysite --out public",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.ArbitraryArgs, // for an error of our own
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return c.unknownCommand(cmd, args[0])
			}
			return cmd.Help()
		},
	}
	root.SuggestionsMinimumDistance = 2
	root.SetOut(c.stdout)
	root.SetErr(c.stderr)
	root.SetUsageFunc(c.usage)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{c.flagError(err)} })
	root.PersistentFlags().Var(&langFlag{c.lang}, "lang", c.say("界面语言：zh 中文，en 英文", "language of the command: zh or en"))
	root.AddCommand(c.buildCommand(), c.joinCommand(), c.checkCommand(), c.serveCommand(), c.newCommand(), c.importCommand(), c.exportCommand(), c.fmtCommand(), c.diffCommand(), c.verifyCommand(), c.signCommand(), c.schemaCommand(), c.lspCommand(), c.completionCommand(), c.versionCommand())
	root.CompletionOptions.DisableDefaultCmd = true
	c.complete(root, "lang", "zh", "en")
	root.InitDefaultHelpCmd()
	for _, sub := range root.Commands() {
		if sub.Name() == "help" {
			sub.Short = c.say("说明某个命令的用法", "explain a command")
			sub.Long = sub.Short
		}
	}
	c.translateHelpFlags(root)
	return root
}

func (c *command) translateHelpFlags(cmd *cobra.Command) {
	cmd.Flags().BoolP("help", "h", false, c.say("显示用法", "show this help"))
	for _, sub := range cmd.Commands() {
		c.translateHelpFlags(sub)
	}
}

// usage prints how a command is called. It takes the place of the library's own,
// which speaks English only.
func (c *command) usage(cmd *cobra.Command) error {
	var b strings.Builder
	section := func(zh, en, text string) {
		if text = strings.TrimRight(text, "\n"); text != "" {
			fmt.Fprintf(&b, "%s:\n%s\n\n", c.say(zh, en), text)
		}
	}
	section("用法", "Usage", "  "+c.useLine(cmd))
	section("例", "Example", cmd.Example)
	var commands strings.Builder
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() {
			fmt.Fprintf(&commands, "  %-12s%s\n", sub.Name(), sub.Short)
		}
	}
	section("命令", "Commands", commands.String())
	section("选项", "Flags", c.flags(cmd.LocalFlags()))
	section("通用选项", "Global flags", c.flags(cmd.InheritedFlags()))
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintln(&b, c.say("各命令的用法：gongshi 命令 --help", "More about a command: gongshi COMMAND --help"))
	}
	_, err := fmt.Fprintln(cmd.OutOrStderr(), strings.TrimRight(b.String(), "\n"))
	return err
}

func (c *command) useLine(cmd *cobra.Command) string {
	if cmd.HasAvailableSubCommands() {
		return cmd.CommandPath() + " " + c.say("命令 [选项]", "COMMAND [FLAGS]")
	}
	return strings.TrimSpace(cmd.Parent().CommandPath() + " " + cmd.Use + " " + c.say("[选项]", "[FLAGS]"))
}

// flags lists flags with their defaults, one on a line.
func (c *command) flags(set *pflag.FlagSet) string {
	var b strings.Builder
	set.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		name := "--" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", " + name
		}
		switch f.Value.Type() {
		case "bool":
		case "string", "stringArray":
			name += " " + c.say("值", "VALUE")
		case countType:
			name += " N"
		default:
			name += " " + f.Value.Type()
		}
		usage := f.Usage
		if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "0" && f.DefValue != "[]" {
			usage += c.sayf("（默认 %s）", " (default %s)", f.DefValue)
		}
		fmt.Fprintf(&b, "  %s%s%s\n", name, strings.Repeat(" ", max(1, 22-width(name))), usage)
	})
	return b.String()
}

// width is how many columns of a terminal a text takes.
func width(s string) int {
	n := 0
	for _, r := range s {
		if n++; r >= 0x1100 {
			n++
		}
	}
	return n
}

// countFlag is a flag that is a number, not below zero.
type countFlag int

// countType is the type of such flags.
const countType = "count"

func (f *countFlag) String() string { return strconv.Itoa(int(*f)) }
func (f *countFlag) Type() string   { return countType }

func (f *countFlag) Set(s string) error {
	n, err := strconv.ParseUint(s, 10, 31)
	*f = countFlag(n)
	return err
}

func (c *command) unknownCommand(cmd *cobra.Command, name string) error {
	text := c.sayf("没有命令%q", "there is no command %q", name)
	if near := cmd.SuggestionsFor(name); len(near) > 0 {
		text += c.sayf("，是不是 %s？", "; did you mean %s?", strings.Join(near, ", "))
	}
	return usageError{text}
}

// args is a cobra check on the number of arguments.
func (c *command) args(low, high int, zh, en string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) < low || len(args) > high {
			return usageError{c.say(zh, en)}
		}
		return nil
	}
}

func (c *command) noArgs() cobra.PositionalArgs {
	return c.args(0, 0, "这个命令没有参数，只有选项", "this command takes no arguments, only flags")
}

// flagError tells in the language of the command what is wrong with a flag.
func (c *command) flagError(err error) string {
	var (
		unknown *pflag.NotExistError
		lacking *pflag.ValueRequiredError
		invalid *pflag.InvalidValueError
		syntax  *pflag.InvalidSyntaxError
	)
	switch {
	case errors.As(err, &unknown):
		name := "--" + unknown.GetSpecifiedName()
		if short := unknown.GetSpecifiedShortnames(); short != "" {
			name = "-" + short
		}
		return c.sayf("没有选项 %s", "there is no flag %s", name)
	case errors.As(err, &lacking):
		return c.sayf("选项 --%s 缺少值", "the flag --%s needs a value", lacking.GetFlag().Name)
	case errors.As(err, &invalid):
		return c.sayf("选项 --%[1]s 不能是%[2]q；%[3]s", "the flag --%[1]s cannot be %[2]q; %[3]s", invalid.GetFlag().Name, invalid.GetValue(), c.values(invalid.GetFlag()))
	case errors.As(err, &syntax):
		return c.sayf("选项的写法不对：%s", "this is no flag: %s", syntax.GetSpecifiedFlag())
	}
	return err.Error()
}

// values tells which values a flag may have.
func (c *command) values(f *pflag.Flag) string {
	switch kind := f.Value.Type(); kind {
	case countType:
		return c.say("写 0 或正整数", "write 0 or a whole number above it")
	case "bool":
		return c.say("可用 true、false", "use true or false")
	default:
		return c.sayf("可用 %s", "use one of %s", strings.ReplaceAll(kind, "|", c.say("、", ", ")))
	}
}

// exitCode reports how a command ended and gives the exit code for it.
func (c *command) exitCode(err error) int {
	var usage usageError
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errFindings):
		return exitFailed
	case errors.As(err, &usage):
		fmt.Fprintf(c.stderr, "gongshi: %s\n%s\n", usage, c.say("用法见 gongshi --help", "see gongshi --help"))
		return exitUsage
	}
	fmt.Fprintf(c.stderr, "gongshi: %s\n", c.explain(err))
	return exitFailed
}

// openContent opens the content folder.
func (c *command) openContent(dir string) (fs.FS, error) {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Stat("site.toml"); err == nil {
			return nil, usageError{c.sayf("没有内容目录 %s；这里有 site.toml，内容就在这里的，加 --content .", "there is no content folder %s; there is a site.toml here: add --content . if this is the content", dir)}
		}
		return nil, usageError{c.sayf("没有内容目录 %s；用 --content 指明，或用 gongshi new site 新建", "there is no content folder %s; name it with --content, or make one with gongshi new site", dir)}
	case err != nil:
		return nil, fmt.Errorf("content folder: %w", err)
	case !info.IsDir():
		return nil, usageError{c.sayf("%s 不是文件夹", "%s is not a folder", dir)}
	}
	return load.Folder(dir), nil
}
