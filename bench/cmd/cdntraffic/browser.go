package main

import (
	"math"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
)

// visitor is a browser with its HTTP cache.
type visitor struct {
	locale string
	has    map[string]bool // immutable objects
	tag    string          // of the manifest that it has
	asked  int             // when it was fetched or confirmed, in seconds
}

// fresh is how long a browser uses a manifest without asking, in seconds.
const fresh = 5

// visit is a sequence of pages.
type visit struct {
	at    int // seconds
	pages []int
}

// browse simulates two days and returns the traffic of the second.
func browse(m model, c *cdn) traffic {
	random := rand.New(rand.NewPCG(m.seed, 2))
	var known []*visitor
	var before traffic
	reader := &counted{cdn: c}
	for d := range 2 {
		before = reader.traffic
		for _, v := range visits(m, random, d*day) {
			who := &visitor{locale: locales[random.IntN(len(locales))], has: map[string]bool{}, asked: -1 << 30}
			if len(known) > 0 && random.Float64() < m.returning {
				who = known[random.IntN(len(known))]
			} else {
				known = append(known, who)
			}
			at := v.at
			for _, page := range v.pages {
				c.at = min(at*m.publishes/day, len(c.manifests)-1)
				who.look(reader, page, at)
				at += 10 + random.IntN(80) // seconds on the page
			}
		}
	}
	return traffic{
		requests: reader.requests - before.requests, unchanged: reader.unchanged - before.unchanged, bytes: reader.bytes - before.bytes,
	}
}

// visits are those of a day, more of them in the evening.
func visits(m model, random *rand.Rand, from int) []visit {
	var list []visit
	for left := m.views; left > 0; {
		n := min(left, 1+int(random.ExpFloat64()*(m.perVisit-0.5)))
		left -= n
		at := random.IntN(day)
		for random.Float64() > 0.5-0.5*math.Cos(2*math.Pi*(float64(at)/day-0.15)) {
			at = random.IntN(day)
		}
		v := visit{at: from + at}
		for range n {
			v.pages = append(v.pages, int(math.Min(pages-1, random.ExpFloat64()*6)))
		}
		list = append(list, v)
	}
	slices.SortFunc(list, func(a, b visit) int { return a.at - b.at })
	return list
}

// look opens one page: the script needs the manifest, the index of its locale,
// the common bundle and that of the page.
func (v *visitor) look(c *counted, page, at int) {
	if at-v.asked >= fresh {
		r := request(manifest)
		if v.tag != "" {
			r.Header.Set("If-None-Match", v.tag)
		}
		if resp, err := c.RoundTrip(r); err == nil && resp.StatusCode == http.StatusOK {
			v.tag = resp.Header.Get("ETag")
		}
		v.asked = at
	}
	for _, prefix := range []string{
		"i/" + v.locale + ".", "b/common." + v.locale + ".", "b/page" + strconv.Itoa(page) + "." + v.locale + ".",
	} {
		name := c.cdn.named(prefix)
		if !v.has[name] {
			v.has[name] = true
			_, _ = c.RoundTrip(request(name)) // it is there
		}
	}
}

func request(name string) *http.Request {
	r, err := http.NewRequest(http.MethodGet, "https://cdn.example.com/"+name, nil)
	if err != nil {
		panic(err)
	}
	return r
}
