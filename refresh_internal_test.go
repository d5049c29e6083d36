package content

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/cache"
	"github.com/teletextio/content/fetch"
)

func TestTimeToTheNextCheck(t *testing.T) {
	const s = time.Second
	for _, c := range []struct {
		fails       int
		first       bool
		err         error
		least, most time.Duration
		hold        bool
	}{
		{0, true, nil, 5 * s, 10 * s, false},
		{0, false, nil, 9 * s, 11 * s, false},
		{0, false, ErrOlder, 9 * s, 11 * s, false},
		{1, true, io.EOF, 10 * s, 12500 * time.Millisecond, false},
		{2, false, io.EOF, 10 * s, 15 * s, false},
		{3, false, io.EOF, 10 * s, 20 * s, false},
		{1000, false, io.EOF, 10 * s, 20 * s, false},
		{1, false, &fetch.StatusError{Status: 503, RetryAfter: s}, 10 * s, 12500 * time.Millisecond, true},
		{1, false, &fetch.StatusError{Status: 429, RetryAfter: time.Minute}, time.Minute, 63 * s, true},
		{1, false, &fetch.StatusError{Status: 503, RetryAfter: time.Hour}, 300 * s, 303 * s, true},
		{1, false, fmt.Errorf("read: %w", &fetch.StatusError{Status: 403}), 150 * s, 300 * s, true},
	} {
		for range 200 {
			d, hold := nextCheck(10*s, c.fails, c.first, c.err)
			require.GreaterOrEqual(t, d, c.least, "%+v", c)
			require.LessOrEqual(t, d, c.most, "%+v", c)
			require.Equal(t, c.hold, hold, "%+v", c)
		}
	}
	d, _ := nextCheck(time.Hour, 1, false, &fetch.StatusError{Status: 401})
	require.GreaterOrEqual(t, d, time.Hour)
	d, _ = nextCheck(1, 1, false, io.EOF)
	require.GreaterOrEqual(t, d, time.Duration(1))
}

func TestWatchSeesThatTheProcessStoodStill(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := startWatch(time.Second)
		time.Sleep(time.Hour)
		require.False(t, w.stop(), "an hour of work is no standing still")
	})
	const interval = 10 * time.Second
	now := time.Now()
	require.False(t, due{now}.missed(interval))
	require.False(t, due{now.Add(-19 * time.Second)}.missed(interval))
	require.True(t, due{now.Add(-21 * time.Second)}.missed(interval))
	require.True(t, due{now.Round(0).Add(-21 * time.Second)}.missed(interval), "the wall clock alone")
}

// A check that fails while the process stands still is made again, and is no
// failure. With an interval of a nanosecond every beat is too late.
func TestAttemptAfterStandingStill(t *testing.T) {
	calls := 0
	c, err := New(fetch.Func(func(context.Context, fetch.Request) (fetch.Response, error) {
		time.Sleep(time.Millisecond)
		if calls++; calls == 1 {
			return fetch.Response{}, io.ErrUnexpectedEOF
		}
		return fetch.Response{}, fetch.ErrNotFound
	}), &Options{Refresh: -1, StartWait: -1})
	require.NoError(t, err)
	require.ErrorIs(t, c.attempt(), io.ErrUnexpectedEOF)
	require.Equal(t, 1, calls)
	require.Zero(t, c.Status().StoodStill)
	c.opts.Refresh, calls = 1, 0
	require.ErrorIs(t, c.attempt(), fetch.ErrNotFound)
	require.Equal(t, 3, calls, "and not for ever")
	require.NotZero(t, c.Status().StoodStill)
	require.NoError(t, c.Close())
}

func TestReasons(t *testing.T) {
	rule := func(r string) error { return &bundle.FormatError{Rule: r} }
	for want, list := range map[string][]error{
		failTimeout:   {context.DeadlineExceeded, &net.OpError{Err: syscall.ETIMEDOUT}},
		failRefused:   {&net.OpError{Err: syscall.ECONNREFUSED}},
		failDNS:       {&net.OpError{Err: &net.DNSError{IsTimeout: true}}},
		failTLS:       {&tls.CertificateVerificationError{Err: io.EOF}, tls.RecordHeaderError{}, tls.AlertError(40)},
		failNetwork:   {&net.OpError{Err: syscall.EHOSTUNREACH}, syscall.ECONNRESET, syscall.EPIPE},
		failShort:     {io.ErrUnexpectedEOF, io.EOF},
		failThrottled: {&fetch.StatusError{Status: 429}, &fetch.StatusError{Status: 503, RetryAfter: 1}},
		failServer:    {&fetch.StatusError{Status: 503}, &fetch.StatusError{Status: 500}},
		failDenied:    {&fetch.StatusError{Status: 401}, &fetch.StatusError{Status: 403}},
		failStatus:    {&fetch.StatusError{Status: 302}},
		failNotFound:  {fetch.ErrNotFound},
		failTorn: {&loadError{m: &bundle.Manifest{}, err: fetch.ErrNotFound},
			&loadError{m: &bundle.Manifest{}, err: rule(bundle.RuleRefHash)}, rule(bundle.RuleRefBytes)},
		failTooLarge:  {fetch.ErrTooLarge, rule(bundle.RuleFileSize)},
		failSignature: {rule(bundle.RuleSignatureTrust)},
		failVersion:   {rule(bundle.RuleFormatMajor)},
		failOther:     {rule(bundle.RuleFileMismatch), ErrOtherProject},
		failInvalid:   {rule(bundle.RuleJSONSyntax), &loadError{m: &bundle.Manifest{}, err: rule(bundle.RuleFileMismatch)}},
		failOlder:     {ErrOlder},
		failConflict:  {ErrConflict},
		failPanic:     {&panicError{}, &cache.PanicError{}},
		failUnknown:   {errors.New("something")},
	} {
		for _, err := range list {
			require.Equal(t, want, reasonOf(err), "%v", err)
			require.Equal(t, want, reasonOf(fmt.Errorf("wrapped: %w", err)))
		}
	}
}

func TestUsedHash(t *testing.T) {
	hash := func(track bool, texts ...string) (string, bool) {
		r := newRequestState(&View{}, &pageConfig{exact: track})
		for i := 0; i+1 < len(texts); i += 2 {
			r.noteUsed(texts[i], texts[i+1])
		}
		sum, ok := r.usedHash()
		return fmt.Sprintf("%x", sum), ok
	}
	none, ok := hash(true)
	require.True(t, ok)
	one, _ := hash(true, "a", "1", "b", "2")
	other, _ := hash(true, "b", "2", "a", "1")
	require.Equal(t, one, other, "in any order")
	require.NotEqual(t, none, one)
	for _, texts := range [][]string{{"a", "2", "b", "1"}, {"a", "1"}, {"a", "1", "b", "2", "b", "2"}, {"a", "1", "b2", ""}} {
		got, _ := hash(true, texts...)
		require.NotEqual(t, one, got, texts)
	}
	_, ok = hash(false, "a", "1")
	require.False(t, ok)
}

func TestRequestStateOfNobody(t *testing.T) {
	var r *requestState
	r.setArgs([]any{"a", 1})
	r.skip()
	r.noteUsed("a", "b")
	r.noteNotLoaded()
	require.Nil(t, r.pageArgs())
	require.False(t, r.isSkipped())
	require.False(t, r.leftOut())
	_, ok := r.usedHash()
	require.False(t, ok)
	_, ok = r.attrArgs(0)
	require.False(t, ok)
}

func TestReferences(t *testing.T) {
	r := newRequestState(&View{}, &pageConfig{})
	a, b := r.addArgs([]any{"n", 1}), r.addArgs([]any{"n", 2})
	r.setArgs([]any{"page", 1})
	for ref, want := range map[int]int{a: 1, b: 2} {
		args, ok := r.attrArgs(ref)
		require.True(t, ok)
		require.Equal(t, []any{"n", want}, args.Pairs)
		require.Same(t, r.pageArgs(), args.Next)
		again, _ := r.attrArgs(ref)
		require.Same(t, args, again)
	}
	for _, ref := range []int{-1, 2, 1 << 40} {
		_, ok := r.attrArgs(ref)
		require.False(t, ok)
	}
	require.Same(t, r, requestFrom(withRequest(context.Background(), r)))
}

func TestCut(t *testing.T) {
	require.Equal(t, "short", cut("short"))
	long := cut(strings.Repeat("ü", 300))
	require.Equal(t, strings.Repeat("ü", 100)+"…", long)
	require.Equal(t, strings.Repeat("x", 199)+"…", cut(strings.Repeat("x", 199)+"üüü"))
}

func TestPanicInAPage(t *testing.T) {
	(&View{}).logPanic("content: x", "nobody to tell")
	c, err := New(fetch.Func(func(context.Context, fetch.Request) (fetch.Response, error) {
		return fetch.Response{}, io.EOF
	}), &Options{Refresh: -1})
	require.NoError(t, err)
	c.pin("de").logPanic("content: x", "boom")
	require.EqualValues(t, 1, c.Status().Panics)
	require.Empty(t, c.pin("de").revisionID() == "")
	require.NoError(t, c.Close())
}
