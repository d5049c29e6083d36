package content

import (
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/url"
	"strings"
	"time"
)

// SitemapPage is one page of a sitemap.
type SitemapPage struct {
	// Path is the path of the page as the app serves it, unescaped and without
	// a locale: "/about".
	Path string

	// Modified is when the page changed last. The zero time: not known. The
	// texts of a page count, too: Status().Published is when they did.
	Modified time.Time
}

// maxSitemap is the most addresses that a sitemap may have.
const maxSitemap = 50_000

// ErrSitemapFull is the error of [Client.Sitemap] for more than the 50,000
// addresses that a sitemap may have: write several, and an index of them.
var ErrSitemapFull = errors.New("content: write sitemap: more than 50,000 addresses")

// Sitemap writes a sitemap (sitemaps.org, with Google's xhtml:link elements)
// of pages: each of them in every published locale, with its alternates, as
// Options.Page.SEO says. It needs SEO.Base. Without SEO.Alternates, and with a
// single locale, each page is listed once, without a locale.
//
// What was written is no sitemap when there is an error: that of w, a path that
// does not begin with a slash, or [ErrSitemapFull].
func (c *Client) Sitemap(w io.Writer, pages iter.Seq[SitemapPage]) error {
	cfg, v := c.page.seo, c.view("")
	if cfg == nil || cfg.host == "" {
		return errors.New("content: write sitemap: PageOptions.SEO.Base is not set")
	}
	out := &sitemap{w: bufio.NewWriter(w)}
	out.string(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" +
		`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">` + "\n")
	for page := range pages {
		if !strings.HasPrefix(page.Path, "/") {
			return fmt.Errorf("content: write sitemap: path %q does not begin with a slash", page.Path)
		}
		path := (&url.URL{Path: page.Path}).EscapedPath()
		var links []seoLink
		if v.rev != nil {
			links = cfg.alternates(v.rev, c.page.locale, "", path, "")
		}
		if err := out.page(cfg.absolute(c.page.locale, "", "", path, ""), links, page.Modified); err != nil {
			return err
		}
	}
	out.string("</urlset>\n")
	if err := out.w.Flush(); err != nil {
		return fmt.Errorf("content: write sitemap: %w", err)
	}
	return nil
}

// sitemap is one that is being written.
type sitemap struct {
	w *bufio.Writer
	n int // addresses
}

// page writes one page in all locales of links; once when there are none.
func (s *sitemap) page(plain string, links []seoLink, modified time.Time) error {
	if len(links) == 0 {
		return s.url(plain, nil, modified)
	}
	for _, l := range links {
		if l.lang == "x-default" {
			continue
		}
		if err := s.url(l.href, links, modified); err != nil {
			return err
		}
	}
	return nil
}

func (s *sitemap) url(loc string, links []seoLink, modified time.Time) error {
	if s.n++; s.n > maxSitemap {
		return ErrSitemapFull
	}
	s.string("<url><loc>")
	s.escaped(loc)
	s.string("</loc>")
	if !modified.IsZero() {
		s.string("<lastmod>" + modified.UTC().Format(time.RFC3339) + "</lastmod>")
	}
	for _, l := range links {
		s.string(`<xhtml:link rel="alternate" hreflang="` + l.lang + `" href="`)
		s.escaped(l.href)
		s.string(`"/>`)
	}
	s.string("</url>\n")
	return nil
}

// string and escaped leave an error to the Flush at the end.
func (s *sitemap) string(text string) { _, _ = s.w.WriteString(text) }

func (s *sitemap) escaped(text string) { _ = xml.EscapeText(s.w, []byte(text)) }
