package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/cmd/internal/place"
	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/manage/keys"
	"github.com/teletextio/content/manage/texts"
	"github.com/teletextio/content/manage/verify"
)

// verifier holds the flags of content verify.
type verifier struct {
	channel string
	project string
	keyring
	quiet bool
	json  bool
}

func verifyCommand() *command {
	v := &verifier{}
	return &command{
		name: "verify", args: []string{"BASE"},
		short: "check a publication from top to bottom",
		long: `
Reads a publication as a client does and checks all of it: the manifest, its
signatures when a key is given, the index of every locale, every bundle and
every text, and that each is exactly what the one above it names. BASE is a URL,
a folder or s3://bucket/prefix. Of a URL the channel live is checked, else all
channels are, unless one is named.

It fails when anything is wrong, and says what and where.`,
		example: `
content verify public
content verify https://cdn.example.com/acme --key signing.key.pub`,
		flags: v.flags,
		run:   v.run,
	}
}

func (v *verifier) flags(f *flag.FlagSet) {
	f.StringVar(&v.channel, "channel", "", "check the channel `NAME` only")
	f.StringVar(&v.project, "project", "", "the project must be `NAME`")
	v.keyring.flags(f)
	f.BoolVar(&v.quiet, "quiet", false, "say nothing unless something is wrong")
	f.BoolVar(&v.json, "json", false, "answer in JSON")
}

// keyring holds public keys.
type keyring struct{ keys []bundle.PublicKey }

func (k *keyring) flags(f *flag.FlagSet) {
	f.Func("key", "the manifest must be signed by the public `KEY`, a file or\nbase64; more than once: by one of them", k.add)
}

// add takes a public key, or a file that has one.
func (k *keyring) add(value string) error {
	key, err := keys.ParsePublic([]byte(value))
	if err != nil {
		data, readErr := os.ReadFile(value)
		if readErr != nil {
			return errors.New("neither a public key in base64 nor a file that can be read")
		}
		if key, err = keys.ParsePublic(data); err != nil {
			return err
		}
	}
	k.keys = append(k.keys, key)
	return nil
}

func (v *verifier) run(ctx context.Context, io *streams, args []string) error {
	io.json = v.json
	if v.channel != "" && !bundle.ValidChannel(v.channel) {
		return usagef("%q is no name of a channel", v.channel)
	}
	source, channels, err := v.open(ctx, args[0])
	if err != nil {
		return err
	}
	var reports []*verify.Report
	wrong := 0
	for _, channel := range channels {
		r, err := verify.Verify(ctx, source, &verify.Options{Project: v.project, Channel: channel, Keys: v.keys})
		if err != nil {
			return err
		}
		if r.Wrong == nil {
			r.Wrong = texts.Problems{}
		}
		wrong += len(r.Wrong)
		reports = append(reports, r)
	}
	if v.json {
		err = io.answer(struct {
			OK       bool             `json:"ok"`
			Channels []*verify.Report `json:"channels"`
		}{wrong == 0, reports})
	} else {
		v.report(io, reports)
	}
	if err == nil && wrong > 0 {
		err = errReported
	}
	return err
}

// open returns where a publication is read from, and its channels.
func (v *verifier) open(ctx context.Context, base string) (fetch.Fetcher, []string, error) {
	source, err := place.Reader(ctx, base)
	if err != nil {
		return nil, nil, err
	}
	if !place.IsURL(base) && !place.IsS3(base) {
		if _, err := os.Stat(base); err != nil {
			return nil, nil, err
		}
	}
	channels, err := (&teller{channel: v.channel}).channels(ctx, source)
	if err == nil && len(channels) == 0 {
		err = fmt.Errorf("%q has no manifest, such as %s", base, bundle.ManifestName(texts.DefaultChannel))
	}
	return source, channels, err
}

func (v *verifier) report(io *streams, reports []*verify.Report) {
	for _, r := range reports {
		io.failure(r.Wrong)
		switch {
		case len(r.Wrong) > 0:
			fmt.Fprintf(io.err, "%s: %s\n", r.Channel, count(len(r.Wrong), "problem"))
		case !v.quiet:
			signed := ""
			if len(r.Signed) > 0 {
				signed = ", signed by " + strings.Join(r.Signed, " and ")
			}
			fmt.Fprintf(io.out, "ok: %s %s, revision %d of %s%s: %s, %s, %s, %d bytes\n", r.Project, r.Channel, r.Sequence,
				r.Published.Format("2006-01-02 15:04:05Z"), signed,
				count(r.Locales, "locale"), count(r.Bundles, "bundle"), count(r.Texts, "text"), r.Bytes)
		}
	}
}
