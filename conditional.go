package content

import (
	"net/http"
	"strings"
	"time"
)

// condition is what became of the conditions of a request; nil: it has none.
type condition struct {
	sent    http.Header // by the client
	header  http.Header // for the app; nil: the client's
	turned  []clientTag // elements turned back into the app's own condition
	exact   []clientTag // of another revision, to be compared when the page is done
	foreign bool        // the app was left an entity tag that is not ours
}

// clientTag is an entity tag of ours that the client sent.
type clientTag struct {
	raw string // as it was sent
	pageTag
}

// pageNow is what a page of this request would be tagged with.
type pageNow struct {
	rev    string
	locale string
	exact  bool
}

// hasConditions reports whether newCondition has anything to look at.
func hasConditions(h http.Header) bool {
	return h["If-None-Match"] != nil || h["If-Modified-Since"] != nil || h["If-Range"] != nil
}

// newCondition turns the conditions of a GET or HEAD request into those that
// the app is to see. An entity tag of ours that names the current revision,
// locale and options stands for a page that is still right if the app's own
// part is: it becomes the app's own condition. Any other tag of ours is
// removed, and with it If-Modified-Since, which does not count beside
// If-None-Match (RFC 9110 section 13.1.3). Conditions that are not ours are
// removed from navigations only: they come from before the middleware, and a
// page must not be confirmed by them, while an asset must.
func newCondition(r *http.Request, now pageNow) *condition {
	c := &condition{sent: r.Header}
	c.ifRange(r)
	lines := r.Header["If-None-Match"]
	since := r.Header["If-Modified-Since"]
	if lines == nil && since == nil {
		return c
	}
	kept, ours := c.sort(strings.Join(lines, ", "), now)
	navigation := isNavigation(r)
	if !ours && !navigation {
		return c
	}
	if navigation {
		kept = nil
	}
	c.foreign = len(kept) > 0
	c.pass(r, kept)
	return c
}

// ifRange removes Range when it depends on a page of ours (RFC 9110 section
// 13.1.5): parts of a rewritten page cannot be had from the app.
func (c *condition) ifRange(r *http.Request) {
	opaque, _, rest, ok := cutETag(strings.TrimSpace(first(r.Header["If-Range"])))
	if !ok || rest != "" {
		return
	}
	if _, ok := parsePageTag(opaque); ok {
		h := c.own(r)
		delete(h, "If-Range")
		delete(h, "Range")
	}
}

// sort goes through the elements of If-None-Match. It returns those that are
// not ours and whether there was one of ours.
func (c *condition) sort(list string, now pageNow) (foreign []string, ours bool) {
	for {
		list = strings.TrimLeft(list, " \t,")
		if list == "" {
			return foreign, ours
		}
		opaque, _, rest, ok := cutETag(list)
		if !ok { // * or malformed: as it is, to its end
			return append(foreign, list), ours
		}
		raw := list[:len(list)-len(rest)]
		list = rest
		tag, ok := parsePageTag(opaque)
		if !ok {
			foreign = append(foreign, raw)
			continue
		}
		ours = true
		switch {
		case tag.rev == now.rev && tag.locale == now.locale:
			c.turned = append(c.turned, clientTag{raw, tag})
		case now.exact && tag.used != "" && tag.locale == now.locale && sameOptions(tag.rev, now.rev):
			c.exact = append(c.exact, clientTag{raw, tag})
		}
	}
}

// pass writes the app's own condition: the turned entity tags and those kept,
// or the latest date when there is no entity tag.
func (c *condition) pass(r *http.Request, kept []string) {
	var latest time.Time
	var tags []string
	for _, t := range c.turned {
		if etag := t.app.etag(); etag != "" {
			tags = append(tags, etag)
		} else if at := t.app.modified(); at.After(latest) {
			latest = at
		}
	}
	tags = append(tags, kept...) // what is malformed stands last
	h := c.own(r)
	delete(h, "If-Modified-Since")
	delete(h, "If-None-Match")
	switch {
	case len(tags) > 0:
		h["If-None-Match"] = []string{strings.Join(tags, ", ")}
	case !latest.IsZero():
		h["If-Modified-Since"] = []string{latest.Format(http.TimeFormat)}
	}
}

// own returns a header that may be changed.
func (c *condition) own(r *http.Request) http.Header {
	if c.header == nil {
		c.header = r.Header.Clone()
	}
	return c.header
}

// answer returns the client's tag for the app's 304, by the validators that
// the 304 came with. ok is false when the 304 answers a condition of the
// client's that was not ours, or none.
func (c *condition) answer(app appTag) (raw string, ok bool) {
	if c == nil {
		return "", false
	}
	for _, t := range c.turned {
		if t.app.same(app) {
			return t.raw, true
		}
	}
	if c.foreign || len(c.turned) != 1 {
		return "", false
	}
	return c.turned[0].raw, true
}

// confirms returns the client's tag when the client has the very page that tag
// names, made from another revision.
func (c *condition) confirms(tag pageTag) (raw string, ok bool) {
	if c == nil {
		return "", false
	}
	for _, t := range c.exact {
		if tag.used != "" && t.app == tag.app && t.used == tag.used {
			return t.raw, true
		}
	}
	return "", false
}

// isNavigation reports whether the request asks for a page to show, by
// Sec-Fetch-Dest, and where a client does not send that, by Accept.
func isNavigation(r *http.Request) bool {
	if dest := r.Header["Sec-Fetch-Dest"]; len(dest) > 0 {
		switch dest[0] {
		case "document", "iframe", "frame":
			return true
		}
		return false
	}
	for _, accept := range r.Header["Accept"] {
		if containsFold(accept, "text/html") {
			return true
		}
	}
	return false
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}
