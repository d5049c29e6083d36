package bundle_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/bundle"
)

// vector is one file that a reader is given. testdata/vectors/README.md says
// what the members mean.
type vector struct {
	Name     string
	Rule     string
	Also     []string
	About    string
	Boundary bool
	Read     string
	File     *string
	Base64   []byte
	Parts    []part
	Ask      *struct{ Project, Channel, Locale, Bundle string }
	Ref      *struct {
		SHA256 string
		Bytes  int64
	}
	Keys      []bundle.PublicKey
	SignedBy  *int
	Canonical string
	Schema    bool
	Error     *struct {
		Rule   string
		Offset int64
	}
}

// part is a piece of a file: a string, a string repeated, or a string repeated
// with %d counting.
type part struct {
	text          string
	Repeat, Count string
	From, Times   int
}

func (p *part) UnmarshalJSON(data []byte) error {
	if data[0] == '"' {
		return json.Unmarshal(data, &p.text)
	}
	type plain part
	return strictly(data, (*plain)(p))
}

// strictly is json.Unmarshal that refuses members it does not know, so that no
// misspelt vector passes by chance.
func strictly(data []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	return d.Decode(v)
}

// data returns the bytes of the file.
func (v *vector) data() []byte {
	switch {
	case v.File != nil:
		return []byte(*v.File)
	case v.Base64 != nil:
		return v.Base64
	}
	var b bytes.Buffer
	for _, p := range v.Parts {
		b.WriteString(p.text)
		b.WriteString(strings.Repeat(p.Repeat, p.Times))
		for i := p.From; p.Count != "" && i < p.From+p.Times; i++ {
			fmt.Fprintf(&b, p.Count, i)
		}
	}
	return b.Bytes()
}

// notices reports whether the vector is one that must fail when a rule is not
// applied.
func (v *vector) notices(rule string) bool {
	return v.Rule == rule && !v.Boundary || slices.Contains(v.Also, rule)
}

// readVectors reads one kind of vectors.
func readVectors[V any](t testing.TB, names ...string) []V {
	var all []V
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join("testdata", "vectors", name+".json"))
		require.NoError(t, err)
		var list []V
		require.NoError(t, strictly(data, &list), name)
		all = append(all, list...)
	}
	require.NotEmpty(t, all)
	return all
}

// fileVectors returns the vectors that are files.
func fileVectors(t testing.TB) []vector {
	return readVectors[vector](t,
		"files", "json", "members", "names", "locales", "values", "trust", "valid")
}

// run reads the vector's file without a rule, in the order that FORMAT.md
// gives: reference, file, signatures, what was asked for. It returns the
// canonical bytes of the value.
func (v *vector) run(off string) ([]byte, error) {
	data := v.data()
	if v.Ref != nil {
		ref := bundle.Ref(*v.Ref)
		if off == bundle.RuleRefBytes {
			ref.Bytes = int64(len(data))
		}
		if off == bundle.RuleRefHash {
			ref.SHA256 = bundle.RefOf(data).SHA256
		}
		if err := ref.Check(v.Name, data); err != nil {
			return nil, err
		}
	}
	asked := v.Ask != nil && off != bundle.RuleFileMismatch
	switch v.Read {
	case "bundle":
		b, err := bundle.DecodeBundleWithout(off, v.Name, data)
		if err == nil && asked {
			err = b.Check(v.Name, v.Ask.Bundle, v.Ask.Locale)
		}
		if err != nil {
			return nil, err
		}
		return bundle.EncodeBundle(b)
	case "index":
		x, err := bundle.DecodeIndexWithout(off, v.Name, data)
		if err == nil && asked {
			err = x.Check(v.Name, v.Ask.Locale)
		}
		if err != nil {
			return nil, err
		}
		return bundle.EncodeIndex(x)
	case "manifest":
		return v.runManifest(off, data, asked)
	}
	return nil, fmt.Errorf("unknown kind %q", v.Read)
}

func (v *vector) runManifest(off string, data []byte, asked bool) ([]byte, error) {
	s, err := bundle.DecodeManifestWithout(off, v.Name, data)
	if err == nil && off != bundle.RuleSignatureTrust {
		err = s.Verify(v.Keys)
	}
	if err == nil && v.SignedBy != nil {
		n := len(s.SignedBy(v.Keys))
		if off == "signature-once" {
			n = s.CountSignatures(v.Keys)
		}
		if n != *v.SignedBy {
			err = fmt.Errorf("signed by %d keys, not %d", n, *v.SignedBy)
		}
	}
	if err == nil && asked {
		err = s.Manifest.Check(v.Name, v.Ask.Project, v.Ask.Channel)
	}
	if err != nil {
		return nil, err
	}
	return bundle.EncodeManifest(s.Manifest)
}

// verdict returns what is wrong with the outcome, or nil.
func (v *vector) verdict(off string) error {
	got, err := v.run(off)
	if v.Error == nil {
		if err == nil && string(got) != v.Canonical {
			err = fmt.Errorf("canonical bytes are\n%s\nnot\n%s", got, v.Canonical)
		}
		return err
	}
	var fe *bundle.FormatError
	if !errors.As(err, &fe) {
		return fmt.Errorf("no format error: %v", err)
	}
	if fe.Rule != v.Error.Rule || fe.Offset != v.Error.Offset || fe.Name != v.Name || fe.Reason == "" {
		return fmt.Errorf("want %s at %d, got %w", v.Error.Rule, v.Error.Offset, err)
	}
	return nil
}

func TestFileVectors(t *testing.T) {
	seen := map[string]bool{}
	for _, v := range fileVectors(t) {
		t.Run(v.Rule+"/"+v.Name, func(t *testing.T) {
			require.False(t, seen[v.Rule+v.Name], "the name stands twice")
			seen[v.Rule+v.Name] = true
			require.NoError(t, v.verdict(""))
			if v.Error != nil {
				require.Equal(t, v.Rule, v.Error.Rule)
			}
		})
	}
}

// acceptRules are the rules that say what a reader takes.
var acceptRules = []string{
	bundle.ReadUnknown, bundle.ReadMinor, bundle.ReadSpace, bundle.ReadEscape,
	bundle.ReadLastInfix, "signature-once",
}

// TestFileVectorsNoticeEachRule switches each rule off and sees that exactly
// the vectors that name it fail.
func TestFileVectorsNoticeEachRule(t *testing.T) {
	vectors := fileVectors(t)
	for _, rule := range append(bundle.Rules(), acceptRules...) {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			var failed, named []string
			for _, v := range vectors {
				if len(v.Parts) > 0 && v.Rule != rule {
					continue // megabytes; the other rules do not come near them
				}
				name := v.Rule + "/" + v.Name
				if v.notices(rule) {
					named = append(named, name)
				}
				if v.verdict(rule) != nil {
					failed = append(failed, name)
				}
			}
			require.NotEmpty(t, named, "no vector guards the rule")
			require.Equal(t, named, failed)
		})
	}
	for _, v := range vectors {
		known := slices.Contains(bundle.Rules(), v.Rule) || slices.Contains(acceptRules, v.Rule)
		require.True(t, known, v.Rule)
	}
}
