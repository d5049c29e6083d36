// Package oracle says what a page must be after an edit, by way of the parser
// and the tree of golang.org/x/net/html. It serves tests and benchmarks; the
// library itself never builds a tree of a page.
package oracle

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"

	"golang.org/x/net/html"
)

// Parse returns the page's tree, or nil when the parser refuses the page.
func Parse(page []byte, scripting bool) *html.Node {
	doc, err := html.ParseWithOptions(bytes.NewReader(page), html.ParseOptionEnableScripting(scripting))
	if err != nil {
		return nil
	}
	return doc
}

// Dump returns a text that is equal for equal trees. The order of attributes
// does not count.
func Dump(n *html.Node) string {
	var b strings.Builder
	dump(&b, n, 0)
	return b.String()
}

func dump(b *strings.Builder, n *html.Node, depth int) {
	attrs := make([]string, len(n.Attr))
	for i, a := range n.Attr {
		attrs[i] = fmt.Sprintf("%s:%s=%q", a.Namespace, a.Key, a.Val)
	}
	sort.Strings(attrs)
	fmt.Fprintf(b, "%*s%d %s %q %v\n", depth, "", n.Type, n.Namespace, n.Data, attrs)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		dump(b, c, depth+1)
	}
}

// Edit gives every element with the attribute new children, as a script in a
// browser would: the ones that content, a fragment of HTML, has. It returns
// the edited elements.
func Edit(doc *html.Node, attr string, content func(value string) (fragment string, ok bool)) []*html.Node {
	var found []*html.Node
	for n := range doc.Descendants() {
		for _, a := range n.Attr {
			if a.Key == attr && n.Type == html.ElementNode {
				found = append(found, n)
				break
			}
		}
	}
	for _, n := range found {
		value := ""
		for _, a := range n.Attr {
			if a.Key == attr {
				value = a.Val
				break
			}
		}
		fragment, ok := content(value)
		if !ok {
			continue
		}
		for n.FirstChild != nil {
			n.RemoveChild(n.FirstChild)
		}
		for _, c := range Fragment(fragment) {
			n.AppendChild(c)
		}
	}
	return found
}

// Fragment parses a fragment of HTML inside a div.
func Fragment(fragment string) []*html.Node {
	nodes, err := html.ParseFragment(strings.NewReader(fragment), &html.Node{Type: html.ElementNode, Data: "div", DataAtom: 0x16b03})
	if err != nil {
		return nil
	}
	return nodes
}

// StartTags returns the offsets behind the name of every start tag.
func StartTags(page []byte) (at []int) {
	z := html.NewTokenizer(bytes.NewReader(page))
	for pos := 0; ; {
		tt := z.Next()
		raw := z.Raw()
		if tt == html.ErrorToken {
			return at
		}
		if tt == html.StartTagToken || tt == html.SelfClosingTagToken {
			n := 1
			for n < len(raw) && !strings.ContainsRune(" \t\n\r\f/>", rune(raw[n])) {
				n++
			}
			at = append(at, pos+n)
		}
		pos += len(raw)
	}
}

// Label returns the page with an attribute put in at each of the offsets,
// which rise.
func Label(page []byte, at []int, attr func(i int) string) []byte {
	var out []byte
	last := 0
	for i, n := range at {
		out = append(append(append(out, page[last:n]...), ' '), attr(i)...)
		last = n
	}
	return append(out, page[last:]...)
}

// moduleDir returns the folder of a module in the module cache.
func moduleDir(module string) (string, error) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", module).Output()
	if err != nil || len(bytes.TrimSpace(out)) == 0 {
		return "", fmt.Errorf("oracle: the module %s is not at hand", module)
	}
	return strings.TrimSpace(string(out)), nil
}

// HTML5Lib returns the documents of the html5lib tree-construction tests, which
// golang.org/x/net carries.
func HTML5Lib() (docs [][]byte, err error) {
	dir, err := moduleDir("golang.org/x/net")
	if err != nil {
		return nil, err
	}
	files, err := filepath.Glob(filepath.Join(dir, "html/testdata/html5lib-tests/tree-construction/*.dat"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("oracle: %s carries no html5lib tests", dir)
	}
	scripted, _ := filepath.Glob(filepath.Join(filepath.Dir(files[0]), "scripted/*.dat"))
	for _, f := range append(files, scripted...) {
		data, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		for _, c := range strings.Split("\n"+string(data), "\n#data\n")[1:] {
			body, rest, ok := strings.Cut(c, "\n#errors")
			if !ok {
				body, rest, ok = strings.Cut(c, "#errors")
			}
			if ok && !strings.Contains(rest, "#document-fragment") {
				docs = append(docs, []byte(body))
			}
		}
	}
	return docs, nil
}

// Pages returns real pages by name: those of a corpus folder beside the
// project, of the folder that HTML_PAGES names, of golang.org/x/net, and of
// the goquery module where the module cache has it. All may be absent.
func Pages(corpus string) map[string][]byte {
	pages := map[string][]byte{}
	globs := []string{filepath.Join(corpus, "*.html")}
	if out, err := exec.Command("go", "env", "GOMODCACHE").Output(); err == nil {
		globs = append(globs, filepath.Join(strings.TrimSpace(string(out)), "github.com/!puerkito!bio/goquery@*/testdata/*.html"))
	}
	if dir := os.Getenv("HTML_PAGES"); dir != "" {
		globs = append(globs, filepath.Join(dir, "*.html"))
	}
	if dir, err := moduleDir("golang.org/x/net"); err == nil {
		globs = append(globs, filepath.Join(dir, "html/testdata", "*.html"))
	}
	for _, g := range globs {
		files, _ := filepath.Glob(g)
		for _, f := range files {
			if data, err := os.ReadFile(f); err == nil {
				pages[filepath.Base(f)] = data
			}
		}
	}
	return pages
}
