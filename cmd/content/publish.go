package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/teletextio/content/cmd/internal/place"
	"github.com/teletextio/content/manage/publish"
	"github.com/teletextio/content/manage/texts"
)

// publisher holds the flags of content publish.
type publisher struct {
	writing
	source
	channel    string
	allowEmpty bool
}

func publishCommand() *command {
	p := &publisher{}
	return &command{
		name: "publish", args: []string{"TEXTS", "[OUT]"},
		short: "make a publication of a folder of texts",
		long: `
Reads the texts in the folder TEXTS, checks every one of them, and writes the
publication into OUT, a folder or s3://bucket/prefix, where a web server or CDN
finds it. Readers see the old texts or the new ones, whole, and never a mixture.
Files that are there already are not written again; when nothing has changed,
nothing is written. A publish that would remove a whole locale, or more than a
fifth of the texts, needs --force; content rollback undoes one.

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
content publish texts public --channel staging --sign signing.key
content publish texts s3://acme-texts/acme --note "new prices"`,
		flags: p.flags,
		run:   p.run,
	}
}

func (p *publisher) flags(f *flag.FlagSet) {
	channelFlag(f, &p.channel, "channel", "publish to the channel `NAME` (default: that of content.yaml,\nelse live)")
	f.BoolVar(&p.allowEmpty, "allow-empty", false, "publish a folder without any text")
	p.source.flags(f)
	p.writing.flags(f)
}

func (p *publisher) run(ctx context.Context, io *streams, args []string) error {
	o, err := p.options(io)
	if err != nil {
		return err
	}
	out, err := target(args, 1, args[0])
	if err != nil {
		return err
	}
	if sameFolder(args[0], out) {
		return usagef("OUT is the folder of the texts; name another one")
	}
	o.Channel, o.AllowEmpty = p.channel, p.allowEmpty
	set, err := p.read(args[0], o)
	if err != nil {
		return err
	}
	store, err := place.Store(ctx, out)
	if err != nil {
		return err
	}
	res, err := publish.Publish(ctx, set, store, o)
	if errors.Is(err, publish.ErrEmpty) {
		return fmt.Errorf("%q has no texts; write files such as home.en.yaml, or publish with --allow-empty", args[0])
	}
	if err != nil {
		return advised(err)
	}
	return p.report(io, res, out)
}

// advised adds to an error what to do about it on the command line.
func advised(err error) error {
	var removal *publish.RemovalError
	switch {
	case errors.As(err, &removal):
		return fmt.Errorf("%w; when that is meant, use --force", err)
	case errors.Is(err, publish.ErrUntrusted):
		return fmt.Errorf("%w; publish the texts instead, or look at them and use --force", err)
	}
	return err
}

// sameFolder reports whether two names are of one folder that is there.
func sameFolder(a, b string) bool {
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}

// report says what a revision is and what was written.
func (w *writing) report(io *streams, res *publish.Result, out string) error {
	if w.json {
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
	if w.quiet {
		return nil
	}
	what := map[string]string{
		publish.ActionPublish: "published", publish.ActionRollback: "rolled back", publish.ActionPromote: "promoted to",
	}[res.Action]
	switch {
	case res.Repeated:
		what = "published before:"
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
	if c := res.Changes; c != nil && res.Sequence > 1 {
		fmt.Fprintln(io.out, summary(c))
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
