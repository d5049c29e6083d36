package contenttest

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/ed25519"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"strings"
	"sync"
	"syscall"

	"github.com/teletextio/content/bundle"
)

func always(text string) func([]byte) []byte {
	return func([]byte) []byte { return []byte(text) }
}

func portal() io.Reader {
	return strings.NewReader("<!DOCTYPE html><html><title>Welcome to our Wi-Fi</title><form action=/login></form></html>")
}

// garbage returns as many random bytes, the same in every run.
func garbage(body []byte) []byte {
	random := rand.New(rand.NewPCG(1, 2))
	out := make([]byte, len(body))
	for i := range out {
		out[i] = byte(random.Uint32())
	}
	return out
}

func badUTF8(body []byte) []byte {
	return bytes.Replace(body, []byte(`"txt/1"`), []byte("\"txt/1\xff\""), 1)
}

// endless is JSON that goes on for ever.
func endless() io.Reader { return &repeater{block: bytes.Repeat([]byte(" "), 32<<10), times: -1} }

// bomb is gzip of 1 GiB of zeros, as members of 1 MiB each.
func bomb() io.Reader { return &repeater{block: bombMember(), times: 1 << 10} }

var bombMember = sync.OnceValue(func() []byte {
	var buf bytes.Buffer
	zw := gzip.NewWriter(&buf)
	zw.Write(make([]byte, 1<<20)) // to memory: it has no error
	zw.Close()
	return buf.Bytes()
})

// deep puts arrays in the place of the format.
func deep(body []byte) []byte {
	const depth = 100_000
	arrays := strings.Repeat("[", depth) + strings.Repeat("]", depth)
	return bytes.Replace(body, []byte(`"txt/1"`), []byte(arrays), 1)
}

func duplicate(body []byte) []byte {
	member := []byte(`"format":"txt/1"`)
	return bytes.Replace(body, member, append(append(bytes.Clone(member), ','), member...), 1)
}

func nextMajor(body []byte) []byte {
	return bytes.Replace(body, []byte(`"txt/1"`), []byte(`"txt/2"`), 1)
}

// otherByte changes a letter and nothing else: JSON stays JSON.
func otherByte(body []byte) []byte {
	out := bytes.Clone(body)
	for i := len(out) - 1; i >= 0; i-- {
		if 'a' <= out[i] && out[i] < 'z' {
			out[i]++
			break
		}
	}
	return out
}

// strangeKey signs a manifest with a key that nobody knows.
func strangeKey(body []byte) []byte {
	key := ed25519.NewKeyFromSeed([]byte("this key is known to no one, ok?"))
	return signAnew(body, key)
}

func unsigned(body []byte) []byte { return signAnew(body) }

// signAnew replaces the signatures of a manifest. What is no manifest stays.
func signAnew(body []byte, keys ...bundle.Signer) []byte {
	m, err := bundle.DecodeManifest("manifest", body)
	if err != nil {
		return body
	}
	out, err := bundle.EncodeManifest(m.Manifest, keys...)
	if err != nil {
		return body
	}
	return out
}

// repeater reads a block so many times; less than 0: for ever.
type repeater struct {
	block []byte
	times int
	rest  []byte
}

func (r *repeater) Read(p []byte) (int, error) {
	if len(r.rest) == 0 {
		if r.times == 0 {
			return 0, io.EOF
		}
		r.times--
		r.rest = r.block
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// chaosBody is the body of an answer, with what the answer says of it.
type chaosBody struct {
	src    io.Reader
	length int64  // as announced; -1: not
	coding string // "": none
}

// trickle sends one byte at a time, until the request ends.
func trickle(ctx context.Context, c *Chaos, b *chaosBody) {
	src := b.src
	b.src = readerFunc(func(p []byte) (int, error) {
		if len(p) == 0 {
			return 0, nil
		}
		if err := c.pause(ctx, trickleEvery); err != nil {
			return 0, err
		}
		return src.Read(p[:1])
	})
}

// reset ends the body in the middle, as a connection that was reset.
func reset(_ context.Context, _ *Chaos, b *chaosBody) {
	b.breakOff(&net.OpError{Op: "read", Net: "tcp", Err: os.NewSyscallError("read", syscall.ECONNRESET)})
}

// short ends the body in the middle, as net/http reports it.
func short(_ context.Context, _ *Chaos, b *chaosBody) { b.breakOff(io.ErrUnexpectedEOF) }

func lyingCoding(_ context.Context, _ *Chaos, b *chaosBody) { b.coding = "gzip" }

// breakOff ends the body in the middle with an error.
func (b *chaosBody) breakOff(err error) {
	fail := readerFunc(func([]byte) (int, error) { return 0, err })
	b.src = io.MultiReader(io.LimitReader(b.src, b.length/2), fail)
}

// readerFunc is a function that reads.
type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
