package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/teletextio/content"
	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/internal/cldr"
	"github.com/teletextio/content/manage/texts"
)

// pageChecker holds the flags of content check.
type pageChecker struct {
	publication string
	channel     string
	page        content.PageOptions
	locale      string
	labels      string
	strict      bool
	json        bool
}

func checkCommand() *command {
	c := &pageChecker{}
	return &command{
		name: "check", args: []string{"TEXTS|PAGE|URL…"},
		short: "check a folder of texts, or the labels of pages",
		long: `
A folder of texts is checked as content publish does it, with the labels of the
app where --labels names them; nothing is written.

Of pages, files or URLs, it lists every label with its place, its element, its
key and what becomes of it: ok, or why it would be left alone. A page is checked
as it leaves the application, so check a served page rather than its template.

Without --publication only the page is judged, as if there were a plain text
for every key. With it, the texts of a publication are put into the page as the
site would.

An error is a label that cannot work where it stands. A warning is one that
works when something else is given: a text, an argument, the outer label gone;
or an attribute such as data-txt-atr, which begins like one of a label and is
none. It fails when there are errors, with --strict also when there are
warnings.`,
		example: `
content check texts
content check index.html about.html
content check https://www.example.com/ --publication public --locale de --json`,
		flags: c.flags,
		run:   c.run,
	}
}

func (c *pageChecker) flags(f *flag.FlagSet) {
	f.StringVar(&c.publication, "publication", "", "take the texts of the publication at `BASE`, a folder or a\nURL")
	f.StringVar(&c.channel, "channel", texts.DefaultChannel, "of the publication, the channel `NAME`")
	f.StringVar(&c.locale, "locale", "", "of the publication, the locale `TAG` (default: its default\nlocale)")
	pageFlags(f, &c.page)
	f.StringVar(&c.labels, "labels", "", "of texts, hold them against the labels in `FILE`")
	f.BoolVar(&c.strict, "strict", false, "fail when there are warnings, too")
	f.BoolVar(&c.json, "json", false, "answer in JSON")
}

// checkedPage is what content check says about one page.
type checkedPage struct {
	Page   string         `json:"page"`
	GaveUp content.Reason `json:"gaveUp,omitempty"` // why the rest of the page is left alone
	Labels []checkedLabel `json:"labels"`
}

// checkedLabel is what it says about one label.
type checkedLabel struct {
	Line      int            `json:"line"`
	Column    int            `json:"column"` // in bytes, from 1
	Element   string         `json:"element"`
	Attribute string         `json:"attribute,omitempty"`
	Path      string         `json:"path,omitempty"`
	Key       string         `json:"key"`
	Verdict   string         `json:"verdict"` // one of the verdicts
	Reason    content.Reason `json:"reason,omitempty"`
	Detail    string         `json:"detail,omitempty"` // what the reason means here, for people
}

// The verdicts on a label.
const (
	verdictOK      = "ok"
	verdictWarning = "warning"
	verdictError   = "error"
)

// checkTotals counts labels by verdict; a page that is given up is an error,
// and an unknown attribute a warning.
type checkTotals struct {
	Labels   int `json:"labels"`
	Errors   int `json:"errors"`
	Warnings int `json:"warnings"`
}

func (c *pageChecker) run(ctx context.Context, out *streams, args []string) error {
	out.json = c.json
	if dir, err := c.textsIn(args); err != nil || dir != "" {
		if err != nil {
			return err
		}
		return c.checkTexts(out, dir)
	}
	if !bundle.ValidChannel(c.channel) {
		return usagef("%q is no name of a channel", c.channel)
	}
	if c.publication == "" && c.locale != "" {
		return usagef("--locale needs --publication")
	}
	published, err := c.open(ctx)
	if err != nil {
		return err
	}
	if published != nil {
		defer published.Close()
	}
	var pages []checkedPage
	var totals checkTotals
	var failed error // pages that could not be read; the others are checked
	for _, name := range args {
		page, err := readPage(ctx, name)
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		checked, err := c.check(ctx, published, name, page)
		if err != nil {
			return err
		}
		totals.add(&checked)
		pages = append(pages, checked)
	}
	if len(pages) == 0 {
		return failed
	}
	ok := totals.Errors == 0 && (totals.Warnings == 0 || !c.strict) && failed == nil
	if c.json {
		err = out.answer(struct {
			OK bool `json:"ok"`
			checkTotals
			Pages []checkedPage `json:"pages"`
		}{ok, totals, pages})
	} else {
		c.report(out, pages, totals)
	}
	if err == nil && failed == nil && !ok {
		err = errReported
	}
	return errors.Join(err, failed)
}

// open returns a client of the publication, nil when there is none to take.
func (c *pageChecker) open(ctx context.Context) (*content.Client, error) {
	if c.publication == "" {
		return nil, nil
	}
	source := fetch.FS(os.DirFS(c.publication))
	if isURL(c.publication) {
		source = fetch.HTTP(c.publication, nil)
	}
	client, err := c.client(ctx, source, c.channel)
	if err != nil {
		return nil, err
	}
	if err := c.hasLocale(client); err != nil {
		return nil, errors.Join(err, client.Close())
	}
	return client, nil
}

// hasLocale makes sure that the locale that was asked for is served by one that
// is published, and not by the default locale for want of any.
func (c *pageChecker) hasLocale(client *content.Client) error {
	if c.locale == "" {
		return nil
	}
	asked, _ := cldr.Canonical(c.locale)
	language := func(tag string) string {
		tag, _, _ = strings.Cut(tag, "-")
		return tag
	}
	all := client.Locales()
	tags := make([]string, 0, len(all))
	for _, l := range all {
		tags = append(tags, l.Tag)
	}
	got := client.View(c.locale).Locale()
	if len(tags) > 0 && (got != tags[0] || language(got) == language(asked)) {
		return nil
	}
	return fmt.Errorf("%s has no texts in the locale %q: it has %s", c.publication, c.locale, strings.Join(tags, ", "))
}

// client returns a client that has loaded all texts of a source.
func (c *pageChecker) client(ctx context.Context, source fetch.Fetcher, channel string) (*content.Client, error) {
	client, err := content.New(source, &content.Options{
		Channel: channel, Page: &c.page, Refresh: -1, StartWait: -1, Budget: -1,
	})
	if err != nil {
		return nil, err
	}
	if err := client.Refresh(ctx); err != nil {
		_ = client.Close() // the first error is the one to tell
		return nil, err
	}
	return client, nil
}

// check puts texts into a page and takes down what became of its labels.
func (c *pageChecker) check(ctx context.Context, published *content.Client, name string, page []byte) (checkedPage, error) {
	if published == nil {
		standIn, err := c.standIn(ctx, page)
		if err != nil {
			return checkedPage{}, fmt.Errorf("check %q: %w", name, err)
		}
		defer standIn.Close()
		published = standIn
	}
	var rep content.Report
	err := published.Inject(ctx, io.Discard, bytes.NewReader(page), &content.Page{Locale: c.locale, Report: &rep})
	if err != nil {
		return checkedPage{}, fmt.Errorf("check %q: %w", name, err)
	}
	checked := checkedPage{Page: name, GaveUp: rep.GaveUp, Labels: []checkedLabel{}}
	for _, l := range rep.Labels {
		checked.Labels = append(checked.Labels, checkedLabel{
			Line: l.Line, Column: l.Column, Element: l.Element, Attribute: l.Attribute, Path: l.Path, Key: l.Key,
			Verdict: c.verdict(l), Reason: l.Reason, Detail: c.explain(l),
		})
	}
	return checked, nil
}

// verdict tells what the author of a page has to do about a label.
func (c *pageChecker) verdict(l content.Label) string {
	switch l.Reason {
	case content.ReasonNone:
		return verdictOK
	case content.ReasonNoText:
		if c.isNoKey(l) {
			return verdictError
		}
		return verdictWarning
	case content.ReasonNotLoaded, content.ReasonUnknownLocale, content.ReasonMissingArgument, content.ReasonBadArgument,
		content.ReasonOuter, content.ReasonOuterRefused, content.ReasonUnknownAttribute:
		return verdictWarning
	}
	return verdictError
}

// isNoKey reports whether a label has no text because no text can have its
// key. Without a publication every other key has one.
func (c *pageChecker) isNoKey(l content.Label) bool {
	return l.Reason == content.ReasonNoText && (c.publication == "" || !bundle.ValidKey(l.Key))
}

func (t *checkTotals) add(p *checkedPage) {
	if p.GaveUp != content.ReasonNone {
		t.Errors++
	}
	for _, l := range p.Labels {
		if l.Reason != content.ReasonUnknownAttribute {
			t.Labels++
		}
		switch l.Verdict {
		case verdictError:
			t.Errors++
		case verdictWarning:
			t.Warnings++
		}
	}
}

// report writes one line per label, as compilers do.
func (c *pageChecker) report(out *streams, pages []checkedPage, totals checkTotals) {
	for _, p := range pages {
		for _, l := range p.Labels {
			fmt.Fprintln(out.out, p.Page+l.line())
		}
		switch {
		case p.GaveUp != content.ReasonNone:
			fmt.Fprintf(out.out, "%s: error: the page is left alone from some point on: %s: %s\n", p.Page, p.GaveUp, reasonTexts[p.GaveUp])
		case len(p.Labels) == 0:
			fmt.Fprintf(out.out, "%s: the page has no labels: none of its attributes is %s\n", p.Page, c.prefix())
		}
	}
	fmt.Fprintf(out.out, "%s, %s: %s, %s\n", count(len(pages), "page"), count(totals.Labels, "label"),
		count(totals.Errors, "error"), count(totals.Warnings, "warning"))
}

// line is what is said about a label behind the name of its page.
func (l *checkedLabel) line() string {
	what := "<" + l.Element
	for _, part := range []string{l.Attribute, l.Path} {
		if part != "" {
			what += " " + part
		}
	}
	line := fmt.Sprintf(":%d:%d: %s: %s> %s", l.Line, l.Column, l.Verdict, what, l.Key)
	for _, part := range []string{string(l.Reason), l.Detail} {
		if part != "" {
			line += ": " + part
		}
	}
	return line
}

// The limits on a page that is fetched.
const (
	pageTimeout  = 30 * time.Second
	maxPageBytes = 64 << 20
)

func isURL(s string) bool {
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")
}

// readPage reads a file, or gets a URL.
func readPage(ctx context.Context, name string) ([]byte, error) {
	if !isURL(name) {
		return os.ReadFile(name)
	}
	ctx, cancel := context.WithTimeout(ctx, pageTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, name, nil)
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("get %q: the answer is %s", name, resp.Status)
	}
	page, err := io.ReadAll(io.LimitReader(resp.Body, maxPageBytes+1))
	if err == nil && len(page) > maxPageBytes {
		err = errors.New("the page is too long")
	}
	if err != nil {
		return nil, fmt.Errorf("get %q: %w", name, err)
	}
	return page, nil
}
