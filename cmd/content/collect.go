package main

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/teletextio/content/cmd/internal/place"
	"github.com/teletextio/content/manage/publish"
)

// collector holds the flags of content collect.
type collector struct {
	keep   int
	age    time.Duration
	dryRun bool
	quiet  bool
	json   bool
}

func collectCommand() *command {
	c := &collector{}
	return &command{
		name: "collect", args: []string{"[BASE]"},
		short: "remove what no revision needs any more",
		long: `
Removes the files that no kept revision of any channel names. The last revisions
of each channel are kept, and all that were replaced within the last days,
because caches may still serve them. It can run while others publish. BASE is a
folder or s3://bucket/prefix.`,
		example: `
content collect public --dry-run
content collect s3://acme-texts/acme --keep 50`,
		flags: func(f *flag.FlagSet) {
			f.IntVar(&c.keep, "keep", 20, "keep the last `N` revisions of each channel (default 20)")
			f.DurationVar(&c.age, "min-age", 7*24*time.Hour, "keep what was needed within `TIME` (default 168h, a week;\nless than 25h is not safe)")
			f.BoolVar(&c.dryRun, "dry-run", false, "say what would be removed, but remove nothing")
			f.BoolVar(&c.quiet, "quiet", false, "say nothing unless something is wrong")
			f.BoolVar(&c.json, "json", false, "answer in JSON")
		},
		run: c.run,
	}
}

func (c *collector) run(ctx context.Context, io *streams, args []string) error {
	io.json = c.json
	if c.keep < 1 || c.age < 25*time.Hour {
		return usagef("--keep is at least 1 and --min-age at least 25h: caches serve old manifests for a day")
	}
	where, err := base(args)
	if err != nil {
		return err
	}
	store, err := place.Store(ctx, where)
	if err != nil {
		return err
	}
	res, err := publish.Collect(ctx, store, &publish.CollectOptions{Keep: c.keep, MinAge: c.age, DryRun: c.dryRun})
	if err != nil {
		return err
	}
	if c.json {
		return io.answer(struct {
			OK bool `json:"ok"`
			*publish.Collection
		}{true, res})
	}
	if c.quiet {
		return nil
	}
	for _, name := range res.Removed {
		fmt.Fprintln(io.out, "- "+name)
	}
	for _, channel := range slices.Sorted(maps.Keys(res.Channels)) {
		fmt.Fprintf(io.out, "%s: %s kept\n", channel, count(res.Channels[channel], "revision"))
	}
	verb := "removed"
	if c.dryRun {
		verb = "to remove"
	}
	_, err = fmt.Fprintf(io.out, "%s %s, %d kept, %d too young\n", count(len(res.Removed), "file"), verb, res.Kept, res.Young)
	return err
}
