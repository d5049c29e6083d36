package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"golang.org/x/net/html"

	"github.com/teletextio/content"
	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/internal/cldr"
	"github.com/teletextio/content/internal/htmlscan"
	"github.com/teletextio/content/manage/publish"
	"github.com/teletextio/content/manage/texts"
)

// standIn returns a client of a publication that has a text for every key of
// a page: a word, and the functional children that the page has there. Labels
// are then left alone only for what the page itself is.
func (c *pageChecker) standIn(ctx context.Context, page []byte) (*content.Client, error) {
	keys, err := c.keysOf(ctx, page)
	if err != nil {
		return nil, err
	}
	locales, children := c.survey(page)
	set := &texts.Set{Project: "check", DefaultLocale: "en", Texts: map[texts.ID]map[string]texts.Text{}, Routes: map[string]string{}}
	for _, locale := range locales {
		id := texts.ID{Bundle: texts.DefaultBundle, Locale: locale}
		set.Texts[id] = map[string]texts.Text{}
		for _, key := range keys {
			name := key
			if head, rest, ok := strings.Cut(key, "."); ok {
				id.Bundle, name = head, rest
			} else {
				id.Bundle = texts.DefaultBundle
			}
			if !bundle.ValidBundleName(id.Bundle) || !bundle.ValidKey(key) || !bundle.ValidName(name) {
				continue
			}
			if set.Texts[id] == nil {
				set.Texts[id] = map[string]texts.Text{}
			}
			set.Texts[id][name] = texts.Text{Source: "T" + children[key]}
		}
	}
	store := publish.Memory()
	if _, err := publish.Publish(ctx, set, store, &publish.Options{AllowEmpty: true, Now: time.Now}); err != nil {
		return nil, err
	}
	return c.client(ctx, store, texts.DefaultChannel)
}

// keysOf returns the keys of a page in full. Without any text, no label hides
// those inside.
func (c *pageChecker) keysOf(ctx context.Context, page []byte) (keys []string, err error) {
	empty, err := content.New(publish.Memory(), &content.Options{Page: &c.page, Refresh: -1, StartWait: -1})
	if err != nil {
		return nil, err
	}
	defer empty.Close()
	var rep content.Report
	if err := empty.Inject(ctx, io.Discard, bytes.NewReader(page), &content.Page{Report: &rep}); err != nil {
		return nil, err
	}
	for _, l := range rep.Labels {
		if l.Reason != content.ReasonUnknownAttribute {
			keys = append(keys, l.Key)
		}
	}
	return keys, nil
}

// survey reads a page's tree for the locales that its scopes name, English
// included, and for the functional children of its labels, by key, written as
// a text has them.
func (c *pageChecker) survey(page []byte) (locales []string, children map[string]string) {
	prefix := c.prefix()
	locales, children = []string{"en"}, map[string]string{}
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return locales, children // pages that the parser gives up on, the injector does, too
	}
	seen := map[string]bool{"en": true}
	for n := range doc.Descendants() {
		if tag, ok := cldr.Canonical(strings.TrimSpace(attr(n, prefix+"-locale"))); ok && !seen[tag] {
			seen[tag] = true
			locales = append(locales, tag)
		}
		name := attr(n, prefix+"-name")
		if name == "" || strings.ContainsAny(name, "<>&\"{}'") {
			continue
		}
		for p := n.Parent; p != nil; p = p.Parent {
			if key := fullKey(p, prefix); key != "" {
				children[key] += fmt.Sprintf(` <%s data-txt-name="%s">`, n.Data, name)
				if htmlscan.Lookup(n.Data).IsVoid() {
					break
				}
				children[key] += "T</" + n.Data + ">"
				break
			}
		}
	}
	return locales, children
}

// fullKey returns the key of the content of a labelled element, with the
// bundle of its scope; "" when it is not labelled.
func fullKey(n *html.Node, prefix string) string {
	key := strings.TrimSpace(attr(n, prefix))
	if prefix == "data-i18n" {
		for part := range strings.SplitSeq(key, ";") {
			if part = strings.TrimSpace(part); part != "" && part[0] != '[' {
				key = strings.ReplaceAll(part, ":", ".")
			}
		}
	}
	if key == "" || strings.Contains(key, ".") {
		return key
	}
	for p := n; p != nil; p = p.Parent {
		if scope := strings.TrimSpace(attr(p, prefix+"-bundle")); scope != "" {
			return scope + "." + key
		}
	}
	return key
}

// attr returns the value of an element's attribute, "" when it has none.
func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}
