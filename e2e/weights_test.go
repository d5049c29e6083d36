package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
	"github.com/teletextio/content/manage/texts"
)

// What a running site says of the popularity of its bundles can be put into
// content.yaml as it stands.
func TestWeightsGoIntoContentYAML(t *testing.T) {
	all := contenttest.Texts{"en": {}, "de": {}}
	for i := range 30 {
		for tag := range all {
			all[tag][fmt.Sprintf("b%02d.t", i)] = strings.Repeat("word ", 400)
		}
	}
	all["de"]["null.t"] = all["de"]["b00.t"] // a word of YAML
	c, err := content.New(contenttest.NewScript(all), &content.Options{Refresh: -1, StartWait: time.Minute, Budget: 100_000})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.Close()) })
	for range 20 {
		c.View("de").Get("null.t")
		for i := range 30 {
			c.View("de").Get(fmt.Sprintf("b%02d.t", i))
		}
	}
	require.Contains(t, c.Weights(), "null")
	w := httptest.NewRecorder()
	c.StatusHandler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/?format=weights", nil))
	set, err := texts.ReadFiles(map[string][]byte{
		"null.de.yaml": []byte("t: word\n"),
		"content.yaml": append([]byte("project: acme\n"), w.Body.Bytes()...),
	}, "folder")
	require.NoError(t, err, w.Body)
	require.Equal(t, c.Weights(), set.Weights)
}
