package content

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
)

// debugHeader is the response header of PageOptions.Debug, debugQuery the query
// parameter that asks for the whole report.
const (
	debugHeader = "Content-Texts"
	debugQuery  = "content-debug"
)

// debugPage is the report of one page as JSON.
type debugPage struct {
	Revision string       `json:"revision"` // "0": none is loaded
	Locale   string       `json:"locale"`
	Status   int          `json:"status"`
	Charset  string       `json:"charset"`
	Replaced int          `json:"replaced"`
	Left     int          `json:"left"`
	GaveUp   Reason       `json:"gaveUp,omitempty"`
	Labels   []debugLabel `json:"labels"`
}

// debugLabel is a Label.
type debugLabel struct {
	Key       string `json:"key"`
	Attribute string `json:"attribute,omitempty"`
	Path      string `json:"path,omitempty"`
	Element   string `json:"element"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	Locale    string `json:"locale,omitempty"`
	Replaced  bool   `json:"replaced"`
	Reason    Reason `json:"reason,omitempty"`
	Detail    string `json:"detail,omitempty"`
}

// beginDebug makes the page write a report, and asks whether that is all that
// the client wants.
func (w *responseWriter) beginDebug(r *http.Request) {
	if !w.cfg.debug {
		return
	}
	w.report = &Report{}
	w.inspect = (r.Method == http.MethodGet || r.Method == http.MethodHead) && r.URL.Query().Has(debugQuery)
}

// setDebug writes the debug header of a page. The report is whole only for a
// page that ended before its header left.
func (w *responseWriter) setDebug(h http.Header) {
	h["Cache-Control"] = []string{"private, no-store"}
	delete(h, "Etag")
	state := "streamed"
	if !w.streamed {
		n := w.report.Replaced()
		state = "replaced=" + strconv.Itoa(n) + "; left=" + strconv.Itoa(len(w.report.Labels)-n)
		if w.report.GaveUp != ReasonNone {
			state += "; gave-up=" + string(w.report.GaveUp)
		}
	}
	h[debugHeader] = []string{w.debugName() + "; " + state}
}

// setDebugSkipped says why a page is left alone.
func (w *responseWriter) setDebugSkipped(h http.Header, cause skipCause) {
	if w.report != nil && cause != notSkipped {
		h[debugHeader] = []string{w.debugName() + "; skipped=" + cause.String()}
	}
}

// debugName names the revision and the locale.
func (w *responseWriter) debugName() string {
	name := "revision=" + w.req.view.revisionID()
	if tag := w.req.view.Locale(); tag != "" {
		name += "; locale=" + tag
	}
	return name
}

// sendReport sends the report in the place of the page.
func (w *responseWriter) sendReport() {
	h := w.inner.Header()
	w.out.restore(h)
	page := debugPage{
		Revision: w.req.view.revisionID(), Locale: w.req.view.Locale(), Status: int(w.status), Charset: "utf-8",
		Replaced: w.report.Replaced(), GaveUp: w.report.GaveUp, Labels: []debugLabel{},
	}
	if w.charset != nil {
		page.Charset = w.charset.name
	}
	page.Left = len(w.report.Labels) - page.Replaced
	for _, l := range w.report.Labels {
		page.Labels = append(page.Labels, debugLabel{
			Key: strings.ToValidUTF8(l.Key, "\uFFFD"), Attribute: l.Attribute, Path: l.Path, Element: l.Element,
			Line: l.Line, Column: l.Column, Locale: l.Locale,
			Replaced: l.Reason == ReasonNone, Reason: l.Reason, Detail: l.Detail,
		})
	}
	body, err := json.MarshalIndent(page, "", "  ")
	if err != nil { // nothing in a page cannot be written
		body = []byte("{}")
	}
	takeValidators(h)
	w.setVary(h)
	w.setDebug(h)
	h["Content-Type"] = []string{"application/json"}
	h["X-Content-Type-Options"] = []string{"nosniff"}
	h["Content-Length"] = []string{strconv.Itoa(len(body) + 1)}
	w.sent = true
	w.inner.WriteHeader(http.StatusOK)
	if !w.head {
		_, _ = w.inner.Write(append(body, '\n'))
	}
}
