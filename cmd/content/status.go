package main

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/cmd/internal/place"
	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/manage/publish"
	"github.com/teletextio/content/manage/texts"
)

// teller holds the flags of content status.
type teller struct {
	channel string
	json    bool
}

func statusCommand() *command {
	s := &teller{}
	return &command{
		name: "status", args: []string{"[BASE]"},
		short: "say what is published",
		long: `
Says of every channel at BASE what its current revision is, when, by whom and
why it was published, and which locales it has. Of a URL only one channel can be
asked for, live by default. content verify looks at every object; this looks at
the manifests only.`,
		example: `
content status public
content status https://cdn.example.com/acme --channel staging`,
		flags: func(f *flag.FlagSet) {
			channelFlag(f, &s.channel, "channel", "the channel `NAME` only")
			f.BoolVar(&s.json, "json", false, "answer in JSON")
		},
		run: s.run,
	}
}

// channelStatus is what is published to one channel.
type channelStatus struct {
	*publish.Record
	Locales []string `json:"locales"`
	Signed  []string `json:"signed"` // ids of the keys that say that they have signed
}

func (s *teller) run(ctx context.Context, io *streams, args []string) error {
	io.json = s.json
	where, err := base(args)
	if err != nil {
		return err
	}
	from, err := place.Reader(ctx, where)
	if err != nil {
		return err
	}
	channels, err := s.channels(ctx, from)
	if err != nil {
		return err
	}
	if len(channels) == 0 {
		return fmt.Errorf("%s has no manifest: nothing was published to it", where)
	}
	all := []channelStatus{}
	for _, channel := range channels {
		one, err := statusOf(ctx, from, channel)
		if err != nil {
			return unpublished(err, where, channel)
		}
		all = append(all, one)
	}
	if s.json {
		return io.answer(struct {
			OK       bool            `json:"ok"`
			Channels []channelStatus `json:"channels"`
		}{true, all})
	}
	for _, c := range all {
		fmt.Fprintf(io.out, "%s %s, revision %d of %s\n  locales: %s\n", c.Project, c.Channel, c.Sequence, describe(c.Record),
			strings.Join(c.Locales, ", "))
		if len(c.Signed) > 0 {
			fmt.Fprintf(io.out, "  signed: %s\n", strings.Join(c.Signed, ", "))
		}
	}
	return nil
}

// channels returns the channels to tell of.
func (s *teller) channels(ctx context.Context, from fetch.Fetcher) (list []string, err error) {
	if s.channel != "" {
		return []string{s.channel}, nil
	}
	store, ok := from.(publish.Store)
	if !ok {
		return []string{texts.DefaultChannel}, nil
	}
	err = store.List(ctx, func(name string, _ time.Time) error {
		channel, ok := strings.CutSuffix(name, ".json")
		if ok && bundle.ValidChannel(channel) {
			list = append(list, channel)
		}
		return nil
	})
	slices.Sort(list)
	return list, err
}

func statusOf(ctx context.Context, from fetch.Fetcher, channel string) (c channelStatus, err error) {
	records, err := publish.Revisions(ctx, from, channel, 1)
	if err != nil {
		return c, err
	}
	c.Record = records[0]
	signed, err := bundle.DecodeManifest(bundle.ManifestName(channel), []byte(c.Manifest))
	if err != nil {
		return c, err
	}
	c.Manifest = ""
	c.Locales, c.Signed = []string{}, []string{}
	for tag := range signed.Manifest.Locales {
		c.Locales = append(c.Locales, tag)
	}
	slices.Sort(c.Locales)
	for _, sig := range signed.Signatures {
		c.Signed = append(c.Signed, sig.KeyID)
	}
	return c, nil
}
