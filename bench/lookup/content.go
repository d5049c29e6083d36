package lookup

import (
	"fmt"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
	"github.com/teletextio/content/fetch"
)

func newClient(texts map[string]string) (*content.Client, error) {
	files := contenttest.Publish(contenttest.Texts{Locale: texts, "de": {"home.title": "Titel"}})
	return content.New(fetch.FS(files), &content.Options{Refresh: -1})
}

// openView is what a handler has: content.From(ctx) or client.View.
func openView() (func(string) string, error) {
	c, err := newClient(texts())
	if err != nil {
		return nil, err
	}
	v := c.View(Locale)
	return func(key string) string { return string(v.Get(key)) }, nil
}

// openClient looks the locale up each time, as package-level content.Get does.
func openClient() (func(string) string, error) {
	c, err := newClient(texts())
	if err != nil {
		return nil, err
	}
	return func(key string) string { return string(c.Get(key, Locale)) }, nil
}

// The texts with arguments, in both notations.
const (
	argsICU   = "Hello {name}, welcome to %d of {place}"
	pluralICU = "{count, plural, one {# file} other {# files}} of {name} in %d"
)

func formatted(pattern string) map[string]string {
	m := make(map[string]string, Keys)
	for i := range Keys {
		m[key(i)] = fmt.Sprintf(pattern, i)
	}
	return m
}

func openViewArgs() (func(string) string, error) {
	c, err := newClient(formatted(argsICU))
	if err != nil {
		return nil, err
	}
	v := c.View(Locale)
	return func(key string) string { return string(v.Get(key, "name", "Ann", "place", "Bonn")) }, nil
}

func openViewPlural() (func(string) string, error) {
	c, err := newClient(formatted(pluralICU))
	if err != nil {
		return nil, err
	}
	v := c.View(Locale)
	return func(key string) string { return string(v.Get(key, "name", "Ann", "count", 3)) }, nil
}
