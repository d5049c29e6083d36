package content

import (
	"context"
	"fmt"
	"html/template"
	"runtime/debug"
	"strconv"
	"sync"

	"github.com/teletextio/content/cache"
	"github.com/teletextio/content/internal/message"
)

// View is one revision in one locale: what it returns does not change while a
// page is written, whatever is published meanwhile. Get one from [From] in a
// handler, or from [Client.View]. It is safe for concurrent use. A View without
// a revision, as long as nothing could be loaded, has no texts.
//
// Texts of type template.HTML have been checked against an allow-list when
// they were loaded, and arguments in them are escaped for where they stand.
// They are as trustworthy as those who may publish.
type View struct {
	c    *Client
	rev  *revision     // nil: none
	l    *localeTable  // nil: none
	req  *requestState // nil: no request
	wait *allowance    // for bundles on demand; nil: one for each look-up
}

// From returns the View of the request that ctx belongs to: the one that the
// middleware has pinned for the whole of the page. Without the middleware it
// is that of the default client (see [SetDefault]) in its default locale. It
// is never nil.
func From(ctx context.Context) *View {
	if r := requestFrom(ctx); r != nil {
		r.asked.Store(true)
		return r.view
	}
	if c := defaultClient.Load(); c != nil {
		return c.pin("")
	}
	return &View{}
}

// Get returns a text as HTML, "" when there is none: write the words of your
// own for that case, or leave it to a label. Arguments are pairs of a name and
// a value, as in log/slog, those of [SetArgs] behind them.
//
//	txt.Get("home.title", "name", user.Name)
//
// There is none when no locale of the fallback chain has the key, the text was
// refused when it was loaded, an argument is missing, the text needs the
// elements of a page (data-txt-name), or nothing is loaded yet. Each is logged
// once per key and revision. A text without arguments is returned without an
// allocation.
func (v *View) Get(key string, args ...any) template.HTML {
	var s slot
	if v.l != nil {
		if s = v.l.held[key]; s.html != "" && v.req == nil {
			return template.HTML(s.html)
		}
	}
	html, reason := v.html(key, s, args)
	if reason != "" {
		v.logMissing(key, reason)
	}
	return html
}

// Lookup is [View.Get] that tells whether there is a text, and does not log.
func (v *View) Lookup(key string, args ...any) (html template.HTML, ok bool) {
	html, reason := v.html(key, v.heldSlot(key), args)
	return html, reason == ""
}

// Text returns a text as plain text, for a mail, JSON or a log: references are
// decoded and nothing is escaped, so it is not for a page. It is "" where Get
// would be, and for a text that has elements.
func (v *View) Text(key string, args ...any) string {
	s, reason := v.slot(key, v.heldSlot(key))
	if reason != "" {
		v.logMissing(key, reason)
		return ""
	}
	given := message.Args{Pairs: args, Next: v.req.pageArgs()}
	buf := renderBuffers.Get().(*[]byte)
	defer release(buf)
	out, err := s.entry.text.AppendText((*buf)[:0], &given)
	if err != nil {
		v.logMissing(key, err.Error())
		return ""
	}
	*buf = out
	text := string(out)
	v.req.noteUsed(key, text)
	return text
}

// Attr returns the attributes that label an element with a key and arguments,
// for a template:
//
//	<li {{ .Txt.Attr "cart.line" "name" .Name "count" .N }}>3 apples</li>
//
// It writes data-txt="cart.line" data-txt-args="~7": a reference to the
// arguments, which stay in the process and which the middleware resolves and
// removes. Outside of a request of the middleware there is nothing to refer
// to, and arguments are left out.
func (v *View) Attr(key string, args ...any) template.HTMLAttr {
	prefix := defaultPrefix
	if v.req != nil && v.req.prefix != "" {
		prefix = v.req.prefix
	}
	attr := prefix + `="` + template.HTMLEscapeString(key) + `"`
	if v.req != nil && len(args) > 0 {
		attr += " " + prefix + `-args="~` + strconv.Itoa(v.req.addArgs(args)) + `"`
	}
	return template.HTMLAttr(attr)
}

// defaultPrefix begins the names of label attributes.
const defaultPrefix = "data-txt"

// Locale returns the canonical tag of the locale, as for the lang attribute;
// "" when there is no revision.
func (v *View) Locale() string {
	if v.l == nil {
		return ""
	}
	return v.l.tag
}

// Dir returns the direction of the locale, "ltr" or "rtl"; "" when there is no
// revision.
func (v *View) Dir() string {
	if v.l == nil {
		return ""
	}
	v.req.noteUsed("dir", v.l.dir)
	return v.l.dir
}

// heldSlot returns what is in memory for as long as the revision.
func (v *View) heldSlot(key string) slot {
	if v.l == nil {
		return slot{}
	}
	return v.l.held[key]
}

// html returns a text, or "" and the reason that there is none. s is what
// heldSlot returns.
func (v *View) html(key string, s slot, args []any) (_ template.HTML, reason string) {
	s, reason = v.slot(key, s)
	if reason != "" {
		return "", reason
	}
	html := s.html
	if html == "" {
		given := message.Args{Pairs: args, Next: v.req.pageArgs()}
		buf := renderBuffers.Get().(*[]byte)
		defer release(buf)
		out, err := s.entry.text.AppendHTML((*buf)[:0], &given, nil)
		if err != nil {
			return "", err.Error()
		}
		*buf, html = out, string(out)
	}
	v.req.noteUsed(key, html)
	return template.HTML(html), ""
}

// renderBuffers is the memory in which texts with arguments are put together.
// Arguments are not among it: they stay where the caller has them.
var renderBuffers = sync.Pool{New: func() any { b := make([]byte, 0, 512); return &b }}

// release gives memory back, unless a text was unusually large.
func release(buf *[]byte) {
	const most = 16 << 10
	if cap(*buf) <= most {
		renderBuffers.Put(buf)
	}
}

// The reasons that an entry cannot be had.
const (
	reasonNone      = "nothing is published, or nothing is loaded yet"
	reasonAbsent    = "no such text"
	reasonNotLoaded = "its bundle is not in memory"
	reasonRefused   = "the text was refused"
)

// slot returns what the locale of the view has for a key, or the reason that
// there is nothing to show. s is what heldSlot returns.
func (v *View) slot(key string, s slot) (_ slot, reason string) {
	if v.l == nil {
		return slot{}, reasonNone
	}
	if s.entry == nil {
		var state cache.State
		if s, state = v.l.texts.LookupString(key); state == cache.NotLoaded {
			s, state = v.demand(v.l, []byte(key))
		}
		switch state {
		case cache.Absent:
			return slot{}, reasonAbsent
		case cache.NotLoaded:
			return slot{}, reasonNotLoaded
		}
	}
	if s.entry.refused != nil {
		return slot{}, reasonRefused
	}
	return s, ""
}

// table returns the published locale called tag, or nil.
func (v *View) table(tag []byte) *localeTable {
	if v.rev == nil {
		return nil
	}
	return v.rev.table(tag)
}

// home returns the locale of the view itself; nil when there is no revision.
func (v *View) home() *localeTable { return v.l }

// lookup finds a full key in a locale of the view's revision. An entry may be
// a refused one.
func (v *View) lookup(l *localeTable, key []byte) (*entry, lookupState) {
	if l == nil {
		return nil, textAbsent
	}
	s, state := l.texts.Lookup(key)
	if state == cache.NotLoaded {
		s, state = v.demand(l, key)
	}
	switch state {
	case cache.Found:
		return s.entry, textFound
	case cache.NotLoaded:
		return nil, textNotLoaded
	}
	return nil, textAbsent
}

// revisionID returns the name of the revision, the same in every process; "0"
// when there is none. It has letters, digits and a hyphen.
func (v *View) revisionID() string {
	if v.rev == nil {
		return "0"
	}
	return v.rev.id
}

// whole reports whether no text of the page can be left out because it is not
// in memory: the whole revision is, or there is none.
func (v *View) whole() bool { return v.rev == nil || v.rev.data.Whole() }

// logMissing says once that a text is missing.
func (v *View) logMissing(key, reason string) {
	if v.c != nil && v.rev != nil {
		v.c.logs.once("text missing", key, v.Locale(), reason, "")
	}
}

// logPanic records a panic that was caught in a request.
func (v *View) logPanic(msg string, value any) {
	if v.c == nil {
		return
	}
	v.c.status.panicked()
	v.c.opts.Logger.Error(msg,
		"panic", cut(fmt.Sprint(value)), "stack", string(debug.Stack()))
}
