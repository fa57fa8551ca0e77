package write

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"aead.dev/minisign"
	"golang.org/x/crypto/ssh"
)

// keyPair writes a pair of keys of a kind, the secret one with a password where one
// is given, and returns the files' names.
type keyPair func(t *testing.T, dir, password string) (secret, public string)

func minisignPair(t *testing.T, dir, password string) (string, string) {
	t.Helper()
	public, secret, err := minisign.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	text, err := secret.MarshalText()
	if password != "" {
		text, err = minisign.EncryptKey(password, secret)
	}
	if err != nil {
		t.Fatal(err)
	}
	return keep(t, dir, text), keep(t, dir, []byte(public.String()+"\n"))
}

func sshPair(t *testing.T, dir, password string) (string, string) {
	t.Helper()
	public, secret, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(secret, "")
	if password != "" {
		block, err = ssh.MarshalPrivateKeyWithPassphrase(secret, "", []byte(password))
	}
	if err != nil {
		t.Fatal(err)
	}
	line, err := ssh.NewPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	return keep(t, dir, pem.EncodeToMemory(block)), keep(t, dir, ssh.MarshalAuthorizedKey(line))
}

func keep(t *testing.T, dir string, data []byte) string {
	t.Helper()
	f, err := os.CreateTemp(dir, "key")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(data); err != nil || f.Close() != nil {
		t.Fatal(err)
	}
	return f.Name()
}

// damage appends to a file.
func damage(t *testing.T, name, text string) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, append(data, text...), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestSign(t *testing.T) {
	pairs := map[string]keyPair{"minisign": minisignPair, "ssh": sshPair}
	for kind, pair := range pairs {
		for _, password := range []string{"", "口令 1"} {
			t.Run(kind+" "+password, func(t *testing.T) {
				keys, out := t.TempDir(), filepath.Join(t.TempDir(), "public")
				build(t, out, "index.html", "甲")
				secret, public := pair(t, keys, password)
				_, other := pair(t, keys, "")
				asked := 0
				ask := func() (string, error) { asked++; return password, nil }

				if err := VerifySignature(out, public); !errors.Is(err, ErrUnsigned) {
					t.Errorf("before it is signed: %v, want %v", err, ErrUnsigned)
				}
				name, err := Sign(out, secret, ask)
				if err != nil {
					t.Fatal(err)
				}
				if want := map[bool]int{true: 1}[password != ""]; asked != want {
					t.Errorf("asked %d times for a password, want %d", asked, want)
				}
				first, err := os.ReadFile(filepath.Join(out, name))
				if err != nil {
					t.Fatal(err)
				}
				if err := VerifySignature(out, public); err != nil {
					t.Error(err)
				}
				if password != "" {
					return // the rest is the same, and slow
				}
				if err := VerifySignature(out, other); !errors.Is(err, ErrSignature) {
					t.Errorf("of another key: %v, want %v", err, ErrSignature)
				}
				if problems, err := Verify(out); err != nil || len(problems) > 0 {
					t.Errorf("a signed site: %v %v", problems, err)
				}
				if _, err := Sign(out, secret, ask); err != nil {
					t.Error(err)
				}
				if again, err := os.ReadFile(filepath.Join(out, name)); err != nil || string(again) != string(first) {
					t.Errorf("signed again, the signature is another: %v", err)
				}

				damage(t, filepath.Join(out, manifestName), " ")
				if err := VerifySignature(out, public); !errors.Is(err, ErrSignature) {
					t.Errorf("of another manifest: %v, want %v", err, ErrSignature)
				}
				build(t, out, "index.html", "乙")
				if err := VerifySignature(out, public); !errors.Is(err, ErrUnsigned) {
					t.Errorf("after another build: %v, want %v", err, ErrUnsigned)
				}
				damage(t, filepath.Join(out, "index.html"), "丙")
				if _, err := Sign(out, secret, ask); !errors.Is(err, ErrDiffers) {
					t.Errorf("of a changed site: %v, want %v", err, ErrDiffers)
				}
			})
		}
	}
}

// Files that hold no key, or the wrong one of a pair, are refused.
func TestSignWithWrongFiles(t *testing.T) {
	keys, out := t.TempDir(), filepath.Join(t.TempDir(), "public")
	build(t, out, "index.html", "甲")
	none := func() (string, error) { return "", nil }
	secret, public := minisignPair(t, keys, "口令")
	for name, file := range map[string]string{
		"nothing": keep(t, keys, nil), "text": keep(t, keys, []byte("钥匙\n")), "a public key": public,
		"a damaged SSH key": keep(t, keys, []byte("-----BEGIN OPENSSH PRIVATE KEY-----\nx\n-----END OPENSSH PRIVATE KEY-----\n")),
		"a wrong password":  secret, "no file": filepath.Join(keys, "none"),
	} {
		if _, err := Sign(out, file, none); err == nil {
			t.Errorf("signed with %s", name)
		}
		if err := VerifySignature(out, file); err == nil {
			t.Errorf("verified with %s", name)
		}
	}
}

func TestSM3(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	tree, err := Stage(out, Options{SM3: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := tree.Write("abc.txt", []byte("abc")); err != nil {
		t.Fatal(err)
	}
	m, err := tree.Commit()
	if err != nil {
		t.Fatal(err)
	}
	// The first example of GB/T 32905-2016, appendix A.
	const want = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
	if got := m.Files[0].SM3; got != want {
		t.Errorf("SM3 of abc is %s, want %s", got, want)
	}
	if problems, err := Verify(out); err != nil || len(problems) > 0 {
		t.Errorf("%v %v", problems, err)
	}
	damage(t, filepath.Join(out, "abc.txt"), "abd")
	if problems, err := Verify(out); err != nil || len(problems) != 1 {
		t.Errorf("a changed file: %v %v", problems, err)
	}
}
