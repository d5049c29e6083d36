package main

import (
	"context"
	"flag"
	"fmt"
	"strings"
)

func completionCommand() *command {
	return &command{
		name: "completion", args: []string{"SHELL"},
		short: "print what a shell needs to complete commands",
		long: `
Prints a script for bash, zsh or fish, which completes the names of commands,
their flags, and files.`,
		example: `
source <(content completion bash)
content completion fish > ~/.config/fish/completions/content.fish`,
		run: func(_ context.Context, io *streams, args []string) error {
			script, ok := completions()[args[0]]
			if !ok {
				return usagef("%q is no shell that it knows: bash, zsh, fish", args[0])
			}
			_, err := fmt.Fprint(io.out, script)
			return err
		},
	}
}

// completions returns the scripts by shell.
func completions() map[string]string {
	var names []string
	var cases, fish strings.Builder
	for _, c := range commands() {
		names = append(names, c.name)
		var flags []string
		newFlagSet(c).VisitAll(func(f *flag.Flag) {
			flags = append(flags, "--"+f.Name)
			usage, _, _ := strings.Cut(strings.ReplaceAll(f.Usage, "`", ""), "\n")
			fmt.Fprintf(&fish, "complete -c content -n '__fish_seen_subcommand_from %s' -l %s -d '%s'\n", c.name, f.Name, quoted(usage))
		})
		fmt.Fprintf(&cases, "    %s) words=\"%s\" ;;\n", c.name, strings.Join(flags, " "))
		fmt.Fprintf(&fish, "complete -c content -n __fish_use_subcommand -a %s -d '%s'\n", c.name, quoted(c.short))
	}
	names = append(names, "help")
	bash := fmt.Sprintf(`_content() {
  local words cur="${COMP_WORDS[COMP_CWORD]}"
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "%s" -- "$cur"))
    return
  fi
  case "${COMP_WORDS[1]}" in
%s    help) words="%s" ;;
  esac
  case "$cur" in
    -*) COMPREPLY=($(compgen -W "$words" -- "$cur")) ;;
    *) COMPREPLY=($(compgen -f -- "$cur")) ;;
  esac
}
complete -o filenames -F _content content
`, strings.Join(names, " "), cases.String(), strings.Join(names, " "))
	return map[string]string{
		"bash": bash,
		"zsh":  "autoload -U +X bashcompinit && bashcompinit\n" + bash,
		"fish": fish.String(),
	}
}

// quoted escapes what stands between apostrophes in fish.
func quoted(s string) string {
	return strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s)
}
