package main

import (
	"os"
	"path/filepath"

	"github.com/inconshreveable/mousetrap"
	"golang.org/x/sys/windows"
)

// startedFromDesktop reports whether the program has a window of its own because it was
// started by a double click or a drop, and where it lies.
func startedFromDesktop() (folder string, ok bool) {
	if !mousetrap.StartedByExplorer() {
		return "", false
	}
	name, err := os.Executable()
	return filepath.Dir(name), err == nil
}

// showPage opens a page in the browser that the user prefers.
func showPage(name string) error {
	verb, err := windows.UTF16PtrFromString("open")
	if err != nil {
		return err
	}
	file, err := windows.UTF16PtrFromString(name)
	if err != nil {
		return err
	}
	return windows.ShellExecute(0, verb, file, nil, nil, windows.SW_SHOWNORMAL)
}
