package render

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestZ(t *testing.T) {
	site := fullSite(t, "zh-Hans")
	out := build(t, site, units(t, site), Options{})
	dir := "/tmp/rsite"
	os.RemoveAll(dir)
	for name, data := range out.files {
		f := filepath.Join(dir, name)
		os.MkdirAll(filepath.Dir(f), 0o755)
		os.WriteFile(f, data, 0o644)
		if bytes.Contains(data, []byte("ZgotmplZ")) {
			t.Error(name)
		}
	}
	t.Log(out.names())
}
