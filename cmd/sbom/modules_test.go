package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// goModule is a module as the go command tells of it.
type goModule struct {
	Path, Version, Dir string
	Time               time.Time // unknown where the module was not fetched from a proxy
	Indirect           bool
}

// goCommand runs the go command for a system and returns what it prints. Modules that the
// machine does not have yet are fetched.
func goCommand(t *testing.T, system string, args ...string) string {
	t.Helper()
	var out, said strings.Builder
	cmd := exec.Command("go", args...)
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=readonly", "GOOS="+system, "CGO_ENABLED=0")
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, said.String())
	}
	return out.String()
}

// licences are found by a sentence of theirs.
var licences = map[string]*regexp.Regexp{
	"MIT":          regexp.MustCompile(`(?i)permission is hereby granted, free of\s+charge`),
	"Apache-2.0":   regexp.MustCompile(`(?i)Apache License,?\s+Version 2\.0`),
	"BSD-3-Clause": regexp.MustCompile(`(?is)redistribution and use in source and binary forms.*neither the name`),
}

// The tables of both READMEs name each module that go.mod requires, with its licence and
// the month of its release, and what comes with them into the program.
func TestTablesOfModules(t *testing.T) {
	var compiled []string
	for _, system := range []string{"linux", "darwin", "windows"} {
		compiled = append(compiled, strings.Fields(goCommand(t, system, "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}{{end}}{{end}}", "gongshi/cmd/gongshi"))...)
	}
	slices.Sort(compiled)
	compiled = slices.Compact(compiled)
	wanted := slices.Clone(compiled)
	required, err := os.ReadFile(filepath.Join("..", "..", "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`(?m)^(?:require)?\s+(\S+) v\S+$`).FindAllStringSubmatch(string(required), -1) { // without "// indirect"
		wanted = append(wanted, m[1])
	}
	if len(wanted) < len(compiled)+20 {
		t.Fatalf("too few modules are required: %v", wanted)
	}
	slices.Sort(wanted)
	wanted = slices.Compact(wanted)
	goCommand(t, "linux", append([]string{"mod", "download"}, wanted...)...)
	var modules []goModule
	for d := json.NewDecoder(strings.NewReader(goCommand(t, "linux", append([]string{"list", "-m", "-json"}, wanted...)...))); ; {
		var m goModule
		if err := d.Decode(&m); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		modules = append(modules, m)
	}
	for readme, tests := range map[string]string{"README.md": "in tests and tools: ", "README.zh-CN.md": "测试和工具用："} {
		data, err := os.ReadFile(filepath.Join("..", "..", readme))
		if err != nil {
			t.Fatal(err)
		}
		text := strings.ReplaceAll(string(data), "、", ", ")
		rows := map[string][]string{}
		for _, m := range regexp.MustCompile(`(?m)^\| ([a-z0-9.]+\.[a-z]+/\S+) \| (.+) \| (.+) \| (\d{4}-\d{2}) \|$`).FindAllStringSubmatch(text, -1) {
			rows[m[1]] = m[2:]
		}
		for _, m := range modules {
			row, ok := rows[m.Path]
			delete(rows, m.Path)
			if m.Indirect {
				if short := path.Base(strings.TrimSuffix(m.Path, "/v2")); !regexp.MustCompile(`(?m)[ /]` + regexp.QuoteMeta(short) + `\b`).MatchString(text) {
					t.Errorf("%s does not tell that %s comes into the program", readme, m.Path)
				}
				continue
			}
			if !ok {
				t.Errorf("%s: no row for %s", readme, m.Path)
				continue
			}
			if in := slices.Contains(compiled, m.Path); in == strings.HasPrefix(row[0], tests) {
				t.Errorf("%s: %s is in the program: %v; its row says %q", readme, m.Path, in, row[0])
			}
			if want := licenceOf(t, m.Dir); !slices.Equal(want, sorted(strings.Split(row[1], ", "))) {
				t.Errorf("%s: %s has the licence %v, the row %q", readme, m.Path, want, row[1])
			}
			if !m.Time.IsZero() && m.Time.Format("2006-01") != row[2] {
				t.Errorf("%s: %s %s is of %s, the row says %s", readme, m.Path, m.Version, m.Time.Format("2006-01"), row[2])
			}
		}
		for name := range rows {
			t.Errorf("%s: %s is not required", readme, name)
		}
	}
}

// licenceOf names the licences that a module is under.
func licenceOf(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if upper := strings.ToUpper(e.Name()); !strings.HasPrefix(upper, "LICEN") && !strings.HasPrefix(upper, "COPYING") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for name, sentence := range licences {
			if sentence.Match(text) && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return sorted(names)
}

func sorted(list []string) []string {
	slices.Sort(list)
	return list
}
