//go:build linux

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"gongshi/generator/chrome"
)

// apart runs a command in namespaces of its own, as their root, and returns what it
// said. A system that forbids such namespaces, as some containers do, cannot run the
// test, which says so.
func apart(t *testing.T, flags uintptr, name string, args ...string) string {
	t.Helper()
	own := &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWUSER | flags,
		UidMappings: []syscall.SysProcIDMap{{HostID: os.Geteuid(), Size: 1}}, GidMappings: []syscall.SysProcIDMap{{HostID: os.Getegid(), Size: 1}}}
	probe := exec.Command("true")
	if flags&syscall.CLONE_NEWNS != 0 {
		probe = exec.Command("mount", "-t", "tmpfs", "none", t.TempDir())
	}
	probe.SysProcAttr = own
	if said, err := probe.CombinedOutput(); err != nil {
		t.Skipf("namespaces are forbidden here: %v: %s", err, said)
	}
	cmd := exec.Command(name, args...)
	cmd.SysProcAttr = own
	said, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s in namespaces of its own: %v: %s", name, strings.Join(args, " "), err, said)
	}
	return string(said)
}

// On a machine without a network, and without so much as a working loopback, the
// program does all that it does and the site is read and searched in a browser.
func TestNoNetwork(t *testing.T) {
	dir := t.TempDir()
	content, out, table := filepath.Join(dir, "content"), filepath.Join(dir, "public"), filepath.Join(dir, "table.xlsx")
	lay(t, content, map[string]string{"site.toml": "title = \"公示\"\nbase_url = \"https://example.gov.cn/\"\n", "a/unit.toml": "name = \"甲单位\"\n", "a/p.md": goodPosition})
	without := func(name string, args ...string) string {
		t.Helper()
		return apart(t, syscall.CLONE_NEWNET, name, args...)
	}
	if interfaces := without("cat", "/proc/self/net/dev"); strings.Count(interfaces, ":") > 1 || strings.Contains(interfaces, "eth") {
		t.Fatalf("there is a network: %s", interfaces)
	}
	for _, args := range [][]string{
		{"check", "--content", content}, {"build", "--content", content, "--out", out, "--print"}, {"verify", out}, {"export", "--content", content, "--unit", "a", table},
		{"import", table, "--into", filepath.Join(content, "b")}, {"diff", content, out}, {"fmt", "--content", content, "--check"}, {"schema", "site"},
	} {
		without("gongshi", args...)
	}
	page := without(chrome.Path(t), "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir="+filepath.Join(dir, "browser"), "--virtual-time-budget=20000", "--dump-dom",
		chrome.FileURL(filepath.Join(out, "search.html"))+"?q=%E6%A0%B8%E5%AF%B9")
	if !strings.Contains(page, `data-total="1"`) || !strings.Contains(page, "data-url=") {
		t.Errorf("the search finds nothing: %.3000s", page)
	}
}

// A disk that is full at any moment of a build leaves the old site, whole, and the
// build says why. The disk is a small file system in memory.
func TestFullDisk(t *testing.T) {
	c := newCatalogue(t, clean) // the site stands in its second state
	c.set(t, 0)
	before := c.state(t)
	manifest, err := os.Stat(filepath.Join(c.out, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	mounted := filepath.Join(t.TempDir(), "disk")
	if err := os.Mkdir(mounted, 0o755); err != nil {
		t.Fatal(err)
	}
	used := 0
	err = filepath.WalkDir(c.out, func(_ string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		used += (int(info.Size()) + 4095) / 4096 * 4
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	full := 0
	for i := range 10 {
		size := used + 40 + used*i/8 // from hardly any room to room for two sites
		said := apart(t, syscall.CLONE_NEWNS, "sh", "-c", fmt.Sprintf(`mount -t tmpfs -o size=%dk none %[2]s && cp -r %[3]s %[2]s/public || exit 1
gongshi --lang en build --content %[4]s --out %[2]s/public; echo built $?
gongshi verify %[2]s/public >/dev/null; echo verified $?
echo digest $(sha256sum < %[2]s/public/manifest.json)
echo beside $(ls -A %[2]s)`, size, mounted, c.out, c.content))
		want := c.digests[before]
		if strings.Contains(said, "built 0") {
			want = c.digests[0]
		} else {
			full++
			if !strings.Contains(said, "built 1") || !strings.Contains(said, "no space left on device") {
				t.Errorf("%d kB: says %s", size, said)
			}
		}
		if !strings.Contains(said, "verified 0") || !strings.Contains(said, "digest "+want) || !strings.Contains(said, "beside public\n") {
			t.Errorf("%d kB: %s", size, said)
		}
	}
	t.Logf("%d kB of files, a manifest of %d bytes; %d of 10 disks were full", used, manifest.Size(), full)
	if full < 3 || full == 10 {
		t.Errorf("%d of 10 disks were full", full)
	}
}

// The content, the cache, the shards and the site may each be on a file system of their
// own. A site cannot take the place of a file system, which is said, and what is on it
// stays.
func TestOtherFileSystems(t *testing.T) {
	dir := t.TempDir()
	content, mounted := filepath.Join(dir, "content"), filepath.Join(dir, "mounted")
	lay(t, content, map[string]string{"site.toml": "title = \"公示\"\n", "a/unit.toml": "name = \"甲单位\"\n", "a/p.md": goodPosition})
	if err := os.Mkdir(mounted, 0o755); err != nil {
		t.Fatal(err)
	}
	said := apart(t, syscall.CLONE_NEWNS, "sh", "-c", fmt.Sprintf(`cd %s; mount -t tmpfs none mounted || exit 1
build="gongshi --lang en build --content content"
for i in 1 2; do $build --cache mounted/cache --out public && $build --cache cache --out mounted/public || exit 1; done
cmp public/manifest.json mounted/public/manifest.json || exit 1
$build --shard 1/1 --out mounted/shard && gongshi --lang en join mounted/shard --out joined && cmp public/manifest.json joined/manifest.json || exit 1
mkdir other; mount -t tmpfs none other; $build --no-cache --out other; echo "empty $?"
cp -r public/. other; $build --no-cache --out other; echo "site $?"
gongshi --lang en verify other >/dev/null; echo "verified $?"; echo beside $(ls -A . mounted)`, dir))
	for _, want := range []string{"empty 1", "site 1", "verified 0", "other: the folder is a file system of its own", "hint: build the site into a folder inside it", "beside .: cache content joined mounted other public mounted: cache public shard\n"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is missing: %s", want, said)
		}
	}
}
