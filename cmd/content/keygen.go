package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"flag"
	"fmt"
	"os"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/manage/keys"
)

func keygenCommand() *command {
	asJSON := false
	return &command{
		name: "keygen", args: []string{"FILE"},
		short: "make a key that signs publications",
		long: `
Makes a new ed25519 key. The private key goes to FILE, which only you can read;
who has it can sign texts. The public key goes to FILE.pub and to standard
output; give it to clients, which then accept signed texts only:

  key, err := base64.StdEncoding.DecodeString("<the public key>")
  options := &content.Options{Keys: []bundle.PublicKey{key}}

Files that exist are never overwritten. To change keys, let clients accept both,
sign with both, then drop the old one.`,
		example: `
content keygen signing.key
content publish texts public --sign signing.key`,
		flags: func(f *flag.FlagSet) { f.BoolVar(&asJSON, "json", false, "answer in JSON") },
		run: func(_ context.Context, io *streams, args []string) error {
			io.json = asJSON
			return keygen(io, args[0])
		},
	}
}

func keygen(io *streams, file string) error {
	private, err := keys.Generate()
	if err != nil {
		return err
	}
	data, err := keys.FormatPrivate(private)
	if err != nil {
		return err
	}
	key := private.Public().(ed25519.PublicKey)
	public := keys.FormatPublic(key)
	if err := writeNew(file, data, 0o600); err != nil {
		return err
	}
	if err := writeNew(file+".pub", []byte(public+"\n"), 0o666); err != nil {
		return errors.Join(err, os.Remove(file))
	}
	if io.json {
		return io.answer(struct {
			OK     bool   `json:"ok"`
			File   string `json:"file"`
			Public string `json:"public"`
			KeyID  string `json:"keyid"`
		}{true, file, public, bundle.KeyID(key)})
	}
	fmt.Fprintf(io.err, "private key in %s, public key %s in %s.pub:\n", file, bundle.KeyID(key), file)
	_, err = fmt.Fprintln(io.out, public)
	return err
}

// writeNew writes a file that must not exist yet.
func writeNew(name string, data []byte, mode os.FileMode) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		os.Remove(name)
	}
	return err
}
