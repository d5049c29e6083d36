package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/teletextio/content/bench/corpus"
	"github.com/teletextio/content/bench/rival"
)

// pageSet is what is measured.
type pageSet struct {
	pages   []corpus.Page
	size    int // bytes of all pages
	labels  int
	sources []string
	left    []string // names of pages that ours leaves alone in part
}

// loadCorpus loads the pages and takes out those on which ours leaves a label
// alone: a page of which the rest is passed through would be too fast.
func loadCorpus(stderr io.Writer) (*pageSet, error) {
	all, sources, err := corpus.Load()
	if err != nil {
		return nil, err
	}
	s := &pageSet{sources: sources}
	ours, err := rival.All()[0].Open(all)
	if err != nil {
		return nil, err
	}
	defer ours.Close()
	for i, p := range all {
		out, err := ours.Output(i)
		if err != nil {
			return nil, err
		}
		if !bytes.Equal(out, p.Want) {
			s.left = append(s.left, p.Name)
			fmt.Fprintf(stderr, "left out: %s: %d of %d labels replaced\n", p.Name, p.Right(out), len(p.Labels))
			continue
		}
		s.pages = append(s.pages, p)
		s.size += len(p.HTML)
		s.labels += len(p.Labels)
	}
	return s, nil
}

// open opens all contenders and checks what they write.
func open(s *pageSet, stderr io.Writer) ([]*contender, error) {
	var all []*contender
	for _, e := range rival.All() {
		fmt.Fprintln(stderr, "check", e.Name)
		c, err := openOne(e, s)
		if err != nil {
			return nil, err
		}
		if c.Contender != nil {
			if err := c.check(s); err != nil {
				return nil, err
			}
		} else {
			fmt.Fprintln(stderr, "skipped:", c.missing)
		}
		all = append(all, c)
	}
	for _, e := range rival.Bounds() {
		c, err := openOne(e, s)
		if err != nil {
			return nil, err
		}
		c.bound = true
		all = append(all, c)
	}
	return all, nil
}

func openOne(e rival.Entry, s *pageSet) (*contender, error) {
	c := &contender{name: e.Name}
	var err error
	if c.Contender, err = e.Open(s.pages); errors.Is(err, rival.ErrMissing) {
		c.Contender, c.missing = nil, err
		return c, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", e.Name, err)
	}
	return c, nil
}

// check counts what the contender replaces. One that does not do the job is
// no measure.
func (c *contender) check(s *pageSet) error {
	for i := range s.pages {
		p := &s.pages[i]
		out, err := c.Output(i)
		if err != nil {
			return fmt.Errorf("%s: %s: %w", c.name, p.Name, err)
		}
		c.right += p.Right(out)
		if bytes.Equal(out, p.Want) {
			c.exact++
		}
	}
	if c.right < s.labels*99/100 {
		return fmt.Errorf("%s: only %d of %d labels replaced", c.name, c.right, s.labels)
	}
	return nil
}
