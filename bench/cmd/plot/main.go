// Command plot draws the throughput by page and contender, as cmd/inject
// writes it, as an SVG: a dot per page, both axes logarithmic.
//
//	go run ./cmd/plot -in throughput.csv -out throughput.svg
package main

import (
	"encoding/csv"
	"flag"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
)

func main() {
	in := flag.String("in", "throughput.csv", "table to read")
	out := flag.String("out", "throughput.svg", "file to write")
	flag.Parse()
	if err := run(*in, *out); err != nil {
		fmt.Fprintln(os.Stderr, "plot:", err)
		os.Exit(1)
	}
}

func run(in, out string) error {
	f, err := os.Open(in)
	if err != nil {
		return err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return err
	}
	all, err := read(rows)
	if err != nil {
		return fmt.Errorf("%s: %w", in, err)
	}
	return os.WriteFile(out, []byte(draw(all)), 0o644)
}

// series is what one contender reaches.
type series struct {
	name   string
	points []point
}

type point struct{ bytes, speed float64 }

func read(rows [][]string) (all []series, err error) {
	if len(rows) < 2 || len(rows[0]) < 3 {
		return nil, fmt.Errorf("no figures")
	}
	for _, name := range rows[0][2:] {
		all = append(all, series{name: name})
	}
	for n, row := range rows[1:] {
		for i, cell := range row[2:] {
			size, err1 := strconv.ParseFloat(row[1], 64)
			speed, err2 := strconv.ParseFloat(cell, 64)
			if err1 != nil || err2 != nil || size <= 0 || speed <= 0 {
				return nil, fmt.Errorf("line %d: not a figure", n+2)
			}
			all[i].points = append(all[i].points, point{size, speed})
		}
	}
	slices.SortStableFunc(all, func(a, b series) int { return int(b.median() - a.median()) })
	return all, nil
}

func (s *series) median() float64 {
	v := make([]float64, len(s.points))
	for i, p := range s.points {
		v[i] = p.speed
	}
	slices.Sort(v)
	return v[len(v)/2]
}

// The drawing, in pixels.
const (
	width, height       = 960.0, 560.0
	left, right         = 80.0, 230.0
	top, bottom         = 56.0, 60.0
	plotWidth           = width - left - right
	plotHeight          = height - top - bottom
	minBytes, maxBytes  = 1e3, 1e6
	fontStack           = "system-ui, sans-serif"
	background, inkSoft = "#ffffff", "#5b6470"
)

var colors = []string{"#0057b8", "#d1495b", "#2e8b57", "#b7791f", "#7a4fb5", "#3b8ea5", "#8c6d5a"}

// axis maps values to pixels.
type axis struct{ lo, hi, from, to float64 }

func (a axis) at(v float64) float64 {
	return a.from + (math.Log(v)-math.Log(a.lo))/(math.Log(a.hi)-math.Log(a.lo))*(a.to-a.from)
}

func draw(all []series) string {
	var b strings.Builder
	x := axis{minBytes, maxBytes, left, left + plotWidth}
	y := speedAxis(all)
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %g" font-family="%s" font-size="13">`+"\n", width, height, fontStack)
	fmt.Fprintf(&b, `<title>Throughput by page and contender</title><rect width="%g" height="%g" fill="%s"/>`+"\n", width, height, background)
	fmt.Fprintf(&b, `<text x="%g" y="30" font-size="17" font-weight="600">Twenty labels replaced, one dot per real page</text>`+"\n", left)
	grid(&b, x, y)
	for i, s := range all {
		color := colors[i%len(colors)]
		fmt.Fprintf(&b, `<g fill="%s" fill-opacity="0.55">`, color)
		for _, p := range s.points {
			fmt.Fprintf(&b, `<circle cx="%.1f" cy="%.1f" r="2.4"/>`, x.at(p.bytes), y.at(p.speed))
		}
		b.WriteString("</g>\n")
		row := top + 14 + float64(i)*40
		fmt.Fprintf(&b, `<circle cx="%g" cy="%g" r="5" fill="%s"/><text x="%g" y="%g">%s</text><text x="%g" y="%g" fill="%s" font-size="12">median %.0f MB/s</text>`+"\n",
			left+plotWidth+24, row-4, color, left+plotWidth+36, row, s.name, left+plotWidth+36, row+16, inkSoft, s.median())
	}
	b.WriteString("</svg>\n")
	return b.String()
}

// speedAxis spans all speeds.
func speedAxis(all []series) axis {
	lo, hi := math.Inf(1), 0.0
	for _, s := range all {
		for _, p := range s.points {
			lo, hi = min(lo, p.speed), max(hi, p.speed)
		}
	}
	return axis{lo / 1.2, hi * 1.2, top + plotHeight, top}
}

func grid(b *strings.Builder, x, y axis) {
	line := func(x1, y1, x2, y2 float64) {
		fmt.Fprintf(b, `<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="#dde1e6"/>`+"\n", x1, y1, x2, y2)
	}
	for _, v := range []float64{1e3, 3e3, 1e4, 3e4, 1e5, 3e5, 1e6} {
		line(x.at(v), top, x.at(v), top+plotHeight)
		fmt.Fprintf(b, `<text x="%.1f" y="%g" text-anchor="middle" fill="%s">%g kB</text>`+"\n", x.at(v), top+plotHeight+20, inkSoft, v/1e3)
	}
	for decade := 1.0; decade <= y.hi; decade *= 10 {
		for _, v := range []float64{decade, 2 * decade, 5 * decade} {
			if v >= y.lo && v <= y.hi {
				line(left, y.at(v), left+plotWidth, y.at(v))
				fmt.Fprintf(b, `<text x="%g" y="%.1f" text-anchor="end" fill="%s">%g</text>`+"\n", left-8, y.at(v)+4, inkSoft, v)
			}
		}
	}
	fmt.Fprintf(b, `<text x="%g" y="%g" text-anchor="middle">size of the page</text>`+"\n", left+plotWidth/2, height-16)
	fmt.Fprintf(b, `<text transform="translate(20 %g) rotate(-90)" text-anchor="middle">MB/s, page hot</text>`+"\n", top+plotHeight/2)
}
