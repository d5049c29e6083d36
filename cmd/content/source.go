package main

import (
	"errors"
	"flag"
	"fmt"
	"os"

	"github.com/teletextio/content/manage/labels"
	"github.com/teletextio/content/manage/publish"
	"github.com/teletextio/content/manage/texts"
)

// source holds the flags of the commands that read a folder of texts.
type source struct {
	strict  bool
	labels  string
	noCache bool
}

func (s *source) flags(f *flag.FlagSet) {
	f.BoolVar(&s.strict, "strict", false, "take warnings for errors, and refuse markup instead of\ncleaning it")
	f.StringVar(&s.labels, "labels", "", "hold the texts against the labels of the app in `FILE`")
	f.BoolVar(&s.noCache, "no-cache", false, "check every text, also those that were checked before")
}

// read reads a folder and sets the options that concern texts. When something
// is wrong with it, what is wrong with the texts that could be read is told,
// too.
func (s *source) read(dir string, o *publish.Options) (*texts.Set, error) {
	o.Strict = s.strict
	if !s.noCache {
		o.Cache = openCache()
	}
	if s.labels != "" {
		data, err := os.ReadFile(s.labels)
		if err != nil {
			return nil, fmt.Errorf("read the labels: %w", err)
		}
		if o.Labels, err = labels.Decode(data); err != nil {
			return nil, fmt.Errorf("%s: %w", s.labels, err)
		}
	}
	set, err := texts.ReadDir(dir)
	var wrong texts.Problems
	if !errors.As(err, &wrong) {
		return set, err
	}
	more, _ := publish.CheckWith(set, o)
	wrong = append(wrong, more...)
	wrong.Sort()
	return nil, wrong
}
