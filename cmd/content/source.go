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
	f.StringVar(&s.labels, "labels", "", "hold the texts against the labels of the app in `FILE`\n(default: labels in content.yaml)")
	f.BoolVar(&s.noCache, "no-cache", false, "check every text, also those that were checked before")
}

// readLabels reads a file of labels.
func readLabels(file string) (*labels.File, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the labels: %w", err)
	}
	list, err := labels.Decode(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return list, nil
}

// read reads a folder and sets the options that concern texts. When something
// is wrong with it, what is wrong with the texts that could be read is told,
// too.
func (s *source) read(dir string, o *publish.Options) (*texts.Set, error) {
	o.Strict = s.strict
	if !s.noCache {
		o.Cache = openCache()
	}
	set, err := texts.ReadDir(dir)
	file := s.labels
	if set != nil && file == "" && set.Labels != "" {
		file = targetIn(dir, set.Labels)
	}
	if file != "" {
		var err error
		if o.Labels, err = readLabels(file); err != nil {
			return nil, err
		}
	}
	var wrong texts.Problems
	if !errors.As(err, &wrong) {
		return set, err
	}
	more, _ := publish.CheckWith(set, o)
	wrong = append(wrong, more...)
	wrong.Sort()
	return nil, wrong
}
