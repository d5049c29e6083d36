package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"

	"github.com/teletextio/content/cmd/internal/place"
	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/manage/publish"
	"github.com/teletextio/content/manage/texts"
)

// historian holds the flags of content revisions.
type historian struct {
	channel string
	limit   int
	json    bool
}

func revisionsCommand() *command {
	h := &historian{}
	return &command{
		name: "revisions", args: []string{"[BASE]"},
		short: "list what was published, when, by whom and why",
		long: `
Lists the revisions of a channel, the newest first: the number that content
rollback takes, the time, who published it, what changed and the note. BASE is a
folder or s3://bucket/prefix. Revisions that a collection has removed are not
listed.`,
		example: `
content revisions public
content revisions s3://acme-texts/acme --channel staging --limit 100`,
		flags: func(f *flag.FlagSet) {
			channelFlag(f, &h.channel, "channel", "of the channel `NAME` (default live)")
			f.IntVar(&h.limit, "limit", 20, "list at most `N` (default 20; 0: all)")
			f.BoolVar(&h.json, "json", false, "answer in JSON")
		},
		run: h.run,
	}
}

func (h *historian) run(ctx context.Context, io *streams, args []string) error {
	io.json = h.json
	where, err := base(args)
	if err != nil {
		return err
	}
	from, err := place.Reader(ctx, where)
	if err != nil {
		return err
	}
	channel := cmp.Or(h.channel, texts.DefaultChannel)
	all, err := publish.Revisions(ctx, from, channel, h.limit)
	if err != nil {
		return unpublished(err, where, channel)
	}
	if h.json {
		for _, r := range all {
			r.Manifest = ""
		}
		return io.answer(struct {
			OK        bool              `json:"ok"`
			Revisions []*publish.Record `json:"revisions"`
		}{true, all})
	}
	for _, r := range all {
		fmt.Fprintf(io.out, "%d  %s\n", r.Sequence, describe(r))
	}
	return nil
}

// unpublished explains that there is no channel.
func unpublished(err error, where, channel string) error {
	if errors.Is(err, fetch.ErrNotFound) {
		return fmt.Errorf("%s has no channel %q: nothing was published to it", where, channel)
	}
	return err
}

// describe says in one line what a revision is.
func describe(r *publish.Record) string {
	s := r.Published.Format("2006-01-02 15:04:05Z")
	if r.By != "" {
		s += " by " + r.By
	}
	switch {
	case r.Action == publish.ActionRollback && r.From != nil:
		s += fmt.Sprintf(", back to %d", r.From.Sequence)
	case r.Action == publish.ActionPromote && r.From != nil:
		s += fmt.Sprintf(", from %s %d", r.From.Channel, r.From.Sequence)
	}
	if r.Changes != nil {
		s += ": " + summary(r.Changes)
	}
	if r.Note != "" {
		s += "; " + line(r.Note)
	}
	return s
}
