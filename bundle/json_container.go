package bundle

import "strings"

// open takes the bracket that begins an object or array.
func (r *reader) open() {
	r.depth++
	if r.depth > MaxDepth {
		r.fail(RuleJSONDepth, r.pos, "nested deeper than %d", MaxDepth)
	}
	r.pos++
}

// object reads an object. member is called for each member with the reader at
// its value, which it must read or skip; at is the offset of the name. With
// known names (a set that is not nil) a name that differs from a known one in
// letter case alone is refused. It returns the offset of the opening brace and
// the names that were there.
func (r *reader) object(known []string, member func(name string, at int)) (start int, names *nameSet) {
	names = &nameSet{}
	if !r.expect(kindObject) {
		return r.pos, names
	}
	start = r.pos
	r.open()
	for more := !r.take('}'); more && !r.done; more = r.more('}') {
		if r.next() != '"' {
			r.syntax("a member name")
			return start, names
		}
		at := r.pos
		name := r.string()
		if !r.take(':') {
			r.syntax("a colon")
			return start, names
		}
		if !names.add(name) {
			r.fail(RuleJSONDuplicate, at, "the name %q stands twice", shown(name))
		}
		r.checkCase(known, name, at)
		if !r.done {
			member(name, at)
		}
	}
	r.depth--
	return start, names
}

// checkCase refuses a name that equals a known one only when letter case is
// folded, in the simple folding of Unicode: "Format", "verſion".
func (r *reader) checkCase(known []string, name string, at int) {
	for _, k := range known {
		if k == name {
			return
		}
	}
	for _, k := range known {
		if strings.EqualFold(k, name) {
			r.fail(RuleMemberCase, at, "the name %q is %q in other letter case", shown(name), k)
			return
		}
	}
	if known != nil && r.off == readUnknown {
		r.fail(RuleMemberType, at, "the name %q is not known", shown(name))
	}
}

// require checks that the object at start has each of the names.
func (r *reader) require(start int, have *nameSet, names ...string) {
	for _, name := range names {
		if !r.done && !have.has(name) {
			r.fail(RuleMemberMissing, start, "no member %q", name)
		}
	}
}

// array reads an array. item is called for each value with the reader at it
// and must read or skip it; at is its offset. It returns the offset of the
// opening bracket.
func (r *reader) array(item func(at int)) (start int) {
	if !r.expect(kindArray) {
		return r.pos
	}
	start = r.pos
	r.open()
	for more := !r.take(']'); more && !r.done; more = r.more(']') {
		r.space()
		item(r.pos)
	}
	r.depth--
	return start
}

// more takes what follows a member or item: a comma, and then there is more,
// or the closing bracket.
func (r *reader) more(closing byte) bool {
	switch {
	case r.take(','):
		return true
	case r.take(closing):
		return false
	}
	r.syntax("a comma or " + string(closing))
	return false
}

// nameSet is a set of strings that needs no map while it is small, as nearly
// every one is.
type nameSet struct {
	list []string
	all  map[string]struct{} // nil while the list is short
}

// add puts name into the set and reports whether it is new.
func (s *nameSet) add(name string) bool {
	const short = 16
	if s.has(name) {
		return false
	}
	switch {
	case s.all != nil:
		s.all[name] = struct{}{}
	case len(s.list) < short:
		s.list = append(s.list, name)
	default:
		s.all = make(map[string]struct{}, 4*short)
		for _, old := range s.list {
			s.all[old] = struct{}{}
		}
		s.all[name] = struct{}{}
	}
	return true
}

// has reports whether name is in the set.
func (s *nameSet) has(name string) bool {
	if s.all != nil {
		_, ok := s.all[name]
		return ok
	}
	for _, old := range s.list {
		if old == name {
			return true
		}
	}
	return false
}
