package bundle

import "time"

// Format is the only major format that this package reads and writes. A
// reader also takes a minor behind it, as in "txt/1.3": what a minor adds may
// be ignored.
const Format = "txt/1"

// Manifest is the one mutable file of a channel: it names every locale and,
// by hash, the locale's index. A manifest and what it names by hash make one
// revision.
type Manifest struct {
	Project       string            // as ValidProject wants it
	Channel       string            // as ValidChannel wants it: "live"
	Epoch         int64             // seconds since 1970 of the first publish of this history, 1 … MaxSequence
	Sequence      int64             // 1 … MaxSequence; rises by one with each publish
	Published     time.Time         // in UTC, 1970 … 9999; rises by at least a second with each publish
	DefaultLocale string            // one of Locales; any tag when there are none
	DefaultBundle string            // the bundle of keys without a dot
	Routes        map[string]string // key prefix → bundle; nil for none
	Locales       map[string]Locale // canonical BCP 47 tag → locale
	Empty         bool              // required when Locales is empty: that is intended; else it means nothing
}

// Locale is what the manifest says of one locale.
type Locale struct {
	// Fallback lists the locales to ask next, in order; the default locale
	// follows by itself. nil means the CLDR parents, an empty list none.
	Fallback []string
	Dir      string // "ltr" or "rtl"
	Name     string // the locale's name in its own language; "" when unknown
	Index    Ref
}

// SameChannel reports whether both manifests are of one project and one
// channel. Only then do [Manifest.Newer] and a shared history mean anything: a
// manifest of another project or channel is never applied over this one, nor
// this one over it, whatever their numbers.
func (m *Manifest) SameChannel(o *Manifest) bool {
	return m.Project == o.Project && m.Channel == o.Channel
}

// Newer reports whether m comes after than: a greater epoch, or the same epoch
// and a greater sequence. Published has no say. Everything is newer than nil.
// Ask [Manifest.SameChannel] or [Manifest.Check] first.
func (m *Manifest) Newer(than *Manifest) bool {
	if than == nil {
		return true
	}
	if m.Epoch != than.Epoch {
		return m.Epoch > than.Epoch
	}
	return m.Sequence > than.Sequence
}

// Check refuses a manifest that is not of the project and channel that the
// reader was told to follow, with [RuleFileMismatch]: a file of another
// project, however well signed, is not this one. An empty project accepts any.
// name is the file, for the error.
func (m *Manifest) Check(name, project, channel string) error {
	if project != "" && m.Project != project {
		return mismatch(name, "project", m.Project, project)
	}
	if m.Channel != channel {
		return mismatch(name, "channel", m.Channel, channel)
	}
	return nil
}
