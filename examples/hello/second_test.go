package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/fetch"
)

// A web server makes the ETag of a file from its size and the second in which
// it was written. Two revisions of one second may have the same size.
func TestRevisionsOfOneSecondAreSeen(t *testing.T) {
	d, addr := newDesk(t), freeAddr(t)
	d.publish("hello", "live", "Edition 0.")
	newNginx(t, d.out, addr).start(t)
	client, err := content.New(fetch.HTTP("http://"+addr, nil), &content.Options{Refresh: -1, StartWait: time.Minute})
	require.NoError(t, err)
	defer client.Close()
	now := time.Now()
	time.Sleep(now.Truncate(time.Second).Add(time.Second).Sub(now))
	for _, lead := range []string{"Edition 1.", "Edition 2.", "Edition 3."} {
		d.publish("hello", "live", lead)
		require.NoError(t, client.Refresh(t.Context()))
		require.EqualValues(t, lead, client.Get("home.lead", "en"))
	}
}
