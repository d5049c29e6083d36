package bundle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/bundle"
)

// seed gives a fuzz target every vector of one kind that is not megabytes.
func seed(f *testing.F, kind string) {
	for _, v := range fileVectors(f) {
		if v.Read == kind && len(v.Parts) == 0 {
			f.Add(v.data())
		}
	}
}

// holds checks what must hold for every input of a decoder: an error has its
// place in the file, and a value that was read is written in a form that is
// read to the same value and written to the same bytes.
func holds[V any](t *testing.T, data []byte, decode func([]byte) (V, error), write func(V) ([]byte, error)) {
	v, err := decode(data)
	if err != nil {
		var fe *bundle.FormatError
		require.ErrorAs(t, err, &fe)
		require.Contains(t, bundle.Rules(), fe.Rule)
		require.True(t, fe.Offset >= 0 && fe.Offset <= int64(len(data)), fe)
		return
	}
	first, err := write(v)
	require.NoError(t, err)
	again, err := decode(first)
	require.NoError(t, err)
	require.Equal(t, v, again)
	second, err := write(again)
	require.NoError(t, err)
	require.Equal(t, string(first), string(second))
}

func FuzzDecodeBundle(f *testing.F) {
	seed(f, "bundle")
	f.Fuzz(func(t *testing.T, data []byte) {
		holds(t, data, func(b []byte) (*bundle.Bundle, error) { return bundle.DecodeBundle("b", b) }, bundle.EncodeBundle)
	})
}

func FuzzDecodeIndex(f *testing.F) {
	seed(f, "index")
	f.Fuzz(func(t *testing.T, data []byte) {
		holds(t, data, func(b []byte) (*bundle.Index, error) { return bundle.DecodeIndex("i", b) }, bundle.EncodeIndex)
	})
}

func FuzzDecodeManifest(f *testing.F) {
	seed(f, "manifest")
	f.Fuzz(func(t *testing.T, data []byte) {
		holds(t, data, func(b []byte) (*bundle.Manifest, error) {
			s, err := bundle.DecodeManifest("live.json", b)
			if err != nil {
				return nil, err
			}
			_ = s.Verify([]bundle.PublicKey{public(1)})
			return s.Manifest, nil
		}, func(m *bundle.Manifest) ([]byte, error) { return bundle.EncodeManifest(m) })
	})
}
