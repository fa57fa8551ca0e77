package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gongshi/generator/chrome"
)

// said collects what a command says while it runs.
type said struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// startServe serves a content folder until the test ends, and returns its address.
func startServe(t testing.TB, content string) string {
	t.Helper()
	patience := 10 * time.Second
	if _, isBenchmark := t.(*testing.B); isBenchmark {
		patience = time.Hour
	}
	var out said
	c := &command{lang: "zh", stdout: &out, stderr: &out}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- c.serve(ctx, content, "127.0.0.1:0") }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("serve: %v", err)
		}
	})
	announced := regexp.MustCompile(`http://[0-9.:]+`)
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if address := announced.FindString(out.String()); address != "" {
			return address
		}
	}
	t.Fatalf("serve does not start: %s", out.String())
	return ""
}

// An open page follows the content: it reloads when the site is built again, keeps
// the last good site and lists the findings while there are errors, and shows units
// that are added.
func TestServeFollowsTheContent(t *testing.T) {
	content := t.TempDir()
	lay(t, content, map[string]string{"site.toml": "title = \"公示\"\n", "a/unit.toml": "name = \"甲单位\"\n", "a/p.md": goodPosition})
	address := startServe(t, content)
	b := chrome.Start(t)
	b.Open(address + "/a/p.html")
	heading := func(want string) string {
		return `!!document.querySelector('h1') && document.querySelector('h1').textContent === '` + want + `'`
	}
	b.Wait(heading("岗"))

	edit := func(text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(content, "a", "p.md"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	edit(strings.Replace(goodPosition, `"岗"`, `"新岗"`, 1))
	b.Wait(heading("新岗"))

	edit(strings.Replace(goodPosition, "一级", "九级", 1))
	told := func(rule string) string {
		return `(document.getElementById('gongshi-preview') || {textContent: ''}).textContent.indexOf('[` + rule + `]') > 0`
	}
	// The last good page stays, and the finding leads to its line.
	b.Wait(heading("新岗") + " && " + told("unknown-grade") + ` && document.querySelector('#gongshi-preview li a').getAttribute('href') === '/_gongshi/source?file=a%2Fp.md#L7'`)

	edit(strings.Replace(goodPosition, `"岗"`, `"又一岗"`, 1))
	b.Wait(heading("又一岗") + " && " + told("stage-missing") + " && !(" + told("unknown-grade") + ")")

	lay(t, content, map[string]string{"b/c/unit.toml": "name = \"新单位\"\n", "b/unit.toml": "name = \"上级\"\n"})
	lay(t, content, map[string]string{"b/c/p.md": goodPosition})
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if code, _ := get(t, address+"/b/c/p.html", ""); code == http.StatusOK {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("a unit that was added is not served")
		}
	}
	for _, trouble := range b.Trouble() {
		t.Error(trouble)
	}
}

// A page that is replaced after it was sent and before it listens is loaded again.
func TestServeMissesNoBuild(t *testing.T) {
	p := newPreview(t.TempDir(), t.TempDir(), &command{lang: "zh"})
	lay(t, p.dir, map[string]string{"p.html": "<head></head><h1>old</h1>"})
	var once sync.Once
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/_gongshi/preview.js" {
			once.Do(func() { p.draft(map[string][]byte{"p.html": []byte("<head></head><h1>new</h1>")}, previewState{}) })
		}
		p.ServeHTTP(w, r)
	}))
	b := chrome.Start(t)
	t.Cleanup(server.Close)
	t.Cleanup(p.close)
	b.Open(server.URL + "/p.html")
	b.Wait(`!!document.querySelector('h1') && document.querySelector('h1').textContent === 'new'`)
}

// A page that is open while serve ends and begins again shows what there is then.
func TestServeAgain(t *testing.T) {
	var current atomic.Pointer[preview]
	begin := func(text string) *preview {
		p := newPreview(t.TempDir(), t.TempDir(), &command{lang: "zh"})
		lay(t, p.dir, map[string]string{"p.html": "<head></head><h1>" + text + "</h1>"})
		p.update(previewState{Built: true})
		current.Store(p)
		return p
	}
	before := begin("old")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { current.Load().ServeHTTP(w, r) }))
	b := chrome.Start(t)
	t.Cleanup(server.Close)
	t.Cleanup(func() { current.Load().close() })
	b.Open(server.URL + "/p.html")
	b.Wait(`document.querySelector('h1').textContent === 'old'`)
	begin("new")
	before.close()
	b.Wait(`!!document.querySelector('h1') && document.querySelector('h1').textContent === 'new'`)
}

// A page says of which build it is, and is never older than that.
func TestServePagesKnowTheirBuild(t *testing.T) {
	dir := t.TempDir()
	p := newPreview(filepath.Join(dir, "site"), dir, &command{lang: "zh"})
	text := func(i int) string { return fmt.Sprintf("<head></head>text %d.", i) }
	lay(t, p.dir, map[string]string{"p.html": text(0)})
	first := int(p.state.Build)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := 1; i <= 300; i++ {
			p.draft(map[string][]byte{"p.html": []byte(text(i))}, previewState{}) // the build 2i-1
			next := filepath.Join(dir, fmt.Sprint("next", i))
			if err := errors.Join(os.Mkdir(next, 0o755), os.WriteFile(filepath.Join(next, "p.html"), []byte(text(i)), 0o644),
				os.Rename(p.dir, filepath.Join(dir, fmt.Sprint("old", i))), os.Rename(next, p.dir)); err != nil {
				t.Error(err)
			}
			p.update(previewState{Built: true}) // the build 2i
		}
	}()
	said := regexp.MustCompile(`(?s)data-build="(\d+)".*text (\d+)\.`)
	var readers sync.WaitGroup
	for range 8 {
		readers.Go(func() {
			for ended := false; !ended; {
				select {
				case <-done:
					ended = true
				default:
				}
				w := httptest.NewRecorder()
				p.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://127.0.0.1/p.html", nil))
				m := said.FindStringSubmatch(w.Body.String())
				if m == nil {
					continue // the site is being replaced
				}
				build, _ := strconv.Atoi(m[1])
				build -= first
				if i, _ := strconv.Atoi(m[2]); i < (build+1)/2 {
					t.Errorf("a page of build %d has text %d", build, i)
					return
				}
			}
		})
	}
	readers.Wait()
	<-done
}

// Folders that come, move and go in a hurry do not stop the following of the others:
// the watcher itself has errors to tell then.
func TestServeFollowsHurriedFolders(t *testing.T) {
	content := t.TempDir()
	w, err := watch(content)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	rebuilt := make(chan struct{}, 1)
	go follow(ctx, w, content, func([]string) {
		select {
		case rebuilt <- struct{}{}:
		default:
		}
	})
	old := func(i int) string { return filepath.Join(content, fmt.Sprint("old", i)) }
	moved := func(i int) string { return filepath.Join(content, fmt.Sprint("moved", i)) }
	for range 10 {
		for i := range 100 {
			err = errors.Join(err, os.Mkdir(old(i), 0o755))
		}
		time.Sleep(2 * settle) // to be followed
		for i := range 100 {
			err = errors.Join(err, os.Rename(old(i), moved(i)), os.Remove(moved(i)), os.Mkdir(moved(i), 0o755))
		}
		for i := range 100 {
			err = errors.Join(err, os.Remove(moved(i)))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	wait := func(what string) {
		t.Helper()
		select {
		case <-rebuilt:
		case <-time.After(20 * time.Second):
			t.Fatal("no rebuild after " + what)
		}
	}
	wait("the hurry")
	for len(w.Events) > 0 || len(rebuilt) > 0 {
		time.Sleep(2 * settle)
		select {
		case <-rebuilt:
		default:
		}
	}
	lay(t, content, map[string]string{"unit.toml": "name = \"单位\"\n"})
	wait("an edit")
}

// A folder with errors is served too: the page lists them and the site appears once
// they are mended.
// The content may be a link, be away for a moment, and be replaced by another folder; the
// theme may be hidden.
func TestServeFollowsWhatIsReplaced(t *testing.T) {
	dir := t.TempDir()
	real, content := filepath.Join(dir, "real"), filepath.Join(dir, "content")
	lay(t, real, map[string]string{"site.toml": "title = \"一站\"\ntheme = \".t\"\n", ".t/assets/a.txt": "a", "a/unit.toml": "name = \"甲单位\"\n", "a/p.md": goodPosition})
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(os.Symlink(real, content))
	address := startServe(t, content)
	shows := func(what, page, want string) {
		t.Helper()
		for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
			_, body := get(t, address+page, "")
			if strings.Contains(body, want) {
				return
			}
			if time.Now().After(deadline) {
				t.Fatalf("%s: %s does not show %s", what, page, want)
			}
		}
	}
	title := func(name string) {
		lay(t, content, map[string]string{"site.toml": "title = \"" + name + "\"\ntheme = \".t\"\n"})
		shows(name, "/index.html", name)
	}
	title("二站")
	lay(t, content, map[string]string{".t/assets/a.txt": "bb"})
	shows("hidden theme", "/assets/a.txt", "bb")

	must(os.Remove(content))
	must(os.Rename(real, content))
	title("三站")
	must(os.Rename(content, real))
	time.Sleep(2 * settle)
	must(os.Rename(real, content))
	title("四站")
	must(os.Rename(content, real))
	must(os.CopyFS(content, os.DirFS(real)))
	lay(t, content, map[string]string{"a/p.md": strings.Replace(goodPosition, `"岗"`, `"新岗"`, 1)})
	shows("replaced", "/a/p.html", "新岗")
}

func TestServeStartsWithErrors(t *testing.T) {
	content := t.TempDir()
	lay(t, content, map[string]string{"site.toml": "titel = \"公示\"\n"})
	address := startServe(t, content)
	b := chrome.Start(t)
	b.Open(address + "/")
	b.Wait(`!!document.getElementById('gongshi-preview') && document.getElementById('gongshi-preview').textContent.indexOf('[unknown-key]') > 0`)
	lay(t, content, map[string]string{"site.toml": "title = \"公示\"\n", "a/unit.toml": "name = \"甲单位\"\n", "a/p.md": goodPosition})
	b.Wait(`!!document.querySelector('h1') && document.querySelector('h1').textContent === '公示'`)
}

// Unless it is told otherwise, the preview listens where no other machine reaches it.
func TestServeListensOnThisMachine(t *testing.T) {
	host, _, err := net.SplitHostPort((&command{lang: "en"}).serveCommand().Flags().Lookup("addr").DefValue)
	if ip := net.ParseIP(host); err != nil || !ip.IsLoopback() {
		t.Errorf("it listens on %q, %v", host, err)
	}
}

// A port that is taken is told with what to do.
func TestServeOnATakenPort(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c := &command{lang: "zh", stdout: io.Discard, stderr: io.Discard}
	err = c.serve(t.Context(), badContent(t), l.Addr().String())
	if want := "不能监听 " + l.Addr().String() + "：已有程序在用这个端口\n    办法: 用 --addr"; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("%v, want %s", err, want)
	}
}

// The preview answers to its own names alone and gives out nothing but the site.
func TestServeKeepsToItself(t *testing.T) {
	dir := t.TempDir()
	content := filepath.Join(dir, "content")
	lay(t, content, map[string]string{"site.toml": "title = \"公示\"\n", "a/unit.toml": "name = \"甲单位\"\n", "a/p.md": goodPosition, "_secret.txt": "密"})
	address := startServe(t, content)
	for _, c := range []struct {
		path, host string
		want       int
	}{
		{"/index.html", "", http.StatusOK},
		{"/", "", http.StatusOK},
		{"/a", "", http.StatusOK},
		{"/index.html", "evil.example", http.StatusForbidden},
		{"/index.html", "evil.example:80", http.StatusForbidden},
		{"/index.html", "localhost:1", http.StatusOK},
		{"/nothing.html", "", http.StatusNotFound},
		{"/../content/_secret.txt", "", http.StatusBadRequest},
		{"/%2e%2e/%2e%2e/etc/passwd", "", http.StatusBadRequest},
		{"/..%2f..%2fetc%2fpasswd", "", http.StatusBadRequest},
		{"/a/%00", "", http.StatusNotFound},
		{"/_gongshi/preview.go", "", http.StatusNotFound},
		{"/_gongshi/source?file=a/p.md", "", http.StatusOK},
		{"/_gongshi/source?file=_secret.txt", "", http.StatusNotFound},
		{"/_gongshi/source?file=../outside.md", "", http.StatusNotFound},
		{"/_gongshi/source?file=a/p.md", "evil.example", http.StatusForbidden},
	} {
		if code, _ := get(t, address+c.path, c.host); code != c.want {
			t.Errorf("%s at %q: %d, want %d", c.path, c.host, code, c.want)
		}
	}
}

// A page from elsewhere can load nothing of the preview, neither the index, which is
// a script, nor a picture, nor the news of builds.
func TestServeTellsOtherPagesNothing(t *testing.T) {
	content := t.TempDir()
	lay(t, content, map[string]string{"site.toml": "title = \"公示\"\n", "a/unit.toml": "name = \"甲单位\"\n", "a/p.md": goodPosition})
	address := startServe(t, content)
	for _, path := range []string{"/index.html", "/search/root.js", "/data/catalogue.json", "/_gongshi/events", "/_gongshi/preview.js", "/_gongshi/source?file=a/p.md"} {
		request, err := http.NewRequest(http.MethodGet, address+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Origin", "http://evil.example")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		h := response.Header
		if response.StatusCode != http.StatusOK || h.Get("Cross-Origin-Resource-Policy") != "same-origin" || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: %d %v", path, response.StatusCode, h)
		}
	}
	// In a browser: another port is another origin.
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<script>window._gs = (...a) => { window.heard = a; }; window.over = 0</script><script src="%s/search/root.js" onload="over=1" onerror="over=2"></script>`, address)
	}))
	defer other.Close()
	b := chrome.Start(t)
	b.Open(strings.Replace(other.URL, "127.0.0.1", "localhost", 1))
	b.Wait(`window.over > 0`)
	if chrome.Eval[bool](b, `window.heard !== undefined`) {
		t.Error("a page from elsewhere hears the index")
	}
}

// get fetches a page, with the host header where it is given.
func get(t testing.TB, address, host string) (code int, body string) {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Host = host
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(data)
}
