package browser

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/teletextio/content"
	"github.com/teletextio/content/fetch"
)

// TestHelloWithoutScripts opens examples/hello in Chromium, with JavaScript
// switched off, and compares what stands in the labelled elements with the
// published texts, in each locale.
func TestHelloWithoutScripts(t *testing.T) {
	ctx := chromium(t)
	base := startHello(t)
	client, err := content.New(fetch.FS(os.DirFS("../../examples/hello/publication")), &content.Options{Refresh: -1})
	require.NoError(t, err)
	defer client.Close()
	require.NoError(t, client.Ready(t.Context()))
	require.Len(t, client.Locales(), 3)
	for _, locale := range client.Locales() {
		t.Run(locale.Tag, func(t *testing.T) {
			doc := withoutScripts(t, ctx, base+"/?name=Ann&count=2&locale="+locale.Tag)
			view, labels := client.View(locale.Tag), 0
			for n := range doc.Descendants() {
				key := attr(n, "data-txt")
				if n.Type != html.ElementNode || key == "" {
					continue
				}
				labels++
				if want, ok := view.Lookup(key, "name", "Ann", "count", 2); ok { // all but the text with a link of the page
					require.Equal(t, words(t, string(want)), innerText(n), key)
				}
			}
			require.Greater(t, labels, 15)
		})
	}
}

// startHello runs the example and returns its address.
func startHello(t *testing.T) string {
	name := filepath.Join(t.TempDir(), "hello")
	build := exec.Command("go", "build", "-o", name, "./examples/hello")
	build.Dir = "../.."
	out, err := build.CombinedOutput()
	require.NoError(t, err, string(out))
	cmd := exec.Command(name, "-addr", "127.0.0.1:0")
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err)
	address, ok := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	require.True(t, ok, line)
	return address
}

// withoutScripts returns the document that the browser builds of a page. The
// number of a node is void as soon as anybody asks for the document again, as
// chromedp does when it hears of a new one; the backend's number is not.
func withoutScripts(t *testing.T, ctx context.Context, url string) *html.Node {
	var page string
	require.NoError(t, chromedp.Run(ctx, emulation.SetScriptExecutionDisabled(true), chromedp.Navigate(url),
		chromedp.ActionFunc(func(ctx context.Context) error {
			root, err := dom.GetDocument().Do(ctx)
			if err != nil {
				return err
			}
			page, err = dom.GetOuterHTML().WithBackendNodeID(root.BackendNodeID).Do(ctx)
			return err
		})))
	doc, err := html.Parse(strings.NewReader(page))
	require.NoError(t, err)
	return doc
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// words is the text of a fragment.
func words(t *testing.T, fragment string) string {
	doc, err := html.Parse(strings.NewReader(fragment))
	require.NoError(t, err)
	return innerText(doc)
}

func innerText(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.TrimSpace(b.String())
}
