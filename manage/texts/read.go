package texts

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// maxFile is the largest file that is read, in bytes.
const maxFile = 16 << 20

// ReadDir reads the folder dir; see [Read]. Problems name the files with dir
// before them, so that a terminal or an editor finds them.
func ReadDir(dir string) (*Set, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("texts: read %q: %w", dir, err)
	}
	info, err := os.Stat(dir)
	if err != nil {
		return nil, fmt.Errorf("texts: read %q: %w", dir, errors.Unwrap(err))
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("texts: read %q: not a folder", dir)
	}
	return read(os.DirFS(dir), filepath.ToSlash(filepath.Clean(dir)), filepath.Base(abs))
}

// Read reads the texts in the root of fsys. name is the name of the folder:
// the project's name is made from it where content.yaml has none.
//
// The error is a [Problems] when the texts are read but wrong: all that is
// wrong, and the Set then holds what could be read. Any other error is one of
// fsys, and the Set is nil. A folder without any texts is no error here.
func Read(fsys fs.FS, name string) (*Set, error) { return read(fsys, "", name) }

func read(fsys fs.FS, prefix, name string) (*Set, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, fmt.Errorf("texts: read %q: %w", name, err)
	}
	r := &reader{
		fsys: fsys, prefix: prefix,
		set:  &Set{Texts: map[ID]map[string]Text{}, Locales: map[string]Locale{}},
		from: map[ID]string{}, fieldLines: map[string]int{},
	}
	var files []string
	for _, e := range entries {
		switch {
		case strings.HasPrefix(e.Name(), "."):
		case e.IsDir():
			r.folder(e.Name())
		case isConfig(e.Name()):
			err = r.config(e.Name())
		case isText(e.Name()):
			files = append(files, e.Name())
		}
		if err != nil {
			return nil, err
		}
	}
	for i, doc := range r.documents(files) {
		if err := r.texts(files[i], doc); err != nil {
			return nil, err
		}
	}
	r.complete(name)
	if len(r.problems) > 0 {
		r.problems.Sort()
		return r.set, r.problems
	}
	r.set.Warnings.Sort()
	return r.set, nil
}

// reader reads one folder.
type reader struct {
	fsys       fs.FS
	prefix     string // of file names in problems
	set        *Set
	problems   Problems
	configFile string         // the configuration that was read; "": none
	fieldLines map[string]int // of its fields
	listed     bool           // it has locales
	from       map[ID]string  // the file that the texts were read from
}

// name returns the name of a file as problems have it.
func (r *reader) name(file string) string {
	if r.prefix == "" || r.prefix == "." {
		return file
	}
	return path.Join(r.prefix, file)
}

func (r *reader) problem(file string, line int, what, fix string) {
	r.problems = append(r.problems, Problem{File: r.name(file), Line: line, What: what, Fix: fix})
}

// document is what could be read of one file; root is nil when it is empty or
// cannot be used, and faults say why.
type document struct {
	root   *node
	faults []fault
	err    error
}

// documents reads and parses files, several at once.
func (r *reader) documents(files []string) []document {
	docs := make([]document, len(files))
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(files)) {
		wg.Go(func() {
			for i := range next {
				docs[i] = r.document(files[i])
			}
		})
	}
	for i := range files {
		next <- i
	}
	close(next)
	wg.Wait()
	return docs
}

// document reads and parses one file. It changes nothing in r.
func (r *reader) document(file string) document {
	unusable := func(line int, what, fix string) document {
		return document{faults: []fault{{line, "", what, fix}}}
	}
	switch info, err := fs.Stat(r.fsys, file); {
	case err != nil:
	case !info.Mode().IsRegular():
		return unusable(0, "this is no file that can be read", "remove it, or name it otherwise")
	case info.Size() > maxFile:
		return unusable(0, fmt.Sprintf("the file is larger than %d bytes", maxFile), "divide the bundle")
	}
	data, err := fs.ReadFile(r.fsys, file)
	if err != nil {
		return document{err: fmt.Errorf("texts: read %q: %w", r.name(file), err)}
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if line := invalidUTF8(data); line > 0 {
		return unusable(line, "invalid UTF-8", "save the file as UTF-8")
	}
	parse := parseYAML
	if strings.EqualFold(path.Ext(file), ".json") {
		parse = parseJSON
	}
	root, faults := parse(data)
	return document{root: root, faults: faults}
}

// faults reports what is wrong with the document of a file, which holds the
// texts of id or is the configuration.
func (r *reader) faults(file string, id ID, faults []fault) {
	for _, f := range faults {
		p := Problem{File: r.name(file), Line: f.line, Locale: id.Locale, What: f.what, Fix: f.fix}
		if id.Bundle != "" && f.key != "" {
			p.Key = id.Bundle + "." + f.key
		}
		r.problems = append(r.problems, p)
	}
}

// invalidUTF8 returns the line of the first byte that is not UTF-8, else 0.
func invalidUTF8(data []byte) int {
	for i := 0; i < len(data); {
		c, size := utf8.DecodeRune(data[i:])
		if c == utf8.RuneError && size == 1 {
			return lineAt(data, i)
		}
		i += size
	}
	return 0
}

// folder warns of texts in a folder below, which nobody reads.
func (r *reader) folder(dir string) {
	entries, err := fs.ReadDir(r.fsys, dir)
	if err != nil {
		return // not ours to read
	}
	if slices.ContainsFunc(entries, func(e fs.DirEntry) bool {
		return isText(e.Name()) && strings.Count(e.Name(), ".") > 1
	}) {
		r.set.Warnings = append(r.set.Warnings, Problem{
			File: r.name(dir), What: "texts in a folder below are not read",
			Fix: "move its files up, or its project out",
		})
	}
}

// isText reports whether a file is meant to hold texts.
func isText(file string) bool {
	switch strings.ToLower(path.Ext(file)) {
	case ".yaml", ".yml", ".json":
		return !strings.HasPrefix(file, ".")
	}
	return false
}

// isConfig reports whether a file is the configuration.
func isConfig(file string) bool {
	return file == "content.yaml" || file == "content.yml" || file == "content.json"
}
