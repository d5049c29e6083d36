// Package pull brings published texts back into files, as people and git keep
// them. Files that are there are edited, not replaced: comments, order and the
// form in which a text was written stay wherever the text says what is
// published. Publishing what was pulled gives the same publication, byte for
// byte.
package pull

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/internal/message"
	"github.com/teletextio/content/manage/texts"
)

// Options are the choices of [Write].
type Options struct {
	// Prune removes files of bundles and locales that the publication does
	// not have. false: they stay, and Result.Left names them.
	Prune bool

	// DryRun writes nothing: the Result says what would be written.
	DryRun bool
}

// Result is what was written; all names are of files in the folder, in order.
type Result struct {
	Written []string `json:"written"`
	Removed []string `json:"removed"`
	Left    []string `json:"left"`      // have texts that the publication does not have
	Same    int      `json:"unchanged"` // files
}

// Write makes the files of a folder say what the set says. A file that is
// there keeps its name and its form, YAML or JSON; new files are YAML.
// content.yaml is written, too, and edited where it differs; content.json is an
// error unless it is right. Each file is replaced as a whole or not at all.
func Write(dir string, set *texts.Set, o *Options) (*Result, error) {
	if o == nil {
		o = &Options{}
	}
	w := &writer{dir: dir, set: set, o: o, files: map[texts.ID]string{}, res: &Result{Written: []string{}, Removed: []string{}, Left: []string{}}}
	if err := w.scan(); err != nil {
		return nil, fmt.Errorf("pull: read %q: %w", dir, err)
	}
	w.route = &bundle.Manifest{DefaultBundle: set.DefaultBundleName(), Routes: set.Routes}
	if err := w.all(); err != nil {
		return nil, err
	}
	slices.Sort(w.res.Written)
	slices.Sort(w.res.Removed)
	slices.Sort(w.res.Left)
	return w.res, nil
}

type writer struct {
	dir    string
	set    *texts.Set
	o      *Options
	route  *bundle.Manifest
	files  map[texts.ID]string // that are there
	config string              // that is there; "": none
	res    *Result
}

// scan finds the files that are there.
func (w *writer) scan() error {
	entries, err := os.ReadDir(w.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		name := e.Name()
		ext := filepath.Ext(name)
		base := strings.TrimSuffix(name, ext)
		switch strings.ToLower(ext) {
		case ".yaml", ".yml", ".json":
		default:
			continue
		}
		if base == "content" {
			w.config = name
			continue
		}
		called, tag, ok := strings.Cut(base, ".")
		if ok && !e.IsDir() && bundle.ValidBundleName(called) && bundle.ValidLocale(tag) {
			w.files[texts.ID{Bundle: called, Locale: tag}] = name
		}
	}
	return err
}

func (w *writer) all() error {
	if !w.o.DryRun {
		if err := os.MkdirAll(w.dir, 0o777); err != nil {
			return fmt.Errorf("pull: %w", err)
		}
	}
	if err := w.writeConfig(); err != nil {
		return err
	}
	for id := range maps.Keys(w.set.Texts) {
		if err := w.texts(id); err != nil {
			return err
		}
	}
	for id, name := range w.files {
		if _, ok := w.set.Texts[id]; ok {
			continue
		}
		if !w.o.Prune {
			w.res.Left = append(w.res.Left, name)
			continue
		}
		w.res.Removed = append(w.res.Removed, name)
		if !w.o.DryRun {
			if err := os.Remove(filepath.Join(w.dir, name)); err != nil {
				return fmt.Errorf("pull: %w", err)
			}
		}
	}
	return nil
}

func (w *writer) writeConfig() error {
	name := cmp.Or(w.config, "content.yaml")
	return w.edit(name, func(old []byte) ([]byte, error) {
		out, err := editConfig(old, w.set)
		if err == nil && filepath.Ext(name) == ".json" && !bytes.Equal(out, old) {
			return nil, errors.New("its settings are not those of the publication; rename it to content.yaml, or mend it")
		}
		return out, err
	})
}

// texts writes the texts of one bundle in one locale.
func (w *writer) texts(id texts.ID) error {
	want := map[string]string{}
	for name, t := range w.set.Texts[id] {
		want[name] = t.Source
	}
	name := cmp.Or(w.files[id], fileName(id))
	write := editYAML
	if strings.EqualFold(filepath.Ext(name), ".json") {
		write = editJSON
	}
	return w.edit(name, func(old []byte) ([]byte, error) {
		return write(old, want, func(text, has, want string) bool { return has == want || w.says(id, text, has, want) })
	})
}

// says reports whether a text that somebody has written is published as want.
func (w *writer) says(id texts.ID, name, has, want string) bool {
	kind := message.HTML
	for _, key := range w.route.FullKeys(id.Bundle, name) {
		if w.set.Keys[key].Type == bundle.TypeText {
			kind = message.Plain
		}
	}
	t, err := message.Compile(has, kind, id.Locale)
	return err == nil && t.Canonical() == want
}

// edit replaces one file.
func (w *writer) edit(name string, change func(old []byte) ([]byte, error)) error {
	path := filepath.Join(w.dir, name)
	old, err := os.ReadFile(path)
	missing := errors.Is(err, fs.ErrNotExist)
	if err != nil && !missing {
		return fmt.Errorf("pull: %w", err)
	}
	out, err := change(old)
	if err != nil {
		return fmt.Errorf("pull: edit %q: %w", path, err)
	}
	if !missing && bytes.Equal(old, out) {
		w.res.Same++
		return nil
	}
	w.res.Written = append(w.res.Written, name)
	if w.o.DryRun {
		return nil
	}
	return replace(path, out)
}

// replace writes a file beside its place and renames it.
func replace(path string, data []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".tmp-*")
	if err != nil {
		return fmt.Errorf("pull: %w", err)
	}
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	_, err = file.Write(data)
	if err = errors.Join(err, file.Chmod(mode), file.Close()); err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		os.Remove(file.Name())
		return fmt.Errorf("pull: %w", err)
	}
	return nil
}
