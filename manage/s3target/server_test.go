package s3target_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/fetch/fetchtest"
	"github.com/teletextio/content/internal/s3test"
	"github.com/teletextio/content/manage/publish"
	"github.com/teletextio/content/manage/verify"
)

func whole(t *testing.T, target fetch.Fetcher, channel string) *verify.Report {
	t.Helper()
	r, err := verify.Verify(t.Context(), target, &verify.Options{Channel: channel})
	require.NoError(t, err)
	require.Empty(t, r.Wrong)
	return r
}

// TestLifeOfAPublication publishes to a real server and counts what goes over
// the wire.
func TestLifeOfAPublication(t *testing.T) {
	server := s3test.Start(t)
	target, w := open(server, "acme")

	put(t, site(t, "acme", "One"), target, nil)
	require.Len(t, w.take("PUT"), 8, "4 bundles, 2 indexes, the record, the manifest")
	whole(t, target, "live")
	w.take("")

	res := put(t, site(t, "acme", "One"), target, nil)
	require.True(t, res.Unchanged)
	require.Empty(t, w.take("PUT"))

	put(t, site(t, "acme", "Two"), target, nil)
	sent := w.take("PUT")
	require.Len(t, sent, 4)
	for i, prefix := range []string{"acme/b/home.en.", "acme/i/en.", "acme/h/live/", "acme/live.json"} {
		require.True(t, strings.HasPrefix(sent[i], prefix), sent)
	}
	put(t, site(t, "acme", "Two"), target, nil)
	w.mu.Lock()
	bodies := slices.ContainsFunc(w.seen, func(s string) bool { return strings.HasPrefix(s, "GET acme/b/") })
	w.mu.Unlock()
	require.False(t, bodies, "bundles that are there are not read")
	w.take("")

	_, err := publish.Rollback(t.Context(), target, 0, nil)
	require.NoError(t, err)
	sent = w.take("PUT")
	require.Equal(t, "acme/live.json", sent[len(sent)-1])
	require.Equal(t, int64(3), whole(t, target, "live").Sequence)

	put(t, site(t, "acme", "Two"), target, &publish.Options{Channel: "staging"})
	_, err = publish.Promote(t.Context(), target, "staging", "live", nil)
	require.NoError(t, err)
	require.Equal(t, int64(4), whole(t, target, "live").Sequence)
	all, err := publish.Revisions(t.Context(), target, "live", 0)
	require.NoError(t, err)
	require.Len(t, all, 4)
	require.Equal(t, publish.ActionPromote, all[0].Action)
}

// TestCollectOnAServer: old revisions go, what any channel names stays.
func TestCollectOnAServer(t *testing.T) {
	server := s3test.Start(t)
	target, _ := open(server, "acme")
	for i := range 5 {
		put(t, site(t, "acme", fmt.Sprint("v", i)), target, nil)
	}
	put(t, site(t, "acme", "v0"), target, &publish.Options{Channel: "staging"})
	later := func() time.Time { return time.Now().Add(30 * 24 * time.Hour) }
	res, err := publish.Collect(t.Context(), target, &publish.CollectOptions{Keep: 2, Now: later})
	require.NoError(t, err)
	require.Len(t, res.Removed, 2*2+3, "v1 and v2, and the records of v0, v1 and v2")
	whole(t, target, "live")
	whole(t, target, "staging")
	_, err = publish.Rollback(t.Context(), target, 4, nil)
	require.NoError(t, err)
	whole(t, target, "live")
	_, err = publish.Rollback(t.Context(), target, 2, nil)
	require.ErrorIs(t, err, publish.ErrNoRevision)
}

// TestFiftyPublishers lets fifty loose on one channel at once.
func TestFiftyPublishers(t *testing.T) {
	const publishers = 50
	server := s3test.Start(t)
	results := make([]*publish.Result, publishers)
	errs := make([]error, publishers)
	var wg sync.WaitGroup
	for i := range publishers {
		target, _ := open(server, "acme")
		set := site(t, "acme", fmt.Sprint("Publisher ", i))
		wg.Go(func() { results[i], errs[i] = publish.Publish(t.Context(), set, target, nil) })
	}
	wg.Wait()
	for i := range publishers {
		require.NoError(t, errs[i])
	}
	target, _ := open(server, "acme")
	all, err := publish.Revisions(t.Context(), target, "live", 0)
	require.NoError(t, err)
	require.Len(t, all, publishers)
	seen := map[int64]int{}
	for _, res := range results {
		require.False(t, res.Unchanged)
		seen[res.Sequence]++
	}
	for i := range publishers {
		require.Equal(t, 1, seen[int64(i+1)], "every acknowledged revision is one of its own")
		require.Equal(t, int64(publishers-i), all[i].Sequence, "and in the history")
	}
	require.Equal(t, int64(publishers), whole(t, target, "live").Sequence)
	records := 0
	require.NoError(t, target.List(t.Context(), func(name string, _ time.Time) error {
		if strings.HasPrefix(name, "h/") {
			records++
		}
		return nil
	}))
	require.Equal(t, publishers, records, "those who lost take their records back")
}

// TestProjectsAndChannelsShareABucket: two projects, one prefix the beginning
// of the other, with three channels each.
func TestProjectsAndChannelsShareABucket(t *testing.T) {
	server := s3test.Start(t)
	acme, _ := open(server, "acme")
	shop, _ := open(server, "acme/shop/")
	for i, channel := range []string{"live", "staging", "next"} {
		put(t, site(t, "acme", fmt.Sprint("a", i)), acme, &publish.Options{Channel: channel})
		put(t, site(t, "acme.shop", fmt.Sprint("s", i)), shop, &publish.Options{Channel: channel})
	}
	for _, channel := range []string{"live", "staging", "next"} {
		require.Equal(t, "acme", whole(t, acme, channel).Project)
		require.Equal(t, "acme.shop", whole(t, shop, channel).Project)
	}
	_, err := publish.Publish(t.Context(), site(t, "other", "x"), acme, nil)
	require.ErrorContains(t, err, `project is "acme", not "other"`)
	later := func() time.Time { return time.Now().Add(30 * 24 * time.Hour) }
	res, err := publish.Collect(t.Context(), acme, &publish.CollectOptions{Keep: -1, Now: later})
	require.NoError(t, err)
	require.Empty(t, res.Removed)
	require.NotZero(t, res.Elsewhere, "the other project is none of its business")
}

// TestHeadersReadBack asks the server, as a CDN does, for what it stores.
func TestHeadersReadBack(t *testing.T) {
	server := s3test.Start(t)
	target, _ := open(server, "acme")
	res := put(t, site(t, "acme", "One"), target, nil)
	want := map[string]string{res.Record: "private, no-store"}
	for _, s := range res.Sent {
		want[s.Name] = "public, max-age=31536000, immutable"
	}
	want["live.json"] = "public, max-age=5, stale-while-revalidate=60, stale-if-error=86400"
	require.Len(t, want, 8)
	for name, cache := range want {
		out, err := server.Client.HeadObject(t.Context(), &s3.HeadObjectInput{
			Bucket: aws.String(s3test.Bucket), Key: aws.String("acme/" + name),
		})
		require.NoError(t, err)
		require.Equal(t, cache, aws.ToString(out.CacheControl), name)
		require.Equal(t, "application/json", aws.ToString(out.ContentType), name)
		require.Empty(t, aws.ToString(out.ContentEncoding), name)
		stat, err := target.Stat(t.Context(), name)
		require.NoError(t, err)
		require.Len(t, stat.SHA256, 64, "the server keeps the checksum")
		require.WithinDuration(t, time.Now(), stat.Modified, time.Minute)
	}
}

// TestDamageOnAServer: an object that is not what its name says is replaced.
func TestDamageOnAServer(t *testing.T) {
	server := s3test.Start(t)
	target, _ := open(server, "acme")
	res := put(t, site(t, "acme", "One"), target, nil)
	require.NoError(t, server.Put("acme/"+res.Sent[0].Name, []byte("torn"))) // stored without SHA-256
	require.NoError(t, target.Remove(t.Context(), res.Sent[5].Name))
	require.NoError(t, target.Remove(t.Context(), res.Sent[5].Name), "it is gone already")
	again := put(t, site(t, "acme", "One"), target, nil)
	require.True(t, again.Unchanged)
	require.Len(t, again.Sent, 2)
	whole(t, target, "live")
}

func TestErrorsOfAServer(t *testing.T) {
	server := s3test.Start(t)
	o := publish.Object{Name: "live.json", Body: []byte("{}")}
	target, _ := open(server, "acme")
	require.ErrorIs(t, target.Put(t.Context(), o, `"no such tag"`), publish.ErrConflict)
	require.NoError(t, target.Put(t.Context(), o, ""))
	require.ErrorIs(t, target.Put(t.Context(), o, ""), publish.ErrConflict)
	require.ErrorIs(t, target.Put(t.Context(), o, `"other"`), publish.ErrConflict)
	_, err := target.Stat(t.Context(), "none.json")
	require.ErrorIs(t, err, fetch.ErrNotFound)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, target.Put(ctx, o, ""), context.Canceled)

	for name, target := range map[string]publish.Store{
		"no bucket": newTarget(server.NewClient(s3test.AccessKey, s3test.SecretKey, nil), "missing"),
		"no rights": newTarget(server.NewClient(s3test.AccessKey, "wrong", &http.Client{}), s3test.Bucket),
	} {
		t.Run(name, func(t *testing.T) {
			var status *fetch.StatusError
			require.ErrorAs(t, target.Put(t.Context(), o, ""), &status)
			err := target.List(t.Context(), nil)
			require.ErrorAs(t, err, &status)
			require.ErrorAs(t, target.Remove(t.Context(), "live.json"), &status)
			_, err = publish.Publish(t.Context(), site(t, "acme", "One"), target, nil)
			require.ErrorAs(t, err, &status)
		})
	}
}

func TestKeepsTheRulesOfFetchers(t *testing.T) {
	server := s3test.Start(t)
	made := 0
	fetchtest.Run(t, fetchtest.Harness{New: func(testing.TB) fetchtest.Source {
		made++
		target, _ := open(server, fmt.Sprint("site-", made))
		return fetchtest.Source{
			Fetcher: target,
			Put: func(name string, body []byte) error {
				s, _ := target.Stat(context.Background(), name)
				return target.Put(context.Background(), publish.Object{Name: name, Body: body}, s.ETag)
			},
			Remove: func(name string) error { return target.Remove(context.Background(), name) },
		}
	}})
}
