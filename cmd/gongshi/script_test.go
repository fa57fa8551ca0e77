package main

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"gongshi/generator"
	"gongshi/generator/load"
)

var update = flag.Bool("update", false, "write what the commands print into the scripts")

func TestMain(m *testing.M) {
	if os.Getenv(cacheVariable) == "" {
		os.Setenv(cacheVariable, filepath.Join(os.TempDir(), "gongshi-test-cache"))
	}
	testscript.Main(m, map[string]func(){
		"gongshi": func() { os.Exit(process()) },
	})
}

// TestScripts runs the stories of the command, one file each.
func TestScripts(t *testing.T) { runScripts(t, "testdata/script") }

// TestRules runs one script for each rule: the smallest content that breaks it.
func TestRules(t *testing.T) { runScripts(t, "testdata/rules") }

func runScripts(t *testing.T, dir string) {
	testscript.Run(t, testscript.Params{
		Dir:                 dir,
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("LANG", "zh_CN.UTF-8")
			e.Setenv("LC_ALL", "")
			e.Setenv(cacheVariable, filepath.Join(e.WorkDir, ".cache"))
			return nil
		},
	})
}

// Every rule of the format has a script that shows it, and every script a rule. The
// rules of substance are shown by the bad catalogue of generator/testdata/bad.
func TestEveryRuleHasAScript(t *testing.T) {
	entries, err := os.ReadDir("testdata/rules")
	if err != nil {
		t.Fatal(err)
	}
	scripts := map[string]bool{}
	for _, e := range entries {
		scripts[e.Name()] = true
	}
	rules := map[string]bool{}
	for _, r := range generator.Rules() {
		name := r.Name + ".txtar"
		rules[name] = true
		if !scripts[name] && slices.Contains(load.Rules, r) {
			t.Errorf("no script testdata/rules/%s", name)
		}
	}
	for name := range scripts {
		if !rules[name] {
			t.Errorf("testdata/rules/%s is no rule's", name)
		}
	}
}
