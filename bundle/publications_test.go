package bundle_test

import (
	"crypto/ed25519"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/bundle"
)

// publication is a whole publication with look-ups.
// testdata/vectors/README.md says what the members mean.
type publication struct {
	Name, About string
	Source      source
	Keys        []bundle.PublicKey
	Lookups     []lookup
	Files       map[string]string
}

type source struct {
	Project, Channel             string
	Epoch, Sequence              int64
	Published                    time.Time
	DefaultLocale, DefaultBundle string
	Routes                       map[string]string
	Sign                         [][]byte
	Locales                      map[string]struct {
		Fallback  []string
		Dir, Name string
	}
	Types   map[string]map[string]string
	Weights map[string]float64
	Texts   map[string]map[string]map[string]string
}

type lookup struct {
	Rule       string
	Also       []string
	About      string
	Boundary   bool
	Key        string
	Locale     string
	Args       map[string]any
	Place      string
	Want       *string
	WantLocale string
}

const vectorDir = "testdata/vectors"

func readPublications(t *testing.T) []publication {
	paths, err := filepath.Glob(filepath.Join(vectorDir, "publications", "*.json"))
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	var all []publication
	for _, path := range paths {
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		var p publication
		require.NoError(t, strictly(data, &p), path)
		require.Equal(t, filepath.Base(path), p.Name+".json")
		all = append(all, p)
	}
	return all
}

// texts is what a reader has of a publication: locale, bundle, name.
type texts map[string]map[string]*bundle.Bundle

// read reads a publication from the manifest down, as a client does.
func (p *publication) read(t *testing.T) (*bundle.Manifest, texts) {
	seen := map[string]bool{}
	file := func(name string) []byte {
		data, ok := p.Files[name]
		require.True(t, ok, name)
		seen[name] = true
		return []byte(data)
	}
	name := bundle.ManifestName(p.Source.Channel)
	s, err := bundle.DecodeManifest(name, file(name))
	require.NoError(t, err)
	require.NoError(t, s.Verify(p.Keys))
	m := s.Manifest
	require.NoError(t, m.Check(name, p.Source.Project, p.Source.Channel))
	all := texts{}
	for tag, l := range m.Locales {
		all[tag] = map[string]*bundle.Bundle{}
		name := bundle.IndexName(tag, l.Index)
		data := file(name)
		require.NoError(t, l.Index.Check(name, data))
		x, err := bundle.DecodeIndex(name, data)
		require.NoError(t, err)
		require.NoError(t, x.Check(name, tag))
		for b, e := range x.Bundles {
			name := bundle.BundleName(b, tag, e.Ref)
			data := file(name)
			require.NoError(t, e.Check(name, data))
			all[tag][b], err = bundle.DecodeBundle(name, data)
			require.NoError(t, err)
			require.NoError(t, all[tag][b].Check(name, b, tag))
			require.Len(t, all[tag][b].Texts, e.Keys)
		}
	}
	require.Len(t, seen, len(p.Files), "files that nothing names")
	return m, all
}

// write makes the publication of the source.
func (p *publication) write(t *testing.T) map[string]string {
	src := p.Source
	files := map[string]string{}
	m := &bundle.Manifest{
		Project: src.Project, Channel: src.Channel, Epoch: src.Epoch, Sequence: src.Sequence,
		Published: src.Published, DefaultLocale: src.DefaultLocale, DefaultBundle: src.DefaultBundle,
		Routes: src.Routes, Locales: map[string]bundle.Locale{}, Empty: len(src.Locales) == 0,
	}
	for tag, l := range src.Locales {
		x := &bundle.Index{Locale: tag, Bundles: map[string]bundle.IndexEntry{}, Empty: len(src.Texts[tag]) == 0}
		for name, texts := range src.Texts[tag] {
			b := &bundle.Bundle{Name: name, Locale: tag, Texts: texts, Keys: map[string]bundle.KeyMeta{}}
			for key, typ := range src.Types[name] {
				if _, ok := texts[key]; ok {
					b.Keys[key] = bundle.KeyMeta{Type: typ}
				}
			}
			data, err := bundle.EncodeBundle(b)
			require.NoError(t, err)
			ref := bundle.RefOf(data)
			files[bundle.BundleName(name, tag, ref)] = string(data)
			x.Bundles[name] = bundle.IndexEntry{Ref: ref, Keys: len(texts), Weight: src.Weights[name]}
		}
		data, err := bundle.EncodeIndex(x)
		require.NoError(t, err)
		ref := bundle.RefOf(data)
		files[bundle.IndexName(tag, ref)] = string(data)
		m.Locales[tag] = bundle.Locale{Fallback: l.Fallback, Dir: l.Dir, Name: l.Name, Index: ref}
	}
	var signers []bundle.Signer
	for _, seed := range src.Sign {
		signers = append(signers, ed25519.NewKeyFromSeed(seed))
	}
	data, err := bundle.EncodeManifest(m, signers...)
	require.NoError(t, err)
	files[bundle.ManifestName(src.Channel)] = string(data)
	return files
}

// TestPublicationsAreWrittenAlike holds the writer against bytes that another
// program has written.
func TestPublicationsAreWrittenAlike(t *testing.T) {
	for _, p := range readPublications(t) {
		t.Run(p.Name, func(t *testing.T) {
			require.Equal(t, p.Files, p.write(t))
		})
	}
}

// TestPublicationsAreRead reads each publication and finds its source in it.
func TestPublicationsAreRead(t *testing.T) {
	all := schemas(t)
	for _, p := range readPublications(t) {
		t.Run(p.Name, func(t *testing.T) {
			m, have := p.read(t)
			for tag := range p.Source.Locales {
				require.Contains(t, m.Locales, tag)
				for name, texts := range p.Source.Texts[tag] {
					require.Equal(t, texts, have[tag][name].Texts)
					for key := range texts {
						typ := p.Source.Types[name][key]
						require.Equal(t, typ == bundle.TypeText, have[tag][name].TypeOf(key) == bundle.TypeText)
					}
				}
			}
			for name, data := range p.Files {
				kind := map[string]string{"b": "bundle", "i": "index"}[filepath.Dir(name)]
				if name == bundle.ManifestName(p.Source.Channel) {
					kind = "manifest"
				}
				_, err := validate(all[kind], []byte(data))
				require.NoError(t, err, name)
			}
		})
	}
}

var places = []string{"html", "text", "attribute", "url"}

// TestLookupsNameTexts checks what can be seen of the look-ups without
// rendering: that each key leads to a text where one is expected. The texts
// themselves are compared by the readers that render.
func TestLookupsNameTexts(t *testing.T) {
	for _, p := range readPublications(t) {
		m, have := p.read(t)
		text := func(tag, b, name string) string {
			if found := have[tag][b]; found != nil {
				return found.Texts[name]
			}
			return ""
		}
		for _, l := range p.Lookups {
			t.Run(p.Name+"/"+l.Rule+"/"+l.Key+"/"+l.Locale, func(t *testing.T) {
				require.Contains(t, places, l.Place)
				b, name := m.Resolve(l.Key)
				if l.Want == nil {
					require.Empty(t, l.WantLocale)
					return
				}
				require.NotEmpty(t, text(l.WantLocale, b, name))
				require.Contains(t, m.FullKeys(b, name), l.Key)
				if text(l.Locale, b, name) != "" {
					require.Equal(t, l.Locale, l.WantLocale)
				}
			})
		}
	}
}

// TestLookupsNoticeEachKeyRule breaks each rule of key resolution and sees
// that exactly the look-ups that name it miss their text.
func TestLookupsNoticeEachKeyRule(t *testing.T) {
	for _, rule := range keyRules {
		n := 0
		for _, p := range readPublications(t) {
			m, _ := p.read(t)
			for _, l := range p.Lookups {
				named := l.Rule == rule && !l.Boundary || slices.Contains(l.Also, rule)
				b, name := m.Resolve(l.Key)
				gotB, gotName := m.ResolveWithout(rule, l.Key)
				require.Equal(t, named, b != gotB || name != gotName, "%s: %s: %s", rule, p.Name, l.Key)
				if named {
					n++
				}
			}
		}
		require.Positive(t, n, rule)
	}
}

// TestBuildScript runs the writer that made the committed files, which shares
// no code with this package, and compares.
func TestBuildScript(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed: the second writer is not run")
	}
	dir := t.TempDir()
	script, err := os.ReadFile(filepath.Join(vectorDir, "build.mjs"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "build.mjs"), script, 0o600))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "publications"), 0o700))
	all := readPublications(t)
	for _, p := range all {
		data, err := os.ReadFile(filepath.Join(vectorDir, "publications", p.Name+".json"))
		require.NoError(t, err)
		var members map[string]json.RawMessage
		require.NoError(t, json.Unmarshal(data, &members))
		delete(members, "files")
		data, err = json.Marshal(members)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, "publications", p.Name+".json"), data, 0o600))
	}
	out, err := exec.Command(node, filepath.Join(dir, "build.mjs")).CombinedOutput()
	require.NoError(t, err, string(out))
	for _, p := range all {
		data, err := os.ReadFile(filepath.Join(dir, "publications", p.Name+".json"))
		require.NoError(t, err)
		var again publication
		require.NoError(t, strictly(data, &again))
		require.Equal(t, p.Files, again.Files)
	}
}
