package message

import (
	"bytes"
	"strings"
)

// SafeURL reports whether a URL's scheme is on the allow-list: http, https,
// mailto, tel, or none (relative, //host included). url is the URL itself,
// references decoded. As in a browser, white space and controls before the
// scheme and tabs and newlines within it do not count; a colon behind anything
// that is no scheme is refused, too.
func SafeURL(url []byte) bool {
	var scheme [8]byte
	n, started := 0, false
	for _, c := range url {
		switch {
		case c == '\t' || c == '\n' || c == '\r' || c <= ' ' && !started:
			continue
		case c == '/' || c == '?' || c == '#':
			return true
		case c == ':':
			return n < len(scheme) && safeScheme(scheme[:n])
		}
		started = true
		if n < len(scheme) {
			scheme[n] = c
			n++
		}
	}
	return true
}

// safeScheme reports whether a scheme is on the allow-list.
func safeScheme(s []byte) bool {
	for _, ok := range [...]string{"http", "https", "mailto", "tel"} {
		if len(s) == len(ok) && bytes.EqualFold(s, []byte(ok)) {
			return true
		}
	}
	return false
}

// hasScheme reports whether what follows url cannot change its scheme.
func hasScheme(url string) bool { return strings.ContainsAny(url, "/?#:") }

// maxHeads bounds how many beginnings of one URL the check looks at.
const maxHeads = 1000

// safeHeads reports whether every beginning that the literals and branches of
// a URL make has a safe scheme, as far as literals decide it. An argument that
// stands before the scheme is decided is checked when it is rendered.
func safeHeads(nodes []node) bool {
	budget := maxHeads
	return safeHead("", nodes, nil, &budget)
}

// rest are the nodes behind a branch, in a list.
type rest struct {
	nodes []node
	next  *rest
}

// safeHead checks the beginnings that go on from prefix with nodes and rest.
func safeHead(prefix string, nodes []node, more *rest, budget *int) bool {
	if *budget--; *budget < 0 {
		return false
	}
	for len(nodes) == 0 && more != nil {
		nodes, more = more.nodes, more.next
	}
	if len(nodes) == 0 || hasScheme(prefix) {
		return SafeURL([]byte(prefix))
	}
	switch n := &nodes[0]; n.kind {
	case litNode:
		return safeHead(prefix+n.text, nodes[1:], more, budget)
	case choiceNode:
		for i := range n.choice.branches {
			if !safeHead(prefix, n.choice.branches[i].nodes, &rest{nodes[1:], more}, budget) {
				return false
			}
		}
	}
	return true
}

// safeSrcset reports whether every candidate of a srcset has a safe URL.
func safeSrcset(v string) bool {
	for {
		v = strings.TrimLeft(v, " \t\n\r\f,")
		if v == "" {
			return true
		}
		end := strings.IndexAny(v, " \t\n\r\f")
		if end < 0 {
			end = len(v)
		}
		url := v[:end]
		v = v[end:]
		if !SafeURL([]byte(strings.TrimRight(url, ","))) {
			return false
		}
		if strings.HasSuffix(url, ",") {
			continue
		}
		end = strings.IndexByte(v, ',')
		if end < 0 {
			end = len(v)
		}
		if !isDescriptor(strings.TrimSpace(v[:end])) {
			return false
		}
		v = v[end:]
	}
}

// isDescriptor reports whether s is empty, a width (300w) or a density (1.5x).
func isDescriptor(s string) bool {
	if s == "" {
		return true
	}
	n := len(s) - 1
	return n > 0 && (s[n] == 'w' || s[n] == 'x') && strings.Trim(s[:n], "0123456789.") == ""
}
