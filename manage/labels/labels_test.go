package labels_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/manage/labels"
)

func TestRoundTrip(t *testing.T) {
	f := &labels.File{Labels: []labels.Label{
		{Key: "home.b", Place: labels.PlaceHTML, Element: "p", Children: []labels.Child{{Name: "link", Element: "a"}}},
		{Key: "home.a", Place: labels.PlaceText, Element: "img", Attribute: "alt", Args: []string{}, At: "<here>"},
		{Key: "home.b", Place: labels.PlaceHTML, Element: "p", Children: []labels.Child{{Name: "link", Element: "a"}}},
	}}
	data, err := f.Encode()
	require.NoError(t, err)
	require.Equal(t, `{"format": "labels/1", "labels": [
{"key":"home.a","place":"text","element":"img","attribute":"alt","args":[],"at":"<here>"},
{"key":"home.b","place":"html","element":"p","children":[{"name":"link","element":"a"}],"args":null}
]}
`, string(data))
	got, err := labels.Decode(data)
	require.NoError(t, err)
	require.Len(t, got.Labels, 2)
	require.NotNil(t, got.Labels[0].Args, "known to be none")
	require.Nil(t, got.Labels[1].Args, "unknown")
}

func TestWrongFiles(t *testing.T) {
	for data, want := range map[string]string{
		``:                                       "EOF",
		`{}`:                                     `format is "", not "labels/1"`,
		`{"format": "labels/2"}`:                 `format is "labels/2"`,
		`{"format": "labels/1", "x": 1}`:         "unknown field",
		`{"format": "labels/1"} x`:               "behind the object",
		`{"format": "labels/1", "labels": [{}]}`: `label 1: "" is no key`,
		`{"format": "labels/1", "labels": [{"key": "a.b"}]}`: "neither html nor text",
	} {
		_, err := labels.Decode([]byte(data))
		require.ErrorContains(t, err, want, data)
	}
}
