package message

import "strings"

// clean brings literal text into stored form: newlines are LF, and control
// characters, noncharacters and the bidi overrides (which bdo is there for)
// are gone.
func clean(s string) string {
	ok := true
	for _, r := range s {
		if r < ' ' && r != '\n' && r != '\t' || r >= 0x7F && (dropped(r) || isOverride(r)) {
			ok = false
			break
		}
	}
	if ok {
		return s
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case dropped(r) || isOverride(r):
			return -1
		}
		return r
	}, s)
}

// dropped reports whether r never reaches the page: C0 and C1 controls but tab
// and newline, and noncharacters.
func dropped(r rune) bool {
	switch {
	case r < ' ':
		return r != '\t' && r != '\n'
	case r < 0x7F:
		return false
	case r < 0xA0:
		return true
	}
	return r >= 0xFDD0 && r <= 0xFDEF || r&0xFFFE == 0xFFFE
}

// isOverride reports whether r is LRO or RLO, which reverse what follows.
func isOverride(r rune) bool { return r == 0x202D || r == 0x202E }

// cleanPlain cleans the literals of a plain text.
func cleanPlain(nodes []node) []node {
	out := nodes[:0]
	for _, n := range nodes {
		if n.kind == litNode {
			if n.text = clean(n.text); n.text == "" {
				continue
			}
		}
		if n.kind == choiceNode {
			for j := range n.choice.branches {
				b := &n.choice.branches[j]
				b.nodes = cleanPlain(b.nodes)
			}
		}
		out = append(out, n)
	}
	return out
}
