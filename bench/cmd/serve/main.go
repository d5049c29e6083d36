// Serve measures what the middleware costs a server: requests per second,
// CPU time and latency over loopback, each handler with the middleware between
// two runs of the same handler without. The server is a process of its own on
// one processor, the client runs on another.
//
//	go run ./cmd/serve -out RESULTS.md
package main

import (
	"bufio"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/teletextio/content/bench/measure"
)

// comparison is a handler and the one that it is held against.
type comparison struct {
	name, path, base string
	floor            float64 // of the base's requests per second; 0: none
}

var comparisons = []comparison{
	{"html/template, 64 kB", "/template/content", "/template", 1.6},
	{"html/template, 64 kB, never the same", "/template/new/content", "/template/new", 1.6},
	{"html/template, 64 kB, 700 values", "/table/content", "/table", 0},
	{"writes of 4 kB", "/pieces/content", "/pieces", 1.8},
	{"one write of 64 kB", "/single/content", "/single", 0.45},
	{"one write of 64 kB, never the same", "/single/new/content", "/single/new", 0.45},
	{"one write of 64 kB, goquery", "/single/goquery", "/single", 0},
	{"content against goquery", "/single/content", "/single/goquery", 15},
	{"gzhttp around content, against gzhttp", "/gzip/content", "/gzip", 0.87},
	{"JSON, 64 kB", "/json/content", "/json", 0.99},
	{"JSON, 64 kB, a value in the request's context and no more", "/json/context", "/json", 0},
}

func main() {
	log.SetFlags(0)
	serve := flag.Bool("serve", false, "be the server")
	rounds := flag.Int("rounds", 5, "measured rounds")
	cell := flag.Duration("cell", time.Second, "length of one measurement")
	only := flag.String("run", "", "measure the handlers whose names match; default: all")
	out := flag.String("out", "", "file whose section to write; default: print")
	flag.Parse()
	if *serve {
		runServer()
		return
	}
	if err := run(*rounds, *cell, *only, *out); err != nil {
		log.Fatal("serve: ", err)
	}
}

// run starts the server and measures.
func run(rounds int, cell time.Duration, only, out string) error {
	names, err := regexp.Compile(only)
	if err != nil {
		return err
	}
	addr, stop, err := startServer()
	if err != nil {
		return err
	}
	defer stop()
	pin(os.Getpid(), 1)
	runtime.GOMAXPROCS(1)
	table := measure.Table{{"handler", "requests per second, of the one without", "floor", "CPU per request, of the one without", "p99, of the one without", "allowed", "allocations more", "requests per second"}}
	for _, c := range comparisons {
		if !names.MatchString(c.name) {
			continue
		}
		m, err := c.measure(addr, rounds, cell)
		if err != nil {
			return err
		}
		table.Row(m.cells(c)...)
	}
	first, err := firstBytes(addr, 20*rounds)
	if err != nil {
		return err
	}
	text := fmt.Sprintf("## Serving\n\n`go run ./cmd/serve -rounds %d -cell %s` on %s; %s.\nServer: one process, GOMAXPROCS=1; eight connections over loopback; medians.\nA page that was sent before with the same bytes is not read again, so handlers whose page is never the same have rows of their own.\n\n%s\nTime to the first byte of a handler that flushes and then works for 30 ms: %.2f× of the one without (floor 1.20×).\n",
		rounds, cell, time.Now().Format(time.DateOnly), measure.Machine(), table, first)
	if out == "" {
		fmt.Print(text)
		return nil
	}
	return measure.WriteSection(out, "serve", text)
}

// measured has one value for each round.
type measured struct{ rate, cpu, p99, allocs, abs []float64 }

// measure runs a handler between two runs of its base, in each round.
func (c comparison) measure(addr string, rounds int, cell time.Duration) (m measured, err error) {
	for range rounds {
		var f [3]figures
		for i, path := range []string{c.base, c.path, c.base} {
			if f[i], err = load(addr, path, cell); err != nil {
				return m, err
			}
		}
		before, own, after := f[0], f[1], f[2]
		m.rate = append(m.rate, own.rate*2/(before.rate+after.rate))
		m.cpu = append(m.cpu, own.cpu*2/(before.cpu+after.cpu))
		m.p99 = append(m.p99, own.p99*2/(before.p99+after.p99))
		m.allocs = append(m.allocs, own.allocs-(before.allocs+after.allocs)/2)
		m.abs = append(m.abs, own.rate)
	}
	return m, nil
}

// cells is the row of a comparison. The latency that is allowed is half more,
// or a fifth more than what the rate alone explains.
func (m measured) cells(c comparison) []string {
	floor, allowed := "", ""
	if c.floor > 0 {
		floor = fmt.Sprintf("%.2f×", c.floor)
		allowed = fmt.Sprintf("%.2f×", max(1.5, 1.2/median(m.rate)))
	}
	return []string{c.name, ratio(m.rate), floor, ratio(m.cpu), ratio(m.p99), allowed, fmt.Sprintf("%.1f", median(m.allocs)), measure.Number(median(m.abs))}
}

func ratio(v []float64) string {
	return fmt.Sprintf("%.2f× (%.2f–%.2f)", median(v), slices.Min(v), slices.Max(v))
}

func median(v []float64) float64 {
	slices.Sort(v)
	return v[len(v)/2]
}

// startServer runs this program as a server on a processor of its own.
func startServer() (addr string, stop func(), err error) {
	self, err := os.Executable()
	if err != nil {
		return "", nil, err
	}
	cmd := exec.Command(self, "-serve")
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1")
	cmd.Stderr = os.Stderr
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	pin(cmd.Process.Pid, 0)
	line, err := bufio.NewReader(pipe).ReadString('\n')
	stop = func() { cmd.Process.Kill(); cmd.Wait() }
	if err != nil {
		stop()
	}
	return strings.TrimSpace(line), stop, err
}

// pin asks for one processor; without taskset the scheduler decides.
func pin(pid, cpu int) {
	if runtime.NumCPU() > 1 {
		exec.Command("taskset", "-apc", fmt.Sprint(cpu), fmt.Sprint(pid)).Run()
	}
}
