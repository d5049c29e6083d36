package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"strings"
	"sync"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/contenttest"
	"github.com/teletextio/content/fetch"
)

// The site.
const (
	pages     = 30 // each with a bundle of its own, beside the common one
	perPage   = 25 // texts
	perCommon = 60 // texts
	manifest  = "live.json"
)

var locales = []string{"en", "de", "fr"}

// words make texts that compress as words do.
var words = strings.Fields(`the of and to in is you that it he was for on are as with his they at be this have from or one
had by word but not what all were we when your can said there use an each which she do how their if will up other about out
many then them these so some her would make like him into time has look two more write go see number no way could people`)

// text is the n-th text of a bundle in one of its versions.
func text(name, tag string, n, version int) string {
	at := uint32(2166136261)
	for _, c := range []byte(fmt.Sprint(name, tag, n, version)) {
		at = (at ^ uint32(c)) * 16777619
	}
	var out []string
	for range 4 + at%20 {
		at = at*1664525 + 1013904223
		out = append(out, words[at>>8%uint32(len(words))])
	}
	return strings.Join(out, " ")
}

// cdn is what is published over the day, and what an answer takes.
type cdn struct {
	revisions []map[string]bool // names of the objects that each one has
	files     map[string][]byte // all objects
	manifests [][]byte
	packed    map[string][]byte // gzip
	at        int               // the revision of the moment
}

// newCDN publishes the revisions of two days.
func newCDN(m model) (*cdn, error) {
	c := &cdn{files: map[string][]byte{}, packed: map[string][]byte{}}
	version := make([]int, pages)
	for rev := range 2*m.publishes + 1 {
		if rev > 0 {
			version[rev*7%pages]++
		}
		texts := contenttest.Texts{}
		for _, tag := range locales {
			texts[tag] = map[string]string{}
			for n := range perCommon {
				texts[tag][fmt.Sprintf("common.t%d", n)] = text("common", tag, n, 0)
			}
			for p := range pages {
				name := fmt.Sprintf("page%d", p)
				for n := range perPage {
					texts[tag][fmt.Sprintf("%s.t%d", name, n)] = text(name, tag, n, version[p])
				}
			}
		}
		if err := c.add(contenttest.PublishWith(texts, &contenttest.PublishOptions{Sequence: int64(rev + 1)})); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (c *cdn) add(fsys fs.FS) error {
	names := map[string]bool{}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		if name == manifest {
			c.manifests = append(c.manifests, body)
			return nil
		}
		names[name] = true
		c.files[name] = body
		return nil
	})
	c.revisions = append(c.revisions, names)
	return err
}

func (c *cdn) bundles() int { return (pages + 1) * len(locales) }

func (c *cdn) size() (n int) {
	for name := range c.revisions[0] {
		n += len(c.files[name])
	}
	return n
}

// named returns the object of the moment whose name begins so.
func (c *cdn) named(prefix string) string {
	for name := range c.revisions[c.at] {
		if strings.HasPrefix(name, prefix) {
			return name
		}
	}
	return ""
}

// tag is the entity tag of the manifest of the moment.
func (c *cdn) tag() string {
	return `"` + bundle.RefOf(c.manifests[c.at]).SHA256[:32] + `"`
}

// traffic is what the CDN has delivered.
type traffic struct{ requests, unchanged, bytes int }

// RoundTrip answers one request, as a CDN does.
func (c *cdn) RoundTrip(r *http.Request) (*http.Response, error) {
	name := strings.TrimPrefix(r.URL.Path, "/")
	resp := &http.Response{ProtoMajor: 1, ProtoMinor: 1, Request: r, StatusCode: http.StatusOK, Header: http.Header{
		"Date": {"Sat, 21 Nov 2026 08:00:00 GMT"}, "Vary": {"Accept-Encoding"}, "Age": {"3"}, "X-Cache": {"Hit from cdn"},
		"Cache-Control": {"public, max-age=31536000, immutable"}, "Content-Type": {"application/json"},
	}}
	body := c.files[name]
	if name == manifest {
		body = c.manifests[c.at]
		resp.Header.Set("Cache-Control", "public, max-age=5, stale-while-revalidate=60, stale-if-error=86400")
		resp.Header.Set("ETag", c.tag())
		if r.Header.Get("If-None-Match") == c.tag() {
			resp.StatusCode = http.StatusNotModified
			resp.Header.Del("Content-Type")
			resp.Body = http.NoBody
			return resp, nil
		}
	}
	if body == nil {
		return nil, fetch.ErrNotFound
	}
	packed := c.gzip(body)
	resp.Header.Set("Content-Encoding", "gzip")
	resp.ContentLength = int64(len(packed))
	resp.Body = io.NopCloser(bytes.NewReader(packed))
	return resp, nil
}

func (c *cdn) gzip(body []byte) []byte {
	packed, ok := c.packed[string(body)]
	if !ok {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, _ = z.Write(body) // to memory
		_ = z.Close()
		packed = b.Bytes()
		c.packed[string(body)] = packed
	}
	return packed
}

// counted is the CDN as one reader sees it.
type counted struct {
	cdn *cdn
	traffic
}

func (c *counted) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := c.cdn.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	c.requests++
	if resp.StatusCode == http.StatusNotModified {
		c.unchanged++
	}
	body, _ := io.ReadAll(resp.Body) // from memory
	var wire bytes.Buffer
	resp.Body = io.NopCloser(bytes.NewReader(body))
	if err := resp.Write(&wire); err != nil {
		return nil, err
	}
	c.bytes += wire.Len()
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

// locked makes a reader safe for the several fetches of one client at once.
func locked(c *counted) http.RoundTripper { return &guarded{c: c} }

type guarded struct {
	mu sync.Mutex
	c  *counted
}

func (g *guarded) RoundTrip(r *http.Request) (*http.Response, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.c.RoundTrip(r)
}
