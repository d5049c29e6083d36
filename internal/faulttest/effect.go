package faulttest

import (
	"bytes"
	"compress/gzip"
	"crypto/ed25519"
	"net/http"
	"strings"
	"sync"
)

// reply is what comes instead of an object.
type reply struct {
	status  int         // 0: 200
	header  http.Header // beside it
	body    []byte
	cut     int  // with reset or short: the connection ends after so many bytes
	reset   bool // with a reset
	short   bool // before the announced length
	trickle bool // one byte a second
	silent  bool // nothing, ever
	endless bool // the body again and again
}

// effect is a fault of answers.
type effect struct {
	manifest, objects bool // what it concerns; neither: everything

	// with makes the answer to the n-th request that it concerns, n from 0,
	// whose right body is given; nil: go on as if nothing were.
	with func(n int, name string, body []byte) *reply
}

func (e *effect) concerns(name string) bool {
	if e.manifest == e.objects {
		return true
	}
	return e.manifest == isManifest(name)
}

// turns answers with one of several bodies after the other.
func turns(bodies ...[]byte) func(int, string, []byte) *reply {
	return func(n int, _ string, _ []byte) *reply { return &reply{body: bodies[n%len(bodies)]} }
}

// statuses answers with one status after the other.
func statuses(h http.Header, list ...int) func(int, string, []byte) *reply {
	return func(n int, _ string, _ []byte) *reply {
		status := list[n%len(list)]
		return &reply{status: status, header: h, body: []byte(http.StatusText(status))}
	}
}

// rewrites changes the right body, by turns.
func rewrites(list ...func([]byte) []byte) func(int, string, []byte) *reply {
	return func(n int, _ string, body []byte) *reply { return &reply{body: list[n%len(list)](body)} }
}

func replaced(from, to string) func([]byte) []byte {
	return func(b []byte) []byte { return bytes.Replace(b, []byte(from), []byte(to), 1) }
}

// cuts ends the body elsewhere each time, by a reset, before its announced
// length, or as if it were whole.
func cuts(reset, short bool) func(int, string, []byte) *reply {
	return func(n int, _ string, body []byte) *reply {
		at := (1 + n*37) % len(body)
		if !reset && !short {
			return &reply{body: body[:at]}
		}
		return &reply{body: body, cut: at, reset: reset, short: short}
	}
}

// otherByte changes a letter and nothing else: JSON stays JSON.
func otherByte(body []byte) []byte {
	out := bytes.Clone(body)
	if i := bytes.LastIndexAny(out, "itle"); i >= 0 {
		out[i] = 'x'
	}
	return out
}

const tooDeep = 100_000

var (
	format    = `"format":"txt/1"`
	deep      = replaced(`"txt/1"`, strings.Repeat("[", tooDeep)+strings.Repeat("]", tooDeep))
	duplicate = replaced(format, format+","+format)
	major     = replaced(`"txt/1"`, `"txt/2"`)
	badUTF8   = replaced(`"txt/1"`, "\"txt/1\xff\"")
	stranger  = func(b []byte) []byte { return strangers(b, ed25519.NewKeyFromSeed(bytes.Repeat([]byte{9}, 32))) }
	unsigned  = func(b []byte) []byte { return strangers(b) }
	portal    = []byte(`<!DOCTYPE html><html><title>Welcome to our Wi-Fi</title><form action=/login></form></html>`)
)

func garbage(b []byte) []byte {
	out := make([]byte, len(b))
	for i := range out {
		out[i] = byte(i*i*31 + 7)
	}
	return out
}

// bombMember is 1 MiB of zeros in 1 KiB: sent again and again it is more than
// any limit.
var bombMember = sync.OnceValue(func() []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(make([]byte, 1<<20)) // to memory: it has no error
	_ = z.Close()
	return b.Bytes()
})

func bomb(int, string, []byte) *reply {
	return &reply{header: http.Header{"Content-Encoding": {"gzip"}}, body: bombMember(), endless: true}
}

func oversize(int, string, []byte) *reply {
	return &reply{body: bytes.Repeat([]byte(" "), 64<<10), endless: true}
}
