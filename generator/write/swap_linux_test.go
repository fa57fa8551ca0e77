package write

import (
	"errors"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
)

// While one site takes the place of another there is no moment without one.
func TestSwapHasNoMomentBetween(t *testing.T) {
	dir := t.TempDir()
	out, staging := filepath.Join(dir, "public"), filepath.Join(dir, "staging")
	place := func(d string) error {
		return errors.Join(os.Mkdir(d, 0o755), os.WriteFile(filepath.Join(d, "index.html"), nil, 0o644))
	}
	if err := place(out); err != nil {
		t.Fatal(err)
	}
	if err := place(staging); err != nil {
		t.Fatal(err)
	}
	if err := exchange(staging, out); errors.Is(err, errors.ErrUnsupported) {
		t.Skip("this file system cannot exchange names")
	}
	var looks, missed atomic.Int64
	stop, stopped := make(chan bool), make(chan bool)
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			default:
			}
			if _, err := os.Lstat(filepath.Join(out, "index.html")); err != nil {
				missed.Add(1)
			}
			looks.Add(1)
		}
	}()
	for range 500 {
		old, err := swap(staging, out)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.RemoveAll(old); err != nil {
			t.Fatal(err)
		}
		if err := place(staging); err != nil {
			t.Fatal(err)
		}
	}
	close(stop)
	<-stopped
	if t.Logf("%d looks", looks.Load()); missed.Load() > 0 || looks.Load() < 1000 {
		t.Errorf("no site at %d of %d looks", missed.Load(), looks.Load())
	}
}
