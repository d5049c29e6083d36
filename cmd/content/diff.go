package main

import (
	"context"
	"flag"
	"fmt"
	"strings"

	"github.com/teletextio/content/cmd/internal/place"
	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/manage/publish"
)

// differ holds the flags of content diff.
type differ struct {
	source
	channel string
	quiet   bool
	json    bool
}

func diffCommand() *command {
	d := &differ{}
	return &command{
		name: "diff", args: []string{"TEXTS", "[BASE]"},
		short: "show what a publish would change",
		long: `
Compares the folder TEXTS with what is published at BASE, a folder, a URL or
s3://bucket/prefix, and shows every text that is not the same: + is new, - is
gone, ~ has another wording, with the published one above. Texts are compared
in the form in which they are published, so that another way to write the same
is no difference. It fails when texts are wrong, as content publish does.`,
		example: `
content diff texts public
content diff texts https://cdn.example.com/acme --channel staging`,
		flags: func(f *flag.FlagSet) {
			channelFlag(f, &d.channel, "channel", "compare with the channel `NAME` (default: that of\ncontent.yaml, else live)")
			d.source.flags(f)
			f.BoolVar(&d.quiet, "quiet", false, "only count")
			f.BoolVar(&d.json, "json", false, "answer in JSON")
		},
		run: d.run,
	}
}

// readOnly makes a Fetcher something that can be compared with.
type readOnly struct{ fetch.Fetcher }

func (readOnly) Put(context.Context, publish.Object, string) error {
	return fmt.Errorf("it can only be read")
}

func (d *differ) run(ctx context.Context, io *streams, args []string) error {
	io.json = d.json
	where, err := target("BASE", args, 1, args[0])
	if err != nil {
		return err
	}
	o := &publish.Options{Channel: d.channel}
	set, err := d.read(args[0], o)
	if err != nil {
		return err
	}
	from, err := place.Reader(ctx, where)
	if err != nil {
		return err
	}
	changes, err := publish.Compare(ctx, set, readOnly{from}, o)
	if err != nil {
		return advised(err, where, args[0])
	}
	if d.json {
		return io.answer(struct {
			OK   bool `json:"ok"`
			Same bool `json:"same"`
			*publish.Changes
		}{true, changes.None(), changes})
	}
	if !d.quiet {
		d.show(io, changes)
	}
	_, err = fmt.Fprintln(io.out, summary(changes))
	return err
}

func (d *differ) show(io *streams, c *publish.Changes) {
	for _, t := range c.Texts {
		switch {
		case t.Old == "":
			fmt.Fprintf(io.out, "+ %s (%s): %s\n", t.Key, t.Locale, line(t.New))
		case t.New == "":
			fmt.Fprintf(io.out, "- %s (%s): %s\n", t.Key, t.Locale, line(t.Old))
		default:
			fmt.Fprintf(io.out, "~ %s (%s): %s\n  %s  %s\n", t.Key, t.Locale, line(t.Old),
				strings.Repeat(" ", len(t.Key)+len(t.Locale)+3), line(t.New))
		}
	}
}

// line writes a text on one line.
func line(text string) string {
	return strings.NewReplacer("\n", "⏎", "\r", "").Replace(text)
}

// summary counts changes.
func summary(c *publish.Changes) string {
	if c.None() {
		return "no changes"
	}
	var parts []string
	for _, n := range []struct {
		count int
		what  string
	}{{c.Added, "added"}, {c.Changed, "changed"}, {c.Removed, "removed"}} {
		if n.count > 0 {
			parts = append(parts, count(n.count, "text")+" "+n.what)
		}
	}
	for _, tag := range c.LocalesAdded {
		parts = append(parts, "locale "+tag+" added")
	}
	for _, tag := range c.LocalesRemoved {
		parts = append(parts, "locale "+tag+" removed")
	}
	if len(c.Settings) > 0 {
		parts = append(parts, "settings changed: "+strings.Join(c.Settings, ", "))
	}
	return strings.Join(parts, ", ")
}
