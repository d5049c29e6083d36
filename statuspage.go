package content

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// StatusHandler returns a handler that shows [Client.Status]: to programs as
// JSON, with the names of Status, to people as a small page.
//
//	admin.Handle("GET /debug/content", client.StatusHandler())
//
// With ?format=weights it writes [Client.Weights] as a part of content.yaml, for
// a publication that is larger than Options.Budget.
//
// It answers GET and HEAD; others get 405. The form follows from the Accept of
// the request, HTML where it names text/html and JSON otherwise, or from
// ?format=json and ?format=html. The status is always 200: a state other than
// current is no reason to take an instance out of service. Read the field
// state, or alert on ageSeconds and failures.
//
// Neither form is stored by caches. The page has no script, and its style
// sheet comes from the handler itself (?format=css), so that a
// Content-Security-Policy with style-src 'self' is enough; its own is stricter
// in all else. Nothing of a text or a visitor is shown. What is shown are
// names of the project, the locales, and the errors of the fetcher, the
// snapshot and the seed: those of this module have no passwords, keys or
// queries of URLs in them, but may name hosts and files. Put the handler where
// only operators get to.
func (c *Client) StatusHandler() http.Handler { return &statusHandler{c} }

type statusHandler struct{ c *Client }

func (h *statusHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	Skip(r.Context()) // should the middleware be around: this is no page of the site
	header := w.Header()
	header.Set("X-Content-Type-Options", "nosniff")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		header.Set("Allow", "GET, HEAD")
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	header.Set("Cache-Control", "no-store")
	header.Set("Vary", "Accept")
	header.Set("X-Robots-Tag", "noindex")
	header.Set("Cross-Origin-Resource-Policy", "same-origin")
	format := r.URL.Query().Get("format")
	switch {
	case format == "css":
		send(w, r, "text/css; charset=utf-8", statusCSS)
	case format == "weights":
		send(w, r, "text/plain; charset=utf-8", weightsYAML(h.c.Weights()))
	case format == "html", format != "json" && acceptsHTML(r.Header):
		h.page(w, r)
	default:
		body, _ := json.MarshalIndent(h.c.Status(), "", "  ") // numbers, strings and times: it has no error
		send(w, r, "application/json", append(body, '\n'))
	}
}

func send(w http.ResponseWriter, r *http.Request, contentType string, body []byte) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		w.Write(body) // the reader has gone when it fails
	}
}

// acceptsHTML reports whether an Accept header (RFC 9110, section 12.5.1)
// names text/html. A program that does not say what it wants gets JSON.
func acceptsHTML(h http.Header) bool {
	for element := range strings.SplitSeq(strings.Join(h.Values("Accept"), ","), ",") {
		kind, params, _ := strings.Cut(element, ";")
		if !strings.EqualFold(strings.TrimSpace(kind), "text/html") {
			continue
		}
		q, given := strings.CutPrefix(strings.ReplaceAll(strings.ToLower(params), " ", ""), "q=")
		weight, err := strconv.ParseFloat(q, 64)
		return !given || err != nil || weight > 0
	}
	return false
}

//go:embed statuspage.css
var statusCSS []byte

//go:embed statuspage.html
var statusHTML string

var statusTemplate = template.Must(template.New("status").Parse(statusHTML))

// statusPolicy lets the page load its style sheet and nothing else.
const statusPolicy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

func (h *statusHandler) page(w http.ResponseWriter, r *http.Request) {
	s := h.c.Status()
	var page bytes.Buffer
	data := statusPage{Status: s, Meaning: stateMeanings[s.State], Facts: factsOf(&s, time.Now()), Figures: figuresOf(&s)}
	if err := statusTemplate.Execute(&page, data); err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Security-Policy", statusPolicy)
	w.Header().Set("Referrer-Policy", "no-referrer")
	send(w, r, "text/html; charset=utf-8", page.Bytes())
}

// statusPage is what the template shows.
type statusPage struct {
	Status  Status
	Meaning string
	Facts   []figure // the few that people look for
	Figures []figure // everything, as in the JSON
}

// figure is one line of the page.
type figure struct{ Name, Value string }

// stateMeanings says what a reader of the site sees.
var stateMeanings = map[State]string{
	StateNone:     "Nothing could be loaded yet. Pages show their own texts.",
	StateSeed:     "Pages show the texts that are part of the program. The origin has not answered yet.",
	StateSnapshot: "Pages show the texts that were kept on disk. The origin has not answered yet.",
	StateCurrent:  "Pages show what the origin had at the last check.",
	StateStale:    "Pages show the last good texts. The last check failed.",
}

func factsOf(s *Status, now time.Time) []figure {
	list := []figure{{"State since", moment(s.Since, now)}}
	if s.Sequence > 0 {
		list = append(list,
			figure{"Revision", fmt.Sprintf("sequence %d of epoch %d", s.Sequence, s.Epoch)},
			figure{"Published", moment(s.Published, now)},
			figure{"Applied", moment(s.Applied, now)},
			figure{"Locales", strings.Join(s.Locales, ", ")},
		)
	}
	confirmed := "never"
	if s.AgeSeconds >= 0 {
		confirmed = span(time.Duration(s.AgeSeconds*float64(time.Second))) + " ago"
	}
	list = append(list,
		figure{"Confirmed by the origin", confirmed},
		figure{"Last check", moment(s.LastCheck, now)},
		figure{"Next check", moment(s.NextCheck, now)},
	)
	if s.LastError != "" {
		list = append(list, figure{"Last error", s.LastReason + ": " + s.LastError})
	}
	if s.SnapshotError != "" {
		list = append(list, figure{"Snapshot", s.SnapshotError})
	}
	return list
}

// moment is a time and how far away it is.
func moment(t, now time.Time) string {
	if t.IsZero() {
		return "–"
	}
	text := t.UTC().Format("2006-01-02 15:04:05 UTC")
	if d := now.Sub(t); d >= 0 {
		return text + ", " + span(d) + " ago"
	}
	return text + ", in " + span(t.Sub(now))
}

// span is a duration as people say it, in one unit.
func span(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return fmt.Sprintf("%.0f s", d.Seconds())
	case d < 2*time.Hour:
		return fmt.Sprintf("%.0f min", d.Minutes())
	case d < 48*time.Hour:
		return fmt.Sprintf("%.0f h", d.Hours())
	}
	return fmt.Sprintf("%.0f days", d.Hours()/24)
}

// figuresOf lists a status as its JSON has it, one line for each value.
func figuresOf(s *Status) []figure {
	body, _ := json.Marshal(s) // see ServeHTTP
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var list []figure
	flatten(dec, "", &list)
	return list
}

// flatten reads one value and appends its lines, in the order of the JSON.
func flatten(dec *json.Decoder, name string, list *[]figure) {
	token, err := dec.Token()
	if err != nil {
		return
	}
	delim, nested := token.(json.Delim)
	if !nested {
		*list = append(*list, figure{name, fmt.Sprint(token)})
		return
	}
	prefix := name
	if name != "" {
		prefix += "."
	}
	for i := 0; dec.More(); i++ {
		member := strconv.Itoa(i)
		if delim == '{' {
			key, err := dec.Token()
			if err != nil {
				return
			}
			member = fmt.Sprint(key)
		}
		flatten(dec, prefix+member, list)
	}
	_, _ = dec.Token() // the end, which More has seen
}
