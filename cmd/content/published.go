package main

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/cmd/internal/place"
)

// publishedIn returns the manifests in a local folder, in the order of their
// names; none when there is no folder. Files that are no manifests are passed
// over.
func publishedIn(dir string) (list []*bundle.Manifest) {
	entries, _ := os.ReadDir(dir) // without a folder there is nothing published
	for _, e := range entries {
		channel, ok := strings.CutSuffix(e.Name(), ".json")
		if !ok || !bundle.ValidChannel(channel) || !e.Type().IsRegular() {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			continue
		}
		if m, err := bundle.DecodeManifest(e.Name(), data); err == nil {
			list = append(list, m.Manifest)
		}
	}
	return list
}

// strangersIn returns the names of what lies in a local folder beside a
// publication that has not begun: of what a publisher has not made. There are
// none when something is published in it.
func strangersIn(dir string) (names []string) {
	entries, _ := os.ReadDir(dir) // without a folder there are none
	for _, e := range entries {
		switch name := e.Name(); {
		case name == "b", name == "i", name == "h", name[0] == '.':
		default:
			names = append(names, name)
		}
	}
	if len(names) > 0 && len(publishedIn(dir)) > 0 {
		return nil
	}
	return names
}

// objectAt names an object of a place, for messages.
func objectAt(where, name string) string {
	if place.IsS3(where) || place.IsURL(where) {
		return strings.TrimRight(where, "/") + "/" + name
	}
	return filepath.Join(where, filepath.FromSlash(name))
}
