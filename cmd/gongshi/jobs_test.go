//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"gongshi/generator/write"
)

// jobs runs what the settings for other systems run, as those systems would.
type jobs struct {
	t    *testing.T
	path string // with the program
}

func newJobs(t *testing.T) *jobs {
	t.Helper()
	bin := t.TempDir()
	if out, err := exec.Command("go", "build", "-o", filepath.Join(bin, "gongshi"), ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	// GNU parallel as far as the script goes: one command for each line of input.
	standIn := "#!/bin/sh\nset -e\nwhile [ \"$1\" != gongshi ]; do case $1 in --*) shift 2;; *) exit 9;; esac; done\n" +
		"while read -r n; do\n  eval \"$(printf '%s\\n' \"$@\" | sed -e \"s/{}/$n/g\" -e \"s/.*/'&'/\" | tr '\\n' ' ')\"\ndone\n"
	if _, err := exec.LookPath("parallel"); err != nil {
		if err := os.WriteFile(filepath.Join(bin, "parallel"), []byte(standIn), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return &jobs{t, bin + ":" + os.Getenv("PATH")}
}

// sh runs the lines of a script in a folder.
func (j *jobs) sh(dir string, env []string, lines ...string) {
	j.t.Helper()
	cmd := exec.Command("sh", "-ec", strings.Join(lines, "\n"))
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), append(env, "PATH="+j.path)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		j.t.Fatalf("%s: %v\n%s", lines, err, out)
	}
}

func (j *jobs) yaml(name string, into any) {
	j.t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		j.t.Fatal(err)
	}
	if err := yaml.Unmarshal(data, into); err != nil {
		j.t.Fatalf("%s: %v", name, err)
	}
}

// wants sees that a folder holds the site that one build makes.
func (j *jobs) wants(dir, digest string) {
	j.t.Helper()
	m, err := write.ReadManifest(dir)
	if err != nil || m.Digest != digest {
		j.t.Errorf("%s: digest %s, want %s, %v", dir, m.Digest, digest, err)
	}
	if problems, err := write.Verify(dir); err != nil || len(problems) > 0 {
		j.t.Errorf("%s: %v, %v", dir, problems, err)
	}
}

// The settings that build a site in shards give what one build gives.
func TestJobsBuildTheSite(t *testing.T) {
	j := newJobs(t)
	dir := t.TempDir()
	mustRun(t, "new", "jobs", dir)
	whole := filepath.Join(dir, "whole")
	mustRun(t, "build", "--content", "../../content", "--out", whole)
	m, err := write.ReadManifest(whole)
	if err != nil {
		t.Fatal(err)
	}
	work := filepath.Join(dir, "work")
	if err := os.CopyFS(filepath.Join(work, "content"), os.DirFS("../../content")); err != nil {
		t.Fatal(err)
	}

	t.Run("kubernetes", func(t *testing.T) {
		var job struct {
			Spec struct {
				CompletionMode           string `yaml:"completionMode"`
				Completions, Parallelism int
				Template                 struct {
					Spec struct {
						Containers []struct {
							Command, Args []string
							Env           []struct{ Name, Value string }
						}
					}
				}
			}
		}
		run := func(name string, more ...string) {
			j.yaml(filepath.Join(dir, name), &job)
			c := job.Spec.Template.Spec.Containers[0]
			if got := strings.Join(c.Command, " "); got != "sh -ec" {
				t.Fatalf("%s runs %s", name, got)
			}
			env := more
			for _, e := range c.Env {
				if e.Name == "WORK" {
					e.Value = work
				}
				env = append(env, e.Name+"="+e.Value)
			}
			j.sh(dir, env, c.Args...)
		}
		run("gongshi-shards.yaml", "JOB_COMPLETION_INDEX=0")
		if job.Spec.Completions != newShards || job.Spec.Parallelism != newShards || job.Spec.CompletionMode != "Indexed" {
			t.Errorf("%+v", job.Spec)
		}
		for i := 1; i < newShards; i++ {
			run("gongshi-shards.yaml", fmt.Sprintf("JOB_COMPLETION_INDEX=%d", i))
		}
		run("gongshi-join.yaml")
		j.wants(filepath.Join(work, "public"), m.Digest)
	})

	t.Run("gitlab", func(t *testing.T) {
		var ci struct {
			Shard struct {
				Parallel int
				Script   []string
			}
			Pages struct{ Script []string }
		}
		j.yaml(filepath.Join(dir, "gongshi-parallel.gitlab-ci.yml"), &ci)
		project := filepath.Join(t.TempDir(), "project")
		if err := os.CopyFS(project, os.DirFS("../../content")); err != nil {
			t.Fatal(err)
		}
		artifacts := t.TempDir()
		for i := range ci.Shard.Parallel {
			j.sh(project, []string{fmt.Sprintf("CI_NODE_INDEX=%d", i+1), fmt.Sprintf("CI_NODE_TOTAL=%d", ci.Shard.Parallel)}, ci.Shard.Script...)
			// Each job has a checkout of its own; what they leave is put together.
			j.sh(project, nil, fmt.Sprintf("mkdir -p %[1]s/shard && mv shard/* %[1]s/shard/ && rmdir shard", artifacts))
		}
		j.sh(project, nil, fmt.Sprintf("mv %s/shard .", artifacts))
		j.sh(project, nil, ci.Pages.Script...)
		j.wants(filepath.Join(project, "public"), m.Digest)
	})

	t.Run("parallel", func(t *testing.T) {
		j.sh(work, []string{"SHARDS=3", "OUT=" + filepath.Join(dir, "of-parallel")}, filepath.Join(dir, "gongshi-parallel.sh"))
		j.wants(filepath.Join(dir, "of-parallel"), m.Digest)
	})
}

// The setting of a new site for GitLab builds the site.
func TestGitLabBuildsNewSite(t *testing.T) {
	j := newJobs(t)
	site := filepath.Join(t.TempDir(), "site")
	mustRun(t, "new", "site", site)
	var ci struct {
		Check struct{ Script []string }
		Pages struct{ Script []string }
	}
	j.yaml(filepath.Join(site, ".gitlab-ci.yml"), &ci)
	j.sh(site, nil, ci.Check.Script...)
	j.sh(site, []string{"CI_JOB_ID=7"}, ci.Pages.Script...)
	if _, err := os.Stat(filepath.Join(site, "public", "index.html")); err != nil {
		t.Error(err)
	}
}
