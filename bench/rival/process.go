package rival

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/teletextio/content/bench/corpus"
)

// process is a contender in another language: a program that reads the pages
// and the texts from files and then does what lines on its standard input say:
//
//	pass         rewrite all pages
//	hot I N      rewrite page I, N times
//	out I FILE   rewrite page I, and write the output to a file
//
// It answers each with "ok NANOSECONDS", timed by itself around the work alone.
type process struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
	dir string // its files
}

// startProcess starts a program with two more arguments: a file that names a
// page per line, and a file of texts: key, lang and HTML, tab-separated.
func startProcess(pages []corpus.Page, name string, args ...string) (Contender, error) {
	dir, err := os.MkdirTemp("", "content-bench-")
	if err != nil {
		return nil, err
	}
	p := &process{dir: dir}
	list, texts, err := p.files(pages)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	p.cmd = exec.Command(name, append(args, list, texts)...)
	p.cmd.Stderr = os.Stderr
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = bufio.NewReader(stdout)
	if err := p.cmd.Start(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return p, nil
}

func (p *process) files(pages []corpus.Page) (list, texts string, err error) {
	var names strings.Builder
	for i, page := range pages {
		name := filepath.Join(p.dir, strconv.Itoa(i)+".html")
		if err := os.WriteFile(name, page.HTML, 0o600); err != nil {
			return "", "", err
		}
		names.WriteString(name + "\n")
	}
	var lines strings.Builder
	for _, t := range corpus.All() {
		fmt.Fprintf(&lines, "%s\t%s\t%s\n", t.Key, t.Lang, t.HTML)
	}
	list, texts = filepath.Join(p.dir, "pages"), filepath.Join(p.dir, "texts")
	return list, texts, errors.Join(
		os.WriteFile(list, []byte(names.String()), 0o600), os.WriteFile(texts, []byte(lines.String()), 0o600))
}

func (p *process) Pass() (time.Duration, error) { return p.ask("pass") }

func (p *process) Hot(page, n int) (time.Duration, error) {
	return p.ask(fmt.Sprintf("hot %d %d", page, n))
}

func (p *process) Output(page int) ([]byte, error) {
	file := filepath.Join(p.dir, "out.html")
	if _, err := p.ask(fmt.Sprintf("out %d %s", page, file)); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
}

func (p *process) ask(line string) (time.Duration, error) {
	if _, err := io.WriteString(p.in, line+"\n"); err != nil {
		return 0, err
	}
	answer, err := p.out.ReadString('\n')
	if err != nil {
		return 0, fmt.Errorf("%s: %s: no answer: %w", filepath.Base(p.cmd.Path), line, err)
	}
	ns, found := strings.CutPrefix(strings.TrimSpace(answer), "ok ")
	n, err := strconv.ParseInt(ns, 10, 64)
	if !found || err != nil {
		return 0, fmt.Errorf("%s: %s: %s", filepath.Base(p.cmd.Path), line, answer)
	}
	return time.Duration(n), nil
}

func (p *process) Close() error {
	return errors.Join(p.in.Close(), p.cmd.Wait(), os.RemoveAll(p.dir))
}
