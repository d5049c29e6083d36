package publish

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/teletextio/content/fetch"
)

// ErrConflict says that an object is not, or no longer, what a conditional
// write expects: somebody else has written it. Read it again and decide anew.
var ErrConflict = errors.New("publish: conflict")

// Target is where a publication lies: the base of one project.
//
// Fetch reads what was last written, with these rules beside those of
// [fetch.Fetcher]: the answer is never older than a Put that has returned, and
// every object has an ETag.
//
// Put writes one object, whole or not at all, if the condition holds when it
// is written: with match "" that there is no object of the name, else that the
// ETag of the object is match. Otherwise nothing is written, and the error is
// one for which errors.Is(err, ErrConflict) holds. When Put returns nil, the
// object outlives a crash of the machine. After any other error the object may
// be written or not.
//
// Both are safe for concurrent use, also by other processes.
type Target interface {
	fetch.Fetcher
	Put(ctx context.Context, o Object, match string) error
}

// Store is a Target that can also say what it has, without sending it, and
// remove it. [Collect] needs one; [Publish] asks a Target that is a Store what
// an object is instead of reading it. All methods are safe for concurrent use.
type Store interface {
	Target

	// Stat describes the object; errors.Is(err, fetch.ErrNotFound) holds
	// when there is none.
	Stat(ctx context.Context, name string) (Stat, error)

	// List calls each for every object, in no particular order, one call at a
	// time. What is written or removed meanwhile may be listed or not. An
	// error of each ends it and is returned. Files that are no objects are not
	// listed.
	List(ctx context.Context, each func(name string, modified time.Time) error) error

	// Remove removes the object. That there is none is no error.
	Remove(ctx context.Context, name string) error
}

// Stat is what a Store knows of an object.
type Stat struct {
	SHA256   string // of the content, 64 lower-case hex digits; "": unknown
	ETag     string // what Put takes for match
	Modified time.Time
}

// Object is one file of a publication.
type Object struct {
	Name string // relative and slash-separated: "live.json", "b/home.de.<hash>.json"
	Body []byte // JSON
}

// ContentType is the Content-Type of every object.
const ContentType = "application/json"

// The values of Cache-Control.
const (
	cacheManifest = "public, max-age=5, stale-while-revalidate=60, stale-if-error=86400"
	cacheObject   = "public, max-age=31536000, immutable"
	cacheRecord   = "private, no-store"
)

// CacheControl returns the Cache-Control that an object is served with: a few
// seconds for the manifest of a channel, for ever for what is named by its
// content. Records of revisions are for publishers; no cache keeps them.
func CacheControl(name string) string {
	switch {
	case !strings.Contains(name, "/"):
		return cacheManifest
	case strings.HasPrefix(name, recordDir):
		return cacheRecord
	}
	return cacheObject
}

// recordDir is what names of records begin with.
const recordDir = "h/"
