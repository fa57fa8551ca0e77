package generator

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
	"gongshi/generator/load"
	"gongshi/generator/search"
)

// canaryUnit is a unit in which every text of every block says which block it is of:
// 'canary' and the block's name. A line @block@ is where that block is marked.
const canaryUnit = `
name = "canaryunit name"
short = "canaryunit short"
kind = "canaryunit kind"
index_number = "canaryunit number"
summary = "canaryunit summary"
allow = [{ rule = "control-generic", reason = "canaryreason unit" }]
[supervision]
body = "canaryunit body"
phone = "canaryunit phone"
mailbox = "canaryunit mailbox"
email = "canaryunit@example.com"
address = "canaryunit address"
hours = "canaryunit hours"
[contact]
office = "canaryunit office"
phone = "canaryunit phone"
email = "canaryunit@example.com"
address = "canaryunit address"
hours = "canaryunit hours"
[publication]
@unit@
reason = "canaryunit reason"
published_on = 2026-01-19
[[publication.approval]]
stage = "自评"
by = "canaryapproval by"
result = "canaryapproval result"
opinion = "canaryapproval opinion"
@approval@
[[department]]
id = "canarydepartment"
name = "canarydepartment name"
leader = "canaryposition"
duties = ["canarydepartment duty"]
@department@
[[department]]
id = "canarydepartment-sub"
name = "canarydepartment sub"
parent = "canarydepartment"
leader = "canaryposition"
[[assessment]]
period = "canaryassessment period"
object = "canaryassessment object"
method = "canaryassessment method"
findings = ["canaryassessment finding"]
corrections = ["canaryassessment correction"]
@assessment@
[[milestone]]
name = "canarymilestone name"
responsible = "canarymilestone responsible"
@milestone@
[[warning]]
number = "canarywarning number"
kind = "canarywarning kind"
level = "canarywarning level"
risk = "canaryposition#canaryrisk"
outcome = "canarywarning outcome"
@warning@
[[resource]]
kind = "canaryresource kind"
required = "canaryresource 1"
actual = "canaryresource 2"
place = "canaryresource place"
@resource@
[[target]]
name = "canarytarget name"
target = "canarytarget 1"
actual = "canarytarget 2"
@target@
[[response]]
level = "canaryresponse level"
extends = "canaryresponse lower"
trigger = "canaryresponse trigger"
release = "canaryresponse release"
responsible = "canaryresponse responsible"
measures = ["canaryresponse measure"]
@response@
[[response]]
level = "canaryresponse lower"
measures = ["canaryresponse inherited"]
@response@
[[removed]]
what = "canaryunit-old"
title = "canaryunit title"
reason = "canaryunit reason"
to = "canaryposition#canaryrisk"
`

const canaryPosition = `+++
name = "canaryposition name"
department = "canarydepartment"
duties = ["canaryposition duty"]
manages = ["canarydepartment-sub"]
allow = [{ rule = "control-generic", reason = "canaryreason position" }]
@position@
[[power]]
id = "canarypower"
name = "canarypower name"
type = "canarypower type"
basis = ["canarypower basis"]
conditions = "canarypower conditions"
@power@
[[power.step]]
id = "canarypower-step"
name = "canarypower step"
by = "canarypower by"
limit = "canarypower limit"
risks = ["canaryrisk"]
next = ["canarypower-end"]
[[power.step]]
id = "canarypower-end"
name = "canarypower end"
kind = "end"
+++

canaryposition prose with [a link](canaryposition.md#canaryrisk)

## canaryrisk title {#canaryrisk}

- category: 岗位职责风险
- grade: 二级
- manifestation: canaryrisk manifestation
- cause: canaryrisk cause
- consequence: canaryrisk consequence
- liability: canaryrisk liability
- basis: canaryrisk basis
- reason: canaryrisk reason
- kind: canaryrisk kind
- allow: control-generic (canaryreason risk)
@risk@
- prevention:
  - canarycontrol text (owner: canarycontrol owner; supervisor: canarycontrol supervisor; due: canarycontrol due; frequency: canarycontrol frequency; basis: canarycontrol basis; indicator: canarycontrol indicator@control@)
  - two compare 3 offers (owner: clerk)

canaryrisk prose

## another {#another}

- grade: 二级
- prevention: two compare 4 offers (owner: clerk)
`

// blocks are what can be marked internal, and what is then gone with it.
var blocks = map[string][]string{
	"unit":       {"unit", "department", "approval", "position", "power", "risk", "control", "assessment", "milestone", "warning", "resource", "target", "response"},
	"department": {"department", "position", "power", "risk", "control", "warning"},
	"approval":   {"approval"},
	"position":   {"position", "power", "risk", "control", "warning"},
	"power":      {"power"},
	"risk":       {"risk", "control", "warning"},
	"control":    {"control"},
	"assessment": {"assessment"}, "milestone": {"milestone"}, "warning": {"warning"}, "resource": {"resource"}, "target": {"target"}, "response": {"response"},
}

// canaryContent is the content with one block marked internal, or none.
func canaryContent(internal string) fstest.MapFS {
	fill := func(text string) *fstest.MapFile {
		for block := range blocks {
			mark := ""
			if block == internal {
				mark = `audience = "internal"`
				switch block {
				case "risk":
					mark = "- audience: internal"
				case "control":
					mark = "; audience: internal"
				}
			}
			text = strings.ReplaceAll(text, "@"+block+"@", mark)
		}
		return &fstest.MapFile{Data: []byte(text)}
	}
	prose := "canaryunit prose\n"
	if internal == "risk" || internal == "position" || internal == "department" {
		prose = "prose\n"
	}
	return fstest.MapFS{
		"site.toml":                             fill("title = \"t\"\nallow = [{ rule = \"control-generic\", reason = \"canaryreason site\" }]\n"),
		"canaryunit/unit.toml":                  fill(canaryUnit),
		"canaryunit/index.md":                   fill(prose),
		"canaryunit/canaryposition.md":          fill(canaryPosition),
		"canaryunit/assets/canaryunit-file.txt": fill("canaryunit attachment\n"),
		"other/unit.toml":                       fill("name = \"other\"\n"),
		"other/p.md": fill("+++\nname = \"other position\"\n+++\n\nSee [there](../canaryunit/canaryposition.md#canaryrisk), [the [inner] one](../canaryunit/canaryposition.md#canaryrisk \"canaryrisk title\") and [that][ref].\n\n[ref]: ../canaryunit/canaryposition.md#canaryrisk \"canaryrisk title\"\n\n## refining {#refining}\n\n- grade: 二级\n- extends: canaryunit/canaryposition#canaryrisk\n" +
			"- prevention: two compare 5 offers (owner: clerk)\n"),
	}
}

// What is marked internal is in no byte of a public build, nor is a reason for which
// a finding was accepted.
func TestNoCanaryInAPublicBuild(t *testing.T) {
	for _, block := range append([]string{""}, keys(blocks)...) {
		dir := filepath.Join(t.TempDir(), "public")
		report, err := Build(context.Background(), canaryContent(block), dir, public)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range report.Findings {
			if f.Severity == diag.Error {
				t.Fatalf("%s internal: %s", block, f.Format(diag.English))
			}
		}
		gone := map[string]bool{"reason": true}
		for _, name := range blocks[block] {
			gone[name] = true
		}
		for name := range blocks {
			where := sightings(t, dir, "canary"+name)
			switch {
			case gone[name] && len(where) > 0:
				t.Errorf("%s internal: canary%s stands in %s", block, name, strings.Join(where, ", "))
			case !gone[name] && block == "" && len(where) < 3:
				t.Errorf("canary%s is hardly in the public build: %s", name, where)
			}
		}
		if where := sightings(t, dir, "canaryreason"); len(where) > 0 {
			t.Errorf("%s internal: a reason stands in %s", block, where)
		}
	}
}

func keys(m map[string][]string) (list []string) {
	for k := range m {
		list = append(list, k)
	}
	return list
}

// sightings are the files of a site that hold a text: in their name, in their bytes,
// in a file packed into them, or, for the search index, in what it finds.
func sightings(t *testing.T, dir, text string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		short, _ := filepath.Rel(dir, name)
		if strings.Contains(strings.ToLower(short), text) {
			files = append(files, short+" (name)")
		}
		if entry.IsDir() {
			return nil
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if bytes.Contains(bytes.ToLower(data), []byte(text)) {
			files = append(files, short)
		}
		if filepath.Ext(name) == ".xlsx" {
			packed, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
			if err != nil {
				return err
			}
			for _, f := range packed.File {
				r, err := f.Open()
				if err != nil {
					return err
				}
				inner, err := io.ReadAll(r)
				if err != nil {
					return err
				}
				if bytes.Contains(bytes.ToLower(inner), []byte(text)) {
					files = append(files, short+"/"+f.Name)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	index, err := search.Open(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	result, err := index.Search(search.Request{Query: text, Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	if result.Total > 0 {
		files = append(files, fmt.Sprintf("search (%d hits)", result.Total))
	}
	return files
}

// unplanted are the fields that hold a word of a scheme, a kind of the format or what
// the program computes: they can hold no text of an editor.
var unplanted = map[string]bool{
	"Unit.Parent": true, "Unit.SchemeID": true, "Publication.Status": true, "Publication.Audience": true, "Approval.Stage": true, "Assessment.Result": true,
	"Assessment.Audience": true, "Approval.Audience": true, "Department.Audience": true, "Publication.Withheld": true, "Milestone.Audience": true, "Warning.Audience": true, "Resource.Audience": true, "Response.Audience": true, "Target.Audience": true,
	"Position.Kind": true, "Position.Level": true, "Position.Audience": true, "Power.Audience": true, "Step.Kind": true,
	"RiskPoint.Category": true, "RiskPoint.Grade": true, "RiskPoint.Residual": true, "RiskPoint.Source": true, "RiskPoint.Audience": true,
	"RiskPoint.Extends": true, // points to the superior: tested from the other unit
	"Control.Stage":     true, "Control.Treatment": true, "Control.Audience": true, "Allowance.Rule": true,
	"Home.URL": true, "Home.ID": true, "Home.Title": true, // of members: TestPortalForThePublic
	"Department.Parent": true, "Prose.Text": true, "Link.Target": true,
}

// Every field of the model that can hold a text holds a canary, so that a field that
// is added later and forgotten in a view is found.
func TestEveryFieldHoldsACanary(t *testing.T) {
	content := canaryContent("")
	site, err := load.OpenSite(content)
	if err != nil {
		t.Fatal(err)
	}
	u, _, err := load.Unit(content, site, site.Units[0])
	if err != nil {
		t.Fatal(err)
	}
	planted := map[string]bool{}
	plant(reflect.ValueOf(*u), "", "canary", planted)
	for _, field := range textFields(reflect.TypeFor[catalog.Unit]()) {
		if !planted[field] && !unplanted[field] {
			t.Errorf("%s holds no canary: give it one in canaryUnit or canaryPosition", field)
		}
	}
}

// textFields lists the fields of a type, and of the types in it, that hold texts.
func textFields(root reflect.Type) (fields []string) {
	met := map[reflect.Type]bool{}
	var walk func(reflect.Type)
	walk = func(typ reflect.Type) {
		for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice {
			typ = typ.Elem()
		}
		if typ.Kind() != reflect.Struct || met[typ] || typ != root && typ == reflect.TypeFor[catalog.Scheme]() || typ == reflect.TypeFor[catalog.Origin]() || typ == reflect.TypeFor[catalog.Layer]() {
			return
		}
		met[typ] = true
		for i := range typ.NumField() {
			f := typ.Field(i)
			inner := f.Type
			for inner.Kind() == reflect.Slice {
				inner = inner.Elem()
			}
			if inner.Kind() == reflect.String {
				fields = append(fields, typ.Name()+"."+f.Name)
			}
			walk(f.Type)
		}
	}
	walk(root)
	return fields
}

// plant notes the fields that hold a word somewhere in a value.
func plant(v reflect.Value, field, word string, planted map[string]bool) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() && v.Type() != reflect.TypeFor[*catalog.Scheme]() {
			plant(v.Elem(), field, word, planted)
		}
	case reflect.Slice:
		for i := range v.Len() {
			plant(v.Index(i), field, word, planted)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			plant(v.Field(i), v.Type().Name()+"."+v.Type().Field(i).Name, word, planted)
		}
	case reflect.String:
		if strings.Contains(v.String(), word) {
			planted[field] = true
		}
	}
}
