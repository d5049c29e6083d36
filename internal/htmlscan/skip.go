package htmlscan

import "bytes"

// skip reads on in a state that has an end to look for. It is false when the
// buffer is used up.
func (s *Scanner) skip(b []byte, eof bool) bool {
	switch s.state {
	case stRaw:
		return s.skipRaw(b, eof)
	case stNoscript:
		return s.skipNoscript(b, eof)
	case stScript, stScriptEscaped, stScriptDouble:
		return s.skipScript(b, eof)
	case stComment:
		return s.skipTo(b, (*Scanner).commentEnds)
	case stCDATA:
		return s.skipTo(b, (*Scanner).cdataEnds)
	case stBogus:
		k := bytes.IndexByte(b[s.Pos:], '>')
		if k < 0 {
			s.Pos = len(b)
			return false
		}
		s.Pos, s.state = s.Pos+k+1, stData
		return true
	}
	s.Pos = len(b) // plaintext has no end
	return false
}

// skipRaw looks for the end tag of a raw text or RCDATA element.
func (s *Scanner) skipRaw(b []byte, eof bool) bool {
	for {
		k := bytes.IndexByte(b[s.Pos:], '<')
		if k < 0 {
			s.Pos = len(b)
			return false
		}
		s.Pos += k
		switch matchTag(b[s.Pos:], "</", idNames[s.raw], eof) {
		case matches:
			s.state = stData
			return true
		case tooShort:
			return false
		}
		s.Pos++
	}
}

type match uint8

const (
	differs match = iota
	matches
	tooShort
)

// matchTag tells whether b begins with open and name, in any case, and a byte
// that ends a tag name.
func matchTag(b []byte, open, name string, eof bool) match {
	n := min(len(b), len(open))
	if string(b[:n]) != open[:n] {
		return differs
	}
	if m := min(len(b)-n, len(name)); !equalFold(b[n:n+m], name[:m]) {
		return differs
	}
	n = len(open) + len(name)
	switch {
	case n < len(b) && class[b[n]]&cNameEnd != 0:
		return matches
	case n < len(b) || eof:
		return differs
	}
	return tooShort
}

// skipScript looks for the end of a script, past the comments inside it that
// may hide its end tag (section 13.2.5.15 and on).
func (s *Scanner) skipScript(b []byte, eof bool) bool {
	for s.Pos < len(b) && s.why == None {
		var more bool
		if s.state == stScript {
			more = s.scriptData(b, eof)
		} else {
			more = s.scriptEscaped(b, eof)
		}
		if s.state == stData {
			return true
		}
		if !more {
			return false
		}
	}
	return false
}

func (s *Scanner) scriptData(b []byte, eof bool) bool {
	i := s.Pos
	for { // most of what begins with "<" in a script is neither an end tag nor a comment
		k := bytes.IndexByte(b[i:], '<')
		if k < 0 {
			s.Pos = len(b)
			return false
		}
		i += k
		if i+1 == len(b) || b[i+1] == '/' || b[i+1] == '!' {
			break
		}
		i++
	}
	s.Pos = i
	rest := b[i:]
	switch matchTag(rest, "</", "script", eof) {
	case matches:
		s.state = stData
		return true
	case tooShort:
		return false
	}
	const open = "<!--"
	if n := min(len(rest), len(open)); string(rest[:n]) == open[:n] {
		if n < len(open) {
			if eof {
				s.Pos = len(b)
			}
			return false
		}
		s.Pos += len(open)
		s.state, s.dashes, s.doubt = stScriptEscaped, 2, false
		return true
	}
	s.Pos++
	return true
}

// scriptEscaped reads on inside "<!--" of a script.
func (s *Scanner) scriptEscaped(b []byte, eof bool) bool {
	for s.Pos < len(b) {
		if s.dashes == 0 { // nothing but a dash or a tag counts
			i := s.Pos
			for i < len(b) && class[b[i]]&cEscaped == 0 {
				i++
			}
			if s.Pos = i; i == len(b) {
				break
			}
		}
		switch c := b[s.Pos]; {
		case c == '-':
			s.dashes = min(2, s.dashes+1)
		case c == '>' && s.dashes == 2:
			s.Pos++
			s.state, s.dashes, s.doubt = stScript, 0, false
			return true
		case c == '<':
			s.dashes = 0
			if more, handled := s.scriptTag(b, eof); handled {
				return more
			}
		default:
			s.dashes = 0
		}
		s.Pos++
	}
	return false
}

// scriptTag reads a "<" inside an escaped script.
func (s *Scanner) scriptTag(b []byte, eof bool) (more, handled bool) {
	rest := b[s.Pos:]
	switch matchTag(rest, "</", "script", eof) {
	case matches:
		if s.state == stScriptEscaped {
			s.state = stData
			return true, true
		}
		s.state = stScriptEscaped
		s.Pos += len("</script>")
		return true, true
	case tooShort:
		return false, true
	}
	if s.state == stScriptDouble {
		return true, false
	}
	switch matchTag(rest, "<", "script", eof) {
	case matches:
		if s.doubt {
			s.giveUp(Ambiguous)
			return false, true
		}
		s.state = stScriptDouble
		s.Pos += len("<script>")
		return true, true
	case tooShort:
		return false, true
	}
	if len(rest) > 1 && rest[1] != '/' && !isLetter(rest[1]) {
		s.doubt = true // some parsers leave the escaped state here
	}
	return true, false
}

// skipTo looks for the ">" at which a comment or CDATA section ends, as ends
// tells from what stands before it.
func (s *Scanner) skipTo(b []byte, ends func(*Scanner) bool) bool {
	from := s.Pos // what lies before it is in tail
	for i := from; i < len(b); {
		k := bytes.IndexByte(b[i:], '>')
		if k < 0 {
			break
		}
		i += k + 1
		if last := i - 2; last > from && b[last] != '-' && b[last] != ']' && b[last] != '!' {
			continue // as nearly always in a long comment
		}
		s.keepTail(b[from : i-1])
		s.Pos = i
		if ends(s) {
			s.state = stData
			return true
		}
		from = i - 1
	}
	s.keepTail(b[from:])
	s.Pos = len(b)
	return false
}

// commentEnds: behind "--" or "--!", or right at the start of the comment or
// behind its first "-".
func (s *Scanner) commentEnds() bool {
	t := s.tail
	switch s.body {
	case 0:
		return true
	case 1:
		return t[2] == '-'
	}
	return t[1] == '-' && t[2] == '-' || s.body == 3 && t == [3]byte{'-', '-', '!'}
}

// keepTail remembers the last three bytes of what has been read.
func (s *Scanner) keepTail(b []byte) {
	if n := len(b); n >= 3 {
		copy(s.tail[:], b[n-3:])
	} else {
		copy(s.tail[:], s.tail[n:])
		copy(s.tail[3-n:], b)
	}
	s.body = min(3, s.body+len(b))
}

// cdataEnds: behind "]]".
func (s *Scanner) cdataEnds() bool { return s.body >= 2 && s.tail[1] == ']' && s.tail[2] == ']' }
