package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/teletextio/content"
	"github.com/teletextio/content/bench/corpus"
	"github.com/teletextio/content/bench/measure"
	"github.com/teletextio/content/bench/rival"
)

// hostileSize is the size of hostile inputs, in bytes.
const hostileSize = 1 << 20

// hostile measures hostile inputs in writes of several sizes, and twice the
// size for whole writes and small ones.
func hostile(stderr io.Writer) (string, error) {
	client, w, p, err := rival.NewWriter()
	if err != nil {
		return "", err
	}
	defer client.Close()
	sizes := []int{1, 512, 64 << 10, 0}
	t := measure.Table{{"1 MiB of", "1 B writes, MB/s", "512 B", "64 KiB", "whole", "lol-html, whole", "twice the input takes", "verdict"}}
	inputs := rival.HostileInputs()
	lol := lolSpeeds(inputs, stderr)
	var missed, missedBytes int
	for i := range inputs {
		speeds, growth, err := grow(w, p, &inputs[i], sizes)
		if err != nil {
			return "", err
		}
		row, verdict := []string{inputs[i].Name}, ""
		for _, v := range speeds {
			row = append(row, measure.Number(v))
		}
		if slices.Min(speeds[1:]) < 150 {
			verdict = "slow"
		}
		if growth > 2.6 {
			verdict += " not linear"
		}
		if verdict != "" {
			missed++
		}
		if speeds[0] < 150 {
			missedBytes++
		}
		t.Row(append(row, lol[i], fmt.Sprintf("%.2f×", growth), verdict)...)
	}
	return fmt.Sprintf("### Hostile inputs\n\nFloor: 150 MB/s with any write size, and at most 2.6 times as long for twice the input. Best of three runs or more. Of %d inputs %d miss it in writes of 512 bytes and more; %d are slower than 150 MB/s in writes of one byte. A writer that does nothing but copy takes writes of one byte at %s MB/s.\n\n%s\n",
		len(inputs), missed, missedBytes, measure.Number(byteWise()), t), nil
}

// grow measures an input in writes of several sizes. growth is the most that
// twice the input takes longer, of the sizes that take long enough to tell.
func grow(w *content.Writer, p *content.Page, h *rival.Hostile, sizes []int) (speeds []float64, growth float64, err error) {
	once, twice := h.Page(hostileSize), h.Page(2*hostileSize)
	scale := 2 * float64(len(once.HTML)) / float64(len(twice.HTML))
	for _, size := range sizes {
		one, two := time.Hour, time.Hour
		factor := 0.0
		// A busy machine is asked again before the code is called slow.
		for try := 0; try < 8 && (try == 0 || factor > 2.3); try++ {
			a, err := best(w, p, once.HTML, size)
			if err != nil {
				return nil, 0, err
			}
			b, err := best(w, p, twice.HTML, size)
			if err != nil {
				return nil, 0, err
			}
			one, two = min(one, a), min(two, b)
			factor = float64(two) / float64(one) * scale
		}
		speeds = append(speeds, measure.MBps(len(once.HTML), one))
		if two > 2*time.Millisecond {
			growth = max(growth, factor)
		}
	}
	return speeds, growth, nil
}

// best returns the least time of some runs. A run that takes long is not
// repeated.
func best(w *content.Writer, p *content.Page, page []byte, size int) (time.Duration, error) {
	least := time.Hour
	for n := 0; n < 3 && (n == 0 || least < 300*time.Millisecond); n++ {
		memory.Reset()
		start := time.Now()
		w.Reset(context.Background(), &memory, p)
		if err := rival.WriteIn(w, page, size); err != nil {
			return 0, err
		}
		if err := w.Close(); err != nil {
			return 0, err
		}
		least = min(least, time.Since(start))
	}
	return least, nil
}

// memory takes what is written, with its pages in place after the first use.
var memory rival.Output

// byteWise is the speed of a plain copy in writes of one byte.
func byteWise() float64 {
	page := make([]byte, hostileSize)
	var w io.Writer = &memory
	var took []time.Duration
	for range 5 {
		memory.Reset()
		start := time.Now()
		for i := range page {
			w.Write(page[i : i+1])
		}
		took = append(took, time.Since(start))
	}
	return measure.MBps(len(page), slices.Min(took))
}

// lolSpeeds measures lol-html on the same inputs; a text per input.
func lolSpeeds(inputs []rival.Hostile, stderr io.Writer) []string {
	text := make([]string, len(inputs))
	pages := make([]corpus.Page, len(inputs))
	for i := range inputs {
		pages[i] = inputs[i].Page(hostileSize)
	}
	all := rival.All()
	e := all[slices.IndexFunc(all, func(e rival.Entry) bool { return e.Name == "lol-html native" })]
	c, err := e.Open(pages)
	if err != nil {
		fmt.Fprintln(stderr, "skipped:", err)
		return text
	}
	defer c.Close()
	for i := range pages {
		var took []time.Duration
		for range 3 {
			d, err := c.Hot(i, 1)
			if err != nil {
				fmt.Fprintf(stderr, "lol-html: %s: %v\n", inputs[i].Name, err)
				break
			}
			took = append(took, d)
		}
		if len(took) > 0 {
			text[i] = measure.Number(measure.MBps(len(pages[i].HTML), slices.Min(took)))
		}
	}
	return text
}
