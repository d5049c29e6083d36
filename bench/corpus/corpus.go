// Package corpus has the pages of the benchmarks: real pages from wherever
// this machine has them, with twenty labels each.
//
// Pages come from the folder that the environment variable CORPUS names, or a
// folder shared/corpus beside one of the folders above; from the test data of
// goquery and golang.org/x/net in the module cache; and from the 258 pages of
// the npm package htmlparser-benchmark, in the folder that HTML_PAGES names or
// where pages.sh puts them. What is absent is left out.
package corpus

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
)

// Sizes of the pages that are measured, in bytes.
const (
	minSize = 1 << 10
	maxSize = 1 << 20
)

// Page is one real page.
type Page struct {
	Name   string
	Source string // where it is from
	Plain  []byte // without labels
	HTML   []byte // with labels
	Want   []byte // HTML with every label replaced
	Labels []Text // in the order of the page
}

// Load returns the pages with their labels, ordered by name, and a line for
// each source: how many pages it has, or that it is absent.
func Load() (pages []Page, sources []string, err error) {
	for _, s := range places() {
		files, _ := filepath.Glob(s.glob)
		n := 0
		for _, f := range files {
			page, err := os.ReadFile(f)
			if err != nil {
				return nil, nil, fmt.Errorf("corpus: read page: %w", err)
			}
			if len(page) < minSize || len(page) > maxSize {
				continue
			}
			p := Page{Name: strings.TrimSuffix(filepath.Base(f), ".html"), Source: s.name}
			if label(&p, page) {
				pages = append(pages, p)
				n++
			}
		}
		if n == 0 {
			sources = append(sources, s.name+": absent")
		} else {
			sources = append(sources, fmt.Sprintf("%s: %d of %d pages", s.name, n, len(files)))
		}
	}
	if len(pages) == 0 {
		return nil, sources, fmt.Errorf("corpus: no pages: run pages.sh, or set CORPUS or HTML_PAGES")
	}
	sort.Slice(pages, func(i, j int) bool { return pages[i].Name < pages[j].Name })
	return pages, sources, nil
}

type place struct{ name, glob string }

func places() []place {
	all := []place{{"corpus folder", filepath.Join(corpusDir(), "*.html")}}
	for _, m := range []struct{ module, dir string }{
		{"github.com/PuerkitoBio/goquery", "testdata"},
		{"golang.org/x/net", "html/testdata"},
	} {
		out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", m.module).Output()
		if dir := string(bytes.TrimSpace(out)); err == nil && dir != "" {
			all = append(all, place{m.module, filepath.Join(dir, m.dir, "*.html")})
		}
	}
	dir := os.Getenv("HTML_PAGES")
	if dir == "" {
		dir = filepath.Join(CacheDir(), "htmlparser-benchmark-1.1.3", "package", "files")
	}
	return append(all, place{"npm htmlparser-benchmark", filepath.Join(dir, "*.html")})
}

// corpusDir returns the folder of real pages: CORPUS, or the first shared/corpus
// upwards.
func corpusDir() string {
	if dir := os.Getenv("CORPUS"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	for err == nil {
		try := filepath.Join(dir, "shared", "corpus")
		if _, err := os.Stat(try); err == nil {
			return try
		}
		up := filepath.Dir(dir)
		if up == dir {
			break
		}
		dir = up
	}
	return "no-corpus"
}

// CacheDir returns the folder for what the benchmarks fetch and build:
// BENCH_CACHE, else content-bench in the user's cache folder.
func CacheDir() string {
	if dir := os.Getenv("BENCH_CACHE"); dir != "" {
		return dir
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		dir = os.TempDir()
	}
	return filepath.Join(dir, "content-bench")
}
