package content

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"

	"github.com/teletextio/content/internal/message"
)

// labelArgs returns the arguments of a label: what data-txt-args says, before
// those of the page. They are valid until the next call. ok is false when the
// attribute cannot be read.
//
// A reference of View.Attr is removed from the page in every case: it means
// nothing to anybody else. One that means nothing here either is as if it were
// not there, as it is not when the page is injected into again.
func (j *injector) labelArgs(b []byte, t *labelTag) (args *message.Args, ok bool) {
	j.args = j.behind(j.req.pageArgs())
	a := &t.args
	if a.End == 0 {
		a = &t.options
	}
	if a.End == 0 {
		return &j.args, true
	}
	v := trim(a.DecodedValue(b))
	if isReference(v) && t.args.Found() {
		j.removeReference(b, t)
		a, found := j.reference(v)
		if !found {
			return &j.args, true
		}
		j.outer = j.behind(a.Next)
		j.args = message.Args{Pairs: a.Pairs, Next: &j.outer}
		return &j.args, true
	}
	pairs, err := readArgs(v)
	j.outer = j.args
	j.args = message.Args{Pairs: pairs, Next: &j.outer}
	return &j.args, err == nil
}

// reference returns the arguments that a reference stands for.
func (j *injector) reference(v []byte) (args *message.Args, found bool) {
	if j.making != nil {
		j.making.void = true
	}
	ref, err := strconv.Atoi(string(v[1:]))
	if err != nil {
		return nil, false
	}
	return j.req.attrArgs(ref)
}

// isReference reports whether data-txt-args is one that View.Attr has written.
func isReference(v []byte) bool { return len(v) > 0 && v[0] == '~' }

// removeReference takes a reference to arguments out of the last start tag.
func (j *injector) removeReference(b []byte, t *labelTag) {
	if !t.argsGone && isReference(trim(t.args.DecodedValue(b))) {
		j.removeAttrs(b, j.cfg.names.args, false)
		t.argsGone = true
	}
}

// behind returns the arguments of the page: those of Page.Args, then a, which
// are those of the request.
func (j *injector) behind(a *message.Args) message.Args {
	switch {
	case j.own != nil:
		return message.Args{Pairs: j.own, Next: a}
	case a != nil:
		return *a
	}
	return message.Args{}
}

// What a literal data-txt-args may hold, in bytes and in arguments.
const (
	maxArgBytes = 16 << 10
	maxArgs     = 64
)

// readArgs reads the arguments of a static page: one flat JSON object (RFC
// 8259) whose values are strings, numbers and booleans, no name twice.
func readArgs(v []byte) ([]any, error) {
	if len(v) > maxArgBytes {
		return nil, errors.New("it is too long")
	}
	if !utf8.Valid(v) {
		return nil, errors.New("it is not valid UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(v))
	d.UseNumber()
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errors.New("it is not a JSON object")
	}
	var pairs []any
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, err
		}
		value, err := d.Token()
		if err != nil {
			return nil, err
		}
		switch value.(type) {
		case string, json.Number, bool:
		default:
			return nil, errors.New("its values must be strings, numbers or booleans")
		}
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return nil, errors.New("it has a name twice")
			}
		}
		if pairs = append(pairs, name, value); len(pairs) > 2*maxArgs {
			return nil, errors.New("it has too many arguments")
		}
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("something follows the object")
	}
	return pairs, nil
}
