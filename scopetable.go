package content

import "github.com/teletextio/content/internal/htmlscan"

// underTable returns how many of the first n scopes hold for the current place
// in a table: what is not of a table is moved before it by browsers, and so
// out of the scopes of the table and its rows.
func (j *injector) underTable(n int) int {
	s := &j.scan
	i := s.Depth() - 1
	if s.Fostered() && s.NodeAt(i) != s.Created() { // a void element
		i = j.tableBelow(i + 1)
		n = j.scopesBelow(n, i)
	}
	for ; i > 0 && s.NodeAt(i) > j.scopes[n-1].node; i-- {
		for i > 0 && isTablePart(s.IDAt(i-1)) && !staysInTable(s.IDAt(i)) {
			i = j.tableBelow(i)
			n = j.scopesBelow(n, i)
		}
	}
	return n
}

// tableBelow returns the place on the stack of the innermost table below i.
func (j *injector) tableBelow(i int) int {
	for i--; i > 0 && j.scan.IDAt(i) != htmlscan.Table; i-- {
	}
	return max(i, 0)
}

// scopesBelow returns how many of the first n scopes are of elements below i
// on the stack, where identities rise.
func (j *injector) scopesBelow(n, i int) int {
	for n > 1 && j.scopes[n-1].node >= j.scan.NodeAt(i) {
		n--
	}
	return n
}

// isTablePart reports whether an element has no text of its own in a table.
func isTablePart(id htmlscan.ID) bool {
	switch id {
	case htmlscan.Table, htmlscan.Tbody, htmlscan.Thead, htmlscan.Tfoot, htmlscan.Tr:
		return true
	}
	return false
}

// staysInTable reports whether an element can be a child of a part of a table.
func staysInTable(id htmlscan.ID) bool {
	switch id {
	case htmlscan.Caption, htmlscan.Colgroup, htmlscan.Td, htmlscan.Th,
		htmlscan.Script, htmlscan.Style, htmlscan.Template:
		return true
	}
	return isTablePart(id) && id != htmlscan.Table
}
