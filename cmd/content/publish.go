package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"time"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/manage/keys"
	"github.com/teletextio/content/manage/publish"
	"github.com/teletextio/content/manage/texts"
)

// publisher holds the flags of content publish.
type publisher struct {
	channel    string
	sign       []string
	allowEmpty bool
	dryRun     bool
	quiet      bool
	json       bool
}

func publishCommand() *command {
	p := &publisher{}
	return &command{
		name: "publish", args: []string{"TEXTS", "OUT"},
		short: "make a publication of a folder of texts",
		long: `
Reads the texts in the folder TEXTS, checks every one of them, and writes the
publication into the folder OUT, where a web server or CDN finds it. Readers see
the old texts or the new ones, whole, and never a mixture. Files that are there
already are not written again; when nothing has changed, nothing is written.

TEXTS has one file per bundle and locale, such as home.de.yaml:

  title: Willkommen, <b>{name}</b>!
  cart:
    items: "{count, plural, one {# Artikel} other {# Artikel}}"

and, if the defaults do not fit, content.yaml with project, channel,
defaultLocale, defaultBundle, routes, locales, bundles and keys.

With SOURCE_DATE_EPOCH in the environment, the time of publishing is that many
seconds since 1970 instead of the present: into an empty folder, the same texts
then give the same bytes.`,
		example: `
content publish texts public
content publish texts public --channel staging --sign signing.key`,
		flags: p.flags,
		run:   p.run,
	}
}

func (p *publisher) flags(f *flag.FlagSet) {
	f.StringVar(&p.channel, "channel", "", "publish to the channel `NAME` (default: that of content.yaml,\nelse live)")
	f.Func("sign", "sign with the private key in `FILE`; more than once for\nmore keys", func(file string) error {
		p.sign = append(p.sign, file)
		return nil
	})
	f.BoolVar(&p.allowEmpty, "allow-empty", false, "publish a folder without any text")
	f.BoolVar(&p.dryRun, "dry-run", false, "check and compare, but write nothing")
	f.BoolVar(&p.quiet, "quiet", false, "say nothing unless something is wrong")
	f.BoolVar(&p.json, "json", false, "answer in JSON")
}

func (p *publisher) run(ctx context.Context, io *streams, args []string) error {
	io.json = p.json
	now, err := sourceDate()
	if err != nil {
		return err
	}
	if p.channel != "" && !bundle.ValidChannel(p.channel) {
		return usagef("%q is no name of a channel", p.channel)
	}
	if sameFolder(args[0], args[1]) {
		return usagef("OUT is the folder of the texts; name another one")
	}
	signers, err := p.signers(io)
	if err != nil {
		return err
	}
	set, err := readTexts(args[0])
	if err != nil {
		return err
	}
	res, err := publish.Publish(ctx, set, publish.Folder(args[1]), &publish.Options{
		Channel: p.channel, Signers: signers, AllowEmpty: p.allowEmpty, DryRun: p.dryRun, Now: now,
	})
	if errors.Is(err, publish.ErrEmpty) {
		return fmt.Errorf("%q has no texts; write files such as home.en.yaml, or publish with --allow-empty", args[0])
	}
	if err != nil {
		return err
	}
	return p.report(io, res, args[1])
}

// sameFolder reports whether two names are of one folder that is there.
func sameFolder(a, b string) bool {
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}

// readTexts reads a folder. When something is wrong with it, what is wrong with
// the texts that could be read is told, too.
func readTexts(dir string) (*texts.Set, error) {
	set, err := texts.ReadDir(dir)
	var wrong texts.Problems
	if !errors.As(err, &wrong) {
		return set, err
	}
	more, _ := publish.Check(set)
	wrong = append(wrong, more...)
	wrong.Sort()
	return nil, wrong
}

func (p *publisher) report(io *streams, res *publish.Result, out string) error {
	if p.json {
		if res.Sent == nil {
			res.Sent = []publish.Sent{}
		}
		if res.Warnings == nil {
			res.Warnings = texts.Problems{}
		}
		return io.answer(struct {
			OK bool `json:"ok"`
			*publish.Result
		}{true, res})
	}
	io.warnings(res.Warnings)
	if p.quiet {
		return nil
	}
	what := "published"
	switch {
	case res.Unchanged:
		what = "unchanged:"
	case res.DryRun:
		what = "would publish"
	}
	fmt.Fprintf(io.out, "%s %s %s, revision %d: %s, %s, %s\n", what, res.Project, res.Channel, res.Sequence,
		count(res.Locales, "locale"), count(res.Bundles, "bundle"), count(res.Texts, "text"))
	bytes := 0
	for _, s := range res.Sent {
		bytes += s.Bytes
	}
	verb := "written"
	if res.DryRun {
		verb = "to write"
	}
	_, err := fmt.Fprintf(io.out, "%s (%d bytes) %s to %s, %d there already\n",
		count(len(res.Sent), "file"), bytes, verb, out, res.Kept)
	return err
}

// count writes a number and what it counts.
func count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return strconv.Itoa(n) + " " + what
}

// signers reads the private keys.
func (p *publisher) signers(io *streams) (list []bundle.Signer, err error) {
	for _, file := range p.sign {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("read the signing key: %w", err)
		}
		key, err := keys.ParsePrivate(data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		if info, err := os.Stat(file); err == nil && info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows" {
			io.mark("warning", "33", fmt.Sprintf("others can read the signing key; chmod 600 %s", file))
		}
		list = append(list, key)
	}
	return list, nil
}

// sourceDate returns the clock that SOURCE_DATE_EPOCH sets; nil for the
// system's. See https://reproducible-builds.org/specs/source-date-epoch/.
func sourceDate() (func() time.Time, error) {
	value := os.Getenv("SOURCE_DATE_EPOCH")
	if value == "" {
		return nil, nil
	}
	seconds, err := strconv.ParseInt(value, 10, 64)
	if err != nil || seconds < 1 || seconds > 253402300799 {
		return nil, fmt.Errorf("SOURCE_DATE_EPOCH is %q, not a number of seconds since 1970", value)
	}
	return func() time.Time { return time.Unix(seconds, 0) }, nil
}
