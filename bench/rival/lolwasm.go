package rival

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/teletextio/content/bench/corpus"
)

// openLolWASM is lol-html built for WebAssembly, the npm package
// html-rewriter-wasm, under Node. pages.sh fetches it.
func openLolWASM(pages []corpus.Page) (Contender, error) {
	node, err := exec.LookPath("node")
	if err != nil {
		return nil, fmt.Errorf("%w: node", ErrMissing)
	}
	module := filepath.Join(corpus.CacheDir(), "html-rewriter-wasm-0.4.1", "package", "dist", "html_rewriter.js")
	if _, err := os.Stat(module); err != nil {
		return nil, fmt.Errorf("%w: html-rewriter-wasm: run pages.sh", ErrMissing)
	}
	return startProcess(pages, node, filepath.Join(here(), "..", "lolwasm", "rewrite.mjs"), module)
}
