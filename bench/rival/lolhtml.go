package rival

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"runtime"

	"github.com/teletextio/content/bench/corpus"
)

// openLolHTML is the crate lol_html, compiled by cargo, with the selector
// [data-txt]. It is built on the first use, without the network where cargo
// has the crate, and with it otherwise.
func openLolHTML(pages []corpus.Page) (Contender, error) {
	cargo, err := exec.LookPath("cargo")
	if err != nil {
		return nil, fmt.Errorf("%w: cargo", ErrMissing)
	}
	target := filepath.Join(corpus.CacheDir(), "lolhtml-target")
	build := []string{"build", "--release", "--locked", "--quiet", "--target-dir", target}
	var out []byte
	for _, more := range []string{"--offline", ""} {
		cmd := exec.Command(cargo, build...)
		if more != "" {
			cmd.Args = append(cmd.Args, more)
		}
		cmd.Dir = filepath.Join(here(), "..", "lolhtml")
		if out, err = cmd.CombinedOutput(); err == nil {
			return startProcess(pages, filepath.Join(target, "release", "lolhtml"))
		}
	}
	return nil, fmt.Errorf("%w: the crate lol_html: %v: %s", ErrMissing, err, out)
}

// here is the folder of this file.
func here() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Dir(file)
}
