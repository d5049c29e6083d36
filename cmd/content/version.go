package main

import (
	"context"
	"flag"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/teletextio/content/bundle"
)

// version is what this program is.
type version struct {
	OK       bool   `json:"ok"`
	Version  string `json:"version"` // of the module; "(devel)" for a build from a checkout
	Revision string `json:"revision,omitempty"`
	Format   string `json:"format"` // that it publishes
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

func versionCommand() *command {
	asJSON := false
	return &command{
		name:    "version",
		short:   "say which version this is",
		long:    "Prints the version of this program, the format of the publications that it\nmakes, and what it was built with and for.",
		example: "content version",
		flags:   func(f *flag.FlagSet) { f.BoolVar(&asJSON, "json", false, "answer in JSON") },
		run: func(_ context.Context, io *streams, _ []string) error {
			v := thisVersion()
			if asJSON {
				return io.answer(v)
			}
			_, err := fmt.Fprintf(io.out, "content %s, format %s, %s, %s\n", v.Version, v.Format, v.Go, v.Platform)
			return err
		},
	}
}

func thisVersion() version {
	v := version{
		OK: true, Version: "(devel)", Format: bundle.Format,
		Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH,
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return v
	}
	if info.Main.Version != "" {
		v.Version = info.Main.Version
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			v.Revision = s.Value
		}
	}
	return v
}
