package main

import (
	"errors"
	"io/fs"
	"slices"
	"strings"

	"gongshi/generator"
	"gongshi/generator/diag"
	"gongshi/generator/load"
	"gongshi/generator/write"
)

// cause is a reason for which the program fails: what it is in Chinese, since an error
// speaks English, and what can be done about it.
type cause struct {
	err  error
	zh   string
	cure diag.Text
}

var causes = []cause{
	{generator.ErrShardChanging, "生成这一份的时候内容有改动",
		diag.Text{Zh: "等内容不再改动，重新生成各份", En: "build all shards again once nobody changes the content"}},
	{generator.ErrNoShard, "不是分份生成的文件夹",
		diag.Text{Zh: "给出用 gongshi build --shard I/N 生成的文件夹", En: "name the folders that gongshi build --shard I/N made"}},
	{generator.ErrShardProgram, "各份是用不同版本的程序生成的",
		diag.Text{Zh: "用同一版本的 gongshi 重新生成各份，再合成", En: "build all shards, and join them, with one version of gongshi"}},
	{generator.ErrShardContent, "各份的内容或选项不同",
		diag.Text{Zh: "从同一份内容、用相同的选项和份数重新生成各份", En: "build all shards of the same content, with the same options and number of shards"}},
	{generator.ErrShardPrevious, "各份是与不同的版本比较的",
		diag.Text{Zh: "用同一个 --previous 重新生成各份", En: "build all shards with the same --previous"}},
	{generator.ErrShardsMissing, "各份没有齐",
		diag.Text{Zh: "每一份给一次，一份不缺", En: "name each shard once"}},
	{generator.ErrShardTwice, "有一份给了两次",
		diag.Text{Zh: "每一份给一次，一份不缺", En: "name each shard once"}},
	{generator.ErrShardDamaged, "这一份已损坏",
		diag.Text{Zh: "重新生成这一份", En: "build this shard again"}},
	{load.ErrMember, "不是已公开网站的目录",
		diag.Text{Zh: "请该网站的编者用 gongshi build 重新生成，再取它的 data/catalogue.json", En: "ask the editors of that site to build it anew with gongshi build, and fetch its data/catalogue.json again"}},
	{generator.ErrMemberChanged, "目录与该网站的清单不符",
		diag.Text{Zh: "重新取得该网站的全部文件；用 gongshi verify 查看不同之处", En: "fetch the whole site again; gongshi verify shows what differs"}},
	{generator.ErrMemberAddress, "不知道这个网站公开在哪里",
		diag.Text{Zh: "用 --base 名称=网址 指明，或请该网站的编者在 site.toml 中写 base_url", En: "say where with --base NAME=URL, or ask the editors of that site to write base_url in site.toml"}},
	{generator.ErrMemberFile, "网站公开在文件夹里，这是一个文件的地址",
		diag.Text{Zh: "用 --base 名称=网址 写网站文件夹的地址，或请该网站的编者改正 site.toml 中的 base_url", En: "give the address of the site's folder with --base NAME=URL, or ask the editors of that site to mend base_url in site.toml"}},
	{generator.ErrMemberName, "网站不能用这个名称",
		diag.Text{Zh: "写成 名称=文件夹，每个网站用不同的名称，也不要与门户自己的单位相同", En: "write NAME=FOLDER, a name of its own for each site that no unit of the portal has"}},
	{write.ErrForeign, "文件夹里有不是由 gongshi 生成的文件",
		diag.Text{Zh: "换一个输出文件夹，或先把里面的文件移走；gongshi 只替换自己生成的网站", En: "choose another output folder or move the files away; gongshi replaces only sites that it built"}},
	{write.ErrBusy, "另一个生成正在写这个文件夹",
		diag.Text{Zh: "等另一个 gongshi build 结束后再试", En: "wait for the other gongshi build to end"}},
	{write.ErrMounted, "这个文件夹由系统占用，不能替换",
		diag.Text{Zh: "把网站生成到它里面的一个文件夹", En: "build the site into a folder inside it"}},
	{write.ErrInUse, "有程序打开着这个文件夹里的文件",
		diag.Text{Zh: "关闭打开着其中文件的程序（例如表格软件、压缩软件）和正在其中的命令行窗口，再试一次", En: "close the programs that have files of it open, such as a spreadsheet or an archiver, and command lines that are in it, and try again"}},
	{write.ErrKey, "不是 minisign 或 SSH 的密钥",
		diag.Text{Zh: "用 minisign 或 ssh-keygen 的密钥文件；核对用公钥，签名用私钥", En: "use a key file of minisign or ssh-keygen, the public key to verify and the secret one to sign"}},
	{write.ErrUnsigned, "网站没有用这种密钥签名",
		diag.Text{Zh: "用 gongshi sign 签名；每次生成网站后都要重新签名", En: "sign with gongshi sign, anew after each build"}},
	{write.ErrSignature, "签名与这个密钥或这份清单不符",
		diag.Text{Zh: "不要使用这个网站的内容，除非发布者确认更换了密钥", En: "do not rely on this site unless its publisher confirms another key"}},
	{write.ErrDiffers, "网站与它的清单不符",
		diag.Text{Zh: "用 gongshi verify 查看不同之处，重新生成后再签名", En: "see what differs with gongshi verify, then build anew and sign"}},
	{fs.ErrPermission, "没有权限",
		diag.Text{Zh: "检查文件夹的读写权限", En: "check the permissions of the folder"}},
	{fs.ErrNotExist, "没有这个文件或文件夹",
		diag.Text{Zh: "检查路径是否写对", En: "see whether the path is right"}},
}

// Cures of what systems report in words and numbers of their own.
var (
	cureFull   = diag.Text{Zh: "腾出磁盘空间后再试", En: "free some space on the disk and try again"}
	cureQuota  = diag.Text{Zh: "删去不用的文件，或请管理员增加空间后再试", En: "delete what is not needed or ask the administrator for more space, and try again"}
	cureLocked = diag.Text{Zh: "换一个可以写入的文件夹", En: "choose a folder that can be written to"}
	cureFile   = diag.Text{Zh: "路径中有一处是文件，应是文件夹；检查路径是否写对", En: "something in the path is a file where a folder is needed; see whether the path is right"}
	cureFolder = diag.Text{Zh: "写明文件，不是文件夹", En: "name a file, not a folder"}
	cureLong   = diag.Text{Zh: "把文件夹放到更短的路径下，或把名称改短", En: "move the folder to a shorter path, or shorten the name"}
	cureShare  = diag.Text{Zh: "检查网络盘或移动磁盘是否还连接着", En: "see whether the network drive or the removable disk is still connected"}
	cureFailed = diag.Text{Zh: "磁盘读写出错；换一个磁盘再试，并检查这个磁盘", En: "the disk fails; try another one, and have this one checked"}
)

// systemWords are how systems call what is forbidden or missing.
var systemWords = map[error][]string{
	fs.ErrPermission: {"permission denied", "operation not permitted", "Access is denied."},
	fs.ErrNotExist:   {"no such file or directory", "The system cannot find the file specified.", "The system cannot find the path specified."},
}

// steps are what the program was at when it failed, as errors begin.
var steps = map[string]string{
	"read content": "读取内容", "content folder": "内容目录", "output folder": "输出文件夹", "write site": "写网站", "read manifest": "读取清单",
	"verify site": "核对网站", "verify signature": "核对签名", "sign site": "签名", "read key": "读取密钥", "read catalogue": "读取目录",
	"attachment": "附件", "theme": "主题", "read theme": "读取主题", "import": "导入", "export": "导出", "report": "导入报告", "preview": "预览",
}

// places are the beginnings of what errors say of a place, before its name.
var places = []struct{ en, zh string }{
	{"theme has no layouts/", "主题缺少 layouts/"}, {"theme has no words for language ", "主题缺少这种语言的词语："}, {"theme ", "主题 "}, {"layout ", "版面 "},
	{"parse ", "读取 "}, {"read words ", "读取词语 "}, {"read key ", "读取密钥 "}, {"output folder ", "输出文件夹 "}, {"unit ", "单位 "}, {"render ", "生成 "},
	{"open ", "打开 "}, {"read ", "读取 "}, {"write ", "写入 "}, {"mkdir ", "新建文件夹 "}, {"stat ", "查看 "}, {"lstat ", "查看 "},
}

// inChinese translates the parts of an error that say what the program was at.
func inChinese(text string) string {
	parts := strings.Split(text, ": ")
	for i, part := range parts {
		if zh, ok := steps[part]; ok {
			parts[i] = zh
			continue
		}
		for _, p := range places {
			if rest, ok := strings.CutPrefix(part, p.en); ok {
				parts[i] = p.zh + rest
				break
			}
		}
	}
	return strings.Join(parts, ": ")
}

// explain says why the program failed, in the user's language where it is known, and what
// can be done about it.
func (c *command) explain(err error) string {
	text := err.Error()
	if c.lang == diag.Chinese {
		text = inChinese(text)
	}
	for _, k := range slices.Concat(systemCauses, causes) {
		if !errors.Is(err, k.err) {
			continue
		}
		if c.lang == diag.Chinese {
			for _, words := range append(systemWords[k.err], k.err.Error()) {
				text = strings.ReplaceAll(text, words, k.zh)
			}
		}
		return c.sayf("%s\n    办法: %s", "%s\n    hint: %s", text, k.cure.In(c.lang))
	}
	return text
}
