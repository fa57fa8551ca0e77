// Command sbom lists what programs were built of: it reads the modules that the Go
// compiler has written into them and prints one bill of materials for all in
// CycloneDX (JSON). The same programs give the same bytes.
//
//	go run ./cmd/sbom -version v1.0.0 dist/gongshi-* > dist/sbom.cdx.json
package main

import (
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
)

type bill struct {
	Format      string      `json:"bomFormat"`
	SpecVersion string      `json:"specVersion"`
	Version     int         `json:"version"`
	Metadata    metadata    `json:"metadata"`
	Components  []component `json:"components"`
}

type metadata struct {
	Component component `json:"component"`
}

type component struct {
	Type       string      `json:"type"`
	Ref        string      `json:"bom-ref"`
	Name       string      `json:"name"`
	Version    string      `json:"version,omitempty"`
	PURL       string      `json:"purl,omitempty"`
	Hashes     []hash      `json:"hashes,omitempty"`
	Properties []property  `json:"properties,omitempty"`
	Components []component `json:"components,omitempty"`
}

type hash struct {
	Algorithm string `json:"alg"`
	Content   string `json:"content"`
}

type property struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

func main() {
	version := flag.String("version", "devel", "the version of the programs")
	flag.Parse()
	if err := write(os.Stdout, *version, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "sbom:", err)
		os.Exit(1)
	}
}

// write prints the bill of the named programs.
func write(w io.Writer, version string, programs []string) error {
	b := bill{Format: "CycloneDX", SpecVersion: "1.6", Version: 1}
	b.Metadata.Component = component{Type: "application", Ref: "gongshi", Name: "gongshi", Version: version}
	modules := map[string]component{}
	for _, name := range programs {
		info, err := buildinfo.ReadFile(name)
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(data)
		file := filepath.Base(name)
		b.Metadata.Component.Components = append(b.Metadata.Component.Components,
			component{Type: "file", Ref: file, Name: file, Hashes: []hash{{"SHA-256", hex.EncodeToString(sum[:])}}})
		std := module("std", strings.TrimPrefix(info.GoVersion, "go"), "")
		modules[std.Ref] = std
		for _, d := range info.Deps {
			m := moduleOf(d)
			modules[m.Ref] = m
		}
	}
	for _, m := range modules {
		b.Components = append(b.Components, m)
	}
	slices.SortFunc(b.Components, func(x, y component) int { return strings.Compare(x.Ref, y.Ref) })
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	return out.Encode(b)
}

// moduleOf is the module that was built in, which another may have replaced.
func moduleOf(d *debug.Module) component {
	if d.Replace != nil {
		d = d.Replace
	}
	return module(d.Path, d.Version, d.Sum)
}

// module is a module of Go. Its sum is that of go.sum, by which the source that was
// compiled is known.
func module(path, version, sum string) component {
	c := component{Type: "library", Name: path, Version: version, PURL: "pkg:golang/" + path + "@" + version}
	c.Ref = c.PURL
	if sum != "" {
		c.Properties = []property{{"go.sum", sum}}
	}
	return c
}
