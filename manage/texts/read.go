package texts

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
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
	for _, f := range files {
		if err := r.texts(f); err != nil {
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

// document reads and parses one file, the texts of id or the configuration. It
// returns nil for an empty one and for one that cannot be used; the problems say
// why.
func (r *reader) document(file string, id ID) (*node, error) {
	switch info, err := fs.Stat(r.fsys, file); {
	case err != nil:
	case !info.Mode().IsRegular():
		r.problem(file, 0, "this is no file that can be read", "remove it, or name it otherwise")
		return nil, nil
	case info.Size() > maxFile:
		r.problem(file, 0, fmt.Sprintf("the file is larger than %d bytes", maxFile), "divide the bundle")
		return nil, nil
	}
	data, err := fs.ReadFile(r.fsys, file)
	if err != nil {
		return nil, fmt.Errorf("texts: read %q: %w", r.name(file), err)
	}
	data = []byte(strings.TrimPrefix(string(data), "\ufeff"))
	if line := invalidUTF8(data); line > 0 {
		r.problem(file, line, "invalid UTF-8", "save the file as UTF-8")
		return nil, nil
	}
	parse := parseYAML
	if strings.EqualFold(path.Ext(file), ".json") {
		parse = parseJSON
	}
	root, faults := parse(data)
	for _, f := range faults {
		p := Problem{File: r.name(file), Line: f.line, Locale: id.Locale, What: f.what, Fix: f.fix}
		if id.Bundle != "" && f.key != "" {
			p.Key = id.Bundle + "." + f.key
		}
		r.problems = append(r.problems, p)
	}
	return root, nil
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
