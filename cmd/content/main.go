// Command content publishes the texts of a website and looks after what is
// published: content help lists what it can do.
//
// Exit codes: 0 done, 1 failed, 2 called wrongly, 3 done, but for what is
// listed. What is asked for goes to
// standard output, everything else to standard error. With --json the answer
// is one JSON object on standard output, also when the command fails.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// Exit codes.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
	exitPart   = 3 // something could not be carried over, and is listed
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the whole program: args are those behind its name, the result is its
// exit code. It reads the environment, but changes nothing in the process.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	io := &streams{in: stdin, out: stdout, err: stderr, colour: wantsColour(stderr),
		terminal: isTerminal(stderr) && os.Getenv("TERM") != "dumb"}
	if len(args) == 0 {
		fmt.Fprint(stderr, overview())
		return exitUsage
	}
	name, rest := args[0], args[1:]
	switch name {
	case "help", "-h", "-help", "--help":
		return help(io, rest)
	case "-v", "-version", "--version":
		name = "version"
	}
	c := find(name)
	if c == nil {
		io.failure(fmt.Errorf("there is no command %q; content help lists them", name))
		return exitUsage
	}
	return execute(ctx, io, c, rest)
}

// execute parses the arguments of a command and runs it.
func execute(ctx context.Context, io *streams, c *command, args []string) int {
	flags := newFlagSet(c)
	positional, err := parse(flags, args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(io.out, c.help(flags))
		return exitOK
	case err == nil && !c.takes(len(positional)):
		err = usagef("%s", wrongCount(c.args, len(positional)))
	}
	if err == nil {
		err = fromEnvironment(flags)
	}
	if err == nil {
		err = c.run(ctx, io, positional)
	}
	return io.exit(c, err)
}

// help answers content help [command].
func help(io *streams, args []string) int {
	if len(args) == 0 {
		fmt.Fprint(io.out, overview())
		return exitOK
	}
	c := find(args[0])
	if c == nil {
		io.failure(fmt.Errorf("there is no command %q; content help lists them", args[0]))
		return exitUsage
	}
	fmt.Fprint(io.out, c.help(newFlagSet(c)))
	return exitOK
}
