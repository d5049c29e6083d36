// Package vectors reads the publications with look-ups among the shared
// vectors of the format, and finds in a page what a look-up has put there. It
// serves tests: the library never imports it.
package vectors

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/teletextio/content/bundle"
)

// Publication is a whole publication with look-ups.
type Publication struct {
	Name    string
	Project string
	Channel string
	Keys    []bundle.PublicKey // that the reader is given
	Files   map[string]string  // content by name
	Lookups []Lookup
}

// Lookup is one question to a reader and its answer. The README of the vectors
// says what the members mean.
type Lookup struct {
	Rule       string
	Also       []string
	Boundary   bool
	Key        string
	Locale     string
	Args       map[string]any // string, int64 or float64
	Place      string
	Want       *string
	WantLocale string
}

// Read reads all publications in the folder, sorted by name.
func Read(folder string) ([]Publication, error) {
	paths, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil {
		return nil, err
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("vectors: read folder %q: no publications", folder)
	}
	var all []Publication
	for _, path := range paths {
		p, err := readFile(path)
		if err != nil {
			return nil, fmt.Errorf("vectors: read file %q: %w", path, err)
		}
		all = append(all, p)
	}
	return all, nil
}

// readFile reads one publication.
func readFile(path string) (Publication, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Publication{}, err
	}
	var p struct {
		Publication
		Source struct{ Project, Channel string }
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(&p); err != nil {
		return Publication{}, err
	}
	p.Publication.Project, p.Publication.Channel = p.Source.Project, p.Source.Channel
	for _, l := range p.Lookups {
		for name, v := range l.Args {
			if l.Args[name], err = argument(v); err != nil {
				return Publication{}, fmt.Errorf("%s: argument %q: %w", l.Name(), name, err)
			}
		}
	}
	return p.Publication, nil
}

// argument returns a number as int64 where it has no fraction, else as float64.
func argument(v any) (any, error) {
	switch v := v.(type) {
	case string:
		return v, nil
	case json.Number:
		if i, err := v.Int64(); err == nil {
			return i, nil
		}
		return v.Float64()
	}
	return nil, fmt.Errorf("a %T is neither a string nor a number", v)
}

// Name tells the look-up from the others of its publication.
func (l *Lookup) Name() string {
	args, _ := json.Marshal(l.Args) // strings and numbers
	return strings.Join([]string{l.Rule, l.Key, l.Locale, l.Place, string(args)}, "/")
}

// Pairs returns the arguments as name, value, name, value, …, sorted by name.
func (l *Lookup) Pairs() []any {
	var pairs []any
	for _, name := range slices.Sorted(maps.Keys(l.Args)) {
		pairs = append(pairs, name, l.Args[name])
	}
	return pairs
}

// Notices reports whether the look-up is one that must fail when the rule is
// not applied.
func (l *Lookup) Notices(rule string) bool {
	return l.Rule == rule && !l.Boundary || slices.Contains(l.Also, rule)
}

// Check compares what a reader has found with what the look-up wants; nil is
// no text.
func (l *Lookup) Check(got *string) error {
	switch {
	case got == nil && l.Want == nil, got != nil && l.Want != nil && *got == *l.Want:
		return nil
	case got == nil:
		return fmt.Errorf("there is no text, want %q", *l.Want)
	case l.Want == nil:
		return fmt.Errorf("there is a text, %q, want none", *got)
	}
	return fmt.Errorf("got %q, want %q", *got, *l.Want)
}
