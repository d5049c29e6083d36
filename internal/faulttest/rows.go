package faulttest

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
)

// manifestOf returns the manifest of a revision.
func manifestOf(rev int) []byte { return filesOf(rev, 0)[manifestName].Data }

// Deadlines of fetch.HTTP.
const (
	dialDeadline   = 5 * time.Second
	answerDeadline = 8 * time.Second
	fetchDeadline  = 15 * time.Second
)

// ofManifest and ofObjects have the same fault in the manifest, and in what a
// new manifest names.
func ofManifest(with func(int, string, []byte) *reply) Variant {
	return Variant{Name: "manifest", Effect: &effect{manifest: true, with: with}}
}

func ofObjects(with func(int, string, []byte) *reply) Variant {
	return Variant{Name: "objects", Effect: &effect{objects: true, with: with}, Publish: []int{next}}
}

// only restricts a variant to columns.
func only(v Variant, name string, columns ...string) Variant {
	v.Name, v.Only = strings.TrimSpace(v.Name+" "+name), columns
	return v
}

const (
	http1 = "HTTP"
	disk  = "FS"
	s3    = "S3"
)

// connectionRows are the faults of the connection.
func connectionRows() []Row {
	silent := &effect{with: func(int, string, []byte) *reply { return &reply{silent: true} }}
	slow := func(r Row, d time.Duration) Row {
		r.Recover, r.Within = afterFetch, d
		return r
	}
	return []Row{
		usual("F1", "connection refused", []string{"refused"},
			Variant{Listen: (*origin).refuse, Only: []string{http1, s3}}),
		usual("F2", "DNS failure", []string{"dns"},
			Variant{DNS: true, Only: []string{http1}, Listen: func(o *origin) { o.names.broken.Store(true); o.drop() }}),
		slow(usual("F3", "packets vanish", []string{"timeout"},
			Variant{Effect: silent, Only: []string{http1}, Listen: func(o *origin) { must(o.swallow()) }}), fetchDeadline),
		usual("F4", "certificate expired, or of another host", []string{"tls"},
			Variant{Name: "expired", TLS: true, Only: []string{http1}, Listen: func(o *origin) { o.certs.use(expired); o.drop() }},
			Variant{Name: "host", TLS: true, Only: []string{http1}, Listen: func(o *origin) { o.certs.use(otherHost); o.drop() }}),
		slow(usual("F5", "connection accepted, never an answer", []string{"timeout"},
			Variant{Effect: silent, Only: []string{http1, s3}}), answerDeadline+fetchDeadline),
		slow(usual("F6", "the body comes one byte a second", []string{"timeout"},
			Variant{Only: []string{http1}, Effect: &effect{with: func(_ int, _ string, b []byte) *reply {
				return &reply{body: b, trickle: true}
			}}}), fetchDeadline),
	}
}

// bodyRows are the faults of what comes.
func bodyRows() []Row {
	retry := func(after string) func(int, string, []byte) *reply {
		return statuses(http.Header{"Retry-After": {after}}, http.StatusTooManyRequests, http.StatusServiceUnavailable)
	}
	throttled := usual("F10", "429 or 503 with Retry-After", []string{"throttled"},
		only(ofManifest(retry("1")), "", http1, s3),
		Variant{Name: "a day", Effect: &effect{with: retry("86400")}, By: true, Only: []string{http1, s3},
			Verify: nextCheck(4*time.Minute, 5*time.Minute+Refresh)})
	throttled.Recover, throttled.Within = "Retry-After, at most 5 minutes", time.Second
	denied := usual("F11", "401 or 403", []string{"denied"},
		Variant{Effect: &effect{with: statuses(nil, 401, 403)}, By: true, Only: []string{http1, s3},
			Verify: nextCheck(150*time.Second, 5*time.Minute)},
		Variant{Effect: &effect{with: statuses(nil, 403)}, Only: []string{disk}},
		ofObjects(statuses(nil, 403)))
	denied.Recover = "5 minutes at most; a folder, and objects alone: two periods"
	absent := statuses(nil, http.StatusNotFound)
	failing := statuses(nil, 500, 502, 503, 504)
	return []Row{
		usual("F7", "reset in the middle of the body", []string{"network", "short", "unknown"},
			ofManifest(cuts(true, false)), ofObjects(cuts(true, false))),
		usual("F8", "body cut, announced or not", []string{"short", "invalid", "torn"},
			ofManifest(cuts(false, false)), ofObjects(cuts(false, false)),
			only(ofManifest(cuts(false, true)), "announced"), only(ofObjects(cuts(false, true)), "announced")),
		usual("F9", "500, 502, 503, 504", []string{"server", "unknown"}, ofManifest(failing), ofObjects(failing)),
		throttled,
		denied,
		usual("F12", "404 for the manifest", []string{"not-found"}, ofManifest(absent)),
		usual("F13", "404 for one listed file", []string{"torn"},
			ofObjects(func(n int, name string, b []byte) *reply {
				if !strings.HasPrefix(name, "b/shop.de.") {
					return nil
				}
				return absent(n, name, b)
			})),
		usual("F14", "200 with nothing, null, {} or []", []string{"invalid", "torn"},
			ofManifest(turns(nil, []byte("null"), []byte("{}"), []byte("[]"))),
			ofObjects(turns(nil, []byte("null"), []byte("{}"), []byte("[]")))),
		usual("F15", "200 with the page of a captive portal", []string{"invalid", "torn", "too-large"},
			ofManifest(turns(portal)), ofObjects(turns(portal))),
		usual("F16", "garbage, invalid UTF-8", []string{"invalid", "torn"},
			ofManifest(rewrites(garbage, badUTF8)), ofObjects(rewrites(garbage))),
		usual("F17", "a body without end, a gzip bomb", []string{"too-large"},
			ofManifest(oversize), ofObjects(oversize),
			only(ofManifest(bomb), "bomb", http1, s3), only(ofObjects(bomb), "bomb", http1, s3)),
		usual("F18", "JSON too deep, keys twice", []string{"invalid"}, ofManifest(rewrites(deep, duplicate))),
		usual("F19", "a newer major format", []string{"version"}, ofManifest(rewrites(major))),
		usual("F20", "an object with another hash", []string{"torn"}, ofObjects(rewrites(otherByte))),
		usual("F21", "signature missing or of a stranger", []string{"signature"}, ofManifest(rewrites(stranger, unsigned))),
	}
}

// nextCheck verifies when the client means to ask again.
func nextCheck(least, most time.Duration) func(*world) error {
	return func(w *world) error {
		in := time.Until(w.client.Status().NextCheck)
		if in < least-slack || in > most {
			return fmt.Errorf("the next check is in %v", in)
		}
		return nil
	}
}

// orderRows are the faults of order and time.
func orderRows() []Row {
	replay := func(rev int) func(int, string, []byte) *reply {
		return func(int, string, []byte) *reply { return &reply{body: manifestOf(rev)} }
	}
	older := usual("F22", "an older sequence: replay, stale edge", []string{"older"}, ofManifest(replay(old)))
	older.Says[First], older.Shows[First], older.Quiet[First] = "the older texts, as the first", []int{own, old}, true
	older.Recover = "the next newer"

	rollback := Row{
		ID: "F23", Name: "intended rollback: old texts, new sequence", Says: [3]string{newTexts, newTexts, newTexts},
		Shows: [3][]int{{base, rolledBack}, {base, rolledBack}, {own, rolledBack}}, After: rolledBack,
		Also: "Sequence rises", Recover: oneSpell, Variants: []Variant{{Publish: []int{rolledBack}, Left: true}},
	}
	flap := Row{
		ID: "F24", Name: "edges flap between two revisions",
		Says:  [3]string{"the newer stays", "the newer of both and the snapshot", "any one whole set"},
		Shows: [3][]int{{base, next}, {base, next}, {own, base, next}}, Signal: []string{"older"}, Recover: notThere,
		Variants: []Variant{{Publish: []int{next}, Left: true, Effect: &effect{manifest: true, with: func(n int, _ string, _ []byte) *reply {
			if n%2 == 1 {
				return &reply{body: manifestOf(base)}
			}
			return nil
		}}}},
	}
	behind := usual("F25", "manifest new, files old", []string{"torn"}, ofObjects(oldFiles))
	frozen := Row{
		ID: "F26", Name: "the same manifest for ever", Says: [3]string{lastKnown, snapshot, "the frozen texts"},
		Shows: [3][]int{{base}, {base}, {own, base}}, Also: "Published grows old", Recover: oneSpell,
		Variants: []Variant{{Publish: []int{next}, Left: true, Effect: &effect{manifest: true, with: replay(base)}, Verify: published(base)}},
	}
	clock := Row{
		ID: "F27", Name: "clocks apart by a day, by ten years", Says: [3]string{newTexts, newTexts, newTexts},
		Shows: [3][]int{{base, next}, {base, next}, {own, next}}, Also: "Published is in the future, or long ago", Recover: notThere,
	}
	const day = 24 * time.Hour
	for _, skew := range []time.Duration{day, -day, 3650 * day, -3650 * day} {
		clock.Variants = append(clock.Variants, Variant{Name: skew.String(), Publish: []int{next}, Skew: skew, Left: true})
	}
	return []Row{older, rollback, flap, behind, frozen, clock}
}

// elsewhere is the URL of another host, which has the files of next. It runs
// until the tests end.
var elsewhere = sync.OnceValue(func() string {
	return httptest.NewServer(http.FileServerFS(filesOf(next, 0))).URL
})

// oldFiles serves files of base in the places of those of next.
func oldFiles(n int, name string, _ []byte) *reply {
	have := files(filesOf(base, 0))
	if _, same := have[name]; same {
		return nil
	}
	for _, other := range slices.Sorted(maps.Keys(have)) {
		if prefix, _, ok := strings.Cut(name, "."); ok && strings.HasPrefix(other, prefix) {
			return &reply{body: have[other]}
		}
	}
	return nil
}

func published(rev int) func(*world) error {
	return func(w *world) error {
		st := w.client.Status()
		if st.Sequence != sequenceOf(rev) || st.Published.IsZero() {
			return fmt.Errorf("sequence %d, published %v", st.Sequence, st.Published)
		}
		return nil
	}
}

// publishRows are the faults of publishing and of the own machine.
func publishRows() []Row {
	redirects := func(n int, _ string, _ []byte) *reply {
		to := []string{"?", "http://portal.invalid/login", "https://127.0.0.1:1/x"}[n/4%3]
		return &reply{status: http.StatusFound, header: http.Header{"Location": {to}}}
	}
	astray := func(_ int, name string, _ []byte) *reply {
		return &reply{status: http.StatusFound, header: http.Header{"Location": {elsewhere() + "/" + name}}}
	}
	half := func(all bool) func() map[string][]byte {
		return func() map[string][]byte {
			some := map[string][]byte{}
			for name, body := range files(filesOf(next, 0)) {
				if !isManifest(name) && (all || len(some) == 0) {
					some[name] = body
				}
			}
			return some
		}
	}
	dies := Row{
		ID: "F29", Name: "publishing dies after k of n files", Says: [3]string{lastKnown, snapshot, "the previous set"},
		Shows: [3][]int{{base}, {base}, {own, base}}, Also: "none", Recover: "the next publish",
		Variants: []Variant{
			{Name: "one file", Put: []func() map[string][]byte{half(false)}},
			{Name: "all but the manifest", Put: []func() map[string][]byte{half(true)}},
		},
	}
	empty := usual("F30", "a publish that empties the site, without saying so", []string{"invalid"},
		Variant{Put: []func() map[string][]byte{func() map[string][]byte { return map[string][]byte{manifestName: emptied()} }}})
	bad := Row{
		ID: "F31", Name: "one text hostile", Says: [3]string{"new texts, the page's own for that one", "the same", "the same"},
		Shows: [3][]int{{base, hostile}, {base, hostile}, {own, hostile}}, After: hostile, Also: "Refused counts it",
		Recover: "the next publish", Variants: []Variant{{Publish: []int{hostile}, Left: true}},
		Done: func(w *world) error {
			if w.client.Status().Refused == 0 {
				return fmt.Errorf("no text was refused")
			}
			return nil
		},
	}
	edge := usual("F36", "the CDN keeps a 404 or 5xx that is over", []string{"not-found", "torn", "server", "unknown"})
	for _, status := range []int{404, 503} {
		for _, v := range []Variant{ofManifest(statuses(nil, status)), ofObjects(statuses(nil, status))} {
			v.Linger = time.Second
			edge.Variants = append(edge.Variants, only(v, fmt.Sprint(status), http1, s3))
		}
	}
	edge.Recover, edge.Within = "what the CDN keeps it for", time.Second
	return []Row{
		usual("F28", "redirect loop, other host, other scheme", []string{"redirect"},
			Variant{Only: []string{http1}, Times: 4, Effect: &effect{with: redirects}},
			Variant{Name: "to a host that has the files", Only: []string{http1}, Effect: &effect{with: astray}}),
		dies, empty, bad,
		snapshotRow(), madeUpRow(), edge,
		usual("F37", "a panic in a transport or a file system", []string{"panic"}, Variant{Panic: true, Only: []string{http1, disk}}),
	}
}

// snapshotRow is the one fault of the disk.
func snapshotRow() Row {
	damage := func(change func([]byte) []byte) func(*world) {
		return func(w *world) {
			raw, err := os.ReadFile(w.snapshotFile())
			if err != nil {
				raw = []byte("content snapshot 1\n")
				must(os.MkdirAll(w.dir, 0o755))
			}
			must(os.WriteFile(w.snapshotFile(), change(raw), 0o644))
		}
	}
	noFolder := func(w *world) {
		must(os.RemoveAll(w.dir))
		must(os.WriteFile(w.dir, nil, 0o644))
	}
	return Row{
		ID: "F33", Name: "snapshot damaged, or the disk takes none",
		Says:  [3]string{lastKnown, "the page's own, then new texts", newTexts},
		Shows: [3][]int{{base}, {own, base}, {own, base}}, Also: "SnapshotError, Start", Recover: oneSpell,
		Variants: []Variant{
			{Name: "cut", Snapshot: true, Setup: damage(func(b []byte) []byte { return b[:len(b)/2] })},
			{Name: "empty", Snapshot: true, Setup: damage(func([]byte) []byte { return nil })},
			{Name: "one bit", Snapshot: true, Setup: damage(func(b []byte) []byte { b = bytes.Clone(b); b[len(b)/2] ^= 1; return b })},
			{Name: "no folder", Snapshot: true, Setup: noFolder, Verify: func(w *world) error {
				if w.client.Status().SnapshotError == "" {
					return fmt.Errorf("the status says nothing of the snapshot")
				}
				return nil
			}},
		},
	}
}

// madeUpRow asks for locales and keys that nobody has published.
func madeUpRow() Row {
	return Row{
		ID: "F35", Name: "made-up locales and keys",
		Says:  [3]string{"last known texts; fallback for what is made up", "the same", newTexts},
		Shows: [3][]int{{base}, {base}, {own, base}}, Also: "none", Recover: notThere,
		Variants: []Variant{{Verify: func(w *world) error {
			begin := time.Now()
			manifest, objects := w.requests()
			for i := range 5000 {
				v := w.client.View(fmt.Sprintf("x%d-%04X", i, rand.IntN(1<<16)))
				if _, ok := v.Lookup(fmt.Sprintf("made%d.up", i)); ok || v.Locale() != "en" && v.Locale() != "" {
					return fmt.Errorf("found something in %q", v.Locale())
				}
			}
			m, o := w.requests()
			if m-manifest > int(time.Since(begin)/(Refresh-Refresh/10))+2 || o > objects {
				return fmt.Errorf("%d and %d requests", m-manifest, o-objects)
			}
			return nil
		}}},
	}
}

// Rows returns the matrix.
func Rows() []Row {
	var rows []Row
	for _, list := range [][]Row{connectionRows(), bodyRows(), orderRows(), publishRows(), specialRows()} {
		rows = append(rows, list...)
	}
	slices.SortFunc(rows, func(a, b Row) int { return a.number() - b.number() })
	return rows
}

func (r *Row) number() int {
	n := 0
	_, _ = fmt.Sscanf(r.ID[1:], "%d", &n)
	if r.ID[0] != 'F' {
		n += 1000
	}
	return n
}
