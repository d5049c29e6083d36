package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/manage/keys"
	"github.com/teletextio/content/manage/publish"
)

func isChannel(name string) bool { return bundle.ValidChannel(name) }

// writing holds the flags of all commands that make a revision.
type writing struct {
	sign   []string
	by     string
	note   string
	force  bool
	dryRun bool
	quiet  bool
	json   bool
}

func (w *writing) flags(f *flag.FlagSet) {
	f.Func("sign", "sign with the private key in `FILE`; more than once for\nmore keys; CONTENT_SIGNING_KEY may hold a key itself", func(file string) error {
		w.sign = append(w.sign, file)
		return nil
	})
	f.StringVar(&w.by, "by", "", "remember `WHO` publishes (default: the user)")
	f.StringVar(&w.note, "note", "", "remember `WHY`")
	f.BoolVar(&w.force, "force", false, "do it although it removes much, or signs what was unsigned")
	f.BoolVar(&w.dryRun, "dry-run", false, "check and compare, but write nothing")
	f.BoolVar(&w.quiet, "quiet", false, "say nothing unless something is wrong")
	f.BoolVar(&w.json, "json", false, "answer in JSON")
}

// options returns what the flags say.
func (w *writing) options(io *streams) (*publish.Options, error) {
	io.json = w.json
	now, err := sourceDate()
	if err != nil {
		return nil, err
	}
	signers, err := w.signers(io)
	if err != nil {
		return nil, err
	}
	o := &publish.Options{Signers: signers, By: w.by, Note: w.note, Force: w.force, DryRun: w.dryRun, Now: now}
	if o.By == "" {
		o.By = who()
	}
	if show := io.progress("publishing"); show != nil && !w.quiet {
		o.Progress = func(p publish.Progress) { show(p.Done, p.Total) }
	}
	return o, nil
}

// signers reads the private keys.
func (w *writing) signers(io *streams) (list []bundle.Signer, err error) {
	if pem := os.Getenv("CONTENT_SIGNING_KEY"); pem != "" && len(w.sign) == 0 {
		key, err := keys.ParsePrivate([]byte(pem))
		if err != nil {
			return nil, fmt.Errorf("CONTENT_SIGNING_KEY: %w", err)
		}
		return []bundle.Signer{key}, nil
	}
	for _, file := range w.sign {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("read the signing key: %w", err)
		}
		key, err := keys.ParsePrivate(data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		if info, err := os.Stat(file); err == nil && info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows" {
			io.mark("warning", "33", fmt.Sprintf("others can read the signing key; chmod 600 %s", file))
		}
		list = append(list, key)
	}
	return list, nil
}
