// Package chrome opens pages in headless Chromium for tests, and notes what the
// browser complained of. A test that needs the browser fails where there is none.
package chrome

import (
	"context"
	"encoding/json"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Browser is a Chromium with one page.
type Browser struct {
	t   testing.TB
	ctx context.Context

	mu       sync.Mutex
	troubles []string
	requests []string
}

// Start starts Chromium, that of the environment variable CHROMIUM where it is
// set, and ends it with the test. On a machine that is short of everything a Chromium now
// and then ends as it begins; another is started then.
func Start(t testing.TB) *Browser {
	t.Helper()
	const times = 3
	for i := 1; ; i++ {
		b, err := start(t)
		if err == nil {
			return b
		}
		if i == times {
			t.Fatalf("start Chromium: %v", err)
		}
		t.Logf("start Chromium: %v", err)
	}
}

func start(t testing.TB) (*Browser, error) {
	t.Helper()
	options := append([]chromedp.ExecAllocatorOption{},
		chromedp.ExecPath(Path(t)), chromedp.UserDataDir(t.TempDir()), chromedp.NoSandbox, chromedp.Headless, chromedp.DisableGPU,
		chromedp.NoFirstRun, chromedp.WindowSize(1280, 900), chromedp.Flag("hide-scrollbars", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.Flag("disable-quic", true))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	b := &Browser{t: t, ctx: ctx}
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		return nil, err
	}
	if err := chromedp.Listen(ctx, b.note); err != nil {
		return nil, err
	}
	return b, nil
}

// Path is the Chromium that tests use: that of the environment variable CHROMIUM
// where it is set.
func Path(t testing.TB) string {
	if path := os.Getenv("CHROMIUM"); path != "" {
		return path
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("no Chromium found: install it, or name it in CHROMIUM")
	return ""
}

// note keeps what the browser tells of: exceptions, errors in the console, such as
// those of the content security policy and of files that are missing, and requests.
func (b *Browser) note(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if x := e.ExceptionDetails.Exception; x != nil {
			text += " " + x.Description
		}
		b.troubles = append(b.troubles, text)
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			b.troubles = append(b.troubles, e.Entry.Text+" "+e.Entry.URL)
		}
	case *network.EventRequestWillBeSent:
		b.requests = append(b.requests, e.Request.URL)
	}
}

// Trouble returns what the browser complained of since it was last asked.
func (b *Browser) Trouble() []string { return b.taken(&b.troubles) }

// Requests returns the addresses that were asked for since it was last called.
func (b *Browser) Requests() []string { return b.taken(&b.requests) }

// taken waits until the page has nothing left to do, so that everything it caused
// has been told, and empties the list.
func (b *Browser) taken(list *[]string) []string {
	Eval[int](b, `new Promise(done => setTimeout(() => done(0), 0))`)
	b.mu.Lock()
	defer b.mu.Unlock()
	out := *list
	*list = nil
	return out
}

// Do carries out actions and fails the test where one fails.
func (b *Browser) Do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, actions...); err != nil {
		b.t.Fatal(err)
	}
}

// Open goes to an address and waits until it is loaded.
func (b *Browser) Open(address string) {
	b.t.Helper()
	b.Do(chromedp.Navigate(address))
}

// patience is how long Wait waits for the page.
const patience = 20 * time.Second

// Wait waits until an expression holds in the page, which may load others in the
// meantime.
func (b *Browser) Wait(expression string) {
	b.t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		holds, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](expression))
		if holds && err == nil {
			return
		}
		if time.Now().After(deadline) {
			b.t.Fatalf("%s: not in %v: %v", firstLine(expression), patience, err)
		}
	}
}

// Size sets the size of the screen in CSS pixels.
func (b *Browser) Size(width, height int64) {
	b.t.Helper()
	b.Do(chromedp.EmulateViewport(width, height))
}

// Print shows pages as they are printed, from now on.
func (b *Browser) Print() {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
		b.t.Fatal(err)
	}
}

// Eval evaluates an expression in the page, awaits it if it is a promise, and
// returns its value as JSON tells it.
func Eval[T any](b *Browser, expression string) (value T) {
	b.t.Helper()
	data, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]byte](expression, chromedp.EvalAwaitPromise))
	if err == nil {
		err = json.Unmarshal(data, &value)
	}
	if err != nil {
		b.t.Fatalf("%s: %v", firstLine(expression), err)
	}
	return value
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line[:min(len(line), 120)]
}

// FileURL is the address of a file on the disk.
func FileURL(path string) string {
	path = filepath.ToSlash(path)
	if filepath.VolumeName(path) != "" {
		path = "/" + path // file:///C:/…
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}

// FilePath is the file on the disk that an address of FileURL leads to.
func FilePath(u *url.URL) string {
	if volume := strings.TrimPrefix(u.Path, "/"); filepath.VolumeName(volume) != "" {
		return filepath.FromSlash(volume)
	}
	return filepath.FromSlash(u.Path)
}
