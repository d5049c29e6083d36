package main

import (
	"fmt"
	"math"
	"strings"
)

// The plot, in pixels.
const (
	width, height = 420, 330
	left, bottom  = 50, 40
)

var colours = map[string]string{
	"LRU": "#888888", "2Q": "#c77cff", "ARC": "#e69f00", "ours, no prefetch": "#56b4e9", "ours": "#0072b2", "Belady": "#009e73",
}

// draw is one panel for each trace: the size of the memory along, the share of
// requests up.
func draw(all []*result) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="11">`+"\n",
		width*len(all), height+20)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="white"/>`+"\n", width*len(all), height+20)
	for i, r := range all {
		fmt.Fprintf(&b, `<g transform="translate(%d,0)">`+"\n", i*width)
		panel(&b, r)
		b.WriteString("</g>\n")
	}
	b.WriteString("</svg>\n")
	return b.String()
}

func panel(b *strings.Builder, r *result) {
	x := func(part float64) float64 {
		from, to := math.Log(sizes[0]), math.Log(sizes[len(sizes)-1])
		return left + (math.Log(part)-from)/(to-from)*(width-left-20)
	}
	y := func(share float64) float64 { return (100 - share) / 70 * (height - bottom) }
	fmt.Fprintf(b, `<text x="%d" y="14" font-weight="bold">%s</text>`+"\n", left, r.trace.name)
	for share := 40.0; share <= 90; share += 10 {
		fmt.Fprintf(b, `<path d="M%d %.1fH%d" stroke="#ddd"/><text x="%d" y="%.1f" text-anchor="end">%.0f %%</text>`+"\n",
			left, y(share), width-20, left-6, y(share)+4, share)
	}
	for _, part := range sizes {
		fmt.Fprintf(b, `<text x="%.1f" y="%d" text-anchor="middle">%.0f %%</text>`+"\n", x(part), height-bottom+16, 100*part)
	}
	fmt.Fprintf(b, `<text x="%d" y="%d" text-anchor="middle">bundles in memory</text>`+"\n", (width+left)/2, height-bottom+32)
	for i, name := range order {
		var path strings.Builder
		for j, line := range r.rows {
			fmt.Fprintf(&path, "%s%.1f %.1f", map[bool]string{true: "M", false: "L"}[j == 0], x(line.part), y(line.by[name].share()))
		}
		fmt.Fprintf(b, `<path d="%s" fill="none" stroke="%s" stroke-width="2"/>`+"\n", path.String(), colours[name])
		fmt.Fprintf(b, `<path d="M%d %dh18" stroke="%s" stroke-width="2"/><text x="%d" y="%d">%s</text>`+"\n",
			width-150, 170+14*i, colours[name], width-128, 174+14*i, name)
	}
}
