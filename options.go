package content

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"time"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/cache"
	"github.com/teletextio/content/fetch"
)

// Defaults of [Options].
const (
	DefaultChannel   = "live"
	DefaultRefresh   = 10 * time.Second
	DefaultStartWait = 250 * time.Millisecond
	DefaultWait      = 50 * time.Millisecond
	DefaultBudget    = cache.DefaultBudget // 64 MiB
)

// Options configures a [Client]. The zero value is useful: it follows the
// channel "live" of whatever project lies at the fetcher's base. In every
// number 0 means the documented default and a negative value switches the
// thing off.
type Options struct {
	// Project is the project whose texts may be served. A publication of
	// another one is refused, whether it comes from the origin, the snapshot
	// or the seed, and the texts in memory stay. "": the project that the
	// origin names first; later ones are refused.
	Project string

	// Channel is the channel to follow. "": DefaultChannel. A publication
	// that names another channel is refused like one of another project.
	Channel string

	// Refresh is the time between two checks for a new revision. Each period
	// is up to a tenth shorter or longer, so that instances do not check
	// together; after a failure it is up to twice as long; the origin's
	// Retry-After is honoured up to 5 minutes; and after the origin has
	// denied access to the manifest (401, 403) checks are 2.5 to 5 minutes
	// apart until one succeeds. Checks never end. 0: DefaultRefresh. Negative: no checks but
	// those of [Client.Refresh] and [Client.Freshen] and one in New; nothing
	// runs in the background.
	Refresh time.Duration

	// StartWait is the longest that New waits for the first check when there
	// is neither a snapshot nor a seed to start from. 0: DefaultStartWait.
	// Negative: New does not wait, and with a negative Refresh does not
	// check.
	StartWait time.Duration

	// Wait is how long the texts of one request together may wait for
	// bundles that are not in memory. It matters only for a publication
	// that is larger than Budget, and is 0 while the last fetch failed. 0:
	// DefaultWait. Negative: never wait. A text that does not come in time is
	// shown in the nearest fallback locale that is in memory, else the page
	// keeps its own; the next page has it.
	Wait time.Duration

	// Budget is the memory for texts, in bytes after parsing. A publication
	// that fits, as nearly every one does, is held whole, and no request ever
	// waits or causes a fetch. Of a larger one, half of the Budget holds the
	// default locale and the bundles of the highest weights, and half the
	// bundles that are asked for: one that was asked for once leaves before
	// one that is asked for again and again, and popular ones are fetched
	// before they are asked for. What is popular is kept beside the Snapshot.
	// 0: DefaultBudget. Negative: no limit.
	Budget int64

	// Snapshot is a folder where the client keeps the last revision, to start
	// from when the origin cannot be reached. It is made where it is missing.
	// Several processes may share it, and several clients of different
	// projects or channels if Project is set. A damaged, missing or read-only
	// folder is logged and never an error. "": none.
	Snapshot string

	// Seed is a publication to start from, for example one embedded in the
	// program with go:embed; [io/fs.Sub] gives one that lies deeper. The
	// newer of Seed and Snapshot is served until the origin has a newer one.
	// nil: none.
	Seed fs.FS

	// Keys are the public keys whose signature a manifest must bear: one of
	// them is enough, so that keys can be rotated. It holds for the origin,
	// the snapshot and the seed. Empty: signatures are not asked for.
	Keys []bundle.PublicKey

	// Page is everything about the pages that the middleware and Inject
	// write. nil: the defaults.
	Page *PageOptions

	// Logger gets one line for each thing that an operator should know: a new
	// revision, the first failure of a row, a refused text. Every message
	// begins with "content: ". nil: none. A line that its handler panics over
	// is lost, and nothing else; it should not block.
	//
	// The attributes are a closed set: source, project, channel, epoch,
	// sequence, locales, bundles, held, bytes, whole and had for a revision;
	// reason and error for a failure, the reason being a key of
	// Status.Failures; key, locale, reason and detail for a text or a label,
	// detail naming the attribute or argument where there is one; panic and
	// stack for a panic. Values that come from outside are cut at 200
	// bytes.
	Logger *slog.Logger

	// OnUpdate is called after a revision has been applied, with the status
	// right after. OnError is called with the error of each check that
	// failed, and with those of the snapshot.
	//
	// Neither can block the client: each runs in a goroutine of its own, one
	// call at a time. While a call runs, only the last of the updates that
	// follow is kept for the next call, and errors are dropped. Close does
	// not wait for them; a panic in them is logged.
	OnUpdate func(Status)
	OnError  func(error)
}

// settings are validated options, without zero values that mean something
// else.
type settings struct {
	Options
	page *pageConfig
}

// validate returns the settings that o and f ask for, or the first mistake in
// them.
func (o *Options) validate(f fetch.Fetcher) (*settings, error) {
	s := &settings{}
	if o != nil {
		s.Options = *o
		s.Keys = slices.Clone(o.Keys)
	}
	if f == nil {
		return nil, errors.New("content: new client: the fetcher is nil")
	}
	if v, ok := f.(interface{ Validate() error }); ok {
		if err := v.Validate(); err != nil {
			return nil, fmt.Errorf("content: new client: %w", err)
		}
	}
	s.setDefaults()
	if err := s.check(); err != nil {
		return nil, err
	}
	page, err := newPageConfig(s.Page)
	if err != nil {
		return nil, err
	}
	s.page = page
	return s, nil
}

func (s *settings) setDefaults() {
	if s.Channel == "" {
		s.Channel = DefaultChannel
	}
	if s.Refresh == 0 {
		s.Refresh = DefaultRefresh
	}
	if s.StartWait == 0 {
		s.StartWait = DefaultStartWait
	}
	if s.Wait == 0 {
		s.Wait = DefaultWait
	}
	if s.Budget == 0 {
		s.Budget = DefaultBudget
	}
	s.Logger = guardLogger(s.Logger)
}

func (s *settings) check() error {
	if s.Project != "" && !bundle.ValidProject(s.Project) {
		return optionError("Project", fmt.Sprintf("%q cannot name a project", s.Project))
	}
	if !bundle.ValidChannel(s.Channel) {
		return optionError("Channel", fmt.Sprintf("%q cannot name a channel", s.Channel))
	}
	for i, key := range s.Keys {
		if len(key) != ed25519.PublicKeySize {
			return optionError("Keys", fmt.Sprintf("key %d has %d bytes, not %d", i, len(key), ed25519.PublicKeySize))
		}
	}
	return nil
}

func optionError(name, reason string) error {
	return fmt.Errorf("content: new client: Options.%s: %s", name, reason)
}

// polls reports whether the client checks by itself.
func (s *settings) polls() bool { return s.Refresh > 0 }

// interval is the time that is taken for one period where there may be none.
func (s *settings) interval() time.Duration {
	if s.polls() {
		return s.Refresh
	}
	return DefaultRefresh
}
