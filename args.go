package content

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"sync"
	"sync/atomic"

	"github.com/teletextio/content/internal/message"
)

// SetArgs sets arguments for all texts of the page that ctx belongs to: pairs
// of a name and a value, as in log/slog.
//
//	content.SetArgs(r.Context(), "name", user.Name, "count", len(cart))
//
// They hold for labels whose start tag is not yet written and for later calls
// on the View of the request; a pair given to a single text goes before them,
// and of two with one name the later one counts. A pair whose name is not a
// string, and a last name without a value, set nothing. Without a request of
// the middleware in ctx the call does nothing.
//
// SetArgs is safe for concurrent use. The values are read while the page is
// written; do not change what they point to.
func SetArgs(ctx context.Context, pairs ...any) {
	requestFrom(ctx).setArgs(pairs)
}

// Skip switches the middleware off for the response of the request that ctx
// belongs to: it leaves as the handler writes it. It works until the response
// has started; without a request of the middleware in ctx it does nothing.
func Skip(ctx context.Context) {
	requestFrom(ctx).skip()
}

// requestState is what one request has told us: page-wide arguments, the
// table that data-txt-args="~7" refers to, and which texts its handlers were
// given. All methods are safe for concurrent use and on a nil receiver, which
// is a request that has told nothing.
type requestState struct {
	view   *View  // pinned: one revision, one locale; its req is this state
	prefix string // of label attributes, for View.Attr; "data-txt" by default
	track  bool   // keep used

	address address                      // of the page; zero: none
	asked   atomic.Bool                  // handlers have asked for its texts
	page    atomic.Pointer[message.Args] // newest first; nil: none

	mu        sync.Mutex
	writer    *responseWriter // of the page; nil: none
	refs      []*message.Args // of Attr; their Next may be an older page
	skipped   bool
	notLoaded bool      // a text was left out because it was not in memory
	used      [2]uint64 // sum over the hashes of what was given out
}

// requestKey is the key of the requestState in a context.
type requestKey struct{}

// newRequestState returns the state of a request that is served from v.
func newRequestState(v *View, cfg *pageConfig) *requestState {
	r := &requestState{}
	r.init(v, &View{}, cfg)
	return r
}

// init makes r the state of a request that is served from v. own is the memory
// for the View of the request, which keeps a record of what handlers are given
// where cfg asks for it.
func (r *requestState) init(v, own *View, cfg *pageConfig) {
	*own = *v
	own.req = r
	r.view, r.prefix, r.track = own, cfg.prefix, cfg.exact
}

// withRequest returns a context that carries r.
func withRequest(ctx context.Context, r *requestState) context.Context {
	return context.WithValue(ctx, requestKey{}, r)
}

// requestFrom returns the state that ctx carries, or nil.
func requestFrom(ctx context.Context) *requestState {
	r, _ := ctx.Value(requestKey{}).(*requestState)
	return r
}

func (r *requestState) setArgs(pairs []any) {
	if r == nil || len(pairs) < 2 {
		return
	}
	kept := make([]any, len(pairs)) // the caller may go on using its slice
	copy(kept, pairs)
	r.pageWriter().readNow()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.page.Store(&message.Args{Pairs: kept, Next: r.page.Load()})
}

func (r *requestState) setWriter(w *responseWriter) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.writer = w
}

// pageWriter returns what the page is written to, or nil.
func (r *requestState) pageWriter() *responseWriter {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.writer
}

// pageArgs returns the page-wide arguments of the moment; nil for none.
func (r *requestState) pageArgs() *message.Args {
	if r == nil {
		return nil
	}
	return r.page.Load()
}

// addArgs keeps the arguments of one text and returns their reference.
func (r *requestState) addArgs(pairs []any) (ref int) {
	kept := make([]any, len(pairs))
	copy(kept, pairs)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.refs = append(r.refs, &message.Args{Pairs: kept, Next: r.page.Load()})
	return len(r.refs) - 1
}

// attrArgs returns the arguments that a reference stands for, the page-wide
// ones of the moment behind them. ok is false when the request has no such
// reference.
func (r *requestState) attrArgs(ref int) (_ *message.Args, ok bool) {
	if r == nil {
		return nil, false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if ref < 0 || ref >= len(r.refs) {
		return nil, false
	}
	a := r.refs[ref]
	if page := r.page.Load(); a.Next != page { // SetArgs was called since; others may read a
		a = &message.Args{Pairs: a.Pairs, Next: page}
		r.refs[ref] = a
	}
	return a, true
}

func (r *requestState) skip() {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.skipped = true
}

// isSkipped reports whether Skip was called.
func (r *requestState) isSkipped() bool {
	if r == nil {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.skipped
}

// noteNotLoaded records that a text was left out because it was not loaded.
func (r *requestState) noteNotLoaded() {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.notLoaded = true
}

// leftOut reports whether any text was left out because it was not loaded,
// whether a label or a handler asked for it.
func (r *requestState) leftOut() bool {
	if r == nil {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.notLoaded
}

// noteUsed records a text that a handler was given. The record does not
// depend on the order, because handlers may render parts of a page at once;
// it depends on the key, so that two texts that change places change it.
func (r *requestState) noteUsed(key, text string) {
	if r == nil || !r.track {
		return
	}
	b := make([]byte, 0, 8+len(key)+len(text))
	b = binary.BigEndian.AppendUint64(b, uint64(len(key)))
	b = append(append(b, key...), text...)
	sum := sha256.Sum256(b)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.used[0] += binary.BigEndian.Uint64(sum[:8])
	r.used[1] += binary.BigEndian.Uint64(sum[8:16])
}

// usedHash returns a hash over the keys and texts that handlers were given
// through the View of the request. It is the same in every process. ok is
// false when the request does not keep track.
func (r *requestState) usedHash() (sum [16]byte, ok bool) {
	if r == nil || !r.track {
		return sum, false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	binary.BigEndian.PutUint64(sum[:8], r.used[0])
	binary.BigEndian.PutUint64(sum[8:], r.used[1])
	return sum, true
}
