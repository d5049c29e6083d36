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

// target returns the place to publish to or to read from: the argument, else
// the variable, else what content.yaml in one of the folders says.
func target(args []string, at int, folders ...string) (string, error) {
	if at < len(args) {
		return args[at], nil
	}
	if where := os.Getenv("CONTENT_TARGET"); where != "" {
		return where, nil
	}
	for _, dir := range folders {
		set, _ := texts.ReadDir(dir) // what is wrong with it is told elsewhere
		switch {
		case set == nil || set.Target == "":
		case place.IsS3(set.Target), place.IsURL(set.Target), filepath.IsAbs(set.Target):
			return set.Target, nil
		default:
			return filepath.Join(dir, filepath.FromSlash(set.Target)), nil
		}
	}
	return "", usagef("where? Name it, set CONTENT_TARGET, or write target into content.yaml")
}

// base is target for the commands that know no folder of texts.
func base(args []string) (string, error) { return target(args, 0, ".", "texts") }

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
