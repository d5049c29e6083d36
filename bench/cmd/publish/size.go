package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/teletextio/content/bench/measure"
)

// locales are those of every folder.
var locales = []string{
	"en", "de", "fr", "es", "it", "nl", "pt", "pl", "cs", "sv", "da", "fi", "nb", "tr", "ru", "uk", "el", "ro", "hu", "ja",
}

// perFile is how many texts a file has.
const perFile = 100

// size is a folder of texts, and what its publishing costs.
type size struct {
	texts   int
	dir     string
	program string
	rounds  int

	first, same, one costs
	memory           int64 // the most of all runs, in bytes
}

// costs are those of the rounds.
type costs struct{ walls, cpus []time.Duration }

func (c *costs) median() time.Duration { return measure.Median(slices.Clone(c.walls)) }

func (c *costs) fastest() time.Duration { return slices.Min(c.walls) }

func (c *costs) wall() string {
	return fmt.Sprintf("%s (%s–%s)", measure.Number(c.median().Seconds()),
		measure.Number(c.fastest().Seconds()), measure.Number(slices.Max(c.walls).Seconds()))
}

func (c *costs) cpuMedian() time.Duration { return measure.Median(slices.Clone(c.cpus)) }

func (c *costs) cpu() string { return measure.Number(c.cpuMedian().Seconds()) }

// build builds the command content.
func build(out string) error {
	cmd := exec.Command("go", "build", "-C", "..", "-o", out, "./cmd/content")
	if text, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build the command: %w\n%s", err, text)
	}
	return nil
}

// write writes the folder of texts.
func (s *size) write() error {
	texts := filepath.Join(s.dir, "texts")
	if err := os.MkdirAll(texts, 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(texts, "content.yaml"), []byte("project: acme\n"), 0o644); err != nil {
		return err
	}
	each := s.texts / len(locales)
	for _, tag := range locales {
		for from := 0; from < each; from += perFile {
			var b strings.Builder
			for k := from; k < min(from+perFile, each); k++ {
				fmt.Fprintf(&b, "key-%d: Welcome to <b>shop %[1]d</b>, {name}; look at <a href=\"/%s/%[1]d\">our terms</a> today.\n", k, tag)
			}
			name := fmt.Sprintf("b%d.%s.yaml", from/perFile, tag)
			if err := os.WriteFile(filepath.Join(texts, name), []byte(b.String()), 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}

// round publishes everything, then nothing new, then one changed text. Each has
// folders of its own: some file systems are slow to make files where others
// were just removed.
func (s *size) round() error {
	s.rounds++
	if err := s.publish(&s.first, "published acme live"); err != nil {
		return err
	}
	if err := s.publish(&s.same, "unchanged: acme live"); err != nil {
		return err
	}
	if err := s.change(); err != nil {
		return err
	}
	return s.publish(&s.one, "1 text changed")
}

// change gives one text another wording.
func (s *size) change() error {
	file := filepath.Join(s.dir, "texts", "b0.de.yaml")
	old, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	_, rest, _ := strings.Cut(string(old), "\n")
	return os.WriteFile(file, fmt.Appendf(nil, "key-0: Change %d, {name}\n%s", s.rounds, rest), 0o644)
}

// publish runs the command once and makes sure that it has said want.
func (s *size) publish(c *costs, want string) error {
	cmd := exec.Command(s.program, "publish", "texts", fmt.Sprint("public", s.rounds))
	cmd.Dir = s.dir
	cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+filepath.Join(s.dir, fmt.Sprint("cache", s.rounds)))
	began := time.Now()
	out, err := cmd.CombinedOutput()
	wall := time.Since(began)
	if err != nil || !strings.Contains(string(out), want) {
		return fmt.Errorf("publish %d texts: %v: %s", s.texts, err, out)
	}
	c.walls = append(c.walls, wall)
	c.cpus = append(c.cpus, cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
	s.memory = max(s.memory, maxMemory(cmd.ProcessState))
	return nil
}
