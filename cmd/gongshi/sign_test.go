package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
)

// A site is signed, found to be signed, and found out when it was changed.
func TestSignCommand(t *testing.T) {
	dir := t.TempDir()
	content, out := filepath.Join(dir, "content"), filepath.Join(dir, "public")
	lay(t, content, map[string]string{"site.toml": "title = \"公示\"\n", "a/unit.toml": "name = \"甲单位\"\n", "a/p.md": goodPosition})
	public, secret, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKeyWithPassphrase(secret, "", []byte("口令"))
	if err != nil {
		t.Fatal(err)
	}
	line, err := ssh.NewPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	lay(t, dir, map[string]string{"id": string(pem.EncodeToMemory(block)), "id.pub": string(ssh.MarshalAuthorizedKey(line)), "word": "口令\n"})
	key := filepath.Join(dir, "id")
	for _, step := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"build", "--sm3", "--content", content, "--out", out}, exitDone, "清单摘要 sha256:"},
		{[]string{"verify", out, "--key", key + ".pub"}, exitFailed, "办法: 用 gongshi sign 签名"},
		{[]string{"sign", out}, exitUsage, "--key"},
		{[]string{"sign", out, "--key", key}, exitFailed, "密钥有口令"},
		{[]string{"sign", out, "--key", key, "--password-file", filepath.Join(dir, "word")}, exitDone, "签名写入 manifest.json.sig"},
		{[]string{"verify", out, "--key", key + ".pub"}, exitDone, "签名与公钥"},
		{[]string{"verify", out, "--key", filepath.Join(dir, "word")}, exitFailed, "办法: 用 minisign 或 ssh-keygen"},
		{[]string{"build", "--content", content, "--out", out}, exitDone, ""},
		{[]string{"verify", out, "--key", key + ".pub"}, exitFailed, "重新签名"},
	} {
		code, said := call(step.args...)
		if code != step.code || !strings.Contains(said, step.want) {
			t.Errorf("%s: exit %d, want %d and %q: %s", strings.Join(step.args, " "), code, step.code, step.want, said)
		}
	}
	if err := os.WriteFile(filepath.Join(out, "404.html"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if code, said := call("sign", out, "--key", key); code != exitFailed || !strings.Contains(said, "404.html") {
		t.Errorf("a changed site: exit %d: %s", code, said)
	}
}
