package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
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
nothing is written.

Markup that could do harm or break a page is cleaned, and shown; with --strict
it is an error, as all warnings are. A publish that would remove a whole locale,
or more than a fifth of the texts, needs --force; content rollback undoes one.

TEXTS has one file per bundle and locale, such as home.de.yaml:

  title: Willkommen, <b>{name}</b>!
  cart:
    items: "{count, plural, one {# Artikel} other {# Artikel}}"

and, if the defaults do not fit, content.yaml with project, channel,
defaultLocale, defaultBundle, routes, locales, bundles, keys, target and labels.

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
	out, err := target("OUT", args, 1, args[0])
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
	warnStrangers(io, out)
	res, err := publish.Publish(ctx, set, store, o)
	if errors.Is(err, publish.ErrEmpty) {
		return fmt.Errorf("%q has no texts; write files such as home.en.yaml, or publish with --allow-empty", args[0])
	}
	if err != nil {
		return advised(err, out, args[0])
	}
	if err := p.report(io, res, out); err != nil {
		return err
	}
	return p.begun(io, set, res, args[0])
}

// warnStrangers warns of a folder that looks as if something else were meant.
func warnStrangers(io *streams, out string) {
	names := strangersIn(out)
	if len(names) == 0 {
		return
	}
	if len(names) > 3 {
		names = append(names[:3], "…")
	}
	io.mark("warning", "33", fmt.Sprintf("%s has no publication, but other files (%s); the texts are published between them",
		out, strings.Join(names, ", ")))
}

// begun says what a first publish has settled without being told.
func (p *publisher) begun(io *streams, set *texts.Set, res *publish.Result, dir string) (err error) {
	if p.json || p.quiet || res.Sequence != 1 || res.Unchanged || res.Repeated {
		return nil
	}
	if set.Unnamed {
		_, err = fmt.Fprintf(io.out, "the project is called %s after the folder; write project: %s into %s, or it changes with the folder\n",
			set.Project, set.Project, filepath.Join(dir, "content.yaml"))
	}
	if err == nil {
		_, err = fmt.Fprintf(io.out, "the default locale is %s\n", set.MainLocale())
	}
	return err
}

// advised adds to an error what to do about it on the command line. where is
// the place that was written to, and dir the folder of the texts, "" when there
// is none.
func advised(err error, where, dir string) error {
	var removal *publish.RemovalError
	var other *publish.OtherProjectError
	switch {
	case errors.As(err, &other):
		advice := "publish to another place"
		if dir != "" {
			advice = fmt.Sprintf("when the texts are that project's, write project: %s into %s, else publish to another place",
				other.There, filepath.Join(dir, "content.yaml"))
		}
		return fmt.Errorf("%s: its project is %q, not %q; %s", objectAt(where, other.Name), other.There, other.Given, advice)
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
	record := ""
	if res.Record != "" && !res.Unchanged && !res.Repeated {
		record = " and the record of the revision"
	}
	_, err := fmt.Fprintf(io.out, "%s (%d bytes)%s %s to %s, %d there already\n",
		count(len(res.Sent), "file"), bytes, record, verb, out, res.Kept)
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
