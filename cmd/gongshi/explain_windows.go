package main

import "golang.org/x/sys/windows"

var systemCauses = []cause{
	{windows.ERROR_DISK_FULL, "磁盘已满", cureFull},
	{windows.ERROR_HANDLE_DISK_FULL, "磁盘已满", cureFull},
	{windows.ERROR_DISK_QUOTA_EXCEEDED, "磁盘配额已用完", cureQuota},
	{windows.ERROR_WRITE_PROTECT, "磁盘是只读的", cureLocked},
	{windows.ERROR_DIRECTORY, "不是文件夹", cureFile},
	{windows.ERROR_FILENAME_EXCED_RANGE, "名称太长", cureLong},
	{windows.ERROR_BAD_NETPATH, "找不到网络盘", cureShare},
	{windows.ERROR_NETNAME_DELETED, "网络盘的连接已失效", cureShare},
	{windows.ERROR_NOT_READY, "磁盘没有准备好", cureShare},
	{windows.ERROR_CRC, "磁盘读写出错", cureFailed},
}
