// Command gen writes the tables of package cldr from CLDR's own JSON packages.
//
//	npm pack cldr-core@48.2.0 cldr-numbers-full@48.2.0
//	go run ./internal/cldr/gen -npm DIR -out internal/cldr
//
// DIR holds the unpacked packages as folders named cldr-core and
// cldr-numbers-full, so a node_modules folder does. The output depends on the
// two packages alone.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

func main() {
	if err := run(os.Args[1:], os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run parses args and writes the generated files.
func run(args []string, stderr io.Writer) error {
	flags := flag.NewFlagSet("gen", flag.ContinueOnError)
	flags.SetOutput(stderr)
	npm := flags.String("npm", "", "folder that holds cldr-core and cldr-numbers-full")
	out := flags.String("out", ".", "folder to write to")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *npm == "" {
		return errors.New("gen: flag -npm is missing")
	}
	files, err := generate(*npm)
	if err != nil {
		return err
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(*out, name), data, 0o644); err != nil {
			return fmt.Errorf("gen: write %q: %v", name, err)
		}
	}
	return nil
}

// generate returns the generated files by name.
func generate(npm string) (map[string][]byte, error) {
	src, err := load(npm)
	if err != nil {
		return nil, err
	}
	t, err := build(src)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for name, emit := range map[string]func(*tables) ([]byte, error){
		"tables_tags.go":    emitTags,
		"tables_rules.go":   emitRules,
		"tables_numbers.go": emitNumbers,
	} {
		if files[name], err = emit(t); err != nil {
			return nil, fmt.Errorf("gen: format %q: %v", name, err)
		}
	}
	return files, nil
}
