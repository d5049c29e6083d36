package content_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
)

func TestSetArgsHoldsForWhatIsWrittenBehindIt(t *testing.T) {
	s := &site{Script: contenttest.NewScript(contenttest.Texts{"en": {"home.title": "Hello {name}"}})}
	s.client = newClient(t, s.Script, nil)
	var want strings.Builder
	h := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", htmlType)
		want.Reset()
		for i := range 2000 {
			name := fmt.Sprint("n", i)
			content.SetArgs(r.Context(), "name", name)
			switch i % 3 {
			case 0:
				_, _ = io.WriteString(w, ownPage)
			case 1:
				_, _ = w.Write([]byte(ownPage))
			case 2:
				_, _ = io.Copy(w, strings.NewReader(ownPage))
			}
			want.WriteString(strings.ReplaceAll(ownPage, ownText, ">Hello "+name+"<"))
		}
	}
	rec := httptest.NewRecorder()
	s.client.Middleware(http.HandlerFunc(h)).ServeHTTP(rec, httptest.NewRequest("GET", "/", nil))
	require.Equal(t, want.String(), rec.Body.String())
}

// selfish is an argument that sets arguments while it is written.
type selfish struct{ r *http.Request }

func (a selfish) String() string {
	content.SetArgs(a.r.Context(), "other", 1)
	return "Ann"
}

func TestArgumentMaySetArguments(t *testing.T) {
	s := &site{Script: contenttest.NewScript(contenttest.Texts{"en": {"home.title": "Hello {name}"}})}
	s.client = newClient(t, s.Script, nil)
	rec := httptest.NewRecorder()
	s.client.Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		content.SetArgs(r.Context(), "name", selfish{r})
		page(ownPage)(w, r)
	})).ServeHTTP(rec, httptest.NewRequest("GET", "/", nil))
	require.Contains(t, rec.Body.String(), ">Hello Ann<")
}
