//go:build !windows

package main

import "errors"

// startedFromDesktop reports false: other systems start it in a terminal, which stays.
func startedFromDesktop() (folder string, ok bool) { return "", false }

// showPage opens nothing where nobody asks for it.
func showPage(string) error { return errors.ErrUnsupported }
