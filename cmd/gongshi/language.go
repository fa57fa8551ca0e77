package main

import (
	"fmt"
	"strings"

	"gongshi/generator/diag"
)

// chooseLanguage takes --lang from the arguments, else the locale's language,
// else Chinese. It looks before the flags are parsed, since help and errors about
// flags are in that language too.
func chooseLanguage(args []string, getenv func(string) string) diag.Lang {
	for i, a := range args {
		value, ok := strings.CutPrefix(a, "--lang=")
		if a == "--lang" && i+1 < len(args) {
			value, ok = args[i+1], true
		}
		if ok && isLanguage(value) {
			return diag.Lang(value)
		}
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		locale := getenv(name)
		if locale == "" {
			continue
		}
		if strings.HasPrefix(locale, "en") {
			return diag.English
		}
		return diag.Chinese
	}
	return diag.Chinese
}

func isLanguage(s string) bool {
	return s == string(diag.Chinese) || s == string(diag.English)
}

// langFlag is the value of --lang. The language itself is chosen earlier; this
// rejects what is none.
type langFlag struct{ lang diag.Lang }

func (f *langFlag) String() string { return string(f.lang) }
func (f *langFlag) Type() string   { return "zh|en" }

func (f *langFlag) Set(s string) error {
	if !isLanguage(s) {
		return fmt.Errorf("zh|en")
	}
	f.lang = diag.Lang(s)
	return nil
}

// say gives the text in the language of the command.
func (c *command) say(zh, en string) string {
	return diag.Text{Zh: zh, En: en}.In(c.lang)
}

// sayf is say with arguments.
func (c *command) sayf(zh, en string, args ...any) string {
	return diag.Textf(zh, en, args...).In(c.lang)
}
