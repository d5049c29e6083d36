package contenttest

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
)

// chaosTransport is an http.RoundTripper with the faults of c.
type chaosTransport struct {
	c    *Chaos
	next http.RoundTripper
}

// RoundTrip answers one request.
func (t *chaosTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	name := objectName(req.URL.Path)
	fault, nth := t.c.take(name)
	e := effects[fault]
	if err := t.c.pause(req.Context(), e.wait); err != nil {
		return nil, err
	}
	switch {
	case e.fail != nil:
		return nil, e.fail(req.URL.Host)
	case e.panics:
		panic("contenttest: chaos: panic, as asked for")
	case e.replay != nil:
		first, last := t.c.recall(req.URL.String())
		if r := e.replay(nth, first, last); r != nil {
			return r.answer(req), nil
		}
	case e.status != 0:
		return own(req, e), nil
	case e.rewrite != nil, e.stream != nil:
		return t.spoil(req, e)
	}
	return t.pass(req, name)
}

// CloseIdleConnections does so where the transport behind can.
func (t *chaosTransport) CloseIdleConnections() {
	if c, ok := t.next.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

// pass lets a request through and takes note of a manifest.
func (t *chaosTransport) pass(req *http.Request, name string) (*http.Response, error) {
	resp, err := t.next.RoundTrip(req)
	if err != nil || resp.StatusCode != http.StatusOK || !isManifest(name) {
		return resp, err
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body.Close() // all of it has been read
	if err != nil {
		// The reader sees the same bytes and the same end.
		resp.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), readerFunc(func([]byte) (int, error) { return 0, err })))
		return resp, nil
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	t.c.remember(req.URL.String(), &recorded{header: resp.Header.Clone(), body: body})
	return resp, nil
}

// spoil gets the object, whatever copy the client holds, and spoils the answer.
// The answer has no entity tag: that of the right body would be a lie.
func (t *chaosTransport) spoil(req *http.Request, e effect) (*http.Response, error) {
	plain := req.Clone(req.Context())
	plain.Header.Del("If-None-Match")
	plain.Header.Set("Accept-Encoding", "identity")
	resp, err := t.next.RoundTrip(plain)
	if err != nil || resp.StatusCode != http.StatusOK {
		return resp, err
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body.Close() // all of it has been read
	if err != nil {
		return nil, err
	}
	if e.rewrite != nil {
		body = e.rewrite(body)
	}
	b := &chaosBody{src: bytes.NewReader(body), length: int64(len(body))}
	if e.stream != nil {
		e.stream(req.Context(), t.c, b)
	}
	h := http.Header{}
	if b.coding != "" {
		h.Set("Content-Encoding", b.coding)
	}
	return answer(req, http.StatusOK, h, b.src, b.length), nil
}

// own is an answer that the origin has no part in.
func own(req *http.Request, e effect) *http.Response {
	if e.body == nil {
		text := http.StatusText(e.status) + "\n"
		return answer(req, e.status, e.header.Clone(), bytes.NewReader([]byte(text)), int64(len(text)))
	}
	return answer(req, e.status, e.header.Clone(), e.body(), -1)
}

func answer(req *http.Request, status int, h http.Header, body io.Reader, length int64) *http.Response {
	if h == nil {
		h = http.Header{}
	}
	if length >= 0 {
		h.Set("Content-Length", strconv.FormatInt(length, 10))
	}
	return &http.Response{
		Status: strconv.Itoa(status) + " " + http.StatusText(status), StatusCode: status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: h, Body: io.NopCloser(body), ContentLength: length, Request: req,
	}
}

// recorded is a manifest that has passed, in the coding that it had.
type recorded struct {
	header http.Header
	body   []byte
}

// answer gives the manifest once more, as the cache that it comes from would.
func (r *recorded) answer(req *http.Request) *http.Response {
	tag := r.header.Get("ETag")
	if tag != "" && req.Header.Get("If-None-Match") == tag {
		return answer(req, http.StatusNotModified, http.Header{"Etag": {tag}}, bytes.NewReader(nil), 0)
	}
	return answer(req, http.StatusOK, r.header.Clone(), bytes.NewReader(r.body), int64(len(r.body)))
}

var _ http.RoundTripper = (*chaosTransport)(nil)
