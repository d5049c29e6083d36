package faulttest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/teletextio/content"
)

// counter counts log lines that an operator has to read.
type counter struct {
	mu    sync.Mutex
	lines []string
}

func (c *counter) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lines = append(c.lines, string(p))
	return len(p), nil
}

func (c *counter) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(c, &slog.HandlerOptions{Level: slog.LevelWarn}))
}

func (c *counter) since(n int) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.lines[n:])
}

// Bounds of what a cell waits for.
const (
	signalWait   = 60 * time.Second // the longest deadline of a fetch is 15 s
	pagesPerLook = 30
	mostLines    = 6 // warnings while one fault lasts
	closeWait    = 3 * time.Second
)

// tardy says that something took too long. On a busy machine that may be the
// machine's fault, and the cell is run once more, alone.
type tardy struct{ error }

// run is one cell. The error says what is wrong.
func (w *world) run(s *snapshots) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
	}()
	if err := w.prepare(s); err != nil {
		return fmt.Errorf("prepare: %w", err)
	}
	defer w.end()
	lines := len(w.log.since(0))
	begin := time.Now()
	if err := w.breakIt(); err != nil {
		return fmt.Errorf("break: %w", err)
	}
	if w.start != Warm {
		if err := w.open(); err != nil {
			return err
		}
	}
	if err := w.endure(begin, lines); err != nil {
		return fmt.Errorf("while it lasts: %w", err)
	}
	if err := w.recovered(); err != nil {
		return fmt.Errorf("recovery: %w", err)
	}
	return w.closed()
}

// prepare makes the publication and, where that is the start, the client that
// knows it.
func (w *world) prepare(s *snapshots) (err error) {
	if w.col.HTTP {
		if w.origin, err = newOrigin(w); err != nil {
			return err
		}
	}
	if w.start == Restart {
		if err := s.copyTo(w.dir); err != nil {
			return err
		}
	}
	if w.v.Setup != nil {
		w.v.Setup(w)
	}
	if err := w.publish(old, 0); err != nil {
		return err
	}
	if w.start != Warm {
		return w.publish(base, 0)
	}
	if err := w.open(); err != nil {
		return err
	}
	if err := w.await([]int{own, old}, old, signalWait); err != nil {
		return err
	}
	if err := w.publish(base, 0); err != nil {
		return err
	}
	return w.await([]int{old, base}, base, signalWait)
}

// endure looks at pages while the fault lasts.
func (w *world) endure(begin time.Time, lines int) error {
	may := w.row.Shows[w.start]
	if err := w.signalled(may); err != nil {
		return err
	}
	fast, err := w.look(may)
	if err != nil {
		return err
	}
	w.slow(true)
	slowed, err := w.look(may)
	w.slow(false)
	if err != nil {
		return fmt.Errorf("with a slow origin: %w", err)
	}
	if apart := slowed - fast; apart > 20*time.Millisecond {
		return tardy{fmt.Errorf("pages wait for a slow origin: %v, not %v", slowed, fast)}
	}
	if w.v.Verify != nil {
		if err := w.v.Verify(w); err != nil {
			return err
		}
	}
	most := int(time.Since(begin)/(Refresh-Refresh/10)) + 4
	manifest, objects := w.requests()
	per := max(w.v.Times, 1)
	if manifest > most*per || objects > most*len(filesOf(next, 0))*per {
		return fmt.Errorf("%d and %d requests in %v", manifest, objects, time.Since(begin))
	}
	if got := w.log.since(lines); len(got) > mostLines {
		return fmt.Errorf("%d log lines: %s", len(got), strings.Join(got, ""))
	}
	return nil
}

// signalled waits until Status says what is wrong, or, where nothing is, until
// a check has come and gone.
func (w *world) signalled(may []int) error {
	want := w.row.Signal
	if w.row.Quiet[w.start] {
		want = nil
	}
	checks := w.client.Status().Checks
	deadline := time.Now().Add(signalWait)
	for i := 0; ; i++ {
		st := w.client.Status()
		for _, reason := range want {
			if st.Failures[reason] > 0 {
				return nil
			}
		}
		switch {
		case len(want) == 0 && len(st.Failures) > 0:
			return fmt.Errorf("failures: %v: %s", st.Failures, st.LastError)
		case len(want) == 0 && st.Checks > checks+1:
			return nil
		case len(want) > 0 && st.Checks > checks+2:
			return fmt.Errorf("no signal %q: %v: %s", want, st.Failures, st.LastError)
		case time.Now().After(deadline):
			return tardy{errors.New("no check has ended")}
		}
		if _, _, err := w.page(i, may); err != nil {
			return err
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// look asks for pages and returns what the middle one took. One that took as
// long as a request to the slow origin would is an error.
func (w *world) look(may []int) (time.Duration, error) {
	var all []time.Duration
	for i := range pagesPerLook {
		_, took, err := w.page(i, may)
		if err != nil {
			return 0, err
		}
		if took > lateness/2 {
			return 0, tardy{fmt.Errorf("a page took %v", took)}
		}
		all = append(all, took)
		time.Sleep(time.Millisecond)
	}
	slices.Sort(all)
	return all[len(all)/2], nil
}

// page asks for one page and returns the revision that it shows.
func (w *world) page(i int, may []int) (rev int, took time.Duration, err error) {
	before := w.client.Status().Sequence
	locale := []string{"en", "de"}[i%2]
	status := []int{http.StatusOK, http.StatusNotFound, http.StatusCreated}[i%3]
	rec := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, "/?locale="+locale, nil)
	begin := time.Now()
	w.client.Middleware(app(status)).ServeHTTP(rec, r)
	took = time.Since(begin)
	if rec.Code != status {
		return 0, took, fmt.Errorf("status %d, not %d", rec.Code, status)
	}
	for name, want := range appHeader {
		if got := rec.Header().Get(name); got != want {
			return 0, took, fmt.Errorf("header %s: %q, not %q", name, got, want)
		}
	}
	rev, ok := shown(may, locale)[rec.Body.String()]
	if !ok {
		return 0, took, fmt.Errorf("the page shows none of %v: %s", may, rec.Body)
	}
	if title := rec.Header().Get("X-Title"); title != titleOf(rev, locale) {
		return 0, took, fmt.Errorf("two revisions in one page: %d and %q", rev, title)
	}
	if after := w.client.Status().Sequence; after < before {
		return 0, took, fmt.Errorf("the sequence fell from %d to %d", before, after)
	}
	return rev, took, nil
}

func titleOf(rev int, locale string) string {
	if rev == own || rev == hostile {
		return ""
	}
	return textsOf(rev)[locale]["home.title"]
}

// appHeader is what the app sets.
var appHeader = map[string]string{
	"Content-Type": "text/html; charset=utf-8", "X-App": "1", "Set-Cookie": "a=b", "Cache-Control": "private",
}

// app is a site of one page.
func app(status int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, value := range appHeader {
			w.Header().Set(name, value)
		}
		title, _ := content.From(r.Context()).Lookup("home.title")
		w.Header().Set("X-Title", string(title))
		w.WriteHeader(status)
		_, _ = io.WriteString(w, pageSource[:40]) // the recorder takes it all
		_, _ = io.WriteString(w, pageSource[40:])
	})
}

// await asks for pages until they show one revision.
func (w *world) await(may []int, rev int, limit time.Duration) error {
	deadline := time.Now().Add(limit)
	for i := rand.IntN(2); ; i++ {
		got, _, err := w.page(i, may)
		if err != nil {
			return err
		}
		if got == rev {
			return nil
		}
		if time.Now().After(deadline) {
			return tardy{fmt.Errorf("revision %d is shown, not %d, after %v: %+v", got, rev, limit, w.client.Status())}
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// recovered waits for what is published when the fault is over.
func (w *world) recovered() error {
	checks := w.client.Status().Checks
	if err := w.mend(); err != nil {
		return err
	}
	may := append(slices.Clone(w.row.Shows[w.start]), base, w.after())
	if w.v.By {
		if err := w.client.Refresh(context.Background()); err != nil {
			return err
		}
	}
	limit := 2*Refresh + w.row.Within + slack*time.Duration(max(1, w.col.Slower))
	if err := w.await(may, w.after(), limit); err != nil {
		return err
	}
	// One check may have been under way, and one is late at most.
	if n := w.client.Status().Checks - checks; n > 4 && w.row.Within == 0 {
		return tardy{fmt.Errorf("it took %d checks", n)}
	}
	if w.row.Done != nil {
		if err := w.row.Done(w); err != nil {
			return err
		}
	}
	for deadline := time.Now().Add(limit); ; time.Sleep(5 * time.Millisecond) {
		st := w.client.Status()
		if st.State == content.StateCurrent && st.LastError == "" && st.Whole {
			return nil
		}
		if time.Now().After(deadline) {
			return tardy{fmt.Errorf("the state is %q: %s", st.State, cmp.Or(st.LastError, "-"))}
		}
	}
}

// closed ends the client.
func (w *world) closed() error {
	begin := time.Now()
	err := w.client.Close()
	if took := time.Since(begin); took > closeWait {
		return tardy{errors.Join(err, fmt.Errorf("Close took %v", took))}
	}
	if err != nil {
		return tardy{err} // the only error of Close
	}
	_, _, err = w.page(0, []int{w.after()})
	return err
}

// end frees what the cell has.
func (w *world) end() {
	w.slow(false)
	if w.client != nil {
		_ = w.client.Close() // a second time
	}
	if w.origin != nil {
		w.origin.close()
	}
}
