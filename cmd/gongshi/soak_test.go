package main

import (
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"gongshi/generator/write"
)

// edits is how many random changes serve is put through. `make soak` asks for 2,000.
var edits = flag.Int("edits", 120, "how many random edits serve has to follow")

// pause is how long serve is left alone at most between two of them. `make soak` asks for
// so much that they take some twenty minutes.
var pause = flag.Duration("pause", 120*time.Millisecond, "how long at most half of the edits wait for the next one")

// editor changes a content folder at random, as editors and file managers do.
type editor struct {
	rng   *rand.Rand
	dir   string
	count int
}

func (e *editor) position() string {
	grade := []string{"一级", "二级", "三级"}[e.rng.IntN(3)]
	if e.rng.IntN(150) == 0 {
		grade = "四级" // there is none, until the next edit of the file
	}
	return fmt.Sprintf("+++\nname = \"第%d岗\"\n+++\n\n## 第%d项 {#a}\n\n- 等级：%s\n- 前期预防：按季核对 %d 家报价（责任：科长）\n",
		e.rng.IntN(100), e.rng.IntN(100), grade, e.count)
}

func (e *editor) edit() error {
	e.count++
	unit := filepath.Join(e.dir, fmt.Sprintf("u%d", e.rng.IntN(5)))
	file := filepath.Join(unit, fmt.Sprintf("p%d.md", e.rng.IntN(6)))
	switch e.rng.IntN(8) {
	case 0:
		return os.RemoveAll(file)
	case 1:
		return ignoreMissing(os.Rename(file, filepath.Join(unit, fmt.Sprintf("p%d.md", e.rng.IntN(6)))))
	case 2: // a unit takes another's place
		to := filepath.Join(e.dir, fmt.Sprintf("u%d", e.rng.IntN(9)))
		if to == unit {
			return nil
		}
		if err := os.RemoveAll(to); err != nil {
			return err
		}
		return ignoreMissing(os.Rename(unit, to))
	case 3: // written aside and moved into place
		if err := e.unit(unit); err != nil {
			return err
		}
		if err := os.WriteFile(file+"~", []byte(e.position()), 0o644); err != nil {
			return err
		}
		return os.Rename(file+"~", file)
	}
	if err := e.unit(unit); err != nil {
		return err
	}
	return os.WriteFile(file, []byte(e.position()), 0o644)
}

// unit makes a unit, if it is not there.
func (e *editor) unit(dir string) error {
	if _, err := os.Stat(filepath.Join(dir, "unit.toml")); err == nil {
		return nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "unit.toml"), fmt.Appendf(nil, "name = \"第%d单位\"\n", e.count), 0o644)
}

func ignoreMissing(err error) error {
	if os.IsNotExist(err) {
		return nil
	}
	return err
}

// serve misses no change, however they come, and neither grows nor leaves anything
// behind.
func TestServeSoak(t *testing.T) {
	dir := t.TempDir()
	content, out := filepath.Join(dir, "content"), filepath.Join(dir, "public")
	lay(t, content, map[string]string{"site.toml": "title = \"公示\"\n"})
	e := &editor{rng: rand.New(rand.NewPCG(1, uint64(*edits))), dir: content}
	for range 20 {
		if err := e.edit(); err != nil {
			t.Fatal(err)
		}
	}
	address := startServe(t, content)
	var memory, goroutines []float64
	compared := 0
	for n := range *edits {
		if err := e.edit(); err != nil {
			t.Fatal(err)
		}
		longest := 120 * time.Millisecond
		if n%2 == 0 {
			longest = *pause
		}
		time.Sleep(time.Duration(e.rng.Int64N(int64(longest))))
		if n%20 != 19 {
			continue
		}
		if said, ok := e.compare(t, address, out, n); !ok {
			t.Logf("edit %d: not compared: %.300s", n, said) // serve keeps what it had
			continue
		}
		compared++
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		memory, goroutines = append(memory, float64(m.HeapAlloc)), append(goroutines, float64(runtime.NumGoroutine()))
	}
	if err := e.mend(); err != nil {
		t.Fatal(err)
	}
	if said, ok := e.compare(t, address, out, *edits); !ok {
		t.Fatalf("the last state: %s", said)
	}
	if compared < *edits/60 {
		t.Fatalf("only %d states of %d edits could be compared", compared, *edits)
	}
	first, last := len(memory)/4, len(memory)-1
	t.Logf("%d edits, %d states compared; heap %.1f to %.1f MB, goroutines %.0f to %.0f", *edits, compared, memory[first]/1e6, memory[last]/1e6, goroutines[first], goroutines[last])
	if memory[last] > 2*memory[first]+8e6 || goroutines[last] > goroutines[first]+5 {
		t.Errorf("serve grows")
	}
}

// mend puts right what is wrong in the content.
func (e *editor) mend() error {
	return filepath.WalkDir(e.dir, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil || !strings.Contains(string(text), "四级") {
			return err
		}
		return os.WriteFile(name, []byte(strings.ReplaceAll(string(text), "四级", "一级")), 0o644)
	})
}

// compare waits until serve shows what a clean build makes. It tells why that is refused.
func (e *editor) compare(t *testing.T, address, out string, n int) (said string, ok bool) {
	t.Helper()
	code, said := call("build", "--no-cache", "--drafts", "--content", e.dir, "--out", out)
	if code == exitFailed {
		return said, false
	}
	if code != exitDone {
		t.Fatal(said)
	}
	want, err := write.ReadManifest(out)
	if err != nil {
		t.Fatal(err)
	}
	awaitDigest(t, address, want.Digest, n)
	return said, true
}

// awaitDigest waits until the site served has the manifest, and compares the files
// served with it.
func awaitDigest(t *testing.T, address, want string, edit int) {
	t.Helper()
	got := ""
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if got = digestOf(t, address+"/manifest.json"); got == want {
			return
		}
	}
	t.Fatalf("edit %d: the site served is %s, a clean build is %s", edit, got, want)
}

func digestOf(t *testing.T, address string) string {
	t.Helper()
	res, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, res.Body); err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// Readers that are slow, or do nothing at all, keep nobody from seeing a change.
func TestServeWithManyReaders(t *testing.T) {
	content := t.TempDir()
	lay(t, content, map[string]string{"site.toml": "title = \"公示\"\n", "a/unit.toml": "name = \"甲单位\"\n", "a/p.md": goodPosition})
	address := startServe(t, content)
	host := strings.TrimPrefix(address, "http://")
	for i := range 200 {
		conn, err := net.Dial("tcp", host)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		request := []string{
			"",                              // says nothing
			"GET / HTTP/1.1\r\nHost: local", // does not end
			"GET /_gongshi/events HTTP/1.1\r\nHost: localhost\r\n\r\n",     // reads nothing of it
			"GET /data/catalogue.json HTTP/1.1\r\nHost: localhost\r\n\r\n", // nor of this
		}[i%4]
		if _, err := conn.Write([]byte(request)); err != nil {
			t.Fatal(err)
		}
	}
	before := digestOf(t, address+"/manifest.json")
	lay(t, content, map[string]string{"a/q.md": goodPosition})
	for deadline := time.Now().Add(20 * time.Second); digestOf(t, address+"/manifest.json") == before; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the change is not served")
		}
	}
}

// Nothing outside the site is served, whatever is asked for.
func TestServeEscapes(t *testing.T) {
	dir := t.TempDir()
	lay(t, dir, map[string]string{"secret.txt": "canary", "content/site.toml": "title = \"公示\"\n", "content/a/unit.toml": "name = \"甲单位\"\n", "content/a/p.md": goodPosition})
	host := strings.TrimPrefix(startServe(t, filepath.Join(dir, "content")), "http://")
	var above []string
	for depth := range 12 {
		for _, up := range []string{"../", "%2e%2e/", "..%2f", "..\\", "%2e%2e%5c", ".../", "/./.././"} {
			above = append(above, "/"+strings.Repeat(up, depth+1)+strings.TrimPrefix(filepath.ToSlash(dir), "/")+"/secret.txt")
		}
	}
	for _, path := range append(above, filepath.ToSlash(dir)+"/secret.txt", "//secret.txt", "/%00/secret.txt", "/a/../../secret.txt") {
		conn, err := net.Dial("tcp", host)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(conn, "GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n", path)
		answer, err := io.ReadAll(conn)
		conn.Close()
		if err != nil || strings.Contains(string(answer), "canary") {
			t.Errorf("%s: %v %s", path, err, answer)
		}
	}
}
