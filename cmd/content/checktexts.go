package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/teletextio/content/manage/publish"
	"github.com/teletextio/content/manage/texts"
)

// textsIn returns the folder of texts that content check is called with, ""
// when it is called with pages.
func (c *pageChecker) textsIn(args []string) (dir string, err error) {
	for _, arg := range args {
		if info, statErr := os.Stat(arg); statErr == nil && info.IsDir() {
			dir = arg
		}
	}
	switch {
	case dir != "" && len(args) > 1:
		return "", usagef("%s is a folder of texts: check it by itself", dir)
	case dir != "" && (c.publication != "" || c.locale != ""):
		return "", usagef("--publication and --locale are for pages, and %s is a folder of texts", dir)
	}
	return dir, nil
}

// checkTexts says what a publish of a folder would say, and writes nothing.
func (c *pageChecker) checkTexts(io *streams, dir string) error {
	s := source{strict: c.strict, labels: c.labels}
	o := &publish.Options{}
	set, err := s.read(dir, o)
	var wrong, odd texts.Problems
	switch {
	case err == nil:
		wrong, odd = publish.CheckWith(set, o)
	case !errors.As(err, &wrong):
		return err
	}
	if c.json {
		err := io.answer(struct {
			OK       bool           `json:"ok"`
			Problems texts.Problems `json:"problems"`
			Warnings texts.Problems `json:"warnings"`
		}{len(wrong) == 0, append(texts.Problems{}, wrong...), append(texts.Problems{}, odd...)})
		if err == nil && len(wrong) > 0 {
			err = errReported
		}
		return err
	}
	io.warnings(odd)
	if len(wrong) > 0 {
		return wrong
	}
	total := 0
	for _, all := range set.Texts {
		total += len(all)
	}
	_, err = fmt.Fprintf(io.out, "%s in %s, %s\n", count(total, "text"), count(len(set.Tags()), "locale"), count(len(odd), "warning"))
	return err
}
