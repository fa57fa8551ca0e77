package main

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

var commandIn = regexp.MustCompile(`gongshi"? ((?:[a-z]+)(?: [^\n>|]*)?)`)

// The settings that a new site brings for other systems are sound: the YAML can be
// read, and what it runs are commands that this program has, with flags that they
// know.
func TestSettingsOfNewSite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "site")
	mustRun(t, "new", "site", dir)
	for name, least := range map[string]int{".gitlab-ci.yml": 3, ".github/workflows/gongshi.yml": 3, ".gitea/workflows/gongshi.yml": 3, ".githooks/pre-commit": 2} {
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		text := string(data)
		if strings.HasSuffix(name, ".yml") {
			var any map[string]any
			if err := yaml.Unmarshal(data, &any); err != nil || len(any) == 0 {
				t.Errorf("%s: %v", name, err)
			}
			text = text[strings.IndexByte(text, '\n'):]
		}
		ran := 0
		for _, m := range commandIn.FindAllStringSubmatch(text, -1) {
			words := strings.Fields(m[1])
			var help bytes.Buffer
			if code := run([]string{words[0], "--help"}, &help, io.Discard); code != exitDone {
				continue // prose, or the download
			}
			ran++
			for _, w := range words[1:] {
				if strings.HasPrefix(w, "--") && !strings.Contains(help.String(), w) {
					t.Errorf("%s: gongshi %s has no %s", name, words[0], w)
				}
			}
		}
		if ran < least {
			t.Errorf("%s runs %d commands, want %d", name, ran, least)
		}
	}
}

var han = regexp.MustCompile(`\p{Han}`)

// What is made in English says nothing in Chinese, but for the words of the scheme by
// which it reads tables of Chinese offices.
func TestEnglishSkeleton(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "site")
	mustRun(t, "--lang", "en", "new", "site", dir)
	mustRun(t, "--lang", "en", "new", "jobs", dir)
	files := 0
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == "levels.toml" {
			return err
		}
		files++
		data, err := os.ReadFile(name)
		if found := han.Find(data); found != nil {
			t.Errorf("%s: %s", name, found)
		}
		return err
	})
	if err != nil || files != 11 {
		t.Errorf("%d files, %v", files, err)
	}
}
