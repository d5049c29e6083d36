package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/teletextio/content/bundle"
)

// starter holds the flags of content init.
type starter struct {
	project string
	target  string
}

func initCommand() *command {
	s := &starter{}
	return &command{
		name: "init", args: []string{"[TEXTS]"},
		short: "begin a folder of texts",
		long: `
Makes the folder TEXTS (default: texts) with content.yaml, which says what the
project is called and where it is published to, and home.en.yaml with a first
text. Files that are there stay as they are. Without --project the name is that
of what is published at the target already, when that is a folder, else that of
the present folder.`,
		example: `
content init
content init texts --project acme --target s3://acme-texts/acme`,
		flags: func(f *flag.FlagSet) {
			f.StringVar(&s.project, "project", "", "call the project `NAME` (default: as published at OUT,\nelse the present folder)")
			f.StringVar(&s.target, "target", "../public", "publish to `OUT` (default ../public, beside TEXTS)")
		},
		run: s.run,
	}
}

func (s *starter) run(_ context.Context, io *streams, args []string) error {
	dir := "texts"
	if len(args) > 0 {
		dir = args[0]
	}
	if err := s.name(io, dir); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	for _, f := range []struct{ name, text string }{
		{"content.yaml", fmt.Sprintf("# What is published, and where. content help publish says more.\nproject: %q\ndefaultLocale: en\ntarget: %q\n", s.project, s.target)},
		{"home.en.yaml", "# The texts of the bundle home in English: home.title in a page.\ntitle: Welcome, <b>{name}</b>\n"},
	} {
		path := filepath.Join(dir, f.name)
		file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if errors.Is(err, fs.ErrExist) {
			fmt.Fprintf(io.out, "%s is there\n", path)
			continue
		}
		if err != nil {
			return err
		}
		_, err = file.WriteString(f.text)
		if err = errors.Join(err, file.Close()); err != nil {
			return err
		}
		fmt.Fprintf(io.out, "made %s\n", path)
	}
	_, err := fmt.Fprintf(io.out, "next: content publish %s\n", dir)
	return err
}

// name settles what the project is called: as the flag says, else as what is
// published at the target already, else as the present folder.
func (s *starter) name(io *streams, dir string) error {
	if err := checkPlace("--target", s.target); err != nil {
		return err
	}
	if s.project != "" && !bundle.ValidProject(s.project) {
		return usagef("%q is no name of a project", s.project)
	}
	if _, err := os.Stat(filepath.Join(dir, "content.yaml")); err == nil {
		return nil // it stays, and says what the project is called
	}
	where := targetIn(dir, s.target)
	if there := publishedIn(where); len(there) > 0 {
		name := objectAt(where, bundle.ManifestName(there[0].Channel))
		switch s.project {
		case there[0].Project:
		case "":
			s.project = there[0].Project
			fmt.Fprintf(io.out, "the project is called %s, as in %s\n", s.project, name)
		default:
			io.mark("warning", "33", fmt.Sprintf("the project in %s is %q: this one cannot be published there", name, there[0].Project))
		}
		return nil
	}
	if s.project != "" {
		return nil
	}
	here, err := os.Getwd()
	if err != nil {
		return err
	}
	if s.project = filepath.Base(here); !bundle.ValidProject(s.project) {
		s.project = "site"
	}
	return nil
}
