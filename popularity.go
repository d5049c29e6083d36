package content

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/teletextio/content/cache"
)

// popularityEvery is how often what is popular is kept on disk.
const popularityEvery = 10 * time.Minute

// popularityObject is the one object of the file.
const popularityObject = "popularity"

// mostPopularity is the largest file that is read back, in bytes.
const mostPopularity = 32 << 20

// Weights tells how often the bundles are asked for, relative to the most
// popular one, which has 100: what content.yaml takes as weights, so that
// clients that start with nothing load the right bundles first. Long past
// requests count less.
//
// [Client.StatusHandler] writes them as a part of content.yaml.
//
// It is nil while all bundles are in memory, as they are for nearly every
// site: then nothing is counted and weights are not needed. Bundles that stay
// in memory are not counted either.
func (c *Client) Weights() map[string]float64 {
	var weights map[string]float64
	most := 0.0
	for _, s := range c.store.Popularity() {
		if weights == nil {
			weights = map[string]float64{}
		}
		weights[s.Bundle] += s.Visits
		most = max(most, weights[s.Bundle])
	}
	for name, n := range weights {
		weights[name] = math.Ceil(100 * n / most)
	}
	return weights
}

// mostWeights is how many weights a status shows.
const mostWeights = 100

// heaviest returns the largest of many weights.
func heaviest(weights map[string]float64) map[string]float64 {
	if len(weights) <= mostWeights {
		return weights
	}
	some := make(map[string]float64, mostWeights)
	for _, name := range byWeight(weights)[:mostWeights] {
		some[name] = weights[name]
	}
	return some
}

// byWeight lists bundles, the heaviest first.
func byWeight(weights map[string]float64) []string {
	return slices.SortedFunc(maps.Keys(weights), func(a, b string) int {
		return cmp.Or(cmp.Compare(weights[b], weights[a]), cmp.Compare(a, b))
	})
}

// weightsYAML writes weights as content.yaml has them, the heaviest first.
func weightsYAML(weights map[string]float64) []byte {
	if len(weights) == 0 {
		return []byte("# All bundles are in memory, or none has been asked for: weights are not needed.\n")
	}
	b := []byte("bundles:\n")
	for _, name := range byWeight(weights) {
		b = fmt.Appendf(b, "  %q: {weight: %.0f}\n", name, weights[name])
	}
	return b
}

// popularityFile lies beside the snapshot.
func (c *Client) popularityFile() string {
	return strings.TrimSuffix(c.snapshotFile(), filepath.Ext(c.snapshotFile())) + ".popularity"
}

// loadPopularity begins with what the process before has known. A damaged file
// is like none: nothing but speed depends on it.
func (c *Client) loadPopularity() {
	s, err := cache.ReadSnapshot(c.popularityFile(), mostPopularity)
	if err == nil {
		var list []cache.Score
		if err = json.Unmarshal(s.Object(popularityObject), &list); err == nil {
			c.store.SetPopularity(list)
			return
		}
	}
	if !errors.Is(err, fs.ErrNotExist) {
		c.opts.Logger.Warn("content: cannot read what was popular; going on without it", "error", cut(err.Error()))
	}
}

// keepPopularity writes what is popular, if there is something to know and the
// last write is long ago or this is the last chance. saving is held.
func (c *Client) keepPopularity(last bool) {
	if c.opts.Snapshot == "" || !last && time.Since(c.popularKept) < popularityEvery {
		return
	}
	list := c.store.Popularity()
	if len(list) == 0 {
		return
	}
	c.popularKept = time.Now()
	raw, err := json.Marshal(list) // numbers and strings: it has no error
	if err == nil {
		err = cache.WriteSnapshot(c.popularityFile(), map[string][]byte{popularityObject: raw})
	}
	if err != nil && c.status.saved(err) {
		c.opts.Logger.Warn("content: cannot write what is popular; going on without it", "error", cut(err.Error()))
	}
}
