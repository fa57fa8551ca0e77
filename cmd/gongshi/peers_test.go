//go:build unix

package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongshi/generator/corpus"
)

// peersVariable names the folder in which make bench-peers puts the programs that a site
// of catalogues could be made with instead.
const peersVariable = "GONGSHI_PEERS"

// BenchmarkPeers times Hugo and Pagefind and this program over the same text, in one
// run, with as many pages of positions. Theirs are plain pages, and no indexes, data
// files or checks.
func BenchmarkPeers(b *testing.B) {
	peers := os.Getenv(peersVariable)
	if peers == "" {
		b.Skip("make bench-peers installs the programs to compare with")
	}
	dir := b.TempDir()
	program := buildProgram(b)
	names := []string{"S", "M"}
	if !testing.Short() {
		names = append(names, "L")
	}
	for _, name := range names {
		content, out, theirs := filepath.Join(dir, name), filepath.Join(dir, "public"), filepath.Join(dir, name+"-hugo")
		if err := corpus.Shapes[name].Write(content); err != nil {
			b.Fatal(err)
		}
		if err := writeHugo(corpus.Shapes[name], theirs); err != nil {
			b.Fatal(err)
		}
		timed := func(stage, program string, args ...string) {
			b.Run(stage, func(b *testing.B) { timeRuns(b, func() {}, program, args...) })
		}
		timed(name+"/hugo", filepath.Join(peers, "hugo"), "--source", theirs, "--minify", "--quiet")
		timed(name+"/pagefind", filepath.Join(peers, "node_modules", ".bin", "pagefind"), "--site", filepath.Join(theirs, "public"), "--quiet")
		timed(name+"/gongshi", program, "build", "--no-cache", "--content", content, "--out", out)
		for _, left := range []string{content, out, theirs} {
			os.RemoveAll(left)
		}
	}
}

// writeHugo writes the text of a corpus as a site for Hugo.
func writeHugo(shape corpus.Shape, dir string) error {
	files := map[string]string{
		"hugo.toml":                    "title = \"公示\"\nlanguageCode = \"zh\"\ndisableKinds = [\"taxonomy\", \"term\", \"RSS\"]\n",
		"layouts/_default/baseof.html": "<!doctype html><html lang=\"zh\"><head><meta charset=\"utf-8\"><title>{{.Title}}</title></head><body>{{block \"main\" .}}{{end}}</body></html>\n",
		"layouts/_default/single.html": "{{define \"main\"}}<main data-pagefind-body><h1>{{.Title}}</h1><p>{{.Params.department}} {{.Params.level}}</p>{{.Content}}</main>{{end}}\n",
		"layouts/_default/list.html":   "{{define \"main\"}}<h1>{{.Title}}</h1><ul>{{range .Pages}}<li><a href=\"{{.RelPermalink}}\">{{.Title}}</a></li>{{end}}</ul>{{end}}\n",
	}
	write := func(name string, data []byte) error {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return fmt.Errorf("hugo: %w", err)
		}
		return os.WriteFile(file, data, 0o644)
	}
	for name, text := range files {
		if err := write(name, []byte(text)); err != nil {
			return err
		}
	}
	for name, data := range shape.Files() {
		if !strings.HasSuffix(name, ".md") {
			continue
		}
		data = bytes.Replace(data, []byte("\nname = "), []byte("\ntitle = "), 1)
		if err := write("content/"+name, data); err != nil {
			return err
		}
	}
	return nil
}
