package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"

	"github.com/teletextio/content/cmd/internal/place"
	"github.com/teletextio/content/manage/pull"
	"github.com/teletextio/content/manage/texts"
)

// puller holds the flags of content pull.
type puller struct {
	keyring
	channel string
	prune   bool
	dryRun  bool
	quiet   bool
	json    bool
}

func pullCommand() *command {
	p := &puller{}
	return &command{
		name: "pull", args: []string{"BASE", "TEXTS"},
		short: "bring published texts back into files",
		long: `
Makes the files in the folder TEXTS say what is published at BASE, a folder, a
URL or s3://bucket/prefix. Files that are there are edited: comments, order and
the way in which a text was written stay where it says what is published. What
was written there and never published is lost, so commit it first. Publishing
what was pulled changes nothing.`,
		example: `
content pull https://cdn.example.com/acme texts
content pull s3://acme-texts/acme texts --prune`,
		flags: func(f *flag.FlagSet) {
			channelFlag(f, &p.channel, "channel", "pull the channel `NAME` (default live)")
			p.keyring.flags(f)
			f.BoolVar(&p.prune, "prune", false, "remove files of bundles and locales that are not published")
			f.BoolVar(&p.dryRun, "dry-run", false, "say what would be written, but write nothing")
			f.BoolVar(&p.quiet, "quiet", false, "say nothing unless something is wrong")
			f.BoolVar(&p.json, "json", false, "answer in JSON")
		},
		run: p.run,
	}
}

func (p *puller) run(ctx context.Context, io *streams, args []string) error {
	io.json = p.json
	from, err := place.Reader(ctx, args[0])
	if err != nil {
		return err
	}
	channel := cmp.Or(p.channel, texts.DefaultChannel)
	set, err := pull.Read(ctx, from, channel, p.keys)
	if err != nil {
		return unpublished(err, args[0], channel)
	}
	res, err := pull.Write(args[1], set, &pull.Options{Prune: p.prune, DryRun: p.dryRun})
	if err != nil {
		return err
	}
	if p.json {
		return io.answer(struct {
			OK     bool `json:"ok"`
			DryRun bool `json:"dryRun"`
			*pull.Result
		}{true, p.dryRun, res})
	}
	for _, name := range res.Left {
		io.mark("warning", "33", name+" is not published; remove it with --prune, or publish it")
	}
	if p.quiet {
		return nil
	}
	verb := "written"
	if p.dryRun {
		verb = "to write"
	}
	for _, name := range res.Written {
		fmt.Fprintln(io.out, "~ "+name)
	}
	for _, name := range res.Removed {
		fmt.Fprintln(io.out, "- "+name)
	}
	_, err = fmt.Fprintf(io.out, "%s %s, %d removed, %d unchanged\n", count(len(res.Written), "file"), verb, len(res.Removed), res.Same)
	return err
}
