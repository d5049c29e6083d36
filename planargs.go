package content

import "github.com/teletextio/content/internal/message"

// endOfArgs stands behind each list of arguments in a plan.
type endOfArgs struct{}

// plainArgs reports whether page-wide arguments, those of the page itself and
// those of its request, can be compared with others.
func plainArgs(own []any, page *message.Args) bool {
	ok := allPlain(own)
	for ; ok && page != nil; page = page.Next {
		ok = allPlain(page.Pairs)
	}
	return ok
}

func allPlain(list []any) bool {
	for _, v := range list {
		if !plainArg(v) {
			return false
		}
	}
	return true
}

// takeArgs takes page-wide arguments into the plan.
func (p *plan) takeArgs(own []any, page *message.Args) {
	p.args = append(append(p.args, own...), endOfArgs{})
	for ; page != nil; page = page.Next {
		p.args = append(append(p.args, page.Pairs...), endOfArgs{})
	}
}

// sameArgs reports whether plain arguments are those of the plan.
func (p *plan) sameArgs(own []any, page *message.Args) bool {
	rest, ok := cutArgs(p.args, own)
	for ; ok && page != nil; page = page.Next {
		rest, ok = cutArgs(rest, page.Pairs)
	}
	return ok && len(rest) == 0
}

// cutArgs takes a list off the front of known arguments. It is false when
// another one is there.
func cutArgs(known, list []any) (rest []any, ok bool) {
	if len(known) <= len(list) || known[len(list)] != (endOfArgs{}) {
		return nil, false
	}
	for i, v := range list {
		if v != known[i] {
			return nil, false
		}
	}
	return known[len(list)+1:], true
}

// plainArg reports whether a value is as good as another one that is equal.
func plainArg(v any) bool {
	switch v.(type) {
	case string, bool, int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64, float32, float64:
		return true
	}
	return false
}
