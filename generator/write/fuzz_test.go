package write

import (
	"bytes"
	"crypto/ed25519"
	"encoding/pem"
	"os"
	"path/filepath"
	"testing"

	"aead.dev/minisign"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/crypto/ssh"
)

// A manifest is refused or read, and what is read and written again is the same.
func FuzzManifest(f *testing.F) {
	f.Add([]byte("{\n\"generator\": \"gongshi\",\n\"version\": 1,\n\"files\": [\n{\"path\":\"index.html\",\"size\":3,\"sha256\":\"00\",\"sm3\":\"11\"}\n]\n}\n"))
	f.Add([]byte(`{"generator":"gongshi","version":1,"files":[{"path":"../../etc/passwd","size":-1},{"path":"a\u0000b"}]}`))
	f.Add([]byte(`null`))
	dir := f.TempDir()
	name := filepath.Join(dir, manifestName)
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
		m, err := ReadManifest(dir)
		if err != nil {
			return
		}
		// Beside its manifest the folder holds nothing: all files are missing.
		problems, err := Verify(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range problems {
			if p.Kind != Missing {
				t.Errorf("%q is %s", p.Path, p.Kind)
			}
		}
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
		if err := m.write(name); err != nil {
			t.Fatal(err)
		}
		again, err := ReadManifest(dir)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(m, again, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("(-read +written)\n%s", diff)
		}
	})
}

// A list of files is refused or read, and what is read and written again is the same.
func FuzzFiles(f *testing.F) {
	whole, err := Files{{File{Path: "目录/a.html", Size: 3, SHA256: "00", SM3: "11"}, 1700000000000000001}, {File{Path: "b"}, -1}}.MarshalBinary()
	if err != nil {
		f.Fatal(err)
	}
	for n := range len(whole) + 1 {
		f.Add(whole[:n])
	}
	f.Add([]byte("a\x00\x00\x00-\x00zzzzzzzzzzzzzz\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var files, again Files
		if files.UnmarshalBinary(data) != nil {
			return
		}
		data, err := files.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		if err := again.UnmarshalBinary(data); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(files, again); diff != "" {
			t.Errorf("(-read +written)\n%s", diff)
		}
	})
}

// Whatever the files hold, a key is not said to have signed what it has not.
func FuzzSignature(f *testing.F) {
	manifest := []byte("{\"generator\":\"gongshi\",\"version\":1,\"files\":[]}")
	seed := bytes.Repeat([]byte{7}, ed25519.SeedSize)
	public, secret, err := minisign.GenerateKey(bytes.NewReader(seed))
	if err != nil {
		f.Fatal(err)
	}
	private := ed25519.NewKeyFromSeed(seed)
	block, err := ssh.MarshalPrivateKey(private, "")
	if err != nil {
		f.Fatal(err)
	}
	sshSignature, err := signSSH(pem.EncodeToMemory(block), manifest, nil)
	if err != nil {
		f.Fatal(err)
	}
	sshPublic, err := ssh.NewPublicKey(private.Public())
	if err != nil {
		f.Fatal(err)
	}
	good := map[string][]byte{minisignName: minisign.SignWithComments(secret, manifest, "a", "b"), sshName: sshSignature}
	keys := map[string][]byte{minisignName: []byte(public.String()), sshName: ssh.MarshalAuthorizedKey(sshPublic)}
	for name, signature := range good {
		f.Add(signature, keys[name], manifest)
		f.Add(signature[:len(signature)/2], keys[name], manifest)
		f.Add(good[sshName], keys[minisignName], manifest)
		f.Add(signature, keys[name], append(bytes.Clone(manifest), ' '))
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, signature, key, signed []byte) {
		for i, by := range [][]byte{key, keys[minisignName], keys[sshName]} {
			for name, data := range map[string][]byte{minisignName: signature, sshName: signature, "key": by, manifestName: signed} {
				if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			err := VerifySignature(dir, filepath.Join(dir, "key"))
			// The two keys have signed this manifest and nothing else.
			if i > 0 && err == nil && !bytes.Equal(signed, manifest) {
				t.Errorf("%q is a signature of %q by %q", signature, signed, by)
			}
		}
	})
}
