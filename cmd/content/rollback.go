package main

import (
	"cmp"
	"context"
	"flag"

	"github.com/teletextio/content/cmd/internal/place"
	"github.com/teletextio/content/manage/publish"
	"github.com/teletextio/content/manage/texts"
)

// returner holds the flags of content rollback.
type returner struct {
	writing
	channel string
	to      int64
}

func rollbackCommand() *command {
	r := &returner{}
	return &command{
		name: "rollback", args: []string{"[BASE]"},
		short: "publish an older revision again",
		long: `
Makes the content of an older revision the newest one: readers have it within
seconds, and nothing is lost, because the revision that is left stays in the
history. Without --to it is the one before what is published now; twice in a row
goes back two steps. content revisions lists the numbers. BASE is a folder or
s3://bucket/prefix.`,
		example: `
content rollback public
content rollback s3://acme-texts/acme --to 41 --note "prices were wrong"`,
		flags: func(f *flag.FlagSet) {
			channelFlag(f, &r.channel, "channel", "of the channel `NAME` (default live)")
			f.Int64Var(&r.to, "to", 0, "go back to revision `N` (default: the one before)")
			r.writing.flags(f)
		},
		run: func(ctx context.Context, io *streams, args []string) error {
			return r.publish(ctx, io, args, func(ctx context.Context, s publish.Store, o *publish.Options) (*publish.Result, error) {
				o.Channel = cmp.Or(r.channel, texts.DefaultChannel)
				res, err := publish.Rollback(ctx, s, r.to, o)
				return res, unpublished(err, "it", o.Channel)
			})
		},
	}
}

// promoter holds the flags of content promote.
type promoter struct {
	writing
	from, to string
}

func promoteCommand() *command {
	p := &promoter{}
	return &command{
		name: "promote", args: []string{"[BASE]"},
		short: "publish what one channel has to another one",
		long: `
Makes what the channel --from has now the newest revision of the channel --to,
without the texts at hand: what was looked at on staging is what goes live, byte
for byte. BASE is a folder or s3://bucket/prefix.`,
		example: `
content promote public
content promote s3://acme-texts/acme --from preview --to staging`,
		flags: func(f *flag.FlagSet) {
			channelFlag(f, &p.from, "from", "take the channel `NAME` (default staging)")
			channelFlag(f, &p.to, "to", "publish to the channel `NAME` (default live)")
			p.writing.flags(f)
		},
		run: func(ctx context.Context, io *streams, args []string) error {
			return p.publish(ctx, io, args, func(ctx context.Context, s publish.Store, o *publish.Options) (*publish.Result, error) {
				from := cmp.Or(p.from, "staging")
				res, err := publish.Promote(ctx, s, from, cmp.Or(p.to, texts.DefaultChannel), o)
				return res, unpublished(err, "it", from)
			})
		},
	}
}

// publish makes a revision of what is published already.
func (w *writing) publish(ctx context.Context, io *streams, args []string,
	do func(context.Context, publish.Store, *publish.Options) (*publish.Result, error)) error {
	o, err := w.options(io)
	if err != nil {
		return err
	}
	where, err := base(args)
	if err != nil {
		return err
	}
	store, err := place.Store(ctx, where)
	if err != nil {
		return err
	}
	res, err := do(ctx, store, o)
	if err != nil {
		return advised(err, where, "")
	}
	return w.report(io, res, where)
}
