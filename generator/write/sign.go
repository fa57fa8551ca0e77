package write

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"aead.dev/minisign"
	"github.com/hiddeco/sshsig"
	"golang.org/x/crypto/ssh"
)

// A site is signed by a signature of its manifest, which names every file with its
// digest. The signature lies beside the manifest, in the form that the tools of its
// kind of key read:
//
//	minisign -V -p key.pub -m manifest.json
//	ssh-keygen -Y verify -n file -f allowed -I who -s manifest.json.sig < manifest.json
const (
	minisignName = manifestName + ".minisig"
	sshName      = manifestName + ".sig"
	sshNamespace = "file"
)

// signatureNames are files of a built site that its manifest cannot name.
var signatureNames = []string{minisignName, sshName}

var (
	// ErrKey is the cause of refusing a file that holds no key of a kind that is known.
	ErrKey = errors.New("neither a minisign key nor an SSH key")
	// ErrUnsigned is the cause of a check that finds no signature of the key's kind.
	ErrUnsigned = errors.New("the site bears no signature of this kind of key")
	// ErrSignature is the cause of a check that finds the manifest signed by another
	// key, or changed since.
	ErrSignature = errors.New("the signature is not of this key and this manifest")
	// ErrDiffers is the cause of refusing to sign a site that is not as its manifest says.
	ErrDiffers = errors.New("the site differs from its manifest")
)

// Sign signs the manifest of the site in dir with the secret key in a file, which is
// of minisign or an SSH key, and returns the name of the signature. The password is
// asked for only when the key has one. The same key gives the same signature, except
// for kinds of SSH keys that sign at random.
func Sign(dir, keyFile string, password func() (string, error)) (string, error) {
	key, err := os.ReadFile(keyFile)
	if err != nil {
		return "", fmt.Errorf("read key: %w", err)
	}
	problems, err := Verify(dir)
	if err != nil {
		return "", err
	}
	if len(problems) > 0 {
		return "", fmt.Errorf("sign site: %w: %s", ErrDiffers, problems[0].Path)
	}
	manifest, err := os.ReadFile(filepath.Join(dir, manifestName))
	if err != nil {
		return "", fmt.Errorf("sign site: %w", err)
	}
	name, sign := minisignName, signMinisign
	if bytes.Contains(key, []byte("PRIVATE KEY-----")) {
		name, sign = sshName, signSSH
	}
	signature, err := sign(key, manifest, password)
	if err != nil {
		return "", fmt.Errorf("sign with %s: %w", keyFile, err)
	}
	if err := replaceFile(filepath.Join(dir, name), signature); err != nil {
		return "", fmt.Errorf("write signature: %w", err)
	}
	return name, nil
}

func signMinisign(key, message []byte, password func() (string, error)) ([]byte, error) {
	var secret minisign.PrivateKey
	if minisign.IsEncrypted(key) {
		word, err := password()
		if err != nil {
			return nil, err
		}
		if secret, err = minisign.DecryptKey(word, key); err != nil {
			return nil, err
		}
	} else if err := secret.UnmarshalText(key); err != nil {
		return nil, ErrKey
	}
	return minisign.SignWithComments(secret, message, manifestName, "signature of "+manifestName), nil
}

func signSSH(key, message []byte, password func() (string, error)) ([]byte, error) {
	signer, err := ssh.ParsePrivateKey(key)
	if missing := (*ssh.PassphraseMissingError)(nil); errors.As(err, &missing) {
		word, err := password()
		if err != nil {
			return nil, err
		}
		if signer, err = ssh.ParsePrivateKeyWithPassphrase(key, []byte(word)); err != nil {
			return nil, err
		}
	} else if err != nil {
		return nil, err
	}
	signature, err := sshsig.Sign(bytes.NewReader(message), signer, sshsig.HashSHA512, sshNamespace)
	if err != nil {
		return nil, err
	}
	return sshsig.Armor(signature), nil
}

// VerifySignature checks the signature of the manifest of the site in dir against
// the public key in a file, of minisign or of SSH. It says nothing of the other
// files; see [Verify].
func VerifySignature(dir, keyFile string) error {
	key, err := os.ReadFile(keyFile)
	if err != nil {
		return fmt.Errorf("read key: %w", err)
	}
	manifest, err := os.ReadFile(filepath.Join(dir, manifestName))
	if err != nil {
		return fmt.Errorf("verify signature: %w", err)
	}
	if public, _, _, _, err := ssh.ParseAuthorizedKey(key); err == nil {
		signature, err := readSignature(dir, sshName)
		if err != nil {
			return err
		}
		parsed, err := sshsig.Unarmor(signature)
		if err != nil {
			return fmt.Errorf("verify %s: %w", sshName, ErrSignature)
		}
		if err := sshsig.Verify(bytes.NewReader(manifest), parsed, public, parsed.HashAlgorithm, sshNamespace); err != nil {
			return fmt.Errorf("verify %s: %w", sshName, ErrSignature)
		}
		return nil
	}
	var public minisign.PublicKey
	if err := public.UnmarshalText(key); err != nil {
		return fmt.Errorf("read key %s: %w", keyFile, ErrKey)
	}
	signature, err := readSignature(dir, minisignName)
	if err != nil {
		return err
	}
	if !minisign.Verify(public, manifest, signature) {
		return fmt.Errorf("verify %s: %w", minisignName, ErrSignature)
	}
	return nil
}

func readSignature(dir, name string) ([]byte, error) {
	data, err := os.ReadFile(filepath.Join(dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("verify signature: %w: %s", ErrUnsigned, name)
	}
	if err != nil {
		return nil, fmt.Errorf("verify signature: %w", err)
	}
	return data, nil
}

// replaceFile writes a file whole or not at all.
func replaceFile(name string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(filepath.Dir(name)), ".gongshi-*")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Chmod(0o644), f.Close())
	if err == nil {
		err = rename(f.Name(), name)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}

func isSignature(path string) bool { return slices.Contains(signatureNames, path) }
