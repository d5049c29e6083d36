package texts

import (
	"cmp"
	"maps"
	"slices"

	"github.com/teletextio/content/bundle"
)

// Set is the texts of one project, ready to be checked and published. [ReadDir]
// makes one from a folder; any other source may fill in the fields. It is not
// safe for use while it is changed.
type Set struct {
	Project       string                    // required
	Unnamed       bool                      // Project is made from the name of the folder, and changes with it
	Channel       string                    // "": live
	DefaultLocale string                    // "": en where there is one, else the first in order
	DefaultBundle string                    // "": home
	Routes        map[string]string         // key prefix -> bundle
	Locales       map[string]Locale         // by canonical BCP 47 tag; those of Texts are added
	Weights       map[string]float64        // by bundle, for prefetching
	Keys          map[string]bundle.KeyMeta // by key as an app writes it: home.title
	KeysAt        map[string]Pos            // where Keys were written; may be nil
	Texts         map[ID]map[string]Text    // by bundle and locale, then by key inside of the bundle
	Target        string                    // where tools publish to unless they are told: a folder or s3://bucket/prefix
	Labels        string                    // the file of the app's labels that tools hold texts against; "": none

	// Warnings are what the source found odd, but not wrong.
	Warnings Problems
}

// ID names the texts of one bundle in one locale.
type ID struct {
	Bundle string
	Locale string
}

// Text is one text as it was written.
type Text struct {
	Source string // the message: HTML or plain text with placeholders
	At     Pos
}

// Pos is where something was written. The zero Pos is nowhere.
type Pos struct {
	File string
	Line int // counted from 1; 0: unknown
}

// Locale is what is known of one locale beside its texts.
type Locale struct {
	Name     string   // in its own language; "": none
	Dir      string   // "ltr" or "rtl"; "": the direction of its script
	Fallback []string // canonical tags; nil: the parents that CLDR knows; empty: none
	At       Pos
}

// DefaultChannel is the channel of a set that names none.
const DefaultChannel = "live"

// DefaultBundle is the default bundle of a set that names none.
const DefaultBundle = "home"

// Tags returns the locales of the set, those of Locales and those of Texts, in
// order.
func (s *Set) Tags() []string {
	tags := slices.Collect(maps.Keys(s.Locales))
	for id := range s.Texts {
		tags = append(tags, id.Locale)
	}
	slices.Sort(tags)
	return slices.Compact(tags)
}

// MainLocale returns the default locale: DefaultLocale, else en where there is
// one or no locale at all, else the first locale in order.
func (s *Set) MainLocale() string {
	if s.DefaultLocale != "" {
		return s.DefaultLocale
	}
	tags := s.Tags()
	if len(tags) == 0 || slices.Contains(tags, "en") {
		return "en"
	}
	return tags[0]
}

// ChannelName returns the channel, the default one when the set names none.
func (s *Set) ChannelName() string { return cmp.Or(s.Channel, DefaultChannel) }

// DefaultBundleName returns the default bundle, "home" when the set names none.
func (s *Set) DefaultBundleName() string { return cmp.Or(s.DefaultBundle, DefaultBundle) }
