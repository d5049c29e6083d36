package pull

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/teletextio/content/manage/texts"
)

// Merged is what [Merge] did.
type Merged struct {
	Written   []string `json:"written"` // files, in order
	New       int      `json:"new"`     // texts
	Changed   int      `json:"changed"`
	Unchanged int      `json:"unchanged"`
}

// Merge writes texts into the files of a folder, whose texts are those of set,
// and leaves all other texts and content.yaml as they are. same reports
// whether a text that is there says what is wanted already: then it stays as it
// was written. Each file is replaced as a whole or not at all; with dryRun none
// is, and the result says what would be.
func Merge(dir string, set *texts.Set, add map[texts.ID]map[string]texts.Text, same func(id texts.ID, name, has, want string) bool, dryRun bool) (*Merged, error) {
	w := &writer{dir: dir, set: set, o: &Options{DryRun: dryRun}, files: map[texts.ID]string{}, res: &Result{Written: []string{}}}
	if err := w.scan(); err != nil {
		return nil, fmt.Errorf("pull: read %q: %w", dir, err)
	}
	if !dryRun {
		if err := os.MkdirAll(dir, 0o777); err != nil {
			return nil, fmt.Errorf("pull: %w", err)
		}
	}
	done := &Merged{}
	for id := range maps.Keys(add) {
		if err := w.merge(id, add[id], same, done); err != nil {
			return nil, err
		}
	}
	slices.Sort(w.res.Written)
	done.Written = w.res.Written
	return done, nil
}

// merge writes texts of one bundle in one locale.
func (w *writer) merge(id texts.ID, add map[string]texts.Text, same func(texts.ID, string, string, string) bool, done *Merged) error {
	want := map[string]string{}
	for name, t := range w.set.Texts[id] {
		want[name] = t.Source
	}
	for name, t := range add {
		switch has, there := want[name]; {
		case !there:
			done.New++
		case has == t.Source || same(id, name, has, t.Source):
			done.Unchanged++
			continue
		default:
			done.Changed++
		}
		want[name] = t.Source
	}
	name := cmp.Or(w.files[id], fileName(id))
	write := editYAML
	if strings.EqualFold(filepath.Ext(name), ".json") {
		write = editJSON
	}
	return w.edit(name, func(old []byte) ([]byte, error) {
		return write(old, want, func(_, has, want string) bool { return has == want })
	})
}

// Replace makes a file hold data: it is written beside its place and renamed.
// changed is false when it holds them already.
func Replace(path string, data []byte) (changed bool, err error) {
	old, err := os.ReadFile(path)
	if err == nil && bytes.Equal(old, data) {
		return false, nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return false, fmt.Errorf("pull: %w", err)
	}
	return true, replace(path, data)
}
