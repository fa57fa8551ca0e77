//go:build unix

package main

import "golang.org/x/sys/unix"

var systemCauses = []cause{
	{unix.ENOSPC, "磁盘已满", cureFull},
	{unix.EDQUOT, "磁盘配额已用完", cureQuota},
	{unix.EROFS, "磁盘是只读的", cureLocked},
	{unix.ENOTDIR, "不是文件夹", cureFile},
	{unix.EISDIR, "这是文件夹", cureFolder},
	{unix.ENAMETOOLONG, "名称太长", cureLong},
	{unix.ESTALE, "网络盘的连接已失效", cureShare},
	{unix.EIO, "磁盘读写出错", cureFailed},
}
