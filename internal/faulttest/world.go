package faulttest

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
	"github.com/teletextio/content/fetch"
)

// Column is a kind of Fetcher.
type Column struct {
	Name string

	// HTTP says that requests go through a listener, which can fail in more
	// ways than a folder.
	HTTP bool

	// Slower is how much longer than usual things may take.
	Slower int

	// Open returns the Fetcher of a cell. base is the URL of the listener,
	// and site names the cell in a store that cells share.
	Open func(w Way) (fetch.Fetcher, error)

	// Put writes a file of a site; nil: the listener has the files itself.
	Put func(site, name string, body []byte) error

	// Proxy is the URL that the listener passes requests on to; "": none.
	Proxy string
}

// Way is what a Fetcher is made of.
type Way struct {
	Base   string       // URL of the listener
	Site   string       // names the cell
	Client *httpClient  // that the row needs; nil: the default
	Files  *faultyFiles // what lies in the folder
}

// world is all that one cell has.
type world struct {
	col   *Column
	row   *Row
	v     *Variant
	start Start
	site  string
	dir   string // for the snapshot

	origin   *origin // nil: no listener
	client   *content.Client
	log      *counter
	panicked atomic.Bool // the transport is to panic

	// writing is held while a file is replaced behind the proxy: the server of
	// the tests writes a file and its entity tag one after the other, where
	// S3 replaces an object in one step. Right answers hold it for reading.
	writing sync.RWMutex

	mu       sync.Mutex // guards all below
	files    map[string][]byte
	effect   *effect
	hits     int           // requests that the effect concerned
	late     chan struct{} // requests wait for it to be closed; nil: they do not
	manifest int           // requests
	objects  int
	mended   chan struct{} // closed when the fault is over
}

// lateness is how long an origin that is slow takes.
const lateness = 5 * time.Second

// publish writes a revision: objects, then the manifest.
func (w *world) publish(rev int, skew time.Duration) error {
	all := files(filesOf(rev, skew))
	return w.put(all, manifestName)
}

// put writes files, the one called last at the end.
func (w *world) put(all map[string][]byte, last string) error {
	for _, late := range []bool{false, true} {
		for name, body := range all {
			if (name == last) != late {
				continue
			}
			if w.col.Put != nil {
				w.writing.Lock()
				err := w.col.Put(w.site, name, body)
				w.writing.Unlock()
				if err != nil {
					return fmt.Errorf("publish %q: %w", name, err)
				}
			}
			w.mu.Lock()
			w.files[name] = body
			w.mu.Unlock()
		}
	}
	return nil
}

// take counts a request, waits where the origin is slow, and returns what the
// effect makes of it; nil: nothing.
func (w *world) take(ctx context.Context, name string) *reply {
	w.mu.Lock()
	if isManifest(name) {
		w.manifest++
	} else {
		w.objects++
	}
	late := w.late
	w.mu.Unlock()
	if late != nil {
		timer := time.NewTimer(lateness)
		select {
		case <-timer.C:
		case <-late:
		case <-ctx.Done():
		}
		timer.Stop()
	}
	return w.spoil(name, true)
}

// spoil returns what the effect makes of a file. count says that it is a
// request of its own.
func (w *world) spoil(name string, count bool) *reply {
	w.mu.Lock()
	defer w.mu.Unlock()
	body, ok := w.files[name]
	if w.effect == nil || !w.effect.concerns(name) {
		return nil
	}
	if !ok {
		body = []byte("{}")
	}
	n := w.hits
	if count {
		w.hits++
	}
	return w.effect.with(n, name, body)
}

func (w *world) file(name string) ([]byte, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	body, ok := w.files[name]
	return body, ok
}

// breakIt begins the fault. The effect is there before anything is published,
// and requests that have not seen it are over, so that no check gets what it is
// to hide.
func (w *world) breakIt() error {
	w.writing.Lock()
	w.mu.Lock()
	w.effect, w.hits, w.manifest, w.objects = w.v.Effect, 0, 0, 0
	w.mended = make(chan struct{})
	w.mu.Unlock()
	w.writing.Unlock()
	for _, rev := range w.v.Publish {
		if err := w.publish(rev, w.v.Skew); err != nil {
			return err
		}
	}
	if len(w.v.Put) > 0 {
		for _, more := range w.v.Put {
			if err := w.put(more(), manifestName); err != nil {
				return err
			}
		}
	}
	if w.v.Listen != nil {
		w.v.Listen(w.origin)
	}
	w.panicked.Store(w.v.Panic)
	return nil
}

// mend ends the fault.
func (w *world) mend() error {
	time.AfterFunc(w.v.Linger, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.effect = nil
	})
	w.mu.Lock()
	if w.v.Linger == 0 {
		w.effect = nil
	}
	if w.mended != nil {
		close(w.mended)
		w.mended = nil
	}
	w.mu.Unlock()
	w.panicked.Store(false)
	if w.v.Listen != nil {
		if err := w.origin.restore(); err != nil {
			return err
		}
	}
	after := w.after()
	if w.v.Left {
		return nil // what was published is to come by itself
	}
	return w.publish(after, w.v.Skew)
}

func (w *world) after() int {
	if w.row.After != 0 {
		return w.row.After
	}
	return next
}

// slow makes the origin slow, or ends that.
func (w *world) slow(on bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if on {
		w.late = make(chan struct{})
	} else if w.late != nil {
		close(w.late)
		w.late = nil
	}
}

func (w *world) requests() (manifest, objects int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.manifest, w.objects
}

func (w *world) over() <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.mended == nil {
		closed := make(chan struct{})
		close(closed)
		return closed
	}
	return w.mended
}

// Refresh is the period of the clients.
const Refresh = 200 * time.Millisecond

// options are those of a site.
func (w *world) options() *content.Options {
	o := &content.Options{
		Project: contenttest.DefaultProject, Refresh: Refresh, Keys: publicKeys(), Logger: w.log.logger(),
	}
	if w.start == Restart || w.v.Snapshot {
		o.Snapshot = w.dir
	}
	return o
}

// open makes the client of the cell, as long as it may take.
func (w *world) open() error {
	way := Way{Site: w.site, Files: &faultyFiles{w}}
	if w.origin != nil {
		way.Base, way.Client = w.origin.base(), w.origin.httpClient()
	}
	f, err := w.col.Open(way)
	if err != nil {
		return err
	}
	begin := time.Now()
	w.client, err = content.New(f, w.options())
	if err != nil {
		return fmt.Errorf("content.New: %w", err)
	}
	if took := time.Since(begin); took > content.DefaultStartWait+slack {
		return tardy{fmt.Errorf("content.New took %v", took)}
	}
	return nil
}

// slack is what a busy machine may add to anything.
const slack = 4 * time.Second

// snapshots is a folder with a snapshot of base, made once.
type snapshots struct{ dir string }

func newSnapshots(dir string) (*snapshots, error) {
	var client *content.Client
	all := filesOf(base, 0)
	client, err := content.New(fetch.FS(all), &content.Options{
		Project: contenttest.DefaultProject, Refresh: -1, StartWait: 10 * time.Second, Keys: publicKeys(), Snapshot: dir,
	})
	if err != nil {
		return nil, err
	}
	return &snapshots{dir}, client.Close() // waits for the snapshot
}

// copyTo gives a cell a snapshot of its own.
func (s *snapshots) copyTo(dir string) error {
	return os.CopyFS(dir, os.DirFS(s.dir))
}

func (w *world) snapshotFile() string {
	return filepath.Join(w.dir, contenttest.DefaultProject+"."+contenttest.DefaultChannel+".snapshot")
}

// shown returns the page that belongs to a revision.
func shown(list []int, locale string) map[string]int {
	pages := map[string]int{}
	for _, rev := range list {
		pages[pageOf(rev, locale)] = rev
	}
	return maps.Clone(pages)
}
