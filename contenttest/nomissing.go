package contenttest

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/teletextio/content"
)

// NoMissing asks handler for every path in every locale of the client, through
// client.Middleware, and fails the test with a list of the labels that kept
// their own text: the key, the locale, the path, where in the page, and why. A
// text that a locale takes from its fallback is there, and so is a label that
// stands inside of one that was replaced. Attributes such as data-txt-atr,
// which begin as those of labels do and are none, are in the list as well.
//
// handler is the app as the middleware gets it. A path may have a query; the
// locale is asked for with ?locale=, the cookie "locale" and Accept-Language.
// A path that answers with no HTML page, for example with a redirect or an
// error, fails the test as well, so that a page that has moved is noticed; and
// so does a page without any label, where a slip as in data-text is likely.
func NoMissing(t testing.TB, client *content.Client, handler http.Handler, paths ...string) {
	t.Helper()
	locales := client.Locales()
	if len(paths) == 0 {
		t.Fatal("contenttest: NoMissing: there are no paths")
	}
	if len(locales) == 0 {
		t.Fatal("contenttest: NoMissing: the client has no locales")
	}
	var missing []finding
	for _, path := range paths {
		for _, locale := range locales {
			v := &visit{client: client, app: handler, path: path, locale: locale.Tag}
			if err := v.do(t.Context()); err != nil {
				t.Errorf("contenttest: NoMissing: GET %s in %s: %v", path, locale.Tag, err)
				continue
			}
			missing = append(missing, v.missing...)
		}
	}
	if len(missing) > 0 {
		t.Error(describe(missing))
	}
}

// finding is one label that kept its own text.
type finding struct{ key, locale, path, label, reason string }

// findings returns the labels of a page without text.
func (v *visit) findings(r *content.Report) []finding {
	var list []finding
	for _, l := range r.Labels {
		if l.Reason == content.ReasonNone || l.Reason == content.ReasonOuter {
			continue
		}
		label := l.Element
		if l.Attribute != "" {
			label += " " + l.Attribute
		}
		reason := string(l.Reason)
		if l.Detail != "" {
			reason += ": " + l.Detail
		}
		list = append(list, finding{
			key: l.Key, locale: v.locale, path: v.path, reason: reason,
			label: fmt.Sprintf("%d:%d <%s>", l.Line, l.Column, label),
		})
	}
	if r.GaveUp != content.ReasonNone {
		list = append(list, finding{
			key: "(the rest of the page)", locale: v.locale, path: v.path, label: "-", reason: string(r.GaveUp),
		})
	}
	return list
}

// describe writes the findings as a table, sorted by key.
func describe(list []finding) string {
	slices.SortStableFunc(list, func(a, b finding) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.locale, b.locale))
	})
	var b strings.Builder
	fmt.Fprintf(&b, "contenttest: NoMissing: labels without text: %d\n", len(list))
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprint(w, "  key\tlocale\tpath\tlabel\treason\n")
	for _, f := range list {
		fmt.Fprintf(w, "  %s\t%s\t%s\t%s\t%s\n", f.key, f.locale, f.path, f.label, f.reason)
	}
	w.Flush() // a strings.Builder has no error
	return strings.TrimRight(b.String(), "\n")
}

// visit is one request for a page in a locale.
type visit struct {
	client       *content.Client
	app          http.Handler
	path, locale string

	reached bool
	err     error
	missing []finding
}

// do sends the request. The page is looked at inside of the middleware, while
// the request lives: its arguments belong to it.
func (v *visit) do(ctx context.Context) error {
	u, err := url.ParseRequestURI(v.path)
	if err != nil || !strings.HasPrefix(v.path, "/") {
		return fmt.Errorf("the path must be one of a URL, and begin with a slash")
	}
	query := u.Query()
	query.Set("locale", v.locale)
	u.RawQuery = query.Encode()
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	r.AddCookie(&http.Cookie{Name: "locale", Value: v.locale})
	r.Header.Set("Accept-Language", v.locale)
	r.Header.Set("Accept", "text/html")
	v.client.Middleware(http.HandlerFunc(v.serve)).ServeHTTP(httptest.NewRecorder(), r)
	if !v.reached {
		return fmt.Errorf("the middleware did not ask the handler")
	}
	return v.err
}

// serve is what the middleware wraps: the app, and then a second look at what
// it wrote.
func (v *visit) serve(w http.ResponseWriter, r *http.Request) {
	v.reached = true
	page := &pageCopy{ResponseWriter: w}
	v.app.ServeHTTP(page, r)
	if v.err = page.fault(); v.err != nil {
		return
	}
	if got := content.From(r.Context()).Locale(); got != v.locale {
		v.err = fmt.Errorf("the page is in %q; does the client choose the locale in another way?", got)
		return
	}
	var report content.Report
	v.err = v.client.Inject(r.Context(), io.Discard, &page.body, &content.Page{Locale: v.locale, Report: &report})
	if v.err != nil {
		return
	}
	v.missing = v.findings(&report)
	if len(report.Labels) == 0 && len(v.missing) == 0 {
		v.err = fmt.Errorf("the page has no label; are the names of their attributes right?")
	}
}

// pageCopy keeps a copy of what a handler writes.
type pageCopy struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

func (p *pageCopy) WriteHeader(status int) {
	if p.status == 0 && (status >= 200 || status == http.StatusSwitchingProtocols) {
		p.status = status
	}
	p.ResponseWriter.WriteHeader(status)
}

func (p *pageCopy) Write(b []byte) (int, error) {
	if p.status == 0 {
		p.status = http.StatusOK
	}
	p.body.Write(b)
	return p.ResponseWriter.Write(b)
}

// Flush is for handlers that ask for an http.Flusher.
func (p *pageCopy) Flush() { http.NewResponseController(p.ResponseWriter).Flush() }

// Unwrap is for http.ResponseController.
func (p *pageCopy) Unwrap() http.ResponseWriter { return p.ResponseWriter }

// fault says why the answer is no page.
func (p *pageCopy) fault() error {
	h := p.Header()
	switch {
	case p.status == 0 && p.body.Len() == 0:
		return fmt.Errorf("the handler wrote nothing")
	case p.status >= 300 && p.status < 400 && h.Get("Location") != "":
		return fmt.Errorf("status %d, a redirect to %s", p.status, h.Get("Location"))
	case p.status >= 400:
		return fmt.Errorf("status %d", p.status)
	}
	kind := h.Get("Content-Type")
	if kind == "" {
		kind = http.DetectContentType(p.body.Bytes())
	}
	if media, _, err := mime.ParseMediaType(kind); err != nil || media != "text/html" {
		return fmt.Errorf("status %d, and no HTML page: Content-Type %q", p.status, kind)
	}
	return nil
}
