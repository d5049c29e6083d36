package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/teletextio/content/cmd/internal/place"
	"github.com/teletextio/content/manage/texts"
)

// variable is the name of the variable of a flag: CONTENT_DRY_RUN of dry-run.
func variable(flagName string) string {
	return "CONTENT_" + strings.ToUpper(strings.ReplaceAll(flagName, "-", "_"))
}

// fromEnvironment sets the flags that were not given and whose variable is
// there.
func fromEnvironment(flags *flag.FlagSet) (err error) {
	given := map[string]bool{}
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	flags.VisitAll(func(f *flag.Flag) {
		value := os.Getenv(variable(f.Name))
		if given[f.Name] || value == "" || err != nil {
			return
		}
		if setErr := flags.Set(f.Name, value); setErr != nil {
			err = usagef("%s is %q: %v", variable(f.Name), value, setErr)
		}
	})
	return err
}

// target returns the place to publish to or to read from, which the help calls
// name: the argument, else the variable, else what content.yaml in one of the
// folders says.
func target(name string, args []string, at int, folders ...string) (string, error) {
	if at < len(args) {
		return args[at], checkPlace(name, args[at])
	}
	if where := os.Getenv("CONTENT_TARGET"); where != "" {
		return where, checkPlace("CONTENT_TARGET", where)
	}
	for _, dir := range folders {
		set, _ := texts.ReadDir(dir) // what is wrong with it is told elsewhere
		if set == nil || set.Target == "" {
			continue
		}
		if err := checkPlace("target in content.yaml", set.Target); err != nil {
			return "", err
		}
		where := targetIn(dir, set.Target)
		return where, checkPlace("target in content.yaml", where)
	}
	return "", usagef("%s is missing: name it, set CONTENT_TARGET, or write target into content.yaml", name)
}

// targetIn returns the place that content.yaml in the folder dir means.
func targetIn(dir, where string) string {
	if place.IsS3(where) || place.IsURL(where) || filepath.IsAbs(where) {
		return where
	}
	return filepath.Join(dir, filepath.FromSlash(where))
}

// checkPlace refuses what cannot be a place, before anything is done.
func checkPlace(name, where string) error {
	if err := place.Check(where); err != nil {
		return usagef("%s: %v", name, err)
	}
	if place.IsS3(where) || place.IsURL(where) {
		return nil
	}
	if info, err := os.Stat(where); err == nil && !info.IsDir() {
		return usagef("%s: %q is a file, not a folder", name, where)
	}
	return nil
}

// base is target for the commands that know no folder of texts.
func base(args []string) (string, error) { return target("BASE", args, 0, ".", "texts") }

// who is the default of --by: the name that the system knows.
func who() string {
	for _, name := range []string{"USER", "USERNAME"} {
		if v := os.Getenv(name); v != "" {
			return v
		}
	}
	return ""
}

// channelFlag checks the name of a channel that was given.
func channelFlag(f *flag.FlagSet, p *string, name, usage string) {
	f.Func(name, usage, func(value string) error {
		if wrong := validChannel(value); wrong != nil {
			return wrong
		}
		*p = value
		return nil
	})
}

func validChannel(value string) error {
	if !isChannel(value) {
		return fmt.Errorf("%q is no name of a channel", value)
	}
	return nil
}
