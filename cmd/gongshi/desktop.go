package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"gongshi/generator/load"
)

// desktop is the program when it is started by a double click, or by files that are
// dropped on it: it reads the tables among them into the content beside, builds the site
// and shows it. Its window closes when it ends, so it waits for the reader. Folder is
// where the program lies.
func (c *command) desktop(folder string, args []string, show func(page string) error, in io.Reader) int {
	code := c.fromDesktop(folder, args, show)
	fmt.Fprintln(c.stderr, c.say("\n按回车键关闭这个窗口。", "\nPress Enter to close this window."))
	bufio.NewReader(in).ReadString('\n')
	return code
}

func (c *command) fromDesktop(folder string, args []string, show func(page string) error) int {
	content := filepath.Join(folder, "content")
	var tables []string
	dropped := false // a content folder
	for _, a := range args {
		switch info, err := os.Stat(a); {
		case err != nil:
			return c.execute(args) // a command, of a shortcut
		case info.IsDir():
			content, dropped = a, true
		default:
			tables = append(tables, a)
			content = filepath.Join(filepath.Dir(a), "content")
		}
	}
	for _, table := range tables {
		stem := strings.TrimSuffix(filepath.Base(table), filepath.Ext(table))
		if code := c.execute([]string{"import", table, "--into", filepath.Join(content, load.Slug(stem))}); code != exitDone {
			return code
		}
	}
	if info, err := os.Stat(content); !dropped && (err != nil || !info.IsDir()) {
		fmt.Fprintln(c.stderr, c.say(`gongshi 把廉政风险目录做成公示网站。双击程序可以这样用：

  - 把风险点表格（.xlsx 或 .csv）拖到程序的图标上，就导入表格旁边的 content 文件夹，
    生成网站并在浏览器里打开。表格改了，再拖一次，只更新改过的内容。
  - 程序旁边已有 content 文件夹的，双击程序，就重新生成网站并打开。

生成的网站是旁边的 public 文件夹，可以整个放到网站或共享文件夹里。
命令行的用法见 gongshi --help。`,
			`gongshi makes a site of a catalogue of risk points. Without a command line:

  - Drop a table of risk points (.xlsx or .csv) on the program's icon. It is read into
    the folder content beside the table, and the site is built and shown. Drop it again
    when it has changed: only what changed is updated.
  - Where a folder content lies beside the program, a double click builds its site anew
    and shows it.

The site is the folder public beside it, which works on a server and on a shared drive.
For the command line see gongshi --help.`))
		return exitDone
	}
	out := filepath.Join(filepath.Dir(content), "public")
	if code := c.execute([]string{"build", "--content", content, "--out", out}); code != exitDone {
		return code
	}
	fmt.Fprintln(c.stderr, c.sayf("网站在 %s", "the site is in %s", out))
	if err := show(filepath.Join(out, "index.html")); err != nil {
		fmt.Fprintln(c.stderr, c.sayf("没有能打开浏览器：%v；打开其中的 index.html", "no browser could be opened: %v; open its index.html", err))
	}
	return exitDone
}
