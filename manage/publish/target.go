package publish

import (
	"context"
	"errors"
	"strings"

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
)

// CacheControl returns the Cache-Control that an object is served with: a few
// seconds for the manifest of a channel, for ever for anything else, which is
// named by its content.
func CacheControl(name string) string {
	if strings.Contains(name, "/") {
		return cacheObject
	}
	return cacheManifest
}
