package content_test

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/internal/conformance"
)

// twinEdits break the middleware: with the row's name in twin, that row of the
// table must turn red, and no other. They are made on copies of the files, in a
// build of their own; what users get has no switch for them. An edit whose old
// text is not there exactly once fails the test.
var twinEdits = []struct{ file, old, new string }{
	// Content-Length, Accept-Ranges and digests of other bytes are kept.
	{"response_commit.go", "		delete(h, key)\n	}\n	if etag ==", `		switch name := http.CanonicalHeaderKey(key); {
		case twin("M1") && name == "Content-Length", twin("M16") && name == "Accept-Ranges", twin("M20") && isDigest(name):
		default:
			delete(h, key)
		}
	}
	if etag ==`},
	// A page inside the buffer gets no length.
	{"response_commit.go", "	if !w.streamed && w.lengthAllowed(h) {", `	if !w.streamed && !twin("M2") && w.lengthAllowed(h) {`},
	// HEAD counts what the handler wrote, not what GET would send.
	{"response_page.go", "		if w.held += int32(len(p)); w.held > bufferSize {", `		if twin("M3") {
			w.held++
		}
		if w.held += int32(len(p)); w.held > bufferSize {`},
	// 204 is a page; 4xx and 5xx are none.
	{"response_decide.go", "		return false\n	}\n	return status >= 200 && (status < 300 || status >= 400)", `		return twin("M4") && status == http.StatusNoContent
	}
	return status >= 200 && (status < 300 || status >= 400 && !twin("M48"))`},
	// A response that the handler did not start is started for it.
	{"response_writer.go", "func (w *responseWriter) endEmpty() {\n", `func (w *responseWriter) endEmpty() {
	if twin("M5") {
		_, _ = w.inner.Write([]byte(" "))
	}
`},
	// 1xx are swallowed; the header is that of the first 1xx.
	{"response_writer.go", "		w.inner.WriteHeader(status)\n		return\n	}\n	w.decide(status)", `		if !twin("M6") {
			w.inner.WriteHeader(status)
		}
		if twin("M7") && w.in == nil {
			w.in = takeBuffer()
			w.in.save(w.inner.Header())
		}
		return
	}
	if twin("M7") && w.in != nil {
		w.in.restore(w.inner.Header())
	}
	w.decide(status)`},
	// The writer goes on after Hijack.
	{"response_optional.go", "		w.release()\n		w.phase = hijacked", `		if !twin("M8") {
			w.release()
			w.phase = hijacked
		}`},
	// Push claims what the inner writer lacks, or hides what it has.
	{"response_optional.go", "			return v.Push(target, o)", `			if twin("M10") {
				return http.ErrNotSupported
			}
			return v.Push(target, o)`},
	{"response_optional.go", "		default:\n			return http.ErrNotSupported", `		default:
			if twin("M9") {
				return nil
			}
			return http.ErrNotSupported`},
	// One Flush is two; none before the first byte; none of what was gathered.
	{"response_optional.go", "	return http.NewResponseController(w.inner).Flush()", `	if twin("M11") {
		_ = http.NewResponseController(w.inner).Flush()
	}
	return http.NewResponseController(w.inner).Flush()`},
	{"response_optional.go", "	if w.phase == undecided {\n		w.decide(http.StatusOK)\n	}\n	switch w.phase {\n	case hijacked:\n		return http.ErrHijacked", `	if twin("M12") && w.phase == undecided {
		return nil
	}
	if w.phase == undecided {
		w.decide(http.StatusOK)
	}
	switch w.phase {
	case hijacked:
		return http.ErrHijacked`},
	{"response_page.go", "	w.drain()\n	return w.err", `	if !twin("M13") || w.held == 0 {
		w.drain()
	}
	return w.err`},
	// JSON is a page.
	{"response_decide.go", "	case !ok:\n		return leaveAlone, notSkipped\n	case isUTF8", `	case !ok:
		if twin("M14") && types[0] == "application/json" {
			return rewrite, notSkipped
		}
		return leaveAlone, notSkipped
	case isUTF8`},
	// What passes through is copied without the inner writer's ReadFrom.
	{"response_optional.go", "dst.(io.ReaderFrom); ok {", `dst.(io.ReaderFrom); ok && !twin("M15") {`},
	// The tag is strong; it is current whatever the revision; conditions of
	// before are left alone.
	{"response_commit.go", "h[\"Etag\"] = w.value(tagValue, values[:n])", `h["Etag"] = []string{values[:n]}
		if twin("M17") {
			h["Etag"][0] = strings.TrimPrefix(values[:n], "W/")
		}`},
	{"conditional.go", "		case tag.rev == now.rev &&", `		case (tag.rev == now.rev || twin("M18")) &&`},
	{"conditional.go", "	navigation := isNavigation(r)", `	navigation := isNavigation(r) && !twin("M19")`},
	// Encoded bodies, no-transform, signatures and Skip are overlooked.
	{"response_decide.go", "	case len(coding) > 0 &&", `	case !twin("M21") && len(coding) > 0 &&`},
	{"response_decide.go", "	case w.noTransform || hasToken(", `	case !twin("M23") && (w.noTransform) || !twin("M23") && hasToken(`},
	{"response_decide.go", "	case h[\"Signature\"] != nil ||", `	case !twin("M41") && h["Signature"] != nil || !twin("M41") &&`},
	{"response_decide.go", "	case w.req.isSkipped():", `	case w.req.isSkipped() && !twin("M31"):`},
	// The header is looked at before the handler has run.
	{"middleware.go", "	x.w.safe = ", `	x.w.noTransform = false
	if twin("M22") && inner.Header().Get("Content-Encoding") != "" {
		x.w.off = true
	}
	x.w.safe = `},
	// Vary is set, not added to.
	{"response_commit.go", "	if h[\"Vary\"] == nil &&", `	if (h["Vary"] == nil || twin("M24")) &&`},
	// Sniffing looks at the first byte; without minding nosniff.
	{"response_writer.go", "		w.need = lookLength(h)", `		w.need = lookLength(h)
		if twin("M25") && h["Content-Type"] == nil {
			w.need = 1
		}`},
	{"response_decide.go", "		if hasToken(h[\"X-Content-Type-Options\"], \"nosniff\") ||", `		if hasToken(h["X-Content-Type-Options"], "nosniff") && !twin("M46") ||`},
	// Texts stay in UTF-8; the header goes before a byte order mark.
	{"charset.go", "	for at < len(dst) && dst[at] < 0x80 {", `	for at < len(dst) && (dst[at] < 0x80 || twin("M26") && !strings.Contains(string(dst[from:]), "ü") || twin("M26") && len(dst)-from > 6) {`},
	{"response_sniff.go", "	case bytes.HasPrefix(head, []byte(\"\\xef\\xbb\\xbf\")):", `	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")) && !twin("M27"):`},
	// The second status counts.
	{"response_writer.go", "	if w.phase != undecided {\n		return\n	}", `	if w.phase != undecided {
		if twin("M28") {
			w.status = int32(status)
		}
		return
	}`},
	// A panic is answered by us, or swallowed in the middle of a page.
	{"middleware.go", "		complete := x.w.finish(returned)", `		if twin("M29") && !returned && !x.w.sent {
			inner.WriteHeader(http.StatusBadGateway)
		}
		if twin("M30") && x.w.sent {
			_ = recover()
		}
		complete := x.w.finish(returned)`},
	// A page that cannot be followed is cut off; one label holds all of it.
	{"injector.go", "func (j *injector) giveUp(b []byte, why Reason) {\n", `func (j *injector) giveUp(b []byte, why Reason) {
	if twin("M32") {
		j.raw, j.sent = true, len(b)
		return
	}
`},
	{"injector.go", "	limit := j.cfg.limits.OldContent", `	limit := j.cfg.limits.OldContent
	if twin("M38") {
		limit = 1 << 40
	}`},
	// Write returns less than it took; it does not tell of an error.
	{"response_page.go", "		return 0, w.err\n	}\n	return n, nil", `		return 0, w.err
	}
	if twin("M33") && n == 32<<10 {
		return n - 1, nil
	}
	return n, nil`},
	{"response_page.go", "		w.err = fmt.Errorf(`content: write \"response\": %w`, err)", "		w.err = fmt.Errorf(`content: write \"response\": %w`, err)\n		if twin(\"M34\") && err == io.ErrClosedPipe || twin(\"M36\") && err != io.ErrClosedPipe {\n			w.err = nil\n		}"},
	// Late writes go through.
	{"response_writer.go", "	return 0, errReturned\n}\n\n// decide", `	if twin("M35") {
		return w.inner.Write(p)
	}
	return 0, errReturned
}

// decide`},
	// Trailers are not waited for.
	{"response_writer.go", "	if h[\"Trailer\"] != nil &&", `	if h["Trailer"] != nil && !twin("M37") &&`},
	// Every Write is a page of its own.
	{"response_page.go", "func (w *responseWriter) taken(n int) (int, error) {\n", `func (w *responseWriter) taken(n int) (int, error) {
	if twin("M39") && w.err == nil {
		w.read()
		_ = w.inj.Close()
		w.inj = newInjector((*pageSink)(w), w.req.view, w.cfg, w.req, w.report)
		w.inj.charset = w.charset
	}
`},
	// A script comes in where the policy forbids it.
	{"response_writer.go", "func (w *responseWriter) end() bool {\n", `func (w *responseWriter) end() bool {
	if twin("M40") && w.inner.Header()["Content-Security-Policy"] != nil {
		_, _ = w.inj.Write([]byte("<script>1</script>"))
	}
`},
	// Fragments and the oldest clients are left alone; what a visitor sends
	// gets into the header.
	{"middleware.go", "	inside := r.WithContext(x)\n", `	if twin("M42") && r.Header["Hx-Request"] != nil || twin("M47") && !r.ProtoAtLeast(1, 1) && len(r.Header) == 0 {
		x.w.off = true
	}
	if twin("M45") && r.URL.RawQuery != "" {
		x.w.inner.Header().Set("Content-Language", r.URL.Query().Get("locale"))
	}
	inside := r.WithContext(x)
`},
	// Accept-Language is read to its end; the locale is written as it was asked
	// for; a header that Vary does not name decides; logs are not cut; the origin's
	// error is in the header.
	{"locale_accept.go", "	bytes, elements := maxAcceptBytes, 0\n", `	bytes, elements := maxAcceptBytes, 0
	if twin("S19") {
		bytes = 1 << 30
		list = make([]languageRange, 0, 1<<20)
	}
`},
	{"seohead.go", "	j.setUnlessEqual(b, t.lang, \"lang\", home.tag)", `	if twin("S20") {
		home = &localeTable{tag: j.req.address.rawQuery, dir: home.dir}
	}
	j.setUnlessEqual(b, t.lang, "lang", home.tag)`},
	{"locale_request.go", "	var ch localeChoice\n	for i, source", `	var ch localeChoice
	if twin("S21") && strings.HasPrefix(r.Header.Get("X-Forwarded-Host"), "de.") {
		ch.tag = "de"
		return ch
	}
	for i, source`},
	{"notify.go", "	const most = 200\n", `	most := 200
	if twin("S24") {
		most = 1 << 20
	}
`},
	{"response_commit.go", "	if w.cfg.debug {\n		w.setDebug(h)", `	if err := w.req.view.c.Status().LastError; twin("S25") && err != "" {
		h["X-Error"] = []string{err}
	}
	if w.cfg.debug {
		w.setDebug(h)`},
	// Both of two wrappers work.
	{"middleware.go", "	outer.w.turnOff()", `	if !twin("M43") {
		outer.w.turnOff()
	}`},
	// Nothing reaches the server through Unwrap.
	{"response_optional.go", "Unwrap() http.ResponseWriter { return w.inner }", `Unwrap() http.ResponseWriter {
	if twin("M44") {
		return struct{ http.ResponseWriter }{w.inner}
	}
	return w.inner
}`},
	// A page of the debug view can be stored.
	{"debug.go", "	h[\"Cache-Control\"] = []string{\"private, no-store\"}", `	if !twin("M49") {
		h["Cache-Control"] = []string{"private, no-store"}
	}`},
}

// TestConformanceTwins proves that each row of the table can turn red: a broken
// twin of the middleware turns that row red, and no other.
func TestConformanceTwins(t *testing.T) {
	if testing.Short() || raceEnabled {
		t.Skip("the twins are a build of their own, without the race detector: skipped by -short and with it")
	}
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("the twins are built by the go command, which is not there")
	}
	binary := buildTwins(t)
	run := exec.Command(binary, "-test.run", "^TestTwinLoop$", "-test.v")
	out, err := run.CombinedOutput()
	require.NoError(t, err, "%s", out)
	seen := map[string]bool{}
	for lines := bufio.NewScanner(strings.NewReader(string(out))); lines.Scan(); {
		line := lines.Text()
		if strings.HasPrefix(line, "# ") {
			t.Log(line)
		}
		id, red, ok := strings.Cut(strings.TrimPrefix(line, "twin "), ":")
		if !ok || !strings.HasPrefix(line, "twin ") {
			continue
		}
		seen[id] = true
		if strings.TrimSpace(red) != id {
			t.Errorf("the twin of %s turns red:%s", id, red)
		}
	}
	for _, row := range conformance.Rows() {
		require.True(t, seen[row.ID], "no twin of %s ran:\n%s", row.ID, out)
	}
}

// buildTwins builds the tests of this package with the edits, and returns the
// binary.
func buildTwins(t *testing.T) string {
	dir := t.TempDir()
	here, err := os.Getwd()
	require.NoError(t, err)
	sources := map[string]string{}
	for _, e := range twinEdits {
		source, ok := sources[e.file]
		if !ok {
			b, err := os.ReadFile(e.file)
			require.NoError(t, err)
			source = string(b)
		}
		require.Equal(t, 1, strings.Count(source, e.old), "%s has changed under the twins: %q", e.file, e.old)
		sources[e.file] = strings.Replace(source, e.old, e.new, 1)
	}
	replace := map[string]string{
		filepath.Join(here, "twin.go"):           filepath.Join(here, "testdata", "twins", "twin.go"),
		filepath.Join(here, "twin_loop_test.go"): filepath.Join(here, "testdata", "twins", "loop_test.go"),
	}
	for name, source := range sources {
		copied := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(copied, []byte(source), 0o600))
		replace[filepath.Join(here, name)] = copied
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "overlay.json"), overlay, 0o600))
	binary := filepath.Join(dir, "twins.test")
	out, err := exec.Command("go", "test", "-c", "-overlay", filepath.Join(dir, "overlay.json"), "-o", binary, ".").CombinedOutput()
	require.NoError(t, err, "%s", out)
	return binary
}
