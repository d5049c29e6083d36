package faulttest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
	"github.com/teletextio/content/fetch"
)

// specialRows are those that have nothing to do with the kind of Fetcher.
func specialRows() []Row {
	return []Row{
		{
			ID: "F32", Name: "1,000 instances start together", Says: [3]string{newTexts, newTexts, "new texts within two periods"},
			Also: "none; requests of any second at most 3× the mean", Recover: notThere, Special: herd,
		},
		{
			ID: "F34", Name: "nothing is published for 30 days", Says: [3]string{"texts as last published", "the same", "the same"},
			Also: "none", Recover: notThere, Special: longSilence,
		},
		{
			ID: "F38", Name: "partial mode: bundle on demand is slow, refused, 5xx or absent",
			Says: [3]string{"fallback locale within Wait, the next page new texts", "the same", "the page's own, then the same"},
			Also: "OnDemand.Failures", Recover: "background", Special: slowDemand,
		},
		{
			ID: "F39", Name: "the process stands still in the middle of a fetch",
			Says: [3]string{"last known texts at once", notThere, notThere},
			Also: "none: it is no failure", Recover: "one period awake", Special: frozen,
		},
	}
}

// stored returns what a client of a start begins with.
func stored(s Start) *content.Options {
	o := &content.Options{}
	if s == Restart {
		o.Seed = filesOf(base, 0)
	}
	return o
}

// herd starts a thousand clients in one moment and counts requests by second.
func herd(t *testing.T, s Start) {
	synctest.Test(t, func(t *testing.T) {
		const n, seconds = 1000, 120
		script := contenttest.NewScript(textsOf(base))
		script.PublishWith(textsOf(base), &contenttest.PublishOptions{Sequence: sequenceOf(base)})
		begin := time.Now()
		var counts [seconds + 1]atomic.Int64
		f := fetch.Func(func(ctx context.Context, r fetch.Request) (fetch.Response, error) {
			if sec := int(time.Since(begin) / time.Second); isManifest(r.Name) && sec < seconds {
				counts[sec].Add(1)
			}
			return script.Fetch(ctx, r)
		})
		clients := make([]*content.Client, n)
		for i := range clients {
			c, err := content.New(f, stored(s))
			if err != nil {
				t.Fatal(err)
			}
			clients[i] = c
		}
		defer func() {
			for _, c := range clients {
				_ = c.Close()
			}
		}()
		time.Sleep(2 * content.DefaultRefresh)
		for _, c := range clients {
			if got := c.Get("home.title", "en"); string(got) != titleOf(base, "en") {
				t.Fatalf("%q after two periods", got)
			}
		}
		time.Sleep(seconds*time.Second - time.Since(begin))
		from := 0
		switch s { // New asks at once, and once, when there is nothing to show
		case Warm:
			from = 20
		case First:
			from = 1
		}
		checkHerd(t, counts[from:seconds], n)
	})
}

// checkHerd compares the busiest second with the mean.
func checkHerd(t *testing.T, counts []atomic.Int64, n int) {
	total, peak := int64(0), int64(0)
	for i := range counts {
		total += counts[i].Load()
		peak = max(peak, counts[i].Load())
	}
	mean := float64(total) / float64(len(counts))
	if float64(peak) > 3*mean {
		t.Errorf("the busiest second has %d requests, the mean is %.0f", peak, mean)
	}
	if most := float64(n) / content.DefaultRefresh.Seconds() * 1.15; mean > most {
		t.Errorf("%.0f requests a second, not %.0f", mean, most)
	}
}

// longSilence polls for a month.
func longSilence(t *testing.T, s Start) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		script := &contenttest.Script{}
		script.PublishWith(textsOf(base), &contenttest.PublishOptions{Sequence: sequenceOf(base)})
		o := &content.Options{Refresh: 10 * time.Minute, Snapshot: dir}
		open := func() *content.Client {
			c, err := content.New(script, o)
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		c := open()
		time.Sleep(30 * 24 * time.Hour)
		if s != Warm {
			if err := c.Close(); err != nil {
				t.Error(err)
			}
			if s == First {
				o.Snapshot = filepath.Join(dir, "other")
			}
			c = open()
			time.Sleep(2 * o.Refresh)
		}
		if got := c.Get("home.title", "de"); string(got) != titleOf(base, "de") {
			t.Errorf("%q after 30 days", got)
		}
		if st := c.Status(); len(st.Failures) > 0 || st.State != content.StateCurrent || st.StoodStill > 0 {
			t.Errorf("status: %+v", st)
		}
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
}

// library is a publication that is larger than libraryBudget.
func library() contenttest.Texts {
	texts := contenttest.Texts{"en": {}, "de": {}}
	for tag := range texts {
		for i := range 30 {
			texts[tag][fmt.Sprintf("book%02d.title", i)] = tag + " " + strings.Repeat("word ", 500)
		}
	}
	return texts
}

const libraryBudget = 100 << 10

// slowDemand asks for pages whose bundles are not in memory.
func slowDemand(t *testing.T, s Start) {
	for name, a := range map[string]contenttest.Answer{
		"slow":    {Delay: lateness},
		"refused": {Err: errors.New("connection refused")},
		"5xx":     {Delay: 10 * time.Millisecond, Err: &fetch.StatusError{Status: 503}},
		"absent":  {Delay: 10 * time.Millisecond, Err: fetch.ErrNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			synctest.Test(t, func(t *testing.T) { slowShelf(t, s, a, dir) })
		})
	}
}

func slowShelf(t *testing.T, s Start, a contenttest.Answer, dir string) {
	script := contenttest.NewScript(library())
	o := &content.Options{Budget: libraryBudget, StartWait: time.Minute}
	if s == Restart {
		o.Snapshot = dir
		c, err := content.New(script, o)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Close(); err != nil { // the snapshot is written
			t.Fatal(err)
		}
	}
	fault := func() { script.Always("b/*", a) }
	if s == First {
		script.Always("", contenttest.Answer{Err: errors.New("connection refused")})
	}
	c, err := content.New(script, o)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if s == First {
		if body, took := bookPage(c, 0); body != bookSource(0) || took != 0 {
			t.Errorf("with nothing: %v: %.80s", took, body)
		}
		script.Clear()
		time.Sleep(2 * content.DefaultRefresh)
	}
	time.Sleep(time.Minute) // what is fetched ahead is there
	fault()
	book := 0
	for ; book < 30; book++ { // one that is in memory in neither locale, or in English alone
		if body, took := bookPage(c, book); took > 0 || !strings.Contains(body, ">de ") {
			if took > content.DefaultWait {
				t.Errorf("a page waits for %v", took)
			}
			break
		}
	}
	before := script.Count("")
	begin := time.Now()
	for range 100 {
		if _, took := bookPage(c, book); took > content.DefaultWait {
			t.Errorf("a page waits for %v", took)
		}
	}
	if n := script.Count("") - before; n > 3+int(time.Since(begin)/content.DefaultRefresh*2) {
		t.Errorf("100 pages cause %d requests", n)
	}
	script.Clear()
	time.Sleep(2 * time.Minute)
	_, _ = bookPage(c, book)
	time.Sleep(time.Second)
	if body, took := bookPage(c, book); took != 0 || !strings.Contains(body, ">de ") {
		t.Errorf("afterwards: %v: %.80s", took, body)
	}
}

func bookSource(book int) string {
	return fmt.Sprintf(`<p data-txt="book%02d.title">own</p>`, book)
}

// bookPage asks for a page in German and returns what it took.
func bookPage(c *content.Client, book int) (string, time.Duration) {
	rec := httptest.NewRecorder()
	begin := time.Now()
	c.Middleware(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(bookSource(book)))
	})).ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/?locale=de", nil))
	return rec.Body.String(), time.Since(begin)
}
