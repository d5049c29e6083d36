package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
)

// command is one subcommand.
type command struct {
	name    string
	args    []string // the names of its positional arguments; those in brackets may be missing
	short   string   // one line for the list
	long    string   // what it does, wrapped at 78 columns
	example string   // one or more lines to copy
	flags   func(*flag.FlagSet)
	run     func(ctx context.Context, io *streams, args []string) error
}

// commands returns all commands, in the order that a user meets them. They are
// made anew each time, because flags live in them.
func commands() []*command {
	return []*command{
		initCommand(), publishCommand(), diffCommand(), statusCommand(), revisionsCommand(), rollbackCommand(),
		promoteCommand(), pullCommand(), collectCommand(), serveCommand(), verifyCommand(), checkCommand(),
		labelsCommand(), importCommand(), exportCommand(), keygenCommand(), completionCommand(), versionCommand(),
	}
}

// find returns the command called name, or nil.
func find(name string) *command {
	all := commands()
	i := slices.IndexFunc(all, func(c *command) bool { return c.name == name })
	if i < 0 {
		return nil
	}
	return all[i]
}

// overview is the help of the program.
func overview() string {
	var b strings.Builder
	b.WriteString("content publishes the texts of a website.\n\nUsage:\n  content COMMAND [arguments]\n\nCommands:\n")
	for _, c := range commands() {
		fmt.Fprintf(&b, "  %-10s %s\n", c.name, c.short)
	}
	b.WriteString(`
A first round, from texts to a page:
  content init texts                begin a folder of texts
  content publish texts public      make a publication of the folder texts
  content serve public              serve it as a CDN would
  content verify http://127.0.0.1:8090

OUT and BASE are a folder, or s3://bucket/prefix with the account that the AWS
environment names; what is only read may be a URL. Every flag has a variable,
--dry-run CONTENT_DRY_RUN; CONTENT_TARGET is OUT or BASE where none is given,
and so is target in content.yaml. Flags win over variables, these over the file.

content help COMMAND says more about one of them.
`)
	return b.String()
}

// help is the help of one command.
func (c *command) help(flags *flag.FlagSet) string {
	var b strings.Builder
	fmt.Fprintf(&b, "content %s: %s\n\nUsage:\n  content %s", c.name, c.short, strings.Join(append([]string{c.name}, c.args...), " "))
	if c.flags != nil {
		b.WriteString(" [flags]")
	}
	fmt.Fprintf(&b, "\n\n%s\n\nExample:\n", strings.TrimSpace(c.long))
	for line := range strings.Lines(strings.TrimSpace(c.example)) {
		b.WriteString("  " + line)
	}
	b.WriteString("\n")
	if c.flags == nil {
		return b.String()
	}
	b.WriteString("\nFlags:\n")
	flags.VisitAll(func(f *flag.Flag) {
		value, usage := flag.UnquoteUsage(f)
		head := "--" + f.Name
		if value != "" {
			head += " " + value
		}
		fmt.Fprintf(&b, "  %-18s %s\n", head, strings.ReplaceAll(usage, "\n", "\n"+strings.Repeat(" ", 21)))
	})
	return b.String()
}

func newFlagSet(c *command) *flag.FlagSet {
	flags := flag.NewFlagSet(c.name, flag.ContinueOnError)
	flags.SetOutput(io.Discard) // the caller reports errors, and prints the help
	if c.flags != nil {
		c.flags(flags)
	}
	return flags
}

// parse parses flags wherever they stand and returns the other arguments.
// Behind "--" everything is an argument.
func parse(flags *flag.FlagSet, args []string) (positional []string, err error) {
	for {
		if err := flags.Parse(args); err != nil {
			if err == flag.ErrHelp {
				return nil, err
			}
			return nil, usagef("%v", err)
		}
		rest := flags.Args()
		if n := len(args) - len(rest); n > 0 && args[n-1] == "--" || len(rest) == 0 {
			return append(positional, rest...), nil
		}
		positional = append(positional, rest[0])
		args = rest[1:]
	}
}

// usageError is a wrong call of a command.
type usageError struct{ what string }

func (e *usageError) Error() string { return e.what }

func usagef(format string, args ...any) error { return &usageError{fmt.Sprintf(format, args...)} }

// takes reports whether a command can be called with n arguments. Names in
// brackets may be missing; one that ends in an ellipsis stands for one or more.
func (c *command) takes(n int) bool {
	many := len(c.args) > 0 && strings.HasSuffix(c.args[len(c.args)-1], "…")
	return n >= required(c.args) && (n <= len(c.args) || many)
}

// required counts the arguments that must be there.
func required(args []string) (n int) {
	for _, a := range args {
		if !strings.HasPrefix(a, "[") {
			n++
		}
	}
	return n
}

// wrongCount says what is wrong with n arguments.
func wrongCount(args []string, n int) string {
	switch least := required(args); {
	case len(args) == 0:
		return "it takes no arguments"
	case n < least && least < len(args):
		return strings.Join(args[n:least], " ") + " is missing; it takes " + strings.Join(args, " ")
	case least < len(args):
		return "it takes at most " + strings.Join(args, " ")
	case len(args) == 1:
		return "it takes one argument: " + args[0]
	}
	return fmt.Sprintf("it takes %d arguments: %s", len(args), strings.Join(args, " "))
}
