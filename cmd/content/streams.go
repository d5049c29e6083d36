package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/teletextio/content/manage/texts"
)

// streams are where a command reads and writes.
type streams struct {
	in       io.Reader
	out      io.Writer
	err      io.Writer
	colour   bool // of messages on err
	terminal bool // err is one that can go back in a line
	json     bool // the answer is JSON; a command sets it
	partial  bool // the last line of the terminal says how far something is
}

// wantsColour reports whether messages may be coloured: on a terminal, unless
// NO_COLOR is set (https://no-color.org) or the terminal is a dumb one.
func wantsColour(w io.Writer) bool {
	return os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && isTerminal(w)
}

func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// progress writes how far something is over the last line of a terminal. The
// result is nil where there is none.
func (s *streams) progress(what string) func(done, total int) {
	if !s.terminal || s.json {
		return nil
	}
	return func(done, total int) {
		fmt.Fprintf(s.err, "\r%s %d of %d", what, done, total)
		if s.partial = true; done == total {
			s.clear()
		}
	}
}

// clear makes room for a message where the progress stands.
func (s *streams) clear() {
	if s.partial {
		fmt.Fprint(s.err, "\r\x1b[K")
		s.partial = false
	}
}

// mark writes a message behind a coloured word.
func (s *streams) mark(word, colour, message string) {
	s.clear()
	if s.colour {
		word = "\x1b[" + colour + "m" + word + "\x1b[0m"
	}
	fmt.Fprintf(s.err, "%s: %s\n", word, message)
}

// warnings writes one line per warning.
func (s *streams) warnings(all texts.Problems) {
	for _, p := range all {
		s.mark("warning", "33", p.String())
	}
}

// failure writes an error, one line per problem.
func (s *streams) failure(err error) {
	var problems texts.Problems
	if !errors.As(err, &problems) {
		s.mark("error", "31", err.Error())
		return
	}
	for _, p := range problems {
		s.mark("error", "31", p.String())
	}
}

// answer writes a JSON object.
func (s *streams) answer(v any) error {
	enc := json.NewEncoder(s.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// failed is the JSON of a command that failed.
type failed struct {
	OK       bool           `json:"ok"`
	Error    string         `json:"error"`
	Problems texts.Problems `json:"problems"`
}

// errReported fails a command that has said why.
var errReported = errors.New("reported")

// errPart is errReported for a command that has done all but what it has
// listed.
var errPart = errors.New("done in part")

// exit reports the outcome of a command and returns its exit code.
func (s *streams) exit(c *command, err error) int {
	var usage *usageError
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errReported):
		return exitFailed
	case errors.Is(err, errPart):
		return exitPart
	case errors.As(err, &usage):
		s.mark("error", "31", "content "+c.name+": "+usage.what)
		fmt.Fprintf(s.err, "Usage: content %s; content help %s says more.\n",
			strings.Join(append([]string{c.name}, c.args...), " "), c.name)
		return exitUsage
	case s.json:
		f := failed{Error: err.Error(), Problems: texts.Problems{}}
		errors.As(err, &f.Problems)
		if s.answer(f) == nil {
			return exitFailed
		}
	}
	s.failure(err)
	return exitFailed
}
