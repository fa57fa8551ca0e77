package main

import (
	"bytes"
	"encoding/json"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"gongshi/generator/diag"
)

// badContent has findings of every severity, one of them behind Chinese text.
func badContent(t *testing.T) string {
	dir := filepath.Join(t.TempDir(), "content")
	writeFile(t, filepath.Join(dir, "site.toml"), "title = \"公示\"\n")
	writeFile(t, filepath.Join(dir, "danwei", "unit.toml"), "name = \"某单位\"\nallow = [{ rule = \"control-missing\", reason = \"示例\" }]\n[declared]\nrisks = 3\n")
	writeFile(t, filepath.Join(dir, "danwei", "caigou.md"), "+++\nname = \"采购岗\"\n+++\n\n## 围标 {#a}\n\n- 等级：五级\n- 防控措施：公开\n")
	writeFile(t, filepath.Join(dir, "danwei", "chuna.md"), "+++\nname = \"出纳\"\n+++\n\n## 挪用 {#a}\n\n- 等级：一级\n")
	return dir
}

// The log holds to the schema of SARIF 2.1.0, which testdata has as OASIS
// publishes it.
func TestSARIFHoldsToItsSchema(t *testing.T) {
	var out bytes.Buffer
	run([]string{"check", "--content", badContent(t), "--format", "sarif"}, &out, io.Discard)
	schema, err := jsonschema.NewCompiler().Compile("testdata/sarif-schema-2.1.0.json")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(doc); err != nil {
		t.Error(err)
	}
	var log sarif
	if err := json.Unmarshal(out.Bytes(), &log); err != nil {
		t.Fatal(err)
	}
	for _, r := range log.Runs[0].Results {
		if r.RuleIndex < 0 || log.Runs[0].Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID {
			t.Errorf("%s has the index %d", r.RuleID, r.RuleIndex)
		}
		// 等级：五级 begins in the third column; the value in the sixth.
		if r.RuleID == "unknown-grade" && r.Locations[0].Physical.Region.Column != 6 {
			t.Errorf("the column is %d, want 6 characters", r.Locations[0].Physical.Region.Column)
		}
	}
	if len(log.Runs[0].Results) < 3 {
		t.Errorf("%d results", len(log.Runs[0].Results))
	}
}

func TestGitLabReport(t *testing.T) {
	var out bytes.Buffer
	run([]string{"check", "--content", badContent(t), "--format", "gitlab"}, &out, io.Discard)
	var issues []struct {
		Description, Fingerprint, Severity string
		Name                               string `json:"check_name"`
		Location                           struct {
			Path  string
			Lines struct{ Begin int }
		}
	}
	if err := json.Unmarshal(out.Bytes(), &issues); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, i := range issues {
		if i.Description == "" || i.Name == "" || i.Location.Path == "" || i.Location.Lines.Begin < 1 || seen[i.Fingerprint] {
			t.Errorf("%+v", i)
		}
		seen[i.Fingerprint] = true
	}
	if len(issues) < 3 {
		t.Errorf("%d issues", len(issues))
	}
}

func TestCheckOfFiles(t *testing.T) {
	content := badContent(t)
	var out bytes.Buffer
	if code := run([]string{"check", "--content", content, filepath.Join(content, "danwei", "caigou.md")}, &out, io.Discard); code != exitFailed {
		t.Errorf("exit %d", code)
	}
	if s := out.String(); !strings.Contains(s, "caigou.md:7") || strings.Contains(s, "chuna.md") {
		t.Errorf("%s", s)
	}
	start := time.Now()
	if code := run([]string{"check", "--content", "../../content", "../../content/caizhengju/juzhang.md"}, io.Discard, io.Discard); code != exitDone {
		t.Errorf("exit %d", code)
	}
	// Far more than it takes, for machines that are busy.
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("a file took %v", took)
	}
}

// The sample is laid out as fmt lays it out.
func TestSampleIsFormatted(t *testing.T) {
	var out bytes.Buffer
	if code := run([]string{"fmt", "--check", "--content", "../../content"}, &out, &out); code != exitDone {
		t.Errorf("exit %d: run gongshi fmt\n%s", code, &out)
	}
}

// Columns count the characters of lines as they are read, without a byte order mark.
func TestCharacterColumns(t *testing.T) {
	c := characterColumns{content: fstest.MapFS{"site.toml": {Data: []byte("\xef\xbb\xbftitle = 5\r标题 = 6\n")}}}
	for _, want := range []struct{ line, column, characters int }{{1, 9, 9}, {2, 10, 6}} {
		if got := c.of(diag.Position{File: "site.toml", Line: want.line, Column: want.column}); got != want.characters {
			t.Errorf("%d:%d: %d, want %d", want.line, want.column, got, want.characters)
		}
	}
}
