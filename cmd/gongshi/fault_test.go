//go:build unix

package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"gongshi/generator/write"
)

// trials is how often the tests of this file try what happens at random. `make soak`
// asks for more.
var trials = flag.Int("trials", 24, "how many builds are killed, and how many replaced under a reader")

// catalogue is a content folder with two states that make different sites.
type catalogue struct {
	content, out string
	way          way
	beside       string      // folder of the cache, and of shards
	shards       [2][]string // of the two sites
	now          int         // the state of the content
	digests      [2]string   // of the manifests of the two sites
	took         time.Duration
}

// way is how a site is built.
type way string

const (
	clean       way = "clean"       // all anew
	incremental way = "incremental" // half of it taken over
	joining     way = "joined"      // of shards that were built before
)

// newCatalogue lays out a content large enough for a kill to find a build at work.
func newCatalogue(t *testing.T, how way) *catalogue {
	t.Helper()
	dir := t.TempDir()
	c := &catalogue{content: filepath.Join(dir, "content"), out: filepath.Join(dir, "public"), way: how, beside: t.TempDir()}
	files := map[string]string{"site.toml": "title = \"公示\"\n"}
	for u := range 6 {
		files[fmt.Sprintf("u%d/unit.toml", u)] = fmt.Sprintf("name = \"第%d单位\"\n", u)
		for p := range 8 {
			files[fmt.Sprintf("u%d/p%d.md", u, p)] = goodPosition
		}
	}
	lay(t, c.content, files)
	for state := range c.digests {
		c.set(t, state)
		if how == joining {
			for n := range 3 {
				shard := filepath.Join(c.beside, fmt.Sprintf("%d-%d", state, n))
				mustRun(t, "build", "--content", c.content, "--no-cache", "--shard", fmt.Sprintf("%d/3", n+1), "--out", shard)
				c.shards[state] = append(c.shards[state], shard)
			}
		}
		start := time.Now()
		if said, err := c.build().CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, said)
		}
		c.took = time.Since(start)
		m, err := write.ReadManifest(c.out)
		if err != nil {
			t.Fatal(err)
		}
		c.digests[state] = m.Digest
	}
	if c.digests[0] == c.digests[1] {
		t.Fatal("the two states make the same site")
	}
	return c
}

// set puts the content into one of its states.
func (c *catalogue) set(t *testing.T, state int) {
	t.Helper()
	c.now = state
	text := strings.ReplaceAll(goodPosition, "甲 {#a}", []string{"甲 {#a}", "乙 {#a}"}[state])
	for u := range 3 {
		if err := os.WriteFile(filepath.Join(c.content, fmt.Sprintf("u%d/p3.md", u)), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// build is a process of its own that builds the site.
func (c *catalogue) build() *exec.Cmd {
	args := []string{"build", "--content", c.content, "--out", c.out, "--no-cache"}
	switch c.way {
	case incremental:
		args = []string{"build", "--content", c.content, "--out", c.out, "--cache", filepath.Join(c.beside, "cache")}
	case joining:
		args = append([]string{"join", "--out", c.out}, c.shards[c.now]...)
	}
	return exec.Command("gongshi", args...)
}

// state tells which of the two sites stands, whole; -1 for none at all.
func (c *catalogue) state(t *testing.T) int {
	t.Helper()
	if _, err := os.Lstat(c.out); errors.Is(err, fs.ErrNotExist) {
		return -1
	}
	problems, err := write.Verify(c.out)
	if err != nil || len(problems) > 0 {
		t.Fatalf("the site is neither the old nor the new one: %v %v", problems, err)
	}
	m, err := write.ReadManifest(c.out)
	if err != nil {
		t.Fatal(err)
	}
	for state, digest := range c.digests {
		if m.Digest == digest {
			return state
		}
	}
	t.Fatalf("the site is a third one: %s", m.Digest)
	return 0
}

// nothingBeside fails when a build has left something beside the site.
func (c *catalogue) nothingBeside(t *testing.T) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(c.out))
	if err != nil || len(entries) > 2 {
		t.Fatalf("beside the site: %v %v", entries, err)
	}
}

// A build that is killed at any moment leaves the old site or the new one, whole,
// and the next build needs no help.
func TestKilledBuilds(t *testing.T) {
	for _, how := range []way{clean, incremental, joining} {
		t.Run(string(how), func(t *testing.T) { killBuilds(t, how, *trials/3+1) })
	}
}

func killBuilds(t *testing.T, how way, trials int) {
	c := newCatalogue(t, how)
	rng := rand.New(rand.NewPCG(uint64(trials), 8))
	ends := map[string]int{}
	for trial := range trials {
		if trial%5 == 4 { // from nothing
			if err := os.RemoveAll(c.out); err != nil {
				t.Fatal(err)
			}
		}
		before := c.state(t)
		want := trial % 2
		c.set(t, want)
		cmd := c.build()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(rng.Int64N(int64(c.took) * 11 / 10)))
		cmd.Process.Kill()
		cmd.Wait()
		after := c.state(t)
		switch {
		case after == want && cmd.ProcessState.Success():
			ends["ended before"]++
		case after == before:
			ends["old site"]++
		case after == want:
			ends["new site"]++
		default:
			t.Fatalf("trial %d: site %d became %d, want %d", trial, before, after, want)
		}
		start := time.Now()
		if said, err := c.build().CombinedOutput(); err != nil {
			t.Fatalf("trial %d: the next build: %v: %s", trial, err, said)
		}
		if cmd.ProcessState.Success() {
			c.took -= c.took / 16 // the machine is quicker than it was
		} else {
			c.took += (time.Since(start) - c.took) / 4
		}
		if got := c.state(t); got != want {
			t.Fatalf("trial %d: the next build made site %d, want %d", trial, got, want)
		}
		c.nothingBeside(t)
	}
	t.Logf("%d builds killed: %v", trials, ends)
	if trials >= 24 && ends["old site"] < trials/4 {
		t.Errorf("only %d of %d kills hit a build at work", ends["old site"], trials)
	}
}

// A reader over http sees each file of the old site or of the new one while one takes
// the place of the other, never none, and never the old one again once the new one was
// seen.
func TestReadersDuringSwaps(t *testing.T) {
	c := newCatalogue(t, clean)
	server := httptest.NewServer(http.FileServer(http.Dir(c.out)))
	defer server.Close()
	digests := map[string][2]string{} // of each file in both sites
	for state := range 2 {
		c.set(t, state)
		if said, err := c.build().CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, said)
		}
		m, err := write.ReadManifest(c.out)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range m.Files {
			both := digests[f.Path]
			both[state] = f.SHA256
			digests[f.Path] = both
		}
	}
	var paths, telling []string // telling are those in which the sites differ
	for path, both := range digests {
		if both[0] != "" && both[1] != "" {
			paths = append(paths, path)
			if both[0] != both[1] {
				telling = append(telling, path)
			}
		}
	}
	if len(telling) < 5 {
		t.Fatalf("the sites differ in %v only", telling)
	}
	// The n-th swap brings the state n % 2; before the first the site is in the state 0.
	var begun, ended atomic.Int64
	c.set(t, 0)
	if said, err := c.build().CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	stop, done := make(chan bool), make(chan string)
	go func() {
		reads, told, seen := 0, 0, int64(0) // seen is the last swap that was seen
		rng := rand.New(rand.NewPCG(3, 5))
		for {
			select {
			case <-stop:
				done <- fmt.Sprintf("%d reads, %d of which tell the sites apart", reads, told)
				return
			case <-time.After(time.Millisecond):
			}
			list := paths
			if reads%2 == 0 {
				list = telling
			}
			path := list[rng.IntN(len(list))]
			from := max(seen, ended.Load())
			got := digestOf(t, server.URL+"/"+(&url.URL{Path: path}).EscapedPath())
			to := begun.Load()
			reads++
			both := digests[path]
			switch {
			case got != both[0] && got != both[1]:
				t.Errorf("read %d: %s is of neither site", reads, path)
			case both[0] != both[1]:
				told++
				seen = from
				if got != both[from%2] {
					seen++
				}
				if seen > to {
					t.Errorf("read %d: %s is that of another site than swaps %d to %d made", reads, path, from, to)
					seen = to
				}
			}
		}
	}()
	swaps := max(*trials/2, 5)
	for i := range swaps {
		c.set(t, (i+1)%2)
		begun.Add(1)
		if said, err := c.build().CombinedOutput(); err != nil {
			t.Errorf("%v: %s", err, said)
		}
		ended.Add(1)
	}
	close(stop)
	t.Logf("%s, during %d swaps", <-done, swaps)
}

// Whatever the system denies a build, it says so and the old site stays.
func TestSystemFaults(t *testing.T) {
	c := newCatalogue(t, clean)
	c.set(t, 0)
	old := c.state(t)
	shell := func(before string) *exec.Cmd {
		return exec.Command("sh", "-c", before+" exec gongshi build --no-cache --content "+c.content+" --out "+c.out)
	}
	t.Run("no room for a file", func(t *testing.T) {
		said, err := shell("ulimit -f 8;").CombinedOutput()
		if err == nil || c.state(t) != old {
			t.Errorf("%v, site %d: %s", err, c.state(t), said)
		}
		if !bytes.Contains(said, []byte("too large")) {
			t.Errorf("says %s", said)
		}
		c.nothingBeside(t)
	})
	t.Run("64 open files", func(t *testing.T) {
		said, err := shell("ulimit -n 64;").CombinedOutput()
		if err != nil || c.state(t) != 0 {
			t.Errorf("%v, site %d: %s", err, c.state(t), said)
		}
	})
	t.Run("a folder that may not be written", func(t *testing.T) {
		dir := filepath.Dir(c.out)
		if err := os.Chmod(dir, 0o555); err != nil {
			t.Fatal(err)
		}
		defer os.Chmod(dir, 0o755)
		c.set(t, 1)
		cmd := c.build()
		if os.Geteuid() == 0 { // root may write anywhere
			open(t, dir)
			open(t, filepath.Dir(cmd.Path))
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		}
		state := c.state(t)
		said, err := cmd.CombinedOutput()
		if err == nil || !bytes.Contains(said, []byte("没有权限")) || c.state(t) != state {
			t.Errorf("%v, site %d: %s", err, c.state(t), said)
		}
	})
	t.Run("a folder that may no longer be written", func(t *testing.T) {
		dir := filepath.Dir(c.out)
		if os.Geteuid() == 0 {
			if err := filepath.WalkDir(dir, func(name string, _ os.DirEntry, err error) error {
				return errors.Join(err, os.Lchown(name, 65534, 65534))
			}); err != nil {
				t.Fatal(err)
			}
			open(t, dir)
		}
		lost := 0
		for try := range 10 {
			state := c.state(t)
			c.set(t, 1-state)
			cmd := c.build()
			if os.Geteuid() == 0 { // root may write anywhere
				open(t, filepath.Dir(cmd.Path))
				cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
			}
			var said bytes.Buffer
			cmd.Stdout, cmd.Stderr = &said, &said
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			go func() { ended <- cmd.Wait() }()
			staging := filepath.Join(dir, ".public.staging")
			var err error
			for waiting := true; waiting; {
				select {
				case err = <-ended:
					waiting = false
				case <-time.After(time.Millisecond):
					if _, none := os.Lstat(filepath.Join(staging, "u0")); none == nil {
						os.Chmod(dir, 0o555)
						err, waiting = <-ended, false
					}
				}
			}
			os.Chmod(dir, 0o755)
			if err == nil {
				continue // it had ended
			}
			lost++
			if !strings.Contains(said.String(), "没有权限") || c.state(t) != state {
				t.Errorf("try %d: %v, site %d: %s", try, err, c.state(t), said.String())
			}
			if again, err := c.build().CombinedOutput(); err != nil {
				t.Errorf("the next build: %v: %s", err, again)
			}
			c.nothingBeside(t)
			if lost == 3 {
				return
			}
		}
		t.Errorf("the folder was lost to %d builds only", lost)
	})
	t.Run("two builds at once", func(t *testing.T) {
		var refused, done int
		var cmds []*exec.Cmd
		for range 8 {
			cmd := c.build()
			cmd.Stderr = new(bytes.Buffer)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			cmds = append(cmds, cmd)
		}
		for _, cmd := range cmds {
			err := cmd.Wait()
			said := cmd.Stderr.(*bytes.Buffer).String()
			switch {
			case err == nil:
				done++
			case strings.Contains(said, "另一个"):
				refused++
			default:
				t.Errorf("%v: %s", err, said)
			}
		}
		if done == 0 || done+refused != len(cmds) {
			t.Errorf("%d built and %d were refused of %d", done, refused, len(cmds))
		}
		c.state(t)
		c.nothingBeside(t)
	})
}

// open lets other users into a temporary folder.
func open(t *testing.T, dir string) {
	t.Helper()
	for d := dir; len(d) > len(os.TempDir()); d = filepath.Dir(d) {
		info, err := os.Stat(d)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(d, info.Mode().Perm()|0o055); err != nil {
			t.Fatal(err)
		}
	}
}
